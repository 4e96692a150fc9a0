/*
 * Boots against each other: attempts of one target that end after the same volume, and what the other
 * targets of the same server did in the same seconds. All of it is counting, so it is SQL.
 */
#include "boot/internal.h"

/* Two volumes are the same within two percent. */
static const char sql_volume[] =
	"CREATE TEMP TABLE ended AS SELECT b.mac, s.single_bytes AS bytes, b.boot_id FROM boot b JOIN boot_stream s USING (boot_id)"
	" WHERE s.single_bytes > 0 AND b.outcome = 'failed' AND s.handover_ns IS NULL;"
	"CREATE INDEX temp.ended_1 ON ended(mac, bytes, boot_id);"
	"UPDATE boot_stream SET same_volume = (SELECT count(*) FROM boot b CROSS JOIN temp.ended o ON o.mac = b.mac"
	"  AND o.bytes BETWEEN boot_stream.single_bytes - boot_stream.single_bytes / 50 AND boot_stream.single_bytes + boot_stream.single_bytes / 50"
	"  AND o.boot_id <> b.boot_id WHERE b.boot_id = boot_stream.boot_id)"
	" WHERE single_bytes > 0 AND handover_ns IS NULL";

/* Who came through the handover, and the median of a path: asked again only for a target that is one of them. */
static const char sql_through[] =
	"CREATE TEMP TABLE through AS SELECT b.path, b.mac, s.single_bytes FROM boot b JOIN boot_stream s USING (boot_id)"
	" WHERE s.handover_done_ns IS NOT NULL AND s.single_bytes > 0;"
	"CREATE INDEX temp.through_1 ON through(mac, path);"
	"CREATE INDEX temp.through_2 ON through(path, mac, single_bytes);"
	"CREATE TEMP TABLE path_median AS SELECT path, median(single_bytes) AS bytes FROM temp.through GROUP BY path";

static const char sql_median[] =
	"UPDATE boot_stream SET peer_single_bytes = (SELECT CASE"
	" WHEN EXISTS (SELECT 1 FROM temp.through o WHERE o.mac = b.mac AND o.path = b.path)"
	" THEN (SELECT median(o.single_bytes) FROM temp.through o WHERE o.path = b.path AND o.mac <> b.mac)"
	" ELSE (SELECT m.bytes FROM temp.path_median m WHERE m.path = b.path) END"
	" FROM boot b WHERE b.boot_id = boot_stream.boot_id) WHERE handover_ns IS NULL AND single_bytes > 0";

#define SLOT "10000000000" /* ns; longer ones would not all lie within what is asked about */

/* The few that the questions below begin with: CROSS JOIN keeps it so, where a case has no statistics. */
static const char sql_stalls[] =
	"CREATE TEMP TABLE stall AS SELECT s.boot_id, b.mac, s.stall_asked_ns AS asked_ns, s.stall_server AS server,"
	" b.clock_group"
	" FROM boot_stream s JOIN boot b USING (boot_id) WHERE s.stall_ns IS NOT NULL;"
	"CREATE INDEX temp.stall_1 ON stall(asked_ns)";

/* Who was still served by whom in the half minute after each stall. Of whom data went to, the seconds near some stall are kept
 * in slots: thousands may stand still at once, and of each only the slots behind it are looked at. */
static const char sql_alive[] =
	"CREATE TEMP TABLE watched AS SELECT DISTINCT s.clock_group, s.asked_ns / " SLOT " + o.column1 AS slot"
	" FROM temp.stall s, (VALUES (0), (1), (2), (3)) o;"
	"CREATE UNIQUE INDEX temp.watched_1 ON watched(clock_group, slot);"
	"CREATE TEMP TABLE lively AS SELECT b.clock_group, n.start_ns / " SLOT " AS slot, f.server_ip, b.mac,"
	"  min(n.start_ns) AS first_ns, max(n.start_ns) AS last_ns"
	" FROM boot_flow bf CROSS JOIN boot b USING (boot_id) CROSS JOIN flow f USING (flow_id) CROSS JOIN flow_bin n USING (flow_id)"
	" WHERE bf.main AND n.down_bytes > 0"
	"  AND EXISTS (SELECT 1 FROM temp.watched w WHERE w.clock_group = b.clock_group AND w.slot = n.start_ns / " SLOT ")"
	" GROUP BY 1, 2, 3, 4;"
	"CREATE INDEX temp.lively_1 ON lively(clock_group, slot, last_ns);"
	"CREATE TEMP TABLE served AS SELECT s.boot_id, l.server_ip = s.server AS here, l.mac"
	" FROM temp.stall s CROSS JOIN (VALUES (0), (1), (2), (3)) o CROSS JOIN temp.lively l ON l.clock_group = s.clock_group"
	"  AND l.slot = s.asked_ns / " SLOT " + o.column1 AND l.last_ns >= s.asked_ns + 2000000000"
	" WHERE l.mac <> s.mac AND l.first_ns <= s.asked_ns + 30000000000"
	" GROUP BY 1, 2, 3;"
	"CREATE INDEX temp.served_1 ON served(boot_id)";

static const char sql_stalled[] =
	"CREATE TEMP TABLE stood AS SELECT boot_id, mine - 1 AS here, every - mine AS elsewhere FROM (SELECT boot_id,"
	"  count(*) OVER (PARTITION BY clock_group, server ORDER BY asked_ns RANGE BETWEEN 10000000000 PRECEDING AND 10000000000 FOLLOWING) AS mine,"
	"  count(*) OVER (PARTITION BY clock_group ORDER BY asked_ns RANGE BETWEEN 10000000000 PRECEDING AND 10000000000 FOLLOWING) AS every"
	"  FROM temp.stall);"
	"CREATE INDEX temp.stood_1 ON stood(boot_id)";

static const char sql_count[] =
	"UPDATE boot_stream SET"
	" peers_alive = (SELECT count(*) FROM served v WHERE v.boot_id = boot_stream.boot_id AND v.here),"
	" others_alive = (SELECT count(*) FROM served v WHERE v.boot_id = boot_stream.boot_id AND NOT v.here),"
	" peers_stalled = (SELECT v.here FROM stood v WHERE v.boot_id = boot_stream.boot_id),"
	" others_stalled = (SELECT v.elsewhere FROM stood v WHERE v.boot_id = boot_stream.boot_id)"
	" WHERE stall_ns IS NOT NULL";

static const char sql_scope[] =
	"UPDATE boot_stream SET stall_scope = CASE WHEN peers_alive > 0 THEN 'target'"
	" WHEN peers_stalled > 0 AND others_stalled > 0 AND others_alive = 0 THEN 'segment'"
	" WHEN peers_stalled > 0 THEN 'server' END WHERE stall_ns IS NOT NULL";

static const char sql_silence[] =
	"UPDATE boot_stream SET handover_silence_ns = handover_ns - (SELECT max(p.end_ns)"
	"  FROM boot_flow bf JOIN flow USING (flow_id) JOIN flow_spell p USING (flow_id)"
	"  WHERE bf.boot_id = boot_stream.boot_id AND bf.main AND p.reads > 0"
	"  AND p.end_ns <= boot_stream.handover_ns) WHERE handover_ns IS NOT NULL";

/* Whom else the server sends what no Ethernet frame of usual length holds. */
static const char sql_jumbo[] =
	"UPDATE boot_stream SET jumbo_peers = (SELECT count(DISTINCT o.mac) FROM boot b JOIN boot o ON o.stream_server = b.stream_server"
	"  AND o.mac <> b.mac JOIN boot_stream q ON q.boot_id = o.boot_id AND q.multi_max_payload > 1472"
	"  WHERE b.boot_id = boot_stream.boot_id)"
	" WHERE handover_ns IS NOT NULL AND stall_ns IS NOT NULL AND multi_max_payload < 1464";

static int run(struct store *s, const char *const *sql, struct err *err)
{
	for (; *sql; sql++)
		if (store_script(s, *sql, err) < 0)
			return -1;
	return 0;
}

int peers_write(struct store *s, struct err *err)
{
	static const char drop[] = "DROP TABLE IF EXISTS temp.ended; DROP TABLE IF EXISTS temp.served; DROP TABLE IF EXISTS temp.stood;"
		"DROP TABLE IF EXISTS temp.stall; DROP TABLE IF EXISTS temp.watched; DROP TABLE IF EXISTS temp.lively;"
		" DROP TABLE IF EXISTS temp.through; DROP TABLE IF EXISTS temp.path_median";
	static const char *const ended[] = {sql_volume, sql_through, sql_median, NULL};
	static const char *const stalled[] = {sql_stalls, sql_alive, sql_stalled, sql_count, sql_scope, sql_jumbo, NULL};
	static const char *const came_through[] = {sql_silence, NULL};
	static const char *const cleared[] = {drop, NULL};

	if (!ANY(s, "boot_stream"))
		return 0;
	if (run(s, cleared, err) < 0)
		return -1;
	if (ANY(s, "boot_stream WHERE handover_ns IS NULL AND single_bytes > 0") && run(s, ended, err) < 0)
		return -1;
	if (ANY(s, "boot_stream WHERE stall_ns IS NOT NULL") && run(s, stalled, err) < 0)
		return -1;
	if (ANY(s, "boot_stream WHERE handover_ns IS NOT NULL") && run(s, came_through, err) < 0)
		return -1;
	return run(s, cleared, err);
}
