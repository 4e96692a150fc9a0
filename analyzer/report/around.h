/*
 * What stands around a failed boot. Each part writes nothing when the case has nothing of it.
 */
#ifndef PVSLEUTH_REPORT_AROUND_H
#define PVSLEUTH_REPORT_AROUND_H

#include "report/page.h"

/* What the captures could see of it, and what to capture next for a boot that stopped in that phase. */
void around_sight(struct page *p, int64_t boot, const char *phase);
void around_gaps(struct page *p, int64_t boot);
/* Between which captures messages of it were lost. */
void around_losses(struct page *p, int64_t boot);
void around_rates(struct page *p, int64_t boot);
/* How long its phases took, between those of boots that worked. */
void around_times(struct page *p, int64_t boot);
void times_forget(struct page *p); /* at the end of the page */
/* Beside it the healthy boot that is most like it, and another attempt of the same machine. */
void around_others(struct page *p, int64_t boot);

#endif
