/*
 * Rows of facts on their way into the case. A row is kept as bytes until its turn: the table, then each value
 * behind a tag, then ROW_END. Of a large capture a thread writes them while the next frames are read; of a small
 * one they are written when it ends.
 */
#ifndef PVSLEUTH_STORE_PENDING_H
#define PVSLEUTH_STORE_PENDING_H

#include "store/inside.h"

/* VALUE_INT: an int64; VALUE_TEXT, VALUE_BLOB: a length of 32 bits and the bytes. All as the machine has them. */
enum { ROW_END, VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

#define PENDING_PART (64u << 10) /* so many bytes are handed over at once */

/* To the thread, from the second time on: a small capture needs none. Where other captures of the case have to be
 * looked at for each event, the case is not the thread's. */
void pending_hand_over(struct store *s);
/* Everything put is written now, and the case is this thread's again: s->failed tells. */
void pending_flush(struct store *s);
/* ... or forgotten, for a capture that is given up. */
void pending_drop(struct store *s);
/* With what they were kept in. */
void pending_free(struct store *s);

#endif
