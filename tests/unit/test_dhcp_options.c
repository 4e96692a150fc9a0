/*
 * DHCP options by what they mean: option 43 of PXE, architectures, who the client is; the table of them.
 */
#include "test_dhcp.h"

static const struct pxe_row {
	const char *name;
	uint8_t op;
	struct bytes options;
	bool present, odd;
	uint32_t first_server;
	int control; /* -1: none */
	int item;
} pxe_rows[] = {
	{"not PXE", 2, B("\x2b\x03\x06\x01\x08\xff"), false, false, 0, -1, -1},
	{"PXE without 43", 2, B("\x3c\x09PXEClient\xff"), false, false, 0, -1, -1},
	{"control", 2, B("\x3c\x09PXEClient\x2b\x04\x06\x01\x08\xff\xff"), true, false, 0, 8, -1},
	{"43 before 60", 2, B("\x2b\x03\x06\x01\x07\x3c\x09PXEClient\xff"), true, false, 0, 7, -1},
	{"servers", 2,
		B("\x3c\x09PXEClient\x2b\x12\x08\x0e\x80\x00\x00\x80\x01\x02\x0a\x00\x00\x09"
		  "\x0a\x00\x00\x0a\0\0\xff"),
		true, false, 0x0a000009, -1, -1},
	{"servers beyond their list", 2,
		B("\x3c\x09PXEClient\x2b\x07\x08\x05\x80\x00\x02\x0a\x00\xff"), true, true, 0, -1,
		-1},
	{"menu", 2, B("\x3c\x09PXEClient\x2b\x07\x09\x05\x80\x00\x02PV\xff"), true, false, 0, -1,
		-1},
	{"menu beyond its list", 2, B("\x3c\x09PXEClient\x2b\x07\x09\x05\x80\x00\x03PV\xff"), true,
		true, 0, -1, -1},
	{"an empty prompt", 2, B("\x3c\x09PXEClient\x2b\x02\x0a\x00\xff"), true, true, 0, -1, -1},
	{"a sub-option beyond the option", 2, B("\x3c\x09PXEClient\x2b\x03\x06\x05\x08\xff"), true,
		true, 0, -1, -1},
	{"not a reply: not judged", 1,
		B("\x3c\x20PXEClient:Arch:00007:UNDI:003016\x2b\x03\x06\x05\x08\xff"), true, false,
		0, -1, -1},
	{"boot item", 1, B("\x3c\x09PXEClient\x2b\x07\x47\x04\x80\x01\x00\x00\xff\xff"), true,
		false, 0, -1, 0x8001},
	{"a short boot item", 2, B("\x3c\x09PXEClient\x2b\x04\x47\x02\x80\x01\xff"), true, true, 0,
		-1, -1},
	{"multicast address", 2, B("\x3c\x09PXEClient\x2b\x06\x07\x04\xe0\x00\x01\x02\xff"), true,
		false, 0, -1, -1},
};

static void option_43_of_pxe(void **state)
{
	struct built m;
	struct dhcp_msg out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pxe_rows) / sizeof(pxe_rows[0]); i++) {
		const struct pxe_row *r = &pxe_rows[i];

		build(&m, r->op, r->options, true);
		if (decode(&m, &out) != DECODED_OK || out.pxe.present != r->present ||
			((out.odd & DHCP_ODD_PXE43) != 0) != r->odd)
			fail_msg("%s: present %d odd %#x", r->name, out.pxe.present, out.odd);
		assert_int_equal(out.pxe.first_server, r->first_server);
		assert_int_equal(out.pxe.has_control ? out.pxe.control : -1, r->control);
		assert_int_equal(out.pxe.has_item ? out.pxe.item_type : -1, r->item);
	}
	assert_int_equal(out.pxe.mcast, 0xe0000102);
}

static void architectures(void **state)
{
	static const struct {
		struct bytes options;
		int arch;
	} rows[] = {
		{B("\x5d\x02\x00\x07\xff"), 7},
		{B("\x5d\x04\x00\x09\x00\x07\xff"), 9},
		{B("\x5d\x01\x07\xff"), -1},
		{B("\x5d\x02\x00\x00\x3c\x20PXEClient:Arch:00007:UNDI:003016\xff"), 0},
		{B("\x3c\x20PXEClient:Arch:00007:UNDI:003016\xff"), 7},
		{B("\x3c\x21HTTPClient:Arch:00016:UNDI:003001\xff"), 16},
		{B("\x3c\x0fPXEClient:Arch:\xff"), -1},
		{B("\x3c\x10PXEClient:Arch:6\xff"), 6},
		{B("\x3c\x14PXEClient:Arch:99999\xff"), -1},
		{B("\x3c\x14PXEClient:Arch:x0007\xff"), -1},
		{B("\x3c\x09PXEClient\xff"), -1},
		{B("\x3c\x08MSFT 5.0\xff"), -1},
		{B("\xff"), -1},
	};
	struct built m;
	struct dhcp_msg out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		build(&m, 1, rows[i].options, true);
		decode(&m, &out);
		assert_int_equal(dhcp_arch(&out), rows[i].arch);
	}
	assert_string_equal(dhcp_arch_name(7), "x64 UEFI");
	assert_string_equal(dhcp_arch_name(-1), "unknown");
	assert_string_equal(dhcp_arch_name(4711), "unknown");
}

static void what_the_client_says(void **state)
{
	struct built m;
	struct dhcp_msg out;
	char uuid[37];

	(void)state;
	build(&m, 1,
		(struct bytes)B("\x61\x11\x00\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc"
				"\xdd\xee\xff"
				"\x4d\x04iPXE\x3c\x0aHTTPClient\x43\x05"
				"a.b\0\0\xff"),
		true);
	decode(&m, &out);
	assert_string_equal(dhcp_uuid(&out, uuid), "00112233-4455-6677-8899-aabbccddeeff");
	assert_true(dhcp_is_ipxe(&out));
	assert_true(dhcp_is_http(&out));
	assert_false(dhcp_is_pxe(&out));
	assert_true(span_eq(dhcp_bootfile(&out), "a.b", 3));
	assert_int_equal(out.opt[67].n, 5);
	build(&m, 1,
		(struct bytes)B("\x43\x02\0\0\x61\x11\x01"
				"0123456789abcdef\xff"),
		true);
	decode(&m, &out);
	assert_null(dhcp_bootfile(&out).p);
	assert_string_equal(dhcp_uuid(&out, uuid), "");
	assert_false(dhcp_is_ipxe(&out));
	build(&m, 1, (struct bytes)B("\xaf\x03\xb0\x01\x01\xff"), true);
	decode(&m, &out);
	assert_true(dhcp_is_ipxe(&out));
	assert_true(span_eq(dhcp_sub(&out, 175, 0xb0), "\1", 1));
	assert_null(dhcp_sub(&out, 175, 1).p);
	assert_null(dhcp_sub(&out, 82, 1).p);
}

static void typed_reads(void **state)
{
	struct built m;
	struct dhcp_msg out;
	uint32_t v32 = 7;
	uint16_t v16 = 7;
	uint8_t v8 = 7;

	(void)state;
	build(&m, 2,
		(struct bytes)B("\x33\x04\x00\x01\x51\x80\x03\x08\x0a\x00\x00\x01\x0a\x00\x00\x02"
				"\x39\x02\x05\xdc\x17\x01\x40\x3a\x03\x01\x02\x03\xff"),
		true);
	decode(&m, &out);
	assert_true(dhcp_opt_u32(&out, 51, &v32));
	assert_int_equal(v32, 86400);
	assert_true(dhcp_opt_ip(&out, 3, &v32));
	assert_int_equal(v32, 0x0a000001);
	assert_true(dhcp_opt_u16(&out, 57, &v16));
	assert_int_equal(v16, 1500);
	assert_true(dhcp_opt_u8(&out, 23, &v8));
	assert_int_equal(v8, 64);
	v32 = 7;
	assert_false(dhcp_opt_u32(&out, 58, &v32)); /* three bytes */
	assert_false(dhcp_opt_u32(&out, 3, &v32));  /* a list */
	assert_false(dhcp_opt_ip(&out, 54, &v32));  /* absent */
	assert_false(dhcp_opt_u8(&out, 57, &v8));
	assert_false(dhcp_opt_u16(&out, 23, &v16));
	assert_int_equal(v32, 7);
	assert_int_equal(v16, 1500);
	assert_int_equal(v8, 64);
}

static void the_table_is_consistent(void **state)
{
	const struct dhcp_opt_def *def;
	unsigned code;

	(void)state;
	for (code = 0; code < 256; code++) {
		def = dhcp_opt_def((uint8_t)code);
		if (!def)
			continue;
		assert_int_equal(def->code, code);
		assert_true(!def->max || def->max >= def->min);
		assert_true(dhcp_opt_length_ok(def, def->min));
	}
	assert_null(dhcp_opt_def(0));
	assert_null(dhcp_opt_def(255));
	assert_string_equal(dhcp_opt_def(67)->name, "Bootfile Name");
}

static void message_names(void **state)
{
	struct dhcp_msg m = {.op = 1};

	(void)state;
	m.type = DHCP_DISCOVER;
	assert_string_equal(dhcp_type_name(&m), "discover");
	m.type = DHCP_INFORM;
	assert_string_equal(dhcp_type_name(&m), "inform");
	m.type = 200;
	assert_string_equal(dhcp_type_name(&m), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(option_43_of_pxe),
		cmocka_unit_test(architectures),
		cmocka_unit_test(what_the_client_says),
		cmocka_unit_test(typed_reads),
		cmocka_unit_test(the_table_is_consistent),
		cmocka_unit_test(message_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
