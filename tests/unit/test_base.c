/*
 * base/ and model/: the cursor at every edge, text made safe, formats, writing whole, the RFC 3074 hash.
 */
#include "base/cur.h"
#include "base/err.h"
#include "base/io.h"
#include "base/line.h"
#include "base/txt.h"
#include "model/rfc3074.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static void cursor_tells_snapped_from_short(void **state)
{
	static const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	size_t have, wire;

	(void)state;
	for (wire = 0; wire <= 8; wire++)
		for (have = 0; have <= wire; have++) {
			struct cur c = cur_make(bytes, have, wire);
			uint32_t v = cur_be32(&c);

			if (have >= 4) {
				assert_int_equal(c.err, CUR_OK);
				assert_int_equal(v, 0x01020304);
			} else {
				assert_int_equal(c.err, wire >= 4 ? CUR_SNAPPED : CUR_SHORT);
				assert_int_equal(v, 0);
			}
		}
}

static void cursor_errors_stick(void **state)
{
	static const uint8_t bytes[3] = {1, 2, 3};
	struct cur c = cur_make(bytes, 3, 3);

	(void)state;
	assert_int_equal(cur_be32(&c), 0);
	assert_int_equal(cur_u8(&c), 0);
	assert_int_equal(c.err, CUR_SHORT);
	assert_false(cur_more(&c));
}

static void cursor_sub_inherits_what_is_missing(void **state)
{
	static const uint8_t bytes[6] = {1, 2, 3, 4, 5, 6};
	struct cur c = cur_make(bytes, 6, 10), in = cur_sub(&c, 8);

	(void)state;
	assert_int_equal(in.left, 6);
	assert_int_equal(in.snapped, 2);
	assert_int_equal(c.err, CUR_OK);
	assert_int_equal(c.snapped, 2);
	in = cur_sub(&c, 3);
	assert_int_equal(c.err, CUR_SHORT);
	assert_int_equal(in.left, 0);
	assert_int_equal(in.snapped, 2);
}

static void cursor_strings(void **state)
{
	static const uint8_t bytes[] = "abc\0de";
	struct cur c = cur_make(bytes, 6, 6);
	struct span s = cur_zstr(&c);

	(void)state;
	assert_true(span_eq(s, "abc", 3));
	s = cur_zstr(&c);
	assert_null(s.p);
	assert_int_equal(c.err, CUR_SHORT);
}

static void text_is_made_safe(void **state)
{
	static const struct {
		const char *in;
		size_t n;
		const char *want;
	} cases[] = {
		{"plain", 5, "plain"},
		{"a\nb\x1b[31m", 8, "a\\x0ab\\x1b[31m"},
		{"\xff\xfe", 2, "\\xff\\xfe"},
		{"\xc3\xa4", 2, "\xc3\xa4"},
		{"\xc0\x80", 2, "\\xc0\\x80"},
		{"\xe2\x80\xae" "x", 4, "\\u{202e}x"},
		{"\xc2\x85", 2, "\\u{0085}"},
		{"\xed\xa0\x80", 3, "\\xed\\xa0\\x80"},
		{"a\\b", 3, "a\\\\b"},
		{"\xe2\x80", 2, "\\xe2\\x80"},
		{"", 0, ""},
	};
	char buf[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span s = {(const uint8_t *)cases[i].in, cases[i].n};
		assert_string_equal(txt_safe(buf, sizeof(buf), s), cases[i].want);
	}
}

static void text_has_limits(void **state)
{
	struct txt t = {.limit = 8};
	char small[12];
	struct span s = {(const uint8_t *)"0123456789abcdef", 16};

	(void)state;
	txt_put(&t, "1234567");
	assert_false(t.cut);
	txt_put(&t, "8");
	assert_true(t.cut);
	assert_string_equal(txt_str(&t), "1234567");
	txt_free(&t);
	assert_string_equal(txt_safe(small, sizeof(small), s), "01234567\xe2\x80\xa6");
}

static void times_are_iso_8601(void **state)
{
	static const struct {
		int64_t ns;
		int digits, offset;
		const char *want;
	} cases[] = {
		{0, 0, 0, "1970-01-01T00:00:00Z"},
		{1709280000123456789, 6, 0, "2024-03-01T08:00:00.123456Z"},
		{1709280000123456789, 3, 330, "2024-03-01T13:30:00.123+05:30"},
		{1709280000000000000, 0, -480, "2024-03-01T00:00:00-08:00"},
		{-1, 9, 0, "1969-12-31T23:59:59.999999999Z"},
		{4102444800000000000, 0, 0, "2100-01-01T00:00:00Z"},
		{951782400000000000, 0, 0, "2000-02-29T00:00:00Z"},
	};
	char buf[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(txt_time(buf, sizeof(buf), cases[i].ns, cases[i].digits,
					cases[i].offset), cases[i].want);
	txt_time(buf, sizeof(buf), INT64_MAX, 9, 0);
	txt_time(buf, sizeof(buf), INT64_MIN, 9, 0);
}

static void durations_are_for_people(void **state)
{
	static const struct {
		int64_t ns;
		const char *want;
	} cases[] = {
		{350, "0 us"}, {350000000, "350 ms"}, {4000000000, "4.0 s"}, {125000000000, "2 min 05 s"},
		{11400000000000, "3 h 10 min"}, {-1500000000, "-1.500 s"},
	};
	char buf[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(txt_duration(buf, sizeof(buf), cases[i].ns), cases[i].want);
}

static void addresses_go_both_ways(void **state)
{
	uint8_t mac[6];
	uint32_t ip = 0;
	char buf[18];

	(void)state;
	assert_true(txt_parse_mac("00:50:56:B8:0a:01", mac));
	assert_string_equal(txt_mac(buf, mac), "00:50:56:b8:0a:01");
	assert_true(txt_parse_mac("00-50-56-b8-0a-02", mac));
	assert_false(txt_parse_mac("00:50:56:b8:0a", mac));
	assert_false(txt_parse_mac("00:50:56:b8:0a:100", mac));
	assert_false(txt_parse_mac("", mac));
	assert_true(txt_parse_ip4("10.1.255.3", &ip));
	assert_string_equal(txt_ip4(buf, ip), "10.1.255.3");
	assert_false(txt_parse_ip4("10.1.256.3", &ip));
	assert_false(txt_parse_ip4("10.1.2", &ip));
	assert_false(txt_parse_ip4("10.1.2.3.4", &ip));
}

static void paths_are_quoted_for_a_shell(void **state)
{
	static const char *const pairs[][2] = {
		{"a/b-1.pvsleuth", "a/b-1.pvsleuth"},
		{"site a.pvsleuth", "'site a.pvsleuth'"},
		{"it's", "'it'\\''s'"},
		{"$(x)", "'$(x)'"},
		{"~a", "'~a'"},
		{"-o", "./-o"},
		{"-o o", "./'-o o'"},
		{"", "''"},
	};
	struct txt t = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		txt_clear(&t);
		txt_put_shell(&t, pairs[i][0]);
		assert_string_equal(txt_str(&t), pairs[i][1]);
	}
	txt_free(&t);
}

static void a_file_has_several_names(void **state)
{
	char dir[] = "base-test-XXXXXX", file[40], link_to[40], other[60];
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/file", dir);
	snprintf(link_to, sizeof(link_to), "%s/link", dir);
	snprintf(other, sizeof(other), "./%s/../%s/file", dir, dir);
	assert_true(io_same_file(file, other)); /* before it is there */
	assert_false(io_same_file(file, link_to));
	assert_false(io_same_file("/no/such/folder/x", "/no/such/folder/x"));
	f = fopen(file, "w");
	assert_non_null(f);
	fclose(f);
	assert_true(io_same_file(file, other));
	assert_false(io_same_file(file, link_to));
	assert_int_equal(link(file, link_to), 0);
	assert_true(io_same_file(file, link_to));
	unlink(link_to);
	assert_int_equal(symlink("file", link_to), 0);
	assert_true(io_same_file(link_to, other));
	unlink(link_to);
	unlink(file);
	rmdir(dir);
}

static void rfc3074_matches_all_vectors(void **state)
{
	static const struct {
		const char *hex;
		uint8_t bucket;
	} cases[] = {
		{"005056000001", 155}, {"01005056000001", 167}, {"005056b80a01", 224},
		{"01005056b80a01", 184}, {"005056b80a02", 123}, {"01005056b80a02", 99},
		{"000c29aabbcc", 169}, {"01000c29aabbcc", 225}, {"00155d010203", 210},
		{"0100155d010203", 94}, {"00163e112233", 239}, {"0100163e112233", 13},
		{"001a2b3c4d5e", 11}, {"01001a2b3c4d5e", 103}, {"525400123456", 156},
		{"01525400123456", 253}, {"ffffffffffff", 79}, {"000000000000", 254}, {"0e", 232},
		{"616263", 170}, {"", 0}, {"ff00000001000100012345678900505600000a", 196},
		{"00564d1234567890abcdef00112233aabb", 114},
	};
	uint8_t key[32];
	size_t i, j;
	unsigned v;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (j = 0; cases[i].hex[2 * j]; j++) {
			assert_int_equal(sscanf(cases[i].hex + 2 * j, "%2x", &v), 1);
			key[j] = (uint8_t)v;
		}
		assert_int_equal(rfc3074_bucket(key, j), cases[i].bucket);
	}
}

/* A file that may grow to LIMIT bytes only: the first write takes a part, the next one none. */
static int write_within(int fd, size_t limit, const char *bytes, size_t n)
{
	struct rlimit was, now;
	int ret, why;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	now = (struct rlimit){.rlim_cur = limit, .rlim_max = was.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
	ret = io_write_all(fd, bytes, n);
	why = errno;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	errno = why;
	return ret;
}

static void writing_is_whole_or_says_why(void **state)
{
	static char bytes[20000], back[sizeof(bytes)];
	FILE *file = tmpfile();
	int fd, nowhere[2];

	(void)state;
	assert_non_null(file);
	fd = fileno(file);
	memset(bytes, 'x', sizeof(bytes));
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(io_write_all(fd, bytes, 0), 0);
	assert_int_equal(write_within(fd, 12345, bytes, sizeof(bytes)), -1);
	assert_int_equal(errno, EFBIG);
	assert_int_equal(lseek(fd, 0, SEEK_END), 12345);
	assert_int_equal(io_write_all(fd, bytes + 12345, sizeof(bytes) - 12345), 0);
	assert_int_equal(pread(fd, back, sizeof(back), 0), sizeof(back));
	assert_memory_equal(back, bytes, sizeof(back));
	assert_int_equal(pipe(nowhere), 0);
	close(nowhere[0]);
	assert_int_equal(io_write_all(nowhere[1], bytes, 1), -1);
	assert_int_equal(errno, EPIPE);
	close(nowhere[1]);
	fclose(file);
}

/* What a line's thread took: the next number it expects, and how many bytes. */
struct taken {
	uint32_t next;
	size_t bytes;
	bool in_order;
};

static void take_numbers(void *ctx, const uint8_t *bytes, size_t n)
{
	struct taken *t = ctx;
	uint32_t number;

	memcpy(&number, bytes, sizeof(number));
	t->in_order = t->in_order && number == t->next++;
	t->bytes += n;
}

static void a_line_takes_blocks_in_order(void **state)
{
	static uint8_t block[LINE_BLOCK];
	struct taken t = {.in_order = true};
	struct line *l = line_new(take_numbers, &t);
	size_t put = 0, n;
	uint32_t i;

	(void)state;
	assert_non_null(l);
	for (i = 0; i < 500; i++) {
		n = i % 10 ? 4 + i : LINE_BLOCK;
		memcpy(block, &i, sizeof(i));
		line_put(l, block, n);
		put += n;
	}
	line_rest(l);
	assert_int_equal(t.bytes, put);
	memcpy(block, &i, sizeof(i));
	line_put(l, block, LINE_BLOCK);
	line_end(l);
	assert_int_equal(t.bytes, put + LINE_BLOCK);
	assert_true(t.in_order);
	line_end(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cursor_tells_snapped_from_short),
		cmocka_unit_test(cursor_errors_stick),
		cmocka_unit_test(cursor_sub_inherits_what_is_missing),
		cmocka_unit_test(cursor_strings),
		cmocka_unit_test(text_is_made_safe),
		cmocka_unit_test(text_has_limits),
		cmocka_unit_test(times_are_iso_8601),
		cmocka_unit_test(durations_are_for_people),
		cmocka_unit_test(addresses_go_both_ways),
		cmocka_unit_test(writing_is_whole_or_says_why),
		cmocka_unit_test(paths_are_quoted_for_a_shell),
		cmocka_unit_test(a_file_has_several_names),
		cmocka_unit_test(rfc3074_matches_all_vectors),
		cmocka_unit_test(a_line_takes_blocks_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
