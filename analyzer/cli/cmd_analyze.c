/*
 * pvsleuth analyze: boots and findings again, from the stored facts.
 */
#include "cli/args.h"
#include "cli/run.h"
#include "cli/summary.h"

#include <getopt.h>

static const struct opt options[] = {
	{256, "rules", "DIR", "use the rules in DIR too"},
	{257, "fail-on", "LEVEL", "exit status 1 at: failure, degraded, note"},
	{0, NULL, NULL, NULL},
};

static int work(struct cli *cli, struct store *s, const char *rules, struct err *err)
{
	int ret;

	run_catch_signals(s);
	ret = run_analysis(cli, s, rules, err);
	run_catch_signals(NULL);
	if (ret < 0 && run_interrupted()) {
		out_error("interrupted; %s is as it was", store_path(s));
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
	struct err err = {""};
	struct store *s;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 256)
			rules = value;
		else if (run_level_known(value))
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
	status = work(cli, s, rules, &err);
	if (!status && fail_on && run_level_met(s, fail_on))
		status = STATUS_FAIL_ON;
	store_close(s);
	return status;
}
