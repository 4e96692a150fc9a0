/*
 * The commands.
 *
 * To add one: cmd_<name>.c with `int cmd_<name>(struct cli *, int argc, char **argv)` and its own
 * table of options, its declaration here, a row in the table of cmd.c, the file in local.mk, a
 * section in man/pvsleuth.1. Data goes to standard output, talk to standard error.
 */
#ifndef PVSLEUTH_CLI_CMD_H
#define PVSLEUTH_CLI_CMD_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The exit statuses; --help and the man page print the same list. */
enum {
	STATUS_OK = 0,
	STATUS_FAIL_ON = 1,
	STATUS_USAGE = 2,
	STATUS_INCOMPLETE = 3,
	STATUS_UNREADABLE = 4,
	STATUS_TROUBLE = 5,
	STATUS_INTERRUPTED = 130,
};

struct cli; /* out.h: how to talk to this user */

struct cmd {
	const char *name, *args, *summary;
	int (*run)(struct cli *cli, int argc, char **argv);
};

/* The whole program: finds the command, runs it, gives the exit status. */
int cli_run(int argc, char **argv);
/* The table, ended by a NULL name. */
const struct cmd *cli_commands(void);

int cmd_ingest(struct cli *cli, int argc, char **argv);
int cmd_analyze(struct cli *cli, int argc, char **argv);
int cmd_anonymize(struct cli *cli, int argc, char **argv);
int cmd_export(struct cli *cli, int argc, char **argv);
int cmd_list(struct cli *cli, int argc, char **argv);
int cmd_show(struct cli *cli, int argc, char **argv);
int cmd_compare(struct cli *cli, int argc, char **argv);
int cmd_stats(struct cli *cli, int argc, char **argv);
int cmd_browse(struct cli *cli, int argc, char **argv);
int cmd_report(struct cli *cli, int argc, char **argv);
int cmd_extract(struct cli *cli, int argc, char **argv);
int cmd_rules(struct cli *cli, int argc, char **argv);
int cmd_doctor(struct cli *cli, int argc, char **argv);

#endif
