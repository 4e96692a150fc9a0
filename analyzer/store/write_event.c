/*
 * Events: a frame with what is known of it, and what many of them have in common once (alike.h).
 */
#include "store/alike.h"
#include "store/put.h"

#include <stdio.h>
#include <string.h>

/* VLAN ids outermost first, separated by dots; NULL without any. */
static const char *vlan_text(char *buf, size_t size, const struct packet *k)
{
	size_t n = 0;
	unsigned i;

	for (i = 0; i < k->vlans && i < PACKET_VLANS && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%u", i ? "." : "", k->vlan[i]);
	return n ? buf : NULL;
}

#define SAME_SRC 1
#define SAME_DST 2
#define DST_BROADCAST 4

/* MACs of a frame that are the client's, or everybody's, are not written out. */
static void put_macs(struct put *p, const struct packet *k, struct mac client)
{
	static const struct mac none, all = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	struct mac src = k->has_l2 ? k->src_mac : none, dst = k->has_dst_mac ? k->dst_mac : none;
	int same = 0;

	if (!mac_is_zero(client) && mac_eq(src, client))
		same = SAME_SRC;
	if (!mac_is_zero(client) && mac_eq(dst, client))
		same |= SAME_DST;
	else if (mac_eq(dst, all))
		same |= DST_BROADCAST;
	put_int(p, same);
	put_mac(p, same & SAME_SRC ? none : src);
	put_mac(p, same & (SAME_DST | DST_BROADCAST) ? none : dst);
}

static void put_addresses(struct put *p, const struct packet *k)
{
	bool ports = k->kind == PACKET_UDP || k->kind == PACKET_TCP;
	bool ip = ports || k->kind == PACKET_ICMP || k->kind == PACKET_IP_OTHER ||
		  k->kind == PACKET_FRAGMENT;
	char vlan[32];

	put_text(p, vlan_text(vlan, sizeof(vlan), k));
	put_ip(p, k->src_ip);
	put_ip(p, k->dst_ip);
	put_int_unless(p, ports ? k->src_port : -1, -1);
	put_int_unless(p, ports ? k->dst_port : -1, -1);
	put_int_unless(p, ip ? k->ttl : -1, -1);
	put_int_unless(p, ip ? k->ip_id : -1, -1);
	put_cast(p, k->l2_cast);
	put_cast(p, k->l3_cast);
}

static void put_copy_row(
	struct store *s, int64_t event_id, const struct frame *fr, const char *how)
{
	struct put p = put_into(s, FACT_COPY);

	put_int(&p, event_id);
	put_int(&p, s->capture_id);
	put_count(&p, fr->number);
	put_int(&p, fr->ns);
	put_text(&p, how);
	put_done(&p);
}

#define FRAME_LEAST 14 /* bytes; what is shorter has not even addresses to be known by */

/* Temporary tables: the events of the captures that hold this moment, by time. There is no such index in the case:
 * most captures begin where those before them have ended, and then nothing is ever put here. */
static const char sql_earlier[] =
	"CREATE TEMP TABLE IF NOT EXISTS earlier_capture (capture_id INTEGER PRIMARY KEY);"
	"CREATE TEMP TABLE IF NOT EXISTS earlier (ns INTEGER, event_id INTEGER, PRIMARY KEY (ns, event_id)) WITHOUT ROWID;"
	"DELETE FROM temp.earlier_capture; DELETE FROM temp.earlier;";

void overlap_begin(struct store *s)
{
	s->overlap = (struct overlap){.from = INT64_MAX, .to = INT64_MIN};
	if (s->others && store_script(s, sql_earlier, &s->failure) < 0)
		s->failed = true;
}

/* Has the captures that hold ns in the tables, and finds from when to when these are all. */
static void overlap_look(struct store *s, int64_t ns)
{
	const struct bind at[] = {B_INT(ns), B_INT(s->capture_id)};

	if (store_query(s, "INSERT INTO temp.earlier SELECT e.ns, e.event_id FROM capture c CROSS JOIN event e USING (capture_id)"
			" WHERE ?1 BETWEEN c.first_ns AND c.last_ns AND c.capture_id <> ?2"
			" AND c.capture_id NOT IN (SELECT capture_id FROM temp.earlier_capture)", at, 2, NULL, NULL, &s->failure) < 0 ||
		store_query(s, "INSERT OR IGNORE INTO temp.earlier_capture SELECT capture_id FROM capture"
			" WHERE ?1 BETWEEN first_ns AND last_ns AND capture_id <> ?2", at, 2, NULL, NULL, &s->failure) < 0) {
		s->failed = true;
		return;
	}
	s->overlap.from = store_int(s, "SELECT max(b) FROM (SELECT max(last_ns) + 1 AS b FROM capture WHERE last_ns < ?1 AND capture_id <> ?2"
		" UNION ALL SELECT max(first_ns) FROM capture WHERE first_ns <= ?1 AND capture_id <> ?2)", at, 2, INT64_MIN);
	s->overlap.to = store_int(s, "SELECT min(b) FROM (SELECT min(first_ns) - 1 AS b FROM capture WHERE first_ns > ?1 AND capture_id <> ?2"
		" UNION ALL SELECT min(last_ns) FROM capture WHERE last_ns >= ?1 AND capture_id <> ?2)", at, 2, INT64_MAX);
	s->overlap.any = store_int(s, "SELECT EXISTS (SELECT 1 FROM temp.earlier)", NULL, 0, 0) != 0;
}

/* Files of one recording may overlap: the same bytes at the very same time, in an earlier capture of
 * the case, are the same frame. Its event; 0 for none. */
static int64_t put_overlap(struct store *s, const struct frame *fr)
{
	const struct bind at[] = {B_INT(fr->ns), B_BLOB(fr->bytes, fr->caplen)};
	int64_t id;

	if (!s->others || s->failed || fr->no_time || fr->caplen < FRAME_LEAST)
		return 0;
	if (fr->ns < s->overlap.from || fr->ns > s->overlap.to)
		overlap_look(s, fr->ns);
	if (!s->overlap.any)
		return 0;
	id = store_int(s,
		"SELECT e.event_id FROM temp.earlier x CROSS JOIN event e USING (event_id) LEFT JOIN run r USING (run_id) WHERE x.ns = ?1"
		" AND CASE WHEN r.run_id THEN " STORE_WHOLE_FRAME " ELSE e.raw END = ?2 ORDER BY x.event_id LIMIT 1",
		at, 2, 0);
	if (id)
		put_copy_row(s, id, fr, "overlap");
	return id;
}

static int64_t put_info(struct store *s, const char *text)
{
	bool fresh;
	int64_t id = alike_id(&s->info, 0, text, strlen(text), &fresh);
	struct put p;

	if (fresh) {
		p = put_into(s, FACT_INFO);
		put_int(&p, id);
		put_text(&p, text);
		put_done(&p);
	}
	return id;
}

/* The bytes that other frames are likely to have, too, as a row of their own; 0: there are none. */
static int64_t put_run(struct store *s, const struct frame *fr, struct span common)
{
	bool fresh;
	uint32_t at;
	int64_t id;
	struct put p;

	if (!common.n)
		return 0;
	at = (uint32_t)(common.p - fr->bytes);
	id = alike_id(&s->run, at, common.p, common.n, &fresh);
	if (fresh) {
		p = put_into(s, FACT_RUN);
		put_int(&p, id);
		put_int(&p, at);
		put_blob(&p, common.p, common.n);
		put_done(&p);
	}
	return id;
}

int64_t put_event(void *ctx, const struct fact_event *f)
{
	struct store *s = ctx;
	const struct frame *fr = f->packet->frame;
	/* never all of a frame: of no bytes SQL makes NULL */
	struct span common = f->common.n < fr->caplen ? f->common : (struct span){0};
	int64_t same = put_overlap(s, fr), info, run;
	struct put p;

	if (same)
		return same;
	info = put_info(s, f->info ? f->info : "");
	run = put_run(s, fr, common);
	p = put_into(s, FACT_EVENT);

	put_int(&p, s->next_event);
	put_int(&p, s->capture_id);
	put_count(&p, fr->number);
	put_int(&p, fr->iface);
	put_int(&p, fr->linktype);
	put_int(&p, fr->ns);
	put_text(&p, f->kind);
	put_mac(&p, f->client);
	put_macs(&p, f->packet, f->client);
	put_addresses(&p, f->packet);
	put_int(&p, f->whole);
	put_int(&p, f->malformed);
	put_text_or_empty(&p, f->odd);
	put_int(&p, info);
	put_text(&p, fr->comment);
	put_int(&p, fr->wirelen);
	put_int_unless(&p, run, 0);
	put_blob_without(&p, fr->bytes, fr->caplen, common);
	return put_done(&p) ? s->next_event++ : 0;
}

void put_copy(void *ctx, const struct fact_copy *f)
{
	put_copy_row(ctx, f->event_id, f->packet->frame, f->how);
}
