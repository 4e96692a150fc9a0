/*
 * A ring of the datagrams last kept as events, so that an ICMP error can be tied to what it quotes.
 */
#include "track/internal.h"
#include "base/mem.h"

#include <stdlib.h>

#define KEPT_MAX 8192

struct kept_one {
	uint32_t src, dst;
	uint16_t sport, dport, ip_id;
	int64_t event_id;
};

struct kept {
	struct kept_one one[KEPT_MAX];
	unsigned next, count;
};

struct kept *kept_new(void)
{
	return mem_alloc(sizeof(struct kept));
}

void kept_free(struct kept *k)
{
	free(k);
}

void kept_add(struct kept *k, const struct packet *p, int64_t event_id)
{
	k->one[k->next] = (struct kept_one){p->src_ip, p->dst_ip, p->src_port, p->dst_port, p->ip_id,
		event_id};
	k->next = (k->next + 1) % KEPT_MAX;
	if (k->count < KEPT_MAX)
		k->count++;
}

int64_t kept_find(const struct kept *k, uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport,
	uint16_t ip_id)
{
	int64_t near = 0;
	unsigned i;

	for (i = 1; i <= k->count; i++) {
		const struct kept_one *o = &k->one[(k->next + KEPT_MAX - i) % KEPT_MAX];

		if (o->src != src || o->dst != dst || o->sport != sport || o->dport != dport)
			continue;
		if (o->ip_id == ip_id)
			return o->event_id;
		if (!near)
			near = o->event_id;
	}
	return near;
}
