/*
 * pvsleuth stats: how many boots ended how, and how long the phases took. Counted by compare/;
 * here it is printed.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "compare/stats.h"
#include "report/json.h"

#include <getopt.h>
#include <math.h>
#include <string.h>

#define BAR 16 /* columns of the longest bar */

static const struct opt options[] = {
	{256, "json", NULL, "as JSON"},
	{257, "by", "GROUP", "all server subnet relay firmware hour, with phases"},
	{0, NULL, NULL, NULL},
};

struct request {
	struct cli *cli;
	struct json *json; /* NULL: as text */
	enum stats_by by;
	bool phases;	 /* also by group */
	int64_t longest; /* of a phase, for the bars */
	char group[64];
	int64_t minutes, boots, most, most_ns;
};

static void put_time(int64_t ns)
{
	char buf[32];

	printf(" %9s", ns < 0 ? "-" : txt_duration(buf, sizeof(buf), ns));
}

static void member(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	if (v < 0)
		json_null(j);
	else
		json_int(j, v);
}

/* --- outcomes -------------------------------------------------------------------------------- */

static int put_outcome(void *ctx, const struct stats_outcome *o)
{
	struct request *q = ctx;

	if (q->json) {
		json_object(q->json);
		json_key(q->json, "group");
		json_text(q->json, o->group);
		member(q->json, "boots", o->boots);
		member(q->json, "booted", o->booted);
		member(q->json, "failed", o->failed);
		member(q->json, "incomplete", o->incomplete);
		member(q->json, "p50_ns", o->p50_ns);
		member(q->json, "p95_ns", o->p95_ns);
		member(q->json, "p99_ns", o->p99_ns);
		json_object_end(q->json);
		return 0;
	}
	printf("  %-20s %5lld %6lld %6lld %4d%%", o->group, (long long)o->boots,
		(long long)o->booted, (long long)o->failed, stats_percent(o->booted, o->boots));
	put_time(o->p50_ns);
	put_time(o->p95_ns);
	put_time(o->p99_ns);
	putchar('\n');
	return 0;
}

/* --- phases ---------------------------------------------------------------------------------- */

static int find_longest(void *ctx, const struct stats_phase *p)
{
	struct request *q = ctx;

	if (p->p50_ns > q->longest)
		q->longest = p->p50_ns;
	return 0;
}

static int put_phase(void *ctx, const struct stats_phase *p)
{
	struct request *q = ctx;
	int64_t i, bar;

	if (q->json) {
		json_object(q->json);
		json_key(q->json, "group");
		json_text(q->json, p->group);
		json_key(q->json, "phase");
		json_text(q->json, p->phase);
		member(q->json, "boots", p->boots);
		member(q->json, "failed", p->failed);
		member(q->json, "slow", p->slow);
		member(q->json, "retried", p->retried);
		member(q->json, "p50_ns", p->p50_ns);
		member(q->json, "p95_ns", p->p95_ns);
		member(q->json, "p99_ns", p->p99_ns);
		member(q->json, "max_ns", p->max_ns);
		json_object_end(q->json);
		return 0;
	}
	if (q->by != STATS_ALL && strcmp(q->group, p->group) != 0) {
		snprintf(q->group, sizeof(q->group), "%s", p->group);
		printf("  %s\n", p->group);
	}
	printf("  %-9s %5lld %6lld", p->phase, (long long)p->boots, (long long)p->failed);
	put_time(p->p50_ns);
	put_time(p->p95_ns);
	put_time(p->p99_ns);
	bar = q->longest > 0 && p->p50_ns > 0 ? (int64_t)ceil((double)p->p50_ns / (double)q->longest * BAR) : 0;
	printf("%s", bar ? "  " : "");
	for (i = 0; i < bar; i++)
		putchar('#');
	putchar('\n');
	return 0;
}

static int take_start(void *ctx, const struct stats_start *t)
{
	struct request *q = ctx;

	q->minutes++;
	q->boots += t->boots;
	if (t->boots > q->most) {
		q->most = t->boots;
		q->most_ns = t->from_ns;
	}
	return 0;
}

/* --- answers and rates ----------------------------------------------------------------------- */

static int put_sample(void *ctx, const struct stats_sample *o)
{
	struct request *q = ctx;

	if (q->json) {
		json_object(q->json);
		json_key(q->json, "server");
		json_text(q->json, o->server);
		json_key(q->json, "what");
		json_text(q->json, o->what);
		member(q->json, "n", o->n);
		member(q->json, "repeated", o->retried);
		member(q->json, "p5", o->p5);
		member(q->json, "p50", o->p50);
		member(q->json, "p95", o->p95);
		member(q->json, "p99", o->p99);
		member(q->json, "most", o->most);
		json_object_end(q->json);
		return 0;
	}
	if (!q->minutes++)
		printf("  %-16s %-16s %5s %8s %9s %9s %9s\n", "server", "answers with", "n", "repeated", "p50", "p95", "p99");
	printf("  %-16s %-16s %5lld %8lld", o->server, o->what, (long long)o->n, (long long)o->retried);
	put_time(o->p50);
	put_time(o->p95);
	put_time(o->p99);
	printf("%s\n", o->n < STATS_FEW ? "  few" : "");
	return 0;
}

static int put_rate(void *ctx, const struct stats_sample *o)
{
	const int64_t rates[] = {o->p5, o->p50, o->p95};
	struct request *q = ctx;
	char buf[32], text[40];
	size_t i;

	if (q->json)
		return put_sample(ctx, o);
	if (!q->minutes++)
		printf("\n  %-33s %5s %8s %9s %9s %9s\n", "server streams, a second", "boots", "repeated", "p5", "p50", "p95");
	printf("  %-33s %5lld %8lld", o->server, (long long)o->n, (long long)o->retried);
	for (i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "%s", txt_bytes(buf, sizeof(buf), rates[i]));
		printf(" %9s", text);
	}
	printf("%s\n", o->n < STATS_FEW ? "  few" : "");
	return 0;
}

/* After a grouping of all: how quickly servers answered, how fast they streamed. */
static int put_samples(struct request *q, struct store *s, struct err *err)
{
	q->minutes = 0;
	if (stats_answers(s, put_sample, q, err) < 0)
		return -1;
	q->minutes = 0;
	if (stats_rates(s, put_rate, q, err) < 0)
		return -1;
	if (!q->json)
		putchar('\n');
	return 0;
}

/* --- the command ----------------------------------------------------------------------------- */

static int put_text(struct request *q, struct store *s, struct err *err)
{
	char when[48];

	printf("%s%-20s %5s %6s %6s %5s %9s %9s %9s\n", "  ", stats_by_name(q->by), "boots",
		"booted", "failed", "", "p50", "p95", "p99");
	if (stats_outcomes(s, q->by, put_outcome, q, err) < 0 ||
		stats_phases(s, q->by, find_longest, q, err) < 0)
		return -1;
	if (q->by != STATS_ALL && !q->phases) {
		putchar('\n');
		return 0;
	}
	printf("\n  %-9s %5s %6s %9s %9s %9s\n", "phase", "boots", "failed", "p50", "p95", "p99");
	if (stats_phases(s, q->by, put_phase, q, err) < 0)
		return -1;
	putchar('\n');
	if (q->by != STATS_ALL)
		return 0;
	if (stats_starts(s, 60000000000, take_start, q, err) < 0)
		return -1;
	if (q->most > 1)
		printf("  at most %lld boots began in one minute, %s\n\n", (long long)q->most,
			txt_time(when, sizeof(when), q->most_ns, 0, 0));
	return put_samples(q, s, err);
}

static int put_json(struct request *q, struct store *s, struct err *err)
{
	json_object(q->json);
	json_key(q->json, "by");
	json_text(q->json, stats_by_name(q->by));
	json_key(q->json, "outcomes");
	json_array(q->json);
	if (stats_outcomes(s, q->by, put_outcome, q, err) < 0)
		return -1;
	json_array_end(q->json);
	json_key(q->json, "phases");
	json_array(q->json);
	if (stats_phases(s, q->by, put_phase, q, err) < 0)
		return -1;
	json_array_end(q->json);
	if (q->by == STATS_ALL) {
		json_key(q->json, "servers");
		json_array(q->json);
		if (put_samples(q, s, err) < 0)
			return -1;
		json_array_end(q->json);
	}
	json_object_end(q->json);
	return 0;
}

/* One grouping, or one after another. */
static int stats(struct cli *cli, struct store *s, bool json, enum stats_by only, struct err *err)
{
	struct json j;
	int by, ret = 0;

	json_init(&j, stdout);
	if (json)
		json_array(&j);
	for (by = 0; by < STATS_BY && ret == 0; by++) {
		struct request q = {.cli = cli,
			.json = json ? &j : NULL,
			.by = (enum stats_by)by,
			.phases = only != STATS_BY};

		if (only != STATS_BY && by != (int)only)
			continue;
		ret = json ? put_json(&q, s, err) : put_text(&q, s, err);
	}
	if (json && ret == 0) {
		json_array_end(&j);
		ret = json_end(&j, err);
	}
	return ret;
}

int cmd_stats(struct cli *cli, int argc, char **argv)
{
	struct err err = {""};
	struct store *s;
	const char *value;
	bool json = false;
	enum stats_by by = STATS_BY;
	int key, ret, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 256) {
			json = true;
			continue;
		}
		by = stats_by_of(value);
		if (by == STATS_BY)
			return args_wrong(cli, "there are no groups by \"%s\"", value);
	}
	if (key < 0)
		return status;
	if (argc - optind != 1)
		return args_wrong(cli, "which case?");
	s = case_open(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	ret = stats(cli, s, json, by, &err);
	if (ret < 0)
		out_error("%s", err.text);
	store_close(s);
	return out_finish() < 0 || ret < 0 ? STATUS_TROUBLE : STATUS_OK;
}
