/*
 * IPv4 reassembly in bounded memory and time: any order, pieces seen twice, pieces of which the
 * capture kept only a part.
 *
 * Datagrams are told apart by source, destination, protocol and identification. The identification
 * comes round within seconds on a busy server, so a piece that contradicts what is held (other
 * bytes at the same place, another end) is taken as the first of a newer datagram, not as an
 * overlap.
 */
#ifndef PVSLEUTH_CAPTURE_REASSEMBLY_H
#define PVSLEUTH_CAPTURE_REASSEMBLY_H

#include "model/packet.h"

#define REASSEMBLY_DATAGRAMS 256
#define REASSEMBLY_BYTES (6u << 20)
#define REASSEMBLY_NS (60 * INT64_C(1000000000))

struct reassembly;

struct reassembly *reassembly_new(void);
void reassembly_free(struct reassembly *r);

/* Takes a fragment: p has addresses, offset and flags (and gets `fragments`), piece is what follows
 * its IP header. True when it completed a datagram: *whole is all of it, valid until
 * reassembly_release. */
bool reassembly_add(struct reassembly *r, struct packet *p, struct cur piece, struct cur *whole);

/* The datagrams given out are no longer needed. */
void reassembly_release(struct reassembly *r);

/* Calls fn for each datagram that is given up; ctx is passed on. */
void reassembly_on_lost(struct reassembly *r, lost_fn fn, void *ctx);

/* Nothing will follow: what waits is given up. */
void reassembly_end(struct reassembly *r);

/* How many datagrams never became complete: given up, and those still waiting. */
uint64_t reassembly_incomplete(const struct reassembly *r);

#endif
