/*
 * The zone that times are shown in.
 */
#ifndef PVSLEUTH_CLI_ZONE_H
#define PVSLEUTH_CLI_ZONE_H

#include "store/store.h"

/* What --tz takes, in its help and its complaints. */
#define ZONE_HELP "show times in: UTC, +01:00, Europe/Berlin"
#define ZONE_WRONG "\"%s\" is no time zone: UTC, +01:00 or Europe/Berlin"

/* Minutes east of UTC: "UTC", "+01:00", or a zone's name as it was when the case's first boot began. 0, or -1
 * when that is none. */
int zone_offset(const char *zone, struct store *s, int *minutes);

#endif
