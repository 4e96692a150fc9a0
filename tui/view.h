/*
 * Screens.
 *
 * To add one: a file view_NAME.c that defines `const struct view_ops view_NAME` (a list needs a
 * table_spec and what Enter opens, nothing more), its line in views.c and in local.mk, its
 * declaration below. A key for it is a line in keys.c.
 */
#ifndef PVSLEUTH_TUI_VIEW_H
#define PVSLEUTH_TUI_VIEW_H

#include "base/err.h"
#include "base/txt.h"
#include "tui/canvas.h"
#include "tui/keys.h"

#include <stdbool.h>
#include <stdint.h>

struct browser;
struct table;

/* What a screen is about: the id it was opened with, and what a list is limited to. Empty: all. */
struct view_arg {
	int64_t id;
	char rule[64];
	char mac[32];
	char server[48];
	int64_t other; /* compare: the second boot, 0: the likeliest; frame: its boot */
	const struct menu_ops *menu; /* of a menu */
};

/* What is under the cursor, for what can be done with it. 0 and "": nothing of that kind. */
struct subject {
	int64_t boot, event, finding;
	char rule[64];
	enum { SUBJECT_BOOT, SUBJECT_FINDING, SUBJECT_FRAME } main; /* what a note is about */
};

struct view {
	const struct view_ops *ops;
	struct browser *browser;
	struct view_arg arg;
	struct table *table; /* of lists, else NULL */
	void *state;	     /* what else the screen keeps */
	bool stale;	     /* the case was written to while another screen was on top */
};

/* Searching: where it starts is noted, each typed letter searches from there, and giving up returns
 * there. */
enum find { FIND_BEGIN, FIND_TYPED, FIND_CANCEL, FIND_NEXT, FIND_PREV };

struct view_ops {
	const char *name; /* of the screen, as in "boots" */
	unsigned where;	  /* which keys mean something: enum key_where */
	/* Gets what it shows from the store; called again to refresh. -1 with a sentence. */
	int (*open)(struct view *v, struct err *err);
	void (*draw)(struct view *v, struct canvas *c, struct area a);
	/* Whether the key meant something here. */
	bool (*key)(struct view *v, enum action a);
	/* Whether there was a match (true for FIND_BEGIN and FIND_CANCEL). */
	bool (*find)(struct view *v, const char *needle, enum find how);
	/* Its part of the line on top; NULL: the name. */
	void (*crumb)(const struct view *v, struct txt *out);
	/* Where in it we are ("3 of 10"); NULL: nothing. */
	void (*place)(const struct view *v, struct txt *out);
	/* What is under the cursor; NULL: nothing that anything can be done with. */
	bool (*about)(const struct view *v, struct subject *out);
	/* In words, which boots a report of this screen is about; NULL: all, or the one. */
	void (*say_which)(const struct view *v, struct txt *out);
	/* Goes to a time or a frame; false when it is no place here. NULL: nowhere to go. */
	bool (*go)(struct view *v, const char *text);
	/* Does what was put off, until a key is pressed; whether the screen is another then. And
	 * whether there is such. NULL: never. */
	bool (*idle)(struct view *v);
	bool (*waits)(const struct view *v);
	void (*close)(struct view *v);
};

extern const struct view_ops view_boots, view_boot, view_frame, view_findings, view_targets,
	view_servers, view_captures, view_ledger, view_help, view_compare, view_stats, view_rule,
	view_notes, view_menu;

/* The screen behind ACT_GO_1 and so on; NULL when there is none. */
const struct view_ops *views_behind(enum action a);

#endif
