/*
 * A sliding view of a source: the next n bytes as one piece, read in large blocks. It grows only as
 * far as bytes really come, so a length that lies costs nothing.
 */
#ifndef PVSLEUTH_CAPTURE_WINDOW_H
#define PVSLEUTH_CAPTURE_WINDOW_H

#include "capture/source.h"

struct window {
	struct source *src;
	uint8_t *buf;
	size_t cap, at, end;
	uint64_t pos; /* of the next byte in the stream */
	bool eof;     /* nothing will follow what is held; see src->failed for why */
};

void window_init(struct window *w, struct source *src);
void window_fini(struct window *w);

/* Whether the next n bytes are there; pulls them in if not. */
bool window_need(struct window *w, size_t n);

/* The next bytes, n at most: a cursor that ends where the stream does. Call window_need first. */
struct cur window_look(const struct window *w, size_t n);

static inline size_t window_held(const struct window *w)
{
	return w->end - w->at;
}

static inline void window_skip(struct window *w, size_t n)
{
	w->at += n;
	w->pos += n;
}

#endif
