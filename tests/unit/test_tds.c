/*
 * proto/tds.c: packet headers, calls in their three forms, answers with and without rows, whole and cut.
 */
#include "proto/tds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

struct bytes {
	uint8_t b[1024];
	size_t n;
};

static void add(struct bytes *x, const void *p, size_t n)
{
	memcpy(x->b + x->n, p, n);
	x->n += n;
}

#define ADD(x, s) add((x), (s), sizeof(s) - 1)

static void wide(struct bytes *x, const char *s)
{
	for (; *s; s++) {
		x->b[x->n++] = (uint8_t)*s;
		x->b[x->n++] = 0;
	}
}

/* The headers of version 7.2, and none. */
static void headers(struct bytes *x)
{
	ADD(x, "\x16\0\0\0\x12\0\0\0\x02\0\0\0\0\0\0\0\0\0\x01\0\0\0");
}

static void value_wide(struct bytes *x, const char *name, const char *s)
{
	x->b[x->n++] = (uint8_t)strlen(name);
	wide(x, name);
	ADD(x, "\0\xe7\x40\x1f\x09\x04\xd0\0\x34");
	x->b[x->n++] = (uint8_t)(2 * strlen(s));
	x->b[x->n++] = 0;
	wide(x, s);
}

static void rpc(struct bytes *x, bool with_headers)
{
	x->n = 0;
	if (with_headers)
		headers(x);
	ADD(x, "\x11\0");
	wide(x, "uspGetDeviceByMac");
	ADD(x, "\0\0");
	x->b[x->n++] = 3;
	wide(x, "@ip");
	ADD(x, "\0\x26\x04\x04\xff\xff\xff\xfe"); /* INTN, -16777217 */
	value_wide(x, "@deviceMac", "0050569AbC01");
}

static const uint8_t want_mac[6] = {0x00, 0x50, 0x56, 0x9a, 0xbc, 0x01};

static void head(void **state)
{
	struct tds_head h;

	(void)state;
	assert_int_equal(tds_head_decode(cur_make("\x03\x01\x00\x20\0\0\x01\0", 8, 8), &h), DECODED_OK);
	assert_true(h.last);
	assert_int_equal(h.len, 32);
	assert_int_equal(tds_head_decode(cur_make("\x04\x00\x10\x00\0\x35\x01\0", 8, 8), &h), DECODED_OK);
	assert_false(h.last);
	assert_int_equal(tds_head_decode(cur_make("\x17\x03\x03\x20\0\0\x01\0", 8, 8), &h), DECODED_NOT_MINE); /* TLS */
	assert_int_equal(tds_head_decode(cur_make("\x12\x01\x00\x2f\0\0\x01\0", 8, 8), &h), DECODED_NOT_MINE); /* prelogin */
	assert_int_equal(tds_head_decode(cur_make("\x03\x01\x00\x07\0\0\x01\0", 8, 8), &h), DECODED_NOT_MINE);
	assert_int_equal(tds_head_decode(cur_make("\x03\x01\x00\x20\0\0\x01\x01", 8, 8), &h), DECODED_NOT_MINE);
	assert_int_equal(tds_head_decode(cur_make("\x03\x01", 2, 8), &h), DECODED_SNAPPED);
	assert_int_equal(tds_head_decode(cur_make("\x03\x01", 2, 2), &h), DECODED_NOT_MINE);
}

static void calls(void **state)
{
	struct bytes x = {.n = 0};
	struct tds_call c;
	char name[32];
	uint8_t mac[6];
	int64_t ip;
	int form;

	(void)state;
	for (form = 0; form < 2; form++) {
		rpc(&x, form);
		assert_int_equal(tds_call_decode(TDS_RPC, cur_make(x.b, x.n, x.n), &c), DECODED_OK);
		assert_int_equal(c.values, 2);
		assert_true(tds_call_procedure(&c, "usp", name, sizeof(name)));
		assert_string_equal(name, "uspGetDeviceByMac");
		assert_true(tds_call_mac(&c, mac));
		assert_memory_equal(mac, want_mac, 6);
		assert_true(tds_call_number(&c, "@ip", &ip));
		assert_int_equal(ip, -16777217);
		assert_false(tds_call_number(&c, "@port", &ip));
	}
	x.n = 0;
	headers(&x);
	wide(&x, "exec [dbo].[uspGetDeviceByMac] @deviceMac=N'00-50-56-9A-BC-01', @x=1234567890123");
	assert_int_equal(tds_call_decode(TDS_BATCH, cur_make(x.b, x.n, x.n), &c), DECODED_OK);
	assert_true(tds_call_procedure(&c, "usp", name, sizeof(name)));
	assert_string_equal(name, "uspGetDeviceByMac");
	assert_true(tds_call_mac(&c, mac));
	assert_memory_equal(mac, want_mac, 6);
	assert_int_equal(tds_call_decode(TDS_ANSWER, cur_make(x.b, x.n, x.n), &c), DECODED_NOT_MINE);
	x.n = 0;
	ADD(&x, "\xff\xff\x0a\0\0\0");
	value_wide(&x, "", "EXEC uspGetDeviceByMac @p");
	value_wide(&x, "@p", "00:50:56:9a:bc:01");
	assert_int_equal(tds_call_decode(TDS_RPC, cur_make(x.b, x.n, x.n), &c), DECODED_OK);
	assert_true(tds_call_procedure(&c, "usp", name, sizeof(name)));
	assert_true(tds_call_mac(&c, mac));
	assert_memory_equal(mac, want_mac, 6);
}

/* Digits that are part of something longer, and pairs that are separated in two ways, are no address. */
static void not_a_mac(void **state)
{
	static const char *const no[] = {"x'0050569abc0102'", "00:50-56:9a:bc:01", "0050569abc0", "g050569abc01", ""};
	struct bytes x;
	struct tds_call c;
	uint8_t mac[6];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		x.n = 0;
		wide(&x, no[i]);
		tds_call_decode(TDS_BATCH, cur_make(x.b, x.n, x.n), &c);
		assert_false(tds_call_mac(&c, mac));
	}
}

#define COLUMNS "\x81\x02\0" "\0\0\0\0\x09\0\x26\x04\x01" "a\0" "\0\0\0\0\x09\0\xe7\x64\0\x09\x04\xd0\0\x34\x01" "b\0"
#define DONE_IN "\xff\x11\0\xc1\0\x01\0\0\0\0\0\0\0"
#define DONE_ALL "\x79\0\0\0\0\xfe\0\0\xe0\0\0\0\0\0\0\0\0\0"

static void answers(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		int rows;
		uint32_t error;
		enum decoded want;
	} rows[] = {
#define R(s) s, sizeof(s) - 1
		{R(COLUMNS "\xd1\x04\x01\0\0\0\x02\0x\0" DONE_IN DONE_ALL), 1, 0, DECODED_OK},
		{R(COLUMNS "\xd2\x01\x04\x01\0\0\0" DONE_IN DONE_ALL), 1, 0, DECODED_OK},
		{R(COLUMNS "\xa9\x02\0\x01\0" DONE_IN DONE_ALL), 0, 0, DECODED_OK},
		{R("\xff\x01\0\xc1\0\0\0\0\0\0\0\0\0" COLUMNS DONE_IN), 0, 0, DECODED_OK},
		{R(DONE_ALL), -1, 0, DECODED_OK},
		{R("\xaa\x0a\0\x4f\xc3\0\0\x01\x0e\0\0\0\0" DONE_ALL), -1, 50000 - 1, DECODED_OK},
		{R("\x81\x01\0\0\0\0\0\x09\0\xf1"), -1, 0, DECODED_OK}, /* a type that is not known */
		{R("\x81\x01\0\0\0\0\0\x09\0\x26"), -1, 0, DECODED_MALFORMED},
		{R("\x42\0"), -1, 0, DECODED_NOT_MINE},
	};
	struct tds_answer a;
	size_t i, have;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(tds_answer_decode(cur_make(rows[i].bytes, rows[i].n, rows[i].n), &a), rows[i].want);
		assert_int_equal(a.rows, rows[i].rows);
		assert_int_equal(a.error, rows[i].error);
		for (have = 0; have < rows[i].n && rows[i].want == DECODED_OK; have++) {
			uint8_t *copy = malloc(have + 1);

			memcpy(copy, rows[i].bytes, have);
			assert_int_not_equal(tds_answer_decode(cur_make(copy, have, rows[i].n), &a), DECODED_MALFORMED);
			assert_true(a.rows == -1 || a.rows == rows[i].rows);
			assert_int_not_equal(tds_answer_decode(cur_make(copy, have, have), &a), DECODED_SNAPPED);
			free(copy);
		}
	}
}

static void truncations(void **state)
{
	struct bytes x;
	struct tds_call c;
	uint8_t mac[6];
	size_t have;

	(void)state;
	rpc(&x, true);
	for (have = 0; have < x.n; have++) {
		uint8_t *copy = malloc(have + 1);

		memcpy(copy, x.b, have);
		assert_int_not_equal(tds_call_decode(TDS_RPC, cur_make(copy, have, x.n), &c), DECODED_MALFORMED);
		assert_false(tds_call_mac(&c, mac));
		assert_int_not_equal(tds_call_decode(TDS_RPC, cur_make(copy, have, have), &c), DECODED_SNAPPED);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head),
		cmocka_unit_test(calls),
		cmocka_unit_test(not_a_mac),
		cmocka_unit_test(answers),
		cmocka_unit_test(truncations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
