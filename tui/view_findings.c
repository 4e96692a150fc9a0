/*
 * What was found, by rule: failures first, the most frequent on top; below the list an example of
 * the one under the cursor. Enter lists the boots.
 */
#include "base/mem.h"
#include "tui/finding.h"
#include "tui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXAMPLE_FROM 20 /* lines of body */

static const struct column columns[] = {
	{"kind", "kind", COLUMN_KIND, 10, 10, 0},
	{"boots", "boots", COLUMN_NUMBER, 5, 6, 0},
	{"first_ns", "from UTC", COLUMN_TIME, 8, 14, 6},
	{"phase", "phase", COLUMN_TEXT, 8, 8, 4},
	{"sure", "sure", COLUMN_TEXT, 11, 11, 7},
	{"title", "finding", COLUMN_TEXT, 40, 90, 0},
	{"rule", "rule", COLUMN_TEXT, 30, 36, 8},
};

static const struct sort_term sorts[] = {
	{"first_ns", "q.first_id"},
	{NULL, NULL},
};

static const struct table_spec findings = {
	.select = "SELECT min(f.finding_id) AS first_id, f.rule, f.title, f.kind, f.phase,"
		  " count(DISTINCT f.boot_id) AS boots, count(*) AS times,"
		  " CASE WHEN max(f.verdict) <> min(f.verdict) THEN 'partly'"
		  " WHEN max(f.verdict) = 'cannot-tell' THEN 'no'"
		  " WHEN min(f.confidence) = max(f.confidence) THEN max(f.confidence)"
		  " ELSE 'mixed' END AS sure"
		  " FROM findings f GROUP BY f.rule",
	.more = "(SELECT min(b.start_ns) FROM findings f JOIN boots b USING (boot_id) WHERE f.rule "
		"= "
		"q.rule) AS first_ns",
	.sort = sorts,
	.id = "first_id",
	.order = {"CASE q.kind WHEN 'failure' THEN 0 WHEN 'degraded' THEN 1 ELSE 2 END",
		"-q.times"},
	.search = {"q.title", "q.rule", "q.kind", "q.phase"},
	.empty = "No rule found anything to say about what was captured.",
	.derived = true,
	.column = columns,
	.columns = COUNT_OF(columns),
};

static int findings_open(struct view *v, struct err *err)
{
	if (!v->state)
		v->state = mem_alloc(sizeof(struct doc));
	return list_open(v, &findings, err);
}

static void findings_draw(struct view *v, struct canvas *c, struct area a)
{
	int below = a.h < EXAMPLE_FROM ? 0 : a.h / 2;
	struct area text = area_rows(a, a.h - below, below);

	table_draw(v->table, c, area_rows(a, 0, a.h - below));
	if (!below || !table_current(v->table))
		return;
	canvas_hline(c, text, 0, 0, text.w, STYLE_LINE, GLYPH_HLINE);
	doc_start(v->state, c, a.w < 100 ? a.w : 100);
	finding_of_rule(v->state, v->browser->store, table_field(v->table, "rule"));
	doc_draw(v->state, c, area_rows(text, 1, text.h - 1), 0);
}

static void findings_close(struct view *v)
{
	if (v->state)
		doc_free(v->state);
	free(v->state);
	list_close(v);
}

/* What is about no boot is about a capture. */
static void open_capture(struct view *v)
{
	struct bind rule = B_TEXT(table_field(v->table, "rule"));
	int64_t capture = store_int(v->browser->store,
		"SELECT min(capture_id) FROM findings WHERE rule = ?1", &rule, 1, 0);

	if (capture)
		browser_push(v->browser, &view_ledger, &(struct view_arg){.id = capture});
	else
		browser_say(v->browser, "this is about no single boot: v shows the rule");
}

static bool findings_key(struct view *v, enum action a)
{
	struct view_arg arg = {0};

	if (a != ACT_OPEN || !table_current(v->table))
		return list_key(v, a);
	if (strcmp(table_field(v->table, "boots"), "0") == 0) {
		open_capture(v);
		return true;
	}
	snprintf(arg.rule, sizeof(arg.rule), "%s", table_field(v->table, "rule"));
	browser_push(v->browser, &view_boots, &arg);
	return true;
}

static bool findings_about(const struct view *v, struct subject *s)
{
	if (!table_current(v->table))
		return false;
	snprintf(s->rule, sizeof(s->rule), "%s", table_field(v->table, "rule"));
	return true;
}

const struct view_ops view_findings = {
	.name = "findings",
	.where = WHERE_TABLE | WHERE_OPENS | WHERE_FINDING,
	.open = findings_open,
	.draw = findings_draw,
	.key = findings_key,
	.find = list_find,
	.place = list_place,
	.about = findings_about,
	.close = findings_close,
};
