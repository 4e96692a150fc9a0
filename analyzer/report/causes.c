/*
 * The failures grouped by cause: how many, since when, where, how sure, what to do first.
 */
#include "report/buckets.h"
#include "report/page.h"
#include "report/words.h"
#include "base/txt.h"

#include <stdio.h>
#include <string.h>

struct cause {
	struct page *p;
	const char *rule; /* NULL: not determined */
	int64_t place, boots, listed;
};

/* Page-wide scope, then ?3 = the rule or NULL. */
static void cause_query(struct cause *c, const char *sql, row_fn fn, void *ctx)
{
	struct bind args[PAGE_ARGS];

	page_args(c->p, args);
	args[2] = B_TEXT(c->rule);
	page_rows(c->p, sql, args, PAGE_ARGS, fn, ctx);
}

struct phases {
	struct txt *words;
	int seen;
};

/* Columns: phase, whether it is the last */
static int add_phase(void *ctx, const struct row *r)
{
	struct phases *f = ctx;

	txt_fmt(f->words, "%s%s", !f->seen++ ? "" : row_int(r, 1) ? " and " : ", ",
		word_title(words_stopped, row_text(r, 0)));
	return 0;
}

/* "DHCP and PXE": where the boots of one cause stopped, most of them first. */
static void put_phases(struct cause *c)
{
	struct txt words = {0};
	struct phases f = {&words, 0};

	cause_query(c,
		"SELECT phase_reached, row_number() OVER (ORDER BY count(*) DESC, min(start_ns)) = count(*) OVER ()"
		" FROM boots WHERE outcome = 'failed' AND primary_rule IS ?3 AND" IN_SCOPE
		" GROUP BY phase_reached ORDER BY count(*) DESC, min(start_ns)", add_phase, &f);
	html_fmt(&c->p->h, "stopped in %s", txt_str(&words));
	txt_free(&words);
}

/* The values of a column: as many as one reads, and how many there are beyond. */
#define FIRST_OF(x)                                                                                \
	"CASE WHEN count(DISTINCT " x ") > 4 THEN min(" x ") || ' and ' || (count(DISTINCT " x ") - 1) || ' more'"  \
	" ELSE replace(group_concat(DISTINCT " x "), ',', ', ') END"

static int put_place(void *ctx, const struct row *r)
{
	struct cause *c = ctx;
	struct html *h = &c->p->h;
	static const char *const name[] = {"server ", "behind relay ", "subnet "};
	int i;

	page_fact(c->p, "Where");
	for (i = 0; i < 3; i++)
		if (!row_null(r, i))
			html_fmt(h, "%s%s; ", name[i], row_text(r, i));
	put_phases(c);
	page_fact_end(c->p);
	return 1;
}

static int put_boot(void *ctx, const struct row *r)
{
	struct cause *c = ctx;
	char href[40];

	c->listed++;
	html_open(&c->p->h, H_LI, NULL);
	snprintf(href, sizeof(href), "#boot-%lld", (long long)row_int(r, 0));
	html_open(&c->p->h, H_A, AT({A_HREF, href, 0}));
	html_text(&c->p->h, row_text(r, 1));
	html_close(&c->p->h, H_A);
	html_close(&c->p->h, H_LI);
	return 0;
}

/* The boots that are not named: some of them are shown below. */
static void more(struct cause *c, int64_t shown)
{
	int64_t below = shown - c->listed, beyond = c->boots - shown;

	if (below <= 0 && beyond <= 0)
		return;
	html_open(&c->p->h, H_P, AT({A_CLASS, "more", 0}));
	if (below > 0)
		html_fmt(&c->p->h, "%lld more below%s", (long long)below, beyond > 0 ? ", " : ".");
	if (beyond > 0)
		html_fmt(&c->p->h, "%lld more in the case file.", (long long)beyond);
	html_close(&c->p->h, H_P);
}

static void put_boots(struct cause *c)
{
	const struct bind args[] = {B_TEXT(page_shown(c->p)), B_TEXT(c->rule)};

	page_fact(c->p, "Boots");
	html_open(&c->p->h, H_UL, AT({A_CLASS, "inline", 0}));
	page_rows(c->p,
		"SELECT b.boot_id, coalesce(b.hostname, b.mac) || CASE WHEN b.attempt > 1 THEN ', attempt ' || b.attempt ELSE ''"
		" END FROM json_each(?1) s JOIN boots b ON b.boot_id = s.value WHERE b.primary_rule IS ?2"
		" ORDER BY b.start_ns, b.boot_id LIMIT 8", args, 2, put_boot, c);
	html_close(&c->p->h, H_UL);
	more(c, store_int(c->p->store, "SELECT count(*) FROM json_each(?1) s JOIN boots b ON b.boot_id = s.value"
		" WHERE b.primary_rule IS ?2", args, 2, 0));
	page_fact_end(c->p);
}

static int put_advice(void *ctx, const struct row *r)
{
	struct cause *c = ctx;

	if (*row_text(r, 0)) {
		page_fact(c->p, "Do first");
		page_prose(c->p, NULL, row_text(r, 0));
		page_fact_end(c->p);
	}
	if (*row_text(r, 1)) {
		page_fact(c->p, c->rule ? "Check" : "What would settle it");
		page_prose(c->p, NULL, row_text(r, 1));
		page_fact_end(c->p);
	}
	return 1;
}

static void put_when(struct cause *c, int64_t first, int64_t last)
{
	page_fact(c->p, c->boots > 1 ? "Since" : "When");
	page_time(c->p, first, TIME_FULL, 0);
	if (c->boots > 1) {
		html_static(&c->p->h, ", last ");
		page_time(c->p, last, TIME_FULL, 0);
	}
	page_fact_end(c->p);
}

static void put_sure(struct cause *c, int64_t high, int64_t medium, int64_t low)
{
	const char *level = high >= medium && high >= low ? "high" : medium >= low ? "medium" : "low";

	page_fact(c->p, "How sure");
	if (!c->rule)
		html_static(&c->p->h, "Cannot be told from these captures");
	else
		page_confidence(c->p, level);
	if (c->rule && high + medium + low > (*level == 'h' ? high : *level == 'm' ? medium : low))
		html_fmt(&c->p->h, " (%lld high, %lld medium, %lld low)", (long long)high, (long long)medium,
			(long long)low);
	page_fact_end(c->p);
}

static void cause_heading(struct cause *c, const char *title)
{
	struct html *h = &c->p->h;

	html_open(h, H_H3, NULL);
	html_open(h, H_SPAN, AT({A_CLASS, "count", 0}));
	page_count(c->p, c->boots);
	html_fmt(h, " %s", word_plural(c->boots, "boot", "boots"));
	html_close(h, H_SPAN);
	html_static(h, " ");
	html_text(h, c->rule ? title : "Cause not determined");
	html_close(h, H_H3);
}

static int put_cause(void *ctx, const struct row *r)
{
	struct cause c = {ctx, row_text_or_null(r, 0), 0, row_int(r, 1), 0};
	char id[32];
	int64_t *place = &((struct page *)ctx)->causes;

	c.place = ++*place;
	snprintf(id, sizeof(id), "cause-%lld", (long long)c.place);
	html_open(&c.p->h, H_ARTICLE, AT({A_CLASS, "cause", 0}, {A_ID, id, 0}));
	cause_heading(&c, row_text(r, 7));
	html_open(&c.p->h, H_DL, AT({A_CLASS, "facts", 0}));
	put_when(&c, row_int(r, 2), row_int(r, 3));
	cause_query(&c,
		"SELECT " FIRST_OF("coalesce(f.server_ip, CASE b.phase_reached WHEN 'dhcp' THEN b.dhcp_server"
		"  WHEN 'pxe' THEN b.boot_server WHEN 'bootfile' THEN b.boot_server WHEN 'login' THEN b.login_server"
		"  ELSE b.stream_server END)") ", " FIRST_OF("b.relay") ", "
		FIRST_OF("(SELECT max(d.subnet) FROM durations d WHERE d.boot_id = b.boot_id)")
		" FROM (SELECT * FROM boots WHERE outcome = 'failed' AND primary_rule IS ?3 AND" IN_SCOPE ") b"
		" LEFT JOIN findings f ON f.boot_id = b.boot_id AND f.rule IS ?3", put_place, &c);
	put_sure(&c, row_int(r, 4), row_int(r, 5), row_int(r, 6));
	cause_query(&c,
		"SELECT f.remedy, f.\"check\" FROM findings f JOIN (SELECT boot_id, start_ns FROM boots"
		" WHERE outcome = 'failed' AND primary_rule IS ?3 AND" IN_SCOPE ") b USING (boot_id)"
		" WHERE f.rule = ?3 OR ?3 IS NULL ORDER BY f.score DESC, b.start_ns, f.finding_id LIMIT 1",
		put_advice, &c);
	put_boots(&c);
	html_close(&c.p->h, H_DL);
	buckets_render(c.p, c.rule);
	html_close(&c.p->h, H_ARTICLE);
	return 0;
}

void section_causes(struct page *p)
{
	p->causes = 0;
	page_query(p,
		"SELECT b.primary_rule, count(DISTINCT b.boot_id), min(b.start_ns), max(b.start_ns),"
		" count(DISTINCT CASE b.confidence WHEN 'high' THEN b.boot_id END),"
		" count(DISTINCT CASE b.confidence WHEN 'medium' THEN b.boot_id END),"
		" count(DISTINCT CASE b.confidence WHEN 'low' THEN b.boot_id END), min(f.title)"
		" FROM (SELECT * FROM boots WHERE outcome = 'failed' AND" IN_SCOPE ") b"
		" LEFT JOIN findings f ON f.boot_id = b.boot_id AND f.is_primary AND f.rule = b.primary_rule"
		" GROUP BY b.primary_rule ORDER BY 2 DESC, b.primary_rule IS NULL, min(b.start_ns)",
		put_cause, p);
	if (!p->causes)
		html_leaf(&p->h, H_P, NULL, "No boot failed in what was captured.");
}
