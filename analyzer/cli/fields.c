/*
 * A stored frame as fields: see fields.h.
 */
#include "cli/fields.h"
#include "capture/capture.h"
#include "proto/describe.h"

#include <string.h>

struct filter {
	field_fn put;
	void *ctx;
};

/* Its number and time are the case's to tell: the bytes alone do not have them. */
static void pass(void *ctx, const struct field *f)
{
	const struct filter *t = ctx;

	if (strcmp(f->name, "Frame Number") != 0 && strcmp(f->name, "UTC Arrival Time") != 0)
		t->put(t->ctx, f);
}

void frame_fields(
	const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn put, void *ctx)
{
	struct frame f = {.number = 1,
		.linktype = linktype,
		.bytes = raw,
		.caplen = (uint32_t)n,
		.wirelen = wirelen < n ? (uint32_t)n : wirelen};
	struct filter t = {put, ctx};
	struct packet p;

	packet_decode(&f, &p);
	describe_packet(&p, pass, &t);
}
