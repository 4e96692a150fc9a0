/*
 * What a capture file is known by: XXH3-128 (quick: has the case seen it?) and SHA-256 (for people
 * and courts), of the bytes as they lie on disk. SHA-256 costs more than reading the packets, so both
 * are taken by a thread beside the reading.
 */
#ifndef PVSLEUTH_CLI_HASH_H
#define PVSLEUTH_CLI_HASH_H

#include <stdbool.h>
#include <stdint.h>

struct hashes {
	char xxh3[33], sha256[65];
};

struct hash_job;

/* XXH3-128 alone, now; false when the file could not be read or *stop became set. */
bool hash_quick(const char *path, char xxh3[33], const volatile int *stop);

/* Both, now. */
bool hash_full(const char *path, struct hashes *out, const volatile int *stop);

/* Starts on a file; hash_finish waits for it, fills *out (false: could not be read) and frees it.
 * With `discard` the job is told to stop instead. Without SHA-256 that stays "". */
struct hash_job *hash_start(const char *path, bool with_sha);
/* Waits while the job is far behind who reads the same file and is at pos, so that the disk is read once. */
void hash_keep_up(const struct hash_job *job, uint64_t pos, const volatile int *stop);
bool hash_finish(struct hash_job *job, struct hashes *out, bool discard);

#endif
