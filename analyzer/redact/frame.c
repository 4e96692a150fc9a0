/*
 * Frames rewritten in place. Known headers are walked; what follows that is not known is zeroed. Checksums
 * are carried along as RFC 1624 has it: a right one stays right, a wrong one stays wrong, and both also
 * when the frame was cut.
 */
#include "redact/inside.h"

#include <string.h>

enum { LINK_NULL = 0, LINK_ETHERNET = 1, LINK_RAW_DLT = 12, LINK_RAW_OPENBSD = 14, LINK_RAW = 101, LINK_LOOP = 108,
	LINK_SLL = 113, LINK_IPV4 = 228, LINK_SLL2 = 276 };
enum { ICMP = 1, IPIP = 4, TCP = 6, UDP = 17, IPV6_IN = 41, GRE = 47, ICMP6 = 58 };
enum { ETHERNET_IN = 0x6558, ERSPAN_II = 0x88be, ERSPAN_III = 0x22eb };
enum { NESTED = 4 };

struct walk {
	struct redact *r;
	const char *kind;
	unsigned depth;
};

static void ip_redact(struct walk *w, struct patch b);
static void ethernet_redact(struct walk *w, struct patch b);

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* Ones' complement sum; of bytes that begin at an even place. */
static uint32_t sum_of(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* RFC 1624: HC' = ~(~HC + ~m + m'). The checksum's own bytes were 0 in both sums. */
static void carry_over(uint8_t *checksum, uint16_t stored, uint32_t before, uint32_t after)
{
	uint32_t sum = (uint16_t)~stored + (uint16_t)~before + after;
	uint16_t out;

	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	out = (uint16_t)~sum;
	checksum[0] = (uint8_t)(out >> 8);
	checksum[1] = (uint8_t)out;
}

void patch_ip4(struct redact *r, uint8_t *p)
{
	uint32_t ip = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];

	ip = pseudonym_ip4(r, ip);
	p[0] = (uint8_t)(ip >> 24);
	p[1] = (uint8_t)(ip >> 16);
	p[2] = (uint8_t)(ip >> 8);
	p[3] = (uint8_t)ip;
}

static bool kind_is(const struct walk *w, const char *prefix)
{
	return w->kind && !strncmp(w->kind, prefix, strlen(prefix));
}

/* --- TFTP (RFC 1350, 2347) ------------------------------------------------------------------ */

/* A string with its NUL; what of it there is. */
static uint8_t *string(struct patch *b, size_t *n)
{
	uint8_t *end = memchr(b->p, 0, b->left), *p = b->p;

	*n = end ? (size_t)(end - p) : b->left;
	patch_take(b, end ? *n + 1 : *n);
	return p;
}

static bool all_digits(const uint8_t *p, size_t n)
{
	while (n && *p >= '0' && *p <= '9') {
		p++;
		n--;
	}
	return !n;
}

static void tftp_redact(struct walk *w, struct patch b)
{
	uint8_t *op = patch_take(&b, 2), *s;
	size_t n;

	if (!op || op[0] || op[1] < 1 || op[1] > 6) {
		patch_blank(&b);
		if (op)
			op[0] = op[1] = 0;
		return;
	}
	if (op[1] == 3 || op[1] == 4) { /* DATA, ACK: the block number */
		patch_take(&b, 2);
		patch_blank(&b);
	} else if (op[1] == 5) {
		patch_take(&b, 2);
		if (b.left) {
			s = string(&b, &n);
			words_fit(w->r, s, n);
		}
		patch_blank(&b);
	} else {
		while (b.left) { /* file name, mode, options and their values: common words and numbers stay */
			s = string(&b, &n);
			if (!all_digits(s, n))
				words_fit(w->r, s, n);
		}
	}
}

static bool is_dhcp(unsigned port)
{
	return port == 67 || port == 68 || port == 4011;
}

/* RFC 7348 */
static void vxlan_redact(struct walk *w, struct patch b)
{
	if (!patch_take(&b, 8)) {
		patch_blank(&b);
		return;
	}
	w->depth++;
	ethernet_redact(w, b);
	w->depth--;
}

/* RFC 8926 */
static void geneve_redact(struct walk *w, struct patch b)
{
	uint8_t *h = patch_take(&b, 8), *options = h ? patch_take(&b, (size_t)(h[0] & 0x3f) * 4) : NULL;

	if (!options || be16(h + 2) != ETHERNET_IN) {
		patch_blank(&b);
		return;
	}
	memset(options, 0, (size_t)(h[0] & 0x3f) * 4);
	w->depth++;
	ethernet_redact(w, b);
	w->depth--;
}

/* What ERSPAN puts between GRE and the frame: nothing in its first form, which has no sequence number. */
static size_t erspan_header(const struct patch *b, unsigned type, bool sequence)
{
	if (type == ERSPAN_II)
		return sequence ? 8 : 0;
	return b->left >= 12 && b->p[11] & 1 ? 20 : 12;
}

/* RFC 2784 and 2890, with a frame, a packet or a mirror's frame in it. One with a checksum is not followed. */
static void gre_redact(struct walk *w, struct patch b)
{
	uint8_t *h = patch_take(&b, 4);
	unsigned type = h ? be16(h + 2) : 0;
	size_t more = h ? (h[0] & 0x20 ? 4 : 0) + (h[0] & 0x10 ? 4 : 0) : 0;
	bool mirror = type == ERSPAN_II || type == ERSPAN_III;

	if (!h || h[0] & 0xc0 || !patch_take(&b, more)) {
		patch_blank(&b);
		return;
	}
	if (mirror && !patch_take(&b, erspan_header(&b, type, h[0] & 0x10)))
		type = 0;
	w->depth++;
	if (mirror ? type != 0 : type == ETHERNET_IN)
		ethernet_redact(w, b);
	else if (type == 0x0800 || type == 0x86dd)
		ip_redact(w, b);
	else
		patch_blank(&b);
	w->depth--;
}

static void payload_redact(struct walk *w, struct patch b, unsigned sport, unsigned dport)
{
	if (dport == 4789 && w->depth < NESTED) /* before what the frame in it is known to be */
		vxlan_redact(w, b);
	else if (dport == 6081 && w->depth < NESTED)
		geneve_redact(w, b);
	else if (is_dhcp(sport) || is_dhcp(dport))
		dhcp_redact(w->r, b);
	else if (sport == 69 || dport == 69 || kind_is(w, "tftp-"))
		tftp_redact(w, b);
	else
		patch_blank(&b);
}

/* --- above IP ------------------------------------------------------------------------------- */

/* `addresses` is what the pseudo header's two addresses sum to, before and after. */
static void transport_redact(struct walk *w, struct patch b, unsigned protocol, const uint32_t addresses[2], bool first)
{
	struct patch all = b;
	size_t at = protocol == TCP ? 16 : protocol == UDP ? 6 : 2, head;
	uint16_t stored;
	uint32_t before;
	uint8_t *h;

	head = protocol == TCP ? 20 : 8;
	if (!first || b.left < head || (protocol != TCP && protocol != UDP && protocol != ICMP && protocol != ICMP6)) {
		patch_blank(&b);
		return;
	}
	stored = be16(b.p + at);
	b.p[at] = b.p[at + 1] = 0;
	before = sum_of(b.p, b.left) + (protocol == ICMP ? 0 : addresses[0]);
	h = b.p;
	patch_take(&b, head);
	if (protocol == UDP) {
		payload_redact(w, b, be16(h), be16(h + 2));
	} else if (protocol == ICMP && (h[0] == 3 || h[0] == 5 || h[0] == 11 || h[0] == 12) && w->depth < NESTED) {
		if (h[0] == 5)
			patch_ip4(w->r, h + 4);
		w->depth++;
		ip_redact(w, b);
		w->depth--;
	} else {
		patch_blank(&b);
	}
	before = (before & 0xffff) + (before >> 16);
	before = (before & 0xffff) + (before >> 16);
	if (protocol == UDP && !stored)
		return; /* none was sent */
	carry_over(all.p + at, stored, before, sum_of(all.p, all.left) + (protocol == ICMP ? 0 : addresses[1]));
	if (protocol == UDP && !be16(all.p + at))
		all.p[at] = all.p[at + 1] = 0xff; /* RFC 768: 0 would mean none */
}

/* Of an IPv6 packet the addresses, and what follows when that comes at once: what has extension headers in front is
 * blanked, and so is what ICMPv6 says, but for its type. */
static void ip6_redact(struct walk *w, struct patch b)
{
	struct patch rest;
	uint32_t sums[2];
	uint8_t *h = patch_take(&b, 40);
	size_t length;

	if (!h || h[0] >> 4 != 6) {
		if (h)
			memset(h, 0, 40);
		patch_blank(&b);
		return;
	}
	sums[0] = sum_of(h + 8, 32);
	pseudonym_ip6(w->r, h + 8);
	pseudonym_ip6(w->r, h + 24);
	sums[1] = sum_of(h + 8, 32);
	length = be16(h + 4);
	if (length < b.left) { /* padding */
		rest = (struct patch){b.p + length, b.left - length, false};
		patch_blank(&rest);
		b.left = length;
	}
	if (h[6] == IPIP && w->depth < NESTED) {
		w->depth++;
		ip_redact(w, b);
		w->depth--;
	} else if (h[6] == GRE && w->depth < NESTED) {
		gre_redact(w, b);
	} else if (h[6] == TCP || h[6] == UDP || h[6] == ICMP6) {
		transport_redact(w, b, h[6], sums, true);
	} else {
		patch_blank(&b);
	}
}

static void ip_redact(struct walk *w, struct patch b)
{
	size_t header = b.left ? (size_t)(b.p[0] & 15) * 4 : 0, total;
	uint32_t before, sums[2];
	uint16_t stored;
	uint8_t *h, *first;

	if (b.left && b.p[0] >> 4 == 6) {
		ip6_redact(w, b);
		return;
	}
	if (b.left < 20 || b.p[0] >> 4 != 4 || header < 20) {
		patch_blank(&b);
		return;
	}
	if (header > b.left)
		header = b.left;
	h = b.p;
	patch_take(&b, header);
	stored = be16(h + 10);
	h[10] = h[11] = 0;
	before = sum_of(h, header);
	sums[0] = sum_of(h + 12, 8);
	patch_ip4(w->r, h + 12);
	patch_ip4(w->r, h + 16);
	memset(h + 20, 0, header - 20);
	sums[1] = sum_of(h + 12, 8);
	carry_over(h + 10, stored, before, sum_of(h, header));
	total = be16(h + 2);
	if (total > header && total - header < b.left) { /* padding of short frames, and what hides there */
		memset(b.p + (total - header), 0, b.left - (total - header));
		b.left = total - header;
	}
	if ((h[9] == IPIP || h[9] == IPV6_IN) && w->depth < NESTED) {
		w->depth++;
		ip_redact(w, b);
		w->depth--;
		return;
	}
	if (h[9] == GRE && w->depth < NESTED && !(be16(h + 6) & 0x3fff)) {
		gre_redact(w, b);
		return;
	}
	first = b.p;
	transport_redact(w, b, h[9], sums, !(be16(h + 6) & 0x1fff));
	/* the checksum of a datagram in pieces covers what is in the others: none is better than a wrong one */
	if (h[9] == UDP && (be16(h + 6) & 0x3fff) == 0x2000 && b.left >= 8)
		first[6] = first[7] = 0;
}

static void arp_redact(struct walk *w, struct patch b)
{
	uint8_t *h = patch_take(&b, 8);
	uint8_t *body = h && h[4] == 6 && h[5] == 4 ? patch_take(&b, 20) : NULL;

	if (body) {
		pseudonym_mac(w->r, body);
		patch_ip4(w->r, body + 6);
		pseudonym_mac(w->r, body + 10);
		patch_ip4(w->r, body + 16);
	}
	patch_blank(&b);
}

static void ethertype_redact(struct walk *w, struct patch b, unsigned type)
{
	uint8_t *tag;

	while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
		tag = patch_take(&b, 4);
		if (!tag)
			break;
		type = be16(tag + 2);
	}
	if (type == 0x0800 || type == 0x86dd)
		ip_redact(w, b);
	else if (type == 0x0806)
		arp_redact(w, b);
	else
		patch_blank(&b);
}

static void ethernet_redact(struct walk *w, struct patch b)
{
	uint8_t *h = patch_take(&b, 14);

	if (!h) {
		patch_blank(&b);
		return;
	}
	pseudonym_mac(w->r, h);
	pseudonym_mac(w->r, h + 6);
	ethertype_redact(w, b, be16(h + 12));
}

/* Linux cooked: where the protocol, the address's length and the address stand. */
static void sll_redact(struct walk *w, struct patch b, size_t header, size_t protocol, size_t address)
{
	uint8_t *h = patch_take(&b, header);

	if (!h) {
		patch_blank(&b);
		return;
	}
	pseudonym_mac(w->r, h + address);
	memset(h + address + 6, 0, 2);
	ethertype_redact(w, b, be16(h + protocol));
}

void redact_frame(struct redact *r, uint8_t *raw, size_t n, uint32_t linktype, const char *kind)
{
	struct walk w = {r, kind, 0};
	struct patch b = {raw, n, false};

	switch (linktype) {
	case LINK_ETHERNET:
		ethernet_redact(&w, b);
		break;
	case LINK_SLL:
		sll_redact(&w, b, 16, 14, 6);
		break;
	case LINK_SLL2:
		sll_redact(&w, b, 20, 0, 12);
		break;
	case LINK_NULL:
	case LINK_LOOP:
		if (patch_take(&b, 4))
			ip_redact(&w, b);
		break;
	case LINK_RAW_DLT:
	case LINK_RAW_OPENBSD:
	case LINK_RAW:
	case LINK_IPV4:
		ip_redact(&w, b);
		break;
	default:
		patch_blank(&b);
	}
}
