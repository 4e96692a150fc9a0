/*
 * The string builder and the formats of addresses, times and amounts: see txt.h.
 * What makes capture bytes safe is in safe.c.
 */
#include "base/txt.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TXT_LIMIT_DEFAULT (1u << 20)

static bool is_allowed(const struct txt *t, size_t n)
{
	return t->n + n + 1 <= (t->limit ? t->limit : TXT_LIMIT_DEFAULT);
}

static bool txt_room(struct txt *t, size_t n)
{
	if (!is_allowed(t, n)) {
		t->cut = true;
		return false;
	}
	if (t->n + n + 1 > t->cap) {
		t->cap = (t->n + n + 1) * 2;
		t->s = mem_grow(t->s, t->cap, 1);
		t->s[t->n] = '\0';
	}
	return true;
}

void txt_putn(struct txt *t, const char *s, size_t n)
{
	if (!txt_room(t, n))
		return;
	memcpy(t->s + t->n, s, n);
	t->n += n;
	t->s[t->n] = '\0';
}

void txt_put(struct txt *t, const char *s)
{
	txt_putn(t, s, strlen(s));
}

/* Nearly always there is room; else it is written once more. */
void txt_vfmt(struct txt *t, const char *fmt, va_list ap)
{
	size_t room = t->cap - t->n;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(room ? t->s + t->n : NULL, room, fmt, ap);
	if (n >= 0 && (size_t)n < room && is_allowed(t, (size_t)n)) {
		t->n += (size_t)n;
	} else {
		if (room)
			t->s[t->n] = '\0';
		if (n >= 0 && txt_room(t, (size_t)n)) {
			vsnprintf(t->s + t->n, (size_t)n + 1, fmt, again);
			t->n += (size_t)n;
		}
	}
	va_end(again);
}

void txt_fmt(struct txt *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	txt_vfmt(t, fmt, ap);
	va_end(ap);
}

void txt_clear(struct txt *t)
{
	t->n = 0;
	t->cut = false;
	if (t->s)
		t->s[0] = '\0';
}

void txt_free(struct txt *t)
{
	free(t->s);
	t->s = NULL;
	t->n = t->cap = 0;
}

const char *txt_str(const struct txt *t)
{
	return t->s ? t->s : "";
}

void txt_put_hex(struct txt *t, struct span bytes)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	if (!bytes.p || !txt_room(t, bytes.n * 2))
		return;
	for (i = 0; i < bytes.n; i++) {
		t->s[t->n++] = digit[bytes.p[i] >> 4];
		t->s[t->n++] = digit[bytes.p[i] & 15];
	}
	t->s[t->n] = '\0';
}

/* By hand, as the next one: each fact has several of them, and snprintf took as long as storing it. */
char *txt_mac(char buf[18], const uint8_t m[6])
{
	static const char digit[] = "0123456789abcdef";
	int i;

	for (i = 0; i < 6; i++) {
		buf[3 * i] = digit[m[i] >> 4];
		buf[3 * i + 1] = digit[m[i] & 15];
		buf[3 * i + 2] = ':';
	}
	buf[17] = '\0';
	return buf;
}

char *txt_ip4(char buf[16], uint32_t ip)
{
	char *at = buf;
	int shift;

	for (shift = 24; shift >= 0; shift -= 8) {
		unsigned byte = ip >> shift & 255;

		if (byte >= 100)
			*at++ = (char)('0' + byte / 100);
		if (byte >= 10)
			*at++ = (char)('0' + byte / 10 % 10);
		*at++ = (char)('0' + byte % 10);
		*at++ = shift ? '.' : '\0';
	}
	return buf;
}

/* One number of `base` up to `max` at *s; moves *s behind it. */
static bool parse_part(const char **s, int base, unsigned long max, unsigned long *out)
{
	char *end;

	if (!((**s >= '0' && **s <= '9') || (base == 16 && **s && strchr("abcdefABCDEF", **s))))
		return false;
	*out = strtoul(*s, &end, base);
	if (*out > max)
		return false;
	*s = end;
	return true;
}

bool txt_parse_mac(const char *s, uint8_t mac[6])
{
	unsigned long v;
	uint8_t got[6];
	int i;

	for (i = 0; i < 6; i++) {
		if (i && *s != ':' && *s != '-')
			return false;
		s += i ? 1 : 0;
		if (!parse_part(&s, 16, 255, &v))
			return false;
		got[i] = (uint8_t)v;
	}
	if (*s)
		return false;
	memcpy(mac, got, 6);
	return true;
}

bool txt_parse_ip4(const char *s, uint32_t *ip4)
{
	unsigned long v;
	uint32_t got = 0;
	int i;

	for (i = 0; i < 4; i++) {
		if (i && *s++ != '.')
			return false;
		if (!parse_part(&s, 10, 255, &v))
			return false;
		got = got << 8 | (uint32_t)v;
	}
	if (*s)
		return false;
	*ip4 = got;
	return true;
}

/* Days since 1970-01-01 to a date of the proleptic Gregorian calendar. */
static void civil(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int64_t)yoe + era * 400 + (*month <= 2);
}

/* Division that rounds down, so that times before 1970 work. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

char *txt_time(char *buf, size_t size, int64_t ns, int digits, int offset_min)
{
	int64_t sec = floor_div(ns, 1000000000), year, days, rest;
	int64_t frac = ns % 1000000000 + (ns % 1000000000 < 0 ? 1000000000 : 0);
	unsigned month, day;
	int n, i, minutes = offset_min < 0 ? -offset_min : offset_min;

	sec += (int64_t)offset_min * 60;
	days = floor_div(sec, 86400);
	rest = sec - days * 86400;
	civil(days, &year, &month, &day);
	n = snprintf(buf, size, "%04lld-%02u-%02uT%02d:%02d:%02d", (long long)year, month, day,
		(int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	for (i = digits; i < 9; i++)
		frac /= 10;
	if (digits > 0 && n > 0 && (size_t)n < size)
		n += snprintf(buf + n, size - (size_t)n, ".%0*lld", digits, (long long)frac);
	if (n < 0 || (size_t)n >= size)
		return buf;
	if (!offset_min)
		snprintf(buf + n, size - (size_t)n, "Z");
	else
		snprintf(buf + n, size - (size_t)n, "%c%02d:%02d", offset_min < 0 ? '-' : '+', minutes / 60,
			minutes % 60);
	return buf;
}

char *txt_duration(char *buf, size_t size, int64_t ns)
{
	int64_t s = ns / 1000000000;

	if (ns < 0)
		snprintf(buf, size, "-%lld.%03lld s", (long long)(-ns / 1000000000),
			(long long)(-ns / 1000000 % 1000));
	else if (ns < 1000000)
		snprintf(buf, size, "%lld us", (long long)(ns / 1000));
	else if (ns < 1000000000)
		snprintf(buf, size, "%lld ms", (long long)(ns / 1000000));
	else if (s < 120)
		snprintf(buf, size, "%lld.%lld s", (long long)s, (long long)(ns / 100000000 % 10));
	else if (s < 7200)
		snprintf(buf, size, "%lld min %02lld s", (long long)(s / 60), (long long)(s % 60));
	else
		snprintf(buf, size, "%lld h %02lld min", (long long)(s / 3600), (long long)(s / 60 % 60));
	return buf;
}

char *txt_bytes(char *buf, size_t size, int64_t bytes)
{
	static const char *const unit[] = {"B", "kB", "MB", "GB", "TB", "PB"};
	double v = (double)bytes;
	size_t u = 0;

	while (v >= 1000 && u + 1 < sizeof(unit) / sizeof(unit[0])) {
		v /= 1000;
		u++;
	}
	snprintf(buf, size, u ? "%.1f %s" : "%.0f %s", v, unit[u]);
	return buf;
}

void txt_put_shell(struct txt *t, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
	const char *c;

	if (*path == '-')
		txt_put(t, "./"); /* not an option */
	if (*path && !path[strspn(path, plain)]) {
		txt_put(t, path);
		return;
	}
	txt_put(t, "'");
	for (c = path; *c; c++)
		if (*c == '\'')
			txt_put(t, "'\\''");
		else
			txt_putn(t, c, 1);
	txt_put(t, "'");
}
