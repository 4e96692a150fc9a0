/*
 * One frame: its decoded fields, and its bytes. The bytes of the field under the cursor stand out;
 * in the bytes, the field that the byte belongs to is the one under the cursor.
 */
#include "base/mem.h"
#include "tui/browser.h"
#include "tui/doc.h"
#include "tui/hex.h"
#include "tui/note.h"
#include "tui/scroll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BESIDE_FROM 110 /* columns from which the bytes stand beside the fields */
#define WIDE_FROM 150	/* with sixteen of them in a line */

struct frame_field {
	unsigned depth;
	char *name, *value;
	size_t offset, length;
};

struct frame_state {
	int64_t event_id, capture_id, number, ns;
	uint32_t wirelen, linktype;
	char *info, *capture, *odd, *comment;
	uint8_t *raw;
	size_t n;
	struct frame_field *field;
	size_t fields, cap;
	struct scroll rows; /* of the fields */
	long hex_top;
	size_t cursor; /* byte */
	bool in_hex;
	struct txt notes;
	long origin;
};

/* --- opening --------------------------------------------------------------------------------- */

static char *copy(const struct row *r, const char *name)
{
	return mem_strdup(row_text_named(r, name));
}

static int take_frame(void *ctx, const struct row *r)
{
	struct frame_state *st = ctx;
	const void *raw = row_blob(r, row_column(r, "raw"), &st->n);

	st->event_id = row_int(r, row_column(r, "event_id"));
	st->capture_id = row_int(r, row_column(r, "capture_id"));
	st->number = row_int(r, row_column(r, "frame"));
	st->ns = row_int(r, row_column(r, "ns"));
	st->wirelen = (uint32_t)row_int(r, row_column(r, "wirelen"));
	st->linktype = (uint32_t)row_int(r, row_column(r, "linktype"));
	st->info = copy(r, "info");
	st->capture = copy(r, "path");
	st->odd = copy(r, "odd");
	st->comment = copy(r, "comment");
	st->raw = mem_alloc(st->n + 1);
	if (raw)
		memcpy(st->raw, raw, st->n);
	return 1;
}

static void take_field(void *ctx, const struct field *f)
{
	struct frame_state *st = ctx;
	struct frame_field *to;

	VEC_ROOM(st->field, st->fields, st->cap);
	to = &st->field[st->fields++];
	to->depth = f->depth;
	to->name = mem_strdup(f->name ? f->name : "");
	to->value = mem_strdup(f->value ? f->value : "");
	to->offset = f->offset < st->n ? f->offset : st->n;
	to->length = f->length < st->n - to->offset ? f->length : st->n - to->offset;
}

static int take_note(void *ctx, const struct row *r)
{
	struct txt *t = ctx;

	txt_fmt(t, "%s%s", t->n ? " / " : "", row_text(r, 0));
	return 0;
}

static void load_notes(struct view *v, struct frame_state *st)
{
	struct subject about = {.event = v->arg.id, .main = SUBJECT_FRAME};
	char *name = note_about(v->browser->store, &about);

	txt_clear(&st->notes);
	store_query(v->browser->store, "SELECT text FROM notes WHERE about = ?1 ORDER BY note_id",
		(struct bind[]){B_TEXT(name)}, 1, take_note, &st->notes, NULL);
	free(name);
}

/* The cursor begins at the innermost protocol: what carries it is seldom asked for. */
static void to_message(struct frame_state *st)
{
	size_t i;

	for (i = 0; i < st->fields; i++)
		if (st->field[i].depth == 0)
			st->rows.cur = (long)i;
	st->rows.top = st->rows.cur;
}

static int frame_open(struct view *v, struct err *err)
{
	struct frame_state *st = v->state;
	frame_fields_fn decode = v->browser->options->fields;

	if (st) {
		load_notes(v, st); /* nothing else about a frame changes */
		return 0;
	}
	st = v->state = mem_alloc(sizeof(*st));
	if (store_query(v->browser->store,
		    "SELECT f.*, c.path FROM frames f JOIN captures c "
		    "USING (capture_id) WHERE f.event_id = ?1",
		    (struct bind[]){B_INT(v->arg.id)}, 1, take_frame, st, err) < 0)
		return -1;
	if (!st->raw)
		return err_set(err, "the case does not hold this frame (any more)");
	if (decode)
		decode(st->raw, st->n, st->wirelen, st->linktype, take_field, st);
	st->rows.count = (long)st->fields;
	st->in_hex = !st->fields;
	to_message(st);
	load_notes(v, st);
	return 0;
}

static void frame_close(struct view *v)
{
	struct frame_state *st = v->state;
	size_t i;

	if (!st)
		return;
	for (i = 0; i < st->fields; i++) {
		free(st->field[i].name);
		free(st->field[i].value);
	}
	free(st->field);
	free(st->raw);
	free(st->info);
	free(st->capture);
	free(st->odd);
	free(st->comment);
	txt_free(&st->notes);
	free(st);
}

/* --- drawing --------------------------------------------------------------------------------- */

static int draw_head(const struct frame_state *st, struct canvas *c, struct area a)
{
	const char *dot = canvas_symbol(c, GLYPH_DOT), *slash = strrchr(st->capture, '/');
	char text[1200], when[48];
	int lines = 2;

	canvas_time(c, when, sizeof(when), st->ns, 6);
	snprintf(text, sizeof(text), "frame %lld of %s %s %s %s %u bytes", (long long)st->number,
		slash ? slash + 1 : st->capture, dot, when, dot, st->wirelen);
	if (st->n < st->wirelen)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %zu captured", st->n);
	canvas_fit(c, a, 0, 0, a.w, STYLE_NORMAL, ALIGN_LEFT, text);
	canvas_fit(c, a, 0, 1, a.w, STYLE_STRONG, ALIGN_LEFT, st->info);
	if (*st->odd) {
		snprintf(text, sizeof(text), "odd: %s", st->odd);
		canvas_fit(c, a, 0, lines++, a.w, STYLE_WARNING, ALIGN_LEFT, text);
	}
	if (*st->comment) {
		snprintf(text, sizeof(text), "comment: %s", st->comment);
		canvas_fit(c, a, 0, lines++, a.w, STYLE_NOTE, ALIGN_LEFT, text);
	}
	if (st->notes.n) {
		snprintf(text, sizeof(text), "note: %s", txt_str(&st->notes));
		canvas_fit(c, a, 0, lines++, a.w, STYLE_NOTE, ALIGN_LEFT, text);
	}
	return lines;
}

static void draw_field(struct canvas *c, struct area a, int y, const struct frame_field *f)
{
	int x = (int)(f->depth < 8 ? f->depth : 8) * 2, name_w;

	if (!*f->value) {
		canvas_fit(c, a, x, y, a.w - x, STYLE_STRONG, ALIGN_LEFT, f->name);
		return;
	}
	name_w = canvas_width(c, f->name);
	if (name_w > (a.w - x) / 2)
		name_w = (a.w - x) / 2;
	x += canvas_fit(c, a, x, y, name_w, STYLE_DIM, ALIGN_LEFT, f->name);
	x += canvas_put(c, a, x, y, STYLE_DIM, ": ");
	canvas_fit(c, a, x, y, a.w - x, STYLE_NORMAL, ALIGN_LEFT, f->value);
}

static void draw_fields(struct frame_state *st, struct canvas *c, struct area a)
{
	int y;

	scroll_settle(&st->rows, a.h);
	if (!st->fields)
		canvas_put(c, a, 0, 0, STYLE_DIM, "no decoder for this frame");
	for (y = 0; y < a.h && st->rows.top + y < st->rows.count; y++) {
		draw_field(c, a, y, &st->field[st->rows.top + y]);
		if (st->rows.top + y == st->rows.cur)
			canvas_flag(c, a, 0, y, a.w, st->in_hex ? CELL_SHADED : CELL_SELECTED);
	}
}

static void draw_bytes(struct frame_state *st, struct canvas *c, struct area a)
{
	const struct frame_field *f = st->fields ? &st->field[st->rows.cur] : NULL;
	long per_line = hex_per_line(a.w), lines = ((long)st->n + per_line - 1) / per_line;
	long line = (long)(st->in_hex || !f ? st->cursor : f->offset) / per_line;

	if (line < st->hex_top)
		st->hex_top = line;
	if (line >= st->hex_top + a.h)
		st->hex_top = line - a.h / 2;
	if (st->hex_top > lines - a.h)
		st->hex_top = lines > a.h ? lines - a.h : 0;
	hex_draw(c, a, st->raw, st->n, st->hex_top, f ? f->offset : 0, f ? f->length : 0,
		st->in_hex ? st->cursor : SIZE_MAX);
}

static void draw_rule(struct canvas *c, struct area a, const char *title, bool active)
{
	canvas_hline(c, a, 0, 0, a.w, STYLE_LINE, GLYPH_HLINE);
	canvas_put(c, a, 2, 0, active ? STYLE_HEADING : STYLE_STRONG, title);
}

static void frame_draw(struct view *v, struct canvas *c, struct area a)
{
	struct frame_state *st = v->state;
	int head = draw_head(st, c, a), bytes, y;

	a = area_rows(a, head, a.h - head);
	if (a.w >= BESIDE_FROM) {
		bytes = hex_width(a.w >= WIDE_FROM ? 16 : 8);
		draw_rule(c, area_rows(area_columns(a, 0, a.w - bytes - 2), 0, 1), " fields ",
			!st->in_hex);
		draw_fields(st, c, area_columns(area_rows(a, 1, a.h - 1), 0, a.w - bytes - 3));
		for (y = 0; y < a.h; y++)
			canvas_glyph(c, a, a.w - bytes - 2, y, STYLE_LINE, GLYPH_VLINE);
		a = area_columns(a, a.w - bytes - 1, bytes + 1);
		draw_rule(c, area_rows(a, 0, 1), " bytes ", st->in_hex);
		draw_bytes(st, c, area_columns(area_rows(a, 1, a.h - 1), 1, bytes));
		return;
	}
	bytes = ((int)st->n + hex_per_line(a.w) - 1) / hex_per_line(a.w);
	if (bytes > a.h * 2 / 5)
		bytes = a.h * 2 / 5;
	draw_rule(c, area_rows(a, 0, 1), " fields ", !st->in_hex);
	draw_fields(st, c, area_rows(a, 1, a.h - bytes - 2));
	a = area_rows(a, a.h - bytes - 1, bytes + 1);
	draw_rule(c, area_rows(a, 0, 1), " bytes ", st->in_hex);
	draw_bytes(st, c, area_rows(a, 1, bytes));
}

/* --- keys ------------------------------------------------------------------------------------ */

/* The innermost field that has the byte under the cursor. */
static void to_field_of_byte(struct frame_state *st)
{
	size_t i;

	for (i = 0; i < st->fields; i++)
		if (st->cursor >= st->field[i].offset &&
			st->cursor - st->field[i].offset < st->field[i].length)
			st->rows.cur = (long)i;
}

static bool move_byte(struct frame_state *st, enum action a, int per_line)
{
	struct scroll s = {.cur = (long)st->cursor, .count = (long)st->n, .page = 8 * per_line};

	if (a == ACT_LEFT || a == ACT_RIGHT)
		s.cur += a == ACT_LEFT ? -1 : 1;
	else if (a == ACT_UP || a == ACT_DOWN)
		s.cur += a == ACT_UP ? -per_line : per_line;
	else if (!scroll_move(&s, a))
		return false;
	if (s.cur >= 0 && s.cur < (long)st->n)
		st->cursor = (size_t)s.cur;
	to_field_of_byte(st);
	return true;
}

/* The frame before or after: of the boot one came from, else of the capture. */
static void step(struct view *v, bool later)
{
	struct frame_state *st = v->state;
	const char *sql =
		later ? "SELECT event_id FROM frames WHERE capture_id = ?1 AND frame > ?2 "
			"ORDER BY frame LIMIT 1"
		      : "SELECT event_id FROM frames WHERE capture_id = ?1 AND frame < ?2 "
			"ORDER BY frame DESC LIMIT 1";
	struct bind args[] = {B_INT(st->capture_id), B_INT(st->number)};
	struct err err = {""};
	int64_t event;

	if (v->arg.other) {
		sql = later ? "SELECT event_id FROM timeline WHERE boot_id = ?1 AND (ns, event_id) "
			      "> "
			      "(SELECT ns, event_id FROM timeline WHERE boot_id = ?1 AND event_id "
			      "= "
			      "?2) ORDER BY ns, event_id LIMIT 1"
			    : "SELECT event_id FROM timeline WHERE boot_id = ?1 AND (ns, event_id) "
			      "< "
			      "(SELECT ns, event_id FROM timeline WHERE boot_id = ?1 AND event_id "
			      "= "
			      "?2) ORDER BY ns DESC, event_id DESC LIMIT 1";
		args[0] = B_INT(v->arg.other);
		args[1] = B_INT(st->event_id);
	}
	event = store_int(v->browser->store, sql, args, 2, 0);
	if (!event) {
		browser_say(v->browser, "this is the %s one", later ? "last" : "first");
		return;
	}
	frame_close(v);
	v->state = NULL;
	v->arg.id = event;
	if (frame_open(v, &err) < 0)
		browser_say(v->browser, "%s", err.text);
}

static bool frame_key(struct view *v, enum action a)
{
	struct frame_state *st = v->state;
	int w = v->browser->canvas.w;

	if (a == ACT_EARLIER || a == ACT_LATER) {
		step(v, a == ACT_LATER);
		return true;
	}

	if (a == ACT_PANE) {
		st->in_hex = !st->in_hex || !st->fields;
		if (st->in_hex && st->fields)
			st->cursor = st->field[st->rows.cur].offset;
		return true;
	}
	if (st->in_hex)
		return move_byte(st, a,
			w >= WIDE_FROM	   ? 16
			: w >= BESIDE_FROM ? 8
					   : hex_per_line(w));
	return scroll_move(&st->rows, a);
}

static bool frame_find(struct view *v, const char *needle, enum find how)
{
	struct frame_state *st = v->state;
	long n = (long)st->fields, step = how == FIND_PREV ? -1 : 1, i, at;
	long from = how == FIND_TYPED ? st->origin : st->rows.cur + step;

	if (how == FIND_BEGIN)
		st->origin = st->rows.cur;
	if (how == FIND_CANCEL)
		st->rows.cur = st->origin;
	if (how == FIND_BEGIN || how == FIND_CANCEL)
		return true;
	for (i = 0; i < n; i++) {
		at = ((from + i * step) % n + n) % n;
		if (text_holds(st->field[at].name, needle) ||
			text_holds(st->field[at].value, needle)) {
			st->rows.cur = at;
			return true;
		}
	}
	return false;
}

static void frame_crumb(const struct view *v, struct txt *out)
{
	const struct frame_state *st = v->state;

	txt_fmt(out, "frame %lld", (long long)st->number);
}

static void frame_place(const struct view *v, struct txt *out)
{
	const struct frame_state *st = v->state;
	const struct frame_field *f = st->fields ? &st->field[st->rows.cur] : NULL;

	if (st->in_hex)
		txt_fmt(out, "byte %zu of %zu", st->cursor, st->n);
	else if (f && f->length > 1)
		txt_fmt(out, "bytes %zu-%zu", f->offset, f->offset + f->length - 1);
	else if (f && f->length)
		txt_fmt(out, "byte %zu", f->offset);
}

static bool frame_about(const struct view *v, struct subject *s)
{
	const struct frame_state *st = v->state;
	struct bind id = B_INT(v->arg.other);

	s->boot = v->arg.other;
	s->event = st->event_id;
	s->finding = store_int(v->browser->store,
		"SELECT finding_id FROM findings WHERE boot_id = ?1 AND is_primary", &id, 1, 0);
	s->main = SUBJECT_FRAME;
	return true;
}

const struct view_ops view_frame = {
	.name = "frame",
	.where = WHERE_PANES | WHERE_FRAME,
	.open = frame_open,
	.draw = frame_draw,
	.key = frame_key,
	.find = frame_find,
	.crumb = frame_crumb,
	.place = frame_place,
	.about = frame_about,
	.close = frame_close,
};
