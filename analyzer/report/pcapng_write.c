/*
 * The pcapng writer: see pcapng_write.h. Errors stay in the FILE; whoever closes it looks.
 */
#include "report/pcapng_write.h"

#include <string.h>

enum {
	SECTION = 0x0a0d0d0a, INTERFACE = 1, STATISTICS = 5, ENHANCED = 6,
	OPT_END = 0, OPT_COMMENT = 1, SHB_USERAPPL = 4, IF_NAME = 2, IF_DESCRIPTION = 3, IF_TSRESOL = 9, IF_FILTER = 11,
	ISB_STARTTIME = 2, ISB_ENDTIME = 3, ISB_IFDROP = 5, ISB_OSDROP = 7, ISB_USRDELIV = 8,
	OPT_MAX = 65535, /* a length has 16 bits */
};

static void le(FILE *f, uint64_t v, unsigned bytes)
{
	for (; bytes--; v >>= 8)
		fputc((int)(v & 255), f);
}

static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static void padding(FILE *f, size_t n)
{
	le(f, 0, (unsigned)(padded(n) - n));
}

/* Text as long as an option can hold it. */
static size_t length(const char *s)
{
	size_t n = strlen(s);

	return n < OPT_MAX ? n : OPT_MAX;
}

static size_t option_size(const char *s)
{
	return s ? 4 + padded(length(s)) : 0;
}

static void option(FILE *f, unsigned code, const char *s)
{
	size_t n = s ? length(s) : 0;

	if (!s)
		return;
	le(f, code, 2);
	le(f, n, 2);
	fwrite(s, 1, n, f);
	padding(f, n);
}

void pcapng_write_section(FILE *f, const char *application, const char *comment)
{
	size_t n = 28 + option_size(comment) + option_size(application) + 4;

	le(f, SECTION, 4);
	le(f, n, 4);
	le(f, 0x1a2b3c4d, 4);
	le(f, 1, 2);
	le(f, 0, 2);
	le(f, UINT64_MAX, 8); /* section length not given */
	option(f, OPT_COMMENT, comment);
	option(f, SHB_USERAPPL, application);
	le(f, OPT_END, 4);
	le(f, n, 4);
}

/* A capture filter as the text that was given: a 0 in front says so. */
static size_t filter_size(const char *s)
{
	return s && *s ? 4 + padded(1 + length(s)) : 0;
}

static void filter_option(FILE *f, const char *s)
{
	size_t n = s ? length(s) : 0;

	if (!n)
		return;
	le(f, IF_FILTER, 2);
	le(f, n + 1, 2);
	le(f, 0, 1);
	fwrite(s, 1, n, f);
	padding(f, n + 1);
}

void pcapng_write_interface(FILE *f, const struct pcapng_interface *i)
{
	size_t n = 20 + option_size(i->name) + option_size(i->description) + 8 + filter_size(i->filter) + 4;

	le(f, INTERFACE, 4);
	le(f, n, 4);
	le(f, i->linktype & 0xffff, 2);
	le(f, 0, 2);
	le(f, i->snaplen, 4);
	option(f, IF_NAME, i->name);
	option(f, IF_DESCRIPTION, i->description);
	le(f, IF_TSRESOL, 2);
	le(f, 1, 2);
	le(f, 9, 4); /* nanoseconds, and three bytes of padding */
	filter_option(f, i->filter);
	le(f, OPT_END, 4);
	le(f, n, 4);
}

/* 64 bits as times are written: the upper half first. */
static void time_of(FILE *f, int64_t ns)
{
	uint64_t t = ns > 0 ? (uint64_t)ns : 0;

	le(f, t >> 32, 4);
	le(f, t & 0xffffffff, 4);
}

static void time_option(FILE *f, unsigned code, int64_t ns)
{
	le(f, code, 2);
	le(f, 8, 2);
	time_of(f, ns);
}

static void count_option(FILE *f, unsigned code, int64_t n)
{
	if (n < 0)
		return;
	le(f, code, 2);
	le(f, 8, 2);
	le(f, (uint64_t)n, 8);
}

void pcapng_write_statistics(FILE *f, const struct pcapng_statistics *s)
{
	size_t n = 24 + 3 * 12 + (s->drops_if >= 0 ? 12 : 0) + (s->drops_os >= 0 ? 12 : 0) + 4;

	le(f, STATISTICS, 4);
	le(f, n, 4);
	le(f, s->iface, 4);
	time_of(f, s->ended_ns);
	time_option(f, ISB_STARTTIME, s->began_ns);
	time_option(f, ISB_ENDTIME, s->ended_ns);
	count_option(f, ISB_IFDROP, s->drops_if);
	count_option(f, ISB_OSDROP, s->drops_os);
	count_option(f, ISB_USRDELIV, s->frames);
	le(f, OPT_END, 4);
	le(f, n, 4);
}

void pcapng_write_packet(FILE *f, const struct pcapng_packet *p)
{
	size_t n = 32 + padded(p->caplen) + option_size(p->comment[0]) + option_size(p->comment[1]) + 4;

	le(f, ENHANCED, 4);
	le(f, n, 4);
	le(f, p->iface, 4);
	time_of(f, p->ns);
	le(f, p->caplen, 4);
	le(f, p->wirelen, 4);
	fwrite(p->bytes, 1, p->caplen, f);
	padding(f, p->caplen);
	option(f, OPT_COMMENT, p->comment[0]);
	option(f, OPT_COMMENT, p->comment[1]);
	le(f, OPT_END, 4);
	le(f, n, 4);
}
