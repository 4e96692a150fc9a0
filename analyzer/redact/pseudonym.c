/*
 * Pseudonyms of single things: see pseudonym.h. MAC addresses and numbers go through small Feistel networks,
 * which are permutations: no two originals share a pseudonym. IPv4 addresses go through the scheme of
 * Crypto-PAn (Xu, Fan, Ammar, Moon: Prefix-preserving IP address anonymization, 2002) with HMAC in place of
 * AES.
 */
#include "redact/pseudonym.h"
#include "base/mem.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 6

struct known *known_find(struct known *table, const void *key, size_t n)
{
	struct known *k;

	HASH_FIND(hh, table, key, n, k);
	return k;
}

struct known *known_add(struct known **table, const void *key, size_t n, const char *pseudonym)
{
	struct known *k = mem_alloc(sizeof(*k) + n + 1);

	memcpy(k->original, key, n);
	k->pseudonym = pseudonym ? mem_strdup(pseudonym) : NULL;
	HASH_ADD_KEYPTR(hh, *table, k->original, n, k);
	return k;
}

void known_free(struct known **table)
{
	struct known *k, *next;

	HASH_ITER (hh, *table, k, next) {
		HASH_DEL(*table, k);
		free(k->pseudonym);
		free(k);
	}
}

void pseudonym_note(struct redact *r, const char *kind, const char *original, const char *pseudonym)
{
	size_t n = strlen(original);

	if (n && strcmp(original, pseudonym) && !known_find(r->legend, original, n))
		known_add(&r->legend, original, n, pseudonym)->kind = kind;
}

void pseudonym_digest(const struct redact *r, const char *label, const void *p, size_t n, uint8_t out[32])
{
	struct txt t = {0};
	unsigned len = 32;

	txt_putn(&t, label, strlen(label) + 1);
	txt_putn(&t, p, n);
	HMAC(EVP_sha256(), r->key, (int)r->key_len, (const unsigned char *)t.s, t.n, out, &len);
	txt_free(&t);
}

void pseudonym_bytes(const struct redact *r, const char *label, uint8_t *p, size_t n)
{
	uint8_t first[32], block[36];
	size_t i;

	pseudonym_digest(r, label, p, n, first);
	memcpy(block, first, 32);
	for (i = 0; i < n; i++) {
		if (i && i % 32 == 0) {
			memcpy(block + 32, &(uint32_t){(uint32_t)i}, 4);
			pseudonym_digest(r, label, block, sizeof(block), first);
		}
		p[i] = first[i % 32];
	}
}

/* The round function: what is added to one half, from the other. */
static uint32_t feistel_round(const struct redact *r, const char *label, uint64_t tweak, unsigned round, uint32_t half)
{
	uint8_t in[16], out[32];
	unsigned i;

	for (i = 0; i < 8; i++)
		in[i] = (uint8_t)(tweak >> 8 * i);
	for (i = 0; i < 4; i++)
		in[8 + i] = (uint8_t)(half >> 8 * i);
	in[12] = (uint8_t)round;
	in[13] = in[14] = in[15] = 0;
	pseudonym_digest(r, label, in, sizeof(in), out);
	return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
}

/* A permutation of the numbers below a * b. */
static uint64_t permute(const struct redact *r, const char *label, uint64_t tweak, uint64_t v, uint32_t a, uint32_t b)
{
	uint32_t left = (uint32_t)(v / b), right = (uint32_t)(v % b);
	unsigned i;

	for (i = 0; i < ROUNDS; i++)
		if (i % 2)
			right = (uint32_t)(((uint64_t)right + feistel_round(r, label, tweak, i, left)) % b);
		else
			left = (uint32_t)(((uint64_t)left + feistel_round(r, label, tweak, i, right)) % a);
	return (uint64_t)left * b + right;
}

/* HSRP, HSRP 2 and VRRP: the same at every site that uses them. */
static bool is_virtual_router(const uint8_t m[6])
{
	return !memcmp(m, "\x00\x00\x0c\x07\xac", 5) || !memcmp(m, "\x00\x00\x0c\x9f", 4) ||
		!memcmp(m, "\x00\x00\x5e\x00\x01", 5);
}

void pseudonym_mac(struct redact *r, uint8_t m[6])
{
	static const uint8_t zero[6];
	const struct known *k;
	char before[18], after[18];
	uint64_t v;
	int i;

	if (r->level == REDACT_NAMES || (m[0] & 1) || !memcmp(m, zero, 6) || is_virtual_router(m))
		return;
	txt_mac(before, m);
	k = known_find(r->legend, before, 17);
	if (k && txt_parse_mac(k->pseudonym, m))
		return;
	if (r->level == REDACT_STANDARD) {
		v = permute(r, "mac", (uint64_t)m[0] << 16 | (uint64_t)m[1] << 8 | m[2],
			(uint64_t)m[3] << 16 | (uint64_t)m[4] << 8 | m[5], 1 << 12, 1 << 12);
	} else {
		for (v = 0, i = 0; i < 6; i++)
			v = v << 8 | m[i];
		v = permute(r, "mac", 0, v, 1 << 24, 1 << 24);
		m[0] = (uint8_t)((v >> 40 & 0xfc) | 2); /* administered locally, to one station */
		m[1] = (uint8_t)(v >> 32);
		m[2] = (uint8_t)(v >> 24);
	}
	m[3] = (uint8_t)(v >> 16);
	m[4] = (uint8_t)(v >> 8);
	m[5] = (uint8_t)v;
	pseudonym_note(r, "mac", before, txt_mac(after, m));
}

struct block {
	uint32_t net;
	unsigned bits;
};

static const struct block *block_of(const struct block *b, size_t n, uint32_t ip)
{
	for (; n--; b++)
		if (ip >> (32 - b->bits) == b->net >> (32 - b->bits))
			return b;
	return NULL;
}

/* This network, loopback, link-local, multicast, reserved with masks and broadcast. */
static const struct block fixed[] = {{0, 8}, {0x7f000000, 8}, {0xa9fe0000, 16}, {0xe0000000, 3}};
/* RFC 1918 and RFC 6598: addresses move within their block. */
static const struct block private[] = {{0x0a000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}, {0x64400000, 10}};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Each bit is flipped or not as the bits before it say. */
static uint32_t keep_prefix(const struct redact *r, uint32_t ip, unsigned from)
{
	uint32_t out = ip, prefix;
	uint8_t in[5], digest[32];
	unsigned i;

	for (i = from; i < 32; i++) {
		prefix = i ? ip >> (32 - i) << (32 - i) : 0;
		in[0] = (uint8_t)(prefix >> 24);
		in[1] = (uint8_t)(prefix >> 16);
		in[2] = (uint8_t)(prefix >> 8);
		in[3] = (uint8_t)prefix;
		in[4] = (uint8_t)i;
		pseudonym_digest(r, "ip4", in, sizeof(in), digest);
		out ^= (uint32_t)(digest[0] & 1) << (31 - i);
	}
	return out;
}

uint32_t pseudonym_ip4(struct redact *r, uint32_t ip)
{
	const struct block *b;
	const struct known *k;
	char before[16], after[16];
	uint32_t out = ip;

	if (r->level == REDACT_NAMES || block_of(fixed, COUNT(fixed), ip))
		return ip;
	txt_ip4(before, ip);
	k = known_find(r->legend, before, strlen(before));
	if (k && txt_parse_ip4(k->pseudonym, &out))
		return out;
	b = block_of(private, COUNT(private), ip);
	if (b) {
		out = keep_prefix(r, ip, b->bits);
	} else {
		/* neighbours are in or out of these blocks together, so that they stay neighbours */
		do
			out = keep_prefix(r, out, 0);
		while (block_of(fixed, COUNT(fixed), out) || block_of(private, COUNT(private), out));
	}
	pseudonym_note(r, "ip", before, txt_ip4(after, out));
	return out;
}

void pseudonym_uuid(struct redact *r, uint8_t uuid[16])
{
	size_t i;

	for (i = 1; i < 16 && uuid[i] == uuid[0]; i++)
		continue;
	if (i < 16 || (uuid[0] && uuid[0] != 0xff)) /* all 0 or all ff: none */
		pseudonym_bytes(r, "uuid", uuid, 16);
}

/* A run of letters to another of its length, in lower case; one that no other run became. */
static const char *map_run(struct redact *r, const char *lower, size_t n)
{
	static const char consonants[] = "bdfghjklmnprstvwz", vowels[] = "aeiou";
	struct known *k = known_find(r->runs, lower, n);
	uint8_t digest[32];
	char label[32];
	char *out;
	unsigned i, try;

	if (k)
		return k->pseudonym;
	out = mem_alloc(n + 1);
	for (try = 0; try < 1000; try++) {
		snprintf(label, sizeof(label), "letters %u", try);
		pseudonym_digest(r, label, lower, n, digest);
		for (i = 0; i < n; i++)
			out[i] = try > 20 ? (char)('a' + digest[i % 32] % 26)
				: (i + digest[31]) % 2 ? vowels[digest[i % 31] % 5] : consonants[digest[i % 31] % 17];
		if (memcmp(out, lower, n) && !known_find(r->taken, out, n))
			break;
	}
	if (!known_find(r->taken, out, n))
		known_add(&r->taken, out, n, NULL);
	k = known_add(&r->runs, lower, n, out);
	free(out);
	return k->pseudonym;
}

static void map_letters(struct redact *r, uint8_t *p, size_t n)
{
	char *lower = mem_alloc(n + 1);
	const char *to;
	size_t i;

	for (i = 0; i < n; i++)
		lower[i] = (char)(p[i] < 0x80 ? tolower(p[i]) : p[i]);
	to = map_run(r, lower, n);
	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(p[i] >= 'A' && p[i] <= 'Z' ? toupper((unsigned char)to[i]) : to[i]);
	free(lower);
}

/* At most eight digits: a permutation of the numbers of that many digits. */
static void map_digits(const struct redact *r, uint8_t *p, size_t n)
{
	uint64_t v = 0;
	uint32_t a = 1, b = 1;
	size_t i;

	for (i = 0; i < n; i++) {
		v = v * 10 + (uint64_t)(p[i] - '0');
		if (i < n / 2)
			a *= 10;
		else
			b *= 10;
	}
	v = permute(r, "digits", n, v, a, b);
	for (i = n; i--; v /= 10)
		p[i] = (uint8_t)('0' + v % 10);
}

static int class_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return 1;
	if (c >= 0x80 || (c && c < 0x20) || (c < 0x80 && isalpha(c)))
		return 2;
	return 0;
}

void pseudonym_name(struct redact *r, uint8_t *p, size_t n)
{
	size_t from = 0, to;
	int class;

	for (; from < n; from = to) {
		class = class_of(p[from]);
		for (to = from + 1; to < n && class_of(p[to]) == class && (class != 1 || to - from < 8); to++)
			continue;
		if (class == 1)
			map_digits(r, p + from, to - from);
		else if (class == 2)
			map_letters(r, p + from, to - from);
	}
}
