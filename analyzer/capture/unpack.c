/*
 * The decompressing source: see unpack.h. Members that follow each other are one stream, as gzip,
 * zstd, lz4 and xz themselves have it; zeros behind the last one (tapes, blocks) are ignored.
 *
 * A bomb costs no memory here, only time: what comes out is streamed. It is stopped when it has
 * become large and is out of proportion, as no capture is (gzip cannot reach the ratio at all
 * except on constant bytes).
 */
#include "capture/unpack.h"

#include "base/mem.h"

#include <stdlib.h>

#define UNPACK_IN (256u << 10)

struct unpack {
	struct source base;
	struct source *inner;
	const struct codec *codec;
	void *state;
	uint8_t *buf;
	struct unpack_limits limits;
	struct codec_io io; /* in: what of buf is still to be read */
	bool in_ended;	    /* the inner source gave everything */
	bool boundary;	    /* between members */
	uint64_t total_in, total_out;
};

static int unpack_fill(struct unpack *u)
{
	ssize_t got;

	if (u->io.in_left || u->in_ended)
		return 0;
	got = source_read(u->inner, u->buf, UNPACK_IN);
	if (got < 0)
		return err_set(&u->base.err, "%s", u->inner->err.text);
	u->in_ended = got == 0;
	u->io.in = u->buf;
	u->io.in_left = (size_t)got;
	u->total_in += (uint64_t)got;
	return 0;
}

static int unpack_bad(struct unpack *u, const char *what)
{
	return err_set(&u->base.err,
		"the %s data %s after %llu bytes of capture; copy the file again", u->codec->name,
		what, (unsigned long long)u->total_out);
}

int unpack_check(const struct unpack_limits *limits, uint64_t out, uint64_t in, struct err *err)
{
	static const struct unpack_limits usual = {UNPACK_RATIO, UNPACK_BYTES};

	if (!limits)
		limits = &usual;
	if (out > UNPACK_FREE && out / limits->ratio > in)
		return err_set(err,
			"the data expand more than %llu times, which no capture does; stopped after "
			"%llu bytes. If you trust the file, allow more with --max-ratio",
			(unsigned long long)limits->ratio, (unsigned long long)out);
	if (out > limits->bytes)
		return err_set(err,
			"the data expand to more than %llu bytes. If you trust the file, allow more "
			"with --max-size",
			(unsigned long long)limits->bytes);
	return 0;
}

/* One turn of the codec into out; what it produced, or -1. Sets *ended at the stream's end. */
static ssize_t unpack_turn(struct unpack *u, uint8_t *out, size_t n, bool *ended)
{
	size_t in_before;
	enum codec_state state;

	if (unpack_fill(u) < 0)
		return -1;
	if (u->boundary && (u->in_ended || u->io.in[0] == 0)) {
		*ended = true;
		return 0;
	}
	in_before = u->io.in_left;
	u->io.out = out;
	u->io.out_left = n;
	state = u->codec->run(u->state, &u->io);
	n -= u->io.out_left;
	u->total_out += n;
	if (state == CODEC_BAD && !n)
		return unpack_bad(
			u, u->boundary ? "are followed by something else" : "are damaged");
	if (state == CODEC_MORE && !n && in_before == u->io.in_left && u->in_ended)
		return unpack_bad(u, "end early");
	if (in_before != u->io.in_left || n)
		u->boundary = state == CODEC_END;
	return (ssize_t)n;
}

static ssize_t unpack_read(struct source *s, uint8_t *buf, size_t n)
{
	struct unpack *u = (struct unpack *)s;
	bool ended = false;
	ssize_t got = 0;

	while (!got && !ended)
		got = unpack_turn(u, buf, n, &ended);
	if (got > 0 && unpack_check(&u->limits, u->total_out, u->total_in, &u->base.err) < 0)
		return -1;
	return got;
}

static void unpack_progress(const struct source *s, uint64_t *pos, uint64_t *size)
{
	source_progress(((const struct unpack *)s)->inner, pos, size);
}

static struct source *unpack_below(struct source *s)
{
	return ((struct unpack *)s)->inner;
}

static void unpack_close(struct source *s)
{
	struct unpack *u = (struct unpack *)s;

	if (u->state)
		u->codec->fini(u->state);
	source_close(u->inner);
	free(u->buf);
}

static const struct source_ops unpack_ops = {
	.read = unpack_read,
	.progress = unpack_progress,
	.below = unpack_below,
	.close = unpack_close,
};

struct source *source_unpack(
	struct source *inner, const struct codec *codec, const struct unpack_limits *limits)
{
	struct unpack *u = mem_alloc(sizeof(*u));

	u->base.ops = &unpack_ops;
	u->base.ahead = inner->ahead;
	u->inner = inner;
	u->codec = codec;
	u->limits = limits ? *limits : (struct unpack_limits){UNPACK_RATIO, UNPACK_BYTES};
	u->buf = mem_pages(UNPACK_IN);
	u->state = codec->init();
	if (!u->state) {
		err_set(&u->base.err, "%s cannot be started: out of memory", codec->name);
		u->base.failed = true;
	}
	return &u->base;
}
