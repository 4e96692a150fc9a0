/*
 * What stands around a failed boot. Each part writes nothing when the case has nothing of it.
 */
#ifndef PVSLEUTH_REPORT_AROUND_H
#define PVSLEUTH_REPORT_AROUND_H

#include "report/page.h"

/* What the captures could see of it, and what to capture next for a boot that stopped in that phase. */
void around_sight(struct page *p, int64_t boot, const char *phase);
void around_gaps(struct page *p, int64_t boot);
void around_rates(struct page *p, int64_t boot);
/* How long its phases took, between those of boots that worked. */
void around_times(struct page *p, int64_t boot);
/* Another attempt of the same machine beside it. */
void around_attempt(struct page *p, int64_t boot);
void around_peer(struct page *p, int64_t boot);

#endif
