/*
 * The list itself: cursor, sorting, searching, drawing. See table.h.
 */
#include "tui/table.h"
#include "base/mem.h"
#include "tui/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS TABLE_COLUMNS
#define COUNT_MS 25

struct table *table_new(struct store *s, const struct table_spec *spec)
{
	struct table *t = mem_alloc(sizeof(*t));

	t->store = s;
	t->made_of = spec;
	t->own = *spec;
	memcpy(t->column, spec->column, spec->columns * sizeof(*spec->column));
	t->own.column = t->column;
	t->spec = &t->own;
	t->sort = -1;
	t->count_ms = COUNT_MS;
	return t;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	rows_free(t);
	groups_free(t);
	if (t->has_origin)
		key_free(&t->origin);
	free(t);
}

void table_no_conds(struct table *t)
{
	t->conds = 0;
}

void table_cond_text(struct table *t, const char *text, bool or_before)
{
	table_cond(t, NULL, text, or_before);
}

void table_cond(struct table *t, const char *sql, const char *value, bool or_before)
{
	struct cond *c = &t->cond[t->conds];

	if (t->conds == TABLE_CONDS)
		return;
	c->sql = sql;
	c->or_before = or_before;
	snprintf(c->value, sizeof(c->value), "%s", value);
	t->conds++;
}

const struct table_row *table_current(const struct table *t)
{
	long i = t->scroll.cur - t->base;

	return i >= 0 && i < (long)t->n ? &t->row[i] : NULL;
}

const char *table_field(const struct table *t, const char *field)
{
	const struct table_row *r = table_current(t);
	size_t i;

	for (i = 0; r && i < t->spec->columns; i++)
		if (strcmp(t->spec->column[i].field, field) == 0)
			return r->cell[i];
	return "";
}

/* Goes to a row by its place, keeping it at the same height of the screen. */
static int seek(struct table *t, const struct table_key *key, struct err *err)
{
	long height = t->scroll.cur - t->scroll.top, at;

	if (rows_load(t, key, &at, err) < 0)
		return -1;
	t->scroll.cur = at;
	t->scroll.top = at - height;
	return 0;
}

int table_load(struct table *t, struct err *err)
{
	const struct table_row *r = table_current(t);
	int64_t id = r ? r->key.id : 0;
	struct table_key key;
	int rc;

	if (r)
		key_copy(&key, &r->key);
	rc = groups_load(t, err);
	if (r && t->grouped) { /* its group may have another number now */
		key_free(&key);
		r = rows_key(t, id, &key) ? r : NULL;
	}
	if (rc == 0)
		rc = seek(t, r ? &key : NULL, err);
	if (r)
		key_free(&key);
	return rc;
}

int table_set_grouped(struct table *t, bool on, struct err *err)
{
	t->grouped = on && t->spec->group[0];
	rows_free(t);
	t->scroll.cur = t->scroll.top = 0;
	return table_load(t, err);
}

bool table_to_group(struct table *t, long group)
{
	struct table_key key = {{B_INT(group), B_INT(INT64_MIN)}, INT64_MIN};

	if (t->reverse) {
		key.part[1] = B_TEXT("\U0010fffd");
		key.id = INT64_MAX;
	}
	return seek(t, &key, NULL) == 0;
}

bool table_go(struct table *t, int64_t id)
{
	struct table_key key;

	if (!rows_key(t, id, &key))
		return false;
	seek(t, &key, NULL);
	key_free(&key);
	return true;
}

/* --- columns --------------------------------------------------------------------------------- */

void table_columns_put(const struct table *t, struct txt *out)
{
	size_t i;

	for (i = 0; i < t->own.columns; i++)
		if (*t->column[i].title)
			txt_fmt(out, "%s%s%s", out->n ? "," : "",
				t->column[i].kind == COLUMN_HIDDEN ? "-" : "", t->column[i].field);
}

/* The kind a column of the spec has when it is shown. */
static enum column_kind kind_of(const struct table *t, const struct column *c)
{
	size_t i;

	for (i = 0; i < t->made_of->columns; i++)
		if (strcmp(t->made_of->column[i].field, c->field) == 0 &&
			strcmp(t->made_of->column[i].title, c->title) == 0)
			return t->made_of->column[i].kind;
	return c->kind;
}

/* Moves the column of that field (with a title) to place `to`; false when there is none. */
static bool place_column(struct table *t, const char *field, size_t n, size_t to, bool off)
{
	struct column c;
	size_t i;

	for (i = to; i < t->own.columns; i++)
		if (strlen(t->column[i].field) == n && strncmp(t->column[i].field, field, n) == 0 &&
			*t->column[i].title)
			break;
	if (i == t->own.columns)
		return false;
	c = t->column[i];
	c.kind = off ? COLUMN_HIDDEN : kind_of(t, &c);
	if (!off && c.kind == COLUMN_HIDDEN)
		c.kind = COLUMN_TEXT; /* at first not shown */
	memmove(&t->column[to + 1], &t->column[to], (i - to) * sizeof(c));
	t->column[to] = c;
	return true;
}

void table_columns_set(struct table *t, const char *list)
{
	const char *sorted = t->sort >= 0 ? t->column[t->sort].field : NULL;
	size_t to = 0, n, i;
	bool off;

	rows_free(t);
	while (*list) {
		off = *list == '-';
		list += off;
		n = strcspn(list, ",");
		to += place_column(t, list, n, to, off);
		list += n + (list[n] == ',');
	}
	t->sort = -1;
	for (i = 0; sorted && i < t->own.columns; i++)
		if (strcmp(t->column[i].field, sorted) == 0 && t->column[i].kind != COLUMN_HIDDEN)
			t->sort = (int)i;
}

/* --- drawing --------------------------------------------------------------------------------- */

/* A time's title names the zone, where that is not UTC and has room. */
static const char *zoned(const struct canvas *c, const struct column *col, int w, char *buf, size_t size)
{
	const char *utc = col->kind == COLUMN_TIME && c->utc_offset_min ? strstr(col->title, "UTC") : NULL;
	char zone[16];

	if (!utc)
		return col->title;
	snprintf(buf, size, "%.*s%s%s", (int)(utc - col->title), col->title, canvas_zone(c, zone, sizeof(zone)), utc + 3);
	if (canvas_width(c, buf) > w) /* "at", "from"; it stands on top of the screen too */
		snprintf(buf, size, "%.*s", (int)strcspn(col->title, " "), col->title);
	return buf;
}

/* A column's title, and behind it which way the list is sorted by it. */
static void draw_title(
	const struct table *t, struct canvas *c, struct area a, int x, int w, size_t i)
{
	const struct column *col = &t->spec->column[i];
	bool right = col->kind == COLUMN_NUMBER || col->kind == COLUMN_BYTES,
	     sorted = (int)i == t->sort;
	char buf[48];
	const char *title = zoned(c, col, w - sorted, buf, sizeof(buf));
	int need = canvas_width(c, title);

	if (need > w - sorted)
		need = w - sorted;
	if (right)
		x += w - need - sorted;
	canvas_fit(c, a, x, 0, need, STYLE_STRONG, ALIGN_LEFT, title);
	if (sorted)
		canvas_glyph(c, a, x + need, 0, STYLE_STRONG, t->reverse ? GLYPH_DOWN : GLYPH_UP);
}

static void draw_header(
	const struct table *t, struct canvas *c, struct area a, const int *width, int gap)
{
	size_t i;
	int x = 0;

	for (i = 0; i < t->spec->columns; i++) {
		if (!width[i])
			continue;
		draw_title(t, c, a, x, width[i], i);
		x += width[i] + gap;
	}
}

static void draw_row(const struct table *t, struct canvas *c, struct area a, int y,
	const int *width, int gap, const struct table_row *r)
{
	size_t i;
	int x = 0;

	for (i = 0; i < t->spec->columns; i++) {
		if (!width[i])
			continue;
		cell_draw(c, a, x, y, width[i], &t->spec->column[i], r->cell[i]);
		x += width[i] + gap;
	}
}

void table_draw(struct table *t, struct canvas *c, struct area a)
{
	int width[MAX_COLUMNS] = {0}, gap = columns_fit(t->spec, a.w, width), y;
	struct area body = area_rows(a, 1, a.h - 1);
	struct err err = {""};
	long i, at;

	draw_header(t, c, a, width, gap);
	scroll_settle(&t->scroll, body.h);
	if (rows_need(t, t->scroll.top, body.h, &err) < 0) {
		canvas_put(c, body, 0, 0, STYLE_WARNING, err.text);
		return;
	}
	if (!t->scroll.count)
		canvas_put(c, body, 0, 1, STYLE_NORMAL, t->spec->derived && store_unanalysed(t->store)
			? "The captures are not analysed yet: `pvsleuth analyze` does that." : t->spec->empty);
	while (t->groups && t->scroll.top < t->scroll.cur &&
		groups_lines(t, t->scroll.top, t->scroll.cur) > body.h)
		t->scroll.top++;
	for (y = 0, at = t->scroll.top; y < body.h; y++, at++) {
		i = at - t->base;
		if (i < 0 || i >= (long)t->n)
			break;
		if (t->groups && (y == 0 || groups_of(t, at) != groups_of(t, at - 1)))
			groups_draw(t, c, body, y++, groups_of(t, at));
		draw_row(t, c, body, y, width, gap, &t->row[i]);
		if (t->is_marked && t->is_marked(t->marks, t->row[i].key.id) && y < body.h)
			canvas_glyph(c, body, 0, y, STYLE_EVIDENCE, GLYPH_EVIDENCE);
		if (at == t->scroll.cur)
			canvas_flag(c, body, 0, y, body.w, CELL_SELECTED);
	}
}

/* --- keys ------------------------------------------------------------------------------------ */

/* The next column that can be sorted by; -1, the list's own order, after the last. */
static void sort_next(struct table *t)
{
	do
		t->sort++;
	while (t->sort < (int)t->spec->columns && t->spec->column[t->sort].kind == COLUMN_HIDDEN);
	if (t->sort >= (int)t->spec->columns)
		t->sort = -1;
}

/* Sorting anew begins at the first row: the reader wants the least or the most. */
static void resort(struct table *t)
{
	struct err err = {""};

	t->scroll.cur = t->scroll.top = 0;
	seek(t, NULL, &err);
}

bool table_action(struct table *t, enum action a)
{
	if (scroll_move(&t->scroll, a)) {
		rows_need(t, t->scroll.cur - t->scroll.page, 2 * (long)t->scroll.page + 1, NULL);
		return true;
	}
	if (a == ACT_SORT)
		sort_next(t);
	else if (a == ACT_REVERSE)
		t->reverse = !t->reverse;
	else
		return false;
	resort(t);
	return true;
}

static bool find_from(struct table *t, const struct table_key *from, bool inclusive, bool backward,
	const char *needle)
{
	struct table_key found;

	if (!rows_search(t, from, inclusive, backward, needle, &found))
		return false;
	seek(t, &found, NULL);
	key_free(&found);
	return true;
}

bool table_find(struct table *t, const char *needle, enum find how)
{
	const struct table_row *r = table_current(t);

	if (how == FIND_BEGIN) {
		if (t->has_origin)
			key_free(&t->origin);
		t->has_origin = r != NULL;
		if (r)
			key_copy(&t->origin, &r->key);
		return true;
	}
	if (how == FIND_CANCEL)
		return !t->has_origin || seek(t, &t->origin, NULL) == 0;
	if (how == FIND_TYPED)
		return t->has_origin && find_from(t, &t->origin, true, false, needle);
	return r && find_from(t, &r->key, false, how == FIND_PREV, needle);
}
