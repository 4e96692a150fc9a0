/*
 * The one table of keys. Key handling, the status bar and the help screen all read it, so they
 * cannot disagree.
 *
 * To add one: a value in enum action, a line in the table in keys.c, and the place that acts.
 */
#ifndef PVSLEUTH_TUI_KEYS_H
#define PVSLEUTH_TUI_KEYS_H

#include <stddef.h>

enum action {
	ACT_NONE,
	ACT_UP,
	ACT_DOWN,
	ACT_LEFT,  /* where a screen has no use for it: ACT_BACK */
	ACT_RIGHT, /* the same: ACT_OPEN */
	ACT_PAGE_UP,
	ACT_PAGE_DOWN,
	ACT_HOME,
	ACT_END,
	ACT_OPEN,
	ACT_BACK,
	ACT_QUIT,
	ACT_PANE,
	ACT_SEARCH,
	ACT_FIND_NEXT,
	ACT_FIND_PREV,
	ACT_FAILED,
	ACT_FILTER,
	ACT_DROP,
	ACT_MARK,
	ACT_COMPARE,
	ACT_NOTE,
	ACT_EXPORT,
	ACT_REPORT,
	ACT_COPY,
	ACT_PLAIN,
	ACT_GOTO,
	ACT_RULE,
	ACT_EARLIER,
	ACT_LATER,
	ACT_COLUMNS,
	ACT_GROUP,
	ACT_SORT,
	ACT_REVERSE,
	ACT_UNFOLD,
	ACT_REFRESH,
	ACT_HELP,
	ACT_GO_1,
	ACT_GO_2,
	ACT_GO_3,
	ACT_GO_4,
	ACT_GO_5,
	ACT_GO_6,
	ACT_GO_7,
	ACT_SUSPEND,
	ACT_INTERRUPT,
	ACTIONS
};

/* Where a key means something: what a screen is made of. */
enum key_where {
	WHERE_ALL = 1,
	WHERE_TABLE = 2, /* a list with columns */
	WHERE_BOOTS = 4, /* the list of boots */
	WHERE_PANES = 8, /* more than one pane */
	WHERE_LADDER = 16,
	WHERE_OPENS = 32, /* Enter leads somewhere */
	WHERE_ABOUT = 64, /* a boot is under the cursor: it can be compared, noted, exported */
	WHERE_FRAME = 128,
	WHERE_COMPARE = 256,
	WHERE_FINDING = 512, /* a finding is under the cursor */
	WHERE_ORDER = 1024,  /* lines can be moved */
};

#define BINDING_KEYS 5

struct binding {
	enum action action;
	int key[BINDING_KEYS]; /* characters and KEY_ codes */
	const char *shown;     /* the keys in words */
	const char *label;     /* for the status bar; NULL: not there */
	const char *help;
	unsigned where;
};

/* What a screen is made of, in words; for the manual. "" when w is not a single one. */
const char *keys_where_name(unsigned w);
/* The table in the order of the help screen; *n lines. */
const struct binding *keys_table(size_t *n);
/* What a key does on a screen made of `where`; ACT_NONE when nothing. */
enum action keys_action(int key, unsigned where);

#endif
