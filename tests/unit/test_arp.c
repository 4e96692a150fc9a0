/*
 * proto/arp.c: the forms of ARP, other hardware, and every truncation.
 */
#include "proto/arp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static const uint8_t base[28] = {
	0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 1, 2, 3, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2};

static void forms(void **state)
{
	static const struct {
		uint8_t op, spa[4], tpa[4];
		enum arp_form form;
		const char *name;
	} rows[] = {
		{1, {10, 0, 0, 1}, {10, 0, 0, 2}, ARP_REQUEST, "request"},
		{2, {10, 0, 0, 1}, {10, 0, 0, 2}, ARP_REPLY, "reply"},
		{1, {0, 0, 0, 0}, {10, 0, 0, 2}, ARP_PROBE, "probe"},
		{1, {10, 0, 0, 1}, {10, 0, 0, 1}, ARP_ANNOUNCEMENT, "announcement"},
		{2, {10, 0, 0, 1}, {10, 0, 0, 1}, ARP_ANNOUNCEMENT, "announcement"},
		{1, {0, 0, 0, 0}, {0, 0, 0, 0}, ARP_PROBE, "probe"},
		{3, {0, 0, 0, 0}, {0, 0, 0, 0}, ARP_OTHER, "other"},
		{0, {10, 0, 0, 1}, {10, 0, 0, 1}, ARP_OTHER, "other"},
	};
	struct arp_msg m;
	uint8_t b[28];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(b, base, sizeof(b));
		b[7] = rows[i].op;
		memcpy(b + 14, rows[i].spa, 4);
		memcpy(b + 24, rows[i].tpa, 4);
		assert_int_equal(arp_decode(cur_make(b, 28, 46), &m), DECODED_OK);
		assert_int_equal(m.form, rows[i].form);
		assert_string_equal(arp_form_name(m.form), rows[i].name);
		assert_int_equal(m.op, rows[i].op);
		assert_memory_equal(m.sha.b, base + 8, 6);
	}
}

static void others_are_not_mine(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		enum decoded want;
	} rows[] = {
		{1, 6, DECODED_OK}, /* IEEE 802 */
		{1, 32, DECODED_NOT_MINE},
		{2, 0x86, DECODED_NOT_MINE},
		{4, 8, DECODED_NOT_MINE},
		{5, 16, DECODED_NOT_MINE},
	};
	struct arp_msg m;
	uint8_t b[28];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(b, base, sizeof(b));
		b[rows[i].at] = rows[i].value;
		assert_int_equal(arp_decode(cur_make(b, 28, 28), &m), rows[i].want);
	}
}

static void truncations(void **state)
{
	struct arp_msg m;
	size_t have;

	(void)state;
	for (have = 0; have < sizeof(base); have++) {
		uint8_t *copy = malloc(have + 1);

		memcpy(copy, base, have);
		assert_int_equal(
			arp_decode(cur_make(copy, have, sizeof(base)), &m), DECODED_SNAPPED);
		assert_int_equal(m.form, ARP_OTHER);
		assert_int_equal(m.spa, have >= 18 ? 0x0a000001 : 0);
		assert_int_equal(arp_decode(cur_make(copy, have, have), &m), DECODED_MALFORMED);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(others_are_not_mine),
		cmocka_unit_test(truncations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
