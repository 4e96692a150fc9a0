/*
 * Derived tables and views: made where a case has none or others, emptied where it has ours. They have no version:
 * derived_schema holds a digest of their SQL, and a case whose digest differs is stale until analysis runs again.
 */
#include "base/txt.h"
#include "store/inside.h"

#include <stdlib.h>
#include <string.h>

int64_t derived_digest(void)
{
	uint64_t h = 0xcbf29ce484222325u;
	const char *c;
	size_t i, j;

	for (i = 0; embedded_schema[i].name; i++)
		for (j = 0; embedded_schema[i].lines[j]; j++)
			for (c = embedded_schema[i].lines[j]; *c; c++)
				h = (h ^ (uint8_t)*c) * 0x100000001b3u;
	return (int64_t)(h >> 1);
}

int store_run_embedded(struct store *s, const struct embedded *e, struct err *err)
{
	char *sql = embedded_text(e);
	int ret = store_script(s, sql, err);

	free(sql);
	return ret;
}

int64_t derived_stored(struct store *s)
{
	return store_int(s, "SELECT digest FROM derived_schema", NULL, 0, -1);
}

struct seen {
	const char *all; /* SQL that makes the derived tables and views */
	int64_t same;
};

static int compare_one(void *ctx, const struct row *r)
{
	struct seen *seen = ctx;
	const char *sql = row_text(r, 0), *at = strstr(seen->all, sql);

	seen->same += at && at[strlen(sql)] == ';';
	return 0;
}

/* How many things a script makes. */
static int64_t count_made(const struct embedded *e)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; e->lines[i]; i++)
		n += !strncmp(e->lines[i], "CREATE ", 7);
	return n;
}

/* Whether derived tables and views are what this program would make, to the letter, and nothing else hangs on them:
 * a case may come from anybody. */
static bool derived_is_ours(struct store *s)
{
	struct txt all = {.limit = SIZE_MAX};
	int64_t facts = 0, derived = 0;
	struct seen seen = {0};
	bool ours;
	size_t i;

	for (i = 0; embedded_facts[i].name; i++)
		facts += count_made(&embedded_facts[i]);
	for (i = 0; embedded_schema[i].name; i++) {
		char *sql = embedded_text(&embedded_schema[i]);

		derived += count_made(&embedded_schema[i]);
		txt_put(&all, sql);
		free(sql);
	}
	seen.all = txt_str(&all);
	ours = store_query(s, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", NULL, 0, compare_one, &seen, NULL) == 0 &&
		seen.same == derived && store_int(s, "SELECT count(*) FROM sqlite_schema WHERE sql IS NOT NULL"
		" AND name NOT IN ('derived_schema', 'boot_event_event')", NULL, 0, 0) == facts + derived;
	txt_free(&all);
	return ours;
}

#define DROP_TABLE "DROP TABLE IF EXISTS "

/* Leaves nothing in the derived tables. */
static int empty_derived(struct store *s, struct err *err)
{
	struct txt sql = {0};
	size_t i, j;
	int ret;

	for (i = 0; embedded_schema[i].name; i++)
		for (j = 0; embedded_schema[i].lines[j]; j++)
			if (!strncmp(embedded_schema[i].lines[j], DROP_TABLE, sizeof(DROP_TABLE) - 1))
				txt_fmt(&sql, "DELETE FROM %s", embedded_schema[i].lines[j] + sizeof(DROP_TABLE) - 1);
	txt_put(&sql, "DROP INDEX IF EXISTS boot_event_event");
	ret = store_script(s, txt_str(&sql), err);
	txt_free(&sql);
	return ret;
}

int store_reset_derived(struct store *s, struct err *err)
{
	const struct bind digest = B_INT(derived_digest());
	size_t i;

	if (derived_stored(s) == derived_digest() && derived_is_ours(s) && empty_derived(s, NULL) == 0)
		return 0; /* making them takes longer than filling them does in a small case */
	for (i = 0; embedded_schema[i].name; i++)
		if (store_run_embedded(s, &embedded_schema[i], err) < 0)
			return -1;
	if (store_script(s,
		    "DROP TABLE IF EXISTS derived_schema;"
		    "CREATE TABLE derived_schema (digest INTEGER NOT NULL) STRICT;",
		    err) < 0 ||
		store_query(s, "INSERT INTO derived_schema VALUES (?1)", &digest, 1, NULL, NULL,
			err) < 0)
		return -1;
	s->stale = false;
	return 0;
}
