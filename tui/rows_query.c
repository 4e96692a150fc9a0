/*
 * What a table asks the database: see rows_query.h. A row's place is the pair of terms it is sorted
 * by and its id.
 */
#include "tui/rows_query.h"
#include "base/mem.h"
#include "tui/patience.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- keys ------------------------------------------------------------------------------------ */

static struct bind bind_copy(struct bind b)
{
	if (b.type == BIND_TEXT && b.p)
		b.p = mem_strdup(b.p);
	return b;
}

static void bind_free(struct bind *b)
{
	if (b->type == BIND_TEXT)
		free((void *)(uintptr_t)b->p);
	b->type = BIND_NULL;
}

void key_copy(struct table_key *to, const struct table_key *from)
{
	to->id = from->id;
	to->part[0] = bind_copy(from->part[0]);
	to->part[1] = bind_copy(from->part[1]);
}

void key_free(struct table_key *k)
{
	bind_free(&k->part[0]);
	bind_free(&k->part[1]);
}

static struct bind bind_of(const struct row *r, int col)
{
	struct bind b = {.type = BIND_NULL};

	switch (row_type(r, col)) {
	case ROW_INT:
		b = B_INT(row_int(r, col));
		break;
	case ROW_REAL:
		b = B_REAL(row_real(r, col));
		break;
	case ROW_TEXT:
		b = B_TEXT(mem_strdup(row_text(r, col)));
		break;
	case ROW_BLOB:
	case ROW_NULL:
		break;
	}
	return b;
}

/* --- queries --------------------------------------------------------------------------------- */

#define PATTERN_SIZE 140
#define MAX_BINDS (2 * TABLE_CONDS + 8)

struct query {
	char pattern[TABLE_CONDS + 1][PATTERN_SIZE];
	size_t patterns;
	struct txt sql;
	struct bind bind[MAX_BINDS];
	size_t n;
};

static const char *order_term(const struct table *t, int part, char *buf, size_t size)
{
	const struct sort_term *s;

	if (t->grouped && part == 0)
		return txt_str(&t->group_term);
	if (t->sort < 0)
		return t->spec->order[part];
	if (part == 1 && !t->grouped)
		return t->spec->order[0];
	for (s = t->spec->sort; s && s->field; s++)
		if (strcmp(s->field, t->spec->column[t->sort].field) == 0)
			return s->sql;
	snprintf(buf, size, "coalesce(q.\"%s\", '')", t->spec->column[t->sort].field);
	return buf;
}

/* The text as a pattern of LIKE, which ignores the case of ASCII letters. */
static const char *pattern(struct query *q, const char *needle)
{
	char *to = q->pattern[q->patterns++], *end = to + PATTERN_SIZE - 3;

	*to++ = '%';
	for (; *needle && to < end; needle++) {
		if (strchr("%_!", *needle))
			*to++ = '!';
		*to++ = *needle;
	}
	*to++ = '%';
	*to = '\0';
	return q->pattern[q->patterns - 1];
}

/* That one of the texts searched in holds the needle. */
static void put_search(const struct table *t, struct query *q, const char *needle)
{
	const char *also = t->spec->search_also, *mark = also ? strstr(also, "?#") : NULL;
	size_t i, n = q->n + 1;

	q->bind[q->n++] = B_TEXT(pattern(q, needle));
	txt_put(&q->sql, "(0");
	for (i = 0; i < SEARCH_TERMS && t->spec->search[i]; i++)
		txt_fmt(&q->sql, " OR %s LIKE ?%zu ESCAPE '!'", t->spec->search[i], n);
	if (mark)
		txt_fmt(&q->sql, " OR %.*s?%zu%s", (int)(mark - also), also, n, mark + 2);
	txt_put(&q->sql, ")");
}

/* FROM and WHERE: the spec's rows that meet the conditions. */
static void put_rows(const struct table *t, struct query *q)
{
	const struct cond *c;
	size_t i;

	txt_fmt(&q->sql, " FROM (%s) q WHERE 1", t->spec->select);
	for (i = 0; i < t->conds; i++) {
		c = &t->cond[i];
		txt_put(&q->sql, c->or_before ? " OR " : " AND (");
		if (c->sql)
			txt_fmt(&q->sql, "(%s)", c->sql);
		else
			put_search(t, q, c->value);
		if (c->sql && strchr(c->sql, '?'))
			q->bind[q->n++] = B_TEXT(c->value);
		if (i + 1 == t->conds || !t->cond[i + 1].or_before)
			txt_put(&q->sql, ")");
	}
}

/* AND: only rows beyond the key. */
static void put_beyond(const struct table *t, struct query *q, const struct table_key *key,
	bool inclusive, bool backward)
{
	char buf[96];

	txt_fmt(&q->sql, " AND (%s, ", order_term(t, 0, buf, sizeof(buf)));
	txt_fmt(&q->sql, "%s, q.\"%s\") %s%s (?, ?, ?)", order_term(t, 1, buf, sizeof(buf)),
		t->spec->id, t->reverse != backward ? "<" : ">", inclusive ? "=" : "");
	q->bind[q->n++] = key->part[0];
	q->bind[q->n++] = key->part[1];
	q->bind[q->n++] = B_INT(key->id);
}

static void put_order(const struct table *t, struct query *q, bool in_group, bool backward)
{
	const char *way = t->reverse != backward ? "DESC" : "ASC";

	txt_put(&q->sql, " ORDER BY ");
	if (!in_group)
		txt_fmt(&q->sql, "key1 %s, ", way);
	txt_fmt(&q->sql, "key2 %s, \"%s\" %s", way, t->spec->id, way);
}

/* SELECT of the keys and everything of the rows. */
static void put_select(const struct table *t, struct query *q)
{
	char buf[96];

	txt_fmt(&q->sql, "SELECT q.*, %s AS key1", order_term(t, 0, buf, sizeof(buf)));
	txt_fmt(&q->sql, ", %s AS key2", order_term(t, 1, buf, sizeof(buf)));
	put_rows(t, q);
}

static int take_row(void *ctx, const struct row *r)
{
	struct fetch *f = ctx;
	const struct table_spec *spec = f->t->spec;
	struct table_row *to;
	size_t i;

	VEC_ROOM(f->row, f->n, f->cap);
	to = &f->row[f->n++];
	to->cell = mem_alloc((spec->columns + 1) * sizeof(*to->cell));
	for (i = 0; i < spec->columns; i++) {
		int col = row_column(r, spec->column[i].field);

		to->cell[i] = mem_strdup(col < 0 ? "" : row_text(r, col));
	}
	to->key.id = row_int(r, row_column(r, spec->id));
	to->key.part[0] = bind_of(r, row_column(r, "key1"));
	to->key.part[1] = bind_of(r, row_column(r, "key2"));
	return 0;
}

/* AND: only rows of one group. */
static void put_group(const struct table *t, struct query *q, long group)
{
	const struct table_group *g = &t->group[group];

	txt_fmt(&q->sql, " AND %s = ? AND %s IS ?", t->spec->group[0], t->spec->group[1]);
	q->bind[q->n++] = g->is[0];
	q->bind[q->n++] = g->is[1];
}

/* SELECT of the keys and everything of the rows of one group, whose number is known. */
static void put_select_group(const struct table *t, struct query *q, long group)
{
	char buf[96];

	txt_fmt(&q->sql, "SELECT q.*, %ld AS key1, %s AS key2", group,
		order_term(t, 1, buf, sizeof(buf)));
	put_rows(t, q);
	put_group(t, q, group);
}

/* AND: beyond the key, within its group. */
static void put_beyond_in_group(const struct table *t, struct query *q,
	const struct table_key *key, bool inclusive, bool backward)
{
	char buf[96];

	txt_fmt(&q->sql, " AND (%s, q.\"%s\") %s%s (?, ?)", order_term(t, 1, buf, sizeof(buf)),
		t->spec->id, t->reverse != backward ? "<" : ">", inclusive ? "=" : "");
	q->bind[q->n++] = key->part[1];
	q->bind[q->n++] = B_INT(key->id);
}

/* Up to CHUNK rows beyond the key (from the end when it is NULL), in the direction asked for; of one
 * group only when that is not negative. */
static int fetch_some(struct table *t, long group, const struct table_key *key, bool inclusive,
	bool backward, struct fetch *f, struct err *err)
{
	const char *more = t->grouped && t->spec->more_grouped ? t->spec->more_grouped
								: t->spec->more;
	struct query q = {.n = 0};
	int rc;

	f->t = t;
	if (more)
		txt_fmt(&q.sql, "SELECT q.*, %s FROM (", more);
	if (group >= 0)
		put_select_group(t, &q, group);
	else
		put_select(t, &q);
	if (key && group >= 0)
		put_beyond_in_group(t, &q, key, inclusive, backward);
	else if (key)
		put_beyond(t, &q, key, inclusive, backward);
	put_order(t, &q, group >= 0, backward);
	txt_fmt(&q.sql, " LIMIT %d", CHUNK);
	if (more) {
		txt_put(&q.sql, ") q");
		put_order(t, &q, group >= 0, backward);
	}
	rc = store_query(t->store, txt_str(&q.sql), q.bind, q.n, take_row, f, err);
	txt_free(&q.sql);
	return rc;
}

/* The group of a key, the first (last) without one. */
static long group_of_key(const struct table *t, const struct table_key *key, bool backward)
{
	if (key)
		return (long)key->part[0].i;
	return t->reverse != backward ? (long)t->groups - 1 : 0;
}

/* Grouped rows come group by group, so an index serves; the order of all of them would have to be
 * sorted for each window. */
int rows_fetch(struct table *t, const struct table_key *key, bool inclusive, bool backward,
	struct fetch *f, struct err *err)
{
	int step = t->reverse != backward ? -1 : 1, rc = 0;
	long g;

	f->t = t;
	if (!t->grouped)
		return fetch_some(t, -1, key, inclusive, backward, f, err);
	for (g = group_of_key(t, key, backward);
		rc == 0 && !f->n && g >= 0 && g < (long)t->groups; g += step, key = NULL)
		rc = fetch_some(t, g, key, inclusive, backward, f, err);
	return rc;
}

/* How many rows of its group are before the key, and all of the groups before. */
static long count_grouped(struct table *t, const struct table_key *before)
{
	struct query q = {.n = 0};
	long g = before ? (long)before->part[0].i : t->reverse ? -1 : (long)t->groups, i, n = 0;

	for (i = 0; i < (long)t->groups; i++)
		if (t->reverse ? i > g : i < g)
			n += t->group[i].rows;
	if (!before || g < 0 || g >= (long)t->groups)
		return n;
	txt_put(&q.sql, "SELECT count(*)");
	put_rows(t, &q);
	put_group(t, &q, g);
	put_beyond_in_group(t, &q, before, false, true);
	i = (long)store_int(t->store, txt_str(&q.sql), q.bind, q.n, -1);
	txt_free(&q.sql);
	return i < 0 ? -1 : n + i;
}

/* How many rows there are, or how many before the key; -1 when it took too long. */
long rows_number(struct table *t, const struct table_key *before)
{
	struct query q = {.n = 0};
	long n;

	if (t->grouped)
		return count_grouped(t, before);
	txt_put(&q.sql, "SELECT count(*)");
	put_rows(t, &q);
	if (before)
		put_beyond(t, &q, before, false, true);
	n = (long)store_int(t->store, txt_str(&q.sql), q.bind, q.n, -1);
	txt_free(&q.sql);
	return n;
}

/* --- single rows --------------------------------------------------------------------------- */

void row_free(const struct table *t, struct table_row *r)
{
	size_t i;

	for (i = 0; i < t->spec->columns; i++)
		free(r->cell[i]);
	free(r->cell);
	key_free(&r->key);
}

/* The nearest match beyond the key; there an index ends the search at the first. */
static void search_beyond(struct table *t, const struct table_key *key, bool inclusive, bool after,
	bool backward, const char *needle, struct fetch *f)
{
	struct query q = {.n = 0};

	put_select(t, &q);
	txt_put(&q.sql, " AND ");
	put_search(t, &q, needle);
	put_beyond(t, &q, key, inclusive, after ? backward : !backward);
	put_order(t, &q, false, backward);
	txt_put(&q.sql, " LIMIT 1");
	store_query(t->store, txt_str(&q.sql), q.bind, q.n, take_row, f, NULL);
	txt_free(&q.sql);
}

/* First what lies beyond the key, then all that does not: together one pass. */
bool rows_search(struct table *t, const struct table_key *from, bool inclusive, bool backward,
	const char *needle, struct table_key *found)
{
	struct fetch f = {.t = t};
	struct patience p;

	patience_begin(&p, t->store, 0, t->hasty ? PATIENCE_ANY_KEY : PATIENCE_CANCEL);
	search_beyond(t, from, inclusive, true, backward, needle, &f);
	if (!f.n && !p.ran_out)
		search_beyond(t, from, !inclusive, false, backward, needle, &f);
	t->stopped = patience_end(&p);
	if (f.n) {
		key_copy(found, &f.row[0].key);
		row_free(t, &f.row[0]);
	}
	free(f.row);
	return f.n > 0;
}

bool rows_key(struct table *t, int64_t id, struct table_key *key)
{
	struct query q = {.n = 0};
	struct fetch f = {.t = t};

	put_select(t, &q);
	txt_fmt(&q.sql, " AND q.\"%s\" = ? LIMIT 1", t->spec->id);
	q.bind[q.n++] = B_INT(id);
	store_query(t->store, txt_str(&q.sql), q.bind, q.n, take_row, &f, NULL);
	txt_free(&q.sql);
	if (f.n) {
		key_copy(key, &f.row[0].key);
		row_free(t, &f.row[0]);
	}
	free(f.row);
	return f.n > 0;
}

int table_ids(struct table *t, row_fn fn, void *ctx, struct err *err)
{
	struct query q = {.n = 0};
	int rc;

	txt_fmt(&q.sql, "SELECT q.\"%s\"", t->spec->id);
	put_rows(t, &q);
	rc = store_query(t->store, txt_str(&q.sql), q.bind, q.n, fn, ctx, err);
	txt_free(&q.sql);
	return rc;
}

int rows_groups(struct table *t, row_fn fn, void *ctx, struct err *err)
{
	struct query q = {.n = 0};
	int rc;

	txt_fmt(&q.sql, "SELECT %s, %s, %s, count(*)", t->spec->group[0], t->spec->group[1],
		t->spec->group_title);
	put_rows(t, &q);
	txt_fmt(&q.sql, " GROUP BY 1, 2 ORDER BY min(%s), 4 DESC, 1, 2", t->spec->order[0]);
	rc = store_query(t->store, txt_str(&q.sql), q.bind, q.n, fn, ctx, err);
	txt_free(&q.sql);
	return rc;
}

int64_t table_first(struct table *t, const char *field, int64_t from)
{
	struct query q = {.n = 0};
	int64_t id;

	txt_fmt(&q.sql, "SELECT q.\"%s\"", t->spec->id);
	put_rows(t, &q);
	txt_fmt(&q.sql, " AND q.\"%s\" >= ? ORDER BY q.\"%s\" LIMIT 1", field, field);
	q.bind[q.n++] = B_INT(from);
	id = store_int(t->store, txt_str(&q.sql), q.bind, q.n, 0);
	txt_free(&q.sql);
	return id;
}
