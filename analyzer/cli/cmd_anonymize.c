/*
 * pvsleuth anonymize: the same case for other eyes.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/pseudonyms.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct opt options[] = {
	{'o', "output", "OTHER", "the case file to write"},
	{'f', "force", NULL, "write over an existing file"},
	{256, "level", "LEVEL", "names, standard (as without it) or full"},
	{257, "key", "FILE", "the same key gives the same pseudonyms"},
	{258, "legend", "FILE", "write what became of what"},
	{0, NULL, NULL, NULL},
};

static int anonymize(struct cli *cli, struct store *s, struct pseudonyms *p, const char *output)
{
	struct err err = {""};
	struct txt part = {0};
	struct store *copy;
	int ret = -1;

	txt_fmt(&part, "%s.part", output);
	copy = pseudonyms_apply(p, s, &err);
	if (copy)
		ret = store_save_as(copy, txt_str(&part), &err);
	store_close(copy);
	if (ret == 0 && rename(txt_str(&part), output) < 0) {
		ret = err_set(&err, "%s cannot be written: %s", output, strerror(errno));
		unlink(txt_str(&part));
	}
	txt_free(&part);
	if (ret == 0)
		ret = pseudonyms_legend(p, s, &err);
	if (ret < 0) {
		out_error("%s", err.text);
		return STATUS_TROUBLE;
	}
	out_note(cli, "%s is written; hash buckets (RFC 3074) in it are those of the real addresses", output);
	return STATUS_OK;
}

static int work(struct cli *cli, const char *path, struct pseudonyms *p, const char *output, bool force)
{
	struct store *s = case_open(path);
	struct err err = {""};
	int status;

	if (!s)
		return STATUS_TROUBLE;
	status = pseudonyms_spare(p, s, output, force);
	if (status == STATUS_OK && pseudonyms_open(p, &err) < 0) {
		out_error("%s", err.text);
		status = STATUS_TROUBLE;
	}
	if (status == STATUS_OK)
		status = anonymize(cli, s, p, output);
	pseudonyms_close(p);
	store_close(s);
	return status;
}

int cmd_anonymize(struct cli *cli, int argc, char **argv)
{
	struct pseudonyms p = {.level = REDACT_STANDARD};
	const char *value, *output = NULL;
	bool force = false;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 'o')
			output = value;
		else if (key == 'f')
			force = true;
		else if (key == 257)
			p.key_file = value;
		else if (key == 258)
			p.legend_file = value;
		else if (!redact_level_parse(value, &p.level))
			return args_wrong(cli, "--level takes names, standard or full");
	}
	if (key < 0)
		return status;
	if (argc - optind != 1 || !output)
		return args_wrong(cli, output ? "which case?" : "where to? (-o OTHER.pvsleuth)");
	return work(cli, argv[optind], &p, output, force);
}
