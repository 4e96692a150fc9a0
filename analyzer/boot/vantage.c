/*
 * Where each capture was taken, as far as the packets tell. It is counting over facts, so it is SQL.
 */
#include "boot/internal.h"

/* A tap on a relay sees the client's message and its relayed copy; behind it, only copies. */
static const char sql_vantage[] =
	"INSERT INTO vantage SELECT c.capture_id,"
	" CASE WHEN v.relayed > 0 AND v.plain > 0 THEN 'relay' WHEN v.relayed > 0 THEN 'server-side'"
	"  WHEN v.clients > 2 THEN 'several' WHEN v.plain > 0 THEN 'target-side' ELSE 'unknown' END,"
	" CASE WHEN v.relayed > 0 AND v.plain > 0 THEN 'DHCP requests are seen both from the client and as a relay passed them on'"
	"  WHEN v.relayed > 0 THEN 'DHCP requests are seen only as a relay passed them on'"
	"  WHEN v.clients > 2 THEN 'DHCP requests of ' || v.clients || ' clients are seen as they sent them'"
	"  WHEN v.plain > 0 THEN 'DHCP requests are seen as the client sent them'"
	"  ELSE 'no DHCP request is in it' END, 0, 0, 0, coalesce(c.first_ns, 0), 0, '', 0"
	" FROM capture c LEFT JOIN (SELECT e.capture_id,"
	"  sum(d.giaddr IS NOT NULL) AS relayed, sum(d.giaddr IS NULL) AS plain, count(DISTINCT d.chaddr) AS clients"
	"  FROM dhcp d CROSS JOIN event e USING (event_id) WHERE d.op = 1"
	"  GROUP BY e.capture_id) v USING (capture_id)";

int vantage_write(struct store *s, struct err *err)
{
	return store_query(s, sql_vantage, NULL, 0, NULL, NULL, err);
}
