/*
 * Which columns of a table there is room for, and what stands in them: see table.h.
 */
#include "tui/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME_LONG 20   /* 2026-03-01 08:00:12Z */
#define TIME_MIDDLE 14 /* 03-01 08:00:12 */
#define TIME_SHORT 8
#define EXTRA 6	   /* columns that leave so early do so before sentences get tight */
#define COMFORT 36 /* what a sentence gets before the other columns grow */

struct state {
	const char *word;
	enum style style;
	enum glyph glyph;
};

static const struct state outcomes[] = {
	{"failed", STYLE_FAILED, GLYPH_FAILED},
	{"incomplete", STYLE_INCOMPLETE, GLYPH_INCOMPLETE},
	{"booted", STYLE_BOOTED, GLYPH_BOOTED},
	{"leased", STYLE_LEASED, GLYPH_LEASED},
};

static const struct state kinds[] = {
	{"failure", STYLE_FAILED, GLYPH_FAILED},
	{"degraded", STYLE_WARNING, GLYPH_WARNING},
	{"note", STYLE_NOTE, GLYPH_DOT},
};

static enum style state_find(const struct state *s, size_t n, const char *word, enum glyph *g)
{
	size_t i;

	*g = GLYPH_DOT;
	for (i = 0; i < n; i++)
		if (strcmp(s[i].word, word) == 0) {
			*g = s[i].glyph;
			return s[i].style;
		}
	return STYLE_NORMAL;
}

enum style outcome_style(const char *outcome, enum glyph *g)
{
	return state_find(outcomes, sizeof(outcomes) / sizeof(outcomes[0]), outcome, g);
}

enum style kind_style(const char *kind, enum glyph *g)
{
	return state_find(kinds, sizeof(kinds) / sizeof(kinds[0]), kind, g);
}

/* --- widths ---------------------------------------------------------------------------------- */

static int total(const struct table_spec *spec, const int *width, int gap)
{
	int sum = 0;
	size_t i;

	for (i = 0; i < spec->columns; i++)
		if (width[i])
			sum += width[i] + (sum ? gap : 0);
	return sum;
}

/* Takes away the column that is needed least, if it is one that may leave as early as that; false
 * when all that are left stay. */
static bool drop_one(const struct table_spec *spec, int *width, int least)
{
	size_t i, worst = spec->columns;

	for (i = 0; i < spec->columns; i++)
		if (width[i] && spec->column[i].leave >= least &&
			(worst == spec->columns ||
				spec->column[i].leave > spec->column[worst].leave))
			worst = i;
	if (worst == spec->columns)
		return false;
	width[worst] = 0;
	return true;
}

/* What a column makes of `room` more than it has. Times come in three lengths only. */
static int grow(const struct column *col, int has, int room)
{
	int most = col->want ? col->want : has + room;

	if (col->kind == COLUMN_TIME)
		return has + room >= TIME_LONG && most >= TIME_LONG	  ? TIME_LONG
		       : has + room >= TIME_MIDDLE && most >= TIME_MIDDLE ? TIME_MIDDLE
									  : has;
	return most < has + room ? most : has + room;
}

/* Gives the columns with a limit (or those without) what they want of the room. */
static int hand_out(const struct table_spec *spec, int *width, int room, bool limited, int most)
{
	size_t i;
	int before;

	for (i = 0; i < spec->columns && room > 0; i++) {
		before = width[i];
		if (!before || (spec->column[i].want != 0) != limited)
			continue;
		width[i] = grow(&spec->column[i], before, room < most ? room : most);
		room -= width[i] - before;
	}
	return room;
}

/* The columns without a limit hold sentences: they get some room first, then the others get what
 * they want, then they take the rest. */
int columns_fit(const struct table_spec *spec, int w, int *width)
{
	int gap = w >= 100 ? 2 : 1, room;
	size_t i;

	for (i = 0; i < spec->columns; i++)
		width[i] = spec->column[i].kind == COLUMN_HIDDEN ? 0 : spec->column[i].min;
	while (total(spec, width, gap) > w && drop_one(spec, width, 1))
		;
	while (total(spec, width, gap) + COMFORT > w && drop_one(spec, width, EXTRA))
		;
	room = w - total(spec, width, gap);
	room = hand_out(spec, width, room, false, COMFORT);
	room = hand_out(spec, width, room, true, w);
	hand_out(spec, width, room, false, w);
	return gap;
}

/* --- texts ----------------------------------------------------------------------------------- */

static void draw_state(struct canvas *c, struct area a, int x, int y, int w, enum style style,
	enum glyph g, const char *word)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %s", canvas_symbol(c, g), word);
	canvas_fit(c, a, x, y, w, style, ALIGN_LEFT, text);
}

static void draw_time(struct canvas *c, struct area a, int x, int y, int w, int64_t ns)
{
	char text[48];

	const char *from = text;

	canvas_time(c, text, sizeof(text), ns, 0);
	if (strlen(text) >= TIME_LONG) {
		text[10] = ' ';
		if (c->utc_offset_min)
			text[TIME_LONG - 1] = '\0'; /* the zone stands in the title, and on top */
		if (w < TIME_LONG) {
			text[TIME_LONG - 1] = '\0';
			from += TIME_LONG - 1 - (w < TIME_MIDDLE ? TIME_SHORT : TIME_MIDDLE);
		}
	}
	canvas_fit(c, a, x, y, w, STYLE_NORMAL, ALIGN_LEFT, from);
}

void cell_draw(struct canvas *c, struct area a, int x, int y, int w, const struct column *col,
	const char *text)
{
	char buf[48];
	enum glyph g;
	enum style style;

	switch (col->kind) {
	case COLUMN_OUTCOME:
		style = outcome_style(text, &g);
		draw_state(c, a, x, y, w, style, g, text);
		break;
	case COLUMN_KIND:
		style = kind_style(text, &g);
		draw_state(c, a, x, y, w, style, g, text);
		break;
	case COLUMN_TIME:
		if (*text)
			draw_time(c, a, x, y, w, strtoll(text, NULL, 10));
		break;
	case COLUMN_BYTES:
		txt_bytes(buf, sizeof(buf), strtoll(text, NULL, 10));
		canvas_fit(c, a, x, y, w, STYLE_NORMAL, ALIGN_RIGHT, buf);
		break;
	case COLUMN_NUMBER:
		canvas_fit(c, a, x, y, w, STYLE_NORMAL, ALIGN_RIGHT, text);
		break;
	case COLUMN_TEXT:
	case COLUMN_HIDDEN:
		canvas_fit(c, a, x, y, w, STYLE_NORMAL, ALIGN_LEFT, text);
		break;
	}
}
