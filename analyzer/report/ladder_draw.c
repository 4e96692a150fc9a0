/*
 * Draws a ladder as SVG. Coordinates are whole units; the drawing is 1000 units wide and scales with the
 * page. One longer than a printed page is cut into parts that each repeat the lane heads.
 */
#include "report/ladder.h"
#include "report/utf8.h"
#include "report/words.h"
#include "base/txt.h"

#include <stdio.h>
#include <string.h>

enum {
	WIDTH = 1000,
	TIME_X = 74,     /* right edge of the time gutter */
	LANE_X = 150,    /* the target's lane */
	LANE_STEP = 180, /* at most */
	LANES_END = 590,
	HEAD = 52,
	ROW = 34,
	STOP = 40,
	PART = 540,      /* taller than this leaves much of a printed page empty */
	GLYPH = 67,      /* width of a character of small text, in tenths of a unit */
};

#define SECOND INT64_C(1000000000)

struct drawing {
	struct page *p;
	const struct ladder *l;
	int y, info_x, lanes_end;
};

static int lane_x(const struct drawing *d, int lane)
{
	int step = d->l->lanes > 1 ? (LANES_END - LANE_X) / (d->l->lanes - 1) : LANE_STEP;

	if (lane >= d->l->lanes)
		lane = d->l->lanes - 1;
	return LANE_X + lane * (step < LANE_STEP ? step : LANE_STEP);
}

/* Silence is drawn to a logarithmic scale: 1 s small, a minute tall. */
static int gap_height(int64_t ns)
{
	int64_t s = ns / 1000000000;
	int h = 22;

	for (; s > 1; s /= 2)
		h += 6;
	return h < 80 ? h : 80;
}

static int row_height(const struct ladder_row *r)
{
	switch (r->type) {
	case LADDER_MESSAGE:
	case LADDER_LOSS:
		return ROW;
	case LADDER_FOLD:
	case LADDER_OMITTED:
		return ROW + 8;
	case LADDER_GAP:
		return gap_height(r->ns);
	case LADDER_STOP:
		return STOP;
	}
	return 0;
}

static void text(struct drawing *d, int x, int y, const char *class, const char *anchor, const char *s)
{
	html_open(&d->p->h, S_TEXT,
		AT({A_X, NULL, x}, {A_Y, NULL, y}, {A_CLASS, class, 0}, {A_TEXT_ANCHOR, anchor, 0}));
	html_text(&d->p->h, s);
	html_close(&d->p->h, S_TEXT);
}

/* Text cut to a width, with an ellipsis. */
static void text_within(struct drawing *d, int x, int y, int width, const char *class, const char *anchor,
	const char *s)
{
	size_t fits = width > 0 ? (size_t)(width * 10 / GLYPH) : 0;
	struct txt t = {0};

	if (utf8_count(s) <= fits) {
		text(d, x, y, class, anchor, s);
		return;
	}
	txt_putn(&t, s, utf8_prefix(s, fits ? fits - 1 : 0));
	txt_put(&t, "\xe2\x80\xa6");
	text(d, x, y, class, anchor, txt_str(&t));
	txt_free(&t);
}

/* Text on one line, or on two broken at a space. */
static void lines(struct drawing *d, int y, const char *s)
{
	int width = WIDTH - 4 - d->info_x;
	size_t at = utf8_prefix(s, (size_t)(width * 10 / GLYPH));
	struct txt first = {0};

	if (!s[at]) {
		text(d, d->info_x, y, "info", "start", s);
		return;
	}
	while (at && s[at] != ' ')
		at--;
	if (!at) {
		text_within(d, d->info_x, y, width, "info", "start", s);
		return;
	}
	txt_putn(&first, s, at);
	text(d, d->info_x, y - 7, "info", "start", txt_str(&first));
	text_within(d, d->info_x, y + 7, width, "info", "start", s + at + 1);
	txt_free(&first);
}

/* What a message says, and in how many captures: on one line, or on two broken at a space. */
static void details(struct drawing *d, int y, const struct talk_message *m)
{
	struct txt all = {0};

	txt_put(&all, m->info);
	if (m->taps > 1)
		txt_fmt(&all, " (in %zu captures)", m->taps);
	lines(d, y, txt_str(&all));
	txt_free(&all);
}

static void line(struct drawing *d, int x1, int y1, int x2, int y2, const char *class)
{
	html_open(&d->p->h, S_LINE, AT({A_X1, NULL, x1}, {A_Y1, NULL, y1}, {A_X2, NULL, x2}, {A_Y2, NULL, y2},
		{A_CLASS, class, 0}));
	html_close(&d->p->h, S_LINE);
}

static void shape(struct drawing *d, const char *class, const char *path)
{
	html_open(&d->p->h, S_PATH, AT({A_D, path, 0}, {A_CLASS, class, 0}));
	html_close(&d->p->h, S_PATH);
}

static void rect(struct drawing *d, int y, int height, const char *class)
{
	html_open(&d->p->h, S_RECT, AT({A_X, NULL, 0}, {A_Y, NULL, y}, {A_WIDTH, NULL, WIDTH},
		{A_HEIGHT, NULL, height}, {A_RX, NULL, 3}, {A_CLASS, class, 0}));
	html_close(&d->p->h, S_RECT);
}

/* What lies behind a row: drawn before the lanes, so that these stay visible. */
static void ground(struct drawing *d, const struct ladder_row *r, int y)
{
	if (r->type == LADDER_GAP)
		rect(d, y + 1, row_height(r) - 2, "gap");
	else if ((r->type == LADDER_MESSAGE || r->type == LADDER_FOLD) && d->l->talk.message[r->event].number)
		rect(d, y + 1, row_height(r) - 2, "evidence");
}

static void arrow_head(struct drawing *d, int x, int y, bool right)
{
	char path[64];
	int back = right ? -8 : 8;

	snprintf(path, sizeof(path), "M%d %dl%d -4v8z", x, y, back);
	shape(d, "head", path);
}

/* Where a message ends: its lane, or for a broadcast the far side that is meant to hear it. */
static int target_x(const struct drawing *d, const struct talk_message *e)
{
	if (e->to != TALK_ALL)
		return lane_x(d, e->to);
	return e->from ? lane_x(d, 0) : d->lanes_end;
}

static void arrow(struct drawing *d, const struct talk_message *e, int y, const char *class)
{
	int from = lane_x(d, e->from), to = target_x(d, e);

	if (from == to)
		to = from + 40;
	line(d, from, y, to + (to > from ? -6 : 6), y, class);
	arrow_head(d, to, y, to > from);
}

static void arrow_label(struct drawing *d, const struct talk_message *e, size_t times, int y)
{
	char kind[48];
	struct txt t = {0};
	int from = lane_x(d, e->from), to = target_x(d, e);

	txt_put(&t, word_kind(e->kind, kind, sizeof(kind)));
	if (e->to == TALK_ALL)
		txt_put(&t, " to all");
	if (times > 1)
		txt_fmt(&t, " \xc3\x97%zu", times);
	text(d, (from + (from == to ? from + 80 : to)) / 2, y, "label", "middle", txt_str(&t));
	txt_free(&t);
}

/* The number of a piece of evidence, or the first and last of those that stand together. */
static void evidence_mark(struct drawing *d, const struct talk_message *e, size_t times, int y)
{
	int last = e->last, width, x;
	char n[32];
	size_t i;

	if (!e->number)
		return;
	for (i = 0; i < times; i++)
		last = e[i].last > last ? e[i].last : last;
	if (last == e->number)
		snprintf(n, sizeof(n), "%d", last);
	else
		snprintf(n, sizeof(n), "%d\xe2\x80\x93%d", e->number, last);
	width = 14 + 8 * (int)utf8_count(n);
	x = d->info_x - 10 - width;
	html_open(&d->p->h, S_RECT, AT({A_X, NULL, x}, {A_Y, NULL, y - 14},
		{A_WIDTH, NULL, width}, {A_HEIGHT, NULL, 20}, {A_RX, NULL, 10},
		{A_CLASS, e->against ? "mark against" : "mark", 0}));
	html_close(&d->p->h, S_RECT);
	text(d, x + width / 2, y, e->against ? "number against" : "number", "middle", n);
}

/* Clocks of several captures agree to some microseconds: what rounds to nothing has no sign. */
static void since_start(char *buf, size_t size, int64_t ns)
{
	snprintf(buf, size, "%.3f", ns > -500000 && ns < 0 ? 0.0 : (double)ns / 1e9);
}

static void message(struct drawing *d, const struct ladder_row *r)
{
	const struct talk_message *e = &d->l->talk.message[r->event];
	char since[32];
	int y = d->y + ROW - 10;

	since_start(since, sizeof(since), e->ns - d->l->boot->start_ns);
	text(d, TIME_X, y - 1, "time", "end", since);
	arrow(d, e, y, "arrow");
	arrow_label(d, e, r->times, y - 7);
	evidence_mark(d, e, r->times, y - 3);
	details(d, y - 2, e);
}

static void fold(struct drawing *d, const struct ladder_row *r)
{
	char label[96], len[32];
	int y = d->y + 25;

	txt_duration(len, sizeof(len), r->ns);
	line(d, lane_x(d, 0), y + 6, d->lanes_end, y + 6, "folded");
	text(d, TIME_X, y, "times", "end", "\xe2\x8b\xae");
	if (r->each == 1)
		snprintf(label, sizeof(label), "\xc3\x97%zu the same, over %s", r->times, len);
	else
		snprintf(label, sizeof(label), "\xc3\x97%zu the same %zu messages, over %s", r->times, r->each,
			len);
	text(d, (lane_x(d, 0) + d->lanes_end) / 2, y - 1, "label times", "middle", label);
	evidence_mark(d, &d->l->talk.message[r->event], r->times * r->each, y);
}

static void omitted(struct drawing *d, const struct ladder_row *r)
{
	char label[96];
	int y = d->y + 25;

	snprintf(label, sizeof(label), "%zu rows are left out here; the table has them", r->times);
	line(d, lane_x(d, 0), y + 6, d->lanes_end, y + 6, "folded");
	text(d, TIME_X, y, "times", "end", "\xe2\x8b\xae");
	text(d, (lane_x(d, 0) + d->lanes_end) / 2, y - 1, "label times", "middle", label);
}

static void gap(struct drawing *d, const struct ladder_row *r)
{
	char label[192];

	talk_say_gap(&d->l->talk, r->event, r->ns, false, label, sizeof(label));
	text(d, (lane_x(d, 0) + d->lanes_end) / 2, d->y + row_height(r) / 2 + 4, "silence", "middle", label);
}

static void stop(struct drawing *d)
{
	char path[80];
	struct txt t = {0};
	int x = lane_x(d, 0), y = d->y + 22;

	snprintf(path, sizeof(path), "M%d %dl14 14m0 -14l-14 14", x - 7, y - 7);
	shape(d, "cross", path);
	txt_fmt(&t, "stopped in %s", word_title(words_stopped, d->l->boot->phase));
	text(d, x + 18, y + 5, "stop", "start", txt_str(&t));
	txt_free(&t);
}

/* Between which two captures messages were lost. */
static void loss(struct drawing *d, const struct ladder_row *r)
{
	int x = lane_x(d, 0), y = d->y + 18;
	char path[80], label[400];

	talk_say_loss(&d->l->talk.loss[r->times], NULL, label, sizeof(label));
	snprintf(path, sizeof(path), "M%d %dl10 10m0 -10l-10 10", x + 15, y - 5);
	shape(d, "cross", path);
	text_within(d, x + 34, y + 5, (WIDTH - x - 40) * 5 / 6, "stop", "start", label);
}

static void row(struct drawing *d, const struct ladder_row *r)
{
	switch (r->type) {
	case LADDER_MESSAGE:
		message(d, r);
		break;
	case LADDER_FOLD:
		fold(d, r);
		break;
	case LADDER_OMITTED:
		omitted(d, r);
		break;
	case LADDER_GAP:
		gap(d, r);
		break;
	case LADDER_LOSS:
		loss(d, r);
		break;
	case LADDER_STOP:
		stop(d);
		break;
	}
	d->y += row_height(r);
}

/* A name for a lane's head: of a MAC its end, which tells machines apart. */
static const char *party_name(const struct ladder *l, int lane, char buf[24])
{
	const char *name = lane ? l->talk.party[lane].address : l->boot->name;

	if (lane == LADDER_LANES - 1 && (int)l->talk.parties > LADDER_LANES)
		return "others";
	if (strlen(name) == 17 && name[2] == ':' && (lane || l->lanes > 3)) {
		snprintf(buf, 24, "\xe2\x80\xa6%s", name + 9);
		return buf;
	}
	return name;
}

static const char *party_role(const struct ladder *l, int lane)
{
	return lane == LADDER_LANES - 1 && (int)l->talk.parties > LADDER_LANES ? "" : l->talk.party[lane].role;
}

static void heads(struct drawing *d, int height)
{
	char buf[24];
	int i, x, room = lane_x(d, 1) - lane_x(d, 0) - 8, first = 2 * (LANE_X - TIME_X + 20);

	for (i = 0; i < d->l->lanes; i++) {
		x = lane_x(d, i);
		/* bold: a little wider than small text */
		text_within(d, x, 18, (i || room < first ? room : first) * 5 / 6, "party", "middle",
			party_name(d->l, i, buf));
		text_within(d, x, 35, room, "role", "middle", party_role(d->l, i));
		line(d, x, 44, x, height - 4, "lane");
	}
	text(d, TIME_X, 35, "role", "end", "seconds");
}

static void describe(struct drawing *d, size_t part)
{
	struct html *h = &d->p->h;
	const struct ladder *l = d->l;
	char len[32];

	html_open(h, S_TITLE, NULL);
	html_fmt(h, "Messages of the boot of %s%s", l->boot->name, part ? ", continued" : "");
	html_close(h, S_TITLE);
	html_open(h, S_DESC, NULL);
	html_fmt(h, "%lld messages between the target and %d other %s in %s. %s in %s. The table below "
		"holds the same.", (long long)(l->talk.messages + l->talk.beyond), (int)l->talk.parties - 1,
		word_plural((int64_t)l->talk.parties - 1, "party", "parties"),
		txt_duration(len, sizeof(len), l->boot->end_ns - l->boot->start_ns),
		word_title(words_outcome, l->boot->outcome), word_title(words_stopped, l->boot->phase));
	html_close(h, S_DESC);
}

/* Rows from `from` that fit in one part; their height without the head in *height. */
static size_t part_end(const struct ladder *l, size_t from, int *height)
{
	size_t i;

	*height = 0;
	for (i = from; i < l->row_count; i++) {
		int h = row_height(&l->rows[i]);

		if (i > from && HEAD + *height + h > PART)
			break;
		*height += h;
	}
	return i;
}

void ladder_draw(struct page *p, const struct ladder *l)
{
	struct drawing d = {.p = p, .l = l};
	size_t from, to, i, part = 0;
	char view[64], label[160];
	int height;

	d.lanes_end = lane_x(&d, l->lanes - 1) + (l->lanes > 1 ? 0 : LANE_STEP);
	d.info_x = d.lanes_end + 74;
	html_open(&p->h, H_FIGURE, AT({A_CLASS, "ladder", 0}));
	for (from = 0; from < l->row_count; from = to, part++) {
		to = part_end(l, from, &height);
		snprintf(view, sizeof(view), "0 0 %d %d", WIDTH, HEAD + height + 8);
		snprintf(label, sizeof(label), "Ladder of %.100s, part %zu", l->boot->name, part + 1);
		html_open(&p->h, H_DIV, AT({A_CLASS, "scroll", 0}, {A_TABINDEX, "0", 0}, {A_ROLE, "region", 0},
			{A_ARIA_LABEL, label, 0}));
		html_open(&p->h, S_SVG, AT({A_VIEWBOX, view, 0}, {A_ROLE, "img", 0}));
		describe(&d, part);
		for (i = from, d.y = HEAD; i < to; d.y += row_height(&l->rows[i++]))
			ground(&d, &l->rows[i], d.y);
		d.y = HEAD;
		heads(&d, HEAD + height + 8);
		for (; from < to; from++)
			row(&d, &l->rows[from]);
		html_close(&p->h, S_SVG);
		html_close(&p->h, H_DIV);
	}
	html_open(&p->h, H_FIGCAPTION, NULL);
	html_static(&p->h, "Seconds since ");
	page_time(p, l->boot->start_ns, TIME_FULL, 3);
	html_static(&p->h, ". Numbered rows are the evidence; silence is drawn on a logarithmic scale.");
	html_close(&p->h, H_FIGCAPTION);
	html_close(&p->h, H_FIGURE);
}
