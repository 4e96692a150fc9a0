/*
 * Pieces of drawings: see chart.h.
 */
#include "report/chart.h"
#include "report/utf8.h"
#include "base/txt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define GLYPH 67 /* width of a character of small text, in tenths of a unit */
#define SECOND INT64_C(1000000000)
#define TICKS 9

void chart_open(struct page *p, const char *title, const char *desc, int height)
{
	char view[48];

	snprintf(view, sizeof(view), "0 0 %d %d", CHART_WIDTH, height);
	html_open(&p->h, H_FIGURE, AT({A_CLASS, "chart", 0}));
	html_open(&p->h, H_DIV, AT({A_CLASS, "scroll", 0}, {A_TABINDEX, "0", 0}, {A_ROLE, "region", 0},
		{A_ARIA_LABEL, title, 0}));
	html_open(&p->h, S_SVG, AT({A_VIEWBOX, view, 0}, {A_ROLE, "img", 0}));
	html_leaf(&p->h, S_TITLE, NULL, title);
	html_leaf(&p->h, S_DESC, NULL, desc);
}

void chart_close(struct page *p, const char *caption)
{
	html_close(&p->h, S_SVG);
	html_close(&p->h, H_DIV);
	if (caption)
		html_leaf(&p->h, H_FIGCAPTION, NULL, caption);
	html_close(&p->h, H_FIGURE);
}

void chart_text(struct page *p, int x, int y, const char *class, const char *anchor, const char *s)
{
	html_open(&p->h, S_TEXT,
		AT({A_X, NULL, x}, {A_Y, NULL, y}, {A_CLASS, class, 0}, {A_TEXT_ANCHOR, anchor, 0}));
	html_text(&p->h, s);
	html_close(&p->h, S_TEXT);
}

void chart_text_within(struct page *p, int x, int y, int width, const char *class, const char *anchor, const char *s)
{
	size_t fits = width > 0 ? (size_t)(width * 10 / GLYPH) : 0;
	struct txt t = {0};

	if (utf8_count(s) <= fits) {
		chart_text(p, x, y, class, anchor, s);
		return;
	}
	txt_putn(&t, s, utf8_prefix(s, fits ? fits - 1 : 0));
	txt_put(&t, "\xe2\x80\xa6");
	chart_text(p, x, y, class, anchor, txt_str(&t));
	txt_free(&t);
}

void chart_line(struct page *p, int x1, int y1, int x2, int y2, const char *class)
{
	html_open(&p->h, S_LINE, AT({A_X1, NULL, x1}, {A_Y1, NULL, y1}, {A_X2, NULL, x2}, {A_Y2, NULL, y2},
		{A_CLASS, class, 0}));
	html_close(&p->h, S_LINE);
}

void chart_rect(struct page *p, int x, int y, int width, int height, const char *class)
{
	html_open(&p->h, S_RECT, AT({A_X, NULL, x}, {A_Y, NULL, y}, {A_WIDTH, NULL, width > 0 ? width : 1},
		{A_HEIGHT, NULL, height > 0 ? height : 1}, {A_CLASS, class, 0}));
	html_close(&p->h, S_RECT);
}

void chart_path(struct page *p, const char *class, const char *d)
{
	html_open(&p->h, S_PATH, AT({A_D, d, 0}, {A_CLASS, class, 0}));
	html_close(&p->h, S_PATH);
}

void chart_cross(struct page *p, int x, int y)
{
	char path[64];

	snprintf(path, sizeof(path), "M%d %dl9 9m0 -9l-9 9", x - 4, y - 4);
	chart_path(p, "cross", path);
}

void chart_dot(struct page *p, int x, int y)
{
	char path[64];

	snprintf(path, sizeof(path), "M%d %dl5 5l-5 5l-5 -5z", x, y - 5);
	chart_path(p, "dot", path);
}

int chart_x(const struct chart_axis *a, int64_t ns)
{
	int64_t all = a->to_ns > a->from_ns ? a->to_ns - a->from_ns : 1;

	if (ns < a->from_ns)
		ns = a->from_ns;
	if (ns > a->to_ns)
		ns = a->to_ns;
	return a->left + (int)((double)(ns - a->from_ns) / (double)all * (a->right - a->left));
}

static int64_t tick_step(int64_t span)
{
	static const int64_t steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
		43200, 86400, 172800, 604800};
	size_t i;

	for (i = 0; i + 1 < sizeof(steps) / sizeof(steps[0]); i++)
		if (span / (steps[i] * SECOND) < TICKS)
			return steps[i] * SECOND;
	return span / TICKS / (86400 * SECOND) * (86400 * SECOND) + 86400 * SECOND;
}

void chart_time_axis(struct page *p, const struct chart_axis *a, int top, int bottom)
{
	int64_t step = tick_step(a->to_ns - a->from_ns), offset = (int64_t)p->options->utc_offset_min * 60 * SECOND;
	int64_t t = (a->from_ns + offset) / step * step - offset;
	char all[48], label[32], zone[8], what[32];
	int x, last = -100;

	for (; t <= a->to_ns; t += step) {
		if (t < a->from_ns)
			continue;
		x = chart_x(a, t);
		chart_line(p, x, top, x, bottom, "grid");
		txt_time(all, sizeof(all), t, 0, p->options->utc_offset_min);
		if (step >= 86400 * SECOND)
			snprintf(label, sizeof(label), "%.5s", all + 5);
		else
			snprintf(label, sizeof(label), "%.*s", step < 60 * SECOND ? 8 : 5, all + 11);
		if (x - last > 60 && x < a->right - 16) {
			chart_text(p, x, bottom + 16, "tick", "middle", label);
			last = x;
		}
	}
	chart_line(p, a->left, bottom, a->right, bottom, "axis");
	snprintf(what, sizeof(what), "time, %s", page_zone(p, zone));
	chart_text(p, a->right, bottom + 34, "tick", "end", what);
}

#define LOG_MAX INT64_C(100000000000000000) /* ns, three years: ten times as much is still an int64 */

struct chart_log chart_log_make(int64_t least, int64_t most, int left, int right)
{
	struct chart_log a = {1000000, 10000000, left, right};

	while (a.from_ns < LOG_MAX / 10 && a.from_ns * 10 <= least)
		a.from_ns *= 10;
	a.to_ns = a.from_ns * 10;
	while (a.to_ns < most && a.to_ns < LOG_MAX)
		a.to_ns *= 10;
	return a;
}

int chart_log_x(const struct chart_log *a, int64_t ns)
{
	double from = log10((double)a->from_ns), to = log10((double)a->to_ns);
	double at = log10((double)(ns < a->from_ns ? a->from_ns : ns > a->to_ns ? a->to_ns : ns));

	return a->left + (int)((at - from) / (to - from) * (a->right - a->left));
}

void chart_log_axis(struct page *p, const struct chart_log *a, int top, int bottom)
{
	char len[32];
	int64_t t;

	for (t = a->from_ns; t <= a->to_ns; t *= 10) {
		int x = chart_log_x(a, t);

		chart_line(p, x, top, x, bottom, "grid");
		chart_text(p, x, bottom + 16, "tick", "middle", txt_duration(len, sizeof(len), t));
	}
	chart_line(p, a->left, bottom, a->right, bottom, "axis");
}

int64_t chart_round_up(int64_t v)
{
	/* from 10 on all of them have four parts */
	static const int64_t small[] = {1, 2, 3, 4, 5, 6, 8, 10}, large[] = {12, 16, 20, 24, 32, 40, 60, 80, 100};
	int64_t unit = 1;
	size_t i;

	for (i = 0; i < sizeof(small) / sizeof(small[0]); i++)
		if (small[i] >= v)
			return small[i];
	while (v > 100 * unit)
		unit *= 10;
	for (i = 0; large[i] * unit < v; i++)
		;
	return large[i] * unit;
}

void chart_twin(struct page *p, const char *caption, const char *const *columns)
{
	html_open(&p->h, H_DETAILS, AT({A_CLASS, "twin", 0}));
	html_leaf(&p->h, H_SUMMARY, NULL, "The same as a table");
	page_table(p, "dense", caption, columns);
}

void chart_twin_end(struct page *p)
{
	page_table_end(p);
	html_close(&p->h, H_DETAILS);
}
