/*
 * How many booted and how long the phases took, by server, subnet, firmware or hour (Tab), with
 * bars. Counted by compare/.
 */
#include "base/mem.h"
#include "compare/stats.h"
#include "tui/browser.h"
#include "tui/page.h"
#include "tui/patience.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_W 18
#define PHASE_W 9
#define NEXT "Tab: the next"
#define AT_ONCE_MS 60 /* what takes longer is counted in a pause */

/* What was counted by one of the groupings. */
struct numbers {
	bool known;
	struct stats_outcome *outcome;
	size_t outcomes, outcome_cap;
	struct stats_phase *phase;
	size_t phases, phase_cap;
};

struct stats_state {
	struct page page;
	enum stats_by by;
	struct numbers of[STATS_BY];
	struct stats_start busiest;
};

/* --- opening --------------------------------------------------------------------------------- */

static int take_outcome(void *ctx, const struct stats_outcome *o)
{
	struct numbers *n = ctx;

	VEC_ROOM(n->outcome, n->outcomes, n->outcome_cap);
	n->outcome[n->outcomes++] = *o;
	return 0;
}

static int take_phase(void *ctx, const struct stats_phase *p)
{
	struct numbers *n = ctx;

	VEC_ROOM(n->phase, n->phases, n->phase_cap);
	n->phase[n->phases++] = *p;
	return 0;
}

static int take_start(void *ctx, const struct stats_start *t)
{
	struct stats_state *st = ctx;

	if (t->boots > st->busiest.boots)
		st->busiest = *t;
	return 0;
}

/* Counts what is shown, if that is not known yet; 1 when patience ran out. */
static int count(struct view *v, int most_ms, enum patience_keys keys, struct err *err)
{
	struct stats_state *st = v->state;
	struct numbers *n = &st->of[st->by];
	struct store *s = v->browser->store;
	struct patience p;
	int rc;

	if (n->known)
		return 0;
	n->outcomes = n->phases = 0;
	memset(&st->busiest, 0, sizeof(st->busiest));
	patience_begin(&p, s, most_ms, keys);
	rc = stats_outcomes(s, st->by, take_outcome, n, err);
	if (rc == 0)
		rc = stats_phases(s, st->by, take_phase, n, err);
	if (rc == 0)
		rc = stats_starts(s, 60000000000, take_start, st, err);
	n->known = rc == 0;
	return patience_end(&p) ? 1 : rc;
}

static int stats_open(struct view *v, struct err *err)
{
	struct stats_state *st = v->state;
	int i;

	if (!st)
		st = v->state = mem_alloc(sizeof(*st));
	for (i = 0; i < STATS_BY; i++)
		st->of[i].known = false;
	return count(v, AT_ONCE_MS, PATIENCE_NO_KEY, err) < 0 ? -1 : 0;
}

static bool stats_idle(struct view *v)
{
	struct err err = {""};
	int rc = count(v, 0, PATIENCE_ANY_KEY, &err);

	if (rc < 0)
		browser_say(v->browser, "%s", err.text);
	return rc <= 0;
}

static bool stats_waits(const struct view *v)
{
	const struct stats_state *st = v->state;

	return !st->of[st->by].known;
}

static void stats_close(struct view *v)
{
	struct stats_state *st = v->state;
	int i;

	if (!st)
		return;
	doc_free(&st->page.doc);
	for (i = 0; i < STATS_BY; i++) {
		free(st->of[i].outcome);
		free(st->of[i].phase);
	}
	free(st);
}

/* --- lines ----------------------------------------------------------------------------------- */

/* A bar of so many columns out of `w` for `part` of `all`; at least one when there is anything. */
static void put_bar(struct txt *t, const struct canvas *c, int64_t part, int64_t all, int w)
{
	int64_t i, n = all > 0 && part > 0 ? (part * w + all - 1) / all : 0;

	for (i = 0; i < n; i++)
		txt_put(t, c->ascii ? "#" : "\u2588");
}

static void put_padded(struct txt *t, const struct canvas *c, const char *text, int w)
{
	int has = canvas_width(c, text);

	txt_put(t, text);
	while (has++ < w)
		txt_put(t, " ");
}

static const char *time_text(char *buf, size_t size, int64_t ns)
{
	return ns < 0 ? "-" : txt_duration(buf, size, ns);
}

static void put_outcome(struct doc *d, const struct stats_outcome *o, int64_t most)
{
	const struct canvas *c = d->canvas;
	int room;
	char p50[32], p95[32], share[16];
	struct txt t = {0};

	put_padded(&t, c, o->group, GROUP_W);
	snprintf(share, sizeof(share), "%d%%", stats_percent(o->booted, o->boots));
	txt_fmt(&t, " %6lld %6lld %4s %10s %10s ", (long long)o->boots, (long long)o->failed, share,
		time_text(p50, sizeof(p50), o->p50_ns), time_text(p95, sizeof(p95), o->p95_ns));
	room = d->width - canvas_width(c, txt_str(&t));
	if (room > 3)
		put_bar(&t, c, o->boots, most, room < 40 ? room : 40);
	doc_put(d, o->failed ? STYLE_WARNING : STYLE_NORMAL, 0, txt_str(&t));
	txt_free(&t);
}

static void put_outcomes(struct doc *d, const struct stats_state *st)
{
	const struct numbers *n = &st->of[st->by];
	int64_t most = 0;
	size_t i;
	char head[128];

	for (i = 0; i < n->outcomes; i++)
		if (n->outcome[i].boots > most)
			most = n->outcome[i].boots;
	snprintf(head, sizeof(head), "%-*s %6s %6s %4s %10s %10s", GROUP_W, stats_by_name(st->by),
		"boots", "failed", "ok", "p50", "p95");
	doc_put(d, STYLE_STRONG, 0, head);
	for (i = 0; i < n->outcomes; i++)
		put_outcome(d, &n->outcome[i], most);
	if (!n->outcomes)
		doc_put(d, STYLE_NORMAL, 0, "No target booted in what was captured.");
}

static void put_phase(struct doc *d, const struct stats_phase *p, int64_t longest)
{
	const struct canvas *c = d->canvas;
	int room;
	char p50[32], p95[32], p99[32];
	struct txt t = {0};

	put_padded(&t, c, p->phase, PHASE_W);
	txt_fmt(&t, " %6lld %6lld %10s %10s %10s ", (long long)p->boots, (long long)p->failed,
		time_text(p50, sizeof(p50), p->p50_ns), time_text(p95, sizeof(p95), p->p95_ns),
		time_text(p99, sizeof(p99), p->p99_ns));
	room = d->width - canvas_width(c, txt_str(&t));
	if (room > 3)
		put_bar(&t, c, p->p50_ns, longest, room < 40 ? room : 40);
	doc_put(d, p->failed ? STYLE_WARNING : STYLE_NORMAL, 0, txt_str(&t));
	txt_free(&t);
}

static void put_phases(struct doc *d, const struct stats_state *st)
{
	const struct numbers *n = &st->of[st->by];
	const char *group = NULL;
	int64_t longest = 0;
	char head[128];
	size_t i;

	for (i = 0; i < n->phases; i++)
		if (n->phase[i].p50_ns > longest)
			longest = n->phase[i].p50_ns;
	doc_gap(d);
	snprintf(head, sizeof(head), "%-*s %6s %6s %10s %10s %10s", PHASE_W, "phase", "boots",
		"failed", "p50", "p95", "p99");
	doc_put(d, STYLE_STRONG, 0, head);
	for (i = 0; i < n->phases; i++) {
		if (st->by != STATS_ALL && (!group || strcmp(group, n->phase[i].group) != 0)) {
			group = n->phase[i].group;
			doc_put(d, STYLE_HEADING, 0, group);
		}
		put_phase(d, &n->phase[i], longest);
	}
}

static void put_busiest(struct doc *d, const struct stats_state *st)
{
	char when[48], text[128];

	if (!st->busiest.boots)
		return;
	snprintf(text, sizeof(text), "At most %lld boots began in one minute, %s.",
		(long long)st->busiest.boots,
		canvas_time(d->canvas, when, sizeof(when), st->busiest.from_ns, 0));
	doc_gap(d);
	doc_put(d, STYLE_NORMAL, 0, text);
}

/* "all  server  subnet ...", the one shown standing out. */
static void draw_tabs(const struct stats_state *st, struct canvas *c, struct area a)
{
	char name[32];
	int i, x = 0;

	for (i = 0; i < STATS_BY; i++) {
		snprintf(name, sizeof(name), i == (int)st->by ? "[%s]" : " %s ",
			stats_by_name((enum stats_by)i));
		x += canvas_put(c, a, x, 0, i == (int)st->by ? STYLE_CRUMB : STYLE_DIM, name) + 1;
	}
	if (x + 1 + (int)strlen(NEXT) <= a.w)
		canvas_put(c, a, x + 1, 0, STYLE_DIM, NEXT);
}

static void stats_draw(struct view *v, struct canvas *c, struct area a)
{
	struct stats_state *st = v->state;

	draw_tabs(st, c, a);
	a = area_rows(a, 2, a.h - 2);
	doc_start(&st->page.doc, c, a.w);
	if (st->of[st->by].known) {
		put_outcomes(&st->page.doc, st);
		put_phases(&st->page.doc, st);
		put_busiest(&st->page.doc, st);
	} else {
		doc_put(&st->page.doc, STYLE_DIM, 0, "Counting all boots of the case ...");
	}
	page_draw(&st->page, c, a);
}

/* --- keys ------------------------------------------------------------------------------------ */

static bool stats_key(struct view *v, enum action a)
{
	struct stats_state *st = v->state;
	struct err err = {""};

	if (a != ACT_PANE)
		return scroll_text(&st->page.scroll, a);
	st->by = (st->by + 1) % STATS_BY;
	st->page.scroll.top = 0;
	if (count(v, AT_ONCE_MS, PATIENCE_NO_KEY, &err) < 0)
		browser_say(v->browser, "%s", err.text);
	return true;
}

static bool stats_find(struct view *v, const char *needle, enum find how)
{
	struct stats_state *st = v->state;

	return page_find(&st->page, needle, how);
}

static void stats_place(const struct view *v, struct txt *out)
{
	const struct stats_state *st = v->state;

	page_place(&st->page, out);
}

const struct view_ops view_stats = {
	.name = "statistics",
	.where = WHERE_PANES,
	.open = stats_open,
	.draw = stats_draw,
	.key = stats_key,
	.find = stats_find,
	.place = stats_place,
	.idle = stats_idle,
	.waits = stats_waits,
	.close = stats_close,
};
