/*
 * The first step of each frame, by its link type (LINKTYPE_ values of pcap and pcapng, and the raw
 * DLT numbers some writers put there instead).
 */
#include "capture/decode.h"

#include "capture/capture.h"
#include "capture/reader.h"

enum {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_PPP = 9,
	LINK_RAW_DLT = 12,
	LINK_RAW_OPENBSD = 14,
	LINK_PPP_HDLC = 50,
	LINK_PPPOE = 51,
	LINK_RAW = 101,
	LINK_C_HDLC = 104,
	LINK_WIFI = 105,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_PFLOG = 117,
	LINK_PRISM = 119,
	LINK_RADIOTAP = 127,
	LINK_AVS = 163,
	LINK_PPP_WITH_DIR = 204,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_NFLOG = 239,
	LINK_PKTAP = 258,
	LINK_PPI = 192,
	LINK_SLL2 = 276,
};

/* The packet types of Linux cooked headers. */
enum { SLL_HOST, SLL_BROADCAST, SLL_MULTICAST, SLL_OTHERHOST, SLL_OUTGOING };

#define ARPHRD_NETLINK 824

static enum cast sll_cast(unsigned packet_type)
{
	switch (packet_type) {
	case SLL_HOST:
	case SLL_OTHERHOST:
		return CAST_UNICAST;
	case SLL_BROADCAST:
		return CAST_BROADCAST;
	case SLL_MULTICAST:
		return CAST_MULTICAST;
	default: /* sent: the header does not say to whom */
		return CAST_UNKNOWN;
	}
}

struct sll {
	uint16_t packet_type, hardware, protocol, address_len;
	struct span address;
};

/* packet type 16 | hardware 16 | address length 16 | address 8 bytes | protocol 16 */
static struct sll sll_take(struct cur *c)
{
	struct sll s = {.packet_type = cur_be16(c)};

	s.hardware = cur_be16(c);
	s.address_len = cur_be16(c);
	s.address = cur_take(c, 8);
	s.protocol = cur_be16(c);
	return s;
}

/* protocol 16 | reserved 16 | interface 32 | hardware 16 | packet type 8 | address length 8 | 8 */
static struct sll sll2_take(struct cur *c)
{
	struct sll s = {.protocol = cur_be16(c)};

	cur_skip(c, 6);
	s.hardware = cur_be16(c);
	s.packet_type = cur_u8(c);
	s.address_len = cur_u8(c);
	s.address = cur_take(c, 8);
	return s;
}

static void sll_common(struct walk *w, struct cur c, const struct sll *s)
{
	struct packet *p = w->p;

	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_LINK);
		return;
	}
	p->l2_cast = sll_cast(s->packet_type);
	p->to_host = s->packet_type == SLL_HOST;
	p->has_l2 = s->address_len == 6;
	if (p->has_l2)
		memcpy(p->src_mac.b, s->address.p, 6);
	if (s->hardware != ARPHRD_NETLINK && s->protocol == 4) /* 802.2 follows at once */
		llc_walk(w, c);
	else if (s->hardware == ARPHRD_NETLINK || s->protocol < 0x600) /* CAN, raw 802.3, ... */
		walk_done(w, PACKET_L2_OTHER, c);
	else
		ethertype_walk(w, c, s->protocol);
}

static void sll_walk(struct walk *w, struct cur c)
{
	struct sll s = sll_take(&c);

	sll_common(w, c, &s);
}

static void sll2_walk(struct walk *w, struct cur c)
{
	struct sll s = sll2_take(&c);

	sll_common(w, c, &s);
}

char link_direction(const struct frame *f)
{
	struct cur c = cur_make(f->bytes, f->caplen, f->wirelen);
	struct sll s;

	if (f->linktype == LINK_SLL)
		s = sll_take(&c);
	else if (f->linktype == LINK_SLL2)
		s = sll2_take(&c);
	else
		return 0;
	if (c.err != CUR_OK || s.packet_type > SLL_OUTGOING)
		return 0;
	return s.packet_type == SLL_OUTGOING ? 'o' : 'i';
}

/* An address family of BSD or Linux: 2 is IPv4 everywhere, IPv6 is 10, 24, 28 or 30. */
static void family_walk(struct walk *w, struct cur c, uint32_t family)
{
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_LINK);
	else if (family == 2)
		ipv4_walk(w, c);
	else if (family == 10 || family == 24 || family == 28 || family == 30)
		ipv6_walk(w, c);
	else
		walk_done(w, PACKET_L2_OTHER, c);
}

/* The family in the byte order of the machine that captured: small numbers tell which. */
static void null_walk(struct walk *w, struct cur c)
{
	uint32_t family = cur_be32(&c);

	family_walk(w, c, family > 0xffff ? __builtin_bswap32(family) : family);
}

/* length 8 | family 8 | ...; padded to 4 */
static void pflog_walk(struct walk *w, struct cur c)
{
	uint8_t length = cur_u8(&c), family = cur_u8(&c);

	cur_skip(&c, ((length + 3u) & ~3u) > 2 ? ((length + 3u) & ~3u) - 2 : 0);
	family_walk(w, c, family);
}

void ppp_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint16_t protocol;

	/* address and control, unless the peers agreed to leave them out */
	if (cur_be16(&look) == 0xff03)
		c = look;
	protocol = cur_u8(&c);
	if (!(protocol & 1)) /* an odd first byte is a protocol of one byte */
		protocol = (uint16_t)(protocol << 8 | cur_u8(&c));
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_PPP);
	else if (protocol == 0x21)
		ipv4_walk(w, c);
	else if (protocol == 0x57)
		ipv6_walk(w, c);
	else if (protocol == 0x281)
		ethertype_walk(w, c, 0x8847);
	else
		walk_done(w, PACKET_L2_OTHER, c);
}

static void ppp_with_dir_walk(struct walk *w, struct cur c)
{
	cur_skip(&c, 1);
	ppp_walk(w, c);
}

/* address 8 | control 8 | ethertype 16; also what PPP in HDLC looks like when it is Cisco's */
static void chdlc_walk(struct walk *w, struct cur c)
{
	uint16_t type;

	cur_skip(&c, 2);
	type = cur_be16(&c);
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_LINK);
	else
		ethertype_walk(w, c, type);
}

static void ppp_hdlc_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint8_t address = cur_u8(&look);

	if (address == 0x0f || address == 0x8f)
		chdlc_walk(w, c);
	else
		ppp_walk(w, c);
}

static void pppoe_link_walk(struct walk *w, struct cur c)
{
	ethertype_walk(w, c, 0x8864);
}

#define NFLOG_PAYLOAD 9

/* Whether the first attribute makes sense in this byte order: that of the machine that captured. */
static bool nflog_order(struct cur c, bool big)
{
	uint16_t length = big ? cur_be16(&c) : cur_le16(&c), type = big ? cur_be16(&c) : cur_le16(&c);

	return c.err == CUR_OK && length >= 4 && length - 4u <= c.left + c.snapped && type < 64;
}

/* family 8 | version 8 | resource 16, then attributes: length 16 | type 16 | value, padded to 4 */
static void nflog_walk(struct walk *w, struct cur c)
{
	bool big;

	cur_skip(&c, 4);
	big = !nflog_order(c, false) && nflog_order(c, true);
	while (c.err == CUR_OK) {
		uint16_t length = big ? cur_be16(&c) : cur_le16(&c);
		uint16_t type = big ? cur_be16(&c) : cur_le16(&c);

		if (c.err != CUR_OK || length < 4)
			break;
		if (type == NFLOG_PAYLOAD) {
			ip_walk(w, cur_sub(&c, length - 4u));
			return;
		}
		cur_skip(&c, (length - 4u + 3u) & ~3u);
	}
	walk_stop(w, &c, HEADER_LINK);
}

/* A header that says its own length and the link type of what follows, little endian. */
static void nested_walk(struct walk *w, struct cur c, size_t length, uint32_t linktype)
{
	if (++w->steps > WALK_STEPS) {
		walk_unreadable(w, "too many headers before the network layer");
		return;
	}
	cur_skip(&c, length);
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_LINK);
	else
		link_walk(w, c, linktype);
}

/* version 8 | flags 8 | length 16 | link type 32 */
static void ppi_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint16_t length;

	cur_skip(&look, 2);
	length = cur_le16(&look);
	nested_walk(w, c, length > 8 ? length : 8, cur_le32(&look));
}

/* length 32 | record type 32 | link type 32 | ... */
static void pktap_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint32_t length = cur_le32(&look);

	cur_skip(&look, 4);
	nested_walk(w, c, length > 12 ? length : 12, cur_le32(&look));
}

/* Prism's header is 144 bytes; some drivers write AVS under its name, which says its length. */
static void prism_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint32_t first = cur_be32(&look), length = cur_be32(&look);

	nested_walk(w, c, first >> 8 == 0x802110 && length >= 8 ? length : 144, LINK_WIFI);
}

static void undescribed_walk(struct walk *w, struct cur c)
{
	walk_unreadable(w, "the capture does not describe the interface of this frame");
	w->p->payload = c;
}

static void record_walk(struct walk *w, struct cur c)
{
	walk_unreadable(w, "a record of the capturing program, not a packet");
	w->p->payload = c;
}

static const struct {
	uint32_t linktype;
	const char *name;
	void (*walk)(struct walk *w, struct cur c);
} links[] = {
	{LINK_ETHERNET, "Ethernet", ether_walk},
	{LINK_SLL, "Linux cooked v1", sll_walk},
	{LINK_SLL2, "Linux cooked v2", sll2_walk},
	{LINK_RAW, "raw IP", ip_walk},
	{LINK_RAW_DLT, "raw IP", ip_walk},
	{LINK_RAW_OPENBSD, "raw IP", ip_walk},
	{LINK_IPV4, "raw IPv4", ip_walk},
	{LINK_IPV6, "raw IPv6", ip_walk},
	{LINK_NULL, "BSD loopback", null_walk},
	{LINK_LOOP, "OpenBSD loopback", null_walk},
	{LINK_PPP, "PPP", ppp_hdlc_walk},
	{LINK_PPP_HDLC, "PPP in HDLC framing", ppp_hdlc_walk},
	{LINK_PPP_WITH_DIR, "PPP with direction", ppp_with_dir_walk},
	{LINK_PPPOE, "PPPoE session", pppoe_link_walk},
	{LINK_C_HDLC, "Cisco HDLC", chdlc_walk},
	{LINK_WIFI, "802.11", wifi_walk},
	{LINK_RADIOTAP, "802.11 with radiotap", radiotap_walk},
	{LINK_PRISM, "802.11 with Prism header", prism_walk},
	{LINK_AVS, "802.11 with AVS header", prism_walk},
	{LINK_PPI, "PPI", ppi_walk},
	{LINK_PKTAP, "Apple PKTAP", pktap_walk},
	{LINK_PFLOG, "OpenBSD pflog", pflog_walk},
	{LINK_NFLOG, "Linux netfilter log", nflog_walk},
	{LINKTYPE_PSEUDO(PSEUDO_UNDESCRIBED), "not described", undescribed_walk},
	{LINKTYPE_PSEUDO(PSEUDO_CUSTOM), "custom record", record_walk},
	{LINKTYPE_PSEUDO(PSEUDO_JOURNAL), "systemd journal", record_walk},
};

#define LINKS (sizeof(links) / sizeof(links[0]))

void link_walk(struct walk *w, struct cur c, uint32_t linktype)
{
	size_t i;

	for (i = 0; i < LINKS; i++)
		if (links[i].linktype == linktype) {
			links[i].walk(w, c);
			return;
		}
	walk_unreadable(w, "link type not supported");
	w->p->payload = c;
}

const char *linktype_name(uint32_t linktype)
{
	size_t i;

	for (i = 0; i < LINKS; i++)
		if (links[i].linktype == linktype)
			return links[i].name;
	return NULL;
}
