/*
 * Most frames of all are Ethernet with one VLAN tag at most, IPv4 without options, and UDP: they are
 * understood here in one look, as ether.c, ip.c and transport.c would step by step. What is anything else,
 * or short, or odd, is theirs. packet_decode always goes step by step, and tests hold the two against each
 * other.
 */
#include "capture/decode.h"

enum { ETHERNET = 14, TAG = 4, IPV4 = 20, UDP = 8 };

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t plain_ipv4_at(const uint8_t *b)
{
	if (be16(b + 12) == 0x0800)
		return ETHERNET;
	return be16(b + 12) == 0x8100 && be16(b + 16) == 0x0800 ? ETHERNET + TAG : 0;
}

static inline bool look(const struct frame *f, uint32_t kept, uint32_t wire, struct plain *out)
{
	const uint8_t *b = f->bytes, *ip, *udp;
	uint32_t at, total;

	if (f->linktype != 1 || kept < ETHERNET + TAG + IPV4 + UDP)
		return false;
	if (wire < kept)
		wire = kept;
	at = plain_ipv4_at(b);
	ip = b + at;
	udp = ip + IPV4;
	total = be16(ip + 2);
	/* version 4, five words of header, no piece */
	if (!at || ip[0] != 0x45 || be16(ip + 6) & 0x3fff || ip[9] != 17 || total < IPV4 + UDP || total > wire - at ||
		be16(udp + 4) != total - IPV4 || tunnel_port(be16(udp + 2)))
		return false;
	kept = kept - at < total ? kept - at : total;
	*out = (struct plain){
		.frame = f,
		.ip = ip,
		.left = kept - IPV4 - UDP,
		.len = total - IPV4 - UDP,
		.vlan = at > ETHERNET ? be16(b + ETHERNET) & 0xfff : 0,
		.tagged = at > ETHERNET,
	};
	return true;
}

bool plain_look(const struct frame *f, uint32_t kept, uint32_t wire, struct plain *out)
{
	return look(f, kept, wire, out);
}

void plain_look_all(const struct frame *f, uint32_t n, struct plain *out)
{
	for (; n; n--, f++, out++)
		if (f->fcs || !look(f, f->caplen, f->wirelen, out))
			out->frame = NULL;
}

bool plain_walk(struct walk *w, uint32_t kept, uint32_t wire)
{
	struct plain d;

	if (!plain_look(w->frame, kept, wire, &d))
		return false;
	plain_packet(&d, w->p);
	copies_see_ip(w->copies, w->p, cur_make(d.ip, IPV4 + UDP + d.left, IPV4 + UDP + d.len), IPV4);
	return true;
}
