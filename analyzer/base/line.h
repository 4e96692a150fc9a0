/*
 * A thread that takes blocks of bytes one after the other, in the order in which they were put: work that need
 * not be waited for (hashing, writing). A bounded ring lies between, so who puts waits when it is far ahead.
 */
#ifndef PVSLEUTH_BASE_LINE_H
#define PVSLEUTH_BASE_LINE_H

#include <stddef.h>
#include <stdint.h>

#define LINE_BLOCK (256u << 10) /* bytes that one block holds at most */

struct line;

/* The thread calls take(ctx, ...) for each block; it takes no signals. NULL when the system has no thread to
 * give: then do it yourself. */
struct line *line_new(void (*take)(void *ctx, const uint8_t *bytes, size_t n), void *ctx);

/* A copy of n bytes (LINE_BLOCK at most), as soon as there is room. */
void line_put(struct line *l, const uint8_t *bytes, size_t n);

/* Waits until everything put was taken: what the thread uses is the caller's until it puts again. */
void line_rest(struct line *l);

/* ... and ends the thread. NULL is fine. */
void line_end(struct line *l);

#endif
