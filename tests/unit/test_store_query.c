/*
 * store/: queries nest, values are bound, views prepare, functions compute.
 */
#include "test_store.h"

#include "base/embedded.h"

#include <math.h>

/* --- queries ------------------------------------------------------------------------------ */

struct nest {
	struct store *s;
	int depth, rows;
};

static int nest_row(void *ctx, const struct row *r)
{
	struct nest *n = ctx;
	struct bind b = B_INT(row_int(r, 0));

	n->rows++;
	if (n->depth < 3) {
		n->depth++;
		assert_int_equal(
			store_query(n->s,
				"SELECT value FROM json_each('[1,2,3]') WHERE ?1 IS NOT NULL", &b,
				1, nest_row, n, NULL),
			0);
		n->depth--;
	}
	assert_int_equal(row_int(r, 0), b.i);
	return 0;
}

static void queries_nest_with_the_same_text(void **state)
{
	struct nest n = {memory_case(), 1, 0};
	struct bind b = B_INT(1);

	(void)state;
	assert_int_equal(
		store_query(n.s, "SELECT value FROM json_each('[1,2,3]') WHERE ?1 IS NOT NULL", &b,
			1, nest_row, &n, NULL),
		0);
	assert_int_equal(n.rows, 3 + 9 + 27);
	store_close(n.s);
}

static int look_at_types(void *ctx, const struct row *r)
{
	size_t n = 0;

	*(int *)ctx += 1;
	assert_int_equal(row_columns(r), 5);
	assert_int_equal(row_type(r, 0), ROW_INT);
	assert_int_equal(row_type(r, 1), ROW_REAL);
	assert_int_equal(row_type(r, 2), ROW_TEXT);
	assert_int_equal(row_type(r, 3), ROW_BLOB);
	assert_int_equal(row_type(r, 4), ROW_NULL);
	assert_int_equal(row_int(r, 0), INT64_MIN);
	assert_true(row_real(r, 1) > 0.49 && row_real(r, 1) < 0.51);
	assert_string_equal(row_text(r, 2), "'; DROP TABLE event; --");
	assert_memory_equal(row_blob(r, 3, &n), "\0\1", 2);
	assert_int_equal(n, 2);
	assert_string_equal(row_text(r, 4), "");
	assert_null(row_text_or_null(r, 4));
	assert_int_equal(row_column(r, "t"), 2);
	assert_int_equal(row_column(r, "nope"), -1);
	return 1;
}

static void values_are_bound_and_typed(void **state)
{
	struct store *s = memory_case();
	const struct bind b[] = {B_INT(INT64_MIN), B_REAL(0.5), B_TEXT("'; DROP TABLE event; --"),
		B_BLOB("\0\1", 2), B_TEXT(NULL)};
	int rows = 0;

	(void)state;
	assert_int_equal(store_query(s,
				 "SELECT ?1 AS i, ?2 AS r, ?3 AS t, ?4 AS b, ?5 AS n UNION ALL "
				 "SELECT 1, 2, 3, 4, 5",
				 b, 5, look_at_types, &rows, NULL),
		0);
	assert_int_equal(rows, 1);
	store_close(s);
}

static void many_different_queries(void **state)
{
	struct store *s = memory_case();
	char sql[64];
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		snprintf(sql, sizeof(sql), "SELECT %d", i);
		assert_int_equal(store_int(s, sql, NULL, 0, -1), i);
	}
	store_close(s);
}

static void bad_sql_gives_a_sentence(void **state)
{
	static const struct {
		const char *sql, *part;
	} cases[] = {
		{"SELEC 1", "syntax error"},
		{"SELECT nope FROM event", "no such column"},
		{"SELECT 1; DROP TABLE event", "more than one"},
		{"", "no SQL"},
		{"-- nothing", "no SQL"},
		{"SELECT \"misspelt\" FROM event", "no such column"},
		{"DELETE FROM event", "not a SELECT"},
		{"ATTACH 'x' AS y", "not a SELECT"},
	};
	struct store *s = memory_case();
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		e.text[0] = '\0';
		assert_int_equal(store_check(s, cases[i].sql, NULL, NULL, &e), -1);
		if (!strstr(e.text, cases[i].part))
			fail_msg("%s: %s", cases[i].sql, e.text);
	}
	assert_int_equal(store_check(s, "SELECT 1 -- comment\n", NULL, NULL, &e), 0);
	assert_int_equal(store_int(s, "SELECT nope", NULL, 0, 42), 42);
	assert_null(store_text(s, "SELECT NULL", NULL, 0));
	store_close(s);
}

static void count_column(void *ctx, const char *column)
{
	assert_true(*column);
	*(int *)ctx += 1;
}

static void views_prepare_on_a_new_case(void **state)
{
	static const char *const views[] = {"captures", "ledger", "targets", "servers", "boots",
		"steps", "timeline", "findings", "evidence", "notes", "frames", "sight"};
	struct store *s = memory_case();
	char sql[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		struct err e = {""};
		int columns = 0;

		snprintf(sql, sizeof(sql), "SELECT * FROM %s", views[i]);
		if (store_check(s, sql, count_column, &columns, &e) < 0)
			fail_msg("%s: %s", views[i], e.text);
		assert_true(columns > 3);
	}
	store_close(s);
}

static void reset_derived_forgets_boots_and_keeps_notes(void **state)
{
	struct store *s = memory_case();
	struct err e = {""};
	int i;

	(void)state;
	assert_int_equal(store_script(s,
				 "INSERT INTO note VALUES (1, 'boot:x', 'text', 5);"
				 "INSERT INTO target VALUES (1, 'm', NULL, NULL, NULL, NULL)",
				 &e),
		0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(store_begin(s, &e), 0);
		if (store_reset_derived(s, &e) < 0)
			fail_msg("%s", e.text);
		assert_int_equal(store_commit(s, &e), 0);
	}
	assert_int_equal(store_int(s, "SELECT count(*) FROM targets", NULL, 0, -1), 0);
	assert_int_equal(store_int(s, "SELECT count(*) FROM notes", NULL, 0, -1), 1);
	assert_non_null(store_rules());
	store_close(s);
}

/* What stands at the derived tables that is not ours is gone afterwards; where all is ours, they are only emptied. */
static void reset_derived_trusts_no_digest(void **state)
{
	static const struct {
		const char *change;
		bool made_anew;
	} cases[] = {
		{"SELECT 1", false},
		{"CREATE INDEX boot_event_event ON boot_event(event_id)", false},
		{"CREATE UNIQUE INDEX one_outcome ON boot(outcome)", true},
		{"CREATE TRIGGER t AFTER INSERT ON target BEGIN DELETE FROM note; END", true},
		{"DROP VIEW boots", true},
		{"DROP VIEW boots; CREATE VIEW boots AS SELECT 1 AS boot_id;", true},
		{"DROP TABLE company; CREATE TABLE company (boot_id INTEGER) STRICT;", true},
		{"ALTER TABLE target ADD COLUMN more TEXT", true},
		{"DROP INDEX boot_mac", true},
	};
	struct err e = {""};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct store *s = memory_case();
		int64_t before;
		char *schema;

		schema = store_text(s, "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)", NULL, 0);
		assert_int_equal(store_script(s, "INSERT INTO target VALUES (1, 'm', NULL, NULL, NULL, NULL)", &e), 0);
		assert_int_equal(store_script(s, cases[i].change, &e), 0);
		before = store_int(s, "SELECT rootpage FROM sqlite_schema WHERE name = 'finding'", NULL, 0, -1);
		assert_int_equal(store_script(s, "CREATE TABLE between_them (x)", &e), 0); /* so that a new one is at another page */
		if (store_reset_derived(s, &e) < 0)
			fail_msg("%s: %s", cases[i].change, e.text);
		assert_int_equal(store_script(s, "DROP TABLE between_them", &e), 0);
		assert_int_equal(store_int(s, "SELECT count(*) FROM target", NULL, 0, -1), 0);
		if ((store_int(s, "SELECT rootpage FROM sqlite_schema WHERE name = 'finding'", NULL, 0, -1) != before) != cases[i].made_anew)
			fail_msg("%s: %s", cases[i].change, cases[i].made_anew ? "was only emptied" : "was made anew");
		{
			char *after = store_text(s, "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)", NULL, 0);

			assert_string_equal(after, schema);
			free(after);
		}
		free(schema);
		store_close(s);
	}
}

/* --- functions ---------------------------------------------------------------------------- */

static void functions_compute(void **state)
{
	static const char *const want[][2] = {
		{"SELECT rfc3074_bucket('01005056b80a01')", "184"},
		{"SELECT rfc3074_bucket('00:50:56:b8:0a:02')", "123"},
		{"SELECT rfc3074_bucket('0x') IS NULL", "1"},
		{"SELECT rfc3074_bucket('0') IS NULL", "1"},
		{"SELECT rfc3074_bucket(NULL) IS NULL", "1"},
		{"SELECT mac_vendor('00:50:56:b8:0a:01')", "VMware"},
		{"SELECT mac_vendor('12:34:56:78:9a:bc') IS NULL", "1"},
		{"SELECT mac_vendor('nonsense') IS NULL", "1"},
		{"SELECT ip_in_net('10.1.2.3', '10.1.0.0', '255.255.0.0')", "1"},
		{"SELECT ip_in_net('10.2.2.3', '10.1.0.0', '255.255.0.0')", "0"},
		{"SELECT ip_in_net('10.1.2.3', '10.1.2.0', 24)", "1"},
		{"SELECT ip_in_net('10.1.2.3', '0.0.0.0', 0)", "1"},
		{"SELECT ip_in_net('10.1.2.3', '10.1.2.0', 33) IS NULL", "1"},
		{"SELECT ip_in_net('x', '10.1.2.0', 24) IS NULL", "1"},
		{"SELECT ip_in_net('10.1.2.3', NULL, 24) IS NULL", "1"},
		{"SELECT duration(4000000000)", "4.0 s"},
		{"SELECT byte_count(1500000)", "1.5 MB"},
		{"SELECT clock(1709280000123456789)", "08:00:00.123"},
		{"SELECT iso_time(1709280000123456789)", "2024-03-01T08:00:00.123456Z"},
		{"SELECT duration(NULL) IS NULL", "1"},
		{"SELECT choose(5, 2)", "10.0"},
		{"SELECT choose(5, 6)", "0.0"},
		{"SELECT choose(52, 5)", "2598960.0"},
		{"SELECT round(binomial(10, 5, 0.5), 6)", "0.246094"},
		{"SELECT binomial(10, 0, 0.0)", "1.0"},
		{"SELECT binomial(10, 10, 1.0)", "1.0"},
		{"SELECT round(binomial_tail(10, 9, 0.5), 6)", "0.010742"},
		{"SELECT binomial_tail(10, 0, 0.5)", "1.0"},
		{"SELECT median(value) FROM json_each('[3,1,2]')", "2"},
		{"SELECT median(value) FROM json_each('[1700000000000000001,1700000000000000003]')",
			"1700000000000000002"},
		{"SELECT median(value) FROM json_each('[1,2.5]')", "1.75"},
		{"SELECT median(value) IS NULL FROM json_each('[]')", "1"},
		{"SELECT median(value) FROM json_each('[null,7]')", "7"},
		{"SELECT percentile(value, 95) FROM json_each('[1,2,3,4,5,6,7,8,9,10]')", "10"},
		{"SELECT percentile(value, 50) FROM json_each('[1,2,3,4,5,6,7,8,9,10]')", "5"},
		{"SELECT percentile(value, 0) FROM json_each('[4,9]')", "4"},
	};
	struct store *s = memory_case();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		same_text(s, want[i][0], want[i][1]);
	assert_true(store_int(s, "SELECT choose(5000, 2000) > 1e300", NULL, 0, -1) == 1);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_nest_with_the_same_text),
		cmocka_unit_test(values_are_bound_and_typed),
		cmocka_unit_test(many_different_queries),
		cmocka_unit_test(bad_sql_gives_a_sentence),
		cmocka_unit_test(views_prepare_on_a_new_case),
		cmocka_unit_test(reset_derived_forgets_boots_and_keeps_notes),
		cmocka_unit_test(reset_derived_trusts_no_digest),
		cmocka_unit_test(functions_compute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
