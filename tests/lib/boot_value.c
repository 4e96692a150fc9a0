/*
 * Values in a .boot script: durations, dates, numbers, addresses, bytes; and the words of an
 * error message.  Everything is checked here so that the encoders see only good values.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"

_Noreturn void boot_fail(const struct script *script, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", script->path, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Levenshtein distance; words here are short. */
static unsigned distance(const char *a, const char *b, size_t b_len)
{
	unsigned row[64];

	if (b_len >= 64)
		return 64;
	for (unsigned j = 0; j <= b_len; j++)
		row[j] = j;
	for (unsigned i = 0; a[i]; i++) {
		unsigned diagonal = row[0];

		row[0] = i + 1;
		for (unsigned j = 0; j < b_len; j++) {
			unsigned replaced = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			row[j + 1] = least(replaced, least(row[j], row[j + 1]) + 1);
		}
	}
	return row[b_len];
}

const char *boot_nearest(struct script *script, const char *word, const char *list)
{
	unsigned best = (unsigned)strlen(word) / 3 + 1;
	const char *nearest = NULL;
	size_t nearest_len = 0;

	while (*list) {
		size_t len = strcspn(list, " ");
		unsigned far = distance(word, list, len);

		if (far <= best && (!nearest || far < best)) {
			best = far;
			nearest = list;
			nearest_len = len;
		}
		list += len;
		list += strspn(list, " ");
	}
	return nearest ? mem_copy(&script->mem, nearest, nearest_len) : NULL;
}

static bool unit_ns(const char *unit, int64_t *ns)
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = {
		{ "", SECOND }, { "s", SECOND }, { "ms", SECOND / 1000 }, { "us", 1000 },
		{ "ns", 1 }, { "min", 60 * SECOND }, { "m", 60 * SECOND }, { "h", 3600 * SECOND },
		{ "d", 86400 * SECOND },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].name) == 0) {
			*ns = units[i].ns;
			return true;
		}
	}
	return false;
}

/* "1.5ms", "37", "-2s": whole nanoseconds, no floating point. */
int64_t value_duration(const struct script *script, int line, const char *text)
{
	const char *at = text + (*text == '-' || *text == '+');
	int64_t whole = 0, part = 0, scale = 1, unit;

	if (!isdigit((unsigned char)*at))
		boot_fail(script, line, "'%s' is not a duration (like 1.5s, 250ms, 40us)", text);
	for (; isdigit((unsigned char)*at) && whole < INT64_C(1000000000); at++)
		whole = whole * 10 + (*at - '0');
	if (*at == '.') {
		for (at++; isdigit((unsigned char)*at) && scale < SECOND; at++) {
			part = part * 10 + (*at - '0');
			scale *= 10;
		}
	}
	if (!unit_ns(at, &unit))
		boot_fail(script, line, "'%s': unknown unit '%s' (ns us ms s min h d)", text, at);
	whole = whole * unit + part * unit / scale;
	return *text == '-' ? -whole : whole;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	month += month <= 2 ? 9 : -3;
	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 -
	       719468;
}

int64_t value_utc(const struct script *script, int line, const char *text)
{
	int year, month, day, hour, minute, used = 0;
	double second;

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%lfZ%n", &year, &month, &day, &hour, &minute,
		   &second, &used) != 6 || text[used] || used == 0 || year < 1970)
		boot_fail(script, line, "'%s' is not a time like 2024-03-01T08:00:00Z", text);
	return (days_of(year, month, day) * 86400 + hour * 3600 + minute * 60) * SECOND +
	       (int64_t)(second * 1e6 + 0.5) * 1000;
}

uint64_t value_number(const struct script *script, int line, const char *text, uint64_t max)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (!isdigit((unsigned char)*text) || *end || errno)
		boot_fail(script, line, "'%s' is not a number", text);
	if (value > max)
		boot_fail(script, line, "%s is more than %llu", text, (unsigned long long)max);
	return value;
}

bool text_is_ip(const char *text, uint32_t *ip)
{
	unsigned a, b, c, d;
	int used = 0;

	if (sscanf(text, "%3u.%3u.%3u.%3u%n", &a, &b, &c, &d, &used) != 4 || text[used] ||
	    a > 255 || b > 255 || c > 255 || d > 255)
		return false;
	*ip = (uint32_t)a << 24 | b << 16 | c << 8 | d;
	return true;
}

uint32_t value_ip(const struct script *script, int line, const char *text)
{
	uint32_t ip;

	if (!text_is_ip(text, &ip))
		boot_fail(script, line, "'%s' is not an IPv4 address", text);
	return ip;
}

bool text_is_mac(const char *text, uint8_t mac[MAC_LEN])
{
	unsigned b[MAC_LEN];
	int used = 0;

	if (sscanf(text, "%2x%*1[:-]%2x%*1[:-]%2x%*1[:-]%2x%*1[:-]%2x%*1[:-]%2x%n", &b[0], &b[1],
		   &b[2], &b[3], &b[4], &b[5], &used) != 6 || used != 17 || text[used])
		return false;
	for (int i = 0; i < MAC_LEN; i++)
		mac[i] = (uint8_t)b[i];
	return true;
}

void value_mac(const struct script *script, int line, const char *text, uint8_t mac[MAC_LEN])
{
	if (!text_is_mac(text, mac))
		boot_fail(script, line, "'%s' is not a MAC address like 00:50:56:00:00:01", text);
}

bool text_hex(const char *text, struct buf *bytes)
{
	if (text[0] == '0' && text[1] == 'x')
		text += 2;
	while (*text) {
		unsigned byte;

		if (strchr(":-. ", *text)) {
			text++;
			continue;
		}
		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]) ||
		    sscanf(text, "%2x", &byte) != 1)
			return false;
		put_u8(bytes, byte);
		text += 2;
	}
	return true;
}
