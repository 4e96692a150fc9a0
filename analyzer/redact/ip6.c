/*
 * IPv6 addresses: their pseudonyms, and as text (RFC 4291, RFC 5952). An address keeps its kind and its prefix
 * structure, as an IPv4 one does. An interface identifier made from a MAC (EUI-64) becomes the one made from that
 * MAC's pseudonym, and an IPv4 address within an address the pseudonym of that.
 */
#include "redact/inside.h"
#include "redact/pseudonym.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { BYTES = 16, GROUPS = 8 };

/* --- text --------------------------------------------------------------------------------------- */

/* Up to four hex digits; how many. */
static size_t group_at(const char *p, size_t n, unsigned *v)
{
	size_t i;

	*v = 0;
	for (i = 0; i < n && i < 4 && isxdigit((unsigned char)p[i]); i++)
		*v = *v << 4 | (unsigned)(isdigit((unsigned char)p[i]) ? p[i] - '0' : tolower((unsigned char)p[i]) - 'a' + 10);
	return i;
}

/* An IPv4 address at the end takes the place of two groups. */
static size_t ip4_at(const char *p, size_t n, uint32_t *ip)
{
	char text[16];
	size_t i;

	for (i = 0; i < n && i < sizeof(text) - 1 && (isdigit((unsigned char)p[i]) || p[i] == '.'); i++)
		text[i] = p[i];
	while (i && text[i - 1] == '.')
		i--;
	text[i] = '\0';
	return memchr(text, '.', i) && txt_parse_ip4(text, ip) ? i : 0;
}

struct parsed {
	unsigned group[GROUPS];
	unsigned count, gap; /* gap: where "::" stood; GROUPS + 1: nowhere */
	bool ip4;            /* the last two groups were written as an IPv4 address */
};

/* Reads groups; how much of the text they take. */
static size_t groups_at(const char *p, size_t n, struct parsed *a)
{
	size_t i = 0, len;
	uint32_t ip;

	a->gap = GROUPS + 1;
	if (n >= 2 && p[0] == ':' && p[1] == ':') {
		a->gap = 0;
		i = 2;
	}
	while (a->count < GROUPS && i < n) {
		len = a->count + 2 <= GROUPS ? ip4_at(p + i, n - i, &ip) : 0;
		if (len) {
			a->group[a->count++] = ip >> 16;
			a->group[a->count++] = ip & 0xffff;
			a->ip4 = true;
			return i + len;
		}
		len = group_at(p + i, n - i, &a->group[a->count]);
		if (!len)
			break;
		a->count++;
		i += len;
		if (i + 1 < n && p[i] == ':' && p[i + 1] == ':' && a->gap > GROUPS) {
			a->gap = a->count;
			i += 2;
		} else if (i + 1 < n && p[i] == ':' && isxdigit((unsigned char)p[i + 1]) && a->count < GROUPS) {
			i++;
		} else {
			break;
		}
	}
	return i;
}

size_t ip6_parse(const char *p, size_t n, uint8_t ip[BYTES], bool *with_ip4)
{
	struct parsed a = {.count = 0};
	size_t len = groups_at(p, n, &a), i, at;

	if (a.gap > GROUPS ? a.count != GROUPS : a.count >= GROUPS || !a.count)
		return 0;
	if (len < n && (isalnum((unsigned char)p[len]) || (p[len] == ':' && len + 1 < n && (isxdigit((unsigned char)p[len + 1]) ||
		p[len + 1] == ':'))))
		return 0;
	memset(ip, 0, BYTES);
	for (i = 0; i < a.count; i++) {
		at = i < a.gap ? i : GROUPS - a.count + i;
		ip[2 * at] = (uint8_t)(a.group[i] >> 8);
		ip[2 * at + 1] = (uint8_t)a.group[i];
	}
	*with_ip4 = a.ip4;
	return len;
}

static unsigned group(const uint8_t ip[BYTES], unsigned i)
{
	return (unsigned)ip[2 * i] << 8 | ip[2 * i + 1];
}

/* The longest run of groups that are 0, of two at least; returns its length. */
static unsigned zeros(const uint8_t ip[BYTES], unsigned end, unsigned *from)
{
	unsigned i, n, best = 1;

	for (i = 0; i < end; i += n ? n : 1) {
		for (n = 0; i + n < end && !group(ip, i + n); n++)
			continue;
		if (n > best) {
			best = n;
			*from = i;
		}
	}
	return best > 1 ? best : 0;
}

char *ip6_text(char buf[IP6_TEXT], const uint8_t ip[BYTES], bool with_ip4)
{
	unsigned end = with_ip4 ? 6 : GROUPS, from = 0, n = zeros(ip, end, &from), i;
	size_t at = 0;
	char ip4[16];

	for (i = 0; i < end; i++) {
		if (n && i == from) {
			at += (size_t)snprintf(buf + at, IP6_TEXT - at, i ? ":" : "::");
			i += n - 1;
			continue;
		}
		at += (size_t)snprintf(buf + at, IP6_TEXT - at, "%x%s", group(ip, i), i + 1 < GROUPS ? ":" : "");
	}
	if (with_ip4)
		snprintf(buf + at, IP6_TEXT - at, "%s",
			txt_ip4(ip4, (uint32_t)ip[12] << 24 | (uint32_t)ip[13] << 16 | (uint32_t)ip[14] << 8 | ip[15]));
	return buf;
}

/* --- pseudonyms ---------------------------------------------------------------------------------- */

static bool all_zero(const uint8_t *p, size_t n)
{
	for (; n; n--)
		if (*p++)
			return false;
	return true;
}

/* IPv4-mapped (RFC 4291), and behind a translator (RFC 6052): the last four bytes are an IPv4 address. */
static bool holds_ip4(const uint8_t ip[BYTES])
{
	return (all_zero(ip, 10) && ip[10] == 0xff && ip[11] == 0xff) || !memcmp(ip, "\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12);
}

/* Bits from..to-1: each is flipped or not as those before it say. */
static void keep_prefix(const struct redact *r, uint8_t ip[BYTES], unsigned from, unsigned to)
{
	uint8_t in[BYTES + 1] = {0}, before[BYTES], digest[32];
	unsigned i;

	memcpy(before, ip, BYTES);
	for (i = from; i < to; i++) {
		memset(in, 0, sizeof(in));
		memcpy(in, before, i / 8);
		if (i % 8)
			in[i / 8] = (uint8_t)(before[i / 8] & (0xff << (8 - i % 8)));
		in[BYTES] = (uint8_t)i;
		pseudonym_digest(r, "ip6", in, sizeof(in), digest);
		ip[i / 8] = (uint8_t)(ip[i / 8] ^ (digest[0] & 1) << (7 - i % 8));
	}
}

/* The second half: from a MAC where it was made from one (RFC 4291, appendix A). */
static void map_identifier(struct redact *r, uint8_t ip[BYTES])
{
	uint8_t mac[6] = {ip[8] ^ 2, ip[9], ip[10], ip[13], ip[14], ip[15]};

	if (ip[11] != 0xff || ip[12] != 0xfe || mac[0] & 1) {
		keep_prefix(r, ip, 64, 128);
		return;
	}
	pseudonym_mac(r, mac);
	memcpy(ip + 8, (uint8_t[]){mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]}, 8);
}

/* How many bits say what kind of address it is, and stay: link-local, unique local, documentation, global. */
static unsigned kind_bits(const uint8_t ip[BYTES])
{
	if (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80)
		return 64;
	return (ip[0] & 0xfe) == 0xfc ? 8 : 3;
}

void pseudonym_ip6(struct redact *r, uint8_t ip[16])
{
	static const uint8_t solicited[] = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};
	char before[IP6_TEXT], after[IP6_TEXT];
	const struct known *k;
	bool ip4 = holds_ip4(ip);

	if (r->level == REDACT_NAMES || (all_zero(ip, 15) && ip[15] <= 1))
		return;
	ip6_text(before, ip, ip4);
	k = known_find(r->legend, before, strlen(before));
	if (k && ip6_parse(k->pseudonym, strlen(k->pseudonym), ip, &ip4))
		return;
	if (ip4) {
		patch_ip4(r, ip + 12);
	} else if (!memcmp(ip, solicited, sizeof(solicited))) {
		pseudonym_bytes(r, "solicited", ip + 13, 3); /* the end of somebody's address */
	} else if (ip[0] == 0xff) {
		return; /* a group is nobody */
	} else {
		uint8_t out[BYTES];

		memcpy(out, ip, BYTES);
		map_identifier(r, out);
		keep_prefix(r, ip, kind_bits(ip), 64);
		memcpy(ip + 8, out + 8, 8);
	}
	pseudonym_note(r, "ip6", before, ip6_text(after, ip, ip4));
}
