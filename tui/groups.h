/*
 * Rows of a table under headings: the groups there are, in which order, how many rows each has.
 */
#ifndef PVSLEUTH_TUI_GROUPS_H
#define PVSLEUTH_TUI_GROUPS_H

#include "tui/table.h"

/* Finds the groups of the rows as they are limited now; none when the table is not grouped. */
int groups_load(struct table *t, struct err *err);
void groups_free(struct table *t);
/* Which group a row of the window is in, -1 outside of the window. */
long groups_of(const struct table *t, long row);
/* The lines that rows [top, row] take with their headings. */
long groups_lines(const struct table *t, long top, long row);
/* The heading of a group on one line. */
void groups_draw(const struct table *t, struct canvas *c, struct area a, int y, long group);
/* To the first row of the next group, or of this one and then the one before; whether it could. */
bool groups_step(struct table *t, bool back);

#endif
