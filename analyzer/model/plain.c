/*
 * A plain datagram as a packet: see plain.h.
 */
#include "model/plain.h"

#include <endian.h>

static uint16_t be16_at(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t be32_at(const uint8_t *p)
{
	return (uint32_t)be16_at(p) << 16 | be16_at(p + 2);
}

struct ends ends_of(uint32_t src_ip, uint16_t src_port, uint32_t dst_ip, uint16_t dst_port)
{
	const uint32_t ips[2] = {htobe32(src_ip), htobe32(dst_ip)};
	const uint16_t ports[2] = {htobe16(src_port), htobe16(dst_port)};
	struct ends e;

	memcpy(&e.ips, ips, sizeof(e.ips));
	memcpy(&e.ports, ports, sizeof(e.ports));
	return e;
}

void plain_packet(const struct plain *d, struct packet *p)
{
	p->kind = PACKET_UDP;
	p->has_l2 = p->has_dst_mac = true;
	memcpy(p->dst_mac.b, plain_dst_mac(d), sizeof(p->dst_mac.b));
	memcpy(p->src_mac.b, plain_src_mac(d), sizeof(p->src_mac.b));
	p->l2_cast = mac_cast(p->dst_mac);
	if (d->tagged)
		p->vlan[p->vlans++] = d->vlan;
	p->ethertype = 0x0800;
	p->src_ip = be32_at(d->ip + 12);
	p->dst_ip = be32_at(d->ip + 16);
	p->l3_cast = ipv4_cast(p->dst_ip);
	p->ip_id = be16_at(d->ip + 4);
	p->dont_fragment = d->ip[6] & 0x40;
	p->ttl = d->ip[8];
	p->protocol = d->ip[9];
	p->src_port = be16_at(d->ip + 20);
	p->dst_port = be16_at(d->ip + 22);
	p->payload = cur_make(plain_payload(d), d->left, d->len);
}
