/*
 * ARP (RFC 826, RFC 5227): who-has, is-at, probe, announce.  sha= lies about the sender.
 */
#include <string.h>

#include "verbs.h"

enum { ARP_REQUEST = 1, ARP_REPLY = 2, ETHERTYPE_ARP = 0x0806 };

struct arp {
	unsigned op;
	uint32_t spa, tpa;
	uint8_t tha[MAC_LEN];
	uint8_t to[MAC_LEN];
};

static void arp_send(struct play *play, const struct line *line, const struct leg *leg,
		     const struct arp *arp)
{
	struct buf bytes = {0};
	uint8_t sha[MAC_LEN];

	memcpy(sha, leg->mac, MAC_LEN);
	line_mac(play, line, "sha", sha);
	put_be16(&bytes, 1);
	put_be16(&bytes, 0x0800);
	put_u8(&bytes, MAC_LEN);
	put_u8(&bytes, 4);
	put_be16(&bytes, arp->op);
	put_bytes(&bytes, sha, MAC_LEN);
	put_be32(&bytes, arp->spa);
	put_bytes(&bytes, arp->tha, MAC_LEN);
	put_be32(&bytes, arp->tpa);
	net_ethernet(play, line, leg, line->who, arp->to, ETHERTYPE_ARP, &bytes);
	buf_fini(&bytes);
}

/* "tgt who-has gw" or "tgt who-has 10.1.0.1" */
void say_who_has(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	const struct leg *peer = line->peer ? host_leg(line->peer, leg->segment) : NULL;
	struct arp arp = { .op = ARP_REQUEST };

	if (line->peer && !peer)
		peer = &line->peer->legs[0];
	if (!peer && !line_field(line, "ip"))
		line_fail(play, line, "who-has: whom? name a host or an address");
	arp.spa = line_ip(play, line, "spa", leg->ip);
	arp.tpa = line_ip(play, line, "ip", peer ? peer->ip : 0);
	memcpy(arp.to, mac_broadcast, MAC_LEN);
	arp_send(play, line, leg, &arp);
}

void say_is_at(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	const struct leg *peer = host_leg(line->peer, leg->segment);
	struct arp arp = { .op = ARP_REPLY };

	if (!peer)
		line_fail(play, line, "%s is not on segment '%s'", line->peer->name, leg->segment);
	arp.spa = line_ip(play, line, "ip", leg->ip);
	arp.tpa = peer->ip;
	memcpy(arp.tha, peer->mac, MAC_LEN);
	memcpy(arp.to, peer->mac, MAC_LEN);
	arp_send(play, line, leg, &arp);
}

void say_probe(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	struct arp arp = { .op = ARP_REQUEST };

	arp.tpa = line_ip(play, line, "ip", leg->ip);
	memcpy(arp.to, mac_broadcast, MAC_LEN);
	arp_send(play, line, leg, &arp);
}

void say_announce(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	struct arp arp = { .op = line_flag(line, "reply") ? ARP_REPLY : ARP_REQUEST };

	arp.spa = arp.tpa = line_ip(play, line, "ip", leg->ip);
	if (arp.op == ARP_REPLY)
		memcpy(arp.tha, mac_broadcast, MAC_LEN);
	memcpy(arp.to, mac_broadcast, MAC_LEN);
	arp_send(play, line, leg, &arp);
}
