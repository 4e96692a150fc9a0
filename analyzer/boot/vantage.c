/*
 * Where each capture was taken, as far as the packets tell. It is counting over facts, so it is SQL.
 *
 * A port shows unicast of one machine only: of whoever stands at one end of every unicast frame. Relays mark
 * what they pass on (giaddr, hops); routers count down the TTL; switches name their ports (LLDP, CDP).
 */
#include "boot/internal.h"

/* Unicast frames, and who is at one end of nearly all of them; of a conversation of two alone it cannot be
 * said whose port it is. */
static const char sql_owner[] =
	"DROP TABLE IF EXISTS temp.port_owner;"
	"CREATE TEMP TABLE port_owner AS SELECT capture_id, min(mac) AS mac, count(*) AS n FROM ("
	" SELECT s.capture_id, s.mac FROM station s JOIN (SELECT capture_id, sum(tx_frames - tx_group) AS unicast"
	"  FROM station GROUP BY capture_id) u USING (capture_id)"
	"  WHERE u.unicast >= 6 AND (s.tx_frames - s.tx_group + s.rx_unicast) * 50 >= u.unicast * 49 AND s.rx_unicast > 0"
	"  AND s.tx_frames > 0) GROUP BY capture_id HAVING n = 1;"
	"CREATE INDEX temp.port_owner_1 ON port_owner(capture_id);";

/* DHCP of each capture, and what the port's owner is in it. */
static const char sql_seen[] =
	"DROP TABLE IF EXISTS temp.tap_seen;"
	"CREATE TEMP TABLE tap_seen AS SELECT c.capture_id, o.mac AS owner,"
	" coalesce(sum(d.op = 1 AND d.giaddr IS NOT NULL), 0) AS relayed, coalesce(sum(d.op = 1 AND d.giaddr IS NULL), 0) AS plain,"
	" count(DISTINCT CASE WHEN d.op = 1 THEN d.chaddr END) AS clients, max(CASE WHEN d.op = 1 THEN d.hops END) AS hops,"
	" group_concat(DISTINCT CASE WHEN d.op = 1 THEN d.giaddr END) AS relays,"
	" coalesce(max(d.op = 1 AND d.chaddr = o.mac), 0) AS is_client,"
	" coalesce(max(d.op = 2 AND d.src_mac = o.mac AND d.src_ip IS NOT d.giaddr), 0) AS is_server,"
	" (SELECT count(*) FROM station s WHERE s.capture_id = c.capture_id AND s.rx_unicast > 0 AND s.tx_frames > 0) AS talkers"
	" FROM capture c LEFT JOIN temp.port_owner o USING (capture_id) LEFT JOIN (SELECT e.capture_id, e.src_mac, e.src_ip,"
	"  m.op, m.giaddr, m.chaddr, m.hops FROM dhcp m CROSS JOIN event e USING (event_id)) d USING (capture_id) GROUP BY c.capture_id;"
	/* all unicast with one server is what the way of one or two targets to it shows, too */
	"UPDATE tap_seen SET is_server = 0 WHERE talkers < 4 AND relayed = 0;"
	"UPDATE tap_seen SET is_server = 1 WHERE talkers >= 4 AND owner IS NOT NULL AND NOT is_client AND (EXISTS (SELECT 1 FROM flow f"
	" WHERE f.capture_id = tap_seen.capture_id AND f.server_mac = owner AND f.role <> 'other')"
	" OR EXISTS (SELECT 1 FROM event e WHERE e.capture_id = tap_seen.capture_id AND e.src_mac = owner"
	"  AND e.kind IN ('tftp-oack', 'tftp-data')))"
	/* a router's MAC is at one end of everything too, and has the server's and the client's frames */
	" AND NOT EXISTS (SELECT 1 FROM address a WHERE a.capture_id = tap_seen.capture_id AND a.mac = owner"
	"  AND a.via = 'ip' GROUP BY a.mac HAVING count(*) > 2);";

/* What targets and servers send whose TTL tells routers. DHCP begins anew at each relay. */
#define UP "'tftp-rrq', 'tftp-wrq', 'tftp-ack', 'tsb-request', 'tsb-ack', 'pvs-login', 'pvs-request'"
#define DOWN "'tftp-oack', 'tftp-data', 'tsb-data', 'pvs-login-reply', 'pvs-data'"

/* A TTL as systems begin with: the sender is on this side of all routers. */
#define FIRST_TTL "(64, 128, 255)"
#define GONE "(CASE WHEN e.ttl <= 64 THEN 64 WHEN e.ttl <= 128 THEN 128 ELSE 255 END) - e.ttl"

/* How far the TTL of such frames is below that at the least. It is 0 where no router is between, and that one of the first
 * frames shows; else all are looked at. */
#define ROUTERS(kinds) \
	"CASE WHEN EXISTS (SELECT 1 FROM (SELECT kind, ttl FROM event INDEXED BY event_frame WHERE capture_id = c.capture_id ORDER BY frame" \
	"  LIMIT 10000) e WHERE e.ttl IN " FIRST_TTL " AND e.kind IN (" kinds ")) THEN 0" \
	" ELSE (SELECT min(" GONE ") FROM event e INDEXED BY event_frame WHERE e.capture_id = c.capture_id AND e.ttl > 1" \
	"  AND e.kind IN (" kinds ") AND " GONE " < 20) END"

static const char sql_routers[] =
	"DROP TABLE IF EXISTS temp.tap_routers;"
	"CREATE TEMP TABLE tap_routers AS SELECT c.capture_id, " ROUTERS(UP) " AS up, " ROUTERS(DOWN) " AS down FROM capture c";

static const char sql_vantage[] =
	"INSERT INTO vantage(capture_id, vantage, reasons, clock_offset_ns, clock_base_ns, label) SELECT c.capture_id,"
	" CASE WHEN v.is_client AND v.relayed = 0 THEN 'target-side' WHEN v.is_server AND (v.relayed = 0 OR v.plain = 0 OR"
	"   NOT EXISTS (SELECT 1 FROM address a WHERE a.capture_id = c.capture_id AND a.mac = v.owner"
	"    AND instr(',' || v.relays || ',', ',' || a.ip || ','))) THEN 'server-side'"
	"  WHEN v.relayed > 0 AND v.plain > 0 THEN 'relay' WHEN v.relayed > 0 THEN 'server-side'"
	"  WHEN v.owner IS NULL AND v.talkers > 3 THEN 'several' WHEN v.plain > 0 THEN 'target-side'"
	"  WHEN w.up > 0 AND w.down = 0 THEN 'server-side' ELSE 'unknown' END,"
	" CASE WHEN v.is_client THEN 'every unicast frame is from or to ' || v.owner || ', which asks for an address: its own port, or a capture limited to it'"
	"  WHEN v.is_server THEN 'every unicast frame is from or to ' || v.owner || ', which answers the targets: its own port, or the way to it'"
	"  WHEN v.relayed > 0 AND v.plain > 0 THEN 'DHCP requests are seen both from the client and as a relay passed them on'"
	"  WHEN v.relayed > 0 THEN 'DHCP requests are seen only as a relay passed them on'"
	"  WHEN v.owner IS NULL AND v.talkers > 3 THEN 'unicast frames of ' || v.talkers || ' machines are in it, so it is a mirror of several ports or a trunk'"
	"  WHEN v.plain > 0 AND v.clients > 1 THEN 'DHCP requests of ' || v.clients || ' clients are seen as they sent them'"
	"  WHEN v.plain > 0 THEN 'DHCP requests are seen as the client sent them'"
	"  WHEN w.up > 0 AND w.down = 0 THEN 'no DHCP request is in it, and frames of targets come through a router, those of servers do not'"
	"  ELSE 'no DHCP request is in it' END"
	" || CASE WHEN v.relayed > 0 THEN '; relayed by ' || replace(v.relays, ',', ' ') || ', hop count ' || v.hops ELSE '' END"
	" || coalesce('; answers of servers have passed ' || w.down || ' router' || CASE w.down WHEN 1 THEN '' ELSE 's' END || ' (TTL)', '')"
	" || coalesce('; frames of targets have passed ' || w.up || ' router' || CASE w.up WHEN 1 THEN '' ELSE 's' END || ' (TTL)', '')"
	" || coalesce('; ' || l.words, ''),"
	" 0, coalesce(c.first_ns, 0), replace(c.path, rtrim(c.path, replace(c.path, '/', '')), '')"
	" FROM capture c JOIN temp.tap_seen v USING (capture_id)"
	" JOIN temp.tap_routers w USING (capture_id)"
	/* a switch that says which port this is; on a mirror there may be many */
	" LEFT JOIN (SELECT capture_id, CASE WHEN n > 3 THEN n || ' switch ports name themselves' ELSE words END AS words FROM ("
	"  SELECT e.capture_id, count(*) AS n, group_concat(upper(p.protocol) || ' names ' || coalesce('port ' || p.port_name || ' of ', '')"
	"   || coalesce(p.name, p.device), '; ') AS words FROM (SELECT min(x.event_id) AS event_id, x.protocol, x.port_name, x.name, x.device"
	"    FROM l2 x JOIN event y USING (event_id) WHERE x.protocol IN ('lldp', 'cdp') AND coalesce(x.name, x.device) IS NOT NULL"
	"    GROUP BY y.capture_id, x.protocol, x.port_name, coalesce(x.name, x.device)) p JOIN event e USING (event_id)"
	"   GROUP BY e.capture_id)) l USING (capture_id)";

/* The user knows better. */
static const char sql_said[] =
	"UPDATE vantage SET name = p.name, label = coalesce(p.name, label), vantage = coalesce(p.vantage, vantage.vantage),"
	" reasons = CASE WHEN p.vantage IS NULL THEN reasons WHEN p.vantage = vantage.vantage THEN"
	"  'as given by the user; the packets agree: ' || reasons"
	"  ELSE 'as given by the user; the packets say ' || vantage.vantage || ': ' || reasons END"
	" FROM said p WHERE p.capture_id = vantage.capture_id";

int vantage_write(struct store *s, struct err *err)
{
	static const char *const sql[] = {sql_owner, sql_seen, sql_routers, sql_vantage, sql_said,
		"DROP TABLE temp.port_owner; DROP TABLE temp.tap_seen; DROP TABLE temp.tap_routers"};
	size_t i;

	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	return 0;
}
