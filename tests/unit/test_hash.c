/*
 * cli/hash.c: the hashes that a capture is known by are the usual ones, in whatever pieces the bytes come, and whichever
 * instructions xxHash chooses here.
 */
#include "cli/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define LARGEST 3000001

static struct hashes in_pieces(const uint8_t *b, size_t n, size_t piece, bool with_sha)
{
	struct hashing *h = hashing_new(with_sha);
	struct hashes out;
	size_t at;

	for (at = 0; at < n; at += piece)
		hashing_feed(h, b + at, n - at < piece ? n - at : piece);
	assert_true(hashing_finish(h, &out));
	return out;
}

static void known_values(void **state)
{
	struct hashes h = in_pieces((const uint8_t *)"abc", 3, 1, true);

	(void)state;
	assert_string_equal(h.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	h = in_pieces((const uint8_t *)"", 0, 1, true);
	assert_string_equal(h.xxh3, "99aa06d3014798d86001c324468d497f");
	assert_string_equal(h.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	h = in_pieces((const uint8_t *)"", 0, 1, false);
	assert_string_equal(h.sha256, "");
}

static void same_in_any_pieces(void **state)
{
	static const size_t sizes[] = {1, 16, 17, 128, 129, 240, 241, 1024, 4097, 65536, LARGEST};
	static const size_t pieces[] = {7, 256, 4096, 1 << 20, LARGEST};
	uint8_t *b = malloc(LARGEST);
	XXH128_hash_t at_once;
	struct hashes h;
	char want[33];
	size_t i, k;

	(void)state;
	for (i = 0; i < LARGEST; i++)
		b[i] = (uint8_t)(i * 2654435761u >> 24);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		at_once = XXH3_128bits(b, sizes[i]);
		snprintf(want, sizeof(want), "%016llx%016llx", (unsigned long long)at_once.high64,
			(unsigned long long)at_once.low64);
		for (k = 0; k < sizeof(pieces) / sizeof(pieces[0]); k++) {
			h = in_pieces(b, sizes[i], pieces[k], k % 2);
			assert_string_equal(h.xxh3, want);
		}
	}
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_values),
		cmocka_unit_test(same_in_any_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
