/*
 * Classic pcap, by a walk of our own over large blocks: half of what libpcap costs, and frames need no
 * copy. Only for what is plain: version 2.4, link types that libpcap does not touch. Everything else,
 * and the reference that this is compared with, is reader_pcap.c; both say the same about any file.
 */
#include "capture/reader_pcap.h"

#include "base/mem.h"
#include "capture/window.h"

#include <endian.h>

#define RECORD_HEADER 16
#define CAPLEN_MAX 262144u /* libpcap's */

struct walk_reader {
	struct reader base;
	struct window win;
	bool swapped; /* against this machine */
	int64_t tick_ns;
	uint32_t linktype;
};

static int cut(struct walk_reader *r)
{
	unsigned long long before = r->base.info->frames;

	if (r->base.src->failed)
		reader_damage(&r->base, PCAP_SAYS_FAILED, r->base.src->err.text, before);
	else if (window_held(&r->win))
		reader_damage(&r->base, PCAP_SAYS_CUT, before + 1, (unsigned long long)r->win.pos, before);
	return 0;
}

static int too_large(struct walk_reader *r)
{
	unsigned long long before = r->base.info->frames;

	reader_damage(&r->base, PCAP_SAYS_DAMAGED, before + 1, (unsigned long long)r->win.pos, PCAP_SAYS_LENGTH, before);
	return 0;
}

/* The record at p, all of which is there. `swapped` as r has it. */
static inline void take(const struct walk_reader *r, bool swapped, const uint8_t *p, uint32_t caplen, struct frame *out)
{
	uint32_t fraction = reader_u32(p + 4, swapped);

	*out = (struct frame){
		/* signed where it is in the machine's order: as libpcap has it */
		.ns = (int64_t)reader_u32(p, swapped) * 1000000000 +
			(swapped ? (int64_t)fraction : (int64_t)(int32_t)fraction) * r->tick_ns,
		.linktype = r->linktype,
		.bytes = p + RECORD_HEADER,
		.block = r->win.block,
		.caplen = caplen,
		.wirelen = reader_u32(p + 12, swapped),
	};
}

static int walk_next(struct reader *base, struct frame *out)
{
	struct walk_reader *r = (struct walk_reader *)base;
	uint32_t caplen;

	if (!window_need(&r->win, RECORD_HEADER))
		return cut(r);
	caplen = reader_u32(r->win.buf + r->win.at + 8, r->swapped);
	if (caplen > CAPLEN_MAX)
		return too_large(r);
	if (!window_need(&r->win, RECORD_HEADER + (size_t)caplen))
		return cut(r);
	take(r, r->swapped, r->win.buf + r->win.at, caplen, out);
	window_skip(&r->win, RECORD_HEADER + (size_t)caplen);
	return 1;
}

static inline uint32_t run(struct walk_reader *r, bool swapped, struct frame *out, uint32_t max)
{
	struct window *w = &r->win;
	uint32_t n, caplen;

	for (n = 0; n < max && window_held(w) >= RECORD_HEADER; n++) {
		caplen = reader_u32(w->buf + w->at + 8, swapped);
		if (caplen > CAPLEN_MAX || RECORD_HEADER + (size_t)caplen > window_held(w))
			break;
		take(r, swapped, w->buf + w->at, caplen, &out[n]);
		window_skip(w, RECORD_HEADER + (size_t)caplen);
	}
	return n;
}

static uint32_t walk_run(struct reader *base, const struct frame *before, struct frame *out, uint32_t max)
{
	struct walk_reader *r = (struct walk_reader *)base;

	(void)before;
	return r->swapped ? run(r, true, out, max) : run(r, false, out, max);
}

static void walk_stop_reading(struct reader *base)
{
	window_stop(&((struct walk_reader *)base)->win);
}

static void walk_close(struct reader *base)
{
	window_fini(&((struct walk_reader *)base)->win);
}

static const struct reader_ops walk_ops = {
	.next = walk_next,
	.run = walk_run,
	.stop = walk_stop_reading,
	.close = walk_close,
};

bool reader_pcap_is_plain(const struct pcap_head *h)
{
	static const uint32_t plain[] = {0, 1, 101, 108, 113, 228, 229, 276};
	size_t i;

	if (h->record_header != RECORD_HEADER || h->major != 2 || h->minor != 4)
		return false;
	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i] == h->linktype)
			return true;
	return false;
}

struct reader *reader_pcap_walk_open(struct source *src, struct capture_info *info, const struct pcap_head *h)
{
	struct walk_reader *r = mem_alloc(sizeof(*r));

	r->base.ops = &walk_ops;
	r->base.src = src;
	r->base.info = info;
	r->swapped = h->big != (BYTE_ORDER == BIG_ENDIAN);
	r->tick_ns = h->tick_ns;
	r->linktype = h->linktype;
	reader_add_iface(&r->base, h->linktype, h->snaplen);
	r->base.ifaces[0].fcs = h->fcs;
	window_init(&r->win, src);
	if (window_need(&r->win, PCAP_FILE_HEADER))
		window_skip(&r->win, PCAP_FILE_HEADER);
	info->format = h->name;
	return &r->base;
}
