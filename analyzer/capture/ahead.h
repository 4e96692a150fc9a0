/*
 * A source read by a thread of its own, some blocks ahead of who looks at them: reading, hashing and
 * decompression then cost the second processor. The thread alone reads the source from ahead_start
 * to ahead_stop; it takes no signals. What a file's `seen` does with each block (hashing) takes as long as
 * reading it: who looks does it where he waits for blocks, else the thread.
 */
#ifndef PVSLEUTH_CAPTURE_AHEAD_H
#define PVSLEUTH_CAPTURE_AHEAD_H

#include "capture/window.h"

struct ahead;

/* NULL when the system has no thread to give: then read without one. */
struct ahead *ahead_start(struct source *src, struct blocks *home);

/* The next block in order, with block->filled bytes behind its front: the caller's from now on. NULL at
 * the end of the source, or when it failed (src->failed, which may be looked at then). */
struct block *ahead_next(struct ahead *a);

/* Ends the thread, wherever it is; what it had read is dropped. NULL is fine. */
void ahead_stop(struct ahead *a);

#endif
