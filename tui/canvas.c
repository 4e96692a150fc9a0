/*
 * The grid of cells: see canvas.h.
 */
#include "tui/canvas.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#define REPLACEMENT 0xfffd

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPHS] = {
	[GLYPH_FAILED] = {"\u2717", "X"},
	[GLYPH_BOOTED] = {"\u2713", "+"},
	[GLYPH_INCOMPLETE] = {"\u2026", "~"},
	[GLYPH_LEASED] = {"\u00b7", "."},
	[GLYPH_WARNING] = {"!", "!"},
	[GLYPH_EVIDENCE] = {"\u25cf", "*"},
	[GLYPH_ELLIPSIS] = {"\u2026", "~"},
	[GLYPH_CRUMB] = {"\u203a", ">"},
	[GLYPH_DOT] = {"\u00b7", "-"},
	[GLYPH_TIMES] = {"\u00d7", "x"},
	[GLYPH_LEFT] = {"\u25c0", "<"},
	[GLYPH_RIGHT] = {"\u25b6", ">"},
	[GLYPH_TO] = {"\u2192", "->"},
	[GLYPH_UP] = {"\u2191", "^"},
	[GLYPH_DOWN] = {"\u2193", "v"},
	[GLYPH_HLINE] = {"\u2500", "-"},
	[GLYPH_VLINE] = {"\u2502", "|"},
	[GLYPH_VGAP] = {"\u250a", ":"},
	[GLYPH_SILENCE] = {"\u00b7\u00b7\u00b7", "..."},
};

/* What texts are likely to use, and what stands for it in one ASCII column. */
static const struct {
	wchar_t from;
	char to;
} ascii_for[] = {
	{0x00a0, ' '},
	{0x00b7, '.'},
	{0x00d7, 'x'},
	{0x2010, '-'},
	{0x2011, '-'},
	{0x2013, '-'},
	{0x2014, '-'},
	{0x2018, '\''},
	{0x2019, '\''},
	{0x201c, '"'},
	{0x201d, '"'},
	{0x2026, '~'},
	{0x2190, '<'},
	{0x2192, '>'},
	{0x2264, '<'},
	{0x2265, '>'},
};

void canvas_resize(struct canvas *c, int w, int h)
{
	c->w = w > 0 ? w : 1;
	c->h = h > 0 ? h : 1;
	c->cell = mem_grow(c->cell, (size_t)c->w * (size_t)c->h, sizeof(*c->cell));
	canvas_clear(c);
}

void canvas_free(struct canvas *c)
{
	free(c->cell);
	c->cell = NULL;
	c->w = c->h = 0;
}

void canvas_clear(struct canvas *c)
{
	static const struct cell blank = {.ch = {L' '}, .width = 1};
	size_t i, n = (size_t)c->w * (size_t)c->h;

	for (i = 0; i < n; i++)
		c->cell[i] = blank;
}

struct area canvas_all(const struct canvas *c)
{
	return (struct area){0, 0, c->w, c->h};
}

struct area area_rows(struct area a, int from, int count)
{
	int left = a.h - from;

	a.y += from;
	a.h = count < left ? count : left;
	if (a.h < 0)
		a.h = 0;
	return a;
}

struct area area_columns(struct area a, int from, int count)
{
	int left = a.w - from;

	a.x += from;
	a.w = count < left ? count : left;
	if (a.w < 0)
		a.w = 0;
	return a;
}

char *canvas_time(const struct canvas *c, char *buf, size_t size, int64_t ns, int digits)
{
	return txt_time(buf, size, ns, digits, c->utc_offset_min);
}

const char *canvas_zone(const struct canvas *c, char *buf, size_t size)
{
	int minutes = abs(c->utc_offset_min);

	if (!minutes)
		return "UTC";
	snprintf(buf, size, "%c%02d:%02d", c->utc_offset_min < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return buf;
}

const char *canvas_symbol(const struct canvas *c, enum glyph g)
{
	return c->ascii ? glyphs[g].ascii : glyphs[g].utf8;
}

/* --- characters ------------------------------------------------------------------------------ */

/* Decodes one UTF-8 character; what is broken counts as one replacement per byte. */
static wchar_t decode(const char **s)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)*s;
	uint32_t v = p[0];
	int n = v < 0x80 ? 1 : v < 0xc0 ? 0 : v < 0xe0 ? 2 : v < 0xf0 ? 3 : v < 0xf8 ? 4 : 0, i;

	*s += 1;
	if (n == 0)
		return REPLACEMENT;
	if (n > 1)
		v &= 0x7fu >> n;
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		v = v << 6 | (p[i] & 0x3f);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		return REPLACEMENT;
	*s += n - 1;
	return (wchar_t)v;
}

/* Characters that steer a terminal or reorder a line. */
static bool is_control(wchar_t ch)
{
	return ch < 0x20 || (ch >= 0x7f && ch < 0xa0) || ch == 0x200e || ch == 0x200f ||
	       ch == 0x061c || (ch >= 0x2028 && ch <= 0x202e) || (ch >= 0x2066 && ch <= 0x2069) ||
	       ch == 0xfeff;
}

static wchar_t nearest_ascii(wchar_t ch)
{
	size_t i;

	for (i = 0; i < sizeof(ascii_for) / sizeof(ascii_for[0]); i++)
		if (ascii_for[i].from == ch)
			return (wchar_t)ascii_for[i].to;
	return L'?';
}

wchar_t canvas_next(const struct canvas *c, const char **s, int *width)
{
	wchar_t ch;

	*width = 1;
	if (!**s)
		return 0;
	ch = decode(s);
	if (ch >= 0x20 && ch < 0x7f)
		return ch;
	if (c->ascii)
		return nearest_ascii(ch);
	if (is_control(ch))
		return REPLACEMENT;
	*width = wcwidth(ch);
	if (*width < 0 || *width > 2) {
		*width = 1;
		return REPLACEMENT;
	}
	return ch;
}

int canvas_width(const struct canvas *c, const char *text)
{
	int w, sum = 0;

	while (canvas_next(c, &text, &w))
		sum += w;
	return sum;
}

/* --- drawing --------------------------------------------------------------------------------- */

/* The cell at (x, y) of the area, NULL outside of it or of the canvas. */
static struct cell *cell_at(const struct canvas *c, struct area a, int x, int y)
{
	int cx = a.x + x, cy = a.y + y;

	if (x < 0 || y < 0 || x >= a.w || y >= a.h || cx < 0 || cy < 0 || cx >= c->w || cy >= c->h)
		return NULL;
	return &c->cell[(size_t)cy * (size_t)c->w + (size_t)cx];
}

static void combine(struct cell *cell, wchar_t ch)
{
	int i;

	for (i = 1; i < CELL_CHARS; i++)
		if (!cell->ch[i]) {
			cell->ch[i] = ch;
			return;
		}
}

static void set(struct cell *cell, wchar_t ch, int width, enum style style)
{
	memset(cell->ch, 0, sizeof(cell->ch));
	cell->ch[0] = ch;
	cell->width = (uint8_t)width;
	cell->style = (uint8_t)style;
	cell->flags = 0;
}

/* As canvas_put, but not beyond column `end`. */
static int put_until(
	struct canvas *c, struct area a, int x, int y, int end, enum style style, const char *text)
{
	struct cell *cell, *last = NULL;
	int width, from = x;
	wchar_t ch;

	while ((ch = canvas_next(c, &text, &width))) {
		if (width == 0) {
			if (last)
				combine(last, ch);
			continue;
		}
		if (x + width > end)
			break;
		cell = cell_at(c, a, x, y);
		if (cell && (width == 1 || cell_at(c, a, x + 1, y))) {
			set(cell, ch, width, style);
			if (width == 2)
				set(cell + 1, L' ', 0, style);
			last = cell;
		}
		x += width;
	}
	return x - from;
}

int canvas_put(struct canvas *c, struct area a, int x, int y, enum style style, const char *text)
{
	return put_until(c, a, x, y, a.w, style, text);
}

int canvas_fit(struct canvas *c, struct area a, int x, int y, int w, enum style style,
	enum align align, const char *text)
{
	int need = canvas_width(c, text), lead = 0, used, i;
	struct cell *cell;

	if (w <= 0)
		return 0;
	if (need < w && align != ALIGN_LEFT)
		lead = align == ALIGN_RIGHT ? w - need : (w - need) / 2;
	for (i = 0; i < w; i++)
		if ((cell = cell_at(c, a, x + i, y)))
			set(cell, L' ', 1, style);
	if (need <= w) {
		put_until(c, a, x + lead, y, x + w, style, text);
		return w;
	}
	used = put_until(c, a, x, y, x + w - 1, style, text);
	canvas_glyph(c, a, x + used, y, style, GLYPH_ELLIPSIS);
	return w;
}

int canvas_glyph(struct canvas *c, struct area a, int x, int y, enum style style, enum glyph g)
{
	return canvas_put(c, a, x, y, style, canvas_symbol(c, g));
}

void canvas_hline(
	struct canvas *c, struct area a, int x, int y, int w, enum style style, enum glyph g)
{
	int i;

	for (i = 0; i < w; i++)
		canvas_glyph(c, a, x + i, y, style, g);
}

void canvas_flag(struct canvas *c, struct area a, int x, int y, int w, unsigned flags)
{
	struct cell *cell;
	int i;

	for (i = 0; i < w; i++)
		if ((cell = cell_at(c, a, x + i, y)))
			cell->flags |= (uint8_t)flags;
}

/* Whether needle reads at column x of line y; *cells is how many cells it takes. */
static bool reads(
	const struct canvas *c, struct area a, int x, int y, const char *needle, int *cells)
{
	const struct cell *cell;
	int width, from = x;
	wchar_t ch;

	while ((ch = canvas_next(c, &needle, &width))) {
		if (width == 0)
			continue;
		cell = cell_at(c, a, x, y);
		if (!cell || towlower((wint_t)cell->ch[0]) != towlower((wint_t)ch))
			return false;
		x += width;
	}
	*cells = x - from;
	return x > from;
}

void canvas_mark(struct canvas *c, struct area a, const char *needle)
{
	int x, y, n;

	if (!*needle)
		return;
	for (y = 0; y < a.h; y++)
		for (x = 0; x < a.w; x++)
			if (reads(c, a, x, y, needle, &n))
				canvas_flag(c, a, x, y, n, CELL_MATCH);
}

static void put_utf8(struct txt *out, wchar_t ch)
{
	uint32_t v = (uint32_t)ch;

	if (v < 0x80)
		txt_fmt(out, "%c", (int)v);
	else if (v < 0x800)
		txt_fmt(out, "%c%c", (int)(0xc0 | v >> 6), (int)(0x80 | (v & 63)));
	else if (v < 0x10000)
		txt_fmt(out, "%c%c%c", (int)(0xe0 | v >> 12), (int)(0x80 | (v >> 6 & 63)),
			(int)(0x80 | (v & 63)));
	else
		txt_fmt(out, "%c%c%c%c", (int)(0xf0 | v >> 18), (int)(0x80 | (v >> 12 & 63)),
			(int)(0x80 | (v >> 6 & 63)), (int)(0x80 | (v & 63)));
}

void canvas_line(const struct canvas *c, int y, struct txt *out)
{
	const struct cell *row = &c->cell[(size_t)y * (size_t)c->w];
	int x, i, end = c->w;

	while (end > 0 && row[end - 1].ch[0] == L' ' && row[end - 1].width)
		end--;
	for (x = 0; x < end; x++)
		for (i = 0; row[x].width && i < CELL_CHARS && row[x].ch[i]; i++)
			put_utf8(out, row[x].ch[i]);
}
