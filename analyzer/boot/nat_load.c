/*
 * The transfers and conversations of all captures, and the frames that were kept of them: what nat.c compares.
 */
#include "boot/nat.h"
#include "boot/nat_set.h"

#include <stdlib.h>

#define COPY(to, r, col) snprintf((to), sizeof(to), "%s", row_text((r), (col)))

/* Only where clocks are known can two talks be compared. Behind a client's own address there is nobody else. */
#define TALK_CAPTURE \
	" v.capture_id, v.place, v.clock_uncertainty_ns, v.vantage = 'target-side', c.first_ns, c.last_ns," \
	" c.capture_id NOT IN (SELECT capture_id FROM lossy)," \
	" EXISTS (SELECT 1 FROM temp.asker a WHERE a.mac = t.client), v.clock_group"

static const char sql_transfers[] =
	"SELECT t.transfer_id, t.first_ns, t.last_ns, t.client, t.client_ip, t.client_port, t.server_ip, t.server_port,"
	" t.reply_ip, t.reply_port, t.protocol || ' ' || coalesce(t.file, ''), t.requests, t.acks,"
	" t.blocks + t.repeats_data + t.tids," TALK_CAPTURE
	" FROM transfer t JOIN vantage v USING (capture_id) JOIN capture c USING (capture_id)"
	" WHERE v.clock_uncertainty_ns IS NOT NULL AND t.client IS NOT NULL";

static const char sql_flows[] =
	"SELECT t.flow_id, t.first_ns, t.last_ns, t.client, t.client_ip, t.client_port, t.server_ip, t.server_port,"
	" NULL, 0, 'pvs', t.up_frames, 0, t.down_frames," TALK_CAPTURE
	" FROM flow t JOIN vantage v USING (capture_id) JOIN capture c USING (capture_id)"
	" WHERE v.clock_uncertainty_ns IS NOT NULL AND t.client IS NOT NULL";

static void add_talk(struct nat_set *s, enum nat_what what, const struct row *r)
{
	struct nat_talk *t;

	VEC_ROOM(s->talk, s->talks, s->talks_cap);
	t = &s->talk[s->talks++];
	memset(t, 0, sizeof(*t));
	t->what = what;
	t->group = -1;
	t->id = row_int(r, 0);
	t->first_ns = row_int(r, 1);
	t->last_ns = row_int(r, 2);
	COPY(t->client, r, 3);
	COPY(t->client_ip, r, 4);
	t->client_port = row_int(r, 5);
	COPY(t->server_ip, r, 6);
	t->server_port = row_int(r, 7);
	COPY(t->reply_ip, r, 8);
	t->reply_port = row_int(r, 9);
	COPY(t->sign, r, 10);
	t->asks = row_int(r, 11);
	t->acks = row_int(r, 12);
	t->answers = row_int(r, 13);
	t->capture_id = row_int(r, 14);
	t->place = row_int(r, 15);
	t->uncertainty_ns = row_int(r, 16);
	t->near_side = row_int(r, 17);
	t->from_ns = row_int(r, 18);
	t->to_ns = row_int(r, 19);
	t->whole = row_int(r, 20);
	t->asker = row_int(r, 21);
	t->clocks = row_int(r, 22);
}

static int add_transfer(void *ctx, const struct row *r)
{
	add_talk(ctx, NAT_TRANSFER, r);
	return 0;
}

static int add_flow(void *ctx, const struct row *r)
{
	add_talk(ctx, NAT_FLOW, r);
	return 0;
}

int nat_talks_load(struct nat_set *s)
{
	if (store_query(s->s, sql_transfers, NULL, 0, add_transfer, s, s->err) < 0 ||
		store_query(s->s, sql_flows, NULL, 0, add_flow, s, s->err) < 0)
		return -1;
	return 0;
}

static const char sql_messages[] =
	"SELECT e.ns, w.content, coalesce(e.ip_id, 0), coalesce(e.ttl, 0), e.src_ip = ?5 AND e.src_port = ?6"
	" FROM event e INDEXED BY event_client JOIN twin w USING (event_id)"
	" WHERE e.client = ?1 AND e.ns BETWEEN ?2 AND ?3 AND e.capture_id = ?4 AND w.content IS NOT NULL AND " NAT_OF_TALK
	" ORDER BY e.ns, e.frame";

static int add_message(void *ctx, const struct row *r)
{
	struct nat_talk *t = ctx;

	VEC_ROOM(t->message, t->messages, t->messages_cap);
	t->message[t->messages++] = (struct nat_message){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3),
		row_int(r, 4), false};
	return 0;
}

int nat_messages_load(struct nat_set *s, struct nat_talk *t)
{
	struct bind a[] = {B_TEXT(t->client), B_INT(t->first_ns), B_INT(t->last_ns), B_INT(t->capture_id), B_TEXT(t->client_ip),
		B_INT(t->client_port), B_TEXT(t->what == NAT_FLOW ? t->server_ip : NULL), B_INT(t->server_port)};

	if (t->loaded)
		return 0;
	t->loaded = true;
	return store_query(s->s, sql_messages, a, 8, add_message, t, s->err);
}
