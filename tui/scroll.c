/*
 * Cursor and window of a list: see scroll.h.
 */
#include "tui/scroll.h"

static long clamp(long v, long least, long most)
{
	if (v > most)
		v = most;
	return v < least ? least : v;
}

/* How far an action goes from `at` in `count` lines with pages of `page`. */
static bool moved(enum action a, long *at, long count, int page)
{
	long step = page > 1 ? page - 1 : 1;

	if (a == ACT_UP)
		*at -= 1;
	else if (a == ACT_DOWN)
		*at += 1;
	else if (a == ACT_PAGE_UP)
		*at -= step;
	else if (a == ACT_PAGE_DOWN)
		*at += step;
	else if (a == ACT_HOME)
		*at = 0;
	else if (a == ACT_END)
		*at = count - 1;
	else
		return false;
	return true;
}

bool scroll_move(struct scroll *s, enum action a)
{
	if (!moved(a, &s->cur, s->count, s->page))
		return false;
	if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN)
		s->top += (a == ACT_PAGE_UP ? -1 : 1) * (s->page > 1 ? s->page - 1 : 1);
	s->cur = clamp(s->cur, 0, s->count - 1);
	return true;
}

bool scroll_text(struct scroll *s, enum action a)
{
	if (!moved(a, &s->top, s->count, s->page))
		return false;
	s->top = clamp(s->top, 0, s->count - s->page);
	s->cur = s->top;
	return true;
}

void scroll_settle(struct scroll *s, int page)
{
	s->page = page;
	s->cur = clamp(s->cur, 0, s->count - 1);
	s->top = clamp(s->top, 0, s->count - page);
	if (s->cur < s->top)
		s->top = s->cur;
	if (page > 0 && s->cur >= s->top + page)
		s->top = s->cur - page + 1;
}
