/*
 * Facts: what trackers find and the store keeps. Each struct is one row of a table in
 * schema/facts/; the comments there say what the columns mean. Text pointers are borrowed for the
 * call and already sanitised. MACs: all zero means NULL. Addresses: 0 means NULL.
 */
#ifndef PVSLEUTH_MODEL_FACT_H
#define PVSLEUTH_MODEL_FACT_H

#include "model/packet.h"

/* What PVS uses unless it was told otherwise: the first for logins, the others for streams (pvs.md 1). */
#define PVS_PORT_FIRST 6910
#define PVS_PORT_LAST 6930

/* All times of facts are from 0 (1970) to here (2116), or INT64_MIN where there is none. */
#define FACT_NS_MAX (INT64_C(1) << 62)

static inline int64_t fact_ns(int64_t ns)
{
	return ns == INT64_MIN ? ns : ns < 0 ? 0 : ns > FACT_NS_MAX ? FACT_NS_MAX : ns;
}

/* Whether what DHCP names to boot from is an address to fetch by HTTP, and no file's name. */
static inline bool fact_http_address(const char *boot)
{
	return !strncmp(boot, "http://", 7) || !strncmp(boot, "https://", 8);
}

struct fact_event {
	const struct packet *packet; /* addresses, ports, time, raw bytes */
	const char *kind;
	struct mac client;
	bool whole, malformed;
	const char *odd;  /* names separated by spaces */
	const char *info;
	struct span common; /* of the frame's bytes: many frames are likely to have the same there; or nothing */
};

struct fact_dhcp {
	int64_t event_id;
	uint8_t op, hops;
	const char *type; /* NULL without option 53 */
	uint32_t xid;
	uint16_t secs;
	bool b_flag, options_complete, ipxe;
	uint32_t ciaddr, yiaddr, siaddr, giaddr;
	const char *chaddr; /* MAC form when six bytes, else hex */
	const char *sname, *file;
	uint32_t requested_ip, server_id, mask, router;
	int64_t lease_s; /* -1: absent */
	const char *message, *vendor_class, *client_id, *user_class, *uuid, *hostname, *tftp_name, *bootfile,
		*boot, *pxe_servers, *pxe_menu, *pvs_servers, *agent, *params, *options;
	int arch, pxe_control, pxe_item; /* -1: absent */
	int bucket_id, bucket_hw;        /* -1: no key */
};

struct fact_arp {
	int64_t event_id;
	const char *form;
	struct mac sha, tha;
	uint32_t spa, tpa;
};

struct fact_icmp {
	int64_t event_id;
	uint8_t type, code;
	uint16_t mtu;
	bool quotes;
	uint32_t q_src, q_dst;
	uint8_t q_protocol;
	uint16_t q_src_port, q_dst_port, q_ip_id;
	int64_t quotes_event; /* 0: not seen */
};

/* What a switch port said of itself. */
struct fact_l2 {
	int64_t event_id;
	const char *protocol, *state; /* state: "" when it says nothing */
	struct mac device;
	int port, vlan; /* -1: not said */
	const char *name, *port_name; /* NULL: not said */
};

/* A stored procedure that a provisioning server called about a target. */
struct fact_sql {
	int64_t event_id, answer_event; /* answer_event 0: none was seen */
	struct mac client;
	const char *by; /* mac: the call names it; connection: the call before it on the same connection did */
	const char *procedure;
	uint32_t server_ip, sql_ip;
	int64_t asked_ns, answer_ns; /* INT64_MIN: none was seen */
	int rows;                    /* of the first result: 1 some, 0 none, -1 not known */
	uint32_t error;
	uint16_t port; /* of the server, where the call names it; 0: it does not */
};

struct fact_transfer {
	const char *protocol; /* tftp tsb */
	struct mac client;
	uint32_t client_ip, server_ip, reply_ip;
	uint16_t client_port, server_port, reply_port; /* reply_ip 0: no reply */
	const char *file, *mode; /* NULL: request not captured */
	int64_t blksize, windowsize, tsize; /* -1: not known */
	bool asked_tsize;
	int64_t first_ns, last_ns, client_last_ns, max_gap_ns; /* client_last_ns: of its own frames */
	uint64_t requests, blocks, bytes, last_block, repeats;
	const char *status; /* no-reply open complete error aborted stalled */
	int error_code;     /* -1: none */
	const char *error_text, *error_from, *stall_side; /* NULL: none */
	const char *content_xxh3, *version;               /* NULL: not known */
	int64_t request_event, reply_event, error_event, last_event; /* 0: none */
	/* measures; -1 and NULL: none, or not known */
	const char *first_reply, *oack_fault, *image;
	int64_t asked_blksize, asked_windowsize, last_ack, resend_data_ns, resend_ack_ns;
	bool probe;
	int dont_fragment, wrap_to;
	uint32_t max_ip_bytes, tids;
	uint64_t fragmented, first_only, acks, repeats_data, repeats_ack, turns;
	int64_t service_min_ns, service_median_ns, service_max_ns, client_median_ns;
};

/* Datagrams in pieces, from one address to another. */
struct fact_pieces {
	uint32_t src_ip, dst_ip;
	uint8_t protocol;
	uint16_t src_port, dst_port; /* 0: no first fragment was seen */
	uint64_t complete, incomplete, first_only, headless;
	int64_t first_ns, last_ns, first_event; /* first_event 0: none */
};

struct fact_bin {
	int64_t start_ns, width_ns;
	uint64_t up_bytes, down_bytes, reads;
};

struct fact_gap {
	int64_t from_ns, to_ns;
	const char *waiting; /* server client */
	const char *after;   /* repeat request login server */
};

/* Activity between two silences of a second or more; like ones are put together. */
struct fact_spell {
	int64_t start_ns, end_ns;
	const char *kind; /* login poll read retry heartbeat */
	uint64_t count;   /* how many of the same kind this stands for */
	int64_t every_min_ns, every_max_ns; /* between their beginnings; 0 with count 1 */
	uint64_t up_frames, down_frames, requests, logins;
	uint64_t reads, read_bytes, sector_reads, overlaps, partial, repeats, unanswered, max_payload;
	int64_t service_min_ns, service_p50_ns, service_p95_ns, service_max_ns, service_sum_ns;
	int64_t transfer_sum_ns, turn_sum_ns;
	int64_t first_event, last_event; /* 0: none */
};

struct fact_flow {
	const char *role, *signs;
	struct mac client, server_mac;
	uint32_t client_ip, server_ip;
	uint16_t client_port, server_port;
	int64_t first_ns, last_ns;
	uint64_t up_frames, up_bytes, down_frames, down_bytes;
	int64_t first_down_ns, last_up_ns, last_down_ns; /* INT64_MIN: never */
	uint64_t reads, read_bytes, sector_reads, full_frames, max_payload, repeats, unanswered;
	int64_t service_sum_ns, service_max_ns;
	int64_t first_event, last_event;
	uint64_t requests, overlaps, resent_bytes, copies, fragmented, first_pieces;
	uint64_t reads_512, reads_4k, reads_16k, reads_32k;
	const struct fact_bin *bins;
	size_t bin_count;
	const struct fact_gap *gaps;
	size_t gap_count;
	const struct fact_spell *spells;
	size_t spell_count;
};

struct fact_station {
	struct mac mac;
	uint64_t tx_frames, tx_group, rx_unicast;
	int64_t first_ns, last_ns, first_rx_ns, last_rx_ns; /* rx: INT64_MIN when none */
};

struct fact_address {
	struct mac mac;
	uint32_t ip;
	const char *via; /* ip arp */
	uint64_t frames;
	int64_t first_ns, last_ns;
};

/* One more frame of an event's packet. */
struct fact_copy {
	int64_t event_id;
	const struct packet *packet;
	const char *how; /* mirror routed component */
};

struct fact_step {
	uint64_t frame;
	uint32_t iface;
	int64_t before_ns, after_ns;
};

struct fact_fragment {
	const struct lost_datagram *lost;
	uint16_t src_port, dst_port; /* with lost->has_first */
	int64_t event_id;            /* of its first piece; 0: not kept as an event */
};

/* TCP between two servers on a DHCP failover port. */
struct fact_channel {
	uint32_t low_ip, high_ip;
	uint16_t port;
	uint64_t frames, payload_bytes, resets;
	int64_t first_ns, last_ns;
};

struct fact_ledger {
	const char *bucket, *reason;
	uint64_t frames, bytes;
};

struct fact_iface {
	uint32_t iface, linktype, snaplen;
	const char *link, *name, *description, *filter;
	uint64_t frames;
	int64_t drops_if, drops_os; /* -1: not known */
};

struct fact_capture {
	const char *path, *sha256, *xxh3, *format, *compression, *status, *note; /* sha256 may be NULL */
	uint64_t frames, bytes, file_bytes;
	int64_t first_ns, last_ns; /* INT64_MIN: no frame has a time */
};

/* What recognises the same message at another tap. */
struct fact_twin {
	int64_t event_id;
	uint64_t key;
	int upward; /* 1 from the target, 0 towards it, -1 cannot be said */
	uint64_t content; /* of what does not change with addresses and ports either; 0: nothing tells it from others */
};

/* Where trackers put facts. event() gives the new event's id. */
struct fact_sink {
	void *ctx;
	int64_t (*event)(void *ctx, const struct fact_event *f);
	void (*dhcp)(void *ctx, const struct fact_dhcp *f);
	void (*arp)(void *ctx, const struct fact_arp *f);
	void (*icmp)(void *ctx, const struct fact_icmp *f);
	void (*l2)(void *ctx, const struct fact_l2 *f);
	void (*sql)(void *ctx, const struct fact_sql *f);
	void (*transfer)(void *ctx, const struct fact_transfer *f);
	void (*pieces)(void *ctx, const struct fact_pieces *f);
	void (*flow)(void *ctx, const struct fact_flow *f);
	void (*station)(void *ctx, const struct fact_station *f);
	void (*address)(void *ctx, const struct fact_address *f);
	void (*channel)(void *ctx, const struct fact_channel *f);
	void (*ledger)(void *ctx, const struct fact_ledger *f);
	void (*iface)(void *ctx, const struct fact_iface *f);
	void (*copy)(void *ctx, const struct fact_copy *f);
	void (*step)(void *ctx, const struct fact_step *f);
	void (*fragment)(void *ctx, const struct fact_fragment *f);
	void (*twin)(void *ctx, const struct fact_twin *f);
};

#endif
