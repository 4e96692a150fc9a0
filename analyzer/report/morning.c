/*
 * The morning at a glance: when boots began, how long they went on, and which of them failed. A lane for
 * each machine as long as these fit; when there are more, columns of boots over time.
 */
#include "report/chart.h"
#include "report/words.h"
#include "base/txt.h"
#include "compare/stats.h"

#include <stdio.h>
#include <string.h>

enum { LANES = 40, LANE = 22, LEFT = 190, RIGHT = 985, HEAD = 14, COLUMNS = 72, STORM = 220,
	CROSS = 16 /* of the last boot, beyond its bar */ };

#define SECOND INT64_C(1000000000)

struct morning {
	struct page *p;
	struct chart_axis axis;
	int64_t boots, failed, machines, width_ns, most, last_ns; /* last_ns: when the last one began */
	int y, bottom;
};

static int keep_span(void *ctx, const struct row *r)
{
	struct morning *m = ctx;

	m->boots = row_int(r, 0);
	m->failed = row_int(r, 1);
	m->machines = row_int(r, 2);
	m->axis = (struct chart_axis){row_int(r, 3), row_int(r, 4), LEFT, RIGHT - CROSS};
	m->last_ns = row_int(r, 5);
	return 1;
}

/* Columns: start end outcome */
static int put_bar(void *ctx, const struct row *r)
{
	struct morning *m = ctx;
	const char *outcome = row_text(r, 2);
	int from = chart_x(&m->axis, row_int(r, 0)), to = chart_x(&m->axis, row_int(r, 1)), y = m->y + 5;
	char class[32];

	snprintf(class, sizeof(class), "bar %s", outcome);
	chart_rect(m->p, from, y, to - from < 3 ? 3 : to - from, LANE - 10, class);
	if (!strcmp(outcome, "failed"))
		chart_cross(m->p, (to < from + 3 ? from + 3 : to) + 8, m->y + LANE / 2);
	return 0;
}

/* Columns: mac name; each gets a lane, and its boots are drawn into it. */
static int put_lane(void *ctx, const struct row *r)
{
	struct morning *m = ctx;
	struct bind args[PAGE_ARGS];

	page_args(m->p, args);
	args[2] = B_TEXT(row_text(r, 0));
	chart_text_within(m->p, LEFT - 8, m->y + 15, LEFT - 12, "name", "end", row_text(r, 1));
	chart_line(m->p, LEFT, m->y + LANE, RIGHT, m->y + LANE, "grid");
	page_rows(m->p,
		"SELECT start_ns, max(end_ns, start_ns), outcome FROM boots WHERE mac = ?3 AND" IN_SCOPE
		" ORDER BY start_ns", args, PAGE_ARGS, put_bar, m);
	m->y += LANE;
	return 0;
}

/* Columns: start boot_id name outcome phase end */
static int put_boot(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	struct word spare;
	const struct word *w = word_find(words_outcome, row_text(r, 3), &spare);
	char len[32];

	html_open(&p->h, H_TR, NULL);
	html_open(&p->h, H_TD, AT({A_CLASS, "when", 0}));
	page_time(p, row_int(r, 0), TIME_FULL, 0);
	html_close(&p->h, H_TD);
	html_leaf(&p->h, H_TD, "addr", row_text(r, 2));
	html_open(&p->h, H_TD, NULL);
	page_tag(p, w->id, w->symbol, w->title);
	html_close(&p->h, H_TD);
	html_leaf(&p->h, H_TD, NULL, word_title(words_phase, row_text(r, 4)));
	html_leaf(&p->h, H_TD, "num", txt_duration(len, sizeof(len), row_int(r, 5) - row_int(r, 0)));
	html_close(&p->h, H_TR);
	return 0;
}

static void lanes(struct morning *m)
{
	static const char *const columns[] = {"Began", "Machine", "Outcome", "Reached", "#Lasted", NULL};
	struct page *p = m->p;
	char desc[160];

	snprintf(desc, sizeof(desc), "A lane for each of %lld machines, a bar for each of %lld boots; %lld failed and end "
		"in a cross.", (long long)m->machines, (long long)m->boots, (long long)m->failed);
	m->y = HEAD;
	m->bottom = HEAD + (int)m->machines * LANE;
	chart_open(p, "Boots over time", desc, m->bottom + 42);
	chart_time_axis(p, &m->axis, HEAD, m->bottom);
	page_query(p,
		"SELECT mac, coalesce(max(hostname), mac), min(start_ns) FROM boots WHERE" IN_SCOPE
		" GROUP BY mac ORDER BY min(start_ns), mac", put_lane, m);
	chart_close(p, "A bar is a boot. A cross ends one that failed; a broken outline is one whose end was not captured.");
	chart_twin(p, "The boots in order of time", columns);
	page_query(p,
		"SELECT start_ns, boot_id, coalesce(hostname, mac), outcome, phase_reached, max(end_ns, start_ns)"
		" FROM boots WHERE" IN_SCOPE " ORDER BY start_ns, boot_id LIMIT 200", put_boot, p);
	chart_twin_end(p);
	page_more(p, m->boots, PAGE_ROWS, "boots");
}

/* --- many -------------------------------------------------------------------------------------- */

static const char intervals[] =
	"SELECT (start_ns - ?3) / ?4 AS n, count(*), sum(outcome = 'failed'), sum(outcome = 'incomplete')"
	" FROM boots WHERE" IN_SCOPE " GROUP BY 1 ORDER BY 1";

static void each_interval(struct morning *m, row_fn fn, void *ctx)
{
	struct bind args[PAGE_ARGS];

	page_args(m->p, args);
	args[2] = B_INT(m->axis.from_ns);
	args[3] = B_INT(m->width_ns);
	page_rows(m->p, intervals, args, PAGE_ARGS, fn, ctx);
}

static int keep_most(void *ctx, const struct row *r)
{
	struct morning *m = ctx;

	if (row_int(r, 1) > m->most)
		m->most = row_int(r, 1);
	return 0;
}

static int height_of(const struct morning *m, int64_t n)
{
	int h = (int)(n * (STORM - HEAD - 14) / m->most);

	return n && h < 2 ? 2 : h;
}

static int put_column(void *ctx, const struct row *r)
{
	struct morning *m = ctx;
	int64_t from = m->axis.from_ns + row_int(r, 0) * m->width_ns;
	int x = chart_x(&m->axis, from) + 1, w = chart_x(&m->axis, from + m->width_ns) - x - 1;
	int all = height_of(m, row_int(r, 1)), bad = height_of(m, row_int(r, 2)), open = height_of(m, row_int(r, 3));
	char n[24];

	if (w < 2)
		w = 2;
	if (all - bad - open > 0)
		chart_rect(m->p, x, m->bottom - (all - bad - open), w, all - bad - open, "bar booted");
	if (open)
		chart_rect(m->p, x, m->bottom - (all - bad), w, open, "bar incomplete");
	if (bad) {
		chart_rect(m->p, x, m->bottom - all, w, bad, "bar failed");
		snprintf(n, sizeof(n), "%lld", (long long)row_int(r, 2));
		if ((int)strlen(n) * 7 <= w + 4)
			chart_text(m->p, x + w / 2, m->bottom - all - 4, "bad", "middle", n);
	}
	return 0;
}

/* Columns: n boots failed incomplete */
static int put_interval(void *ctx, const struct row *r)
{
	struct morning *m = ctx;
	struct page *p = m->p;
	int i;

	html_open(&p->h, H_TR, NULL);
	html_open(&p->h, H_TD, AT({A_CLASS, "when", 0}));
	page_time(p, m->axis.from_ns + row_int(r, 0) * m->width_ns, TIME_FULL, 0);
	html_close(&p->h, H_TD);
	for (i = 1; i < 4; i++)
		page_number(p, row_int(r, i));
	html_close(&p->h, H_TR);
	return 0;
}

static int64_t column_width(int64_t span)
{
	static const int64_t widths[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200,
		86400};
	size_t i;

	for (i = 0; i + 1 < sizeof(widths) / sizeof(widths[0]); i++)
		if (span / (widths[i] * SECOND) < COLUMNS)
			return widths[i] * SECOND;
	return (span / COLUMNS / (86400 * SECOND) + 1) * 86400 * SECOND;
}

static void amounts(struct morning *m)
{
	char n[24];
	int i, y;

	for (i = 0; i <= 4; i++) {
		if (m->most % 4 && i % 4)
			continue;
		y = m->bottom - height_of(m, m->most * i / 4);
		chart_line(m->p, m->axis.left, y, m->axis.right, y, "grid");
		snprintf(n, sizeof(n), "%lld", (long long)(m->most * i / 4));
		chart_text(m->p, m->axis.left - 8, y + 4, "tick", "end", n);
	}
}

static void storm(struct morning *m)
{
	static const char *const columns[] = {"From", "#Boots", "#Failed", "#Incomplete", NULL};
	struct page *p = m->p;
	char desc[160], len[32], caption[160];

	m->width_ns = column_width(m->last_ns - m->axis.from_ns);
	m->axis.from_ns -= m->axis.from_ns % m->width_ns;
	m->axis.to_ns = m->last_ns - m->last_ns % m->width_ns + m->width_ns;
	m->axis.left = 60;
	m->axis.right = RIGHT;
	m->bottom = STORM;
	each_interval(m, keep_most, m);
	m->most = chart_round_up(m->most);
	txt_duration(len, sizeof(len), m->width_ns);
	snprintf(desc, sizeof(desc), "%lld boots of %lld machines by when they began, %s a column; %lld failed.",
		(long long)m->boots, (long long)m->machines, len, (long long)m->failed);
	chart_open(p, "Boots begun over time", desc, STORM + 42);
	chart_time_axis(p, &m->axis, HEAD, m->bottom);
	amounts(m);
	each_interval(m, put_column, m);
	chart_text(p, 4, STORM + 34, "tick", "start", "boots begun");
	snprintf(caption, sizeof(caption), "Boots begun in each %s. The dark part, with its number above, failed; the part with "
		"a broken outline was not captured to its end.", len);
	chart_close(p, caption);
	chart_twin(p, "Boots begun", columns);
	each_interval(m, put_interval, m);
	chart_twin_end(p);
}

void section_morning(struct page *p)
{
	struct morning m = {.p = p};

	page_query(p,
		"SELECT count(*), coalesce(sum(outcome = 'failed'), 0), count(DISTINCT mac), min(start_ns),"
		" max(max(end_ns, start_ns)), max(start_ns) FROM boots WHERE" IN_SCOPE, keep_span, &m);
	if (!m.boots)
		html_leaf(&p->h, H_P, NULL, "No boot was captured.");
	else if (m.machines <= LANES)
		lanes(&m);
	else
		storm(&m);
}
