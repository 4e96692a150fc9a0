/*
 * Our own walk of classic pcap against libpcap over the same bytes: every frame and every word about the
 * end, for both byte orders and resolutions, cut at each byte, and with lengths that lie.
 */
#include "test_capture.h"

#include <sched.h>
#include <stdatomic.h>

static void assert_same_frame(const struct frame *a, const struct frame *b)
{
	assert_int_equal(a->number, b->number);
	assert_true(a->ns == b->ns);
	assert_int_equal(a->no_time, b->no_time);
	assert_int_equal(a->iface, b->iface);
	assert_int_equal(a->linktype, b->linktype);
	assert_int_equal(a->caplen, b->caplen);
	assert_int_equal(a->wirelen, b->wirelen);
	assert_int_equal(a->fcs, b->fcs);
	if (a->caplen)
		assert_memory_equal(a->bytes, b->bytes, a->caplen);
}

static void assert_same_info(const struct capture_info *a, const struct capture_info *b)
{
	assert_string_equal(a->format, b->format);
	assert_int_equal(a->end, b->end);
	assert_string_equal(a->note, b->note);
	assert_int_equal(a->frames, b->frames);
	assert_int_equal(a->bytes, b->bytes);
	assert_true(a->first_ns == b->first_ns && a->last_ns == b->last_ns);
	assert_int_equal(a->iface_count, b->iface_count);
	assert_int_equal(a->ifaces[0].linktype, b->ifaces[0].linktype);
	assert_int_equal(a->ifaces[0].snaplen, b->ifaces[0].snaplen);
	assert_int_equal(a->ifaces[0].fcs, b->ifaces[0].fcs);
	assert_int_equal(a->steps, b->steps);
}

/* Whether the file was shown byte for byte, though some is never a frame. */
struct shown {
	const uint8_t *all;
	size_t n, at;
	bool same;
};

static void show(void *ctx, const uint8_t *bytes, size_t n)
{
	struct shown *s = ctx;

	s->same = s->same && n <= s->n - s->at && !memcmp(s->all + s->at, bytes, n);
	s->at += n;
}

static void compare(const void *p, size_t n)
{
	static const volatile int never;
	struct shown shown = {.all = p, .n = n, .same = true};
	const struct capture_how showing = {.seen = show, .ctx = &shown}, by_libpcap = {.reference = true};
	struct err fast_says = {""}, slow_says = {""};
	struct packet x, y;
	struct capture *fast, *slow;
	char path[64];
	int got;

	file_of(path, p, n);
	fast = capture_open_how(path, &showing, &fast_says);
	slow = capture_open_how(path, &by_libpcap, &slow_says);
	unlink(path);
	assert_string_equal(fast_says.text, slow_says.text);
	assert_int_equal(!fast, !slow);
	while (fast) {
		got = capture_next(fast, &x);
		assert_int_equal(got, capture_next(slow, &y));
		if (!got)
			break;
		assert_same_frame(x.frame, y.frame);
	}
	if (fast) {
		assert_same_info(capture_info(fast), capture_info(slow));
		assert_true(capture_read_rest(fast, &never));
		assert_true(shown.same && shown.at == n);
	}
	capture_close(fast);
	capture_close(slow);
}

static struct bytes file, frame;

/* Two frames: the second with a time that is negative in 32 bits. */
static void fill(bool big, uint32_t magic, uint32_t linktype)
{
	file.n = frame.n = 0;
	file.big = big;
	put_pcap(&file, magic, 96, linktype);
	frame.big = true;
	put64(&frame, 0x0102030405060708u);
	put64(&frame, 0x090a0b0c08004500u);
	put_record(&file, 1700000000, 999999, &frame);
	put_record(&file, 0xffffff00u, 0xfffffff0u, &frame);
	put_record(&file, 1700000001, 1, &frame);
}

static void test_orders_and_links(void **state)
{
	static const uint32_t link[] = {0, 1, 101, 105, 113, 147, 228, 276, 0x14000001};
	size_t i;
	int big;

	(void)state;
	for (big = 0; big < 2; big++)
		for (i = 0; i < sizeof(link) / sizeof(link[0]); i++) {
			fill(big, 0xa1b2c3d4, link[i]);
			compare(file.p, file.n);
			fill(big, 0xa1b23c4d, link[i]);
			compare(file.p, file.n);
		}
}

static void test_cut_anywhere(void **state)
{
	size_t n;

	(void)state;
	fill(false, 0xa1b2c3d4, 1);
	for (n = 0; n <= file.n; n++)
		compare(file.p, n);
}

static void test_lengths_that_lie(void **state)
{
	static const uint32_t length[] = {0, 1, 17, 95, 97, 262143, 262144, 262145, 0x7fffffff, 0xffffffff};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(length) / sizeof(length[0]); i++) {
		fill(false, 0xa1b2c3d4, 1);
		memcpy(file.p + 24 + 32 + 8, &length[i], 4);
		compare(file.p, file.n);
		fill(false, 0xa1b2c3d4, 1);
		memcpy(file.p + 24 + 32 + 12, &length[i], 4);
		compare(file.p, file.n);
	}
}

static void test_old_versions(void **state)
{
	static const uint16_t minor[] = {0, 2, 3, 4, 5};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(minor) / sizeof(minor[0]); i++) {
		fill(false, 0xa1b2c3d4, 1);
		memcpy(file.p + 6, &minor[i], 2);
		compare(file.p, file.n);
	}
}

/* Records of all sizes through many blocks, some larger than what is kept free in front of one. */
static void test_many_blocks(void **state)
{
	size_t n = 24, room = 24u << 20, size, i, k = 1;
	uint8_t *all = calloc(1, room);
	struct bytes *head = calloc(1, sizeof(*head));

	(void)state;
	assert_non_null(all);
	assert_non_null(head);
	put_pcap(head, 0xa1b2c3d4, 262144, 1);
	memcpy(all, head->p, 24);
	for (i = 0; n + 300000 < room; i++) {
		uint32_t record[4] = {1700000000 + (uint32_t)(i / 50), (uint32_t)(i * 7919 % 50) * 20000, 0, 0};

		k = k * 6364136223846793005u + 1442695040888963407u;
		size = i % 61 == 60 ? 100000 + (k >> 33) % 162144 : (k >> 33) % 9000;
		record[2] = record[3] = (uint32_t)size;
		memcpy(all + n, record, sizeof(record));
		memset(all + n + 16, (int)i, size);
		n += 16 + size;
	}
	compare(all, n);
	compare(all, n - 5);
	free(head);
	free(all);
}

/* Whether bytes were shown after it was said that no more would be. */
struct watch {
	atomic_bool over, late;
};

static void watch(void *ctx, const uint8_t *bytes, size_t n)
{
	struct watch *w = ctx;

	(void)bytes;
	(void)n;
	if (w->over)
		w->late = true;
}

static void test_nothing_is_read_after_an_interruption(void **state)
{
	static const volatile int stop = 1;
	struct watch w = {false, false};
	const struct capture_how how = {.seen = watch, .ctx = &w};
	struct err err = {""};
	struct capture *c;
	struct packet p;
	char path[64];
	FILE *large;
	int i, k;

	(void)state;
	file.n = frame.n = 0;
	file.big = false;
	put_pcap(&file, 0xa1b2c3d4, 2000, 1);
	for (i = 0; i < 180; i++)
		put64(&frame, (uint64_t)i);
	file_of(path, file.p, file.n);
	large = fopen(path, "a");
	assert_non_null(large);
	for (i = 0; i < 12000; i++) { /* a millisecond apart: what is held for ordering is little */
		file.n = 0;
		put_record(&file, 1700000000 + (uint32_t)i / 1000, (uint32_t)i % 1000 * 1000, &frame);
		assert_int_equal(fwrite(file.p, 1, file.n, large), file.n);
	}
	assert_int_equal(fclose(large), 0);
	for (k = 0; k < 20; k++) {
		c = capture_open_how(path, &how, &err);
		assert_non_null(c);
		for (i = 0; i < 800 + 400 * k; i++)
			assert_int_equal(capture_next(c, &p), 1);
		assert_false(capture_read_rest(c, &stop));
		w.over = true;
		for (i = 0; i < 200; i++)
			sched_yield();
		capture_close(c);
		assert_false(w.late);
		w.over = false;
	}
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders_and_links),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_lengths_that_lie),
		cmocka_unit_test(test_old_versions),
		cmocka_unit_test(test_many_blocks),
		cmocka_unit_test(test_nothing_is_read_after_an_interruption),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
