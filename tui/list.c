/*
 * Screens that are one table: see list.h.
 */
#include "tui/list.h"
#include "tui/filter.h"
#include "tui/state.h"

#include <string.h>

void list_prepare(struct view *v, const struct table_spec *spec)
{
	const char *columns;
	struct txt name = {0};

	if (v->table)
		return;
	v->table = table_new(v->browser->store, spec);
	txt_fmt(&name, "columns.%s", v->ops->name);
	columns = state_get(v->browser->state, txt_str(&name));
	if (columns)
		table_columns_set(v->table, columns);
	txt_clear(&name);
	txt_fmt(&name, "grouped.%s", v->ops->name);
	columns = state_get(v->browser->state, txt_str(&name));
	v->table->grouped = spec->group[0] && columns && strcmp(columns, "yes") == 0;
	txt_free(&name);
}

bool list_key(struct view *v, enum action a)
{
	if (a == ACT_COLUMNS)
		browser_push(v->browser, &view_menu, &(struct view_arg){.menu = &columns_menu});
	return a == ACT_COLUMNS || table_action(v->table, a);
}

int list_open(struct view *v, const struct table_spec *spec, struct err *err)
{
	list_prepare(v, spec);
	return table_load(v->table, err);
}

void list_draw(struct view *v, struct canvas *c, struct area a)
{
	table_draw(v->table, c, a);
}

bool list_find(struct view *v, const char *needle, enum find how)
{
	return table_find(v->table, needle, how);
}

void list_place(const struct view *v, struct txt *out)
{
	const struct scroll *s = &v->table->scroll;

	if (!v->table->counted)
		txt_put(out, "counting");
	else if (s->count)
		txt_fmt(out, "%ld of %ld", s->cur + 1, s->count);
}

void list_close(struct view *v)
{
	table_free(v->table);
}
