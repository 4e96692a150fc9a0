/*
 * Another boot beside a failed one: the healthy boot that is most like it, and another attempt of the same
 * machine. What differs is compare/'s to say.
 */
#include "report/around.h"
#include "report/words.h"
#include "base/txt.h"
#include "compare/compare.h"

#include <string.h>

#define COMPARED 30

static const char *state_words(enum compare_state state)
{
	static const char *const words[] = {
		[COMPARE_SAME] = "same", [COMPARE_OWN] = "own", [COMPARE_DIFFERS] = "differs",
		[COMPARE_ONLY_A] = "only here", [COMPARE_ONLY_B] = "only there",
	};

	return words[state];
}

static void put_compared(struct page *p, const struct compare_row *r, size_t times, const char *remark)
{
	static const char *const indent[] = {[COMPARE_PHASE] = "cmp phase", [COMPARE_MESSAGE] = "cmp message",
		[COMPARE_FIELD] = "cmp field"};
	bool alike = r->state == COMPARE_SAME || r->state == COMPARE_OWN;
	struct html *h = &p->h;
	int i;

	html_open(h, H_TR, AT({A_CLASS, remark ? "parting" : "plain", 0}));
	html_open(h, H_TD, AT({A_CLASS, indent[r->type], 0}));
	html_text(h, r->type == COMPARE_PHASE ? word_title(words_phase, r->phase) : r->name);
	html_close(h, H_TD);
	for (i = 0; i < 2; i++) {
		html_open(h, H_TD, AT({A_CLASS, "info", 0}));
		html_breakable(h, *r->value[i] ? r->value[i] : "\xe2\x80\x93");
		html_close(h, H_TD);
	}
	html_open(h, H_TD, NULL);
	page_tag(p, alike ? "same" : "failed", alike ? "=" : "\xe2\x89\xa0", state_words(r->state));
	if (times > 1)
		html_fmt(h, " \xc3\x97%zu", times);
	if (remark)
		html_leaf(h, H_SPAN, "role", remark);
	html_close(h, H_TD);
	html_close(h, H_TR);
}

/* Phases, messages, and of fields those that differ other than they must. */
static bool worth_showing(const struct compare_row *r)
{
	return r->type != COMPARE_FIELD || (r->state != COMPARE_SAME && r->state != COMPARE_OWN);
}

/* How many rows from i on are one message again and again that only one of the boots has. */
static size_t repeats(const struct comparison *c, size_t i, size_t end)
{
	const struct compare_row *a = &c->row[i];
	size_t n = 1;

	if (a->type != COMPARE_MESSAGE || (a->state != COMPARE_ONLY_A && a->state != COMPARE_ONLY_B))
		return 1;
	while (i + n < end && c->row[i + n].type == a->type && c->row[i + n].state == a->state &&
		!strcmp(c->row[i + n].name, a->name) && !strcmp(c->row[i + n].value[0], a->value[0]) &&
		!strcmp(c->row[i + n].value[1], a->value[1]))
		n++;
	return n;
}

/* Behind the last row that is shown: after the phase in which they part only one of them goes on. */
static size_t rows_end(const struct comparison *c)
{
	size_t i;

	if (c->parting == COMPARE_NONE)
		return c->rows;
	for (i = c->parting; i < c->rows && !strcmp(c->row[i].phase, c->row[c->parting].phase); i++)
		;
	return i;
}

static void compared(struct page *p, const struct comparison *c, const char *other)
{
	const char *const columns[] = {"", "This boot", other, "", NULL};
	size_t i, n, rows = 0, shown = 0, all = 0, end = rows_end(c);

	for (i = 0; i < c->rows; i++)
		all += worth_showing(&c->row[i]);
	html_open(&p->h, H_DETAILS, AT({A_CLASS, "twin side", 0}));
	html_leaf(&p->h, H_SUMMARY, NULL, "Side by side");
	page_table(p, "dense compared", "Phases, messages, and the fields that differ other than they must", columns);
	for (i = 0; i < end && rows < COMPARED; i += n) {
		n = repeats(c, i, end);
		if (!worth_showing(&c->row[i]))
			continue;
		rows++;
		shown += n;
		put_compared(p, &c->row[i], n, i == c->parting ? "they part here" : i == c->first ? "the first difference" : NULL);
	}
	page_table_end(p);
	if (all > shown) {
		html_open(&p->h, H_P, AT({A_CLASS, "more", 0}));
		html_fmt(&p->h, "%zu more rows: pvsleuth compare CASE boot:%lld boot:%lld", all - shown,
			(long long)c->side[0].boot_id, (long long)c->side[1].boot_id);
		html_close(&p->h, H_P);
	}
	html_close(&p->h, H_DETAILS);
}

static void beside(struct page *p, int64_t boot, int64_t other, const char *head, const char *why, const char *column)
{
	struct comparison c = {0};

	if (compare_boots(p->store, boot, other, p->options->fields, &c, p->err) < 0) {
		p->failed = true;
	} else {
		html_leaf(&p->h, H_H4, NULL, head);
		page_prose(p, NULL, c.words);
		page_prose(p, "meta", why);
		if (c.note && *c.note)
			page_prose(p, "meta", c.note);
		compared(p, &c, column);
	}
	compare_free(&c);
}

struct attempt {
	int64_t boot, number;
	bool before, failed;
};

/* Columns: boot_id attempt before failed */
static int keep_attempt(void *ctx, const struct row *r)
{
	struct attempt *a = ctx;

	*a = (struct attempt){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3)};
	return 1;
}

static void attempt(struct page *p, int64_t boot, int64_t peer)
{
	const struct bind args[] = {B_INT(boot)};
	struct attempt a = {0, 0, false, false};
	struct txt why = {0};

	page_rows(p,
		"SELECT l.boot_id, l.attempt, l.start_ns < o.start_ns, l.outcome = 'failed' FROM boots o JOIN boots l USING (mac)"
		" WHERE o.boot_id = ?1 AND l.boot_id <> ?1 AND l.outcome IN ('failed', 'booted')"
		" ORDER BY l.outcome <> 'booted', l.start_ns > o.start_ns, abs(l.start_ns - o.start_ns) LIMIT 1", args, 1,
		keep_attempt, &a);
	txt_fmt(&why, "Boot %lld is attempt %lld of this machine, %s this one; it %s.", (long long)a.boot, (long long)a.number,
		a.before ? "before" : "after", a.failed ? "failed, too" : "booted");
	if (!p->failed && a.boot && a.boot != peer)
		beside(p, boot, a.boot, "Compared with another attempt of the same machine", txt_str(&why), "The other attempt");
	txt_free(&why);
}

void around_others(struct page *p, int64_t boot)
{
	struct txt why = {0};
	int64_t peer = 0;

	if (!p->failed && compare_find_peer(p->store, boot, &peer, &why, p->err) < 0)
		p->failed = true;
	if (!p->failed && peer)
		beside(p, boot, peer, "Compared with a boot that worked", txt_str(&why), "The healthy boot");
	if (!p->failed)
		attempt(p, boot, peer);
	txt_free(&why);
}
