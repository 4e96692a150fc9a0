/*
 * Compressed input, recognised by content: a source over a source.
 *
 * To add a method: its three functions, and a line in the table of codecs.c.
 */
#ifndef PVSLEUTH_CAPTURE_UNPACK_H
#define PVSLEUTH_CAPTURE_UNPACK_H

#include "capture/source.h"

enum codec_state {
	CODEC_MORE, /* goes on; wants more input or more room */
	CODEC_END,  /* a member or frame ended here; another may follow */
	CODEC_BAD,  /* the data are damaged */
};

/* What a codec reads from and writes to; it moves both along. */
struct codec_io {
	const uint8_t *in;
	size_t in_left;
	uint8_t *out;
	size_t out_left;
};

struct codec {
	const char *name; /* as in capture_info */
	const char *tool; /* the command that decompresses to standard output */
	uint8_t magic[6];
	size_t magic_len;
	void *(*init)(void);
	enum codec_state (*run)(void *state, struct codec_io *io);
	void (*fini)(void *state);
};

/* The method these first bytes were compressed with; NULL for none we know. */
const struct codec *codec_find(struct span head);

/* How much compressed data may become; raised by the user for what is trusted. */
struct unpack_limits {
	uint64_t ratio; /* bytes out for each byte in, once more than UNPACK_FREE came out */
	uint64_t bytes; /* bytes out */
};
#define UNPACK_FREE (UINT64_C(256) << 20)
#define UNPACK_RATIO 500
#define UNPACK_BYTES (UINT64_C(64) << 30)

/* -1 with a sentence when so much out of so much in is beyond the limits; NULL: the ones above. */
int unpack_check(const struct unpack_limits *limits, uint64_t out, uint64_t in, struct err *err);

/* A source of what `inner` holds compressed. Takes inner over. Fails with a sentence where the data
 * are damaged, end early, or expand beyond the limits (NULL: the usual ones). */
struct source *source_unpack(
	struct source *inner, const struct codec *codec, const struct unpack_limits *limits);

#endif
