/*
 * A capture file of any container, from memory: the block reader, libpcap behind our source, and
 * each frame through the layers. Compressed input goes through the decompressors first.
 */
#include "capture/reader.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Fuzzers find bombs at once; this much of one is enough. */
#define FRAMES_MAX 100000

struct memory_source {
	struct source base;
	const uint8_t *p;
	size_t left;
};

static ssize_t memory_read(struct source *s, uint8_t *buf, size_t n)
{
	struct memory_source *m = (struct memory_source *)s;

	if (n > m->left)
		n = m->left;
	if (n)
		memcpy(buf, m->p, n);
	m->p += n;
	m->left -= n;
	return (ssize_t)n;
}

static void memory_progress(const struct source *s, uint64_t *pos, uint64_t *size)
{
	(void)s;
	*pos = *size = 0;
}

static void memory_close(struct source *s)
{
	(void)s;
}

static const struct source_ops memory_ops = {
	.read = memory_read,
	.progress = memory_progress,
	.close = memory_close,
};

static struct source *memory_source(const uint8_t *data, size_t n)
{
	struct memory_source *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->base.ops = &memory_ops;
	m->p = data;
	m->left = n;
	return &m->base;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = {""};
	struct capture *c = capture_over(memory_source(data, n), "fuzz", NULL, &err);
	struct packet p;
	uint64_t frames = 0;

	if (!c && !err.text[0])
		abort();
	while (c && frames < FRAMES_MAX && capture_next(c, &p)) {
		frames++;
		if (p.frame->iface >= capture_info(c)->iface_count || p.frame->ns < 0 ||
			p.frame->ns > TIME_MAX_NS)
			abort();
		if (p.kind == PACKET_UNREADABLE && !p.reason)
			abort();
	}
	capture_close(c);
	return 0;
}
