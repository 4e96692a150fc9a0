/*
 * The words of the report: what a phase, an outcome, a status, a kind of message or a capture point is
 * called in front of people, and the symbol that goes with it so that colour is never the only sign.
 * To add one: one line in the table of words.c.
 */
#ifndef PVSLEUTH_REPORT_WORDS_H
#define PVSLEUTH_REPORT_WORDS_H

#include <stddef.h>
#include <stdint.h>

struct word {
	const char *id;     /* as the views have it */
	const char *title;  /* as people read it */
	const char *symbol; /* one character, or NULL */
	const char *more;   /* a sentence, or NULL */
};

/* Tables that end with a NULL id. words_stopped: the phases within a sentence, "stopped in ...", and what a
 * machine does there. */
extern const struct word words_phase[], words_stopped[], words_status[], words_outcome[], words_path[], words_vantage[],
	words_bucket[];

/* The entry of that id. An id that the table does not know stands for itself: *spare is filled and
 * returned, so that a newer case stays readable. */
const struct word *word_find(const struct word *table, const char *id, struct word *spare);
const char *word_title(const struct word *table, const char *id);

/* A short name of an event kind for an arrow: "dhcp-discover" is "DISCOVER". buf is used for kinds that
 * have no name of their own. */
const char *word_kind(const char *kind, char *buf, size_t size);

const char *word_plural(int64_t n, const char *one, const char *many);

#endif
