/*
 * An ARP, an ICMP and a switch port message, whole and cut. Input: one byte that says where the cut is,
 * then the message, taken as each.
 */
#include "fuzz.h"
#include "proto/arp.h"
#include "proto/gate.h"
#include "proto/icmp.h"

static void fuzz_arp(const uint8_t *data, size_t n, size_t have)
{
	struct arp_msg m;
	enum decoded whole = arp_decode(cur_make(data, n, n), &m), cut;

	fuzz_check(whole != DECODED_SNAPPED && arp_form_name(m.form));
	cut = arp_decode(cur_make(data, have, n), &m);
	fuzz_check(whole != DECODED_OK || cut == DECODED_OK || cut == DECODED_SNAPPED);
	fuzz_check(cut == DECODED_OK || m.form == ARP_OTHER);
}

static void fuzz_icmp(const uint8_t *data, size_t n, size_t have)
{
	struct icmp_msg m;
	enum decoded whole = icmp_decode(cur_make(data, n, n), &m), cut;

	fuzz_check(whole != DECODED_SNAPPED && icmp_text(m.type, m.code));
	fuzz_check(fuzz_inside(m.q_payload, data, n));
	fuzz_check(!m.quotes || icmp_is_error(&m));
	cut = icmp_decode(cur_make(data, have, n), &m);
	fuzz_check(fuzz_inside(m.q_payload, data, have));
	fuzz_check(whole != DECODED_OK || cut == DECODED_OK || cut == DECODED_SNAPPED);
}

static void fuzz_gate(const uint8_t *data, size_t n, size_t have)
{
	static const uint16_t forms[][2] = {{0, 0x4242}, {0, 0xaaaa}, {0x888e, 0}, {0x8809, 0}, {0x88cc, 0}};
	struct gate_msg m;
	enum decoded d;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		d = gate_decode(forms[i][0], forms[i][1], cur_make(data, n, n), &m);
		fuzz_check(d != DECODED_SNAPPED && gate_protocol_name(m.protocol) && gate_state_name(m.state));
		fuzz_check(fuzz_inside(m.name, data, n) && fuzz_inside(m.port_name, data, n));
		(void)gate_decode(forms[i][0], forms[i][1], cur_make(data, have, n), &m);
		fuzz_check(fuzz_inside(m.name, data, have) && fuzz_inside(m.port_name, data, have));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n, have;

	if (size < 1)
		return 0;
	n = size - 1;
	have = data[0] % (n + 1);
	fuzz_arp(data + 1, n, have);
	fuzz_icmp(data + 1, n, have);
	fuzz_gate(data + 1, n, have);
	return 0;
}
