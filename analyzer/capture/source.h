/*
 * A stream of bytes that knows its errors: a file, standard input, or what comes out of a
 * decompressor. Both container readers sit on top of it and never see a file descriptor.
 */
#ifndef PVSLEUTH_CAPTURE_SOURCE_H
#define PVSLEUTH_CAPTURE_SOURCE_H

#include "base/cur.h"
#include "base/err.h"

#include <sys/types.h>

#define SOURCE_PEEK 4096 /* the most source_peek can show */

struct source;

/* Gets every byte of a file as it lies on disk, in order, from whichever thread reads it. */
typedef void (*source_seen)(void *ctx, const uint8_t *bytes, size_t n);

struct source_ops {
	/* At most n bytes: how many; 0 at the end; -1 after filling s->err. */
	ssize_t (*read)(struct source *s, uint8_t *buf, size_t n);
	/* How far the file on disk was read, and how long it is (0: not known). */
	void (*progress)(const struct source *s, uint64_t *pos, uint64_t *size);
	/* What it reads from; NULL: it is the lowest. */
	struct source *(*below)(struct source *s);
	/* Tells `seen` of bytes that were read while `deferred` was set, in order. NULL: it never defers. */
	void (*tell)(struct source *s, const uint8_t *bytes, size_t n);
	void (*close)(struct source *s);
};

/* What every source has; an implementation puts it first in its own struct. */
struct source {
	const struct source_ops *ops;
	struct err err;
	bool ahead;	      /* never waits for anybody, so another thread may read on (ahead.h) */
	bool failed;	      /* err holds a sentence; every further read gives -1 */
	bool deferred;	      /* who reads will tell `seen` (ahead.c) */
	size_t peeked, taken; /* of `peek`: filled, given out again */
	uint8_t peek[SOURCE_PEEK];
};

/* Opens a file, or standard input for "-". NULL with a sentence in err. `seen` may be NULL. */
struct source *source_open(const char *path, source_seen seen, void *ctx, struct err *err);

/* Reads at most n bytes: how many, 0 at the end, -1 when s->err says why. */
ssize_t source_read(struct source *s, void *buf, size_t n);

/* The first bytes that will be read, at most n and SOURCE_PEEK; fewer when the stream is shorter or
 * fails. Only before anything was read. */
struct span source_peek(struct source *s, size_t n);

/* Reads the file to its end, past who stopped before: only for `seen`. Ends early when *stop becomes
 * set or reading fails, with false. */
bool source_drain(struct source *s, const volatile int *stop);

void source_progress(const struct source *s, uint64_t *pos, uint64_t *size);

/* NULL is fine. A decompressing source closes the one it reads from. */
void source_close(struct source *s);

#endif
