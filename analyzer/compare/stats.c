/*
 * Many boots by group: see stats.h. Everything is counted by SQL over the views boots and
 * durations.
 */
#include "compare/stats.h"
#include "compare/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a kind of group is called; the group of a boot (over b of the view boots, joined with what
 * `join` says); that of a phase (over d of the view durations); how the groups are ordered. */
static const struct grouping {
	const char *name, *boot, *join, *phase, *order;
} groupings[] = {
	[STATS_ALL] = {"all", "'all'", "", "'all'", "1"},
	[STATS_SERVER] = {"server", "s.ip",
		"JOIN servers s ON s.ip IN (b.dhcp_server, b.relay, b.boot_server, b.login_server, "
		"b.stream_server)",
		"coalesce(d.peer, 'not known')", "failed DESC, boots DESC, 1"},
	[STATS_SUBNET] = {"subnet",
		"coalesce((SELECT d.subnet FROM durations d WHERE d.boot_id = b.boot_id LIMIT 1), "
		"'not "
		"known')",
		"", "coalesce(d.subnet, 'not known')", "failed DESC, boots DESC, 1"},
	[STATS_RELAY] = {"relay", "coalesce(b.relay, 'none seen')", "",
		"coalesce(d.relay, 'none seen')", "failed DESC, boots DESC, 1"},
	[STATS_FIRMWARE] = {"firmware", "b.client_kind", "", "d.firmware",
		"failed DESC, boots DESC, 1"},
	[STATS_HOUR] = {"hour", "substr(b.start_time, 1, 13) || ':00Z'", "", "d.hour", "1"},
};

const char *stats_by_name(enum stats_by by)
{
	return by < STATS_BY ? groupings[by].name : "";
}

int stats_percent(int64_t part, int64_t all)
{
	return all > 0 ? (int)((200 * part + all) / (2 * all)) : 0;
}

enum stats_by stats_by_of(const char *name)
{
	size_t i;

	for (i = 0; i < STATS_BY; i++)
		if (strcmp(groupings[i].name, name) == 0)
			break;
	return (enum stats_by)i;
}

struct outcomes {
	stats_outcome_fn fn;
	void *ctx;
};

static int take_outcome(void *ctx, const struct row *r)
{
	const struct outcomes *q = ctx;
	struct stats_outcome o = {.boots = row_int_named(r, "boots", 0),
		.booted = row_int_named(r, "booted", 0),
		.failed = row_int_named(r, "failed", 0),
		.incomplete = row_int_named(r, "incomplete", 0),
		.p50_ns = row_int_named(r, "p50", -1),
		.p95_ns = row_int_named(r, "p95", -1),
		.p99_ns = row_int_named(r, "p99", -1)};

	snprintf(o.group, sizeof(o.group), "%s", row_text_named(r, "grp"));
	return q->fn(q->ctx, &o);
}

int stats_outcomes(
	struct store *s, enum stats_by by, stats_outcome_fn fn, void *ctx, struct err *err)
{
	const struct grouping *g = &groupings[by];
	struct outcomes q = {fn, ctx};
	struct txt sql = {0};
	int ret;

	txt_fmt(&sql,
		"SELECT %s AS grp, count(*) AS boots, sum(b.outcome = 'booted') AS booted, "
		"sum(b.outcome = 'failed') AS failed, sum(b.outcome = 'incomplete') AS incomplete, "
		"percentile(took, 50) AS p50, percentile(took, 95) AS p95, percentile(took, 99) AS "
		"p99 "
		"FROM (SELECT *, CASE WHEN outcome = 'booted' AND NOT open_start THEN end_ns - "
		"start_ns "
		"END AS took FROM boots WHERE outcome <> 'leased') b %s GROUP BY 1 ORDER BY %s",
		g->boot, g->join, g->order);
	ret = store_query(s, txt_str(&sql), NULL, 0, take_outcome, &q, err);
	txt_free(&sql);
	return ret;
}

struct phases {
	stats_phase_fn fn;
	void *ctx;
};

static int take_phase(void *ctx, const struct row *r)
{
	const struct phases *q = ctx;
	struct stats_phase p = {.boots = row_int_named(r, "boots", 0),
		.slow = row_int_named(r, "slow", 0),
		.retried = row_int_named(r, "retried", 0),
		.failed = row_int_named(r, "failed", 0),
		.p50_ns = row_int_named(r, "p50", -1),
		.p95_ns = row_int_named(r, "p95", -1),
		.p99_ns = row_int_named(r, "p99", -1),
		.max_ns = row_int_named(r, "longest", -1)};

	snprintf(p.group, sizeof(p.group), "%s", row_text_named(r, "grp"));
	snprintf(p.phase, sizeof(p.phase), "%s", row_text_named(r, "phase"));
	return q->fn(q->ctx, &p);
}

int stats_phases(struct store *s, enum stats_by by, stats_phase_fn fn, void *ctx, struct err *err)
{
	struct phases q = {fn, ctx};
	struct txt sql = {0};
	int ret;

	txt_fmt(&sql,
		"SELECT %s AS grp, d.phase, sum(d.status <> 'failed') AS boots, "
		"sum(d.status = 'slow') AS slow, sum(d.status = 'retried') AS retried, "
		"sum(d.status = 'failed') AS failed, percentile(d.ok_ns, 50) AS p50, "
		"percentile(d.ok_ns, 95) AS p95, percentile(d.ok_ns, 99) AS p99, max(d.ok_ns) AS "
		"longest "
		"FROM (SELECT *, CASE WHEN status <> 'failed' AND took_ns > 0 THEN took_ns END AS "
		"ok_ns "
		"FROM durations) d GROUP BY 1, 2 ORDER BY 1, min(d.seq)",
		groupings[by].phase);
	ret = store_query(s, txt_str(&sql), NULL, 0, take_phase, &q, err);
	txt_free(&sql);
	return ret;
}

struct starts {
	stats_start_fn fn;
	void *ctx;
};

static int take_start(void *ctx, const struct row *r)
{
	const struct starts *q = ctx;
	struct stats_start t = {
		row_int_named(r, "from_ns", 0), row_int_named(r, "boots", 0), row_int_named(r, "failed", 0)};

	return q->fn(q->ctx, &t);
}

int stats_starts(struct store *s, int64_t width_ns, stats_start_fn fn, void *ctx, struct err *err)
{
	struct bind width = B_INT(width_ns > 0 ? width_ns : 1);
	struct starts q = {fn, ctx};

	return store_query(s,
		"SELECT start_ns / ?1 * ?1 AS from_ns, count(*) AS boots, sum(outcome = 'failed') "
		"AS "
		"failed FROM boots WHERE outcome <> 'leased' GROUP BY 1 ORDER BY 1",
		&width, 1, take_start, &q, err);
}

struct samples {
	stats_sample_fn fn;
	void *ctx;
};

static int take_sample(void *ctx, const struct row *r)
{
	const struct samples *q = ctx;
	struct stats_sample o = {.n = row_int_named(r, "n", 0),
		.retried = row_int_named(r, "retried", 0),
		.p5 = row_int_named(r, "p5", -1),
		.p50 = row_int_named(r, "p50", -1),
		.p95 = row_int_named(r, "p95", -1),
		.p99 = row_int_named(r, "p99", -1),
		.most = row_int_named(r, "most", -1)};

	snprintf(o.server, sizeof(o.server), "%s", row_text_named(r, "server"));
	snprintf(o.what, sizeof(o.what), "%s", row_text_named(r, "what"));
	return q->fn(q->ctx, &o);
}

int stats_answers(struct store *s, stats_sample_fn fn, void *ctx, struct err *err)
{
	struct samples q = {fn, ctx};

	/* a repeated question is answered by what came after its last try, else after its first */
	return store_query(s,
		"SELECT server, what, count(*) AS n, sum(tries > 1) AS retried, percentile(ns, 5) AS p5, "
		"percentile(ns, 50) AS p50, percentile(ns, 95) AS p95, percentile(ns, 99) AS p99, "
		"max(ns) AS most FROM (SELECT answer_from AS server, tries, CASE kind WHEN 'discover' "
		"THEN 'offer' WHEN 'pxe-request' THEN 'PXE answer' WHEN 'inform' THEN 'answer to inform' "
		"ELSE 'ack or nak' END AS what, answer_ns - CASE WHEN answer_ns >= last_ns THEN last_ns "
		"ELSE first_ns END AS ns FROM exchanges WHERE answer_ns >= first_ns AND answer_from IS NOT "
		"NULL) GROUP BY server, what ORDER BY n DESC, server, what",
		NULL, 0, take_sample, &q, err);
}

int stats_rates(struct store *s, stats_sample_fn fn, void *ctx, struct err *err)
{
	struct samples q = {fn, ctx};

	return store_query(s,
		"SELECT server, 'stream' AS what, count(*) AS n, sum(repeats > 0) AS retried, "
		"percentile(rate, 5) AS p5, percentile(rate, 50) AS p50, percentile(rate, 95) AS p95, "
		"percentile(rate, 99) AS p99, max(rate) AS most FROM (SELECT c.server_ip AS server, "
		"sum(r.down_bytes) * 1000000000 / sum(r.width_ns) AS rate, max(c.repeats) AS repeats FROM "
		"rates r JOIN conversations c USING (boot_id, flow_id) WHERE r.down_bytes > 0 AND r.width_ns "
		"> 0 AND r.reads > 0 GROUP BY r.boot_id, c.server_ip) GROUP BY server ORDER BY n DESC, server",
		NULL, 0, take_sample, &q, err);
}
