/*
 * Opening a capture and going through it: source, decompressor, container reader, then each frame
 * through the layers. The contract is capture.h.
 */
#include "capture/capture.h"

#include "base/mem.h"
#include "base/txt.h"
#include "capture/account.h"
#include "capture/decode.h"
#include "capture/foreign.h"
#include "capture/lookahead.h"
#include "capture/reader.h"
#include "capture/reassembly.h"
#include "capture/reorder.h"
#include "capture/unpack.h"
#include "capture/window.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_FRAMES 256
#define WENT_MANY 4096 /* frames, after which the caller gets a look */
#define AHEAD 8      /* frames, whose place among the copies is looked up */
#define FAR_AHEAD 16 /* ... whose bytes are fetched */

struct capture {
	struct source *src;
	struct reader *reader;
	struct reassembly *reassembly;
	struct reorder *reorder;
	struct copies *copies;
	struct capture_info info;
	struct plain_lane lane;
	uint32_t went; /* frames, since the caller had a look */
	bool straight; /* frames go on as they are read; what follows is for that */
	struct lookahead lookahead;
	struct plain plain;  /* without it: of the frame given last */
	struct block *block; /* that the frame given last lies in, pinned */
	int64_t newest;      /* the greatest time since the clock last went back */
	uint32_t tap;    /* the only one of an extract that is wanted; 0: all */
	uint64_t passed; /* frames of others so far */
	bool ended;
};

static int prefix_path(const char *path, struct err *err)
{
	char shown[256];

	return err_prefix(err,
		txt_safe(shown, sizeof(shown), (struct span){(const uint8_t *)path, strlen(path)}));
}

/* Puts the decompressor in front when the content asks for one; *head is what comes out of it. */
static int unpack(struct capture *c, const char *path, const struct unpack_limits *limits,
	struct span *head, struct err *err)
{
	const struct codec *codec = codec_find(*head);

	c->info.compression = "none";
	if (!codec)
		return 0;
	c->info.compression = codec->name;
	c->src = source_unpack(c->src, codec, limits);
	*head = source_peek(c->src, SOURCE_PEEK);
	if (codec_find(*head)) {
		err_set(err, "compressed twice; decompress it once: %s IN > OUT", codec->tool);
		return prefix_path(path, err);
	}
	return 0;
}

static int open_reader(struct capture *c, const char *path, struct span head, bool reference, struct err *err)
{
	if (!head.n && c->src->failed)
		err_set(err, "%s", c->src->err.text);
	else if (reader_is_pcapng(head))
		c->reader = reader_pcapng_open(c->src, &c->info, err);
	else if (reader_is_pcap(head))
		c->reader = reader_pcap_open(c->src, &c->info, reference, err);
	else
		return foreign_explain(path, head, err);
	return c->reader ? 0 : prefix_path(path, err);
}

static struct capture *open_over(struct source *src, const char *path, const struct unpack_limits *limits,
	bool reference, struct err *err)
{
	struct capture *c = mem_alloc(sizeof(*c));
	struct span head;

	c->src = src;
	head = source_peek(c->src, SOURCE_PEEK);
	if (unpack(c, path, limits, &head, err) < 0 || open_reader(c, path, head, reference, err) < 0) {
		capture_close(c);
		return NULL;
	}
	c->reassembly = reassembly_new();
	c->reorder = reorder_new();
	c->copies = copies_new();
	source_progress(c->src, &c->info.file_pos, &c->info.file_bytes);
	return c;
}

struct capture *capture_over(struct source *src, const char *path,
	const struct unpack_limits *limits, struct err *err)
{
	return open_over(src, path, limits, false, err);
}

struct capture *capture_open_how(const char *path, const struct capture_how *how, struct err *err)
{
	struct source *src = source_open(path, how->seen, how->ctx, err);
	struct capture *c;

	if (!src)
		return NULL;
	src->ahead &= !how->reference;
	c = open_over(src, path, how->limits, how->reference, err);
	if (!c)
		return NULL;
	c->tap = how->tap;
	c->straight = how->straight;
	return c;
}

struct capture *capture_open(const char *path, struct err *err)
{
	static const struct capture_how usual;

	return capture_open_how(path, &usual, err);
}

bool capture_read_rest(struct capture *c, const volatile int *stop)
{
	if (c->reader->ops->stop)
		c->reader->ops->stop(c->reader);
	return source_drain(c->src, stop);
}

/* n frames of one interface. */
static void account(struct capture *c, struct frame *f, uint32_t n)
{
	struct capture_info *i = &c->info;
	struct capture_iface *iface = &c->reader->ifaces[f->iface];
	uint64_t before = i->frames;

	for (; n; n--, f++) {
		f->number = i->frames + 1 + c->passed;
		account_frame(i, iface, f);
		if (!f->direction && f->linktype != 1) /* Ethernet has none */
			f->direction = link_direction(f);
	}
	if (before / PROGRESS_FRAMES != i->frames / PROGRESS_FRAMES)
		source_progress(c->src, &i->file_pos, &i->file_bytes);
}

static void end_reading(struct capture *c)
{
	if (c->reader->ops->stop)
		c->reader->ops->stop(c->reader);
	if (c->info.end == CAPTURE_COMPLETE)
		account_recording(&c->info);
	c->ended = true;
	reorder_end(c->reorder);
	source_progress(c->src, &c->info.file_pos, &c->info.file_bytes);
	reader_sum_damages(c->reader);
}

/* Whether a frame was recorded at another tap than the one that is wanted. */
static bool of_other_tap(const struct capture *c, const struct frame *f)
{
	uint32_t tap;

	if (!c->tap)
		return false;
	tap = c->reader->ifaces[f->iface].tap;
	return (tap ? tap : 1) != c->tap;
}

/* The next frame of the wanted tap. False at the end. */
static bool read_frame(struct capture *c, struct frame *f)
{
	while (c->reader->ops->next(c->reader, f)) {
		if (!of_other_tap(c, f)) {
			account(c, f, 1);
			return true;
		}
		c->passed++;
	}
	end_reading(c);
	return false;
}

static void settle(struct capture *c)
{
	if (c->lane.settle)
		c->lane.settle(c->lane.ctx);
}

/* Frames that were taken lie in one block; those after them in another one, or nowhere. */
static void go_to_block(struct capture *c, struct block *b)
{
	settle(c);
	if (b)
		block_pin(b);
	if (c->block)
		block_unpin(c->block);
	c->block = b;
}

/* Frames that the reader has at hand. */
static void run_ahead(struct capture *c)
{
	struct lookahead *l = &c->lookahead;
	uint32_t n;

	if (!c->reader->ops->run || !lookahead_room(l))
		return;
	n = c->reader->ops->run(c->reader, &l->frame[l->end - 1], &l->frame[l->end], lookahead_room(l));
	if (n)
		account(c, &l->frame[l->end], n);
	l->end += n;
}

static void look_ahead(struct capture *c)
{
	struct lookahead *l = &c->lookahead;

	lookahead_begin(l);
	while (lookahead_room(l) && read_frame(c, &l->frame[l->end])) {
		lookahead_put(l);
		run_ahead(c);
	}
	plain_look_all(l->frame, l->end, l->plain);
	copies_expect_all(c->copies, l->plain, l->end, l->frame);
}

/* Frames as they stand in the file, as long as that is the order of their times, and in *d what they are as next_frame has
 * it. NULL at the end. */
static const struct frame *next_straight(struct capture *c, const struct plain **d)
{
	struct lookahead *l = &c->lookahead;
	const struct frame *f;

	if (l->due == l->end && !c->ended)
		look_ahead(c);
	if (l->due == l->end || c->info.disordered) {
		go_to_block(c, NULL);
		return NULL;
	}
	f = &l->frame[l->due];
	if (f->no_time || (f->ns < c->newest && f->ns >= c->newest - REORDER_STEP_NS)) {
		c->info.disordered = c->ended = true;
		return NULL;
	}
	c->newest = f->ns;
	if (f->block != c->block)
		go_to_block(c, f->block);
	*d = l->plain[l->due].frame ? &l->plain[l->due] : NULL;
	l->due++;
	return f;
}

/* Reads until a frame is due. NULL at the end. */
static const struct frame *next_ordered(struct capture *c)
{
	const struct frame *due = reorder_take(c->reorder);

	while (!due && !c->ended) {
		if (read_frame(c, reorder_slot(c->reorder)))
			reorder_put(c->reorder);
		due = reorder_take(c->reorder);
	}
	return due;
}

/* Into the processor's cache, what the next frames will need: held for ordering, they have left it. Of a long
 * packet that is its beginning and its end (copies.c). */
static void fetch_ahead(struct capture *c)
{
	struct waiting *near = reorder_peek(c->reorder, AHEAD), *far = reorder_peek(c->reorder, FAR_AHEAD);
	uint32_t i;

	if (near)
		near->known = copies_expect(c->copies, near->fcs ? 0 : near->linktype,
			(struct span){near->bytes, near->caplen});
	for (i = 0; far && i < far->caplen && i < 192; i += 64)
		__builtin_prefetch(far->bytes + i);
	if (far && far->caplen > 512)
		__builtin_prefetch(far->bytes + far->caplen - 64);
}

/* The next frame, and in *d what it is if that is a plain datagram, else NULL. NULL at the end. */
static const struct frame *next_frame(struct capture *c, const struct plain **d)
{
	const struct frame *f;

	*d = NULL;
	if (c->straight)
		return next_straight(c, d);
	f = next_ordered(c);
	if (!f)
		return NULL;
	fetch_ahead(c);
	if (!f->fcs && plain_look(f, f->caplen, f->wirelen, &c->plain))
		*d = &c->plain;
	return f;
}

static bool goes(struct capture *c, const struct plain *d)
{
	return c->lane.knows(c->lane.ctx, d) && copies_first(c->copies, d);
}

static void take(struct capture *c, const struct plain *d)
{
	c->lane.take(c->lane.ctx, d);
	c->went++;
}

/* Whether a datagram went the short way. */
static bool went(struct capture *c, const struct plain *d)
{
	if (!c->lane.knows || !d->frame->block || !goes(c, d))
		return false;
	take(c, d);
	if (!c->straight)
		settle(c);
	return true;
}

/* Those behind it that go the same way: usually all that are known and lie in its block. */
static void went_on(struct capture *c)
{
	struct lookahead *l = &c->lookahead;
	const struct plain *d = &l->plain[l->due], *end = &l->plain[l->end];

	for (; d != end && d->frame && d->frame->block == c->block && d->frame->ns >= c->newest && goes(c, d); d++) {
		c->newest = d->frame->ns;
		take(c, d);
	}
	l->due = (uint32_t)(d - l->plain);
}

int capture_next(struct capture *c, struct packet *out)
{
	const struct frame *due;
	const struct plain *d;

	reassembly_release(c->reassembly);
	while ((due = next_frame(c, &d))) {
		if (d && went(c, d)) {
			if (c->straight)
				went_on(c);
			if (c->went < WENT_MANY)
				continue;
			c->went = 0;
			return 2;
		}
		packet_walk(due, c->reassembly, c->copies, out);
		return 1;
	}
	reassembly_end(c->reassembly);
	c->info.incomplete_datagrams = reassembly_incomplete(c->reassembly);
	return 0;
}

void capture_on_plain(struct capture *c, const struct plain_lane *lane)
{
	c->lane = *lane;
}

void packet_decode(const struct frame *f, struct packet *out)
{
	packet_walk(f, NULL, NULL, out);
}

void capture_on_lost(struct capture *c, lost_fn fn, void *ctx)
{
	reassembly_on_lost(c->reassembly, fn, ctx);
}

const struct capture_info *capture_info(const struct capture *c)
{
	return &c->info;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	if (c->block)
		block_unpin(c->block);
	lookahead_begin(&c->lookahead);
	reorder_free(c->reorder); /* first: blocks of the reader are pinned */
	reader_close(c->reader);
	source_close(c->src);
	reassembly_free(c->reassembly);
	copies_free(c->copies);
	free(c);
}
