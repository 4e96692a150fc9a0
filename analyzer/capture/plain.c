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

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

uint32_t plain_ipv4_at(const uint8_t *b)
{
	if (be16(b + 12) == 0x0800)
		return ETHERNET;
	return be16(b + 12) == 0x8100 && be16(b + 16) == 0x0800 ? ETHERNET + TAG : 0;
}

static void fill_network(struct packet *p, const uint8_t *ip)
{
	p->src_ip = be32(ip + 12);
	p->dst_ip = be32(ip + 16);
	p->l3_cast = ipv4_cast(p->dst_ip);
	p->ttl = ip[8];
	p->protocol = ip[9];
	p->ip_id = be16(ip + 4);
	p->dont_fragment = ip[6] & 0x40;
}

bool plain_walk(struct walk *w, uint32_t kept, uint32_t wire)
{
	const struct frame *f = w->frame;
	const uint8_t *b = f->bytes, *ip, *udp;
	struct packet *p = w->p;
	uint32_t at, total;

	if (f->linktype != 1 || kept < ETHERNET + TAG + IPV4 + UDP)
		return false;
	if (wire < kept)
		wire = kept;
	at = plain_ipv4_at(b);
	ip = b + at;
	udp = ip + IPV4;
	total = be16(ip + 2);
	if (!at || ip[0] != 0x45 || ip[9] != 17 || be16(ip + 6) & 0x3fff || total < IPV4 + UDP || total > wire - at ||
		be16(udp + 4) != total - IPV4 || tunnel_port(be16(udp + 2)))
		return false;
	memcpy(p->dst_mac.b, b, 6);
	memcpy(p->src_mac.b, b + 6, 6);
	p->has_l2 = p->has_dst_mac = true;
	p->l2_cast = mac_cast(p->dst_mac);
	if (at > ETHERNET)
		p->vlan[p->vlans++] = be16(b + ETHERNET) & 0xfff;
	p->ethertype = 0x0800;
	fill_network(p, ip);
	kept = kept - at < total ? kept - at : total;
	copies_see_ip(w->copies, p, cur_make(ip, kept, total), IPV4);
	p->src_port = be16(udp);
	p->dst_port = be16(udp + 2);
	p->payload = cur_make(udp + UDP, kept - IPV4 - UDP, total - IPV4 - UDP);
	p->kind = PACKET_UDP;
	return true;
}
