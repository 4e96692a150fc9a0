/*
 * Screens that are one table: see list.h.
 */
#include "tui/list.h"

void list_prepare(struct view *v, const struct table_spec *spec)
{
	if (!v->table)
		v->table = table_new(v->browser->store, spec);
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

	if (s->count)
		txt_fmt(out, "%ld of %ld", s->cur + 1, s->count);
}

void list_close(struct view *v)
{
	table_free(v->table);
}
