/*
 * What a new analysis changes: boots found again by the facts they share, notes that stay with them, and
 * verdicts that became certain, changed, or are certain no longer.
 */
#ifndef PVSLEUTH_DIAGNOSE_CHANGES_H
#define PVSLEUTH_DIAGNOSE_CHANGES_H

#include "base/txt.h"
#include "store/store.h"

/* Before store_reset_derived: remembers boots and verdicts of the last analysis. */
int changes_before(struct store *s, struct err *err);
/* After diagnose_run, in the same transaction: moves the notes to where their boots are now, and puts
 * what changed into out, a sentence and a line for each of the first few; nothing where nothing did. */
int changes_after(struct store *s, struct txt *out, struct err *err);

#endif
