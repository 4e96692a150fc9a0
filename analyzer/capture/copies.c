/*
 * Recognising copies: see copies.h. A table of hashes in sets of four, of which the oldest gives way:
 * bounded, and nothing of the packets themselves is kept.
 */
#include "capture/copies.h"

#include "base/mem.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>

#define SETS 16384
#define WAYS 4
#define NOBODY INT64_MIN
#define TTL_HOPS 16 /* more routers than lie between two places of one capture */

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/* What tells whether a packet was here: one line of the processor's cache for a set. */
struct set {
	uint64_t hash[WAYS];
	int64_t ns[WAYS]; /* NOBODY: the way is free */
};

/* The rest, which is only looked at for a copy. */
struct seen {
	uint64_t frame, packet_id;
	int64_t ns;
	struct mac src_mac;
	uint32_t iface;
	uint8_t ttl;
	bool has_packet_id, has_l2;
};

struct copies {
	struct set set[SETS];
	struct seen seen[SETS][WAYS];
};

struct copies *copies_new(void)
{
	struct copies *c = mem_alloc(sizeof(*c));
	size_t i, k;

	for (i = 0; i < SETS; i++)
		for (k = 0; k < WAYS; k++)
			c->set[i].ns[k] = NOBODY;
	return c;
}

void copies_free(struct copies *c)
{
	free(c);
}

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

static enum copy compare(const struct seen *s, const struct packet *p)
{
	const struct frame *f = p->frame;
	int64_t later = f->ns - s->ns, apart = later < 0 ? -later : later;
	int hops = s->ttl - p->ttl;

	if (hops == 0)
		return same_ttl(s, f, apart);
	/* routers put their own MAC there */
	if (s->has_l2 && p->has_l2 && mac_eq(s->src_mac, p->src_mac))
		return COPY_NONE;
	if (hops > TTL_HOPS || hops < -TTL_HOPS)
		return COPY_NONE;
	if (apart < COPY_NS || (hops > 0 && later >= 0 && later < COPY_SURE_NS && p->ip_id))
		return COPY_ROUTED;
	return COPY_NONE;
}

static void remember(struct copies *c, size_t set, int way, uint64_t hash, const struct packet *p)
{
	const struct frame *f = p->frame;

	c->set[set].hash[way] = hash;
	c->set[set].ns[way] = f->ns;
	c->seen[set][way] = (struct seen){
		.frame = f->number,
		.packet_id = f->packet_id,
		.ns = f->ns,
		.src_mac = p->src_mac,
		.iface = f->iface,
		.ttl = p->ttl,
		.has_packet_id = f->has_packet_id,
		.has_l2 = p->has_l2,
	};
}

/* The way that has this hash; else the oldest, which gives way, and *known is false. */
static int way_of(const struct set *s, uint64_t hash, bool *known)
{
	int oldest = 0, i;

	*known = true;
	for (i = 0; i < WAYS; i++) {
		if (s->ns[i] != NOBODY && s->hash[i] == hash)
			return i;
		if (s->ns[i] == NOBODY || (s->ns[oldest] != NOBODY && s->ns[i] < s->ns[oldest]))
			oldest = i;
	}
	*known = false;
	return oldest;
}

/* A sender that repeats itself takes the place of its earlier packet: copies follow the latest. */
static void see(struct copies *c, uint64_t hash, struct packet *p)
{
	size_t at = hash % SETS;
	bool known;
	int way = way_of(&c->set[at], hash, &known);

	if (known) {
		p->copy = compare(&c->seen[at][way], p);
		p->copy_of = p->copy == COPY_NONE ? 0 : c->seen[at][way].frame;
	}
	if (p->copy == COPY_NONE)
		remember(c, at, way, hash, p);
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

static uint64_t hash_rest(const uint8_t *b, size_t n, size_t checksum, uint64_t seed)
{
	if (checksum >= n || n - checksum < 2)
		return XXH3_64bits_withSeed(b, n, seed);
	seed = XXH3_64bits_withSeed(b, checksum, seed);
	return XXH3_64bits_withSeed(b + checksum + 2, n - checksum - 2, seed);
}

/* Of n bytes from the IP header on, n and the header not less than 20. */
static uint64_t hash_ip(const uint8_t *b, size_t n, size_t header, size_t checksum)
{
	uint8_t fixed[20];
	uint64_t hash;

	memcpy(fixed, b, sizeof(fixed));
	fixed[1] = 0;			/* type of service */
	fixed[8] = 0;			/* TTL */
	fixed[10] = fixed[11] = 0;	/* checksum */
	hash = XXH3_64bits_withSeed(fixed, sizeof(fixed), header);
	hash = XXH3_64bits_withSeed(b + 20, header - 20, hash);
	return hash_rest(b + header, n - header, checksum, hash);
}

void copies_see_ip(struct copies *c, struct packet *p, struct cur whole, size_t header)
{
	const struct frame *f = p->frame;
	size_t n = whole.left;
	const uint8_t *b;

	if (whole.err != CUR_OK || header < 20 || n < header)
		return;
	b = cur_bytes(&whole, n);
	if (b == f->known_from && n == f->known_len)
		see(c, f->known_by, p);
	else
		see(c, hash_ip(b, n, header, checksum_at(p->fragment_offset, p->protocol)), p);
}

/* Where the IPv4 header stands behind one VLAN tag at most; 0 when this is something else. */
static uint32_t ip_at(const struct frame *f)
{
	static const uint8_t ipv4[] = {0x08, 0x00}, vlan[] = {0x81, 0x00};
	uint32_t at = 14;

	if (f->linktype != 1 || f->fcs || f->caplen < at + 4 + 20)
		return 0;
	if (!memcmp(f->bytes + 12, vlan, 2))
		at += 4;
	return memcmp(f->bytes + at - 2, ipv4, 2) || f->bytes[at] >> 4 != 4 ? 0 : at;
}

void copies_know(struct frame *f)
{
	uint32_t at = ip_at(f), left = f->caplen - at, total, header;
	const uint8_t *b = f->bytes + at;

	if (!at)
		return;
	header = (b[0] & 15u) * 4u;
	total = (uint32_t)b[2] << 8 | b[3];
	if (total && total < left)
		left = total;
	if (header < 20 || left < header)
		return;
	f->known_from = b;
	f->known_len = left;
	f->known_by = hash_ip(b, left, header, checksum_at((b[6] & 0x1f) || b[7], b[9]));
}

void copies_expect(struct copies *c, const struct frame *next, const struct frame *after)
{
	bool known;
	size_t at;

	if (after->known_from)
		__builtin_prefetch(&c->set[after->known_by % SETS], 1);
	if (!next->known_from)
		return;
	at = next->known_by % SETS; /* fetched some frames ago */
	__builtin_prefetch(&c->seen[at][way_of(&c->set[at], next->known_by, &known)], 1);
}

void copies_see_arp(struct copies *c, struct packet *p, struct cur whole)
{
	size_t n = whole.left < 28 ? whole.left : 28; /* what is behind is padding */
	const uint8_t *b = cur_bytes(&whole, n);

	if (b)
		see(c, XXH3_64bits_withSeed(b, n, 0x0806), p);
}
