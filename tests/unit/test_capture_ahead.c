/*
 * Frames that are known before they are due (capture/lookahead.h): each has its own bytes, time, interface and comment for as
 * long as it is looked at, however few of them a block of the file holds and whoever wrote it; and a capture may be closed before
 * its end.
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

enum container { PCAP, PCAP_SWAPPED, PCAPNG, PCAPNG_SWAPPED, CONTAINERS };

static bool is_ng(enum container how)
{
	return how == PCAPNG || how == PCAPNG_SWAPPED;
}

/* Words of 32 bits, in this machine's order or the other. */
static void put_words(FILE *out, enum container how, const uint32_t *words, size_t n)
{
	bool swapped = how == PCAP_SWAPPED || how == PCAPNG_SWAPPED;
	uint32_t v;

	for (; n; n--, words++) {
		v = swapped ? __builtin_bswap32(*words) : *words;
		fwrite(&v, sizeof(v), 1, out);
	}
}

/* The interfaces of a pcapng differ in how they count time: microseconds, and what only an option says. */
static unsigned iface_of(unsigned i)
{
	return i % 11 / 8;
}

static void write_head(FILE *out, enum container how)
{
	static const uint8_t resolution[] = {9, 0, 1, 0, 9, 0, 0, 0}, swapped[] = {0, 9, 0, 1, 9, 0, 0, 0};
	const uint32_t link = how == PCAPNG_SWAPPED ? 1 << 16 : 1, version = how == PCAP_SWAPPED ? 2 << 16 | 4 : 2 | 4 << 16;
	const uint32_t shb[] = {0x0a0d0d0a, 28, 0x1a2b3c4d, link, UINT32_MAX, UINT32_MAX, 28};
	const uint32_t idb[] = {1, 20, link, 0, 20}, fine[] = {1, 28, link, 0}, end = 28;
	const uint32_t pcap[] = {0xa1b2c3d4, version, 0, 0, LARGEST, 1};

	if (!is_ng(how)) {
		put_words(out, how, pcap, 6);
		return;
	}
	put_words(out, how, shb, 7);
	put_words(out, how, idb, 5);
	put_words(out, how, fine, 4);
	fwrite(how == PCAPNG_SWAPPED ? swapped : resolution, sizeof(resolution), 1, out);
	put_words(out, how, &end, 1);
}

static void write_block(FILE *out, enum container how, unsigned i, const uint8_t *bytes)
{
	uint32_t n = size_of(i), padded = (n + 3) / 4 * 4, options = has_comment(i) ? 12 : 0;
	uint32_t total = 32 + padded + options;
	const uint32_t head[] = {6, total, iface_of(i), 0, iface_of(i) ? (1000000 + i) * 1000 : 1000000 + i, n, n + i};
	const uint32_t comment = how == PCAPNG_SWAPPED ? 1 << 16 | 4 : 1 | 4 << 16;
	char text[5];

	put_words(out, how, head, 7);
	fwrite(bytes, padded, 1, out);
	snprintf(text, sizeof(text), "%04u", i);
	if (options) {
		put_words(out, how, &comment, 1);
		fwrite(text, 4, 1, out);
		fwrite("\0\0\0", 4, 1, out);
	}
	put_words(out, how, &total, 1);
}

static void write_record(FILE *out, enum container how, unsigned i, const uint8_t *bytes)
{
	const uint32_t head[] = {1, i, size_of(i), size_of(i) + i};

	put_words(out, how, head, 4);
	fwrite(bytes, size_of(i), 1, out);
}

static void write_file(char *path, enum container how)
{
	static uint8_t bytes[LARGEST];
	FILE *out;
	unsigned i;
	uint32_t k;

	file_of(path, "", 0);
	out = fopen(path, "wb");
	assert_non_null(out);
	write_head(out, how);
	for (i = 0; i < FRAMES; i++) {
		for (k = 0; k < size_of(i); k++)
			bytes[k] = byte_of(i, k);
		(is_ng(how) ? write_block : write_record)(out, how, i, bytes);
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

static void is_frame(const struct frame *f, unsigned i, enum container how)
{
	char comment[8];
	uint32_t k;

	assert_int_equal(f->number, i + 1);
	assert_int_equal(f->caplen, size_of(i));
	assert_int_equal(f->wirelen, size_of(i) + i);
	assert_int_equal(f->ns, INT64_C(1000000000) + i * 1000);
	assert_int_equal(f->iface, is_ng(how) ? iface_of(i) : 0);
	for (k = 0; k < f->caplen; k++)
		if (f->bytes[k] != byte_of(i, k))
			fail_msg("frame %u: byte %u is another one's", i + 1, k);
	snprintf(comment, sizeof(comment), "%04u", i);
	if (is_ng(how) && has_comment(i))
		assert_string_equal(f->comment, comment);
	else
		assert_null(f->comment);
}

static void read_all(enum container how)
{
	struct capture *c;
	struct packet p;
	char path[64];
	unsigned i, stop;

	write_file(path, how);
	c = open_straight(path);
	for (i = 0; capture_next(c, &p); i++)
		is_frame(p.frame, i, how);
	assert_int_equal(i, FRAMES);
	assert_false(capture_info(c)->disordered);
	assert_int_equal(capture_next(c, &p), 0);
	capture_close(c);
	for (stop = 0; stop < 150; stop += 13) {
		c = open_straight(path);
		for (i = 0; i < stop; i++)
			assert_int_equal(capture_next(c, &p), 1);
		capture_close(c);
	}
	unlink(path);
}

static void each_container(void **state)
{
	enum container how;

	(void)state;
	for (how = PCAP; how < CONTAINERS; how++)
		read_all(how);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_container),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
