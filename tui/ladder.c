/*
 * Rows of a ladder: see ladder.h.
 *
 * What is folded: messages of the same kind between the same two, one right after the other. A
 * silence over a second breaks the run, because a client's retries and the pauses between them are
 * the story; only a run of more than MANY goes on through its silences, for then it has been told.
 */
#include "tui/ladder.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000000ll
#define MANY 8

void ladder_free(struct ladder *l)
{
	talk_free(&l->talk);
	free(l->row);
	memset(l, 0, sizeof(*l));
}

/* --- rows ------------------------------------------------------------------------------------ */

static struct ladder_row *add_row(struct ladder *l, enum ladder_row_type type, size_t event)
{
	struct ladder_row *r;

	VEC_ROOM(l->row, l->rows, l->row_cap);
	r = &l->row[l->rows++];
	memset(r, 0, sizeof(*r));
	r->type = type;
	r->event = event;
	return r;
}

/* A silence is as high as it is long: up to ten seconds, up to a minute, longer. */
static void add_gap(struct ladder *l, enum ladder_row_type type, size_t event, int64_t ns)
{
	int lines = ns < 10 * SECOND ? 1 : ns < 60 * SECOND ? 2 : 3, i;
	struct ladder_row *r;

	for (i = 0; i < lines; i++) {
		r = add_row(l, type, event);
		r->ns = ns;
		r->labelled = i == 0;
	}
}

static bool same_message(const struct talk_message *a, const struct talk_message *b)
{
	return a->from == b->from && a->to == b->to && strcmp(a->kind, b->kind) == 0;
}

/* How many messages from event i on are the same; with `through`, silences between them or not. */
static size_t run_length(const struct ladder *l, size_t i, bool through)
{
	size_t n = 1;

	while (i + n < l->talk.messages && same_message(&l->talk.message[i], &l->talk.message[i + n]) &&
		(through || l->talk.message[i + n].ns - l->talk.message[i + n - 1].ns <= SECOND))
		n++;
	return n;
}

static size_t fold(const struct ladder *l, size_t i)
{
	size_t all = run_length(l, i, true);

	return all > MANY ? all : run_length(l, i, false);
}

static void add_events(struct ladder *l, size_t i, size_t n)
{
	struct ladder_row *r = add_row(l, LADDER_EVENT, i);
	size_t k;

	r->count = n;
	r->ns = l->talk.message[i + n - 1].ns - l->talk.message[i].ns;
	for (k = i; k < i + n; k++)
		r->evidence |= l->talk.message[k].proves;
}

/* The losses whose last message was sent before event `next`, from loss `from` on; gives the first one that was not. */
static size_t add_losses(struct ladder *l, size_t from, size_t next)
{
	while (from < l->talk.losses && (next >= l->talk.messages || l->talk.loss[from].ns < l->talk.message[next].ns))
		add_row(l, LADDER_LOSS, next - 1)->loss = from++;
	return from;
}

void ladder_make_rows(struct ladder *l, bool unfold)
{
	size_t i, n, lost = 0;
	int64_t gap;

	l->rows = 0;
	for (i = 0; i < l->talk.messages; i += n) {
		gap = i ? l->talk.message[i].ns - l->talk.message[i - 1].ns : 0;
		if (gap > SECOND)
			add_gap(l, LADDER_GAP, i, gap);
		n = unfold ? 1 : fold(l, i);
		add_events(l, i, n);
		lost = add_losses(l, lost, i + n);
	}
	if (l->talk.beyond)
		add_row(l, LADDER_END, l->talk.messages)->labelled = true;
	else if (l->talk.messages && l->talk.until_ns > l->talk.message[l->talk.messages - 1].ns + SECOND)
		add_gap(l, LADDER_END, l->talk.messages, l->talk.until_ns - l->talk.message[l->talk.messages - 1].ns);
}

size_t ladder_row_of(const struct ladder *l, size_t event)
{
	size_t i;

	for (i = 0; i < l->rows; i++)
		if (l->row[i].type == LADDER_EVENT && event >= l->row[i].event &&
			event < l->row[i].event + l->row[i].count)
			return i;
	return 0;
}
