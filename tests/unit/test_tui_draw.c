/*
 * What the browser draws with: cells, areas, text; and the ladder.
 */
#include "test_tui.h"

#include "base/mem.h"
#include "tui/doc.h"
#include "tui/ladder.h"

#include <locale.h>

#define MS 1000000ll

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
		/* a word that no line has room for begins here; a path is broken behind a slash */
		{"a /bc/defghijkl x", {"a /bc/", "defghijkl", "x"}},
		{"ab cdefghijklmn", {"ab cdefghi", "jklmn"}},
		{"ab /efghijk", {"ab", "/efghijk"}},
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

/* Two of three were lost, the last one then. */
static void lose(struct ladder *l, int64_t ms, const char *what)
{
	const struct talk_loss lost = {.ns = ms * MS, .lost = 2, .sent = 3, .what = mem_strdup(what), .left = mem_strdup("relay.pcap"),
		.missing = mem_strdup("server.pcap")};

	VEC_ROOM(l->talk.loss, l->talk.losses, l->talk.loss_cap);
	l->talk.loss[l->talk.losses++] = lost;
}

/* Behind the last message that was sent before it, also of a folded run; none is dropped at either end. */
static void ladder_shows_losses_where_they_were(void **state)
{
	struct canvas c = {.ascii = true};
	struct ladder l;

	(void)state;
	play(&l, unanswered, 8);
	lose(&l, -5, "DHCP requests");
	lose(&l, 4600, "login requests");
	lose(&l, 9000, "login answers");
	ladder_make_rows(&l, false);
	assert_int_equal(l.row[0].type, LADDER_EVENT);
	assert_int_equal(l.row[1].type, LADDER_LOSS);
	assert_int_equal(l.row[l.rows - 1].type, LADDER_LOSS);
	draw(&l, &c, 60);
	assert_line(&c, 3, "            | X lost relay.pcap -> server.pcap: 2 of 3 DHCP~");
	ladder_make_rows(&l, true);
	assert_int_equal(l.row[ladder_row_of(&l, 5) + 1].type, LADDER_LOSS);
	assert_int_equal(l.row[ladder_row_of(&l, 5) + 1].loss, 1);
	draw(&l, &c, 120);
	assert_line(&c, 3, "                     | X lost between relay.pcap and server.pcap: 2 of 3 DHCP requests");
	ladder_free(&l);
	canvas_free(&c);
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
		cmocka_unit_test(ladder_says_how_it_ends),
		cmocka_unit_test(ladder_shows_losses_where_they_were),
	};

	if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "en_US.UTF-8"))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
