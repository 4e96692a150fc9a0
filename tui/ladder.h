/*
 * The ladder of one boot: who spoke to whom, when, and how long nobody did. Pure: events in, rows
 * out, rows drawn on a canvas; where the events come from is boot_load.c's business.
 */
#ifndef PVSLEUTH_TUI_LADDER_H
#define PVSLEUTH_TUI_LADDER_H

#include "compare/talk.h"
#include "tui/canvas.h"

enum ladder_row_type { LADDER_EVENT, LADDER_GAP, LADDER_END, LADDER_LOSS };

struct ladder_row {
	enum ladder_row_type type;
	size_t event, count; /* the first of `count` equal messages; of a gap: the event after it; of a loss: before it */
	size_t loss;
	int64_t ns;	     /* how long a gap is; how long folded messages went on */
	bool labelled;	     /* of the lines of a gap, the one with the words */
	bool evidence;
};

struct ladder {
	struct talk talk;
	struct ladder_row *row;
	size_t rows, row_cap;
};

void ladder_free(struct ladder *l);
/* Makes the rows: gaps over a second become breaks, repeats one row unless `unfold`. */
void ladder_make_rows(struct ladder *l, bool unfold);
/* The row that shows an event. */
size_t ladder_row_of(const struct ladder *l, size_t event);

/* --- drawing --------------------------------------------------------------------------------- */

/* Lanes when there is room for them, else a list "who -> whom". */
bool ladder_has_lanes(const struct ladder *l, int w);
/* How many lines ladder_draw_header takes. */
int ladder_header_lines(const struct ladder *l, int w);
void ladder_draw_header(const struct ladder *l, struct canvas *c, struct area a);
void ladder_draw_row(const struct ladder *l, struct canvas *c, struct area a, int y, size_t row);
/* "DISCOVER" for dhcp-discover. */
const char *ladder_short_name(const char *kind, char *buf, size_t size);

#endif
