/*
 * What all screens share: the case, the canvas, and the way back.
 */
#ifndef PVSLEUTH_TUI_BROWSER_H
#define PVSLEUTH_TUI_BROWSER_H

#include "store/store.h"
#include "tui/tui.h"
#include "tui/view.h"

#define BROWSER_DEPTH 16
#define NEEDLE_SIZE 64

struct browser {
	const struct tui_options *options;
	struct store *store;
	struct canvas canvas;
	struct view *stack[BROWSER_DEPTH];
	int depth;
	char needle[NEEDLE_SIZE]; /* what is searched for; "" nothing */
	bool typing;		  /* the search line has the keys */
	bool done;
	char message[256]; /* shown until the next key */
};

/* Opens a screen on top of the others. When it cannot be opened, says why and stays. */
void browser_push(struct browser *b, const struct view_ops *ops, const struct view_arg *arg);
/* The same, instead of all that are open. */
void browser_go(struct browser *b, const struct view_ops *ops);
void browser_back(struct browser *b);
/* A sentence on the bottom line until the next key. */
void browser_say(struct browser *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Makes the canvas w by h and draws everything on it. */
void browser_draw(struct browser *b, int w, int h);
/* One key, as term_key gives it. */
void browser_key(struct browser *b, int key);
/* Closes all screens. */
void browser_end(struct browser *b);

#endif
