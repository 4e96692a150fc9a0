/*
 * What nat.c found, written down: the table translation, and in front of the facts temporary tables in which each talk
 * has, at every tap, the addresses and ports that it has nearest to the target. So whatever is said in SQL about a
 * boot's transfers, conversations and their frames finds them all, without knowing of any NAT.
 */
#include "boot/nat_set.h"

#include <stdlib.h>

static const char sql_member[] =
	"INSERT INTO temp.nat_member VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
	" ?17, ?18, ?19, ?20, ?21, ?22)";

static struct bind text_or_null(const char *s)
{
	return s[0] ? B_TEXT(s) : (struct bind){0};
}

/* Who stands for the group: the target itself, else the nearest. */
static const struct nat_talk *nearest_of(const struct nat_set *s, const struct nat_talk *t)
{
	const struct nat_talk *best = t, *o;

	for (o = &s->talk[t->next]; o != t; o = &s->talk[o->next])
		if (o->depth != best->depth ? o->depth < best->depth
			: o->asker != best->asker ? o->asker : o->place < best->place)
			best = o;
	return best;
}

static int deepest(const struct nat_set *s, const struct nat_talk *t)
{
	const struct nat_talk *o;
	int most = t->depth;

	for (o = &s->talk[t->next]; o != t; o = &s->talk[o->next])
		if (o->depth > most)
			most = o->depth;
	return most;
}

static int member_write(struct nat_set *s, const struct nat_talk *t)
{
	const struct nat_talk *n = nearest_of(s, t);
	bool replied = n->reply_ip[0] != '\0', elsewhere = strcmp(t->reply_ip, t->server_ip) != 0;
	const char *reply_ip = replied ? n->reply_ip : elsewhere ? t->reply_ip : n->server_ip;
	struct bind a[] = {B_INT(t->what), B_INT(t->id), B_INT(n->id), B_INT(t->capture_id), B_INT(t->group + 1),
		B_INT(t->depth), B_INT(deepest(s, t)), B_TEXT(t->client), B_INT(t->first_ns), B_INT(t->last_ns),
		B_TEXT(t->client_ip), B_INT(t->client_port), B_TEXT(t->server_ip), B_INT(t->server_port),
		text_or_null(t->reply_ip), B_INT(t->reply_port), B_TEXT(n->client_ip), B_INT(n->client_port),
		B_TEXT(n->server_ip), B_INT(n->server_port), text_or_null(t->reply_ip[0] ? reply_ip : ""),
		B_INT(replied ? n->reply_port : t->reply_port)};

	return store_query(s->s, sql_member, a, sizeof(a) / sizeof(a[0]), NULL, NULL, s->err);
}

/* Behind the NAT it may be any of several. */
static int maybe_write(struct nat_set *s, const struct nat_talk *far)
{
	struct bind a[] = {B_INT(far->what), B_INT(far->id)};

	return store_query(s->s, "INSERT OR IGNORE INTO temp.nat_maybe VALUES (?1, ?2)", a, 2, NULL, NULL, s->err);
}

/* A pair that was chosen, or one of several that nobody can choose between. */
static int pair_write(struct nat_set *s, const struct nat_pair *p)
{
	const struct nat_talk *n = &s->talk[p->near], *f = &s->talk[p->far];
	bool open = !p->chosen && nat_is_open(s, p);
	size_t many = p->chosen ? 1 : open ? nat_candidates(s, p) : 0;
	struct bind a[] = {B_TEXT(n->what == NAT_FLOW ? "flow" : "transfer"), B_INT(n->capture_id), B_INT(f->capture_id),
		B_INT(n->id), p->chosen ? B_INT(f->id) : (struct bind){0}, B_INT((int64_t)many), B_INT(n->first_ns)};

	if (open && p->verdict > NAT_MAYBE && maybe_write(s, f) < 0)
		return -1;
	if (!many)
		return 0;
	return store_query(s->s, "INSERT INTO translation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", a, 7, NULL, NULL, s->err);
}

/* --- the facts, with the target's addresses -------------------------------------------------------------- */

static const char sql_events[] =
	"INSERT OR IGNORE INTO temp.nat_event SELECT e.event_id, m.member, m.talk, m.depth, m.most,"
	" e.src_ip = m.client_ip AND e.src_port = m.client_port"
	" FROM temp.nat_member m CROSS JOIN event e INDEXED BY event_client JOIN twin w USING (event_id)"
	" WHERE e.client = m.client AND e.ns BETWEEN m.first_ns AND m.last_ns AND e.capture_id = m.capture_id AND w.content IS NOT NULL"
	" AND ((e.src_ip = m.client_ip AND e.src_port = m.client_port AND (m.what = 0 OR (e.dst_ip = m.server_ip AND e.dst_port = m.server_port)))"
	"  OR (e.dst_ip = m.client_ip AND e.dst_port = m.client_port AND (m.what = 0 OR (e.src_ip = m.server_ip AND e.src_port = m.server_port))));"
	/* errors quote a datagram of the talk, whose addresses the device rewrote, too */
	"INSERT OR REPLACE INTO temp.nat_event SELECT i.event_id, m.member, m.talk, m.depth, m.most,"
	" CASE WHEN e.src_ip = m.client_ip THEN 1 WHEN e.src_ip IN (m.server_ip, m.reply_ip) THEN 0 END"
	" FROM temp.nat_member m JOIN icmp i ON (i.q_src = m.client_ip AND i.q_src_port = m.client_port AND i.q_dst IN (m.server_ip, m.reply_ip))"
	"  OR (i.q_dst = m.client_ip AND i.q_dst_port = m.client_port AND i.q_src IN (m.server_ip, m.reply_ip))"
	" JOIN event e ON e.event_id = i.event_id"
	" WHERE e.capture_id = m.capture_id AND e.ns BETWEEN m.first_ns AND m.last_ns + 60000000000 ORDER BY m.first_ns;"
	/* what no other tap has is not the client's: the device itself says it, from the address that it lends */
	"UPDATE temp.nat_event SET up = NULL WHERE up = 1 AND event_id IN (SELECT event_id FROM icmp) AND NOT EXISTS (SELECT 1 FROM temp.nat_event o"
	" JOIN icmp a ON a.event_id = o.event_id JOIN icmp i ON i.event_id = nat_event.event_id JOIN event x ON x.event_id = a.event_id"
	" JOIN event y ON y.event_id = i.event_id WHERE o.talk = nat_event.talk AND x.capture_id <> y.capture_id AND a.type = i.type AND a.code = i.code"
	" AND a.q_ip_id = i.q_ip_id);";

/* An address or port x of member m as it is near the target. */
#define NEAR_IP(x) \
	"CASE " x " WHEN m.client_ip THEN m.to_client_ip WHEN m.server_ip THEN m.to_server_ip WHEN m.reply_ip THEN m.to_reply_ip ELSE " x " END"
#define NEAR_PORT(ip, x) \
	"CASE WHEN " ip " = m.client_ip AND " x " = m.client_port THEN m.to_client_port" \
	" WHEN " ip " = m.server_ip AND " x " = m.server_port THEN m.to_server_port" \
	" WHEN " ip " = m.reply_ip AND " x " = m.reply_port THEN m.to_reply_port ELSE " x " END"

static const char sql_near[] =
	"UPDATE temp.event SET src_port = " NEAR_PORT("src_ip", "src_port") ", dst_port = " NEAR_PORT("dst_ip", "dst_port") ","
	" src_ip = CASE WHEN k.up IS NULL AND src_ip = m.client_ip THEN src_ip ELSE " NEAR_IP("src_ip") " END, dst_ip = " NEAR_IP("dst_ip")
	" FROM temp.nat_event k JOIN temp.nat_member m USING (member) WHERE k.event_id = temp.event.event_id;"
	"UPDATE temp.icmp SET q_src_port = " NEAR_PORT("q_src", "q_src_port") ", q_dst_port = " NEAR_PORT("q_dst", "q_dst_port") ","
	" q_src = " NEAR_IP("q_src") ", q_dst = " NEAR_IP("q_dst")
	" FROM temp.nat_event k JOIN temp.nat_member m USING (member) WHERE k.event_id = temp.icmp.event_id;"
	"UPDATE temp.twin SET twin_key = k.talk << 40 | coalesce(content & 1099511627775,"
	" (SELECT (i.type << 24 | i.code << 16 | coalesce(i.q_ip_id, 0)) FROM icmp i WHERE i.event_id = temp.twin.event_id))"
	" FROM temp.nat_event k WHERE k.event_id = temp.twin.event_id;"
	"UPDATE temp.transfer SET client_ip = m.to_client_ip, client_port = m.to_client_port, server_ip = m.to_server_ip,"
	" server_port = m.to_server_port, reply_ip = m.to_reply_ip, reply_port = CASE WHEN temp.transfer.reply_port IS NULL THEN NULL ELSE m.to_reply_port END"
	" FROM temp.nat_member m WHERE m.what = 0 AND m.id = transfer_id;"
	"UPDATE temp.flow SET client_ip = m.to_client_ip, client_port = m.to_client_port, server_ip = m.to_server_ip,"
	" server_port = m.to_server_port FROM temp.nat_member m WHERE m.what = 1 AND m.id = flow_id;";

/* Where only translated addresses come, targets are on the other side; and where they come under their own, the
 * server is not, whose frames pass the device. */
static const char sql_vantage[] =
	"UPDATE vantage SET vantage = 'target-side', reasons = 'the targets ask for their addresses here, and the device that rewrites them is at one end of every unicast frame'"
	" WHERE vantage = 'server-side' AND capture_id NOT IN (SELECT capture_id FROM said WHERE vantage IS NOT NULL)"
	"  AND capture_id NOT IN (SELECT far_capture FROM translation WHERE far_id IS NOT NULL) AND capture_id IN"
	"  (SELECT m.capture_id FROM temp.nat_member m JOIN temp.asker a ON a.mac = m.client WHERE m.depth = 0);"
	"UPDATE vantage SET vantage = CASE WHEN vantage = 'unknown' AND capture_id NOT IN (SELECT near_capture FROM translation WHERE far_id IS NOT NULL)"
	"  AND capture_id NOT IN (SELECT capture_id FROM said WHERE vantage IS NOT NULL) THEN 'server-side' ELSE vantage END,"
	" reasons = reasons || '; a NAT or load balancer is between it and ' || n.words || ', where the same ' ||"
	"  CASE WHEN n.transfers AND n.flows THEN 'transfers and conversations have' WHEN n.transfers THEN 'transfers have' ELSE 'conversations have' END"
	"  || ' other addresses'"
	" FROM (SELECT far_capture, group_concat(label, ' and ') AS words, max(transfers) AS transfers, max(flows) AS flows FROM ("
	"  SELECT x.far_capture, v.label, max(x.what = 'transfer') AS transfers, max(x.what = 'flow') AS flows"
	"  FROM translation x JOIN vantage v ON v.capture_id = x.near_capture WHERE x.far_id IS NOT NULL"
	"  GROUP BY x.far_capture, v.capture_id ORDER BY v.place) GROUP BY far_capture) n WHERE n.far_capture = vantage.capture_id";

int nat_write(struct nat_set *s)
{
	static const char *const tables[] = {"event", "icmp", "twin", "transfer", "flow"};
	size_t i;

	for (i = 0; i < s->pairs; i++)
		if (pair_write(s, &s->pair[i]) < 0)
			return -1;
	for (i = 0; i < s->talks; i++)
		if (s->talk[i].group >= 0 && member_write(s, &s->talk[i]) < 0)
			return -1;
	if (!store_int(s->s, "SELECT EXISTS (SELECT 1 FROM temp.nat_member)", NULL, 0, 0))
		return 0;
	if (store_script(s->s, sql_events, s->err) < 0)
		return -1;
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (case_clock_shadow(s->s, tables[i], s->err) < 0)
			return -1;
	return store_script(s->s, sql_near, s->err) < 0 ? -1 : store_script(s->s, sql_vantage, s->err);
}

/* Under which addresses and ports other taps have a boot's frames: what a filter that knows the target's own misses. */
static const char sql_elsewhere[] =
	"INSERT INTO elsewhere SELECT boot_id, group_concat(words, '') FROM (SELECT DISTINCT s.boot_id,"
	"  ' || (ip.addr == ' || m.client_ip || ' && udp.port == ' || m.client_port || ')' AS words, m.client_ip, m.client_port,"
	"  dense_rank() OVER (PARTITION BY s.boot_id ORDER BY m.client_ip, m.client_port) AS k FROM temp.nat_member m"
	"  JOIN (SELECT boot_id, transfer_id AS id, 0 AS what FROM boot_transfer_seen UNION ALL SELECT boot_id, flow_id, 1 FROM boot_flow) s"
	"   ON s.what = m.what AND s.id = m.id WHERE m.client_ip <> m.to_client_ip ORDER BY s.boot_id, k) WHERE k <= 12 GROUP BY boot_id";

int nat_elsewhere_write(struct store *s, struct err *err)
{
	return ANY(s, "temp.nat_member") ? store_script(s, sql_elsewhere, err) : 0;
}
