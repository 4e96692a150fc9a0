/*
 * Two analyses of one case, compared: see changes.h.
 *
 * A boot is the same when it shares facts: another capture may begin earlier, move the case's clock, or
 * show that two boots were one. Its start is part of a note's key, so notes move with it.
 */
#include "diagnose/changes.h"

#include <string.h>

#define LINES_MAX 8

/* What was said of a boot in one word and one sentence. Sure: the primary finding is certain, or it booted. */
#define VERDICT                                                                                                       \
	" CASE WHEN b.outcome = 'failed' THEN coalesce(b.primary_rule, 'failed') ELSE b.outcome END AS verdict,"      \
	" b.summary, coalesce(b.outcome IN ('booted', 'leased') OR (SELECT f.verdict = 'yes' FROM finding f"          \
	"  WHERE f.boot_id = b.boot_id AND f.is_primary), 0) AS sure"

/* Which facts a boot has: "17,18,23". */
#define EVENTS(boot) " (SELECT group_concat(e.event_id) FROM boot_event e WHERE e.boot_id = " boot ")"

static const char sql_before[] =
	"DROP TABLE IF EXISTS temp.was_boot;"
	"CREATE TEMP TABLE was_boot AS SELECT b.boot_id, b.mac, b.start_ns, b.end_ns," VERDICT "," EVENTS("b.boot_id") " AS events FROM boot b";

/* now_id: the boot that most of its facts are in; without facts, the one of that time. Nearly always one has exactly its
 * facts, and then there is nothing to count: the first boot that has the first of them (the number that a list begins with). */
static const char sql_match[] =
	"DROP TABLE IF EXISTS temp.now_boot;"
	"CREATE TEMP TABLE now_boot AS SELECT w.boot_id, w.mac, w.start_ns, w.verdict, w.summary, w.sure,"
	" CAST(CASE WHEN w.events =" EVENTS("w.heir") " THEN w.heir ELSE coalesce(" /* an index helps only with a type */
	" (SELECT n.boot_id FROM json_each('[' || w.events || ']') e LEFT JOIN copy c ON c.event_id = e.value"
	"  JOIN boot_event n ON n.event_id = coalesce(c.main, e.value)"
	"  GROUP BY n.boot_id ORDER BY count(*) DESC, n.boot_id LIMIT 1),"
	" (SELECT b.boot_id FROM boot b WHERE b.mac = w.mac AND b.start_ns <= w.end_ns AND b.end_ns >= w.start_ns"
	"  ORDER BY b.start_ns LIMIT 1)) END AS INTEGER) AS now_id"
	" FROM (SELECT *, (SELECT min(n.boot_id) FROM boot_event n WHERE n.event_id = CAST(events AS INTEGER)) AS heir FROM was_boot) w;"
	"CREATE INDEX temp.now_boot_1 ON now_boot(now_id);";

/* "boot:MAC@NS" and "finding:RULE@MAC@NS". */
static const char sql_notes[] =
	"UPDATE note SET about = substr(about, 1, length(about) - length(x.was)) || x.now FROM ("
	" SELECT w.mac || '@' || w.start_ns AS was, b.mac || '@' || b.start_ns AS now"
	"  FROM now_boot w JOIN boot b ON b.boot_id = w.now_id WHERE w.start_ns <> b.start_ns OR w.mac <> b.mac) x"
	" WHERE note.about = 'boot:' || x.was OR note.about LIKE 'finding:%@' || x.was";

static const char sql_changes[] =
	"SELECT how, count(*) OVER (PARTITION BY how), mac, clock(start_ns), was, now FROM ("
	" SELECT b.mac, b.start_ns, w.summary AS was, b.summary AS now, CASE"
	"  WHEN b.sure AND NOT w.sure THEN 1 WHEN b.sure AND b.verdict <> w.verdict THEN 2"
	"  WHEN w.sure AND NOT b.sure THEN 3 WHEN b.verdict <> w.verdict THEN 2 END AS how"
	"  FROM (SELECT b.boot_id, b.mac, b.start_ns," VERDICT " FROM boot b) b JOIN now_boot w ON w.now_id = b.boot_id"
	"  GROUP BY b.boot_id) WHERE how IS NOT NULL ORDER BY how, start_ns, mac";

enum how { CERTAIN = 1, CHANGED, UNCERTAIN, HOWS };

struct told {
	struct txt lines;
	int64_t count[HOWS];
	int n;
};

static int tell(void *ctx, const struct row *r)
{
	static const char *const word[HOWS] = {[CERTAIN] = "now certain", [CHANGED] = "changed", [UNCERTAIN] = "no longer certain"};
	struct told *t = ctx;
	int64_t how = row_int(r, 0);

	t->count[how] = row_int(r, 1);
	if (t->n++ >= LINES_MAX)
		return 0;
	txt_fmt(&t->lines, "\n  %s, boot of %s: %s: %s", row_text(r, 2), row_text(r, 3), word[how], row_text(r, 5));
	if (strcmp(row_text(r, 4), row_text(r, 5)) != 0)
		txt_fmt(&t->lines, " (was: %s)", row_text(r, 4));
	return 0;
}

static void part(struct txt *out, int64_t n, const char *what, const char *many)
{
	if (!n)
		return;
	txt_fmt(out, "%s%lld %s", out->n ? ", " : "", (long long)n, n == 1 ? what : many);
}

static void compose(struct store *s, const struct told *t, struct txt *out)
{
	int64_t merged = store_int(s, "SELECT count(*) - count(DISTINCT now_id) FROM now_boot WHERE now_id IS NOT NULL",
		NULL, 0, 0);
	int64_t fresh = store_int(s, "SELECT count(*) FROM boot b WHERE NOT EXISTS (SELECT 1 FROM now_boot w"
		" WHERE w.now_id = b.boot_id)", NULL, 0, 0);
	int64_t gone = store_int(s, "SELECT count(*) FROM now_boot WHERE now_id IS NULL", NULL, 0, 0);

	part(out, t->count[CERTAIN], "verdict became certain", "verdicts became certain");
	part(out, t->count[CHANGED], out->n ? "changed" : "verdict changed", out->n ? "changed" : "verdicts changed");
	part(out, t->count[UNCERTAIN], out->n ? "is certain no longer" : "verdict is certain no longer",
		out->n ? "are certain no longer" : "verdicts are certain no longer");
	part(out, fresh, "boot is new", "boots are new");
	part(out, merged, "boot turned out to be part of another", "boots turned out to be parts of others");
	part(out, gone, "boot is gone", "boots are gone");
	if (!out->n)
		return;
	txt_put(out, t->n ? ":" : "");
	txt_put(out, txt_str(&t->lines));
	if (t->n > LINES_MAX)
		txt_fmt(out, "\n  and %d more", t->n - LINES_MAX);
}

int changes_before(struct store *s, struct err *err)
{
	if (store_stale(s) || !store_int(s, "SELECT 1 FROM analysis", NULL, 0, 0))
		return store_script(s, "DROP TABLE IF EXISTS temp.was_boot", err);
	return store_script(s, sql_before, err);
}

int changes_after(struct store *s, struct txt *out, struct err *err)
{
	struct told t = {0};
	int rc = -1;

	txt_clear(out);
	if (!store_int(s, "SELECT 1 FROM temp.sqlite_schema WHERE name = 'was_boot'", NULL, 0, 0))
		return 0;
	if (store_script(s, sql_match, err) == 0 && store_script(s, sql_notes, err) == 0 &&
		store_query(s, sql_changes, NULL, 0, tell, &t, err) == 0) {
		compose(s, &t, out);
		rc = store_script(s, "DROP TABLE temp.was_boot; DROP TABLE temp.now_boot", err);
	}
	txt_free(&t.lines);
	return rc;
}
