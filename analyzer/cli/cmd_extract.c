/*
 * pvsleuth extract: the frames of a finding or a boot as a capture, from the case; what it only measured, from the
 * captures where these are as they were read.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/original.h"
#include "config.h"
#include "report/report.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define MEGABYTE 1000000
#define LIMIT_MB 64 /* what can still be mailed or uploaded */
#define LIMIT_MB_MAX 16000

static const struct opt options[] = {
	{'o', "output", "FILE", "the pcapng file to write (\"-\": standard output)"},
	{'l', "limit", "MB", "most streaming to copy from the captures (64)"},
	{256, "bare", NULL, "only the frames asked for, without those around them"},
	{'f', "force", NULL, "write over an existing file"},
	{0, NULL, NULL, NULL},
};

static bool to_stdout(const char *output)
{
	return !strcmp(output, "-");
}

static int extract(struct cli *cli, struct store *s, const char *what, bool bare, int64_t limit, const char *output)
{
	struct txt said = {0};
	struct extract_source source = {.read = original_read, .ctx = s, .limit = limit * MEGABYTE};
	struct extract_options o = {.bare = bare, .version = PACKAGE_VERSION, .source = &source, .said = &said};
	struct err err = {""};
	int ret;

	ret = to_stdout(output) ? report_extract_to(s, what, &o, stdout, &err) : report_extract(s, what, &o, output, &err);
	if (ret < 0)
		out_error("%s", err.text);
	else if (to_stdout(output) && said.n)
		out_note(cli, "%s", txt_str(&said));
	else if (!to_stdout(output))
		out_note(cli, "%s is written%s%s", output, said.n ? "; " : "", txt_str(&said));
	txt_free(&said);
	return ret < 0 || out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

/* Megabytes; -1 when it is no such number. */
static int64_t parse_limit(const char *text)
{
	char *end;
	long long mb;

	errno = 0;
	mb = strtoll(text, &end, 10);
	return errno || end == text || *end || mb < 0 || mb > LIMIT_MB_MAX ? -1 : mb;
}

int cmd_extract(struct cli *cli, int argc, char **argv)
{
	const char *value, *output = NULL, *what;
	bool force = false, bare = false;
	int64_t limit = LIMIT_MB;
	struct store *s;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 'o')
			output = value;
		else if (key == 'l')
			limit = parse_limit(value);
		else if (key == 256)
			bare = true;
		else
			force = true;
	}
	if (key < 0)
		return status;
	if (limit < 0)
		return args_wrong(cli, "--limit is a number of megabytes, 0 to %d", LIMIT_MB_MAX);
	if (argc - optind != 2 || !output)
		return args_wrong(
			cli, output ? "which case, and what of it?" : "where to? (-o FILE.pcapng)");
	what = argv[optind + 1];
	if (!case_number(what, "boot:") && !case_number(what, "finding:"))
		return args_wrong(cli, "\"%s\" is neither boot:N nor finding:N", what);
	s = case_open(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	status = to_stdout(output) ? STATUS_OK : case_spares(s, output, force);
	if (status == STATUS_OK)
		status = extract(cli, s, what, bare, limit, output);
	store_close(s);
	return status;
}
