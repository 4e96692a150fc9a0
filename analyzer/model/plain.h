/*
 * A UDP datagram of a plain frame, seen in place: Ethernet with one VLAN tag at most, IPv4 without options and not in
 * pieces. Nearly all frames of a capture are such; capture/plain.c says which, and nothing of them is copied.
 */
#ifndef PVSLEUTH_MODEL_PLAIN_H
#define PVSLEUTH_MODEL_PLAIN_H

#include "model/packet.h"

struct plain {
	const struct frame *frame;
	const uint8_t *ip;  /* the IPv4 header, within the frame's bytes, and that of UDP behind it */
	uint32_t left, len; /* of the payload, `left` bytes of `len` were captured */
	uint16_t vlan;	    /* 0: no tag, or that number */
	bool tagged;
};

#define PLAIN_HEADERS 28 /* bytes: IPv4 and UDP */

static inline const uint8_t *plain_payload(const struct plain *d)
{
	return d->ip + PLAIN_HEADERS;
}

/* Addresses and ports, from the sender's to the receiver's, as the headers have them. */
struct ends {
	uint64_t ips;
	uint32_t ports;
};

static inline struct ends plain_ends(const struct plain *d)
{
	struct ends e;

	memcpy(&e.ips, d->ip + 12, sizeof(e.ips));
	memcpy(&e.ports, d->ip + 20, sizeof(e.ports));
	return e;
}

/* The same of addresses and ports that are known as numbers. */
struct ends ends_of(uint32_t src_ip, uint16_t src_port, uint32_t dst_ip, uint16_t dst_port);

static inline bool ends_eq(struct ends a, struct ends b)
{
	return a.ips == b.ips && a.ports == b.ports;
}

static inline const uint8_t *plain_dst_mac(const struct plain *d)
{
	return d->frame->bytes;
}

static inline const uint8_t *plain_src_mac(const struct plain *d)
{
	return d->frame->bytes + 6;
}

/* The same as a packet: fills what is 0 in *p, whose `frame` is set. Borrows what d borrows. */
void plain_packet(const struct plain *d, struct packet *p);

/* Who takes datagrams as plain ones, without their becoming packets. One that `knows` says yes to, and that is no copy of a
 * frame before, goes to `take` at once. */
struct plain_lane {
	bool (*knows)(void *ctx, const struct plain *d);
	void (*take)(void *ctx, const struct plain *d);
	/* The bytes of those taken are about to go: what is still wanted of them is to be copied now. */
	void (*settle)(void *ctx);
	void *ctx;
};

#endif
