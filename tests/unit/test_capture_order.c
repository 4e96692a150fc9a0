/*
 * Time and copies: frames out of order, clocks that go back, records without a time; the same packet
 * recorded more than once, and what only looks like it.
 */
#include "test_capture.h"

#define FRAMES_MAX 8

/* A datagram of a client with so much payload. */
static struct bytes datagram_of(size_t payload, unsigned id, unsigned ttl, unsigned mac, unsigned last)
{
	struct bytes b = {0};

	b.big = true;
	put_hex(&b, "ffffffffffff 0200000000");
	put8(&b, mac);
	put16(&b, 0x0800);
	put_ipv4(&b, id, 0, 17, 8 + payload);
	b.p[b.n - 12] = (uint8_t)ttl;
	put_udp(&b, 68, 67, payload);
	put_fill(&b, 0xde, payload - 1);
	put8(&b, last);
	return b;
}

static struct bytes datagram(unsigned id, unsigned ttl, unsigned mac, unsigned last)
{
	return datagram_of(4, id, ttl, mac, last);
}

/* A lane that knows every plain datagram, and counts. */
struct lane {
	unsigned asked, taken, settled;
	uint64_t last;
};

static bool lane_knows(void *ctx, const struct plain *d)
{
	(void)d;
	((struct lane *)ctx)->asked++;
	return true;
}

static void lane_take(void *ctx, const struct plain *d)
{
	((struct lane *)ctx)->taken++;
	((struct lane *)ctx)->last = d->frame->number;
}

static void lane_settle(void *ctx)
{
	((struct lane *)ctx)->settled++;
}

static struct capture *open_lane(const struct bytes *b, struct lane *lane)
{
	struct plain_lane how = {lane_knows, lane_take, lane_settle, lane};
	struct capture *c = must_open(b);

	*lane = (struct lane){0};
	capture_on_plain(c, &how);
	return c;
}

/* The same file where no frame is held for ordering: all frames as they stand there, or the word that they are not in order. */
static void straight(const struct bytes *b, const char *what, const unsigned *order, size_t n)
{
	struct capture_how how = {.straight = true};
	bool in_order = true;
	struct err err = {""};
	struct capture *c;
	struct packet p;
	char path[64];
	size_t i;

	file_of(path, b->p, b->n);
	c = capture_open_how(path, &how, &err);
	unlink(path);
	assert_non_null(c);
	for (i = 0; i < n; i++)
		in_order &= order[i] == i + 1;
	for (i = 0; capture_next(c, &p); i++)
		assert_int_equal(p.frame->number, i + 1);
	if (capture_info(c)->disordered == in_order || (in_order && i != n))
		fail_msg("%s: %zu of %zu frames, %s", what, i, n, in_order ? "in order" : "not in order");
	capture_close(c);
}

static void order_and_steps(void **state)
{
	/* times in milliseconds of frames 1, 2, ...; the numbers in the order they come */
	static const struct {
		const char *what;
		int ms[FRAMES_MAX];
		unsigned order[FRAMES_MAX];
		uint64_t steps;
	} t[] = {
		{"in order", {1, 2, 3}, {1, 2, 3}, 0},
		{"same times keep the file's order", {5, 5, 5}, {1, 2, 3}, 0},
		{"two queues", {10, 30, 50, 20, 40, 60}, {1, 4, 2, 5, 3, 6}, 0},
		{"an answer before its question", {40, 1}, {2, 1}, 0},
		{"too late for the window", {1, 300, 150, 301}, {1, 3, 2, 4}, 0},
		{"far too late", {1, 900, 1000, 150, 1001}, {1, 4, 2, 3, 5}, 0},
		{"the clock goes back", {5000, 5010, 2000, 2010, 2005}, {1, 2, 3, 5, 4}, 1},
		{"back and forth", {5000, 2000, 9000, 3000}, {1, 2, 3, 4}, 2},
	};
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct bytes b = {0};
		struct capture *c;
		struct packet p;

		put_pcap(&b, 0xa1b2c3d4, 65535, 1);
		for (n = 0; n < FRAMES_MAX && t[i].ms[n]; n++) {
			struct bytes f = datagram((unsigned)n + 1, 64, 1, (unsigned)n);

			put_record(&b, (uint32_t)t[i].ms[n] / 1000,
				(uint32_t)t[i].ms[n] % 1000 * 1000, &f);
		}
		c = must_open(&b);
		for (n = 0; n < FRAMES_MAX && t[i].ms[n]; n++) {
			assert_int_equal(capture_next(c, &p), 1);
			if (p.frame->number != t[i].order[n])
				fail_msg("%s: place %zu has frame %llu", t[i].what, n + 1,
					(unsigned long long)p.frame->number);
			assert_int_equal(p.frame->ns, t[i].ms[p.frame->number - 1] * 1000000LL);
		}
		assert_int_equal(capture_next(c, &p), 0);
		if (capture_info(c)->steps != t[i].steps)
			fail_msg("%s: %llu steps", t[i].what,
				(unsigned long long)capture_info(c)->steps);
		capture_close(c);
		straight(&b, t[i].what, t[i].order, n);
	}
}

static void put_simple(struct bytes *b, const struct bytes *f)
{
	struct bytes body = {0};

	put32(&body, f->n);
	put(&body, f->p, f->n);
	put_block(b, 3, &body);
}

static void put_timed(struct bytes *b, uint64_t us, const struct bytes *f)
{
	struct bytes body = {0};

	put32(&body, 0);
	put32(&body, us >> 32);
	put32(&body, (uint32_t)us);
	put32(&body, f->n);
	put32(&body, f->n);
	put(&body, f->p, f->n);
	put_block(b, 6, &body);
}

static struct bytes pcapng_head(void)
{
	struct bytes b = {0}, body = {0};

	put32(&body, 0x1a2b3c4d);
	put16(&body, 1);
	put16(&body, 0);
	put64(&body, UINT64_MAX);
	put_block(&b, 0x0a0d0d0a, &body);
	body.n = 0;
	put16(&body, 1);
	put16(&body, 0);
	put32(&body, 0);
	put_block(&b, 1, &body);
	return b;
}

/* Records without a time take that of the frame before them, the first ones that of the first. */
static void without_a_time(void **state)
{
	struct bytes b = pcapng_head(), f = datagram(1, 64, 1, 1), g = datagram(2, 64, 1, 2),
		     h = datagram(3, 64, 1, 3), k = datagram(4, 64, 1, 4);
	static const int64_t want[] = {7000, 7000, 9000, 9000};
	struct capture *c;
	struct packet p;
	size_t i;

	(void)state;
	put_simple(&b, &f);
	put_timed(&b, 7, &g);
	put_timed(&b, 9, &h);
	put_simple(&b, &k);
	c = must_open(&b);
	for (i = 0; i < 4; i++) {
		assert_int_equal(capture_next(c, &p), 1);
		assert_int_equal(p.frame->number, i + 1);
		assert_int_equal(p.frame->ns, want[i]);
		assert_int_equal(p.frame->no_time, i == 0 || i == 3);
	}
	assert_int_equal(capture_info(c)->first_ns, 7000);
	capture_close(c);
}

static void no_time_at_all(void **state)
{
	struct bytes b = pcapng_head(), f = datagram(1, 64, 1, 1), g = datagram(2, 64, 1, 2);
	struct capture *c;
	struct packet p;

	(void)state;
	put_simple(&b, &f);
	put_simple(&b, &g);
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->number, 1);
	assert_int_equal(p.frame->ns, 0);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.frame->ns, 0);
	assert_false(capture_info(c)->has_time);
	capture_close(c);
}

/* Two frames, the second against the first; by the short way, too. */
static void two_frames(const char *what, const struct bytes *f, const struct bytes *g, uint32_t gap_us, enum copy copy)
{
	struct bytes b = {0};
	struct capture *c;
	struct packet p;
	struct lane lane;

	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	put_record(&b, 100, 0, f);
	put_record(&b, 100, gap_us, g);
	c = must_open(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.copy, COPY_NONE);
	assert_int_equal(capture_next(c, &p), 1);
	if (p.copy != copy)
		fail_msg("%s, %zu bytes: %d", what, f->n, p.copy);
	assert_int_equal(p.copy_of, copy == COPY_NONE ? 0 : 1);
	capture_close(c);

	c = open_lane(&b, &lane);
	assert_int_equal(capture_next(c, &p), copy != COPY_NONE);
	assert_int_equal(lane.taken, copy == COPY_NONE ? 2 : 1);
	assert_int_equal(lane.settled, lane.taken); /* held for ordering: none stays where it is */
	if (copy != COPY_NONE)
		assert_true(p.copy == copy && p.copy_of == 1 && p.frame->number == 2);
	capture_close(c);
}

static void copies_and_repetitions(void **state)
{
	/* the second frame against the first, which has TTL 64 and MAC 1 */
	static const struct {
		const char *what;
		unsigned id, id2, ttl, mac, last;
		uint32_t gap_us;
		enum copy copy;
	} t[] = {
		{"mirrored", 7, 7, 64, 1, 1, 3, COPY_MIRROR},
		{"mirrored, a ROM's identification", 0, 0, 64, 1, 1, 4000, COPY_MIRROR},
		{"mirrored behind a switch that changes MACs", 7, 7, 64, 2, 1, 3, COPY_MIRROR},
		{"sent again by a ROM", 0, 0, 64, 1, 1, 250000, COPY_NONE},
		{"sent again at once, by a host that counts", 7, 8, 64, 1, 1, 300, COPY_NONE},
		{"sent again late with the same number", 7, 7, 64, 1, 1, 300000, COPY_NONE},
		{"another content", 7, 7, 64, 1, 2, 3, COPY_NONE},
		{"routed", 7, 7, 63, 2, 1, 900, COPY_ROUTED},
		{"routed slowly", 7, 7, 63, 2, 1, 80000, COPY_ROUTED},
		{"routed slowly or sent again: not known", 0, 0, 63, 2, 1, 80000, COPY_NONE},
		{"another TTL from the same sender", 7, 7, 63, 1, 1, 3, COPY_NONE},
		{"far fewer hops", 7, 7, 30, 2, 1, 3, COPY_NONE},
	};
	static const size_t payloads[] = {4, 47, 48, 80, 81, 300, 512, 1464};
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		for (n = 0; n < sizeof(payloads) / sizeof(payloads[0]); n++) {
			struct bytes f = datagram_of(payloads[n], t[i].id, 64, 1, 1),
				     g = datagram_of(payloads[n], t[i].id2, t[i].ttl, t[i].mac, t[i].last);

			two_frames(t[i].what, &f, &g, t[i].gap_us, t[i].copy);
		}
}

/* What two packets differ in makes them two, but for what routers, hosts and their network cards change. */
static void every_byte_counts(void **state)
{
	static const size_t payloads[] = {4, 48, 80, 200, 600};
	size_t n, i;

	(void)state;
	for (n = 0; n < sizeof(payloads) / sizeof(payloads[0]); n++) {
		struct bytes f = datagram_of(payloads[n], 7, 64, 1, 1), g;

		for (i = 14; i < f.n; i++) {
			bool type = i == 15, ip_sum = i == 24 || i == 25, sum = i == 40 || i == 41;
			bool middle = payloads[n] >= 512 && i >= 14 + 28 + 48 && i < f.n - 32;
			bool header = i == 14 || i == 16 || i == 17 || (i >= 20 && i < 24) || i == 38 || i == 39;

			g = f;
			g.p[i] ^= 1;
			if (!header) /* another length, fragment, protocol: no such datagram any more */
				two_frames("one bit", &f, &g, 3, type || ip_sum || sum || middle ? COPY_MIRROR : COPY_NONE);
		}
	}
}

/* Three frames of one packet, then the sender repeats it, mirrored again. */
static void three_copies_then_a_repetition(void **state)
{
	static const uint32_t us[] = {0, 10, 20, 500000, 500010, 500020};
	static const unsigned of[] = {0, 1, 1, 0, 4, 4};
	struct bytes b = {0}, f = datagram(0, 64, 1, 1);
	struct capture *c;
	struct packet p;
	size_t i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < 6; i++)
		put_record(&b, 100, us[i], &f);
	c = must_open(&b);
	for (i = 0; i < 6; i++) {
		assert_int_equal(capture_next(c, &p), 1);
		assert_int_equal(p.copy_of, of[i]);
	}
	capture_close(c);
}

/* A mirrored fragmented datagram is put together once, and none of it counts as incomplete. */
static void mirrored_fragments(void **state)
{
	struct bytes b = {0};
	struct capture *c;
	struct packet p;
	unsigned whole = 0, copies = 0, i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < 4; i++) {
		struct bytes f = {0};

		put_ether(&f, 0x0800);
		put_ipv4(&f, 9, i / 2 ? 2 : 0x2000, 17, 16);
		put_udp(&f, 6969, 6969, 24);
		put_fill(&f, (uint8_t)(i / 2), 8);
		put_record(&b, 100, i, &f);
	}
	c = must_open(&b);
	while (capture_next(c, &p)) {
		whole += p.reassembled;
		copies += p.copy != COPY_NONE;
	}
	assert_int_equal(whole, 1);
	assert_int_equal(copies, 2);
	assert_int_equal(capture_info(c)->incomplete_datagrams, 0);
	capture_close(c);
}

static void note_lost(void *ctx, const struct lost_datagram *l)
{
	*(struct lost_datagram *)ctx = *l;
}

static void what_a_lost_datagram_lacks(void **state)
{
	struct bytes b = {0}, f = {0};
	struct lost_datagram l = {0};
	struct capture *c;
	struct packet p;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	put_ether(&f, 0x0800);
	put_ipv4(&f, 9, 0x2000, 17, 16);
	put_udp(&f, 6969, 6970, 40);
	put_fill(&f, 1, 8);
	put_record(&b, 100, 0, &f);
	f.n = 0;
	put_ether(&f, 0x0800);
	put_ipv4(&f, 9, 4, 17, 16);
	put_fill(&f, 2, 16);
	put_record(&b, 100, 1, &f);
	c = must_open(&b);
	capture_on_lost(c, note_lost, &l);
	while (capture_next(c, &p))
		continue;
	assert_int_equal(l.pieces, 2);
	assert_int_equal(l.held, 32);
	assert_int_equal(l.total, 48);
	assert_int_equal(l.frame.number, 1);
	assert_true(l.has_first && l.has_last);
	assert_string_equal(l.missing, "16-31");
	assert_int_equal(l.src_ip, 0x0a000001);
	capture_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_and_steps),
		cmocka_unit_test(without_a_time),
		cmocka_unit_test(no_time_at_all),
		cmocka_unit_test(copies_and_repetitions),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(three_copies_then_a_repetition),
		cmocka_unit_test(mirrored_fragments),
		cmocka_unit_test(what_a_lost_datagram_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
