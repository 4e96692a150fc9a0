/*
 * The walk through one frame: link layer, network layer, transport header. Each step gets a cursor
 * by value, fills what it understands of the packet and calls the next one.
 *
 *   plain.c     what nearly all frames are, in one look
 *   link.c      LINKTYPE_ -> first step; Linux cooked, raw, null, PPP ...
 *   wifi.c      802.11 with what stands before it
 *   ether.c     Ethernet, tags, 802.2, ethertypes
 *   ip.c        IPv4, IPv6, fragments
 *   transport.c UDP, TCP, ICMP
 *   tunnel.c    GRE, ERSPAN, VXLAN, Geneve, TZSP: back into ether.c or ip.c
 *
 * To add a link type: a line in link.c's table. An ethertype: a case in ether.c. A tunnel: a
 * function in tunnel.c, in one of its two tables.
 */
#ifndef PVSLEUTH_CAPTURE_DECODE_H
#define PVSLEUTH_CAPTURE_DECODE_H

#include "capture/copies.h"
#include "capture/reassembly.h"
#include "model/packet.h"
#include "model/plain.h"

/* Frames within frames, and headers between link layer and network layer, that are followed. */
#define WALK_TUNNELS 4
#define WALK_STEPS 16

struct walk {
	struct packet *p;
	const struct frame *frame;
	struct reassembly *reassembly; /* NULL: fragments stay fragments */
	struct copies *copies;	       /* NULL: copies are not looked for */
	unsigned tunnels, steps;
};

/* What a header is called in `reason`; the texts are in walk.c. */
enum header {
	HEADER_LINK,
	HEADER_ETHERNET,
	HEADER_VLAN,
	HEADER_TAG,
	HEADER_LLC,
	HEADER_MPLS,
	HEADER_PPP,
	HEADER_WIFI,
	HEADER_ARP,
	HEADER_IPV4,
	HEADER_IPV6,
	HEADER_UDP,
	HEADER_TCP,
	HEADER_ICMP,
	HEADER_TUNNEL,
};

/* One frame into *out; r and c may be NULL. */
void packet_walk(
	const struct frame *f, struct reassembly *r, struct copies *c, struct packet *out);

/* 'i', 'o' or 0 as the link layer itself says (Linux cooked). */
char link_direction(const struct frame *f);

/* The packet cannot be read further: the cursor's error says whose fault it is. */
void walk_stop(struct walk *w, const struct cur *c, enum header header);
/* ... or for a reason of its own. */
void walk_unreadable(struct walk *w, const char *reason);
/* The end of the way: the packet is of this kind, and c is what follows. */
void walk_done(struct walk *w, enum packet_kind kind, struct cur c);
/* What comes now is another frame or datagram inside a tunnel called name: what was understood of
 * the outside is forgotten. False when there were too many, and the packet is then unreadable. */
bool walk_into(struct walk *w, const char *name);

void link_walk(struct walk *w, struct cur c, uint32_t linktype);
void wifi_walk(struct walk *w, struct cur c);
void radiotap_walk(struct walk *w, struct cur c);
void ether_walk(struct walk *w, struct cur c);
void ethertype_walk(struct walk *w, struct cur c, uint16_t type);
void llc_walk(struct walk *w, struct cur c);
void ppp_walk(struct walk *w, struct cur c);
/* IPv4 or IPv6, told by the version nibble; something else is unreadable. */
void ip_walk(struct walk *w, struct cur c);
void ipv4_walk(struct walk *w, struct cur c);
void ipv6_walk(struct walk *w, struct cur c);
void transport_walk(struct walk *w, struct cur c);
/* The commonest frames in one look (plain.c), of `kept` bytes out of `wire`; false: take the steps. Only where
 * copies are looked for. */
bool plain_walk(struct walk *w, uint32_t kept, uint32_t wire);
/* Whether a frame is plain (model/plain.h): then *out, which borrows it, is filled. */
bool plain_look(const struct frame *f, uint32_t kept, uint32_t wire, struct plain *out);
/* The same for n frames, whose bytes are all wanted; `frame` is NULL for those that are not. */
void plain_look_all(const struct frame *f, uint32_t n, struct plain *out);

/* Where the IPv4 header of an Ethernet frame of 18 bytes or more begins, behind one VLAN tag at most; 0: this
 * is something else. */
uint32_t plain_ipv4_at(const uint8_t *b);

/* Which tunnel what goes to this UDP port may be. */
enum tunnel_udp { TUNNEL_NONE, TUNNEL_VXLAN, TUNNEL_GENEVE, TUNNEL_GTP, TUNNEL_TZSP };
static inline enum tunnel_udp tunnel_port(uint16_t dst_port)
{
	switch (dst_port) {
	case 4789:
	case 8472: /* Linux before the port was assigned */
		return TUNNEL_VXLAN;
	case 6081:
		return TUNNEL_GENEVE;
	case 2152:
		return TUNNEL_GTP;
	case 37008:
		return TUNNEL_TZSP;
	default:
		return TUNNEL_NONE;
	}
}
/* True when it was one and has been walked. */
bool tunnel_in_ip(struct walk *w, struct cur c, uint8_t protocol);
bool tunnel_in_udp(struct walk *w, struct cur c, uint16_t dst_port);

#endif
