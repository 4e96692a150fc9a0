/*
 * The sliding view of a source: see window.h.
 */
#include "capture/window.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW_FIRST (1u << 20)

void window_init(struct window *w, struct source *src)
{
	*w = (struct window){.src = src, .cap = WINDOW_FIRST, .buf = mem_alloc(WINDOW_FIRST)};
}

void window_fini(struct window *w)
{
	free(w->buf);
	w->buf = NULL;
}

/* Room for at least one more byte behind what is held. Moves only when that frees half of it, so
 * that small steps through a full window do not copy it each time. */
static void make_room(struct window *w)
{
	if (w->at < w->cap / 2) {
		w->cap *= 2;
		w->buf = mem_grow(w->buf, w->cap, 1);
		return;
	}
	memmove(w->buf, w->buf + w->at, w->end - w->at);
	w->end -= w->at;
	w->at = 0;
}

bool window_need(struct window *w, size_t n)
{
	ssize_t got;

	while (w->end - w->at < n && !w->eof) {
		if (w->at == w->end)
			w->at = w->end = 0;
		if (w->end == w->cap)
			make_room(w);
		got = source_read(w->src, w->buf + w->end, w->cap - w->end);
		if (got <= 0)
			w->eof = true;
		else
			w->end += (size_t)got;
	}
	return w->end - w->at >= n;
}

struct cur window_look(const struct window *w, size_t n)
{
	size_t held = w->end - w->at;

	return cur_make(w->buf + w->at, n < held ? n : held, n < held ? n : held);
}
