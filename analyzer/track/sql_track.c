/*
 * The SQL lane: what the provisioning servers ask their database (TCP 1433, in the clear) about a target that
 * logs in (pvs.md 2.1, 3.3). A call that carries the target's MAC address is about that target; the calls that
 * follow on the same connection are taken to be, until one carries another MAC address. There is no reassembly
 * of TCP: messages are put together from segments that come in order, in a small window; whatever breaks the
 * order is let go.
 */
#include "base/mem.h"
#include "proto/tds.h"
#include "track/internal.h"

#include <stdio.h>
#include <stdlib.h>

#define SQL_PORT 1433
#define CONNECTIONS_MAX 256
#define CALLS_MAX 20000
#define WINDOW 8192
#define ABOUT_NS 30000000000 /* so long after it, a connection is no longer about the same target */
#define PREFIX "usp"         /* of the procedures of the farm's database */

struct sql_key {
	uint32_t client_ip, server_ip;
	uint16_t client_port, zero[3];
};

/* One direction: whole packet bodies of the message that goes on, then the packet that is coming. */
struct window {
	uint8_t *bytes;
	size_t body, n;
	uint32_t next; /* the sequence number that goes on */
	uint8_t type;
	bool open, missing; /* missing: the message is longer than the window */
};

struct connection {
	struct sql_key key;
	struct window up, down;
	struct fact_sql call; /* the one that waits for its answer */
	char procedure[64];
	bool waiting;
	struct mac about;
	int64_t about_ns;
	UT_hash_handle hh;
};

struct sqls {
	struct connection *connection;
	unsigned calls;
};

struct sqls *sqls_new(void)
{
	return mem_alloc(sizeof(struct sqls));
}

static void connection_free(struct sqls *x, struct connection *c)
{
	HASH_DEL(x->connection, c);
	free(c->up.bytes);
	free(c->down.bytes);
	free(c);
}

void sqls_free(struct sqls *x)
{
	struct connection *c, *next;

	HASH_ITER (hh, x->connection, c, next)
		connection_free(x, c);
	free(x);
}

/* The call that waits is written, answered or not. */
static void call_close(struct tracker *t, struct connection *c)
{
	if (c->waiting)
		t->sink->sql(t->sink->ctx, &c->call);
	c->waiting = false;
}

void sqls_finish(struct tracker *t)
{
	struct connection *c, *next;

	HASH_ITER (hh, t->sqls->connection, c, next)
		call_close(t, c);
}

static struct connection *connection_of(struct tracker *t, const struct packet *p, bool up)
{
	struct sqls *x = t->sqls;
	struct connection *c;
	struct sql_key key;

	memset(&key, 0, sizeof(key));
	key.client_ip = up ? p->src_ip : p->dst_ip;
	key.server_ip = up ? p->dst_ip : p->src_ip;
	key.client_port = up ? p->src_port : p->dst_port;
	HASH_FIND(hh, x->connection, &key, sizeof(key), c);
	if (c || !up)
		return c;
	if (HASH_COUNT(x->connection) >= CONNECTIONS_MAX) {
		call_close(t, x->connection);
		connection_free(x, x->connection);
	}
	c = mem_alloc(sizeof(*c));
	c->key = key;
	HASH_ADD(hh, x->connection, key, sizeof(c->key), c);
	return c;
}

/* --- calls and answers ------------------------------------------------------------------------------- */

/* Whom the call is about; false: nobody, or nobody that can be told. */
static bool about(struct connection *c, const struct tds_call *call, int64_t ns, const char **by)
{
	struct mac mac;

	if (tds_call_mac(call, mac.b)) {
		c->about = mac;
		c->about_ns = ns;
		*by = "mac";
	} else {
		*by = "connection";
	}
	return !mac_is_zero(c->about) && ns - c->about_ns <= ABOUT_NS && ns >= c->about_ns;
}

static void call_take(struct tracker *t, struct connection *c, const struct packet *p, uint8_t type, struct cur in)
{
	struct tds_call call;
	enum decoded d = tds_call_decode(type, in, &call);
	int64_t ns = p->frame->ns, port = 0;
	char info[160], mac[18];
	const char *by;

	call_close(t, c);
	if (d == DECODED_NOT_MINE || !tds_call_procedure(&call, PREFIX, c->procedure, sizeof(c->procedure)) ||
		!about(c, &call, ns, &by) || t->sqls->calls >= CALLS_MAX || !clients_take(t, c->about))
		return;
	t->sqls->calls++;
	tds_call_number(&call, "@serverportconnection", &port);
	if (port > 0 && port <= 65535)
		flows_learn_port(t, p->src_ip, (uint16_t)port);
	snprintf(info, sizeof(info), "SQL %s, about %s%s", c->procedure, txt_mac(mac, c->about.b),
		*by == 'm' ? "" : " (by its connection)");
	c->call = (struct fact_sql){.client = c->about, .by = by, .procedure = c->procedure, .server_ip = p->src_ip,
		.sql_ip = p->dst_ip, .asked_ns = ns, .answer_ns = INT64_MIN, .rows = -1, .port = (uint16_t)port};
	c->call.event_id = track_event(t, p, "sql-call", c->about, (int)d, "", info);
	c->waiting = true;
}

static void answer_take(struct tracker *t, struct connection *c, const struct packet *p, struct cur in)
{
	static const char *const says[] = {"no more is known of it", "no row", "rows"};
	struct tds_answer a;
	char info[160];

	if (!c->waiting)
		return;
	tds_answer_decode(in, &a);
	c->call.rows = a.rows;
	c->call.error = a.error;
	c->call.answer_ns = p->frame->ns;
	if (a.error)
		snprintf(info, sizeof(info), "SQL answer to %s: error %u", c->procedure, a.error);
	else
		snprintf(info, sizeof(info), "SQL answer to %s: %s", c->procedure, says[a.rows + 1]);
	c->call.answer_event = track_event(t, p, "sql-answer", c->call.client, 0, "", info);
	call_close(t, c);
}

static void message_take(struct tracker *t, struct connection *c, const struct packet *p, uint8_t type, struct cur in)
{
	if (type == TDS_ANSWER)
		answer_take(t, c, p, in);
	else
		call_take(t, c, p, type, in);
}

/* --- the window ----------------------------------------------------------------------------------------- */

/* Takes the packet bodies that are whole; gives the message when it is. */
static void window_run(struct tracker *t, struct connection *c, struct window *w, const struct packet *p)
{
	struct tds_head head;
	size_t cut;

	while (w->n - w->body >= TDS_HEAD) {
		if (tds_head_decode(cur_make(w->bytes + w->body, TDS_HEAD, TDS_HEAD), &head) != DECODED_OK) {
			w->open = false;
			return;
		}
		if (w->n - w->body < head.len && w->n < WINDOW)
			return;
		cut = w->n - w->body < head.len ? w->n - w->body : head.len;
		w->type = head.type;
		memmove(w->bytes + w->body, w->bytes + w->body + TDS_HEAD, w->n - w->body - TDS_HEAD);
		w->body += cut - TDS_HEAD;
		w->n -= TDS_HEAD;
		if (!head.last && cut == head.len)
			continue;
		/* the rest of a message that is longer than the window is let go */
		message_take(t, c, p, w->type, cur_make(w->bytes, w->body, w->body + (cut < head.len)));
		memmove(w->bytes, w->bytes + w->body, w->n - w->body);
		w->n -= w->body;
		w->body = 0;
		w->open = cut == head.len && w->n > 0;
		if (!w->open)
			return;
	}
}

static void window_add(struct window *w, const struct packet *p)
{
	size_t room = WINDOW - w->n, n = p->payload.left < room ? p->payload.left : room;

	memcpy(w->bytes + w->n, p->payload.p, n);
	w->n += n;
	w->next = p->tcp_seq + (uint32_t)packet_payload_len(p);
}

/* A segment that does not go on from the one before begins anew, if a packet begins in it. */
static bool window_begin(struct window *w, const struct packet *p)
{
	struct tds_head head;

	if (tds_head_decode(p->payload, &head) != DECODED_OK)
		return false;
	if (!w->bytes)
		w->bytes = mem_alloc(WINDOW);
	w->n = w->body = 0;
	w->open = true;
	return true;
}

/* What the snap length cut is looked at alone, as far as it goes. */
static void cut_take(struct tracker *t, struct connection *c, struct window *w, const struct packet *p)
{
	struct cur in = p->payload;
	struct tds_head head;

	w->open = false;
	if (tds_head_decode(in, &head) != DECODED_OK)
		return;
	cur_skip(&in, TDS_HEAD);
	message_take(t, c, p, head.type, in);
}

bool sql_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	bool up = p->dst_port == SQL_PORT;
	struct connection *c;
	struct window *w;

	if (p->kind != PACKET_TCP || up == (p->src_port == SQL_PORT) || !packet_payload_len(p))
		return false;
	c = connection_of(t, p, up);
	if (!c)
		return false;
	w = up ? &c->up : &c->down;
	*out = (struct verdict){"measured", "SQL (TCP 1433)"};
	if (p->payload.snapped) {
		cut_take(t, c, w, p);
		return true;
	}
	if (w->open && p->tcp_seq != w->next) {
		if ((int32_t)(p->tcp_seq - w->next) < 0)
			return true; /* sent again */
		w->open = false;
	}
	if (!w->open && !window_begin(w, p))
		return true;
	window_add(w, p);
	window_run(t, c, w, p);
	return true;
}
