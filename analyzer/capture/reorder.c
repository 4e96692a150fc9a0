/*
 * The window in which frames are put into order: see reorder.h. A ring in order of time; the bytes stay in
 * the reader's block, which is pinned. What few frames have (no block, a comment, numbers of their own) has
 * a place apart, and places are used again. A frame is inserted from the young end, because it nearly always
 * belongs there.
 */
#include "capture/reorder.h"

#include "base/mem.h"
#include "capture/window.h"

#include <stdlib.h>
#include <string.h>

#define NO_TIME INT64_MIN
#define PLACES (REORDER_FRAMES + 2) /* of all that are held, of the one given out, and 0 for none */

/* What a frame has that does not fit into `waiting`. */
struct rest {
	struct frame f; /* all of it, but for ns */
	uint8_t *buf;
	uint32_t cap;
	char *comment;
};

struct reorder {
	struct waiting ring[REORDER_FRAMES];
	uint32_t first, count;
	uint32_t due;    /* of those at the old end: to be given out whatever follows */
	uint64_t bytes;  /* of all buffers */
	uint64_t pinned; /* of all blocks in which a frame is held */
	int64_t newest;  /* the greatest time since the clock last went back */
	struct frame in; /* as the reader fills it */
	struct frame out;	/* of the frame given out last */
	struct waiting *given;	/* what it was made of, still in the ring; NULL: nothing has to be let go */
	struct rest *rest;    /* PLACES of them, made when the first is needed */
	uint16_t free[PLACES];
	uint32_t frees;
	bool ended;
};

_Static_assert(PLACES <= UINT16_MAX, "a place has 16 bits");

struct reorder *reorder_new(void)
{
	struct reorder *r = mem_alloc(sizeof(*r));

	r->newest = NO_TIME;
	return r;
}

static void pin(struct reorder *r, struct block *b)
{
	if (!b->pins)
		r->pinned += b->size;
	block_pin(b);
}

static void unpin(struct reorder *r, struct block *b)
{
	if (b->pins == 1)
		r->pinned -= b->size;
	block_unpin(b);
}

static struct waiting *at(struct reorder *r, uint32_t i)
{
	return &r->ring[(r->first + i) % REORDER_FRAMES];
}

/* --- what is apart --------------------------------------------------------------------------------------- */

static uint16_t rest_take(struct reorder *r)
{
	if (!r->rest) {
		r->rest = mem_alloc(PLACES * sizeof(*r->rest));
		for (r->frees = 0; r->frees < PLACES - 1; r->frees++)
			r->free[r->frees] = (uint16_t)(PLACES - 1 - r->frees);
	}
	return r->free[--r->frees];
}

/* A place given back keeps its buffer, unless all of them together have become large. */
static void rest_let_go(struct reorder *r, uint16_t place)
{
	struct rest *e = &r->rest[place];

	free(e->comment);
	e->comment = NULL;
	if (r->bytes > REORDER_BYTES / 2) {
		r->bytes -= e->cap;
		free(e->buf);
		e->buf = NULL;
		e->cap = 0;
	}
	r->free[r->frees++] = place;
}

static void copy_bytes(struct reorder *r, struct rest *e)
{
	uint32_t caplen = e->f.caplen, cap = e->cap ? e->cap : 128;

	while (cap < caplen && cap < UINT32_MAX / 2)
		cap *= 2;
	if (cap < caplen)
		cap = caplen;
	if (cap != e->cap) {
		free(e->buf);
		e->buf = mem_alloc(cap);
		r->bytes += cap - e->cap;
		e->cap = cap;
	}
	if (caplen)
		memcpy(e->buf, e->f.bytes, caplen);
	e->f.bytes = e->buf;
}

/* Whether `waiting` has room for all there is to say of it. */
static bool is_usual(const struct frame *f)
{
	return f->block && !f->no_time && !f->drops && !f->has_packet_id && !f->packet_id && !f->comment &&
		f->linktype <= UINT16_MAX && f->iface <= UINT16_MAX && f->fcs <= UINT8_MAX;
}

static uint16_t rest_of(struct reorder *r, const struct frame *f)
{
	uint16_t place = rest_take(r);
	struct rest *e = &r->rest[place];

	e->f = *f;
	if (!f->block)
		copy_bytes(r, e);
	e->comment = f->comment ? mem_strdup(f->comment) : NULL;
	e->f.comment = e->comment;
	return place;
}

/* --- in -------------------------------------------------------------------------------------------------- */

/* The first time of the capture is known: also of those before it. */
static void give_time(struct reorder *r, int64_t ns)
{
	uint32_t i;

	for (i = 0; i < r->count; i++)
		if (at(r, i)->ns == NO_TIME)
			at(r, i)->ns = ns;
}

/* The time of a frame without one, and what the time of one that has it means for those held. */
static void settle_time(struct reorder *r, struct frame *f)
{
	if (f->no_time) {
		f->ns = r->newest;
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
	return &r->in;
}

void reorder_put(struct reorder *r)
{
	struct frame *f = &r->in;
	uint32_t i = r->count;
	uint16_t rest;

	settle_time(r, f);
	rest = is_usual(f) ? 0 : rest_of(r, f);
	if (f->block)
		pin(r, f->block);
	for (; i > r->due && at(r, i - 1)->ns > f->ns; i--)
		*at(r, i) = *at(r, i - 1);
	*at(r, i) = (struct waiting){
		.ns = f->ns,
		.number = f->number,
		.bytes = rest ? r->rest[rest].f.bytes : f->bytes,
		.block = f->block,
		.caplen = f->caplen,
		.wirelen = f->wirelen,
		.iface = (uint16_t)f->iface,
		.linktype = (uint16_t)f->linktype,
		.fcs = (uint8_t)f->fcs,
		.direction = f->direction,
		.rest = rest,
	};
	r->count++;
}

void reorder_end(struct reorder *r)
{
	r->ended = true;
}

/* --- out ------------------------------------------------------------------------------------------------- */

static void let_go(struct reorder *r, struct waiting *w)
{
	if (w->block)
		unpin(r, w->block);
	if (w->rest)
		rest_let_go(r, w->rest);
}

static void let_given_go(struct reorder *r)
{
	if (!r->given)
		return;
	if (r->given->rest)
		r->out = (struct frame){0};
	let_go(r, r->given);
	r->given = NULL;
}

void reorder_free(struct reorder *r)
{
	uint32_t i;

	if (!r)
		return;
	let_given_go(r);
	for (i = 0; i < r->count; i++)
		let_go(r, at(r, i));
	for (i = 0; r->rest && i < PLACES; i++)
		free(r->rest[i].buf);
	free(r->rest);
	free(r);
}

static bool is_due(struct reorder *r)
{
	if (!r->count)
		return false;
	if (r->due || r->ended || r->count == REORDER_FRAMES - 1 || r->bytes + r->pinned > REORDER_BYTES)
		return true;
	return r->newest != NO_TIME && r->newest - at(r, 0)->ns > REORDER_NS;
}

/* What is not set here is 0 in `out`, unless the frame has its place apart. */
static void fill_out(struct reorder *r)
{
	const struct waiting *w = r->given;
	struct frame *f = &r->out;

	if (w->rest) {
		*f = r->rest[w->rest].f;
	} else {
		f->number = w->number;
		f->iface = w->iface;
		f->linktype = w->linktype;
		f->bytes = w->bytes;
		f->block = w->block;
		f->caplen = w->caplen;
		f->wirelen = w->wirelen;
		f->fcs = w->fcs;
		f->direction = w->direction;
	}
	f->known = w->known;
	f->ns = w->ns == NO_TIME ? 0 : w->ns;
}

const struct frame *reorder_take(struct reorder *r)
{
	let_given_go(r);
	if (!is_due(r))
		return NULL;
	r->given = at(r, 0);
	r->first = (r->first + 1) % REORDER_FRAMES;
	r->count--;
	r->due -= r->due > 0;
	fill_out(r);
	return &r->out;
}

struct waiting *reorder_peek(struct reorder *r, uint32_t i)
{
	return i < r->count ? at(r, i) : NULL;
}
