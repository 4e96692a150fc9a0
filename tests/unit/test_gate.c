/*
 * proto/gate.c: what each switch port protocol says, what is somebody else's, and every truncation.
 */
#include "proto/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

/* Behind the 802.2 header: a configuration BPDU, version 0, with its flags at 4. */
static const uint8_t bpdu[] = {0, 0, 0, 0, 0, 0x80, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0x80, 0, 2, 0, 0, 0, 0, 9,
	0x80, 0x05, 0, 0, 20, 0, 2, 0, 15, 0};
static const uint8_t identity[] = {2, 0, 0, 5, 1, 7, 0, 5, 1};
static const uint8_t lacp[] = {1, 1, 1, 20, 0x80, 0, 2, 0, 0, 0, 0, 9, 0, 1, 0x80, 0, 0, 3, 0x3d, 0, 0, 0};
static const uint8_t lldp[] = {2, 7, 4, 2, 0, 0, 0, 0, 9, 4, 4, 5, 'G', 'i', '1', 6, 2, 0, 120, 10, 3, 's', 'w', '1',
	0xfe, 6, 0, 0x80, 0xc2, 1, 0, 20, 0, 0};
static const uint8_t cdp[] = {0, 0, 0x0c, 0x20, 0, 2, 180, 0, 0, 0, 1, 0, 7, 's', 'w', '2', 0, 3, 0, 7, 'G', 'i', '2',
	0, 10, 0, 6, 0, 30};

static enum decoded take(uint16_t type, uint16_t llc, const void *b, size_t n, struct gate_msg *m)
{
	return gate_decode(type, llc, cur_make(b, n, n), m);
}

static void spanning_tree(void **state)
{
	static const struct {
		uint8_t version, type, flags;
		enum gate_protocol protocol;
		enum gate_state state;
	} rows[] = {
		{0, 0, 0x00, GATE_STP, GATE_SAYS_NOTHING},
		{2, 2, 0x3c, GATE_RSTP, GATE_FORWARDING},
		{2, 2, 0x1c, GATE_RSTP, GATE_LEARNING},
		{2, 2, 0x0c, GATE_RSTP, GATE_DISCARDING},
		{3, 2, 0x3c, GATE_RSTP, GATE_FORWARDING}, /* MSTP */
		{0, 0x80, 0x00, GATE_STP, GATE_TOPOLOGY_CHANGE},
	};
	uint8_t b[sizeof(bpdu)], other[] = {0, 1, 0, 0};
	struct gate_msg m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(b, bpdu, sizeof(b));
		b[2] = rows[i].version;
		b[3] = rows[i].type;
		b[4] = rows[i].flags;
		assert_int_equal(take(0, 0x4242, b, sizeof(b), &m), DECODED_OK);
		assert_int_equal(m.protocol, rows[i].protocol);
		assert_int_equal(m.state, rows[i].state);
		if (rows[i].type != 0x80)
			assert_true(m.device.b[5] == 9 && m.port == 5);
	}
	assert_int_equal(take(0, 0x4242, other, sizeof(other), &m), DECODED_NOT_MINE);
}

static void per_vlan_spanning_tree(void **state)
{
	uint8_t b[5 + sizeof(bpdu) + 7] = {0, 0, 0x0c, 0x01, 0x0b};
	struct gate_msg m;

	(void)state;
	memcpy(b + 5, bpdu, sizeof(bpdu));
	memcpy(b + 5 + sizeof(bpdu), "\0\0\0\0\2\0\24", 7);
	assert_int_equal(take(0, 0xaaaa, b, sizeof(b), &m), DECODED_OK);
	assert_int_equal(m.protocol, GATE_PVST);
	assert_int_equal(m.vlan, 20);
	b[4] = 0x0c; /* another SNAP protocol */
	assert_int_equal(take(0, 0xaaaa, b, sizeof(b), &m), DECODED_NOT_MINE);
}

static void port_authentication(void **state)
{
	static const struct {
		uint8_t type, code, eap;
		enum gate_state state;
	} rows[] = {
		{0, 1, 1, GATE_EAP_IDENTITY}, {0, 1, 13, GATE_EAP_REQUEST}, {0, 2, 1, GATE_EAP_RESPONSE},
		{0, 3, 0, GATE_EAP_SUCCESS}, {0, 4, 0, GATE_EAP_FAILURE}, {1, 0, 0, GATE_EAP_START},
		{2, 0, 0, GATE_EAP_LOGOFF}, {3, 0, 0, GATE_SAYS_NOTHING},
	};
	uint8_t b[sizeof(identity)];
	struct gate_msg m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(b, identity, sizeof(b));
		b[1] = rows[i].type;
		b[4] = rows[i].code;
		b[8] = rows[i].eap;
		assert_int_equal(take(0x888e, 0, b, sizeof(b), &m), DECODED_OK);
		assert_int_equal(m.state, rows[i].state);
		assert_string_equal(gate_protocol_name(m.protocol), "eapol");
	}
	b[1] = 0;
	b[4] = 9;
	assert_int_equal(take(0x888e, 0, b, sizeof(b), &m), DECODED_MALFORMED);
}

static void aggregation(void **state)
{
	static const struct {
		uint8_t bits;
		enum gate_state state;
	} rows[] = {{0x3d, GATE_LACP_COLLECTING}, {0x47, GATE_LACP_ALONE}, {0x07, GATE_LACP_WAITING}};
	uint8_t b[sizeof(lacp)];
	struct gate_msg m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(b, lacp, sizeof(b));
		b[18] = rows[i].bits;
		assert_int_equal(take(0x8809, 0, b, sizeof(b), &m), DECODED_OK);
		assert_int_equal(m.state, rows[i].state);
		assert_int_equal(m.port, 3);
	}
	b[0] = 2; /* marker */
	assert_int_equal(take(0x8809, 0, b, sizeof(b), &m), DECODED_NOT_MINE);
}

static void neighbours(void **state)
{
	struct gate_msg m;

	(void)state;
	assert_int_equal(take(0x88cc, 0, lldp, sizeof(lldp), &m), DECODED_OK);
	assert_true(span_eq(m.name, "sw1", 3) && span_eq(m.port_name, "Gi1", 3));
	assert_int_equal(m.vlan, 20);
	assert_int_equal(m.device.b[5], 9);
	assert_int_equal(take(0, 0xaaaa, cdp, sizeof(cdp), &m), DECODED_OK);
	assert_int_equal(m.protocol, GATE_CDP);
	assert_true(span_eq(m.name, "sw2", 3) && span_eq(m.port_name, "Gi2", 3));
	assert_int_equal(m.vlan, 30);
	assert_int_equal(take(0x88e5, 0, lldp, sizeof(lldp), &m), DECODED_NOT_MINE);
}

/* Cut by the snap length: never malformed. Cut by the sender: never snapped, always read safely. */
static void truncations(void **state)
{
	static const struct {
		uint16_t type, llc;
		const uint8_t *b;
		size_t n;
	} rows[] = {
		{0, 0x4242, bpdu, sizeof(bpdu)}, {0x888e, 0, identity, sizeof(identity)},
		{0x8809, 0, lacp, sizeof(lacp)}, {0x88cc, 0, lldp, sizeof(lldp)}, {0, 0xaaaa, cdp, sizeof(cdp)},
	};
	struct gate_msg m;
	enum decoded d;
	size_t i, have;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (have = 0; have < rows[i].n; have++) {
			uint8_t *copy = malloc(have + 1);

			memcpy(copy, rows[i].b, have);
			d = gate_decode(rows[i].type, rows[i].llc, cur_make(copy, have, rows[i].n), &m);
			assert_true(d == DECODED_OK || d == DECODED_SNAPPED);
			d = gate_decode(rows[i].type, rows[i].llc, cur_make(copy, have, have), &m);
			assert_true(d == DECODED_OK || d == DECODED_MALFORMED);
			free(copy);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spanning_tree), cmocka_unit_test(per_vlan_spanning_tree),
		cmocka_unit_test(port_authentication), cmocka_unit_test(aggregation),
		cmocka_unit_test(neighbours), cmocka_unit_test(truncations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
