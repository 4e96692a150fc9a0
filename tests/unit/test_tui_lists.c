/*
 * What stands behind the lists of the browser, without a terminal: filters of every kind, headings,
 * times as they are typed, what is remembered, and a case that somebody else writes to.
 */
#include "test_tui.h"

#include "base/mem.h"
#include "tui/browser.h"
#include "tui/chips.h"
#include "tui/filter.h"
#include "tui/groups.h"
#include "tui/state.h"
#include "tui/when.h"

#include <unistd.h>

/* The morning of tests/tui/case.sql, as a file of its own when `path` is one. */
static struct store *morning(const char *path)
{
	struct err err = {""};
	struct store *s = store_open(path, STORE_CREATE, &err);

	assert_non_null(s);
	load_case(s);
	return s;
}

static void begin(struct browser *b, struct store *s)
{
	static const struct tui_options none = {0};

	memset(b, 0, sizeof(*b));
	b->options = &none;
	b->store = s;
	browser_push(b, &view_boots, NULL);
	assert_int_equal(b->depth, 1);
	browser_top(b)->table->count_ms = 0;
	browser_draw(b, 80, 24);
}

static void end(struct browser *b)
{
	browser_end(b);
	canvas_free(&b->canvas);
	store_close(b->store);
}

static void press(struct browser *b, const char *keys)
{
	for (; *keys; keys++)
		browser_key(b, *keys);
	browser_draw(b, 80, 24);
}

static void assert_screen_has(struct browser *b, const char *text)
{
	struct txt t = {0};
	int y;

	for (y = 0; y < b->canvas.h; y++)
		canvas_line(&b->canvas, y, &t);
	if (!strstr(txt_str(&t), text))
		fail_msg("\"%s\" is not in\n%s", text, txt_str(&t));
	txt_free(&t);
}

/* --- filters --------------------------------------------------------------------------------- */

static void every_filter_limits(void **state)
{
	static const struct {
		enum chip_kind kind;
		const char *value, *where; /* the same over the view boots */
	} all[] = {
		{CHIP_OUTCOME, "failed", "outcome = 'failed'"},
		{CHIP_PHASE, "dhcp", "phase_reached = 'dhcp'"},
		{CHIP_RULE, "login-no-answer", "primary_rule = 'login-no-answer'"},
		{CHIP_SERVER, "10.20.0.12",
			"'10.20.0.12' IN (dhcp_server, relay, boot_server, login_server, "
			"stream_server)"},
		{CHIP_SUBNET, "10.20.30.0/24", "coalesce(lease_ip, relay) LIKE '10.20.30.%'"},
		{CHIP_TARGET, "00:50:56:b8:0a:01", "mac = '00:50:56:b8:0a:01'"},
		{CHIP_SINCE, "1772438520000000000", "start_ns >= 1772438520000000000"},
		{CHIP_UNTIL, "1772438520000000000", "start_ns < 1772438520000000000"},
		{CHIP_TEXT, "ctx-prod-0", "hostname LIKE '%ctx-prod-0%'"},
	};
	struct browser b;
	struct chips *c;
	char sql[300];
	int64_t want;
	size_t i;

	(void)state;
	begin(&b, morning(":memory:"));
	c = boots_chips(browser_top(&b));
	assert_int_equal(sizeof(all) / sizeof(all[0]), CHIPS);
	for (i = 0; i < CHIPS; i++) {
		c->n = 0;
		assert_true(chips_add(c, all[i].kind, all[i].value));
		boots_filtered(browser_top(&b));
		snprintf(sql, sizeof(sql),
			"SELECT count(*) FROM boots WHERE outcome <> 'leased' AND %s",
			all[i].where);
		want = store_int(b.store, sql, NULL, 0, -1);
		assert_true(want > 0 && want < 10 + (all[i].kind == CHIP_SUBNET));
		assert_int_equal(browser_top(&b)->table->scroll.count, want);
	}
	end(&b);
}

static void filters_combine(void **state)
{
	struct browser b;
	struct chips *c;
	struct table *t;

	(void)state;
	begin(&b, morning(":memory:"));
	t = browser_top(&b)->table;
	c = boots_chips(browser_top(&b));
	chips_add(c, CHIP_OUTCOME, "failed");
	chips_add(c, CHIP_OUTCOME, "incomplete"); /* of one kind: either */
	boots_filtered(browser_top(&b));
	assert_int_equal(t->scroll.count, 6);
	chips_add(c, CHIP_TEXT, "ctx-prod-01"); /* of another: both */
	boots_filtered(browser_top(&b));
	assert_int_equal(t->scroll.count, 2);
	assert_true(chips_add(c, CHIP_TEXT, "ctx-prod-01"));
	assert_int_equal(c->n, 3);
	chips_add(c, CHIP_SINCE, "5");
	chips_add(c, CHIP_SINCE, "6"); /* there is one at most */
	assert_int_equal(c->n, 4);
	chips_remove(c, 0);
	boots_filtered(browser_top(&b));
	assert_int_equal(t->scroll.count, 0);
	browser_draw(&b, 80, 24);
	assert_screen_has(&b, "takes the last filter away");
	press(&b, "-----");
	assert_int_equal(t->scroll.count, 10);
	end(&b);
}

/* --- headings -------------------------------------------------------------------------------- */

static void headings_stand_over_their_boots(void **state)
{
	struct browser b;
	struct table *t;
	long i, g, last = -1;

	(void)state;
	begin(&b, morning(":memory:"));
	press(&b, "o");
	t = browser_top(&b)->table;
	assert_true(t->grouped);
	assert_int_equal(t->scroll.count, 10);
	assert_int_equal(t->group[0].rows, 2); /* failed ones, the most frequent first */
	assert_screen_has(&b, "The relay asks one server, and that one leaves");
	for (i = 0; i < 10; i++) {
		g = groups_of(t, i);
		assert_true(g == last || g == last + 1);
		last = g;
	}
	assert_int_equal(last, (long)t->groups - 1);
	assert_int_equal(groups_of(t, 10), -1);
	press(&b, "]");
	assert_int_equal(t->scroll.cur, 2);
	press(&b, "j[");
	assert_int_equal(groups_of(t, t->scroll.cur), 1);
	press(&b, "[");
	assert_int_equal(t->scroll.cur, 0);
	press(&b, "S]");
	assert_int_equal(groups_of(t, 0), (long)t->groups - 1);
	assert_int_equal(t->scroll.count, 10);
	press(&b, "SG/ctx-prod-06\n");
	assert_string_equal(table_field(t, "mac"), "00:50:56:b8:0a:06");
	press(&b, "o");
	assert_false(t->grouped);
	assert_string_equal(table_field(t, "mac"), "00:50:56:b8:0a:06");
	end(&b);
}

/* --- times ----------------------------------------------------------------------------------- */

static void times_are_read_as_typed(void **state)
{
	static const int64_t day = 1772438400000000000, s = 1000000000; /* 2026-03-02T08:00Z */
	static const struct {
		const char *text;
		int64_t ns;
	} all[] = {{"08:00", 1772438400}, {"8:01:02.5", 1772438462}, {"08:00Z", 1772438400},
		{"2026-03-02 08:00", 1772438400}, {"2026-03-02T08:00:01Z", 1772438401},
		{"2026-03-02", 1772409600}};
	static const char *const none[] = {"", "8", "25:00", "08:60", "08:00:99", "08:00x", "x"};
	int64_t ns;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_true(when_read(all[i].text, day, 0, &ns));
		assert_int_equal(ns / s, all[i].ns);
	}
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(when_read(none[i], day, 0, &ns));
	/* half past one in India is eight in Greenwich; its 2 March begins on the evening before */
	assert_true(when_read("13:30", day, 330, &ns));
	assert_int_equal(ns, day);
	assert_true(when_read("08:00Z", day, 330, &ns));
	assert_int_equal(ns, day);
	assert_true(when_read("2026-03-02", day, 330, &ns));
	assert_int_equal(ns / s, 1772409600 - 330 * 60);
	assert_true(when_read("00:30", day - 9 * 3600 * s, 330, &ns)); /* 23:00Z is the next day there */
	assert_int_equal(ns / s, 1772409600 + 30 * 60 - 330 * 60);
	assert_true(when_read("2026-03-01 22:00", day, -480, &ns));
	assert_int_equal(ns / s, 1772402400 + 480 * 60);
	assert_true(when_read_offset("+1.5 s", &ns));
	assert_int_equal(ns, 3 * s / 2);
	assert_true(when_read_offset("+9", &ns));
	assert_false(when_read_offset("9", &ns));
	assert_false(when_read_offset("+-1", &ns));
	assert_false(when_read_offset("+1 h", &ns));
}

/* --- what is remembered ----------------------------------------------------------------------- */

static void columns_are_remembered(void **state)
{
	char dir[] = "/tmp/test_tui_lists.XXXXXX", path[200];
	struct state *st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	setenv("XDG_STATE_HOME", dir, 1);
	st = state_load(false);
	assert_null(state_get(st, "columns.boots"));
	state_set(st, "columns.boots", "mac,-outcome");
	state_set(st, "odd", "two\nlines");
	state_save(st);
	st = state_load(false);
	assert_string_equal(state_get(st, "columns.boots"), "mac,-outcome");
	assert_null(state_get(st, "odd"));
	state_set(st, "columns.boots", "mac");
	state_save(st);
	st = state_load(true);
	assert_null(state_get(st, "columns.boots"));
	state_set(st, "columns.boots", "never written");
	state_save(st);
	st = state_load(false);
	assert_string_equal(state_get(st, "columns.boots"), "mac");
	state_save(st);
	snprintf(path, sizeof(path), "%s/pvsleuth/browser", dir);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/pvsleuth", dir);
	rmdir(path);
	rmdir(dir);
}

/* --- a case that grows ----------------------------------------------------------------------- */

static void what_others_do_is_seen(void **state)
{
	char path[] = "/tmp/test_tui_lists.XXXXXX";
	struct err err = {""};
	struct beacon *beacon;
	struct store *writer;
	struct browser b;
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	unlink(path);
	writer = morning(path);
	begin(&b, store_open(path, STORE_READ, &err));
	assert_false(browser_look(&b));
	assert_false(browser_look(&b));
	press(&b, "\n");
	beacon = beacon_light(path);
	assert_non_null(beacon);
	assert_null(beacon_light(path)); /* one at a time */
	beacon_say(beacon, "reading 1 of 2: x.pcap, 10 %");
	beacon_say(beacon, "reading 2 of 2: y, 1 %");
	assert_true(browser_look(&b));
	assert_string_equal(b.news, "reading 2 of 2: y, 1 %");
	assert_false(browser_look(&b));
	assert_int_equal(store_query(writer,
				 "INSERT INTO boot(boot_id, target_id, mac, attempt, start_ns, "
				 "end_ns, path, outcome, phase_reached, client_kind, patience_ns, "
				 "seen_until_ns, open_start, lease_ip, dhcp_server, relay, "
				 "boot_server, boot_file, file_source, login_server, "
				 "stream_server, stream_bytes, uses_pxe, long_enough, "
				 "primary_rule, confidence, summary) "
				 "SELECT 99, target_id, mac, 9, start_ns + 1, "
				 "end_ns, path, outcome, phase_reached, client_kind, patience_ns, "
				 "seen_until_ns, open_start, lease_ip, dhcp_server, relay, "
				 "boot_server, boot_file, file_source, login_server, "
				 "stream_server, stream_bytes, uses_pxe, long_enough, "
				 "primary_rule, confidence, summary FROM boot WHERE boot_id = 1",
				 NULL, 0, NULL, NULL, &err),
		0);
	browser_look(&b);
	beacon_out(beacon);
	assert_null(beacon_read(path));
	assert_true(browser_look(&b));
	assert_string_equal(b.news, "live: 2 captures, 11 boots");
	assert_false(browser_look(&b)); /* it stays while nobody is there */
	assert_string_equal(b.news, "live: 2 captures, 11 boots");
	press(&b, "j");
	assert_string_equal(b.news, "");
	assert_false(browser_look(&b));
	assert_string_equal(b.news, "");
	press(&b, "\033"); /* the list below was read before */
	assert_int_equal(browser_top(&b)->table->scroll.count, 11);
	store_close(writer);
	unlink(path);
	assert_true(browser_look(&b));
	assert_screen_has(&b, "boots");
	assert_int_equal(*b.news, 'g');
	end(&b);
}

/* Ingest ended before the analysis: no list of boots may look as if there were none. */
static void a_case_that_is_not_analysed_says_so(void **state)
{
	struct err err = {""};
	struct browser b;
	const char *screen;

	(void)state;
	begin(&b, store_open(":memory:", STORE_CREATE, &err));
	assert_int_equal(store_script(b.store, "INSERT INTO capture(path, xxh3, format, compression, frames, bytes, file_bytes,"
		" status, note) VALUES ('a', 'a', 'pcap', 'none', 1, 60, 100, 'complete', '')", &err), 0);
	assert_int_equal(store_unanalysed(b.store), 1);
	for (screen = "1234"; *screen; screen++) {
		press(&b, (const char[]){*screen, '\0'});
		assert_screen_has(&b, "not analysed yet: `pvsleuth analyze`");
	}
	press(&b, "7");
	assert_screen_has(&b, "No notes yet");
	end(&b);
}

static void times_are_shown_in_the_zone(void **state)
{
	static const struct tui_options in_india = {.utc_offset_min = 330};
	struct browser b;

	(void)state;
	begin(&b, morning(":memory:"));
	b.options = &in_india;
	b.canvas.utc_offset_min = 330;
	browser_draw(&b, 160, 40);
	assert_screen_has(&b, "at (+05:30)");
	assert_screen_has(&b, "2026-03-02 13:30:00");
	browser_draw(&b, 60, 15);
	assert_screen_has(&b, "+05:30");
	press(&b, "?");
	browser_draw(&b, 120, 150);
	assert_screen_has(&b, "Times are +05:30 as the captures say");
	end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_filter_limits),
		cmocka_unit_test(filters_combine),
		cmocka_unit_test(headings_stand_over_their_boots),
		cmocka_unit_test(times_are_read_as_typed),
		cmocka_unit_test(times_are_shown_in_the_zone),
		cmocka_unit_test(columns_are_remembered),
		cmocka_unit_test(a_case_that_is_not_analysed_says_so),
		cmocka_unit_test(what_others_do_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
