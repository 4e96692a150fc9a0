/*
 * What commands that replace names have in common: level, key and legend.
 */
#ifndef PVSLEUTH_CLI_PSEUDONYMS_H
#define PVSLEUTH_CLI_PSEUDONYMS_H

#include "redact/redact.h"

struct pseudonyms {
	enum redact_level level;
	const char *key_file, *legend_file; /* NULL: a key that is forgotten; no legend */
	struct redact *redact;
};

/* Reads the key or makes one; 0, or -1 with a sentence. Ends with pseudonyms_close. */
int pseudonyms_open(struct pseudonyms *p, struct err *err);
/* A copy of the case with pseudonyms in it; NULL with a sentence. */
struct store *pseudonyms_apply(struct pseudonyms *p, struct store *s, struct err *err);
/* Writes the legend when one was asked for. */
int pseudonyms_legend(const struct pseudonyms *p, const struct store *s, struct err *err);
/* Whether that output and the legend may be written, of the case s: STATUS_OK, or what the command ends with; then it
 * has been told. "-": standard output. */
int pseudonyms_spare(const struct pseudonyms *p, const struct store *s, const char *output, bool force);
void pseudonyms_close(struct pseudonyms *p);

#endif
