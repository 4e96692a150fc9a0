/*
 * A sliding view of a source: the next n bytes as one piece, read in large blocks. It grows only as
 * far as bytes really come, so a length that lies costs nothing.
 *
 * Bytes stay where they are as long as their block is pinned, so frames are held for ordering without
 * a copy. What is left at the end of a block is copied in front of the next one.
 */
#ifndef PVSLEUTH_CAPTURE_WINDOW_H
#define PVSLEUTH_CAPTURE_WINDOW_H

#include "capture/source.h"

/* A usual block has room for what is left of the one before it, then for what is read at once. */
#define WINDOW_FRONT (64u << 10)
#define WINDOW_READ (1u << 20)

struct ahead;

/* Memory that bytes were read into. Who keeps pointers into it pins it. */
struct block {
	struct block *next; /* among the idle ones */
	struct blocks *home;
	uint8_t *bytes;
	size_t size, filled; /* filled: by ahead.c */
	uint32_t pins;
	bool untold;  /* by ahead.c: the source's `seen` has not had it */
	bool current; /* the window reads from it */
};

/* The blocks that are not in use, and kept to be used again. */
struct blocks {
	struct block *idle;
};

struct window {
	struct source *src;
	struct ahead *ahead; /* reads for us; NULL: not yet, or nobody */
	struct blocks blocks;
	struct block *block;
	uint8_t *buf; /* of the block */
	size_t cap, at, end;
	uint64_t pos; /* of the next byte in the stream */
	bool eof;     /* nothing will follow what is held; see src->failed for why */
};

void window_init(struct window *w, struct source *src);
/* Nothing may be pinned any more. */
void window_fini(struct window *w);
/* Reads no further: what is held is all, and the source is the caller's again. */
void window_stop(struct window *w);

/* Whether the next n bytes are there; pulls them in if not. */
bool window_pull(struct window *w, size_t n);

static inline bool window_need(struct window *w, size_t n)
{
	return w->end - w->at >= n || window_pull(w, n);
}

/* The next bytes, n at most: a cursor that ends where the stream does. Call window_need first. */
struct cur window_look(const struct window *w, size_t n);

static inline size_t window_held(const struct window *w)
{
	return w->end - w->at;
}

#define WINDOW_FAR 8	/* records */
#define WINDOW_LONG 256 /* bytes; of shorter ones processors see themselves what comes next */

/* Past a record. Another processor has read what follows. Records of streaming are alike: one some records ahead is fetched
 * into this one's cache meanwhile, where it would stand if all were as long as this one, with the end of the one before it. */
static inline void window_skip(struct window *w, size_t n)
{
	const uint8_t *far;
	int line;

	w->at += n;
	w->pos += n;
	if (n < WINDOW_LONG || WINDOW_FAR * n + 128 > w->end - w->at)
		return;
	far = w->buf + w->at + WINDOW_FAR * n;
	for (line = -64; line <= 128; line += 64)
		__builtin_prefetch(far + line);
}

/* A block of that size: an idle one, or new. */
struct block *block_take(struct blocks *home, size_t size);
/* The last pin gone, and not read from: back to the idle ones. */
void block_rest(struct block *b);

static inline void block_pin(struct block *b)
{
	b->pins++;
}

static inline void block_unpin(struct block *b)
{
	if (!--b->pins && !b->current)
		block_rest(b);
}

#endif
