/*
 * Large captures for measuring, from a small one. The storm (storm.boot) is written with its streaming, from
 * 3.5 to 4.4 s, again and again until the file has the wanted size; each round reads other blocks, so that
 * nothing is a repeat of before. Or a flood: DISCOVERs of made-up clients.
 *
 * usage: stretch IN.pcap OUT MB [SNAPLEN]      (OUT ends in .pcap or .pcapng)
 *        stretch --flood OUT.pcap FRAMES
 *
 * Deterministic, and as fast as the disk: pcap in the machine's order, microseconds, Ethernet.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_US 3500000
#define LAST_US 4400000
#define PAUSE_US 20000
#define HEADERS 42   /* Ethernet, IPv4, UDP */
#define CHANGED 16   /* four bytes of each datagram, here in its payload */

struct record {
	uint32_t sec, usec, caplen, wirelen;
};

struct file {
	uint8_t *bytes;
	size_t n;
};

struct out {
	FILE *f;
	bool ng;
	uint32_t snaplen;
	uint64_t written;
};

static _Noreturn void fail(const char *what, const char *name)
{
	fprintf(stderr, "stretch: %s: %s\n", name, what);
	exit(1);
}

static struct file file_read(const char *name)
{
	FILE *f = fopen(name, "rb");
	struct file in = {0};
	long n;

	if (!f || fseek(f, 0, SEEK_END) < 0 || (n = ftell(f)) < 24 || fseek(f, 0, SEEK_SET) < 0)
		fail("cannot be read", name);
	in.bytes = malloc((size_t)n);
	in.n = (size_t)n;
	if (!in.bytes || fread(in.bytes, 1, in.n, f) != in.n)
		fail("cannot be read", name);
	fclose(f);
	return in;
}

static void put(struct out *o, const void *p, size_t n)
{
	if (fwrite(p, 1, n, o->f) != n)
		fail("cannot be written", "output");
	o->written += n;
}

static void put_head(struct out *o)
{
	const uint32_t pcap[] = {0xa1b2c3d4, 4u << 16 | 2, 0, 0, o->snaplen, 1};
	const uint32_t ng[] = {0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28, /* section */
		1, 20, 1, o->snaplen, 20};						/* interface */

	if (o->ng)
		put(o, ng, sizeof(ng));
	else
		put(o, pcap, sizeof(pcap));
}

static void put_frame(struct out *o, uint64_t us, const uint8_t *bytes, uint32_t caplen, uint32_t wirelen)
{
	static const uint8_t zero[4];
	uint32_t kept = caplen < o->snaplen ? caplen : o->snaplen, total = 32 + kept + (-kept & 3);
	const uint32_t ng[] = {6, total, 0, (uint32_t)(us >> 32), (uint32_t)us, kept, wirelen};
	const struct record r = {(uint32_t)(us / 1000000), (uint32_t)(us % 1000000), kept, wirelen};

	if (!o->ng) {
		put(o, &r, sizeof(r));
		put(o, bytes, kept);
		return;
	}
	put(o, ng, sizeof(ng));
	put(o, bytes, kept);
	put(o, zero, -kept & 3);
	put(o, &total, 4);
}

static uint64_t time_of(const struct record *r)
{
	return (uint64_t)r->sec * 1000000 + r->usec;
}

/* Writes the records of [from, to) moved by `later`, made different by `round`. */
static void put_part(struct out *o, const struct file *in, size_t from, size_t to, uint64_t later, uint32_t round)
{
	struct record r;

	while (from < to) {
		uint8_t *p = in->bytes + from + sizeof(r);

		memcpy(&r, in->bytes + from, sizeof(r));
		if (round && r.caplen >= HEADERS + CHANGED + 4) {
			uint32_t v;

			memcpy(&v, p + HEADERS + CHANGED, 4);
			v ^= round ^ (round - 1);
			memcpy(p + HEADERS + CHANGED, &v, 4);
			p[18]++; /* IP identification */
		}
		put_frame(o, time_of(&r) + later, p, r.caplen, r.wirelen);
		from += sizeof(r) + r.caplen;
	}
}

static void stretch(const struct file *in, struct out *o, uint64_t bytes)
{
	size_t at = 24, from = 0, to = 0;
	uint64_t first = 0, last = 0, period, later = 0;
	uint32_t round;
	struct record r;

	for (; at + sizeof(r) <= in->n; at += sizeof(r) + r.caplen) {
		memcpy(&r, in->bytes + at, sizeof(r));
		if (!first)
			first = time_of(&r);
		if (!from && time_of(&r) >= first + FIRST_US)
			from = at;
		if (!to && time_of(&r) >= first + LAST_US)
			to = at;
		if (!to)
			last = time_of(&r);
	}
	period = last + PAUSE_US - first - FIRST_US;
	put_part(o, in, 24, from, 0, 0);
	for (round = 0; !round || o->written < bytes; round++, later += period)
		put_part(o, in, from, to, later, round);
	put_part(o, in, to, in->n, later - period, 0);
}

static void flood(struct out *o, uint32_t frames)
{
	uint8_t f[342] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0, 0, 0, 0x08, 0, 0x45, 0, 0x01, 0x48, 0, 0, 0, 0,
		64, 17, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 68, 0, 67, 0x01, 0x34, 0, 0, 1, 1, 6};
	static const uint8_t options[] = {0x63, 0x82, 0x53, 0x63, 53, 1, 1, 60, 9, 'P', 'X', 'E', 'C', 'l', 'i', 'e', 'n', 't', 255};
	uint32_t i;

	memcpy(f + 278, options, sizeof(options));
	for (i = 0; i < frames; i++) {
		uint32_t mac = i * 2654435761u;

		memcpy(f + 8, &mac, 4);
		memcpy(f + 72, f + 6, 6);
		memcpy(f + 46, &i, 4);
		memcpy(f + 18, &i, 2);
		put_frame(o, UINT64_C(1709280000000000) + i * UINT64_C(100), f, sizeof(f), sizeof(f));
	}
}

int main(int argc, char **argv)
{
	struct out o = {.snaplen = 262144};
	struct file in;
	size_t n;

	if (argc < 4) {
		fputs("usage: stretch IN.pcap OUT MB [SNAPLEN] | stretch --flood OUT.pcap FRAMES\n", stderr);
		return 2;
	}
	n = strlen(argv[2]);
	o.ng = n > 7 && !strcmp(argv[2] + n - 7, ".pcapng");
	if (argc > 4)
		o.snaplen = (uint32_t)strtoul(argv[4], NULL, 10);
	o.f = fopen(argv[2], "wb");
	if (!o.f)
		fail("cannot be written", argv[2]);
	put_head(&o);
	if (!strcmp(argv[1], "--flood")) {
		flood(&o, (uint32_t)strtoul(argv[3], NULL, 10));
	} else {
		in = file_read(argv[1]);
		stretch(&in, &o, strtoull(argv[3], NULL, 10) * 1000000);
		free(in.bytes);
	}
	if (fclose(o.f) != 0)
		fail("cannot be written", argv[2]);
	return 0;
}
