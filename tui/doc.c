/*
 * Wrapped text: see doc.h.
 */
#include "tui/doc.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void doc_start(struct doc *d, const struct canvas *canvas, int width)
{
	doc_free(d);
	d->canvas = canvas;
	d->width = width;
}

void doc_free(struct doc *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		free(d->line[i].text);
	free(d->line);
	d->line = NULL;
	d->count = d->cap = 0;
}

static void put_line(struct doc *d, enum style style, int indent, const char *text, size_t n)
{
	struct doc_line *l;

	VEC_ROOM(d->line, d->count, d->cap);
	l = &d->line[d->count++];
	l->style = style;
	l->indent = indent;
	l->text = mem_alloc(n + 1);
	memcpy(l->text, text, n);
}

/* Whether the word at the blank fits into a line of its own. */
static bool word_fits(const struct canvas *c, const char *blank, int room)
{
	const char *p = blank + 1;
	int w;

	while (*p && *p != ' ' && *p != '\n' && room >= 0) {
		canvas_next(c, &p, &w);
		room -= w;
	}
	return room >= 0;
}

/* How many bytes of text fit into `room` columns, broken at a blank where there is one; a word that is longer
 * than a whole line, which has `next_room`, is broken here, behind a slash where there is one. */
static size_t fitting(const struct canvas *c, const char *text, int room, int next_room)
{
	const char *p = text, *blank = NULL, *slash = NULL;
	int used = 0, w;
	wchar_t ch;

	for (;;) {
		const char *before = p;

		ch = canvas_next(c, &p, &w);
		if (!ch || *before == '\n')
			return (size_t)(before - text);
		if (used + w > room && *before == ' ')
			return (size_t)(before - text);
		if (used + w > room && blank && word_fits(c, blank, next_room))
			return (size_t)(blank - text);
		if (used + w > room)
			return (size_t)((slash ? slash : before) - text);
		if (*before == ' ') {
			blank = before;
			slash = NULL;
		}
		if (*before == '/')
			slash = p;
		used += w;
	}
}

static int room_at(const struct doc *d, int at)
{
	return d->width - at > 8 ? d->width - at : 8;
}

void doc_put_hanging(struct doc *d, enum style style, int indent, int hang, const char *text)
{
	int at = indent;
	size_t n;

	while (*text) {
		n = fitting(d->canvas, text, room_at(d, at), room_at(d, indent + hang));
		put_line(d, style, at, text, n);
		at = indent + hang;
		text += n;
		if (*text == '\n')
			text++;
		else
			while (*text == ' ')
				text++;
	}
}

void doc_put(struct doc *d, enum style style, int indent, const char *text)
{
	doc_put_hanging(d, style, indent, 0, text);
}

void doc_gap(struct doc *d)
{
	if (d->count && *d->line[d->count - 1].text)
		put_line(d, STYLE_NORMAL, 0, "", 0);
}

void doc_section(struct doc *d, const char *heading, const char *text)
{
	if (!*text)
		return;
	doc_gap(d);
	doc_put(d, STYLE_STRONG, 0, heading);
	doc_put(d, STYLE_NORMAL, 0, text);
}

void doc_draw(const struct doc *d, struct canvas *c, struct area a, long top)
{
	long i;
	int y;

	for (y = 0; y < a.h; y++) {
		i = top + y;
		if (i < 0 || i >= (long)d->count)
			break;
		canvas_put(c, a, d->line[i].indent, y, d->line[i].style, d->line[i].text);
	}
}

bool text_holds(const char *hay, const char *needle)
{
	size_t n = strlen(needle);

	for (; *hay; hay++)
		if (strncasecmp(hay, needle, n) == 0)
			return true;
	return n == 0;
}

long doc_find(const struct doc *d, const char *needle, long from, int step)
{
	long i;

	for (i = from; i >= 0 && i < (long)d->count; i += step)
		if (text_holds(d->line[i].text, needle))
			return i;
	return -1;
}
