/*
 * Reading: statements are prepared once and kept under their text, values are bound, rows are
 * handed to a callback. A statement that is being stepped is never shared: a nested query with the
 * same text gets its own.
 */
#include "base/mem.h"
#include "store/inside.h"

#include <string.h>
#include <uthash.h>

#define KEPT_MAX 256
#define WATCH_STEPS 2000 /* of the virtual machine; some ten microseconds */

struct kept {
	UT_hash_handle hh;
	sqlite3_stmt *st;
	bool busy;
	char sql[];
};

struct row {
	sqlite3_stmt *st;
};

void store_forget_queries(struct store *s)
{
	struct kept *k, *next;

	memset(s->recent, 0, sizeof(s->recent));
	HASH_ITER (hh, s->kept, k, next) {
		HASH_DEL(s->kept, k);
		sqlite3_finalize(k->st);
		free(k);
	}
}

/* Makes room by dropping the oldest idle statement. */
static void forget_one(struct store *s)
{
	struct kept *k, *next;

	HASH_ITER (hh, s->kept, k, next) {
		if (k->busy)
			continue;
		memset(s->recent, 0, sizeof(s->recent));
		HASH_DEL(s->kept, k);
		sqlite3_finalize(k->st);
		free(k);
		return;
	}
}

static int on_progress(void *ctx)
{
	const struct store *s = ctx;

	return s->watch && s->watch(s->watch_ctx);
}

void store_watch(struct store *s, bool (*end)(void *ctx), void *ctx)
{
	s->watch = end;
	s->watch_ctx = ctx;
	sqlite3_progress_handler(s->db, end ? WATCH_STEPS : 0, end ? on_progress : NULL, s);
}

static bool is_blank(const char *sql)
{
	return sql[strspn(sql, " \t\r\n;")] == '\0';
}

/* Whether a second statement follows the one that ended at `tail`; comments do not count. */
static bool more_follows(struct store *s, const char *tail)
{
	sqlite3_stmt *st = NULL;
	bool more;

	if (is_blank(tail))
		return false;
	more = sqlite3_prepare_v2(s->db, tail, -1, &st, NULL) != SQLITE_OK || st;
	sqlite3_finalize(st);
	return more;
}

static int prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct err *err)
{
	sqlite3_stmt *st = NULL;
	const char *tail = "";
	int rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, &tail);

	if (rc != SQLITE_OK)
		return store_says(s, rc, "run a query", err);
	if (!st || more_follows(s, tail)) {
		sqlite3_finalize(st);
		return err_set(err, st ? "more than one SQL statement" : "no SQL statement");
	}
	*out = st;
	return 0;
}

/* The statement that is kept under this text. Most texts are constants that are asked for once per boot, and a hash of
 * a thousand characters costs more than many a query: so first by the text's address, where the text is still the same. */
static struct kept *kept_find(struct store *s, const char *sql, size_t n)
{
	struct recent *r = &s->recent[(uintptr_t)sql / 16 % RECENT];
	struct kept *k;

	if (r->sql == sql && !strcmp(r->k->sql, sql))
		return r->k;
	HASH_FIND(hh, s->kept, sql, n, k);
	if (k)
		*r = (struct recent){sql, k};
	return k;
}

/* A statement ready to bind; *k tells where it is kept, NULL when it is the caller's to finalize.
 */
static sqlite3_stmt *take(struct store *s, const char *sql, struct kept **k, struct err *err)
{
	sqlite3_stmt *st = NULL;
	size_t n = strlen(sql);

	*k = kept_find(s, sql, n);
	if (*k && !(*k)->busy) {
		(*k)->busy = true;
		return (*k)->st;
	}
	if (prepare(s, sql, &st, err) < 0)
		return NULL;
	if (*k) {
		*k = NULL;
		return st;
	}
	if (HASH_COUNT(s->kept) >= KEPT_MAX)
		forget_one(s);
	*k = mem_alloc(sizeof(**k) + n + 1);
	memcpy((*k)->sql, sql, n + 1);
	(*k)->st = st;
	(*k)->busy = true;
	HASH_ADD(hh, s->kept, sql, n, *k);
	return st;
}

static void give_back(sqlite3_stmt *st, struct kept *k)
{
	if (!k) {
		sqlite3_finalize(st);
		return;
	}
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	k->busy = false;
}

static int bind_one(sqlite3_stmt *st, int at, const struct bind *b)
{
	switch (b->type) {
	case BIND_NULL:
		return sqlite3_bind_null(st, at);
	case BIND_INT:
		return sqlite3_bind_int64(st, at, b->i);
	case BIND_REAL:
		return sqlite3_bind_double(st, at, b->r);
	case BIND_TEXT:
		return sqlite3_bind_text(st, at, b->p, -1, SQLITE_STATIC);
	case BIND_BLOB:
		return b->p ? sqlite3_bind_blob64(st, at, b->p, b->n, SQLITE_STATIC)
			    : sqlite3_bind_null(st, at);
	}
	return SQLITE_MISUSE;
}

static int bind_all(sqlite3_stmt *st, const struct bind *args, size_t nargs)
{
	int rc = SQLITE_OK;
	size_t i;

	for (i = 0; i < nargs && rc == SQLITE_OK; i++)
		rc = bind_one(st, (int)i + 1, &args[i]);
	return rc;
}

int store_query(struct store *s, const char *sql, const struct bind *args, size_t nargs, row_fn fn,
	void *ctx, struct err *err)
{
	struct kept *k = NULL;
	sqlite3_stmt *st = take(s, sql, &k, err);
	int rc, ret = 0;

	if (!st)
		return -1;
	rc = bind_all(st, args, nargs);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		struct row r = {st};

		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW && fn && fn(ctx, &r))
			break;
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		ret = store_says(s, rc, "run a query", err);
	give_back(st, k);
	return ret;
}

struct first_int {
	int64_t value;
};

static int take_int(void *ctx, const struct row *r)
{
	struct first_int *f = ctx;

	if (!row_null(r, 0))
		f->value = row_int(r, 0);
	return 1;
}

int64_t store_int(
	struct store *s, const char *sql, const struct bind *args, size_t nargs, int64_t none)
{
	struct first_int f = {none};

	if (store_query(s, sql, args, nargs, take_int, &f, NULL) < 0)
		return none;
	return f.value;
}

static int take_text(void *ctx, const struct row *r)
{
	char **out = ctx;

	if (!row_null(r, 0))
		*out = mem_strdup(row_text(r, 0));
	return 1;
}

char *store_text(struct store *s, const char *sql, const struct bind *args, size_t nargs)
{
	char *text = NULL;

	store_query(s, sql, args, nargs, take_text, &text, NULL);
	return text;
}

int store_script(struct store *s, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : store_says(s, rc, "run a script", err);
}

int store_check(struct store *s, const char *sql, void (*fn)(void *ctx, const char *column),
	void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int i, n;

	if (prepare(s, sql, &st, err) < 0)
		return -1;
	n = sqlite3_column_count(st);
	if (!n || !sqlite3_stmt_readonly(st)) {
		sqlite3_finalize(st);
		return err_set(err, "this is not a SELECT");
	}
	for (i = 0; fn && i < n; i++)
		fn(ctx, sqlite3_column_name(st, i));
	sqlite3_finalize(st);
	return 0;
}

int64_t store_last_id(const struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

/* --- rows --------------------------------------------------------------------------------- */

int row_columns(const struct row *r)
{
	return sqlite3_column_count(r->st);
}

const char *row_name(const struct row *r, int col)
{
	return sqlite3_column_name(r->st, col);
}

bool row_null(const struct row *r, int col)
{
	return sqlite3_column_type(r->st, col) == SQLITE_NULL;
}

int64_t row_int(const struct row *r, int col)
{
	return sqlite3_column_int64(r->st, col);
}

double row_real(const struct row *r, int col)
{
	return sqlite3_column_double(r->st, col);
}

const char *row_text_or_null(const struct row *r, int col)
{
	return (const char *)sqlite3_column_text(r->st, col);
}

const char *row_text(const struct row *r, int col)
{
	const char *t = row_text_or_null(r, col);
	return t ? t : "";
}

const void *row_blob(const struct row *r, int col, size_t *n)
{
	const void *p = sqlite3_column_blob(r->st, col);

	*n = (size_t)sqlite3_column_bytes(r->st, col);
	return p;
}

int row_column(const struct row *r, const char *name)
{
	int i, n = row_columns(r);

	for (i = 0; i < n; i++)
		if (!strcmp(row_name(r, i), name))
			return i;
	return -1;
}

const char *row_text_named(const struct row *r, const char *name)
{
	int col = row_column(r, name);

	return col < 0 ? "" : row_text(r, col);
}

int64_t row_int_named(const struct row *r, const char *name, int64_t none)
{
	int col = row_column(r, name);

	return col < 0 || row_null(r, col) ? none : row_int(r, col);
}

enum row_type row_type(const struct row *r, int col)
{
	switch (sqlite3_column_type(r->st, col)) {
	case SQLITE_INTEGER:
		return ROW_INT;
	case SQLITE_FLOAT:
		return ROW_REAL;
	case SQLITE_TEXT:
		return ROW_TEXT;
	case SQLITE_BLOB:
		return ROW_BLOB;
	default:
		return ROW_NULL;
	}
}
