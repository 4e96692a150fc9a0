/*
 * Menus: see menu.h.
 */
#include "base/mem.h"
#include "tui/doc.h"
#include "tui/menu.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void menu_add(struct menu *m, int kind, const char *value, const char *fmt, ...)
{
	struct menu_item *it;
	struct txt t = {0};
	va_list ap;

	VEC_ROOM(m->item, m->items, m->cap);
	it = &m->item[m->items++];
	it->kind = kind;
	snprintf(it->value, sizeof(it->value), "%s", value);
	va_start(ap, fmt);
	txt_vfmt(&t, fmt, ap);
	va_end(ap);
	it->text = mem_strdup(txt_str(&t));
	txt_free(&t);
}

static void empty(struct menu *m)
{
	size_t i;

	for (i = 0; i < m->items; i++)
		free(m->item[i].text);
	m->items = 0;
}

void menu_refill(struct menu *m)
{
	empty(m);
	m->ops->fill(m);
	m->scroll.count = (long)m->items;
}

static int menu_open(struct view *v, struct err *err)
{
	struct menu *m = v->state;

	(void)err;
	if (!m) {
		m = v->state = mem_alloc(sizeof(*m));
		m->ops = v->arg.menu;
		m->view = v;
		m->under = browser_top(v->browser);
		m->id = v->arg.id;
	}
	menu_refill(m);
	return 0;
}

static void menu_draw(struct view *v, struct canvas *c, struct area a)
{
	struct menu *m = v->state;
	int y;

	canvas_fit(c, a, 0, 0, a.w, STYLE_DIM, ALIGN_LEFT, m->ops->hint);
	a = area_rows(a, 2, a.h - 2);
	scroll_settle(&m->scroll, a.h);
	for (y = 0; y < a.h && m->scroll.top + y < m->scroll.count; y++) {
		canvas_fit(c, a, 2, y, a.w - 2, STYLE_NORMAL, ALIGN_LEFT,
			m->item[m->scroll.top + y].text);
		if (m->scroll.top + y == m->scroll.cur)
			canvas_flag(c, a, 0, y, a.w, CELL_SELECTED);
	}
}

static bool shift(struct menu *m, enum action a)
{
	int by = a == ACT_LEFT ? -1 : 1;

	if (!m->ops->shift || !m->ops->shift(m, &m->item[m->scroll.cur], by))
		return m->ops->shift != NULL;
	m->scroll.cur += by;
	menu_refill(m);
	return true;
}

static bool menu_key(struct view *v, enum action a)
{
	struct menu *m = v->state;

	if (scroll_move(&m->scroll, a))
		return true;
	if (m->scroll.cur >= (long)m->items)
		return false;
	if (a == ACT_LEFT || a == ACT_RIGHT)
		return shift(m, a);
	if (a != ACT_OPEN)
		return false;
	m->ops->pick(m, &m->item[m->scroll.cur]);
	return true;
}

static bool menu_find(struct view *v, const char *needle, enum find how)
{
	struct menu *m = v->state;
	long n = (long)m->items, step = how == FIND_PREV ? -1 : 1, i, at;
	long from = how == FIND_TYPED ? m->origin : m->scroll.cur + step;

	if (how == FIND_BEGIN)
		m->origin = m->scroll.cur;
	if (how == FIND_CANCEL)
		m->scroll.cur = m->origin;
	if (how == FIND_BEGIN || how == FIND_CANCEL)
		return true;
	for (i = 0; i < n; i++) {
		at = ((from + i * step) % n + n) % n;
		if (text_holds(m->item[at].text, needle)) {
			m->scroll.cur = at;
			return true;
		}
	}
	return false;
}

static void menu_crumb(const struct view *v, struct txt *out)
{
	const struct menu *m = v->state;

	txt_put(out, m->ops->name);
}

static void menu_close_view(struct view *v)
{
	struct menu *m = v->state;

	if (!m)
		return;
	empty(m);
	free(m->item);
	free(m);
}

const struct view_ops view_menu = {
	.name = "menu",
	.where = WHERE_OPENS | WHERE_ORDER,
	.open = menu_open,
	.draw = menu_draw,
	.key = menu_key,
	.find = menu_find,
	.crumb = menu_crumb,
	.close = menu_close_view,
};
