/*
 * Times as people type them.
 */
#ifndef PVSLEUTH_TUI_WHEN_H
#define PVSLEUTH_TUI_WHEN_H

#include <stdbool.h>
#include <stdint.h>

/* "14:02", "14:02:07.5", "2026-11-21 14:02" (or with a T), in the zone so many minutes east
 * of UTC; with a trailing Z it is UTC. Without a date it is the day that `day_ns` lies in there. */
bool when_read(const char *text, int64_t day_ns, int utc_offset_min, int64_t *ns);
/* "+1.5": nanoseconds. */
bool when_read_offset(const char *text, int64_t *ns);

#endif
