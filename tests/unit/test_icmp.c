/*
 * proto/icmp.c: errors and what they quote, echo, texts, and every truncation.
 */
#include "proto/icmp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

/* Port unreachable about 10.0.0.2:2070 -> 10.0.0.1:69, UDP with "\0\1a" quoted, then padding. */
static const uint8_t unreachable[48] = {3, 3, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 31, 0x12, 0x34, 0, 0,
	64, 17, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 0x08, 0x16, 0, 69, 0, 11, 0, 0, 0, 1, 'a'};

static struct cur whole(const uint8_t *b)
{
	return cur_make(b, sizeof(unreachable), sizeof(unreachable));
}

static void an_error_quotes(void **state)
{
	struct icmp_msg m;

	(void)state;
	assert_int_equal(icmp_decode(whole(unreachable), &m), DECODED_OK);
	assert_true(m.quotes);
	assert_true(icmp_is_error(&m));
	assert_int_equal(m.q_src, 0x0a000002);
	assert_int_equal(m.q_dst, 0x0a000001);
	assert_int_equal(m.q_id, 0x1234);
	assert_int_equal(m.q_length, 31);
	assert_int_equal(m.q_ttl, 64);
	assert_int_equal(m.q_protocol, 17);
	assert_int_equal(m.q_src_port, 2070);
	assert_int_equal(m.q_dst_port, 69);
	assert_true(span_eq(m.q_payload, "\0\1a", 3)); /* not the padding behind it */
}

static void quotes_at_their_edges(void **state)
{
	static const struct {
		const char *name;
		size_t at;
		uint8_t value;
		enum decoded want;
		bool quotes, ports;
		size_t payload;
	} rows[] = {
		{"not IPv4", 8, 0x65, DECODED_MALFORMED, false, false, 0},
		{"a header under 20 bytes", 8, 0x44, DECODED_MALFORMED, false, false, 0},
		{"IP options", 8, 0x46, DECODED_MALFORMED, true, false,
			0}, /* 7 bytes are no UDP header */
		{"IP options beyond the end", 8, 0x4f, DECODED_MALFORMED, true, false, 0},
		{"a later fragment", 15, 1, DECODED_OK, true, false, 0},
		{"a first fragment", 14, 0x20, DECODED_OK, true, true, 3},
		{"TCP", 17, 6, DECODED_OK, true, true, 0},
		{"another protocol", 17, 47, DECODED_OK, true, false, 0},
		{"a length of the header only", 11, 20, DECODED_MALFORMED, true, false, 0},
		{"a length beyond the quote", 10, 4, DECODED_OK, true, true, 12},
		{"a length below the header", 11, 3, DECODED_MALFORMED, true, false, 0},
	};
	struct icmp_msg m;
	uint8_t b[sizeof(unreachable)];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(b, unreachable, sizeof(b));
		b[rows[i].at] = rows[i].value;
		if (icmp_decode(whole(b), &m) != rows[i].want || m.quotes != rows[i].quotes ||
			(m.q_dst_port != 0) != rows[i].ports || m.q_payload.n != rows[i].payload)
			fail_msg("%s: quotes %d port %u payload %zu", rows[i].name, m.quotes,
				m.q_dst_port, m.q_payload.n);
	}
}

static void the_rest_of_the_header(void **state)
{
	struct icmp_msg m;
	uint8_t b[sizeof(unreachable)];

	(void)state;
	memcpy(b, unreachable, sizeof(b));
	b[1] = 4;
	b[6] = 0x05;
	b[7] = 0xa0;
	icmp_decode(whole(b), &m);
	assert_int_equal(m.mtu, 1440);
	b[0] = 5;
	b[1] = 1;
	b[4] = 10;
	icmp_decode(whole(b), &m);
	assert_int_equal(m.gateway, 0x0a0005a0);
	assert_int_equal(m.mtu, 0);
	assert_int_equal(icmp_decode(cur_make("\x08\0\0\0\0\1\0\2", 8, 8), &m), DECODED_OK);
	assert_int_equal(m.id, 1);
	assert_int_equal(m.seq, 2);
	assert_false(icmp_is_error(&m));
	assert_false(m.quotes);
}

static void truncations(void **state)
{
	struct icmp_msg m;
	size_t have;

	(void)state;
	for (have = 0; have < 39; have++) {
		uint8_t *copy = malloc(have + 1);
		enum decoded d;

		memcpy(copy, unreachable, have);
		d = icmp_decode(cur_make(copy, have, 39), &m);
		assert_int_equal(d, have >= 36 ? DECODED_OK : DECODED_SNAPPED);
		assert_int_equal(m.quotes, have >= 28);
		assert_int_equal(m.q_payload.n, have >= 36 ? have - 36 : 0);
		d = icmp_decode(cur_make(copy, have, have), &m);
		assert_int_equal(d, have >= 36 ? DECODED_OK : DECODED_MALFORMED);
		assert_int_equal(m.q_dst_port, have >= 32 ? 69 : 0);
		free(copy);
	}
}

static void texts(void **state)
{
	unsigned type, code;

	(void)state;
	for (type = 0; type < 256; type++)
		for (code = 0; code < 256; code++)
			assert_non_null(icmp_text((uint8_t)type, (uint8_t)code));
	assert_string_equal(icmp_text(3, 3), "port unreachable");
	assert_string_equal(icmp_text(3, 13), "communication administratively prohibited");
	assert_string_equal(icmp_text(3, 16), "destination unreachable");
	assert_string_equal(icmp_text(11, 0), "time to live exceeded in transit");
	assert_string_equal(icmp_text(8, 0), "echo request");
	assert_string_equal(icmp_text(255, 0), "unknown type");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_quotes),
		cmocka_unit_test(quotes_at_their_edges),
		cmocka_unit_test(the_rest_of_the_header),
		cmocka_unit_test(truncations),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
