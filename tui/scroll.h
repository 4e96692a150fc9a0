/*
 * Where a list stands: the line under the cursor and the first one shown. The arithmetic that all
 * lists share.
 */
#ifndef PVSLEUTH_TUI_SCROLL_H
#define PVSLEUTH_TUI_SCROLL_H

#include "tui/keys.h"

#include <stdbool.h>

struct scroll {
	long cur, top;
	long count;
	int page; /* lines shown at the last drawing */
};

/* Moves the cursor; false when the action is not a movement. */
bool scroll_move(struct scroll *s, enum action a);
/* Moves the view without a cursor (texts). */
bool scroll_text(struct scroll *s, enum action a);
/* Before drawing `page` lines: keeps cursor and top within bounds and the cursor in sight. */
void scroll_settle(struct scroll *s, int page);

#endif
