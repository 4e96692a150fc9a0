/*
 * pvsleuth report: one page to mail.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/fields.h"
#include "config.h"
#include "report/report.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct opt options[] = {
	{'o', "output", "FILE", "where to write it (\"-\": standard output)"},
	{'f', "force", NULL, "write over an existing file"},
	{256, "title", "TEXT", "what to call it"},
	{257, "target", "MAC", "only the boots of this target"},
	{258, "finding", "N", "only the boots of this finding"},
	{0, NULL, NULL, NULL},
};

struct request {
	struct report_options report;
	const char *output;
	char mac[18];
	bool force;
};

/* SOURCE_DATE_EPOCH makes the same case give the same bytes. */
static int64_t generated_ns(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long s = epoch && *epoch ? strtoll(epoch, &end, 10) : -1;

	return (s >= 0 && !*end ? (int64_t)s : (int64_t)time(NULL)) * 1000000000;
}

static const char *take_option(struct request *q, int key, const char *value)
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
			return "a target is named by its MAC";
		q->report.target = txt_mac(q->mac, mac);
		break;
	default:
		q->report.finding = strncmp(value, "finding:", 8) ? strtoll(value, NULL, 10)
								  : case_number(value, "finding:");
		if (q->report.finding <= 0)
			return "a finding is named by its number";
	}
	return NULL;
}

static int write_report(struct cli *cli, struct store *s, const struct request *q)
{
	bool to_stdout = !strcmp(q->output, "-");
	struct err err = {""};
	int ret;

	if (!to_stdout && !q->force && access(q->output, F_OK) == 0) {
		out_error("%s exists; --force writes over it", q->output);
		return STATUS_TROUBLE;
	}
	ret = to_stdout ? report_write(s, &q->report, stdout, &err)
			: report_html(s, &q->report, q->output, &err);
	if (ret < 0)
		out_error("%s", err.text);
	else if (!to_stdout)
		out_note(cli, "%s is written", q->output);
	return ret < 0 || out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

int cmd_report(struct cli *cli, int argc, char **argv)
{
	struct request q = {.report = {.version = PACKAGE_VERSION, .fields = frame_fields}};
	const char *value, *wrong;
	struct store *s;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		wrong = take_option(&q, key, value);
		if (wrong)
			return args_wrong(cli, "%s", wrong);
	}
	if (key < 0)
		return status;
	if (argc - optind != 1 || !q.output)
		return args_wrong(cli, q.output ? "which case?" : "where to? (-o FILE.html)");
	q.report.generated_ns = generated_ns();
	s = case_open(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	status = write_report(cli, s, &q);
	store_close(s);
	return status;
}
