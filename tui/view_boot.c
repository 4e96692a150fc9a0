/*
 * One boot: what it was, how far it came, its ladder, and beside or below it the finding. In a low
 * terminal the two take turns (Tab).
 */
#include "base/mem.h"
#include "compare/loss.h"
#include "tui/boot_load.h"
#include "tui/browser.h"
#include "tui/finding.h"
#include "tui/note.h"
#include "tui/scroll.h"
#include "tui/table.h"
#include "tui/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BESIDE_FROM 110 /* columns from which the finding stands beside the ladder */
#define BELOW_FROM 20	/* lines from which it stands below */
#define LADDER_W 74
#define FINDING_MAX_W 64

struct boot_state {
	struct boot_facts facts;
	struct ladder ladder;
	struct doc doc;
	struct txt lost; /* between which captures messages of it were lost, or why that is not known */
	struct scroll rows, text;
	bool unfolded, in_text;
	bool fresh; /* not drawn yet: the cursor's line gets a place from which what follows is seen */
	long origin; /* where a search began */
};

/* --- opening --------------------------------------------------------------------------------- */

/* The first time the cursor goes to the first message the finding rests on. */
static void to_evidence(struct boot_state *st)
{
	size_t i;

	for (i = 0; i < st->ladder.rows; i++)
		if (st->ladder.row[i].evidence) {
			st->rows.cur = (long)i;
			st->fresh = true;
			return;
		}
}

static int boot_open(struct view *v, struct err *err)
{
	struct boot_state *st = v->state;
	bool first = st == NULL;

	if (first)
		st = v->state = mem_alloc(sizeof(*st));
	ladder_free(&st->ladder);
	if (boot_load(v->browser->store, v->arg.id, &st->facts, &st->ladder, err) < 0)
		return -1;
	txt_clear(&st->lost);
	if (loss_say_boot(v->browser->store, st->facts.boot_id, &st->lost, err) < 0)
		return -1;
	ladder_make_rows(&st->ladder, st->unfolded);
	if (first)
		to_evidence(st);
	return 0;
}

static void boot_close(struct view *v)
{
	struct boot_state *st = v->state;

	if (!st)
		return;
	ladder_free(&st->ladder);
	doc_free(&st->doc);
	txt_free(&st->lost);
	free(st);
}

/* --- drawing --------------------------------------------------------------------------------- */

static void draw_facts(const struct boot_facts *f, struct canvas *c, struct area a)
{
	const char *dot = canvas_symbol(c, GLYPH_DOT);
	char text[400], when[48], took[32];
	enum glyph g;
	enum style style = outcome_style(f->outcome, &g);
	int x;

	snprintf(text, sizeof(text), "%s %s in %s", canvas_symbol(c, g), f->outcome, f->phase);
	if (strcmp(f->outcome, "booted") == 0)
		snprintf(text, sizeof(text), "%s %s", canvas_symbol(c, g), f->outcome);
	x = canvas_put(c, a, 0, 0, style, text);
	canvas_time(c, when, sizeof(when), f->start_ns, a.w < 76 ? 0 : 3);
	txt_duration(took, sizeof(took), f->end_ns - f->start_ns);
	snprintf(text, sizeof(text), " %s %s %s %s %s %s", dot, f->mac, dot, when, dot, took);
	if (x + canvas_width(c, text) > a.w)
		snprintf(text, sizeof(text), " %s %s %s %s", dot, f->mac, dot, when);
	canvas_fit(c, a, x, 0, a.w - x, STYLE_NORMAL, ALIGN_LEFT, text);
}

static const struct {
	const char *status;
	enum style style;
	enum glyph glyph;
	const char *word; /* beside the phase; "" when the symbol says enough */
} statuses[] = {
	{"ok", STYLE_BOOTED, GLYPH_BOOTED, ""},
	{"slow", STYLE_WARNING, GLYPH_WARNING, " slow"},
	{"retried", STYLE_WARNING, GLYPH_WARNING, " retried"},
	{"failed", STYLE_FAILED, GLYPH_FAILED, " failed"},
	{"skipped", STYLE_DIM, GLYPH_DOT, " skipped"},
	{"not-seen", STYLE_DIM, GLYPH_DOT, " not seen"},
};

static int draw_step(struct canvas *c, struct area a, int x, const struct boot_step *s, bool wide)
{
	char text[96], took[32] = "";
	size_t i;

	for (i = 0; i + 1 < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(statuses[i].status, s->status) == 0)
			break;
	if (s->took_ns >= 0 && wide)
		txt_duration(took, sizeof(took), s->took_ns);
	snprintf(text, sizeof(text), "%s %s%s%s%s", canvas_symbol(c, statuses[i].glyph), s->phase,
		wide ? statuses[i].word : "", *took ? " " : "", took);
	return canvas_put(c, a, x, 0, statuses[i].style, text);
}

static void draw_steps(const struct boot_facts *f, struct canvas *c, struct area a)
{
	bool wide = a.w >= (int)f->steps * 19;
	int x = 0, need = 0, gap;
	size_t i;

	for (i = 0; i < f->steps; i++)
		need += 2 + canvas_width(c, f->step[i].phase);
	gap = wide ? 3 : need + 2 * ((int)f->steps - 1) <= a.w ? 2 : 1;
	for (i = 0; i < f->steps; i++)
		x += draw_step(c, a, x, &f->step[i], wide) + gap;
}

static bool is_message(const struct boot_state *st, long row)
{
	return row >= 0 && row < (long)st->ladder.rows && st->ladder.row[row].type == LADDER_EVENT;
}

/* With the cursor on the last message, what follows it is shown too. */
static void show_end(struct boot_state *st, int lines)
{
	long last = st->rows.count - 1;

	while (last > 0 && !is_message(st, last))
		last--;
	if (st->rows.cur >= last && st->rows.count - st->rows.cur <= lines &&
		st->rows.count > lines)
		st->rows.top = st->rows.count - lines;
}

static void draw_ladder(struct boot_state *st, struct canvas *c, struct area a)
{
	int head = ladder_header_lines(&st->ladder, a.w), y;
	struct area body = area_rows(a, head, a.h - head);

	if (head)
		ladder_draw_header(&st->ladder, c, area_rows(a, 0, head));
	st->rows.count = (long)st->ladder.rows;
	if (st->fresh)
		st->rows.top = st->rows.cur - body.h / 3;
	st->fresh = false;
	scroll_settle(&st->rows, body.h);
	show_end(st, body.h);
	if (!st->ladder.rows)
		canvas_put(c, body, 2, 0, STYLE_NORMAL, "The case holds no message of this boot.");
	for (y = 0; y < body.h && st->rows.top + y < st->rows.count; y++) {
		ladder_draw_row(&st->ladder, c, body, y, (size_t)(st->rows.top + y));
		if (st->rows.top + y == st->rows.cur)
			canvas_flag(
				c, body, 0, y, body.w, st->in_text ? CELL_SHADED : CELL_SELECTED);
	}
}

/* The message under the cursor in full. */
static void draw_message(const struct boot_state *st, struct canvas *c, struct area a)
{
	const struct talk_message *e;
	const struct ladder_row *r;
	const char *from, *to;
	char text[900];

	if (st->rows.cur >= (long)st->ladder.rows)
		return;
	r = &st->ladder.row[st->rows.cur];
	if (r->event >= st->ladder.talk.messages)
		return;
	e = &st->ladder.talk.message[r->event];
	from = st->ladder.talk.party[e->from].address;
	to = e->to == TALK_ALL ? "*" : st->ladder.talk.party[e->to].address;
	snprintf(text, sizeof(text), "%s %s %s: %s%s%s", from, canvas_symbol(c, GLYPH_TO), to, e->info,
		*e->seen ? "; seen at " : "", e->seen);
	if (r->type == LADDER_EVENT)
		canvas_fit(c, a, 0, 0, a.w, STYLE_NOTE, ALIGN_LEFT, text);
}

/* Wraps the finding for w columns; gives its lines. */
static int make_finding(struct view *v, struct canvas *c, int w)
{
	struct boot_state *st = v->state;

	doc_start(&st->doc, c, w);
	finding_all(&st->doc, v->browser->store, st->facts.boot_id);
	doc_section(&st->doc, "Lost on the way", txt_str(&st->lost));
	note_put(&st->doc, v->browser->store,
		&(struct subject){.boot = st->facts.boot_id, .main = SUBJECT_BOOT});
	if (st->facts.finding_id)
		note_put(&st->doc, v->browser->store,
			&(struct subject){
				.finding = st->facts.finding_id, .main = SUBJECT_FINDING});
	return (int)st->doc.count;
}

static void draw_finding(struct boot_state *st, struct canvas *c, struct area a)
{
	st->text.count = (long)st->doc.count;
	st->text.page = a.h;
	scroll_text(&st->text, ACT_NONE);
	if (st->text.top > st->text.count - a.h)
		st->text.top = st->text.count > a.h ? st->text.count - a.h : 0;
	doc_draw(&st->doc, c, a, st->text.top);
}

/* A line that names the finding below it and says how much there is of it. */
static void draw_rule(struct boot_state *st, struct canvas *c, struct area a, int lines)
{
	char more[48];
	int w;

	canvas_hline(c, a, 0, 0, a.w, STYLE_LINE, GLYPH_HLINE);
	canvas_put(c, a, 2, 0, st->in_text ? STYLE_HEADING : STYLE_STRONG, " finding ");
	if ((int)st->doc.count <= lines)
		return;
	snprintf(more, sizeof(more), " %d of %zu lines%s ", lines, st->doc.count,
		st->in_text ? "" : ", Tab for more");
	w = canvas_width(c, more);
	if (w < a.w - 16)
		canvas_put(c, a, a.w - w - 2, 0, STYLE_DIM, more);
}

static void draw_beside(struct view *v, struct canvas *c, struct area a)
{
	struct boot_state *st = v->state;
	int text_w = a.w - LADDER_W - 2 < FINDING_MAX_W ? a.w - LADDER_W - 2 : FINDING_MAX_W;
	int w = a.w - text_w - 2, y;

	draw_ladder(st, c, area_columns(area_rows(a, 0, a.h - 1), 0, w));
	draw_message(st, c, area_rows(a, a.h - 1, 1));
	for (y = 0; y < a.h - 1; y++)
		canvas_glyph(c, a, w, y, STYLE_LINE, GLYPH_VLINE);
	a = area_columns(area_rows(a, 0, a.h - 1), w + 2, text_w);
	make_finding(v, c, a.w);
	draw_rule(st, c, a, a.h - 1);
	draw_finding(st, c, area_rows(a, 1, a.h - 1));
}

static void draw_below(struct view *v, struct canvas *c, struct area a)
{
	struct boot_state *st = v->state;
	int lines = make_finding(v, c, a.w), low = st->in_text ? a.h * 2 / 3 : a.h * 2 / 5;

	if (low > lines)
		low = lines;

	draw_ladder(st, c, area_rows(a, 0, a.h - low - 2));
	draw_message(st, c, area_rows(a, a.h - low - 2, 1));
	a = area_rows(a, a.h - low - 1, low + 1);
	draw_rule(st, c, a, low);
	draw_finding(st, c, area_rows(a, 1, low));
}

/* Too low for both: one of them, and a line that tells of the other. */
static void draw_one(struct view *v, struct canvas *c, struct area a)
{
	struct boot_state *st = v->state;

	if (st->in_text) {
		make_finding(v, c, a.w);
		draw_finding(st, c, a);
		return;
	}
	draw_ladder(st, c, area_rows(a, 0, a.h - 2));
	draw_message(st, c, area_rows(a, a.h - 2, 1));
	canvas_fit(c, a, 0, a.h - 1, a.w, STYLE_STRONG, ALIGN_LEFT,
		*st->facts.title ? st->facts.title : "no finding");
}

static void boot_draw(struct view *v, struct canvas *c, struct area a)
{
	struct boot_state *st = v->state;

	draw_facts(&st->facts, c, area_rows(a, 0, 1));
	draw_steps(&st->facts, c, area_rows(a, 1, 1));
	a = area_rows(a, 2, a.h - 2);
	if (a.w >= BESIDE_FROM)
		draw_beside(v, c, a);
	else if (a.h + 4 >= BELOW_FROM)
		draw_below(v, c, a);
	else
		draw_one(v, c, a);
}

/* --- keys ------------------------------------------------------------------------------------ */

static void open_frame(struct view *v, struct boot_state *st)
{
	const struct ladder_row *r;

	if (st->rows.cur >= (long)st->ladder.rows)
		return;
	r = &st->ladder.row[st->rows.cur];
	if (r->event >= st->ladder.talk.messages) {
		browser_say(v->browser, "this is silence: there is no frame to open");
		return;
	}
	browser_push(v->browser, &view_frame,
		&(struct view_arg){
			.id = st->ladder.talk.message[r->event].event_id, .other = st->facts.boot_id});
}

/* Folds or unfolds, staying on the same message. */
static void refold(struct boot_state *st)
{
	size_t event = 0;

	if (st->rows.cur < (long)st->ladder.rows)
		event = st->ladder.row[st->rows.cur].event;
	st->unfolded = !st->unfolded;
	ladder_make_rows(&st->ladder, st->unfolded);
	st->rows.cur = (long)ladder_row_of(&st->ladder, event);
}

/* Moves from message to message: there is nothing to open in a silence. */
static bool move(struct boot_state *st, enum action a)
{
	bool up = a == ACT_UP || a == ACT_PAGE_UP || a == ACT_END;
	long at;

	if (!scroll_move(&st->rows, a))
		return false;
	for (at = st->rows.cur; at >= 0 && at < st->rows.count && !is_message(st, at);)
		at += up ? -1 : 1;
	for (; at > 0 && !is_message(st, at);)
		at--;
	st->rows.cur = at > 0 ? at : 0;
	return true;
}

static bool boot_key(struct view *v, enum action a)
{
	struct boot_state *st = v->state;

	if (a == ACT_PANE)
		st->in_text = !st->in_text;
	else if (a == ACT_OPEN && !st->in_text)
		open_frame(v, st);
	else if (a == ACT_UNFOLD)
		refold(st);
	else if (st->in_text)
		return scroll_text(&st->text, a);
	else
		return move(st, a);
	return true;
}

static const struct talk_message *current(const struct boot_state *st)
{
	const struct ladder_row *r;

	if (st->rows.cur >= (long)st->ladder.rows)
		return NULL;
	r = &st->ladder.row[st->rows.cur];
	return r->event < st->ladder.talk.messages ? &st->ladder.talk.message[r->event] : NULL;
}

/* In the finding's pane it is about the finding, else about the boot. */
static bool boot_about(const struct view *v, struct subject *s)
{
	const struct boot_state *st = v->state;
	const struct talk_message *e = current(st);

	s->boot = st->facts.boot_id;
	s->event = e ? e->event_id : 0;
	s->finding = st->facts.finding_id;
	s->main = st->in_text && s->finding ? SUBJECT_FINDING : SUBJECT_BOOT;
	snprintf(s->rule, sizeof(s->rule), "%s", st->facts.rule);
	return true;
}

static void boot_say_which(const struct view *v, struct txt *out)
{
	const struct boot_state *st = v->state;

	txt_fmt(out, "boot %lld", (long long)st->facts.boot_id);
}

/* To the first message then or later. */
static bool boot_go(struct view *v, const char *text)
{
	struct boot_state *st = v->state;
	int64_t ns;
	size_t i;

	if (when_read_offset(text, &ns))
		ns += st->facts.start_ns;
	else if (!when_read(text, st->facts.start_ns, v->browser->options->utc_offset_min, &ns))
		return false;
	for (i = 0; i + 1 < st->ladder.talk.messages && st->ladder.talk.message[i].ns < ns; i++)
		;
	st->rows.cur = (long)ladder_row_of(&st->ladder, i);
	st->in_text = false;
	return true;
}

static bool row_holds(const struct ladder *l, const struct ladder_row *r, const char *needle)
{
	const struct talk_message *e = &l->talk.message[r->event];

	return r->type == LADDER_EVENT &&
	       (text_holds(e->info, needle) || text_holds(e->kind, needle) ||
		       text_holds(l->talk.party[e->from].address, needle) ||
		       (e->to >= 0 && text_holds(l->talk.party[e->to].address, needle)));
}

static bool boot_find(struct view *v, const char *needle, enum find how)
{
	struct boot_state *st = v->state;
	long n = (long)st->ladder.rows, step = how == FIND_PREV ? -1 : 1, i, at;
	long from = how == FIND_TYPED ? st->origin : st->rows.cur + step;

	if (how == FIND_BEGIN)
		st->origin = st->rows.cur;
	if (how == FIND_CANCEL)
		st->rows.cur = st->origin;
	if (how == FIND_BEGIN || how == FIND_CANCEL)
		return true;
	for (i = 0; i < n; i++) {
		at = ((from + i * step) % n + n) % n;
		if (row_holds(&st->ladder, &st->ladder.row[at], needle)) {
			st->rows.cur = at;
			return true;
		}
	}
	return false;
}

static void boot_crumb(const struct view *v, struct txt *out)
{
	const struct boot_state *st = v->state;

	txt_fmt(out, "boot %lld: %s", (long long)st->facts.boot_id,
		*st->facts.hostname ? st->facts.hostname : st->facts.mac);
}

static void boot_place(const struct view *v, struct txt *out)
{
	const struct boot_state *st = v->state;
	const struct ladder_row *r;

	if (st->in_text && st->text.count > st->text.page)
		txt_fmt(out, "lines %ld-%ld of %ld", st->text.top + 1, st->text.top + st->text.page,
			st->text.count);
	if (st->in_text || st->rows.cur >= (long)st->ladder.rows)
		return;
	r = &st->ladder.row[st->rows.cur];
	if (r->event < st->ladder.talk.messages)
		txt_fmt(out, "message %zu of %zu", r->event + 1, st->ladder.talk.messages);
}

const struct view_ops view_boot = {
	.name = "boot",
	.where = WHERE_LADDER | WHERE_PANES | WHERE_OPENS | WHERE_ABOUT,
	.open = boot_open,
	.draw = boot_draw,
	.key = boot_key,
	.find = boot_find,
	.crumb = boot_crumb,
	.place = boot_place,
	.about = boot_about,
	.say_which = boot_say_which,
	.go = boot_go,
	.close = boot_close,
};
