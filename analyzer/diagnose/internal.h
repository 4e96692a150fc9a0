/*
 * What the parts of diagnose/ share.
 */
#ifndef PVSLEUTH_DIAGNOSE_INTERNAL_H
#define PVSLEUTH_DIAGNOSE_INTERNAL_H

#include "base/txt.h"
#include "diagnose/diagnose.h"

void rule_free(struct rule *r);
/* The next word of a list with blanks or commas between them, and its length; the list goes on behind it. NULL: there is
 * none, or no list. */
const char *word_next(const char **list, size_t *n);

/* Fills "{name}" holes of a template from a row's columns; text without holes comes out as it is. The
 * first name that is no column goes to `missing` (64 bytes) when that is not NULL. */
void template_fill(struct txt *out, const char *template, const struct row *row, char *missing);
/* Calls fn for each hole's name. */
void template_holes(const char *template, void (*fn)(void *ctx, const char *name), void *ctx);

/* How many ancestors a rule has by `refines` (its specificity). */
int rules_depth(const struct rules *r, const struct rule *rule);

/* What a `needs` word asks of the captures, for people. NULL: no such word. */
struct need {
	const char *word;    /* a column of tap */
	bool quality;        /* how well a capture shows things, not what it shows */
	const char *missing; /* "answers to this client are not recorded" */
	const char *how;     /* where to capture instead */
};
const struct need *need_find(const char *word, size_t n);

/* What the boot's captures lack of these words, and how to do better, each in words; both stay empty where nothing is
 * missing. seen_at: only that capture counts, with the files that it goes on in; 0: each of them. */
int needs_missing(struct store *s, const char *words, int64_t boot, int64_t seen_at, struct txt *missing, struct txt *how,
	struct err *err);

/* What is known of a case so far: a bit for each word of `when`. */
struct whens {
	uint64_t asked, there;
};
/* -1 when the rule's `when` has a word that there is not. */
int when_check(const struct rule *r, struct err *err);
/* Whether the case has what the rule looks for. */
bool when_holds(struct store *s, struct whens *w, const struct rule *r);

#endif
