/*
 * A DHCP message, whole and cut. Input: two bytes that say where the cut is, then the message.
 */
#include "fuzz.h"
#include "proto/dhcp.h"

#include <string.h>

static unsigned count(const struct dhcp_msg *m)
{
	unsigned code, n = 0;

	for (code = 0; code < 256; code++)
		n += m->opt[code].p != NULL;
	return n;
}

static void check(const struct dhcp_msg *m, const uint8_t *bytes, size_t n)
{
	unsigned code;

	fuzz_check(m->scratch_used <= sizeof(m->scratch));
	for (code = 0; code < 256; code++)
		fuzz_check(fuzz_inside(m->opt[code], bytes, n) ||
			   fuzz_inside(m->opt[code], m->scratch, m->scratch_used));
	fuzz_check(fuzz_inside(m->file, bytes, n) && fuzz_inside(m->sname, bytes, n));
	fuzz_check(m->order_count <= count(m));
	fuzz_check(!m->pxe.present || (m->opt[43].p && dhcp_is_pxe(m)));
}

/* The readers take whatever the decoder left. */
static void read_all(const struct dhcp_msg *m)
{
	unsigned code;
	uint32_t v32;
	uint16_t v16;
	uint8_t v8;
	char uuid[37];

	for (code = 0; code < 256; code++) {
		dhcp_opt_ip(m, (uint8_t)code, &v32);
		dhcp_opt_u32(m, (uint8_t)code, &v32);
		dhcp_opt_u16(m, (uint8_t)code, &v16);
		dhcp_opt_u8(m, (uint8_t)code, &v8);
	}
	fuzz_check(dhcp_arch(m) >= -1 && dhcp_arch(m) <= UINT16_MAX);
	fuzz_check(strlen(dhcp_uuid(m, uuid)) <= 36 && dhcp_type_name(m) != NULL);
	dhcp_bootfile(m);
	dhcp_sub(m, 82, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp_msg m, before;
	enum decoded whole, cut;
	unsigned options;
	size_t n, have;

	if (size < 2)
		return 0;
	n = size - 2;
	have = n ? ((size_t)data[0] << 8 | data[1]) % (n + 1) : 0;
	data += 2;
	whole = dhcp_decode(cur_make(data, n, n), &m);
	check(&m, data, n);
	read_all(&m);
	fuzz_check(whole != DECODED_SNAPPED && !(m.odd & DHCP_ODD_OPTIONS_CUT));
	memcpy(&before, &m, sizeof(m));
	fuzz_check(dhcp_decode(cur_make(data, n, n), &m) == whole);
	fuzz_check(memcmp(&before, &m, sizeof(m)) == 0);
	options = count(&m);
	cut = dhcp_decode(cur_make(data, have, n), &m);
	check(&m, data, have);
	read_all(&m);
	fuzz_check(count(&m) <= options);
	fuzz_check(whole != DECODED_OK || cut == DECODED_OK || cut == DECODED_SNAPPED);
	fuzz_check((cut == DECODED_SNAPPED) == ((m.odd & DHCP_ODD_OPTIONS_CUT) != 0));
	return 0;
}
