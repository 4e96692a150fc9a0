/*
 * Clocks of captures that share nothing but what a NAT rewrote. Without a common clock only numbers that a server gave
 * tell one transfer from another: the same content with the same IP identification, twice at least between the same two
 * ends; or logins, whose content is a device's own. Those messages get one key for clock.c, and it is there that
 * messages have to agree before a clock is believed. It is counting over facts, so it is SQL.
 */
#include "boot/internal.h"

static const char drop[] =
	"DROP TABLE IF EXISTS temp.nat_mark; DROP TABLE IF EXISTS temp.nat_ends; DROP TABLE IF EXISTS temp.nat_one;"
	"DROP TABLE IF EXISTS temp.nat_sole;";

/* What marks a talk, under the address and port of its client in each capture. Of what a capture has twice, nothing
 * says which one another capture has. */
static const char sql_marks[] =
	"CREATE TEMP TABLE nat_mark AS SELECT e.capture_id, v.clock_uncertainty_ns IS NULL AS alone, w.content,"
	" CASE WHEN e.kind GLOB 'pvs-login*' THEN -1 ELSE e.ip_id END AS number,"
	" min(CASE WHEN w.upward THEN e.src_ip ELSE e.dst_ip END) AS ip, min(CASE WHEN w.upward THEN e.src_port ELSE e.dst_port END) AS port"
	" FROM twin w JOIN event e USING (event_id) JOIN vantage v USING (capture_id)"
	" WHERE w.content IS NOT NULL AND (e.kind GLOB 'pvs-login*' OR (w.upward = 0 AND e.ip_id <> 0))"
	" GROUP BY e.capture_id, w.content, number HAVING count(*) = 1;"
	"CREATE INDEX temp.nat_mark_1 ON nat_mark(content, number);";

static const char sql_ends[] =
	"CREATE TEMP TABLE nat_ends AS SELECT a.capture_id AS a_capture, a.ip AS a_ip, a.port AS a_port,"
	" b.capture_id AS b_capture, b.ip AS b_ip, b.port AS b_port FROM temp.nat_mark a"
	" JOIN temp.nat_mark b ON b.content = a.content AND b.number = a.number AND b.capture_id > a.capture_id"
	" WHERE (a.alone OR b.alone) AND (a.ip <> b.ip OR a.port <> b.port)"
	" GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) >= 2;"
	/* one to one */
	"CREATE TEMP TABLE nat_sole AS SELECT * FROM temp.nat_ends x WHERE"
	"  (SELECT count(*) FROM temp.nat_ends y WHERE y.a_capture = x.a_capture AND y.b_capture = x.b_capture AND y.a_ip = x.a_ip AND y.a_port = x.a_port) = 1"
	"  AND (SELECT count(*) FROM temp.nat_ends y WHERE y.a_capture = x.a_capture AND y.b_capture = x.b_capture AND y.b_ip = x.b_ip AND y.b_port = x.b_port) = 1;"
	"CREATE TEMP TABLE nat_one(talk INTEGER PRIMARY KEY, capture_id INTEGER, ip TEXT, port INTEGER, first INTEGER, UNIQUE (capture_id, ip, port));"
	"INSERT OR IGNORE INTO temp.nat_one(capture_id, ip, port) SELECT a_capture, a_ip, a_port FROM temp.nat_sole"
	" UNION SELECT b_capture, b_ip, b_port FROM temp.nat_sole ORDER BY 1, 2, 3;"
	"UPDATE temp.nat_one SET first = talk;";

/* Of several taps in a row, all get the number of the first. */
static const char sql_chain[] =
	"UPDATE temp.nat_one SET first = min(first, (SELECT min(a.first, b.first) FROM temp.nat_sole x"
	" JOIN temp.nat_one a ON a.capture_id = x.a_capture AND a.ip = x.a_ip AND a.port = x.a_port"
	" JOIN temp.nat_one b ON b.capture_id = x.b_capture AND b.ip = x.b_ip AND b.port = x.b_port"
	" WHERE nat_one.talk IN (a.talk, b.talk) ORDER BY 1 LIMIT 1))";

#define TAPS_IN_A_ROW 4

static const char sql_keys[] =
	"UPDATE temp.twin SET twin_key = n.first << 40 | content & 1099511627775 FROM event e, temp.nat_one n"
	" WHERE e.event_id = temp.twin.event_id AND content IS NOT NULL AND n.capture_id = e.capture_id"
	" AND ((n.ip = e.src_ip AND n.port = e.src_port) OR (n.ip = e.dst_ip AND n.port = e.dst_port));";

int nat_tie(struct store *s, struct err *err)
{
	int rc = 0, i;

	if (store_int(s, "SELECT count(*) FROM vantage", NULL, 0, 0) < 2 ||
		!store_int(s, "SELECT 1 FROM vantage WHERE clock_uncertainty_ns IS NULL LIMIT 1", NULL, 0, 0))
		return 0;
	if (store_script(s, drop, err) < 0 || store_script(s, sql_marks, err) < 0 || store_script(s, sql_ends, err) < 0)
		return -1;
	if (store_int(s, "SELECT EXISTS (SELECT 1 FROM temp.nat_one)", NULL, 0, 0)) {
		for (i = 1; i < TAPS_IN_A_ROW; i++)
			if (store_script(s, sql_chain, err) < 0)
				return -1;
		if (case_clock_shadow(s, "twin", err) < 0 || store_script(s, sql_keys, err) < 0)
			return -1;
		rc = 1;
	}
	return store_script(s, drop, err) < 0 ? -1 : rc;
}

int nat_untie(struct store *s, struct err *err)
{
	return store_script(s, "DROP TABLE IF EXISTS temp.twin", err);
}
