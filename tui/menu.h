/*
 * A list of lines to choose from, on top of the screen it is about.
 *
 * To add one: a struct menu_ops, and browser_push(b, &view_menu, &(struct view_arg){.menu = &it}).
 */
#ifndef PVSLEUTH_TUI_MENU_H
#define PVSLEUTH_TUI_MENU_H

#include "tui/browser.h"
#include "tui/scroll.h"

struct menu_item {
	char *text;
	int kind;	/* for the owner */
	char value[96]; /* likewise */
};

struct menu {
	const struct menu_ops *ops;
	struct view *view;  /* the menu's own */
	struct view *under; /* the screen it is about */
	int64_t id;	    /* what it was opened with */
	struct menu_item *item;
	size_t items, cap;
	struct scroll scroll;
	long origin;
};

struct menu_ops {
	const char *name; /* in the line on top */
	const char *hint; /* above the lines */
	void (*fill)(struct menu *m);
	/* Enter. After browser_back the menu is gone and must not be used. */
	void (*pick)(struct menu *m, const struct menu_item *it);
	/* Moves a line; whether it did. NULL: lines stay where they are. */
	bool (*shift)(struct menu *m, const struct menu_item *it, int by);
};

void menu_add(struct menu *m, int kind, const char *value, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Fills it again. */
void menu_refill(struct menu *m);

#endif
