/*
 * A finding in full: why, what speaks against it, what to check and do, the filter, the evidence frames with
 * the fields that matter.
 */
#ifndef PVSLEUTH_REPORT_FINDING_H
#define PVSLEUTH_REPORT_FINDING_H

#include "report/page.h"

/* The columns that finding_render expects in its row. */
#define FINDING_COLUMNS                                                                            \
	" finding_id, rule, title, verdict, confidence, explanation, against, \"check\", remedy, filter "

void finding_render(struct page *p, const struct row *r);
/* The evidence frames of a finding, numbered as in the ladder. */
void finding_evidence(struct page *p, int64_t finding_id);

#endif
