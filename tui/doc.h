/*
 * Text made of wrapped, styled lines: findings, help, field lists.
 */
#ifndef PVSLEUTH_TUI_DOC_H
#define PVSLEUTH_TUI_DOC_H

#include "tui/canvas.h"

struct doc_line {
	enum style style;
	int indent;
	char *text;
};

/* Lines for a canvas of that kind (ASCII or not) and that many columns. */
struct doc {
	const struct canvas *canvas;
	int width;
	struct doc_line *line;
	size_t count, cap;
};

/* Empties it and sets what it is for. {0} is a valid doc before. */
void doc_start(struct doc *d, const struct canvas *canvas, int width);
void doc_free(struct doc *d);
/* A paragraph, wrapped at blanks; line ends in it are kept. "" gives nothing. */
void doc_put(struct doc *d, enum style style, int indent, const char *text);
/* The same with its second line and those after it `hang` columns further right. */
void doc_put_hanging(struct doc *d, enum style style, int indent, int hang, const char *text);
/* An empty line, unless there is one already or nothing before. */
void doc_gap(struct doc *d);
/* A heading and its paragraph, when there is a paragraph. */
void doc_section(struct doc *d, const char *heading, const char *text);
/* Lines from `top` on. */
void doc_draw(const struct doc *d, struct canvas *c, struct area a, long top);
/* The first line at or after `from` (before it when step is -1) that holds the text, -1 without. */
long doc_find(const struct doc *d, const char *needle, long from, int step);

/* Whether hay holds needle, ASCII letters of either case alike. */
bool text_holds(const char *hay, const char *needle);

#endif
