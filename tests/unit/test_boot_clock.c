/*
 * boot/caseclock.c: the times of the facts that are put on the case's one clock are all there are.
 */
#include "base/embedded.h"
#include "boot/internal.h"
#include "scene.h"

extern const struct embedded embedded_facts[];

/* Nanoseconds that no clock can be wrong about: how long, not when; and the clock of people. */
static bool is_no_time_of_a_capture(const char *table, const char *column)
{
	static const char *const spans[] = {"max_gap_ns", "resend_data_ns", "resend_ack_ns", "service_min_ns",
		"service_median_ns", "service_max_ns", "service_sum_ns", "service_p50_ns", "service_p95_ns",
		"client_median_ns", "width_ns", "every_min_ns", "every_max_ns", "transfer_sum_ns", "turn_sum_ns"};
	size_t i;

	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		if (!strcmp(column, spans[i]))
			return true;
	return !strcmp(table, "note") || !strcmp(table, "said");
}

static int time_column(void *ctx, const struct row *r)
{
	const char *table = row_text(r, 0), *column = row_text(r, 1);
	bool corrected = case_clock_corrects(table, column);
	int *columns = ctx;

	if (corrected == is_no_time_of_a_capture(table, column))
		fail_msg("%s.%s: boot/caseclock.c %s", table, column, corrected ? "moves it, and it is no time" : "forgets it");
	++*columns;
	return 0;
}

static void test_each_time_of_the_facts_is_put_on_the_cases_clock(void **state)
{
	struct scene sc = scene_begin();
	struct err err = {""};
	int columns = 0;
	size_t i;

	(void)state;
	for (i = 0; embedded_facts[i].name; i++) {
		char *sql = embedded_text(&embedded_facts[i]);
		struct bind text = B_TEXT(sql);

		if (store_query(sc.s, "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
			" AND instr(?1, 'CREATE TABLE ' || m.name || ' (') AND c.name GLOB '*ns' AND (c.name = 'ns' OR c.name GLOB '*_ns')",
			&text, 1, time_column, &columns, &err) < 0)
			fail_msg("%s", err.text);
		free(sql);
	}
	assert_true(columns > 40);
	scene_end(&sc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_time_of_the_facts_is_put_on_the_cases_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
