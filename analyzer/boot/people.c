/*
 * The other parties: servers with their roles, and where each capture was taken. All of it is
 * counting over facts, so it is SQL.
 */
#include "boot/internal.h"

static const char sql_servers[] =
	"INSERT INTO server(ip, mac, roles) SELECT r.ip,"
	" (SELECT a.mac FROM address a WHERE a.ip = r.ip ORDER BY a.via = 'ip' DESC, a.frames DESC, a.mac LIMIT 1),"
	" group_concat(r.role, ' ') FROM ("
	"  SELECT DISTINCT ip, role, ord FROM ("
	"   SELECT coalesce(d.server_id, e.src_ip) AS ip, 'dhcp' AS role, 1 AS ord"
	"    FROM event e JOIN dhcp d USING (event_id)"
	"    WHERE e.kind IN ('dhcp-offer', 'dhcp-ack', 'dhcp-nak', 'dhcp-bootreply')"
	"   UNION SELECT giaddr, 'relay', 2 FROM dhcp WHERE giaddr IS NOT NULL"
	"   UNION SELECT coalesce(d.server_id, e.src_ip), 'proxydhcp', 3"
	"    FROM event e JOIN dhcp d USING (event_id) WHERE e.kind IN ('pxe-offer', 'pxe-ack')"
	"   UNION SELECT server_ip, protocol, 4 FROM transfer"
	"   UNION SELECT server_ip, role, CASE role WHEN 'login' THEN 5 ELSE 6 END FROM flow)"
	"  WHERE ip IS NOT NULL ORDER BY ip, ord) r"
	" GROUP BY r.ip ORDER BY r.ip";

/* A tap on a relay sees the client's message and its relayed copy; behind it, only copies. */
static const char sql_vantage[] =
	"INSERT INTO vantage SELECT c.capture_id,"
	" CASE WHEN v.relayed > 0 AND v.plain > 0 THEN 'relay' WHEN v.relayed > 0 THEN 'server-side'"
	"  WHEN v.clients > 2 THEN 'several' WHEN v.plain > 0 THEN 'target-side' ELSE 'unknown' END,"
	" CASE WHEN v.relayed > 0 AND v.plain > 0 THEN 'DHCP requests are seen both from the client and as a relay passed them on'"
	"  WHEN v.relayed > 0 THEN 'DHCP requests are seen only as a relay passed them on'"
	"  WHEN v.clients > 2 THEN 'DHCP requests of ' || v.clients || ' clients are seen as they sent them'"
	"  WHEN v.plain > 0 THEN 'DHCP requests are seen as the client sent them'"
	"  ELSE 'no DHCP request is in it' END, 0, 0"
	" FROM capture c JOIN (SELECT c2.capture_id,"
	"  sum(d.op = 1 AND d.giaddr IS NOT NULL) AS relayed, sum(d.op = 1 AND d.giaddr IS NULL) AS plain,"
	"  count(DISTINCT CASE WHEN d.op = 1 THEN d.chaddr END) AS clients"
	"  FROM capture c2 LEFT JOIN event e USING (capture_id) LEFT JOIN dhcp d USING (event_id)"
	"  GROUP BY c2.capture_id) v USING (capture_id)";

int people_write(struct store *s, struct err *err)
{
	if (store_query(s, sql_servers, NULL, 0, NULL, NULL, err) < 0)
		return -1;
	return store_query(s, sql_vantage, NULL, 0, NULL, NULL, err);
}
