/*
 * Two boots side by side, phase by phase: what differs, where for the first time, and in words.
 * What is compared and said comes from compare/.
 */
#include "base/mem.h"
#include "compare/compare.h"
#include "tui/browser.h"
#include "tui/doc.h"
#include "tui/scroll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK_W 2
#define NAME_MIN 22
#define NAME_MAX 44
#define WORDS_FROM 40 /* columns of a side; below it the lines under the list tell */

struct compare_state_of_view {
	struct comparison c;
	struct txt why;
	struct doc words;
	size_t *shown; /* rows of it */
	size_t n;
	struct scroll scroll;
	bool all, second; /* all fields; Enter opens B's frame */
	long origin;
};

/* --- opening --------------------------------------------------------------------------------- */

static void choose_rows(struct compare_state_of_view *st)
{
	const struct compare_row *r;
	size_t i;

	free(st->shown);
	st->shown = mem_alloc((st->c.rows + 1) * sizeof(*st->shown));
	st->n = 0;
	for (i = 0; i < st->c.rows; i++) {
		r = &st->c.row[i];
		if (st->all || r->type != COMPARE_FIELD || r->state > COMPARE_OWN)
			st->shown[st->n++] = i;
	}
	st->scroll.count = (long)st->n;
}

/* Puts the cursor where a row is shown. */
static void to_row(struct compare_state_of_view *st, size_t row)
{
	size_t i;

	for (i = 0; i < st->n; i++)
		if (st->shown[i] == row)
			st->scroll.cur = (long)i;
}

static int compare_open(struct view *v, struct err *err)
{
	struct compare_state_of_view *st = v->state;
	struct browser *b = v->browser;
	int64_t other = v->arg.other;
	bool first = !st;

	if (first)
		st = v->state = mem_alloc(sizeof(*st));
	txt_clear(&st->why);
	if (!other && compare_find_peer(b->store, v->arg.id, &other, &st->why, err) < 0)
		return -1;
	if (!other)
		return err_set(err, "%s", txt_str(&st->why));
	compare_free(&st->c);
	if (compare_boots(b->store, v->arg.id, other, b->options->fields, &st->c, err) < 0)
		return -1;
	choose_rows(st);
	if (first)
		to_row(st, st->c.parting != COMPARE_NONE ? st->c.parting : st->c.first);
	return 0;
}

static void compare_close(struct view *v)
{
	struct compare_state_of_view *st = v->state;

	if (!st)
		return;
	compare_free(&st->c);
	txt_free(&st->why);
	doc_free(&st->words);
	free(st->shown);
	free(st);
}

/* --- drawing --------------------------------------------------------------------------------- */

/* Where the columns are: a mark, the name, A, B. */
struct plan {
	int name, side, a, b;
};

static struct plan plan_for(int w)
{
	struct plan p;

	p.name = w / 3 < NAME_MIN ? NAME_MIN : w / 3 > NAME_MAX ? NAME_MAX : w / 3;
	p.side = (w - MARK_W - p.name - 2) / 2;
	p.a = MARK_W + p.name + 1;
	p.b = p.a + p.side + 1;
	return p;
}

static const struct {
	const char *mark;
	enum style style;
} marks[] = {
	[COMPARE_SAME] = {" ", STYLE_NORMAL},
	[COMPARE_OWN] = {" ", STYLE_DIM},
	[COMPARE_DIFFERS] = {"~", STYLE_WARNING},
	[COMPARE_ONLY_A] = {"<", STYLE_WARNING},
	[COMPARE_ONLY_B] = {">", STYLE_WARNING},
};

static void side_title(const struct compare_side *s, char letter, char *buf, size_t size)
{
	snprintf(buf, size, "%c boot %lld %s", letter, (long long)s->boot_id,
		*s->hostname ? s->hostname : s->mac);
}

static void draw_titles(const struct compare_state_of_view *st, struct canvas *c, struct area a)
{
	struct plan p = plan_for(a.w);
	char text[200];
	int i;

	for (i = 0; i < 2; i++) {
		side_title(&st->c.side[i], "AB"[i], text, sizeof(text));
		if (canvas_width(c, text) > p.side) /* half an address says nothing */
			snprintf(text, sizeof(text), "%c boot %lld", "AB"[i],
				(long long)st->c.side[i].boot_id);
		canvas_fit(c, a, i ? p.b : p.a, 0, p.side,
			st->second == (i == 1) ? STYLE_HEADING : STYLE_STRONG, ALIGN_LEFT, text);
		canvas_fit(c, a, i ? p.b : p.a, 1, p.side,
			strcmp(st->c.side[i].outcome, "failed") == 0   ? STYLE_FAILED
			: strcmp(st->c.side[i].outcome, "booted") == 0 ? STYLE_BOOTED
								       : STYLE_INCOMPLETE,
			ALIGN_LEFT, st->c.side[i].outcome);
	}
	canvas_fit(c, a, 0, 0, p.name, STYLE_DIM, ALIGN_LEFT, "~ differs <A >B only");
}

/* "+1.528 x8: what it says", or a dash. */
static void message_text(const struct canvas *c, const struct compare_row *r, int side, int room,
	char *buf, size_t size)
{
	char count[32] = "";

	if (r->ns[side] == INT64_MIN) {
		snprintf(buf, size, "-");
		return;
	}
	if (r->count[side] > 1)
		snprintf(count, sizeof(count), " %s%zu", canvas_symbol(c, GLYPH_TIMES),
			r->count[side]);
	snprintf(buf, size, "+%.3f%s  %s", (double)r->ns[side] / 1e9, count,
		room >= WORDS_FROM ? r->value[side] : "");
}

static void draw_row(
	const struct compare_state_of_view *st, struct canvas *c, struct area a, int y, size_t i)
{
	const struct compare_row *r = &st->c.row[i];
	struct plan p = plan_for(a.w);
	enum style style = marks[r->state].style;
	char text[2][600];
	int k, indent = r->type == COMPARE_PHASE ? 0 : r->type == COMPARE_MESSAGE ? 1 : 3;

	for (k = 0; k < 2; k++)
		if (r->type == COMPARE_MESSAGE)
			message_text(c, r, k, p.side, text[k], sizeof(text[k]));
		else
			snprintf(text[k], sizeof(text[k]), "%s", *r->value[k] ? r->value[k] : "-");
	if (i == st->c.first || i == st->c.parting)
		canvas_glyph(c, a, 0, y, STYLE_EVIDENCE, GLYPH_EVIDENCE);
	else
		canvas_put(c, a, 0, y, style, marks[r->state].mark);
	if (r->type == COMPARE_PHASE)
		style = STYLE_STRONG;
	canvas_fit(c, a, MARK_W + indent, y, p.name - indent, style, ALIGN_LEFT, r->name);
	canvas_fit(c, a, p.a, y, p.side, style, ALIGN_LEFT, text[0]);
	canvas_fit(c, a, p.b, y, p.side, style, ALIGN_LEFT, text[1]);
}

/* What is said: where they differ first, then why this one was chosen, as far as there is room. */
static int draw_words(struct compare_state_of_view *st, struct canvas *c, struct area a, int most)
{
	int lines;

	doc_start(&st->words, c, a.w < 120 ? a.w : 120);
	doc_put(&st->words, STYLE_NORMAL, 0, st->c.words);
	doc_put(&st->words, STYLE_WARNING, 0, st->c.note);
	doc_put(&st->words, STYLE_DIM, 0, txt_str(&st->why));
	lines = (int)st->words.count < most ? (int)st->words.count : most;
	doc_draw(&st->words, c, area_rows(a, 0, lines), 0);
	if ((int)st->words.count > lines)
		canvas_glyph(c, a, a.w - 1, lines - 1, STYLE_DIM, GLYPH_ELLIPSIS);
	return lines;
}

/* The row under the cursor in full: columns cut it. */
static void draw_detail(struct compare_state_of_view *st, struct canvas *c, struct area a)
{
	const struct compare_row *r;
	char text[1300];
	int i;

	if (!st->n)
		return;
	r = &st->c.row[st->shown[st->scroll.cur]];
	for (i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), "%c: %s", "AB"[i],
			*r -> value[i] ? r -> value[i] : "-");
		canvas_fit(c, a, 0, i, a.w, STYLE_NOTE, ALIGN_LEFT, text);
	}
}

static void compare_draw(struct view *v, struct canvas *c, struct area a)
{
	struct compare_state_of_view *st = v->state;
	int said = draw_words(st, c, a, a.h / 3), y;

	a = area_rows(a, said, a.h - said);
	canvas_hline(c, a, 0, 0, a.w, STYLE_LINE, GLYPH_HLINE);
	draw_titles(st, c, area_rows(a, 1, 2));
	draw_detail(st, c, area_rows(a, a.h - 2, 2));
	a = area_rows(a, 3, a.h - 5);
	scroll_settle(&st->scroll, a.h);
	for (y = 0; y < a.h && st->scroll.top + y < st->scroll.count; y++) {
		draw_row(st, c, a, y, st->shown[st->scroll.top + y]);
		if (st->scroll.top + y == st->scroll.cur)
			canvas_flag(c, a, 0, y, a.w, CELL_SELECTED);
	}
}

/* --- keys ------------------------------------------------------------------------------------ */

/* The message of a row: its own, or that of the field. */
static int64_t event_of(const struct compare_state_of_view *st, int *side)
{
	size_t i = st->n ? st->shown[st->scroll.cur] : 0;

	while (i > 0 && st->c.row[i].type == COMPARE_FIELD)
		i--;
	*side = st->second;
	if (i < st->c.rows && !st->c.row[i].event_id[*side])
		*side = !*side;
	return i < st->c.rows ? st->c.row[i].event_id[*side] : 0;
}

static void open_frame(struct view *v)
{
	struct compare_state_of_view *st = v->state;
	int side;
	int64_t event = event_of(st, &side);

	if (event)
		browser_push(v->browser, &view_frame,
			&(struct view_arg){.id = event, .other = st->c.side[side].boot_id});
	else
		browser_say(v->browser, "a phase is no frame: move to a message");
}

static bool compare_key(struct view *v, enum action a)
{
	struct compare_state_of_view *st = v->state;
	size_t at;

	if (scroll_move(&st->scroll, a))
		return true;
	if (a == ACT_PANE)
		st->second = !st->second;
	else if (a == ACT_OPEN)
		open_frame(v);
	else if (a == ACT_UNFOLD) {
		at = st->n ? st->shown[st->scroll.cur] : 0;
		st->all = !st->all;
		choose_rows(st);
		while (at > 0 && !st->all && st->c.row[at].type == COMPARE_FIELD &&
			st->c.row[at].state <= COMPARE_OWN)
			at--;
		to_row(st, at);
	} else
		return false;
	return true;
}

static bool row_holds(const struct compare_row *r, const char *needle)
{
	return text_holds(r->name, needle) || text_holds(r->value[0], needle) ||
	       text_holds(r->value[1], needle);
}

static bool compare_find(struct view *v, const char *needle, enum find how)
{
	struct compare_state_of_view *st = v->state;
	long n = (long)st->n, step = how == FIND_PREV ? -1 : 1, i, at;
	long from = how == FIND_TYPED ? st->origin : st->scroll.cur + step;

	if (how == FIND_BEGIN)
		st->origin = st->scroll.cur;
	if (how == FIND_CANCEL)
		st->scroll.cur = st->origin;
	if (how == FIND_BEGIN || how == FIND_CANCEL)
		return true;
	for (i = 0; i < n; i++) {
		at = ((from + i * step) % n + n) % n;
		if (row_holds(&st->c.row[st->shown[at]], needle)) {
			st->scroll.cur = at;
			return true;
		}
	}
	return false;
}

static void compare_crumb(const struct view *v, struct txt *out)
{
	const struct compare_state_of_view *st = v->state;

	txt_fmt(out, "boot %lld against %lld", (long long)st->c.side[0].boot_id,
		(long long)st->c.side[1].boot_id);
}

static void compare_place(const struct view *v, struct txt *out)
{
	const struct compare_state_of_view *st = v->state;

	txt_fmt(out, "%ld of %ld", st->scroll.cur + 1, st->scroll.count);
}

const struct view_ops view_compare = {
	.name = "compare",
	.where = WHERE_COMPARE | WHERE_OPENS | WHERE_PANES,
	.open = compare_open,
	.draw = compare_draw,
	.key = compare_key,
	.find = compare_find,
	.crumb = compare_crumb,
	.place = compare_place,
	.close = compare_close,
};
