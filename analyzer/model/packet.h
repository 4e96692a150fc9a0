/*
 * A frame as read, and a packet as understood up to the transport header. Both borrow: valid until
 * the next one is asked for.
 */
#ifndef PVSLEUTH_MODEL_PACKET_H
#define PVSLEUTH_MODEL_PACKET_H

#include "base/cur.h"
#include "model/addr.h"

/* Times are held between 0 and this (the year 2106, where pcap's seconds end), whatever a capture
 * claims: differences and sums of two of them are always an int64. */
#define TIME_MAX_NS INT64_C(4300000000000000000)

struct block;

/* What copies of a packet are known by (capture/copies.h): a hash of the IPv4 datagram that begins `at` bytes
 * into the frame and has `len` captured bytes. at 0: it was not taken. */
struct copy_mark {
	uint64_t by;
	uint32_t len, at;
};

/* One record of a capture file. */
struct frame {
	uint64_t number;  /* from 1, in file order, as Wireshark counts */
	int64_t ns;       /* UTC nanoseconds as captured, 0 .. TIME_MAX_NS */
	bool no_time;     /* the record has none: ns is that of the frame before it, or 0 */
	uint32_t iface;   /* index into the capture's interfaces */
	uint32_t linktype; /* LINKTYPE_ value */
	const uint8_t *bytes;
	struct block *block; /* what they lie in, for who may keep them there (capture/window.h); or NULL */
	uint32_t caplen, wirelen;
	uint32_t fcs;     /* check bytes at the end of the frame on the wire, by the capture's word */
	char direction;   /* 'i' received, 'o' sent, 0 not known (pcapng flags, SLL packet type) */
	uint64_t drops;   /* packets lost before this one, as the capture says (pcapng) */
	uint64_t packet_id; /* pcapng epb_packetid, with has_packet_id */
	bool has_packet_id;
	const char *comment; /* sanitised; NULL without one */
	struct copy_mark known; /* taken ahead, or not */
};

enum packet_kind {
	PACKET_UNREADABLE, /* `reason` says why */
	PACKET_FRAGMENT,   /* a piece of a datagram that is not complete yet */
	PACKET_UDP,
	PACKET_TCP,
	PACKET_ICMP,
	PACKET_IP_OTHER,
	PACKET_IPV6, /* carried as far as its addresses are not needed */
	PACKET_ARP,
	PACKET_L2_OTHER, /* `ethertype` (or 0 for 802.2 frames: `llc`) */
};

/* Recorded before, as another frame; how that came. */
enum copy {
	COPY_NONE,
	COPY_MIRROR,    /* the same at the same place: a mirror port saw it twice */
	COPY_ROUTED,    /* before and behind a router */
	COPY_COMPONENT, /* on another interface of the capture */
};

#define PACKET_VLANS 4

struct packet {
	const struct frame *frame;
	enum packet_kind kind;
	const char *reason; /* static text: why unreadable, or which encapsulation */
	enum copy copy;
	uint64_t copy_of; /* with copy: the number of the frame that was first */

	bool has_l2; /* MACs known (Ethernet); SLL knows only the source */
	bool has_dst_mac;
	struct mac src_mac, dst_mac;
	enum cast l2_cast;
	bool to_host; /* without dst_mac: to the host that was captured at (SLL packet type) */
	uint16_t vlan[PACKET_VLANS];
	unsigned vlans;
	uint16_t ethertype;
	uint16_t llc; /* DSAP << 8 | SSAP when 802.2 */

	uint32_t src_ip, dst_ip;
	enum cast l3_cast;
	uint8_t ttl, protocol;
	uint16_t ip_id;
	bool dont_fragment;
	bool reassembled;  /* payload was put together from several frames; this is the last of them */
	bool first_only;   /* payload is that of the first fragment only: cut, not complete */
	uint16_t fragment_offset; /* of this frame, in bytes; with more_fragments */
	bool more_fragments;
	uint32_t fragments; /* how many pieces were put together */

	uint16_t src_port, dst_port; /* UDP, TCP */
	uint8_t tcp_flags;           /* FIN 1 SYN 2 RST 4 PSH 8 ACK 16 */
	uint32_t tcp_seq, tcp_ack;

	/* What follows the last header understood: UDP or TCP payload, ICMP message from its type byte,
	 * ARP body from its hardware type, other L2: after the ethertype or LLC header. Knows what
	 * was not captured. Its length on the wire is payload.left + payload.snapped. */
	struct cur payload;
	bool udp_length_odd; /* UDP length and IP length disagree */
};

/* A datagram of which some pieces never came. */
struct lost_datagram {
	struct frame frame; /* its first piece where that came, else the piece that came first */
	uint32_t src_ip, dst_ip;
	uint16_t ip_id;
	uint8_t protocol;
	uint32_t pieces, held, total; /* bytes of payload; total 0: its last piece never came */
	bool has_first, has_last;
	char missing[96]; /* "1480-2959, 4440 to the end" */
	int64_t first_ns, last_ns;
};

typedef void (*lost_fn)(void *ctx, const struct lost_datagram *lost);

static inline size_t packet_payload_len(const struct packet *p)
{
	return p->payload.left + p->payload.snapped;
}

#endif
