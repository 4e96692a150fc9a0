/*
 * Text that holds names: host names, paths, what servers and people wrote.
 */
#ifndef PVSLEUTH_REDACT_WORDS_H
#define PVSLEUTH_REDACT_WORDS_H

#include "redact/pseudonym.h"

enum words_how {
	WORDS_NAME = 0,  /* all that is not known vocabulary is a name */
	WORDS_PROSE = 1, /* only addresses and what was learned is replaced */
	WORDS_FIT = 2,   /* the result has the length of the original, whatever it costs */
};

/* Bytes to pseudonyms; the result is appended. */
void words_map(struct redact *r, const char *p, size_t n, unsigned how, struct txt *out);
/* The same in place, WORDS_FIT; a final NUL-padding stays. */
void words_fit(struct redact *r, uint8_t *p, size_t n);
/* A name as tables hold it (made safe by txt_put_safe), and noted under `kind`. */
void words_name(struct redact *r, const char *kind, const char *safe, struct txt *out);
/* From here on this name is replaced in prose, too: whole, and the parts of a path or domain. */
void words_learn(struct redact *r, const char *safe);
/* A word that says nothing about anybody: protocols, well-known boot files, words of error messages. */
bool words_common(const char *p, size_t n);

#endif
