/*
 * PVS conversations, measured (pvs.md 3.2, 3.3). The protocol is not public: nothing here reads
 * meaning into payload. What is used: ports, direction, sizes, times, and whether a request is
 * repeated byte for byte.
 *
 *   login     small datagrams both ways, target -> server:6910
 *   reading   48 bytes up, then a burst down of up to 32 datagrams of 56 + n bytes (1464 when full);
 *             the sum of n over a burst is what was read, a multiple of 512
 *
 * A conversation is written only when two signs agree that it is PVS, because the ports are anyone's.
 */
#include "base/mem.h"
#include "track/internal.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdio.h>
#include <stdlib.h>

#define PORT_FIRST 6910
#define PORT_LAST 6930
#define REQUEST_LEN 48
#define HEADER_LEN 56
#define FULL_LEN 1464
#define SECTOR 512
#define SMALL_MAX 700       /* larger datagrams carry disk content */
#define FLOWS_MAX 8192
#define BINS_MAX 512
#define GAPS_MAX 64
#define GAP_NS 1000000000
#define KEEP_SMALL 24       /* small datagrams kept as events at the beginning */
#define KEEP_AFTER_GAP 48
#define KEEP_BULK 4

struct flow_key {
	uint32_t client_ip, server_ip;
	uint16_t client_port, server_port;
	uint16_t vlan, zero;
};

struct flow {
	struct flow_key key;
	struct fact_flow f;
	struct fact_bin *bins;
	struct fact_gap *gaps;
	size_t bin_cap, gap_cap;
	int64_t bin_width;
	bool last_up, in_read;
	uint64_t burst, burst_frames, up_hash;
	int64_t read_ns;
	unsigned kept_small, kept_gap, kept_bulk;
	bool saw_request, saw_full, saw_pairs;
	UT_hash_handle hh;
};

struct flows {
	struct flow *flow;
};

struct flows *flows_new(void)
{
	return mem_alloc(sizeof(struct flows));
}

static void flow_free(struct flow *f)
{
	free(f->bins);
	free(f->gaps);
	free(f);
}

void flows_free(struct flows *x)
{
	struct flow *f, *next;

	HASH_ITER (hh, x->flow, f, next) {
		HASH_DEL(x->flow, f);
		flow_free(f);
	}
	free(x);
}

static bool stream_port(uint16_t port)
{
	return port >= PORT_FIRST && port <= PORT_LAST;
}

static bool target_port(uint16_t port)
{
	return port == 6901 || port == 6902 || port == 6905;
}

/* --- the end of a conversation ------------------------------------------------------------------ */

/* The signs that this is PVS, by name; how many there are. */
static unsigned flow_signs(const struct tracker *t, const struct flow *f, struct txt *signs)
{
	const struct {
		bool there;
		const char *name;
	} all[] = {
		{stream_port(f->key.server_port), "server-port"},
		{target_port(f->key.client_port), "target-port"},
		{stations_booted(t->stations, f->key.client_ip), "after-boot-file"},
		{f->saw_request, "request-48"},
		{f->saw_full, "datagram-1464"},
		{f->f.sector_reads > 0 && f->f.sector_reads * 4 >= f->f.reads * 3, "whole-sectors"},
	};
	unsigned n = 0;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].there)
			txt_fmt(signs, "%s%s", n++ ? " " : "", all[i].name);
	return n;
}

static const char *flow_role(const struct flow *f)
{
	if (f->f.sector_reads || f->f.max_payload > SMALL_MAX)
		return "stream";
	return "login";
}

/* A burst is over: what it read. */
static void read_end(struct flow *f)
{
	if (!f->in_read)
		return;
	f->in_read = false;
	if (!f->burst_frames) {
		f->f.unanswered++;
		return;
	}
	if (f->burst_frames == 1 && (f->burst < HEADER_LEN + SECTOR || (f->burst - HEADER_LEN) % SECTOR))
		return; /* an answer, not a read */
	f->f.reads++;
	f->f.read_bytes += f->burst - HEADER_LEN * f->burst_frames;
	if ((f->burst - HEADER_LEN * f->burst_frames) % SECTOR == 0)
		f->f.sector_reads++;
}

static void flow_close(struct tracker *t, struct flow *f)
{
	struct txt signs = {0};

	read_end(f);
	if (flow_signs(t, f, &signs) >= 2) {
		f->f.role = flow_role(f);
		f->f.signs = txt_str(&signs);
		f->f.bins = f->bins;
		f->f.gaps = f->gaps;
		t->sink->flow(t->sink->ctx, &f->f);
	}
	txt_free(&signs);
	HASH_DEL(t->flows->flow, f);
	flow_free(f);
}

void flows_finish(struct tracker *t)
{
	struct flow *f, *next;

	HASH_ITER (hh, t->flows->flow, f, next)
		flow_close(t, f);
}

/* --- measuring ------------------------------------------------------------------------------------ */

/* Halves the resolution: neighbouring bins become one. */
static void bins_widen(struct flow *f)
{
	size_t i, n = 0;
	int64_t start;

	f->bin_width *= 2;
	for (i = 0; i < f->f.bin_count; i++) {
		start = f->bins[i].start_ns - f->bins[i].start_ns % f->bin_width;
		if (n && f->bins[n - 1].start_ns == start) {
			f->bins[n - 1].up_bytes += f->bins[i].up_bytes;
			f->bins[n - 1].down_bytes += f->bins[i].down_bytes;
			f->bins[n - 1].reads += f->bins[i].reads;
		} else {
			f->bins[n] = f->bins[i];
			f->bins[n++].start_ns = start;
		}
		f->bins[n - 1].width_ns = f->bin_width;
	}
	f->f.bin_count = n;
}

static struct fact_bin *bin_at(struct flow *f, int64_t ns)
{
	int64_t start;

	if (f->f.bin_count >= BINS_MAX)
		bins_widen(f);
	start = ns - ns % f->bin_width;
	if (f->f.bin_count && start <= f->bins[f->f.bin_count - 1].start_ns)
		return &f->bins[f->f.bin_count - 1];
	VEC_ROOM(f->bins, f->f.bin_count, f->bin_cap);
	f->bins[f->f.bin_count] = (struct fact_bin){.start_ns = start, .width_ns = f->bin_width};
	return &f->bins[f->f.bin_count++];
}

/* A silence of a second or more, and whose turn it was; true when this packet ends one. */
static bool gap_note(struct flow *f, int64_t ns)
{
	if (ns - f->f.last_ns < GAP_NS)
		return false;
	if (f->f.gap_count < GAPS_MAX) {
		VEC_ROOM(f->gaps, f->f.gap_count, f->gap_cap);
		f->gaps[f->f.gap_count++] = (struct fact_gap){f->f.last_ns, ns,
			f->last_up ? "server" : "client"};
	}
	return true;
}

static void flow_up(struct flow *f, const struct packet *p, size_t len)
{
	uint64_t hash = XXH3_64bits(p->payload.p, p->payload.left);

	if (f->last_up && hash == f->up_hash)
		f->f.repeats++;
	read_end(f);
	f->up_hash = hash;
	f->f.up_frames++;
	f->f.up_bytes += len;
	f->f.last_up_ns = p->frame->ns;
	f->saw_request |= len == REQUEST_LEN;
	f->in_read = true;
	f->burst = f->burst_frames = 0;
	f->read_ns = p->frame->ns;
	bin_at(f, p->frame->ns)->up_bytes += len;
}

static void flow_down(struct flow *f, const struct packet *p, size_t len)
{
	int64_t service = p->frame->ns - f->read_ns;
	struct fact_bin *b = bin_at(f, p->frame->ns);

	f->f.down_frames++;
	f->f.down_bytes += len;
	f->f.last_down_ns = p->frame->ns;
	if (f->f.first_down_ns == INT64_MIN)
		f->f.first_down_ns = p->frame->ns;
	if (len > f->f.max_payload)
		f->f.max_payload = len;
	f->f.full_frames += len == FULL_LEN;
	f->saw_full |= len == FULL_LEN;
	b->down_bytes += len;
	if (!f->in_read)
		return;
	if (!f->burst_frames && service >= 0) {
		b->reads++;
		f->f.service_sum_ns += service;
		if (service > f->f.service_max_ns)
			f->f.service_max_ns = service;
	}
	f->burst += len;
	f->burst_frames++;
}

/* --- events ----------------------------------------------------------------------------------------- */

static const char *flow_kind(const struct flow *f, bool up, size_t len)
{
	bool login = f->key.server_port == PORT_FIRST && !f->saw_full;

	if (up)
		return len == REQUEST_LEN && !login ? "pvs-request" : "pvs-login";
	return len > SMALL_MAX ? "pvs-data" : "pvs-login-reply";
}

static void flow_keep(struct tracker *t, struct flow *f, const struct packet *p, bool up, size_t len)
{
	const char *kind = flow_kind(f, up, len);
	char info[160], ip[16];

	snprintf(info, sizeof(info), "PVS %s %s:%u, %zu bytes%s",
		up ? (!strcmp(kind, "pvs-request") ? "request to" : "login datagram to")
		   : (!strcmp(kind, "pvs-data") ? "stream data from" : "answer from"),
		txt_ip4(ip, f->key.server_ip), f->key.server_port, len, f->f.repeats && up ? ", repeated" : "");
	f->f.last_event = track_event(t, p, kind, f->f.client, 0, "", info);
	if (!f->f.first_event)
		f->f.first_event = f->f.last_event;
}

static bool flow_worth(struct flow *f, size_t len, bool gap, bool first)
{
	if (first)
		return true;
	if (gap && f->kept_gap < KEEP_AFTER_GAP)
		return f->kept_gap++, true;
	if (len <= SMALL_MAX && !f->saw_full && f->kept_small < KEEP_SMALL)
		return f->kept_small++, true;
	if (len > SMALL_MAX && f->kept_bulk < KEEP_BULK)
		return f->kept_bulk++, true;
	return false;
}

/* --- which conversation ----------------------------------------------------------------------------- */

/* Which side is the server: the one on a stream port; of two, the one that is not a target's port. */
static bool towards_server(const struct packet *p, bool *up)
{
	bool to = stream_port(p->dst_port), from = stream_port(p->src_port);

	if (!to && !from)
		return false;
	*up = to && (!from || target_port(p->src_port) || p->dst_port <= p->src_port);
	return true;
}

static struct flow *flow_of(struct tracker *t, const struct packet *p, bool up)
{
	struct flow_key key;
	struct flow *f;
	static const struct mac none;
	struct mac client;

	memset(&key, 0, sizeof(key));
	key.client_ip = up ? p->src_ip : p->dst_ip;
	key.server_ip = up ? p->dst_ip : p->src_ip;
	key.client_port = up ? p->src_port : p->dst_port;
	key.server_port = up ? p->dst_port : p->src_port;
	key.vlan = p->vlans ? p->vlan[p->vlans - 1] : 0;
	HASH_FIND(hh, t->flows->flow, &key, sizeof(key), f);
	if (f)
		return f;
	client = stations_holder(t->stations, key.client_ip,
		!p->has_l2 ? none : up ? p->src_mac : p->has_dst_mac ? p->dst_mac : none);
	if (!clients_take(t, client))
		return NULL;
	if (HASH_COUNT(t->flows->flow) >= FLOWS_MAX)
		flow_close(t, t->flows->flow);
	f = mem_alloc(sizeof(*f));
	f->key = key;
	f->bin_width = 1000000000;
	f->f = (struct fact_flow){.client_ip = key.client_ip, .server_ip = key.server_ip,
		.client_port = key.client_port, .server_port = key.server_port,
		.first_ns = p->frame->ns, .last_ns = p->frame->ns, .first_down_ns = INT64_MIN,
		.last_up_ns = INT64_MIN, .last_down_ns = INT64_MIN};
	f->f.client = client;
	f->f.server_mac = !p->has_l2 ? none : !up ? p->src_mac : p->has_dst_mac ? p->dst_mac : none;
	HASH_ADD(hh, t->flows->flow, key, sizeof(key), f);
	return f;
}

bool flow_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	size_t len = packet_payload_len(p);
	struct flow *f;
	bool up, gap, first;

	if (p->kind != PACKET_UDP || p->l3_cast == CAST_BROADCAST || !towards_server(p, &up))
		return false;
	f = flow_of(t, p, up);
	if (!f) {
		*out = clients_flood;
		return true;
	}
	gap = gap_note(f, p->frame->ns);
	first = up ? !f->f.up_frames : !f->f.down_frames;
	if (up)
		flow_up(f, p, len);
	else
		flow_down(f, p, len);
	if (flow_worth(f, len, gap, first))
		flow_keep(t, f, p, up, len);
	f->last_up = up;
	if (p->frame->ns > f->f.last_ns)
		f->f.last_ns = p->frame->ns;
	*out = (struct verdict){"measured", "UDP 6910-6930 (PVS login and streaming)"};
	return true;
}
