/*
 * Who shares a trouble: the targets with the same trouble, grouped by what the captures show of where and what
 * they are (maker of the network card, VLAN, relay, switch port). Where one group has all of them and the others
 * are well, that is worth saying. All of it is counting, so it is SQL; sums only, so that it takes the time of
 * the number of boots and not of its square.
 */
#include "boot/internal.h"

/* The trouble of a target: the phase in which a boot of it failed and whether it was being answered, or single
 * reads that take long. */
static const char sql_trouble[] =
	"CREATE TEMP TABLE trouble AS SELECT b.boot_id, b.mac, CASE WHEN b.outcome = 'failed' THEN b.phase_reached"
	"  || CASE WHEN p.stall_ns IS NOT NULL THEN ' stalled' WHEN p.login_answer_ns IS NOT NULL THEN ' answered' ELSE '' END"
	" WHEN p.single_reads >= 50 AND (p.single_service_sum + p.single_transfer_sum + p.single_turn_sum) / p.single_reads"
	"  >= 20000000 THEN 'slow' END AS what FROM boot b LEFT JOIN boot_stream p USING (boot_id)"
	" WHERE b.outcome IN ('failed', 'booted')";

/* A locally administered address has no maker. */
static const char sql_maker[] =
	"CREATE TEMP TABLE place AS SELECT t.boot_id, t.mac, t.what, 'maker' AS by_what,"
	" coalesce(g.vendor, upper(substr(t.mac, 1, 8))) AS value FROM trouble t JOIN target g ON g.mac = t.mac"
	" WHERE substr(t.mac, 2, 1) NOT IN ('2', '3', '6', '7', 'a', 'b', 'e', 'f')";

static const char sql_relay[] =
	"INSERT INTO place SELECT t.boot_id, t.mac, t.what, 'relay', b.relay FROM trouble t JOIN boot b USING (boot_id)"
	" WHERE b.relay IS NOT NULL";

static const char sql_vlan[] =
	"INSERT INTO place SELECT t.boot_id, t.mac, t.what, 'vlan', min(e.vlan) FROM trouble t JOIN boot_event be USING (boot_id)"
	" JOIN event e USING (event_id) WHERE e.src_mac = t.mac AND e.vlan IS NOT NULL GROUP BY t.boot_id"
	" HAVING min(e.vlan) = max(e.vlan)";

/* LLDP or CDP tell at which port an interface of the capture hangs: that of the targets whose own frames it has, where
 * it hears one port only and the port is not one that a trunk of many shares. */
static const char sql_port[] =
	"INSERT INTO place SELECT t.boot_id, t.mac, t.what, 'switch port', min(l.port) FROM trouble t JOIN boot_event_seen be USING (boot_id)"
	" JOIN event e USING (event_id) JOIN (SELECT le.capture_id, le.iface,"
	"  min(coalesce(x.name, x.device, '') || ' ' || coalesce(x.port_name, x.port, '')) AS port FROM l2 x JOIN event le USING (event_id)"
	"  WHERE x.protocol IN ('lldp', 'cdp') GROUP BY 1, 2"
	"  HAVING count(DISTINCT coalesce(x.name, x.device, '') || ' ' || coalesce(x.port_name, x.port, '')) = 1) l"
	" ON l.capture_id = e.capture_id AND l.iface = e.iface WHERE e.src_mac = t.mac GROUP BY t.boot_id"
	" HAVING min(l.port) = max(l.port)";

static const char sql_company[] =
	"INSERT INTO company SELECT p.boot_id, p.by_what, p.value, g.bad, n.macs - g.bad, a.bad - g.bad, k.macs - n.macs - (a.bad - g.bad)"
	" FROM (SELECT DISTINCT boot_id, by_what, value, what FROM place WHERE what IS NOT NULL) p"
	" JOIN (SELECT by_what, value, what, count(DISTINCT mac) AS bad FROM place GROUP BY 1, 2, 3) g"
	"  ON g.by_what = p.by_what AND g.value = p.value AND g.what = p.what"
	" JOIN (SELECT by_what, value, count(DISTINCT mac) AS macs FROM place GROUP BY 1, 2) n"
	"  ON n.by_what = p.by_what AND n.value = p.value"
	" JOIN (SELECT by_what, what, count(DISTINCT mac) AS bad FROM place GROUP BY 1, 2) a"
	"  ON a.by_what = p.by_what AND a.what = p.what"
	" JOIN (SELECT by_what, count(DISTINCT mac) AS macs FROM place GROUP BY 1) k ON k.by_what = p.by_what";

static const char sql_said[] =
	"INSERT INTO company_said SELECT boot_id, group_concat('Only targets ' || CASE by_what"
	"  WHEN 'maker' THEN 'with a network card of ' || value WHEN 'relay' THEN 'behind the relay ' || value"
	"  WHEN 'vlan' THEN 'in VLAN ' || value ELSE 'at the switch port ' || value END"
	"  || ' have this: all ' || bad || ' of them, and none of the ' || others_well || ' others. ', '')"
	" FROM company WHERE bad >= 2 AND well = 0 AND others_bad = 0 AND others_well >= 2 GROUP BY boot_id";

int company_write(struct store *s, struct err *err)
{
	static const char *const sql[] = {sql_maker, sql_relay, sql_vlan, sql_port, sql_company, sql_said, "DROP TABLE temp.place"};
	bool trouble;
	size_t i;

	if (store_script(s, "DROP TABLE IF EXISTS temp.trouble; DROP TABLE IF EXISTS temp.place", err) < 0 ||
		store_script(s, sql_trouble, err) < 0)
		return -1;
	trouble = ANY(s, "temp.trouble WHERE what IS NOT NULL");
	for (i = 0; i < sizeof(sql) / sizeof(sql[0]) && trouble; i++)
		if ((sql[i] != sql_port || ANY(s, "l2")) && store_script(s, sql[i], err) < 0)
			return -1;
	return store_script(s, "DROP TABLE temp.trouble", err);
}
