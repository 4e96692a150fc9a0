/*
 * Compressed captures: each method, several members, cut at every byte, damaged, twice compressed,
 * and bombs.
 */
#include "test_capture.h"

#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

static void gzip_put(struct bytes *out, const void *p, size_t n)
{
	z_stream z = {0};

	assert_int_equal(
		deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)n;
	z.next_out = out->p + out->n;
	z.avail_out = (uInt)(sizeof(out->p) - out->n);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->n += z.total_out;
	deflateEnd(&z);
}

static void zstd_put(struct bytes *out, const void *p, size_t n)
{
	size_t got = ZSTD_compress(out->p + out->n, sizeof(out->p) - out->n, p, n, 3);

	assert_false(ZSTD_isError(got));
	out->n += got;
}

static void lz4_put(struct bytes *out, const void *p, size_t n)
{
	size_t got = LZ4F_compressFrame(out->p + out->n, sizeof(out->p) - out->n, p, n, NULL);

	assert_false(LZ4F_isError(got));
	out->n += got;
}

static void xz_put(struct bytes *out, const void *p, size_t n)
{
	assert_int_equal(lzma_easy_buffer_encode(
				 1, LZMA_CHECK_CRC32, NULL, p, n, out->p, &out->n, sizeof(out->p)),
		LZMA_OK);
}

static const struct {
	const char *name;
	void (*put)(struct bytes *out, const void *p, size_t n);
} methods[] = {
	{"gzip", gzip_put},
	{"zstd", zstd_put},
	{"lz4", lz4_put},
	{"xz", xz_put},
};

#define METHODS (sizeof(methods) / sizeof(methods[0]))

static struct bytes plain_capture(void)
{
	struct bytes f = {.big = true}, b = {0};
	unsigned i;

	put_ether(&f, 0x0800);
	put_ipv4(&f, 7, 0, 17, 12);
	put_udp(&f, 67, 68, 4);
	put_hex(&f, "deadbeef");
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	for (i = 0; i < 20; i++)
		put_record(&b, i, i, &f);
	return b;
}

static unsigned count(struct capture *c)
{
	struct packet p;
	unsigned n = 0;

	while (capture_next(c, &p)) {
		assert_int_equal(p.kind, PACKET_UDP);
		n++;
	}
	return n;
}

static void each_method(void **state)
{
	struct bytes plain = plain_capture();
	size_t i;

	(void)state;
	for (i = 0; i < METHODS; i++) {
		struct bytes b = {0};
		struct err err = {""};
		struct capture *c;

		methods[i].put(&b, plain.p, plain.n);
		c = open_bytes(b.p, b.n, &err);
		assert_non_null(c);
		assert_string_equal(capture_info(c)->compression, methods[i].name);
		assert_int_equal(count(c), 20);
		assert_int_equal(capture_info(c)->end, CAPTURE_COMPLETE);
		assert_int_equal(capture_info(c)->file_bytes, b.n);
		assert_int_equal(capture_info(c)->file_pos, b.n);
		capture_close(c);
	}
}

static void members_are_one_stream(void **state)
{
	struct bytes plain = plain_capture();
	size_t i;

	(void)state;
	for (i = 0; i < METHODS; i++) {
		struct bytes b = {0};
		struct err err = {""};
		struct capture *c;

		methods[i].put(&b, plain.p, 100);
		methods[i].put(&b, plain.p + 100, plain.n - 100);
		put_fill(&b, 0, 512); /* as blocks on a tape have them */
		c = open_bytes(b.p, b.n, &err);
		assert_non_null(c);
		assert_int_equal(count(c), 20);
		assert_int_equal(capture_info(c)->end, CAPTURE_COMPLETE);
		capture_close(c);
	}
}

static void cut_at_every_byte(void **state)
{
	struct bytes plain = plain_capture();
	size_t i, n;

	(void)state;
	for (i = 0; i < METHODS; i++) {
		struct bytes b = {0};

		methods[i].put(&b, plain.p, plain.n);
		for (n = 0; n < b.n; n++) {
			struct err err = {""};
			struct capture *c = open_bytes(b.p, n, &err);

			if (!c) {
				assert_true(err.text[0]);
				continue;
			}
			assert_true(count(c) <= 20);
			if (capture_info(c)->end != CAPTURE_CUT || !capture_info(c)->note[0])
				fail_msg("%s cut at %zu", methods[i].name, n);
			capture_close(c);
		}
	}
}

static void wrong_at_every_byte(void **state)
{
	struct bytes plain = plain_capture();
	size_t i, n;

	(void)state;
	for (i = 0; i < METHODS; i++) {
		struct bytes b = {0};

		methods[i].put(&b, plain.p, plain.n);
		for (n = 0; n < b.n; n++) {
			struct err err = {""};
			struct capture *c;
			struct packet p;

			b.p[n] ^= 0x55;
			c = open_bytes(b.p, b.n, &err);
			while (c && capture_next(c, &p))
				continue;
			capture_close(c);
			b.p[n] ^= 0x55;
		}
	}
}

/* gzip ends in the sum of what it holds: 8 bytes, of which each has to be right. */
static void a_sum_that_is_wrong(void **state)
{
	struct bytes plain = plain_capture(), b = {0};
	size_t n;

	(void)state;
	gzip_put(&b, plain.p, plain.n);
	for (n = b.n - 8; n < b.n; n++) {
		struct err err = {""};
		struct capture *c;

		b.p[n] ^= 1;
		c = open_bytes(b.p, b.n, &err);
		assert_non_null(c);
		assert_int_equal(count(c), 20);
		assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
		assert_non_null(strstr(capture_info(c)->note, "are damaged"));
		capture_close(c);
		b.p[n] ^= 1;
	}
}

static void something_behind_the_end(void **state)
{
	struct bytes plain = plain_capture(), b = {0};
	struct err err = {""};
	struct capture *c;

	(void)state;
	gzip_put(&b, plain.p, plain.n);
	put_hex(&b, "676172626167650a");
	c = open_bytes(b.p, b.n, &err);
	assert_int_equal(count(c), 20);
	assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
	assert_non_null(strstr(capture_info(c)->note, "followed by something else"));
	capture_close(c);
}

static void twice_compressed_is_refused(void **state)
{
	struct bytes plain = plain_capture(), once = {0}, b = {0};
	struct err err = {""};

	(void)state;
	gzip_put(&once, plain.p, plain.n);
	zstd_put(&b, once.p, once.n);
	assert_null(open_bytes(b.p, b.n, &err));
	assert_non_null(strstr(err.text, "compressed twice"));
	assert_non_null(strstr(err.text, "zstd -dc"));
}

static void compressed_text_and_nothing(void **state)
{
	struct bytes b = {0};
	struct err err = {""};

	(void)state;
	gzip_put(&b, "hello, world\n", 13);
	assert_null(open_bytes(b.p, b.n, &err));
	assert_non_null(strstr(err.text, "text"));
	b.n = 0;
	gzip_put(&b, "", 0);
	assert_null(open_bytes(b.p, b.n, &err));
	assert_non_null(strstr(err.text, "empty"));
}

/* 300 MB of zeros behind a good header, in some 10 kB. */
static void bombs_are_stopped(void **state)
{
	static struct bytes b;
	struct bytes head = {0};
	ZSTD_CStream *z = ZSTD_createCStream();
	static uint8_t zeros[1 << 20];
	ZSTD_outBuffer out = {b.p, sizeof(b.p), 0};
	struct err err = {""};
	struct capture *c;
	struct packet p;
	int i;

	(void)state;
	put_pcap(&head, 0xa1b2c3d4, 65535, 1);
	ZSTD_initCStream(z, 1);
	for (i = 0; i < 300; i++) {
		ZSTD_inBuffer in = {i ? zeros : head.p, i ? sizeof(zeros) : head.n, 0};

		while (in.pos < in.size)
			assert_false(ZSTD_isError(ZSTD_compressStream(z, &out, &in)));
	}
	assert_int_equal(ZSTD_endStream(z, &out), 0);
	ZSTD_freeCStream(z);
	c = open_bytes(b.p, out.pos, &err);
	assert_non_null(c);
	while (capture_next(c, &p))
		continue;
	assert_int_equal(capture_info(c)->end, CAPTURE_CUT);
	assert_non_null(strstr(capture_info(c)->note, "expand more than"));
	assert_true(capture_info(c)->frames < 20u << 20);
	capture_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_method),
		cmocka_unit_test(members_are_one_stream),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(wrong_at_every_byte),
		cmocka_unit_test(a_sum_that_is_wrong),
		cmocka_unit_test(something_behind_the_end),
		cmocka_unit_test(twice_compressed_is_refused),
		cmocka_unit_test(compressed_text_and_nothing),
		cmocka_unit_test(bombs_are_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
