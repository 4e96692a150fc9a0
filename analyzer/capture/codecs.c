/*
 * zstd, lz4 frames and xz, each behind the same three functions, and the table of all methods. See unpack.h.
 */
#include "capture/codec.h"

#include "base/mem.h"

#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

/* An xz stream may ask for more memory than the machine has. */
#define XZ_MEMORY_MAX (256ull << 20)

static void *zstd_init(void)
{
	return ZSTD_createDStream();
}

static enum codec_state zstd_run(void *state, struct codec_io *io)
{
	ZSTD_inBuffer in = {io->in, io->in_left, 0};
	ZSTD_outBuffer out = {io->out, io->out_left, 0};
	size_t rc = ZSTD_decompressStream(state, &out, &in);

	codec_advance(io, in.pos, out.pos);
	if (ZSTD_isError(rc))
		return CODEC_BAD;
	return rc == 0 ? CODEC_END : CODEC_MORE;
}

static void zstd_fini(void *state)
{
	ZSTD_freeDStream(state);
}

static void *lz4_init(void)
{
	LZ4F_dctx *ctx = NULL;

	return LZ4F_isError(LZ4F_createDecompressionContext(&ctx, LZ4F_VERSION)) ? NULL : ctx;
}

static enum codec_state lz4_run(void *state, struct codec_io *io)
{
	size_t in = io->in_left, out = io->out_left;
	size_t rc = LZ4F_decompress(state, io->out, &out, io->in, &in, NULL);

	if (LZ4F_isError(rc))
		return CODEC_BAD;
	codec_advance(io, in, out);
	return rc == 0 ? CODEC_END : CODEC_MORE;
}

static void lz4_fini(void *state)
{
	LZ4F_freeDecompressionContext(state);
}

static bool xz_start(lzma_stream *x)
{
	return lzma_stream_decoder(x, XZ_MEMORY_MAX, 0) == LZMA_OK;
}

static void *xz_init(void)
{
	static const lzma_stream fresh = LZMA_STREAM_INIT;
	lzma_stream *x = mem_alloc(sizeof(*x));

	*x = fresh;
	if (xz_start(x))
		return x;
	free(x);
	return NULL;
}

static enum codec_state xz_run(void *state, struct codec_io *io)
{
	lzma_stream *x = state;
	lzma_ret rc;

	x->next_in = io->in;
	x->avail_in = io->in_left;
	x->next_out = io->out;
	x->avail_out = io->out_left;
	rc = lzma_code(x, LZMA_RUN);
	codec_advance(io, io->in_left - x->avail_in, io->out_left - x->avail_out);
	if (rc == LZMA_STREAM_END)
		return xz_start(x) ? CODEC_END : CODEC_BAD;
	return rc == LZMA_OK || rc == LZMA_BUF_ERROR ? CODEC_MORE : CODEC_BAD;
}

static void xz_fini(void *state)
{
	lzma_end(state);
	free(state);
}

static const struct codec codecs[] = {
	{
		.name = "gzip",
		.tool = "gzip -dc",
		.magic = {0x1f, 0x8b},
		.magic_len = 2,
		.init = gzip_init,
		.run = gzip_run,
		.fini = gzip_fini,
	},
	{
		.name = "zstd",
		.tool = "zstd -dc",
		.magic = {0x28, 0xb5, 0x2f, 0xfd},
		.magic_len = 4,
		.init = zstd_init,
		.run = zstd_run,
		.fini = zstd_fini,
	},
	{
		.name = "lz4",
		.tool = "lz4 -dc",
		.magic = {0x04, 0x22, 0x4d, 0x18},
		.magic_len = 4,
		.init = lz4_init,
		.run = lz4_run,
		.fini = lz4_fini,
	},
	{
		.name = "xz",
		.tool = "xz -dc",
		.magic = {0xfd, '7', 'z', 'X', 'Z', 0x00},
		.magic_len = 6,
		.init = xz_init,
		.run = xz_run,
		.fini = xz_fini,
	},
};

const struct codec *codec_find(struct span head)
{
	size_t i;

	for (i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		if (head.n >= codecs[i].magic_len &&
			memcmp(head.p, codecs[i].magic, codecs[i].magic_len) == 0)
			return &codecs[i];
	return NULL;
}
