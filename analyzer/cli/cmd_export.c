/*
 * pvsleuth export: a case for other programs.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/epoch.h"
#include "config.h"
#include "report/outfile.h"
#include "report/report.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>

static const struct opt options[] = {
	{'f', "format", "FORMAT", "json, jsonl, csv or wireshark-profile"},
	{'o', "output", "PATH", "a file; for a profile and csv a folder"},
	{'t', "table", "NAME", "with csv: only this table"},
	{256, "force", NULL, "write over existing files"},
	{0, NULL, NULL, NULL},
};

struct request {
	const char *format, *output, *table;
	bool force;
	struct report_options report;
};

static int write_stream(struct store *s, const struct request *q, FILE *f, struct err *err)
{
	if (!strcmp(q->format, "json"))
		return report_json(s, &q->report, f, err);
	if (!strcmp(q->format, "jsonl"))
		return report_jsonl(s, &q->report, f, err);
	return report_csv(s, q->table, f, err);
}

static int write_file(struct store *s, const struct request *q, const char *path, struct err *err)
{
	struct outfile out;

	if (outfile_ask(s, path, q->force, err) != OUTFILE_FREE || outfile_open(&out, s, path, err))
		return -1;
	if (write_stream(s, q, out.f, err) == 0)
		return outfile_commit(&out, err);
	outfile_abort(&out);
	return err_prefix(err, path);
}

static int make_folder(const char *path, struct err *err)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	return err_set(err, "%s cannot be made: %s", path, strerror(errno));
}

static int write_tables(struct store *s, const struct request *q, struct err *err)
{
	struct request one = *q;
	struct txt path = {0};
	size_t i;
	int ret = make_folder(q->output, err);

	for (i = 0; report_table(i) && ret == 0; i++) {
		one.table = report_table(i);
		txt_clear(&path);
		txt_fmt(&path, "%s/%s.csv", q->output, one.table);
		ret = write_file(s, &one, txt_str(&path), err);
	}
	txt_free(&path);
	return ret;
}

static int write_profile(struct store *s, const struct request *q, struct err *err)
{
	if (make_folder(q->output, err) < 0)
		return -1;
	return report_wireshark(s, q->output, q->force, err);
}

static bool is_folder(const struct request *q)
{
	return !strcmp(q->format, "wireshark-profile") || (!strcmp(q->format, "csv") && !q->table);
}

static int export(struct store *s, const struct request *q, struct err *err)
{
	if (!strcmp(q->format, "wireshark-profile"))
		return write_profile(s, q, err);
	if (is_folder(q))
		return write_tables(s, q, err);
	if (!q->output || !strcmp(q->output, "-"))
		return write_stream(s, q, stdout, err);
	return write_file(s, q, q->output, err);
}

static bool format_known(const char *f)
{
	return !strcmp(f, "json") || !strcmp(f, "jsonl") || !strcmp(f, "csv") || !strcmp(f, "wireshark-profile");
}

int cmd_export(struct cli *cli, int argc, char **argv)
{
	struct request q = {.report.version = PACKAGE_VERSION};
	struct err err = {""};
	const char *value;
	struct store *s;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 'f')
			q.format = value;
		else if (key == 'o')
			q.output = value;
		else if (key == 't')
			q.table = value;
		else
			q.force = true;
	}
	if (key < 0)
		return status;
	if (argc - optind != 1)
		return args_wrong(cli, "which case?");
	if (!q.format || !format_known(q.format))
		return args_wrong(cli, "which format? -f json, jsonl, csv or wireshark-profile");
	if (is_folder(&q) && (!q.output || !strcmp(q.output, "-")))
		return args_wrong(cli, "%s is several files: -o FOLDER", q.format);
	q.report.generated_ns = epoch_ns();
	s = case_open(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	if (q.output && strcmp(q.output, "-") && !is_folder(&q))
		status = case_spares(s, q.output, q.force);
	if (status != STATUS_OK) {
		store_close(s);
		return status;
	}
	if (export(s, &q, &err) < 0) {
		out_error("%s", err.text);
		status = STATUS_TROUBLE;
	} else if (q.output && strcmp(q.output, "-")) {
		out_note(cli, "%s is written", q.output);
	}
	store_close(s);
	return out_finish() < 0 ? STATUS_TROUBLE : status;
}
