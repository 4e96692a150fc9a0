/*
 * What every decoder answers. Decoders are pure: bytes in, a struct out, no allocation, no clock,
 * no state. *out is zeroed first and always safe to read: a message cut short keeps what could be
 * read.
 *
 * To add a protocol: proto/x.c and x.h with `enum decoded x_decode(struct cur, struct x_msg *out)`,
 * a line in proto/local.mk, tests/unit/test_x.c (every truncation), tests/fuzz/fuzz_x.c with seeds
 * in fixtures/fuzz/x/, and a row in proto/describe.c.
 */
#ifndef PVSLEUTH_PROTO_DECODE_H
#define PVSLEUTH_PROTO_DECODE_H

#include "base/cur.h"

enum decoded {
	DECODED_OK,
	DECODED_NOT_MINE,  /* this is another protocol */
	DECODED_SNAPPED,   /* the capture kept too little; *out holds what there was */
	DECODED_MALFORMED, /* the sender's fault; *out holds what could be read */
};

/* What a cursor's state makes of a message that needed the bytes it read. */
static inline enum decoded decoded_from(enum cur_err err)
{
	if (err == CUR_OK)
		return DECODED_OK;
	return err == CUR_SNAPPED ? DECODED_SNAPPED : DECODED_MALFORMED;
}

#endif
