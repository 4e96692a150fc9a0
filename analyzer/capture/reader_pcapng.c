/*
 * pcapng, our own block reader, because libpcap refuses what real captures hold: several interfaces
 * with different link types or snap lengths, several sections, both byte orders. It keeps what
 * libpcap drops: names, comments, directions, drop counters, packet ids.
 *
 *   block:  type 32 | total length 32 | body, padded to 4 | total length 32 again
 *
 * The second length is the check. Where a block is damaged the reader searches for the next one
 * that agrees with itself and goes on; the capture then ends as CAPTURE_CUT. pcapng_packet.c reads
 * the bodies that make frames or change interfaces.
 */
#include "capture/reader_pcapng.h"

#include "base/mem.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* Blocks are looked at as one piece up to here; a frame has 256 KiB at most. */
#define BLOCK_MAX (4u << 20)
/* Blocks that hold no packet are passed over up to here, a piece at a time. */
#define PASS_MAX (1u << 30)
/* While searching only blocks up to here are believed. */
#define SEARCH_MAX (1u << 20)
#define BLOCK_MIN 12

enum step {
	STEP_BLOCK, /* a whole block that agrees with itself is in the window */
	STEP_PASS,  /* a block too large to look at, of a kind nobody reads */
	STEP_END,
	STEP_CUT,
	STEP_DAMAGED,
};

struct record {
	uint32_t type, len;
};

bool reader_is_pcapng(struct span head)
{
	struct cur c = cur_make(head.p, head.n, head.n);

	return cur_be32(&c) == PCAPNG_SHB && c.err == CUR_OK;
}

/* The byte order of a section header at the window's front; false when it has none. */
static bool section_order(struct window *w, bool *big)
{
	struct cur c;
	uint32_t magic;

	if (!window_need(w, BLOCK_MIN))
		return false;
	c = window_look(w, BLOCK_MIN);
	cur_skip(&c, 8);
	magic = cur_be32(&c);
	if (magic != PCAPNG_BYTE_ORDER && magic != __builtin_bswap32(PCAPNG_BYTE_ORDER))
		return false;
	*big = magic == PCAPNG_BYTE_ORDER;
	return true;
}

static bool same_length_behind(const struct window *w, size_t len, bool big)
{
	struct cur c = window_look(w, len);

	cur_skip(&c, len - 4);
	return pcapng_u32(&c, big) == len;
}

/* Type and length at the window's front. For a section header the byte order changes with it. */
static bool block_head(struct pcapng_reader *r, struct record *b)
{
	struct cur c = window_look(&r->win, 8);

	b->type = pcapng_u32(&c, r->big);
	if (b->type == PCAPNG_SHB && !section_order(&r->win, &r->big))
		return false;
	b->len = pcapng_u32(&c, r->big);
	return b->len >= BLOCK_MIN && b->len % 4 == 0;
}

static bool has_packets(uint32_t type)
{
	return type == PCAPNG_EPB || type == PCAPNG_SPB || type == PCAPNG_PB;
}

static enum step look_at_block(struct pcapng_reader *r, struct record *b)
{
	*b = (struct record){0};
	if (!window_need(&r->win, 1))
		return r->win.src->failed ? STEP_CUT : STEP_END;
	if (!window_need(&r->win, BLOCK_MIN))
		return STEP_CUT;
	if (!block_head(r, b))
		return STEP_DAMAGED;
	if (b->len > BLOCK_MAX)
		return has_packets(b->type) || b->len > PASS_MAX ? STEP_DAMAGED : STEP_PASS;
	if (!window_need(&r->win, b->len))
		return STEP_CUT;
	return same_length_behind(&r->win, b->len, r->big) ? STEP_BLOCK : STEP_DAMAGED;
}

static bool known_type(uint32_t type)
{
	return type == PCAPNG_SHB || (type >= PCAPNG_IDB && type <= PCAPNG_EPB) ||
	       type == PCAPNG_DSB || type == PCAPNG_CUSTOM || type == PCAPNG_CUSTOM_FIXED;
}

/* Whether a block of a known kind that agrees with itself begins at the window's front. */
static bool block_here(struct pcapng_reader *r)
{
	bool big = r->big;
	struct record b;
	bool found = window_need(&r->win, BLOCK_MIN) && block_head(r, &b) && known_type(b.type) &&
		     b.len <= SEARCH_MAX && window_need(&r->win, b.len) &&
		     same_length_behind(&r->win, b.len, r->big);

	r->big = big;
	return found;
}

/* Goes on to the next block that can be believed; false when the file ends first. Blocks begin at
 * multiples of 4, but what was lost may not have been one. */
static bool search(struct pcapng_reader *r)
{
	while (window_need(&r->win, BLOCK_MIN + 1)) {
		window_skip(&r->win, 1);
		if (block_here(r))
			return true;
	}
	return false;
}

static bool pass_over(struct pcapng_reader *r, uint64_t len)
{
	while (len) {
		size_t held;

		if (!window_need(&r->win, 1))
			return false;
		held = window_held(&r->win);
		if (held > len)
			held = (size_t)len;
		window_skip(&r->win, held);
		len -= held;
	}
	return true;
}

/* The file ends inside a block, or a length in it lies: what to tell is the same search away. */
static bool recover(struct pcapng_reader *r, enum step step, const struct record *b)
{
	unsigned long long at = r->win.pos, frame = r->base.info->frames + 1;
	bool in_frame = has_packets(b->type);

	if (search(r)) {
		reader_damage(&r->base,
			"the file is damaged at byte %llu, %s frame %llu; %llu bytes were passed "
			"over",
			at, in_frame ? "in" : "before", frame, (unsigned long long)r->win.pos - at);
		return true;
	}
	if (r->win.src->failed)
		reader_damage(
			&r->base, "%s; frames read before: %llu", r->win.src->err.text, frame - 1);
	else
		reader_damage(&r->base,
			"the file %s %s frame %llu, in a block that begins at byte %llu; frames "
			"read "
			"before: %llu",
			step == STEP_CUT ? "ends" : "is damaged",
			in_frame ? "in the middle of" : "before", frame, at, frame - 1);
	return false;
}

static int pcapng_reader_next(struct reader *base, struct frame *out)
{
	struct pcapng_reader *r = (struct pcapng_reader *)base;
	struct record b;
	int got = 0;

	/* the bytes of the frame given last stay in place until now */
	while (!got) {
		enum step step = look_at_block(r, &b);

		switch (step) {
		case STEP_BLOCK:
			got = pcapng_block_take(r, b.type, window_look(&r->win, b.len - 4), out);
			window_skip(&r->win, b.len);
			break;
		case STEP_PASS:
			if (!pass_over(r, b.len))
				return recover(r, STEP_CUT, &b);
			break;
		case STEP_END:
			return 0;
		case STEP_CUT:
		case STEP_DAMAGED:
			if (!recover(r, step, &b))
				return 0;
			break;
		}
	}
	return got;
}

#define EPB_HEAD 28 /* bytes before the frame's */

/* Whether an enhanced packet block of this interface is next, all of which is there, without options. */
static inline bool is_usual(const struct pcapng_reader *r, bool swapped, uint32_t iface)
{
	const uint8_t *p = r->win.buf + r->win.at;
	size_t left = window_held(&r->win);
	uint32_t len, local, caplen;

	if (left < EPB_HEAD + 4 || reader_u32(p, swapped) != PCAPNG_EPB)
		return false;
	len = reader_u32(p + 4, swapped);
	local = reader_u32(p + 8, swapped);
	caplen = reader_u32(p + 20, swapped);
	return len <= left && len <= BLOCK_MAX && caplen < len && len == EPB_HEAD + (caplen + 3) / 4 * 4 + 4 &&
		reader_u32(p + len - 4, swapped) == len && local < r->local_count && r->local[local] == iface;
}

static inline void take(const struct pcapng_reader *r, bool swapped, const uint8_t *p, uint32_t iface, struct frame *out)
{
	uint64_t ticks = (uint64_t)reader_u32(p + 12, swapped) << 32 | reader_u32(p + 16, swapped);

	*out = (struct frame){
		.ns = pcapng_time(&r->clocks[iface], ticks),
		.iface = iface,
		.linktype = r->base.ifaces[iface].linktype,
		.bytes = p + EPB_HEAD,
		.block = r->win.block,
		.caplen = reader_u32(p + 20, swapped),
		.wirelen = reader_u32(p + 24, swapped),
	};
}

static inline uint32_t run(struct pcapng_reader *r, bool swapped, uint32_t iface, struct frame *out, uint32_t max)
{
	struct window *w = &r->win;
	uint32_t n;

	for (n = 0; n < max && is_usual(r, swapped, iface); n++) {
		take(r, swapped, w->buf + w->at, iface, &out[n]);
		window_skip(w, reader_u32(w->buf + w->at + 4, swapped));
	}
	return n;
}

static uint32_t pcapng_reader_run(struct reader *base, const struct frame *before, struct frame *out, uint32_t max)
{
	struct pcapng_reader *r = (struct pcapng_reader *)base;
	bool swapped = r->big != (BYTE_ORDER == BIG_ENDIAN);

	return swapped ? run(r, true, before->iface, out, max) : run(r, false, before->iface, out, max);
}

static void pcapng_reader_stop(struct reader *base)
{
	window_stop(&((struct pcapng_reader *)base)->win);
}

static void pcapng_reader_close(struct reader *base)
{
	struct pcapng_reader *r = (struct pcapng_reader *)base;

	window_fini(&r->win);
	free(r->clocks);
	free(r->local);
	txt_free(&r->comment);
}

static const struct reader_ops pcapng_reader_ops = {
	.next = pcapng_reader_next,
	.run = pcapng_reader_run,
	.stop = pcapng_reader_stop,
	.close = pcapng_reader_close,
};

struct reader *reader_pcapng_open(struct source *src, struct capture_info *info, struct err *err)
{
	struct pcapng_reader *r = mem_alloc(sizeof(*r));

	r->base.ops = &pcapng_reader_ops;
	r->base.src = src;
	r->base.info = info;
	memset(r->pseudo, 0xff, sizeof(r->pseudo));
	r->comment.limit = PCAPNG_COMMENT_MAX;
	window_init(&r->win, src);
	if (section_order(&r->win, &r->big)) {
		info->format = "pcapng";
		return &r->base;
	}
	if (window_held(&r->win) < BLOCK_MIN)
		err_set(err, "the file ends in the middle of its pcapng header; copy it again");
	else
		err_set(err, "the file begins like pcapng, but its section header is damaged; copy "
			     "it again");
	reader_close(&r->base);
	return NULL;
}
