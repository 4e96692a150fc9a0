/*
 * Opening a case: is it one, may we, is it of our age; then migrations. A case may come from
 * anybody, so SQLite is told to distrust what is in it before the first statement runs.
 *
 * PRAGMA application_id says "PVSD"; PRAGMA user_version is the number of the newest migration in
 * schema/facts. Derived tables have none: derived.c.
 */
#include "base/mem.h"
#include "base/txt.h"
#include "store/alike.h"
#include "store/pending.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files up to this size are checked whole when opened; doctor checks all of any. */
#define CHECK_ON_OPEN (16 << 20)

int store_says(struct store *s, int rc, const char *doing, struct err *err)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err,
			"%s is in use by another program; try again when that has finished",
			s->path);
	case SQLITE_FULL:
		return err_set(err, "there is no room left to write %s (disk full)", s->path);
	case SQLITE_NOTADB:
		return err_set(err, "%s is not a pvsleuth case file", s->path);
	case SQLITE_CORRUPT:
		return err_set(err, "%s is damaged (%s)", s->path, sqlite3_errmsg(s->db));
	case SQLITE_READONLY:
		return err_set(err, "%s was opened for reading only", s->path);
	case SQLITE_CANTOPEN:
		return err_set(err, "%s cannot be opened", s->path);
	case SQLITE_IOERR:
		return err_set(err, "%s: reading or writing the file failed (%s)", s->path,
			sqlite3_errmsg(s->db));
	case SQLITE_INTERRUPT:
		return err_set(err, "interrupted");
	default:
		return err_set(err, "%s: cannot %s: %s", s->path, doing, sqlite3_errmsg(s->db));
	}
}

/* --- what the newest form of a case is ---------------------------------------------------- */

static int newest_version(void)
{
	int v = 0, i;

	for (i = 0; embedded_facts[i].name; i++)
		v = atoi(embedded_facts[i].name);
	return v;
}

const struct embedded *store_rules(void)
{
	return embedded_rules;
}

int store_run_embedded(struct store *s, const struct embedded *e, struct err *err)
{
	char *sql = embedded_text(e);
	int ret = store_script(s, sql, err);

	free(sql);
	return ret;
}

/* --- before SQLite sees the file ---------------------------------------------------------- */

/* Looks at the path. 1: an empty file, made here when there was none; 0: something to open. */
static int look_at_path(const char *path, enum store_mode mode, bool *made, struct err *err)
{
	struct stat st;
	int fd;

	*made = false;
	if (mode == STORE_CREATE) {
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
			*made = true;
			return 1;
		}
		if (errno != EEXIST)
			return err_set(err, "%s cannot be made: %s", path, strerror(errno));
	}
	if (stat(path, &st) < 0)
		return err_set(err,
			errno == ENOENT ? "there is no case file %s" : "%s cannot be opened", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s is not a file", path);
	if (st.st_size == 0)
		return mode == STORE_CREATE ? 1 : err_set(err, "%s is empty: not a case yet", path);
	if (access(path, R_OK) < 0)
		return err_set(err, "%s may not be read: %s", path, strerror(errno));
	if (mode != STORE_READ && access(path, W_OK) < 0)
		return err_set(err, "%s may not be written: %s", path, strerror(errno));
	return 0;
}

/* --- the connection ----------------------------------------------------------------------- */

/* Small pieces of memory that a connection has at hand: enough for the largest rule to be prepared from. */
#define LOOKASIDE_SIZE 1200
#define LOOKASIDE_SLOTS 500

static int harden(struct store *s, struct err *err)
{
	static const struct {
		int option, value;
	} set[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, /* a case has none of ours */
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0}, /* a misspelt "column" is an error, not a text */
		{SQLITE_DBCONFIG_DQS_DDL, 0},
		{SQLITE_DBCONFIG_ENABLE_FKEY, 0}, /* for each row anew; doctor looks at all of them */
	};
	int rc = SQLITE_OK;
	size_t i;

	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_SIZE, LOOKASIDE_SLOTS);
	sqlite3_busy_timeout(s->db, CASE_BUSY_MS);
	for (i = 0; i < sizeof(set) / sizeof(set[0]) && rc == SQLITE_OK; i++)
		rc = sqlite3_db_config(s->db, set[i].option, set[i].value, NULL);
	if (rc == SQLITE_OK)
		rc = store_functions(s->db);
	/* Debian's SQLite writes zeros over all that is freed, each derived table once more; what is given away is a new file
	 * (store_save_as), with nothing in it but what the tables hold */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s->db, "PRAGMA cell_size_check=ON; PRAGMA cache_size=-16000; PRAGMA secure_delete=FAST",
			NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : store_says(s, rc, "prepare the database", err);
}

/* Nobody reads SQLite's memory statistics, and counting takes a lock for each allocation. Before the first
 * connection only, later the library refuses. */
static void no_statistics(void)
{
	static bool said;

	if (!said)
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	said = true;
}

static int connect_with(struct store *s, const char *name, int flags, struct err *err)
{
	int rc;

	no_statistics();
	rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK)
		return store_says(s, rc, "open the database", err);
	return harden(s, err);
}

static void disconnect(struct store *s)
{
	sqlite3_close(s->db);
	s->db = NULL;
}

/* Reads the first page, which tells most of what can be wrong. */
static int probe(struct store *s, struct err *err)
{
	int rc = sqlite3_exec(s->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : store_says(s, rc, "read the database", err);
}

/* A case in WAL mode in a folder we may not write to (a CD, a colleague's share): readable as it
 * lies there, as long as nothing is left in a write-ahead log. */
static int connect_immutable(struct store *s, struct err *err)
{
	struct txt uri = {0};
	const char *c;
	int ret;

	txt_put(&uri, "file:");
	for (c = s->path; *c; c++)
		txt_fmt(&uri, strchr("%?#", *c) ? "%%%02x" : "%c", (unsigned char)*c);
	txt_put(&uri, "?immutable=1");
	ret = connect_with(s, txt_str(&uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	txt_free(&uri);
	return ret;
}

static bool has_log(const char *path)
{
	struct txt log = {0};
	struct stat st;
	bool has;

	txt_fmt(&log, "%s-wal", path);
	has = stat(txt_str(&log), &st) == 0 && st.st_size > 0;
	txt_free(&log);
	return has;
}

/* Whether opening failed because SQLite could not make the files it wants beside a case. */
static bool needs_side_files(struct store *s)
{
	int rc = s->db ? sqlite3_errcode(s->db) & 0xff : SQLITE_NOMEM;

	return rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY;
}

/* Reading still opens for writing when the file allows it, and then forbids it by query_only:
 * SQLite tidies its side files away only so. */
static int connect_path(struct store *s, struct err *err)
{
	bool memory = !strcmp(s->path, ":memory:");
	bool writable = memory || access(s->path, W_OK) == 0;
	int flags = writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	if (connect_with(s, s->path, flags | (memory ? SQLITE_OPEN_CREATE : 0), err) == 0 &&
		probe(s, err) == 0)
		return 0;
	if (s->mode != STORE_READ || !needs_side_files(s) || has_log(s->path))
		return -1;
	disconnect(s);
	return connect_immutable(s, err) == 0 ? probe(s, err) : -1;
}

/* --- identity and age --------------------------------------------------------------------- */

static int64_t pragma_int(struct store *s, const char *sql)
{
	return store_int(s, sql, NULL, 0, -1);
}

static int check_identity(struct store *s, struct err *err)
{
	int64_t version = pragma_int(s, "PRAGMA user_version");

	if (pragma_int(s, "PRAGMA application_id") != CASE_APPLICATION_ID)
		return err_set(err, "%s is an SQLite database, but not a pvsleuth case", s->path);
	if (version > newest_version())
		return err_set(err,
			"%s was made by a newer pvsleuth (case format %lld, this one knows %d); "
			"use that version",
			s->path, (long long)version, newest_version());
	if (version < newest_version() && s->mode == STORE_READ)
		return err_set(err,
			"%s was made by an older pvsleuth (case format %lld); run \"pvsleuth "
			"analyze\" on it",
			s->path, (long long)version);
	return 0;
}

/* Damage that a query would meet half way. Quick, so that a large case opens at once. */
static int check_whole(struct store *s, struct err *err)
{
	struct stat st;
	char *says;
	int ret = 0;

	if (stat(s->path, &st) < 0 || st.st_size > CHECK_ON_OPEN)
		return 0;
	says = store_text(s, "PRAGMA quick_check(1)", NULL, 0);
	if (!says || strcmp(says, "ok") != 0)
		ret = err_set(err, "%s is damaged (%.200s)", s->path, says ? says : "unreadable");
	free(says);
	return ret;
}

/* --- migrations --------------------------------------------------------------------------- */

static int set_version(struct store *s, int version, struct err *err)
{
	struct txt sql = {0};
	int ret;

	txt_fmt(&sql, "PRAGMA application_id=%d; PRAGMA user_version=%d", CASE_APPLICATION_ID,
		version);
	ret = store_script(s, txt_str(&sql), err);
	txt_free(&sql);
	return ret;
}

static int migrate_one(struct store *s, const struct embedded *e, struct err *err)
{
	int version = atoi(e->name), ret = 0;

	if (store_begin(s, err) < 0)
		return -1;
	/* asked again inside the transaction: another process may have been faster */
	if (pragma_int(s, "PRAGMA user_version") < version) {
		ret = store_run_embedded(s, e, err);
		if (ret == 0)
			ret = set_version(s, version, err);
	}
	if (ret == 0)
		ret = store_commit(s, err);
	if (ret < 0)
		store_rollback(s);
	return ret;
}

static int make_derived(struct store *s, struct err *err)
{
	if (store_begin(s, err) < 0)
		return -1;
	if (store_reset_derived(s, err) == 0 && store_commit(s, err) == 0)
		return 0;
	store_rollback(s);
	return -1;
}

static int migrate(struct store *s, struct err *err)
{
	size_t i;

	for (i = 0; embedded_facts[i].name; i++)
		if (atoi(embedded_facts[i].name) > pragma_int(s, "PRAGMA user_version") &&
			migrate_one(s, &embedded_facts[i], err) < 0)
			return -1;
	return 0;
}

static int make_current(struct store *s, bool fresh, struct err *err)
{
	if (s->mode == STORE_READ) {
		s->stale = store_derived_age(s) != DERIVED_OURS;
		return store_script(s, "PRAGMA query_only=ON", err);
	}
	if (fresh)
		store_script(s, "PRAGMA page_size=4096", NULL);
	/* a file system without shared memory keeps the rollback journal: slower, just as safe */
	store_script(s, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", NULL);
	if (migrate(s, err) < 0)
		return -1;
	if (store_derived_age(s) == DERIVED_NONE)
		return make_derived(s, err);
	s->stale = store_derived_age(s) != DERIVED_OURS;
	return 0;
}

/* --- the door ----------------------------------------------------------------------------- */

static int open_case(struct store *s, bool fresh, struct err *err)
{
	if (connect_path(s, err) < 0)
		return -1;
	/* another process may have filled the empty file meanwhile; then it says who it is */
	fresh = fresh && pragma_int(s, "SELECT count(*) FROM sqlite_schema") == 0;
	if (!fresh && (check_identity(s, err) < 0 || check_whole(s, err) < 0))
		return -1;
	return make_current(s, fresh, err);
}

struct store *store_open(const char *path, enum store_mode mode, struct err *err)
{
	struct store *s;
	bool made = false;
	int empty = 1;

	if (!*path) {
		err_set(err, "a case file needs a name");
		return NULL;
	}
	if (strcmp(path, ":memory:") != 0)
		empty = look_at_path(path, mode, &made, err);
	if (empty < 0)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->path = mem_strdup(path);
	s->mode = mode;
	if (open_case(s, empty == 1, err) == 0)
		return s;
	store_close(s);
	if (made)
		store_remove(path);
	return NULL;
}

struct store *store_copy(struct store *from, struct err *err)
{
	struct store *s = mem_alloc(sizeof(*s));

	s->path = mem_strdup(from->path);
	s->mode = STORE_WRITE;
	s->stale = from->stale;
	/* an empty name: SQLite's private file, in memory as long as it is small */
	if (connect_with(s, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err) == 0 &&
		store_copy_into(from, s, err) == 0 && migrate(s, err) == 0)
		return s;
	store_close(s);
	return NULL;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	pending_free(s);
	alike_reset(&s->info, 0);
	alike_reset(&s->run, 0);
	if (s->db)
		store_rollback(s);
	store_forget_queries(s);
	store_forget_inserts(s);
	disconnect(s);
	free(s->path);
	free(s);
}

const char *store_path(const struct store *s)
{
	return s->path;
}

bool store_stale(const struct store *s)
{
	return s->stale;
}

void store_interrupt(struct store *s)
{
	sqlite3_interrupt(s->db);
}

/* --- transactions ------------------------------------------------------------------------- */

int store_begin(struct store *s, struct err *err)
{
	int rc = sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : store_says(s, rc, "begin a transaction", err);
}

int store_commit(struct store *s, struct err *err)
{
	int rc = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : store_says(s, rc, "commit", err);
}

void store_rollback(struct store *s)
{
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}
