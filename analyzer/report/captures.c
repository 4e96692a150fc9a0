/*
 * What the captures can and cannot show: where each was taken, and what that hides.
 */
#include "report/page.h"
#include "report/words.h"
#include "base/txt.h"

#include <string.h>

static void span(struct page *p, const struct row *r, int first, int last)
{
	char len[32];

	if (row_null(r, first) || row_null(r, last)) {
		html_static(&p->h, "no frames");
		return;
	}
	page_time(p, row_int(r, first), TIME_FULL, 0);
	html_static(&p->h, " to ");
	page_time(p, row_int(r, last), TIME_FULL, 0);
	html_fmt(&p->h, ", %s", txt_duration(len, sizeof(len), row_int(r, last) - row_int(r, first)));
}

static void clock_offset(struct page *p, const struct row *r, int offset, int uncertainty)
{
	char apart[32], within[32];
	int64_t ns;

	if (row_null(r, offset) || (!row_int(r, offset) && !row_int(r, uncertainty)))
		return;
	ns = row_int(r, offset);
	ns = ns < 0 ? -ns : ns;
	txt_duration(within, sizeof(within), row_int(r, uncertainty) > 1000 ? row_int(r, uncertainty) : 1000);
	html_open(&p->h, H_P, NULL);
	if (ns <= row_int(r, uncertainty) || ns < 1000000)
		html_fmt(&p->h, "Its clock agrees with the others to within %s.", ns < 1000000 && ns > row_int(r, uncertainty)
			? txt_duration(apart, sizeof(apart), ns) : within);
	else
		html_fmt(&p->h, "Its clock was %s %s the others, known to within %s; times are corrected.",
			txt_duration(apart, sizeof(apart), ns), row_int(r, offset) > 0 ? "behind" : "ahead of", within);
	html_close(&p->h, H_P);
}

static void status_tag(struct page *p, const char *status)
{
	if (!strcmp(status, "complete"))
		page_tag(p, "ok", "\xe2\x9c\x93", "read whole");
	else if (!strcmp(status, "cut"))
		page_tag(p, "retried", "\xe2\x9c\x82", "cut short");
	else
		page_tag(p, "failed", "\xe2\x9c\x95", "not readable");
}

/* The file without its folders, which are the engineer's; the inputs name them. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* Columns: finding's title explanation check */
static int put_limit(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_P, NULL);
	html_leaf(&p->h, H_STRONG, NULL, row_text(r, 0));
	html_fmt(&p->h, ". %s", row_text(r, 1));
	if (*row_text(r, 2))
		html_fmt(&p->h, " %s", row_text(r, 2));
	html_close(&p->h, H_P);
	return 0;
}

/* Columns: capture_id path status note vantage reasons first_ns last_ns offset uncertainty frames */
static int put_capture(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	struct html *h = &p->h;
	const struct bind args[] = {B_INT(row_int(r, 0))};
	struct word spare;
	const struct word *w = word_find(words_vantage, row_text(r, 4), &spare);

	html_open(h, H_ARTICLE, AT({A_CLASS, "capture", 0}));
	html_open(h, H_H3, NULL);
	html_fmt(h, "%lld ", (long long)row_int(r, 0));
	html_breakable(h, file_name(row_text(r, 1)));
	html_close(h, H_H3);
	html_open(h, H_P, AT({A_CLASS, "meta", 0}));
	status_tag(p, row_text(r, 2));
	html_static(h, " ");
	span(p, r, 6, 7);
	html_close(h, H_P);
	page_prose(p, NULL, row_text(r, 3));
	if (row_int(r, 10) && !row_null(r, 4)) {
		html_open(h, H_P, NULL);
		html_leaf(h, H_STRONG, NULL, w->title);
		html_static(h, ". ");
		html_text(h, w->more ? w->more : "");
		if (*row_text(r, 5))
			html_fmt(h, " How we know: %s.", row_text(r, 5));
		html_close(h, H_P);
	}
	clock_offset(p, r, 8, 9);
	page_rows(p, "SELECT title, explanation, \"check\" FROM findings WHERE scope = 'capture'"
		" AND capture_id = ?1 ORDER BY finding_id", args, 1, put_limit, p);
	html_close(h, H_ARTICLE);
	return 0;
}

void section_captures(struct page *p)
{
	int64_t all = store_int(p->store, "SELECT count(*) FROM captures", NULL, 0, 0);

	if (!all) {
		html_leaf(&p->h, H_P, NULL, "The case holds no capture.");
		return;
	}
	page_rows(p,
		"SELECT capture_id, path, status, note, vantage, vantage_reasons, first_ns, last_ns,"
		" clock_offset_ns, clock_uncertainty_ns, frames FROM captures ORDER BY capture_id LIMIT 200", NULL,
		0, put_capture, p);
	page_more(p, all, PAGE_ROWS, "captures");
	if (!losses_told(p) && page_int(p, "SELECT count(*) FROM boots WHERE outcome = 'failed' AND" IN_SCOPE))
		losses_limits(p); /* who reads why a boot failed would ask */
}
