/*
 * Who gets a frame that names no receiver: Linux cooked captures ("any") have the sender's MAC only. What comes to
 * this host goes to the MAC that it sends with. Whom it is for in the end is whoever came here with that address
 * before, himself or the router to him, which is whom the host's own ARP table has.
 */
#include "track/internal.h"
#include "base/mem.h"

#include <stdlib.h>

#define NEIGHBOURS_MAX 131072

struct neighbour {
	uint32_t ip;
	struct mac mac;
	UT_hash_handle hh;
};

struct neighbours {
	struct neighbour *by_ip;
	struct mac own; /* of the frame that this host sent last */
};

struct neighbours *neighbours_new(void)
{
	return mem_alloc(sizeof(struct neighbours));
}

void neighbours_free(struct neighbours *n)
{
	struct neighbour *one, *next;

	HASH_ITER (hh, n->by_ip, one, next) {
		HASH_DEL(n->by_ip, one);
		free(one);
	}
	free(n);
}

static struct neighbour *find(const struct neighbours *n, uint32_t ip)
{
	struct neighbour *one;

	HASH_FIND(hh, n->by_ip, &ip, sizeof(ip), one);
	return one;
}

void neighbours_see(struct neighbours *n, const struct packet *p)
{
	struct neighbour *one;

	if (!p->has_l2 || p->has_dst_mac || mac_is_zero(p->src_mac))
		return;
	if (p->frame->direction == 'o') {
		n->own = p->src_mac;
		return;
	}
	one = p->src_ip ? find(n, p->src_ip) : NULL;
	if (!one && p->src_ip && HASH_COUNT(n->by_ip) < NEIGHBOURS_MAX) {
		one = mem_alloc(sizeof(*one));
		one->ip = p->src_ip;
		HASH_ADD(hh, n->by_ip, ip, sizeof(one->ip), one);
	}
	if (one)
		one->mac = p->src_mac;
}

struct mac neighbours_own(const struct neighbours *n)
{
	return n->own;
}

struct mac neighbours_receiver(const struct neighbours *n, const struct packet *p)
{
	const struct neighbour *one;

	if (p->has_dst_mac)
		return p->dst_mac;
	one = p->dst_ip && p->l3_cast == CAST_UNICAST ? find(n, p->dst_ip) : NULL;
	return one ? one->mac : (struct mac){{0}};
}
