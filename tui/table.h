/*
 * A list with columns over a query. Rows are fetched in windows by the keys they are sorted by
 * (never by counting through them, never all), so the first page of a million rows is as quick as
 * that of ten. Searching asks the database too, so it finds what is not on the screen.
 */
#ifndef PVSLEUTH_TUI_TABLE_H
#define PVSLEUTH_TUI_TABLE_H

#include "store/store.h"
#include "tui/scroll.h"
#include "tui/view.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_HIDDEN, /* fetched, not shown */
	COLUMN_NUMBER,
	COLUMN_BYTES,
	COLUMN_TIME,	/* nanoseconds */
	COLUMN_OUTCOME, /* of a boot */
	COLUMN_KIND,	/* of a finding */
};

struct column {
	const char *field; /* of the query */
	const char *title;
	enum column_kind kind;
	int min, want; /* columns; want 0: takes all that is left */
	int leave; /* when there is no room the highest goes first; 0 stays; see EXTRA in cells.c */
};

#define SEARCH_TERMS 14

/* What a column is sorted by, where that is not its field. */
struct sort_term {
	const char *field, *sql;
};

struct table_spec {
	const char *select;   /* the rows, without ORDER BY; its name in the terms below is q */
	const char *id;	      /* a unique integer column of it */
	const char *order[2]; /* SQL terms, ascending; never NULL */
	const char *more;     /* further columns, made for fetched rows only, or NULL */
	const char *more_grouped; /* the same under headings; NULL: as more */
	const char
		*search[SEARCH_TERMS]; /* SQL terms: the texts that are searched; NULL ends them */
	const char
		*search_also; /* SQL term that may hold instead, with ?# for the pattern; or NULL */
	const char *empty;    /* the sentence when there are none */
	bool derived;         /* there are none either before the case is analysed */
	const struct column *column;
	size_t columns;
	const struct sort_term *sort; /* ended by a NULL field; or NULL */
	/* Headings, or NULL: two SQL terms that the rows of one have in common, the first a word
	 * for what they are (an outcome); and the words of one, over any of its rows. */
	const char *group[2], *group_title;
};

struct table_group {
	char *title;
	struct bind is[2];
	long rows;
};

#define TABLE_CONDS 12
#define TABLE_COLUMNS 24

/* AND-ed to the query: a term over q with one `?`, and its value. */
struct cond {
	const char *sql; /* NULL: the spec's search text holds the value */
	char value[64];
	bool or_before; /* or the one before it */
};

struct table_key {
	struct bind part[2];
	int64_t id;
};

struct table_row {
	struct table_key key;
	char **cell; /* one per column */
};

struct table {
	const struct table_spec *spec; /* own, with the columns as they were chosen */
	struct table_spec own;
	struct column column[TABLE_COLUMNS];
	const struct table_spec *made_of;
	struct store *store;
	struct cond cond[TABLE_CONDS];
	size_t conds;
	bool grouped;
	struct table_group *group; /* see groups.h */
	size_t groups, group_cap;
	struct txt group_term; /* the number of a row's group */
	int sort;	       /* column, -1: the spec's order */
	bool reverse;
	struct scroll scroll; /* counts over all rows */
	long base;	      /* which row row[0] is */
	struct table_row *row;
	size_t n, cap;
	int count_ms;		 /* how long counting may take before it is put off */
	bool counted;		 /* else rows have makeshift numbers until rows_count */
	bool hasty;		 /* a search ends when any key is pressed */
	bool stopped;		 /* the last search was ended so */
	bool (*is_marked)(const void *marks, int64_t id); /* rows that stand out; or NULL */
	const void *marks;
	struct table_key origin; /* where a search began */
	bool has_origin;
};

struct table *table_new(struct store *s, const struct table_spec *spec);
void table_free(struct table *t);
void table_no_conds(struct table *t);
void table_cond(struct table *t, const char *sql, const char *value, bool or_before);
/* The same: what is searched in holds the text. */
void table_cond_text(struct table *t, const char *text, bool or_before);
/* The id of every row, as the first column. */
int table_ids(struct table *t, row_fn fn, void *ctx, struct err *err);
/* The id of the row with the least field that is not below `from`; 0 when there is none. */
int64_t table_first(struct table *t, const char *field, int64_t from);
/* Goes to the row of that id; false when it is not in the list. */
bool table_go(struct table *t, int64_t id);
/* The columns as a list of field names, "-" in front of those not shown; and back. What the spec
 * does not have is passed over, what the list does not name follows. */
void table_columns_put(const struct table *t, struct txt *out);
void table_columns_set(struct table *t, const char *list);
/* Reads again; the cursor stays on the row it was on when that is still there. */
int table_load(struct table *t, struct err *err);
/* The row under the cursor, NULL when there are none. */
const struct table_row *table_current(const struct table *t);
/* A field of it, "" when there are no rows. The field is one of the columns. */
const char *table_field(const struct table *t, const char *field);

/* Under headings or not. */
int table_set_grouped(struct table *t, bool on, struct err *err);
/* To the first row of a group. */
bool table_to_group(struct table *t, long group);

/* These three serve struct view_ops. */
void table_draw(struct table *t, struct canvas *c, struct area a);
bool table_action(struct table *t, enum action a);
bool table_find(struct table *t, const char *needle, enum find how);

/* --- rows.c: the window --------------------------------------------------------------------- */

/* Makes sure that rows [first, first + count) are in the window, as far as they exist. */
int rows_need(struct table *t, long first, long count, struct err *err);
/* Forgets the window, counts, and loads around the key (from the start when it is NULL); *at is
 * where that key is. */
int rows_load(struct table *t, const struct table_key *key, long *at, struct err *err);
/* Counts what could not be counted at once, until a key is pressed; whether that was done. */
bool rows_count(struct table *t);
/* The nearest row after (before) the key that holds the text, else the first from the other end;
 * false when there is none. */
bool rows_search(struct table *t, const struct table_key *from, bool inclusive, bool backward,
	const char *needle, struct table_key *found);
/* The key of a row by its id. */
bool rows_key(struct table *t, int64_t id, struct table_key *key);
/* The groups: both terms, title, rows; in the order of the list's first term, then most rows first. */
int rows_groups(struct table *t, row_fn fn, void *ctx, struct err *err);
void rows_free(struct table *t);
void key_copy(struct table_key *to, const struct table_key *from);
void key_free(struct table_key *k);

/* --- cells.c: what is in a column ------------------------------------------------------------- */

/* The widths of the columns within w (0: not shown), and the blanks between them. */
int columns_fit(const struct table_spec *spec, int w, int *width);
/* The text of a cell. */
void cell_draw(struct canvas *c, struct area a, int x, int y, int w, const struct column *col,
	const char *text);
/* Symbol, word and style of a boot's outcome. */
enum style outcome_style(const char *outcome, enum glyph *g);
enum style kind_style(const char *kind, enum glyph *g);

#endif
