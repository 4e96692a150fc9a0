/*
 * The captures that were read. Enter shows the ledger of one.
 */
#include "tui/list.h"

static const struct column columns[] = {
	{"name", "capture", COLUMN_TEXT, 18, 44, 0},
	{"status", "read", COLUMN_TEXT, 8, 8, 0},
	{"frames", "frames", COLUMN_NUMBER, 9, 11, 0},
	{"vantage", "taken at", COLUMN_TEXT, 11, 11, 3},
	{"first_ns", "from UTC", COLUMN_TIME, 8, 20, 0},
	{"last_ns", "to UTC", COLUMN_TIME, 8, 20, 5},
	{"bytes", "size", COLUMN_BYTES, 9, 9, 6},
	{"format", "format", COLUMN_TEXT, 7, 10, 7},
	{"note", "note", COLUMN_TEXT, 12, 0, 8},
};

static const struct table_spec captures = {
	/* the file's name; with its folder when another capture has the same */
	.select = "SELECT *, CASE WHEN count(*) OVER (PARTITION BY base) > 1 THEN substr(path, "
		  "length(rtrim(rtrim(substr(path, 1, length(path) - length(base)), '/'), "
		  "replace(path, '/', ''))) + 1) ELSE base END AS name FROM (SELECT *, "
		  "replace(path, rtrim(path, replace(path, '/', '')), '') AS base FROM captures)",
	.id = "capture_id",
	.order = {"coalesce(q.first_ns, 0)", "q.path"},
	.search = {"q.path", "q.status", "q.vantage", "q.note"},
	.empty = "No capture was read into this case.",
	.column = columns,
	.columns = COUNT_OF(columns),
};

static int captures_open(struct view *v, struct err *err)
{
	return list_open(v, &captures, err);
}

static bool captures_key(struct view *v, enum action a)
{
	const struct table_row *r = table_current(v->table);

	if (a != ACT_OPEN || !r)
		return list_key(v, a);
	browser_push(v->browser, &view_ledger, &(struct view_arg){.id = r->key.id});
	return true;
}

const struct view_ops view_captures = {
	.name = "captures",
	.where = WHERE_TABLE | WHERE_OPENS,
	.open = captures_open,
	.draw = list_draw,
	.key = captures_key,
	.find = list_find,
	.place = list_place,
	.close = list_close,
};
