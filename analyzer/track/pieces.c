/*
 * Datagrams in IP fragments: how many became whole between two addresses, how many did not, and
 * which part was missing. What a whole one says is its own protocol's business.
 */
#include "base/mem.h"
#include "track/internal.h"

#include <stdio.h>
#include <stdlib.h>

#define PAIRS_MAX 4096
#define WAITING_MAX 4096
#define GIVEN_UP_NS 30000000000 /* RFC 1122 3.3.2: reassembly is given up after 60 to 120 s; ids come round */
#define ON_ITS_WAY_NS 1000000000
#define KEEP_FIRST 3
#define KEEP_MAX 12

struct pair_key {
	uint32_t src, dst;
	uint8_t protocol;
};

struct pair {
	struct pair_key key;
	uint16_t src_port, dst_port;
	uint64_t complete, incomplete, first_only, headless;
	int64_t first_ns, last_ns, first_event;
	unsigned kept, waiting; /* waiting: datagrams of which a first piece is here, and not yet all */
	UT_hash_handle hh;
};

struct waiting_key {
	uint32_t src, dst;
	uint16_t id;
	uint8_t protocol;
};

struct waiting {
	struct waiting_key key;
	bool first, rest;
	int64_t ns;
	UT_hash_handle hh;
};

struct pieces {
	struct pair *pairs;
	struct waiting *waiting;
};

struct pieces *pieces_new(void)
{
	return mem_alloc(sizeof(struct pieces));
}

void pieces_free(struct pieces *x)
{
	struct waiting *w, *wn;
	struct pair *p, *pn;

	if (!x)
		return;
	HASH_ITER (hh, x->waiting, w, wn) {
		HASH_DEL(x->waiting, w);
		free(w);
	}
	HASH_ITER (hh, x->pairs, p, pn) {
		HASH_DEL(x->pairs, p);
		free(p);
	}
	free(x);
}

static struct pair *pair_find(struct pieces *x, uint32_t src, uint32_t dst, uint8_t protocol)
{
	struct pair_key key;
	struct pair *p;

	memset(&key, 0, sizeof(key));
	key.src = src;
	key.dst = dst;
	key.protocol = protocol;
	HASH_FIND(hh, x->pairs, &key, sizeof(key), p);
	return p;
}

static struct pair *pair_of(struct pieces *x, const struct packet *packet)
{
	struct pair *p = pair_find(x, packet->src_ip, packet->dst_ip, packet->protocol);

	if (p || HASH_COUNT(x->pairs) >= PAIRS_MAX)
		return p;
	p = mem_alloc(sizeof(*p));
	p->key.src = packet->src_ip;
	p->key.dst = packet->dst_ip;
	p->key.protocol = packet->protocol;
	p->first_ns = p->last_ns = packet->frame->ns;
	HASH_ADD(hh, x->pairs, key, sizeof(p->key), p);
	return p;
}

static struct waiting *waiting_find(struct pieces *x, const struct packet *p)
{
	struct waiting_key key;
	struct waiting *w;

	memset(&key, 0, sizeof(key));
	key.src = p->src_ip;
	key.dst = p->dst_ip;
	key.id = p->ip_id;
	key.protocol = p->protocol;
	HASH_FIND(hh, x->waiting, &key, sizeof(key), w);
	return w;
}

/* This datagram will not become whole. */
static void waiting_lost(struct pieces *x, struct waiting *w)
{
	struct pair *p = pair_find(x, w->key.src, w->key.dst, w->key.protocol);

	if (p) {
		p->incomplete++;
		p->first_only += w->first && !w->rest;
		p->headless += !w->first;
		p->waiting -= w->first && p->waiting;
	}
	HASH_DEL(x->waiting, w);
	free(w);
}

static struct waiting *waiting_new(struct pieces *x, const struct packet *p)
{
	struct waiting *w = mem_alloc(sizeof(*w));

	if (HASH_COUNT(x->waiting) >= WAITING_MAX)
		waiting_lost(x, x->waiting);
	w->key.src = p->src_ip;
	w->key.dst = p->dst_ip;
	w->key.id = p->ip_id;
	w->key.protocol = p->protocol;
	w->ns = p->frame->ns;
	HASH_ADD(hh, x->waiting, key, sizeof(w->key), w);
	return w;
}

/* The end of the conversation that boots, else the receiver. */
static struct mac client_of(struct tracker *t, const struct packet *p)
{
	static const struct mac none;
	uint32_t ip = stations_booted(t->stations, p->src_ip) ? p->src_ip : p->dst_ip;
	struct mac seen = none;

	if (ip == p->src_ip && p->has_l2)
		seen = p->src_mac;
	else if (ip == p->dst_ip)
		seen = stations_receiver(t->stations, p);
	return stations_holder(t->stations, ip, track_vlan(p), seen);
}

/* The first of a direction are kept, and those that come while an earlier one is still in pieces. */
static void keep_first_piece(struct tracker *t, struct pair *pair, const struct packet *p)
{
	char info[120];
	int64_t id;

	if (pair->kept >= KEEP_MAX || (pair->kept >= KEEP_FIRST && !pair->waiting))
		return;
	pair->kept++;
	snprintf(info, sizeof(info), "First IP fragment, id %u, UDP port %u to %u, %zu bytes of payload in it",
		p->ip_id, p->src_port, p->dst_port, packet_payload_len(p));
	id = track_event(t, p, "ip-fragment", client_of(t, p), 0, "", info);
	if (!pair->first_event)
		pair->first_event = id;
}

static void piece(struct tracker *t, struct pair *pair, const struct packet *p)
{
	struct waiting *w = waiting_find(t->pieces, p);

	if (w && p->frame->ns - w->ns > GIVEN_UP_NS) {
		waiting_lost(t->pieces, w);
		w = NULL;
	}
	if (!w)
		w = waiting_new(t->pieces, p);
	if (p->fragment_offset) {
		w->rest = true;
		return;
	}
	if (p->src_port) {
		pair->src_port = p->src_port;
		pair->dst_port = p->dst_port;
		keep_first_piece(t, pair, p);
	}
	pair->waiting += !w->first;
	w->first = true;
}

void pieces_see(struct tracker *t, const struct packet *p)
{
	struct waiting *w;
	struct pair *pair;

	if ((p->kind != PACKET_FRAGMENT && !p->reassembled) || p->kind == PACKET_IPV6)
		return;
	pair = pair_of(t->pieces, p);
	if (!pair)
		return;
	pair->last_ns = p->frame->ns;
	if (p->kind == PACKET_FRAGMENT) {
		piece(t, pair, p);
		return;
	}
	pair->complete++;
	if (p->src_port) {
		pair->src_port = p->src_port;
		pair->dst_port = p->dst_port;
	}
	w = waiting_find(t->pieces, p);
	if (!w)
		return;
	pair->waiting -= w->first && pair->waiting;
	HASH_DEL(t->pieces->waiting, w);
	free(w);
}

void pieces_finish(struct tracker *t)
{
	struct waiting *w, *wn;
	struct pair *p, *pn;

	HASH_ITER (hh, t->pieces->waiting, w, wn)
		if (t->now_ns - w->ns > ON_ITS_WAY_NS)
			waiting_lost(t->pieces, w);
	HASH_ITER (hh, t->pieces->pairs, p, pn) {
		struct fact_pieces f = {.src_ip = p->key.src, .dst_ip = p->key.dst,
			.protocol = p->key.protocol, .src_port = p->src_port, .dst_port = p->dst_port,
			.complete = p->complete, .incomplete = p->incomplete, .first_only = p->first_only,
			.headless = p->headless, .first_ns = p->first_ns, .last_ns = p->last_ns,
			.first_event = p->first_event};

		t->sink->pieces(t->sink->ctx, &f);
	}
}
