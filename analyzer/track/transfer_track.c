/*
 * TFTP and two-stage boot transfers, packet by packet (netboot.md 4.1, pvs.md 3.2).
 *
 * A transfer is known by the client's address and port: the server answers from a new port, perhaps
 * even from another address. Requests are recognised by grammar on any port. Requests, the first of
 * each kind, the end, repeats and what follows a silence become events; the rest is measured.
 */
#include "base/mem.h"
#include "proto/tftp.h"
#include "proto/tsb.h"
#include "track/transfer.h"

#include <stdio.h>
#include <stdlib.h>

#define OPEN_MAX 4096
#define KEEP_REQUESTS 16
#define KEEP_FEW 8
#define GAP_NS 1000000000
#define REQUEST_AGAIN_NS 60000000000 /* the same request after this long is a new transfer */

struct transfers *transfers_new(void)
{
	return mem_alloc(sizeof(struct transfers));
}

void transfers_free(struct transfers *x)
{
	struct transfer *one, *next;

	HASH_ITER (hh, x->open, one, next) {
		HASH_DEL(x->open, one);
		free(one);
	}
	free(x);
}

static void transfer_close(struct tracker *t, struct transfer *x)
{
	transfer_write(t, x, t->now_ns);
	HASH_DEL(t->transfers->open, x);
	free(x);
}

void transfers_finish(struct tracker *t)
{
	struct transfer *x, *next;

	HASH_ITER (hh, t->transfers->open, x, next)
		transfer_close(t, x);
}

static struct transfer_key key_of(const struct tracker *t, const struct packet *p, bool from_client)
{
	struct transfer_key key;

	memset(&key, 0, sizeof(key));
	key.client_ip = from_client ? p->src_ip : p->dst_ip;
	key.client_port = from_client ? p->src_port : p->dst_port;
	key.vlan = stations_shared(t->stations, key.client_ip) ? track_vlan(p) : 0;
	return key;
}

static struct transfer *transfer_find(struct tracker *t, struct transfer_key key)
{
	struct transfer *x;

	HASH_FIND(hh, t->transfers->open, &key, sizeof(key), x);
	return x;
}

static struct transfer *transfer_new(struct tracker *t, const struct packet *p, bool tsb)
{
	struct transfer *x = mem_alloc(sizeof(*x));
	static const struct mac none;

	if (HASH_COUNT(t->transfers->open) >= OPEN_MAX)
		transfer_close(t, t->transfers->open);
	x->key = key_of(t, p, true);
	x->tsb = tsb;
	x->client = stations_holder(t->stations, p->src_ip, track_vlan(p), p->has_l2 ? p->src_mac : none);
	x->server_ip = p->dst_ip;
	x->server_port = p->dst_port;
	x->blksize = tsb ? -1 : 512;
	x->windowsize = x->tsize = -1;
	x->first_ns = x->last_ns = x->client_last_ns = p->frame->ns;
	x->content_whole = true;
	transfer_measure_init(x);
	XXH3_128bits_reset(&x->hash);
	HASH_ADD(hh, t->transfers->open, key, sizeof(x->key), x);
	return x;
}

/* Notes the time; true when the packet ends a silence that is worth an event. */
static bool transfer_touch(struct transfer *x, const struct packet *p)
{
	int64_t gap = p->frame->ns - x->last_ns;

	if (gap > x->max_gap_ns)
		x->max_gap_ns = gap;
	if (p->frame->ns > x->last_ns)
		x->last_ns = p->frame->ns;
	if (p->src_port == x->key.client_port && p->src_ip == x->key.client_ip && p->frame->ns > x->client_last_ns)
		x->client_last_ns = p->frame->ns;
	return gap >= GAP_NS && x->kept_gaps++ < KEEP_FEW;
}

static void keep(struct tracker *t, struct transfer *x, const struct packet *p, const char *kind, int d,
	const char *info, int64_t *first)
{
	int64_t id = track_event(t, p, kind, x->client, d, "", info);

	x->last_event = id;
	if (first && !*first)
		*first = id;
}

/* --- requests --------------------------------------------------------------------------------- */

/* The transfer this request belongs to: the one it repeats, or a new one. */
static struct transfer *request_transfer(struct tracker *t, const struct packet *p, bool tsb,
	const char *file)
{
	struct transfer *x = transfer_find(t, key_of(t, p, true));

	if (x && x->tsb == tsb && !strcmp(x->file, file) && x->blocks == 0 && !x->errored &&
		x->server_ip == p->dst_ip && p->frame->ns - x->last_ns < REQUEST_AGAIN_NS &&
		!stations_restarted(t->stations, x->client, x->last_ns)) /* the next boot of a ROM, which always begins with one port */
		return x;
	if (x)
		transfer_close(t, x);
	x = transfer_new(t, p, tsb);
	snprintf(x->file, sizeof(x->file), "%s", file);
	return x;
}

static void request_keep(struct tracker *t, struct transfer *x, const struct packet *p, const char *kind,
	int d, const char *info)
{
	(void)transfer_touch(x, p);
	if (strcmp(kind, "tftp-wrq") != 0)
		stations_boots(t->stations, p->src_ip, p->frame->ns);
	x->requests++;
	x->last = LAST_REQUEST;
	if (x->kept_requests++ < KEEP_REQUESTS)
		keep(t, x, p, kind, d, info, &x->request_event);
}

static void tftp_request(struct tracker *t, const struct packet *p, const struct tftp_msg *m, int d)
{
	struct txt info = {0};
	char file[260];
	struct transfer *x = request_transfer(t, p, false, txt_safe(file, sizeof(file), m->file));

	txt_safe(x->mode, sizeof(x->mode), m->mode);
	x->asked_tsize = m->has_tsize;
	x->asked_whole = d == DECODED_OK;
	transfer_note_request(x, m, p->frame->ns);
	txt_fmt(&info, "TFTP %s request for \"%s\"", m->opcode == TFTP_RRQ ? "read" : "write", x->file);
	if (m->has_blksize)
		txt_fmt(&info, ", blksize %u", m->blksize);
	if (m->has_tsize)
		txt_put(&info, ", tsize");
	if (m->has_windowsize)
		txt_fmt(&info, ", windowsize %u", m->windowsize);
	request_keep(t, x, p, m->opcode == TFTP_RRQ ? "tftp-rrq" : "tftp-wrq", d, txt_str(&info));
	txt_free(&info);
}

static void tsb_request(struct tracker *t, const struct packet *p, const struct tsb_msg *m, int d)
{
	struct txt info = {0};
	char file[260];
	struct transfer *x = request_transfer(t, p, true, txt_safe(file, sizeof(file), m->path));

	transfer_note_request(x, NULL, p->frame->ns);
	txt_fmt(&info, "Two-stage boot request for \"%s\"", x->file);
	request_keep(t, x, p, "tsb-request", d, txt_str(&info));
	txt_free(&info);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void note_reply(struct transfer *x, const struct packet *p)
{
	if (x->replied)
		return;
	x->replied = true;
	x->reply_ip = p->src_ip;
	x->reply_port = p->src_port;
}

/* Of a two-stage boot only this is relied on: ids of neighbours differ, and always by as much. A block that
 * the capture misses shows as another difference. */
static bool tsb_block_is_new(struct transfer *x, uint16_t id)
{
	uint16_t ahead = (uint16_t)(id - x->last_id);
	uint64_t i, known = x->blocks < RECENT_IDS ? x->blocks : RECENT_IDS;

	for (i = 0; i < known; i++)
		if (x->recent_id[i] == id)
			return false;
	if (x->blocks == 1)
		x->id_step = ahead;
	else if (x->blocks && ahead != x->id_step)
		x->content_whole = false;
	x->recent_id[x->blocks % RECENT_IDS] = id;
	x->last_id = id;
	x->last_abs++;
	return true;
}

/* Whether this block is a new one; moves the count on. TFTP blocks count modulo 65536 and may come
 * in windows (RFC 7440). */
static bool block_is_new(struct transfer *x, uint16_t id)
{
	uint16_t ahead = (uint16_t)(id - (uint16_t)x->last_abs);

	if (x->tsb)
		return tsb_block_is_new(x, id);
	if (ahead == 0 || ahead > 16384)
		return false;
	/* behind block 65535 comes 0, or 1 (netboot.md 4.1) */
	if (id == 0)
		x->wrap_to = 0;
	else if (id == 1 && (uint16_t)x->last_abs == 65535 && x->windowsize <= 1)
		x->wrap_to = 1;
	if (ahead != 1 && !(ahead == 2 && x->wrap_to == 1))
		x->content_whole = false;
	x->last_abs += ahead;
	return true;
}

static void on_data(struct tracker *t, struct transfer *x, const struct packet *p, uint16_t id,
	struct span data, size_t len, int d)
{
	bool gap = transfer_touch(x, p), first = !x->saw_data, fresh, last;
	char info[120];

	note_reply(x, p);
	transfer_note_answer(x, p, "data");
	x->last = LAST_SERVER;
	fresh = block_is_new(x, id);
	transfer_note_data(x, p, data, fresh);
	if ((x->tsb && first) || (!x->tsb && (int64_t)len > x->blksize))
		x->blksize = (int64_t)len; /* an OACK that is not recorded granted it */
	last = (int64_t)len < x->blksize && fresh;
	x->saw_data = true;
	if (fresh) {
		x->blocks++;
		x->bytes += len;
		transfer_content(x, data, len);
	} else {
		x->repeats++;
		x->final_repeated |= x->final_seen;
	}
	x->final_seen |= last;
	snprintf(info, sizeof(info), "%s data, block %u, %zu bytes%s%s", x->tsb ? "Two-stage boot" : "TFTP",
		id, len, last ? " (the last)" : "", fresh ? "" : " (again)");
	if (first || last || gap || (!fresh && x->kept_repeats++ < KEEP_FEW))
		keep(t, x, p, x->tsb ? "tsb-data" : "tftp-data", d, info, &x->reply_event);
}

static void on_ack(struct tracker *t, struct transfer *x, const struct packet *p, uint16_t id, int d)
{
	bool gap = transfer_touch(x, p), first = !x->saw_ack, again, ends;
	bool newest = x->tsb ? id == x->last_id : id == (uint16_t)x->last_abs;
	char info[80];

	again = x->saw_ack && x->last_ack == id;
	ends = x->final_seen && newest && !x->complete;
	x->saw_ack = true;
	transfer_note_ack(x, p->frame->ns, again);
	x->last_ack = id;
	x->last = LAST_CLIENT;
	x->complete |= ends;
	x->repeats += again;
	snprintf(info, sizeof(info), "%s acknowledges block %u%s", x->tsb ? "Target" : "Client", id,
		again ? " (again)" : "");
	if (first || ends || gap || (again && x->kept_repeats++ < KEEP_FEW))
		keep(t, x, p, x->tsb ? "tsb-ack" : "tftp-ack", d, info, NULL);
}

static void on_oack(struct tracker *t, struct transfer *x, const struct packet *p,
	const struct tftp_msg *m, int d)
{
	struct txt info = {0};

	(void)transfer_touch(x, p);
	note_reply(x, p);
	x->last = LAST_SERVER;
	transfer_note_answer(x, p, "oack");
	transfer_note_oack(x, m);
	x->repeats += x->saw_oack;
	x->repeats_data += x->saw_oack && p->src_port == x->reply_port;
	x->saw_oack = true;
	if (m->has_blksize)
		x->blksize = m->blksize;
	if (m->has_windowsize)
		x->windowsize = m->windowsize;
	if (m->has_tsize)
		x->tsize = m->tsize > INT64_MAX ? INT64_MAX : (int64_t)m->tsize;
	txt_put(&info, "TFTP option acknowledgement");
	if (m->has_blksize)
		txt_fmt(&info, ", blksize %u", m->blksize);
	if (m->has_tsize)
		txt_fmt(&info, ", tsize %llu", (unsigned long long)m->tsize);
	if (m->has_windowsize)
		txt_fmt(&info, ", windowsize %u", m->windowsize);
	if (x->kept_oacks++ < KEEP_FEW)
		keep(t, x, p, "tftp-oack", d, txt_str(&info), &x->reply_event);
	txt_free(&info);
}

static void on_error(struct tracker *t, struct transfer *x, const struct packet *p,
	const struct tftp_msg *m, bool from_client, int d)
{
	struct txt info = {0};
	char text[200];

	(void)transfer_touch(x, p);
	if (!from_client) {
		note_reply(x, p);
		transfer_note_answer(x, p, "error");
	}
	txt_safe(text, sizeof(text), m->message);
	txt_fmt(&info, "TFTP error %u from the %s: \"%s\"", m->error, from_client ? "client" : "server", text);
	x->last = from_client ? LAST_CLIENT : LAST_SERVER;
	if (!x->errored && !x->complete) {
		x->errored = true;
		x->error_code = m->error;
		x->error_from_client = from_client;
		snprintf(x->error_text, sizeof(x->error_text), "%s", text);
		keep(t, x, p, "tftp-error", d, txt_str(&info), &x->error_event);
		if (!from_client && !x->reply_event)
			x->reply_event = x->error_event;
	} else {
		track_event(t, p, "tftp-error", x->client, d, "", txt_str(&info));
	}
	txt_free(&info);
}

/* A packet of a transfer that is open: from its server, or from its client. */
static bool tftp_continue(struct tracker *t, const struct packet *p, struct transfer *x, bool from_client)
{
	struct tftp_msg m;
	enum decoded d = tftp_decode(p->payload, &m);

	if (d == DECODED_NOT_MINE)
		return false;
	if (m.opcode == TFTP_DATA && !from_client)
		on_data(t, x, p, m.block, m.data, m.data_len, (int)d);
	else if (m.opcode == TFTP_ACK && from_client)
		on_ack(t, x, p, m.block, (int)d);
	else if (m.opcode == TFTP_OACK && !from_client)
		on_oack(t, x, p, &m, (int)d);
	else if (m.opcode == TFTP_ERROR)
		on_error(t, x, p, &m, from_client, (int)d);
	else
		return false;
	return true;
}

static bool tsb_continue(struct tracker *t, const struct packet *p, struct transfer *x, bool from_client)
{
	struct tsb_msg m;
	enum decoded d = tsb_decode(p->payload, &m);

	if (d == DECODED_NOT_MINE)
		return false;
	if (m.kind == TSB_DATA && !from_client)
		on_data(t, x, p, m.id, m.data, m.data_len, (int)d);
	else if (m.kind == TSB_ACK && from_client)
		on_ack(t, x, p, m.id, (int)d);
	else
		return false;
	return true;
}

/* Whether the sender of a request is one of those that are followed. */
static bool asker_taken(struct tracker *t, const struct packet *p)
{
	static const struct mac none;

	return clients_take(t, stations_holder(t->stations, p->src_ip, track_vlan(p), p->has_l2 ? p->src_mac : none));
}

static bool request_taken(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct tftp_msg m;
	struct tsb_msg b;
	enum decoded d;

	if (p->payload.left < 4 || !(p->payload.p[0] == 0 || p->payload.p[0] == 8))
		return false;
	d = tftp_decode(p->payload, &m);
	if (d != DECODED_NOT_MINE && (m.opcode == TFTP_RRQ || m.opcode == TFTP_WRQ) && m.file.n) {
		*out = asker_taken(t, p) ? (struct verdict){"fact", "TFTP"} : clients_flood;
		if (out->reason != clients_flood.reason)
			tftp_request(t, p, &m, (int)d);
		return true;
	}
	d = tsb_decode(p->payload, &b);
	if (d != DECODED_NOT_MINE && b.kind == TSB_REQUEST && b.path.n) {
		*out = asker_taken(t, p) ? (struct verdict){"fact", "two-stage boot (UDP 6969)"}
					 : clients_flood;
		if (out->reason != clients_flood.reason)
			tsb_request(t, p, &b, (int)d);
		return true;
	}
	return false;
}

/* --- transfers that began before the capture ----------------------------------------------------- */

static struct orphan *orphan_of(struct transfers *x, uint32_t server, uint16_t sport, uint32_t client,
	uint16_t cport)
{
	unsigned i;

	for (i = 0; i < ORPHANS_MAX; i++) {
		struct orphan *o = &x->orphan[i];

		if (o->server_ip == server && o->server_port == sport && o->client_ip == client &&
			o->client_port == cport)
			return o;
	}
	return NULL;
}

static void orphan_data(struct transfers *x, const struct packet *p, const struct tftp_msg *m)
{
	struct orphan *o = orphan_of(x, p->src_ip, p->src_port, p->dst_ip, p->dst_port);

	if (!o) {
		o = &x->orphan[x->next_orphan++ % ORPHANS_MAX];
		*o = (struct orphan){.server_ip = p->src_ip, .client_ip = p->dst_ip,
			.server_port = p->src_port, .client_port = p->dst_port};
	}
	o->block = m->block;
	o->len = m->data_len;
	if (o->len > o->longest)
		o->longest = o->len;
	o->ns = p->frame->ns;
}

/* Two acknowledgements, each of just the block that went the other way before: that is TFTP. */
static struct transfer *orphan_ack(struct tracker *t, const struct packet *p, uint16_t block)
{
	struct orphan *o = orphan_of(t->transfers, p->dst_ip, p->dst_port, p->src_ip, p->src_port);
	struct transfer *x;

	if (!o || o->block != block || ++o->matches < 2)
		return NULL;
	x = transfer_new(t, p, false);
	x->reply_ip = o->server_ip;
	x->reply_port = o->server_port;
	x->replied = x->saw_data = true;
	x->content_whole = false;
	x->blksize = (int64_t)o->longest;
	x->final_seen = o->len < o->longest;
	x->first_ns = o->ns;
	x->last_abs = o->block;
	x->blocks = 1;
	x->bytes = o->len;
	stations_boots(t->stations, p->src_ip, p->frame->ns);
	memset(o, 0, sizeof(*o));
	return x;
}

static struct transfer *orphan_track(struct tracker *t, const struct packet *p)
{
	struct tftp_msg m;

	if (p->payload.left < 4 || p->payload.p[0] != 0 || p->src_port < 69 || p->dst_port < 69 ||
		tftp_decode(p->payload, &m) == DECODED_NOT_MINE)
		return NULL;
	if (m.opcode == TFTP_DATA && m.data_len >= 8 && p->dst_port >= 1024)
		orphan_data(t->transfers, p, &m);
	if (m.opcode == TFTP_ACK && packet_payload_len(p) == 4)
		return orphan_ack(t, p, m.block);
	return NULL;
}

bool transfer_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct transfer *x;
	bool from_client, taken;

	/* a first fragment shows its ports; whether the rest comes is seen later */
	if (p->kind == PACKET_FRAGMENT && p->first_only && (x = transfer_find(t, key_of(t, p, false))))
		transfer_note_piece(x);
	if (p->kind != PACKET_UDP)
		return false;
	if (request_taken(t, p, out))
		return true;
	from_client = (x = transfer_find(t, key_of(t, p, true))) != NULL;
	if (!x)
		x = transfer_find(t, key_of(t, p, false));
	if (!x)
		from_client = (x = orphan_track(t, p)) != NULL;
	if (!x)
		return false;
	taken = x->tsb ? tsb_continue(t, p, x, from_client) : tftp_continue(t, p, x, from_client);
	if (taken)
		*out = x->tsb ? (struct verdict){"measured", "two-stage boot (UDP 6969)"}
			      : (struct verdict){"measured", "TFTP"};
	return taken;
}
