/*
 * Frames into the order of their times. Programs that capture from several queues or interfaces write
 * what they have of one, then of the next: within a file, frames stand tens of milliseconds out of
 * order, and an answer may stand before its question.
 *
 * Frames are held for a short time of capture (REORDER_NS), so memory is bounded and a stream still
 * streams. Frames of the same time keep the order of the file. A time that goes back by more than
 * REORDER_STEP_NS is no disorder but another clock: the order of the file then stays.
 */
#ifndef PVSLEUTH_CAPTURE_REORDER_H
#define PVSLEUTH_CAPTURE_REORDER_H

#include "model/packet.h"

#define REORDER_NS INT64_C(100000000)
#define REORDER_STEP_NS INT64_C(1000000000)
#define REORDER_FRAMES 16384u /* a power of two; one less is held, and the one given out */
#define REORDER_BYTES (32u << 20)

struct reorder;

/* A frame while it is held: one line of the processor's cache. What only few frames have is in a place of
 * its own. */
struct waiting {
	int64_t ns;
	uint64_t number;
	const uint8_t *bytes;
	struct block *block; /* that the bytes lie in, pinned; NULL: they are a copy */
	struct copy_mark known;
	uint32_t caplen, wirelen;
	uint16_t iface, linktype;
	uint8_t fcs;
	char direction;
	uint16_t rest; /* 0: there is nothing else to it */
};

struct reorder *reorder_new(void);
void reorder_free(struct reorder *r);

/* Where the next frame is to be filled in. */
struct frame *reorder_slot(struct reorder *r);
/* Takes it, with a copy of its bytes (where no block holds them) and of its comment. A frame without a time
 * (no_time) has that of the frame before it; the first of a capture get that of the first frame that has one. */
void reorder_put(struct reorder *r);

/* Nothing will follow: everything held is due. */
void reorder_end(struct reorder *r);

/* The next frame that is due, valid until the next call; NULL when none is yet. */
const struct frame *reorder_take(struct reorder *r);
/* The i-th frame from there, as far as it is known by now; NULL when there is none. */
struct waiting *reorder_peek(struct reorder *r, uint32_t i);

#endif
