/*
 * A capture file of any container, from memory: the block reader, libpcap behind our source, and
 * each frame through the layers. Compressed input goes through the decompressors first.
 */
#include "capture/decode.h"
#include "capture/reader.h"
#include "capture/unpack.h"

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

static void read_all(struct reader *r)
{
	struct reassembly *reassembly = reassembly_new();
	struct frame f;
	struct packet p;

	while (r->info->frames < FRAMES_MAX && r->ops->next(r, &f)) {
		f.number = ++r->info->frames;
		if (f.iface >= r->iface_count)
			abort();
		reassembly_release(reassembly);
		packet_walk(&f, reassembly, &p);
		if (p.kind == PACKET_UNREADABLE && !p.reason)
			abort();
	}
	reader_sum_damages(r);
	reassembly_free(reassembly);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct source *s = memory_source(data, n);
	struct span head = source_peek(s, SOURCE_PEEK);
	const struct codec *codec = codec_find(head);
	struct capture_info info = {0};
	struct reader *r = NULL;
	struct err err;

	if (codec) {
		s = source_unpack(s, codec);
		head = source_peek(s, SOURCE_PEEK);
	}
	if (reader_is_pcapng(head))
		r = reader_pcapng_open(s, &info, &err);
	else if (reader_is_pcap(head))
		r = reader_pcap_open(s, &info, &err);
	if (r)
		read_all(r);
	reader_close(r);
	source_close(s);
	return 0;
}
