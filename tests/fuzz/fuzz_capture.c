/*
 * A whole capture from memory, the way of the program: frames, facts, boots, findings.
 */
#include "judge.h"
#include "capture/capture.h"
#include "track/track.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FRAMES_MAX 5000 /* a bomb is stopped here: it is the capture layer's own target that counts on */

/* The tracker's lane, and how many frames went there. */
struct counted {
	struct plain_lane lane;
	uint64_t frames;
};

static bool knows(void *ctx, const struct plain *d)
{
	struct counted *n = ctx;

	return n->lane.knows(n->lane.ctx, d);
}

static void take(void *ctx, const struct plain *d)
{
	struct counted *n = ctx;

	n->frames++;
	n->lane.take(n->lane.ctx, d);
}

static void settle(void *ctx)
{
	struct counted *n = ctx;

	n->lane.settle(n->lane.ctx);
}

static void feed(struct store *s, struct capture *c)
{
	const struct capture_info *info = capture_info(c);
	struct fact_capture f = {.path = "fuzz", .xxh3 = "fuzz", .status = "complete"};
	struct fact_sink sink;
	struct counted n = {.frames = 0};
	const struct plain_lane lane = {knows, take, settle, &n};
	struct tracker *t;
	struct err err = {""};
	struct packet p;
	int got;

	fuzz_check(store_begin_capture(s, &sink, &err) == 0);
	t = tracker_new(&sink);
	n.lane = tracker_lane(t);
	capture_on_plain(c, &lane);
	while (n.frames < FRAMES_MAX && (got = capture_next(c, &p)) > 0)
		if (got == 1) {
			tracker_feed(t, &p);
			n.frames++;
		}
	tracker_finish(t);
	tracker_free(t);
	f.format = info->format;
	f.compression = info->compression;
	f.note = info->note;
	f.frames = n.frames;
	f.bytes = info->bytes;
	f.file_bytes = info->file_bytes;
	f.first_ns = fact_ns(info->first_ns);
	f.last_ns = fact_ns(info->last_ns);
	if (store_end_capture(s, &f, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		fuzz_check(false);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capture_how how = {.straight = size % 2};
	struct store *s = judge_case();
	struct err err = {""};
	struct capture *c;
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	fuzz_check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capture_open_how(path, &how, &err);
	if (c) {
		feed(s, c);
		capture_close(c);
		judge_check(s, size % 8 == 0);
	}
	close(fd);
	return 0;
}
