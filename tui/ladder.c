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
	size_t i;

	for (i = 0; i < l->events; i++) {
		free(l->event[i].info);
		free(l->event[i].seen);
	}
	free(l->event);
	free(l->lane);
	free(l->silence);
	free(l->row);
	memset(l, 0, sizeof(*l));
}

int ladder_lane(struct ladder *l, const char *address, const char *role, unsigned rank)
{
	struct lane *lane;
	size_t i;

	for (i = 0; i < l->lanes; i++)
		if (strcmp(l->lane[i].address, address) == 0)
			return (int)i;
	VEC_ROOM(l->lane, l->lanes, l->lane_cap);
	lane = &l->lane[l->lanes++];
	memset(lane, 0, sizeof(*lane));
	snprintf(lane->address, sizeof(lane->address), "%s", address);
	snprintf(lane->role, sizeof(lane->role), "%s", role);
	lane->rank = rank;
	return (int)l->lanes - 1;
}

void ladder_add(struct ladder *l, const struct ladder_event *e)
{
	VEC_ROOM(l->event, l->events, l->event_cap);
	l->event[l->events++] = *e;
}

/* --- lanes ----------------------------------------------------------------------------------- */

static int moved_to(const size_t *order, size_t n, int lane)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((int)order[i] == lane)
			return (int)i;
	return lane;
}

void ladder_sort_lanes(struct ladder *l)
{
	size_t *order = mem_alloc((l->lanes + 1) * sizeof(*order)), i, j;
	struct lane *sorted = mem_alloc((l->lanes + 1) * sizeof(*sorted));

	for (i = 0; i < l->lanes; i++) {
		for (j = i; j > 1 && l->lane[order[j - 1]].rank > l->lane[i].rank; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
	for (i = 0; i < l->lanes; i++)
		sorted[i] = l->lane[order[i]];
	for (i = 0; i < l->events; i++) {
		l->event[i].from = moved_to(order, l->lanes, l->event[i].from);
		l->event[i].to = moved_to(order, l->lanes, l->event[i].to);
	}
	free(l->lane);
	free(order);
	l->lane = sorted;
	l->lane_cap = l->lanes + 1;
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

/* The longest silence between two events, for the rows of that gap. */
static void find_silence(const struct ladder *l, struct ladder_row *r, int64_t from, int64_t to)
{
	int64_t a, b;
	size_t i;

	for (i = 0; i < l->silences; i++) {
		const struct ladder_silence *s = &l->silence[i];

		a = s->from_ns > from ? s->from_ns : from;
		b = s->to_ns < to ? s->to_ns : to;
		if (b - a > r->silent_ns) {
			r->silent_ns = b - a;
			r->servers_turn = s->server;
		}
	}
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
		if (event > 0)
			find_silence(l, r, l->event[event - 1].ns, l->event[event - 1].ns + ns);
	}
}

static bool same_message(const struct ladder_event *a, const struct ladder_event *b)
{
	return a->from == b->from && a->to == b->to && strcmp(a->kind, b->kind) == 0;
}

/* How many messages from event i on are the same; with `through`, silences between them or not. */
static size_t run_length(const struct ladder *l, size_t i, bool through)
{
	size_t n = 1;

	while (i + n < l->events && same_message(&l->event[i], &l->event[i + n]) &&
		(through || l->event[i + n].ns - l->event[i + n - 1].ns <= SECOND))
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
	r->ns = l->event[i + n - 1].ns - l->event[i].ns;
	for (k = i; k < i + n; k++)
		r->evidence |= l->event[k].evidence;
}

void ladder_make_rows(struct ladder *l, bool unfold)
{
	size_t i, n;
	int64_t gap;

	l->rows = 0;
	for (i = 0; i < l->events; i += n) {
		gap = i ? l->event[i].ns - l->event[i - 1].ns : 0;
		if (gap > SECOND)
			add_gap(l, LADDER_GAP, i, gap);
		n = unfold ? 1 : fold(l, i);
		add_events(l, i, n);
	}
	if (l->beyond)
		add_row(l, LADDER_END, l->events)->labelled = true;
	else if (l->events && l->until_ns > l->event[l->events - 1].ns + SECOND)
		add_gap(l, LADDER_END, l->events, l->until_ns - l->event[l->events - 1].ns);
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
