/*
 * Each DISCOVER question as the servers' side sees it: which segment it came from, which one server it
 * went to, and whether it ended a boot in vain. Counting over exchanges, so it is SQL.
 */
#include "boot/internal.h"

/* Behind a tap on the clients' side an unanswered DISCOVER does not name its relay, but the answers to
 * its neighbours in the same VLAN of the same capture do. */
static const char sql_ask[] =
	"INSERT INTO ask WITH place AS (SELECT x.exchange_id, e.capture_id, e.vlan FROM exchange x"
	"  JOIN event e ON e.event_id = x.first_event WHERE x.kind = 'discover'),"
	" neighbour AS (SELECT p.capture_id, p.vlan, min(b.relay) AS relay FROM place p"
	"  JOIN exchange x USING (exchange_id) JOIN boot b USING (boot_id) JOIN dhcp d ON d.event_id = x.first_event"
	"  WHERE b.relay IS NOT NULL AND d.giaddr IS NULL GROUP BY p.capture_id, p.vlan"
	"  HAVING count(DISTINCT b.relay) = 1),"
	" whole AS MATERIALIZED (SELECT boot_id, max(exchange_id) AS latest, sum(offers + proxy_offers + acks + naks) AS told FROM exchange GROUP BY boot_id)"
	" SELECT x.exchange_id, x.boot_id, b.mac,"
	"  coalesce(b.relay, n.relay, 'vlan ' || p.vlan, ''),"
	"  CASE WHEN x.copies_to <> '' AND instr(x.copies_to, ' ') = 0 THEN x.copies_to"
	"   WHEN x.copies_to = '' AND x.l3_cast = 'unicast' THEN x.dst_ip END,"
	"  CASE WHEN x.max_secs > 0 AND x.max_secs & 255 = 0 THEN x.max_secs >> 8 ELSE x.max_secs END,"
	"  x.max_secs > 0 AND x.max_secs & 255 = 0,"
	"  b.outcome IN ('failed', 'incomplete') AND b.long_enough AND b.phase_reached = 'dhcp'"
	"   AND x.exchange_id = w.latest AND w.told = 0"
	" FROM exchange x JOIN boot b USING (boot_id) JOIN whole w USING (boot_id) JOIN place p USING (exchange_id)"
	" LEFT JOIN neighbour n ON n.capture_id = p.capture_id AND n.vlan IS p.vlan";

int asks_write(struct store *s, struct err *err)
{
	return store_query(s, sql_ask, NULL, 0, NULL, NULL, err);
}
