/*
 * Link, network and transport as fields. struct packet holds the values but not the places of the
 * headers (there may be tunnels around them), so each header is looked for just before what follows
 * it and taken for found only when its addresses or ports are those of the packet. One that is not
 * found is described all the same, without a place.
 */
#include "proto/describe_inside.h"

enum {
	ETHERNET = 14,
	TAG = 4,
	UDP_HEADER = 8,
	PROTOCOL_ICMP = 1,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17
};

static const struct span nowhere = {NULL, 0};

/* A cursor over the frame from `offset`. */
static struct cur frame_at(const struct describer *d, size_t offset)
{
	const struct frame *f = d->p->frame;
	struct cur c = cur_make(f->bytes, f->caplen, f->caplen);

	cur_skip(&c, offset);
	return c;
}

static bool udp_header_at(const struct describer *d, size_t offset)
{
	struct cur c = frame_at(d, offset);

	return cur_be16(&c) == d->p->src_port && cur_be16(&c) == d->p->dst_port && c.err == CUR_OK;
}

static bool tcp_header_at(const struct describer *d, size_t offset, size_t n)
{
	struct cur c = frame_at(d, offset);
	bool ports = cur_be16(&c) == d->p->src_port && cur_be16(&c) == d->p->dst_port;

	cur_skip(&c, 8);
	return ports && (size_t)(cur_u8(&c) >> 4) * 4 == n && c.err == CUR_OK;
}

static bool ip_header_at(const struct describer *d, size_t offset, size_t n)
{
	struct cur c = frame_at(d, offset);
	bool size = cur_u8(&c) == (0x40 | n / 4);

	cur_skip(&c, 11);
	return size && cur_be32(&c) == d->p->src_ip && cur_be32(&c) == d->p->dst_ip &&
	       c.err == CUR_OK;
}

/* The transport header that ends at `end`. */
static struct span find_transport(const struct describer *d, size_t end)
{
	size_t n;

	if (d->p->kind == PACKET_UDP && end >= UDP_HEADER && udp_header_at(d, end - UDP_HEADER))
		return describe_at(frame_at(d, end - UDP_HEADER), 0, UDP_HEADER);
	for (n = 20; d->p->kind == PACKET_TCP && n <= 60 && n <= end; n += 4)
		if (tcp_header_at(d, end - n, n))
			return describe_at(frame_at(d, end - n), 0, n);
	return nowhere;
}

/* The IPv4 header that ends at `end`. */
static struct span find_ip(const struct describer *d, size_t end)
{
	size_t n;

	for (n = 20; n <= 60 && n <= end; n += 4)
		if (ip_header_at(d, end - n, n))
			return describe_at(frame_at(d, end - n), 0, n);
	return nowhere;
}

static bool is_ip(const struct packet *p)
{
	return p->kind == PACKET_UDP || p->kind == PACKET_TCP || p->kind == PACKET_ICMP ||
	       p->kind == PACKET_IP_OTHER || p->kind == PACKET_FRAGMENT;
}

static struct span payload_start(const struct describer *d)
{
	return (struct span){d->p->payload.p, 0};
}

static struct span transport_header(const struct describer *d)
{
	size_t end;

	return describe_offset(d, payload_start(d), &end) ? find_transport(d, end) : nowhere;
}

static struct span ip_header(const struct describer *d)
{
	struct span transport = transport_header(d);
	bool ported = d->p->kind == PACKET_UDP || d->p->kind == PACKET_TCP;
	size_t end;

	if (!is_ip(d->p) || (ported && !transport.p))
		return nowhere;
	return describe_offset(d, ported ? transport : payload_start(d), &end) ? find_ip(d, end)
									       : nowhere;
}

static bool ethernet_at(const struct describer *d, size_t offset)
{
	struct cur c = frame_at(d, offset);

	return span_eq(cur_take(&c, 6), d->p->dst_mac.b, 6) &&
	       span_eq(cur_take(&c, 6), d->p->src_mac.b, 6);
}

/* Both addresses, the tags and the type before the network header. */
static struct span ethernet_header(const struct describer *d)
{
	struct span inner = is_ip(d->p) ? ip_header(d) : payload_start(d);
	size_t n = ETHERNET + (size_t)d->p->vlans * TAG, end;

	if (!d->p->has_dst_mac || d->p->llc || !describe_offset(d, inner, &end) || end < n ||
		!ethernet_at(d, end - n))
		return nowhere;
	return describe_at(frame_at(d, end - n), 0, n);
}

static struct span part(struct span header, size_t offset, size_t n)
{
	return describe_at(cur_make(header.p, header.n, header.n), offset, n);
}

static const struct {
	uint16_t type;
	const char *name;
} ethertypes[] = {
	{0x0800, "IPv4"},
	{0x0806, "ARP"},
	{0x86dd, "IPv6"},
	{0x8035, "RARP"},
	{0x888e, "802.1X Authentication"},
	{0x88cc, "LLDP"},
	{0x8809, "Slow Protocols (LACP)"},
	{0x8808, "MAC Control (pause)"},
	{0x8863, "PPPoE Discovery"},
	{0x8864, "PPPoE Session"},
	{0x88e5, "MACsec"},
	{0x8914, "FCoE Initialization"},
};

static const char *ethertype_name(uint16_t type)
{
	size_t i;

	for (i = 0; i < sizeof(ethertypes) / sizeof(ethertypes[0]); i++)
		if (ethertypes[i].type == type)
			return ethertypes[i].name;
	return "unknown";
}

static const char *llc_name(uint16_t llc)
{
	if (llc == 0x4242)
		return "Spanning Tree";
	return llc == 0xaaaa ? "SNAP" : "unknown";
}

void describe_link(struct describer *d)
{
	const struct packet *p = d->p;
	struct span eth = ethernet_header(d);
	unsigned i;

	if (!p->has_l2)
		return;
	describe_layer(d,
		!p->has_dst_mac ? "Linux cooked capture"
		: p->llc	? "IEEE 802.3 Ethernet"
				: "Ethernet II",
		eth);
	if (p->has_dst_mac)
		describe_mac(d, KEY_1, "Destination", part(eth, 0, 6), p->dst_mac);
	describe_mac(d, KEY_1, "Source", part(eth, 6, 6), p->src_mac);
	for (i = 0; i < p->vlans && i < PACKET_VLANS; i++)
		describe_field(d, KEY_1, "802.1Q Virtual LAN ID", part(eth, 14 + i * TAG, 2), "%u",
			p->vlan[i]);
	if (p->llc)
		describe_field(d, DEPTH_1, "Logical-Link Control", nowhere,
			"DSAP 0x%02x SSAP 0x%02x (%s)", p->llc >> 8, p->llc & 255,
			llc_name(p->llc));
	else if (p->ethertype)
		describe_field(d, DEPTH_1, "Type", eth.p ? part(eth, eth.n - 2, 2) : nowhere,
			"0x%04x (%s)", p->ethertype, ethertype_name(p->ethertype));
}

static const char *protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case PROTOCOL_ICMP:
		return "ICMP";
	case 2:
		return "IGMP";
	case PROTOCOL_TCP:
		return "TCP";
	case PROTOCOL_UDP:
		return "UDP";
	case 47:
		return "GRE";
	case 89:
		return "OSPF";
	case 112:
		return "VRRP";
	default:
		return "unknown";
	}
}

static void describe_fragments(struct describer *d, struct span ip)
{
	const struct packet *p = d->p;

	if (p->kind == PACKET_FRAGMENT || p->first_only)
		describe_field(d, KEY_1, "Fragment Offset", part(ip, 6, 2), "%u%s",
			p->fragment_offset,
			p->more_fragments ? ", more fragments follow" : ", last fragment");
	if (p->first_only)
		describe_field(
			d, KEY_1, "Reassembly", nowhere, "the other fragments were not seen");
	if (p->reassembled)
		describe_field(d, KEY_1, "Reassembly", nowhere,
			"%u fragments put together, this is the last", p->fragments);
}

static void describe_ipv4(struct describer *d)
{
	const struct packet *p = d->p;
	struct span ip = ip_header(d);

	describe_layer(d, "Internet Protocol Version 4", ip);
	describe_field(
		d, DEPTH_1, "Identification", part(ip, 4, 2), "0x%04x (%u)", p->ip_id, p->ip_id);
	describe_field(d, DEPTH_1, "Don't fragment", part(ip, 6, 1), "%s",
		p->dont_fragment ? "set" : "not set");
	describe_fragments(d, ip);
	describe_field(d, DEPTH_1, "Time to Live", part(ip, 8, 1), "%u", p->ttl);
	describe_field(d, DEPTH_1, "Protocol", part(ip, 9, 1), "%s (%u)",
		protocol_name(p->protocol), p->protocol);
	describe_ip(d, KEY_1, "Source Address", part(ip, 12, 4), p->src_ip);
	describe_ip(d, KEY_1, "Destination Address", part(ip, 16, 4), p->dst_ip);
}

static void describe_udp(struct describer *d)
{
	const struct packet *p = d->p;
	struct span udp = transport_header(d);

	describe_layer(d, "User Datagram Protocol", udp);
	describe_field(d, KEY_1, "Source Port", part(udp, 0, 2), "%u", p->src_port);
	describe_field(d, KEY_1, "Destination Port", part(udp, 2, 2), "%u", p->dst_port);
	describe_field(d, p->udp_length_odd ? KEY_1 : DEPTH_1, "Length", part(udp, 4, 2), "%zu%s",
		packet_payload_len(p) + UDP_HEADER,
		p->udp_length_odd ? ", disagrees with the IP length" : "");
}

static void describe_tcp(struct describer *d)
{
	static const char *const flag[] = {"FIN", "SYN", "RST", "PSH", "ACK"};
	const struct packet *p = d->p;
	struct span tcp = transport_header(d);
	unsigned i;

	describe_layer(d, "Transmission Control Protocol", tcp);
	describe_field(d, KEY_1, "Source Port", part(tcp, 0, 2), "%u", p->src_port);
	describe_field(d, KEY_1, "Destination Port", part(tcp, 2, 2), "%u", p->dst_port);
	describe_field(d, DEPTH_1, "Sequence Number", part(tcp, 4, 4), "%u", p->tcp_seq);
	describe_field(d, DEPTH_1, "Acknowledgment Number", part(tcp, 8, 4), "%u", p->tcp_ack);
	for (i = 0; i < sizeof(flag) / sizeof(flag[0]); i++)
		if (p->tcp_flags >> i & 1)
			txt_fmt(&d->text, "%s%s", d->text.n ? " " : "", flag[i]);
	describe_text(d, KEY_1, "Flags", part(tcp, 13, 1));
}

void describe_network(struct describer *d)
{
	if (is_ip(d->p))
		describe_ipv4(d);
	if (d->p->kind == PACKET_UDP)
		describe_udp(d);
	if (d->p->kind == PACKET_TCP)
		describe_tcp(d);
	if (d->p->kind == PACKET_IPV6)
		describe_layer(d, "Internet Protocol Version 6", nowhere);
}
