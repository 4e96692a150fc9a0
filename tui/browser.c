/*
 * The stack of screens, the lines above and below them, and the search line: see browser.h.
 * Knows no curses, so a test can drive all of it.
 */
#include "tui/browser.h"
#include "base/mem.h"
#include "tui/actions.h"
#include "tui/table.h"
#include "tui/term.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ESCAPE 27
#define ERASE_LINE 21 /* Ctrl-U */
#define TALL 2000     /* lines of a screen as plain text */

void browser_say(struct browser *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(b->message, sizeof(b->message), fmt, ap);
	va_end(ap);
}

struct view *browser_top(const struct browser *b)
{
	assert(b->depth > 0);
	return b->stack[b->depth - 1];
}

static void view_free(struct view *v)
{
	if (v->ops->close)
		v->ops->close(v);
	free(v);
}

static struct view *view_new(
	struct browser *b, const struct view_ops *ops, const struct view_arg *arg)
{
	struct view *v = mem_alloc(sizeof(*v));
	struct err err = {""};

	v->ops = ops;
	v->browser = b;
	if (arg)
		v->arg = *arg;
	if (ops->open(v, &err) == 0)
		return v;
	browser_say(b, "%s", err.text);
	view_free(v);
	return NULL;
}

void browser_push(struct browser *b, const struct view_ops *ops, const struct view_arg *arg)
{
	struct view *v;

	if (b->depth == BROWSER_DEPTH) {
		browser_say(b, "go back first: %d screens are open", b->depth);
		return;
	}
	v = view_new(b, ops, arg);
	if (v)
		b->stack[b->depth++] = v;
}

void browser_go(struct browser *b, const struct view_ops *ops)
{
	struct view *v = view_new(b, ops, NULL);

	if (!v)
		return;
	browser_end(b);
	b->stack[b->depth++] = v;
}

void browser_back(struct browser *b)
{
	struct err err = {""};
	struct view *v;

	if (b->depth > 1)
		view_free(b->stack[--b->depth]);
	v = browser_top(b);
	if (v->stale && v->ops->open(v, &err) < 0)
		browser_say(b, "%s", err.text);
	v->stale = false;
}

void browser_end(struct browser *b)
{
	b->prompt.done = NULL;
	b->typing = b->search_due = false;
	while (b->depth > 0)
		view_free(b->stack[--b->depth]);
}

static struct view *top(const struct browser *b)
{
	return browser_top(b);
}

/* --- drawing --------------------------------------------------------------------------------- */

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A screen's part of the line on top; valid until the next one is asked for. */
static const char *crumb(const struct view *v, struct txt *buf)
{
	txt_clear(buf);
	if (v->ops->crumb)
		v->ops->crumb(v, buf);
	else
		txt_put(buf, v->ops->name);
	return txt_str(buf);
}

/* The first screen from which on the way here fits into w columns behind the case's name. */
static int first_crumb(const struct browser *b, int w, struct txt *buf)
{
	int i;

	for (i = b->depth; i > 0; i--) {
		w -= 3 + canvas_width(&b->canvas, crumb(b->stack[i - 1], buf));
		if (w < 0)
			break;
	}
	return i < b->depth ? i : b->depth - 1;
}

/* At the right end of the line on top; gives the columns left of it. */
static int draw_news(struct browser *b, struct area a)
{
	int need = canvas_width(&b->canvas, b->news), w = need < a.w / 2 ? need : a.w / 2;

	if (!w)
		return a.w;
	canvas_fit(&b->canvas, a, a.w - w, 0, w, STYLE_NOTE, ALIGN_LEFT, b->news);
	return a.w - w - 1;
}

/* The zone of all times, where it is not UTC; gives what is left of the line. */
static int draw_zone(struct browser *b, struct area a)
{
	char zone[16];
	int w;

	if (!b->canvas.utc_offset_min)
		return a.w;
	w = canvas_width(&b->canvas, canvas_zone(&b->canvas, zone, sizeof(zone)));
	canvas_put(&b->canvas, a, a.w - w, 0, STYLE_DIM, zone);
	return a.w - w - 1;
}

/* The line on top: the case and the way here. When it is too long its beginning goes. */
static void draw_crumbs(struct browser *b, struct area a)
{
	struct canvas *c = &b->canvas;
	const char *name = file_name(store_path(b->store)), *text;
	struct txt buf = {0};
	int i, w,
		x = canvas_fit(c, a, 0, 0, canvas_width(c, name) < 24 ? canvas_width(c, name) : 24,
			STYLE_DIM, ALIGN_LEFT, name);

	for (i = first_crumb(b, a.w - x, &buf); i < b->depth; i++) {
		text = crumb(b->stack[i], &buf);
		x += 1 + canvas_glyph(c, a, x + 1, 0, STYLE_DIM, GLYPH_CRUMB) + 1;
		w = canvas_width(c, text) < a.w - x ? canvas_width(c, text) : a.w - x;
		x += canvas_fit(c, a, x, 0, w, i == b->depth - 1 ? STYLE_CRUMB : STYLE_DIM,
			ALIGN_LEFT, text);
	}
	txt_free(&buf);
}

/* The keys that mean something here, as far as there is room. */
static void draw_bar(struct browser *b, struct area a, int room)
{
	struct canvas *c = &b->canvas;
	const struct binding *k;
	char shown[16];
	size_t n, i;
	int x = 0, need;

	k = keys_table(&n);
	for (i = 0; i < n; i++) {
		if (!k[i].label || !(k[i].where & (top(b)->ops->where | WHERE_ALL)) ||
			k[i].action == (b->depth > 1 ? ACT_QUIT : ACT_BACK))
			continue;
		snprintf(shown, sizeof(shown), "%.*s", (int)strcspn(k[i].shown, " "), k[i].shown);
		need = canvas_width(c, shown) + 1 + canvas_width(c, k[i].label);
		if (x + need > room)
			continue;
		x += canvas_put(c, a, x, 0, STYLE_KEY, shown) + 1;
		x += canvas_put(c, a, x, 0, STYLE_BAR, k[i].label) + 2;
	}
}

/* The end of what was typed stays in sight. */
static void draw_prompt(struct browser *b, struct area a)
{
	struct canvas *c = &b->canvas;
	const char *text = b->prompt.text;
	int x = canvas_put(c, a, 0, 0, STYLE_KEY, b->prompt.label), w;

	x += canvas_put(c, a, x, 0, STYLE_KEY, ": ");
	while (canvas_width(c, text) >= a.w - x && *text)
		canvas_next(c, &text, &w);
	x += canvas_put(c, a, x, 0, STYLE_NORMAL, text);
	b->cursor = x;
}

static void draw_status(struct browser *b, struct area a)
{
	struct canvas *c = &b->canvas;
	struct txt place = {0};
	int w, x;

	if (top(b)->ops->place)
		top(b)->ops->place(top(b), &place);
	b->cursor = -1;
	w = canvas_width(c, txt_str(&place));
	if (b->prompt.done) {
		draw_prompt(b, a);
		w = 0;
		txt_clear(&place);
	} else if (b->typing) {
		x = canvas_put(c, a, 0, 0, STYLE_KEY, "/");
		x += canvas_put(c, a, x, 0, STYLE_NORMAL, b->needle);
		b->cursor = x;
		canvas_put(c, a, x + 2, 0, STYLE_WARNING, b->message);
	} else if (b->message[0]) {
		canvas_fit(c, a, 0, 0, a.w - w - 2, STYLE_WARNING, ALIGN_LEFT, b->message);
	} else {
		draw_bar(b, a, a.w - w - 2);
	}
	canvas_put(c, a, a.w - w, 0, STYLE_BAR, txt_str(&place));
	txt_free(&place);
}

void browser_draw(struct browser *b, int w, int h)
{
	struct area all, body, top_line;
	char text[96];

	canvas_resize(&b->canvas, w, h);
	all = canvas_all(&b->canvas);
	if (w < TERM_MIN_W || h < TERM_MIN_H) {
		snprintf(text, sizeof(text), "%dx%d is too small: %dx%d is needed", w, h,
			TERM_MIN_W, TERM_MIN_H);
		canvas_put(&b->canvas, all, 0, 0, STYLE_NORMAL, text);
		return;
	}
	body = area_rows(all, 1, h - 2);
	top_line = area_columns(all, 0, draw_zone(b, area_rows(all, 0, 1)));
	draw_crumbs(b, area_columns(all, 0, draw_news(b, area_rows(top_line, 0, 1))));
	top(b)->ops->draw(top(b), &b->canvas, body);
	if (b->needle[0])
		canvas_mark(&b->canvas, body, b->needle);
	if (b->prompt.done && b->message[0])
		canvas_fit(&b->canvas, all, 0, h - 2, w, STYLE_WARNING, ALIGN_LEFT, b->message);
	draw_status(b, area_rows(all, h - 1, 1));
}

/* --- keys ------------------------------------------------------------------------------------ */

static bool find(struct browser *b, enum find how)
{
	struct view *v = top(b);

	return v->ops->find && v->ops->find(v, b->needle, how);
}

static void search_begin(struct browser *b)
{
	if (!find(b, FIND_BEGIN))
		return;
	b->typing = true;
	b->needle[0] = '\0';
}

static void search_again(struct browser *b, enum find how)
{
	struct table *t = top(b)->table;

	if (t)
		t->hasty = false;
	if (!b->needle[0])
		browser_say(b, "nothing to search for yet: / starts a search");
	else if (find(b, how))
		return;
	else if (t && t->stopped)
		browser_say(b, "the search was stopped");
	else
		browser_say(b, "\"%s\" is not here", b->needle);
}

/* Takes the last character (all its bytes) off the search text. */
static void shorten(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && ((unsigned char)s[n - 1] & 0xc0) == 0x80)
		n--;
	if (n > 0)
		s[n - 1] = '\0';
}

static void append(char *s, size_t size, int key)
{
	char utf8[8] = "";
	size_t n = strlen(s);
	unsigned v = (unsigned)(key >= TERM_CHAR ? key - TERM_CHAR : key);

	if (v < 0x80)
		snprintf(utf8, sizeof(utf8), "%c", (int)v);
	else if (v < 0x800)
		snprintf(utf8, sizeof(utf8), "%c%c", 0xc0 | (int)(v >> 6), 0x80 | (int)(v & 63));
	else if (v < 0x10000)
		snprintf(utf8, sizeof(utf8), "%c%c%c", 0xe0 | (int)(v >> 12),
			0x80 | (int)(v >> 6 & 63), 0x80 | (int)(v & 63));
	if (n + strlen(utf8) < size)
		memcpy(s + n, utf8, strlen(utf8) + 1);
}

static bool is_character(int key)
{
	return (key >= 0x20 && key < 0x7f) || (key >= 0xa0 && key <= 0xff) || key >= TERM_CHAR;
}

/* Whether it was done to the end: any key ends it when it is hasty, and what was typed so far is
 * searched for again in the next pause. */
static bool search_typed(struct browser *b, bool hasty)
{
	struct table *t = top(b)->table;
	bool found;

	b->search_due = false;
	if (t)
		t->hasty = hasty;
	found = find(b, FIND_TYPED);
	if (t && t->stopped && hasty) {
		b->search_due = true;
		return false;
	}
	if (!found)
		browser_say(b, t && t->stopped ? "the search was stopped" : "no match");
	return true;
}

static void search_key(struct browser *b, int key)
{
	enum action a = is_character(key) ? ACT_NONE : keys_action(key, WHERE_ALL | WHERE_OPENS);

	if (a == ACT_OPEN) {
		if (b->search_due)
			search_typed(b, false);
		b->typing = false;
		return;
	}
	if (key == ESCAPE || a == ACT_INTERRUPT) {
		b->typing = false;
		b->needle[0] = '\0';
	} else if (a == ACT_BACK) {
		shorten(b->needle);
	} else if (is_character(key)) {
		append(b->needle, sizeof(b->needle), key);
	}
	b->search_due = b->needle[0] != '\0';
	if (!b->needle[0])
		find(b, FIND_CANCEL);
}

/* What is typed is searched for when the typing pauses: each letter would cost a look through all
 * rows of a big case. */
bool browser_idle(struct browser *b)
{
	struct table *t = top(b)->table;

	if (b->search_due)
		return search_typed(b, true);
	if (top(b)->ops->idle)
		return top(b)->ops->idle(top(b));
	return t && rows_count(t);
}

bool browser_waits(const struct browser *b)
{
	const struct table *t = top(b)->table;

	return b->search_due || (t && !t->counted) ||
	       (top(b)->ops->waits && top(b)->ops->waits(top(b)));
}

/* --- a line of text -------------------------------------------------------------------------- */

void browser_ask(struct browser *b, const char *text,
	void (*done)(struct view *v, const char *text), const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(b->prompt.label, sizeof(b->prompt.label), fmt, ap);
	va_end(ap);
	snprintf(b->prompt.text, sizeof(b->prompt.text), "%s", text);
	b->prompt.done = done;
}

static void prompt_key(struct browser *b, int key)
{
	enum action a = is_character(key) ? ACT_NONE : keys_action(key, WHERE_ALL | WHERE_OPENS);
	void (*done)(struct view * v, const char *text) = b->prompt.done;
	char text[sizeof(b->prompt.text)];

	if (a == ACT_OPEN) {
		memcpy(text, b->prompt.text, sizeof(text));
		b->prompt.done = NULL;
		done(top(b), text);
	} else if (key == ESCAPE || a == ACT_INTERRUPT) {
		b->prompt.done = NULL;
	} else if (key == ERASE_LINE) {
		b->prompt.text[0] = '\0';
	} else if (a == ACT_BACK) {
		shorten(b->prompt.text);
	} else if (is_character(key)) {
		append(b->prompt.text, sizeof(b->prompt.text), key);
	}
}

static void refresh(struct browser *b)
{
	struct err err = {""};

	if (top(b)->ops->open(top(b), &err) < 0)
		browser_say(b, "%s", err.text);
}

/* Back, or out on the first screen. */
static void leave(struct browser *b)
{
	if (b->depth > 1)
		browser_back(b);
	else
		b->done = true;
}

/* Keys that mean the same on every screen. */
static void common(struct browser *b, enum action a)
{
	const struct view_ops *ops = views_behind(a);

	if (a == ACT_HELP && top(b)->ops != ops)
		browser_push(b, ops, &(struct view_arg){.id = (int64_t)top(b)->ops->where});
	else if (ops && a != ACT_HELP)
		browser_go(b, ops);
	else if (a == ACT_BACK && b->depth == 1)
		browser_say(b, "this is the first screen; q quits");
	else if (a == ACT_BACK)
		browser_back(b);
	else if (a == ACT_QUIT)
		leave(b);
	else if (a == ACT_INTERRUPT)
		b->done = true;
	else if (a == ACT_SEARCH)
		search_begin(b);
	else if (a == ACT_FIND_NEXT || a == ACT_FIND_PREV)
		search_again(b, a == ACT_FIND_NEXT ? FIND_NEXT : FIND_PREV);
	else if (a == ACT_REFRESH)
		refresh(b);
	else
		actions_do(top(b), a);
}

void browser_key(struct browser *b, int key)
{
	enum action a;

	b->message[0] = '\0';
	if (!strcmp(b->news, b->grown)) /* it was there to be read; what still goes on is said again */
		b->news[0] = '\0';
	b->grown[0] = '\0';
	if (b->prompt.done) {
		prompt_key(b, key);
		return;
	}
	if (b->typing) {
		search_key(b, key);
		return;
	}
	a = keys_action(key, top(b)->ops->where);
	if (a == ACT_NONE || top(b)->ops->key(top(b), a))
		return;
	if (a == ACT_LEFT || a == ACT_RIGHT) {
		a = a == ACT_LEFT ? ACT_BACK : ACT_OPEN;
		if (top(b)->ops->key(top(b), a))
			return;
	}
	common(b, a);
}

/* --- the case meanwhile ---------------------------------------------------------------------- */

/* What others do to the case, and what came of it; whether that is news. */
static bool set_news(struct browser *b, const char *text)
{
	if (strcmp(b->news, text) == 0)
		return false;
	snprintf(b->news, sizeof(b->news), "%s", text);
	return true;
}

/* Somebody wrote to the case: the screen is read again. */
static void read_again(struct browser *b)
{
	int64_t captures, boots;
	int i;

	for (i = 0; i < b->depth - 1; i++)
		b->stack[i]->stale = true;
	refresh(b);
	captures = store_int(b->store, "SELECT count(*) FROM captures", NULL, 0, 0);
	boots = store_int(b->store, "SELECT count(*) FROM boots WHERE outcome <> 'leased'", NULL, 0, 0);
	snprintf(b->grown, sizeof(b->grown), "live: %lld capture%s, %lld boot%s", (long long)captures,
		captures == 1 ? "" : "s", (long long)boots, boots == 1 ? "" : "s");
}

/* Is it there at all, is somebody at work on it, and did he write? A case that is being filled is
 * read again; one that went away stays on the screen as it was. */
bool browser_look(struct browser *b)
{
	int64_t version;
	struct stat st;
	char *doing;
	bool news;

	if (stat(store_path(b->store), &st) < 0)
		return set_news(b, "gone: the case file is not there any more");
	if (!b->inode)
		b->inode = (uint64_t)st.st_ino;
	if (b->inode != (uint64_t)st.st_ino)
		return set_news(b, "gone: another file has its name now");
	version = store_int(b->store, "PRAGMA data_version", NULL, 0, 0);
	news = b->version && version != b->version;
	if (version != b->version)
		b->unanalysed = store_unanalysed(b->store) > 0;
	b->version = version;
	if (news)
		read_again(b);
	doing = beacon_read(store_path(b->store));
	news |= set_news(b, doing ? doing : b->unanalysed ? "not analysed yet: pvsleuth analyze" : b->grown);
	free(doing);
	return news;
}

/* --- as text --------------------------------------------------------------------------------- */

void browser_text(struct browser *b, int w, struct txt *out)
{
	struct canvas kept = b->canvas;
	struct txt line = {0};
	int y, last = 0;

	b->canvas = (struct canvas){.ascii = kept.ascii, .utc_offset_min = kept.utc_offset_min};
	canvas_resize(&b->canvas, w, TALL);
	draw_crumbs(b, canvas_all(&b->canvas));
	top(b)->ops->draw(top(b), &b->canvas, area_rows(canvas_all(&b->canvas), 1, TALL - 1));
	for (y = 0; y < TALL; y++) {
		txt_clear(&line);
		canvas_line(&b->canvas, y, &line);
		if (!line.n)
			continue;
		for (; last < y; last++)
			txt_put(out, "\n");
		txt_put(out, txt_str(&line));
	}
	txt_put(out, "\n");
	txt_free(&line);
	canvas_free(&b->canvas);
	b->canvas = kept;
}
