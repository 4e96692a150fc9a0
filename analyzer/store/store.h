/*
 * The case file: one SQLite database. This header is the whole contract; nobody else includes
 * sqlite3.h. Views and analysis speak SQL text over the tables and the public views; values are
 * always bound.
 */
#ifndef PVSLEUTH_STORE_STORE_H
#define PVSLEUTH_STORE_STORE_H

#include "base/err.h"
#include "base/txt.h"
#include "model/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;
struct row; /* one result row, valid inside the callback */

enum store_mode {
	STORE_READ,   /* an existing case, never written */
	STORE_WRITE,  /* an existing case, migrated when older */
	STORE_CREATE, /* made when absent (mode 0600), else as STORE_WRITE */
};

/* Opens a case file, or ":memory:". Foreign files are opened defensively; a file that is no case,
 * newer than this program, corrupt, or locked gives NULL and a sentence. */
struct store *store_open(const char *path, enum store_mode mode, struct err *err);
void store_close(struct store *s);
const char *store_path(const struct store *s);
/* Whether that path is this case, or a file that belongs beside it, by whatever name: nothing else may be written
 * there. */
bool store_owns(const struct store *s, const char *path);
/* Whether the derived tables and views are not this program's: facts can be read, but `analyze` has to
 * run before anything derived is. */
bool store_stale(const struct store *s);
/* How many captures the derived tables know nothing of: ingest ended before the analysis, and what they say of boots is
 * not what the case holds. */
int64_t store_unanalysed(struct store *s);
/* Removes a case that is not open, with what SQLite left beside it. */
void store_remove(const char *path);
/* Makes a running query end with "interrupted". May be called from a signal handler. */
void store_interrupt(struct store *s);
/* Asks now and then while queries run whether they shall end so. NULL: not any more. */
void store_watch(struct store *s, bool (*end)(void *ctx), void *ctx);

/*
 * Functions for SQL beyond SQLite's own. A NULL or unusable argument gives NULL.
 *
 * rfc3074_bucket(hex)       0..255, the load balancing bucket of an option 61 or a MAC
 * mac_vendor(mac)           the maker, NULL when not known
 * ip_in_net(ip, net, mask)  1 or 0; mask as 255.255.255.0 or 24
 * duration(ns)              "350 ms", "2 min 05 s"
 * byte_count(n)             "1.5 MB"
 * clock(ns)                 "14:02:07.125" (UTC)
 * iso_time(ns)              "2026-11-21T14:02:07.125000Z"
 * choose(n, k)              n over k
 * binomial(n, k, p)         the probability of exactly k of n, each with probability p
 * binomial_tail(n, k, p)    of k or more
 * median(x)                 aggregate; exact for whole numbers (nanoseconds)
 * percentile(x, p)          aggregate, p 0..100, nearest rank: always a value that occurred
 */

/* --- reading ------------------------------------------------------------------------------ */

struct bind {
	enum { BIND_NULL, BIND_INT, BIND_REAL, BIND_TEXT, BIND_BLOB } type;
	int64_t i;
	double r;
	const void *p; /* text or blob, borrowed until the call returns */
	size_t n;      /* blob */
};
#define B_INT(v) ((struct bind){.type = BIND_INT, .i = (v)})
#define B_REAL(v) ((struct bind){.type = BIND_REAL, .r = (v)})
/* NULL text binds NULL */
#define B_TEXT(v) ((struct bind){.type = BIND_TEXT, .p = (v)})
#define B_BLOB(v, len) ((struct bind){.type = BIND_BLOB, .p = (v), .n = (len)})

/* Called for each row; returning non-zero stops the query, which then counts as a success. */
typedef int (*row_fn)(void *ctx, const struct row *r);

/* Runs one SQL statement with values for ?1, ?2, ...; statements are prepared once and kept. fn may be
 * NULL. 0, or -1 with a sentence. Queries may nest (from within fn). */
int store_query(struct store *s, const char *sql, const struct bind *args, size_t nargs, row_fn fn,
	void *ctx, struct err *err);
/* The first column of the first row as a number; `none` when there is no row, it is NULL, or the query
 * failed. */
int64_t store_int(struct store *s, const char *sql, const struct bind *args, size_t nargs,
	int64_t none);
/* The same as text on the heap; NULL when there is none. The caller frees it. */
char *store_text(struct store *s, const char *sql, const struct bind *args, size_t nargs);
/* Several statements without values (a schema script); in whatever transaction is open. */
int store_script(struct store *s, const char *sql, struct err *err);
/* Prepares sql without running it: 0, or -1 with SQLite's words (used to check rules). Calls fn with
 * each column name when it can. */
int store_check(struct store *s, const char *sql, void (*fn)(void *ctx, const char *column),
	void *ctx, struct err *err);
int64_t store_last_id(const struct store *s);

int row_columns(const struct row *r);
const char *row_name(const struct row *r, int col);
bool row_null(const struct row *r, int col);
int64_t row_int(const struct row *r, int col);   /* 0 when NULL */
double row_real(const struct row *r, int col);
const char *row_text(const struct row *r, int col); /* "" when NULL; valid inside the callback */
const char *row_text_or_null(const struct row *r, int col);
const void *row_blob(const struct row *r, int col, size_t *n);
/* The column of that name, -1 when there is none. */
int row_column(const struct row *r, const char *name);
/* By name: "" and `none` where it is NULL or there is no such column. */
const char *row_text_named(const struct row *r, const char *name);
int64_t row_int_named(const struct row *r, const char *name, int64_t none);
enum row_type { ROW_NULL, ROW_INT, ROW_REAL, ROW_TEXT, ROW_BLOB };
enum row_type row_type(const struct row *r, int col);

/* --- transactions ------------------------------------------------------------------------- */

int store_begin(struct store *s, struct err *err);
int store_commit(struct store *s, struct err *err);
void store_rollback(struct store *s);

/* --- what is being done to a case ------------------------------------------------------------ */

/* For as long as it is lit, others can read what a process does to the case. NULL when somebody else has
 * lit one, or there is no place for it: nobody has to look at that. */
struct beacon;
struct beacon *beacon_light(const char *case_path);
void beacon_say(struct beacon *b, const char *text);
void beacon_out(struct beacon *b);
/* What is said, on the heap; NULL when nothing is done. Another's words: to be shown with care. */
char *beacon_read(const char *case_path);

/* --- copies ------------------------------------------------------------------------------- */

/* A copy of the case that exists only until it is closed, and that may be changed. */
struct store *store_copy(struct store *from, struct err *err);
/* Writes all of the case to a new file (mode 0600), with nothing in it but what the tables hold. */
int store_save_as(struct store *s, const char *path, struct err *err);

/* Gives SQL a function name(how, x) on this connection: fn appends to `out` what becomes of the n bytes
 * of x, a text (then NUL-terminated) or a blob, which gives the same again. false gives NULL; a NULL x
 * stays NULL without a call. */
typedef bool (*store_map_fn)(void *ctx, const char *how, const void *in, size_t n, struct txt *out);
int store_map(struct store *s, const char *name, store_map_fn fn, void *ctx, struct err *err);

/* --- ingest ------------------------------------------------------------------------------- */

/* The capture_id of a capture with that XXH3-128 (hex) already in the case; 0 when there is none. */
int64_t store_find_capture(struct store *s, const char *xxh3);

/* Opens the transaction of one capture. Facts go through *sink until store_end_capture: they are written later,
 * of a large capture by a thread, and until the capture ends or is given up nothing else may be asked of the case.
 * A failed write is remembered and told by store_end_capture, which then has rolled back. */
int store_begin_capture(struct store *s, struct fact_sink *sink, struct err *err);
int64_t store_end_capture(struct store *s, const struct fact_capture *c, struct err *err);
void store_abort_capture(struct store *s);

/* SQL: the frame as captured, of event e with its run r. */
#define STORE_WHOLE_FRAME "CAST(substr(e.raw, 1, r.at) || r.bytes || substr(e.raw, r.at + 1) AS BLOB)"

/* --- analysis ----------------------------------------------------------------------------- */

/* Leaves the derived tables and the views of this version, and nothing in them; inside the caller's transaction. */
int store_reset_derived(struct store *s, struct err *err);

/* Rule files as built in: name is "phase/id.sql". */
const struct embedded *store_rules(void);

#endif
