/*
 * What the captures could have seen of each boot (netboot.md 6.0): the ground for every absence.
 *
 * An answer to a client with the broadcast flag is a broadcast: whoever records the segment's
 * broadcasts from others records it. Without the flag it is unicast to a host that has no address
 * yet: only the target's own port, the server's, the relay's, or a mirror of one of those shows it.
 */
#include "boot/internal.h"

/* The captures that hold something of a boot, and the boot's time in them. */
static const char sql_where[] =
	"CREATE TEMP TABLE boot_capture AS SELECT DISTINCT b.boot_id, b.mac, b.start_ns, b.end_ns, b.patience_ns,"
	" b.long_enough, e.capture_id FROM boot b JOIN boot_event_seen be USING (boot_id) JOIN event e USING (event_id)";

/* What is the same for all boots of a capture is asked once, not for each boot: a case has no statistics, and a
 * flood of clients would take the square of their number. */
static const char sql_capture[] =
	/* an answer to a relay is in it */
	"CREATE TEMP TABLE relay_leg AS SELECT DISTINCT o.capture_id FROM dhcp d INDEXED BY dhcp_relayed"
	"  CROSS JOIN event o USING (event_id) WHERE d.giaddr IS NOT NULL AND d.op = 2 AND o.dst_ip = d.giaddr;"
	/* whose relayed answers are in it, on their way to the client */
	"CREATE TEMP TABLE relayed_to AS SELECT DISTINCT o.capture_id, o.client FROM dhcp d INDEXED BY dhcp_relayed"
	"  CROSS JOIN event o USING (event_id) WHERE d.giaddr IS NOT NULL AND d.op = 2 AND o.dst_port = 68"
	"  AND o.l2_cast = 'unicast' AND o.client IS NOT NULL;"
	/* who got unicast answers of a server of the segment; the least and the greatest client they were for: when
	 * one of them is another than mine, so is the answer */
	"CREATE TEMP TABLE answered AS SELECT o.capture_id, o.dst_mac, min(o.client) AS lo, max(o.client) AS hi"
	"  FROM event o INDEXED BY event_kind WHERE o.kind IN ('dhcp-offer', 'dhcp-ack') AND o.l2_cast = 'unicast'"
	"  AND o.dst_mac IS NOT NULL"
	"  AND NOT EXISTS (SELECT 1 FROM dhcp d WHERE d.event_id = o.event_id AND d.giaddr IS NOT NULL)"
	"  GROUP BY o.capture_id, o.dst_mac;"
	/* whose questions are in it, as the client sent them and as a relay did */
	"CREATE TEMP TABLE question AS SELECT e.client, e.capture_id, max(d.giaddr IS NOT NULL) AS relayed,"
	"  max(d.giaddr IS NULL) AS plain FROM dhcp d CROSS JOIN event e USING (event_id)"
	"  WHERE d.op = 1 AND e.client IS NOT NULL GROUP BY e.client, e.capture_id;"
	"CREATE INDEX temp.relayed_to_1 ON relayed_to(capture_id, client);"
	"CREATE INDEX temp.answered_1 ON answered(capture_id);"
	"CREATE INDEX temp.question_1 ON question(client, capture_id)";

/* The host that is at one end of every unicast frame of a capture: it was taken at that host's port. Where two
 * are, they are the only ones that speak. */
static const char sql_only[] =
	"CREATE TEMP TABLE only_port AS SELECT s.capture_id, min(s.mac) AS mac, count(*) AS ends,"
	" s.tx_frames - s.tx_group + s.rx_unicast AS both, a.all_rx FROM station s"
	" JOIN (SELECT capture_id, sum(rx_unicast) AS all_rx FROM station GROUP BY 1) a USING (capture_id)"
	" WHERE a.all_rx > 0 AND s.tx_frames - s.tx_group + s.rx_unicast >= a.all_rx GROUP BY 1";

static const char sql_sight[] =
	"INSERT INTO sight SELECT b.boot_id,"
	/* target_tx, target_rx */
	" max(coalesce(st.tx_frames, 0) > 0), max(coalesce(st.rx_unicast, 0) > 0 OR (coalesce(st.tx_frames, 0) > 0 AND EXISTS (SELECT 1 FROM said p"
	"  WHERE p.capture_id = b.capture_id AND p.vantage = 'target-side'))),"
	/* broadcast: of somebody else than the target, recorded where the target's own frames are */
	" max(coalesce(st.tx_frames, 0) > 0 AND EXISTS (SELECT 1 FROM station o INDEXED BY station_group"
	"  WHERE o.capture_id = b.capture_id"
	"  AND o.tx_group > 0 AND o.mac <> b.mac)),"
	/* server side: a DHCP server's unicast answers to two other clients of the segment at least */
	" max((SELECT count(*) FROM (SELECT 1 FROM temp.answered a WHERE a.capture_id = b.capture_id"
	"  AND (a.lo <> b.mac OR a.hi <> b.mac) LIMIT 2)) >= 2),"
	/* the relay's leg: copies of requests to a server, and answers from servers to the relay */
	" max(coalesce(b.capture_id IN (SELECT capture_id FROM temp.relay_leg) AND q.relayed, 0)),"
	/* options, complete, long_enough */
	" min(NOT EXISTS (SELECT 1 FROM boot_event x JOIN dhcp d USING (event_id) WHERE x.boot_id = b.boot_id"
	"  AND d.options_complete = 0)),"
	" min(NOT EXISTS (SELECT 1 FROM interface i WHERE i.capture_id = b.capture_id"
	"  AND coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0) > 0)),"
	" max(b.long_enough), 0,"
	/* the relay's way to clients: relayed answers, unicast to two other clients at least (one alone may
	 * be the port of that client), where the target's own request is recorded too */
	" max(coalesce((SELECT count(*) FROM (SELECT 1 FROM temp.relayed_to r WHERE r.capture_id = b.capture_id"
	"  AND r.client <> b.mac LIMIT 2)) >= 2 AND q.plain, 0)), 0,"
	/* unfiltered: a capture limited to the ports of DHCP and TFTP has nothing else, not even ARP */
	" max(EXISTS (SELECT 1 FROM ledger_entry l WHERE l.capture_id = b.capture_id AND l.bucket NOT IN ('unreadable', 'duplicate')"
	"  AND l.reason NOT IN ('DHCP', 'PXE (UDP 4011)', 'TFTP', 'two-stage boot (UDP 6969)'))),"
	/* target_all: no single other host is at one end of every unicast frame of the capture */
	" max(coalesce(st.tx_frames, 0) > 0 AND (o.mac IS NULL OR o.mac = b.mac OR o.ends > 1))"
	" FROM boot_capture b LEFT JOIN station st ON st.capture_id = b.capture_id AND st.mac = b.mac"
	" LEFT JOIN temp.question q ON q.client = b.mac AND q.capture_id = b.capture_id"
	" LEFT JOIN temp.only_port o ON o.capture_id = b.capture_id"
	" GROUP BY b.boot_id";

/* On the target's own segment: its own port, the relay's, or a broadcast. */
static const char sql_client_side[] =
	"UPDATE sight SET client_side_reply = target_rx OR client_side_reply OR (broadcast AND"
	" NOT EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = sight.boot_id AND x.b_flag = 0"
	"  AND x.kind = 'discover'))";

static const char sql_reply[] =
	"UPDATE sight SET reply_visible = client_side_reply OR server_side OR relay_server_side OR (broadcast AND"
	" NOT EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = sight.boot_id AND x.b_flag = 0"
	"  AND x.kind = 'discover'))";

/* Every server that the DISCOVERs went to: in one capture, frames from it and unicast frames to it. */
static const char sql_asked[] =
	"UPDATE sight SET asked_server = 1 WHERE EXISTS (SELECT 1 FROM ask k WHERE k.boot_id = sight.boot_id"
	"  AND k.starved) AND NOT EXISTS ("
	" SELECT 1 FROM boot_event be CROSS JOIN event e USING (event_id) CROSS JOIN dhcp d USING (event_id)"
	" WHERE be.boot_id = sight.boot_id AND e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast'"
	" AND NOT EXISTS (SELECT 1 FROM address a JOIN station st USING (capture_id, mac)"
	"  WHERE a.ip = e.dst_ip AND st.tx_frames > 0 AND st.rx_unicast > 0))"
	" AND EXISTS (SELECT 1 FROM boot_event be CROSS JOIN event e USING (event_id)"
	" WHERE be.boot_id = sight.boot_id AND e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast')";

/* One row for each capture that holds something of the target's, in the boot's time. */
static const char sql_tap[] =
	"INSERT INTO tap SELECT b.boot_id, st.capture_id,"
	" v.label, st.tx_frames > 0, st.rx_unicast > 0 OR EXISTS (SELECT 1 FROM said p WHERE p.capture_id = st.capture_id"
	"  AND p.vantage = 'target-side'),"
	" EXISTS (SELECT 1 FROM station o INDEXED BY station_group WHERE o.capture_id = st.capture_id"
	"  AND o.tx_group > 0 AND o.mac <> b.mac),"
	" c.first_ns, c.last_ns, (SELECT coalesce(sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0)), 0)"
	"  FROM interface i WHERE i.capture_id = st.capture_id),"
	" v.clock_uncertainty_ns IS NOT NULL, 0"
	" FROM boot b CROSS JOIN capture c JOIN vantage v USING (capture_id)"
	" JOIN station st ON st.capture_id = c.capture_id AND st.mac = b.mac"
	" WHERE c.first_ns <= b.end_ns AND c.last_ns >= b.start_ns";

/* Answers on their way to a client (port 68) that others have in the tap's time. */
static const char sql_deaf[] =
	"UPDATE tap SET deaf = 1 WHERE target_tx AND tied AND EXISTS (SELECT 1 FROM boot_event_seen be CROSS JOIN dhcp d USING (event_id)"
	"  CROSS JOIN event e USING (event_id) CROSS JOIN vantage v USING (capture_id) WHERE be.boot_id = tap.boot_id AND d.op = 2"
	"  AND e.dst_port = 68 AND e.capture_id <> tap.capture_id AND v.clock_uncertainty_ns IS NOT NULL"
	"  AND be.ns BETWEEN tap.first_ns AND tap.last_ns)"
	" AND NOT EXISTS (SELECT 1 FROM boot_event_seen be CROSS JOIN dhcp d USING (event_id) CROSS JOIN event e USING (event_id)"
	"  WHERE be.boot_id = tap.boot_id AND d.op = 2 AND e.capture_id = tap.capture_id)";

/* A boot of which no control frame was kept still has a row. */
static const char sql_rest[] =
	"INSERT INTO sight SELECT boot_id, 0, 0, 0, 0, 0, 1, 1, long_enough, 0, 0, 0, 0, 0 FROM boot"
	" WHERE boot_id NOT IN (SELECT boot_id FROM sight)";

int sight_write(struct store *s, struct err *err)
{
	static const char drop[] = "DROP TABLE IF EXISTS temp.boot_capture; DROP TABLE IF EXISTS temp.relay_leg;"
		"DROP TABLE IF EXISTS temp.relayed_to; DROP TABLE IF EXISTS temp.answered; DROP TABLE IF EXISTS temp.question;"
		"DROP TABLE IF EXISTS temp.only_port";
	static const char *const sql[] = {drop, sql_where, sql_capture, sql_only, sql_sight, sql_client_side, sql_reply, sql_asked,
		sql_rest, sql_tap, sql_deaf, drop};
	size_t i;

	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	return 0;
}
