/*
 * proto/dhcp*.c: a real message at every truncation, options at their edges, PXE's option 43, and
 * what a message says of its client.
 */
#include "test_dhcp.h"

static bool inside(struct span s, const void *from, size_t n)
{
	const uint8_t *f = from;

	return !s.p || (s.p >= f && s.p + s.n <= f + n);
}

static unsigned options_of(const struct dhcp_msg *m)
{
	unsigned code, n = 0;

	for (code = 0; code < 256; code++)
		n += m->opt[code].p != NULL;
	return n;
}

static void check_spans(const struct dhcp_msg *m, const uint8_t *bytes, size_t n)
{
	unsigned code;

	for (code = 0; code < 256; code++)
		assert_true(inside(m->opt[code], bytes, n) ||
			    inside(m->opt[code], m->scratch, m->scratch_used));
	assert_true(inside(m->file, bytes, n));
	assert_true(inside(m->sname, bytes, n));
	assert_true(m->scratch_used <= sizeof(m->scratch));
	assert_true(m->order_count <= 64);
}

static const char full_options[] =
	"\x35\x01\x02\x36\x04\x0a\x00\x00\x01\x33\x04\x00\x00\x0e\x10\x01\x04\xff\xff\xff\x00"
	"\x3c\x09PXEClient\x2b\x07\x06\x01\x08\x0a\x01\x00\xff\x00\x0c\x02pv\x0c\x02s1\xff";

/* Cut by the capture: never the sender's fault, and the header stays readable. */
static void snapped_at_every_length(void **state)
{
	struct built m;
	struct dhcp_msg out;
	unsigned before = 0;
	size_t have;

	(void)state;
	build(&m, 2, (struct bytes)B(full_options), true);
	for (have = 0; have <= m.n; have++) {
		uint8_t *copy = malloc(have + 1);
		enum decoded d;

		memcpy(copy, m.b, have);
		d = dhcp_decode(cur_make(copy, have, m.n), &out);
		assert_true(d == DECODED_SNAPPED || d == DECODED_OK);
		assert_int_equal(d == DECODED_SNAPPED, (out.odd & DHCP_ODD_OPTIONS_CUT) != 0);
		assert_int_equal(d == DECODED_OK, have >= 240 + sizeof(full_options) - 1);
		assert_false(
			out.odd & (DHCP_ODD_OPTION_OVERRUN | DHCP_ODD_NO_END | DHCP_ODD_NO_COOKIE));
		assert_int_equal(out.xid, have >= 8 ? 0xdeadbeef : 0);
		assert_int_equal(out.giaddr, have >= 28 ? 0x0a0000fe : 0);
		assert_int_equal(mac_is_zero(out.client), have < 34);
		assert_true(options_of(&out) >= before);
		before = options_of(&out);
		check_spans(&out, copy, have);
		free(copy);
	}
	assert_int_equal(before, 7);
}

/* Cut by the sender: never blamed on the capture. */
static void short_at_every_length(void **state)
{
	struct built m;
	struct dhcp_msg out;
	size_t have;

	(void)state;
	build(&m, 2, (struct bytes)B(full_options), false);
	for (have = 0; have < m.n; have++) {
		uint8_t *copy = malloc(have + 1);
		enum decoded d;

		memcpy(copy, m.b, have);
		d = dhcp_decode(cur_make(copy, have, have), &out);
		assert_true(d == DECODED_OK || d == DECODED_MALFORMED);
		if (have < 236)
			assert_int_equal(d, DECODED_MALFORMED);
		assert_false(out.odd & DHCP_ODD_OPTIONS_CUT);
		assert_true(out.odd & DHCP_ODD_SHORT_BOOTP);
		if (have >= 236 && have < 240)
			assert_true(out.odd & DHCP_ODD_NO_COOKIE);
		if (d == DECODED_MALFORMED && have >= 240)
			assert_true(out.odd & DHCP_ODD_OPTION_OVERRUN);
		if (d == DECODED_OK && have >= 240)
			assert_true(out.odd & DHCP_ODD_NO_END);
		check_spans(&out, copy, have);
		free(copy);
	}
}

static void decoding_twice_gives_the_same(void **state)
{
	struct built m;
	struct dhcp_msg *a = malloc(sizeof(*a)), *b = malloc(sizeof(*b));
	unsigned code;

	(void)state;
	build(&m, 2, (struct bytes)B(full_options), true);
	memset(a, 0x55, sizeof(*a));
	assert_int_equal(decode(&m, a), decode(&m, b));
	for (code = 0; code < 256; code++) {
		assert_int_equal(a->opt[code].n, b->opt[code].n);
		if (a->opt[code].p)
			assert_memory_equal(a->opt[code].p, b->opt[code].p, a->opt[code].n);
	}
	assert_int_equal(a->odd, b->odd);
	assert_int_equal(a->order_count, b->order_count);
	assert_memory_equal(a->scratch, b->scratch, sizeof(a->scratch));
	free(a);
	free(b);
}

static void the_header_is_read(void **state)
{
	struct built m;
	struct dhcp_msg out;

	(void)state;
	build(&m, 2, (struct bytes)B("\x35\x01\x05\xff"), true);
	memcpy(m.b + 44, "boot1", 5);
	memcpy(m.b + 108, "ardbp32.bin\0junk", 16);
	assert_int_equal(decode(&m, &out), DECODED_OK);
	assert_int_equal(out.odd, 0);
	assert_int_equal(out.op, 2);
	assert_int_equal(out.secs, 4);
	assert_int_equal(out.flags, 0x8000);
	assert_int_equal(out.yiaddr, 0x0a000005);
	assert_int_equal(out.siaddr, 0x0a000001);
	assert_true(span_eq(out.sname, "boot1", 5));
	assert_true(span_eq(out.file, "ardbp32.bin", 11));
	assert_true(span_eq(dhcp_bootfile(&out), "ardbp32.bin", 11));
	assert_memory_equal(out.client.b, "\x52\x54\x00\x12\x34\x56", 6);
	assert_string_equal(dhcp_type_name(&out), "ack");
	m.b[0] = 3;
	assert_int_equal(decode(&m, &out), DECODED_NOT_MINE);
	assert_int_equal(out.xid, 0);
}

static void hardware_addresses(void **state)
{
	static const struct {
		uint8_t htype, hlen;
		bool odd, client;
	} rows[] = {
		{1, 6, false, true},
		{1, 16, true, true}, /* EDK2 with its GUID as client address */
		{1, 17, true, false},
		{1, 0, true, false},
		{32, 0, false, false}, /* InfiniBand, RFC 4390 */
		{255, 16, false, true},
	};
	struct built m;
	struct dhcp_msg out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		build(&m, 1, (struct bytes)B("\x35\x01\x01\xff"), true);
		m.b[1] = rows[i].htype;
		m.b[2] = rows[i].hlen;
		assert_int_equal(decode(&m, &out), DECODED_OK);
		assert_int_equal((out.odd & DHCP_ODD_HLEN) != 0, rows[i].odd);
		assert_int_equal(!mac_is_zero(out.client), rows[i].client);
	}
}

static const struct edge {
	const char *name;
	struct bytes options, file, sname;
	enum decoded want;
	unsigned odd;
	uint8_t code; /* with this value; 0: nothing to look at */
	struct bytes value;
} edges[] = {
	{"an empty value is present", B("\x50\x00\xff"), B(""), B(""), DECODED_OK, 0, 80, B("")},
	{"pads are skipped", B("\0\0\x35\x01\x01\0\0\xff"), B(""), B(""), DECODED_OK, 0, 53,
		B("\1")},
	{"nothing after the end counts", B("\xff\x35\x01\x01"), B(""), B(""), DECODED_OK, 0, 0,
		B("")},
	{"no end", B("\x35\x01\x01"), B(""), B(""), DECODED_OK, DHCP_ODD_NO_END, 53, B("\1")},
	{"an option beyond the message", B("\x35\x01\x01\x0c\xc8x"), B(""), B(""),
		DECODED_MALFORMED, DHCP_ODD_OPTION_OVERRUN, 53, B("\1")},
	{"overload file", B("\x34\x01\x01\xff"), B("\x0c\x03pvs\xff"), B("name"), DECODED_OK, 0, 12,
		B("pvs")},
	{"overload sname", B("\x34\x01\x02\xff"), B("name"), B("\x0c\x03pvs\xff"), DECODED_OK, 0,
		12, B("pvs")},
	{"overload both, file before sname", B("\x34\x01\x03\xff"),
		B("\x0c\x01"
		  "a\xff"),
		B("\x0c\x01"
		  "b\xff"),
		DECODED_OK, DHCP_ODD_SPLIT_OPTION, 12, B("ab")},
	{"options before file before sname",
		B("\x0c\x01"
		  "1\x34\x01\x03\xff"),
		B("\x0c\x01"
		  "2\xff"),
		B("\x0c\x01"
		  "3\xff"),
		DECODED_OK, DHCP_ODD_SPLIT_OPTION, 12, B("123")},
	{"overload inside file is ignored", B("\x34\x01\x01\xff"), B("\x34\x01\x03\xff"), B("name"),
		DECODED_OK, DHCP_ODD_OVERLOAD_NESTED, 52, B("\1")},
	{"an overloaded area without end", B("\x34\x01\x01\xff"),
		B("\x0c\x01"
		  "a"),
		B(""), DECODED_OK, DHCP_ODD_NO_END, 12, B("a")},
	{"an option beyond its overloaded area", B("\x34\x01\x02\xff"), B(""), B("\x0c\x50y"),
		DECODED_MALFORMED, DHCP_ODD_OPTION_OVERRUN, 0, B("")},
	{"overload of an unknown value", B("\x34\x01\x07\xff"), B("f"), B(""), DECODED_OK, 0, 52,
		B("\7")},
	{"an empty overload", B("\x34\x00\xff"), B("f"), B(""), DECODED_OK, DHCP_ODD_OPTION_LENGTH,
		52, B("")},
	{"pieces apart from each other",
		B("\x0c\x02pv\x0f\x01"
		  "d\x0c\x01s\x0f\x01"
		  "e\xff"),
		B(""), B(""), DECODED_OK, DHCP_ODD_SPLIT_OPTION, 15, B("de")},
	{"two empty pieces", B("\x50\x00\x50\x00\xff"), B(""), B(""), DECODED_OK,
		DHCP_ODD_SPLIT_OPTION, 80, B("")},
	{"a server identifier twice is too long",
		B("\x36\x04\x01\x02\x03\x04\x36\x04\x01\x02\x03\x04\xff"), B(""), B(""), DECODED_OK,
		DHCP_ODD_SPLIT_OPTION | DHCP_ODD_OPTION_LENGTH, 54, B("\1\2\3\4\1\2\3\4")},
	{"a message type of two bytes", B("\x35\x02\x01\x02\xff"), B(""), B(""), DECODED_OK,
		DHCP_ODD_OPTION_LENGTH, 53, B("\1\2")},
	{"routers of five bytes", B("\x03\x05\x01\x02\x03\x04\x05\xff"), B(""), B(""), DECODED_OK,
		DHCP_ODD_OPTION_LENGTH, 3, B("\1\2\3\4\5")},
	{"an unknown option of any length", B("\xe0\x01x\xff"), B(""), B(""), DECODED_OK, 0, 224,
		B("x")},
	{"code and nothing else at the end of an area", B("\x34\x01\x02\xff"), B(""),
		B("\x0c\x3c"
		  "............................................................\0\x0c"),
		DECODED_MALFORMED, DHCP_ODD_OPTION_OVERRUN, 0, B("")},
};

static void options_at_their_edges(void **state)
{
	struct built m;
	struct dhcp_msg out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		const struct edge *e = &edges[i];

		build(&m, 2, e->options, true);
		memcpy(m.b + 44, e->sname.p, e->sname.n);
		memcpy(m.b + 108, e->file.p, e->file.n);
		if (decode(&m, &out) != e->want || out.odd != e->odd)
			fail_msg("%s: odd %#x, wanted %#x", e->name, out.odd, e->odd);
		if (e->code && !span_eq(out.opt[e->code], e->value.p, e->value.n))
			fail_msg(
				"%s: option %u of %zu bytes", e->name, e->code, out.opt[e->code].n);
		if (e->odd & DHCP_ODD_SPLIT_OPTION)
			assert_true(inside(out.opt[e->code], out.scratch, sizeof(out.scratch)));
		assert_int_equal(out.file.p == NULL, out.overload <= 3 && (out.overload & 1));
		assert_int_equal(out.sname.p == NULL, out.overload <= 3 && (out.overload & 2));
	}
}

/* Two options of 12 x 150 bytes: only one fits, the other keeps its first piece. */
static void joined_options_are_bounded(void **state)
{
	struct built m;
	struct dhcp_msg out;
	size_t i;

	(void)state;
	build(&m, 2, (struct bytes)B(""), false);
	for (i = 0; i < 24; i++) {
		m.b[m.n++] = i % 2 ? 224 : 225;
		m.b[m.n++] = 150;
		memset(m.b + m.n, (int)i, 150);
		m.n += 150;
	}
	m.b[m.n++] = 255;
	assert_int_equal(decode(&m, &out), DECODED_OK);
	assert_int_equal(out.opt[224].n, 1800);
	assert_int_equal(out.opt[225].n, 150);
	assert_int_equal(out.scratch_used, 1800);
	assert_int_equal(out.opt[224].p[1799], 23);
	check_spans(&out, m.b, m.n);
}

static void order_is_kept_and_bounded(void **state)
{
	struct built m;
	struct dhcp_msg out;
	unsigned i;

	(void)state;
	build(&m, 1, (struct bytes)B("\x35\x01\x01\x3d\x02\x01\x02\x37\x01\x03\x3d\x01\x09\xff"),
		true);
	decode(&m, &out);
	assert_int_equal(out.order_count, 3);
	assert_int_equal(out.order[0], 53);
	assert_int_equal(out.order[1], 61);
	assert_int_equal(out.order[2], 55);
	build(&m, 1, (struct bytes)B(""), false);
	for (i = 254; i >= 1; i--) {
		m.b[m.n++] = (uint8_t)i;
		m.b[m.n++] = 0;
	}
	m.b[m.n++] = 255;
	decode(&m, &out);
	assert_int_equal(out.order_count, 64);
	assert_int_equal(options_of(&out), 254);
}

/* With option 52 not captured, a file field that holds options must not be read as a name. */
static void a_cut_message_may_be_overloaded(void **state)
{
	struct built m;
	struct dhcp_msg out;

	(void)state;
	build(&m, 2, (struct bytes)B("\x35\x01\x02\x34\x01\x01\xff"), true);
	memcpy(m.b + 108, "\x43\x0bpvs\\ardbp32\xff", 14);
	memcpy(m.b + 44, "plain", 5);
	assert_int_equal(dhcp_decode(cur_make(m.b, 243, m.n), &out), DECODED_SNAPPED);
	assert_null(out.file.p);
	assert_true(span_eq(out.sname, "plain", 5));
	/* 52 seen: the area is read although more options were cut */
	assert_int_equal(dhcp_decode(cur_make(m.b, 246, m.n), &out), DECODED_SNAPPED);
	assert_true(out.opt[67].p != NULL);
	/* a file field whose end was not captured is no name either */
	memcpy(m.b + 108, "pvs.bin", 8);
	assert_int_equal(dhcp_decode(cur_make(m.b, 112, m.n), &out), DECODED_SNAPPED);
	assert_null(out.file.p);
	assert_int_equal(dhcp_decode(cur_make(m.b, 116, m.n), &out), DECODED_SNAPPED);
	assert_true(span_eq(out.file, "pvs.bin", 7));
}

static void a_file_without_nul_is_whole(void **state)
{
	struct built m;
	struct dhcp_msg out;

	(void)state;
	build(&m, 2, (struct bytes)B("\xff"), true);
	memset(m.b + 108, 'a', 128);
	decode(&m, &out);
	assert_int_equal(out.file.n, 128);
	assert_int_equal(out.sname.n, 0);
	assert_non_null(out.sname.p);
}

static void plain_bootp(void **state)
{
	struct built m;
	struct dhcp_msg out;

	(void)state;
	build(&m, 1, (struct bytes)B(""), true);
	memset(m.b + 236, 0, 4);
	assert_int_equal(decode(&m, &out), DECODED_OK);
	assert_int_equal(out.odd, DHCP_ODD_NO_COOKIE);
	assert_false(out.has_cookie);
	assert_string_equal(dhcp_type_name(&out), "bootrequest");
	m.b[0] = 2;
	decode(&m, &out);
	assert_string_equal(dhcp_type_name(&out), "bootreply");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapped_at_every_length),
		cmocka_unit_test(short_at_every_length),
		cmocka_unit_test(decoding_twice_gives_the_same),
		cmocka_unit_test(the_header_is_read),
		cmocka_unit_test(hardware_addresses),
		cmocka_unit_test(options_at_their_edges),
		cmocka_unit_test(joined_options_are_bounded),
		cmocka_unit_test(order_is_kept_and_bounded),
		cmocka_unit_test(a_cut_message_may_be_overloaded),
		cmocka_unit_test(a_file_without_nul_is_whole),
		cmocka_unit_test(plain_bootp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
