/*
 * pvsleuth analyze: boots and findings again, from the stored facts.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/run.h"
#include "cli/said.h"
#include "cli/summary.h"

#include <getopt.h>

static const struct opt options[] = {
	{256, "rules", "DIR", "use the rules in DIR too"},
	{257, "fail-on", "LEVEL", "exit status 1 at: failure, degraded, note"},
	{260, "offset", "FILE=SECONDS", SAID_OFFSET_HELP},
	{261, "vantage", "FILE=PLACE", SAID_VANTAGE_HELP},
	{0, NULL, NULL, NULL},
};

static int work(struct cli *cli, struct store *s, const char *rules, const struct sayings *said, struct err *err)
{
	int ret;

	if (said_write(s, said, err) < 0) {
		out_error("%s", err->text);
		return STATUS_USAGE;
	}
	run_catch_signals(s);
	ret = run_analysis(cli, s, rules, err);
	run_catch_signals(NULL);
	if (ret < 0 && run_interrupted()) {
		out_error("interrupted; %s is as it was", store_path(s));
		case_unanalysed(s);
		return STATUS_INTERRUPTED;
	}
	if (ret < 0 || summary_print(cli, s, err) < 0)
		out_error("%s", err->text);
	else if (out_finish() == 0)
		return STATUS_OK;
	return STATUS_TROUBLE;
}

int cmd_analyze(struct cli *cli, int argc, char **argv)
{
	const char *value, *rules = NULL, *fail_on = NULL;
	struct sayings said = {0};
	struct err err = {""};
	struct store *s;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 256)
			rules = value;
		else if (key == 260 || key == 261) {
			if (!said_take(&said, key == 260 ? SAID_OFFSET : SAID_VANTAGE, value, &err))
				return args_wrong(cli, "%s", err.text);
		} else if (run_level_known(value))
			fail_on = value;
		else
			return args_wrong(cli, "--fail-on takes failure, degraded or note");
	}
	if (key < 0)
		return status;
	if (argc - optind != 1)
		return args_wrong(cli, "which case?");
	s = store_open(argv[optind], STORE_WRITE, &err);
	if (!s) {
		out_error("%s", err.text);
		return STATUS_TROUBLE;
	}
	status = work(cli, s, rules, &said, &err);
	said_free(&said);
	if (!status && fail_on && run_level_met(s, fail_on))
		status = STATUS_FAIL_ON;
	store_close(s);
	return status;
}
