/*
 * One line that says how far reading has come: on standard error when that is a terminal, and for those
 * who browse the case meanwhile.
 */
#ifndef PVSLEUTH_CLI_PROGRESS_H
#define PVSLEUTH_CLI_PROGRESS_H

#include "cli/out.h"
#include "store/store.h"

struct progress {
	bool on; /* on standard error */
	struct beacon *beacon; /* NULL: nobody else is told */
	size_t which, of;      /* of the captures */
	const char *name;
	uint64_t bytes; /* of the file */
	int64_t began_ns, said_ns;
};

/* It is capture `which` (from 1) of `of`. */
void progress_begin(struct progress *p, const struct cli *cli, const char *name, uint64_t bytes,
	struct beacon *beacon, size_t which, size_t of);
/* Cheap enough for every thousandth frame. */
void progress_say(struct progress *p, uint64_t pos, uint64_t frames);
/* Removes the line. */
void progress_end(struct progress *p);

#endif
