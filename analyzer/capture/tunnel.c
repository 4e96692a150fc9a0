/*
 * Frames inside datagrams, as mirrors and overlay networks make them: GRE with Ethernet, ERSPAN
 * I, II and III, IP in IP, VXLAN, Geneve, GTP-U, TZSP. At most WALK_TUNNELS in each other. Something that
 * only looks like a tunnel stays the UDP or IP packet it is.
 */
#include "capture/decode.h"

enum { GRE_CHECKSUM = 0x8000, GRE_ROUTING = 0x4000, GRE_KEY = 0x2000, GRE_SEQUENCE = 0x1000 };

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	TYPE_ETHERNET = 0x6558,
	TYPE_ERSPAN_2 = 0x88be, /* without a sequence number: ERSPAN I, which has no header */
	TYPE_ERSPAN_3 = 0x22eb,
};

/* A mirror that cuts frames says so; then the rest was on the wire and is not the

 * sender's fault. */
static void mirrored(struct walk *w, struct cur c, const char *name, bool truncated)
{
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_TUNNEL);
		return;
	}
	if (truncated)
		c.snapped += UINT16_MAX;
	if (walk_into(w, name))
		ether_walk(w, c);
}

/* ... 16 | session with the truncation bit 0x0400 16 | index 32 */
static void erspan2_walk(struct walk *w, struct cur c)
{
	uint16_t session;

	cur_skip(&c, 2);
	session = cur_be16(&c);
	cur_skip(&c, 4);
	mirrored(w, c, "ERSPAN II", session & 0x0400);
}

/* As II, then a timestamp 32 | group 16 | flags 16, whose lowest bit says 8 more bytes follow and
 * whose bits 10-14 say what the frame is: 0 Ethernet, 2 IP */
static void erspan3_walk(struct walk *w, struct cur c)
{
	uint16_t session, flags;

	cur_skip(&c, 2);
	session = cur_be16(&c);
	cur_skip(&c, 6);
	flags = cur_be16(&c);
	cur_skip(&c, flags & 1 ? 8 : 0);
	if ((flags >> 10 & 31) != 2)
		mirrored(w, c, "ERSPAN III", session & 0x0400);
	else if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_TUNNEL);
	else if (walk_into(w, "ERSPAN III"))
		ip_walk(w, c);
}

static void datagram_in(struct walk *w, struct cur c, const char *name)
{
	if (walk_into(w, name))
		ip_walk(w, c);
}

/* RFC 2784 and 2890: flags 16 | type 16 | checksum 32 | key 32 | sequence 32, as flagged */
static bool gre_walk(struct walk *w, struct cur c)
{
	uint16_t flags = cur_be16(&c), type = cur_be16(&c);

	if (c.err == CUR_OK && (flags & GRE_ROUTING || flags & 7))
		return false; /* source routes, PPTP: nothing here needs them */
	cur_skip(&c, flags & GRE_CHECKSUM ? 4 : 0);
	cur_skip(&c, flags & GRE_KEY ? 4 : 0);
	cur_skip(&c, flags & GRE_SEQUENCE ? 4 : 0);
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_TUNNEL);
	else if (type == TYPE_ERSPAN_3)
		erspan3_walk(w, c);
	else if (type == TYPE_ERSPAN_2 && flags & GRE_SEQUENCE)
		erspan2_walk(w, c);
	else if (type == TYPE_ERSPAN_2)
		mirrored(w, c, "ERSPAN I", false);
	else if (type == TYPE_ETHERNET)
		mirrored(w, c, "GRE", false);
	else if (type == TYPE_IPV4 || type == TYPE_IPV6)
		datagram_in(w, c, "GRE");
	else
		return false;
	return true;
}

static bool ip_in_ip_walk(struct walk *w, struct cur c)
{
	datagram_in(w, c, "IP in IP");
	return true;
}

/* Whether this can be an Ethernet frame: the ethertype is one that is used. */
static bool ethernet_here(struct cur c)
{
	uint16_t type;

	cur_skip(&c, 12);
	type = cur_be16(&c);
	return c.err == CUR_OK && (type <= 1500 || type >= 0x600);
}

/* RFC 7348: flags 8 (the network number is valid: 0x08) | ... 24 | network 24 | 8 */
static bool vxlan_walk(struct walk *w, struct cur c)
{
	uint8_t flags = cur_u8(&c);

	cur_skip(&c, 7);
	if (c.err != CUR_OK || !(flags & 8) || !ethernet_here(c))
		return false;
	mirrored(w, c, "VXLAN", false);
	return true;
}

/* RFC 8926: version 2, length of options 6 (in 4 bytes) | flags 8 | type 16 | network 24 | 8 */
static bool geneve_walk(struct walk *w, struct cur c)
{
	uint8_t first = cur_u8(&c);
	uint16_t type;

	cur_skip(&c, 1);
	type = cur_be16(&c);
	cur_skip(&c, 4 + (first & 0x3fu) * 4u);
	if (c.err != CUR_OK || first >> 6)
		return false;
	if (type == TYPE_ETHERNET && ethernet_here(c))
		mirrored(w, c, "Geneve", false);
	else if (type == TYPE_IPV4 || type == TYPE_IPV6)
		datagram_in(w, c, "Geneve");
	else
		return false;
	return true;
}

/* TZSP (MikroTik mirrors): version 8 | type 8 | encapsulation 16, then tags to the end tag 1 */
static bool tzsp_walk(struct walk *w, struct cur c)
{
	uint8_t version = cur_u8(&c), type = cur_u8(&c), tag = 0;

	if (version != 1 || type > 1 || cur_be16(&c) != 1)
		return false;
	while (cur_more(&c) && tag != 1) {
		tag = cur_u8(&c);
		if (tag > 1)
			cur_skip(&c, cur_u8(&c));
	}
	if (c.err != CUR_OK || tag != 1 || !ethernet_here(c))
		return false;
	mirrored(w, c, "TZSP", false);
	return true;
}

/* GTP-U (TS 29.281): version 1, protocol type GTP; type 255 is a user packet. length 16 | tunnel 32, then
 * 4 bytes when any of three flags is set, of which the last is the type of an extension header; those
 * say their length in 4 bytes and end with the type of the next. */
static bool gtp_walk(struct walk *w, struct cur c)
{
	uint8_t flags = cur_u8(&c), type = cur_u8(&c), next = 0, first;
	struct cur look;

	cur_skip(&c, 6);
	if (flags & 7) {
		cur_skip(&c, 3);
		next = cur_u8(&c);
	}
	while (flags & 4 && next && c.err == CUR_OK) {
		uint8_t length = cur_u8(&c);

		if (!length)
			return false;
		cur_skip(&c, length * 4u - 2u);
		next = cur_u8(&c);
	}
	look = c;
	first = cur_u8(&look) >> 4;
	if (look.err != CUR_OK || flags >> 4 != 3 || type != 255 || (first != 4 && first != 6))
		return false;
	datagram_in(w, c, "GTP-U");
	return true;
}

static const struct {
	uint8_t protocol;
	bool (*walk)(struct walk *w, struct cur c);
} in_ip[] = {
	{4, ip_in_ip_walk},
	{41, ip_in_ip_walk},
	{47, gre_walk},
};

static bool (*const in_udp[])(struct walk *w, struct cur c) = {
	[TUNNEL_NONE] = NULL,
	[TUNNEL_VXLAN] = vxlan_walk,
	[TUNNEL_GENEVE] = geneve_walk,
	[TUNNEL_GTP] = gtp_walk,
	[TUNNEL_TZSP] = tzsp_walk,
};

bool tunnel_in_ip(struct walk *w, struct cur c, uint8_t protocol)
{
	size_t i;

	for (i = 0; i < sizeof(in_ip) / sizeof(in_ip[0]); i++)
		if (in_ip[i].protocol == protocol)
			return in_ip[i].walk(w, c);
	return false;
}

bool tunnel_in_udp(struct walk *w, struct cur c, uint16_t dst_port)
{
	enum tunnel_udp which = tunnel_port(dst_port);

	return in_udp[which] && in_udp[which](w, c);
}
