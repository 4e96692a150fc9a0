/*
 * Frames in the order of the file, some of them known before they are due: what each is has been looked at in one go, and
 * what it will need is on its way into the processor's cache. Nothing is copied: the block that they lie in is pinned, and it
 * looks no further than the first frame of the next block, nor past one without a block or with a comment, which last until
 * the next one is read.
 *
 * What is out of order is reorder.h's.
 */
#ifndef PVSLEUTH_CAPTURE_LOOKAHEAD_H
#define PVSLEUTH_CAPTURE_LOOKAHEAD_H

#include "capture/window.h"
#include "model/plain.h"

#define LOOKAHEAD 64u /* frames */

struct lookahead {
	struct frame frame[LOOKAHEAD];
	struct plain plain[LOOKAHEAD]; /* what it is; its `frame` is NULL if it is something else */
	uint32_t due, end;
	struct block *block; /* of the first of them, pinned; NULL: it has none */
	bool closed;	     /* no more until those that are there have gone */
};

/* Of those before no more is wanted: others can be put there. Also to be called before the reader closes. */
static inline void lookahead_begin(struct lookahead *l)
{
	if (l->block)
		block_unpin(l->block);
	l->block = NULL;
	l->due = l->end = 0;
	l->closed = false;
}

/* How many fit. */
static inline uint32_t lookahead_room(const struct lookahead *l)
{
	return l->closed ? 0 : LOOKAHEAD - l->end;
}

/* Takes the one that was filled in at the end. */
static inline void lookahead_put(struct lookahead *l)
{
	const struct frame *f = &l->frame[l->end];

	if (!l->end++ && f->block) {
		l->block = f->block;
		block_pin(f->block);
	}
	l->closed = !f->block || f->comment || f->block != l->block;
}

#endif
