/*
 * What switch ports say, as facts by transition: a port's first word, each change of it, and a dozen
 * of the same within a minute. A hello every two seconds for a day is a count in the ledger.
 * And the channels between servers that give a failover pair away: TCP conversations on the ports
 * that only DHCP servers use with each other, counted.
 */
#include "track/internal.h"
#include "base/mem.h"
#include "proto/decode.h"
#include "proto/gate.h"

#include <stdlib.h>

#define SAME_MAX 12
#define SAME_NS 60000000000
#define PORTS_MAX 8192
#define CHANNELS_MAX 4096

struct port_key {
	struct mac mac;
	uint16_t vlan;
	uint8_t protocol, pad;
};

struct port_seen {
	struct port_key key;
	enum gate_state state;
	int64_t since_ns;
	unsigned count;
	UT_hash_handle hh;
};

struct channel_key {
	uint32_t low_ip, high_ip;
	uint32_t port;
};

struct channel {
	struct channel_key key;
	struct fact_channel f;
	UT_hash_handle hh;
};

struct links {
	struct port_seen *ports;
	struct channel *channels;
};

struct links *links_new(void)
{
	return mem_alloc(sizeof(struct links));
}

void links_free(struct links *l)
{
	struct port_seen *p, *p_next;
	struct channel *c, *c_next;

	if (!l)
		return;
	HASH_ITER (hh, l->ports, p, p_next) {
		HASH_DEL(l->ports, p);
		free(p);
	}
	HASH_ITER (hh, l->channels, c, c_next) {
		HASH_DEL(l->channels, c);
		free(c);
	}
	free(l);
}

static bool worth_keeping(struct links *l, const struct packet *p, const struct gate_msg *m)
{
	struct port_key key;
	struct port_seen *s;
	int64_t ns = p->frame->ns;

	memset(&key, 0, sizeof(key));
	key.mac = p->src_mac;
	key.vlan = (uint16_t)(m->vlan < 0 ? 0 : m->vlan);
	key.protocol = (uint8_t)m->protocol;
	HASH_FIND(hh, l->ports, &key, sizeof(key), s);
	if (!s) {
		if (HASH_COUNT(l->ports) >= PORTS_MAX)
			return false;
		s = mem_alloc(sizeof(*s));
		s->key = key;
		s->state = m->state;
		s->since_ns = ns;
		HASH_ADD(hh, l->ports, key, sizeof(key), s);
	}
	if (s->state != m->state || ns - s->since_ns > SAME_NS) {
		s->state = m->state;
		s->since_ns = ns;
		s->count = 0;
	}
	return s->count++ < SAME_MAX;
}

static const char *gate_kind(enum gate_protocol p)
{
	switch (p) {
	case GATE_STP:
	case GATE_RSTP:
	case GATE_PVST:
		return "l2-bpdu";
	case GATE_EAPOL:
		return "l2-eapol";
	case GATE_LACP:
		return "l2-lacp";
	case GATE_LLDP:
	case GATE_CDP:
		return "l2-lldp";
	case GATE_NONE:
		break;
	}
	return "l2-other";
}

static void gate_info(struct txt *t, const struct gate_msg *m, const char *name, const char *port)
{
	static const char *const protocol[] = {[GATE_NONE] = "", [GATE_STP] = "Spanning tree",
		[GATE_RSTP] = "Rapid spanning tree", [GATE_PVST] = "Spanning tree (PVST+)",
		[GATE_EAPOL] = "802.1X", [GATE_LACP] = "LACP", [GATE_LLDP] = "LLDP", [GATE_CDP] = "CDP"};

	txt_put(t, protocol[m->protocol]);
	if (m->state != GATE_SAYS_NOTHING)
		txt_fmt(t, ": %s", gate_state_name(m->state));
	if (name)
		txt_fmt(t, ": %s", name);
	if (port)
		txt_fmt(t, ", port %s", port);
	if (m->vlan >= 0)
		txt_fmt(t, ", VLAN %d", m->vlan);
}

/* EAPOL from the host itself is about that host; the rest is about whoever is behind the port. */
static struct mac gate_client(const struct packet *p, const struct gate_msg *m)
{
	static const struct mac none;
	bool host = m->state == GATE_EAP_RESPONSE || m->state == GATE_EAP_START || m->state == GATE_EAP_LOGOFF;

	if (m->protocol != GATE_EAPOL)
		return none;
	if (host)
		return p->src_mac;
	return p->has_dst_mac && !mac_is_group(p->dst_mac) ? p->dst_mac : none;
}

static void gate_write(struct tracker *t, const struct packet *p, const struct gate_msg *m, int decoded)
{
	struct txt info = {0}, name = {0}, port = {0};
	struct fact_l2 f = {.protocol = gate_protocol_name(m->protocol), .state = gate_state_name(m->state),
		.device = m->device, .port = m->port, .vlan = m->vlan};

	if (m->name.p)
		txt_put_safe(&name, m->name, 128);
	if (m->port_name.p)
		txt_put_safe(&port, m->port_name, 128);
	f.name = name.s;
	f.port_name = port.s;
	gate_info(&info, m, f.name, f.port_name);
	f.event_id = track_event(t, p, gate_kind(m->protocol), gate_client(p, m), decoded, "", txt_str(&info));
	t->sink->l2(t->sink->ctx, &f);
	txt_free(&info);
	txt_free(&name);
	txt_free(&port);
}

bool link_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct gate_msg m;
	enum decoded d;

	if (p->kind != PACKET_L2_OTHER)
		return false;
	d = gate_decode(p->ethertype, p->llc, p->payload, &m);
	if (d == DECODED_NOT_MINE || m.protocol == GATE_NONE)
		return false;
	*out = (struct verdict){"measured", "switch port protocol, repeated"};
	if (!worth_keeping(t->links, p, &m))
		return true;
	gate_write(t, p, &m, (int)d);
	*out = (struct verdict){"fact", "switch port protocol"};
	return true;
}

/* --- channels between servers -------------------------------------------------------------------- */

/* DHCP failover: 647 (IANA), 847, and 519 and 520 of older ISC configurations. */
static bool failover_port(uint16_t port)
{
	return port == 647 || port == 847 || port == 519 || port == 520;
}

void channels_see(struct links *l, const struct packet *p)
{
	struct channel_key key;
	struct channel *c;

	if (p->kind != PACKET_TCP || (!failover_port(p->src_port) && !failover_port(p->dst_port)))
		return;
	memset(&key, 0, sizeof(key));
	key.low_ip = p->src_ip < p->dst_ip ? p->src_ip : p->dst_ip;
	key.high_ip = p->src_ip < p->dst_ip ? p->dst_ip : p->src_ip;
	key.port = failover_port(p->dst_port) ? p->dst_port : p->src_port;
	HASH_FIND(hh, l->channels, &key, sizeof(key), c);
	if (!c) {
		if (HASH_COUNT(l->channels) >= CHANNELS_MAX)
			return;
		c = mem_alloc(sizeof(*c));
		c->key = key;
		c->f = (struct fact_channel){key.low_ip, key.high_ip, (uint16_t)key.port, 0, 0, 0, p->frame->ns,
			p->frame->ns};
		HASH_ADD(hh, l->channels, key, sizeof(key), c);
	}
	c->f.frames++;
	c->f.payload_bytes += packet_payload_len(p);
	c->f.resets += (p->tcp_flags & 4) != 0;
	if (p->frame->ns > c->f.last_ns)
		c->f.last_ns = p->frame->ns;
}

void links_finish(struct links *l, const struct fact_sink *sink)
{
	struct channel *c, *next;

	HASH_ITER (hh, l->channels, c, next)
		sink->channel(sink->ctx, &c->f);
}
