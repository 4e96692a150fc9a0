/*
 * Servers and relays, those with the most failed boots on top. Enter lists the boots of one.
 */
#include "tui/list.h"

#include <stdio.h>

static const struct column columns[] = {
	{"ip", "address", COLUMN_TEXT, 15, 15, 0},
	{"roles", "roles", COLUMN_TEXT, 18, 36, 0},
	{"failed", "failed", COLUMN_NUMBER, 6, 6, 0},
	{"boots", "boots", COLUMN_NUMBER, 6, 6, 0},
	{"mac", "MAC", COLUMN_TEXT, 17, 17, 4},
};

static const struct table_spec servers = {
	.select = "SELECT * FROM servers",
	.id = "server_id",
	.order = {"-q.failed", "q.ip"},
	.search = {"q.ip", "q.roles", "q.mac"},
	.empty = "No server spoke or was spoken to in what was captured.",
	.derived = true,
	.column = columns,
	.columns = COUNT_OF(columns),
};

static int servers_open(struct view *v, struct err *err)
{
	return list_open(v, &servers, err);
}

static bool servers_key(struct view *v, enum action a)
{
	struct view_arg arg = {0};

	if (a != ACT_OPEN || !table_current(v->table))
		return list_key(v, a);
	snprintf(arg.server, sizeof(arg.server), "%s", table_field(v->table, "ip"));
	browser_push(v->browser, &view_boots, &arg);
	return true;
}

const struct view_ops view_servers = {
	.name = "servers",
	.where = WHERE_TABLE | WHERE_OPENS,
	.open = servers_open,
	.draw = list_draw,
	.key = servers_key,
	.find = list_find,
	.place = list_place,
	.close = list_close,
};
