/*
 * Boots to findings: loads the rules, runs them, turns yes into cannot-tell where the captures could
 * not have shown otherwise, chooses the primary finding of each boot, fills the texts.
 */
#ifndef PVSLEUTH_DIAGNOSE_DIAGNOSE_H
#define PVSLEUTH_DIAGNOSE_DIAGNOSE_H

#include "store/store.h"

/* One rule file, parsed. Texts are owned. */
struct rule {
	char *id, *title, *phase, *kind, *scope, *needs, *when, *refines, *summary, *explain, *against, *check,
		*remedy, *filter, *source;
	char *sql;
	char *text;   /* all of the file */
	char *origin; /* file name, for messages */
	bool site;    /* not built in */
};

struct rules {
	struct rule *rule;
	size_t count, cap;
};

/* Loads the built-in rules and, when dir is not NULL, those below it. -1 with file and line. */
int rules_load(struct rules *r, const char *dir, struct err *err);
void rules_free(struct rules *r);
const struct rule *rules_find(const struct rules *r, const char *id);
/* Parses one rule text; -1 with what is wrong. */
int rule_parse(struct rule *out, const char *text, const char *origin, struct err *err);
/* Prepares the rule against an (empty) case: every {name} a column, scope's id among the columns. */
int rule_check(const struct rule *r, struct store *s, struct err *err);

/* Runs all rules inside the caller's transaction, after boot_build. */
int diagnose_run(struct store *s, const struct rules *r, struct err *err);

#endif
