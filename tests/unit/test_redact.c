/*
 * Pseudonyms of IPv6 addresses: as text, in prose, in frames. Those of other things: tests/redact/redact.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "redact/inside.h"

static struct redact *redact(enum redact_level level)
{
	return redact_new(level, "0123456789abcdef0123456789abcdef", 32);
}

static void parse(const char *text, uint8_t ip[16])
{
	bool ip4;

	assert_int_equal(ip6_parse(text, strlen(text), ip, &ip4), strlen(text));
}

/* What an address in prose becomes. */
static char *becomes(struct redact *r, const char *text)
{
	struct txt out = {0};

	redact_prose(r, text, &out);
	return out.s;
}

static void text_is_read_and_written(void **state)
{
	static const char *const same[] = {"::", "::1", "fe80::1", "2001:db8::", "2001:db8:1:2:3:4:5:6", "2001:db8::5:0:0:6",
		"1:0:0:2::3", "ff02::1:ff00:1"};
	static const char *const not[] = {"", ":", "1:2:3", "12:34:56", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::1",
		"1:2:3:4:5:6:7", "fe80:::1"};
	uint8_t ip[16];
	char buf[IP6_TEXT];
	bool ip4;
	size_t i;

	(void)state;
	for (i = 2; i < sizeof(same) / sizeof(same[0]); i++) {
		parse(same[i], ip);
		assert_string_equal(ip6_text(buf, ip, false), same[i]);
	}
	for (i = 0; i < sizeof(not) / sizeof(not[0]); i++)
		assert_int_equal(ip6_parse(not[i], strlen(not[i]), ip, &ip4), 0);
	assert_int_equal(ip6_parse("::ffff:10.1.2.3.", 16, ip, &ip4), 15);
	assert_true(ip4);
	assert_string_equal(ip6_text(buf, ip, true), "::ffff:10.1.2.3");
	assert_int_equal(ip6_parse("fe80::1%eth0", 12, ip, &ip4), 7);
	for (i = 0; i <= 20; i++) /* at every truncation */
		ip6_parse("2001:db8::10.11.12.13", i, ip, &ip4);
}

static unsigned shared_bits(const uint8_t a[16], const uint8_t b[16])
{
	unsigned i;

	for (i = 0; i < 128 && !((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1); i++)
		;
	return i;
}

static void prefixes_are_kept(void **state)
{
	static const char *const text[] = {"2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:3::1", "2001:db8:8000::9",
		"2a02:1:2:3:4:5:6:7", "fd00:1:2:3::1", "fd00:1:2:3:8000::1", "fd80::1", "fe80::1", "fe80::8000:0:0:1"};
	uint8_t a[16], b[16], x[16], y[16];
	struct redact *r = redact(REDACT_FULL);
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		for (j = 0; j < i; j++) {
			parse(text[i], a);
			parse(text[j], b);
			memcpy(x, a, 16);
			memcpy(y, b, 16);
			pseudonym_ip6(r, x);
			pseudonym_ip6(r, y);
			assert_true(memcmp(x, a, 16) != 0);
			assert_int_equal(shared_bits(a, b), shared_bits(x, y));
			assert_int_equal(x[0] & 0xe0, a[0] & 0xe0);
		}
	redact_free(r);
}

static void kinds_are_kept(void **state)
{
	static const char *const stay[] = {"::1", "ff02::1", "ff02::2", "ff05::1:3"};
	struct redact *r = redact(REDACT_STANDARD), *names = redact(REDACT_NAMES);
	uint8_t mac[6] = {0x00, 0x50, 0x56, 0x12, 0x34, 0x56}, ip[16];
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(stay) / sizeof(stay[0]); i++) {
		text = becomes(r, stay[i]);
		assert_string_equal(text, stay[i]);
		free(text);
	}
	text = becomes(names, "2001:db8::1");
	assert_string_equal(text, "2001:db8::1");
	free(text);
	parse("fe80::250:56ff:fe12:3456", ip); /* made from that MAC */
	pseudonym_ip6(r, ip);
	pseudonym_mac(r, mac);
	assert_memory_equal(ip + 8, ((uint8_t[]){mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]}), 8);
	assert_memory_equal(ip, "\xfe\x80\0\0\0\0\0\0", 8);
	text = becomes(r, "::ffff:10.1.2.3");
	assert_memory_equal(text, "::ffff:10.", 10);
	assert_null(strstr(text, "10.1.2.3"));
	free(text);
	redact_free(r);
	redact_free(names);
}

static void prose_is_rewritten(void **state)
{
	struct redact *r = redact(REDACT_STANDARD), *other = redact_new(REDACT_STANDARD, "another key of thirty-two bytes!!", 32);
	char *a = becomes(r, "from [2001:db8:7::42]:546 at 08:01:02, host 2001:db8:7::42."), *b = becomes(r, "2001:db8:7::42");
	char *c = becomes(other, "2001:db8:7::42"), *d = becomes(r, "std::face is no address");
	char want[160];

	(void)state;
	snprintf(want, sizeof(want), "from [%s]:546 at 08:01:02, host %s.", b, b);
	assert_string_equal(a, want);
	assert_null(strstr(a, "db8:7"));
	assert_string_not_equal(b, c);
	assert_string_equal(d, "std::face is no address");
	free(a);
	free(b);
	free(c);
	free(d);
	redact_free(r);
	redact_free(other);
}

static void text_in_frames_keeps_its_length(void **state)
{
	static const char *const text[] = {"http://[2001:db8:7::42]/boot.efi", "fe80::1", "2001:db8:1:2:3:4:5:6 x"};
	struct redact *r = redact(REDACT_STANDARD);
	uint8_t buf[64];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		n = strlen(text[i]);
		memcpy(buf, text[i], n);
		buf[n] = '!';
		words_fit(r, buf, n);
		assert_int_equal(buf[n], '!');
		assert_true(memcmp(buf, text[i], n) != 0);
		assert_null(memmem(buf, n, "2001:db8:7", 10));
	}
	redact_free(r);
}

static uint32_t sum(const uint8_t *p, size_t n, uint32_t s)
{
	size_t i;

	for (i = 0; i < n; i++)
		s += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	return s;
}

static uint16_t udp6_checksum(const uint8_t *ip, size_t n)
{
	uint32_t s = sum(ip + 40, n, sum(ip + 8, 32, 17 + (uint32_t)n));

	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

/* Ethernet, IPv6, UDP, four bytes of payload that are nobody's to read. */
static void frames_are_rewritten(void **state)
{
	static const uint8_t start[14 + 40 + 12 + 2] = {
		0x00, 0x50, 0x56, 1, 2, 3, 0x00, 0x50, 0x56, 4, 5, 6, 0x86, 0xdd,
		0x60, 0, 0, 0, 0, 12, 17, 64, 0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x42,
		0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x02, 0x50, 0x56, 0xff, 0xfe, 1, 2, 3,
		0x02, 0x22, 0x02, 0x23, 0, 12, 0, 0, 'n', 'a', 'm', 'e', 'P', 'P'};
	struct redact *r = redact(REDACT_STANDARD);
	uint8_t f[sizeof(start)], mac[6], ip[16];
	uint16_t c;
	size_t n;

	(void)state;
	memcpy(f, start, sizeof(f));
	c = udp6_checksum(f + 14, 12);
	f[60] = (uint8_t)(c >> 8);
	f[61] = (uint8_t)c;
	assert_int_equal(udp6_checksum(f + 14, 12), 0);
	redact_frame(r, f, sizeof(f), 1, NULL);
	assert_int_equal(udp6_checksum(f + 14, 12), 0);
	memcpy(ip, start + 22, 16);
	pseudonym_ip6(r, ip);
	assert_memory_equal(f + 22, ip, 16);
	memcpy(mac, start, 6);
	pseudonym_mac(r, mac);
	assert_memory_equal(f + 51, mac + 3, 3); /* the link-local address follows the MAC */
	assert_memory_equal(f + 54, start + 54, 6);
	assert_memory_equal(f + 62, "\0\0\0\0\0\0", 6);
	for (n = 0; n < sizeof(start); n++) { /* cut anywhere */
		memcpy(f, start, sizeof(f));
		redact_frame(r, f, n, 1, NULL);
		assert_memory_equal(f + n, start + n, sizeof(f) - n);
		assert_null(memmem(f, n, start + 22, 16));
	}
	redact_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_and_written),
		cmocka_unit_test(prefixes_are_kept),
		cmocka_unit_test(kinds_are_kept),
		cmocka_unit_test(prose_is_rewritten),
		cmocka_unit_test(text_in_frames_keeps_its_length),
		cmocka_unit_test(frames_are_rewritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
