/*
 * Findings in words.
 */
#ifndef PVSLEUTH_TUI_FINDING_H
#define PVSLEUTH_TUI_FINDING_H

#include "store/store.h"
#include "tui/doc.h"

/* All findings of a boot: the one that explains it in full, the others after it. */
void finding_all(struct doc *d, struct store *s, int64_t boot_id);
/* The summary of a boot and what its finding says happened. */
void finding_preview(struct doc *d, struct store *s, int64_t boot_id);
/* What a rule found, by one of its findings. */
void finding_of_rule(struct doc *d, struct store *s, const char *rule);

#endif
