/*
 * Containers made in memory: every byte order and resolution, interfaces of different kinds in one
 * file, files cut at every byte, damaged blocks.
 */
#include "test_capture.h"

#include <sys/stat.h>

static void pcap_of_every_kind(void **state)
{
	static const struct {
		uint32_t magic;
		bool big, modified;
		const char *format;
		int64_t ns;
	} kinds[] = {
		{0xa1b2c3d4, false, false, "pcap", 1700000000000005000},
		{0xa1b2c3d4, true, false, "pcap", 1700000000000005000},
		{0xa1b23c4d, false, false, "pcap-ns", 1700000000000000005},
		{0xa1b23c4d, true, false, "pcap-ns", 1700000000000000005},
		{0xa1b2cd34, false, true, "pcap-modified", 1700000000000005000},
		{0xa1b2cd34, true, true, "pcap-modified", 1700000000000005000},
	};
	struct bytes f = small_frame();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct bytes b = {.big = kinds[i].big};
		struct capture *c;
		struct packet p;

		put_pcap(&b, kinds[i].magic, 20, 1);
		put32(&b, 1700000000);
		put32(&b, 5);
		put32(&b, f.n);
		put32(&b, f.n + 10);
		put_fill(&b, 0, kinds[i].modified ? 8 : 0);
		put(&b, f.p, f.n);
		c = must_open(&b);
		assert_string_equal(capture_info(c)->format, kinds[i].format);
		assert_string_equal(capture_info(c)->compression, "none");
		assert_int_equal(capture_next(c, &p), 1);
		assert_int_equal(p.frame->ns, kinds[i].ns);
		assert_int_equal(p.frame->number, 1);
		/* the record holds more than the header's snap length: all of it is kept */
		assert_int_equal(p.frame->caplen, f.n);
		assert_int_equal(p.frame->wirelen, f.n + 10);
		assert_int_equal(p.kind, PACKET_UDP);
		assert_int_equal(capture_next(c, &p), 0);
		assert_int_equal(capture_next(c, &p), 0);
		assert_int_equal(capture_info(c)->end, CAPTURE_COMPLETE);
		assert_int_equal(capture_info(c)->ifaces[0].snaplen, 20);
		assert_int_equal(capture_info(c)->first_ns, kinds[i].ns);
		assert_int_equal(capture_info(c)->file_pos, b.n);
		assert_int_equal(capture_info(c)->file_bytes, b.n);
		capture_close(c);
	}
}

static void pcap_after_2038(void **state)
{
	struct bytes f = small_frame(), b = {0};
	struct capture *c;
	struct packet p;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 0, 1 | 0x14000000); /* with a claim of an FCS in the upper bits */
	put_record(&b, 4000000000u, 999999, &f);
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->ns, INT64_C(4000000000999999000));
	assert_int_equal(p.frame->linktype, 1);
	assert_int_equal(p.kind, PACKET_UDP);
	capture_close(c);
}

static void put_section(struct bytes *b)
{
	struct bytes body = {.big = b->big};

	put32(&body, 0x1a2b3c4d);
	put16(&body, 1);
	put16(&body, 0);
	put64(&body, UINT64_MAX);
	put_block(b, 0x0a0d0d0a, &body);
}

static void put_interface(struct bytes *b, unsigned linktype, uint32_t snaplen, uint8_t tsresol,
	int64_t offset_s, const char *name)
{
	struct bytes body = {.big = b->big}, offset = {.big = b->big};

	put16(&body, linktype);
	put16(&body, 0);
	put32(&body, snaplen);
	put_option(&body, 2, name, strlen(name));
	put_option(&body, 9, &tsresol, 1);
	put64(&offset, (uint64_t)offset_s);
	put_option(&body, 14, offset.p, 8);
	put_option(&body, 11, "\0port 67", 8);
	put32(&body, 0);
	put_block(b, 1, &body);
}

static void put_enhanced(struct bytes *b, uint32_t iface, uint64_t ticks, const struct bytes *f,
	const struct bytes *options)
{
	struct bytes body = {.big = b->big};

	put32(&body, iface);
	put32(&body, ticks >> 32);
	put32(&body, (uint32_t)ticks);
	put32(&body, f->n);
	put32(&body, f->n);
	put(&body, f->p, f->n);
	put_fill(&body, 0, -f->n & 3);
	if (options)
		put(&body, options->p, options->n);
	put_block(b, 6, &body);
}

/* Two sections of either byte order, interfaces of different link types and resolutions. */
static struct bytes rich_pcapng(void)
{
	static const uint8_t flags_in[2][4] = {{1, 0, 0, 0}, {0, 0, 0, 1}};
	struct bytes f = small_frame(), raw = {.big = true}, b = {0};
	int order;

	put(&raw, f.p + 14, f.n - 14);
	for (order = 0; order < 2; order++) {
		struct bytes o = {.big = order}, v = {.big = order}, body = {.big = order};

		b.big = order;
		put_section(&b);
		put_interface(&b, 1, 0, 6, 0, "eth0");
		put_interface(&b, 101, 65535, 9, 10, "tun\x1b[0m");
		put_interface(&b, 1, 20, 0x80 | 10, 0, "half");
		put_option(&o, 1, "hello \x1b[31m", 11);
		put_option(&o, 1, "twice", 5);
		put_option(&o, 2, flags_in[order], 4);
		put64(&v, 99);
		put_option(&o, 4, v.p, 8);
		v.n = 0;
		put64(&v, 0x123456789abcdef0);
		put_option(&o, 5, v.p, 8);
		put32(&o, 0);
		put_enhanced(&b, 0, 1700000000000001, &f, &o);
		put_enhanced(&b, 1, UINT64_C(1700000000000000002), &raw, NULL);
		put_enhanced(&b, 2, UINT64_C(1700000000) * 1024 + 512, &f, NULL);
		/* simple: the first interface, no time */
		put32(&body, f.n);
		put(&body, f.p, f.n);
		put_block(&b, 3, &body);
		/* obsolete: interface 1, 7 drops before */
		body.n = 0;
		put16(&body, 1);
		put16(&body, 7);
		put64(&body, 0);
		put32(&body, raw.n);
		put32(&body, raw.n + 5);
		put(&body, raw.p, raw.n);
		put_block(&b, 2, &body);
		/* statistics of interface 0 */
		body.n = 0;
		put32(&body, 0);
		put64(&body, 0);
		v.n = 0;
		put64(&v, 3);
		put_option(&body, 5, v.p, 8);
		v.n = 0;
		put64(&v, 4);
		put_option(&body, 7, v.p, 8);
		put_block(&b, 5, &body);
		/* names, secrets, something of the future */
		put_block(&b, 4, &body);
		put_block(&b, 10, &body);
		put_block(&b, 0x7777, &body);
	}
	return b;
}

static void rich_section(struct capture *c, uint32_t base)
{
	struct packet p;

	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.frame->iface, base);
	assert_int_equal(p.frame->ns, INT64_C(1700000000000001000));
	assert_int_equal(p.frame->direction, 'i');
	assert_int_equal(p.frame->drops, 99);
	assert_true(p.frame->has_packet_id);
	assert_int_equal(p.frame->packet_id, 0x123456789abcdef0);
	assert_string_equal(p.frame->comment, "hello \\x1b[31m / twice");
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.frame->iface, base + 1);
	assert_int_equal(p.frame->ns, INT64_C(1700000010000000002));
	assert_null(p.frame->comment);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->ns, INT64_C(1700000000500000000));
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.frame->iface, base);
	assert_true(p.frame->no_time);
	assert_int_equal(p.frame->ns, INT64_C(1700000000500000000));
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.frame->iface, base + 1);
	assert_int_equal(p.frame->drops, 7);
}

static void pcapng_with_everything(void **state)
{
	struct bytes b = rich_pcapng();
	struct capture *c = must_open(&b);
	const struct capture_info *i = capture_info(c);
	struct packet p;

	(void)state;
	rich_section(c, 0);
	rich_section(c, 3);
	assert_int_equal(capture_next(c, &p), 0);
	assert_int_equal(i->end, CAPTURE_COMPLETE);
	assert_string_equal(i->format, "pcapng");
	assert_int_equal(i->frames, 10);
	assert_int_equal(i->iface_count, 6);
	assert_int_equal(i->ifaces[4].linktype, 101);
	assert_string_equal(i->ifaces[0].name, "eth0");
	assert_string_equal(i->ifaces[1].name, "tun\\x1b[0m");
	assert_string_equal(i->ifaces[0].filter, "port 67");
	assert_int_equal(i->ifaces[0].drops_if, 3);
	assert_int_equal(i->ifaces[3].drops_os, 4);
	assert_true(i->ifaces[1].drops_if == UINT64_MAX);
	assert_int_equal(i->ifaces[0].frames, 2);
	capture_close(c);
}

/* When the recording began and ended counts only while the file holds all that was recorded. */
static void statistics_tell_how_long(void **state)
{
	static const struct {
		uint16_t code; /* of the count: received or delivered */
		uint64_t count;
		int64_t first_s, last_s;
	} t[] = {{8, 2, 90, 700}, {4, 2, 90, 700}, {4, 3, 100, 110}, {8, 5, 100, 110}, {0, 0, 100, 110}};
	struct bytes f = small_frame();
	struct capture *c;
	struct packet p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		static const uint64_t times[] = {90, 700};
		struct bytes b = {.big = i % 2}, body = {.big = i % 2}, v = {.big = i % 2};
		unsigned k;

		put_section(&b);
		put_interface(&b, 1, 0, 9, 0, "x");
		put_enhanced(&b, 0, UINT64_C(100000000000), &f, NULL);
		put_enhanced(&b, 0, UINT64_C(110000000000), &f, NULL);
		put32(&body, 0);
		put64(&body, 0);
		for (k = 0; k < 2; k++) {
			v.n = 0;
			put32(&v, (uint32_t)(times[k] * 1000000000 >> 32));
			put32(&v, (uint32_t)(times[k] * 1000000000));
			put_option(&body, (uint16_t)(2 + k), v.p, 8);
		}
		v.n = 0;
		put64(&v, t[i].count);
		if (t[i].code)
			put_option(&body, t[i].code, v.p, 8);
		put_block(&b, 5, &body);
		c = must_open(&b);
		while (capture_next(c, &p))
			continue;
		assert_int_equal(capture_info(c)->first_ns, t[i].first_s * 1000000000);
		assert_int_equal(capture_info(c)->last_ns, t[i].last_s * 1000000000);
		capture_close(c);
	}
}

static void times_at_the_edges(void **state)
{
	static const struct {
		uint8_t tsresol;
		int64_t offset;
		uint64_t ticks;
		int64_t ns;
	} t[] = {
		{0, 0, 5, INT64_C(5000000000)},
		{6, 0, UINT64_MAX, TIME_MAX_NS},
		{9, 0, UINT64_MAX, TIME_MAX_NS},
		{12, 0, 1999, 1},
		{127, 0, UINT64_MAX, 0},
		{0x80, 0, 7, INT64_C(7000000000)},
		{0xff, 0, UINT64_MAX, 0},
		{6, INT64_MAX, 0, TIME_MAX_NS},
		{6, INT64_MIN, 0, 0},
		{6, -1, 1000000, 0},
	};
	struct bytes f = small_frame(), b = {0};
	struct capture *c;
	struct packet p;
	size_t i;

	(void)state;
	put_section(&b);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		put_interface(&b, 1, 0, t[i].tsresol, t[i].offset, "x");
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		put_enhanced(&b, (uint32_t)i, t[i].ticks, &f, NULL);
	c = must_open(&b);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		assert_int_equal(capture_next(c, &p), 1);
		if (p.frame->ns != t[p.frame->iface].ns)
			fail_msg("%u: %lld", p.frame->iface, (long long)p.frame->ns);
	}
	capture_close(c);
}

/* Every prefix of a file: frames and end agree, and nothing crashes. */
static void cut_everywhere(const struct bytes *b, uint64_t frames)
{
	uint64_t before = 0;
	size_t n;

	for (n = 0; n <= b->n; n++) {
		struct err err = {""};
		struct capture *c = open_bytes(b->p, n, &err);
		uint64_t count = 0;
		struct packet p;

		if (!c) {
			assert_true(n < 28);
			assert_true(err.text[0]);
			continue;
		}
		while (capture_next(c, &p))
			count++;
		assert_int_equal(count, capture_info(c)->frames);
		assert_true(count >= before);
		before = count;
		if (capture_info(c)->end == CAPTURE_CUT)
			assert_true(capture_info(c)->note[0]);
		if (n == b->n)
			assert_int_equal(capture_info(c)->end, CAPTURE_COMPLETE);
		capture_close(c);
	}
	assert_int_equal(before, frames);
}

static void cut_at_every_byte(void **state)
{
	struct bytes f = small_frame(), b = {0};

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	put_record(&b, 1, 2, &f);
	put_record(&b, 2, 2, &f);
	cut_everywhere(&b, 2);
	b = rich_pcapng();
	cut_everywhere(&b, 10);
}

/* One byte wrong, anywhere: whatever comes, it ends, and the frames are counted. */
static void wrong_at_every_byte(void **state)
{
	struct bytes b = rich_pcapng();
	size_t n;

	(void)state;
	for (n = 0; n < b.n; n++) {
		struct err err = {""};
		struct capture *c;
		struct packet p;

		b.p[n] ^= 0xff;
		c = open_bytes(b.p, b.n, &err);
		while (c && capture_next(c, &p))
			continue;
		if (c)
			assert_true(capture_info(c)->frames <= 10);
		capture_close(c);
		b.p[n] ^= 0xff;
	}
}

static void a_cut_names_the_frame(void **state)
{
	struct bytes f = small_frame(), b = {0};
	struct capture *c;
	struct packet p;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	put_record(&b, 1, 2, &f);
	put_record(&b, 2, 2, &f);
	b.n -= 3;
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(capture_next(c, &p), 0);
	assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
	assert_non_null(strstr(capture_info(c)->note, "in the middle of frame 2"));
	assert_non_null(strstr(capture_info(c)->note, "at byte 86"));
	capture_close(c);
}

static void damage_is_passed_over(void **state)
{
	struct bytes f = small_frame(), b = {0};
	size_t first, second;
	struct capture *c;
	struct packet p;

	(void)state;
	put_section(&b);
	put_interface(&b, 1, 0, 6, 0, "eth0");
	put_enhanced(&b, 0, 1, &f, NULL);
	first = b.n;
	put_enhanced(&b, 0, 2, &f, NULL);
	second = b.n;
	put_enhanced(&b, 0, 3, &f, NULL);
	put_enhanced(&b, 0, 4, &f, NULL);
	memset(b.p + first + 4, 0xff, 4);
	memset(b.p + second + 4, 0, 4);
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->ns, 4000);
	assert_int_equal(p.frame->number, 2);
	assert_int_equal(capture_next(c, &p), 0);
	assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
	assert_non_null(strstr(capture_info(c)->note, "in frame 2"));
	capture_close(c);
}

/* What the block reader must not believe. */
static void blocks_that_lie(void **state)
{
	struct bytes f = small_frame(), b = {0}, body = {0};
	struct capture *c;
	struct packet p;

	(void)state;
	put_section(&b);
	put_interface(&b, 1, 0, 6, 0, "eth0");
	put_enhanced(&b, 9, 1, &f, NULL); /* an interface nobody described */
	put32(&body, 0);
	put32(&body, 0);
	put32(&body, 2);
	put32(&body, 1000000); /* more than the block holds */
	put32(&body, 1000000);
	put(&body, f.p, 20);
	put_block(&b, 6, &body);
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UNREADABLE);
	assert_true(p.frame->iface < capture_info(c)->iface_count);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->caplen, 20);
	assert_int_equal(capture_next(c, &p), 0);
	assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
	capture_close(c);
}

/* A block of gigabytes that is not there takes no memory and no time. */
static void absurd_lengths(void **state)
{
	static const uint32_t types[] = {6, 4, 0x7777, 0x0a0d0d0a};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct bytes b = {0};
		struct capture *c;
		struct packet p;

		put_section(&b);
		put32(&b, types[i]);
		put32(&b, 0xfffffff0);
		put32(&b, 0x1a2b3c4d);
		c = must_open(&b);
		assert_int_equal(capture_next(c, &p), 0);
		assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
		capture_close(c);
	}
}

static void records_that_are_no_packets_are_numbered(void **state)
{
	struct bytes f = small_frame(), b = {0}, body = {0};
	struct capture *c;
	struct packet p;

	(void)state;
	put_section(&b);
	put_interface(&b, 1, 0, 6, 0, "eth0");
	put32(&body, 32473);
	put_block(&b, 0xbad, &body);
	put_enhanced(&b, 0, 1, &f, NULL);
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UNREADABLE);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->number, 2);
	assert_int_equal(p.kind, PACKET_UDP);
	capture_close(c);
}

static void direction_from_linux_cooked(void **state)
{
	static const char want[] = {'i', 'i', 'i', 'i', 'o', 0};
	struct bytes b = {0};
	struct capture *c;
	struct packet p;
	size_t i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 113);
	for (i = 0; i < sizeof(want); i++) {
		struct bytes f = {.big = true};

		put16(&f, i);
		put_hex(&f, "0001 0006 0200000000010000 0806 0001 0800 06 04 0001");
		put_record(&b, 1, 2, &f);
	}
	c = must_open(&b);
	for (i = 0; i < sizeof(want); i++) {
		assert_int_equal(capture_next(c, &p), 1);
		assert_int_equal(p.kind, PACKET_ARP);
		assert_int_equal(p.frame->direction, want[i]);
	}
	capture_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcap_of_every_kind),
		cmocka_unit_test(pcap_after_2038),
		cmocka_unit_test(pcapng_with_everything),
		cmocka_unit_test(statistics_tell_how_long),
		cmocka_unit_test(times_at_the_edges),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(wrong_at_every_byte),
		cmocka_unit_test(a_cut_names_the_frame),
		cmocka_unit_test(damage_is_passed_over),
		cmocka_unit_test(blocks_that_lie),
		cmocka_unit_test(absurd_lengths),
		cmocka_unit_test(records_that_are_no_packets_are_numbered),
		cmocka_unit_test(direction_from_linux_cooked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
