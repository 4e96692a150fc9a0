/*
 * The sliding view of a source: see window.h.
 *
 * A usual block has room for what is left of the one before it, then WINDOW_READ bytes that begin on a
 * page (mem_pages).
 */
#include "capture/window.h"

#include "base/mem.h"
#include "capture/ahead.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct block *block_new(struct blocks *home, size_t size)
{
	struct block *b = mem_alloc(sizeof(*b));

	b->home = home;
	b->bytes = mem_pages(size);
	b->size = size;
	return b;
}

static void block_free(struct block *b)
{
	free(b->bytes);
	free(b);
}

/* Large ones were for one large record: they are not kept. */
void block_rest(struct block *b)
{
	if (b->size != WINDOW_FRONT + WINDOW_READ) {
		block_free(b);
		return;
	}
	b->next = b->home->idle;
	b->home->idle = b;
}

static void let_go(struct block *b)
{
	b->current = false;
	if (!b->pins)
		block_rest(b);
}

struct block *block_take(struct blocks *home, size_t size)
{
	struct block *b = home->idle;

	if (size != WINDOW_FRONT + WINDOW_READ || !b)
		return block_new(home, size);
	home->idle = b->next;
	return b;
}

/* Goes on in block b, in front of whose reading stands what is left of this one. */
static void go_on_in(struct window *w, struct block *b, size_t front)
{
	size_t left = w->end - w->at;

	if (left)
		memcpy(b->bytes + front - left, w->buf + w->at, left);
	b->current = true;
	if (w->block)
		let_go(w->block);
	w->block = b;
	w->buf = b->bytes;
	w->cap = b->size;
	w->at = front - left;
	w->end = front;
}

/* ... in a fresh one. It doubles what a record needs that is longer than a block. */
static void next_block(struct window *w)
{
	size_t left = w->end - w->at;
	size_t front = left <= WINDOW_FRONT ? WINDOW_FRONT : (left + MEM_PAGE - 1) / MEM_PAGE * MEM_PAGE;
	size_t room = left <= WINDOW_READ ? WINDOW_READ : left;

	go_on_in(w, block_take(&w->blocks, front + room), front);
}

void window_init(struct window *w, struct source *src)
{
	*w = (struct window){.src = src};
	next_block(w);
}

void window_stop(struct window *w)
{
	ahead_stop(w->ahead);
	w->ahead = NULL;
	w->eof = true;
}

void window_fini(struct window *w)
{
	struct block *b;

	window_stop(w);
	if (w->block)
		let_go(w->block);
	w->block = NULL;
	while ((b = w->blocks.idle)) {
		w->blocks.idle = b->next;
		block_free(b);
	}
}

/* Room for at least one more byte behind what is held. A block that nobody looks at any more is filled
 * from its beginning. */
static void make_room(struct window *w)
{
	if (w->at == w->end && !w->block->pins && w->block->size == WINDOW_FRONT + WINDOW_READ)
		w->at = w->end = WINDOW_FRONT;
	else
		next_block(w);
}

static void read_on(struct window *w)
{
	ssize_t got;

	if (w->end == w->cap)
		make_room(w);
	got = source_read(w->src, w->buf + w->end, w->cap - w->end);
	if (got <= 0)
		w->eof = true;
	else
		w->end += (size_t)got;
}

/* The next block is there already. A record that began before the front of one goes on growing in a
 * larger block of its own. */
static void take_on(struct window *w)
{
	struct block *b = ahead_next(w->ahead);

	if (!b) {
		w->eof = true;
	} else if (w->end - w->at <= WINDOW_FRONT) {
		go_on_in(w, b, WINDOW_FRONT);
		w->end += b->filled;
	} else {
		if (w->cap - w->end < b->filled)
			next_block(w);
		memcpy(w->buf + w->end, b->bytes + WINDOW_FRONT, b->filled);
		w->end += b->filled;
		block_rest(b);
	}
}

bool window_pull(struct window *w, size_t n)
{
	while (w->end - w->at < n && !w->eof) {
		/* only now: who wants the beginning of a file needs no thread */
		if (!w->ahead && w->end == w->cap && w->src->ahead)
			w->ahead = ahead_start(w->src, &w->blocks);
		if (w->ahead)
			take_on(w);
		else
			read_on(w);
	}
	return w->end - w->at >= n;
}

struct cur window_look(const struct window *w, size_t n)
{
	size_t held = w->end - w->at;

	return cur_make(w->buf + w->at, n < held ? n : held, n < held ? n : held);
}
