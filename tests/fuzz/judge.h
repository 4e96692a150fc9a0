/*
 * What the fuzz targets of the judging layers share: a case in memory that is used again and again,
 * and the promises that analysis makes of every case, whatever its facts.
 */
#ifndef PVSLEUTH_TESTS_FUZZ_JUDGE_H
#define PVSLEUTH_TESTS_FUZZ_JUDGE_H

#include "fuzz.h"
#include "store/store.h"

/* The case, without facts. */
struct store *judge_case(void);
/* Boots and findings from its facts, and once more, in tables made anew, when `twice` is set; stops the
 * program when a promise is broken. */
void judge_check(struct store *s, bool twice);

#endif
