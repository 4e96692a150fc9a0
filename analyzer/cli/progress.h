/*
 * One line on standard error that says how far reading has come; only on a terminal.
 */
#ifndef PVSLEUTH_CLI_PROGRESS_H
#define PVSLEUTH_CLI_PROGRESS_H

#include "cli/out.h"

struct progress {
	bool on;
	const char *name;
	uint64_t bytes; /* of the file */
	int64_t began_ns, said_ns;
};

void progress_begin(struct progress *p, const struct cli *cli, const char *name, uint64_t bytes);
/* Cheap enough for every thousandth frame. */
void progress_say(struct progress *p, uint64_t pos, uint64_t frames);
/* Removes the line. */
void progress_end(struct progress *p);

#endif
