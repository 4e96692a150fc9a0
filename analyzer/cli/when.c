/*
 * Times: see when.h.
 */
#include "cli/when.h"

#include <ctype.h>
#include <time.h>

/* Exactly n digits. */
static bool digits(const char **s, int n, int *out)
{
	*out = 0;
	while (n-- > 0) {
		if (!isdigit((unsigned char)**s))
			return false;
		*out = *out * 10 + *(*s)++ - '0';
	}
	return true;
}

static bool literal(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool date(const char **s, struct tm *t)
{
	if (!digits(s, 4, &t->tm_year) || !literal(s, '-') || !digits(s, 2, &t->tm_mon) ||
		!literal(s, '-') || !digits(s, 2, &t->tm_mday))
		return false;
	if (t->tm_year < 1970 || t->tm_year > 2200 || t->tm_mon < 1 || t->tm_mon > 12 ||
		t->tm_mday < 1 || t->tm_mday > 31)
		return false;
	t->tm_year -= 1900;
	t->tm_mon -= 1;
	return true;
}

static int64_t fraction(const char **s)
{
	int64_t ns = 0, unit = 100000000;

	while (isdigit((unsigned char)**s)) {
		ns += (*(*s)++ - '0') * unit;
		unit /= 10;
	}
	return ns;
}

static bool clock_time(const char **s, struct tm *t, int64_t *frac)
{
	if (!digits(s, 2, &t->tm_hour) || !literal(s, ':') || !digits(s, 2, &t->tm_min))
		return false;
	if (literal(s, ':') && !digits(s, 2, &t->tm_sec))
		return false;
	if (literal(s, '.'))
		*frac = fraction(s);
	return t->tm_hour < 24 && t->tm_min < 60 && t->tm_sec < 61;
}

static bool zone(const char **s, int *minutes)
{
	int sign = **s == '-' ? -1 : 1, h, m;

	*minutes = 0;
	if (!**s || literal(s, 'Z'))
		return true;
	if (!literal(s, '+') && !literal(s, '-'))
		return false;
	if (!digits(s, 2, &h) || !literal(s, ':') || !digits(s, 2, &m))
		return false;
	*minutes = sign * (h * 60 + m);
	return true;
}

bool when_parse(const char *s, int64_t *ns)
{
	struct tm t = {0};
	int64_t frac = 0;
	int minutes;

	if (!date(&s, &t))
		return false;
	if ((literal(&s, 'T') || literal(&s, ' ')) && !clock_time(&s, &t, &frac))
		return false;
	if (!zone(&s, &minutes) || *s)
		return false;
	*ns = ((int64_t)timegm(&t) - (int64_t)minutes * 60) * 1000000000 + frac;
	return true;
}
