/*
 * Times as people type them: see when.h.
 */
#include "tui/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND 1000000000ll
#define DAY (86400 * SECOND)

/* "14:02:07.5" behind a date or alone; everything has to be read. */
static bool read_clock(const char *s, int64_t *ns, bool *utc)
{
	int h, m, n = 0;
	double sec = 0;

	if (sscanf(s, "%2d:%2d%n", &h, &m, &n) < 2 || h < 0 || h > 24 || m < 0 || m > 59)
		return false;
	s += n;
	if (*s == ':') {
		char *end;

		sec = strtod(s + 1, &end);
		if (end == s + 1)
			return false;
		s = end;
	}
	*utc = *s == 'Z';
	s += *s == 'Z';
	*ns = ((h * 60ll + m) * 60) * SECOND + (int64_t)(sec * 1e9 + 0.5);
	return !*s && sec >= 0 && sec < 61;
}

bool when_read(const char *text, int64_t day_ns, int utc_offset_min, int64_t *ns)
{
	int64_t east = utc_offset_min * 60 * SECOND;
	struct tm tm = {0};
	int n = 0;
	int64_t clock;
	bool utc, dated = false;

	while (*text == ' ')
		text++;
	if (sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &n) == 3) {
		tm.tm_year -= 1900;
		tm.tm_mon--;
		day_ns = (int64_t)timegm(&tm) * SECOND;
		text += n;
		dated = true;
		if (!*text) {
			*ns = day_ns - east;
			return true;
		}
		text++;
	}
	if (!read_clock(text, &clock, &utc))
		return false;
	if (utc)
		east = 0;
	if (!dated)
		day_ns += east;
	*ns = day_ns - ((day_ns % DAY) + DAY) % DAY + clock - east;
	return true;
}

bool when_read_offset(const char *text, int64_t *ns)
{
	char *end;
	double s;

	if (*text != '+')
		return false;
	s = strtod(text + 1, &end);
	if (end == text + 1 || s < 0 || s > 1e9)
		return false;
	end += *end == ' ';
	end += *end == 's';
	*ns = (int64_t)(s * 1e9 + 0.5);
	return !*end;
}
