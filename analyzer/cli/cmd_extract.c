/*
 * pvsleuth extract: the frames of a finding or a boot as a capture, from the case alone.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "config.h"
#include "report/report.h"

#include <getopt.h>
#include <unistd.h>

static const struct opt options[] = {
	{'o', "output", "FILE", "the pcapng file to write"},
	{256, "bare", NULL, "only the frames asked for, without those around them"},
	{'f', "force", NULL, "write over an existing file"},
	{0, NULL, NULL, NULL},
};

static int extract(struct cli *cli, const char *path, const char *what, bool bare, const char *output)
{
	struct store *s = case_open(path);
	struct err err = {""};
	int ret;

	if (!s)
		return STATUS_TROUBLE;
	ret = report_extract(s, what, bare, PACKAGE_VERSION, output, &err);
	store_close(s);
	if (ret < 0)
		out_error("%s", err.text);
	else
		out_note(cli, "%s is written", output);
	return ret < 0 ? STATUS_TROUBLE : STATUS_OK;
}

int cmd_extract(struct cli *cli, int argc, char **argv)
{
	const char *value, *output = NULL, *what;
	bool force = false, bare = false;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 'o')
			output = value;
		else if (key == 256)
			bare = true;
		else
			force = true;
	}
	if (key < 0)
		return status;
	if (argc - optind != 2 || !output)
		return args_wrong(
			cli, output ? "which case, and what of it?" : "where to? (-o FILE.pcapng)");
	what = argv[optind + 1];
	if (!case_number(what, "boot:") && !case_number(what, "finding:"))
		return args_wrong(cli, "\"%s\" is neither boot:N nor finding:N", what);
	if (!force && access(output, F_OK) == 0) {
		out_error("%s exists; --force writes over it", output);
		return STATUS_TROUBLE;
	}
	return extract(cli, argv[optind], what, bare, output);
}
