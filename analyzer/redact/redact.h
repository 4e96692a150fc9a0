/*
 * A case without the names of those whose network it was: addresses, names, identifiers and paths become
 * pseudonyms, in the tables and in the frames that the case keeps.
 *
 * Nothing is left because it was not understood: of a frame only what is known to say nothing about
 * anybody stays as it was, the rest is replaced or zeroed. Times, lengths, counts and verdicts stay. The
 * RFC 3074 hash buckets stay too: they were computed from the real addresses and cannot be computed again.
 */
#ifndef PVSLEUTH_REDACT_REDACT_H
#define PVSLEUTH_REDACT_REDACT_H

#include "base/err.h"
#include "base/txt.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum redact_level {
	REDACT_NAMES,    /* names, identifiers and paths; addresses stay */
	REDACT_STANDARD, /* addresses too; the maker in a MAC stays */
	REDACT_FULL,     /* makers too; what people wrote is left out, and the hashes of the inputs */
};

#define REDACT_KEY_MIN 16

bool redact_level_parse(const char *name, enum redact_level *level);
const char *redact_level_name(enum redact_level level);

struct redact;

struct redact *redact_new(enum redact_level level, const void *key, size_t key_len);
void redact_free(struct redact *r);

/* Rewrites a case that is the caller's own copy; 0, or -1 with a sentence, and then the copy is of no
 * use. `version` is that of pvsleuth. */
int redact_case(struct redact *r, struct store *s, const char *version, struct err *err);
/* A frame in place. kind is that of its event ("dhcp-offer"), NULL when not known. */
void redact_frame(struct redact *r, uint8_t *raw, size_t n, uint32_t linktype, const char *kind);
/* Text that speaks about the case: addresses and known names are replaced. */
void redact_prose(struct redact *r, const char *text, struct txt *out);

/* What became of what, as tab-separated lines: kind, original, pseudonym. -1 with errno when it cannot be written. */
int redact_legend(const struct redact *r, FILE *out);

#endif
