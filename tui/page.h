/*
 * Screens that are one text: scrolling and searching in a doc.
 */
#ifndef PVSLEUTH_TUI_PAGE_H
#define PVSLEUTH_TUI_PAGE_H

#include "tui/browser.h"
#include "tui/doc.h"
#include "tui/scroll.h"

struct page {
	struct doc doc;
	struct scroll scroll;
	long origin, match; /* where a search began; the line it found */
};

/* The doc as it stands, at the scroll position. */
void page_draw(struct page *p, struct canvas *c, struct area a);
bool page_find(struct page *p, const char *needle, enum find how);
void page_place(const struct page *p, struct txt *out);

#endif
