/*
 * What many events have in common is written once, and then named by its number: lines for people, bytes of
 * frames. Remembered is only the latest of it, so the same may be written again; nobody relies on its being unique.
 */
#ifndef PVSLEUTH_STORE_ALIKE_H
#define PVSLEUTH_STORE_ALIKE_H

#include "store/inside.h"

#include <stdbool.h>

#define ALIKE_MAX 1024   /* remembered at once */
#define ALIKE_LONGEST 2048 /* bytes; longer ones are always new */

/* The number of these bytes, at this place. *fresh: it was given now, and its row has to be written. */
int64_t alike_id(struct alike *a, uint32_t at, const void *bytes, size_t n, bool *fresh);
/* Nothing is known any more; the next number is this. */
void alike_reset(struct alike *a, int64_t next);

#endif
