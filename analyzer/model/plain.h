/*
 * A UDP datagram of a plain frame, seen in place: Ethernet with one VLAN tag at most, IPv4 without options and not in
 * pieces. Nearly all frames of a capture are such; capture/plain.c says which, and nothing of them is copied.
 */
#ifndef PVSLEUTH_MODEL_PLAIN_H
#define PVSLEUTH_MODEL_PLAIN_H

#include "model/packet.h"

struct plain {
	const struct frame *frame;
	const uint8_t *ip;      /* the IPv4 header, within the frame's bytes */
	const uint8_t *payload; /* of UDP; `left` bytes of `len` were captured */
	uint32_t left, len;
	uint32_t src_ip, dst_ip;
	uint16_t src_port, dst_port;
	uint16_t vlan; /* 0: no tag, or that number */
	bool tagged;
};

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
