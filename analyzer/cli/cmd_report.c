/*
 * pvsleuth report: one page to mail.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/epoch.h"
#include "cli/fields.h"
#include "cli/filter.h"
#include "cli/pseudonyms.h"
#include "cli/when.h"
#include "cli/zone.h"
#include "config.h"
#include "report/report.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const struct opt options[] = {
	{'o', "output", "FILE", "where to write it (\"-\": standard output)"},
	{'f', "force", NULL, "write over an existing file"},
	{256, "title", "TEXT", "what to call it"},
	{257, "target", "MAC", "only the boots of this target"},
	{258, "finding", "N", "only the boots of this finding"},
	{263, "phase", "PHASE", "only boots that got as far as this phase"},
	{264, "rule", "ID", "only boots with this finding"},
	{265, "server", "IP", "only boots that this server took part in"},
	{266, "since", "TIME", "only boots that began from then on"},
	{267, "until", "TIME", "only boots that began before"},
	{259, "tz", "ZONE", ZONE_HELP},
	{260, "redact", "[=LEVEL]", "with pseudonyms: names, standard or full"},
	{261, "key", "FILE", "with --redact: the same key gives the same pseudonyms"},
	{262, "legend", "FILE", "with --redact: write what became of what"},
	{0, NULL, NULL, NULL},
};

struct request {
	struct report_options report;
	const char *output, *zone;
	char mac[18];
	bool force, redact;
	struct pseudonyms pseudonyms;
	struct bind filter[FILTERS];
	struct txt about; /* the filter in words; "": there is none */
	char *boots;      /* those it lets through */
};

/* One more condition, and its words. */
static void narrow(struct request *q, int at, struct bind value, const char *words, const char *said)
{
	q->filter[at] = value;
	txt_fmt(&q->about, "%s%s %s", q->about.n ? ", " : "", words, said);
}

/* 0, or what is wrong with the value. */
static const char *take_filter(struct request *q, int key, const char *value, struct err *err)
{
	int64_t ns = 0;

	switch (key) {
	case 263:
		if (filter_phase(value, false, err) < 0)
			return err->text;
		narrow(q, 1, B_TEXT(value), "those that got as far as", value);
		break;
	case 264:
		narrow(q, 2, B_TEXT(value), "with the finding", value);
		break;
	case 265:
		if (filter_server(value, err) < 0)
			return err->text;
		narrow(q, 4, B_TEXT(value), "with server", value);
		break;
	default:
		if (!when_parse(value, &ns))
			return "a time is written like 2026-11-21T14:02:07Z";
		narrow(q, key == 266 ? 5 : 6, B_INT(ns), key == 266 ? "those that began from" : "those that began before", value);
	}
	return NULL;
}

/* The boots that the filter lets through, for the report. */
static void choose(struct request *q, struct store *s)
{
	if (!q->about.n)
		return;
	q->boots = store_text(s, "SELECT json_group_array(boot_id) FROM (SELECT b.boot_id FROM boots b WHERE " BOOT_FILTER
		" ORDER BY b.boot_id)", q->filter, FILTERS);
	q->report.boots = q->boots ? q->boots : "[]";
	q->report.about = txt_str(&q->about);
}

static const char *take_option(struct request *q, int key, const char *value, struct err *err)
{
	uint8_t mac[6];

	switch (key) {
	case 'o':
		q->output = value;
		break;
	case 'f':
		q->force = true;
		break;
	case 256:
		q->report.title = value;
		break;
	case 257:
		if (!txt_parse_mac(value, mac))
			return "a target is named by its MAC, like 00:50:56:b8:0a:81";
		q->report.target = txt_mac(q->mac, mac);
		break;
	case 259:
		q->zone = value;
		break;
	case 260:
		q->redact = true;
		if (value && !redact_level_parse(value, &q->pseudonyms.level))
			return "--redact takes names, standard or full";
		break;
	case 261:
		q->pseudonyms.key_file = value;
		break;
	case 262:
		q->pseudonyms.legend_file = value;
		break;
	case 263:
	case 264:
	case 265:
	case 266:
	case 267:
		return take_filter(q, key, value, err);
	default:
		q->report.finding = case_number(value, strncmp(value, "finding:", 8) ? "" : "finding:");
		if (q->report.finding <= 0)
			return "a finding is named by its number";
	}
	return NULL;
}

/* What only the case can tell to be impossible. */
static int check_in_case(const struct request *q, struct store *s, struct err *err)
{
	const struct bind finding = B_INT(q->report.finding);
	int64_t most;

	if (q->filter[2].p && filter_rule(s, q->filter[2].p, err) < 0)
		return -1;
	if (!q->report.finding || store_int(s, "SELECT 1 FROM findings WHERE finding_id = ?1", &finding, 1, 0))
		return 0;
	most = store_int(s, "SELECT max(finding_id) FROM findings", NULL, 0, 0);
	if (!most)
		return err_set(err, "there is no finding:%lld: %s has no findings", (long long)q->report.finding, store_path(s));
	return err_set(err, "there is no finding:%lld; the findings of %s go up to %lld", (long long)q->report.finding,
		store_path(s), (long long)most);
}

static int write_report(struct cli *cli, struct store *s, const struct request *q)
{
	bool to_stdout = !strcmp(q->output, "-");
	struct err err = {""};
	int ret;

	ret = to_stdout ? report_write(s, &q->report, stdout, &err)
			: report_html(s, &q->report, q->output, &err);
	if (ret < 0)
		out_error("%s", err.text);
	else if (!to_stdout)
		out_note(cli, "%s is written", q->output);
	return ret < 0 || out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

/* The same from a copy of the case in which everything is a pseudonym already: no surface of the page
 * can forget to replace something. */
static int write_redacted(struct cli *cli, struct store *s, struct request *q)
{
	struct txt title = {0}, target = {0}, about = {0};
	struct store *copy = NULL;
	struct err err = {""};
	int status = STATUS_TROUBLE;

	if (pseudonyms_open(&q->pseudonyms, &err) == 0)
		copy = pseudonyms_apply(&q->pseudonyms, s, &err);
	if (!copy) {
		out_error("%s", err.text);
	} else {
		if (q->report.title) {
			redact_prose(q->pseudonyms.redact, q->report.title, &title);
			q->report.title = txt_str(&title);
		}
		if (q->report.target) {
			redact_prose(q->pseudonyms.redact, q->report.target, &target);
			q->report.target = txt_str(&target);
		}
		if (q->report.about) {
			redact_prose(q->pseudonyms.redact, q->report.about, &about);
			q->report.about = txt_str(&about);
		}
		status = write_report(cli, copy, q);
		if (status == STATUS_OK && pseudonyms_legend(&q->pseudonyms, s, &err) < 0) {
			out_error("%s", err.text);
			status = STATUS_TROUBLE;
		}
	}
	store_close(copy);
	pseudonyms_close(&q->pseudonyms);
	txt_free(&title);
	txt_free(&target);
	txt_free(&about);
	return status;
}

int cmd_report(struct cli *cli, int argc, char **argv)
{
	struct request q = {.report = {.version = PACKAGE_VERSION, .fields = frame_fields},
		.pseudonyms.level = REDACT_STANDARD};
	const char *value, *wrong;
	struct err err = {""};
	struct store *s;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		wrong = take_option(&q, key, value, &err);
		if (wrong)
			return args_wrong(cli, "%s", wrong);
	}
	if (key < 0)
		return status;
	if (!q.redact && (q.pseudonyms.key_file || q.pseudonyms.legend_file))
		return args_wrong(cli, "--key and --legend go with --redact");
	if (argc - optind != 1 || !q.output)
		return args_wrong(cli, q.output ? "which case?" : "where to? (-o FILE.html)");
	q.report.generated_ns = epoch_ns();
	s = case_open(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	choose(&q, s);
	if (check_in_case(&q, s, &err) < 0)
		status = args_wrong(cli, "%s", err.text);
	else if (q.zone && zone_offset(q.zone, s, &q.report.utc_offset_min) < 0)
		status = args_wrong(cli, ZONE_WRONG, q.zone);
	else
		status = pseudonyms_spare(&q.pseudonyms, s, q.output, q.force);
	if (status == STATUS_OK)
		status = q.redact ? write_redacted(cli, s, &q) : write_report(cli, s, &q);
	store_close(s);
	free(q.boots);
	txt_free(&q.about);
	return status;
}
