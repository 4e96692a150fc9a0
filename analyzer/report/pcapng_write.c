/*
 * The pcapng writer: see pcapng_write.h. Errors stay in the FILE; whoever closes it looks.
 */
#include "report/pcapng_write.h"

#include <string.h>

enum {
	SECTION = 0x0a0d0d0a, INTERFACE = 1, ENHANCED = 6,
	OPT_END = 0, OPT_COMMENT = 1, SHB_USERAPPL = 4, IF_NAME = 2, IF_TSRESOL = 9,
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

void pcapng_write_section(FILE *f, const char *application)
{
	size_t n = 28 + option_size(application) + 4;

	le(f, SECTION, 4);
	le(f, n, 4);
	le(f, 0x1a2b3c4d, 4);
	le(f, 1, 2);
	le(f, 0, 2);
	le(f, UINT64_MAX, 8); /* section length not given */
	option(f, SHB_USERAPPL, application);
	le(f, OPT_END, 4);
	le(f, n, 4);
}

void pcapng_write_interface(FILE *f, uint32_t linktype, const char *name)
{
	size_t n = 20 + option_size(name) + 8 + 4;

	le(f, INTERFACE, 4);
	le(f, n, 4);
	le(f, linktype & 0xffff, 2);
	le(f, 0, 2);
	le(f, 0, 4); /* no snap length */
	option(f, IF_NAME, name);
	le(f, IF_TSRESOL, 2);
	le(f, 1, 2);
	le(f, 9, 4); /* nanoseconds, and three bytes of padding */
	le(f, OPT_END, 4);
	le(f, n, 4);
}

void pcapng_write_packet(FILE *f, const struct pcapng_packet *p)
{
	uint64_t ns = p->ns > 0 ? (uint64_t)p->ns : 0;
	size_t n = 32 + padded(p->caplen) + option_size(p->comment[0]) + option_size(p->comment[1]) + 4;

	le(f, ENHANCED, 4);
	le(f, n, 4);
	le(f, p->iface, 4);
	le(f, ns >> 32, 4);
	le(f, ns & 0xffffffff, 4);
	le(f, p->caplen, 4);
	le(f, p->wirelen, 4);
	fwrite(p->bytes, 1, p->caplen, f);
	padding(f, p->caplen);
	option(f, OPT_COMMENT, p->comment[0]);
	option(f, OPT_COMMENT, p->comment[1]);
	le(f, OPT_END, 4);
	le(f, n, 4);
}
