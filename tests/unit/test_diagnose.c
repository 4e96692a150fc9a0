/*
 * diagnose/: rule files read and refused, texts filled, verdicts by sight, the one primary finding.
 * The rules here are made for the test; the boots are one target that nobody answers.
 */
#include "scene.h"
#include "diagnose/internal.h"

#include <sys/stat.h>
#include <unistd.h>

#define HEAD "-- title: T\n-- phase: dhcp\n-- kind: failure\n-- scope: boot\n"
#define TAIL "-- explain: E\n-- check: C\n-- remedy: R\n-- source: S\n"
#define SELECT_ALL "SELECT boot_id, mac, 0.9 AS confidence, (SELECT json_array(json_object('event', min(event_id),\n" \
	" 'role', 'for')) FROM event) AS evidence FROM boot\n"

/* --- reading -------------------------------------------------------------------------------------- */

static void test_a_header_goes_on_in_indented_lines(void **state)
{
	struct rule r;
	struct err err = {""};

	(void)state;
	assert_int_equal(rule_parse(&r, "-- id: a\n" HEAD "-- explain: one\n--   two\n--   three\n"
		"-- check: C\n-- remedy: R\n-- source: S\nSELECT 1", "f", &err), 0);
	assert_string_equal(r.explain, "one two three");
	assert_string_equal(r.sql, "SELECT 1");
	rule_free(&r);
}

static void test_what_is_wrong_is_said_with_file_and_line(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{"-- id: a\n-- colour: red\n", "f:2: no such key"},
		{"-- id: a\n-- id: b\n", "f:2: this key was given before"},
		{HEAD TAIL "SELECT 1", "\"id\" is missing"},
		{"-- id: a\n" HEAD TAIL, "no SELECT"},
		{"-- id: a\n" HEAD "-- explain: E\n-- check: C\n-- remedy: R\nSELECT 1", "\"source\" is missing"},
		{"-- id: a\n-- title: T\n-- phase: lunch\n-- kind: failure\n-- scope: boot\n" TAIL "SELECT 1", "no such phase: lunch"},
		{"-- id: a\n-- title: T\n-- phase: dhcp\n-- kind: crime\n-- scope: boot\n" TAIL "SELECT 1", "no such kind: crime"},
		{"-- id: a\n-- title: T\n-- phase: dhcp\n-- kind: note\n-- scope: world\n" TAIL "SELECT 1", "no such scope: world"},
		{"", "missing"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = {""};
		struct rule r;

		assert_int_equal(rule_parse(&r, bad[i].text, "f", &err), -1);
		if (!strstr(err.text, bad[i].says))
			fail_msg("says \"%s\", not \"%s\"", err.text, bad[i].says);
	}
}

static void test_a_rule_is_checked_against_the_tables(void **state)
{
	static const struct {
		const char *more, *sql, *says;
	} bad[] = {
		{"-- needs: long_enough\n", "SELECT nothing FROM boot", "nothing"},
		{"-- needs: crystal_ball\n", SELECT_ALL, "crystal_ball"},
		{"-- when: failed moonlight\n", SELECT_ALL, "moonlight"},
		{"-- summary: {server} is down\n", SELECT_ALL, "{server}"},
		{"", "SELECT 0.9 AS confidence, '[]' AS evidence FROM boot", "boot_id"},
		{"", "SELECT boot_id, '[]' AS evidence FROM boot", "confidence"},
		{"", "SELECT boot_id, 0.9 AS confidence FROM boot", "evidence"},
	};
	struct scene sc = scene_begin();
	char text[2000];
	size_t i;

	(void)state;
	dhcp(&sc, 0, (struct dhcp){.type = 1});
	scene_boots(&sc, 10);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = {""};
		struct rule r;

		snprintf(text, sizeof(text), "-- id: a\n" HEAD "%s" TAIL "%s", bad[i].more, bad[i].sql);
		assert_int_equal(rule_parse(&r, text, "f", &err), 0);
		assert_int_equal(rule_check(&r, sc.s, &err), -1);
		if (!strstr(err.text, bad[i].says))
			fail_msg("says \"%s\", not \"%s\"", err.text, bad[i].says);
		rule_free(&r);
	}
	scene_end(&sc);
}

/* --- rules of a site ------------------------------------------------------------------------------ */

static char site[] = "/tmp/rules-XXXXXX";

static void put_rule(const char *name, const char *id, const char *more, const char *sql)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", site, name);
	f = fopen(path, "w");
	assert_non_null(f);
	if (id)
		fprintf(f, "-- id: %s\n%s" TAIL, id, more);
	fputs(sql, f);
	fclose(f);
}

static int site_begin(void **state)
{
	char deeper[200];

	(void)state;
	strcpy(site, "/tmp/rules-XXXXXX");
	if (!mkdtemp(site))
		return -1;
	snprintf(deeper, sizeof(deeper), "%s/dhcp", site);
	return mkdir(deeper, 0700);
}

static int site_end(void **state)
{
	static const char *const names[] = {"a.sql", "b.sql", "c.sql", "notes.txt", "dhcp/d.sql", "dhcp", ""};
	char path[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", site, names[i]);
		remove(path);
	}
	return 0;
}

static void test_a_folder_of_rules_is_read_one_level_deep(void **state)
{
	struct rules r;
	struct err err = {""};

	(void)state;
	put_rule("a.sql", "site-a", HEAD, SELECT_ALL);
	put_rule("dhcp/d.sql", "site-d", HEAD, SELECT_ALL);
	put_rule("notes.txt", NULL, "", "not a rule");
	assert_int_equal(rules_load(&r, site, &err), 0);
	assert_non_null(rules_find(&r, "site-a"));
	assert_non_null(rules_find(&r, "site-d"));
	assert_non_null(rules_find(&r, "dhcp-no-offer"));
	rules_free(&r);
}

static void test_a_second_rule_of_the_same_name_is_refused(void **state)
{
	struct rules r;
	struct err err = {""};

	(void)state;
	put_rule("a.sql", "dhcp-no-offer", HEAD, SELECT_ALL);
	assert_int_equal(rules_load(&r, site, &err), -1);
	assert_non_null(strstr(err.text, "already"));
}

static void test_a_folder_that_is_not_there_is_an_error(void **state)
{
	struct rules r;
	struct err err = {""};

	(void)state;
	assert_int_equal(rules_load(&r, "/nowhere/at/all", &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/at/all"));
}

/* --- texts ---------------------------------------------------------------------------------------- */

static int fill(void *ctx, const struct row *r)
{
	template_fill(ctx, "{a} of {b}, {not a hole} {A} {} {c", r, NULL);
	return 0;
}

static void test_holes_are_filled_and_all_else_stays(void **state)
{
	struct scene sc = scene_begin();
	struct txt t = {0};

	(void)state;
	dhcp(&sc, 0, (struct dhcp){.type = 1});
	scene_keep(&sc, 10);
	store_query(sc.s, "SELECT 7 AS a, '<b>' AS b", NULL, 0, fill, &t, NULL);
	assert_string_equal(txt_str(&t), "7 of <b>, {not a hole} {A} {} {c");
	txt_free(&t);
	scene_end(&sc);
}

/* --- verdicts ------------------------------------------------------------------------------------- */

/* A ROM that nobody answers; what the capture could have seen of an answer is the neighbour's
 * broadcast. Only the rules of the site count in the questions. */
static struct scene unanswered(bool neighbour)
{
	static const int64_t at[] = {0, 4000, 12000, 28000};
	struct scene sc = scene_begin();
	struct err err = {""};
	struct rules r;
	size_t i;

	for (i = 0; i < 4; i++)
		dhcp(&sc, at[i], (struct dhcp){.type = 1, .xid = 1, .secs = 4, .broadcast = true,
			.class = "PXEClient:Arch:00000:UNDI:002001"});
	if (neighbour)
		udp(&sc, 30000, OTHER, NULL, ip_of[OTHER], EVERYONE, 5, 5, "x", 1);
	if (neighbour)
		scene_boots(&sc, 120000);
	else {
		udp(&sc, 120000, TARGET, NULL, 0, EVERYONE, 5, 5, "x", 1);
		scene_boots(&sc, 120000);
	}
	if (rules_load(&r, site, &err) < 0 || store_begin(sc.s, &err) < 0 || diagnose_run(sc.s, &r, &err) < 0 ||
		store_commit(sc.s, &err) < 0)
		fail_msg("%s", err.text);
	rules_free(&r);
	return sc;
}

static void test_what_could_not_have_been_seen_cannot_be_told(void **state)
{
	static const char verdicts[] = "SELECT verdict, score FROM finding WHERE rule = 'site-a'";
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD "-- needs: reply_visible\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, verdicts, "yes/0.9");
	scene_end(&sc);
	sc = unanswered(false);
	expect(&sc, verdicts, "cannot-tell/0.5");
	expect(&sc, "SELECT check_next LIKE 'Cannot tell from here: %' FROM finding WHERE rule = 'site-a'", "1");
	scene_end(&sc);
}

static void test_a_rule_runs_only_when_the_case_has_what_it_asks_for(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD "-- when: failed\n", SELECT_ALL);
	put_rule("b.sql", "site-b", HEAD "-- when: failed sql_call\n", SELECT_ALL);
	put_rule("c.sql", "site-c", HEAD "-- when: sql_call, failed\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT rule FROM finding WHERE rule LIKE 'site-%'", "site-a");
	scene_end(&sc);
}

static void test_nobody_is_accused_without_a_frame(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD, "SELECT boot_id, 0.9 AS confidence, '[]' AS evidence FROM boot");
	put_rule("b.sql", "site-b", HEAD,
		"SELECT boot_id, 0.9 AS confidence, json_array(json_object('event', 4711)) AS evidence FROM boot");
	put_rule("c.sql", "site-c", "-- title: T\n-- phase: dhcp\n-- kind: note\n-- scope: boot\n",
		"SELECT boot_id, 0.9 AS confidence, '[]' AS evidence FROM boot");
	sc = unanswered(true);
	expect(&sc, "SELECT rule FROM finding WHERE rule LIKE 'site-%'", "site-c");
	scene_end(&sc);
}

static void test_a_child_stands_for_all_its_parents(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD, SELECT_ALL);
	put_rule("b.sql", "site-b", HEAD "-- refines: site-a\n", SELECT_ALL);
	put_rule("c.sql", "site-c", HEAD "-- refines: site-b\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT rule FROM finding WHERE rule LIKE 'site-%'", "site-c");
	scene_end(&sc);
}

static void test_a_child_that_cannot_be_told_leaves_its_parent(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD, SELECT_ALL);
	put_rule("b.sql", "site-b", HEAD "-- refines: site-a\n-- needs: server_side\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT rule, verdict FROM finding WHERE rule LIKE 'site-%' ORDER BY rule", "site-a/yes site-b/cannot-tell");
	scene_end(&sc);
}

static void test_two_rules_that_refine_each_other_end(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD "-- refines: site-b\n", SELECT_ALL);
	put_rule("b.sql", "site-b", HEAD "-- refines: site-a\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT count(*) <= 1 FROM finding WHERE is_primary = 1", "1");
	scene_end(&sc);
}

#define NAMED(phase) "-- title: T\n-- phase: " phase "\n-- kind: failure\n-- scope: boot\n"

static void test_the_certain_and_earliest_failure_is_primary(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", NAMED("login"), SELECT_ALL);
	put_rule("b.sql", "site-b", NAMED("link"), SELECT_ALL);
	put_rule("c.sql", "site-c", NAMED("link") "-- needs: server_side\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT rule FROM finding WHERE is_primary = 1", "site-b");
	expect(&sc, "SELECT primary_rule, confidence FROM boot", "site-b/high");
	scene_end(&sc);
}

static void test_a_degraded_boot_has_no_primary_finding(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", "-- title: T\n-- phase: link\n-- kind: degraded\n-- scope: boot\n", SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT is_primary FROM finding WHERE rule = 'site-a'", "0");
	scene_end(&sc);
}

static void test_analysis_says_which_rules_it_applied(void **state)
{
	struct scene sc;

	(void)state;
	put_rule("a.sql", "site-a", HEAD, SELECT_ALL);
	sc = unanswered(true);
	expect(&sc, "SELECT rules > 1, length(rules_digest) FROM analysis", "1/16");
	scene_end(&sc);
}

#define AT_SITE(test) cmocka_unit_test_setup_teardown(test, site_begin, site_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_header_goes_on_in_indented_lines),
		cmocka_unit_test(test_what_is_wrong_is_said_with_file_and_line),
		cmocka_unit_test(test_a_rule_is_checked_against_the_tables),
		AT_SITE(test_a_folder_of_rules_is_read_one_level_deep),
		AT_SITE(test_a_second_rule_of_the_same_name_is_refused),
		cmocka_unit_test(test_a_folder_that_is_not_there_is_an_error),
		cmocka_unit_test(test_holes_are_filled_and_all_else_stays),
		AT_SITE(test_what_could_not_have_been_seen_cannot_be_told),
		AT_SITE(test_a_rule_runs_only_when_the_case_has_what_it_asks_for),
		AT_SITE(test_nobody_is_accused_without_a_frame),
		AT_SITE(test_a_child_stands_for_all_its_parents),
		AT_SITE(test_a_child_that_cannot_be_told_leaves_its_parent),
		AT_SITE(test_two_rules_that_refine_each_other_end),
		AT_SITE(test_the_certain_and_earliest_failure_is_primary),
		AT_SITE(test_a_degraded_boot_has_no_primary_finding),
		AT_SITE(test_analysis_says_which_rules_it_applied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
