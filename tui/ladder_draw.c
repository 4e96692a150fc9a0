/*
 * A ladder on a canvas: see ladder.h. From left to right: the mark of evidence, the time since the
 * boot began, the phase (when there is room), the lanes with the messages between them.
 */
#include "tui/ladder.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TIME_W 9      /* "+1234.567" */
#define PHASE_W 9     /* "handover" and a blank */
#define PHASE_FROM 96 /* columns */
#define LANES_FROM 70 /* columns */
#define FEW_LANES 3   /* that are drawn in fewer */
#define LANE_LEAST 12 /* columns from lane to lane */
#define EDGE_W 3      /* beyond the last lane: the head of an arrow and " *" */

/* Where things stand in w columns. */
struct plan {
	int phase;   /* column of the phase, 0: not shown */
	int first;   /* column of the first lane */
	int spacing; /* from lane to lane */
	int shown;   /* lanes; those beyond share the last one */
	int w;
};

static struct plan plan_for(const struct ladder *l, int w)
{
	struct plan p = {.w = w};
	int room;

	p.phase = w >= PHASE_FROM ? 2 + TIME_W + 1 : 0;
	p.first = 2 + TIME_W + 1 + (p.phase ? PHASE_W : 0);
	room = w - p.first - EDGE_W - 1;
	p.shown = (int)l->talk.parties;
	if (p.shown > room / LANE_LEAST + 1)
		p.shown = room / LANE_LEAST + 1;
	p.spacing = p.shown > 1 ? room / (p.shown - 1) : room;
	return p;
}

static int lane_x(const struct plan *p, int lane)
{
	if (lane == TALK_ALL)
		return p->w - EDGE_W + 1;
	if (lane >= p->shown)
		lane = p->shown - 1;
	return p->first + lane * p->spacing;
}

bool ladder_has_lanes(const struct ladder *l, int w)
{
	return w >= LANES_FROM || l->talk.parties <= FEW_LANES;
}

int ladder_header_lines(const struct ladder *l, int w)
{
	return ladder_has_lanes(l, w) ? 2 : 0;
}

/* A label centred over its lane, but right of column `from`. When there is not enough room its end
 * stays: that is what differs between addresses. Gives the column behind it. */
static int draw_label(struct canvas *c, struct area a, const struct plan *p, int lane, int y,
	int from, enum style style, const char *text)
{
	int x = lane_x(p, lane), need = canvas_width(c, text),
	    room = p->shown > 1 ? p->spacing - 1 : p->w;

	if (need > room && need == (int)strlen(text)) {
		text += need - room + 1;
		need = room;
	}
	if (lane > 0)
		x -= need / 2;
	if (x + need > p->w)
		x = p->w - need;
	if (x < from)
		x = from;
	if (need > (int)strlen(text))
		x += canvas_glyph(c, a, x, y, style, GLYPH_ELLIPSIS);
	return x + canvas_put(c, a, x, y, style, text);
}

void ladder_draw_header(const struct ladder *l, struct canvas *c, struct area a)
{
	struct plan p = plan_for(l, a.w);
	int i, role_end = 0, address_end = 0;
	char others[32];

	canvas_fit(c, a, 2, 1, TIME_W, STYLE_DIM, ALIGN_RIGHT, "seconds");
	if (p.phase)
		canvas_put(c, a, p.phase, 1, STYLE_DIM, "phase");
	for (i = 0; i < p.shown; i++) {
		if (i == p.shown - 1 && (int)l->talk.parties > p.shown) {
			snprintf(others, sizeof(others), "%d others", (int)l->talk.parties - p.shown + 1);
			draw_label(c, a, &p, i, 0, role_end + 1, STYLE_STRONG, others);
			continue;
		}
		role_end = draw_label(c, a, &p, i, 0, role_end + 1, STYLE_STRONG, l->talk.party[i].role);
		address_end =
			draw_label(c, a, &p, i, 1, address_end + 1, STYLE_DIM, l->talk.party[i].address);
	}
}

const char *ladder_short_name(const char *kind, char *buf, size_t size)
{
	const char *dash = strchr(kind, '-');
	size_t i;

	snprintf(buf, size, "%s", dash ? dash + 1 : kind);
	for (i = 0; buf[i]; i++)
		buf[i] = (char)toupper((unsigned char)buf[i]);
	return buf;
}

/* --- the left margin ------------------------------------------------------------------------- */

static void draw_margin(const struct ladder *l, struct canvas *c, struct area a, int y,
	const struct ladder_row *r, int phase_x)
{
	const struct talk_message *e = &l->talk.message[r->event];
	int64_t us = (e->ns - l->talk.start_ns) / 1000;
	char text[40];

	if (r->evidence)
		canvas_glyph(c, a, 0, y, STYLE_EVIDENCE, GLYPH_EVIDENCE);
	snprintf(text, sizeof(text), "%s%lld.%03lld", us < 0 ? "-" : "+",
		(long long)((us < 0 ? -us : us) / 1000000),
		(long long)((us < 0 ? -us : us) / 1000 % 1000));
	canvas_fit(c, a, 2, y, TIME_W, STYLE_DIM, ALIGN_RIGHT, text);
	if (phase_x && (!r->event || strcmp(e->phase, l->talk.message[r->event - 1].phase) != 0))
		canvas_fit(c, a, phase_x, y, PHASE_W - 1, STYLE_NORMAL, ALIGN_LEFT, e->phase);
}

/* "x4" or "x40 in 3 min 10 s"; empty for a single message. */
static void count_text(const struct canvas *c, const struct ladder_row *r, char *buf, size_t size)
{
	char took[32];

	buf[0] = '\0';
	if (r->count < 2)
		return;
	txt_duration(took, sizeof(took), r->ns);
	if (r->ns > 1000000000)
		snprintf(buf, size, " %s%zu in %s", canvas_symbol(c, GLYPH_TIMES), r->count, took);
	else
		snprintf(buf, size, " %s%zu", canvas_symbol(c, GLYPH_TIMES), r->count);
}

static const char *words_of(
	const struct talk_message *e, int room, const struct canvas *c, char *buf, size_t size)
{
	if (*e->info && (room >= 12 || canvas_width(c, e->info) <= room))
		return e->info;
	return ladder_short_name(e->kind, buf, size);
}

/* The message and its count within w columns; gives the columns used. */
static int draw_words(struct canvas *c, struct area a, int x, int y, int w, enum style style,
	const struct talk_message *e, const struct ladder_row *r)
{
	char count[64], name[40];
	const char *words;
	int count_w, room, need;

	count_text(c, r, count, sizeof(count));
	count_w = canvas_width(c, count);
	if (count_w > w / 2 && strchr(count, 'n')) {
		snprintf(count, sizeof(count), " %s%zu", canvas_symbol(c, GLYPH_TIMES), r->count);
		count_w = canvas_width(c, count);
	}
	room = w - count_w;
	words = words_of(e, room, c, name, sizeof(name));
	need = canvas_width(c, words) < room ? canvas_width(c, words) : room;
	canvas_fit(c, a, x, y, need, style, ALIGN_LEFT, words);
	canvas_fit(c, a, x + need, y, count_w, STYLE_STRONG, ALIGN_LEFT, count);
	return need + count_w;
}

/* --- with lanes ------------------------------------------------------------------------------ */

static void draw_bars(struct canvas *c, struct area a, int y, const struct plan *p, enum glyph g)
{
	int i;

	for (i = 0; i < p->shown; i++)
		canvas_glyph(c, a, lane_x(p, i), y, STYLE_LINE, g);
}

static void draw_arrow(struct canvas *c, struct area a, int y, const struct plan *p,
	const struct talk_message *e, const struct ladder_row *r)
{
	/* a broadcast goes to the edge; a server's goes to the target, who hears it too */
	bool wide = e->to == TALK_ALL, left = wide ? e->from != TALK_TARGET : e->to < e->from;
	int x0 = lane_x(p, e->from), x1 = wide && left ? lane_x(p, TALK_TARGET) : lane_x(p, e->to);
	int from = (left ? x1 : x0) + 1, to = left ? x0 : x1; /* cells [from, to) are the arrow's */
	int head = left ? from : to - 1, words_x = from + (left ? 2 : 1) + 1,
	    room = to - words_x - (left ? 2 : 3);
	enum style style = r->evidence ? STYLE_EVIDENCE : STYLE_NORMAL;

	canvas_hline(c, a, from, y, to - from, STYLE_LINE, GLYPH_HLINE);
	canvas_glyph(c, a, head, y, style, left ? GLYPH_LEFT : GLYPH_RIGHT);
	if (wide)
		canvas_put(c, a, left ? from + 1 : to + 1, y, style, "*");
	if (wide && left)
		words_x++;
	if (room > 3) {
		canvas_put(c, a, words_x - 1, y, STYLE_NORMAL, " ");
		words_x += draw_words(c, a, words_x, y, room, style, e, r);
		canvas_put(c, a, words_x, y, STYLE_NORMAL, " ");
	}
}

/* Both ends in one lane (the others' lane, or a message to oneself): words beside the lane. */
static void draw_beside(struct canvas *c, struct area a, int y, const struct plan *p,
	const struct talk_message *e, const struct ladder_row *r)
{
	int x = lane_x(p, e->from);

	if (x + 12 < p->w)
		draw_words(c, a, x + 2, y, p->w - x - 2, STYLE_NORMAL, e, r);
	else
		draw_words(c, a, x - p->spacing + 2, y, p->spacing - 3, STYLE_NORMAL, e, r);
}

static void draw_silence(const struct ladder *l, struct canvas *c, struct area a, int y, int from,
	const struct ladder_row *r)
{
	const char *dots = canvas_symbol(c, GLYPH_SILENCE);
	int w, room = a.w - from - (ladder_has_lanes(l, a.w) ? EDGE_W : 0);
	char words[192], text[256];

	if (!r->labelled)
		return;
	if (l->talk.beyond && r->type == LADDER_END)
		snprintf(words, sizeof(words), "%zu more messages are in the case file", l->talk.beyond);
	else
		talk_say_gap(&l->talk, r->event, r->ns, r->type == LADDER_END, words, sizeof(words));
	snprintf(text, sizeof(text), " %s %s %s ", dots, words, dots);
	if (canvas_width(c, text) > room)
		snprintf(text, sizeof(text), " %s ", words);
	w = canvas_width(c, text) < room ? canvas_width(c, text) : room;
	canvas_fit(c, a, from + (room - w) / 2, y, w, STYLE_GAP, ALIGN_LEFT, text);
}

/* Between which two captures messages were lost, where the last of them was sent. */
static void draw_loss(const struct ladder *l, struct canvas *c, struct area a, int y, int from, const struct ladder_row *r)
{
	const struct talk_loss *lost = &l->talk.loss[r->loss];
	char words[400], text[420];

	talk_say_loss(lost, NULL, words, sizeof(words));
	if (canvas_width(c, words) + 2 > a.w - from)
		talk_say_loss(lost, canvas_symbol(c, GLYPH_TO), words, sizeof(words));
	snprintf(text, sizeof(text), "%s %s", canvas_symbol(c, GLYPH_FAILED), words);
	canvas_fit(c, a, from, y, a.w - from, STYLE_FAILED, ALIGN_LEFT, text);
}

static void draw_laned(
	const struct ladder *l, struct canvas *c, struct area a, int y, const struct ladder_row *r)
{
	struct plan p = plan_for(l, a.w);
	const struct talk_message *e;

	if (r->type == LADDER_LOSS) {
		draw_bars(c, a, y, &p, GLYPH_VLINE);
		draw_loss(l, c, a, y, p.first + 2, r);
		return;
	}
	if (r->type != LADDER_EVENT) {
		draw_bars(c, a, y, &p, GLYPH_VGAP);
		draw_silence(l, c, a, y, p.first + 1, r);
		return;
	}
	e = &l->talk.message[r->event];
	draw_margin(l, c, a, y, r, p.phase);
	draw_bars(c, a, y, &p, GLYPH_VLINE);
	if (e->to != TALK_ALL && lane_x(&p, e->from) == lane_x(&p, e->to))
		draw_beside(c, a, y, &p, e, r);
	else
		draw_arrow(c, a, y, &p, e, r);
}

/* --- without --------------------------------------------------------------------------------- */

static const char *party(const struct ladder *l, int lane)
{
	if (lane == TALK_ALL)
		return "*";
	return *l->talk.party[lane].role ? l->talk.party[lane].role : l->talk.party[lane].address;
}

/* Who speaks to whom; the target, who is in nearly all of it, is the arrow's other end. */
static void parties(const struct ladder *l, const struct canvas *c, const struct talk_message *e,
	char *buf, size_t size)
{
	if (e->from == TALK_TARGET)
		snprintf(buf, size, "%s %s", canvas_symbol(c, GLYPH_RIGHT), party(l, e->to));
	else if (e->to == TALK_TARGET)
		snprintf(buf, size, "%s %s", canvas_symbol(c, GLYPH_LEFT), party(l, e->from));
	else
		snprintf(buf, size, "%s %s %s", party(l, e->from), canvas_symbol(c, GLYPH_TO),
			party(l, e->to));
}

static void draw_listed(
	const struct ladder *l, struct canvas *c, struct area a, int y, const struct ladder_row *r)
{
	const struct talk_message *e;
	int x = 2 + TIME_W + 1, who = (a.w - x) / 3;
	char text[128];

	if (r->type == LADDER_LOSS) {
		draw_loss(l, c, a, y, x, r);
		return;
	}
	if (r->type != LADDER_EVENT) {
		draw_silence(l, c, a, y, x, r);
		return;
	}
	e = &l->talk.message[r->event];
	draw_margin(l, c, a, y, r, 0);
	parties(l, c, e, text, sizeof(text));
	canvas_fit(c, a, x, y, who, STYLE_NORMAL, ALIGN_LEFT, text);
	draw_words(c, a, x + who + 1, y, a.w - x - who - 1,
		r->evidence ? STYLE_EVIDENCE : STYLE_NORMAL, e, r);
}

void ladder_draw_row(const struct ladder *l, struct canvas *c, struct area a, int y, size_t row)
{
	if (row >= l->rows)
		return;
	if (ladder_has_lanes(l, a.w))
		draw_laned(l, c, a, y, &l->row[row]);
	else
		draw_listed(l, c, a, y, &l->row[row]);
}
