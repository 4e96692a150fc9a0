/*
 * The public captures ($PVSLEUTH_CAPTURES, or ../shared/captures beside the source): thousands of
 * frames of every kind, many files malformed on purpose. Each frame comes exactly once, and their
 * number is the one in index.tsv beside the files, but for the differences explained below. Without
 * the captures the test is skipped (77); they are never part of the source.
 */
#include "test_capture.h"

/* Why our count may differ from tshark's: known and meant. */
enum difference {
	NONE,
	NOT_READ_BY_US, /* formats we name and refuse (ERF, snoop), pcap versions libpcap refuses */
	NOT_READ_BY_TSHARK, /* link types it does not know: it opens nothing, we count the frames */
	DAMAGED,	    /* the file ends or is damaged in a record: each stops where it must */
	DIFFERENCES,
};

static const char *const difference_names[] = {
	[NONE] = "equal",
	[NOT_READ_BY_US] = "refused with a sentence",
	[NOT_READ_BY_TSHARK] = "not opened by tshark",
	[DAMAGED] = "cut or damaged",
};

struct sum {
	unsigned files, by[DIFFERENCES], unexplained;
	uint64_t frames, kinds[PACKET_L2_OTHER + 1];
};

/* One frame as the contract wants it. */
static bool sane(const struct capture *c, const struct packet *p)
{
	const struct frame *f = p->frame;
	uint64_t read = capture_info(c)->frames;

	if (!f || !f->number || f->number > read || f->iface >= capture_info(c)->iface_count)
		return false;
	if (f->ns < 0 || f->ns > TIME_MAX_NS)
		return false;
	if (p->kind == PACKET_UNREADABLE && !p->reason)
		return false;
	return p->kind <= PACKET_L2_OTHER && p->vlans <= PACKET_VLANS &&
	       (p->payload.left == 0 || p->payload.p != NULL);
}

/* However a frame was understood on the fast way, step by step it is the same. */
static bool same_step_by_step(const struct packet *p)
{
	struct packet q;

	packet_decode(p->frame, &q);
	return p->reassembled || same_packet(p, &q);
}

static enum difference judge(const struct capture *c, uint64_t frames, uint64_t tshark)
{
	if (frames == tshark)
		return NONE;
	if (!c)
		return NOT_READ_BY_US;
	if (capture_info(c)->end == CAPTURE_CUT)
		return DAMAGED;
	return tshark == 0 ? NOT_READ_BY_TSHARK : DIFFERENCES;
}

static void read_one(const char *path, uint64_t tshark, struct sum *s)
{
	struct err err = {""};
	struct capture *c = capture_open(path, &err);
	enum difference d;
	uint64_t n = 0, numbers = 0;
	struct packet p;

	while (c && capture_next(c, &p)) {
		n++;
		numbers += p.frame->number;
		if (!sane(c, &p) || !same_step_by_step(&p))
			fail_msg("%s: frame %llu", path, (unsigned long long)p.frame->number);
		s->kinds[p.kind]++;
	}
	assert_int_equal(numbers, n * (n + 1) / 2); /* each once, in whatever order */
	if (c)
		assert_int_equal(capture_info(c)->frames, n);
	else
		assert_true(err.text[0]);
	d = judge(c, n, tshark);
	if (d == DIFFERENCES) {
		fprintf(stderr, "%s: %llu frames, tshark has %llu\n", path, (unsigned long long)n,
			(unsigned long long)tshark);
		s->unexplained++;
	} else {
		s->by[d]++;
	}
	s->files++;
	s->frames += n;
	capture_close(c);
}

static FILE *index_of(char *dir, size_t size)
{
	const char *given = getenv("PVSLEUTH_CAPTURES"), *src = getenv("srcdir");
	char path[600];

	if (given)
		snprintf(dir, size, "%s", given);
	else
		snprintf(dir, size, "%s/../shared/captures", src ? src : ".");
	snprintf(path, sizeof(path), "%s/index.tsv", dir);
	return fopen(path, "r");
}

static void every_public_capture(void **state)
{
	FILE *index = *state;
	static char line[4096];
	char dir[512], path[2048];
	struct sum s = {0};
	size_t i;

	fclose(index);
	index = index_of(dir, sizeof(dir));
	assert_non_null(fgets(line, sizeof(line), index));
	while (fgets(line, sizeof(line), index)) {
		char *name = strtok(line, "\t");

		strtok(NULL, "\t");
		strtok(NULL, "\t");
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		read_one(path, strtoull(strtok(NULL, "\t"), NULL, 10), &s);
	}
	fclose(index);
	for (i = 0; i < DIFFERENCES; i++)
		printf("%s: %u\n", difference_names[i], s.by[i]);
	for (i = 0; i <= PACKET_L2_OTHER; i++)
		printf("kind %zu: %llu frames\n", i, (unsigned long long)s.kinds[i]);
	assert_int_equal(s.unexplained, 0);
	assert_true(s.files > 0);
}

int main(void)
{
	char dir[512];
	FILE *index = index_of(dir, sizeof(dir));
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(every_public_capture, index),
	};

	if (!index)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
