/*
 * store/open.c: who may be opened and who is refused with which words; what is left after a full
 * disk and after a kill.
 */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka wants the first four of these before it */
#include <cmocka.h>

static char dir[] = "store-test-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static void remove_case(void)
{
	static const char *const tail[] = {"", "-wal", "-shm", "-journal"};
	char name[80];
	size_t i;

	for (i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s%s", path, tail[i]);
		unlink(name);
	}
}

static int remove_dir(void **state)
{
	(void)state;
	remove_case();
	return rmdir(dir);
}

static int new_path(void **state)
{
	(void)state;
	snprintf(path, sizeof(path), "%s/case ?#%%.pvsleuth", dir);
	remove_case();
	return 0;
}

static struct store *must_open(enum store_mode mode)
{
	struct err e = {""};
	struct store *s = store_open(path, mode, &e);

	if (!s)
		fail_msg("%s", e.text);
	return s;
}

static void refused(enum store_mode mode, const char *part)
{
	struct err e = {""};
	struct store *s = store_open(path, mode, &e);

	if (s)
		fail_msg("opened, although: %s", part);
	if (!strstr(e.text, part))
		fail_msg("says \"%s\", not \"%s\"", e.text, part);
}

static void write_file(const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void script(struct store *s, const char *sql)
{
	struct err e = {""};

	if (store_script(s, sql, &e) < 0)
		fail_msg("%s", e.text);
}

static void a_case_is_made_and_found_again(void **state)
{
	struct store *s;
	struct stat st;

	(void)state;
	refused(STORE_READ, "no case file");
	refused(STORE_WRITE, "no case file");
	s = must_open(STORE_CREATE);
	assert_string_equal(store_path(s), path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	script(s, "INSERT INTO note VALUES (1, 'a', 'b', 3)");
	store_close(s);
	s = must_open(STORE_READ);
	assert_int_equal(store_int(s, "SELECT count(*) FROM notes", NULL, 0, -1), 1);
	assert_int_equal(store_int(s, "SELECT count(*) FROM boots", NULL, 0, -1), 0);
	assert_int_equal(store_script(s, "DELETE FROM note", NULL), -1);
	assert_false(store_stale(s));
	store_close(s);
	store_close(must_open(STORE_CREATE));
	s = must_open(STORE_WRITE);
	assert_int_equal(store_int(s, "SELECT count(*) FROM notes", NULL, 0, -1), 1);
	store_close(s);
}

static void foreign_files_are_refused(void **state)
{
	struct store *s;

	(void)state;
	write_file("", 0);
	refused(STORE_READ, "is empty");
	write_file(
		"\xd4\xc3\xb2\xa1 this is a capture rather than a case, and longer than 100 bytes "
		"so that SQLite looks at its header, which is not there",
		120);
	refused(STORE_READ, "not a pvsleuth case");
	refused(STORE_CREATE, "not a pvsleuth case");
	remove_case();
	s = must_open(STORE_CREATE);
	script(s, "PRAGMA application_id=5");
	store_close(s);
	refused(STORE_CREATE, "but not a pvsleuth case");
	snprintf(path, sizeof(path), "%s", dir);
	refused(STORE_READ, "is not a file");
	refused(STORE_CREATE, "is not a file");
}

static void a_newer_case_is_refused_politely(void **state)
{
	struct store *s = must_open(STORE_CREATE);

	(void)state;
	script(s, "PRAGMA user_version=99");
	store_close(s);
	refused(STORE_READ, "newer pvsleuth");
	refused(STORE_WRITE, "newer pvsleuth");
}

static void a_case_whose_making_was_interrupted_is_finished(void **state)
{
	struct store *s;

	(void)state;
	write_file("", 0);
	store_close(must_open(STORE_CREATE));
	s = must_open(STORE_WRITE);
	script(s, "DROP TABLE derived_schema; DROP VIEW boots");
	store_close(s);
	s = must_open(STORE_WRITE);
	assert_int_equal(store_int(s, "SELECT count(*) FROM boots", NULL, 0, -1), 0);
	store_close(s);
}

static void other_derived_tables_are_called_stale(void **state)
{
	struct store *s = must_open(STORE_CREATE);

	(void)state;
	script(s, "UPDATE derived_schema SET digest = 1");
	store_close(s);
	s = must_open(STORE_READ);
	assert_true(store_stale(s));
	store_close(s);
	s = must_open(STORE_WRITE);
	assert_true(store_stale(s));
	assert_int_equal(store_reset_derived(s, NULL), 0);
	assert_false(store_stale(s));
	store_close(s);
}

/* A disk that is full when the log goes into the case leaves SQLite's files there, too. */
static void a_case_is_removed_with_what_is_beside_it(void **state)
{
	static const char *const tail[] = {"", "-wal", "-shm", "-journal", "-progress"};
	char name[80];
	size_t i;
	FILE *f;

	(void)state;
	for (i = 0; i < sizeof(tail) / sizeof(tail[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, tail[i]);
		f = fopen(name, "w");
		assert_non_null(f);
		fclose(f);
	}
	store_remove(path);
	for (i = 0; i < sizeof(tail) / sizeof(tail[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, tail[i]);
		assert_int_equal(access(name, F_OK), -1);
	}
}

static void damage_is_noticed(void **state)
{
	struct store *s = must_open(STORE_CREATE);
	FILE *f;
	int i;

	(void)state;
	store_close(s);
	f = fopen(path, "r+b");
	assert_non_null(f);
	fseek(f, 8192, SEEK_SET);
	for (i = 0; i < 8192; i++)
		fputc(0x5a, f);
	fclose(f);
	refused(STORE_READ, "damaged");
}

static void a_case_in_use_says_so(void **state)
{
	struct store *s = must_open(STORE_CREATE), *other;
	struct err e = {""};

	(void)state;
	other = must_open(STORE_WRITE);
	assert_int_equal(store_begin(s, &e), 0);
	assert_int_equal(store_int(other, "SELECT count(*) FROM boots", NULL, 0, -1), 0);
	assert_int_equal(store_begin(other, &e), -1);
	assert_non_null(strstr(e.text, "in use by another program"));
	store_rollback(s);
	assert_int_equal(store_begin(other, &e), 0);
	store_close(other);
	store_close(s);
}

static void a_case_in_a_read_only_folder_is_read(void **state)
{
	struct store *s = must_open(STORE_CREATE);

	(void)state;
	store_close(s);
	if (geteuid() == 0)
		skip(); /* permissions do not bind root */
	assert_int_equal(chmod(path, 0400), 0);
	refused(STORE_WRITE, "may not be written");
	assert_int_equal(chmod(dir, 0500), 0);
	s = must_open(STORE_READ);
	assert_int_equal(store_int(s, "SELECT count(*) FROM boots", NULL, 0, -1), 0);
	store_close(s);
	assert_int_equal(chmod(dir, 0700), 0);
}

/* --- writing that fails ------------------------------------------------------------------- */

static int put_events(struct store *s, int n, const char *xxh3, struct err *e)
{
	static const uint8_t bytes[600];
	const struct frame f = {
		.number = 1, .ns = xxh3[0], .linktype = 1, .bytes = bytes, .caplen = 600, .wirelen = 600};
	const struct packet p = {.frame = &f};
	const struct fact_event ev = {.packet = &p, .kind = "k", .odd = "", .info = ""};
	const struct fact_capture c = {.path = "p",
		.xxh3 = xxh3,
		.format = "pcap",
		.compression = "none",
		.status = "complete",
		.note = ""};
	struct fact_sink k;

	if (store_begin_capture(s, &k, e) < 0)
		return -1;
	while (n-- > 0)
		k.event(k.ctx, &ev);
	return store_end_capture(s, &c, e) < 0 ? -1 : 0;
}

/* The smallest disk on which it fits is found page by page; on all smaller ones nothing is left. */
static void a_full_disk_leaves_nothing(void **state)
{
	char sql[64];
	int more, failures = 0;

	(void)state;
	for (more = 0; more < 100; more++) {
		struct store *s;
		struct err e = {""};
		int ret;

		remove_case();
		s = must_open(STORE_CREATE);
		snprintf(sql, sizeof(sql), "PRAGMA max_page_count=%d",
			(int)store_int(s, "PRAGMA page_count", NULL, 0, 0) + more);
		store_int(s, sql, NULL, 0, 0);
		ret = put_events(s, 100, "x", &e);
		assert_int_equal(
			store_int(s, "SELECT count(*) FROM event", NULL, 0, -1), ret < 0 ? 0 : 100);
		assert_int_equal(
			store_int(s, "SELECT count(*) FROM capture", NULL, 0, -1), ret < 0 ? 0 : 1);
		assert_string_equal("", ret == 0 ? e.text : "");
		store_close(s);
		if (ret == 0)
			break;
		assert_non_null(strstr(e.text, "no room left"));
		failures++;
	}
	assert_true(failures > 3 && more < 100);
}

static void killed_in_a_capture_leaves_the_earlier_ones(void **state)
{
	struct store *s = must_open(STORE_CREATE);
	struct err e = {""};
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(put_events(s, 10, "x", &e), 0);
	store_close(s);
	pid = fork();
	if (pid == 0) {
		struct fact_sink k;
		const struct frame f = {
			.number = 1, .linktype = 1, .bytes = (const uint8_t *)"", .caplen = 0};
		const struct packet p = {.frame = &f};
		const struct fact_event ev = {.packet = &p, .kind = "k", .odd = "", .info = ""};
		int i;

		s = store_open(path, STORE_WRITE, NULL);
		store_script(s, "PRAGMA cache_size=10",
			NULL); /* spill, so that the log holds half a capture */
		store_begin_capture(s, &k, NULL);
		for (i = 0; i < 5000; i++)
			k.event(k.ctx, &ev);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	s = must_open(STORE_READ);
	assert_int_equal(store_int(s, "SELECT count(*) FROM event", NULL, 0, -1), 10);
	store_close(s);
	s = must_open(STORE_WRITE);
	assert_int_equal(put_events(s, 1, "y", &e), 0);
	assert_int_equal(store_int(s, "SELECT max(event_id) FROM event", NULL, 0, -1), 11);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_case_is_made_and_found_again, new_path),
		cmocka_unit_test_setup(foreign_files_are_refused, new_path),
		cmocka_unit_test_setup(a_newer_case_is_refused_politely, new_path),
		cmocka_unit_test_setup(a_case_whose_making_was_interrupted_is_finished, new_path),
		cmocka_unit_test_setup(a_case_is_removed_with_what_is_beside_it, new_path),
		cmocka_unit_test_setup(other_derived_tables_are_called_stale, new_path),
		cmocka_unit_test_setup(damage_is_noticed, new_path),
		cmocka_unit_test_setup(a_case_in_use_says_so, new_path),
		cmocka_unit_test_setup(a_case_in_a_read_only_folder_is_read, new_path),
		cmocka_unit_test_setup(a_full_disk_leaves_nothing, new_path),
		cmocka_unit_test_setup(killed_in_a_capture_leaves_the_earlier_ones, new_path),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
