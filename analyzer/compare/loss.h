/*
 * Where messages were lost between two captures, in words: what the report, the browser and the command line say of it,
 * and what they say where it cannot be told.
 */
#ifndef PVSLEUTH_COMPARE_LOSS_H
#define PVSLEUTH_COMPARE_LOSS_H

#include "base/txt.h"
#include "store/store.h"

/* How many captures of the case hold frames. Losses are told between two, so with fewer there is nothing to head. */
int64_t loss_captures(struct store *s);
/* How many of them can be compared: their clocks are known to each other, and they report no loss of their own. */
int64_t loss_comparable(struct store *s);

/* Which captures take no part in it and why, a sentence a line; "" when all do. -1 with a sentence. */
int loss_say_limits(struct store *s, struct txt *out, struct err *err);
/* A boot's losses, a sentence a line. Where none is known of a boot that failed: what that rests on. "" when there is
 * nothing to say, as always with one capture. -1 with a sentence. */
int loss_say_boot(struct store *s, int64_t boot_id, struct txt *out, struct err *err);

#endif
