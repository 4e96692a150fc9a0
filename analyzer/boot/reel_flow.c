/*
 * Conversations that one recording has in several files (reel.c). Each file's facts stay as they are; temporary tables in
 * front of them have the conversation as one, where it began: else what goes on in the next file, without an answer there,
 * never had one.
 */
#include "boot/internal.h"

#define PAUSE_NS "600000000000" /* longer than from one heartbeat to the next (pvs.md 3.3) */
#define SILENCE "1000000000"    /* between two spells (track/flow_read.c) */

/* Conversations between the same ports, one after the other, until the target begins anew. Two of one file are two. */
static const char sql_rest[] =
	"CREATE TEMP TABLE flow_part AS WITH p AS (SELECT f.flow_id, f.capture_id, f.client, f.first_ns, f.last_ns, f.last_up_ns, f.last_down_ns, f.first_down_ns,"
	"  r.reel, f.client_ip, f.client_port, f.server_ip, f.server_port FROM flow f JOIN temp.reel r USING (capture_id) WHERE r.files > 1),"
	" b AS (SELECT p.*, lag(capture_id) OVER w AS before_capture, lag(last_ns) OVER w AS before_ns,"
	"  lag(coalesce(last_up_ns >= last_down_ns, 1)) OVER w AS before_up FROM p WINDOW w AS (PARTITION BY reel, client, client_ip, client_port,"
	"  server_ip, server_port ORDER BY first_ns, flow_id)),"
	" n AS (SELECT b.*, coalesce(before_capture = capture_id OR first_ns > before_ns + " PAUSE_NS " OR EXISTS (SELECT 1 FROM event e INDEXED BY event_client"
	"  WHERE e.client = b.client AND e.kind = 'dhcp-discover' AND e.ns BETWEEN b.before_ns AND b.first_ns), 1) AS begins FROM b),"
	" g AS (SELECT n.*, sum(begins) OVER (PARTITION BY reel, client, client_ip, client_port, server_ip, server_port ORDER BY first_ns, flow_id) AS part FROM n)"
	" SELECT flow_id, begins, first_value(flow_id) OVER (PARTITION BY reel, client, client_ip, client_port, server_ip, server_port, part"
	"  ORDER BY first_ns, flow_id) AS begin_id, first_ns, before_ns, before_up, coalesce(first_down_ns = first_ns, 0) AS down_first FROM g;"
	"DELETE FROM temp.flow_part WHERE begin_id NOT IN (SELECT begin_id FROM temp.flow_part WHERE NOT begins);"
	"CREATE INDEX temp.flow_part_1 ON flow_part(flow_id); CREATE INDEX temp.flow_part_2 ON flow_part(begin_id);";

static const char sql_flow[] =
	/* a request that it repeats is new to the next file, and its answer a read there */
	"UPDATE temp.flow_spell AS s SET kind = 'heartbeat', reads = 0, sector_reads = 0, read_bytes = 0 FROM temp.flow_part r WHERE r.flow_id = s.flow_id"
	" AND NOT r.begins AND s.reads = 1 AND s.up_frames = 1 AND NOT EXISTS (SELECT 1 FROM flow_spell o WHERE o.flow_id = s.flow_id"
	"  AND o.start_ns < s.start_ns AND o.up_frames > 0) AND (SELECT o.kind FROM temp.flow_part q JOIN flow_spell o USING (flow_id)"
	"  WHERE q.begin_id = r.begin_id AND q.flow_id <> s.flow_id AND o.start_ns < s.start_ns ORDER BY o.start_ns DESC LIMIT 1) IN ('heartbeat', 'retry');"
	/* in the next file a target that goes on reading seems to knock */
	"UPDATE temp.flow_spell AS s SET kind = iif(s.down_frames, 'heartbeat', 'retry') FROM temp.flow_part r WHERE r.flow_id = s.flow_id AND NOT r.begins"
	" AND s.kind IN ('login', 'poll') AND s.requests > 0 AND s.requests = s.up_frames AND EXISTS (SELECT 1 FROM temp.flow_part q JOIN flow g USING (flow_id)"
	"  WHERE q.begin_id = r.begin_id AND g.reads > 0 AND g.first_ns < s.start_ns AND g.last_ns < s.end_ns);"
	"UPDATE temp.flow AS t SET role = n.role, last_ns = n.last_ns, up_frames = n.up_frames, up_bytes = n.up_bytes, down_frames = n.down_frames,"
	" down_bytes = n.down_bytes, first_down_ns = n.first_down_ns, last_up_ns = n.last_up_ns, last_down_ns = n.last_down_ns, reads = n.reads,"
	" read_bytes = n.read_bytes, sector_reads = n.sector_reads, full_frames = n.full_frames, max_payload = n.max_payload, repeats = n.repeats,"
	" unanswered = n.unanswered, service_sum_ns = n.service_sum_ns, service_max_ns = n.service_max_ns, first_event = n.first_event,"
	" last_event = n.last_event, requests = n.requests, overlaps = n.overlaps, resent_bytes = n.resent_bytes, copies = n.copies,"
	" fragmented = n.fragmented, first_pieces = n.first_pieces, reads_512 = n.r1, reads_4k = n.r4, reads_16k = n.r16, reads_32k = n.r32"
	" FROM (SELECT p.begin_id, iif(max(f.role = 'stream'), 'stream', min(f.role)) AS role, max(f.last_ns) AS last_ns, sum(f.up_frames) AS up_frames,"
	"  sum(f.up_bytes) AS up_bytes, sum(f.down_frames) AS down_frames, sum(f.down_bytes) AS down_bytes, min(f.first_down_ns) AS first_down_ns,"
	"  max(f.last_up_ns) AS last_up_ns, max(f.last_down_ns) AS last_down_ns, sum(f.reads) AS reads, sum(f.read_bytes) AS read_bytes,"
	"  sum(f.sector_reads) AS sector_reads, sum(f.full_frames) AS full_frames, max(f.max_payload) AS max_payload, sum(f.repeats) AS repeats,"
	"  sum(f.unanswered) AS unanswered, sum(f.service_sum_ns) AS service_sum_ns, max(f.service_max_ns) AS service_max_ns,"
	"  min(f.first_event) AS first_event, max(f.last_event) AS last_event, sum(f.requests) AS requests, sum(f.overlaps) AS overlaps,"
	"  sum(f.resent_bytes) AS resent_bytes, sum(f.copies) AS copies, sum(f.fragmented) AS fragmented, sum(f.first_pieces) AS first_pieces,"
	"  sum(f.reads_512) AS r1, sum(f.reads_4k) AS r4, sum(f.reads_16k) AS r16, sum(f.reads_32k) AS r32"
	"  FROM temp.flow_part p JOIN flow f USING (flow_id) GROUP BY p.begin_id) n WHERE n.begin_id = t.flow_id;"
	"DELETE FROM temp.flow WHERE flow_id IN (SELECT flow_id FROM temp.flow_part WHERE NOT begins);"
	"UPDATE OR IGNORE temp.flow_bin AS x SET flow_id = p.begin_id FROM temp.flow_part p WHERE p.flow_id = x.flow_id AND NOT p.begins;"
	"UPDATE OR IGNORE temp.flow_gap AS x SET flow_id = p.begin_id FROM temp.flow_part p WHERE p.flow_id = x.flow_id AND NOT p.begins;"
	"UPDATE OR IGNORE temp.flow_spell AS x SET flow_id = p.begin_id FROM temp.flow_part p WHERE p.flow_id = x.flow_id AND NOT p.begins;"
	"INSERT OR IGNORE INTO temp.flow_gap(flow_id, from_ns, to_ns, waiting, after) SELECT begin_id, before_ns, first_ns, iif(before_up, 'server', 'client'),"
	" iif(down_first, 'server', 'request') FROM temp.flow_part WHERE NOT begins AND first_ns - before_ns >= " SILENCE ";";

/* Spells that no silence parts were one; not those that stand for many alike, with silences between them. */
static const char sql_spell[] =
	"CREATE TEMP TABLE spell_part AS SELECT flow_id, start_ns, sum(begins) OVER (PARTITION BY flow_id ORDER BY start_ns) AS part FROM ("
	" SELECT flow_id, start_ns, coalesce(start_ns - max(end_ns) OVER (PARTITION BY flow_id ORDER BY start_ns ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
	"  >= " SILENCE " OR count > 1 OR lag(count) OVER (PARTITION BY flow_id ORDER BY start_ns) > 1, 1) AS begins FROM flow_spell WHERE flow_id IN (SELECT begin_id FROM temp.flow_part));"
	"CREATE TEMP TABLE spell_whole AS SELECT s.flow_id, min(s.start_ns) AS start_ns, max(s.end_ns) AS end_ns, '' AS kind, max(count) AS count,"
	" max(every_min_ns) AS every_min_ns, max(every_max_ns) AS every_max_ns, sum(up_frames) AS up_frames, sum(down_frames) AS down_frames,"
	" sum(requests) AS requests, sum(logins) AS logins, sum(reads) AS reads, sum(read_bytes) AS read_bytes, sum(sector_reads) AS sector_reads,"
	" sum(overlaps) AS overlaps, sum(partial) AS partial, sum(repeats) AS repeats, sum(unanswered) AS unanswered, max(max_payload) AS max_payload,"
	" min(service_min_ns) AS service_min_ns, coalesce(sum(service_p50_ns * reads) / nullif(sum(reads), 0), 0) AS service_p50_ns,"
	" coalesce(sum(service_p95_ns * reads) / nullif(sum(reads), 0), 0) AS service_p95_ns, max(service_max_ns) AS service_max_ns,"
	" sum(service_sum_ns) AS service_sum_ns, sum(transfer_sum_ns) AS transfer_sum_ns, sum(turn_sum_ns) AS turn_sum_ns,"
	" min(first_event) AS first_event, max(last_event) AS last_event"
	" FROM temp.spell_part p JOIN flow_spell s USING (flow_id, start_ns) GROUP BY s.flow_id, p.part HAVING count(*) > 1;"
	"UPDATE temp.spell_whole SET kind = CASE WHEN reads > 0 THEN 'read' WHEN down_frames = 0 THEN iif(requests = up_frames AND up_frames > 0, 'retry', 'poll')"
	" WHEN up_frames <= 2 AND requests = up_frames THEN 'heartbeat' ELSE 'login' END;"
	"DELETE FROM temp.flow_spell WHERE EXISTS (SELECT 1 FROM temp.spell_whole w WHERE w.flow_id = flow_spell.flow_id"
	" AND flow_spell.start_ns BETWEEN w.start_ns AND w.end_ns);"
	"INSERT INTO temp.flow_spell SELECT * FROM temp.spell_whole;"
	"DROP TABLE temp.spell_part; DROP TABLE temp.spell_whole";

int reel_flows_join(struct store *s, struct err *err)
{
	static const char *const shadow[] = {"flow", "flow_spell", "flow_gap", "flow_bin"};
	static const char *const sql[] = {"DROP TABLE IF EXISTS temp.flow_part", sql_rest, sql_flow, sql_spell};
	size_t i;

	for (i = 0; i < sizeof(shadow) / sizeof(shadow[0]); i++)
		if (case_clock_shadow(s, shadow[i], err) < 0)
			return -1;
	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	return 0;
}
