/*
 * Where each capture was taken, as far as the packets tell. It is counting over facts, so it is SQL.
 */
#include "boot/internal.h"

/* A tap on a relay sees the client's message and its relayed copy; behind it, only copies. */
static const char sql_vantage[] =
	"INSERT INTO vantage(capture_id, vantage, reasons, clock_offset_ns, clock_base_ns, label) SELECT c.capture_id,"
	" CASE WHEN v.relayed > 0 AND v.plain > 0 THEN 'relay' WHEN v.relayed > 0 THEN 'server-side'"
	"  WHEN v.clients > 2 THEN 'several' WHEN v.plain > 0 THEN 'target-side' ELSE 'unknown' END,"
	" CASE WHEN v.relayed > 0 AND v.plain > 0 THEN 'DHCP requests are seen both from the client and as a relay passed them on'"
	"  WHEN v.relayed > 0 THEN 'DHCP requests are seen only as a relay passed them on'"
	"  WHEN v.clients > 2 THEN 'DHCP requests of ' || v.clients || ' clients are seen as they sent them'"
	"  WHEN v.plain > 0 THEN 'DHCP requests are seen as the client sent them'"
	"  ELSE 'no DHCP request is in it' END, 0, coalesce(c.first_ns, 0),"
	"  replace(c.path, rtrim(c.path, replace(c.path, '/', '')), '')"
	" FROM capture c JOIN (SELECT c2.capture_id,"
	"  sum(d.op = 1 AND d.giaddr IS NOT NULL) AS relayed, sum(d.op = 1 AND d.giaddr IS NULL) AS plain,"
	"  count(DISTINCT CASE WHEN d.op = 1 THEN d.chaddr END) AS clients"
	"  FROM capture c2 LEFT JOIN event e USING (capture_id) LEFT JOIN dhcp d USING (event_id)"
	"  GROUP BY c2.capture_id) v USING (capture_id)";

/* The user knows better. */
static const char sql_said[] =
	"UPDATE vantage SET name = p.name, label = coalesce(p.name, label), vantage = coalesce(p.vantage, vantage.vantage),"
	" reasons = CASE WHEN p.vantage IS NULL THEN reasons WHEN p.vantage = vantage.vantage THEN"
	"  'as given by the user; the packets agree: ' || reasons"
	"  ELSE 'as given by the user; the packets say ' || vantage.vantage || ': ' || reasons END"
	" FROM said p WHERE p.capture_id = vantage.capture_id";

int vantage_write(struct store *s, struct err *err)
{
	if (store_query(s, sql_vantage, NULL, 0, NULL, NULL, err) < 0)
		return -1;
	return store_query(s, sql_said, NULL, 0, NULL, NULL, err);
}
