/*
 * Time zones: see zone.h.
 */
#include "cli/zone.h"

#include "base/txt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* libc takes any name and then shows UTC: only what the system's zone database has is a zone. */
static bool is_zone(const char *zone)
{
	struct txt path = {0};
	bool there;

	if (!isalpha((unsigned char)*zone) || strstr(zone, ".."))
		return false;
	txt_fmt(&path, "/usr/share/zoneinfo/%s", zone);
	there = access(txt_str(&path), R_OK) == 0;
	txt_free(&path);
	return there;
}

int zone_offset(const char *zone, struct store *s, int *minutes)
{
	char sign, *end;
	long h, m = 0;
	time_t t;
	struct tm tm;

	*minutes = 0;
	if (!strcmp(zone, "UTC") || !strcmp(zone, "Z"))
		return 0;
	sign = *zone;
	if (sign == '+' || sign == '-') {
		h = strtol(zone + 1, &end, 10);
		if (*end == ':')
			m = strtol(end + 1, &end, 10);
		if (*end || end == zone + 1 || h < 0 || h > 14 || m < 0 || m > 59)
			return -1;
		*minutes = (int)(h * 60 + m) * (sign == '-' ? -1 : 1);
		return 0;
	}
	if (!is_zone(zone))
		return -1;
	t = (time_t)(store_int(s, "SELECT coalesce((SELECT min(start_ns) FROM boots), (SELECT min(first_ns) FROM"
		" captures))", NULL, 0, 0) / 1000000000);
	setenv("TZ", zone, 1);
	tzset();
	if (!localtime_r(&t, &tm))
		return -1;
	*minutes = (int)(tm.tm_gmtoff / 60);
	return 0;
}
