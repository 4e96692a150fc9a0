/*
 * ARP claims and ICMP: stateless but for a bound. A host that repeats the same ARP for hours, or a
 * router that answers a flood with errors, is kept as its first frames and counted after that.
 */
#include "track/internal.h"
#include "base/mem.h"
#include "proto/arp.h"
#include "proto/icmp.h"

#include <stdio.h>
#include <stdlib.h>

#define SAME_MAX 12     /* events kept of the same question within SAME_NS */
#define SAME_NS 60000000000
#define TUPLES_MAX 65536

/* What makes two of them "the same": all that matters, folded into one key. */
struct tuple {
	uint32_t a, b;
	struct mac mac;
	uint16_t form;
};

struct arp_seen {
	struct tuple key;
	int64_t since_ns;
	unsigned count;
	UT_hash_handle hh;
};

struct arps {
	struct arp_seen *seen;
};

struct arps *arps_new(void)
{
	return mem_alloc(sizeof(struct arps));
}

void arps_free(struct arps *a)
{
	struct arp_seen *s, *next;

	HASH_ITER (hh, a->seen, s, next) {
		HASH_DEL(a->seen, s);
		free(s);
	}
	free(a);
}

/* Whether this one is among the first of its kind within a minute. */
static bool worth_keeping(struct arps *a, struct tuple key, int64_t ns)
{
	struct arp_seen *s;

	HASH_FIND(hh, a->seen, &key, sizeof(key), s);
	if (!s) {
		if (HASH_COUNT(a->seen) >= TUPLES_MAX)
			return false;
		s = mem_alloc(sizeof(*s));
		s->key = key;
		s->since_ns = ns;
		HASH_ADD(hh, a->seen, key, sizeof(key), s);
	}
	if (ns - s->since_ns > SAME_NS) {
		s->since_ns = ns;
		s->count = 0;
	}
	return s->count++ < SAME_MAX;
}

static void arp_info(struct txt *t, const struct arp_msg *m)
{
	char spa[16], tpa[16], sha[18];

	txt_ip4(spa, m->spa);
	txt_ip4(tpa, m->tpa);
	txt_mac(sha, m->sha.b);
	switch (m->form) {
	case ARP_REQUEST:
		txt_fmt(t, "ARP who has %s? tell %s", tpa, spa);
		return;
	case ARP_REPLY:
		txt_fmt(t, "ARP %s is at %s", spa, sha);
		return;
	case ARP_PROBE:
		txt_fmt(t, "ARP probe for %s by %s", tpa, sha);
		return;
	case ARP_ANNOUNCEMENT:
		txt_fmt(t, "ARP announcement: %s is at %s", spa, sha);
		return;
	case ARP_OTHER:
		txt_fmt(t, "ARP operation %u", m->op);
	}
}

bool arp_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	static const char *const kind[] = {
		[ARP_REQUEST] = "arp-request", [ARP_REPLY] = "arp-reply", [ARP_PROBE] = "arp-probe",
		[ARP_ANNOUNCEMENT] = "arp-announcement", [ARP_OTHER] = "arp-other",
	};
	struct txt info = {0};
	struct arp_msg m;
	struct tuple key;
	enum decoded d;
	struct fact_arp f;

	if (p->kind != PACKET_ARP)
		return false;
	*out = (struct verdict){"unrelated", "ARP"};
	d = arp_decode(p->payload, &m);
	if (d == DECODED_NOT_MINE || d == DECODED_SNAPPED || m.form == ARP_OTHER)
		return true;
	stations_claim(t->stations, m.sha, m.spa, p->frame->ns);
	memset(&key, 0, sizeof(key));
	key.a = m.spa;
	key.b = m.tpa;
	key.mac = m.sha;
	key.form = (uint16_t)m.form;
	if (!worth_keeping(t->arps, key, p->frame->ns)) {
		*out = (struct verdict){"measured", "ARP, repeated"};
		return true;
	}
	arp_info(&info, &m);
	f = (struct fact_arp){.form = arp_form_name(m.form), .sha = m.sha, .tha = m.tha, .spa = m.spa,
		.tpa = m.tpa};
	f.event_id = track_event(t, p, kind[m.form], m.sha, (int)d, "", txt_str(&info));
	t->sink->arp(t->sink->ctx, &f);
	txt_free(&info);
	*out = (struct verdict){"fact", "ARP"};
	return true;
}

static const char *icmp_kind(const struct icmp_msg *m)
{
	switch (m->type) {
	case 0:
		return "icmp-echo-reply";
	case 3:
		return "icmp-unreachable";
	case 5:
		return "icmp-redirect";
	case 8:
		return "icmp-echo";
	case 11:
		return "icmp-time-exceeded";
	default:
		return "icmp-other";
	}
}

static void icmp_info(struct txt *t, const struct icmp_msg *m)
{
	char src[16], dst[16];

	txt_fmt(t, "ICMP %s", icmp_text(m->type, m->code));
	if (!m->quotes)
		return;
	txt_fmt(t, ", quoting %s:%u to %s:%u", txt_ip4(src, m->q_src), m->q_src_port,
		txt_ip4(dst, m->q_dst), m->q_dst_port);
	if (m->mtu)
		txt_fmt(t, ", MTU %u", m->mtu);
}

/* A datagram to a service that targets boot from. */
static bool quotes_boot(const struct icmp_msg *m)
{
	uint16_t port = m->q_dst_port;

	return m->q_protocol == 17 && (port == 69 || port == 4011 || port == 6969 || (port >= PVS_PORT_FIRST && port <= PVS_PORT_LAST));
}

/* The boot client an ICMP message is about: who sent the quoted datagram, or was to get it, else who
 * is pinged. At a server's own port its lease may not have passed: then whom the frame goes to. */
static struct mac icmp_client(struct tracker *t, const struct icmp_msg *m, const struct packet *p)
{
	static const struct mac none;
	struct mac sender;

	if (m->quotes) {
		sender = stations_holder(t->stations, m->q_src, track_vlan(p),
			p->dst_ip == m->q_src && quotes_boot(m) ? stations_receiver(t->stations, p) : none);
		return mac_is_zero(sender) ? stations_holder(t->stations, m->q_dst, track_vlan(p), none) : sender;
	}
	return stations_holder(t->stations, m->type == 0 ? p->src_ip : p->dst_ip, track_vlan(p), none);
}

bool icmp_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct txt info = {0};
	struct icmp_msg m;
	struct tuple key;
	enum decoded d;
	struct fact_icmp f;

	if (p->kind != PACKET_ICMP)
		return false;
	*out = (struct verdict){"unrelated", "ICMP"};
	d = icmp_decode(p->payload, &m);
	if (d == DECODED_NOT_MINE || (!icmp_is_error(&m) && m.type != 0 && m.type != 8))
		return true;
	memset(&key, 0, sizeof(key));
	key.a = p->src_ip;
	key.b = m.quotes ? m.q_dst : p->dst_ip;
	key.mac.b[0] = m.type;
	key.mac.b[1] = m.code;
	memcpy(key.mac.b + 2, &m.q_dst_port, 2);
	memcpy(key.mac.b + 4, &m.q_src_port, 2);
	key.form = 256;
	if (!worth_keeping(t->arps, key, p->frame->ns)) {
		*out = (struct verdict){"measured", "ICMP, repeated"};
		return true;
	}
	icmp_info(&info, &m);
	f = (struct fact_icmp){.type = m.type, .code = m.code, .mtu = m.mtu, .quotes = m.quotes,
		.q_src = m.q_src, .q_dst = m.q_dst, .q_protocol = m.q_protocol, .q_src_port = m.q_src_port,
		.q_dst_port = m.q_dst_port, .q_ip_id = m.q_id};
	if (m.quotes)
		f.quotes_event = kept_find(t->kept, m.q_src, m.q_dst, m.q_src_port, m.q_dst_port, m.q_id);
	f.event_id = track_event(t, p, icmp_kind(&m), icmp_client(t, &m, p), (int)d, "", txt_str(&info));
	t->sink->icmp(t->sink->ctx, &f);
	txt_free(&info);
	*out = (struct verdict){"fact", "ICMP"};
	return true;
}
