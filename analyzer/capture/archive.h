/*
 * Captures inside archives: zip, tar (also compressed), 7-Zip, Windows cabinets; through libarchive.
 *
 * Members are numbered as they stand in the archive. Each is copied out to be read, because captures
 * are read twice (for their hash) and in the order of their times.
 */
#ifndef PVSLEUTH_CAPTURE_ARCHIVE_H
#define PVSLEUTH_CAPTURE_ARCHIVE_H

#include "base/err.h"
#include "capture/unpack.h"

#include <stdbool.h>

#define ARCHIVE_MEMBERS 10000
#define ARCHIVE_HEAD 512

/* By the first bytes, after decompression. */
bool archive_is(const char *path);

/* A regular file in it; its name made showable. Returning non-zero stops. */
struct archive_member {
	const char *name;
	uint64_t index;
	struct span head; /* its first bytes, ARCHIVE_HEAD at most */
};
typedef int (*member_fn)(void *ctx, const struct archive_member *m);

/* Goes through the members. -1 with a sentence where the archive is damaged, encrypted or has more than
 * ARCHIVE_MEMBERS; those before were told. */
int archive_list(const char *path, member_fn fn, void *ctx, struct err *err);

/* Copies one member to fd, at most `most` bytes of it (0: all, within the limits). -1 with a
 * sentence. */
int archive_copy(const char *path, uint64_t index, int fd, uint64_t most,
	const struct unpack_limits *limits, const volatile int *stop, struct err *err);

#endif
