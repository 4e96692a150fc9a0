/*
 * The ladder of one boot: who spoke to whom, when, and how long nobody did. Pure: events in, rows
 * out, rows drawn on a canvas; where the events come from is boot_load.c's business.
 */
#ifndef PVSLEUTH_TUI_LADDER_H
#define PVSLEUTH_TUI_LADDER_H

#include "tui/canvas.h"

#define LANE_EDGE (-1) /* everybody: broadcast, multicast */
#define LANE_TARGET 0

/* A party. The target is the first; the others follow in the order of a boot. */
struct lane {
	char address[48];
	char role[48];
	unsigned rank; /* lower comes first */
};

struct ladder_event {
	int64_t event_id, ns;
	int from, to; /* lanes; `to` may be LANE_EDGE */
	char phase[16], kind[32];
	char *info;
	int64_t frame, capture;
	char *seen;	/* in which captures, where it was in several; or NULL */
	bool evidence;	/* the finding rests on it */
};

/* A time in which a conversation stood still, and whose turn it was. */
struct ladder_silence {
	int64_t from_ns, to_ns;
	bool server;
};

enum ladder_row_type { LADDER_EVENT, LADDER_GAP, LADDER_END };

struct ladder_row {
	enum ladder_row_type type;
	size_t event, count; /* the first of `count` equal messages; of a gap: the event after it */
	int64_t ns;	     /* how long a gap is; how long folded messages went on */
	int64_t silent_ns;   /* of a gap in a stream: the longest real silence in it, 0: none */
	bool servers_turn;   /* in that silence */
	bool labelled;	     /* of the lines of a gap, the one with the words */
	bool evidence;
};

struct ladder {
	struct lane *lane;
	size_t lanes, lane_cap;
	struct ladder_event *event;
	size_t events, event_cap;
	struct ladder_row *row;
	size_t rows, row_cap;
	struct ladder_silence *silence;
	size_t silences, silence_cap;
	bool measured; /* silences of streams are known, also that there are none */
	int64_t start_ns;
	int64_t end_ns;	  /* nothing was seen of it after that */
	int64_t until_ns; /* the captures go on to here; INT64_MIN when not known */
	size_t beyond;	  /* events that were not loaded */
};

void ladder_free(struct ladder *l);
/* The lane of that address, made when there is none. */
int ladder_lane(struct ladder *l, const char *address, const char *role, unsigned rank);
/* Takes the event over (with its texts). Events come in the order of time. */
void ladder_add(struct ladder *l, const struct ladder_event *e);
/* Puts the lanes in order of rank; the target stays first. Before the rows are made. */
void ladder_sort_lanes(struct ladder *l);
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
