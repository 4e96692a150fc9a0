/*
 * The answer: how many boots failed, when, why, how sure that is, and what to do first, in sentences that
 * can be read out in a meeting.
 */
#include "report/nothing.h"
#include "report/page.h"
#include "report/words.h"

#include <stdio.h>
#include <string.h>

#define MOST_CAUSES 8 /* one more is shown in full, too: folding it would save nothing */

struct tally {
	int64_t boots, booted, failed, incomplete, targets, failed_targets, recovered, first_ns, last_ns;
};

static int keep_tally(void *ctx, const struct row *r)
{
	struct tally *t = ctx;

	*t = (struct tally){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4),
		row_int(r, 5), row_int(r, 6), row_int(r, 7), row_int(r, 8)};
	return 1;
}

static void put_day(struct page *p, const char *day)
{
	html_open(&p->h, H_TIME, AT({A_DATETIME, day, 0}));
	html_text(&p->h, day);
	html_close(&p->h, H_TIME);
}

/* "between 08:01 and 08:14 UTC on 2026-11-21" */
static void when(struct page *p, const struct tally *t)
{
	char a[8], b[8], zone[8], day[16], last_day[16];

	page_hhmm(p, t->first_ns, a);
	page_hhmm(p, t->last_ns, b);
	page_date(p, t->first_ns, day);
	page_date(p, t->last_ns, last_day);
	if (strcmp(day, last_day)) {
		html_static(&p->h, "between ");
		put_day(p, day);
		html_fmt(&p->h, " %s and ", a);
		put_day(p, last_day);
		html_fmt(&p->h, " %s %s", b, page_zone(p, zone));
		return;
	}
	if (strcmp(a, b))
		html_fmt(&p->h, "between %s and %s %s on ", a, b, page_zone(p, zone));
	else
		html_fmt(&p->h, "at %s %s on ", a, page_zone(p, zone));
	put_day(p, day);
}

static void verdict(struct page *p, const struct tally *t)
{
	html_open(&p->h, H_P, AT({A_CLASS, "verdict", 0}));
	if (!t->boots && nothing_of_asked(p)) {
		html_static(&p->h, "The case holds boots, but none that this page was asked for.");
	} else if (!t->boots) {
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

struct causes {
	struct page *p;
	int64_t all, shown, others, other_causes;
};

static int put_cause(void *ctx, const struct row *r)
{
	struct causes *c = ctx;
	struct html *h = &c->p->h;
	char href[32];

	if (c->shown == MOST_CAUSES && c->all > MOST_CAUSES + 1) {
		c->others += row_int(r, 1);
		c->other_causes++;
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
	html_text(h, row_null(r, 0) ? "Cause not determined: these captures cannot show it" : row_text(r, 2));
	html_close(h, H_A);
	html_static(h, " ");
	if (!row_null(r, 0))
		page_confidence(c->p, row_text(r, 3));
	html_close(h, H_SPAN);
	html_close(h, H_LI);
	return 0;
}

static void causes(struct page *p)
{
	struct causes c = {.p = p};
	char href[32];

	c.all = page_int(p, "SELECT count(DISTINCT coalesce(primary_rule, '')) FROM boots WHERE outcome = 'failed' AND"
		IN_SCOPE);
	p->causes = c.all;
	html_open(&p->h, H_UL, AT({A_CLASS, "because", 0}));
	page_query(p,
		"SELECT b.primary_rule, count(DISTINCT b.boot_id), min(f.title),"
		" CASE WHEN sum(b.confidence = 'high') * 2 >= count(*) THEN 'high'"
		" WHEN sum(b.confidence = 'low') * 2 > count(*) THEN 'low' ELSE 'medium' END FROM"
		" (SELECT * FROM boots WHERE outcome = 'failed' AND" IN_SCOPE ") b"
		" LEFT JOIN findings f ON f.boot_id = b.boot_id AND f.is_primary AND f.rule = b.primary_rule"
		" GROUP BY b.primary_rule ORDER BY 2 DESC, b.primary_rule IS NULL, min(b.start_ns)",
		put_cause, &c);
	snprintf(href, sizeof(href), "#cause-%lld", (long long)c.shown + 1);
	if (c.others) {
		html_open(&p->h, H_LI, NULL);
		html_open(&p->h, H_STRONG, NULL);
		page_count(p, c.others);
		html_close(&p->h, H_STRONG);
		html_open(&p->h, H_SPAN, NULL);
		html_open(&p->h, H_A, AT({A_HREF, href, 0}));
		html_fmt(&p->h, "%lld other causes", (long long)c.other_causes);
		html_close(&p->h, H_A);
		html_close(&p->h, H_SPAN);
		html_close(&p->h, H_LI);
	}
	html_close(&p->h, H_UL);
}

struct stops {
	struct page *p;
	int64_t failed, phases, place;
};

/* Columns: phase boots */
static int put_stop(void *ctx, const struct row *r)
{
	struct stops *s = ctx;
	struct word spare;
	const struct word *w = word_find(words_stopped, row_text(r, 0), &spare);

	if (s->place++)
		html_text(&s->p->h, s->place == s->phases ? " and " : ", ");
	if (s->phases > 1) {
		page_count(s->p, row_int(r, 1));
		html_text(&s->p->h, s->place == 1 ? " stopped " : " ");
	}
	html_fmt(&s->p->h, "%s (%s)", w->more ? w->more : "in", w->title);
	return 0;
}

/* How far the failed boots came, for who does not know the phases. */
static void stopped(struct page *p, int64_t failed)
{
	struct stops s = {p, failed, 0, 0};

	s.phases = page_int(p, "SELECT count(DISTINCT phase_reached) FROM boots WHERE outcome = 'failed' AND" IN_SCOPE);
	html_open(&p->h, H_P, AT({A_CLASS, "lead", 0}));
	if (failed == 1)
		html_static(&p->h, "It stopped ");
	else if (s.phases == 1)
		html_static(&p->h, "All stopped ");
	page_query(p,
		"SELECT phase_reached, count(*) FROM boots WHERE outcome = 'failed' AND" IN_SCOPE
		" GROUP BY phase_reached ORDER BY 2 DESC, min(start_ns)", put_stop, &s);
	html_static(&p->h, ".");
	html_close(&p->h, H_P);
}

/* Columns: remedy, how many causes */
static int put_remedy(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_P, AT({A_CLASS, "first", 0}));
	html_leaf(&p->h, H_STRONG, NULL, row_int(r, 1) > 1 ? "Do first, against the cause at the top:" : "Do first:");
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

static void number(struct page *p, const char *name, int64_t n)
{
	html_leaf(&p->h, H_DT, NULL, name);
	html_open(&p->h, H_DD, NULL);
	page_count(p, n);
	html_close(&p->h, H_DD);
}

/* The same in numbers, beside the sentences. */
static void numbers(struct page *p, const struct tally *t)
{
	html_open(&p->h, H_DL, AT({A_CLASS, "numbers", 0}));
	number(p, "Boots", t->boots);
	number(p, "Failed", t->failed);
	number(p, "Booted", t->booted);
	number(p, "Incomplete", t->incomplete);
	number(p, "Machines", t->targets);
	number(p, "Affected", t->failed_targets);
	html_close(&p->h, H_DL);
}

/* Who is affected, and what is not known. */
static void extent(struct page *p, const struct tally *t)
{
	int64_t sure = page_int(p,
		"SELECT count(*) FROM boots WHERE outcome = 'failed' AND confidence = 'high' AND" IN_SCOPE);
	int64_t partial = store_int(p->store, "SELECT count(*) FROM captures WHERE status <> 'complete'",
		NULL, 0, 0);
	int64_t all = store_int(p->store, "SELECT count(*) FROM captures", NULL, 0, 0);

	if (!all)
		return;
	html_open(&p->h, H_P, NULL);
	if (t->failed) {
		put_n(p, t->failed_targets, "machine is affected", "machines are affected");
		html_static(&p->h, ", of ");
		put_n(p, t->targets, "seen", "seen");
		if (t->recovered) {
			html_static(&p->h, "; ");
			put_n(p, t->recovered, "of them booted later", "of them booted later");
		}
		html_static(&p->h, ". ");
		if (!sure) {
			html_static(&p->h, "No cause is known with high confidence. ");
		} else if (sure == t->failed) {
			html_fmt(&p->h, "%s known with high confidence. ", p->causes == 1 ? "The cause is" : "All causes are");
		} else {
			html_static(&p->h, "The cause is known with high confidence for ");
			page_count(p, sure);
			html_static(&p->h, " of the ");
			put_n(p, t->failed, "failed boot", "failed boots");
			html_static(&p->h, ". ");
		}
	}
	if (t->incomplete) {
		put_n(p, t->incomplete, "boot is", "boots are");
		if (t->incomplete == 1)
			html_static(&p->h, " incomplete: the captures do not show how it ended. ");
		else
			html_static(&p->h, " incomplete: the captures do not show how they ended. ");
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
	} else {
		html_static(&p->h, "Every capture was read to its end.");
	}
	html_close(&p->h, H_P);
}

void section_answer(struct page *p)
{
	struct tally t = {0};

	page_query(p,
		"WITH worked AS MATERIALIZED (SELECT mac, max(start_ns) AS ns FROM boots WHERE outcome = 'booted' GROUP BY mac)"
		" SELECT count(*), sum(outcome = 'booted'), sum(outcome = 'failed'), sum(outcome = 'incomplete'),"
		" count(DISTINCT mac), count(DISTINCT CASE outcome WHEN 'failed' THEN mac END),"
		" count(DISTINCT CASE WHEN outcome = 'failed' AND start_ns < (SELECT l.ns FROM worked l WHERE l.mac = boots.mac) THEN mac END),"
		" min(CASE outcome WHEN 'failed' THEN start_ns END), max(CASE outcome WHEN 'failed' THEN start_ns END)"
		" FROM boots WHERE" IN_SCOPE, keep_tally, &t);
	html_open(&p->h, H_DIV, AT({A_CLASS, "answer", 0}));
	html_open(&p->h, H_DIV, NULL);
	verdict(p, &t);
	if (t.failed) {
		stopped(p, t.failed);
		causes(p);
		page_query(p,
			"SELECT f.remedy, count(*) OVER () FROM findings f JOIN (SELECT primary_rule, count(*) AS n,"
			" min(start_ns) AS start_ns, min(boot_id) AS boot_id FROM boots"
			" WHERE outcome = 'failed' AND primary_rule IS NOT NULL AND" IN_SCOPE
			" GROUP BY primary_rule) b ON f.boot_id = b.boot_id AND f.rule = b.primary_rule"
			" WHERE f.remedy <> '' ORDER BY b.n DESC, b.start_ns, f.finding_id LIMIT 1",
			put_remedy, p);
	}
	extent(p, &t);
	if (!t.boots)
		nothing_render(p);
	html_close(&p->h, H_DIV);
	if (t.boots)
		numbers(p, &t);
	html_close(&p->h, H_DIV);
}
