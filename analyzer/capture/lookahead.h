/*
 * Frames in the order of the file, a few of them known before they are due: what each will need is on its way into the
 * processor's cache meanwhile. Nothing is copied: blocks that they lie in are pinned, and it looks no further than the
 * first frame of the next block, nor past one without a block or with a comment, which last until the next one is read.
 *
 * What is out of order is reorder.h's.
 */
#ifndef PVSLEUTH_CAPTURE_LOOKAHEAD_H
#define PVSLEUTH_CAPTURE_LOOKAHEAD_H

#include "capture/window.h"
#include "model/plain.h"

#define LOOKAHEAD 16u /* frames; a power of two */

/* A frame that will be due. */
struct coming {
	struct frame frame;
	struct plain plain; /* what it is, with is_plain */
	bool is_plain;
};

struct lookahead {
	struct coming coming[LOOKAHEAD];
	uint32_t due, end; /* count on and on */
	bool given;	   /* the one that is due was taken; it lasts until lookahead_pass */
	bool closed;	   /* no more until those that are there have gone */
};

static inline struct coming *lookahead_at(struct lookahead *l, uint32_t i)
{
	return &l->coming[i % LOOKAHEAD];
}

/* Where the next frame is to be filled in, for lookahead_put; NULL when those before it have to go first. */
static inline struct coming *lookahead_slot(struct lookahead *l)
{
	if (l->end - l->due == LOOKAHEAD || (l->closed && l->end != l->due))
		return NULL;
	return lookahead_at(l, l->end);
}

static inline void lookahead_put(struct lookahead *l)
{
	const struct frame *f = &lookahead_at(l, l->end++)->frame;

	if (f->block)
		block_pin(f->block);
	l->closed = !f->block || f->comment || f->block != lookahead_at(l, l->due)->frame.block;
}

/* The frame that is due; NULL when none is. */
static inline const struct coming *lookahead_take(struct lookahead *l)
{
	l->given = l->end != l->due;
	return l->given ? lookahead_at(l, l->due) : NULL;
}

/* Of the frame that was taken no more is wanted here. */
static inline void lookahead_pass(struct lookahead *l)
{
	struct block *b;

	if (!l->given)
		return;
	l->given = false;
	b = lookahead_at(l, l->due++)->frame.block;
	if (b)
		block_unpin(b);
}

/* Of no frame is any more wanted: to be called before the reader closes. */
static inline void lookahead_end(struct lookahead *l)
{
	for (lookahead_pass(l); lookahead_take(l);)
		lookahead_pass(l);
}

#endif
