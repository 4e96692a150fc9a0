/*
 * The answer: how many boots failed, when, why, how sure that is, and what to do first, in sentences that
 * can be read out in a meeting.
 */
#include "report/page.h"
#include "report/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct tally {
	int64_t boots, booted, failed, incomplete, targets, failed_targets, first_ns, last_ns;
};

static int keep_tally(void *ctx, const struct row *r)
{
	struct tally *t = ctx;

	*t = (struct tally){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4),
		row_int(r, 5), row_int(r, 6), row_int(r, 7)};
	return 1;
}

/* "between 08:01 and 08:14 UTC on 2026-11-21" */
static void when(struct page *p, const struct tally *t)
{
	char a[8], b[8], zone[8], day[16], last_day[16];

	page_hhmm(p, t->first_ns, a);
	page_hhmm(p, t->last_ns, b);
	page_date(p, t->first_ns, day);
	page_date(p, t->last_ns, last_day);
	if (strcmp(day, last_day))
		html_fmt(&p->h, "between %s %s and %s %s %s", day, a, last_day, b, page_zone(p, zone));
	else if (strcmp(a, b))
		html_fmt(&p->h, "between %s and %s %s on %s", a, b, page_zone(p, zone), day);
	else
		html_fmt(&p->h, "at %s %s on %s", a, page_zone(p, zone), day);
}

static void verdict(struct page *p, const struct tally *t)
{
	html_open(&p->h, H_P, AT({A_CLASS, "verdict", 0}));
	if (!t->boots) {
		html_static(&p->h, "The captures show no network boot.");
	} else if (!t->failed) {
		html_static(&p->h, "None of the ");
		page_count(p, t->boots);
		html_fmt(&p->h, " %s failed.", word_plural(t->boots, "boot", "boots"));
	} else {
		html_open(&p->h, H_STRONG, NULL);
		page_count(p, t->failed);
		html_static(&p->h, " of ");
		page_count(p, t->boots);
		html_fmt(&p->h, " %s failed", word_plural(t->boots, "boot", "boots"));
		html_close(&p->h, H_STRONG);
		html_static(&p->h, " ");
		when(p, t);
		html_static(&p->h, ".");
	}
	html_close(&p->h, H_P);
}

/* A title as the end of a sentence: "The boot server ..." begins small, "DHCP ..." does not. */
static void put_clause(struct page *p, const char *title)
{
	char first[2] = {(char)tolower((unsigned char)title[0]), '\0'};

	if (title[0] && (islower((unsigned char)title[1]) || title[1] == ' ')) {
		html_text(&p->h, first);
		title++;
	}
	html_text(&p->h, title);
}

struct causes {
	struct page *p;
	int64_t shown, others;
};

static int put_cause(void *ctx, const struct row *r)
{
	struct causes *c = ctx;
	struct html *h = &c->p->h;
	char href[32];

	if (c->shown == 4) {
		c->others += row_int(r, 1);
		return 0;
	}
	c->shown++;
	snprintf(href, sizeof(href), "#cause-%lld", (long long)c->shown);
	html_open(h, H_LI, NULL);
	html_open(h, H_STRONG, NULL);
	page_count(c->p, row_int(r, 1));
	html_close(h, H_STRONG);
	html_open(h, H_SPAN, NULL);
	html_static(h, " ");
	html_open(h, H_A, AT({A_HREF, href, 0}));
	if (row_null(r, 0)) {
		html_static(h, "for a reason that these captures cannot show");
	} else {
		html_static(h, "because ");
		put_clause(c->p, row_text(r, 2));
	}
	html_close(h, H_A);
	html_static(h, ". ");
	html_close(h, H_SPAN);
	html_close(h, H_LI);
	return 0;
}

static void causes(struct page *p)
{
	struct causes c = {.p = p};

	html_open(&p->h, H_UL, AT({A_CLASS, "because", 0}));
	page_query(p,
		"SELECT b.primary_rule, count(DISTINCT b.boot_id), min(f.title) FROM"
		" (SELECT * FROM boots WHERE outcome = 'failed' AND" IN_SCOPE ") b"
		" LEFT JOIN findings f ON f.boot_id = b.boot_id AND f.is_primary AND f.rule = b.primary_rule"
		" GROUP BY b.primary_rule ORDER BY 2 DESC, b.primary_rule IS NULL, min(b.start_ns)",
		put_cause, &c);
	if (c.others) {
		html_open(&p->h, H_LI, NULL);
		html_open(&p->h, H_STRONG, NULL);
		page_count(p, c.others);
		html_close(&p->h, H_STRONG);
		html_static(&p->h, " for other reasons.");
		html_close(&p->h, H_LI);
	}
	html_close(&p->h, H_UL);
}

static int put_remedy(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_P, AT({A_CLASS, "first", 0}));
	html_leaf(&p->h, H_STRONG, NULL, "Do first:");
	html_static(&p->h, " ");
	html_text(&p->h, row_text(r, 0));
	html_close(&p->h, H_P);
	return 1;
}

static void put_n(struct page *p, int64_t n, const char *one, const char *many)
{
	page_count(p, n);
	html_fmt(&p->h, " %s", word_plural(n, one, many));
}

/* Who is affected, and what is not known. */
static void extent(struct page *p, const struct tally *t)
{
	int64_t sure = page_int(p,
		"SELECT count(*) FROM boots WHERE outcome = 'failed' AND confidence = 'high' AND" IN_SCOPE);
	int64_t partial = store_int(p->store, "SELECT count(*) FROM captures WHERE status <> 'complete'",
		NULL, 0, 0);
	int64_t all = store_int(p->store, "SELECT count(*) FROM captures", NULL, 0, 0);

	html_open(&p->h, H_P, NULL);
	if (t->failed) {
		put_n(p, t->failed_targets, "machine is affected", "machines are affected");
		html_static(&p->h, ", of ");
		put_n(p, t->targets, "seen. ", "seen. ");
		put_n(p, sure, "cause is", "causes are");
		html_static(&p->h, " known with high confidence. ");
	}
	if (t->incomplete) {
		put_n(p, t->incomplete, "boot is", "boots are");
		html_static(&p->h, " incomplete: the captures end too early to tell how it went on. ");
	}
	if (partial) {
		page_count(p, partial);
		html_static(&p->h, " of ");
		put_n(p, all, "capture", "captures");
		html_static(&p->h, " could not be read whole; ");
		html_open(&p->h, H_A, AT({A_HREF, "#captures", 0}));
		html_static(&p->h, "what that means");
		html_close(&p->h, H_A);
		html_static(&p->h, ".");
	} else if (all) {
		html_static(&p->h, "Every capture was read to its end.");
	}
	html_close(&p->h, H_P);
}

void section_answer(struct page *p)
{
	struct tally t = {0};

	page_query(p,
		"SELECT count(*), sum(outcome = 'booted'), sum(outcome = 'failed'), sum(outcome = 'incomplete'),"
		" count(DISTINCT mac), count(DISTINCT CASE outcome WHEN 'failed' THEN mac END),"
		" min(CASE outcome WHEN 'failed' THEN start_ns END), max(CASE outcome WHEN 'failed' THEN start_ns END)"
		" FROM boots WHERE" IN_SCOPE, keep_tally, &t);
	verdict(p, &t);
	if (t.failed) {
		causes(p);
		page_query(p,
			"SELECT f.remedy FROM findings f JOIN (SELECT primary_rule, count(*) AS n,"
			" min(start_ns) AS start_ns, min(boot_id) AS boot_id FROM boots"
			" WHERE outcome = 'failed' AND primary_rule IS NOT NULL AND" IN_SCOPE
			" GROUP BY primary_rule) b ON f.boot_id = b.boot_id AND f.rule = b.primary_rule"
			" WHERE f.remedy <> '' ORDER BY b.n DESC, b.start_ns, f.finding_id LIMIT 1",
			put_remedy, p);
	}
	extent(p, &t);
}
