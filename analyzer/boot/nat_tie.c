/*
 * Clocks of captures that share nothing but what a NAT rewrote. Without a common clock only numbers that were given once
 * tell one message from another: the same content with the same IP identification, twice at least between the same two
 * ends and from the server, or three times from the client; or logins, whose content is a device's own. Those messages get one key for clock.c, and it is
 * there that they have to agree before a clock is believed. It is counting over facts, so it is SQL.
 */
#include "boot/internal.h"

static const char drop[] =
	"DROP TABLE IF EXISTS temp.nat_mark; DROP TABLE IF EXISTS temp.nat_ends; DROP TABLE IF EXISTS temp.nat_key;";

/* Messages that have no like in their capture, with the ends of their talk: of what a capture has twice, nothing says
 * which one another capture has. A device may number packets anew, so logins are known without. */
static const char sql_marks[] =
	"CREATE TEMP TABLE nat_mark AS SELECT e.capture_id, v.clock_uncertainty_ns IS NULL AS alone, w.content,"
	" CASE WHEN e.kind GLOB 'pvs-login*' THEN -1 ELSE e.ip_id END AS number, min(e.event_id) AS event_id,"
	" min(e.kind GLOB 'pvs-login*' OR w.upward = 0) AS strong,"
	" min(CASE WHEN w.upward THEN e.src_ip ELSE e.dst_ip END) AS ip, min(CASE WHEN w.upward THEN e.src_port ELSE e.dst_port END) AS port,"
	" min(CASE WHEN w.upward THEN e.dst_ip ELSE e.src_ip END) AS server"
	" FROM twin w JOIN event e USING (event_id) JOIN vantage v USING (capture_id)"
	" WHERE w.content IS NOT NULL AND w.upward IS NOT NULL AND (e.kind GLOB 'pvs-login*' OR e.ip_id <> 0)"
	" GROUP BY e.capture_id, w.content, number HAVING count(*) = 1;"
	"CREATE INDEX temp.nat_mark_1 ON nat_mark(content, number);";

#define SAME_MARK(a, b) \
	b ".content = " a ".content AND " b ".number = " a ".number AND " b ".capture_id <> " a ".capture_id" \
	" AND (" a ".ip <> " b ".ip OR " a ".port <> " b ".port OR " a ".server <> " b ".server)"

static const char sql_keys[] =
	"CREATE TEMP TABLE nat_ends AS SELECT a.capture_id, a.ip, a.port, b.capture_id AS b_capture, b.ip AS b_ip, b.port AS b_port"
	" FROM temp.nat_mark a JOIN temp.nat_mark b ON " SAME_MARK("a", "b")
	" WHERE a.alone OR b.alone GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(a.strong) >= 2"
	/* low ones are those of firmware that counts from its start, as its neighbours do */
	" OR sum(a.number >= 1024) >= 3;"
	"CREATE TEMP TABLE nat_key(event_id INTEGER PRIMARY KEY, key INTEGER, login INTEGER);"
	"INSERT OR IGNORE INTO temp.nat_key SELECT a.event_id, (a.number & 65535) << 40 | a.content & 1099511627775, a.number = -1"
	" FROM temp.nat_ends n JOIN temp.nat_mark a ON a.capture_id = n.capture_id AND a.ip = n.ip AND a.port = n.port"
	" JOIN temp.nat_mark b ON b.capture_id = n.b_capture AND b.ip = n.b_ip AND b.port = n.b_port AND " SAME_MARK("a", "b") ";";

static const char sql_twins[] =
	"UPDATE temp.twin SET twin_key = k.key FROM temp.nat_key k WHERE k.event_id = temp.twin.event_id;"
	/* a device logs in with the same words at its next boot */
	"INSERT INTO temp.nat_login SELECT event_id FROM temp.nat_key WHERE login;";

int nat_tie(struct store *s, struct err *err)
{
	int rc = 0;

	if (store_int(s, "SELECT count(*) FROM vantage", NULL, 0, 0) < 2 ||
		!store_int(s, "SELECT 1 FROM vantage WHERE clock_uncertainty_ns IS NULL LIMIT 1", NULL, 0, 0))
		return 0;
	if (store_script(s, drop, err) < 0 || store_script(s, sql_marks, err) < 0 || store_script(s, sql_keys, err) < 0)
		return -1;
	if (store_int(s, "SELECT EXISTS (SELECT 1 FROM temp.nat_key)", NULL, 0, 0)) {
		if (case_clock_shadow(s, "twin", err) < 0 || store_script(s, sql_twins, err) < 0)
			return -1;
		rc = 1;
	}
	return store_script(s, drop, err) < 0 ? -1 : rc;
}

int nat_untie(struct store *s, struct err *err)
{
	return store_script(s, "DROP TABLE IF EXISTS temp.twin; DROP TABLE IF EXISTS temp.nat_login;"
		"CREATE TEMP TABLE nat_login(event_id INTEGER PRIMARY KEY)", err);
}
