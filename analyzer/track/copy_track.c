/*
 * Frames that say nothing new: copies of a packet that was taken before, tied to its event; and what
 * the capture layer says of datagrams that never became complete (pieces.c counts them by pair).
 */
#include "base/mem.h"
#include "track/internal.h"

#include <stdlib.h>

#define RECENT 65536   /* frames back in which the first of two copies is found */
#define LOST_MAX 1024

struct recent_one {
	uint64_t frame;
	int64_t event_id;
};

struct recent {
	struct recent_one one[RECENT];
};

struct recent *recent_new(void)
{
	return mem_alloc(sizeof(struct recent));
}

void recent_free(struct recent *r)
{
	free(r);
}

void recent_add(struct recent *r, uint64_t frame, int64_t event_id)
{
	r->one[frame % RECENT] = (struct recent_one){frame, event_id};
}

static int64_t recent_find(const struct recent *r, uint64_t frame)
{
	const struct recent_one *o = &r->one[frame % RECENT];

	return o->frame == frame ? o->event_id : 0;
}

struct verdict copy_track(struct tracker *t, const struct packet *p)
{
	static const struct {
		const char *how, *reason;
	} copies[] = {
		[COPY_NONE] = {"mirror", "copy"},
		[COPY_MIRROR] = {"mirror", "copy made by a mirror"},
		[COPY_ROUTED] = {"routed", "the same packet behind a router"},
		[COPY_COMPONENT] = {"component", "the same packet on another interface"},
	};
	int64_t event_id = recent_find(t->recent, p->copy_of);

	if (event_id) {
		struct fact_copy f = {event_id, p, copies[p->copy].how};

		t->sink->copy(t->sink->ctx, &f);
	}
	return (struct verdict){"duplicate", copies[p->copy].reason};
}

void tracker_lost(struct tracker *t, const struct packet *p, const struct lost_datagram *lost)
{
	struct fact_fragment f = {.lost = lost};

	if (t->lost++ >= LOST_MAX)
		return;
	if (lost->has_first && p->first_only) {
		f.src_port = p->src_port;
		f.dst_port = p->dst_port;
	}
	f.event_id = recent_find(t->recent, lost->frame.number);
	t->sink->fragment(t->sink->ctx, &f);
}
