/*
 * How each style looks: a colour of the terminal's own palette on its own background, and
 * attributes. Colour never says anything that a symbol or a word does not say too.
 *
 * To add one: a line in the table in theme.c.
 */
#ifndef PVSLEUTH_TUI_THEME_H
#define PVSLEUTH_TUI_THEME_H

#include "tui/canvas.h"

#include <curses.h>

struct look {
	short colour; /* COLOR_..., or -1 for the terminal's own */
	attr_t attr;
};

struct theme {
	const char *name;
	struct look look[STYLES];
};

/* The theme of that name; the first one for NULL, NULL when there is none of that name. */
const struct theme *theme_find(const char *name);
/* The names, separated by ", ". */
const char *theme_names(void);

#endif
