/*
 * TFTP (RFC 1350, 2347, 2348, 2349, 7440): bytes to a message.
 */
#ifndef PVSLEUTH_PROTO_TFTP_H
#define PVSLEUTH_PROTO_TFTP_H

#include "proto/decode.h"

enum { TFTP_RRQ = 1, TFTP_WRQ, TFTP_DATA, TFTP_ACK, TFTP_ERROR, TFTP_OACK };

struct tftp_msg {
	uint16_t opcode;
	struct span file, mode;     /* RRQ, WRQ */
	/* RRQ, WRQ, OACK; a value that is not a number counts as not given */
	bool has_blksize, has_tsize, has_timeout, has_windowsize, has_multicast;
	uint32_t blksize, timeout, windowsize;
	uint64_t tsize;
	unsigned options; /* how many, known or not */
	uint16_t block;             /* DATA, ACK */
	struct span data;           /* DATA: what was captured */
	size_t data_len;            /* DATA: length on the wire */
	uint16_t error;             /* ERROR */
	struct span message;
};

/* in: the UDP payload. A request must have a printable name and a known mode (octet, netascii, mail)
 * to be one: that is how TFTP is recognised on other ports than 69. DATA of which only the data was
 * cut is DECODED_OK: data_len is known. ERROR of which the text was cut is DECODED_SNAPPED with
 * what there is in `message`; a text without its NUL is taken as it is. */
enum decoded tftp_decode(struct cur in, struct tftp_msg *out);
const char *tftp_opcode_name(uint16_t opcode); /* "rrq" ...; "?" */
const char *tftp_error_name(uint16_t code);    /* RFC 1350 section 5 wording; "" when undefined */

#endif
