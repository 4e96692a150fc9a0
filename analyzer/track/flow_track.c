/*
 * PVS conversations: which datagrams belong to one (pvs.md 1, 3.3). The protocol is not public:
 * nothing reads meaning into payload. What is used: ports, direction, sizes, times, and whether a
 * datagram is the same, byte for byte, as one before.
 *
 * The ports are 6910 to 6930 by default; others are learned, from option 17 ("pvs:host:17:port") and
 * from where a target goes on from the local port that it logged in with. What a target sends that has
 * just loaded a boot file, or from one of the local ports that targets use, is followed too, and kept if
 * its sizes agree.
 */
#include "base/mem.h"
#include "track/flow.h"

#include <stdio.h>
#include <stdlib.h>

#define FLOWS_MAX 8192
#define PORTS_MAX 4096
#define BIN_NS 250000000
#define PIECES_MAX 8
#define NEW_BOOT_NS 5000000000 /* with this silence before it, what follows a boot request is a new boot's */

struct flows *flows_new(void)
{
	struct flows *x = mem_alloc(sizeof(*x));

	return x;
}

void flows_free(struct flows *x)
{
	struct flow *f, *next;
	struct port_known *p, *after;

	HASH_ITER (hh, x->flow, f, next) {
		HASH_DEL(x->flow, f);
		free(f->bins);
		free(f->gaps);
		free(f->spells);
		free(f->down_seen);
		free(f);
	}
	HASH_ITER (hh, x->port, p, after) {
		HASH_DEL(x->port, p);
		free(p);
	}
	free(x->unsettled);
	free(x);
}

void flows_finish(struct tracker *t)
{
	struct flow *f, *next;

	HASH_ITER (hh, t->flows->flow, f, next)
		flow_close(t, f);
}

/* --- ports --------------------------------------------------------------------------------------- */

static const struct port_known *port_find(const struct flows *x, uint32_t ip, uint16_t port, bool target)
{
	struct port_key key;
	struct port_known *p;

	memset(&key, 0, sizeof(key));
	key.ip = ip;
	key.port = port;
	key.target = target;
	HASH_FIND(hh, x->port, &key, sizeof(key), p);
	return p;
}

static bool port_known(const struct flows *x, uint32_t ip, uint16_t port, bool target)
{
	return port_find(x, ip, port, target) != NULL;
}

bool flow_port_taught(const struct tracker *t, const struct flow *f)
{
	const struct port_known *p = port_find(t->flows, f->key.client_ip, f->key.client_port, true);

	return p && p->by != f->number;
}

static void port_learn(struct flows *x, uint32_t ip, uint16_t port, bool target, uint64_t by)
{
	struct port_known *p;

	if (port_known(x, ip, port, target) || HASH_COUNT(x->port) >= PORTS_MAX)
		return;
	p = mem_alloc(sizeof(*p));
	p->key.ip = ip;
	p->key.port = port;
	p->key.target = target;
	p->by = by;
	HASH_ADD(hh, x->port, key, sizeof(p->key), p);
}

void flows_learn(struct tracker *t, const char *pvs_servers)
{
	const char *at = pvs_servers ? strstr(pvs_servers, ":17:") : NULL;
	const char *host = at;
	unsigned long port;
	uint32_t ip = 0;
	char text[20];

	if (!at)
		return;
	port = strtoul(at + 4, NULL, 10);
	if (!port || port > 65535)
		return;
	while (host > pvs_servers && host[-1] != ':' && host[-1] != ' ')
		host--;
	snprintf(text, sizeof(text), "%.*s", (int)(at - host), host);
	if (!txt_parse_ip4(text, &ip))
		ip = 0; /* a name: the port counts, whoever has it */
	port_learn(t->flows, ip, (uint16_t)port, false, 0);
}

void flows_learn_port(struct tracker *t, uint32_t ip, uint16_t port)
{
	port_learn(t->flows, ip, port, false, 0);
}

static bool stream_port(uint16_t port)
{
	return port >= PVS_PORT_FIRST && port <= PVS_PORT_LAST;
}

static bool server_named(const struct flows *x, uint32_t ip, uint16_t port)
{
	return port_known(x, ip, port, false) || port_known(x, 0, port, false);
}

/* How sure the ports are. */
enum hint { HINT_NONE, HINT_TARGET, HINT_LEARNED, HINT_PORT };

/* The local ports of targets, and those that servers speak to each other on (pvs.md 1). */
static bool servers_talk(const struct packet *p)
{
	return p->src_port >= 6890 && p->src_port <= 6909 && p->dst_port >= 6890 && p->dst_port <= 6909;
}

/* A target that boots, by its local port or by the boot file it asked for, talks to a port that nobody
 * named. */
static enum hint target_talks(const struct tracker *t, const struct packet *p, bool *up)
{
	bool from = flow_target_port(p->src_port), to = flow_target_port(p->dst_port);

	if (p->src_port < 1024 || p->dst_port < 1024 || servers_talk(p))
		return HINT_NONE;
	if (from == to) {
		from = stations_booted(t->stations, p->src_ip);
		to = stations_booted(t->stations, p->dst_ip);
	}
	*up = from;
	return from != to ? HINT_TARGET : HINT_NONE;
}

/* Which side is the server: the one on a stream port, or on one that was named; else the one that a
 * target talks to from the port of its login, or at all. */
static enum hint towards_server(const struct tracker *t, const struct packet *p, bool *up)
{
	const struct flows *x = t->flows;
	bool to = stream_port(p->dst_port), from = stream_port(p->src_port);

	if (to || from) {
		*up = to && (!from || p->dst_port <= p->src_port);
		return HINT_PORT;
	}
	if (x->port) {
		*up = server_named(x, p->dst_ip, p->dst_port) || port_known(x, p->src_ip, p->src_port, true);
		if (*up || server_named(x, p->src_ip, p->src_port) || port_known(x, p->dst_ip, p->dst_port, true))
			return HINT_LEARNED;
	}
	return target_talks(t, p, up);
}

/* --- conversations ----------------------------------------------------------------------------------- */

static struct flow *flow_new(struct tracker *t, const struct packet *p, bool up, const struct flow_key *key)
{
	static const struct mac none;
	struct mac client = stations_holder(t->stations, key->client_ip, track_vlan(p),
		!p->has_l2 ? none : up ? p->src_mac : p->has_dst_mac ? p->dst_mac : none);
	struct flow *f;

	if (!clients_take(t, client))
		return NULL;
	if (HASH_COUNT(t->flows->flow) >= FLOWS_MAX)
		flow_close(t, t->flows->flow);
	f = mem_alloc(sizeof(*f));
	f->key = *key;
	f->number = ++t->flows->count;
	f->bin_width = BIN_NS;
	f->vlan_up = f->vlan_down = -1;
	f->leased = up && p->dst_port == PVS_PORT_FIRST &&
		stations_loads(t->stations, key->client_ip, p->frame->ns);
	f->f = (struct fact_flow){.client_ip = key->client_ip, .server_ip = key->server_ip,
		.client_port = key->client_port, .server_port = key->server_port,
		.first_ns = p->frame->ns, .last_ns = p->frame->ns, .first_down_ns = INT64_MIN,
		.last_up_ns = INT64_MIN, .last_down_ns = INT64_MIN};
	f->head[0].ends = ends_of(key->server_ip, key->server_port, key->client_ip, key->client_port);
	f->head[1].ends = ends_of(key->client_ip, key->client_port, key->server_ip, key->server_port);
	f->f.client = client;
	f->f.server_mac = !p->has_l2 ? none : !up ? p->src_mac : p->has_dst_mac ? p->dst_mac : none;
	HASH_ADD(hh, t->flows->flow, key, sizeof(f->key), f);
	return f;
}

/* Linux cooked captures name the sender only: each end is known by what it sends first. */
static void flow_name_end(struct tracker *t, struct flow *f, const struct packet *p, bool up)
{
	if (!up)
		f->f.server_mac = p->src_mac;
	else if (mac_is_zero(f->f.client))
		f->f.client = stations_holder(t->stations, p->src_ip, track_vlan(p), p->src_mac);
}

static struct flow_key flow_key_of(const struct packet *p, bool up)
{
	struct flow_key key;

	memset(&key, 0, sizeof(key));
	key.client_ip = up ? p->src_ip : p->dst_ip;
	key.server_ip = up ? p->dst_ip : p->src_ip;
	key.client_port = up ? p->src_port : p->dst_port;
	key.server_port = up ? p->dst_port : p->src_port;
	return key;
}

/* How well a conversation fits a datagram of this VLAN: 2 in that direction, 1 in the other, 0 it may. */
static int vlan_fits(const struct flow *f, int32_t vlan, bool up)
{
	int32_t own = up ? f->vlan_up : f->vlan_down, other = up ? f->vlan_down : f->vlan_up;

	if (own >= 0)
		return own == vlan ? 2 : -1;
	return other == vlan;
}

static struct flow *flow_by_key(struct flows *x, const struct flow_key *key)
{
	struct flow **memo = flow_memo(x, key), *f = *memo;

	if (f && !memcmp(&f->key, key, sizeof(*key)))
		return f;
	HASH_FIND(hh, x->flow, key, sizeof(*key), f);
	if (f)
		*memo = f;
	return f;
}

/* The conversation with these addresses and ports that fits best; NULL, and the key free to use, without. */
static struct flow *flow_find(const struct tracker *t, struct flow_key *key, int32_t vlan, bool up)
{
	struct flow *f, *best = NULL;
	int fit, best_fit = -1;
	uint16_t spare = 0;

	for (key->tenant = 0; key->tenant < FLOW_VARIANTS; key->tenant++) {
		f = flow_by_key(t->flows, key);
		if (!f)
			break;
		spare = key->tenant;
		fit = vlan_fits(f, vlan, up);
		if (fit > best_fit) {
			best_fit = fit;
			best = f;
		}
	}
	if (!best && key->tenant == FLOW_VARIANTS) {
		key->tenant = spare; /* more VLANs than are kept apart */
		HASH_FIND(hh, t->flows->flow, key, sizeof(*key), best);
	}
	return best;
}

/* NULL when there are too many clients to follow. */
static struct flow *flow_of(struct tracker *t, const struct packet *p, bool up)
{
	struct flow_key key = flow_key_of(p, up);
	struct flow *f = flow_find(t, &key, track_vlan(p), up);

	if (f && p->frame->ns - f->f.last_ns > NEW_BOOT_NS &&
		stations_began(t->stations, f->f.client, key.client_ip) > f->f.last_ns) {
		key = f->key;
		flow_close(t, f); /* the same ports, by the next boot */
		f = NULL;
	}
	if (!f)
		f = flow_new(t, p, up, &key);
	if (f)
		*(up ? &f->vlan_up : &f->vlan_down) = track_vlan(p);
	return f;
}

/* A first fragment of a datagram from or to a stream port: that it was fragmented is worth knowing. */
static bool piece_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct flow *f;
	char info[120];
	bool up;

	if (!p->first_only || p->protocol != 17 || towards_server(t, p, &up) < HINT_LEARNED)
		return false;
	f = flow_of(t, p, up);
	if (!f) {
		*out = clients_flood;
		return true;
	}
	f->f.first_pieces++;
	if (f->kept_piece++ < PIECES_MAX && flow_signs(t, f, NULL) >= 2) {
		snprintf(info, sizeof(info), "PVS datagram %s the server, first IP fragment", up ? "to" : "from");
		track_event(t, p, "pvs-fragment", f->f.client, 0, "", info);
	}
	*out = (struct verdict){"measured", "piece of a fragmented datagram"};
	return true;
}

void flow_copied(struct tracker *t, const struct packet *p)
{
	struct flow_key key;
	struct flow *f;
	bool up;

	if (p->kind != PACKET_UDP || !towards_server(t, p, &up))
		return;
	key = flow_key_of(p, up);
	f = flow_find(t, &key, track_vlan(p), up);
	if (f)
		f->f.copies++;
}

#define SILENCE_NS 1000000000 /* from here on, what was held back counts */

const struct verdict flow_streams = {"measured", "PVS login and streaming (UDP 6910-6930, or ports learned)"};

/* Nearly all frames of a capture belong to a few conversations that are PVS for sure and go on without a
 * silence: nothing needs to be asked again. */
static void lane_open(struct flows *x, struct flow *f)
{
	if (f->taught && f->told && f->f.sector_reads)
		*flow_lane(x, f->head[0].ends) = f;
}

/* Of a sure conversation that goes on: which, and in which direction. NULL: it has to be asked. */
static inline struct flow *sure_flow(const struct tracker *t, struct ends e, int64_t ns, int32_t vlan, bool *up)
{
	struct flow *f = *flow_lane(t->flows, e);

	if (!f || ns - f->f.last_ns >= SILENCE_NS)
		return NULL;
	*up = ends_eq(e, f->head[1].ends);
	if (!*up && !ends_eq(e, f->head[0].ends))
		return NULL;
	return (*up ? f->vlan_up : f->vlan_down) == vlan ? f : NULL;
}

bool flow_track_sure(struct tracker *t, const struct packet *p, struct verdict *out)
{
	size_t len = packet_payload_len(p);
	struct flow_step step;
	struct flow *f;
	bool up;

	if (p->kind != PACKET_UDP || p->reassembled)
		return false;
	f = sure_flow(t, ends_of(p->src_ip, p->src_port, p->dst_ip, p->dst_port), p->frame->ns, track_vlan(p), &up);
	if (!f)
		return false;
	stations_see_pair(t->stations, &f->pair[up], p);
	memcpy(f->head[up].macs, p->dst_mac.b, sizeof(p->dst_mac.b));
	memcpy(f->head[up].macs + sizeof(p->dst_mac.b), p->src_mac.b, sizeof(p->src_mac.b));
	*out = flow_streams;
	step = flow_measure(f, p->frame->ns, up, (struct span){p->payload.p, p->payload.left}, len);
	flow_keep(t, f, p, step, len, false);
	return true;
}

bool flow_knows(struct tracker *t, const struct plain *d)
{
	struct sure *s = &t->flows->sure;
	struct flow *f = sure_flow(t, plain_ends(d), d->frame->ns, d->vlan, &s->up);

	s->flow = f;
	return f && d->frame->ns >= f->f.last_ns && f->pair[s->up].from && mac_pair_eq(d->frame->bytes, f->head[s->up].macs);
}

void flow_take(struct tracker *t, const struct plain *d)
{
	struct flows *x = t->flows;
	struct flow *f = x->sure.flow;
	bool up = x->sure.up;

	if (!f->unsettled) {
		f->unsettled = true;
		VEC_ROOM(x->unsettled, x->unsettled_count, x->unsettled_cap);
		x->unsettled[x->unsettled_count++] = f;
	}
	f->pair[up].frames++;
	f->pair[up].last_ns = d->frame->ns;
	flow_keep_plain(t, f, d, flow_measure(f, d->frame->ns, up, (struct span){plain_payload(d), d->left}, d->len));
}

bool flow_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	size_t len = packet_payload_len(p);
	struct flow_step step;
	bool up, first, sure;
	enum hint hint;
	struct flow *f;

	if (p->kind == PACKET_FRAGMENT)
		return piece_track(t, p, out);
	if (p->kind != PACKET_UDP || p->l3_cast != CAST_UNICAST || !(hint = towards_server(t, p, &up)))
		return false;
	f = flow_of(t, p, up);
	if (!f) {
		*out = clients_flood;
		return hint > HINT_TARGET;
	}
	f->learned |= hint == HINT_LEARNED;
	*out = flow_streams;
	if (p->frame->ns - f->f.last_ns >= SILENCE_NS && flow_signs(t, f, NULL) >= 2)
		flow_keep_held(t, f);
	first = up ? !f->f.up_frames : !f->f.down_frames;
	if (first && p->has_l2 && !p->has_dst_mac)
		flow_name_end(t, f, p, up);
	f->f.fragmented += p->reassembled;
	step = flow_measure(f, p->frame->ns, up, (struct span){p->payload.p, p->payload.left}, len);
	sure = flow_signs(t, f, NULL) >= 2;
	if (sure && up && !f->taught) {
		port_learn(t->flows, p->src_ip, p->src_port, true, f->number);
		f->taught = true;
	}
	if (sure && !f->told) {
		stations_streams(t->stations, f->key.client_ip);
		f->told = true;
	}
	if (sure) {
		flow_keep(t, f, p, step, len, first);
		lane_open(t->flows, f);
	}
	return sure || hint > HINT_TARGET;
}
