/*
 * Which command it is: see cmd.h.
 */
#include "cli/args.h"
#include "config.h"

#include <locale.h>
#include <string.h>
#include <sys/stat.h>

#ifdef WITH_TUI
#define WITH_BROWSER "with the terminal browser"
#else
#define WITH_BROWSER "without the terminal browser"
#endif

static const struct cmd commands[] = {
	{"ingest", "CAPTURE...", "read captures into a case and analyse it", cmd_ingest},
	{"analyze", "CASE", "find boots and causes again, from the case alone", cmd_analyze},
	{"list", "CASE [boots|targets|servers|findings|captures]", "tables of what a case holds",
		cmd_list},
	{"show", "CASE boot:N|MAC|IP|finding:N|frame:CAPTURE/N", "one thing in full", cmd_show},
	{"compare", "CASE boot:A [boot:B]", "two boots side by side, the first difference named",
		cmd_compare},
	{"stats", "CASE", "how many booted, and how long each phase took", cmd_stats},
	{"browse", "CASE", "look around in a terminal", cmd_browse},
	{"report", "CASE -o FILE.html", "one page to mail", cmd_report},
	{"extract", "CASE boot:N|finding:N -o FILE.pcapng", "the evidence frames as a capture",
		cmd_extract},
	{"export", "CASE -f json|jsonl|csv|wireshark-profile", "everything for other programs", cmd_export},
	{"anonymize", "CASE -o OTHER", "the same case with pseudonyms", cmd_anonymize},
	{"rules", "list|show ID|check FILE...", "the catalogue of causes", cmd_rules},
	{"doctor", "CASE", "check a case: integrity, ledger, what it can show", cmd_doctor},
	{NULL, NULL, NULL, NULL},
};

static const struct {
	int status;
	const char *means;
} statuses[] = {
	{STATUS_OK, "complete (nothing found and nothing failed are no errors)"},
	{STATUS_FAIL_ON, "complete, and --fail-on was met"},
	{STATUS_USAGE, "wrong usage"},
	{STATUS_INCOMPLETE, "some input was incomplete; what is said holds for what was read"},
	{STATUS_UNREADABLE, "nothing could be read"},
	{STATUS_TROUBLE, "a file, the database or the program failed"},
	{STATUS_INTERRUPTED, "interrupted"},
};

const struct cmd *cli_commands(void)
{
	return commands;
}

static int help(void)
{
	const struct cmd *c;
	size_t i;

	puts("Usage: pvsleuth CAPTURE...\n"
	     "       pvsleuth COMMAND [OPTION]... ARGUMENT...\n"
	     "\n"
	     "Reads network captures and says which Citrix Provisioning targets did not boot,\n"
	     "why, how sure that is, what to do first, and which frames prove it.\n"
	     "\n"
	     "With captures alone: reads them into a case file in the current folder and\n"
	     "answers in ten lines.\n"
	     "\n"
	     "Commands (\"pvsleuth COMMAND --help\" says more):");
	for (c = commands; c->name; c++)
		printf("  %-9s %s\n", c->name, c->summary);
	puts("\nExit status:");
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		printf("  %3d  %s\n", statuses[i].status, statuses[i].means);
	return out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

static int version(void)
{
	puts(PACKAGE_STRING);
	puts(WITH_BROWSER);
	return out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

static const struct cmd *find(const char *name)
{
	const struct cmd *c;

	for (c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

/* Captures without a command: an existing path, standard input, or options before them. */
static bool is_quick_look(const char *first)
{
	struct stat st;

	return first[0] == '-' || stat(first, &st) == 0 || strchr(first, '/') || strchr(first, '.');
}

int cli_run(int argc, char **argv)
{
	struct cli cli = {0};

	setlocale(LC_CTYPE, "");
	cli_init(&cli);
	if (argc < 2)
		return args_wrong(&cli, "which captures?");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help();
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V"))
		return version();
	cli.cmd = find(argv[1]);
	if (cli.cmd)
		return cli.cmd->run(&cli, argc - 1, argv + 1);
	if (is_quick_look(argv[1])) {
		cli.cmd = find("ingest");
		return cli.cmd->run(&cli, argc, argv);
	}
	return args_wrong(&cli, "\"%s\" is neither a command nor a file", argv[1]);
}
