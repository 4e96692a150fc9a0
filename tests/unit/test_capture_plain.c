/*
 * The quick look at plain frames against the steps: every byte of the headers with many values, every
 * captured length, and lengths on the wire that lie.
 */
#include "test_capture.h"

#include "capture/decode.h"

#define HEADERS 50 /* bytes; with some of the payload */

static struct copies *copies;
static unsigned plain, steps;

static void compare(const uint8_t *bytes, uint32_t caplen, uint32_t wirelen)
{
	struct frame f = {.number = 1, .ns = 1, .linktype = 1, .bytes = bytes, .caplen = caplen, .wirelen = wirelen};
	struct packet quick = {.frame = &f}, slow;
	struct walk w = {.p = &quick, .frame = &f, .copies = copies};

	packet_decode(&f, &slow);
	if (plain_walk(&w, caplen, wirelen)) {
		plain++;
		assert_true(same_packet(&quick, &slow));
	} else {
		steps++;
	}
	packet_walk(&f, NULL, copies, &quick);
	assert_true(same_packet(&quick, &slow));
}

static void base(struct bytes *b, bool tagged)
{
	b->n = 0;
	b->big = true;
	put_ether(b, tagged ? 0x8100 : 0x0800);
	if (tagged) {
		put16(b, 0x6123);
		put16(b, 0x0800);
	}
	put_ipv4(b, 0x1234, 0x4000, 17, 8 + 40);
	put_udp(b, 6901, 6910, 40);
	put_fill(b, 0x55, 40);
	put_fill(b, 0, 4); /* padding */
}

static void every_way(bool tagged)
{
	static struct bytes b;
	size_t i, v;
	uint8_t was;

	base(&b, tagged);
	plain = steps = 0;
	for (i = 0; i <= b.n; i++) {
		compare(b.p, (uint32_t)i, (uint32_t)b.n);
		compare(b.p, (uint32_t)b.n, (uint32_t)i);
		compare(b.p, (uint32_t)i, (uint32_t)i);
		compare(b.p, (uint32_t)i, UINT32_MAX);
	}
	for (i = 0; i < HEADERS; i++)
		for (was = b.p[i], v = 0; v < 256; v++, b.p[i] = was) {
			b.p[i] = (uint8_t)v;
			compare(b.p, (uint32_t)b.n, (uint32_t)b.n);
			compare(b.p, 60, (uint32_t)b.n);
		}
	assert_in_range(plain, 10000, UINT32_MAX);
	assert_in_range(steps, 1000, UINT32_MAX);
}

static void test_untagged(void **state)
{
	(void)state;
	every_way(false);
}

static void test_tagged(void **state)
{
	(void)state;
	every_way(true);
}

static void test_tunnel_ports(void **state)
{
	static const uint16_t ports[] = {4789, 8472, 6081, 2152, 37008};
	static struct bytes b;
	size_t i;

	(void)state;
	base(&b, false);
	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		b.p[36] = (uint8_t)(ports[i] >> 8);
		b.p[37] = (uint8_t)ports[i];
		compare(b.p, (uint32_t)b.n, (uint32_t)b.n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_untagged),
		cmocka_unit_test(test_tagged),
		cmocka_unit_test(test_tunnel_ports),
	};
	int failed;

	copies = copies_new();
	failed = cmocka_run_group_tests_name("quick look at frames", tests, NULL, NULL);
	copies_free(copies);
	return failed;
}
