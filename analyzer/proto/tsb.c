/*
 * Citrix two-stage boot: the layout and what is known of it are in tsb.h. No standard describes it;
 * the two-byte marks and the path's NUL are all there is to recognise it by, so a path with control
 * characters is taken for something else. The data is not decoded (it is file content XOR 0xFF).
 */
#include "proto/tsb.h"

enum { MARK_REQUEST = 0x0817, MARK_DATA = 0x0897, MARK_ACK = 0x08d7 };

/* Looks at what comes before the NUL, or before the end of the capture. */
static bool is_path(struct cur c)
{
	uint8_t b;

	while (cur_more(&c)) {
		b = cur_u8(&c);
		if (!b)
			return true;
		if (b < 0x20 || b == 0x7f)
			return false;
	}
	return true;
}

static enum decoded decode_request(struct cur in, struct tsb_msg *out)
{
	if (!is_path(in))
		return DECODED_NOT_MINE;
	out->kind = TSB_REQUEST;
	out->path = cur_zstr(&in);
	return decoded_from(in.err);
}

static enum decoded decode_block(struct cur in, enum tsb_kind kind, struct tsb_msg *out)
{
	out->kind = kind;
	out->id = cur_be16(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (kind == TSB_DATA) {
		out->data_len = in.left + in.snapped;
		out->data = cur_rest(&in);
	}
	return DECODED_OK;
}

enum decoded tsb_decode(struct cur in, struct tsb_msg *out)
{
	uint16_t mark = cur_be16(&in);

	*out = (struct tsb_msg){.kind = TSB_NONE};
	if (in.err != CUR_OK)
		return in.err == CUR_SNAPPED ? DECODED_SNAPPED : DECODED_NOT_MINE;
	switch (mark) {
	case MARK_REQUEST:
		return decode_request(in, out);
	case MARK_DATA:
		return decode_block(in, TSB_DATA, out);
	case MARK_ACK:
		return decode_block(in, TSB_ACK, out);
	default:
		return DECODED_NOT_MINE;
	}
}
