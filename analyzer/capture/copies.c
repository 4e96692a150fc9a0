/*
 * Recognising copies: see copies.h. A ring of the packets seen last, written one behind the other, and in
 * front of it a small table in sets of four, of which the oldest gives way: what is looked at for each
 * packet stays in the processor's cache. Bounded, and nothing of the packets themselves is kept.
 */
#include "capture/copies.h"

#include "base/mem.h"
#include "capture/decode.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>

#define SETS 16384
#define WAYS 4
#define RING (SETS * WAYS) /* a power of two */
#define TTL_HOPS 16 /* more routers than lie between two places of one capture */

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

struct way {
	uint32_t tag, turn; /* turn: when, and with that where in the ring; 0: free */
};

struct seen {
	uint64_t hash, frame, packet_id;
	int64_t ns;
	uint32_t turn, iface;
	struct mac src_mac;
	uint8_t ttl;
	bool has_packet_id : 1, has_l2 : 1;
};

struct copies {
	struct way set[SETS][WAYS];
	struct seen seen[RING];
	uint32_t turn;
};

struct copies *copies_new(void)
{
	return mem_alloc(sizeof(struct copies));
}

void copies_free(struct copies *c)
{
	free(c);
}

/* What of a packet is compared and remembered. */
struct look {
	const struct frame *f;
	uint64_t hash;
	struct mac src_mac;
	bool has_l2;
	uint8_t ttl;
	uint16_t ip_id;
};

/* In the same places of a stack, or at the same tap: 0 within the time, else not. */
static enum copy same_ttl(const struct seen *s, const struct frame *f, int64_t apart)
{
	if (s->has_packet_id && f->has_packet_id && s->packet_id == f->packet_id &&
		s->iface != f->iface && apart < COPY_SURE_NS)
		return COPY_COMPONENT;
	if (apart >= COPY_NS)
		return COPY_NONE;
	return s->iface != f->iface ? COPY_COMPONENT : COPY_MIRROR;
}

static enum copy compare(const struct seen *s, const struct look *l)
{
	int64_t later = l->f->ns - s->ns, apart = later < 0 ? -later : later;
	int hops = s->ttl - l->ttl;

	if (hops == 0)
		return same_ttl(s, l->f, apart);
	/* routers put their own MAC there */
	if (s->has_l2 && l->has_l2 && mac_eq(s->src_mac, l->src_mac))
		return COPY_NONE;
	if (hops > TTL_HOPS || hops < -TTL_HOPS)
		return COPY_NONE;
	if (apart < COPY_NS || (hops > 0 && later >= 0 && later < COPY_SURE_NS && l->ip_id))
		return COPY_ROUTED;
	return COPY_NONE;
}

/* src_mac: NULL without one. */
static inline void remember(struct copies *c, struct way *way, uint64_t hash, const struct frame *f, const uint8_t *src_mac,
	uint8_t ttl)
{
	struct seen *s;

	if (!++c->turn) /* once around: 0 is for free ways */
		c->turn = 1;
	*way = (struct way){(uint32_t)(hash >> 32), c->turn};
	s = &c->seen[c->turn % RING];
	s->hash = hash;
	s->turn = c->turn;
	s->frame = f->number;
	s->packet_id = f->packet_id;
	s->ns = f->ns;
	s->iface = f->iface;
	s->ttl = ttl;
	s->has_packet_id = f->has_packet_id;
	s->has_l2 = src_mac != NULL;
	if (src_mac)
		memcpy(s->src_mac.b, src_mac, sizeof(s->src_mac.b));
}

/* What a way stands for, unless the ring has gone over it. */
static const struct seen *still(const struct copies *c, const struct way *way, uint64_t hash)
{
	const struct seen *s = &c->seen[way->turn % RING];

	return s->turn == way->turn && s->hash == hash ? s : NULL;
}

/* The way of a set that has this hash, and in *known what it stands for; NULL without one. */
static struct way *way_of(struct copies *c, struct way *set, uint64_t hash, const struct seen **known)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	int i;

	for (i = 0; i < WAYS; i++)
		if (set[i].tag == tag && set[i].turn && (*known = still(c, &set[i], hash)))
			return &set[i];
	return NULL;
}

_Static_assert(WAYS == 4, "there are four to look at");

static inline struct way *older(struct way *a, struct way *b)
{
	return b->turn < a->turn ? b : a;
}

/* Where one is remembered that is not known yet. */
static inline struct way *oldest(struct way *set)
{
	return older(older(set, set + 1), older(set + 2, set + 3));
}

/* A sender that repeats itself takes the place of its earlier packet: copies follow the latest. *copy and *of: what was
 * known so far, and what is now. Only what is no copy is remembered. */
static void recognise(struct copies *c, const struct look *l, enum copy *copy, uint64_t *of)
{
	struct way *set = c->set[l->hash % SETS];
	const struct seen *known = NULL;
	struct way *way = way_of(c, set, l->hash, &known);

	if (known) {
		*copy = compare(known, l);
		*of = *copy == COPY_NONE ? 0 : known->frame;
	}
	if (*copy == COPY_NONE)
		remember(c, way ? way : oldest(set), l->hash, l->f, l->has_l2 ? l->src_mac.b : NULL, l->ttl);
}

static void see(struct copies *c, uint64_t hash, struct packet *p)
{
	const struct look l = {p->frame, hash, p->src_mac, p->has_l2, p->ttl, p->ip_id};

	recognise(c, &l, &p->copy, &p->copy_of);
}

/* Where the transport checksum stands in what follows the IP header; SIZE_MAX: there is none. Hosts
 * leave it to the network card, so copies from before and behind the card differ in it. */
static size_t checksum_at(bool later_piece, uint8_t protocol)
{
	if (later_piece)
		return SIZE_MAX;
	if (protocol == PROTOCOL_UDP)
		return 6;
	return protocol == PROTOCOL_TCP ? 16 : SIZE_MAX;
}

#define BEGINNING 128 /* of each packet; holds every transport header */
#define SAMPLE 64
#define LONG 512

/* What is behind the beginning. Where the sender counts its packets, two that have the same number within
 * COPY_SURE_NS and agree at both ends are the same: reading all of it would cost more than everything else. */
static uint64_t hash_rest(const uint8_t *b, size_t n, bool numbered, uint64_t seed)
{
	if (!numbered || n < LONG)
		return XXH3_64bits_withSeed(b, n, seed);
	return XXH3_64bits_withSeed(b + n - SAMPLE, SAMPLE, seed);
}

/* The identification is 0, or always 1, where a sender does not count. */
static bool is_numbered(const uint8_t *b)
{
	return b[4] || b[5] > 1;
}

enum { IPV4 = 20, UDP = 8 };
#define PAIR 16
#define UDP_BEGINNING (3 * PAIR) /* of the payload: what protocols count by is there */
#define UDP_END (2 * PAIR)

static uint64_t load(const uint8_t *b, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, b, n);
	return v;
}

/* Two words more, with what XXH3 is made of: the two halves of their product folded into one. Inline, for a call of XXH3
 * with its choice by length would be most of what a frame costs. */
static inline uint64_t mix(uint64_t hash, uint64_t a, uint64_t b)
{
	return XXH_rotl64(hash, 29) ^ XXH3_mul128_fold64(a ^ 0x9e3779b97f4a7c15, b ^ 0xbf58476d1ce4e5b9);
}

static inline uint64_t mix_at(uint64_t hash, const uint8_t *b)
{
	return mix(hash, load(b, 8), load(b + 8, 8));
}

/* The commonest of all, as hash_ip would but in fewer steps: of the headers all but what may differ, then the payload. */
static inline uint64_t hash_udp(const uint8_t *b, size_t n)
{
	uint64_t ports_len_id = load(b + 20, 4) | load(b + 24, 2) << 32 | load(b + 4, 2) << 48;
	uint64_t len_flags = load(b + 2, 2) | load(b + 6, 2) << 16 | (uint64_t)n << 32;
	uint64_t hash = mix(len_flags * 0x9e3779b185ebca87, load(b + 12, 8), ports_len_id);
	const uint8_t *payload = b + IPV4 + UDP, *end;

	n -= IPV4 + UDP;
	if (n < UDP_BEGINNING || (n > UDP_BEGINNING + UDP_END && (n < LONG || !is_numbered(b))))
		return XXH3_64bits_withSeed(payload, n, hash);
	end = payload + n - UDP_END;
	hash = mix_at(mix_at(mix_at(hash, payload), payload + PAIR), payload + 2 * PAIR);
	return XXH3_avalanche(mix_at(mix_at(hash, end), end + PAIR));
}

void copies_expect_all(struct copies *c, const struct plain *d, uint32_t n, struct frame *f)
{
	uint32_t len;

	for (; n; n--, d++, f++) {
		if (!d->frame)
			continue;
		len = PLAIN_HEADERS + d->left;
		f->known = (struct copy_mark){hash_udp(d->ip, len), len, (uint32_t)(d->ip - f->bytes)};
		__builtin_prefetch(c->set[f->known.by % SETS], 1);
	}
}

/* Whether none of a set can stand for this hash. */
static inline bool is_new(const struct way *set, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);

	return set[0].tag != tag && set[1].tag != tag && set[2].tag != tag && set[3].tag != tag;
}

static bool known_first(struct copies *c, const struct plain *d, uint64_t hash)
{
	struct look l = {.f = d->frame, .hash = hash, .has_l2 = true, .ttl = d->ip[8]};
	enum copy copy = COPY_NONE;
	uint64_t of;

	memcpy(l.src_mac.b, plain_src_mac(d), sizeof(l.src_mac.b));
	l.ip_id = (uint16_t)(d->ip[4] << 8 | d->ip[5]);
	recognise(c, &l, &copy, &of);
	return copy == COPY_NONE;
}

bool copies_first(struct copies *c, const struct plain *d)
{
	const struct copy_mark *known = &d->frame->known;
	uint64_t hash = known->at ? known->by : hash_udp(d->ip, PLAIN_HEADERS + d->left);
	struct way *set = c->set[hash % SETS];

	if (!is_new(set, hash))
		return known_first(c, d, hash);
	remember(c, oldest(set), hash, d->frame, plain_src_mac(d), d->ip[8]);
	return true;
}

/* Of n bytes from the IP header on, n and the header not less than 20. */
static uint64_t hash_ip(const uint8_t *b, size_t n, size_t header, size_t checksum)
{
	uint8_t start[BEGINNING];
	size_t k = n < BEGINNING ? n : BEGINNING;
	uint64_t hash;

	if (b[9] == PROTOCOL_UDP && header == IPV4 && checksum != SIZE_MAX && n >= IPV4 + UDP)
		return hash_udp(b, n);
	memcpy(start, b, k);
	start[1] = 0;		    /* type of service */
	start[8] = 0;		    /* TTL */
	start[10] = start[11] = 0;  /* checksum */
	if (checksum < n && n - checksum >= header + 2)
		start[header + checksum] = start[header + checksum + 1] = 0;
	hash = XXH3_64bits_withSeed(start, k, n);
	return n == k ? hash : hash_rest(b + k, n - k, is_numbered(b), hash);
}

void copies_see_ip(struct copies *c, struct packet *p, struct cur whole, size_t header)
{
	const struct frame *f = p->frame;
	size_t n = whole.left;
	const uint8_t *b;

	if (whole.err != CUR_OK || header < 20 || n < header)
		return;
	b = cur_bytes(&whole, n);
	if (f->known.at && b == f->bytes + f->known.at && n == f->known.len)
		see(c, f->known.by, p);
	else
		see(c, hash_ip(b, n, header, checksum_at(p->fragment_offset, p->protocol)), p);
}

/* Where the IPv4 header stands behind one VLAN tag at most; 0 when this is something else. */
static uint32_t ip_at(struct span frame)
{
	uint32_t at;

	if (frame.n < 14 + 4 + 20)
		return 0;
	at = plain_ipv4_at(frame.p);
	return at && frame.p[at] >> 4 == 4 ? at : 0;
}

static struct copy_mark mark_of(struct span frame)
{
	uint32_t at = ip_at(frame), left = (uint32_t)frame.n - at, total, header;
	const uint8_t *b = frame.p + at;

	if (!at)
		return (struct copy_mark){0};
	header = (b[0] & 15u) * 4u;
	total = (uint32_t)b[2] << 8 | b[3];
	if (total && total < left)
		left = total;
	if (header < 20 || left < header)
		return (struct copy_mark){0};
	return (struct copy_mark){hash_ip(b, left, header, checksum_at((b[6] & 0x1f) || b[7], b[9])), left, at};
}

struct copy_mark copies_expect(struct copies *c, uint32_t linktype, struct span frame)
{
	struct copy_mark mark = {0};

	if (linktype != 1)
		return mark;
	mark = mark_of(frame);
	if (mark.at)
		__builtin_prefetch(c->set[mark.by % SETS], 1);
	return mark;
}

void copies_see_arp(struct copies *c, struct packet *p, struct cur whole)
{
	size_t n = whole.left < 28 ? whole.left : 28; /* what is behind is padding */
	const uint8_t *b = cur_bytes(&whole, n);

	if (b)
		see(c, XXH3_64bits_withSeed(b, n, 0x0806), p);
}
