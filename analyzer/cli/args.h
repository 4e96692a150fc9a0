/*
 * Options of one command: a table of rows gives getopt_long its input and --help its text.
 */
#ifndef PVSLEUTH_CLI_ARGS_H
#define PVSLEUTH_CLI_ARGS_H

#include "cli/cmd.h"
#include "cli/out.h"

#define ARGS_MAX 32

struct opt {
	int key;          /* a letter, or a number from 256 for a long option without one */
	const char *name; /* without the dashes; NULL ends the table */
	const char *arg;  /* what its value is called; NULL: it has none; "[=LEVEL]": may be left out */
	const char *help;
};

/* Gives the key of the next option (its value in *value), 0 when there are no more and optind is at
 * the first operand, or -1 when the command is over: *status then holds its exit status. --help,
 * --color and --quiet are dealt with here. Operands may stand between options; "--" ends them. */
int args_next(struct cli *cli, const struct opt *table, int argc, char **argv, const char **value,
	int *status);
/* Starts over; before the first args_next of a command. */
void args_begin(void);
/* Tells what is wrong with the command line; returns STATUS_USAGE. */
int args_wrong(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
