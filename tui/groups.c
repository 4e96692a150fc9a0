/*
 * Headings between rows: see groups.h. The rows come in the order of a number that stands for their
 * group, so windows, searches and positions work as without headings.
 */
#include "tui/groups.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define NO_GROUP 9999

static void put_quoted(struct txt *t, const char *text)
{
	txt_put(t, "'");
	for (; *text; text++)
		txt_fmt(t, *text == '\'' ? "''" : "%c", *text);
	txt_put(t, "'");
}

static int take_group(void *ctx, const struct row *r)
{
	struct table *t = ctx;
	struct table_group *g;

	VEC_ROOM(t->group, t->groups, t->group_cap);
	g = &t->group[t->groups];
	g->is[0] = B_TEXT(mem_strdup(row_text(r, 0)));
	g->is[1] = B_TEXT(row_null(r, 1) ? NULL : mem_strdup(row_text(r, 1)));
	g->title = mem_strdup(row_text(r, 2));
	g->rows = (long)row_int(r, 3);
	txt_put(&t->group_term, " WHEN ");
	put_quoted(&t->group_term, row_text(r, 0));
	txt_put(&t->group_term, " || ");
	put_quoted(&t->group_term, row_text(r, 1));
	txt_fmt(&t->group_term, " THEN %zu", t->groups++);
	return 0;
}

void groups_free(struct table *t)
{
	size_t i;

	for (i = 0; i < t->groups; i++) {
		free(t->group[i].title);
		free((void *)(uintptr_t)t->group[i].is[0].p);
		free((void *)(uintptr_t)t->group[i].is[1].p);
	}
	free(t->group);
	t->group = NULL;
	t->groups = t->group_cap = 0;
	txt_free(&t->group_term);
}

int groups_load(struct table *t, struct err *err)
{
	int rc;

	groups_free(t);
	if (!t->grouped)
		return 0;
	txt_fmt(&t->group_term, "CASE %s || coalesce(%s, '')", t->spec->group[0],
		t->spec->group[1]);
	rc = rows_groups(t, take_group, t, err);
	txt_fmt(&t->group_term, " WHEN '' THEN 0 ELSE %d END", NO_GROUP);
	return rc;
}

long groups_of(const struct table *t, long row)
{
	long i = row - t->base;
	size_t g;

	if (i < 0 || i >= (long)t->n)
		return -1;
	g = (size_t)t->row[i].key.part[0].i;
	return (long)(g < t->groups ? g : t->groups - 1);
}

long groups_lines(const struct table *t, long top, long row)
{
	long lines = 0, i, last = -1, g;

	for (i = top; i <= row; i++) {
		g = groups_of(t, i);
		lines += 1 + (g != last);
		last = g;
	}
	return lines;
}

void groups_draw(const struct table *t, struct canvas *c, struct area a, int y, long group)
{
	const struct table_group *g = &t->group[group];
	char text[300], count[32];
	enum glyph sign;
	enum style style = outcome_style(g->is[0].p, &sign);
	int w;

	canvas_hline(c, a, 0, y, a.w, STYLE_LINE, GLYPH_HLINE);
	snprintf(count, sizeof(count), " %ld ", g->rows);
	w = canvas_width(c, count);
	snprintf(text, sizeof(text), " %s %s ", canvas_symbol(c, sign), g->title);
	if (canvas_width(c, text) < a.w - w - 4)
		canvas_put(c, a, 2, y, style, text);
	else
		canvas_fit(c, a, 2, y, a.w - w - 4, style, ALIGN_LEFT, text);
	canvas_put(c, a, a.w - w - 1, y, STYLE_STRONG, count);
}

bool groups_step(struct table *t, bool back)
{
	long g = groups_of(t, t->scroll.cur), to = g + (back == t->reverse ? 1 : -1);

	if (g < 0)
		return false;
	if (back && groups_of(t, t->scroll.cur - 1) == g)
		to = g;
	return to >= 0 && to < (long)t->groups && table_to_group(t, to);
}
