/*
 * Interfaces and damage notes, shared by the container readers. See reader.h.
 */
#include "capture/reader.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t reader_add_iface(struct reader *r, uint32_t linktype, uint32_t snaplen)
{
	struct capture_iface *f;

	if (r->iface_count == READER_IFACES_MAX)
		return UINT32_MAX;
	VEC_ROOM(r->ifaces, r->iface_count, r->iface_cap);
	f = &r->ifaces[r->iface_count];
	*f = (struct capture_iface){
		.linktype = linktype,
		.snaplen = snaplen,
		.drops_if = UINT64_MAX,
		.drops_os = UINT64_MAX,
		.last_ns = -1,
		.received = UINT64_MAX,
		.delivered = UINT64_MAX,
		.began_ns = -1,
		.ended_ns = -1,
	};
	r->info->ifaces = r->ifaces;
	r->info->iface_count = ++r->iface_count;
	return (uint32_t)(r->iface_count - 1);
}

void reader_damage(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	r->info->end = CAPTURE_CUT;
	if (r->damages++)
		return;
	va_start(ap, fmt);
	vsnprintf(r->info->note, sizeof(r->info->note), fmt, ap);
	va_end(ap);
}

void reader_sum_damages(struct reader *r)
{
	char *note = r->info->note;
	size_t n = strlen(note), size = sizeof(r->info->note);

	if (r->damages > 1)
		snprintf(note + n, size - n, "; and %u more such places", r->damages - 1);
	r->damages = 0;
}

void reader_close(struct reader *r)
{
	if (!r)
		return;
	r->ops->close(r);
	free(r->ifaces);
	free(r);
}
