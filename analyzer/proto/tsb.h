/*
 * Citrix two-stage boot, UDP 6969 (observed by practitioners, pvs.md 3.2; no published standard):
 *
 *   request  08 17 <path> 00      target -> server:6969
 *   data     08 97 <id16> <data>  server (new port) -> target, data XOR 0xFF, a short block ends it
 *   ack      08 D7 <id16>         target -> server (that port)
 */
#ifndef PVSLEUTH_PROTO_TSB_H
#define PVSLEUTH_PROTO_TSB_H

#include "proto/decode.h"

enum tsb_kind { TSB_NONE, TSB_REQUEST, TSB_DATA, TSB_ACK };

struct tsb_msg {
	enum tsb_kind kind;
	struct span path; /* request */
	uint16_t id;      /* data, ack */
	struct span data; /* as on the wire (XORed) */
	size_t data_len;  /* on the wire */
};

/* in: the UDP payload. DATA of which only the data was cut is DECODED_OK, as in tftp.h. */
enum decoded tsb_decode(struct cur in, struct tsb_msg *out);

#endif
