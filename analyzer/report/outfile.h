/*
 * A file that appears whole or not at all: written under a temporary name in the same directory, then
 * renamed over the final one. Mode 0600.
 */
#ifndef PVSLEUTH_REPORT_OUTFILE_H
#define PVSLEUTH_REPORT_OUTFILE_H

#include "base/err.h"

#include <stdio.h>

struct outfile {
	FILE *f;
	char *path, *temporary;
};

int outfile_open(struct outfile *o, const char *path, struct err *err);
/* Flushes to the disk and renames; on any error the old file stays. Frees o either way. */
int outfile_commit(struct outfile *o, struct err *err);
void outfile_abort(struct outfile *o);

#endif
