/*
 * A TDS packet header, call and answer, whole and cut. Input: one byte that says where the cut is and of which
 * type a call is, then the message.
 */
#include "fuzz.h"
#include "proto/tds.h"

#include <string.h>

static void fuzz_call(uint8_t type, const uint8_t *data, size_t have, size_t n)
{
	struct tds_call c;
	enum decoded d = tds_call_decode(type, cur_make(data, have, n), &c);
	char name[16];
	uint8_t mac[6];
	int64_t number;
	unsigned i;

	fuzz_check(have < n || d != DECODED_SNAPPED);
	fuzz_check(c.values <= TDS_VALUES_MAX);
	fuzz_check(fuzz_inside(c.name, data, have) && fuzz_inside(c.statement, data, have));
	for (i = 0; i < c.values; i++)
		fuzz_check(fuzz_inside(c.value[i].name, data, have) && fuzz_inside(c.value[i].text, data, have));
	if (tds_call_procedure(&c, "usp", name, sizeof(name)))
		fuzz_check(strlen(name) >= 3 && strlen(name) < sizeof(name));
	(void)tds_call_mac(&c, mac);
	(void)tds_call_number(&c, "@ip", &number);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tds_answer a;
	struct tds_head h;
	size_t n, have;
	uint8_t type;

	if (size < 1)
		return 0;
	n = size - 1;
	have = data[0] % (n + 1);
	type = data[0] & 1 ? TDS_RPC : TDS_BATCH;
	if (tds_head_decode(cur_make(data + 1, n, n), &h) == DECODED_OK)
		fuzz_check(h.len >= TDS_HEAD);
	fuzz_call(type, data + 1, n, n);
	fuzz_call(type, data + 1, have, n);
	fuzz_check(tds_answer_decode(cur_make(data + 1, n, n), &a) != DECODED_SNAPPED);
	fuzz_check(a.rows >= -1 && a.rows <= 1);
	(void)tds_answer_decode(cur_make(data + 1, have, n), &a);
	return 0;
}
