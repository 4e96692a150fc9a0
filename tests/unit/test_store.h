/*
 * A case in memory, and a question to it.
 */
#ifndef PVSLEUTH_TEST_STORE_H
#define PVSLEUTH_TEST_STORE_H

#include "base/txt.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static inline struct store *memory_case(void)
{
	struct err e = {""};
	struct store *s = store_open(":memory:", STORE_CREATE, &e);

	if (!s)
		fail_msg("%s", e.text);
	return s;
}

static inline void same_text(struct store *s, const char *sql, const char *want)
{
	char *got = store_text(s, sql, NULL, 0);

	if (!got || strcmp(got, want) != 0)
		fail_msg("%s\n gives %s\n want  %s", sql, got ? got : "NULL", want);
	free(got);
}

#endif
