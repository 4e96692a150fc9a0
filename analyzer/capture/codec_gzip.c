/*
 * gzip (RFC 1952), member after member: by ISA-L where it was there when this was built, which takes two
 * thirds of the time, else by zlib.
 */
#include "config.h"

#include "capture/codec.h"

#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>

static unsigned at_most_uint(size_t n)
{
	return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

#ifdef HAVE_ISAL

#include <isa-l.h>

struct gzip {
	struct inflate_state z;
	bool bad;	/* stays so: ISA-L would go on */
	unsigned begun; /* bytes of the magic that were there */
};

static void start(struct gzip *g)
{
	isal_inflate_reset(&g->z);
	g->z.crc_flag = ISAL_GZIP; /* with the header, and the sums at the end checked */
	g->begun = 0;
}

/* ISA-L wants a whole header before it says that this is none. */
static bool begins(struct gzip *g, const struct codec_io *io)
{
	static const uint8_t magic[] = {0x1f, 0x8b};
	size_t i;

	for (i = 0; g->begun < sizeof(magic) && i < io->in_left; i++)
		if (io->in[i] != magic[g->begun++])
			return false;
	return true;
}

void *gzip_init(void)
{
	struct gzip *g = mem_alloc(sizeof(*g));

	isal_inflate_init(&g->z);
	start(g);
	return g;
}

enum codec_state gzip_run(void *state, struct codec_io *io)
{
	struct gzip *g = state;
	struct inflate_state *z = &g->z;
	unsigned in = at_most_uint(io->in_left), out = at_most_uint(io->out_left);
	int rc;

	g->bad = g->bad || !begins(g, io);
	if (g->bad)
		return CODEC_BAD;
	z->next_in = (uint8_t *)(uintptr_t)io->in;
	z->avail_in = in;
	z->next_out = io->out;
	z->avail_out = out;
	rc = isal_inflate(z);
	codec_advance(io, in - z->avail_in, out - z->avail_out);
	g->bad = rc < 0 || rc == ISAL_NEED_DICT;
	if (g->bad)
		return CODEC_BAD;
	if (z->block_state != ISAL_BLOCK_FINISH)
		return CODEC_MORE;
	start(g);
	return CODEC_END;
}

void gzip_fini(void *state)
{
	free(state);
}

#else

#include <zlib.h>

void *gzip_init(void)
{
	z_stream *z = mem_alloc(sizeof(*z));

	if (inflateInit2(z, 16 + MAX_WBITS) == Z_OK)
		return z;
	free(z);
	return NULL;
}

enum codec_state gzip_run(void *state, struct codec_io *io)
{
	z_stream *z = state;
	unsigned in = at_most_uint(io->in_left), out = at_most_uint(io->out_left);
	int rc;

	z->next_in = (z_const Bytef *)(uintptr_t)io->in;
	z->avail_in = in;
	z->next_out = io->out;
	z->avail_out = out;
	rc = inflate(z, Z_NO_FLUSH);
	codec_advance(io, in - z->avail_in, out - z->avail_out);
	if (rc == Z_STREAM_END)
		return inflateReset(z) == Z_OK ? CODEC_END : CODEC_BAD;
	return rc == Z_OK || rc == Z_BUF_ERROR ? CODEC_MORE : CODEC_BAD;
}

void gzip_fini(void *state)
{
	inflateEnd(state);
	free(state);
}

#endif
