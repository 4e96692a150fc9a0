/*
 * All times of the facts on the case's one clock, for as long as boots are made and rules run.
 *
 * Facts keep the times that their captures gave them. Where the captures' clocks differ, each table with
 * times gets a temporary one of the same name in front of it, with the same columns and indexes and each
 * time corrected: SQLite finds temporary tables first. So whatever is said in SQL about two times is
 * right without saying how, and as fast as before. Where no clock is moved there is nothing to do.
 */
#include "boot/internal.h"

#include <stdlib.h>

/* SQL: a time of a capture on the case's clock; v is its row of vantage. */
#define CASE_NS(x) "(" x " + v.clock_offset_ns + (" x " - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000)"

/* Tables with times. `through` is what ties those without a capture_id to their capture. */
static const struct timed {
	const char *table, *through;
	const char *times; /* each between blanks; NULL: none, and no table is made but where case_clock_shadow asks for it */
} timed[] = {
	{"event", NULL, " ns "},
	{"event_copy", NULL, " ns "},
	{"fragment", NULL, " first_ns last_ns "},
	{"pieces", NULL, " first_ns last_ns "},
	{"sql_call", "event", " asked_ns answer_ns "},
	{"transfer", NULL, " first_ns last_ns client_last_ns "},
	{"flow", NULL, " first_ns last_ns first_down_ns last_up_ns last_down_ns "},
	{"flow_bin", "flow", " start_ns "},
	{"flow_gap", "flow", " from_ns to_ns "},
	{"flow_spell", "flow", " start_ns end_ns "},
	{"station", NULL, " first_ns last_ns first_rx_ns last_rx_ns "},
	{"address", NULL, " first_ns last_ns "},
	{"channel", NULL, " first_ns last_ns "},
	{"capture", NULL, " first_ns last_ns "},
	{"clock_step", NULL, " before_ns after_ns "},
	{"icmp", "event", NULL},
	{"twin", "event", NULL},
};

#define TIMED (sizeof(timed) / sizeof(timed[0]))

struct shadow {
	const struct timed *t;
	struct txt columns, values, key, indexes;
	int keys;
};

static bool is_time(const struct timed *t, const char *column)
{
	char word[64];

	snprintf(word, sizeof(word), " %s ", column);
	return t->times && strstr(t->times, word) != NULL;
}

bool case_clock_corrects(const char *table, const char *column)
{
	size_t i;

	for (i = 0; i < TIMED; i++)
		if (!strcmp(timed[i].table, table))
			return is_time(&timed[i], column);
	return false;
}

/* Row: name, type, place in the primary key or 0. */
static int add_column(void *ctx, const struct row *r)
{
	struct shadow *s = ctx;
	const char *name = row_text(r, 0), *comma = s->columns.n ? ", " : "";

	txt_fmt(&s->columns, "%s%s %s", comma, name, row_text(r, 1));
	if (is_time(s->t, name))
		txt_fmt(&s->values, "%s" CASE_NS("x.%s"), comma, name, name);
	else
		txt_fmt(&s->values, "%sx.%s", comma, name);
	if (row_int(r, 2))
		txt_fmt(&s->key, "%s%s", s->keys++ ? ", " : "", name);
	return 0;
}

static int add_index(void *ctx, const struct row *r)
{
	static const char plain[] = "CREATE INDEX ", unique[] = "CREATE UNIQUE INDEX ";
	struct shadow *s = ctx;
	const char *sql = row_text(r, 0);

	if (!strncmp(sql, plain, sizeof(plain) - 1))
		txt_fmt(&s->indexes, "%stemp.%s;", plain, sql + sizeof(plain) - 1);
	else if (!strncmp(sql, unique, sizeof(unique) - 1))
		txt_fmt(&s->indexes, "%stemp.%s;", unique, sql + sizeof(unique) - 1);
	return 0;
}

static int shadow_make(struct store *s, const struct timed *t, struct err *err)
{
	struct shadow sh = {.t = t};
	struct bind name = B_TEXT(t->table);
	struct txt sql = {0};
	int rc = -1;

	if (store_query(s, "SELECT name, replace(type, 'ANY', 'TEXT'), pk FROM pragma_table_xinfo(?1, 'main')", &name, 1, add_column, &sh, err) == 0 &&
		store_query(s, "SELECT sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = ?1"
			" AND sql IS NOT NULL", &name, 1, add_index, &sh, err) == 0) {
		txt_fmt(&sql, "CREATE TEMP TABLE %s(%s, PRIMARY KEY(%s)); INSERT INTO temp.%s SELECT %s FROM main.%s x ",
			t->table, txt_str(&sh.columns), txt_str(&sh.key), t->table, txt_str(&sh.values), t->table);
		if (t->through)
			txt_fmt(&sql, "JOIN main.%s y USING (%s_id) JOIN main.vantage v ON v.capture_id = y.capture_id;",
				t->through, t->through);
		else
			txt_put(&sql, "JOIN main.vantage v USING (capture_id);");
		txt_put(&sql, txt_str(&sh.indexes));
		rc = store_script(s, txt_str(&sql), err);
	}
	txt_free(&sql);
	txt_free(&sh.columns);
	txt_free(&sh.values);
	txt_free(&sh.key);
	txt_free(&sh.indexes);
	return rc;
}

int case_clock_leave(struct store *s, struct err *err)
{
	char sql[80];
	size_t i;

	for (i = 0; i < TIMED; i++) {
		snprintf(sql, sizeof(sql), "DROP TABLE IF EXISTS temp.%s", timed[i].table);
		if (store_script(s, sql, err) < 0)
			return -1;
	}
	return 0;
}

int case_clock_enter(struct store *s, struct err *err)
{
	size_t i;

	if (!store_int(s, "SELECT 1 FROM vantage WHERE clock_offset_ns <> 0 OR clock_drift_ppb <> 0 LIMIT 1", NULL, 0, 0))
		return 0;
	for (i = 0; i < TIMED; i++)
		if (timed[i].times && shadow_make(s, &timed[i], err) < 0)
			return -1;
	return 0;
}

int case_clock_shadow(struct store *s, const char *table, struct err *err)
{
	struct bind name = B_TEXT(table);
	size_t i;

	if (store_int(s, "SELECT 1 FROM temp.sqlite_schema WHERE type = 'table' AND name = ?1", &name, 1, 0))
		return 0;
	for (i = 0; i < TIMED; i++)
		if (!strcmp(timed[i].table, table))
			return shadow_make(s, &timed[i], err);
	return err_set(err, "no such table: %s", table);
}
