/*
 * What is in a pcapng block: sections and interfaces, frames with their options, drop counters.
 * Blocks nobody here reads (names, TLS secrets, custom ones) hold nothing the analysis needs.
 */
#include "capture/reader_pcapng.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum {
	OPT_COMMENT = 1,
	SHB_USERAPPL = 4,
	IF_NAME = 2,
	IF_DESCRIPTION = 3,
	IF_TSRESOL = 9,
	IF_FILTER = 11,
	IF_FCSLEN = 13,
	IF_TSOFFSET = 14,
	EPB_FLAGS = 2,
	EPB_DROPCOUNT = 4,
	EPB_PACKETID = 5,
	ISB_STARTTIME = 2,
	ISB_ENDTIME = 3,
	ISB_IFRECV = 4,
	ISB_IFDROP = 5,
	ISB_OSDROP = 7,
	ISB_USRDELIV = 8,
};

/* Our own extracts hold what a case keeps: of PVS streaming that is its measure, not its frames, unless they say
 * that these were copied from the captures. Whoever writes them anew says so, too. */
static void section_writer(struct pcapng_reader *r, struct span application)
{
	static const char ours[] = "pvsleuth ", whole[] = ", with streams";
	struct capture_info *info = r->base.info;
	size_t n = sizeof(whole) - 1;

	if (application.n < sizeof(ours) - 1 || memcmp(application.p, ours, sizeof(ours) - 1) != 0)
		return;
	if (application.n > n && !memcmp(application.p + application.n - n, whole, n)) {
		info->format = PCAPNG_EXTRACT_WHOLE;
		snprintf(info->note, sizeof(info->note), "an extract of a case, with the streaming of its boots");
		return;
	}
	info->format = PCAPNG_EXTRACT;
	snprintf(info->note, sizeof(info->note), "an extract of a case: PVS streaming was measured there, and its frames are "
		"not in it");
}

/* Which of the captures that an extract was taken from an interface stands for: "capture 2 of 3". */
static void interface_tap(struct pcapng_reader *r, struct capture_iface *f)
{
	struct capture_info *info = r->base.info;
	unsigned tap, of;

	if (strncmp(info->format, PCAPNG_EXTRACT, sizeof(PCAPNG_EXTRACT) - 1) != 0 ||
		sscanf(f->description, "capture %2u of %2u", &tap, &of) != 2 || !tap || tap > of)
		return;
	f->tap = tap;
	if (tap > info->taps)
		info->taps = tap;
}

static int take_section(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	struct pcapng_option o;

	(void)out;
	r->local_count = 0;
	cur_skip(&c, 16); /* byte order, version, length */
	while (pcapng_option_next(&c, r->big, &o))
		if (o.code == SHB_USERAPPL)
			section_writer(r, o.value);
	return 0;
}

/* A fixed text of an interface option: writers leave NULs at its end. */
static void option_text(char *buf, size_t size, struct span value)
{
	while (value.n && value.p[value.n - 1] == 0)
		value.n--;
	txt_safe(buf, size, value);
}

static void option_filter(struct capture_iface *f, struct span value)
{
	static const char bpf[] = "(compiled filter)";

	if (!value.n)
		return;
	/* the first byte tells a filter string (0) from BPF byte code (1) */
	if (value.p[0] == 0)
		option_text(f->filter, sizeof(f->filter), (struct span){value.p + 1, value.n - 1});
	else
		option_text(f->filter, sizeof(f->filter),
			(struct span){(const uint8_t *)bpf, sizeof(bpf) - 1});
}

static void interface_option(
	const struct pcapng_option *o, bool big, struct capture_iface *f, struct pcapng_clock *k)
{
	switch (o->code) {
	case IF_NAME:
		option_text(f->name, sizeof(f->name), o->value);
		break;
	case IF_DESCRIPTION:
		option_text(f->description, sizeof(f->description), o->value);
		break;
	case IF_TSRESOL:
		if (o->value.n)
			pcapng_clock_resolution(k, o->value.p[0]);
		break;
	case IF_FILTER:
		option_filter(f, o->value);
		break;
	case IF_FCSLEN: /* in bits as the draft says; 4 is what writers mean by bytes */
		if (o->value.n)
			f->fcs = o->value.p[0] <= 8 ? o->value.p[0] : o->value.p[0] / 8;
		break;
	case IF_TSOFFSET:
		k->offset_s = (int64_t)pcapng_option_u64(o, big);
		break;
	}
}

/* A new interface of the capture with the default clock (microseconds); too many: the

 * unknown one. */
static uint32_t add_iface(struct pcapng_reader *r, uint32_t linktype, uint32_t snaplen)
{
	uint32_t index = reader_add_iface(&r->base, linktype, snaplen);

	if (index == UINT32_MAX)
		return index;
	VEC_ROOM(r->clocks, r->clock_count, r->clock_cap);
	r->clocks[r->clock_count++] = (struct pcapng_clock){.exp = 6};
	return index;
}

/* The interface that stands for this. Where the list is full, its last one does. */
static uint32_t pseudo_iface(struct pcapng_reader *r, enum reader_pseudo which)
{
	if (r->pseudo[which] == UINT32_MAX)
		r->pseudo[which] = add_iface(r, LINKTYPE_PSEUDO(which), 0);
	if (r->pseudo[which] == UINT32_MAX)
		r->pseudo[which] = (uint32_t)r->base.iface_count - 1;
	return r->pseudo[which];
}

static int take_interface(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	struct pcapng_option o;
	uint32_t linktype = pcapng_u16(&c, r->big), index;

	(void)out;
	cur_skip(&c, 2);
	index = add_iface(r, linktype, pcapng_u32(&c, r->big));
	while (index != UINT32_MAX && pcapng_option_next(&c, r->big, &o))
		interface_option(&o, r->big, &r->base.ifaces[index], &r->clocks[index]);
	if (index != UINT32_MAX)
		interface_tap(r, &r->base.ifaces[index]);
	if (r->local_count >= READER_IFACES_MAX)
		return 0;
	VEC_ROOM(r->local, r->local_count, r->local_cap);
	r->local[r->local_count++] =
		index == UINT32_MAX ? pseudo_iface(r, PSEUDO_UNDESCRIBED) : index;
	return 0;
}

static uint32_t iface_of(struct pcapng_reader *r, uint32_t local)
{
	return local < r->local_count ? r->local[local] : pseudo_iface(r, PSEUDO_UNDESCRIBED);
}

static void frame_flags(struct frame *f, uint32_t flags)
{
	if ((flags & 3) == 1)
		f->direction = 'i';
	else if ((flags & 3) == 2)
		f->direction = 'o';
}

static void frame_option(struct pcapng_reader *r, const struct pcapng_option *o, struct frame *f)
{
	switch (o->code) {
	case OPT_COMMENT:
		if (f->comment)
			txt_put(&r->comment, " / ");
		txt_put_safe(&r->comment, o->value, PCAPNG_COMMENT_MAX);
		f->comment = txt_str(&r->comment);
		break;
	case EPB_FLAGS:
		frame_flags(f, pcapng_option_u32(o, r->big));
		break;
	case EPB_DROPCOUNT:
		f->drops = pcapng_option_u64(o, r->big);
		break;
	case EPB_PACKETID:
		f->packet_id = pcapng_option_u64(o, r->big);
		f->has_packet_id = o->value.n >= 8;
		break;
	}
}

/* The frame's bytes and, where the block says more, its options. A captured length beyond the block
 * gives the bytes there are. */
static int take_frame(struct pcapng_reader *r, struct cur c, uint32_t caplen, struct frame *f)
{
	struct pcapng_option o;
	bool lies = caplen > c.left;
	size_t pad = -caplen & 3;

	if (lies) {
		reader_damage(&r->base,
			"frame %llu says %u bytes were captured, but its block holds %zu",
			(unsigned long long)r->base.info->frames + 1, caplen, c.left);
		caplen = (uint32_t)c.left;
	}
	f->linktype = r->base.ifaces[f->iface].linktype;
	f->caplen = caplen;
	f->bytes = cur_bytes(&c, caplen);
	f->block = r->win.block;
	if (lies || pad > c.left || c.left - pad < 4)
		return 1;
	cur_skip(&c, pad);
	txt_clear(&r->comment);
	while (pcapng_option_next(&c, r->big, &o))
		frame_option(r, &o, f);
	return 1;
}

/* interface 32 | time 64 | captured 32 | on the wire 32 | bytes | options */
static int take_enhanced(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	uint32_t caplen;
	uint64_t ticks;

	*out = (struct frame){.iface = iface_of(r, pcapng_u32(&c, r->big))};
	ticks = (uint64_t)pcapng_u32(&c, r->big) << 32;
	ticks |= pcapng_u32(&c, r->big);
	caplen = pcapng_u32(&c, r->big);
	out->wirelen = pcapng_u32(&c, r->big);
	out->ns = pcapng_time(&r->clocks[out->iface], ticks);
	if (c.err == CUR_OK)
		return take_frame(r, c, caplen, out);
	reader_damage(&r->base, "a packet block after frame %llu is too short to hold a frame",
		(unsigned long long)r->base.info->frames);
	return 0;
}

/* As the enhanced one, but interface 16 | drops 16 */
static int take_old(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	uint32_t caplen, drops;
	uint64_t ticks;

	*out = (struct frame){.iface = iface_of(r, pcapng_u16(&c, r->big))};
	drops = pcapng_u16(&c, r->big);
	out->drops = drops == 0xffff ? 0 : drops; /* 0xffff: not known */
	ticks = (uint64_t)pcapng_u32(&c, r->big) << 32;
	ticks |= pcapng_u32(&c, r->big);
	caplen = pcapng_u32(&c, r->big);
	out->wirelen = pcapng_u32(&c, r->big);
	out->ns = pcapng_time(&r->clocks[out->iface], ticks);
	if (c.err == CUR_OK)
		return take_frame(r, c, caplen, out);
	reader_damage(&r->base, "a packet block after frame %llu is too short to hold a frame",
		(unsigned long long)r->base.info->frames);
	return 0;
}

/* on the wire 32 | bytes: always of the section's first interface, without a time */
static int take_simple(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	uint32_t snaplen, caplen;

	*out = (struct frame){.iface = iface_of(r, 0), .ns = INT64_MIN};
	out->wirelen = caplen = pcapng_u32(&c, r->big);
	snaplen = r->base.ifaces[out->iface].snaplen;
	if (snaplen && caplen > snaplen)
		caplen = snaplen;
	/* cut shorter by a writer that knew no snap length: the block's end tells */
	if (caplen > c.left)
		caplen = (uint32_t)c.left;
	return take_frame(r, cur_sub(&c, caplen), caplen, out);
}

/* Seconds and fractions as a frame's time has them: the upper 32 bits first, whatever the byte order. */
static int64_t statistics_time(const struct pcapng_reader *r, uint32_t iface, const struct pcapng_option *o)
{
	struct cur c = cur_make(o->value.p, o->value.n, o->value.n);
	uint64_t high = pcapng_u32(&c, r->big), low = pcapng_u32(&c, r->big);

	return pcapng_time(&r->clocks[iface], high << 32 | low);
}

static int take_statistics(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	uint32_t local = pcapng_u32(&c, r->big);
	struct pcapng_option o;
	struct capture_iface *f;

	(void)out;
	cur_skip(&c, 8);
	if (local >= r->local_count)
		return 0;
	f = &r->base.ifaces[r->local[local]];
	while (pcapng_option_next(&c, r->big, &o)) {
		if (o.value.n < 8)
			continue;
		if (o.code == ISB_IFDROP)
			f->drops_if = pcapng_option_u64(&o, r->big);
		else if (o.code == ISB_OSDROP)
			f->drops_os = pcapng_option_u64(&o, r->big);
		else if (o.code == ISB_IFRECV)
			f->received = pcapng_option_u64(&o, r->big);
		else if (o.code == ISB_USRDELIV)
			f->delivered = pcapng_option_u64(&o, r->big);
		else if (o.code == ISB_STARTTIME)
			f->began_ns = statistics_time(r, r->local[local], &o);
		else if (o.code == ISB_ENDTIME)
			f->ended_ns = statistics_time(r, r->local[local], &o);
	}
	return 0;
}

/* A record that is no packet, kept as a frame so that numbers stay those Wireshark shows. */
static int take_record(
	struct pcapng_reader *r, struct cur c, struct frame *out, enum reader_pseudo which)
{
	*out = (struct frame){.iface = pseudo_iface(r, which), .ns = INT64_MIN};
	out->linktype = LINKTYPE_PSEUDO(which);
	out->caplen = out->wirelen = (uint32_t)c.left;
	out->bytes = cur_bytes(&c, c.left);
	out->block = r->win.block;
	return 1;
}

static int take_custom(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	return take_record(r, c, out, PSEUDO_CUSTOM);
}

static int take_journal(struct pcapng_reader *r, struct cur c, struct frame *out)
{
	return take_record(r, c, out, PSEUDO_JOURNAL);
}

static const struct {
	uint32_t type;
	int (*take)(struct pcapng_reader *r, struct cur body, struct frame *out);
} blocks[] = {
	{PCAPNG_CUSTOM, take_custom},
	{PCAPNG_CUSTOM_FIXED, take_custom},
	{PCAPNG_JOURNAL, take_journal},
	{PCAPNG_EPB, take_enhanced},
	{PCAPNG_IDB, take_interface},
	{PCAPNG_ISB, take_statistics},
	{PCAPNG_PB, take_old},
	{PCAPNG_SHB, take_section},
	{PCAPNG_SPB, take_simple},
};

int pcapng_block_take(struct pcapng_reader *r, uint32_t type, struct cur block, struct frame *out)
{
	size_t i;

	cur_skip(&block, 8);
	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (blocks[i].type == type)
			return blocks[i].take(r, block, out);
	return 0;
}
