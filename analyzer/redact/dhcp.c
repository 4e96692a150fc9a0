/*
 * DHCP messages (RFC 2131, 2132, 3046, 4578) rewritten in place. An option that is not in the table is
 * zeroed.
 */
#include "redact/inside.h"

#include <string.h>
#include <strings.h>

enum { FILE_OVERLOAD = 1, SNAME_OVERLOAD = 2 };

enum value {
	BLANK = 0,
	KEEP,      /* numbers and flags */
	ADDRESSES, /* IPv4 addresses, nothing else */
	NAME,
	CLIENT_ID,
	UUID,
	AGENT,
	FQDN,      /* RFC 4702: flags and two bytes, then the name */
	LABELS,    /* RFC 1035 names */
	PXE,       /* RFC 4578 and the PXE specification 2.1, option 43 */
	USER_CLASS,
};

static const uint8_t values[256] = {
	[1] = KEEP, [2] = KEEP, [3] = ADDRESSES, [4] = ADDRESSES, [5] = ADDRESSES, [6] = ADDRESSES, [7] = ADDRESSES,
	[8] = ADDRESSES, [9] = ADDRESSES, [10] = ADDRESSES, [11] = ADDRESSES, [12] = NAME, [13] = KEEP, [14] = NAME,
	[15] = NAME, [16] = ADDRESSES, [17] = NAME, [18] = NAME, [19] = KEEP, [20] = KEEP, [22] = KEEP, [23] = KEEP,
	[24] = KEEP, [26] = KEEP, [27] = KEEP, [28] = ADDRESSES, [29] = KEEP, [30] = KEEP, [31] = KEEP,
	[32] = ADDRESSES, [34] = KEEP, [35] = KEEP, [36] = KEEP, [37] = KEEP, [38] = KEEP, [39] = KEEP, [40] = NAME,
	[41] = ADDRESSES, [42] = ADDRESSES, [44] = ADDRESSES, [45] = ADDRESSES, [46] = KEEP, [47] = NAME,
	[48] = ADDRESSES, [49] = ADDRESSES, [50] = ADDRESSES, [51] = KEEP, [52] = KEEP, [53] = KEEP, [54] = ADDRESSES,
	[55] = KEEP, [56] = NAME, [57] = KEEP, [58] = KEEP, [59] = KEEP, [60] = KEEP, [61] = CLIENT_ID, [64] = NAME,
	[65] = ADDRESSES, [66] = NAME, [67] = NAME, [68] = ADDRESSES, [69] = ADDRESSES, [70] = ADDRESSES,
	[71] = ADDRESSES, [72] = ADDRESSES, [73] = ADDRESSES, [74] = ADDRESSES, [75] = ADDRESSES, [76] = ADDRESSES,
	[77] = USER_CLASS, [80] = KEEP, [81] = FQDN, [82] = AGENT, [93] = KEEP, [94] = KEEP, [97] = UUID,
	[100] = NAME, [101] = NAME, [108] = KEEP, [114] = NAME, [116] = KEEP, [118] = ADDRESSES, [119] = LABELS,
	[150] = ADDRESSES, [43] = PXE, [208] = KEEP, [209] = NAME, [210] = NAME, [211] = KEEP,
};

static void addresses(struct redact *r, uint8_t *p, size_t n)
{
	for (; n >= 4; p += 4, n -= 4)
		patch_ip4(r, p);
	memset(p, 0, n);
}

static void client_id(struct redact *r, uint8_t *p, size_t n)
{
	if (n == 7 && p[0] == 1)
		pseudonym_mac(r, p + 1);
	else if (n == 17 && !p[0])
		pseudonym_uuid(r, p + 1);
	else if (n > 1 && !p[0])
		words_fit(r, p + 1, n - 1);
	else
		pseudonym_bytes(r, "client-id", p, n);
}

static void labels(struct redact *r, uint8_t *p, size_t n)
{
	size_t len;

	while (n && *p && *p < 64) {
		len = *p < n ? *p : n - 1;
		words_fit(r, p + 1, len);
		p += 1 + len;
		n -= 1 + len;
	}
}

/* Code, length, value; `each` deals with the value. */
static void subs(struct redact *r, uint8_t *p, size_t n, void (*each)(struct redact *, unsigned, uint8_t *, size_t))
{
	size_t len;

	while (n >= 2 && *p != 255) {
		if (!*p) {
			p++;
			n--;
			continue;
		}
		len = p[1] < n - 2 ? p[1] : n - 2;
		each(r, p[0], p + 2, len);
		p += 2 + len;
		n -= 2 + len;
	}
	if (n && *p != 255)
		memset(p, 0, n);
}

/* RFC 3046 circuit and remote identifiers are whatever a switch writes; 5 and 11 are addresses. */
static void agent(struct redact *r, unsigned code, uint8_t *p, size_t n)
{
	if (code == 5 || code == 11)
		addresses(r, p, n);
	else if (code == 2 && n == 6)
		pseudonym_mac(r, p);
	else if (code == 2 && n == 8 && !p[0] && p[1] == 6)
		pseudonym_mac(r, p + 2);
	else
		pseudonym_bytes(r, "agent", p, n);
}

/* 8: type 16, count 8, addresses, repeated. 9: type 16, length 8, text. 10: timeout 8, text. */
void dhcp_redact_pxe(struct redact *r, unsigned code, uint8_t *p, size_t n)
{
	size_t len;

	if (code == 8 || code == 9) {
		for (; n >= 3; p += 3 + len, n -= 3 + len) {
			len = code == 8 ? (size_t)p[2] * 4 : p[2];
			len = len < n - 3 ? len : n - 3;
			if (code == 8)
				addresses(r, p + 3, len);
			else
				words_fit(r, p + 3, len);
		}
	} else if (code == 10 && n > 1) {
		words_fit(r, p + 1, n - 1);
	} else if (code == 6 || code == 7 || code == 71) {
		if (code == 7)
			addresses(r, p, n);
	} else {
		memset(p, 0, n);
	}
}

bool dhcp_option_is_name(unsigned code)
{
	return values[code & 255] == NAME || values[code & 255] == USER_CLASS;
}

void dhcp_redact_option(struct redact *r, unsigned code, uint8_t *p, size_t n)
{
	switch ((enum value)values[code & 255]) {
	case BLANK:
		memset(p, 0, n);
		break;
	case KEEP:
		break;
	case ADDRESSES:
		addresses(r, p, n);
		break;
	case NAME:
		words_fit(r, p, n);
		break;
	case CLIENT_ID:
		client_id(r, p, n);
		break;
	case UUID:
		if (n == 17)
			pseudonym_uuid(r, p + 1);
		else
			memset(p, 0, n);
		break;
	case AGENT:
		subs(r, p, n, agent);
		break;
	case FQDN:
		if (n > 3 && (p[0] & 4))
			labels(r, p + 3, n - 3);
		else if (n > 3)
			words_fit(r, p + 3, n - 3);
		break;
	case LABELS:
		labels(r, p, n);
		break;
	case PXE:
		subs(r, p, n, dhcp_redact_pxe);
		break;
	case USER_CLASS:
		if (n < 4 || (strncasecmp((char *)p, "iPXE", 4) && strncasecmp((char *)p, "gPXE", 4)))
			words_fit(r, p, n);
		break;
	}
}

/* Options until their end; gives what option 52 says. */
static unsigned options(struct redact *r, struct patch *b)
{
	unsigned overload = 0;
	uint8_t *head, *value;
	size_t n;

	while (b->left && *b->p != 255) {
		if (!*b->p) {
			patch_take(b, 1);
			continue;
		}
		head = patch_take(b, 2);
		if (!head)
			break;
		n = head[1] < b->left ? head[1] : b->left;
		value = b->p;
		patch_take(b, n);
		if (head[0] == 52 && n)
			overload = value[0];
		dhcp_redact_option(r, head[0], value, n);
	}
	if (b->left && *b->p == 255)
		patch_take(b, 1);
	patch_blank(b);
	return overload;
}

static void field(struct redact *r, uint8_t *p, size_t n, bool overloaded)
{
	struct patch b = {p, n, false};
	uint8_t *end = memchr(p, 0, n);

	if (overloaded) {
		options(r, &b);
		return;
	}
	words_fit(r, p, end ? (size_t)(end - p) : n);
	if (end)
		memset(end, 0, n - (size_t)(end - p)); /* remains of older messages are seen here */
}

/* op htype hlen hops | xid | secs flags | 4 addresses | chaddr 16 | sname 64 | file 128 | cookie | options */
void dhcp_redact(struct redact *r, struct patch b)
{
	uint8_t *head = patch_take(&b, 12), *ips = patch_take(&b, 16), *chaddr = patch_take(&b, 16);
	uint8_t *sname = patch_take(&b, 64), *file = patch_take(&b, 128), *cookie;
	unsigned overload = 0;

	if (ips)
		addresses(r, ips, 16);
	if (!head || !chaddr) {
		patch_blank(&b);
		return;
	}
	if (head[2] == 6 || head[2] == 16)
		pseudonym_mac(r, chaddr);
	else
		pseudonym_bytes(r, "chaddr", chaddr, 16);
	if (head[2] == 6)
		memset(chaddr + 6, 0, 10);
	if (!sname || !file) {
		if (sname)
			field(r, sname, 64, false);
		patch_blank(&b);
		return;
	}
	cookie = patch_take(&b, 4);
	if (cookie && !memcmp(cookie, "\x63\x82\x53\x63", 4))
		overload = options(r, &b);
	else
		patch_blank(&b);
	field(r, sname, 64, overload & SNAME_OVERLOAD);
	field(r, file, 128, overload & FILE_OVERLOAD);
}
