/*
 * The names of a target as people write them, and the numbers of a dump, as texts that SQL can compare.
 */
#include "cli/key.h"

#include "base/txt.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 3 };

static void add(struct key *k, const char *value, const char *how)
{
	size_t n = strlen(k->json), m = strlen(k->said);
	char quoted[24];

	snprintf(quoted, sizeof(quoted), "\"%s\"", value);
	if (strstr(k->json, quoted))
		return;
	snprintf(k->json + n - 1, sizeof(k->json) - n + 1, "%s%s]", n > 2 ? "," : "", quoted);
	snprintf(k->said + m, sizeof(k->said) - m, "%s%s%s", m ? ", " : "", value, how);
}

static void add_ip(struct key *k, const uint8_t b[4])
{
	char ip[16];

	snprintf(ip, sizeof(ip), "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
	add(k, ip, "");
}

/* All six bytes, or the first n of them. */
static void add_mac(struct key *k, const uint8_t *b, unsigned n)
{
	char mac[18] = "";
	unsigned i;

	for (i = 0; i < n; i++)
		snprintf(mac + 3 * i, sizeof(mac) - 3 * i, i + 1 < n ? "%02x:" : "%02x", b[i]);
	add(k, mac, n < 6 ? ":..." : "");
}

static void bytes_of(uint64_t v, unsigned n, bool reversed, uint8_t *out)
{
	unsigned i;

	for (i = 0; i < n; i++)
		out[reversed ? i : n - 1 - i] = (uint8_t)(v >> (8 * i));
}

/* Numbers of a 64-bit dump hold four bytes in either half. */
static uint64_t half_of(uint64_t v)
{
	return v >> 32 && !(v & 0xffffffff) ? v >> 32 : v;
}

static void take_address(struct key *k, uint64_t v)
{
	uint8_t b[4];
	unsigned i;

	for (i = 0; i < 2; i++) {
		bytes_of(half_of(v), 4, i == 0, b); /* as Windows documents it first */
		add_ip(k, b);
	}
}

/* 0xAABBCCDD and 0xEEFF0000, or each byte for byte the other way round. */
static void take_halves(struct key *k, uint64_t first, uint64_t second)
{
	uint8_t b[8];
	unsigned i;

	for (i = 0; i < 2; i++) {
		bytes_of(half_of(first), 4, i == 1, b);
		bytes_of(half_of(second), 4, i == 1, b + 4);
		add_mac(k, b, 6);
	}
}

static void take_one(struct key *k, uint64_t v)
{
	uint8_t b[8];
	unsigned i;

	if (half_of(v) <= UINT32_MAX) {
		take_address(k, v);
		for (i = 0; i < 2; i++) {
			bytes_of(half_of(v), 4, i == 1, b);
			add_mac(k, b, 4);
		}
		return;
	}
	for (i = 0; i < 2; i++) {
		/* six bytes, with nothing before or behind them */
		bytes_of(v >> 48 ? v >> 16 : v, 6, i == 1, b);
		add_mac(k, b, 6);
	}
}

static bool numbers(const char *text, uint64_t v[NUMBERS_MAX], unsigned *count)
{
	const char *at = text;
	char *end;

	for (*count = 0; *at; at = end + strspn(end, ", ")) {
		if (*count == NUMBERS_MAX || at[0] != '0' || (at[1] != 'x' && at[1] != 'X') ||
			strspn(at + 2, "0123456789abcdefABCDEF") == 0)
			return false;
		v[*count] = strtoull(at + 2, &end, 16);
		if (end - at > 18 || (*end && !strchr(", ", *end)))
			return false;
		(*count)++;
	}
	return *count > 0;
}

bool key_parse(const char *text, struct key *out)
{
	uint64_t v[NUMBERS_MAX];
	uint8_t mac[6], ip[4];
	uint32_t ip4;
	unsigned count;

	memset(out, 0, sizeof(*out));
	snprintf(out->json, sizeof(out->json), "[]");
	if (txt_parse_mac(text, mac)) {
		add_mac(out, mac, 6);
		return true;
	}
	if (txt_parse_ip4(text, &ip4)) {
		bytes_of(ip4, 4, false, ip);
		add_ip(out, ip);
		return true;
	}
	if (!numbers(text, v, &count))
		return false;
	out->number = true;
	if (count == 1)
		take_one(out, v[0]);
	if (count == 3)
		take_address(out, v[0]);
	if (count >= 2)
		take_halves(out, v[count - 2], v[count - 1]);
	return true;
}
