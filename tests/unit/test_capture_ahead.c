/*
 * Frames that are known before they are due (capture/lookahead.h): each has its own bytes and its own comment for as long
 * as it is looked at, however few of them a block of the file holds; and a capture may be closed before its end.
 */
#include "test_capture.h"

#define FRAMES 400
#define LARGEST 262144u

/* Frame i of the file; most are small, and sometimes many large ones follow each other. */
static uint32_t size_of(unsigned i)
{
	static const uint32_t sizes[] = {60, 1458, 1458, 200000, 70, LARGEST, LARGEST, LARGEST, LARGEST, 65000};

	return i % 40 < 10 ? sizes[i % 10] : 60 + i;
}

static uint8_t byte_of(unsigned i, uint32_t at)
{
	return (uint8_t)(i * 31 + at);
}

/* Every third frame of a pcapng has a comment. */
static bool has_comment(unsigned i)
{
	return i % 3 == 1;
}

static void write_head(FILE *out, bool ng)
{
	static const uint32_t shb[] = {0x0a0d0d0a, 28, 0x1a2b3c4d, 1, UINT32_MAX, UINT32_MAX, 28};
	static const uint32_t idb[] = {1, 20, 1, 0, 20};
	static const uint32_t pcap[] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, LARGEST, 1};

	if (ng) {
		fwrite(shb, sizeof(shb), 1, out);
		fwrite(idb, sizeof(idb), 1, out);
	} else {
		fwrite(pcap, sizeof(pcap), 1, out);
	}
}

static void write_block(FILE *out, unsigned i, const uint8_t *bytes)
{
	uint32_t n = size_of(i), padded = (n + 3) / 4 * 4, options = has_comment(i) ? 12 : 0;
	uint32_t total = 32 + padded + options;
	const uint32_t head[] = {6, total, 0, 0, 1000000 + i, n, n};
	uint8_t option[12] = {1, 0, 4, 0};

	fwrite(head, sizeof(head), 1, out);
	fwrite(bytes, padded, 1, out);
	snprintf((char *)option + 4, 5, "%04u", i);
	fwrite(option, options, 1, out);
	fwrite(&total, sizeof(total), 1, out);
}

static void write_record(FILE *out, unsigned i, const uint8_t *bytes)
{
	const uint32_t head[] = {1, i, size_of(i), size_of(i)};

	fwrite(head, sizeof(head), 1, out);
	fwrite(bytes, size_of(i), 1, out);
}

static void write_file(char *path, bool ng)
{
	static uint8_t bytes[LARGEST];
	FILE *out;
	unsigned i;
	uint32_t k;

	file_of(path, "", 0);
	out = fopen(path, "wb");
	assert_non_null(out);
	write_head(out, ng);
	for (i = 0; i < FRAMES; i++) {
		for (k = 0; k < size_of(i); k++)
			bytes[k] = byte_of(i, k);
		(ng ? write_block : write_record)(out, i, bytes);
	}
	assert_int_equal(fclose(out), 0);
}

static struct capture *open_straight(const char *path)
{
	struct capture_how how = {.straight = true};
	struct err err = {""};
	struct capture *c = capture_open_how(path, &how, &err);

	if (!c)
		fail_msg("%s", err.text);
	return c;
}

static void is_frame(const struct frame *f, unsigned i, bool ng)
{
	char comment[8];
	uint32_t k;

	assert_int_equal(f->number, i + 1);
	assert_int_equal(f->caplen, size_of(i));
	for (k = 0; k < f->caplen; k++)
		if (f->bytes[k] != byte_of(i, k))
			fail_msg("frame %u: byte %u is another one's", i + 1, k);
	snprintf(comment, sizeof(comment), "%04u", i);
	if (ng && has_comment(i))
		assert_string_equal(f->comment, comment);
	else
		assert_null(f->comment);
}

static void read_all(bool ng)
{
	struct capture *c;
	struct packet p;
	char path[64];
	unsigned i, stop;

	write_file(path, ng);
	c = open_straight(path);
	for (i = 0; capture_next(c, &p); i++)
		is_frame(p.frame, i, ng);
	assert_int_equal(i, FRAMES);
	assert_false(capture_info(c)->disordered);
	assert_int_equal(capture_next(c, &p), 0);
	capture_close(c);
	for (stop = 0; stop < 60; stop += 7) {
		c = open_straight(path);
		for (i = 0; i < stop; i++)
			assert_int_equal(capture_next(c, &p), 1);
		capture_close(c);
	}
	unlink(path);
}

static void pcap(void **state)
{
	(void)state;
	read_all(false);
}

static void pcapng(void **state)
{
	(void)state;
	read_all(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcap),
		cmocka_unit_test(pcapng),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
