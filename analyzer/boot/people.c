/*
 * The other parties: servers with their roles, and how their boots ended. It is counting over facts, so it is SQL.
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
	"   UNION SELECT server_ip, role, CASE role WHEN 'login' THEN 5 ELSE 6 END FROM flow"
	/* those behind a load balancer, whose transfers stand under its address */
	"   UNION SELECT m.server_ip, coalesce(t.protocol, f.role), CASE f.role WHEN 'login' THEN 5 WHEN 'stream' THEN 6 ELSE 4 END FROM temp.nat_member m"
	"    LEFT JOIN transfer t ON m.what = 0 AND t.transfer_id = m.id LEFT JOIN flow f ON m.what = 1 AND f.flow_id = m.id)"
	"  WHERE ip IS NOT NULL ORDER BY ip, ord) r"
	" GROUP BY r.ip ORDER BY r.ip";

/* In which boots, each counted once however many roles a server had in it. */
static const char sql_counts[] =
	"UPDATE server SET boots = n.boots, failed = n.failed FROM (SELECT ip, count(*) AS boots,"
	" sum(failed) AS failed FROM ("
	"  SELECT dhcp_server AS ip, outcome = 'failed' AS failed FROM boot WHERE outcome <> 'leased'"
	"  UNION ALL SELECT relay, outcome = 'failed' FROM boot WHERE outcome <> 'leased'"
	"   AND relay IS NOT dhcp_server"
	"  UNION ALL SELECT boot_server, outcome = 'failed' FROM boot WHERE outcome <> 'leased'"
	"   AND boot_server IS NOT dhcp_server AND boot_server IS NOT relay"
	"  UNION ALL SELECT login_server, outcome = 'failed' FROM boot WHERE outcome <> 'leased'"
	"   AND login_server IS NOT dhcp_server AND login_server IS NOT relay AND login_server IS NOT boot_server"
	"  UNION ALL SELECT stream_server, outcome = 'failed' FROM boot WHERE outcome <> 'leased'"
	"   AND stream_server IS NOT dhcp_server AND stream_server IS NOT relay"
	"   AND stream_server IS NOT boot_server AND stream_server IS NOT login_server"
	"  UNION ALL SELECT ip, failed FROM (SELECT DISTINCT b.boot_id, m.server_ip AS ip, b.outcome = 'failed' AS failed FROM temp.nat_member m"
	"   JOIN (SELECT boot_id, transfer_id AS id, 0 AS what FROM boot_transfer_seen UNION ALL SELECT boot_id, flow_id, 1 FROM boot_flow) s"
	"    ON s.what = m.what AND s.id = m.id JOIN boot b ON b.boot_id = s.boot_id WHERE m.server_ip <> m.to_server_ip))"
	" WHERE ip IS NOT NULL GROUP BY ip) n WHERE n.ip = server.ip";

int people_write(struct store *s, struct err *err)
{
	if (store_query(s, sql_servers, NULL, 0, NULL, NULL, err) < 0)
		return -1;
	return store_query(s, sql_counts, NULL, 0, NULL, NULL, err);
}
