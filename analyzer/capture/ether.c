/*
 * Ethernet II and 802.3, VLAN and switch tags, 802.2 with SNAP, and what an ethertype leads to.
 * The Ethernet padding is left to IP: its total length decides.
 */
#include "capture/decode.h"

/* The least value that is an ethertype and not an 802.3 length. */
#define ETHERTYPE_MIN 0x600
#define LENGTH_MAX 1500

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_ARP = 0x0806,
	ETHERTYPE_TEB = 0x6558, /* Ethernet again */
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_MPLS = 0x8847,
	ETHERTYPE_MPLS_MULTICAST = 0x8848,
	ETHERTYPE_PPPOE_SESSION = 0x8864,
	ETHERTYPE_PROVIDER_VLAN = 0x88a8,
	ETHERTYPE_MACSEC = 0x88e5,
	ETHERTYPE_CMD = 0x8909,	  /* Cisco metadata: security group */
	ETHERTYPE_VNTAG = 0x8926, /* Cisco fabric extender */
	ETHERTYPE_ETAG = 0x893f,  /* 802.1BR */
	ETHERTYPE_OLD_QINQ = 0x9100,
	ETHERTYPE_OLD_QINQ_2 = 0x9200,
};

static struct mac take_mac(struct cur *c)
{
	struct mac m = {{0}};
	const uint8_t *b = cur_bytes(c, sizeof(m.b));

	if (b)
		memcpy(m.b, b, sizeof(m.b));
	return m;
}

void ether_walk(struct walk *w, struct cur c)
{
	struct packet *p = w->p;
	uint16_t type;

	p->dst_mac = take_mac(&c);
	p->src_mac = take_mac(&c);
	p->has_l2 = p->has_dst_mac = c.err == CUR_OK;
	type = cur_be16(&c);
	if (p->has_l2)
		p->l2_cast = mac_cast(p->dst_mac);
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_ETHERNET);
		return;
	}
	ethertype_walk(w, c, type);
}

/* 802.3: the length counts from the 802.2 header on; what is beyond is padding. */
static void length_walk(struct walk *w, struct cur c, uint16_t length)
{
	w->p->ethertype = 0;
	llc_walk(w, length && length <= LENGTH_MAX ? cur_sub(&c, length) : c);
}

static void snap_walk(struct walk *w, struct cur c)
{
	struct cur in = c;
	uint32_t oui = (uint32_t)cur_be16(&in) << 8;
	uint16_t type;

	oui |= cur_u8(&in);
	type = cur_be16(&in);
	if (in.err != CUR_OK) {
		walk_stop(w, &in, HEADER_LLC);
		return;
	}
	/* RFC 1042, and 802.1H for bridges */
	if ((oui == 0 || oui == 0x0000f8) && type >= ETHERTYPE_MIN) {
		ethertype_walk(w, in, type);
		return;
	}
	walk_done(w, PACKET_L2_OTHER, c);
}

/* DSAP, SSAP and a control field of one byte (unnumbered frames) or two. */
void llc_walk(struct walk *w, struct cur c)
{
	uint16_t saps = cur_be16(&c);
	uint8_t control = cur_u8(&c);

	if ((control & 3) != 3)
		cur_skip(&c, 1);
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_LLC);
		return;
	}
	w->p->llc = saps;
	if (saps == 0xaaaa && control == 3)
		snap_walk(w, c);
	else
		walk_done(w, PACKET_L2_OTHER, c);
}

/* Notes a tag (0 as the identifier: priority only) and reads the ethertype behind it. False when it
 * is not there or there are too many. */
static bool take_vlan(struct walk *w, struct cur *c, uint16_t *type)
{
	uint16_t tag = cur_be16(c);

	*type = cur_be16(c);
	if (c->err != CUR_OK) {
		walk_stop(w, c, HEADER_VLAN);
		return false;
	}
	if (w->p->vlans == PACKET_VLANS) {
		walk_unreadable(w, "more than four VLAN tags");
		return false;
	}
	w->p->vlan[w->p->vlans++] = tag & 0xfff;
	return true;
}

/* A tag of `size` bytes that says nothing of interest, then an ethertype. */
static bool take_tag(struct walk *w, struct cur *c, size_t size, uint16_t *type)
{
	cur_skip(c, size);
	*type = cur_be16(c);
	if (c->err == CUR_OK)
		return true;
	walk_stop(w, c, HEADER_TAG);
	return false;
}

/* Labels to the bottom of the stack. What is below has no type: IPv4 and IPv6 show their version,
 * a pseudowire begins with its control word (RFC 4385: first nibble 0), else with Ethernet. */
static void mpls_walk(struct walk *w, struct cur c)
{
	uint32_t label;
	uint8_t first;
	struct cur look;

	do
		label = cur_be32(&c);
	while (cur_more(&c) && !(label & 0x100));
	look = c;
	first = cur_u8(&look) >> 4;
	if (look.err != CUR_OK)
		walk_stop(w, &look, HEADER_MPLS);
	else if (first == 4 || first == 6)
		ip_walk(w, c);
	else if (walk_into(w, "MPLS pseudowire")) {
		if (first == 0)
			cur_skip(&c, 4);
		ether_walk(w, c);
	}
}

/* version and type 8 | code 8 | session 16 | length 16 | PPP */
static void pppoe_walk(struct walk *w, struct cur c)
{
	uint16_t length;

	cur_skip(&c, 4);
	length = cur_be16(&c);
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_PPP);
	else
		ppp_walk(w, cur_sub(&c, length));
}

static void arp_walk(struct walk *w, struct cur c)
{
	struct cur look = c;

	cur_skip(&look, 8);
	if (look.err != CUR_OK)
		walk_stop(w, &look, HEADER_ARP);
	else {
		if (w->copies)
			copies_see_arp(w->copies, w->p, c);
		walk_done(w, PACKET_ARP, c);
	}
}

enum { MACSEC_SCI = 0x20, MACSEC_ENCRYPTED = 0x08, MACSEC_CHANGED = 0x04 };

/* 802.1AE: flags 8 | short length 8 | packet number 32 | secure channel 64 when flagged. Without
 * encryption the frame goes on, and ends in a check value, which IP's length leaves out. */
static bool take_macsec(struct walk *w, struct cur *c, uint16_t *type)
{
	uint8_t flags = cur_u8(c);

	if (c->err == CUR_OK && flags & (MACSEC_ENCRYPTED | MACSEC_CHANGED)) {
		walk_unreadable(w, "encrypted by MACsec (802.1AE); capture on the host, or where it ends");
		return false;
	}
	return take_tag(w, c, flags & MACSEC_SCI ? 13 : 5, type);
}

/* One step from an ethertype: true when another ethertype (*type) follows at *c. */
static bool tag_step(struct walk *w, struct cur *c, uint16_t *type)
{
	switch (*type) {
	case ETHERTYPE_VLAN:
	case ETHERTYPE_PROVIDER_VLAN:
	case ETHERTYPE_OLD_QINQ:
	case ETHERTYPE_OLD_QINQ_2:
		return take_vlan(w, c, type);
	case ETHERTYPE_CMD:
	case ETHERTYPE_ETAG:
		return take_tag(w, c, 6, type);
	case ETHERTYPE_MACSEC:
		return take_macsec(w, c, type);
	case ETHERTYPE_VNTAG:
		return take_tag(w, c, 4, type);
	case ETHERTYPE_IPV4:
		ipv4_walk(w, *c);
		return false;
	case ETHERTYPE_IPV6:
		ipv6_walk(w, *c);
		return false;
	case ETHERTYPE_ARP:
		arp_walk(w, *c);
		return false;
	case ETHERTYPE_MPLS:
	case ETHERTYPE_MPLS_MULTICAST:
		mpls_walk(w, *c);
		return false;
	case ETHERTYPE_PPPOE_SESSION:
		pppoe_walk(w, *c);
		return false;
	case ETHERTYPE_TEB:
		if (walk_into(w, "Ethernet in Ethernet"))
			ether_walk(w, *c);
		return false;
	default:
		walk_done(w, PACKET_L2_OTHER, *c);
		return false;
	}
}

void ethertype_walk(struct walk *w, struct cur c, uint16_t type)
{
	for (;;) {
		if (++w->steps > WALK_STEPS) {
			walk_unreadable(w, "too many headers before the network layer");
			return;
		}
		if (type < ETHERTYPE_MIN) {
			length_walk(w, c, type);
			return;
		}
		w->p->ethertype = type;
		if (!tag_step(w, &c, &type))
			return;
	}
}
