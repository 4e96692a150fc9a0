/*
 * What each capture could have seen of each boot (netboot.md 6.0): the ground for every absence. A rule asks whether
 * one capture point showed a thing and was whole, complete and long enough: table tap. Table sight says what all of them
 * showed together.
 *
 * An answer to a client with the broadcast flag is a broadcast: whoever records the segment's
 * broadcasts from others records it. Without the flag it is unicast to a host that has no address
 * yet: only the target's own port, the server's, the relay's, or a mirror of one of those shows it.
 */
#include "boot/internal.h"

/* The captures that hold something of a boot; of its DHCP, and since when; whether all its options were kept. */
static const char sql_where[] =
	"CREATE TEMP TABLE boot_capture(boot_id INTEGER, capture_id INTEGER, dhcp_ns INTEGER, options INTEGER, holds INTEGER,"
	" PRIMARY KEY (boot_id, capture_id)) WITHOUT ROWID";

#define WHERE_DHCP(members) \
	"INSERT INTO temp.boot_capture SELECT be.boot_id, e.capture_id, min(be.ns), min(d.options_complete), 1 FROM " members " be" \
	" CROSS JOIN dhcp d USING (event_id) CROSS JOIN event e USING (event_id) WHERE " OF_DHCP("be") " GROUP BY be.boot_id, e.capture_id;"

/* Of other protocols only. All events of a boot are looked at for that, but where there is one capture to be in. */
static const char sql_where_else[] =
	WHERE_DHCP("boot_event_seen") "INSERT OR IGNORE INTO temp.boot_capture SELECT DISTINCT be.boot_id, e.capture_id, NULL, 1, 1 FROM boot_event_seen be"
	" CROSS JOIN event e USING (event_id)";
static const char sql_where_one[] =
	WHERE_DHCP("boot_event") "INSERT OR IGNORE INTO temp.boot_capture SELECT b.boot_id, c.capture_id, NULL, 1, 1 FROM capture c CROSS JOIN boot b"
	" WHERE EXISTS (SELECT 1 FROM boot_event be WHERE be.boot_id = b.boot_id)";

static const char sql_where_target[] =
	/* and those that hold the target only, in its time */
	"INSERT OR IGNORE INTO temp.boot_capture SELECT b.boot_id, c.capture_id, NULL, 1, 0 FROM boot b CROSS JOIN capture c"
	" JOIN station st ON st.capture_id = c.capture_id AND st.mac = b.mac WHERE c.first_ns <= b.end_ns AND c.last_ns >= b.start_ns";

/* Of each boot: when its DHCP began; whether each message was kept whole somewhere; from when on a capture has to have
 * recorded to show what is missing in the phase that it ended in. */
static const char sql_boot[] =
	"CREATE TEMP TABLE boot_watch AS SELECT b.boot_id, b.mac, b.long_enough, b.decided_ns, b.start_ns,"
	" CASE WHEN b.phase_reached IN ('dhcp', 'pxe') THEN b.start_ns ELSE coalesce((SELECT p.start_ns FROM step p"
	"  WHERE p.boot_id = b.boot_id AND p.phase = b.phase_reached), b.start_ns) END AS from_ns,"
	" (SELECT min(c.dhcp_ns) FROM temp.boot_capture c WHERE c.boot_id = b.boot_id) AS dhcp_ns,"
	/* each message is looked at only where some capture lacks options of one */
	" CASE WHEN NOT EXISTS (SELECT 1 FROM temp.boot_capture c WHERE c.boot_id = b.boot_id AND NOT c.options) THEN 1 ELSE"
	" NOT EXISTS (SELECT 1 FROM boot_event be CROSS JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.options_complete = 0"
	"  AND NOT EXISTS (SELECT 1 FROM copy k CROSS JOIN copy o ON o.message = k.message CROSS JOIN dhcp y ON y.event_id = o.event_id"
	"   WHERE k.event_id = be.event_id AND y.options_complete)) END AS whole,"
	" EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = b.boot_id AND x.b_flag = 0 AND x.kind = 'discover') AS unicast_reply"
	" FROM boot b;"
	"CREATE UNIQUE INDEX temp.boot_watch_1 ON boot_watch(boot_id)";

/* Linux cooked captures do not say to whom a frame was sent, and raw IP has no MACs. */
#define L2_UNICAST "(o.l2_cast = 'unicast' OR (o.l2_cast IS NULL AND o.l3_cast = 'unicast'))"

/* What is the same for all boots of a capture is asked once, not for each boot: a case has no statistics, and a
 * flood of clients would take the square of their number. */
static const char sql_capture[] =
	/* an answer to a relay is in it */
	"CREATE TEMP TABLE relay_leg AS SELECT DISTINCT o.capture_id FROM dhcp d INDEXED BY dhcp_relayed"
	"  CROSS JOIN event o USING (event_id) WHERE d.giaddr IS NOT NULL AND d.op = 2 AND o.dst_ip = d.giaddr;"
	/* whose relayed answers are in it, on their way to the client */
	"CREATE TEMP TABLE relayed_to AS SELECT DISTINCT o.capture_id, o.client FROM dhcp d INDEXED BY dhcp_relayed"
	"  CROSS JOIN event o USING (event_id) WHERE d.giaddr IS NOT NULL AND d.op = 2 AND o.dst_port = 68"
	"  AND " L2_UNICAST " AND o.client IS NOT NULL;"
	/* who got unicast answers of a server of the segment; the least and the greatest client they were for: when
	 * one of them is another than mine, so is the answer */
	"CREATE TEMP TABLE answered AS SELECT o.capture_id, min(o.client) AS lo, max(o.client) AS hi"
	"  FROM event o INDEXED BY event_kind WHERE o.kind IN ('dhcp-offer', 'dhcp-ack') AND " L2_UNICAST
	"  AND NOT EXISTS (SELECT 1 FROM dhcp d WHERE d.event_id = o.event_id AND d.giaddr IS NOT NULL)"
	"  GROUP BY o.capture_id, coalesce(o.dst_mac, o.client);"
	/* whose questions are in it, as the client sent them and as a relay did */
	"CREATE TEMP TABLE question AS SELECT e.client, e.capture_id, max(d.giaddr IS NOT NULL) AS relayed,"
	"  max(d.giaddr IS NULL) AS plain FROM dhcp d CROSS JOIN event e USING (event_id)"
	"  WHERE d.op = 1 AND e.client IS NOT NULL GROUP BY e.client, e.capture_id;"
	"CREATE INDEX temp.relayed_to_1 ON relayed_to(capture_id, client);"
	"CREATE INDEX temp.answered_1 ON answered(capture_id);"
	"CREATE INDEX temp.question_1 ON question(client, capture_id)";

/* Of captures as a whole. */
static const char sql_captures[] =
	/* who broadcasts anything but questions of DHCP: where these alone were recorded, the answers may have been left out,
	 * by a filter or a mirror; not where some answer is there */
	"CREATE TEMP TABLE loud AS SELECT s.capture_id, s.mac FROM station s INDEXED BY station_group"
	" LEFT JOIN (SELECT e.capture_id, e.src_mac AS mac, sum(1 + (SELECT count(*) FROM event_copy y WHERE y.event_id = e.event_id"
	"   AND y.capture_id = e.capture_id)) AS n FROM dhcp d CROSS JOIN event e USING (event_id)" /* a mirror's copies too */
	"  WHERE d.op = 1 AND e.l2_cast = 'broadcast' GROUP BY 1, 2) q ON q.capture_id = s.capture_id AND q.mac = s.mac"
	" WHERE s.tx_group > 0 AND (s.tx_group > coalesce(q.n, 0) OR s.capture_id IN (SELECT e.capture_id FROM dhcp d"
	"  CROSS JOIN event e USING (event_id) WHERE d.op = 2));"
	"CREATE INDEX temp.loud_1 ON loud(capture_id, mac);"
	/* what does not depend on the boot: who sends broadcasts, by least and greatest; and unicast of several, to none
	 * of whom any is recorded: that is what goes one way through a switch, and their broadcasts say nothing of the other */
	"CREATE TEMP TABLE capture_sight AS SELECT c.capture_id, coalesce(c.first_ns, 0) AS first_ns, coalesce(c.last_ns, 0) AS last_ns,"
	" coalesce((SELECT y.told + y.blocks + y.reads FROM lossy y WHERE y.capture_id = c.capture_id), 0) AS drops,"
	/* limited to the ports of DHCP and TFTP it has nothing else, not even ARP */
	" EXISTS (SELECT 1 FROM ledger_entry l WHERE l.capture_id = c.capture_id AND l.bucket NOT IN ('unreadable', 'duplicate')"
	"  AND l.reason NOT IN ('DHCP', 'PXE (UDP 4011)', 'TFTP', 'two-stage boot (UDP 6969)')) AS unfiltered,"
	" EXISTS (SELECT 1 FROM said p WHERE p.capture_id = c.capture_id AND p.vantage = 'target-side') AS said_near,"
	" (SELECT min(o.mac) FROM temp.loud o WHERE o.capture_id = c.capture_id) AS group_lo,"
	" (SELECT max(o.mac) FROM temp.loud o WHERE o.capture_id = c.capture_id) AS group_hi,"
	" (SELECT sum(o.tx_frames > o.tx_group) >= 2 AND sum(o.tx_frames > o.tx_group AND o.rx_unicast > 0) = 0 FROM station o"
	"  WHERE o.capture_id = c.capture_id) AS one_way,"
	" EXISTS (SELECT 1 FROM server v JOIN station o ON o.mac = v.mac AND o.capture_id = c.capture_id WHERE o.tx_frames > 0) AS served,"
	" c.capture_id IN (SELECT capture_id FROM temp.relay_leg) AS relay_leg FROM capture c;"
	"CREATE UNIQUE INDEX temp.capture_sight_1 ON capture_sight(capture_id)";

static const char sql_tap[] =
	"INSERT INTO tap SELECT b.boot_id, b.capture_id, r.reel, v.label, c.first_ns, c.last_ns, c.drops, v.clock_uncertainty_ns IS NOT NULL, 0, b.holds,"
	" c.said_near OR coalesce(o.mac = w.mac AND o.ends = 1, 0), coalesce(st.rx_unicast, 0) > 0 OR c.served,"
	/* target_tx, target_rx */
	" coalesce(st.tx_frames, 0) > 0, coalesce(st.rx_unicast, 0) > 0 OR (coalesce(st.tx_frames, 0) > 0 AND c.said_near),"
	/* broadcast: of somebody else than the target, recorded where the target's own frames are */
	" coalesce(st.tx_frames, 0) > 0 AND NOT coalesce(c.one_way, 0) AND coalesce(c.group_lo <> w.mac OR c.group_hi <> w.mac, 0),"
	/* server side: a DHCP server's unicast answers to two others of the segment at least */
	" (SELECT count(*) FROM (SELECT 1 FROM temp.answered a WHERE a.capture_id = b.capture_id"
	"  AND (a.lo <> w.mac OR a.hi <> w.mac) LIMIT 2)) >= 2,"
	/* the relay's leg: copies of requests to a server, and answers from servers to the relay */
	" coalesce(c.relay_leg AND q.relayed, 0), 0,"
	/* the relay's way to clients: relayed answers, unicast to two other clients at least (one alone may
	 * be the port of that client), where the target's own request is recorded too */
	" coalesce((SELECT count(*) FROM (SELECT 1 FROM temp.relayed_to y WHERE y.capture_id = b.capture_id"
	"  AND y.client <> w.mac LIMIT 2)) >= 2 AND q.plain, 0), 0,"
	/* target_all: no single other host is at one end of every unicast frame of the capture */
	" coalesce(st.tx_frames, 0) > 0 AND (o.mac IS NULL OR o.mac = w.mac OR o.ends > 1),"
	/* options: none cut; from the first message on, or what is missing here is whole elsewhere */
	" w.whole OR (b.options AND coalesce(b.dhcp_ns <= w.dhcp_ns + 1000000000, 0)), c.drops = 0,"
	" w.long_enough AND r.first_ns <= w.from_ns + 1000000000 AND r.last_ns >= w.decided_ns - 1000000000"
	"  AND EXISTS (SELECT 1 FROM temp.end_at n WHERE n.boot_id = b.boot_id AND n.capture_id = b.capture_id),"
	" c.unfiltered"
	" FROM temp.boot_capture b JOIN temp.boot_watch w USING (boot_id) JOIN temp.capture_sight c USING (capture_id)"
	" JOIN temp.reel r USING (capture_id) JOIN vantage v USING (capture_id)"
	" LEFT JOIN station st ON st.capture_id = b.capture_id AND st.mac = w.mac"
	" LEFT JOIN temp.question q ON q.client = w.mac AND q.capture_id = b.capture_id"
	" LEFT JOIN temp.only_port o ON o.capture_id = b.capture_id";

/* What one file of a recording shows the others would have shown; what one lost is lost, if it was in the boot's time. */
static const char sql_reel[] =
	"UPDATE tap SET own = m.own, two_way = m.tw, target_tx = m.tx, target_rx = m.rx, broadcast = m.bc, server_side = m.ss, relay_server_side = m.rs,"
	" client_side_reply = m.cs, target_all = m.ta, options = m.op, complete = m.co, long_enough = m.le, unfiltered = m.un FROM ("
	" SELECT t.boot_id, t.reel, max(own) AS own, max(two_way) AS tw, max(target_tx) AS tx, max(target_rx) AS rx, max(broadcast) AS bc, max(server_side) AS ss,"
	"  max(relay_server_side) AS rs, max(client_side_reply) AS cs, max(target_all) AS ta, max(options) AS op,"
	"  min(complete) AS co, max(t.long_enough) AS le, max(unfiltered) AS un"
	"  FROM tap t JOIN boot b USING (boot_id) JOIN temp.reel r USING (capture_id) WHERE r.files > 1 GROUP BY t.boot_id, t.reel) m"
	" WHERE m.boot_id = tap.boot_id AND m.reel = tap.reel";

/* On the target's own segment: its own port, the relay's, or a broadcast. Anywhere: the servers' sides, too. */
static const char sql_reply[] =
	"UPDATE tap SET client_side_reply = target_rx OR client_side_reply OR (broadcast AND NOT w.unicast_reply),"
	" reply_visible = target_rx OR client_side_reply OR (broadcast AND NOT w.unicast_reply) OR server_side OR relay_server_side"
	" FROM temp.boot_watch w WHERE w.boot_id = tap.boot_id";

/* Each server that DISCOVERs came to, at a capture that has frames from it and unicast frames to it. */
static const char sql_asked[] =
	"CREATE TEMP TABLE asked_server AS SELECT DISTINCT be.boot_id, e.dst_ip AS server FROM ask k CROSS JOIN boot_event be USING (boot_id)"
	" CROSS JOIN event e USING (event_id) WHERE k.starved AND e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast';"
	"CREATE TEMP TABLE asked_at AS SELECT DISTINCT q.boot_id, q.server, e.capture_id FROM temp.asked_server q"
	" CROSS JOIN boot_event_seen be ON be.boot_id = q.boot_id CROSS JOIN event e ON e.event_id = be.event_id"
	" WHERE e.kind = 'dhcp-discover' AND e.dst_ip = q.server AND EXISTS (SELECT 1 FROM address a JOIN station st USING (capture_id, mac)"
	"  WHERE a.ip = q.server AND a.capture_id = e.capture_id AND st.tx_frames > 0 AND st.rx_unicast > 0);"
	"CREATE INDEX temp.asked_server_1 ON asked_server(boot_id);"
	"CREATE INDEX temp.asked_at_1 ON asked_at(boot_id, server);"
	"UPDATE tap SET asked_server = 1 WHERE EXISTS (SELECT 1 FROM temp.asked_at h WHERE h.boot_id = tap.boot_id AND h.capture_id = tap.capture_id)"
	" AND NOT EXISTS (SELECT 1 FROM temp.asked_server q WHERE q.boot_id = tap.boot_id AND NOT EXISTS (SELECT 1 FROM temp.asked_at h"
	"  JOIN tap t ON t.boot_id = h.boot_id AND t.capture_id = h.capture_id WHERE h.boot_id = q.boot_id AND h.server = q.server"
	"  AND t.options >= tap.options AND t.complete >= tap.complete AND t.long_enough >= tap.long_enough))";

/* Answers on their way to a client (port 68) that others have in the tap's time. */
static const char sql_deaf[] =
	"UPDATE tap SET deaf = 1 WHERE target_tx AND tied AND EXISTS (SELECT 1 FROM boot_event_seen be CROSS JOIN dhcp d USING (event_id)"
	"  CROSS JOIN event e USING (event_id) WHERE be.boot_id = tap.boot_id AND d.op = 2"
	"  AND e.dst_port = 68 AND NOT EXISTS (SELECT 1 FROM temp.reel r WHERE r.capture_id = e.capture_id AND r.reel = tap.reel)"
	"  AND EXISTS (SELECT 1 FROM tied WHERE one = tap.capture_id AND other = e.capture_id)"
	"  AND be.ns BETWEEN tap.first_ns AND tap.last_ns)"
	" AND NOT EXISTS (SELECT 1 FROM boot_event_seen be CROSS JOIN dhcp d USING (event_id) CROSS JOIN event e USING (event_id)"
	"  WHERE be.boot_id = tap.boot_id AND d.op = 2 AND (e.capture_id IN (SELECT capture_id FROM temp.reel WHERE reel = tap.reel)"
	"   OR EXISTS (SELECT 1 FROM event_copy o WHERE o.event_id = e.event_id AND o.capture_id IN"
	"    (SELECT capture_id FROM temp.reel WHERE reel = tap.reel))))";

/* A boot of which no control frame was kept still has a row. */
static const char sql_sight[] =
	"INSERT INTO sight SELECT t.boot_id, max(target_tx), max(target_rx), max(broadcast), max(server_side), max(relay_server_side),"
	" max(options), max(complete), max(b.long_enough), max(reply_visible), max(client_side_reply), max(asked_server), max(unfiltered),"
	" max(target_all) FROM tap t JOIN boot b USING (boot_id) WHERE t.holds GROUP BY t.boot_id;"
	"INSERT INTO sight SELECT boot_id, 0, 0, 0, 0, 0, 1, 1, long_enough, 0, 0, 0, 0, 0 FROM boot"
	" WHERE boot_id NOT IN (SELECT boot_id FROM sight)";

int sight_write(struct store *s, struct err *err)
{
	static const char drop[] = "DROP TABLE IF EXISTS temp.boot_capture; DROP TABLE IF EXISTS temp.relay_leg;"
		"DROP TABLE IF EXISTS temp.relayed_to; DROP TABLE IF EXISTS temp.answered; DROP TABLE IF EXISTS temp.question;"
		"DROP TABLE IF EXISTS temp.boot_watch; DROP TABLE IF EXISTS temp.capture_sight;"
		"DROP TABLE IF EXISTS temp.loud; DROP TABLE IF EXISTS temp.asked_server; DROP TABLE IF EXISTS temp.asked_at";
	bool one = store_int(s, "SELECT count(*) FROM capture", NULL, 0, 0) == 1;
	const char *const sql[] = {drop, sql_where, one ? sql_where_one : sql_where_else, sql_where_target, sql_boot, sql_capture,
		sql_captures, sql_tap, one ? "" : sql_reel, sql_reply, ANY(s, "ask WHERE starved") ? sql_asked : "", one ? "" : sql_deaf};
	size_t i;

	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	if (unheard_sight(s, err) < 0 || store_script(s, sql_sight, err) < 0 || store_script(s, drop, err) < 0)
		return -1;
	return store_script(s, "DROP TABLE temp.end_at; DROP TABLE temp.reel", err);
}
