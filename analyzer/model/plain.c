/*
 * A plain datagram as a packet: see plain.h.
 */
#include "model/plain.h"

#include <endian.h>

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
	struct cur h = cur_make(d->ip + 4, PLAIN_HEADERS - 4, PLAIN_HEADERS - 4);

	p->kind = PACKET_UDP;
	p->has_l2 = p->has_dst_mac = true;
	memcpy(p->dst_mac.b, plain_dst_mac(d), sizeof(p->dst_mac.b));
	memcpy(p->src_mac.b, plain_src_mac(d), sizeof(p->src_mac.b));
	p->l2_cast = mac_cast(p->dst_mac);
	if (d->tagged)
		p->vlan[p->vlans++] = d->vlan;
	p->ethertype = 0x0800;
	p->ip_id = cur_be16(&h);
	p->dont_fragment = cur_be16(&h) & 0x4000;
	p->ttl = cur_u8(&h);
	p->protocol = cur_u8(&h);
	cur_skip(&h, 2);
	p->src_ip = cur_be32(&h);
	p->dst_ip = cur_be32(&h);
	p->l3_cast = ipv4_cast(p->dst_ip);
	p->src_port = cur_be16(&h);
	p->dst_port = cur_be16(&h);
	p->payload = cur_make(plain_payload(d), d->left, d->len);
}
