/*
 * What a router does to addresses: SNAT hides who sends behind one address, with ports of its own; a
 * virtual address (DNAT, a load balancer) stands for a server behind it.  Seen from the packet there is
 * one rule: a host shows beyond a router as that router presents it, whichever way the packet goes.
 */
#include <string.h>

#include "play.h"

enum { UDP = 17, ICMP = 1, IP_HEADER = 20, ICMP_HEADER = 8, SNAT_FIRST_PORT = 41022 };

/* The port behind which this one is hidden; an old one is given again when all are taken. */
static uint16_t snat_port(struct nat *nat, uint32_t ip, uint16_t port)
{
	struct nat_port *slot;

	for (int i = 0; i < NAT_PORTS_MAX; i++)
		if (nat->ports[i].ip == ip && nat->ports[i].port == port)
			return nat->ports[i].out;
	slot = &nat->ports[nat->given % nat->pool];
	*slot = (struct nat_port){
		.ip = ip, .port = port,
		.out = nat->keep ? port : (uint16_t)(SNAT_FIRST_PORT + nat->given % nat->pool),
	};
	nat->given++;
	return slot->out;
}

/* How ROUTER shows HOST on SEGMENT, which is on the other side of it. */
static void present(const struct play *play, struct host *router, const struct host *host,
		    const char *segment, uint32_t *ip, uint16_t *port)
{
	struct nat *nat = &router->nat;

	for (int i = 0; i < nat->n_vips; i++)
		if (play_host(play, nat->vips[i].host) == host) {
			*ip = nat->vips[i].ip;
			return;
		}
	if (!nat->ip || strcmp(nat->segment, segment) != 0)
		return;
	if (*port)
		*port = snat_port(nat, *ip, *port);
	*ip = nat->ip;
}

struct end {
	uint32_t ip;
	uint16_t port;
};

/* The two ends of the packet on hop AT. */
static void ends_on(const struct play *play, const struct hop *hops, int count, int at,
		    const struct packet *packet, struct end *from, struct end *to)
{
	for (int i = 1; i <= at; i++)
		present(play, hops[i].router, packet->from, hops[i].leg->segment, &from->ip,
			&from->port);
	for (int i = count - 1; i > at; i--)
		present(play, hops[i].router, packet->to, hops[i - 1].leg->segment, &to->ip,
			&to->port);
}

static void write_be16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

static void write_be32(uint8_t *at, uint32_t v)
{
	write_be16(at, (uint16_t)(v >> 16));
	write_be16(at + 2, (uint16_t)v);
}

static uint16_t read_be16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t read_be32(const uint8_t *at)
{
	return (uint32_t)read_be16(at) << 16 | read_be16(at + 2);
}

/* Who that address and port stand for, on the way back through the packet's routers. */
static struct end unhide(const struct hop *hops, int count, struct end end)
{
	for (int i = 1; i < count; i++) {
		const struct nat *nat = &hops[i].router->nat;

		for (int k = 0; nat->ip == end.ip && k < NAT_PORTS_MAX; k++)
			if (nat->ports[k].ip && nat->ports[k].out == end.port)
				return unhide(hops, count, (struct end){ nat->ports[k].ip, nat->ports[k].port });
	}
	return end;
}

/* What an ICMP error quotes went the other way, between the same two ends. */
static void quote_translate(const struct play *play, const struct hop *hops, int count, int at,
			    const struct packet *packet, struct buf *icmp)
{
	uint8_t *ip = icmp->at + ICMP_HEADER;
	struct end quoted_to, quoted_from;

	if (icmp->len < ICMP_HEADER + IP_HEADER + 4 || ip[9] != UDP || read_be32(ip + 16) != packet->src)
		return;
	quoted_from = (struct end){ read_be32(ip + 12), read_be16(ip + IP_HEADER) };
	quoted_to = (struct end){ read_be32(ip + 16), read_be16(ip + IP_HEADER + 2) };
	quoted_from = unhide(hops, count, quoted_from);
	if (packet->to && quoted_from.ip != packet->dst)
		quoted_from.ip = packet->dst; /* it was asked under a virtual address */
	ends_on(play, hops, count, at, packet, &quoted_to, &quoted_from);
	write_be32(ip + 12, quoted_from.ip);
	write_be32(ip + 16, quoted_to.ip);
	write_be16(ip + IP_HEADER, quoted_from.port);
	write_be16(ip + IP_HEADER + 2, quoted_to.port);
	write_be16(ip + 10, 0);
	write_be16(ip + 10, inet_checksum(ip, IP_HEADER, 0));
	write_be16(icmp->at + 2, 0);
	write_be16(icmp->at + 2, inet_checksum(icmp->at, icmp->len, 0));
}

/* A checksum that was left out stays so, and a wrong one stays wrong by as much (RFC 1624). */
static void checksum_move(uint8_t *sum, uint32_t before, uint32_t after)
{
	uint32_t v = (uint16_t)~read_be16(sum);

	if (!read_be16(sum))
		return;
	v += (uint16_t)~(before >> 16) + (uint32_t)(uint16_t)~before + (after >> 16) + (after & 0xffff);
	while (v >> 16)
		v = (v & 0xffff) + (v >> 16);
	v = (uint16_t)~v;
	write_be16(sum, v ? (uint16_t)v : 0xffff);
}

void nat_translate(const struct play *play, const struct hop *hops, int count, int at,
		   struct packet *packet, struct buf *payload)
{
	struct end from = { packet->src, 0 }, to = { packet->dst, 0 };

	if (!packet->to || packet->sport == 67 || packet->sport == 68)
		return;
	if (packet->protocol == ICMP)
		quote_translate(play, hops, count, at, packet, payload);
	if (packet->protocol == UDP) {
		from.port = read_be16(payload->at);
		to.port = read_be16(payload->at + 2);
	}
	ends_on(play, hops, count, at, packet, &from, &to);
	if (packet->protocol == UDP) {
		checksum_move(payload->at + 6, packet->src, from.ip);
		checksum_move(payload->at + 6, packet->dst, to.ip);
		checksum_move(payload->at + 6, read_be32(payload->at),
			      (uint32_t)from.port << 16 | to.port);
		write_be16(payload->at, from.port);
		write_be16(payload->at + 2, to.port);
	}
	packet->src = from.ip;
	packet->dst = to.ip;
	for (int i = 1; i <= at; i++)
		if (hops[i].router->nat.proxy)
			packet->ttl = 64;
}
