/*
 * IPv4 reassembly: pieces in every order, twice, with parts the capture did not keep;
 * identifications that come round; more datagrams than there is room for.
 */
#include "test_capture.h"

#define PIECES 4
#define PIECE 16

/* A datagram of 4 pieces of 16 bytes (UDP header and 53 bytes); piece i of it as a frame. */
static struct bytes piece_of(unsigned id, uint8_t seed, unsigned i)
{
	struct bytes whole = {.big = true}, f = {.big = true};
	size_t n = i + 1 < PIECES ? PIECE : PIECE - 3;
	unsigned k;

	put_udp(&whole, 6910, 6911, PIECES * PIECE - 3 - 8);
	for (k = 0; whole.n < PIECES * PIECE - 3; k++)
		put8(&whole, seed + k);
	put_ether(&f, 0x0800);
	put_ipv4(&f, id, (i + 1 < PIECES ? 0x2000 : 0) | i * PIECE / 8, 17, n);
	put(&f, whole.p + i * PIECE, n);
	return f;
}

static struct capture *start(struct bytes *b)
{
	struct err err = {""};
	struct capture *c = open_bytes(b->p, b->n, &err);

	assert_non_null(c);
	return c;
}

static void assert_whole(const struct packet *p, uint8_t seed)
{
	unsigned k;

	assert_int_equal(p->kind, PACKET_UDP);
	assert_true(p->reassembled);
	assert_false(p->first_only);
	assert_false(p->udp_length_odd);
	assert_int_equal(p->src_port, 6910);
	assert_int_equal(p->payload.left, PIECES * PIECE - 11);
	assert_int_equal(p->payload.snapped, 0);
	for (k = 0; k < p->payload.left; k++)
		assert_int_equal(p->payload.p[k], (uint8_t)(seed + k));
}

static void one_order(const unsigned order[PIECES])
{
	struct bytes b = {0};
	struct capture *c;
	struct packet p;
	unsigned i;

	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < PIECES; i++) {
		struct bytes f = piece_of(1, 5, order[i]);

		put_record(&b, i, 0, &f);
	}
	c = start(&b);
	for (i = 0; i < PIECES; i++) {
		assert_int_equal(capture_next(c, &p), 1);
		assert_int_equal(p.fragment_offset, order[i] * PIECE);
		assert_int_equal(p.more_fragments, order[i] + 1 < PIECES);
		if (i + 1 == PIECES)
			break;
		assert_int_equal(p.kind, PACKET_FRAGMENT);
		assert_int_equal(p.first_only, order[i] == 0);
		assert_int_equal(p.src_port, order[i] == 0 ? 6910 : 0);
	}
	assert_whole(&p, 5);
	assert_int_equal(p.fragments, PIECES);
	assert_int_equal(capture_next(c, &p), 0);
	assert_int_equal(capture_info(c)->incomplete_datagrams, 0);
	capture_close(c);
}

static void in_every_order(void **state)
{
	unsigned o[PIECES];

	(void)state;
	for (o[0] = 0; o[0] < PIECES; o[0]++)
		for (o[1] = 0; o[1] < PIECES; o[1]++)
			for (o[2] = 0; o[2] < PIECES; o[2]++)
				for (o[3] = 0; o[3] < PIECES; o[3]++)
					if ((1u << o[0] | 1u << o[1] | 1u << o[2] | 1u << o[3]) ==
						15)
						one_order(o);
}

/* The pieces as given; how many datagrams became whole, all of them with this seed's bytes. */
static unsigned count_whole(const struct bytes *b, uint64_t *incomplete)
{
	struct err err = {""};
	struct capture *c = open_bytes(b->p, b->n, &err);
	unsigned whole = 0;
	struct packet p;

	assert_non_null(c);
	while (capture_next(c, &p))
		if (p.kind == PACKET_UDP) {
			assert_whole(&p, p.payload.p[0]);
			whole++;
		}
	*incomplete = capture_info(c)->incomplete_datagrams;
	capture_close(c);
	return whole;
}

static void put_piece(struct bytes *b, unsigned id, uint8_t seed, unsigned i, uint32_t sec)
{
	struct bytes f = piece_of(id, seed, i);

	put_record(b, sec, 0, &f);
}

static void twice_seen_pieces_do_no_harm(void **state)
{
	static const unsigned order[] = {0, 0, 2, 2, 1, 1, 3};
	struct bytes b = {0};
	uint64_t incomplete;
	size_t i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		put_piece(&b, 1, 9, order[i], 0);
	assert_int_equal(count_whole(&b, &incomplete), 1);
	assert_int_equal(incomplete, 0);
}

/* A piece was lost, the identification comes round: the old pieces must not mix with the new. */
static void identifications_come_round(void **state)
{
	struct bytes b = {0};
	uint64_t incomplete;
	unsigned i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < PIECES; i++)
		if (i != 2)
			put_piece(&b, 1, 50, i, 0);
	for (i = 0; i < PIECES; i++)
		put_piece(&b, 1, 90, i, 1);
	assert_int_equal(count_whole(&b, &incomplete), 1);
	assert_int_equal(incomplete, 1);
}

static void pieces_wait_for_a_minute(void **state)
{
	struct bytes b = {0};
	uint64_t incomplete;
	unsigned i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < PIECES; i++)
		put_piece(&b, 1, 5, i, i + 1 == PIECES ? 60 : 0);
	assert_int_equal(count_whole(&b, &incomplete), 1);
	b.n = 0;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < PIECES; i++)
		put_piece(&b, 1, 5, i, i + 1 == PIECES ? 61 : 0);
	assert_int_equal(count_whole(&b, &incomplete), 0);
	assert_int_equal(incomplete, 2);
}

static void the_oldest_make_room(void **state)
{
	struct bytes b = {0};
	uint64_t incomplete;
	unsigned id, i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (id = 0; id < 300; id++)
		put_piece(&b, id, 5, 0, 0);
	for (id = 300 - 256; id < 300; id++)
		for (i = 1; i < PIECES; i++)
			put_piece(&b, id, 5, i, 0);
	assert_int_equal(count_whole(&b, &incomplete), 256);
	assert_int_equal(incomplete, 300 - 256);
}

/* Datagrams of full size in parallel: memory stays bounded, what fits becomes whole. */
static void many_large_ones(void **state)
{
	static struct bytes b;
	uint8_t chunk[1480] = {0};
	struct err err = {""};
	struct capture *c;
	struct packet p;
	unsigned id;

	(void)state;
	b.n = 0;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (id = 0; id < 500; id++) {
		struct bytes f = {.big = true};

		put_ether(&f, 0x0800);
		put_ipv4(&f, id, 0x2000 | 64000 / 8, 17, 64);
		put(&f, chunk, 64);
		put_record(&b, 0, 0, &f);
	}
	c = open_bytes(b.p, b.n, &err);
	while (capture_next(c, &p))
		assert_int_equal(p.kind, PACKET_FRAGMENT);
	assert_int_equal(capture_info(c)->incomplete_datagrams, 500);
	capture_close(c);
}

static void what_was_not_kept_is_snapped(void **state)
{
	struct bytes b = {0};
	struct capture *c;
	struct packet p;
	unsigned i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < PIECES; i++) {
		struct bytes f = piece_of(1, 5, i);

		put64(&b, 0);
		put32(&b, f.n - (i == 1 ? 6 : 0));
		put32(&b, f.n);
		put(&b, f.p, f.n - (i == 1 ? 6 : 0));
	}
	c = start(&b);
	for (i = 0; i < PIECES; i++)
		assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.payload.left, 2 * PIECE - 6 - 8);
	assert_int_equal(packet_payload_len(&p), PIECES * PIECE - 11);
	capture_close(c);
}

static void impossible_pieces(void **state)
{
	struct bytes b = {0};
	struct capture *c;
	struct packet p;
	int i;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < 2; i++) {
		struct bytes f = {.big = true};

		put_ether(&f, 0x0800);
		/* beyond 65535; without a byte */
		put_ipv4(&f, 1, i ? 0x2000 : 0x1fff, 17, i ? 0 : 64);
		put_fill(&f, 0, i ? 0 : 64);
		put_record(&b, 0, 0, &f);
	}
	c = start(&b);
	for (i = 0; i < 2; i++) {
		assert_int_equal(capture_next(c, &p), 1);
		assert_int_equal(p.kind, PACKET_FRAGMENT);
	}
	capture_close(c);
}

/* A mirror's tunnel that was itself cut into fragments: the frame inside comes out. */
static void a_tunnel_in_fragments(void **state)
{
	struct bytes inner = {.big = true}, udp = {.big = true}, b = {0};
	struct capture *c;
	struct packet p;
	int i;

	(void)state;
	put_hex(&inner, "08000000 00000100");
	put_ether(&inner, 0x0800);
	put_ipv4(&inner, 9, 0, 17, 48);
	put_udp(&inner, 67, 68, 40);
	put_fill(&inner, 7, 40);
	put_udp(&udp, 5555, 4789, inner.n);
	put(&udp, inner.p, inner.n);
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < 2; i++) {
		struct bytes f = {.big = true};
		size_t n = i ? udp.n - 64 : 64;

		put_ether(&f, 0x0800);
		put_ipv4(&f, 3, i ? 8 : 0x2000, 17, n);
		put(&f, udp.p + (i ? 64 : 0), n);
		put_record(&b, 0, 0, &f);
	}
	c = start(&b);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_FRAGMENT);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_string_equal(p.reason, "VXLAN");
	assert_int_equal(p.dst_port, 68);
	assert_int_equal(p.payload.left, 40);
	assert_true(p.reassembled);
	capture_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_every_order),
		cmocka_unit_test(twice_seen_pieces_do_no_harm),
		cmocka_unit_test(identifications_come_round),
		cmocka_unit_test(pieces_wait_for_a_minute),
		cmocka_unit_test(the_oldest_make_room),
		cmocka_unit_test(many_large_ones),
		cmocka_unit_test(what_was_not_kept_is_snapped),
		cmocka_unit_test(impossible_pieces),
		cmocka_unit_test(a_tunnel_in_fragments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
