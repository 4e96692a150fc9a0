/*
 * The screen as a grid of cells in memory. Every screen draws here and nowhere else; term.c shows
 * the grid, tests read it as text. Nothing in it knows curses.
 *
 * Text is UTF-8. Control characters, bidi controls and broken sequences are shown as a
 * replacement, wide characters take two cells, combining ones join the cell before them. With
 * `ascii` set whatever is not ASCII is written as the nearest ASCII character.
 */
#ifndef PVSLEUTH_TUI_CANVAS_H
#define PVSLEUTH_TUI_CANVAS_H

#include "base/txt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/* What a piece of text means; theme.c says how that looks. */
enum style {
	STYLE_NORMAL,
	STYLE_DIM,
	STYLE_STRONG,
	STYLE_HEADING,
	STYLE_CRUMB,
	STYLE_BAR,
	STYLE_KEY,
	STYLE_LINE,
	STYLE_FAILED,
	STYLE_BOOTED,
	STYLE_INCOMPLETE,
	STYLE_LEASED,
	STYLE_WARNING,
	STYLE_NOTE,
	STYLE_EVIDENCE,
	STYLE_GAP,
	STYLES
};

/* On top of the style. */
enum cell_flag {
	CELL_SELECTED = 1, /* the line under the cursor, in the pane that has the keys */
	CELL_SHADED = 2,   /* the same in a pane that does not have them */
	CELL_MATCH = 4,	   /* what was searched for */
};

#define CELL_CHARS 3

struct cell {
	wchar_t ch[CELL_CHARS]; /* a character and what combines with it; 0 after the last */
	uint8_t width;		/* 0: the right half of a wide character */
	uint8_t style;
	uint8_t flags;
};

struct canvas {
	int w, h;
	bool ascii;
	int utc_offset_min; /* of the times drawn on it */
	struct cell *cell;
};

/* A rectangle of it. Drawing is relative to its corner and never leaves it. */
struct area {
	int x, y, w, h;
};

enum glyph {
	GLYPH_FAILED,
	GLYPH_BOOTED,
	GLYPH_INCOMPLETE,
	GLYPH_LEASED,
	GLYPH_WARNING,
	GLYPH_EVIDENCE,
	GLYPH_ELLIPSIS,
	GLYPH_CRUMB,
	GLYPH_DOT,
	GLYPH_TIMES,
	GLYPH_LEFT,
	GLYPH_RIGHT,
	GLYPH_TO,
	GLYPH_UP,
	GLYPH_DOWN,
	GLYPH_HLINE,
	GLYPH_VLINE,
	GLYPH_VGAP,
	GLYPH_SILENCE,
	GLYPHS
};

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

/* Makes it w by h and blank; the old contents are gone. */
void canvas_resize(struct canvas *c, int w, int h);
void canvas_free(struct canvas *c);
void canvas_clear(struct canvas *c);
struct area canvas_all(const struct canvas *c);

/* The text at (x, y) of the area, cut at its right edge. Gives the columns used. */
int canvas_put(struct canvas *c, struct area a, int x, int y, enum style style, const char *text);
/* The same within w columns: padded with blanks, cut with an ellipsis. Gives w. */
int canvas_fit(struct canvas *c, struct area a, int x, int y, int w, enum style style,
	enum align align, const char *text);
int canvas_glyph(struct canvas *c, struct area a, int x, int y, enum style style, enum glyph g);
void canvas_hline(
	struct canvas *c, struct area a, int x, int y, int w, enum style style, enum glyph g);
/* Sets flags on w cells of a line. */
void canvas_flag(struct canvas *c, struct area a, int x, int y, int w, unsigned flags);
/* Marks what of the area reads like needle, whatever its case. */
void canvas_mark(struct canvas *c, struct area a, const char *needle);

/* The string for a glyph on this canvas. */
/* A time with its zone, in buf; digits of a second's fraction. */
char *canvas_time(const struct canvas *c, char *buf, size_t size, int64_t ns, int digits);
/* "UTC", or "+01:00". */
const char *canvas_zone(const struct canvas *c, char *buf, size_t size);
const char *canvas_symbol(const struct canvas *c, enum glyph g);
/* The columns a text takes here. */
int canvas_width(const struct canvas *c, const char *text);
/* One line as text, without the blanks at its end. */
void canvas_line(const struct canvas *c, int y, struct txt *out);

/* The next character of *s as it may be shown (never a control character) and *s moved behind it;
 * *width 0 to 2. 0 at the end. */
wchar_t canvas_next(const struct canvas *c, const char **s, int *width);

/* Parts of an area. */
struct area area_rows(struct area a, int from, int count);
struct area area_columns(struct area a, int from, int count);

#endif
