/*
 * The ladder of one boot: a lane per party, time downwards, each message an arrow, silence labelled with
 * its length, long repetitions folded. ladder.c decides what is shown, ladder_draw.c draws it.
 */
#ifndef PVSLEUTH_REPORT_LADDER_H
#define PVSLEUTH_REPORT_LADDER_H

#include "report/page.h"
#include "compare/talk.h"

#define LADDER_EVENTS 400 /* loaded of one boot */
#define LADDER_ROWS 90    /* drawn of them, after folding */
#define LADDER_LANES 6

enum ladder_row_type { LADDER_MESSAGE, LADDER_FOLD, LADDER_GAP, LADDER_OMITTED, LADDER_LOSS, LADDER_STOP };

struct ladder_row {
	enum ladder_row_type type;
	size_t event;        /* the message; the first folded one */
	size_t times, each;  /* folded: how often a group of `each` messages; a message: how many frames at
	                      * once (copies, bursts); omitted: how many rows; a loss: which one */
	int64_t ns;          /* length of a gap or of what was folded */
};

struct ladder_boot {
	int64_t boot_id, start_ns, end_ns, finding_id; /* finding_id 0: nothing is marked */
	const char *mac, *name, *lease_ip, *outcome, *phase; /* lease_ip "" when none */
};

struct ladder {
	const struct ladder_boot *boot;
	struct talk talk;
	int lanes; /* parties that have one; those beyond share the last */
	struct ladder_row *rows;
	size_t row_count;
};

/* The drawing and its table twin, for a boot of any length. */
void ladder_render(struct page *p, const struct ladder_boot *b);

void ladder_draw(struct page *p, const struct ladder *l);

#endif
