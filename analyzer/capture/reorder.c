/*
 * The window in which frames are put into order: see reorder.h. A ring of slot numbers in order of
 * time; the bytes stay in the reader's block, which is pinned, or else lie in the slots, whose buffers
 * are used again. A frame is inserted from the young end, because it nearly always belongs there.
 */
#include "capture/reorder.h"

#include "base/mem.h"
#include "capture/window.h"

#include <stdlib.h>
#include <string.h>

#define RING (REORDER_FRAMES * 2) /* a power of two */
#define NO_TIME INT64_MIN
#define FETCH 12 /* frames ahead, whose slots are fetched into the processor's cache */

struct held {
	struct frame f; /* of a free slot: anything, also a frame that was read and not put */
	struct block *pinned;
	uint8_t *buf;
	uint32_t cap;
	char *comment;
};

struct reorder {
	struct held slot[REORDER_FRAMES + 1];
	uint32_t free[REORDER_FRAMES + 1], frees;
	uint32_t ring[RING], first, count;
	uint32_t due;    /* of those at the old end: to be given out whatever follows */
	uint32_t given;  /* the slot given out last; REORDER_FRAMES + 1: none */
	uint64_t bytes;  /* of all buffers */
	uint64_t pinned; /* of all blocks in which a frame is held */
	int64_t newest;  /* the greatest time since the clock last went back */
	bool ended;
};

struct reorder *reorder_new(void)
{
	struct reorder *r = mem_alloc(sizeof(*r));

	while (r->frees <= REORDER_FRAMES) {
		r->free[r->frees] = r->frees;
		r->frees++;
	}
	r->newest = NO_TIME;
	r->given = REORDER_FRAMES + 1;
	return r;
}

static void pin(struct reorder *r, struct held *h)
{
	struct block *b = h->f.block;

	if (!b->pins)
		r->pinned += b->size;
	block_pin(b);
	h->pinned = b;
}

static void unpin(struct reorder *r, struct held *h)
{
	struct block *b = h->pinned;

	if (!b)
		return;
	if (b->pins == 1)
		r->pinned -= b->size;
	block_unpin(b);
	h->pinned = NULL;
}

void reorder_free(struct reorder *r)
{
	uint32_t i;

	if (!r)
		return;
	for (i = 0; i <= REORDER_FRAMES; i++) {
		free(r->slot[i].buf);
		free(r->slot[i].comment);
		unpin(r, &r->slot[i]);
	}
	free(r);
}

static uint32_t *at(struct reorder *r, uint32_t i)
{
	return &r->ring[(r->first + i) % RING];
}

/* A slot given back keeps its buffer, unless all of them together have become large. */
static void give_back(struct reorder *r, uint32_t i)
{
	struct held *h = &r->slot[i];

	if (h->comment)
		free(h->comment);
	h->comment = NULL;
	unpin(r, h);
	if (r->bytes > REORDER_BYTES / 2) {
		r->bytes -= h->cap;
		free(h->buf);
		h->buf = NULL;
		h->cap = 0;
	}
	r->free[r->frees++] = i;
}

static void copy_bytes(struct reorder *r, struct held *h)
{
	const struct frame *f = &h->f;
	uint32_t cap = h->cap ? h->cap : 128;

	while (cap < f->caplen && cap < UINT32_MAX / 2)
		cap *= 2;
	if (cap < f->caplen)
		cap = f->caplen;
	if (cap != h->cap) {
		free(h->buf);
		h->buf = mem_alloc(cap);
		r->bytes += cap - h->cap;
		h->cap = cap;
	}
	if (f->caplen)
		memcpy(h->buf, f->bytes, f->caplen);
	h->f.bytes = h->buf;
}

static void take_in(struct reorder *r, struct held *h)
{
	if (h->f.block)
		pin(r, h);
	else
		copy_bytes(r, h);
	h->comment = h->f.comment ? mem_strdup(h->f.comment) : NULL;
	h->f.comment = h->comment;
}

/* The first time of the capture is known: also of those before it. */
static void give_time(struct reorder *r, int64_t ns)
{
	uint32_t i;

	for (i = 0; i < r->count; i++)
		if (r->slot[*at(r, i)].f.ns == NO_TIME)
			r->slot[*at(r, i)].f.ns = ns;
}

/* The time of a frame without one, and what the time of one that has it means for those held. */
static void settle_time(struct reorder *r, struct frame *f, int64_t before)
{
	if (f->no_time) {
		f->ns = before;
		return;
	}
	if (r->newest == NO_TIME)
		give_time(r, f->ns);
	else if (f->ns < r->newest - REORDER_STEP_NS) {
		r->due = r->count;
		r->newest = f->ns;
	}
	if (f->ns > r->newest)
		r->newest = f->ns;
}

struct frame *reorder_slot(struct reorder *r)
{
	return &r->slot[r->free[r->frees - 1]].f;
}

void reorder_put(struct reorder *r)
{
	uint32_t slot = r->free[--r->frees], i = r->count;
	struct held *h = &r->slot[slot];

	take_in(r, h);
	settle_time(r, &h->f, r->newest);
	while (i > r->due && r->slot[*at(r, i - 1)].f.ns > h->f.ns) {
		*at(r, i) = *at(r, i - 1);
		i--;
	}
	*at(r, i) = slot;
	r->count++;
}

void reorder_end(struct reorder *r)
{
	r->ended = true;
}

static bool is_due(struct reorder *r)
{
	if (!r->count)
		return false;
	if (r->due || r->ended || r->count == REORDER_FRAMES || r->bytes + r->pinned > REORDER_BYTES)
		return true;
	return r->newest != NO_TIME && r->newest - r->slot[*at(r, 0)].f.ns > REORDER_NS;
}

const struct frame *reorder_take(struct reorder *r)
{
	if (r->given <= REORDER_FRAMES)
		give_back(r, r->given);
	r->given = REORDER_FRAMES + 1;
	if (!is_due(r))
		return NULL;
	r->given = *at(r, 0);
	r->first = (r->first + 1) % RING;
	r->count--;
	if (r->count > FETCH)
		__builtin_prefetch(&r->slot[*at(r, FETCH)].f);
	r->due -= r->due > 0;
	if (r->slot[r->given].f.ns == NO_TIME)
		r->slot[r->given].f.ns = 0;
	return &r->slot[r->given].f;
}

const struct frame *reorder_peek(struct reorder *r, uint32_t i)
{
	return i < r->count ? &r->slot[*at(r, i)].f : NULL;
}
