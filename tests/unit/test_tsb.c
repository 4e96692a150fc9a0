/*
 * proto/tsb.c: the three messages of two-stage boot, whole and cut.
 */
#include "proto/tsb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define B(s) s, sizeof(s) - 1

static void messages(void **state)
{
	static const struct {
		const char *bytes;
		size_t n, wire;
		enum decoded want;
		enum tsb_kind kind;
		const char *path;
		uint16_t id;
		size_t data, data_len;
	} rows[] = {
		{B("\x08\x17tsbbdm.bin\0"), 13, DECODED_OK, TSB_REQUEST, "tsbbdm.bin", 0, 0, 0},
		{B("\x08\x17tsbbdm.bin"), 12, DECODED_MALFORMED, TSB_REQUEST, NULL, 0, 0, 0},
		{B("\x08\x17tsbbdm.bin"), 13, DECODED_SNAPPED, TSB_REQUEST, NULL, 0, 0, 0},
		{B("\x08\x17ts\x01"
		   "bdm\0"),
			9, DECODED_NOT_MINE, TSB_NONE, NULL, 0, 0, 0},
		{B("\x08\x97\0\1data"), 8, DECODED_OK, TSB_DATA, NULL, 1, 4, 4},
		{B("\x08\x97\0\1data"), 1400, DECODED_OK, TSB_DATA, NULL, 1, 4, 1396},
		{B("\x08\x97\0\2"), 4, DECODED_OK, TSB_DATA, NULL, 2, 0, 0},
		{B("\x08\x97\0"), 3, DECODED_MALFORMED, TSB_DATA, NULL, 0, 0, 0},
		{B("\x08\x97\0"), 1400, DECODED_SNAPPED, TSB_DATA, NULL, 0, 0, 0},
		{B("\x08\xd7\0\1"), 4, DECODED_OK, TSB_ACK, NULL, 1, 0, 0},
		{B("\x08\xd7"), 4, DECODED_SNAPPED, TSB_ACK, NULL, 0, 0, 0},
		{B("\x08\x18\0\1"), 4, DECODED_NOT_MINE, TSB_NONE, NULL, 0, 0, 0},
		{B("\x08"), 1, DECODED_NOT_MINE, TSB_NONE, NULL, 0, 0, 0},
		{B("\x08"), 4, DECODED_SNAPPED, TSB_NONE, NULL, 0, 0, 0},
	};
	struct tsb_msg m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t *copy = malloc(rows[i].n);

		memcpy(copy, rows[i].bytes, rows[i].n);
		assert_int_equal(
			tsb_decode(cur_make(copy, rows[i].n, rows[i].wire), &m), rows[i].want);
		assert_int_equal(m.kind, rows[i].kind);
		assert_int_equal(m.id, rows[i].id);
		assert_int_equal(m.data.n, rows[i].data);
		assert_int_equal(m.data_len, rows[i].data_len);
		if (rows[i].path)
			assert_true(span_eq(m.path, rows[i].path, strlen(rows[i].path)));
		else
			assert_null(m.path.p);
		free(copy);
	}
}

static void truncations(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} rows[] = {{B("\x08\x17path\0")}, {B("\x08\x97\0\1data")}, {B("\x08\xd7\0\1")}};
	struct tsb_msg m;
	size_t i, have;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (have = 0; have < rows[i].n; have++) {
			assert_int_not_equal(
				tsb_decode(cur_make(rows[i].bytes, have, rows[i].n), &m),
				DECODED_MALFORMED);
			assert_int_not_equal(tsb_decode(cur_make(rows[i].bytes, have, have), &m),
				DECODED_SNAPPED);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages),
		cmocka_unit_test(truncations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
