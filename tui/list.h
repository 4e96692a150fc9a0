/*
 * What the screens that are one table share: see view.h for how to add one.
 */
#ifndef PVSLEUTH_TUI_LIST_H
#define PVSLEUTH_TUI_LIST_H

#include "tui/browser.h"
#include "tui/table.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* Makes the table the first time, with nothing but the spec; loading is the caller's. */
void list_prepare(struct view *v, const struct table_spec *spec);
/* For a view without conditions: prepare and load. */
int list_open(struct view *v, const struct table_spec *spec, struct err *err);
/* Keys that all lists have. */
bool list_key(struct view *v, enum action a);
void list_draw(struct view *v, struct canvas *c, struct area a);
bool list_find(struct view *v, const char *needle, enum find how);
void list_place(const struct view *v, struct txt *out);
void list_close(struct view *v);

#endif
