/*
 * What a table asks the database. Only rows.c and rows_query.c know this; the others see table.h.
 */
#ifndef PVSLEUTH_TUI_ROWS_QUERY_H
#define PVSLEUTH_TUI_ROWS_QUERY_H

#include "tui/table.h"

#define CHUNK 500 /* rows per query */

struct fetch {
	struct table *t;
	struct table_row *row; /* in the order the query gave */
	size_t n, cap;
};

/* Up to CHUNK rows beyond the key (from the end when it is NULL), in the direction asked for; none
 * only when there are none. */
int rows_fetch(struct table *t, const struct table_key *key, bool inclusive, bool backward,
	struct fetch *f, struct err *err);
/* How many rows there are, or how many before the key; -1 when it took too long. */
long rows_number(struct table *t, const struct table_key *before);
void row_free(const struct table *t, struct table_row *r);

#endif
