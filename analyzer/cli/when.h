/*
 * Times as people write them on the command line.
 */
#ifndef PVSLEUTH_CLI_WHEN_H
#define PVSLEUTH_CLI_WHEN_H

#include <stdbool.h>
#include <stdint.h>

/* ISO 8601: 2026-11-21, 2026-11-21T14:02, ...:07, ...:07.125; a blank for the T; then nothing or Z
 * (UTC), or +01:00. */
bool when_parse(const char *s, int64_t *ns);

#endif
