/*
 * A file that appears whole or not at all: written under a temporary name in the same directory, then
 * renamed over the final one. Mode 0600.
 */
#ifndef PVSLEUTH_REPORT_OUTFILE_H
#define PVSLEUTH_REPORT_OUTFILE_H

#include "base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdio.h>

struct outfile {
	FILE *f;
	char *path, *temporary;
};

/* Whether something may be written there, of the case s: never over the case itself or what belongs to it (OUTFILE_CASE,
 * by whatever name), and over other files only by force (OUTFILE_EXISTS). With a sentence when not. */
enum outfile_answer { OUTFILE_FREE, OUTFILE_EXISTS, OUTFILE_CASE };
enum outfile_answer outfile_ask(const struct store *s, const char *path, bool force, struct err *err);

/* Refuses the case itself, and leaves it to the caller whether other files may be written over. */
int outfile_open(struct outfile *o, const struct store *s, const char *path, struct err *err);
/* Flushes to the disk and renames; on any error the old file stays. Frees o either way. */
int outfile_commit(struct outfile *o, struct err *err);
void outfile_abort(struct outfile *o);

#endif
