/*
 * Sends each packet to the protocol that takes it, and keeps the ledger: every frame ends in one
 * bucket. To add a protocol: x_track() in its own file, one line in `takers`.
 */
#include "track/flow.h"
#include "base/mem.h"
#include "proto/decode.h"

#include <stdio.h>
#include <stdlib.h>

#define LEDGER_MAX 128
#define CLOCK_STEP_NS 1000000000 /* a time that goes back further is another clock's */

struct ledger_count {
	struct verdict v;
	uint64_t frames, bytes;
};

typedef bool (*taker_fn)(struct tracker *t, const struct packet *p, struct verdict *out);

/* The first that takes a packet has it. */
static const taker_fn takers[] = {arp_track, icmp_track, dhcp_track, link_track, transfer_track, flow_track,
	http_track, sql_track, os_track};

struct tracker *tracker_new(const struct fact_sink *sink)
{
	struct tracker *t = mem_alloc(sizeof(*t));

	t->sink = sink;
	t->stations = stations_new();
	t->clients = clients_new();
	t->kept = kept_new();
	t->recent = recent_new();
	t->pieces = pieces_new();
	t->transfers = transfers_new();
	t->flows = flows_new();
	t->arps = arps_new();
	t->links = links_new();
	t->sqls = sqls_new();
	t->ledger = mem_alloc(LEDGER_MAX * sizeof(*t->ledger));
	return t;
}

void tracker_free(struct tracker *t)
{
	if (!t)
		return;
	stations_free(t->stations);
	clients_free(t->clients);
	kept_free(t->kept);
	recent_free(t->recent);
	pieces_free(t->pieces);
	transfers_free(t->transfers);
	flows_free(t->flows);
	arps_free(t->arps);
	links_free(t->links);
	sqls_free(t->sqls);
	free(t->ledger);
	free(t);
}

/* What a packet is called that nobody took. */
static struct verdict unrelated(const struct packet *p)
{
	switch (p->kind) {
	case PACKET_UNREADABLE:
		return (struct verdict){"unreadable", p->reason ? p->reason : "not understood"};
	case PACKET_FRAGMENT:
		return (struct verdict){"measured", "piece of a fragmented datagram"};
	case PACKET_UDP:
		return (struct verdict){"unrelated", "other UDP"};
	case PACKET_TCP:
		return (struct verdict){"unrelated", "TCP"};
	case PACKET_ICMP:
		return (struct verdict){"unrelated", "ICMP"};
	case PACKET_IP_OTHER:
		return (struct verdict){"unrelated", "other IPv4 protocol"};
	case PACKET_IPV6:
		return (struct verdict){"unrelated", "IPv6"};
	case PACKET_ARP:
		return (struct verdict){"unrelated", "ARP"};
	case PACKET_L2_OTHER:
		return (struct verdict){"unrelated", "other link-layer protocol"};
	}
	return (struct verdict){"unreadable", "not understood"};
}

/* Where frames with this verdict are counted. Reasons are static texts; the last row collects what would not fit. */
static struct ledger_count *ledger_row(struct tracker *t, struct verdict v)
{
	unsigned i = t->ledger_last;

	if (i < t->ledger_size && t->ledger[i].v.bucket == v.bucket && t->ledger[i].v.reason == v.reason)
		return &t->ledger[i];
	for (i = 0; i < t->ledger_size; i++)
		if (!strcmp(t->ledger[i].v.bucket, v.bucket) && !strcmp(t->ledger[i].v.reason, v.reason))
			break;
	if (i == t->ledger_size && i < LEDGER_MAX - 1)
		t->ledger[t->ledger_size++].v = v;
	else if (i == LEDGER_MAX - 1 && t->ledger_size == LEDGER_MAX - 1)
		t->ledger[t->ledger_size++].v = (struct verdict){"unrelated", "other"};
	t->ledger_last = i;
	return &t->ledger[i];
}

static void ledger_add(struct ledger_count *row, uint32_t bytes)
{
	row->frames++;
	row->bytes += bytes;
}

/* A packet that is no copy, and whose stations are counted. */
static struct verdict packet_take(struct tracker *t, const struct packet *p)
{
	struct verdict v;
	size_t i;

	channels_see(t->links, p);
	pieces_see(t, p);
	for (i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (takers[i](t, p, &v))
			return v;
	return unrelated(p);
}

static void frame_begin(struct tracker *t, int64_t ns)
{
	t->wrote = false;
	t->twin_key = 0;
	if (ns > t->now_ns || ns < t->now_ns - CLOCK_STEP_NS)
		t->now_ns = ns;
}

static struct verdict frame_end(struct tracker *t, struct verdict v, uint32_t bytes)
{
	if (t->wrote)
		v.bucket = "fact";
	ledger_add(ledger_row(t, v), bytes);
	return v;
}

static struct verdict packet_feed(struct tracker *t, const struct packet *p)
{
	struct verdict v;

	frame_begin(t, p->frame->ns);
	if (p->copy != COPY_NONE) {
		stations_see(t->stations, p);
		v = copy_track(t, p);
		flow_copied(t, p);
	} else if (!flow_track_sure(t, p, &v)) {
		stations_see(t->stations, p);
		v = packet_take(t, p);
	}
	return frame_end(t, v, p->frame->caplen);
}

static bool lane_knows(void *ctx, const struct plain *d)
{
	return flow_knows(ctx, d);
}

static void lane_take(void *ctx, const struct plain *d)
{
	struct tracker *t = ctx;

	frame_begin(t, d->frame->ns);
	flow_take(t, d);
	if (t->wrote) {
		frame_end(t, flow_streams, d->frame->caplen);
		return;
	}
	if (!t->streams)
		t->streams = ledger_row(t, flow_streams);
	ledger_add(t->streams, d->frame->caplen);
}

static void lane_settle(void *ctx)
{
	flows_settle(ctx);
}

struct plain_lane tracker_lane(struct tracker *t)
{
	return (struct plain_lane){lane_knows, lane_take, lane_settle, t};
}

/* Whether such a message comes from the target's side (1) or goes to it (0). */
static int upward(const char *kind)
{
	static const char *const up[] = {"dhcp-discover", "dhcp-request", "dhcp-decline", "dhcp-release",
		"dhcp-inform", "dhcp-bootrequest", "pxe-request", "tftp-rrq", "tftp-wrq", "tftp-ack",
		"tsb-request", "tsb-ack", "pvs-login", "pvs-request"};
	static const char *const down[] = {"dhcp-offer", "dhcp-ack", "dhcp-nak", "dhcp-bootreply", "pxe-offer",
		"pxe-ack", "tftp-oack", "tftp-data", "tsb-data", "pvs-login-reply", "pvs-data"};
	size_t i;

	for (i = 0; i < sizeof(up) / sizeof(up[0]); i++)
		if (!strcmp(kind, up[i]))
			return 1;
	for (i = 0; i < sizeof(down) / sizeof(down[0]); i++)
		if (!strcmp(kind, down[i]))
			return 0;
	return -1;
}

static void twin_note(struct tracker *t, const struct packet *p, const char *kind, int64_t event_id)
{
	struct fact_twin f = {event_id, t->twin_key ? t->twin_key : twin_key(p), upward(kind), 0};

	if (p->kind == PACKET_UDP && !t->twin_key)
		f.content = twin_content(p);
	if (f.key && t->sink->twin)
		t->sink->twin(t->sink->ctx, &f);
}

/* A frame without a time, or with one that no clock shows, counts as of the latest time seen: nothing
 * behind the trackers has to fear that a difference of two times overflows. */
struct verdict tracker_feed(struct tracker *t, const struct packet *p)
{
	struct packet timed;
	struct frame frame;

	if (p->frame->ns >= 0 && p->frame->ns <= FACT_NS_MAX)
		return packet_feed(t, p);
	timed = *p;
	frame = *p->frame;
	frame.ns = t->now_ns;
	timed.frame = &frame;
	return packet_feed(t, &timed);
}

/* What is alike in many messages of a kind, from which byte of the payload on. */
static const struct {
	const char *kind;
	size_t from, len;
} alike[] = {
	{"dhcp-", 34, 202},       /* behind the client's MAC: padding, sname, file */
	{"pxe-", 34, 202},
	{"tftp-data", 4, SIZE_MAX}, /* a block of a file that all targets fetch; to the end */
};

#define COMMON_LEAST 64 /* bytes: with less it does not pay */

static struct span common_bytes(const struct packet *p, const char *kind)
{
	const struct frame *fr = p->frame;
	size_t i, at, len;

	if (p->payload.p < fr->bytes || p->payload.p > fr->bytes + fr->caplen)
		return (struct span){0}; /* put together from several frames */
	for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		at = (size_t)(p->payload.p - fr->bytes) + alike[i].from;
		if (strncmp(kind, alike[i].kind, strlen(alike[i].kind)) != 0 || at > fr->caplen)
			continue;
		len = alike[i].len == SIZE_MAX ? fr->caplen - at : alike[i].len;
		if (len >= COMMON_LEAST && len <= fr->caplen - at)
			return (struct span){fr->bytes + at, len};
	}
	return (struct span){0};
}

static int64_t event_add(struct tracker *t, struct fact_event *f)
{
	const struct packet *p = f->packet;
	int64_t id;

	if (p->frame->no_time && !*f->odd)
		f->odd = "no-time";
	f->common = common_bytes(p, f->kind);
	id = t->sink->event(t->sink->ctx, f);
	t->wrote = true;
	recent_add(t->recent, p->frame->number, id);
	twin_note(t, p, f->kind, id);
	if (p->kind == PACKET_UDP || (p->kind == PACKET_FRAGMENT && p->first_only))
		kept_add(t->kept, p, id);
	return id;
}

int64_t track_event(struct tracker *t, const struct packet *p, const char *kind, struct mac client,
	int decoded, const char *odd, const char *info)
{
	struct fact_event f = {
		.packet = p,
		.kind = kind,
		.client = client,
		.whole = decoded != DECODED_SNAPPED && p->payload.snapped == 0,
		.malformed = decoded == DECODED_MALFORMED,
		.odd = odd,
		.info = info,
	};

	return event_add(t, &f);
}

int64_t track_event_part(struct tracker *t, const struct packet *p, const char *kind, struct mac client,
	bool whole, const char *info)
{
	struct fact_event f = {.packet = p, .kind = kind, .client = client, .whole = whole, .odd = "", .info = info};

	return event_add(t, &f);
}

uint64_t tracker_flood(const struct tracker *t)
{
	return clients_refused(t->clients);
}

void tracker_finish(struct tracker *t)
{
	unsigned i;

	transfers_finish(t);
	flows_finish(t);
	sqls_finish(t);
	pieces_finish(t);
	stations_finish(t->stations, t->sink);
	links_finish(t->links, t->sink);
	for (i = 0; i < t->ledger_size; i++) {
		struct fact_ledger f = {t->ledger[i].v.bucket, t->ledger[i].v.reason, t->ledger[i].frames,
			t->ledger[i].bytes};
		t->sink->ledger(t->sink->ctx, &f);
	}
}
