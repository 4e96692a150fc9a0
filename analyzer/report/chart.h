/*
 * What drawings share: the frame with its title and description, an axis of time, numbers on an axis,
 * shapes. Coordinates are whole units; a drawing is CHART_WIDTH units wide and scales with the page. What
 * a chart says stands beside it as a table (chart_twin), so that it reads without seeing.
 */
#ifndef PVSLEUTH_REPORT_CHART_H
#define PVSLEUTH_REPORT_CHART_H

#include "report/page.h"

#define CHART_WIDTH 1000

/* Opens the figure; desc says in a sentence what is to be seen. */
void chart_open(struct page *p, const char *title, const char *desc, int height);
/* Closes it with a caption, to which `caption` may have added; NULL: none. */
void chart_close(struct page *p, const char *caption);

void chart_text(struct page *p, int x, int y, const char *class, const char *anchor, const char *s);
/* Cut to that width. */
void chart_text_within(struct page *p, int x, int y, int width, const char *class, const char *anchor, const char *s);
void chart_line(struct page *p, int x1, int y1, int x2, int y2, const char *class);
void chart_rect(struct page *p, int x, int y, int width, int height, const char *class);
void chart_path(struct page *p, const char *class, const char *d);
/* A cross of 9 units around a point: something failed there. */
void chart_cross(struct page *p, int x, int y);

/* A dot around a point: something ended there as it should. */
void chart_dot(struct page *p, int x, int y);

/* Time from left to right. */
struct chart_axis {
	int64_t from_ns, to_ns;
	int left, right;
};

int chart_x(const struct chart_axis *a, int64_t ns);
/* Lines from top to bottom at round times, with their labels below. */
void chart_time_axis(struct page *p, const struct chart_axis *a, int top, int bottom);
/* Durations from left to right: they differ by powers of ten, so the axis is logarithmic. */
struct chart_log {
	int64_t from_ns, to_ns; /* powers of ten */
	int left, right;
};

/* An axis from the power of ten at or below `least` to the one at or above `most`. */
struct chart_log chart_log_make(int64_t least, int64_t most, int left, int right);
int chart_log_x(const struct chart_log *a, int64_t ns);
void chart_log_axis(struct page *p, const struct chart_log *a, int top, int bottom);
/* A round number not below v: the end of an axis of amounts. */
int64_t chart_round_up(int64_t v);

/* The table twin: closed at first, open when printed is not needed. Ends with chart_twin_end. */
void chart_twin(struct page *p, const char *caption, const char *const *columns);
void chart_twin_end(struct page *p);

#endif
