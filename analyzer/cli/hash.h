/*
 * What a capture file is known by: XXH3-128 (quick: has the case seen it?) and SHA-256 (for people
 * and courts), of the bytes as they lie on disk.
 */
#ifndef PVSLEUTH_CLI_HASH_H
#define PVSLEUTH_CLI_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hashes {
	char xxh3[33], sha256[65];
};

/* Of bytes that come piece by piece; *hashing is a struct hashing. Without SHA-256 that stays "".
 * hashing_finish frees it and fills *out; false: out of memory. */
struct hashing;
struct hashing *hashing_new(bool with_sha);
void hashing_feed(void *hashing, const uint8_t *bytes, size_t n);
bool hashing_finish(struct hashing *h, struct hashes *out);

/* XXH3-128 alone of a file, now; false when it could not be read or *stop became set. */
bool hash_quick(const char *path, char xxh3[33], const volatile int *stop);

/* Both, now. */
bool hash_full(const char *path, struct hashes *out, const volatile int *stop);

#endif
