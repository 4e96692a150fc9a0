/*
 * The first screen when no boot was found.
 */
#ifndef PVSLEUTH_REPORT_NOTHING_H
#define PVSLEUTH_REPORT_NOTHING_H

#include "report/page.h"

void nothing_render(struct page *p);
/* Whether there are boots, only not those that the page is about. */
bool nothing_of_asked(struct page *p);

#endif
