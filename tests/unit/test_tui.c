/*
 * tui/ without a terminal: cells, wrapped text, the ladder's layout, the table of keys, the window
 * of rows, and every screen at every width.
 */
#include "test_tui.h"

#include "base/mem.h"
#include "compare/stats.h"
#include "tui/browser.h"
#include "tui/table.h"

#include <curses.h>
#include <locale.h>
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

static void shares_are_rounded(void **state)
{
	(void)state;
	assert_int_equal(stats_percent(37, 76), 49); /* 48.7 */
	assert_int_equal(stats_percent(1, 3), 33);
	assert_int_equal(stats_percent(2, 3), 67);
	assert_int_equal(stats_percent(1, 8), 13); /* 12.5 */
	assert_int_equal(stats_percent(5, 5), 100);
	assert_int_equal(stats_percent(0, 5), 0);
	assert_int_equal(stats_percent(0, 0), 0);
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
		cmocka_unit_test(keys_mean_one_thing),
		cmocka_unit_test(rows_come_in_windows),
		cmocka_unit_test(rows_are_counted_in_a_pause),
		cmocka_unit_test(search_asks_the_database),
		cmocka_unit_test(screens_fit_every_size),
		cmocka_unit_test(shares_are_rounded),
		cmocka_unit_test(an_empty_case_says_so),
	};

	if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "en_US.UTF-8"))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
