/*
 * pvsleuth ingest, and pvsleuth with captures alone.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/run.h"
#include "cli/said.h"
#include "cli/summary.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct opt options[] = {
	{'c', "case", "CASE", "the case to add to (else NAME.pvsleuth here)"},
	{256, "rules", "DIR", "use the rules in DIR too"},
	{257, "fail-on", "LEVEL", "exit status 1 at: failure, degraded, note"},
	{258, "max-ratio", "N", "let packed data grow N times (500)"},
	{260, "offset", "FILE=SECONDS", SAID_OFFSET_HELP},
	{261, "vantage", "FILE=PLACE", SAID_VANTAGE_HELP},
	{259, "max-size", "SIZE", "let them grow to SIZE bytes, or 100G (64G)"},
	{262, "no-hash", NULL, "leave the SHA-256 to \"doctor --hash\""},
	{263, "reference", NULL, "read with libpcap: slower, the same case"},
	{0, NULL, NULL, NULL},
};

struct ingest {
	const char *case_path, *rules, *fail_on;
	struct inputs in;
	struct sayings said;
};

static int finish(struct cli *cli, struct store *s, const struct ingest *g, const struct tally *t,
	struct err *err)
{
	int status = STATUS_OK;

	if (said_write(s, &g->said, err) < 0) {
		out_error("%s", err->text);
		err->text[0] = '\0';
		status = STATUS_USAGE;
	}
	/* an unchanged case keeps its analysis, unless it lacks any or other rules are wanted */
	if ((t->added || g->said.count || g->rules || store_stale(s) || store_unanalysed(s) ||
		    !store_int(s, "SELECT 1 FROM analysis", NULL, 0, 0)) &&
		run_analysis(cli, s, g->rules, err) < 0)
		return STATUS_TROUBLE;
	if (summary_print(cli, s, err) < 0 || out_finish() < 0)
		return STATUS_TROUBLE;
	if (status)
		return status;
	if (t->unreadable || t->cut || g->in.troubles)
		return STATUS_INCOMPLETE;
	return g->fail_on && run_level_met(s, g->fail_on) ? STATUS_FAIL_ON : STATUS_OK;
}

static int work(struct cli *cli, struct store *s, struct ingest *g)
{
	struct tally t = {0};
	struct err err = {""};
	int status = STATUS_TROUBLE;

	run_catch_signals(s);
	if (run_ingest(cli, s, &g->in, &t, &err) == 0)
		status = t.added || t.repeated ? finish(cli, s, g, &t, &err) : STATUS_UNREADABLE;
	run_catch_signals(NULL);
	if (run_interrupted())
		return STATUS_INTERRUPTED;
	if (err.text[0])
		out_error("%s", err.text);
	return status;
}

/* Whether a file that is there already is a case with the first capture in it: then it is
 * continued. Anything else of that name is left alone. */
static bool is_of_these(const char *path, struct ingest *g)
{
	struct store *s = store_open(path, STORE_READ, NULL);
	bool is = s && input_settle(&g->in.input[0], &g->in.limits, run_stop(), NULL) == 0 &&
		  run_has_capture(s, g->in.input[0].path);

	store_close(s);
	return is;
}

/* NAME.pvsleuth, or NAME-2.pvsleuth and so on where that is taken. The caller frees it. */
static char *free_name(const char *first, struct ingest *g)
{
	char *name = case_name(first, 1);
	unsigned n;

	for (n = 2; n < 100 && access(name, F_OK) == 0 && !is_of_these(name, g); n++) {
		free(name);
		name = case_name(first, n);
	}
	return name;
}

/* Opens the case, works, and removes it again when it was made here for nothing. */
static int into_case(struct cli *cli, struct ingest *g, const char *first)
{
	char *name = g->case_path ? NULL : free_name(first, g);
	const char *path = name ? name : g->case_path;
	bool made = access(path, F_OK) != 0, empty;
	struct err err = {""};
	struct store *s = store_open(path, STORE_CREATE, &err);
	int status = STATUS_TROUBLE;

	if (s) {
		status = work(cli, s, g);
		empty = !store_int(s, "SELECT 1 FROM capture LIMIT 1", NULL, 0, 0);
		if (status == STATUS_INTERRUPTED)
			out_error(made && empty ? "interrupted; nothing is left of it"
						: "interrupted; %s holds what was read completely",
				path);
		if (status == STATUS_INTERRUPTED || status == STATUS_TROUBLE)
			case_unanalysed(s);
		store_close(s);
		if (made && empty)
			store_remove(path);
	} else {
		out_error("%s", err.text);
	}
	free(name);
	return status;
}

static void say(const char *sentence)
{
	out_error("%s", sentence);
}

/* "500", "64M", "100G"; false when it is none or 0. */
static bool take_size(const char *s, uint64_t *out)
{
	static const char units[] = "KMGT";
	char *end;
	const char *unit;
	unsigned shift = 0;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	*out = strtoull(s, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		shift = 10 * (unsigned)(unit - units + 1);
		end++;
	}
	if (errno || *end || !*out || *out > UINT64_MAX >> shift)
		return false;
	*out <<= shift;
	return true;
}

static int add_inputs(struct cli *cli, struct ingest *g, int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		inputs_add(&g->in, argv[i], say);
	if (g->in.left_out)
		out_note(cli, g->in.left_out == 1 ? "%llu file that is no capture was left out"
						  : "%llu files that are no captures were left out",
			(unsigned long long)g->in.left_out);
	if (g->in.count)
		return 0;
	out_error("there is no capture in %s%s", argv[0], argc > 1 ? " and the others" : "");
	return STATUS_UNREADABLE;
}

int cmd_ingest(struct cli *cli, int argc, char **argv)
{
	struct ingest g = {0};
	const char *value;
	int key, status = STATUS_OK;

	inputs_init(&g.in);
	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 'c')
			g.case_path = value;
		else if (key == 260 || key == 261) {
			struct err err = {""};

			if (!said_take(&g.said, key == 260 ? SAID_OFFSET : SAID_VANTAGE, value, &err))
				return args_wrong(cli, "%s", err.text);
		}
		else if (key == 256)
			g.rules = value;
		else if (key == 258 || key == 259) {
			if (!take_size(value, key == 258 ? &g.in.limits.ratio : &g.in.limits.bytes))
				return args_wrong(cli, "--max-ratio and --max-size take a number");
		} else if (key == 262)
			g.in.no_hash = true;
		else if (key == 263)
			g.in.reference = true;
		else if (run_level_known(value))
			g.fail_on = value;
		else
			return args_wrong(cli, "--fail-on takes failure, degraded or note");
	}
	if (key < 0)
		return status;
	if (optind == argc)
		return args_wrong(cli, "which captures?");
	status = add_inputs(cli, &g, argc - optind, argv + optind);
	if (!status)
		status = into_case(cli, &g, argv[optind]);
	inputs_free(&g.in);
	said_free(&g.said);
	return status;
}
