/*
 * Signs that the operating system of a target is up (pvs.md 2.6, 3.3): the first name lookups, logons
 * and file accesses of a host that streams from PVS. Only the first few of each are kept; their
 * content is nobody's business here, but for the name that is looked up.
 */
#include "track/internal.h"

#include <stdio.h>

enum { OS_DNS, OS_KERBEROS, OS_LDAP, OS_SMB };

static const struct os_sign {
	uint16_t port;
	bool udp, tcp;
	unsigned what;
	const char *kind, *text;
} signs[] = {
	{53, true, false, OS_DNS, "os-dns", "DNS query"},
	{88, true, true, OS_KERBEROS, "os-kerberos", "Kerberos request"},
	{389, true, true, OS_LDAP, "os-ldap", "directory lookup (LDAP)"},
	{445, false, true, OS_SMB, "os-smb", "file access (SMB)"},
};

#define TCP_SYN 2
#define TCP_ACK 16
#define LABEL_MAX 63

static const struct os_sign *sign_of(const struct packet *p)
{
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (p->dst_port != signs[i].port)
			continue;
		if (p->kind == PACKET_UDP && signs[i].udp)
			return &signs[i];
		if (p->kind == PACKET_TCP && signs[i].tcp && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
			return &signs[i];
	}
	return NULL;
}

/* The name asked for: labels, each with its length before it (RFC 1035 4.1.2). */
static void put_name(struct txt *t, struct cur c)
{
	struct span label;
	uint8_t n;

	cur_skip(&c, 12);
	while ((n = cur_u8(&c)) > 0 && n <= LABEL_MAX && c.err == CUR_OK && t->n < 200) {
		label = cur_take(&c, n);
		if (c.err != CUR_OK)
			return;
		txt_put_safe(t, label, LABEL_MAX);
		txt_put(t, ".");
	}
}

bool os_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	static const struct mac none;
	const struct os_sign *s;
	struct txt info = {0};
	char ip[16];

	if ((p->kind != PACKET_UDP && p->kind != PACKET_TCP) || !(s = sign_of(p)) ||
		!stations_keeps(t->stations, p->src_ip, s->what))
		return false;
	txt_fmt(&info, "%s to %s", s->text, txt_ip4(ip, p->dst_ip));
	if (s->what == OS_DNS) {
		txt_put(&info, " for ");
		put_name(&info, p->payload);
	}
	track_event(t, p, s->kind, stations_holder(t->stations, p->src_ip, track_vlan(p), p->has_l2 ? p->src_mac : none), 0, "",
		txt_str(&info));
	txt_free(&info);
	*out = (struct verdict){"fact", "the operating system's network"};
	return true;
}
