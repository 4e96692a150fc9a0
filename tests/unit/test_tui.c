/*
 * tui/ without a terminal: cells, wrapped text, the ladder's layout, the table of keys, the window
 * of rows, and every screen at every width.
 */
#include "base/mem.h"
#include "tui/browser.h"
#include "tui/doc.h"
#include "tui/ladder.h"
#include "tui/table.h"

#include <curses.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define MS 1000000ll

static void assert_line(const struct canvas *c, int y, const char *want)
{
	struct txt t = {0};

	canvas_line(c, y, &t);
	assert_string_equal(txt_str(&t), want);
	txt_free(&t);
}

/* --- cells ----------------------------------------------------------------------------------- */

static void cells_keep_columns_straight(void **state)
{
	static const struct {
		const char *in;
		bool ascii;
		const char *want;
	} cases[] = {
		{"plain", false, "plain   |"},
		{"too long for it", false, "too lon\u2026|"},
		{"too long for it", true, "too lon~|"},
		{"\u7aef\u672b\u7aef\u672b", false, "\u7aef\u672b\u7aef\u672b|"},
		{"\u7aef\u672b\u7aef\u672b\u7aef", false, "\u7aef\u672b\u7aef\u2026 |"},
		{"\u7aef\u672b", true, "??      |"},
		{"e\u0301t\u0301e", false, "e\u0301t\u0301e     |"},
		{"a\x1b[31mb", false, "a\ufffd[31mb |"},
		{"a\tb\nc\x7f", false, "a\ufffdb\ufffdc\ufffd  |"},
		{"\u202eabc", false, "\ufffdabc    |"},
		{"\xff\xc3", false, "\ufffd\ufffd      |"},
		{"\xff\xc3", true, "??      |"},
		{"5 \u00d7 \u2192", true, "5 x >   |"},
		{"", false, "        |"},
	};
	struct canvas c = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c.ascii = cases[i].ascii;
		canvas_resize(&c, 12, 1);
		canvas_fit(&c, canvas_all(&c), 0, 0, 8, STYLE_NORMAL, ALIGN_LEFT, cases[i].in);
		canvas_put(&c, canvas_all(&c), 8, 0, STYLE_NORMAL, "|");
		assert_line(&c, 0, cases[i].want);
	}
	canvas_free(&c);
}

static void drawing_stays_in_its_area(void **state)
{
	struct canvas c = {0};
	struct area a = {2, 0, 4, 1};

	(void)state;
	canvas_resize(&c, 8, 2);
	canvas_put(&c, a, 0, 0, STYLE_NORMAL, "abcdefgh");
	canvas_put(&c, a, -2, 0, STYLE_NORMAL, "xyz");
	canvas_put(&c, a, 0, 1, STYLE_NORMAL, "below");
	canvas_put(&c, a, 3, 0, STYLE_NORMAL, "\u7aef");
	assert_line(&c, 0, "  zbcd");
	assert_line(&c, 1, "");
	canvas_free(&c);
}

static void matches_are_marked(void **state)
{
	struct canvas c = {0};
	int x;

	(void)state;
	canvas_resize(&c, 20, 1);
	canvas_put(&c, canvas_all(&c), 0, 0, STYLE_NORMAL, "an OFFER of Offers");
	canvas_mark(&c, canvas_all(&c), "offer");
	for (x = 0; x < 20; x++)
		assert_int_equal(c.cell[x].flags & CELL_MATCH ? 1 : 0,
			(x >= 3 && x < 8) || (x >= 12 && x < 17));
	canvas_free(&c);
}

static void text_wraps_at_blanks(void **state)
{
	static const struct {
		const char *in;
		const char *want[4];
	} cases[] = {
		{"one two three four", {"one two", "three four"}},
		{"aaaaaaaaaabb", {"aaaaaaaaaa", "bb"}},
		{"exactly 10 and more", {"exactly 10", "and more"}},
		{"a\nb c", {"a", "b c"}},
		{"\u7aef\u672b \u7aef\u672b\u7aef x", {"\u7aef\u672b", "\u7aef\u672b\u7aef x"}},
		{"", {NULL}},
	};
	struct canvas c = {0};
	struct doc d = {0};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		doc_start(&d, &c, 10);
		doc_put(&d, STYLE_NORMAL, 0, cases[i].in);
		for (k = 0; k < 4 && cases[i].want[k]; k++)
			assert_string_equal(d.line[k].text, cases[i].want[k]);
		assert_int_equal(d.count, k);
	}
	doc_free(&d);
}

/* --- the ladder ------------------------------------------------------------------------------ */

struct say {
	int64_t ms;
	int from, to;
	const char *kind, *info;
	bool evidence;
};

static void play(struct ladder *l, const struct say *say, size_t n)
{
	struct talk_message e;
	size_t i;

	memset(l, 0, sizeof(*l));
	l->talk.until_ns = INT64_MIN;
	talk_party(&l->talk, "10.1.2.57", "target", 0);
	talk_party(&l->talk, "10.1.0.9", "PVS", 5);
	talk_party(&l->talk, "10.1.0.5", "DHCP", 1);
	for (i = 0; i < n; i++) {
		memset(&e, 0, sizeof(e));
		e.ns = say[i].ms * MS;
		e.from = say[i].from;
		e.to = say[i].to;
		e.proves = say[i].evidence;
		snprintf(e.kind, sizeof(e.kind), "%s", say[i].kind);
		snprintf(e.phase, sizeof(e.phase), "dhcp");
		e.info = mem_strdup(say[i].info);
		talk_add(&l->talk, &e);
	}
	talk_sort_parties(&l->talk);
	ladder_make_rows(l, false);
}

/* The header and all rows as lines. */
static void draw(struct ladder *l, struct canvas *c, int w)
{
	int head = ladder_header_lines(l, w);
	size_t i;

	canvas_resize(c, w, head + (int)l->rows);
	if (head)
		ladder_draw_header(l, c, canvas_all(c));
	for (i = 0; i < l->rows; i++)
		ladder_draw_row(l, c, canvas_all(c), head + (int)i, i);
}

static const struct say unanswered[] = {
	{0, 0, TALK_ALL, "dhcp-discover", "DISCOVER secs 0", true},
	{4000, 0, TALK_ALL, "dhcp-discover", "DISCOVER secs 4", true},
	{4003, 2, TALK_ALL, "dhcp-offer", "OFFER 10.1.2.57", false},
	{4009, 0, 2, "dhcp-request", "REQUEST 10.1.2.57", false},
	{4100, 0, 1, "pvs-login", "login", false},
	{4600, 0, 1, "pvs-login", "login", false},
	{5100, 0, 1, "pvs-login", "login", false},
	{5101, 1, 0, "pvs-login-reply", "login reply", false},
};

static void ladder_draws_lanes(void **state)
{
	static const char *const want[] = {
		"            target                        DHCP                             PVS",
		"    seconds 10.1.2.57                   10.1.0.5                        10.1.0.9",
		"\u25cf    +0.000 \u2502\u2500 DISCOVER secs 0 "
		"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
		"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
		"\u2500\u2500\u2500\u2500\u2500"
		"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
		"\u2500\u2500\u2500\u2500\u2500"
		"\u25b6 *",
		"            \u250a                    \u00b7\u00b7\u00b7 4.0 s of silence "
		"\u00b7\u00b7\u00b7"
		"                   \u250a",
	};
	struct canvas c = {0};
	struct ladder l;
	int y;

	(void)state;
	play(&l, unanswered, sizeof(unanswered) / sizeof(unanswered[0]));
	assert_string_equal(l.talk.party[1].role, "DHCP");
	draw(&l, &c, 80);
	for (y = 0; y < 4; y++)
		assert_line(&c, y, want[y]);
	assert_int_equal(l.rows, 7);
	ladder_free(&l);
	canvas_free(&c);
}

static void ladder_is_a_list_when_narrow(void **state)
{
	static const char *const want[] = {
		"*    +0.000 > *              DISCOVER secs 0",
		"                        ... 4.0 s of silence ...",
		"*    +4.000 > *              DISCOVER secs 4",
		"     +4.003 DHCP -> *        OFFER 10.1.2.57",
		"     +4.009 > DHCP           REQUEST 10.1.2.57",
		"     +4.100 > PVS            login x3",
		"     +5.101 < PVS            login reply",
	};
	struct canvas c = {.ascii = true};
	struct ladder l;
	int y;

	(void)state;
	play(&l, unanswered, sizeof(unanswered) / sizeof(unanswered[0]));
	talk_party(&l.talk, "10.1.2.1", "relay", 0);
	draw(&l, &c, 60);
	for (y = 0; y < 7; y++)
		assert_line(&c, y, want[y]);
	ladder_free(&l);
	canvas_free(&c);
}

static void few_lanes_fit_when_narrow(void **state)
{
	static const char *const want[] = {
		"            target              DHCP                   PVS",
		"    seconds 10.1.2.57         10.1.0.5              10.1.0.9",
		"*    +0.000 |- DISCOVER secs 0 --------------------------> *",
		"            :          ... 4.0 s of silence ...         :",
		"*    +4.000 |- DISCOVER secs 4 --------------------------> *",
		"     +4.003 |<*- OFFER 10.1.2.57 -|                     |",
		"     +4.009 |- REQUEST 10.1.2.~ ->|                     |",
		"     +4.100 |- login x3 ------------------------------->|",
		"     +5.101 |<- login reply ----------------------------|",
	};
	struct canvas c = {.ascii = true};
	struct ladder l;
	int y;

	(void)state;
	play(&l, unanswered, sizeof(unanswered) / sizeof(unanswered[0]));
	draw(&l, &c, 60);
	for (y = 0; y < 9; y++)
		assert_line(&c, y, want[y]);
	ladder_free(&l);
	canvas_free(&c);
}

static void ladder_folds_what_was_told(void **state)
{
	struct say say[20];
	struct ladder l;
	size_t i, n;

	(void)state;
	for (n = 1; n <= 20; n++) {
		for (i = 0; i < n; i++)
			say[i] = (struct say){(int64_t)i * 2000, 0, TALK_ALL, "dhcp-discover",
				"DISCOVER", false};
		play(&l, say, n);
		/* up to eight the silences are shown; more are one line */
		assert_int_equal(l.rows, n > 8 ? 1 : 2 * n - 1);
		ladder_make_rows(&l, true);
		assert_int_equal(l.rows, 2 * n - 1);
		for (i = 0; i < n; i++)
			assert_int_equal(l.row[ladder_row_of(&l, i)].event, i);
		ladder_free(&l);
	}
}

/* The same message at two points is one; its repeat a second later is another. */
static void ladder_joins_what_two_captures_saw(void **state)
{
	static const struct {
		int64_t ms, capture, twin;
		bool evidence;
	} seen[] = {{0, 1, 77, false}, {1, 2, 77, true}, {2, 2, 78, false}, {3, 1, 78, false},
		{1500, 1, 77, false}, {1501, 1, 77, false}, {1502, 2, 0, false}};
	struct ladder l = {0};
	struct talk_message e;
	size_t i;

	(void)state;
	talk_party(&l.talk, "10.1.2.57", "target", 0);
	for (i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		memset(&e, 0, sizeof(e));
		e.ns = seen[i].ms * MS;
		e.to = TALK_ALL;
		e.capture = seen[i].capture;
		e.twin = seen[i].twin;
		e.proves = seen[i].evidence;
		e.info = mem_strdup("");
		assert_int_equal(talk_add(&l.talk, &e), i != 1 && i != 3);
	}
	assert_int_equal(l.talk.messages, 5);
	assert_int_equal(l.talk.message[0].points, 2);
	assert_true(l.talk.message[0].proves);
	assert_int_equal(l.talk.message[2].points, 1);
	ladder_free(&l);
}

static void ladder_says_how_it_ends(void **state)
{
	struct canvas c = {.ascii = true};
	struct ladder l;
	size_t before;

	(void)state;
	play(&l, unanswered, 1);
	talk_party(&l.talk, "10.1.2.1", "relay", 0);
	before = l.rows;
	l.talk.until_ns = 95000 * MS;
	ladder_make_rows(&l, false);
	assert_int_equal(l.rows, before + 3);
	draw(&l, &c, 60);
	assert_line(&c, 1, "                95.0 s of silence, then the capture ends");
	l.talk.beyond = 7;
	ladder_make_rows(&l, false);
	draw(&l, &c, 60);
	assert_line(&c, 1, "              ... 7 more messages are in the case file ...");
	ladder_free(&l);
	canvas_free(&c);
}

/* --- keys ------------------------------------------------------------------------------------ */

static void keys_mean_one_thing(void **state)
{
	const struct binding *k;
	bool bound[ACTIONS] = {false};
	size_t n, i, j, a, b;

	(void)state;
	k = keys_table(&n);
	for (i = 0; i < n; i++) {
		bound[k[i].action] = true;
		assert_true(k[i].help && *k[i].help && k[i].shown && *k[i].shown && k[i].where);
		for (a = 0; a < BINDING_KEYS && k[i].key[a]; a++)
			for (j = 0; j < n; j++)
				for (b = 0; b < BINDING_KEYS && k[j].key[b]; b++)
					assert_true(
						(i == j && a == b) || k[i].key[a] != k[j].key[b]);
	}
	for (i = ACT_NONE + 1; i < ACTIONS; i++)
		assert_true(bound[i]);
}

/* --- rows ------------------------------------------------------------------------------------ */

static const struct column number_columns[] = {
	{"n", "n", COLUMN_NUMBER, 6, 6, 0},
	{"word", "word", COLUMN_TEXT, 8, 0, 0},
};

static const struct table_spec numbers = {
	.select = "SELECT id, n, word FROM numbers",
	.id = "id",
	.order = {"q.n", "q.word"},
	.search = {"q.word"},
	.empty = "none",
	.column = number_columns,
	.columns = 2,
};

#define NUMBERS 5000

static struct store *numbers_store(void)
{
	struct err err = {""};
	struct store *s = store_open(":memory:", STORE_CREATE, &err);

	assert_non_null(s);
	assert_int_equal(store_script(s,
				 "CREATE TEMP TABLE numbers (id INTEGER PRIMARY KEY, n INTEGER, "
				 "word TEXT); WITH RECURSIVE i(x) AS (SELECT 0 UNION ALL SELECT x "
				 "+ 1 FROM i LIMIT 5000) "
				 "INSERT INTO numbers SELECT x, x * 37 % 50, 'w' || (x * 7919 % "
				 "5000) FROM i",
				 &err),
		0);
	return s;
}

static void assert_same_order(struct table *t, const char *order)
{
	char sql[200];
	struct canvas c = {0};
	long i;

	canvas_resize(&c, 60, 20);
	snprintf(sql, sizeof(sql), "SELECT id FROM numbers ORDER BY %s LIMIT 1 OFFSET ?1", order);
	for (i = 0; i < NUMBERS; i += 13) {
		t->scroll.cur = i;
		table_draw(t, &c, canvas_all(&c));
		assert_non_null(table_current(t));
		assert_int_equal(table_current(t)->key.id,
			store_int(t->store, sql, (struct bind[]){B_INT(i)}, 1, -1));
	}
	canvas_free(&c);
}

static void rows_come_in_windows(void **state)
{
	struct store *s = numbers_store();
	struct table *t = table_new(s, &numbers);
	struct canvas c = {0};
	struct err err = {""};
	int64_t last;

	(void)state;
	t->count_ms = 0; /* however long it takes */
	canvas_resize(&c, 60, 20);
	assert_int_equal(table_load(t, &err), 0);
	assert_int_equal(t->scroll.count, NUMBERS);
	assert_same_order(t, "n, word, id");
	assert_true(t->n <= 2500);
	last = table_current(t)->key.id;
	table_load(t, &err);
	table_draw(t, &c, canvas_all(&c));
	assert_int_equal(table_current(t)->key.id, last);
	table_action(t, ACT_HOME);
	table_draw(t, &c, canvas_all(&c));
	assert_int_equal(t->base + (long)t->n > 0, 1);
	assert_int_equal(t->scroll.cur, 0);
	table_action(t, ACT_END);
	table_draw(t, &c, canvas_all(&c));
	assert_int_equal(t->scroll.cur, NUMBERS - 1);
	assert_non_null(table_current(t));
	table_action(t, ACT_SORT);
	table_action(t, ACT_SORT);
	assert_same_order(t, "word, n, id");
	table_action(t, ACT_REVERSE);
	assert_same_order(t, "word DESC, n DESC, id DESC");
	canvas_free(&c);
	table_free(t);
	store_close(s);
}

/* The place of the row under the cursor, by counting. */
static long place_of_current(struct table *t)
{
	return (long)store_int(t->store,
		"SELECT count(*) FROM numbers a JOIN numbers b ON b.id = ?1 WHERE (a.n, a.word, "
		"a.id) < (b.n, b.word, b.id)",
		(struct bind[]){B_INT(table_current(t)->key.id)}, 1, -1);
}

/* With no time to count, everything works but the numbers; they come later. */
static void rows_are_counted_in_a_pause(void **state)
{
	static const enum action moves[] = {ACT_DOWN, ACT_PAGE_DOWN, ACT_END, ACT_PAGE_UP, ACT_UP,
		ACT_HOME, ACT_PAGE_UP, ACT_DOWN, ACT_END, ACT_PAGE_DOWN};
	struct store *s = numbers_store();
	struct table *t = table_new(s, &numbers);
	struct canvas c = {0};
	struct err err = {""};
	size_t i;
	int64_t id;

	(void)state;
	canvas_resize(&c, 60, 20);
	t->count_ms = -1;
	assert_int_equal(table_load(t, &err), 0);
	assert_false(t->counted);
	for (i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		table_action(t, moves[i]);
		table_draw(t, &c, canvas_all(&c));
		assert_non_null(table_current(t));
		assert_false(t->counted);
		if (moves[i] == ACT_END || moves[i] == ACT_HOME)
			assert_int_equal(
				place_of_current(t), moves[i] == ACT_END ? NUMBERS - 1 : 0);
	}
	table_find(t, "", FIND_BEGIN);
	assert_true(table_find(t, "w4999", FIND_TYPED));
	table_draw(t, &c, canvas_all(&c));
	id = table_current(t)->key.id;
	assert_true(rows_count(t));
	assert_true(t->counted);
	assert_int_equal(t->scroll.count, NUMBERS);
	assert_int_equal(table_current(t)->key.id, id);
	assert_int_equal(t->scroll.cur, place_of_current(t));
	assert_false(rows_count(t));
	for (i = 0; i < 400; i++) {
		table_action(t, ACT_PAGE_UP);
		table_draw(t, &c, canvas_all(&c));
	}
	assert_int_equal(place_of_current(t), 0);
	canvas_free(&c);
	table_free(t);
	store_close(s);
}

static void search_asks_the_database(void **state)
{
	struct store *s = numbers_store();
	struct table *t = table_new(s, &numbers);
	struct err err = {""};
	long first;

	(void)state;
	t->count_ms = 0; /* however long it takes */
	table_load(t, &err);
	table_find(t, "", FIND_BEGIN);
	assert_true(table_find(t, "W4999", FIND_TYPED));
	assert_string_equal(table_field(t, "word"), "w4999");
	assert_false(table_find(t, "w5000", FIND_TYPED));
	assert_true(table_find(t, "w123", FIND_TYPED));
	first = t->scroll.cur;
	assert_true(table_find(t, "w123", FIND_NEXT));
	assert_true(t->scroll.cur > first);
	assert_true(table_find(t, "w123", FIND_PREV));
	assert_int_equal(t->scroll.cur, first);
	assert_true(table_find(t, "w123", FIND_PREV));
	assert_true(t->scroll.cur > first);
	table_find(t, "", FIND_CANCEL);
	assert_int_equal(t->scroll.cur, 0);
	table_free(t);
	store_close(s);
}

/* --- all screens ----------------------------------------------------------------------------- */

static void fields(
	const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn put, void *ctx)
{
	(void)raw;
	(void)wirelen;
	(void)linktype;
	put(ctx, &(struct field){0, "Frame", "", 0, n, false});
	put(ctx, &(struct field){1, "Destination", "ff:ff:ff:ff:ff:ff", 0, 6, true});
	put(ctx, &(struct field){1, "Beyond the end", "x", n + 10, 6, false});
}

static void load_case(struct store *s)
{
	struct txt sql = {0};
	struct err err = {""};
	const char *dir = getenv("srcdir");
	char buf[4096], path[512];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/tui/case.sql", dir ? dir : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		txt_putn(&sql, buf, n);
	fclose(f);
	if (store_script(s, txt_str(&sql), &err) < 0)
		fail_msg("%s", err.text);
	txt_free(&sql);
}

static void press(struct browser *b, const char *keys)
{
	for (; *keys; keys++)
		browser_key(b, *keys);
}

/* Keys from the first screen that lead to each of them. */
static const struct {
	const char *keys, *crumb;
} ways[] = {
	{"1", "boots"},
	{"1F", "boots"},
	{"1f", "filter"},
	{"1f\n", "filter"},
	{"1f\n\n", "boots"},
	{"1c", "columns"},
	{"1cjj\nl1", "boots"},
	{"1=", "boot 9 against"},
	{"1 j =", "boot 9 against 7"},
	{"1=x\tjj", "boot 9 against"},
	{"6", "statistics"},
	{"6\t\t", "statistics"},
	{"7", "notes"},
	{"7\n", "boot 1"},
	{"1v", "rule dhcp-cached-lease-conflict"},
	{"2v", "rule dhcp-lb"},
	{"1y", "copy"},
	{"1\nt+2\n", "boot 9"},
	{"2", "findings"},
	{"3", "targets"},
	{"4", "servers"},
	{"5", "captures"},
	{"1\n", "boot 9"},
	{"1G\n", "boot 10"},
	{"1jjj\nx", "boot 2"},
	{"1\n\t", "boot 9"},
	{"1\n\n", "frame"},
	{"1\n\n\tljjk", "frame"},
	{"5\n", "core-mirror"},
	{"2\n", "boots"},
	{"3\n", "boots"},
	{"4\n", "boots"},
	{"1?", "help"},
	{"1/ctx-prod-03\n", "boots"},
	{"2G\n", "findings"},
};

static void screens_fit_every_size(void **state)
{
	static const int heights[] = {15, 19, 24, 40, 70};
	struct tui_options o = {.fields = fields};
	struct browser b = {.options = &o};
	struct err err = {""};
	struct txt t = {0};
	size_t i, k;
	int w;

	(void)state;
	b.store = store_open(":memory:", STORE_CREATE, &err);
	assert_non_null(b.store);
	load_case(b.store);
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		browser_push(&b, &view_boots, NULL);
		browser_draw(&b, 80, 24);
		press(&b, ways[i].keys);
		for (w = 60; w <= 300; w += w < 130 ? 1 : 17)
			for (k = 0; k < sizeof(heights) / sizeof(heights[0]); k++)
				browser_draw(&b, w, heights[k]);
		assert_string_equal(b.message, "");
		txt_clear(&t);
		canvas_line(&b.canvas, 0, &t);
		if (!strstr(txt_str(&t), ways[i].crumb))
			fail_msg("%s leads to %s", ways[i].keys, txt_str(&t));
		browser_draw(&b, 59, 15);
		assert_line(&b.canvas, 0, "59x15 is too small: 60x15 is needed");
		browser_draw(&b, 3, 1);
		press(&b, "jkGgnNr");
		browser_end(&b);
	}
	txt_free(&t);
	canvas_free(&b.canvas);
	store_close(b.store);
}

static void an_empty_case_says_so(void **state)
{
	struct tui_options o = {0};
	struct browser b = {.options = &o, .canvas = {.ascii = true}};
	struct err err = {""};
	struct txt t = {0};
	const char *screen;

	(void)state;
	b.store = store_open(":memory:", STORE_CREATE, &err);
	assert_non_null(b.store);
	browser_push(&b, &view_boots, NULL);
	for (screen = "123457"; *screen; screen++) {
		browser_key(&b, *screen);
		press(&b, "\njkG/x\nnN\x1bsS");
		browser_draw(&b, 80, 24);
		txt_clear(&t);
		canvas_line(&b.canvas, 3, &t);
		assert_non_null(strstr(txt_str(&t), "No "));
	}
	browser_end(&b);
	txt_free(&t);
	canvas_free(&b.canvas);
	store_close(b.store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_keep_columns_straight),
		cmocka_unit_test(drawing_stays_in_its_area),
		cmocka_unit_test(matches_are_marked),
		cmocka_unit_test(text_wraps_at_blanks),
		cmocka_unit_test(ladder_draws_lanes),
		cmocka_unit_test(ladder_is_a_list_when_narrow),
		cmocka_unit_test(few_lanes_fit_when_narrow),
		cmocka_unit_test(ladder_folds_what_was_told),
		cmocka_unit_test(ladder_joins_what_two_captures_saw),
		cmocka_unit_test(ladder_says_how_it_ends),
		cmocka_unit_test(keys_mean_one_thing),
		cmocka_unit_test(rows_come_in_windows),
		cmocka_unit_test(rows_are_counted_in_a_pause),
		cmocka_unit_test(search_asks_the_database),
		cmocka_unit_test(screens_fit_every_size),
		cmocka_unit_test(an_empty_case_says_so),
	};

	if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "en_US.UTF-8"))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
