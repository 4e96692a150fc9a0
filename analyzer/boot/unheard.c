/*
 * Captures of one direction: a target that goes on to what only an answer can have told it, while no answer at
 * all is recorded. A mirror of what comes in at the ports of targets looks so, and a filter by source. Nothing
 * that such a capture lacks has been missing on the wire.
 */
#include "boot/internal.h"

static bool answered(const struct items *items, const struct attempt *at)
{
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		const struct item *it = &items->item[i];

		if (it->type == ITEM_DHCP ? !it->request
			: it->type == ITEM_FLOW ? it->down_frames > 0
			: it->type == ITEM_TRANSFER && (it->reply_ip[0] || it->bytes > 0))
			return true;
	}
	return false;
}

/* A REQUEST that names a server, after its own DISCOVER: it takes an offer. */
static bool took_offer(const struct exchanges *x)
{
	bool discovered = false;
	size_t i;

	for (i = 0; i < x->count; i++) {
		if (discovered && x->x[i].first->server_id[0] && !strcmp(x->x[i].kind, "request-selecting"))
			return true;
		discovered |= !strcmp(x->x[i].kind, "discover");
	}
	return false;
}

/* It talks to another port of the server where it logged in: that one was told in the answer. */
static bool went_on(const struct items *items, const struct attempt *at, const struct item *it)
{
	size_t i;

	for (i = at->first; i < at->first + at->count; i++)
		if (items->item[i].type == ITEM_FLOW && items->item[i].server_port == PVS_PORT_FIRST && items->item[i].ns < it->ns &&
			it->server_port > PVS_PORT_FIRST && it->server_port <= PVS_PORT_LAST &&
			!strcmp(items->item[i].server_ip, it->server_ip) && items->item[i].client_port == it->client_port)
			return true;
	return false;
}

/* Datagrams to a server, faster than anybody repeats himself: each next one asks for something else. */
bool unheard_reads_on(const struct items *items, const struct attempt *at)
{
	size_t i;

	for (i = at->first; i < at->first + at->count; i++)
		if (items->item[i].type == ITEM_FLOW && items->item[i].down_frames)
			return false;
	for (i = at->first; i < at->first + at->count; i++) {
		const struct item *it = &items->item[i];

		if (it->type == ITEM_FLOW && ((it->up_frames >= 16 && it->last_ns - it->ns < it->up_frames * (SECOND / 10)) ||
			went_on(items, at, it)))
			return true;
	}
	return false;
}

static bool acknowledged(struct store *s, const char *mac, const struct attempt *at)
{
	struct bind a[] = {B_TEXT(mac), B_INT(at->start_ns), B_INT(at->end_ns)};

	return store_int(s, "SELECT EXISTS (SELECT 1 FROM temp.transfer_owner o JOIN transfer t USING (transfer_id)"
		" WHERE o.owner = ?1 AND t.acks > 1 AND t.first_ns BETWEEN ?2 AND ?3)", a, 3, 0) != 0;
}

bool unheard(struct store *s, const char *mac, const struct items *items, const struct attempt *at,
	const struct exchanges *x)
{
	return !answered(items, at) && (took_offer(x) || unheard_reads_on(items, at) || acknowledged(s, mac, at));
}

int unheard_note(struct store *s, int64_t boot, struct err *err)
{
	struct bind a = B_INT(boot);

	return store_query(s, "INSERT INTO temp.unheard VALUES (?1)", &a, 1, NULL, NULL, err);
}

/* only_port: the host that is at one end of every unicast frame of a capture point, which was taken at that host's port; where
 * two are (ends), they are the only ones that speak. host_port: those with one address. A router is none, it has the
 * addresses of many, and what targets ask of hosts behind it passes there. Linux cooked captures name senders only. */
static const char sql_ports[] =
	"DROP TABLE IF EXISTS temp.end_host; DROP TABLE IF EXISTS temp.only_port; DROP TABLE IF EXISTS temp.host_port;"
	"CREATE TEMP TABLE end_host AS WITH u AS MATERIALIZED (SELECT r.reel, s.mac, sum(s.tx_frames - s.tx_group) AS tx, sum(s.rx_unicast) AS rx"
	"  FROM station s JOIN temp.reel r USING (capture_id) GROUP BY 1, 2)"
	" SELECT r.capture_id, u.mac FROM temp.reel r JOIN u USING (reel)"
	"  JOIN (SELECT reel, max(sum(tx), sum(rx)) AS unicast FROM u GROUP BY 1 HAVING sum(rx) > 0) a USING (reel) WHERE u.tx + u.rx >= a.unicast;"
	"CREATE TEMP TABLE only_port AS SELECT capture_id, min(mac) AS mac, count(*) AS ends FROM temp.end_host GROUP BY 1;"
	"CREATE TEMP TABLE host_port(capture_id INTEGER, mac TEXT, ip TEXT);"
	"INSERT INTO temp.host_port SELECT e.capture_id, e.mac, min(a.ip) FROM temp.end_host e JOIN temp.reel r USING (capture_id)"
	" JOIN temp.reel y USING (reel) JOIN address a ON a.capture_id = y.capture_id AND a.mac = e.mac AND a.via = 'ip'"
	" AND a.ip <> '0.0.0.0' GROUP BY e.capture_id, e.mac HAVING count(DISTINCT a.ip) = 1;"
	"CREATE INDEX temp.host_port_1 ON host_port(capture_id);"
	/* conversations of which one file has what the client sent, and another one what it got */
	"DROP TABLE IF EXISTS temp.split_flow; CREATE TEMP TABLE split_flow AS SELECT DISTINCT o.owner, a.first_ns FROM flow a JOIN flow b"
	" ON b.client_ip = a.client_ip AND b.client_port = a.client_port AND b.server_ip = a.server_ip AND b.server_port = a.server_port"
	" JOIN temp.flow_owner o ON o.flow_id = a.flow_id WHERE (SELECT count(*) FROM capture) > 1"
	" AND a.capture_id <> b.capture_id AND a.down_frames = 0 AND b.up_frames = 0 AND a.up_frames > 0 AND b.down_frames > 0"
	" AND b.first_ns <= a.last_ns + 1000000000 AND b.last_ns >= a.first_ns;"
	"DROP TABLE IF EXISTS temp.unheard; CREATE TEMP TABLE unheard(boot_id INTEGER PRIMARY KEY)";

int unheard_begin(struct store *s, struct err *err)
{
	return store_script(s, sql_ports, err);
}

/* Nothing but DHCP is in a capture that holds the target: a filter left the request out. */
static const char sql_dhcp_alone[] =
	"SELECT NOT EXISTS (SELECT 1 FROM station x JOIN ledger_entry l USING (capture_id) WHERE x.mac = ?1"
	" AND l.bucket NOT IN ('unreadable', 'duplicate') AND l.reason NOT IN ('DHCP', 'PXE (UDP 4011)'))";

/* Only broadcasts of it are recorded, or what passes the port of another host than its boot server. */
static const char sql_third_port[] =
	"SELECT NOT EXISTS (SELECT 1 FROM station x WHERE x.mac = ?1 AND (x.tx_frames > x.tx_group OR x.rx_unicast > 0)"
	" AND NOT EXISTS (SELECT 1 FROM temp.host_port p WHERE p.capture_id = x.capture_id AND p.mac <> ?1 AND p.ip <> ?4))";

/* The last that it did was to ask (ARP) for one address, again and again, at intervals that are alike or grow: it has not come to a
 * request. A boot that gets on asks for the same address too, once in each of its stages. */
static const char sql_asks_on[] =
	"SELECT EXISTS (SELECT 1 FROM (SELECT count(*) AS n, max(ns) AS last_ns, capture_id, sum((ns - l1) * 5 < (l1 - l2) * 4) AS sooner FROM ("
	"  SELECT e.ns, e.capture_id, r.tpa, lag(e.ns) OVER w AS l1, lag(e.ns, 2) OVER w AS l2 FROM event e INDEXED BY event_client"
	"  CROSS JOIN arp r USING (event_id) WHERE e.client = ?1 AND e.ns BETWEEN ?2 AND ?3 AND r.sha = ?1 AND r.form = 'request'"
	"  WINDOW w AS (PARTITION BY r.tpa, e.capture_id ORDER BY e.ns)) GROUP BY tpa, capture_id) q"
	" WHERE q.n >= 4 AND coalesce(q.sooner, 0) = 0 AND NOT EXISTS (SELECT 1 FROM event o INDEXED BY event_client WHERE o.client = ?1"
	"  AND o.ns > q.last_ns AND o.ns <= ?3 AND o.capture_id = q.capture_id))";

bool unheard_requests(struct store *s, const struct story *st, const char *mac)
{
	struct bind a[] = {B_TEXT(mac), B_INT(st->start_ns), B_INT(st->until_ns),
		B_TEXT(st->boot_server[0] ? st->boot_server : st->dhcp_server)};

	if (fact_http_address(st->boot_file) && !store_int(s, "SELECT EXISTS (SELECT 1 FROM station x JOIN ledger_entry l USING (capture_id)"
		" WHERE x.mac = ?1 AND l.reason IN ('TCP', 'HTTP boot'))", a, 1, 1))
		return true; /* a filter left TCP out */
	return store_int(s, sql_dhcp_alone, a, 1, 0) || (store_int(s, sql_third_port, a, 4, 0) && !store_int(s, sql_asks_on, a, 3, 0));
}

/* Only ports 67 to 69 and 4011 are in the captures of a target, for a file of anybody comes from another port. */
static const char sql_ports_alone[] =
	"SELECT NOT EXISTS (SELECT 1 FROM station x JOIN ledger_entry l USING (capture_id) WHERE x.mac = ?1"
	" AND l.bucket NOT IN ('unreadable', 'duplicate') AND l.reason NOT IN ('DHCP', 'PXE (UDP 4011)', 'TFTP'))"
	" AND NOT EXISTS (SELECT 1 FROM station x JOIN transfer t USING (capture_id) WHERE x.mac = ?1 AND (t.blocks > 0 OR t.acks > 0 OR t.reply_ip IS NOT NULL))";

bool unheard_file(struct store *s, const struct story *st, const char *mac)
{
	struct bind a = B_TEXT(mac);

	if (st->transfer_done_ns == INT64_MIN)
		return !st->again && store_int(s, sql_ports_alone, &a, 1, 0);
	return store_int(s, "SELECT NOT EXISTS (SELECT 1 FROM station x WHERE x.mac = ?1 AND (x.tx_frames > x.tx_group OR x.rx_unicast > 0)"
		" AND NOT EXISTS (SELECT 1 FROM temp.host_port p JOIN temp.only_port o USING (capture_id) WHERE p.capture_id = x.capture_id"
		"  AND p.mac <> ?1 AND o.ends = 1))", &a, 1, 0) != 0;
}

bool unheard_ack(struct store *s, const struct story *st, const char *mac, const struct exchanges *x)
{
	const struct exchange *last = x->count ? &x->x[x->count - 1] : NULL;
	const char *ip = last && last->first ? last->first->requested : "";
	struct bind a[] = {B_TEXT(mac), B_INT(last ? last->last_ns : 0), B_INT(st->until_ns), B_TEXT(ip)};

	return ip[0] && !last->acks && !last->naks && st->phase == PHASE_DHCP &&
		store_int(s, "SELECT EXISTS (SELECT 1 FROM event e INDEXED BY event_client CROSS JOIN arp r USING (event_id)"
			" WHERE e.client = ?1 AND e.ns BETWEEN ?2 AND ?3 AND r.sha = ?1 AND r.spa = ?4)", a, 4, 0) != 0;
}

/* Who gets no answer of ARP asks at least three times. Before it loaded anything this says something only of a host that offered
 * to serve it. */
bool unheard_elsewhere(struct store *s, const struct story *st, const char *mac)
{
	struct bind a[] = {B_TEXT(mac), B_INT(st->start_ns), B_INT(st->until_ns), B_INT(st->phase == PHASE_LOGIN)};

	return store_int(s, "SELECT EXISTS (SELECT 1 FROM event e INDEXED BY event_client CROSS JOIN arp r USING (event_id)"
		" WHERE e.client = ?1 AND e.ns BETWEEN ?2 AND ?3 AND r.sha = ?1 AND r.form = 'request' AND r.spa <> '0.0.0.0' AND r.tpa <> r.spa"
		"  AND (?4 OR r.tpa IN (SELECT p.src_ip FROM event p INDEXED BY event_client WHERE p.client = ?1 AND p.kind = 'pxe-offer'))"
		"  AND NOT EXISTS (SELECT 1 FROM arp q WHERE q.spa = r.tpa AND q.sha <> ?1)"
		"  AND (NOT ?4 OR NOT EXISTS (SELECT 1 FROM address d WHERE d.ip = r.tpa AND d.via = 'ip'))"
		" GROUP BY r.tpa HAVING count(*) < 3)", a, 4, 0) != 0;
}

/* Who changes its address does not go on with the old one; and who sends from three is a router, of whose targets the capture may
 * have begun too late to have more than one. */
bool unheard_several(struct store *s, const struct story *st, const char *mac)
{
	struct bind a[] = {B_TEXT(mac), B_INT(st->start_ns), B_INT(st->end_ns)};

	return store_int(s, "WITH own AS MATERIALIZED (SELECT f.client_ip AS ip, f.first_ns, f.last_ns FROM temp.flow_owner o JOIN flow f USING (flow_id)"
		"  WHERE o.owner = ?1 AND f.first_ns BETWEEN ?2 AND ?3"
		" UNION ALL SELECT t.client_ip, t.first_ns, t.last_ns FROM temp.transfer_owner o JOIN transfer t USING (transfer_id)"
		"  WHERE o.owner = ?1 AND t.first_ns BETWEEN ?2 AND ?3 LIMIT 512)"
		" SELECT EXISTS (SELECT 1 FROM own a JOIN own b ON b.ip <> a.ip AND b.first_ns BETWEEN a.first_ns AND a.last_ns)"
		"  OR EXISTS (SELECT 1 FROM own) AND (SELECT count(DISTINCT ip) FROM address WHERE mac = ?1 AND via = 'ip' AND ip <> '0.0.0.0') >= 3", a, 3, 0) != 0;
}

bool unheard_split(struct store *s, const struct story *st, const char *mac)
{
	struct bind a[] = {B_TEXT(mac), B_INT(st->start_ns), B_INT(st->until_ns)};

	return store_int(s, "SELECT EXISTS (SELECT 1 FROM temp.split_flow WHERE owner = ?1 AND first_ns BETWEEN ?2 AND ?3)", a, 3, 0) != 0;
}

/* In a capture without any answer of DHCP, what is so of one target is so of all: in each that holds frames of it, not only
 * in the one whose frames count. */
static const char sql_others[] =
	"DROP TABLE IF EXISTS temp.deaf_capture;"
	"CREATE TEMP TABLE deaf_capture AS SELECT DISTINCT e.capture_id FROM temp.unheard u JOIN boot_event_seen be USING (boot_id)"
	" JOIN event e USING (event_id) WHERE e.capture_id NOT IN"
	" (SELECT a.capture_id FROM dhcp d JOIN event a USING (event_id) WHERE d.op = 2)";

static const char sql_tap[] =
	"UPDATE tap SET target_rx = 0, broadcast = 0, server_side = 0, relay_server_side = 0, reply_visible = 0,"
	" client_side_reply = 0, asked_server = 0 WHERE boot_id IN (SELECT boot_id FROM temp.unheard)"
	" OR capture_id IN (SELECT capture_id FROM temp.deaf_capture)";

int unheard_sight(struct store *s, struct err *err)
{
	if (!ANY(s, "temp.unheard"))
		return store_script(s, "DROP TABLE temp.unheard", err);
	return store_script(s, sql_others, err) < 0 || store_script(s, sql_tap, err) < 0
		? -1
		: store_script(s, "DROP TABLE temp.unheard; DROP TABLE temp.deaf_capture", err);
}
