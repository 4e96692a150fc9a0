/*
 * The strip of hash buckets below a cause that has to do with load balancing; nothing for other causes.
 */
#ifndef PVSLEUTH_REPORT_BUCKETS_H
#define PVSLEUTH_REPORT_BUCKETS_H

#include "report/page.h"

void buckets_render(struct page *p, const char *rule);

#endif
