/*
 * proto/tftp.c: the grammar, options, and every message at every truncation.
 */
#include "proto/tftp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define B(s) s, sizeof(s) - 1

static const struct row {
	const char *name, *bytes;
	size_t n;
	enum decoded want;
	uint16_t opcode;
	const char *text; /* file of requests, message of errors; NULL: absent */
	unsigned options;
} rows[] = {
	{"a request", B("\0\1a.bin\0octet\0"), DECODED_OK, TFTP_RRQ, "a.bin", 0},
	{"a write request", B("\0\2a.bin\0netascii\0"), DECODED_OK, TFTP_WRQ, "a.bin", 0},
	{"a mode in capitals", B("\0\1a.bin\0OcTet\0"), DECODED_OK, TFTP_RRQ, "a.bin", 0},
	{"options",
		B("\0\1a\0octet\0BlkSize\0"
		  "1468\0tsize\0"
		  "0\0"),
		DECODED_OK, TFTP_RRQ, "a", 2},
	{"an unknown option counts", B("\0\1a\0octet\0x\0y\0"), DECODED_OK, TFTP_RRQ, "a", 1},
	{"NULs behind a request", B("\0\1a\0octet\0\0\0\0"), DECODED_OK, TFTP_RRQ, "a", 0},
	{"an empty name", B("\0\1\0octet\0"), DECODED_OK, TFTP_RRQ, "", 0},
	{"a name with 0xff behind it", B("\0\1a\xff\0octet\0"), DECODED_OK, TFTP_RRQ, "a\xff", 0},
	{"a name with control characters", B("\0\1a\1\0octet\0"), DECODED_NOT_MINE, 0, NULL, 0},
	{"an unknown mode", B("\0\1a\0octets\0"), DECODED_NOT_MINE, 0, NULL, 0},
	{"half a mode", B("\0\1a\0oct\0"), DECODED_NOT_MINE, 0, NULL, 0},
	{"no mode", B("\0\1a\0"), DECODED_NOT_MINE, 0, NULL, 0},
	{"an option without its value", B("\0\1a\0octet\0tsize\0"), DECODED_MALFORMED, TFTP_RRQ,
		"a", 0},
	{"a value without its NUL",
		B("\0\1a\0octet\0tsize\0"
		  "0"),
		DECODED_MALFORMED, TFTP_RRQ, "a", 0},
	{"data", B("\0\3\0\1hello"), DECODED_OK, TFTP_DATA, NULL, 0},
	{"empty data", B("\0\3\0\1"), DECODED_OK, TFTP_DATA, NULL, 0},
	{"an acknowledgement", B("\0\4\0\1"), DECODED_OK, TFTP_ACK, NULL, 0},
	{"an error", B("\0\5\0\1File not found\0"), DECODED_OK, TFTP_ERROR, "File not found", 0},
	{"an error without NUL", B("\0\5\0\1nope"), DECODED_OK, TFTP_ERROR, "nope", 0},
	{"an error without text", B("\0\5\0\1"), DECODED_OK, TFTP_ERROR, NULL, 0},
	{"an error with empty text", B("\0\5\0\1\0"), DECODED_OK, TFTP_ERROR, "", 0},
	{"options acknowledged",
		B("\0\6tsize\0"
		  "4711\0"),
		DECODED_OK, TFTP_OACK, NULL, 1},
	{"nothing acknowledged", B("\0\6"), DECODED_OK, TFTP_OACK, NULL, 0},
	{"opcode 7", B("\0\7\0\1"), DECODED_NOT_MINE, 0, NULL, 0},
	{"opcode 0", B("\0\0\0\1"), DECODED_NOT_MINE, 0, NULL, 0},
	{"one byte", B("\0"), DECODED_NOT_MINE, 0, NULL, 0},
	{"nothing", B(""), DECODED_NOT_MINE, 0, NULL, 0},
};

static struct span text_of(const struct tftp_msg *m)
{
	return m->opcode == TFTP_ERROR ? m->message : m->file;
}

static bool inside(struct span s, const uint8_t *from, size_t n)
{
	return !s.p || (s.p >= from && s.p + s.n <= from + n);
}

static void messages(void **state)
{
	struct tftp_msg m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		enum decoded d = tftp_decode(cur_make(r->bytes, r->n, r->n), &m);

		if (d != r->want || m.opcode != r->opcode || m.options != r->options)
			fail_msg("%s: %d, opcode %u, %u options", r->name, (int)d, m.opcode,
				m.options);
		if (r->text ? !span_eq(text_of(&m), r->text, strlen(r->text))
			    : text_of(&m).p != NULL)
			fail_msg("%s: text", r->name);
	}
}

/* Every row at every truncation, as the capture's doing and as the sender's. */
static void truncations(void **state)
{
	struct tftp_msg m;
	size_t i, have;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		unsigned options = 0;

		for (have = 0; have < r->n; have++) {
			uint8_t *copy = malloc(have + 1);
			enum decoded d;

			memcpy(copy, r->bytes, have);
			d = tftp_decode(cur_make(copy, have, r->n), &m);
			if (r->want == DECODED_OK && d != DECODED_SNAPPED && d != DECODED_OK)
				fail_msg("%s: snapped to %zu is %d", r->name, have, (int)d);
			if (d == DECODED_OK && m.opcode == TFTP_DATA)
				assert_int_equal(m.data_len, r->n - 4);
			assert_true(m.options >= options && m.options <= r->options);
			options = m.options;
			assert_true(inside(m.file, copy, have) && inside(m.mode, copy, have));
			assert_true(inside(m.data, copy, have) && inside(m.message, copy, have));
			d = tftp_decode(cur_make(copy, have, have), &m);
			if (d == DECODED_SNAPPED)
				fail_msg(
					"%s: short at %zu is blamed on the capture", r->name, have);
			assert_true(inside(m.file, copy, have) && inside(m.mode, copy, have));
			assert_true(inside(m.data, copy, have) && inside(m.message, copy, have));
			free(copy);
		}
	}
}

/* A cut that may still become a request, and one that cannot. */
static void a_cut_request_is_still_judged(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum decoded want;
		bool file;
	} cuts[] = {
		{B("\0\1ardbp"), DECODED_SNAPPED, false},
		{B("\0\1ar\x02"), DECODED_NOT_MINE, false},
		{B("\0\1a\0OCT"), DECODED_SNAPPED, true},
		{B("\0\1a\0xct"), DECODED_NOT_MINE, false},
		{B("\0\1a\0netascii2"), DECODED_NOT_MINE, false},
		{B("\0\1a\0octet\0tsi"), DECODED_SNAPPED, true},
		{B("\0"), DECODED_SNAPPED, false},
	};
	struct tftp_msg m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		assert_int_equal(
			tftp_decode(cur_make(cuts[i].bytes, cuts[i].n, 400), &m), cuts[i].want);
		assert_int_equal(m.file.p != NULL, cuts[i].file);
	}
}

static void option_values(void **state)
{
	static const char good[] = "\0\6BLKSIZE\0"
				   "65464\0tsize\0"
				   "18446744073709551615\0timeout\0"
				   "255\0"
				   "windowsize\0"
				   "4294967295\0multicast\0,,1\0";
	static const char bad[] = "\0\6blksize\0"
				  "4294967296\0tsize\0"
				  "18446744073709551616\0timeout\0\0"
				  "windowsize\0"
				  "-1\0";
	struct tftp_msg m;

	(void)state;
	assert_int_equal(
		tftp_decode(cur_make(good, sizeof(good) - 1, sizeof(good) - 1), &m), DECODED_OK);
	assert_true(m.has_blksize && m.has_tsize && m.has_timeout && m.has_windowsize &&
		    m.has_multicast);
	assert_int_equal(m.blksize, 65464);
	assert_true(m.tsize == UINT64_MAX);
	assert_int_equal(m.timeout, 255);
	assert_true(m.windowsize == UINT32_MAX);
	assert_int_equal(
		tftp_decode(cur_make(bad, sizeof(bad) - 1, sizeof(bad) - 1), &m), DECODED_OK);
	assert_false(m.has_blksize || m.has_tsize || m.has_timeout || m.has_windowsize);
	assert_int_equal(m.options, 4);
}

static void data_knows_its_length(void **state)
{
	struct tftp_msg m;

	(void)state;
	assert_int_equal(tftp_decode(cur_make("\0\3\xff\xff"
					      "ab",
					     6, 4 + 1468),
				 &m),
		DECODED_OK);
	assert_int_equal(m.block, 65535);
	assert_int_equal(m.data.n, 2);
	assert_int_equal(m.data_len, 1468);
	assert_int_equal(tftp_decode(cur_make("\0\3\1", 3, 3), &m), DECODED_MALFORMED);
	assert_int_equal(tftp_decode(cur_make("\0\3\1", 3, 516), &m), DECODED_SNAPPED);
	assert_int_equal(m.opcode, TFTP_DATA);
}

static void an_error_text_may_be_cut(void **state)
{
	struct tftp_msg m;

	(void)state;
	assert_int_equal(tftp_decode(cur_make("\0\5\0\1File", 8, 19), &m), DECODED_SNAPPED);
	assert_int_equal(m.error, 1);
	assert_true(span_eq(m.message, "File", 4));
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(tftp_opcode_name(TFTP_RRQ), "rrq");
	assert_string_equal(tftp_opcode_name(TFTP_OACK), "oack");
	assert_string_equal(tftp_opcode_name(0), "?");
	assert_string_equal(tftp_opcode_name(7), "?");
	assert_string_equal(tftp_error_name(1), "File not found");
	assert_string_equal(tftp_error_name(9), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages),
		cmocka_unit_test(truncations),
		cmocka_unit_test(a_cut_request_is_still_judged),
		cmocka_unit_test(option_values),
		cmocka_unit_test(data_knows_its_length),
		cmocka_unit_test(an_error_text_may_be_cut),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
