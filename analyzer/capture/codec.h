/*
 * What the codecs share among themselves.
 */
#ifndef PVSLEUTH_CAPTURE_CODEC_H
#define PVSLEUTH_CAPTURE_CODEC_H

#include "capture/unpack.h"

/* So much was read and written. */
static inline void codec_advance(struct codec_io *io, size_t in, size_t out)
{
	io->in += in;
	io->in_left -= in;
	io->out += out;
	io->out_left -= out;
}

/* codec_gzip.c */
void *gzip_init(void);
enum codec_state gzip_run(void *state, struct codec_io *io);
void gzip_fini(void *state);

#endif
