/*
 * PVS conversations: which datagrams belong to one (pvs.md 1, 3.3). The protocol is not public:
 * nothing reads meaning into payload. What is used: ports, direction, sizes, times, and whether a
 * datagram is the same, byte for byte, as one before.
 *
 * The ports are 6910 to 6930 by default; others are learned, from option 17 ("pvs:host:17:port") and
 * from where a target goes on from the local port that it logged in with.
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
		free(f->held.bytes);
		free(f);
	}
	HASH_ITER (hh, x->port, p, after) {
		HASH_DEL(x->port, p);
		free(p);
	}
	free(x);
}

void flows_finish(struct tracker *t)
{
	struct flow *f, *next;

	HASH_ITER (hh, t->flows->flow, f, next)
		flow_close(t, f);
}

/* --- ports --------------------------------------------------------------------------------------- */

static bool port_known(const struct flows *x, uint32_t ip, uint16_t port, bool target)
{
	struct port_key key;
	struct port_known *p;

	memset(&key, 0, sizeof(key));
	key.ip = ip;
	key.port = port;
	key.target = target;
	HASH_FIND(hh, x->port, &key, sizeof(key), p);
	return p != NULL;
}

static void port_learn(struct flows *x, uint32_t ip, uint16_t port, bool target)
{
	struct port_known *p;

	if (port_known(x, ip, port, target) || HASH_COUNT(x->port) >= PORTS_MAX)
		return;
	p = mem_alloc(sizeof(*p));
	p->key.ip = ip;
	p->key.port = port;
	p->key.target = target;
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
	port_learn(t->flows, ip, (uint16_t)port, false);
}

static bool stream_port(uint16_t port)
{
	return port >= FLOW_PORT_FIRST && port <= FLOW_PORT_LAST;
}

static bool server_named(const struct flows *x, uint32_t ip, uint16_t port)
{
	return port_known(x, ip, port, false) || port_known(x, 0, port, false);
}

/* Which side is the server: the one on a stream port, or on one that was named; else the one that a
 * target talks to from the port of its login. */
static bool towards_server(const struct flows *x, const struct packet *p, bool *up, bool *learned)
{
	bool to = stream_port(p->dst_port), from = stream_port(p->src_port);

	*learned = false;
	if (to || from) {
		*up = to && (!from || p->dst_port <= p->src_port);
		return true;
	}
	if (!x->port)
		return false;
	*learned = true;
	if (server_named(x, p->dst_ip, p->dst_port) || port_known(x, p->src_ip, p->src_port, true))
		return *up = true;
	*up = false;
	return server_named(x, p->src_ip, p->src_port) || port_known(x, p->dst_ip, p->dst_port, true);
}

/* --- conversations ----------------------------------------------------------------------------------- */

static struct flow *flow_new(struct tracker *t, const struct packet *p, bool up, const struct flow_key *key)
{
	static const struct mac none;
	struct mac client = stations_holder(t->stations, key->client_ip,
		!p->has_l2 ? none : up ? p->src_mac : p->has_dst_mac ? p->dst_mac : none);
	struct flow *f;

	if (!clients_take(t, client))
		return NULL;
	if (HASH_COUNT(t->flows->flow) >= FLOWS_MAX)
		flow_close(t, t->flows->flow);
	f = mem_alloc(sizeof(*f));
	f->key = *key;
	f->bin_width = BIN_NS;
	f->f = (struct fact_flow){.client_ip = key->client_ip, .server_ip = key->server_ip,
		.client_port = key->client_port, .server_port = key->server_port,
		.first_ns = p->frame->ns, .last_ns = p->frame->ns, .first_down_ns = INT64_MIN,
		.last_up_ns = INT64_MIN, .last_down_ns = INT64_MIN};
	f->f.client = client;
	f->f.server_mac = !p->has_l2 ? none : !up ? p->src_mac : p->has_dst_mac ? p->dst_mac : none;
	HASH_ADD(hh, t->flows->flow, key, sizeof(f->key), f);
	return f;
}

static struct flow_key flow_key_of(const struct packet *p, bool up)
{
	struct flow_key key;

	memset(&key, 0, sizeof(key));
	key.client_ip = up ? p->src_ip : p->dst_ip;
	key.server_ip = up ? p->dst_ip : p->src_ip;
	key.client_port = up ? p->src_port : p->dst_port;
	key.server_port = up ? p->dst_port : p->src_port;
	key.vlan = p->vlans ? p->vlan[p->vlans - 1] : 0;
	return key;
}

static struct flow *flow_find(struct flows *x, const struct flow_key *key)
{
	struct flow **memo = flow_memo(x, key), *f = *memo;

	if (f && !memcmp(&f->key, key, sizeof(*key)))
		return f;
	HASH_FIND(hh, x->flow, key, sizeof(*key), f);
	if (f)
		*memo = f;
	return f;
}

/* NULL when there are too many clients to follow. */
static struct flow *flow_of(struct tracker *t, const struct packet *p, bool up)
{
	struct flow_key key = flow_key_of(p, up);
	struct flow *f;

	f = flow_find(t->flows, &key);
	if (f && p->frame->ns - f->f.last_ns > NEW_BOOT_NS &&
		stations_began(t->stations, f->f.client, key.client_ip) > f->f.last_ns) {
		flow_close(t, f); /* the same ports, by the next boot */
		f = NULL;
	}
	return f ? f : flow_new(t, p, up, &key);
}

/* A first fragment of a datagram from or to a stream port: that it was fragmented is worth knowing. */
static bool piece_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct flow *f;
	char info[120];
	bool up, learned;

	if (!p->first_only || p->protocol != 17 || !towards_server(t->flows, p, &up, &learned))
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
	bool up, learned;

	if (p->kind != PACKET_UDP || !towards_server(t->flows, p, &up, &learned))
		return;
	key = flow_key_of(p, up);
	f = flow_find(t->flows, &key);
	if (f)
		f->f.copies++;
}

bool flow_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	size_t len = packet_payload_len(p);
	bool up, first, learned, sure;
	struct flow_step step;
	struct flow *f;

	if (p->kind == PACKET_FRAGMENT)
		return piece_track(t, p, out);
	if (p->kind != PACKET_UDP || p->l3_cast == CAST_BROADCAST || !towards_server(t->flows, p, &up, &learned))
		return false;
	f = flow_of(t, p, up);
	if (!f) {
		*out = clients_flood;
		return true;
	}
	f->learned |= learned;
	*out = (struct verdict){"measured", "UDP 6910-6930 (PVS login and streaming)"};
	if (p->frame->ns - f->f.last_ns >= 1000000000 && flow_signs(t, f, NULL) >= 2)
		flow_keep_held(t, f);
	first = up ? !f->f.up_frames : !f->f.down_frames;
	f->f.fragmented += p->reassembled;
	step = flow_measure(f, p, up, len);
	sure = flow_signs(t, f, NULL) >= 2;
	if (sure && up && !f->taught) {
		port_learn(t->flows, p->src_ip, p->src_port, true);
		f->taught = true;
	}
	if (sure && !f->told) {
		stations_streams(t->stations, f->key.client_ip);
		f->told = true;
	}
	if (sure)
		flow_keep(t, f, p, step, len, first);
	return true;
}
