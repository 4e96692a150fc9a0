/*
 * Who is on the wire: how many frames each MAC sent and was sent, which IPv4 addresses it used, and
 * which leases were given. This is the ground for "the capture could have seen it". Bounded: when
 * the tables are full, new stations are no longer counted.
 */
#include "track/internal.h"
#include "base/mem.h"

#include <stdlib.h>

#define STATIONS_MAX 65536
#define ADDRESSES_MAX 131072
#define LEASES_MAX 131072
#define STATION_WHATS 4
#define KEPT_MAX 3
#define LOADS_NS 60000000000 /* a loader goes on within this time of its lease */

struct address;

struct station {
	struct mac mac;
	bool began, loader;
	bool near; /* a DHCP message between it and its segment is in this capture: no router is between */
	int64_t began_ns;
	bool http; /* its last DHCP message said HTTPClient */
	struct http_client http_client;
	struct fact_station f;
	struct address *sends_from; /* the address of its frame before, as "ip" */
	UT_hash_handle hh;
};

struct address_key {
	struct mac mac;
	uint16_t arp;
	uint32_t ip;
};

struct address {
	struct address_key key;
	struct fact_address f;
	UT_hash_handle hh;
};

struct lease {
	uint32_t ip;
	struct mac mac; /* zero: only known to have asked for a boot file */
	bool boots, streams, loader;
	bool shared; /* machines of two VLANs got it */
	uint16_t vlan;
	int64_t boots_ns, lease_ns;
	uint8_t kept[STATION_WHATS];
	UT_hash_handle hh;
};

#define MEMO 1024 /* a power of two */

/* On a trunk, two networks may use the same addresses. */
struct vlan_key {
	uint32_t ip;
	uint16_t vlan, zero;
};

struct vlan_lease {
	struct vlan_key key;
	struct mac mac;
	UT_hash_handle hh;
};

struct stations {
	struct station *memo[MEMO]; /* in front of the table: the same few stations fill a storm */
	struct station *stations;
	struct address *addresses;
	struct lease *leases;
	struct vlan_lease *vlan_leases;
	struct neighbours *neighbours;
	struct fact_station early; /* what came to this host before it sent anything and so showed its MAC */
};

struct stations *stations_new(void)
{
	struct stations *s = mem_alloc(sizeof(*s));

	s->neighbours = neighbours_new();
	s->early.first_rx_ns = s->early.last_rx_ns = INT64_MIN;
	return s;
}

void stations_free(struct stations *s)
{
	struct station *st, *st_next;
	struct address *ad, *ad_next;
	struct lease *le, *le_next;
	struct vlan_lease *vl, *vl_next;

	if (!s)
		return;
	HASH_ITER (hh, s->stations, st, st_next) {
		HASH_DEL(s->stations, st);
		free(st);
	}
	HASH_ITER (hh, s->addresses, ad, ad_next) {
		HASH_DEL(s->addresses, ad);
		free(ad);
	}
	HASH_ITER (hh, s->leases, le, le_next) {
		HASH_DEL(s->leases, le);
		free(le);
	}
	HASH_ITER (hh, s->vlan_leases, vl, vl_next) {
		HASH_DEL(s->vlan_leases, vl);
		free(vl);
	}
	neighbours_free(s->neighbours);
	free(s);
}

static struct station *station_find(struct stations *s, struct mac mac)
{
	struct station **memo = &s->memo[(mac.b[5] ^ mac.b[4] << 8 ^ mac.b[3] << 4 ^ mac.b[0]) % MEMO];
	struct station *st = *memo;

	if (st && mac_eq(st->mac, mac))
		return st;
	HASH_FIND(hh, s->stations, &mac, sizeof(mac), st);
	if (st)
		*memo = st;
	return st;
}

static void touch(struct station *st, int64_t ns)
{
	if (ns < st->f.first_ns)
		st->f.first_ns = ns;
	if (ns > st->f.last_ns)
		st->f.last_ns = ns;
}

static struct station *station_of(struct stations *s, struct mac mac, int64_t ns)
{
	struct station *st;

	if (mac_is_zero(mac) || mac_is_group(mac))
		return NULL;
	st = station_find(s, mac);
	if (!st && HASH_COUNT(s->stations) < STATIONS_MAX) {
		st = mem_alloc(sizeof(*st));
		st->mac = st->f.mac = mac;
		st->f.first_ns = st->f.last_ns = ns;
		st->f.first_rx_ns = st->f.last_rx_ns = INT64_MIN;
		HASH_ADD(hh, s->stations, mac, sizeof(mac), st);
	}
	if (st)
		touch(st, ns);
	return st;
}

static struct address *address_find(struct stations *s, struct mac mac, uint32_t ip, bool arp, int64_t ns)
{
	struct address_key key;
	struct address *a;

	memset(&key, 0, sizeof(key));
	key.mac = mac;
	key.ip = ip;
	key.arp = arp;
	HASH_FIND(hh, s->addresses, &key, sizeof(key), a);
	if (!a) {
		if (HASH_COUNT(s->addresses) >= ADDRESSES_MAX)
			return NULL;
		a = mem_alloc(sizeof(*a));
		a->key = key;
		a->f = (struct fact_address){mac, ip, arp ? "arp" : "ip", 0, ns, ns};
		HASH_ADD(hh, s->addresses, key, sizeof(key), a);
	}
	return a;
}

static void address_count(struct address *a, uint64_t frames, int64_t ns)
{
	a->f.frames += frames;
	if (ns > a->f.last_ns)
		a->f.last_ns = ns;
}

static struct address *address_see(struct stations *s, struct mac mac, uint32_t ip, bool arp, uint64_t frames, int64_t ns)
{
	struct address *a = NULL;

	if (ip && !mac_is_zero(mac) && !mac_is_group(mac))
		a = address_find(s, mac, ip, arp, ns);
	if (a)
		address_count(a, frames, ns);
	return a;
}

/* The sender's address, which nearly always is that of its frame before. */
static void sender_see(struct stations *s, struct station *st, struct mac mac, uint32_t ip, uint64_t frames, int64_t ns)
{
	struct address *a = st ? st->sends_from : NULL;

	if (a && a->key.ip == ip) {
		address_count(a, frames, ns);
		return;
	}
	a = address_see(s, mac, ip, false, frames, ns);
	if (st)
		st->sends_from = a;
}

/* Whose frame it is, where the link layer does not say: the address was leased to it in this capture,
 * and it is near. */
static struct station *holder_of(struct stations *s, const struct packet *p, uint32_t ip)
{
	struct mac none = {{0}}, mac = stations_holder(s, ip, track_vlan(p), none);
	struct station *st;

	HASH_FIND(hh, s->stations, &mac, sizeof(mac), st);
	return st && st->near ? station_of(s, mac, p->frame->ns) : NULL;
}

static void count_sent(struct station *st, bool group)
{
	if (!st)
		return;
	st->f.tx_frames++;
	st->f.tx_group += group;
}

static void fact_received(struct fact_station *f, uint64_t frames, int64_t first_ns, int64_t last_ns)
{
	f->rx_unicast += frames;
	if (f->first_rx_ns == INT64_MIN)
		f->first_rx_ns = first_ns;
	if (last_ns > f->last_rx_ns)
		f->last_rx_ns = last_ns;
}

static void count_received(struct station *st, uint64_t frames, int64_t ns)
{
	if (st)
		fact_received(&st->f, frames, ns, ns);
}

static bool is_group(const struct packet *p)
{
	return p->l2_cast == CAST_BROADCAST || p->l2_cast == CAST_MULTICAST;
}

/* Linux cooked captures: a frame that this host got. */
static void host_received(struct stations *s, int64_t ns)
{
	struct station *own = station_of(s, neighbours_own(s->neighbours), ns);

	fact_received(own ? &own->f : &s->early, 1, ns, ns);
	if (!own || !s->early.rx_unicast)
		return;
	own->f.first_ns = own->f.first_rx_ns = s->early.first_rx_ns;
	own->f.rx_unicast += s->early.rx_unicast;
	s->early.rx_unicast = 0;
}

static struct station *receiver_of(struct stations *s, const struct packet *p)
{
	struct station *st = station_of(s, neighbours_receiver(s->neighbours, p), p->frame->ns);

	return st || p->has_dst_mac || is_group(p) ? st : holder_of(s, p, p->dst_ip);
}

void stations_see(struct stations *s, const struct packet *p)
{
	int64_t ns = p->frame->ns;
	struct station *sender = p->has_l2 ? station_of(s, p->src_mac, ns) : holder_of(s, p, p->src_ip);

	count_sent(sender, is_group(p));
	if (p->has_l2)
		sender_see(s, sender, p->src_mac, p->src_ip, 1, ns);
	if (p->to_host)
		host_received(s, ns);
	else
		count_received(receiver_of(s, p), 1, ns);
	neighbours_see(s->neighbours, p);
}

/* Frames that went from the one to the other, the last of them at ns. */
static void see_pair(struct stations *s, const struct station_pair *pair, uint32_t src_ip, uint64_t frames, int64_t ns)
{
	touch(pair->from, ns);
	pair->from->f.tx_frames += frames;
	sender_see(s, pair->from, pair->from->mac, src_ip, frames, ns);
	touch(pair->to, ns);
	count_received(pair->to, frames, ns);
}

void stations_settle_pair(struct stations *s, struct station_pair *pair, uint32_t src_ip)
{
	if (pair->frames)
		see_pair(s, pair, src_ip, pair->frames, pair->last_ns);
	pair->frames = 0;
}

void stations_see_pair(struct stations *s, struct station_pair *pair, const struct packet *p)
{
	if (pair->from && p->has_l2 && p->has_dst_mac && mac_eq(pair->from->mac, p->src_mac) &&
		mac_eq(pair->to->mac, p->dst_mac)) {
		see_pair(s, pair, p->src_ip, 1, p->frame->ns);
		return;
	}
	stations_settle_pair(s, pair, p->src_ip);
	stations_see(s, p);
	pair->from = p->has_l2 ? station_find(s, p->src_mac) : NULL;
	pair->to = p->has_dst_mac ? station_find(s, p->dst_mac) : NULL;
	if (!pair->to)
		pair->from = NULL;
}

void stations_see_client(struct stations *s, const struct packet *p, struct mac client, bool request)
{
	int64_t ns = p->frame->ns;
	struct station *st;

	bool known; /* by its lease, or by what it sent: it was counted */

	if (p->has_dst_mac || !(st = station_of(s, client, ns)))
		return;
	known = (request ? holder_of(s, p, p->src_ip) : receiver_of(s, p)) == st;
	st->near = true;
	if (known)
		return;
	if (request && !p->has_l2)
		count_sent(st, is_group(p));
	else if (!request && !is_group(p) && p->dst_ip != UINT32_MAX)
		count_received(st, 1, ns);
}

struct mac stations_receiver(const struct stations *s, const struct packet *p)
{
	return neighbours_receiver(s->neighbours, p);
}

void stations_claim(struct stations *s, struct mac mac, uint32_t ip, int64_t ns)
{
	address_see(s, mac, ip, true, 1, ns);
}

static struct lease *lease_of(struct stations *s, uint32_t ip)
{
	struct lease *l;

	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	if (l || !ip || HASH_COUNT(s->leases) >= LEASES_MAX)
		return l;
	l = mem_alloc(sizeof(*l));
	l->ip = ip;
	HASH_ADD(hh, s->leases, ip, sizeof(ip), l);
	return l;
}

static struct vlan_lease *vlan_lease_find(const struct stations *s, uint32_t ip, uint16_t vlan)
{
	struct vlan_key key = {.ip = ip, .vlan = vlan};
	struct vlan_lease *l;

	HASH_FIND(hh, s->vlan_leases, &key, sizeof(key), l);
	return l;
}

static void vlan_lease_put(struct stations *s, struct lease *l, uint16_t vlan, struct mac mac)
{
	struct vlan_lease *v = vlan_lease_find(s, l->ip, vlan);

	l->shared |= !mac_is_zero(l->mac) && l->vlan != vlan && !mac_eq(l->mac, mac);
	l->vlan = vlan;
	if (!v && HASH_COUNT(s->vlan_leases) < LEASES_MAX) {
		v = mem_alloc(sizeof(*v));
		v->key = (struct vlan_key){.ip = l->ip, .vlan = vlan};
		HASH_ADD(hh, s->vlan_leases, key, sizeof(v->key), v);
	}
	if (v)
		v->mac = mac;
}

void stations_lease(struct stations *s, uint32_t ip, uint16_t vlan, struct mac mac, bool ack, int64_t ns)
{
	struct lease *l = mac_is_zero(mac) ? NULL : lease_of(s, ip);
	struct station *st;

	if (!l)
		return;
	vlan_lease_put(s, l, vlan, mac);
	HASH_FIND(hh, s->stations, &mac, sizeof(mac), st);
	l->mac = mac;
	l->loader = ack && st && st->loader;
	l->lease_ns = ns;
}

bool stations_shared(const struct stations *s, uint32_t ip)
{
	struct lease *l;

	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return l && l->shared;
}

void stations_asks(struct stations *s, struct mac mac, bool loader, int64_t ns)
{
	struct station *st = station_of(s, mac, ns);

	if (st)
		st->loader = loader;
}

bool stations_loads(const struct stations *s, uint32_t ip, int64_t ns)
{
	struct lease *l;

	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return l && l->loader && ns >= l->lease_ns && ns - l->lease_ns <= LOADS_NS;
}

void stations_boots(struct stations *s, uint32_t ip, int64_t ns)
{
	struct lease *l = lease_of(s, ip);

	if (!l)
		return;
	l->boots = true;
	l->boots_ns = ns;
}

void stations_begin(struct stations *s, struct mac mac, int64_t ns)
{
	struct station *st = station_of(s, mac, ns);

	if (!st)
		return;
	st->began = true;
	st->began_ns = ns;
}

bool stations_restarted(const struct stations *s, struct mac mac, int64_t since_ns)
{
	struct station *st;

	HASH_FIND(hh, s->stations, &mac, sizeof(mac), st);
	return st && st->began && st->began_ns > since_ns;
}

int64_t stations_began(const struct stations *s, struct mac mac, uint32_t ip)
{
	struct station *st;
	struct lease *l;
	int64_t ns = INT64_MIN;

	HASH_FIND(hh, s->stations, &mac, sizeof(mac), st);
	if (st && st->began)
		ns = st->began_ns;
	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return l && l->boots && l->boots_ns > ns ? l->boots_ns : ns;
}

void stations_class(struct stations *s, struct mac mac, bool http, int64_t ns)
{
	struct station *st = station_of(s, mac, ns);

	if (!st)
		return;
	if (http && !st->http)
		st->http_client = (struct http_client){.mac = mac};
	st->http = http;
}

struct http_client *stations_http(struct stations *s, uint32_t ip, uint16_t vlan)
{
	static const struct mac none;
	struct mac mac = stations_holder(s, ip, vlan, none);
	struct station *st = NULL;
	struct lease *l;

	if (mac_is_zero(mac))
		return NULL;
	HASH_FIND(hh, s->stations, &mac, sizeof(mac), st);
	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return st && st->http && !(l && l->streams) ? &st->http_client : NULL;
}

void stations_streams(struct stations *s, uint32_t ip)
{
	struct lease *l = lease_of(s, ip);

	if (l)
		l->streams = true;
}

bool stations_keeps(struct stations *s, uint32_t ip, unsigned what)
{
	struct lease *l;

	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return l && l->streams && what < STATION_WHATS && l->kept[what] < KEPT_MAX && ++l->kept[what];
}

bool stations_booted(const struct stations *s, uint32_t ip)
{
	struct lease *l;

	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return l && l->boots;
}

struct mac stations_holder(const struct stations *s, uint32_t ip, uint16_t vlan, struct mac seen)
{
	struct vlan_lease *v = vlan_lease_find(s, ip, vlan);
	struct lease *l;

	if (v)
		return v->mac;
	HASH_FIND(hh, s->leases, &ip, sizeof(ip), l);
	return l && !mac_is_zero(l->mac) ? l->mac : seen;
}

void stations_finish(struct stations *s, const struct fact_sink *sink)
{
	struct station *st, *st_next;
	struct address *ad, *ad_next;

	HASH_ITER (hh, s->stations, st, st_next)
		sink->station(sink->ctx, &st->f);
	HASH_ITER (hh, s->addresses, ad, ad_next)
		sink->address(sink->ctx, &ad->f);
}
