/*
 * The same packet recorded more than once: by a mirror that copies several ports or both directions,
 * on both legs of a router, at several layers of a machine's network stack (pktmon, "any").
 *
 * Copies have the same bytes from the IP header on, but for what a router changes: TTL, checksums, the
 * type of service; and what is before it: MACs, VLAN tags, tunnels. A datagram sent again by its sender
 * has another IP identification. Boot ROMs leave that 0: then only the time tells, and no client sends
 * again within COPY_NS (the shortest known is 250 ms).
 */
#ifndef PVSLEUTH_CAPTURE_COPIES_H
#define PVSLEUTH_CAPTURE_COPIES_H

#include "capture/reorder.h"
#include "model/plain.h"

#define COPY_NS INT64_C(5000000)
/* Told by packet id, or by a lower TTL and an identification that is not 0. */
#define COPY_SURE_NS INT64_C(250000000)

struct copies;

struct copies *copies_new(void);
void copies_free(struct copies *c);

/* The mark (struct frame, `known`) of a frame some frames ahead, if it is plain Ethernet with IPv4; linktype 0 stands for
 * what is none, or has check bytes. Fetches what will be looked at into the processor's cache. */
struct copy_mark copies_expect(struct copies *c, uint32_t linktype, struct span frame);

/* The same for the plain datagrams among n frames, into these. */
void copies_expect_all(struct copies *c, const struct plain *d, uint32_t n, struct frame *f);

/* Whether p, an IPv4 packet whose header (of `header` bytes) and rest are `whole`, was seen before:
 * fills p->copy and p->copy_of, else remembers it. */
void copies_see_ip(struct copies *c, struct packet *p, struct cur whole, size_t header);

/* The same for a plain datagram: whether it is no copy, and then remembers it. Of a
 * copy nothing is said or kept: copies_see_ip goes on from there. */
bool copies_first(struct copies *c, const struct plain *d);

/* The same for ARP; whole is its body. */
void copies_see_arp(struct copies *c, struct packet *p, struct cur whole);

#endif
