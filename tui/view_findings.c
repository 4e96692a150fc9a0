/*
 * What was found, by rule: failures first, the most frequent on top. Enter lists the boots.
 */
#include "tui/list.h"

#include <stdio.h>

static const struct column columns[] = {
	{"kind", "kind", COLUMN_KIND, 10, 10, 0},
	{"boots", "boots", COLUMN_NUMBER, 5, 6, 0},
	{"first_ns", "since UTC", COLUMN_TIME, 8, 14, 5},
	{"phase", "phase", COLUMN_TEXT, 8, 8, 4},
	{"sure", "sure", COLUMN_TEXT, 11, 11, 6},
	{"title", "finding", COLUMN_TEXT, 24, 80, 0},
	{"rule", "rule", COLUMN_TEXT, 20, 36, 7},
};

static const struct table_spec findings = {
	.select = "SELECT min(f.finding_id) AS first_id, f.rule, f.title, f.kind, f.phase, "
		"count(DISTINCT f.boot_id) AS boots, count(*) AS times, min(b.start_ns) AS first_ns, "
		"CASE WHEN max(f.verdict) <> min(f.verdict) THEN 'partly' "
		"WHEN max(f.verdict) = 'cannot-tell' THEN 'no' "
		"WHEN min(f.confidence) = max(f.confidence) THEN max(f.confidence) ELSE 'mixed' END AS sure "
		"FROM findings f LEFT JOIN boots b USING (boot_id) GROUP BY f.rule",
	.id = "first_id",
	.order = {"CASE q.kind WHEN 'failure' THEN 0 WHEN 'degraded' THEN 1 ELSE 2 END", "-q.times"},
	.search = "q.title || ' ' || q.rule || ' ' || q.kind || ' ' || q.phase",
	.empty = "No rule found anything to say about what was captured.",
	.column = columns,
	.columns = COUNT_OF(columns),
};

static int findings_open(struct view *v, struct err *err)
{
	return list_open(v, &findings, err);
}

static bool findings_key(struct view *v, enum action a)
{
	struct view_arg arg = {0};

	if (a != ACT_OPEN || !table_current(v->table))
		return table_action(v->table, a);
	snprintf(arg.rule, sizeof(arg.rule), "%s", table_field(v->table, "rule"));
	browser_push(v->browser, &view_boots, &arg);
	return true;
}

const struct view_ops view_findings = {
	.name = "findings",
	.where = WHERE_TABLE | WHERE_OPENS,
	.open = findings_open,
	.draw = list_draw,
	.key = findings_key,
	.find = list_find,
	.place = list_place,
	.close = list_close,
};
