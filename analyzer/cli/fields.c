/*
 * A stored frame as fields: see fields.h.
 */
#include "cli/fields.h"
#include "capture/capture.h"

void frame_fields(
	const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn put, void *ctx)
{
	struct frame f = {.number = 1,
		.linktype = linktype,
		.bytes = raw,
		.caplen = (uint32_t)n,
		.wirelen = wirelen < n ? (uint32_t)n : wirelen};
	struct packet p;

	packet_decode(&f, &p);
	(void)put; /* describe_packet, once proto has it */
	(void)ctx;
}
