/*
 * The menus of the lists: see filter.h.
 */
#include "tui/filter.h"
#include "tui/list.h"
#include "tui/state.h"
#include "tui/when.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the values of one kind ------------------------------------------------------------------ */

/* The menu of values is opened from the menu of kinds: the boots are two below. */
static struct view *boots_of(const struct menu *m)
{
	struct browser *b = m->view->browser;

	return b->stack[m->under->ops == &view_menu ? b->depth - 3 : b->depth - 2];
}

static int add_value(void *ctx, const struct row *r)
{
	struct menu *m = ctx;
	bool on = chips_has(boots_chips(m->under), (enum chip_kind)m->id, row_text(r, 0));

	menu_add(m, (int)m->id, row_text(r, 0), "%s %-40s %8s", on ? "[x]" : "[ ]", row_text(r, 0),
		row_text(r, 1));
	return 0;
}

static void values_fill(struct menu *m)
{
	struct store *s = m->view->browser->store;
	struct err err = {""};

	if (store_query(s, chip_spec((enum chip_kind)m->id)->values, NULL, 0, add_value, m, &err) <
		0)
		browser_say(m->view->browser, "%s", err.text);
}

static void values_pick(struct menu *m, const struct menu_item *it)
{
	struct chips *c = boots_chips(m->under);
	struct view *boots = m->under;
	size_t i;

	for (i = 0; i < c->n; i++)
		if ((int)c->chip[i].kind == it->kind && strcmp(c->chip[i].value, it->value) == 0)
			break;
	if (i < c->n)
		chips_remove(c, i);
	else if (!chips_add(c, (enum chip_kind)it->kind, it->value))
		browser_say(m->view->browser, "these are as many filters as there is room for");
	browser_back(m->view->browser);
	boots_filtered(boots);
}

static const struct menu_ops values_menu = {
	.name = "filter",
	.hint = "Only boots with this; the number says how many the case has",
	.fill = values_fill,
	.pick = values_pick,
};

/* --- what is typed --------------------------------------------------------------------------- */

static int64_t day_of(struct view *v)
{
	return store_int(v->browser->store, "SELECT min(start_ns) FROM boots", NULL, 0, 0);
}

static void add_typed(struct view *v, enum chip_kind kind, const char *value)
{
	if (!chips_add(boots_chips(v), kind, value))
		browser_say(v->browser, "these are as many filters as there is room for");
	boots_filtered(v);
}

static bool add_time(struct view *v, enum chip_kind kind, const char *text)
{
	char value[32];
	int64_t ns;

	if (!when_read(text, day_of(v), v->browser->options->utc_offset_min, &ns)) {
		browser_say(v->browser, "\"%s\" is no time: write 14:02 or 2026-11-21 14:02", text);
		return false;
	}
	snprintf(value, sizeof(value), "%" PRId64, ns);
	add_typed(v, kind, value);
	return true;
}

/* "8:00-9:30": a '-' behind a clock, not one of a date. */
static const char *range_dash(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon ? strchr(colon, '-') : NULL;
}

static void since_done(struct view *v, const char *text)
{
	const char *dash = range_dash(text);
	char from[64];

	if (!*text)
		return;
	snprintf(from, sizeof(from), "%.*s", (int)(dash ? dash - text : (long)strlen(text)), text);
	if (add_time(v, CHIP_SINCE, from) && dash)
		add_time(v, CHIP_UNTIL, dash + 1);
}

static void until_done(struct view *v, const char *text)
{
	if (*text)
		add_time(v, CHIP_UNTIL, text);
}

static void text_done(struct view *v, const char *text)
{
	if (*text)
		add_typed(v, CHIP_TEXT, text);
}

static void ask(struct view *boots, enum chip_kind kind)
{
	void (*done)(struct view *, const char *) = kind == CHIP_SINCE	 ? since_done
						    : kind == CHIP_UNTIL ? until_done
									 : text_done;

	browser_ask(boots->browser, "", done, "%s", chip_spec(kind)->ask);
}

/* --- the kinds ------------------------------------------------------------------------------- */

#define REMOVE 100 /* and the number of the chip */
#define REMOVE_ALL 99

static void filter_fill(struct menu *m)
{
	const struct chips *c = boots_chips(m->under);
	const struct chip_spec *spec;
	char words[128];
	size_t i;
	int k;

	for (i = 0; i < c->n; i++) {
		chip_words(&c->chip[i], m->under->browser->options->utc_offset_min, words, sizeof(words));
		menu_add(m, REMOVE + (int)i, "", "take away: %s", words);
	}
	if (c->n > 1)
		menu_add(m, REMOVE_ALL, "", "take all away");
	for (k = 0; k < CHIPS; k++) {
		spec = chip_spec((enum chip_kind)k);
		menu_add(m, k, "", "%s%s", spec->values ? "by " : "",
			spec->values ? spec->name : spec->ask);
	}
}

static void filter_pick(struct menu *m, const struct menu_item *it)
{
	struct browser *b = m->view->browser;
	struct view *boots = boots_of(m);
	struct chips *c = boots_chips(boots);
	int kind = it->kind;

	browser_back(b);
	if (kind == REMOVE_ALL)
		c->n = 0;
	else if (kind >= REMOVE)
		chips_remove(c, (size_t)(kind - REMOVE));
	if (kind >= REMOVE_ALL)
		boots_filtered(boots);
	else if (chip_spec((enum chip_kind)kind)->values)
		browser_push(b, &view_menu, &(struct view_arg){.menu = &values_menu, .id = kind});
	else
		ask(boots, (enum chip_kind)kind);
}

const struct menu_ops filter_menu = {
	.name = "filter",
	.hint = "Filters of one kind are alternatives; different kinds have to hold together",
	.fill = filter_fill,
	.pick = filter_pick,
};

/* --- columns --------------------------------------------------------------------------------- */

static void columns_fill(struct menu *m)
{
	const struct table *t = m->under->table;
	size_t i;

	for (i = 0; i < t->own.columns; i++)
		if (*t->column[i].title)
			menu_add(m, (int)i, t->column[i].field, "%s %s",
				t->column[i].kind == COLUMN_HIDDEN ? "[ ]" : "[x]",
				t->column[i].title);
}

/* Writes the list of columns with line `at` turned on or off, or moved by `by`; sets and keeps it.
 */
static void change(struct menu *m, size_t at, bool turn, int by)
{
	struct table *t = m->under->table;
	struct txt list = {0}, name = {0};
	struct err err = {""};
	size_t i, k;
	bool off;

	for (i = 0; i < m->items; i++) {
		k = by && i == at ? at + (size_t)by : by && i == at + (size_t)by ? at : i;
		off = t->column[m->item[k].kind].kind == COLUMN_HIDDEN;
		txt_fmt(&list, "%s%s%s", i ? "," : "", (turn && k == at) != off ? "-" : "",
			m->item[k].value);
	}
	table_columns_set(t, txt_str(&list));
	if (table_load(t, &err) < 0)
		browser_say(m->view->browser, "%s", err.text);
	txt_fmt(&name, "columns.%s", m->under->ops->name);
	state_set(m->view->browser->state, txt_str(&name), txt_str(&list));
	txt_free(&list);
	txt_free(&name);
}

static void columns_pick(struct menu *m, const struct menu_item *it)
{
	change(m, (size_t)(it - m->item), true, 0);
	menu_refill(m);
}

static bool columns_shift(struct menu *m, const struct menu_item *it, int by)
{
	size_t at = (size_t)(it - m->item);

	if ((by < 0 && at == 0) || (by > 0 && at + 1 >= m->items))
		return false;
	change(m, at, false, by);
	return true;
}

const struct menu_ops columns_menu = {
	.name = "columns",
	.hint = "Enter shows or hides a column, left and right move it",
	.fill = columns_fill,
	.pick = columns_pick,
	.shift = columns_shift,
};
