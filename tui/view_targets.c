/*
 * Targets, those that failed most on top. Enter lists the boots of one.
 */
#include "tui/list.h"

#include <stdio.h>

static const struct column columns[] = {
	{"mac", "MAC", COLUMN_TEXT, 17, 17, 0},
	{"hostname", "host name", COLUMN_TEXT, 14, 24, 0},
	{"failed", "failed", COLUMN_NUMBER, 6, 6, 0},
	{"boots", "boots", COLUMN_NUMBER, 6, 6, 0},
	{"firmware", "firmware", COLUMN_TEXT, 10, 18, 4},
	{"vendor", "vendor", COLUMN_TEXT, 10, 24, 5},
	{"uuid", "UUID", COLUMN_TEXT, 36, 36, 6},
};

static const struct table_spec targets = {
	/* counted in one pass, not per target as the view's own columns would be */
	.select = "SELECT t.target_id, t.mac, t.vendor, t.hostname, t.uuid, t.firmware, n.boots,"
		  " n.failed FROM targets t JOIN (SELECT target_id, count(*) AS boots,"
		  " sum(outcome = 'failed') AS failed FROM boots WHERE outcome <> 'leased'"
		  " GROUP BY target_id) n USING (target_id)",
	.id = "target_id",
	.order = {"-q.failed", "q.mac"},
	.search = {"q.mac", "q.hostname", "q.vendor", "q.uuid", "q.firmware"},
	.empty = "No target booted in what was captured.",
	.derived = true,
	.column = columns,
	.columns = COUNT_OF(columns),
};

static int targets_open(struct view *v, struct err *err)
{
	return list_open(v, &targets, err);
}

static bool targets_key(struct view *v, enum action a)
{
	struct view_arg arg = {0};

	if (a != ACT_OPEN || !table_current(v->table))
		return list_key(v, a);
	snprintf(arg.mac, sizeof(arg.mac), "%s", table_field(v->table, "mac"));
	browser_push(v->browser, &view_boots, &arg);
	return true;
}

const struct view_ops view_targets = {
	.name = "targets",
	.where = WHERE_TABLE | WHERE_OPENS,
	.open = targets_open,
	.draw = list_draw,
	.key = targets_key,
	.find = list_find,
	.place = list_place,
	.close = list_close,
};
