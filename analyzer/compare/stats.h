/*
 * Many boots by group: how many ended how, and how long each phase took. Reads the public views
 * only. Ordinary DHCP clients (leased) are no boots here.
 */
#ifndef PVSLEUTH_COMPARE_STATS_H
#define PVSLEUTH_COMPARE_STATS_H

#include "store/store.h"

/* To add one: a row in the table in stats.c. */
enum stats_by { STATS_ALL, STATS_SERVER, STATS_SUBNET, STATS_RELAY, STATS_FIRMWARE, STATS_HOUR, STATS_BY };

/* "all" "server" "subnet" "relay" "firmware" "hour"; and back, STATS_BY when it is none of them. */
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
/* So many of a hundred, to the nearest: 37 of 76 are 49. 0 of nothing. */
int stats_percent(int64_t part, int64_t all);
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

/* How quickly servers answered, and how fast they streamed. */
struct stats_sample {
	char server[64], what[24];
	int64_t n;       /* answers; or boots that read from it */
	int64_t retried; /* questions asked more than once; or boots that repeated a read */
	int64_t p5, p50, p95, p99, most; /* ns; or bytes a second */
};
typedef int (*stats_sample_fn)(void *ctx, const struct stats_sample *o);

/* DHCP and PXE: from the question, as it was sent last, to the first answer, by server and kind of answer. */
int stats_answers(struct store *s, stats_sample_fn fn, void *ctx, struct err *err);
/* Streaming: what a boot read from a server, over the time in which it read. */
int stats_rates(struct store *s, stats_sample_fn fn, void *ctx, struct err *err);

#define STATS_FEW 20 /* percentiles of fewer say little */

/* Boots begun in each interval of that width that has any, in order of time. */
struct stats_start {
	int64_t from_ns;
	int64_t boots, failed;
};
typedef int (*stats_start_fn)(void *ctx, const struct stats_start *t);
int stats_starts(struct store *s, int64_t width_ns, stats_start_fn fn, void *ctx, struct err *err);

#endif
