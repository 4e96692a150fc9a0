/*
 * What the fuzz targets share. A target is one function: bytes in, and every promise its decoder's
 * header makes checked with fuzz_check(), which stops the program where ASan and UBSan would.
 *
 * To add a target: tests/fuzz/fuzz_x.c, its lines in tests/fuzz/local.mk, seeds in
 * fixtures/fuzz/x/. To fuzz: configure with CC=clang --enable-fuzzer, then tests/fuzz/fuzz_x
 * CORPUS. What it finds becomes a named file in fixtures/fuzz/x/ and a row in a unit test.
 */
#ifndef PVSLEUTH_TESTS_FUZZ_FUZZ_H
#define PVSLEUTH_TESTS_FUZZ_FUZZ_H

#include "base/cur.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_check(bool promise)
{
	if (!promise)
		abort();
}

/* Absent, or inside the n bytes at `from`. */
static inline bool fuzz_inside(struct span s, const void *from, size_t n)
{
	uintptr_t at = (uintptr_t)s.p, first = (uintptr_t)from;

	return !s.p || (at >= first && at - first <= n && s.n <= n - (at - first));
}

#endif
