/*
 * A plain datagram as a packet: see plain.h.
 */
#include "model/plain.h"

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
	p->src_ip = d->src_ip;
	p->dst_ip = d->dst_ip;
	p->l3_cast = ipv4_cast(p->dst_ip);
	p->ip_id = (uint16_t)(d->ip[4] << 8 | d->ip[5]);
	p->dont_fragment = d->ip[6] & 0x40;
	p->ttl = d->ip[8];
	p->protocol = d->ip[9];
	p->src_port = d->src_port;
	p->dst_port = d->dst_port;
	p->payload = cur_make(d->payload, d->left, d->len);
}
