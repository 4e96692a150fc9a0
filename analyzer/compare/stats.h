/*
 * Many boots by group: how many ended how, and how long each phase took. Reads the public views
 * only. Ordinary DHCP clients (leased) are no boots here.
 */
#ifndef PVSLEUTH_COMPARE_STATS_H
#define PVSLEUTH_COMPARE_STATS_H

#include "store/store.h"

/* To add one: a row in the table in stats.c. */
enum stats_by { STATS_ALL, STATS_SERVER, STATS_SUBNET, STATS_FIRMWARE, STATS_HOUR, STATS_BY };

/* "all" "server" "subnet" "firmware" "hour"; and back, STATS_BY when it is none of them. */
const char *stats_by_name(enum stats_by by);
enum stats_by stats_by_of(const char *name);

/* How the boots of a group ended. A boot is counted with every server that took part in it. The
 * times are those of the boots that booted, from the first message to the end of the boot as seen;
 * -1: none booted. */
struct stats_outcome {
	char group[64];
	int64_t boots, booted, failed, incomplete;
	int64_t p50_ns, p95_ns, p99_ns;
};
typedef int (*stats_outcome_fn)(void *ctx, const struct stats_outcome *o);

/* The groups in order of most failed first (hours: in order of time). */
int stats_outcomes(
	struct store *s, enum stats_by by, stats_outcome_fn fn, void *ctx, struct err *err);

/* How long a phase took in a group, over the boots that got through it. With STATS_SERVER the
 * group is the server that answered in that phase. */
struct stats_phase {
	char group[64], phase[16];
	int64_t boots; /* that went through it */
	int64_t slow, retried, failed;
	int64_t p50_ns, p95_ns, p99_ns, max_ns; /* -1: not measured */
};
typedef int (*stats_phase_fn)(void *ctx, const struct stats_phase *p);

/* In the order of groups by name, then of a boot. */
int stats_phases(struct store *s, enum stats_by by, stats_phase_fn fn, void *ctx, struct err *err);

/* Boots begun in each interval of that width that has any, in order of time. */
struct stats_start {
	int64_t from_ns;
	int64_t boots, failed;
};
typedef int (*stats_start_fn)(void *ctx, const struct stats_start *t);
int stats_starts(struct store *s, int64_t width_ns, stats_start_fn fn, void *ctx, struct err *err);

#endif
