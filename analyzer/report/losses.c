/*
 * Where messages were lost between two captures: of one boot, and of the case by pair of captures.
 */
#include "report/around.h"
#include "report/page.h"
#include "report/words.h"
#include "compare/loss.h"
#include "base/txt.h"

#include <stdio.h>
#include <string.h>

/* --- of one boot --------------------------------------------------------------------------------- */

static void put_place(struct page *p, const char *name)
{
	html_open(&p->h, H_TD, NULL);
	html_breakable(&p->h, name);
	html_close(&p->h, H_TD);
}

static void put_when(struct page *p, int64_t ns)
{
	html_open(&p->h, H_TD, AT({A_CLASS, "when", 0}));
	page_time(p, ns, TIME_CLOCK, 3);
	html_close(&p->h, H_TD);
}

/* Columns: what phase left missing lost sent first_ns last_ns */
static int put_loss(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_TR, NULL);
	html_leaf(&p->h, H_TD, NULL, row_text(r, 0));
	html_leaf(&p->h, H_TD, NULL, word_title(words_phase, row_text(r, 1)));
	put_place(p, row_text(r, 2));
	put_place(p, row_text(r, 3));
	page_number(p, row_int(r, 4));
	page_number(p, row_int(r, 5));
	put_when(p, row_int(r, 6));
	put_when(p, row_int(r, 7));
	html_close(&p->h, H_TR);
	return 0;
}

void around_losses(struct page *p, int64_t boot)
{
	static const char *const columns[] = {"Messages", "Phase", "Left", "Never reached", "#Lost", "#Of", "First sent", "Last sent", NULL};
	const struct bind args[] = {B_INT(boot)};
	struct txt words = {0};

	if (!p->failed && loss_say_boot(p->store, boot, &words, p->err) < 0)
		p->failed = true;
	if (words.n) {
		html_leaf(&p->h, H_H4, NULL, "Lost on the way");
		page_prose(p, NULL, txt_str(&words));
	}
	if (words.n && store_int(p->store, "SELECT count(*) FROM losses WHERE boot_id = ?1", args, 1, 0)) {
		page_table(p, "dense", "Messages that left one capture point and never reached the next", columns);
		page_rows(p,
			"SELECT what, phase, left, missing, lost, sent, first_ns, last_ns FROM losses WHERE boot_id = ?1"
			" ORDER BY first_ns, what, direction, words LIMIT 40", args, 1, put_loss, p);
		page_table_end(p);
	}
	txt_free(&words);
}

/* --- of the case --------------------------------------------------------------------------------- */

#define LOSSES_IN_SCOPE " FROM losses JOIN (SELECT boot_id, outcome, start_ns, coalesce(hostname, mac) AS who FROM boots WHERE" IN_SCOPE \
	") USING (boot_id)"

struct pair {
	struct page *p;
	int64_t listed;
};

/* What is asked of one pair of captures: ?3 and ?4. */
static void pair_rows(struct page *p, const struct row *r, const char *sql, row_fn fn, void *ctx)
{
	struct bind args[PAGE_ARGS];

	page_args(p, args);
	args[2] = B_INT(row_int(r, 0));
	args[3] = B_INT(row_int(r, 1));
	page_rows(p, sql, args, PAGE_ARGS, fn, ctx);
}

/* Columns: lost sent what boots */
static int put_kind(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_LI, NULL);
	page_count(p, row_int(r, 0));
	html_static(&p->h, " of ");
	page_count(p, row_int(r, 1));
	html_fmt(&p->h, " %s, of ", row_text(r, 2));
	page_count(p, row_int(r, 3));
	html_fmt(&p->h, " %s", word_plural(row_int(r, 3), "boot", "boots"));
	html_close(&p->h, H_LI);
	return 0;
}

/* Columns: boot_id, its name, whether it is among those shown below */
static int put_boot(void *ctx, const struct row *r)
{
	struct pair *c = ctx;
	char href[40];

	c->listed++;
	html_open(&c->p->h, H_LI, NULL);
	if (row_int(r, 2)) {
		snprintf(href, sizeof(href), "#boot-%lld", (long long)row_int(r, 0));
		html_open(&c->p->h, H_A, AT({A_HREF, href, 0}));
		html_text(&c->p->h, row_text(r, 1));
		html_close(&c->p->h, H_A);
	} else {
		html_fmt(&c->p->h, "%s (boot:%lld)", row_text(r, 1), (long long)row_int(r, 0));
	}
	html_close(&c->p->h, H_LI);
	return 0;
}

static void pair_heading(struct page *p, const struct row *r)
{
	html_open(&p->h, H_H3, NULL);
	html_open(&p->h, H_SPAN, AT({A_CLASS, "count", 0}));
	page_count(p, row_int(r, 4));
	html_static(&p->h, " lost");
	html_close(&p->h, H_SPAN);
	html_static(&p->h, " between ");
	html_breakable(&p->h, row_text(r, 2));
	html_static(&p->h, " and ");
	html_breakable(&p->h, row_text(r, 3));
	html_close(&p->h, H_H3);
}

/* Columns: left_capture missing_capture left missing lost first_ns last_ns boots */
static int put_pair(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	struct pair c = {p, 0};

	html_open(&p->h, H_ARTICLE, AT({A_CLASS, "cause", 0}));
	pair_heading(p, r);
	html_open(&p->h, H_DL, AT({A_CLASS, "facts", 0}));
	page_fact(p, "What");
	html_open(&p->h, H_UL, AT({A_CLASS, "kinds", 0}));
	pair_rows(p, r,
		"SELECT sum(lost), sum(sent), what, count(DISTINCT boot_id)" LOSSES_IN_SCOPE
		" WHERE left_capture = ?3 AND missing_capture = ?4 GROUP BY what, direction ORDER BY 1 DESC, what", put_kind, p);
	html_close(&p->h, H_UL);
	page_fact_end(p);
	page_fact(p, "When");
	page_time(p, row_int(r, 5), TIME_FULL, 0);
	if (row_int(r, 6) / 1000000000 > row_int(r, 5) / 1000000000) {
		html_static(&p->h, " to ");
		page_time(p, row_int(r, 6), TIME_FULL, 0);
	}
	page_fact_end(p);
	page_fact(p, "Boots");
	html_open(&p->h, H_UL, AT({A_CLASS, "inline", 0}));
	pair_rows(p, r,
		"WITH" SHOWN "SELECT boot_id, who, outcome = 'failed' AND boot_id IN (SELECT boot_id FROM shown) FROM (SELECT DISTINCT boot_id, who, outcome, start_ns" LOSSES_IN_SCOPE
		" WHERE left_capture = ?3 AND missing_capture = ?4) ORDER BY outcome <> 'failed', start_ns, boot_id LIMIT 8", put_boot, &c);
	html_close(&p->h, H_UL);
	page_more(p, row_int(r, 7), c.listed, "boots");
	page_fact_end(p);
	html_close(&p->h, H_DL);
	html_close(&p->h, H_ARTICLE);
	return 0;
}

static const char pairs[] =
	"SELECT left_capture, missing_capture, left, missing, sum(lost), min(first_ns), max(last_ns), count(DISTINCT boot_id)" LOSSES_IN_SCOPE
	" GROUP BY left_capture, missing_capture ORDER BY 8 DESC, 5 DESC, left, missing LIMIT 200";

void losses_limits(struct page *p)
{
	struct txt words = {0};

	if (!p->failed && loss_say_limits(p->store, &words, p->err) < 0)
		p->failed = true;
	if (words.n)
		page_prose(p, "meta", txt_str(&words));
	txt_free(&words);
}

bool losses_told(struct page *p)
{
	return loss_comparable(p->store) > 1;
}

void section_losses(struct page *p)
{
	if (page_int(p, "SELECT count(*)" LOSSES_IN_SCOPE)) {
		html_leaf(&p->h, H_P, NULL, "Each of these left one capture point. The next one on its way never had it, although it was recording "
			"then and has other frames for the same receiver. Look for the loss between the two.");
		page_query(p, pairs, put_pair, p);
	} else {
		html_leaf(&p->h, H_P, NULL, "No message is known to have left one capture and to be missing at the next.");
	}
	losses_limits(p);
}
