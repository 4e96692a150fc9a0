/*
 * pvsleuth list: tables of what a case holds. The filters are bound values; a filter that was not
 * given is NULL and lets everything through.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/filter.h"
#include "cli/key.h"
#include "cli/table.h"
#include "cli/when.h"

#include <getopt.h>
#include <string.h>

enum {
	OPT_JSON = 256,
	OPT_JSONL,
	OPT_CSV,
	OPT_FAILED,
	OPT_PHASE,
	OPT_RULE,
	OPT_TARGET,
	OPT_SERVER,
	OPT_SINCE,
	OPT_UNTIL
};

static const struct opt options[] = {
	{OPT_JSON, "json", NULL, "as one JSON array, all columns"},
	{OPT_JSONL, "jsonl", NULL, "as JSON, one object a line"},
	{OPT_CSV, "csv", NULL, "as CSV (RFC 4180)"},
	{'a', "all", NULL, "ordinary DHCP clients too"},
	{OPT_FAILED, "failed", NULL, "only what failed"},
	{OPT_PHASE, "phase", "PHASE", "link dhcp pxe bootfile login stream handover os"},
	{OPT_RULE, "rule", "ID", "only this cause"},
	{OPT_TARGET, "target", "WHO", "only this MAC, address, name, or 0xBC parameters"},
	{OPT_SERVER, "server", "IP", "only where this server took part"},
	{OPT_SINCE, "since", "TIME", "only what began from then on (ISO 8601, UTC)"},
	{OPT_UNTIL, "until", "TIME", "only what began before"},
	{0, NULL, NULL, NULL},
};

/* The filters, as filter.h numbers them: bit 0 is ?1. ?9 goes with ?4. ALL widens, and where nothing is
 * hidden there is nothing to add. */
enum { FAILED = 1, PHASE = 2, RULE = 4, TARGET = 8, SERVER = 16, SINCE = 32, UNTIL = 64, ALL = 128, EVERY = 255 };
static const char *const filter_names[] = {"failed", "phase", "rule", "target", "server", "since", "until", "all"};

/* To add one: a row here, and its name in the usage of cmd.c. */
static const struct list {
	const char *name, *nothing, *sql;
	struct column columns[10];
	unsigned takes; /* of the filters */
} lists[] = {
	{"boots", "no boots",
		"SELECT b.*, b.end_ns - b.start_ns AS duration_ns, coalesce((SELECT title FROM "
		"findings f "
		"WHERE f.boot_id = b.boot_id AND f.is_primary = 1 LIMIT 1), "
		"CASE WHEN b.outcome IN ('failed', 'incomplete') THEN b.summary END) AS why FROM "
		"boots b "
		"WHERE " BOOT_FILTER " ORDER BY b.start_ns, b.boot_id",
		{{"BOOT", "boot_id", CELL_NUMBER}, {"START", "start_ns", CELL_TIME},
			{"TARGET", "mac", CELL_TEXT}, {"OUTCOME", "outcome", CELL_WORD},
			{"PHASE", "phase_reached", CELL_TEXT},
			{"TOOK", "duration_ns", CELL_DURATION}, {"WHY", "why", CELL_BELOW},
			{NULL, NULL, CELL_TEXT}}, EVERY},
	{"targets", "no targets",
		"SELECT t.* FROM targets t WHERE (?1 IS NULL OR t.failed > 0) "
		"AND (?8 IS NOT NULL OR t.boots > 0) AND EXISTS (SELECT 1 FROM boots b "
		"WHERE b.target_id = t.target_id AND " BOOT_FILTER
		") ORDER BY t.failed DESC, t.mac",
		{{"TARGET", "mac", CELL_TEXT}, {"BOOTS", "boots", CELL_NUMBER},
			{"FAILED", "failed", CELL_NUMBER}, {"FIRMWARE", "firmware", CELL_TEXT},
			{"MAKER", "vendor", CELL_TEXT}, {"NAME", "hostname", CELL_TEXT},
			{NULL, NULL, CELL_TEXT}}, EVERY},
	{"servers", "no servers",
		"SELECT s.* FROM servers s WHERE (?1 IS NULL OR s.failed > 0) AND (?5 IS NULL OR "
		"s.ip = ?5) "
		"AND coalesce(?2, ?3, ?4, ?6, ?7, ?8, ?9, 1) IS NOT NULL ORDER BY s.failed DESC, "
		"s.server_id",
		{{"SERVER", "ip", CELL_TEXT}, {"BOOTS", "boots", CELL_NUMBER},
			{"FAILED", "failed", CELL_NUMBER}, {"MAC", "mac", CELL_TEXT},
			{"ROLES", "roles", CELL_TEXT}, {NULL, NULL, CELL_TEXT}}, FAILED | SERVER | ALL},
	{"findings", "no findings",
		"SELECT f.*, coalesce('boot:' || f.boot_id, f.mac, f.server_ip, 'capture:' || "
		"f.capture_id) "
		"AS about, b.start_ns FROM findings f LEFT JOIN boots b USING (boot_id) WHERE "
		"(?1 IS NULL OR f.kind = 'failure') AND (?2 IS NULL OR f.phase = ?2) "
		"AND (?3 IS NULL OR f.rule = ?3) AND (?4 IS NULL OR b.hostname = ?4 COLLATE NOCASE OR "
		KEY_IS("coalesce(f.mac, b.mac)", "b.lease_ip") " OR EXISTS (SELECT 1 FROM json_each(?9) k "
		"WHERE length(k.value) = 17 AND instr(f.explanation, k.value))) AND (?5 IS NULL OR f.server_ip = ?5 OR ?5 IN "
		"(b.dhcp_server, b.relay, b.boot_server, b.login_server, b.stream_server)) "
		"AND (?6 IS NULL OR b.start_ns >= ?6) AND (?7 IS NULL OR b.start_ns < ?7) "
		"AND (?8 IS NOT NULL OR b.outcome IS NULL OR b.outcome <> 'leased') "
		"ORDER BY CASE f.kind WHEN 'failure' THEN 1 WHEN 'degraded' THEN 2 ELSE 3 END, "
		"f.rule, "
		"f.finding_id",
		{{"FINDING", "finding_id", CELL_NUMBER}, {"KIND", "kind", CELL_WORD},
			{"SURE", "confidence", CELL_TEXT}, {"ABOUT", "about", CELL_TEXT},
			{"RULE", "rule", CELL_TEXT}, {"SAYS", "summary", CELL_BELOW},
			{NULL, NULL, CELL_TEXT}}, EVERY},
	{"captures", "no captures",
		"SELECT c.*, c.last_ns - c.first_ns AS duration_ns FROM captures c WHERE "
		"(?6 IS NULL OR c.last_ns >= ?6) AND (?7 IS NULL OR c.first_ns < ?7) "
		"AND (?1 IS NULL OR c.status <> 'complete') "
		"AND coalesce(?2, ?3, ?4, ?5, ?8, ?9, 1) IS NOT NULL ORDER BY c.capture_id",
		{{"CAPTURE", "capture_id", CELL_NUMBER}, {"FRAMES", "frames", CELL_NUMBER},
			{"START", "first_ns", CELL_TIME}, {"SPAN", "duration_ns", CELL_DURATION},
			{"STATUS", "status", CELL_WORD}, {"SEEN FROM", "vantage", CELL_TEXT},
			{"FILE", "path", CELL_BELOW}, {"NOTE", "note", CELL_BELOW},
			{NULL, NULL, CELL_TEXT}}, FAILED | SINCE | UNTIL | ALL},
};

static const struct list *find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strcmp(lists[i].name, name))
			return &lists[i];
	return NULL;
}

struct request {
	enum form form;
	struct bind filter[FILTERS];
	struct key key;
};

/* 0, or what is wrong with the value. */
static const char *take_option(struct request *q, int key, const char *value)
{
	int64_t ns = 0;

	switch (key) {
	case OPT_JSON:
		q->form = FORM_JSON;
		break;
	case OPT_JSONL:
		q->form = FORM_JSONL;
		break;
	case OPT_CSV:
		q->form = FORM_CSV;
		break;
	case OPT_FAILED:
		q->filter[0] = B_INT(1);
		break;
	case 'a':
		q->filter[7] = B_INT(1);
		break;
	case OPT_TARGET:
		q->filter[3] = B_TEXT(value);
		break;
	case OPT_SINCE:
	case OPT_UNTIL:
		if (!when_parse(value, &ns))
			return "a time is written like 2026-11-21T14:02:07Z";
		q->filter[key == OPT_SINCE ? 5 : 6] = B_INT(ns);
		break;
	default:
		q->filter[key == OPT_PHASE ? 1 : key == OPT_RULE ? 2 : 4] = B_TEXT(value);
	}
	return NULL;
}

/* A filter that a list would pass over in silence is a wrong question: which lists take it. */
static int refuse_filters(const struct cli *cli, const struct list *l, const struct request *q)
{
	struct txt who = {0};
	size_t f, i;
	int status = STATUS_OK;

	for (f = 0; f < sizeof(filter_names) / sizeof(filter_names[0]) && status == STATUS_OK; f++) {
		if (q->filter[f].type == BIND_NULL || l->takes & 1u << f)
			continue;
		for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
			if (lists[i].takes & 1u << f)
				txt_fmt(&who, "%s%s", who.n ? ", " : "", lists[i].name);
		status = args_wrong(cli, "the list of %s takes no --%s; these do: %s", l->name, filter_names[f], txt_str(&who));
	}
	txt_free(&who);
	return status;
}

/* Whether the values can be, as far as that needs no case. */
static int check_values(struct request *q, const struct list *l, struct err *err)
{
	const struct bind *phase = &q->filter[1], *target = &q->filter[3], *server = &q->filter[4];

	if (phase->p && filter_phase(phase->p, !strcmp(l->name, "findings"), err) < 0)
		return -1;
	if (server->p && filter_server(server->p, err) < 0)
		return -1;
	if (!target->p)
		return 0;
	if (filter_target(target->p, &q->key, err) < 0)
		return -1;
	q->filter[8] = B_TEXT(q->key.json);
	return 0;
}

static bool filtered(const struct request *q)
{
	size_t i;

	for (i = 0; i < 7; i++)
		if (q->filter[i].type != BIND_NULL)
			return true;
	return false;
}

static int print(struct cli *cli, const struct list *l, struct request *q, const char *path)
{
	struct store *s = strcmp(l->name, "captures") ? case_open(path) : case_open_facts(path);
	struct err err = {""};
	int64_t rows = 0;
	int ret;

	if (!s)
		return STATUS_TROUBLE;
	if (q->filter[2].p && filter_rule(s, q->filter[2].p, &err) < 0) {
		store_close(s);
		return args_wrong(cli, "%s", err.text);
	}
	ret = table_print(cli, q->form, s, l->sql, q->filter, FILTERS, l->columns, &rows, &err);
	if (ret < 0)
		out_error("%s", err.text);
	else if (!rows && q->form == FORM_TEXT)
		out_note(cli, "%s%s", l->nothing, filtered(q) ? " match what was asked" : "");
	store_close(s);
	return out_finish() < 0 || ret < 0 ? STATUS_TROUBLE : STATUS_OK;
}

int cmd_list(struct cli *cli, int argc, char **argv)
{
	struct request q = {.form = FORM_TEXT};
	const struct list *l;
	const char *value, *wrong;
	struct err err = {""};
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		wrong = take_option(&q, key, value);
		if (wrong)
			return args_wrong(cli, "%s", wrong);
	}
	if (key < 0)
		return status;
	if (argc - optind < 1 || argc - optind > 2)
		return args_wrong(cli, "which case?");
	l = find(argc - optind == 2 ? argv[optind + 1] : "boots");
	if (!l)
		return args_wrong(cli, "there is no list of \"%s\"", argv[optind + 1]);
	status = refuse_filters(cli, l, &q);
	if (status == STATUS_OK && check_values(&q, l, &err) < 0)
		status = args_wrong(cli, "%s", err.text);
	return status == STATUS_OK ? print(cli, l, &q, argv[optind]) : status;
}
