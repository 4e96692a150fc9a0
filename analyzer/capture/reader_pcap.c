/*
 * Classic pcap: microseconds and nanoseconds, both byte orders, the modified header of old Linux
 * patches. What is plain goes to reader_pcap_walk.c; the rest, and everything where a reference is
 * wanted, is read by libpcap over our own source.
 *
 * libpcap cuts a record at the snap length of the file header even when the file holds more of it
 * (tools do write such headers), so libpcap is shown 0 there, which it takes as "the most this link
 * type allows"; the true value goes into the interface. Times after 2038 are unsigned in the file.
 */
#include "capture/reader_pcap.h"

#include "base/mem.h"
#include "base/txt.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STDIO_BUFFER (1u << 20)
#define PAGE 4096u

struct pcap_format {
	uint8_t magic[4];
	bool big;
	unsigned record_header;
	int64_t tick_ns;
	const char *name;
};

static const struct pcap_format formats[] = {
	{{0xd4, 0xc3, 0xb2, 0xa1}, false, 16, 1000, "pcap"},
	{{0xa1, 0xb2, 0xc3, 0xd4}, true, 16, 1000, "pcap"},
	{{0x4d, 0x3c, 0xb2, 0xa1}, false, 16, 1, "pcap-ns"},
	{{0xa1, 0xb2, 0x3c, 0x4d}, true, 16, 1, "pcap-ns"},
	{{0x34, 0xcd, 0xb2, 0xa1}, false, 24, 1000, "pcap-modified"},
	{{0xa1, 0xb2, 0xcd, 0x34}, true, 24, 1000, "pcap-modified"},
	{{0xcd, 0x34, 0xb2, 0xa1}, false, 24, 1000, "pcap-modified"},
	{{0xa1, 0xb2, 0x34, 0xcd}, true, 24, 1000, "pcap-modified"},
};

struct pcap_reader {
	struct reader base;
	unsigned record_header;
	pcap_t *pcap;
	char *stdio_buffer;
	uint8_t head[PCAP_FILE_HEADER]; /* as libpcap is shown it */
	size_t head_given;
	uint64_t pos; /* in the (decompressed) stream, of the next record */
};

static const struct pcap_format *format_of(struct span head)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]) && head.n >= 4; i++)
		if (memcmp(formats[i].magic, head.p, 4) == 0)
			return &formats[i];
	return NULL;
}

bool reader_is_pcap(struct span head)
{
	return format_of(head) != NULL;
}

static ssize_t stdio_read(void *cookie, char *buf, size_t n)
{
	struct pcap_reader *r = cookie;
	size_t left = PCAP_FILE_HEADER - r->head_given;

	if (!left)
		return source_read(r->base.src, buf, n);
	if (n > left)
		n = left;
	memcpy(buf, r->head + r->head_given, n);
	r->head_given += n;
	return (ssize_t)n;
}

/* A large buffer on a page boundary: where the kernel copies file pages to 16 bytes behind one, as
 * malloc's large blocks lie, reading takes five times as long on some processors. */
static void set_buffer(struct pcap_reader *r, FILE *f)
{
	r->stdio_buffer = mem_alloc(STDIO_BUFFER + PAGE);
	setvbuf(f, r->stdio_buffer + (-(uintptr_t)r->stdio_buffer & (PAGE - 1)), _IOFBF,
		STDIO_BUFFER);
}

/* libpcap told why it stopped: 0, the end, or an error. Told apart by the bytes it got. */
static int ended(struct pcap_reader *r, int how)
{
	unsigned long long frame = r->base.info->frames + 1, pos = r->pos;
	const char *why = pcap_geterr(r->pcap);

	if (r->base.src->failed)
		reader_damage(&r->base, PCAP_SAYS_FAILED, r->base.src->err.text, frame - 1);
	else if (how == PCAP_ERROR && strstr(why, "truncated"))
		reader_damage(&r->base, PCAP_SAYS_CUT, frame, pos, frame - 1);
	else if (how == PCAP_ERROR)
		reader_damage(&r->base, PCAP_SAYS_DAMAGED, frame, pos,
			strstr(why, "capture length") ? PCAP_SAYS_LENGTH : why, frame - 1);
	return 0;
}

static int pcap_reader_next(struct reader *base, struct frame *out)
{
	struct pcap_reader *r = (struct pcap_reader *)base;
	struct pcap_pkthdr *h;
	const u_char *bytes;
	int got = pcap_next_ex(r->pcap, &h, &bytes);

	if (got != 1)
		return ended(r, got);
	*out = (struct frame){
		.ns = (int64_t)(uint32_t)h->ts.tv_sec * 1000000000 + h->ts.tv_usec,
		.linktype = base->ifaces[0].linktype,
		.bytes = bytes,
		.caplen = h->caplen,
		.wirelen = h->len,
	};
	r->pos += r->record_header + h->caplen;
	return 1;
}

static void pcap_reader_close(struct reader *base)
{
	struct pcap_reader *r = (struct pcap_reader *)base;

	if (r->pcap)
		pcap_close(r->pcap);
	free(r->stdio_buffer);
}

static const struct reader_ops pcap_reader_ops = {
	.next = pcap_reader_next,
	.close = pcap_reader_close,
};

/* The file header, of which every field is in the file's order. */
static int look_at_header(struct source *src, struct pcap_head *h, struct err *err)
{
	struct span head = source_peek(src, PCAP_FILE_HEADER);
	const struct pcap_format *format = format_of(head);
	struct cur c = cur_make(head.p, head.n, head.n);
	uint32_t linktype;

	if (head.n < PCAP_FILE_HEADER || !format)
		return err_set(err,
			"the file ends in the middle of its pcap header (%zu of %d bytes); "
			"copy it again",
			head.n, PCAP_FILE_HEADER);
	*h = (struct pcap_head){format->name, format->big, format->record_header, format->tick_ns, 0, 0, 0, 0, 0};
	cur_skip(&c, 4);
	h->major = h->big ? cur_be16(&c) : cur_le16(&c);
	h->minor = h->big ? cur_be16(&c) : cur_le16(&c);
	cur_skip(&c, 8);
	h->snaplen = h->big ? cur_be32(&c) : cur_le32(&c);
	linktype = h->big ? cur_be32(&c) : cur_le32(&c);
	/* the upper bits say whether frames carry an FCS, in units of two bytes */
	h->linktype = linktype & 0x03ffffff;
	h->fcs = linktype & 0x04000000 ? (linktype >> 28) * 2 : 0;
	return 0;
}

/* The snap length that libpcap shall see. */
static void take_header(struct pcap_reader *r, const struct pcap_head *h)
{
	reader_add_iface(&r->base, h->linktype, h->snaplen);
	r->base.ifaces[0].fcs = h->fcs;
	r->record_header = h->record_header;
	source_read(r->base.src, r->head, PCAP_FILE_HEADER);
	memset(r->head + 16, 0, 4);
	r->pos = PCAP_FILE_HEADER;
}

static int open_with_libpcap(struct pcap_reader *r, struct err *err)
{
	cookie_io_functions_t io = {.read = stdio_read};
	char why[PCAP_ERRBUF_SIZE] = "";
	FILE *f = fopencookie(r, "r", io);

	if (!f)
		return err_set(err, "the capture cannot be opened: out of memory");
	set_buffer(r, f);
	r->pcap = pcap_fopen_offline_with_tstamp_precision(f, PCAP_TSTAMP_PRECISION_NANO, why);
	if (r->pcap)
		return 0;
	fclose(f);
	return err_set(err, "the pcap header is not usable: %s", why);
}

static struct reader *over_libpcap(struct source *src, struct capture_info *info, const struct pcap_head *h,
	struct err *err)
{
	struct pcap_reader *r = mem_alloc(sizeof(*r));

	r->base.ops = &pcap_reader_ops;
	r->base.src = src;
	r->base.info = info;
	take_header(r, h);
	if (open_with_libpcap(r, err) == 0) {
		info->format = h->name;
		return &r->base;
	}
	reader_close(&r->base);
	return NULL;
}

struct reader *reader_pcap_open(struct source *src, struct capture_info *info, bool reference, struct err *err)
{
	struct pcap_head h;

	if (look_at_header(src, &h, err) < 0)
		return NULL;
	if (reader_pcap_is_plain(&h) && !reference)
		return reader_pcap_walk_open(src, info, &h);
	return over_libpcap(src, info, &h, err);
}
