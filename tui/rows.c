/*
 * The window of rows a table holds: see table.h. The next window is what comes after the place of
 * the last row of this one; rows_query.c asks for it.
 */
#include "tui/rows_query.h"
#include "base/mem.h"
#include "tui/patience.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW 2000   /* rows kept */
#define FAR (1l << 40) /* where rows are put whose place is not known yet */

void rows_free(struct table *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		row_free(t, &t->row[i]);
	free(t->row);
	t->row = NULL;
	t->n = t->cap = 0;
	t->base = 0;
}

/* Drops rows from one end so that no more than WINDOW stay. */
static void trim(struct table *t, bool at_start)
{
	size_t over = t->n > WINDOW ? t->n - WINDOW : 0, from = at_start ? 0 : t->n - over, i;

	if (!over)
		return;
	for (i = from; i < from + over; i++)
		row_free(t, &t->row[i]);
	if (at_start) {
		memmove(t->row, t->row + over, (t->n - over) * sizeof(*t->row));
		t->base += (long)over;
	}
	t->n -= over;
}

/* Puts what was fetched in front of the window (it comes last row first) or behind it. */
static void join(struct table *t, struct fetch *f, bool in_front)
{
	struct table_row *all = mem_alloc((t->n + f->n + 1) * sizeof(*all));
	size_t i, n = 0;

	for (i = f->n; in_front && i > 0; i--)
		all[n++] = f->row[i - 1];
	for (i = 0; i < t->n; i++)
		all[n++] = t->row[i];
	for (i = 0; !in_front && i < f->n; i++)
		all[n++] = f->row[i];
	free(t->row);
	free(f->row);
	t->row = all;
	t->n = t->cap = n;
	if (in_front)
		t->base -= (long)f->n;
}

/* Rows get other numbers. */
static void shift(struct table *t, long by)
{
	t->base += by;
	t->scroll.cur += by;
	t->scroll.top += by;
}

/* Nothing came beyond an end of the window: now it is known where that is. */
static void reached(struct table *t, bool backward)
{
	if (backward && t->base != 0) {
		if (!t->counted)
			shift(t, -t->base);
		t->base = 0;
	}
	if (!backward) {
		t->scroll.count = t->base + (long)t->n;
		if (t->scroll.cur >= t->scroll.count)
			t->scroll.cur = t->scroll.count ? t->scroll.count - 1 : 0;
	}
}

/* One more chunk at one end; *got is how many rows came. */
static int extend(struct table *t, bool backward, size_t *got, struct err *err)
{
	struct fetch f = {0};
	const struct table_key *edge = NULL;
	int rc;

	if (t->n)
		edge = &t->row[backward ? 0 : t->n - 1].key;
	rc = rows_fetch(t, edge, false, backward, &f, err);
	*got = f.n;
	join(t, &f, backward);
	trim(t, !backward);
	if (rc == 0 && !*got && !t->counted)
		reached(t, backward);
	return rc;
}

/* Forgets the window and begins a new one at an end of the rows. */
static int restart(struct table *t, bool at_end, struct err *err)
{
	size_t got;

	rows_free(t);
	t->base = at_end ? t->scroll.count : 0;
	return extend(t, at_end, &got, err);
}

int rows_need(struct table *t, long first, long count, struct err *err)
{
	long end = first + count < t->scroll.count ? first + count : t->scroll.count;
	size_t got = 1;

	if (first < 0)
		first = 0;
	if (first < t->base - WINDOW && restart(t, false, err) < 0)
		return -1;
	if (first > t->base + (long)t->n + WINDOW && restart(t, true, err) < 0)
		return -1;
	while (got && first < t->base)
		if (extend(t, true, &got, err) < 0)
			return -1;
	for (got = 1; got && end > t->base + (long)t->n;)
		if (extend(t, false, &got, err) < 0)
			return -1;
	return 0;
}

/* How many rows there are and where the key is; what takes too long is left for a pause. */
static void count(struct table *t, const struct table_key *key, long *at)
{
	struct patience p;

	patience_begin(&p, t->store, t->count_ms, PATIENCE_NO_KEY);
	t->scroll.count = rows_number(t, NULL);
	*at = !key ? 0 : t->scroll.count < 0 ? -1 : rows_number(t, key);
	patience_end(&p);
	t->counted = t->scroll.count >= 0 && *at >= 0;
	if (!t->counted)
		t->scroll.count = 2 * FAR;
	if (*at < 0)
		*at = FAR;
}

bool rows_count(struct table *t)
{
	struct patience p;
	long all, before = 0;

	if (t->counted)
		return false;
	patience_begin(&p, t->store, 0, PATIENCE_ANY_KEY);
	all = rows_number(t, NULL);
	if (all >= 0 && t->n)
		before = rows_number(t, &t->row[0].key);
	patience_end(&p);
	if (all < 0 || before < 0)
		return false;
	shift(t, before - t->base);
	t->scroll.count = all;
	return t->counted = true;
}

int rows_load(struct table *t, const struct table_key *key, long *at, struct err *err)
{
	struct fetch f = {0};
	struct table_key keep = {0};
	int rc;

	if (key)
		key_copy(&keep, key);
	rows_free(t);
	count(t, key ? &keep : NULL, at);
	t->base = *at;
	rc = rows_fetch(t, key ? &keep : NULL, true, false, &f, err);
	join(t, &f, false);
	key_free(&keep);
	return rc;
}

