/*
 * TFTP: RFC 1350; options RFC 2347 to 2349, 2090 (multicast) and 7440 (windowsize).
 *
 *   RRQ, WRQ  01|02 <file> 00 <mode> 00 {<option> 00 <value> 00}*
 *   DATA      03 <block16> <data>          ACK   04 <block16>
 *   ERROR     05 <code16> <message> 00     OACK  06 {<option> 00 <value> 00}*
 *
 * Requests are recognised by this grammar on any port. The others have two bytes to be known by and
 * mean something only between the two ends of a transfer, which is the tracker's business. What
 * ended a transfer, and whose fault it was, isn't said here either.
 */
#include "proto/tftp.h"

#include <string.h>

static uint8_t lower(uint8_t b)
{
	return b >= 'A' && b <= 'Z' ? (uint8_t)(b + 32) : b;
}

/* Whether s is `word`, or the beginning of it when `cut`, whatever the case. */
static bool is_word(struct span s, const char *word, bool cut)
{
	struct cur c = cur_make(s.p, s.n, s.n);
	size_t i, n = strlen(word);

	if (cut ? s.n > n : s.n != n)
		return false;
	for (i = 0; i < s.n; i++)
		if (lower(cur_u8(&c)) != (uint8_t)word[i])
			return false;
	return true;
}

static bool is_mode(struct span s, bool cut)
{
	return is_word(s, "octet", cut) || is_word(s, "netascii", cut) || is_word(s, "mail", cut);
}

/* Bytes from 0x80 up are let through: names are not ASCII everywhere, and a name with 0xff behind
 * it is a known way to make a boot fail. */
static bool is_printable(struct span s)
{
	struct cur c = cur_make(s.p, s.n, s.n);
	uint8_t b;

	while (cur_more(&c)) {
		b = cur_u8(&c);
		if (b < 0x20 || b == 0x7f)
			return false;
	}
	return true;
}

/* A decimal number; false when it is something else or does not fit. */
static bool number(struct span s, uint64_t max, uint64_t *v)
{
	struct cur c = cur_make(s.p, s.n, s.n);
	uint64_t got = 0;
	uint8_t b;

	if (!s.n)
		return false;
	while (cur_more(&c)) {
		b = cur_u8(&c);
		if (b < '0' || b > '9' || got > (max - (uint64_t)(b - '0')) / 10)
			return false;
		got = got * 10 + (uint64_t)(b - '0');
	}
	*v = got;
	return true;
}

static bool number32(struct span s, uint32_t *v)
{
	uint64_t got;

	if (!number(s, UINT32_MAX, &got))
		return false;
	*v = (uint32_t)got;
	return true;
}

static void take_option(struct tftp_msg *out, struct span name, struct span value)
{
	out->options++;
	if (is_word(name, "blksize", false))
		out->has_blksize = number32(value, &out->blksize);
	else if (is_word(name, "tsize", false))
		out->has_tsize = number(value, UINT64_MAX, &out->tsize);
	else if (is_word(name, "timeout", false))
		out->has_timeout = number32(value, &out->timeout);
	else if (is_word(name, "windowsize", false))
		out->has_windowsize = number32(value, &out->windowsize);
	else if (is_word(name, "multicast", false))
		out->has_multicast = true;
}

/* Some clients pad a request with NULs: an empty option name ends the list. */
static enum decoded decode_options(struct cur in, struct tftp_msg *out)
{
	struct span name, value;

	while (in.left + in.snapped > 0) {
		name = cur_zstr(&in);
		if (in.err == CUR_OK && !name.n)
			return DECODED_OK;
		value = cur_zstr(&in);
		if (in.err != CUR_OK)
			return decoded_from(in.err);
		take_option(out, name, value);
	}
	return DECODED_OK;
}

/* What there was of a request that ends before its mode does. */
static enum decoded cut_request(enum cur_err err, struct span last, bool last_is_mode)
{
	if (err == CUR_SHORT || (last_is_mode ? !is_mode(last, true) : !is_printable(last)))
		return DECODED_NOT_MINE;
	return DECODED_SNAPPED;
}

static enum decoded decode_request(struct cur in, struct tftp_msg *out)
{
	struct cur at = in;
	struct span file, mode;

	file = cur_zstr(&in);
	if (in.err != CUR_OK)
		return cut_request(in.err, cur_rest(&at), false);
	if (!is_printable(file))
		return DECODED_NOT_MINE;
	at = in;
	mode = cur_zstr(&in);
	if (in.err != CUR_OK) {
		out->file = file;
		return cut_request(in.err, cur_rest(&at), true);
	}
	if (!is_mode(mode, false))
		return DECODED_NOT_MINE;
	out->file = file;
	out->mode = mode;
	return decode_options(in, out);
}

/* The data itself may be cut: its length is known all the same, so nothing is missing. */
static enum decoded decode_block(struct cur in, struct tftp_msg *out)
{
	out->block = cur_be16(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (out->opcode == TFTP_DATA) {
		out->data_len = in.left + in.snapped;
		out->data = cur_rest(&in);
	}
	return DECODED_OK;
}

/* The NUL behind the text is often forgotten, and nobody minds. */
static enum decoded decode_error(struct cur in, struct tftp_msg *out)
{
	struct cur at;

	out->error = cur_be16(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (in.left + in.snapped == 0)
		return DECODED_OK;
	at = in;
	out->message = cur_zstr(&in);
	if (in.err != CUR_OK)
		out->message = cur_rest(&at);
	return in.err == CUR_SNAPPED ? DECODED_SNAPPED : DECODED_OK;
}

static enum decoded decode_body(struct cur in, struct tftp_msg *out)
{
	switch (out->opcode) {
	case TFTP_RRQ:
	case TFTP_WRQ:
		return decode_request(in, out);
	case TFTP_DATA:
	case TFTP_ACK:
		return decode_block(in, out);
	case TFTP_ERROR:
		return decode_error(in, out);
	case TFTP_OACK:
		return decode_options(in, out);
	default:
		return DECODED_NOT_MINE;
	}
}

enum decoded tftp_decode(struct cur in, struct tftp_msg *out)
{
	enum decoded d;

	*out = (struct tftp_msg){.opcode = 0};
	out->opcode = cur_be16(&in);
	if (in.err != CUR_OK)
		return in.err == CUR_SNAPPED ? DECODED_SNAPPED : DECODED_NOT_MINE;
	d = decode_body(in, out);
	if (d == DECODED_NOT_MINE)
		*out = (struct tftp_msg){.opcode = 0};
	return d;
}

const char *tftp_opcode_name(uint16_t opcode)
{
	static const char *const name[] = {
		[TFTP_RRQ] = "rrq",
		[TFTP_WRQ] = "wrq",
		[TFTP_DATA] = "data",
		[TFTP_ACK] = "ack",
		[TFTP_ERROR] = "error",
		[TFTP_OACK] = "oack",
	};

	if (opcode >= sizeof(name) / sizeof(name[0]) || !name[opcode])
		return "?";
	return name[opcode];
}

const char *tftp_error_name(uint16_t code)
{
	static const char *const name[] = {
		[0] = "Not defined, see error message (if any)",
		[1] = "File not found",
		[2] = "Access violation",
		[3] = "Disk full or allocation exceeded",
		[4] = "Illegal TFTP operation",
		[5] = "Unknown transfer ID",
		[6] = "File already exists",
		[7] = "No such user",
		[8] = "Option negotiation refused", /* RFC 2347 section 4 */
	};

	return code < sizeof(name) / sizeof(name[0]) ? name[code] : "";
}
