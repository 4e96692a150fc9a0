/*
 * UDP (RFC 768), TCP (RFC 9293) and ICMP (RFC 792) headers. Checksums are not looked at: a capture
 * on the sending host has them before the network card filled them in.
 */
#include "capture/decode.h"

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/* The UDP payload by the UDP length, where that and the IP length agree or UDP's is smaller; else
 * what IP has. A first fragment is shorter than its UDP length by nature. */
static struct cur udp_payload(struct packet *p, struct cur c, uint16_t length)
{
	size_t on_wire = c.left + c.snapped;

	if (p->first_only || length == on_wire + 8)
		return c;
	p->udp_length_odd = true;
	return length >= 8 ? cur_sub(&c, length - 8u) : c;
}

static void udp_walk(struct walk *w, struct cur c)
{
	struct packet *p = w->p;
	uint16_t length;

	p->src_port = cur_be16(&c);
	p->dst_port = cur_be16(&c);
	length = cur_be16(&c);
	cur_skip(&c, 2);
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_UDP);
		return;
	}
	c = udp_payload(p, c, length);
	if (p->first_only || !tunnel_in_udp(w, c, p->dst_port))
		walk_done(w, PACKET_UDP, c);
}

static void tcp_walk(struct walk *w, struct cur c)
{
	struct packet *p = w->p;
	size_t header;

	p->src_port = cur_be16(&c);
	p->dst_port = cur_be16(&c);
	p->tcp_seq = cur_be32(&c);
	p->tcp_ack = cur_be32(&c);
	header = (cur_u8(&c) >> 4) * 4u;
	p->tcp_flags = cur_u8(&c);
	cur_skip(&c, 6);
	if (c.err == CUR_OK && header > 20)
		cur_skip(&c, header - 20);
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_TCP);
	else if (header < 20)
		walk_unreadable(w, "TCP header length is impossible");
	else
		walk_done(w, PACKET_TCP, c);
}

static void icmp_walk(struct walk *w, struct cur c)
{
	struct cur look = c;

	cur_skip(&look, 4);
	if (look.err != CUR_OK)
		walk_stop(w, &look, HEADER_ICMP);
	else
		walk_done(w, PACKET_ICMP, c);
}

void transport_walk(struct walk *w, struct cur c)
{
	switch (w->p->protocol) {
	case PROTOCOL_UDP:
		udp_walk(w, c);
		break;
	case PROTOCOL_TCP:
		tcp_walk(w, c);
		break;
	case PROTOCOL_ICMP:
		icmp_walk(w, c);
		break;
	default:
		if (w->p->first_only || !tunnel_in_ip(w, c, w->p->protocol))
			walk_done(w, PACKET_IP_OTHER, c);
		break;
	}
}
