/*
 * What stays the same of a message wherever it is seen, as one number: so that copies at several
 * taps find each other. Only what no router, relay or snap length changes goes in: no MAC, no TTL,
 * no checksum, no hop count; of the payload its length and first bytes.
 */
#include "proto/dhcp.h"
#include "track/internal.h"

#define FIRST_BYTES 32 /* within every snap length that keeps the UDP header at all */

#define CONTENT_BYTES 128 /* of disk content, no more is kept */

struct packet_key {
	uint32_t src, dst, length;
	uint16_t sport, dport, ip_id, kind;
	uint8_t first[FIRST_BYTES];
};

uint64_t twin_key(const struct packet *p)
{
	struct packet_key k;
	size_t n = p->payload.left < FIRST_BYTES ? p->payload.left : FIRST_BYTES;

	if (p->kind == PACKET_ARP)
		n = p->payload.left < 28 ? p->payload.left : 28;
	memset(&k, 0, sizeof(k));
	k.src = p->src_ip;
	k.dst = p->dst_ip;
	k.sport = p->src_port;
	k.dport = p->dst_port;
	k.ip_id = p->ip_id;
	k.kind = (uint16_t)p->kind;
	k.length = p->kind == PACKET_ARP ? 0 : (uint32_t)packet_payload_len(p);
	memcpy(k.first, p->payload.p, n < FIRST_BYTES ? n : FIRST_BYTES);
	return XXH3_64bits(&k, sizeof(k));
}

uint64_t twin_content(const struct packet *p)
{
	size_t n = p->payload.left < CONTENT_BYTES ? p->payload.left : CONTENT_BYTES;
	uint64_t h = XXH3_64bits_withSeed(p->payload.p, n, packet_payload_len(p));

	return h ? h : 1;
}

struct dhcp_key {
	uint32_t xid, ciaddr, yiaddr, requested, server;
	uint16_t secs, flags;
	uint8_t op, type, hlen, zero;
	uint8_t chaddr[16];
};

uint64_t twin_key_dhcp(const struct dhcp_msg *m)
{
	struct dhcp_key k;

	memset(&k, 0, sizeof(k));
	k.xid = m->xid;
	k.ciaddr = m->ciaddr;
	k.yiaddr = m->yiaddr;
	k.secs = m->secs;
	k.flags = m->flags;
	k.op = m->op;
	k.type = m->type;
	k.hlen = m->hlen;
	memcpy(k.chaddr, m->chaddr, sizeof(k.chaddr));
	(void)dhcp_opt_ip(m, 50, &k.requested);
	(void)dhcp_opt_ip(m, 54, &k.server);
	return XXH3_64bits(&k, sizeof(k));
}
