/*
 * Which datagrams of a PVS conversation become events: its start, small exchanges, the first of the
 * bulk, repeats, and the frames on both sides of a silence and at the end. All bounded; the rest
 * is measured.
 */
#include "base/mem.h"
#include "track/flow.h"

#include <stdio.h>
#include <stdlib.h>

#define KEEP_SMALL 24
#define KEEP_AFTER_GAP 48
#define KEEP_BULK 4
#define KEEP_REPEATS 24
#define KEEP_PAYLOAD 128 /* bytes, of a datagram with disk content: what tells it from others */

static const char *flow_kind(const struct flow *f, bool up, size_t len)
{
	bool login = f->key.server_port == PVS_PORT_FIRST && !f->f.full_frames;

	if (up)
		return len == FLOW_REQUEST && !login ? "pvs-request" : "pvs-login";
	return len > FLOW_SMALL ? "pvs-data" : "pvs-login-reply";
}

/* Whether the payload lies in the frame: what was put together from several does not. */
static bool in_frame(const struct packet *p)
{
	return p->payload.p >= p->frame->bytes && p->payload.p <= p->frame->bytes + p->frame->caplen;
}

/* Disk content is neither evidence nor ours to carry away: of a frame with much of it only the beginning
 * goes into the case. Of *q and *f, which are copies of a packet and its frame, that is left. */
static void shorten(struct packet *q, struct frame *f)
{
	if (packet_payload_len(q) <= FLOW_SMALL || q->payload.left <= KEEP_PAYLOAD || !in_frame(q))
		return;
	f->caplen = (uint32_t)(q->payload.p - f->bytes) + KEEP_PAYLOAD;
	q->payload.snapped += q->payload.left - KEEP_PAYLOAD;
	q->payload.left = KEEP_PAYLOAD;
}

static void keep(struct tracker *t, struct flow *f, const struct packet *p, bool whole, bool up, bool repeat, size_t len)
{
	const char *kind = flow_kind(f, up, len);
	char info[160], ip[16];
	struct frame part = *p->frame;
	struct packet start = *p;

	shorten(&start, &part);
	start.frame = &part;

	snprintf(info, sizeof(info), "PVS %s %s:%u, %zu bytes%s",
		up ? (!strcmp(kind, "pvs-request") ? "request to" : "login datagram to")
		   : (!strcmp(kind, "pvs-data") ? "stream data from" : "answer from"),
		txt_ip4(ip, f->key.server_ip), f->key.server_port, len, repeat ? ", repeated" : "");
	f->f.last_event = track_event_part(t, &start, kind, f->f.client, whole, info);
	if (!f->f.first_event)
		f->f.first_event = f->f.last_event;
	if (!f->spell.first_event)
		f->spell.first_event = f->f.last_event;
	f->spell.last_event = f->f.last_event;
}

static bool worth(struct flow *f, struct flow_step step, size_t len, bool first)
{
	if (first)
		return true;
	if (step.gap && f->kept_gap < KEEP_AFTER_GAP)
		return f->kept_gap++, true;
	if (step.repeat && f->kept_repeat < KEEP_REPEATS)
		return f->kept_repeat++, true;
	if (len <= FLOW_SMALL && !f->f.full_frames && f->kept_small < KEEP_SMALL)
		return f->kept_small++, true;
	if (len > FLOW_SMALL && f->kept_bulk < KEEP_BULK)
		return f->kept_bulk++, true;
	return false;
}

/* Remembers this frame: should a silence follow, it was the last before it. */
static void hold(struct flow *f, const struct packet *p, bool up, size_t len)
{
	struct held *h = &f->held;

	h->there = h->borrowed = false;
	h->whole = !p->payload.snapped;
	h->frame = *p->frame;
	h->packet = *p;
	shorten(&h->packet, &h->frame);
	if (h->frame.caplen > HELD_MAX || !in_frame(p))
		return;
	memcpy(h->bytes, p->frame->bytes, h->frame.caplen);
	h->frame.bytes = h->bytes;
	h->frame.comment = NULL;
	h->packet.frame = &h->frame;
	h->packet.payload.p = h->bytes + (p->payload.p - p->frame->bytes);
	h->up = up;
	h->len = len;
	h->there = true;
}

/* Nearly all of these are held in vain: bytes are copied once the capture lets go of them. */
static void hold_plain(struct flow *f, const struct plain *d, bool up)
{
	struct held *h = &f->held;

	h->there = h->borrowed = true;
	h->up = up;
	h->frame = *d->frame;
	h->plain = *d;
}

static void settle_held(struct flow *f)
{
	struct held *h = &f->held;
	struct frame frame;
	struct packet p;

	if (!h->borrowed)
		return;
	h->borrowed = false;
	frame = h->frame;
	p = (struct packet){.frame = &frame};
	h->plain.frame = &frame;
	plain_packet(&h->plain, &p);
	if (h->there)
		hold(f, &p, h->up, h->plain.len);
}

void flows_settle(struct tracker *t)
{
	struct flows *x = t->flows;
	struct flow *f;

	while (x->unsettled_count) {
		f = x->unsettled[--x->unsettled_count];
		f->unsettled = false;
		settle_held(f);
		stations_settle_pair(t->stations, &f->pair[0], f->key.server_ip);
		stations_settle_pair(t->stations, &f->pair[1], f->key.client_ip);
	}
}

void flow_keep_held(struct tracker *t, struct flow *f)
{
	struct held *h = &f->held;
	bool wrote = t->wrote;

	settle_held(f);
	if (!h->there)
		return;
	h->there = false;
	keep(t, f, &h->packet, h->whole, h->up, false, h->len);
	t->wrote = wrote; /* that frame has its place in the ledger already */
}

void flow_keep(struct tracker *t, struct flow *f, const struct packet *p, struct flow_step step, size_t len,
	bool first)
{
	if (worth(f, step, len, first)) {
		keep(t, f, p, !p->payload.snapped, step.up, step.repeat, len);
		f->held.there = false;
	} else {
		hold(f, p, step.up, len);
	}
}

static void keep_plain(struct tracker *t, struct flow *f, const struct plain *d, struct flow_step step)
{
	struct packet p = {.frame = d->frame};

	plain_packet(d, &p);
	keep(t, f, &p, d->left == d->len, step.up, step.repeat, d->len);
	f->held.there = false;
}

void flow_keep_plain(struct tracker *t, struct flow *f, const struct plain *d, struct flow_step step)
{
	if (worth(f, step, d->len, false))
		keep_plain(t, f, d, step);
	else
		hold_plain(f, d, step.up);
}
