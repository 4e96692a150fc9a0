/*
 * ICMP for IPv4: RFC 792; next hop's MTU RFC 1191; codes RFC 1122 and 1812.
 *
 *   type(1) code(1) checksum(2) rest(4), then for errors the IP header and at least eight bytes of
 *   the datagram that caused it (RFC 1812 section 4.3.2.3 asks for more)
 *
 * The quote is what ties an error to a request; finding that request is the tracker's business.
 * RFC 4884 extensions behind the quote are not read. Checksums are not checked: captures taken on
 * the sending host have none yet.
 */
#include "proto/icmp.h"

enum {
	TYPE_ECHO_REPLY = 0,
	TYPE_UNREACHABLE = 3,
	TYPE_QUENCH = 4,
	TYPE_REDIRECT = 5,
	TYPE_ECHO = 8,
	TYPE_EXCEEDED = 11,
	TYPE_PARAMETER = 12,
	CODE_FRAGMENTATION_NEEDED = 4,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
};

/* Ports, and behind a UDP header what was quoted of its payload. */
static enum decoded decode_transport(struct cur in, struct icmp_msg *out)
{
	if (out->q_protocol != PROTOCOL_UDP && out->q_protocol != PROTOCOL_TCP)
		return DECODED_OK;
	out->q_src_port = cur_be16(&in);
	out->q_dst_port = cur_be16(&in);
	cur_skip(&in, 4); /* UDP length and checksum, or TCP's sequence number */
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (out->q_protocol == PROTOCOL_UDP)
		out->q_payload = cur_rest(&in);
	return DECODED_OK;
}

/* Nothing beyond the datagram's own length belongs to it (RFC 4884 pads and appends). */
static struct cur inside(struct cur in, uint16_t total, size_t header)
{
	size_t n = total > header ? total - header : 0;

	return in.left + in.snapped > n ? cur_sub(&in, n) : in;
}

static enum decoded decode_quote(struct cur in, struct icmp_msg *out)
{
	uint8_t version = cur_u8(&in);
	size_t header = (size_t)(version & 15) * 4;
	uint16_t fragment;

	if (in.err == CUR_OK && (version >> 4 != 4 || header < 20))
		return DECODED_MALFORMED;
	cur_skip(&in, 1);
	out->q_length = cur_be16(&in);
	out->q_id = cur_be16(&in);
	fragment = cur_be16(&in);
	out->q_ttl = cur_u8(&in);
	out->q_protocol = cur_u8(&in);
	cur_skip(&in, 2);
	out->q_src = cur_be32(&in);
	out->q_dst = cur_be32(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	out->quotes = true;
	cur_skip(&in, header - 20);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (fragment & 0x1fff)
		return DECODED_OK;
	return decode_transport(inside(in, out->q_length, header), out);
}

enum decoded icmp_decode(struct cur in, struct icmp_msg *out)
{
	uint16_t high, low;

	*out = (struct icmp_msg){.type = 0};
	out->type = cur_u8(&in);
	out->code = cur_u8(&in);
	cur_skip(&in, 2);
	high = cur_be16(&in);
	low = cur_be16(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (out->type == TYPE_ECHO || out->type == TYPE_ECHO_REPLY) {
		out->id = high;
		out->seq = low;
	}
	if (out->type == TYPE_UNREACHABLE && out->code == CODE_FRAGMENTATION_NEEDED)
		out->mtu = low;
	if (out->type == TYPE_REDIRECT)
		out->gateway = (uint32_t)high << 16 | low;
	return icmp_is_error(out) ? decode_quote(in, out) : DECODED_OK;
}

bool icmp_is_error(const struct icmp_msg *m)
{
	return m->type == TYPE_UNREACHABLE || m->type == TYPE_QUENCH || m->type == TYPE_REDIRECT ||
	       m->type == TYPE_EXCEEDED || m->type == TYPE_PARAMETER;
}

static const char *const unreachable_text[] = {
	[0] = "network unreachable",
	[1] = "host unreachable",
	[2] = "protocol unreachable",
	[3] = "port unreachable",
	[4] = "fragmentation needed",
	[5] = "source route failed",
	[6] = "destination network unknown",
	[7] = "destination host unknown",
	[8] = "source host isolated",
	[9] = "network administratively prohibited",
	[10] = "host administratively prohibited",
	[11] = "network unreachable for type of service",
	[12] = "host unreachable for type of service",
	[13] = "communication administratively prohibited",
	[14] = "host precedence violation",
	[15] = "precedence cutoff in effect",
};

static const char *const redirect_text[] = {
	[0] = "redirect for network",
	[1] = "redirect for host",
	[2] = "redirect for type of service and network",
	[3] = "redirect for type of service and host",
};

static const char *const exceeded_text[] = {
	[0] = "time to live exceeded in transit",
	[1] = "fragment reassembly time exceeded",
};

static const char *const parameter_text[] = {
	[0] = "parameter problem",
	[1] = "required option missing",
	[2] = "bad length",
};

/* Types with several codes have a list of them; `text` is for the others and for unknown codes. */
static const struct {
	const char *text;
	const char *const *code;
	size_t codes;
} type_text[] = {
	[TYPE_ECHO_REPLY] = {"echo reply", NULL, 0},
	[TYPE_UNREACHABLE] = {"destination unreachable", unreachable_text, 16},
	[TYPE_QUENCH] = {"source quench", NULL, 0},
	[TYPE_REDIRECT] = {"redirect", redirect_text, 4},
	[TYPE_ECHO] = {"echo request", NULL, 0},
	[9] = {"router advertisement", NULL, 0},
	[10] = {"router solicitation", NULL, 0},
	[TYPE_EXCEEDED] = {"time exceeded", exceeded_text, 2},
	[TYPE_PARAMETER] = {"parameter problem", parameter_text, 3},
	[13] = {"timestamp request", NULL, 0},
	[14] = {"timestamp reply", NULL, 0},
	[17] = {"address mask request", NULL, 0},
	[18] = {"address mask reply", NULL, 0},
};

const char *icmp_text(uint8_t type, uint8_t code)
{
	if (type >= sizeof(type_text) / sizeof(type_text[0]) || !type_text[type].text)
		return "unknown type";
	if (code < type_text[type].codes)
		return type_text[type].code[code];
	return type_text[type].text;
}
