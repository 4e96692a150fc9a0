/*
 * Statistics: how long each phase takes, and how boots fared by server, subnet, firmware and hour.
 */
#include "report/chart.h"
#include "report/words.h"
#include "base/mem.h"
#include "base/txt.h"
#include "compare/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 26, LEFT = 130, RIGHT = 900, HEAD = 18, GROUPS = 24 };

/* --- phases ------------------------------------------------------------------------------------ */

struct phases {
	struct page *p;
	struct stats_phase *row;
	size_t count, cap;
	int64_t shortest, longest;
	struct chart_log axis;
};

static int keep_phase(void *ctx, const struct stats_phase *s)
{
	struct phases *f = ctx;

	if (s->p50_ns < 0)
		return 0;
	VEC_ROOM(f->row, f->count, f->cap);
	f->row[f->count++] = *s;
	if (s->p50_ns > 0 && s->p50_ns < f->shortest)
		f->shortest = s->p50_ns;
	if (s->max_ns > f->longest)
		f->longest = s->max_ns;
	return 0;
}

static void put_range(const struct phases *f, const struct stats_phase *s, int y)
{
	char len[32], label[64];
	int a = chart_log_x(&f->axis, s->p50_ns), b = chart_log_x(&f->axis, s->p95_ns);
	int c = chart_log_x(&f->axis, s->max_ns);

	chart_text(f->p, LEFT - 10, y + 5, "name", "end", word_title(words_phase, s->phase));
	chart_line(f->p, a, y, c, y, "whisker");
	chart_rect(f->p, a, y - 7, b - a, 14, "bar booted");
	chart_line(f->p, a, y - 9, a, y + 9, "median");
	chart_line(f->p, c, y - 4, c, y + 4, "whisker");
	snprintf(label, sizeof(label), "%s%s", txt_duration(len, sizeof(len), s->p50_ns),
		s->boots < STATS_FEW ? " *" : "");
	chart_text(f->p, c + 10, y + 5, "tick", "start", label);
}

static void phase_table(struct page *p, const struct phases *f)
{
	static const char *const columns[] = {"Phase", "#Boots", "#Slow", "#Retried", "#Failed", "#Half within",
		"#95 % within", "#99 % within", "#Longest", NULL};
	size_t i;

	chart_twin(p, "How long each phase took", columns);
	for (i = 0; i < f->count; i++) {
		const struct stats_phase *s = &f->row[i];

		html_open(&p->h, H_TR, NULL);
		html_leaf(&p->h, H_TD, NULL, word_title(words_phase, s->phase));
		page_number(p, s->boots);
		page_number(p, s->slow);
		page_number(p, s->retried);
		page_number(p, s->failed);
		page_duration(p, s->p50_ns);
		page_duration(p, s->p95_ns);
		page_duration(p, s->p99_ns);
		page_duration(p, s->max_ns);
		html_close(&p->h, H_TR);
	}
	chart_twin_end(p);
}

static void phases(struct page *p)
{
	struct phases f = {.p = p, .shortest = INT64_MAX};
	char desc[160];
	int bottom;
	size_t i;

	if (!p->failed && stats_phases(p->store, STATS_ALL, keep_phase, &f, p->err) < 0)
		p->failed = true;
	if (f.count) {
		f.axis = chart_log_make(f.shortest, f.longest, LEFT, RIGHT);
		bottom = HEAD + (int)f.count * ROW;
		snprintf(desc, sizeof(desc), "For each of %zu phases the time within which half and 95 percent of the boots "
			"got through it, on a logarithmic scale.", f.count);
		html_leaf(&p->h, H_H3, NULL, "How long each phase takes");
		chart_open(p, "Duration of each phase", desc, bottom + 26);
		chart_log_axis(p, &f.axis, HEAD - 6, bottom);
		for (i = 0; i < f.count; i++)
			put_range(&f, &f.row[i], HEAD + (int)i * ROW + ROW / 2);
		chart_close(p, "Of the boots that got through a phase: the upright stroke is the median, the bar ends where 95 % "
			"are done, the line at the slowest. Logarithmic scale. * fewer than 20 boots: read with care.");
		phase_table(p, &f);
	}
	free(f.row);
}

/* --- groups ------------------------------------------------------------------------------------ */

struct groups {
	struct page *p;
	const char *what, *head; /* "server", "Server" */
	struct stats_outcome *row;
	size_t count, cap;
};

static int keep_group(void *ctx, const struct stats_outcome *o)
{
	struct groups *g = ctx;

	VEC_ROOM(g->row, g->count, g->cap);
	g->row[g->count++] = *o;
	return 0;
}

static void put_group(struct page *p, const struct stats_outcome *o)
{
	html_open(&p->h, H_TR, NULL);
	html_leaf(&p->h, H_TD, "addr", o->group);
	page_number(p, o->boots);
	page_number(p, o->failed);
	page_number(p, o->incomplete);
	page_rate(p, o->booted, o->booted + o->failed);
	page_duration(p, o->p50_ns);
	page_duration(p, o->p95_ns);
	page_duration(p, o->p99_ns);
	html_close(&p->h, H_TR);
}

static void group_table(struct page *p, const struct groups *g)
{
	const char *const columns[] = {g->head, "#Boots", "#Failed", "#Incomplete", "#Booted", "#Half within",
		"#95 % within", "#99 % within", NULL};
	char caption[80];
	size_t i;

	snprintf(caption, sizeof(caption), "Boots by %s", g->what);
	page_table(p, "dense untitled", caption, columns); /* the heading says it */
	for (i = 0; i < g->count && i < GROUPS; i++)
		put_group(p, &g->row[i]);
	page_table_end(p);
	page_more(p, (int64_t)g->count, GROUPS, "rows");
}

static void groups(struct page *p, enum stats_by by, const char *what, const char *head)
{
	struct groups g = {.p = p, .what = what, .head = head};

	if (!p->failed && stats_outcomes(p->store, by, keep_group, &g, p->err) < 0)
		p->failed = true;
	if (g.count > 1) {
		html_open(&p->h, H_H3, NULL);
		html_fmt(&p->h, "By %s", what);
		html_close(&p->h, H_H3);
		group_table(p, &g);
	}
	free(g.row);
}

/* --- answers and rates --------------------------------------------------------------------------- */

struct samples {
	struct page *p;
	bool rate; /* bytes a second, else durations */
	int64_t rows;
};

static void put_amount(const struct samples *q, int64_t v)
{
	char buf[32], text[48];

	if (!q->rate) {
		page_duration(q->p, v);
		return;
	}
	snprintf(text, sizeof(text), "%s/s", txt_bytes(buf, sizeof(buf), v));
	html_leaf(&q->p->h, H_TD, "num", v < 0 ? "" : text);
}

static int put_sample(void *ctx, const struct stats_sample *o)
{
	static const char *const answers[] = {"Server", "Answer", "#Answers", "#Asked again", "#Half within", "#95 % within",
		"#99 % within", "#Slowest", NULL};
	static const char *const rates[] = {"Server", "#Boots", "#Repeated reads", "#5 % at most", "#Half at most",
		"#95 % at most", "#Fastest", NULL};
	struct samples *q = ctx;
	struct html *h = &q->p->h;
	char n[32];

	if (!q->rows++) {
		html_leaf(h, H_H3, NULL, q->rate ? "How fast servers stream" : "How quickly servers answer");
		page_table(q->p, "dense", q->rate ? "What a boot read from a server, over the seconds in which it read"
			: "From a question, as it was sent last, to its first answer, as the captures saw them", q->rate ? rates : answers);
	}
	if (q->rows > GROUPS)
		return 0;
	html_open(h, H_TR, NULL);
	html_leaf(h, H_TD, "addr", o->server);
	if (!q->rate)
		html_leaf(h, H_TD, NULL, o->what);
	snprintf(n, sizeof(n), "%lld%s", (long long)o->n, o->n < STATS_FEW ? " *" : "");
	html_leaf(h, H_TD, "num", n);
	page_number(q->p, o->retried);
	if (q->rate)
		put_amount(q, o->p5);
	put_amount(q, o->p50);
	put_amount(q, o->p95);
	if (!q->rate)
		put_amount(q, o->p99);
	put_amount(q, o->most);
	html_close(h, H_TR);
	return 0;
}

static void samples(struct page *p, bool rate)
{
	struct samples q = {p, rate, 0};

	if (p->failed)
		return;
	if ((rate ? stats_rates : stats_answers)(p->store, put_sample, &q, p->err) < 0)
		p->failed = true;
	if (!q.rows)
		return;
	page_table_end(p);
	page_more(p, q.rows, GROUPS, "rows");
}

void section_numbers(struct page *p)
{
	int64_t boots = store_int(p->store, "SELECT count(*) FROM boots WHERE outcome <> 'leased'", NULL, 0, 0);

	if (!boots) {
		html_leaf(&p->h, H_P, NULL, "No boot was captured, so there is nothing to count.");
		return;
	}
	if (boots < STATS_FEW)
		html_leaf(&p->h, H_P, NULL, "These are few boots: percentiles of so few say little.");
	if (!page_is_whole(p))
		html_leaf(&p->h, H_P, NULL, "Of all boots of the case, not only those that this page is about.");
	phases(p);
	samples(p, false);
	samples(p, true);
	groups(p, STATS_SUBNET, "subnet", "Subnet");
	groups(p, STATS_RELAY, "relay", "Relay");
	groups(p, STATS_FIRMWARE, "firmware", "Firmware");
	groups(p, STATS_HOUR, "hour", "Hour");
	html_leaf(&p->h, H_P, "meta", "* fewer than 20 boots: read with care.");
}
