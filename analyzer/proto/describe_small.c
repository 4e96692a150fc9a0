/*
 * ARP and ICMP as fields.
 */
#include "proto/arp.h"
#include "proto/describe_inside.h"
#include "proto/icmp.h"

static const struct span nowhere = {NULL, 0};

void describe_arp(struct describer *d)
{
	struct cur in = d->p->payload;
	struct arp_msg m;
	enum decoded status = arp_decode(in, &m);
	size_t have = in.left < 28 ? in.left : 28;

	describe_layer(d, "Address Resolution Protocol", describe_head(in, 28));
	if (status == DECODED_NOT_MINE) {
		describe_field(d, DEPTH_1, "Form", nowhere, "not IPv4 over Ethernet");
		return;
	}
	if (have >= 8)
		describe_field(d, DEPTH_1, "Opcode", describe_at(in, 6, 2), "%u", m.op);
	if (have == 28)
		describe_field(d, KEY_1, "Form", nowhere, "%s", arp_form_name(m.form));
	if (have >= 14)
		describe_mac(d, KEY_1, "Sender MAC address", describe_at(in, 8, 6), m.sha);
	if (have >= 18)
		describe_ip(d, KEY_1, "Sender IP address", describe_at(in, 14, 4), m.spa);
	if (have >= 24)
		describe_mac(d, DEPTH_1, "Target MAC address", describe_at(in, 18, 6), m.tha);
	if (have == 28)
		describe_ip(d, KEY_1, "Target IP address", describe_at(in, 24, 4), m.tpa);
	describe_status(d, status);
}

static void describe_quote(struct describer *d, const struct icmp_msg *m)
{
	struct cur in = d->p->payload;

	describe_field(
		d, DEPTH_1, "Quoted datagram", describe_at(in, 8, 20), "%u bytes", m->q_length);
	describe_field(d, DEPTH_2, "Identification", describe_at(in, 12, 2), "0x%04x (%u)", m->q_id,
		m->q_id);
	describe_field(d, DEPTH_2, "Time to Live", describe_at(in, 16, 1), "%u", m->q_ttl);
	describe_field(d, DEPTH_2, "Protocol", describe_at(in, 17, 1), "%u", m->q_protocol);
	describe_ip(d, KEY_2, "Source Address", describe_at(in, 20, 4), m->q_src);
	describe_ip(d, KEY_2, "Destination Address", describe_at(in, 24, 4), m->q_dst);
	if (!m->q_src_port && !m->q_dst_port)
		return;
	describe_field(d, KEY_2, "Source Port", nowhere, "%u", m->q_src_port);
	describe_field(d, KEY_2, "Destination Port", nowhere, "%u", m->q_dst_port);
	if (m->q_payload.p)
		describe_field(
			d, DEPTH_2, "Quoted payload", m->q_payload, "%zu bytes", m->q_payload.n);
}

void describe_icmp(struct describer *d)
{
	struct cur in = d->p->payload;
	struct icmp_msg m;
	enum decoded status = icmp_decode(in, &m);

	describe_layer(d, "Internet Control Message Protocol", describe_head(in, in.left));
	if (in.left >= 2) {
		describe_field(d, KEY_1, "Type", describe_at(in, 0, 1), "%u (%s)", m.type,
			icmp_text(m.type, m.code));
		describe_field(d, DEPTH_1, "Code", describe_at(in, 1, 1), "%u", m.code);
	}
	if (in.left >= 8 && (m.type == 0 || m.type == 8)) {
		describe_field(
			d, DEPTH_1, "Identifier", describe_at(in, 4, 2), "0x%04x (%u)", m.id, m.id);
		describe_field(d, DEPTH_1, "Sequence Number", describe_at(in, 6, 2), "%u", m.seq);
	}
	if (m.mtu)
		describe_field(d, KEY_1, "MTU of next hop", describe_at(in, 6, 2), "%u", m.mtu);
	if (m.gateway)
		describe_ip(d, KEY_1, "Gateway Address", describe_at(in, 4, 4), m.gateway);
	if (m.quotes)
		describe_quote(d, &m);
	describe_status(d, status);
}
