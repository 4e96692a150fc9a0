/*
 * Frames through the layers, with reassembly across them. The input is a row of frames: link type
 * 16, captured length 16, bytes not captured 8 (all big endian), then the bytes. Each is also
 * decoded alone, as stored frames are.
 */
#include "capture/decode.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The payload lies within the frame or within a datagram put together; each of its bytes

 * is read. */
static void touch(const struct packet *p)
{
	volatile uint8_t sum = 0;
	size_t i;

	for (i = 0; i < p->payload.left; i++)
		sum ^= p->payload.p[i];
	(void)sum;
	if (p->kind == PACKET_UNREADABLE && !p->reason)
		abort();
	if (p->vlans > PACKET_VLANS)
		abort();
}

static void one(struct reassembly *r, struct copies *c, const struct frame *borrowed)
{
	uint8_t *copy = malloc(borrowed->caplen ? borrowed->caplen : 1);
	struct frame f = *borrowed;
	struct packet p;

	if (!copy)
		abort();
	if (f.caplen)
		memcpy(copy, f.bytes, f.caplen);
	f.bytes = copy;
	packet_walk(&f, NULL, NULL, &p);
	touch(&p);
	reassembly_release(r);
	packet_walk(&f, r, c, &p);
	touch(&p);
	(void)link_direction(&f);
	free(copy);
}

static void lost(void *ctx, const struct lost_datagram *l)
{
	struct packet p;

	(void)ctx;
	if (!l->pieces || strlen(l->missing) >= sizeof(l->missing))
		abort();
	packet_walk(&l->frame, NULL, NULL, &p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct reassembly *r = reassembly_new();
	struct copies *copies = copies_new();
	struct cur c = cur_make(data, n, n);
	int64_t ns = 0;

	reassembly_on_lost(r, lost, NULL);

	while (cur_more(&c)) {
		struct frame f = {.linktype = cur_be16(&c), .ns = ns};
		size_t caplen = cur_be16(&c), snapped = cur_u8(&c);

		f.caplen = (uint32_t)(caplen < c.left ? caplen : c.left);
		f.wirelen = f.caplen + (uint32_t)snapped;
		f.bytes = cur_bytes(&c, f.caplen);
		ns += snapped & 1 ? 1000000 : 1000000000;
		if (c.err == CUR_OK)
			one(r, copies, &f);
	}
	reassembly_end(r);
	(void)reassembly_incomplete(r);
	copies_free(copies);
	reassembly_free(r);
	return 0;
}
