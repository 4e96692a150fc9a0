/*
 * The derived tables and the views: made anew, or emptied where they are ours already, for to make eighty tables,
 * indexes and views takes as long as to analyse a dozen boots.
 *
 * A case may come from anybody, and the digest in it proves nothing: what its schema says is compared with our own text,
 * word for word.
 */
#include "base/mem.h"
#include "base/txt.h"
#include "store/inside.h"

#include <stdio.h>
#include <string.h>

#define NAME_ROOM 64

/* FNV-1a over the SQL of the derived tables and views: whether they are ours, not whether they are
 * genuine. */
static int64_t derived_digest(void)
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

enum derived_age store_derived_age(struct store *s)
{
	int64_t stored = store_int(s, "SELECT digest FROM derived_schema", NULL, 0, -1);

	return stored == -1 ? DERIVED_NONE : stored == derived_digest() ? DERIVED_OURS : DERIVED_OTHER;
}

int64_t store_unanalysed(struct store *s)
{
	/* each analysis gives each capture a row there, whatever is in it */
	return store_int(s, "SELECT count(*) FROM capture WHERE capture_id NOT IN (SELECT capture_id FROM vantage)", NULL, 0, 0);
}

/* --- what is there ------------------------------------------------------------------------------------ */

static struct txt whole_text(void)
{
	struct txt t = {.limit = 1 << 24};
	size_t i, j;

	for (i = 0; embedded_schema[i].name; i++)
		for (j = 0; embedded_schema[i].lines[j]; j++)
			txt_put(&t, embedded_schema[i].lines[j]);
	return t;
}

/* Calls fn with the name of each table and view that the text begins by dropping. */
static int each_name(int (*fn)(void *ctx, const char *what, const char *name), void *ctx)
{
	char what[NAME_ROOM], name[NAME_ROOM];
	size_t i, j;

	for (i = 0; embedded_schema[i].name; i++)
		for (j = 0; embedded_schema[i].lines[j]; j++)
			if (sscanf(embedded_schema[i].lines[j], "DROP %63[A-Z] IF EXISTS %63[a-z_]", what, name) == 2 &&
				fn(ctx, what, name) < 0)
				return -1;
	return 0;
}

struct comparison {
	const char *text, *at; /* at: behind what was found before; they mostly come in order */
	size_t found;
	bool other;
};

static int compare(void *ctx, const struct row *r)
{
	struct comparison *c = ctx;
	const char *sql = row_text(r, 0), *at = strstr(c->at, sql);

	if (!at)
		at = strstr(c->text, sql);
	if (!at || at[strlen(sql)] != ';') {
		c->other = true;
		return 1;
	}
	c->at = at;
	c->found++;
	return 0;
}

static int add_name(void *ctx, const char *what, const char *name)
{
	struct txt *t = ctx;

	(void)what;
	txt_fmt(t, "%s'%s'", t->n ? ", " : "", name);
	return 0;
}

static size_t count_made(void)
{
	size_t i, j, n = 0;

	for (i = 0; embedded_schema[i].name; i++)
		for (j = 0; embedded_schema[i].lines[j]; j++)
			n += !strncmp(embedded_schema[i].lines[j], "CREATE ", 7);
	return n;
}

/* Whether each of our tables, indexes and views is in the case as we write it, and nothing more at them. */
static bool all_ours(struct store *s)
{
	struct txt text = whole_text(), names = {0}, sql = {0};
	struct comparison c = {.text = txt_str(&text), .at = txt_str(&text)};
	int rc;

	each_name(add_name, &names);
	txt_fmt(&sql, "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN (%s) ORDER BY rowid", txt_str(&names));
	rc = store_query(s, txt_str(&sql), NULL, 0, compare, &c, NULL);
	txt_free(&text);
	txt_free(&names);
	txt_free(&sql);
	return rc == 0 && !c.other && c.found == count_made();
}

/* --- anew --------------------------------------------------------------------------------------------- */

struct emptying {
	struct store *s;
	struct err *err;
};

static int empty_one(void *ctx, const char *what, const char *name)
{
	struct emptying *e = ctx;
	char sql[NAME_ROOM + 16];

	if (strcmp(what, "TABLE") != 0)
		return 0;
	snprintf(sql, sizeof(sql), "DELETE FROM %s", name);
	return store_script(e->s, sql, e->err);
}

static int make_all(struct store *s, struct err *err)
{
	const struct bind digest = B_INT(derived_digest());
	size_t i;

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

int store_reset_derived(struct store *s, struct err *err)
{
	struct emptying e = {s, err};

	/* made behind the boots (boot/build.c), which go in faster without it */
	if (store_script(s, "DROP INDEX IF EXISTS boot_event_event", err) < 0)
		return -1;
	if (store_derived_age(s) == DERIVED_OURS && all_ours(s))
		return each_name(empty_one, &e);
	return make_all(s, err);
}
