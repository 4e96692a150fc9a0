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

/* A line that is typed at the bottom. */
struct prompt {
	char label[96];
	char text[512];
	void (*done)(struct view *v, const char *text); /* NULL: none is open */
};

struct browser {
	const struct tui_options *options;
	struct store *store;
	struct canvas canvas;
	struct view *stack[BROWSER_DEPTH];
	int depth;
	char needle[NEEDLE_SIZE]; /* what is searched for; "" nothing */
	bool typing;		  /* the search line has the keys */
	bool search_due;	  /* letters were typed since it was last searched */
	struct prompt prompt;
	int64_t mark[2]; /* boots to compare; 0: none */
	bool done;
	int cursor;	     /* column of it on the bottom line, -1: none */
	int64_t version;     /* of the case when it was last read */
	uint64_t inode;	     /* of its file when it was opened; 0: not known */
	char message[512];   /* shown until the next key */
	char news[96];	     /* what happens to the case meanwhile */
	char grown[96];	     /* what it holds since; shown until the next key */
	bool unanalysed;     /* it has captures that no analysis knows */
	char *plain;	     /* to be shown as plain text by the terminal's owner, who frees it */
	char *clip;	     /* to be copied, likewise */
	struct state *state; /* what is remembered between runs */
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
/* Asks for a line of text; `done` gets it, unless Esc is pressed. */
void browser_ask(struct browser *b, const char *text,
	void (*done)(struct view *v, const char *text), const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Does what waited for a pause in typing; whether the screen is another then. */
bool browser_idle(struct browser *b);
/* Whether something waits for one. */
bool browser_waits(const struct browser *b);
/* Whether the case was written by somebody since the last look; reads the screen again if so. */
bool browser_look(struct browser *b);
struct view *browser_top(const struct browser *b);
/* The whole screen as text, as long as it is (not as high as the terminal). */
void browser_text(struct browser *b, int w, struct txt *out);
/* Closes all screens. */
void browser_end(struct browser *b);

#endif
