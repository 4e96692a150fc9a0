/*
 * See judge.h. A broken promise is said before the program stops, because the query is the finding.
 */
#include "judge.h"
#include "boot/boot.h"
#include "diagnose/diagnose.h"
#include "base/embedded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each gives the number of rows that break the promise. */
static const struct {
	const char *promise, *sql;
} promises[] = {
	{"the ledger sums to the frames",
		"SELECT count(*) FROM capture c WHERE frames <> (SELECT coalesce(sum(l.frames), 0)"
		" FROM ledger_entry l WHERE l.capture_id = c.capture_id)"},
	{"who is accused is accused with evidence",
		"SELECT count(*) FROM finding f WHERE kind <> 'note' AND NOT EXISTS"
		" (SELECT 1 FROM evidence_row e WHERE e.finding_id = f.finding_id)"},
	{"evidence is there",
		"SELECT count(*) FROM evidence_row WHERE finding_id NOT IN (SELECT finding_id FROM finding)"
		" OR event_id NOT IN (SELECT event_id FROM event)"},
	{"a boot has one primary finding at most",
		"SELECT count(*) FROM (SELECT 1 FROM finding WHERE is_primary = 1 GROUP BY boot_id"
		" HAVING count(*) > 1)"},
	{"only a failure is primary, and only of a failed boot",
		"SELECT count(*) FROM finding f LEFT JOIN boot b USING (boot_id)"
		" WHERE is_primary = 1 AND (kind <> 'failure' OR b.outcome IS NOT 'failed')"},
	{"the boot and its primary finding agree",
		"SELECT count(*) FROM boot b WHERE primary_rule IS NOT"
		" (SELECT rule FROM finding f WHERE f.boot_id = b.boot_id AND is_primary = 1)"},
	{"a boot ends after it starts", "SELECT count(*) FROM boot WHERE end_ns < start_ns"},
	{"a step ends after it starts", "SELECT count(*) FROM step WHERE end_ns < start_ns"},
	{"each boot has each step once",
		"SELECT count(*) FROM boot b WHERE (SELECT count(*) FROM step s WHERE s.boot_id = b.boot_id"
		" AND s.phase <> 'link') <> 7 OR (SELECT count(DISTINCT phase) FROM step s"
		" WHERE s.boot_id = b.boot_id AND s.phase <> 'link') <> 7"},
	{"each boot has its sight",
		"SELECT count(*) FROM boot WHERE boot_id NOT IN (SELECT boot_id FROM sight)"},
	{"a score is a share", "SELECT count(*) FROM finding WHERE NOT (score BETWEEN 0 AND 1)"},
	{"what cannot be told is not certain",
		"SELECT count(*) FROM finding WHERE verdict = 'cannot-tell' AND kind <> 'note' AND score > 0.5"},
	{"a fact belongs to one boot",
		"SELECT (SELECT count(*) - count(DISTINCT event_id) FROM boot_event)"
		" + (SELECT count(*) - count(DISTINCT transfer_id) FROM boot_transfer)"
		" + (SELECT count(*) - count(DISTINCT flow_id) FROM boot_flow)"},
};

/* The tables of the case: which hold facts, which are derived. */
#define TABLES_MAX 64
struct tables {
	char *name[TABLES_MAX];
	size_t n;
};
static struct tables facts, derived;

extern const struct embedded embedded_schema[]; /* of the store, for itself */

#define EACH(a) sizeof(a) / sizeof((a)[0])

static void broken(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}

static struct rules *rules(void)
{
	static struct rules r;
	struct err err = {""};

	if (!r.count && rules_load(&r, NULL, &err) < 0)
		broken("rules", err.text);
	return &r;
}

static int table_note(void *ctx, const struct row *r)
{
	const char *schema = ctx, *name = row_text(r, 0);
	struct tables *t;
	char made[80];

	snprintf(made, sizeof(made), "CREATE TABLE %s (", name);
	t = strstr(schema, made) ? &derived : &facts;
	if (t->n < TABLES_MAX)
		t->name[t->n++] = strdup(name);
	return 0;
}

static void tables_find(struct store *s)
{
	const struct embedded *e;
	char *text;

	for (e = embedded_schema; e->name && strcmp(e->name, "derived.sql") != 0; e++)
		;
	text = embedded_text(e);
	store_query(s, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
		" ORDER BY name <> 'capture', name", NULL, 0, table_note, text, NULL);
	free(text);
}

static void empty(struct store *s, const struct tables *t)
{
	struct err err = {""};
	char sql[80];
	size_t i;

	for (i = 0; i < t->n; i++) {
		snprintf(sql, sizeof(sql), "DELETE FROM %s", t->name[i]);
		if (store_query(s, sql, NULL, 0, NULL, NULL, &err) < 0)
			broken(sql, err.text);
	}
}

struct store *judge_case(void)
{
	static struct store *s;
	struct err err = {""};

	if (s) {
		empty(s, &facts);
		return s;
	}
	s = store_open(":memory:", STORE_CREATE, &err);
	if (!s)
		broken("a case in memory", err.text);
	tables_find(s);
	return s;
}

static uint64_t hash_add(uint64_t h, const char *p, size_t n)
{
	while (n--)
		h = (h ^ (uint8_t)*p++) * 0x100000001b3u;
	return h;
}

static int row_hash(void *ctx, const struct row *r)
{
	uint64_t *h = ctx;
	int i;

	for (i = 0; i < row_columns(r); i++) {
		const char *text = row_text(r, i);

		*h = hash_add(*h, text, strlen(text) + 1);
	}
	return 0;
}

/* All that was derived, as one number. */
static uint64_t judgement(struct store *s)
{
	uint64_t h = 0xcbf29ce484222325u;
	struct err err = {""};
	char sql[80];
	size_t i;

	for (i = 0; i < derived.n; i++) {
		snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY 1", derived.name[i]);
		if (store_query(s, sql, NULL, 0, row_hash, &h, &err) < 0)
			broken(sql, err.text);
	}
	return h;
}

/* As the program does it; or, because remaking tables takes most of the time, into emptied ones. */
static void analyse(struct store *s, bool remake)
{
	struct err err = {""};

	if (store_begin(s, &err) < 0)
		broken("analysis", err.text);
	if (!remake)
		empty(s, &derived);
	else if (store_reset_derived(s, &err) < 0)
		broken("analysis", err.text);
	if (boot_build(s, &err) < 0 || diagnose_run(s, rules(), &err) < 0 || case_clock_leave(s, &err) < 0 ||
		store_commit(s, &err) < 0)
		broken("analysis", err.text);
}

void judge_check(struct store *s, bool twice)
{
	static bool made;
	uint64_t first;
	size_t i;

	analyse(s, !made);
	made = true;
	for (i = 0; i < EACH(promises); i++)
		if (store_int(s, promises[i].sql, NULL, 0, -1) != 0)
			broken("not kept", promises[i].promise);
	if (!twice)
		return;
	first = judgement(s);
	analyse(s, true);
	if (judgement(s) != first)
		broken("not kept", "the same facts give the same judgement");
}
