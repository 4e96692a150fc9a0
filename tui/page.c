/*
 * One text on a screen: see page.h.
 */
#include "tui/page.h"

void page_draw(struct page *p, struct canvas *c, struct area a)
{
	p->scroll.count = (long)p->doc.count;
	p->scroll.cur = p->scroll.top;
	p->scroll.page = a.h;
	scroll_text(&p->scroll, ACT_NONE);
	if (p->scroll.top > p->scroll.count - a.h)
		p->scroll.top = p->scroll.count > a.h ? p->scroll.count - a.h : 0;
	doc_draw(&p->doc, c, a, p->scroll.top);
}

bool page_find(struct page *p, const char *needle, enum find how)
{
	long from = how == FIND_TYPED  ? p->origin
		    : how == FIND_PREV ? p->match - 1
				       : p->match + 1,
	     at;
	int step = how == FIND_PREV ? -1 : 1;

	if (how == FIND_BEGIN)
		p->origin = p->match = p->scroll.top;
	if (how == FIND_CANCEL)
		p->scroll.top = p->origin;
	if (how == FIND_BEGIN || how == FIND_CANCEL)
		return true;
	at = doc_find(&p->doc, needle, from, step);
	if (at < 0)
		at = doc_find(&p->doc, needle, step > 0 ? 0 : (long)p->doc.count - 1, step);
	if (at < 0)
		return false;
	p->match = at;
	if (at < p->scroll.top || at >= p->scroll.top + p->scroll.page)
		p->scroll.top = at - p->scroll.page / 2 > 0 ? at - p->scroll.page / 2 : 0;
	return true;
}

void page_place(const struct page *p, struct txt *out)
{
	long last = p->scroll.top + p->scroll.page;

	if (p->scroll.count > p->scroll.page)
		txt_fmt(out, "lines %ld-%ld of %ld", p->scroll.top + 1,
			last < p->scroll.count ? last : p->scroll.count, p->scroll.count);
}
