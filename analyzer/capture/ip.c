/*
 * IPv4 (RFC 791) with its fragments, and IPv6 (RFC 8200) as far as the transport header. The total
 * length decides where a datagram ends: what is behind it is Ethernet padding.
 */
#include "capture/decode.h"

enum { IP_MORE = 0x2000, IP_DONT = 0x4000, IP_OFFSET = 0x1fff };

/* IPv6 extension headers that are followed, and how many of them. */
enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, AUTHENTICATION = 51, DESTINATION = 60 };
#define EXTENSIONS_MAX 8

/* A fragment: pieces that complete a datagram go on with all of it; others end here. The first
 * piece shows its ports and what it holds of the payload. */
static void fragment_walk(struct walk *w, struct cur c)
{
	struct packet *p = w->p;
	const char *tunnel = p->reason;
	struct cur whole;

	if (w->reassembly && p->copy == COPY_NONE && reassembly_add(w->reassembly, p, c, &whole)) {
		p->reassembled = true;
		transport_walk(w, whole);
		return;
	}
	if (p->fragment_offset == 0) {
		p->first_only = true;
		transport_walk(w, c);
		/* the header may be unreadable; the piece is a piece nevertheless */
		if (p->kind == PACKET_UNREADABLE)
			p->payload = c;
		p->reason = tunnel;
	} else {
		p->payload = c;
	}
	p->kind = PACKET_FRAGMENT;
}

/* What of the cursor is the datagram's: its total length, or all of it where a capture before
 * segmentation offload has 0 there. A total beyond the frame leaves what there is. */
static struct cur datagram_rest(struct cur *c, uint16_t total, size_t header)
{
	return total ? cur_sub(c, total - header) : *c;
}

void ipv4_walk(struct walk *w, struct cur c)
{
	struct packet *p = w->p;
	struct cur start = c;
	uint8_t first = cur_u8(&c);
	size_t header = (first & 15u) * 4u;
	uint16_t total, flags;

	cur_skip(&c, 1);
	total = cur_be16(&c);
	p->ip_id = cur_be16(&c);
	flags = cur_be16(&c);
	p->ttl = cur_u8(&c);
	p->protocol = cur_u8(&c);
	cur_skip(&c, 2);
	p->src_ip = cur_be32(&c);
	p->dst_ip = cur_be32(&c);
	if (c.err == CUR_OK && first >> 4 == 4 && header > 20)
		cur_skip(&c, header - 20);
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_IPV4);
		return;
	}
	if (first >> 4 != 4 || header < 20 || (total && total < header)) {
		walk_unreadable(w, first >> 4 != 4
					   ? "IPv4 expected, but the version is another"
					   : "IPv4 header length or total length is impossible");
		return;
	}
	p->l3_cast = ipv4_cast(p->dst_ip);
	p->dont_fragment = flags & IP_DONT;
	p->more_fragments = flags & IP_MORE;
	p->fragment_offset = (uint16_t)((flags & IP_OFFSET) * 8u);
	c = datagram_rest(&c, total, header);
	if (w->copies)
		copies_see_ip(w->copies, p, total ? cur_sub(&start, total) : start, header);
	if (p->more_fragments || p->fragment_offset)
		fragment_walk(w, c);
	else
		transport_walk(w, c);
}

/* Over the extension headers; the protocol behind them. Sets *later for a fragment that is not the
 * first, which has no transport header. */
static uint8_t skip_extensions(struct cur *c, uint8_t next, bool *later)
{
	int i;

	for (i = 0; i < EXTENSIONS_MAX && !*later; i++) {
		struct cur look = *c;
		uint8_t after = cur_u8(&look), length = cur_u8(&look);

		if (next == FRAGMENT) {
			*later = cur_be16(&look) & 0xfff8;
			cur_skip(c, 8);
		} else if (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) {
			cur_skip(c, (length + 1u) * 8u);
		} else if (next == AUTHENTICATION) {
			cur_skip(c, (length + 2u) * 4u);
		} else {
			break;
		}
		next = after;
	}
	return next;
}

/* Kept as PACKET_IPV6; UDP and TCP show their ports. */
static void ipv6_transport(struct packet *p, struct cur c, bool later)
{
	struct cur look = c;

	p->payload = c;
	if (later || (p->protocol != 17 && p->protocol != 6))
		return;
	p->src_port = cur_be16(&look);
	p->dst_port = cur_be16(&look);
	if (p->protocol != 17)
		return;
	cur_skip(&look, 4);
	if (look.err == CUR_OK)
		p->payload = look;
}

void ipv6_walk(struct walk *w, struct cur c)
{
	struct packet *p = w->p;
	uint32_t first = cur_be32(&c);
	uint16_t length = cur_be16(&c);
	uint8_t next = cur_u8(&c);
	const uint8_t *dst;
	bool later = false;

	p->ttl = cur_u8(&c);
	cur_skip(&c, 16);
	dst = cur_bytes(&c, 16);
	if (!dst) {
		walk_stop(w, &c, HEADER_IPV6);
		return;
	}
	if (first >> 28 != 6) {
		walk_unreadable(w, "IPv6 expected, but the version is another");
		return;
	}
	p->l3_cast = dst[0] == 0xff ? CAST_MULTICAST : CAST_UNICAST;
	if (length)
		c = cur_sub(&c, length);
	p->protocol = skip_extensions(&c, next, &later);
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_IPV6);
		return;
	}
	p->kind = PACKET_IPV6;
	ipv6_transport(p, c, later);
}

void ip_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint8_t version = cur_u8(&look) >> 4;

	if (look.err != CUR_OK)
		walk_stop(w, &look, HEADER_IPV4);
	else if (version == 4)
		ipv4_walk(w, c);
	else if (version == 6)
		ipv6_walk(w, c);
	else
		walk_unreadable(w, "IP expected, but the version is neither 4 nor 6");
}
