/*
 * A TFTP and a two-stage boot message, whole and cut. Input: one byte that says where the cut is,
 * then the message, taken as both.
 */
#include "fuzz.h"
#include "proto/tftp.h"
#include "proto/tsb.h"

static void check_tftp(const struct tftp_msg *m, const uint8_t *bytes, size_t n)
{
	fuzz_check(fuzz_inside(m->file, bytes, n) && fuzz_inside(m->mode, bytes, n));
	fuzz_check(fuzz_inside(m->data, bytes, n) && fuzz_inside(m->message, bytes, n));
	fuzz_check(m->data.n <= m->data_len && tftp_opcode_name(m->opcode) &&
		   tftp_error_name(m->error));
}

static void fuzz_tftp(const uint8_t *data, size_t n, size_t have)
{
	struct tftp_msg m, again, part;
	enum decoded whole = tftp_decode(cur_make(data, n, n), &m), cut;

	check_tftp(&m, data, n);
	fuzz_check(whole != DECODED_SNAPPED);
	fuzz_check(whole != DECODED_NOT_MINE || m.opcode == 0);
	fuzz_check(tftp_decode(cur_make(data, n, n), &again) == whole);
	fuzz_check(
		again.opcode == m.opcode && again.options == m.options && again.file.p == m.file.p);
	cut = tftp_decode(cur_make(data, have, n), &part);
	check_tftp(&part, data, have);
	fuzz_check(whole != DECODED_OK || cut == DECODED_OK || cut == DECODED_SNAPPED);
	if (whole == DECODED_OK) {
		fuzz_check(part.options <= m.options && part.block <= m.block);
		fuzz_check(!part.file.p || part.file.n == m.file.n);
		fuzz_check(cut != DECODED_OK || part.data_len == m.data_len);
	}
}

static void fuzz_tsb(const uint8_t *data, size_t n, size_t have)
{
	struct tsb_msg m;
	enum decoded whole = tsb_decode(cur_make(data, n, n), &m), cut;

	fuzz_check(fuzz_inside(m.path, data, n) && fuzz_inside(m.data, data, n));
	fuzz_check(whole != DECODED_SNAPPED && (whole != DECODED_OK || m.kind != TSB_NONE));
	cut = tsb_decode(cur_make(data, have, n), &m);
	fuzz_check(fuzz_inside(m.path, data, have) && fuzz_inside(m.data, data, have));
	fuzz_check(whole != DECODED_OK || cut == DECODED_OK || cut == DECODED_SNAPPED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n, have;

	if (size < 1)
		return 0;
	n = size - 1;
	have = data[0] % (n + 1);
	fuzz_tftp(data + 1, n, have);
	fuzz_tsb(data + 1, n, have);
	return 0;
}
