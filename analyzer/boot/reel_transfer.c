/*
 * Transfers that one recording has in several files (reel.c): the request and the first blocks in one, what followed in the
 * next. Each file's facts stay as they are; a temporary table in front of them has the transfer as one, where it began.
 *
 * Also one of which no later file has anything: the recording went on, so that it stopped is known.
 */
#include "boot/internal.h"

/* How long a pause the rest may follow; longer than any retry clock (netboot.md 4.2). */
#define REST_NS "60000000000"
#define OVERLAP_NS "1000000000" /* files may share their last frames */
#define STALLED_NS "10000000000" /* as in track/transfer_end.c */

#define HALF "transfer t JOIN temp.reel r USING (capture_id) WHERE r.files > 1 AND t.protocol = 'tftp' AND t.status = 'open'"
#define SAME_QUESTION "PARTITION BY reel, protocol, client_ip, client_port, server_ip, server_port, file ORDER BY first_ns, transfer_id"

/* What began before its file, with the same ports at both ends, until the client uses its own for something else. */
static const char sql_rest[] =
	"CREATE TEMP TABLE rest AS SELECT o.transfer_id AS begin_id, n.transfer_id AS rest_id, n.first_ns, n.last_ns, n.client_last_ns,"
	"  n.blocks, n.bytes, n.blksize, n.last_block, n.repeats, n.max_gap_ns, n.status, n.error_code, n.error_text, n.error_from, n.stall_side,"
	"  n.error_event, n.last_event, n.acks, n.last_ack, n.repeats_data, n.repeats_ack, n.resend_data_ns, n.resend_ack_ns, n.max_ip_bytes"
	" FROM (SELECT t.*, r.reel FROM " HALF " AND t.requests > 0 AND t.reply_port IS NOT NULL) o JOIN temp.reel r ON r.reel = o.reel"
	"  AND r.capture_id <> o.capture_id JOIN transfer n ON n.capture_id = r.capture_id AND n.client_ip = o.client_ip"
	"  AND n.client_port = o.client_port AND n.reply_ip = o.reply_ip AND n.reply_port = o.reply_port AND n.protocol = o.protocol"
	" WHERE n.requests = 0 AND n.first_ns >= o.last_ns - " OVERLAP_NS " AND n.last_block >= o.last_block AND NOT EXISTS (SELECT 1 FROM transfer x"
	"  JOIN temp.reel y USING (capture_id) WHERE y.reel = o.reel AND x.client_ip = o.client_ip AND x.client_port = o.client_port"
	"  AND x.requests > 0 AND x.first_ns > o.first_ns AND x.first_ns <= n.first_ns);"
	"CREATE INDEX temp.rest_1 ON rest(begin_id, first_ns);"
	/* one file after the other, without a longer pause */
	"DELETE FROM temp.rest WHERE first_ns > " REST_NS " + (SELECT max(o.last_ns, coalesce((SELECT max(x.last_ns) FROM temp.rest x"
	"  WHERE x.begin_id = rest.begin_id AND x.first_ns < rest.first_ns), 0)) FROM transfer o WHERE o.transfer_id = rest.begin_id);"
	"DELETE FROM temp.rest WHERE rowid NOT IN (SELECT min(rowid) FROM temp.rest GROUP BY rest_id)";

/* What a file's first blocks were is not known until two of them are acknowledged, and files may share some: how far it came is
 * what the number of the last block says. */
static const char sql_join[] =
	"UPDATE temp.transfer AS t SET last_ns = n.last_ns, client_last_ns = max(t.client_last_ns, n.client_last),"
	" bytes = CASE WHEN n.status = 'complete' THEN (n.last_block - 1) * t.blksize + n.bytes - (n.blocks - 1) * n.blksize"
	"  ELSE n.last_block * t.blksize END,"
	" blocks = n.last_block, last_block = n.last_block, repeats = t.repeats + n.again,"
	" max_gap_ns = max(t.max_gap_ns, n.gap, n.begin_ns - t.last_ns), status = n.status, error_code = n.error_code,"
	" error_text = n.error_text, error_from = n.error_from, stall_side = n.stall_side, error_event = n.error_event, last_event = n.last_event,"
	" acks = t.acks + n.all_acks, last_ack = n.last_ack, repeats_data = t.repeats_data + n.again_data,"
	" repeats_ack = t.repeats_ack + n.again_ack, resend_data_ns = min(coalesce(t.resend_data_ns, n.resend_data), coalesce(n.resend_data, t.resend_data_ns)),"
	" resend_ack_ns = min(coalesce(t.resend_ack_ns, n.resend_ack), coalesce(n.resend_ack, t.resend_ack_ns)),"
	" max_ip_bytes = max(t.max_ip_bytes, n.ip_bytes), content_xxh3 = NULL"
	" FROM (SELECT *, row_number() OVER (PARTITION BY begin_id ORDER BY last_ns DESC) AS k,"
	"  max(client_last_ns) OVER w AS client_last, sum(repeats) OVER w AS again, max(max_gap_ns) OVER w AS gap, min(first_ns) OVER w AS begin_ns,"
	"  sum(acks) OVER w AS all_acks, sum(repeats_data) OVER w AS again_data, sum(repeats_ack) OVER w AS again_ack,"
	"  min(resend_data_ns) OVER w AS resend_data, min(resend_ack_ns) OVER w AS resend_ack, max(max_ip_bytes) OVER w AS ip_bytes"
	"  FROM temp.rest WINDOW w AS (PARTITION BY begin_id)) n WHERE n.begin_id = t.transfer_id AND n.k = 1;"
	"DELETE FROM temp.transfer WHERE transfer_id IN (SELECT rest_id FROM temp.rest);"
	/* the last blocks, acknowledged at once, are known by nothing there; but the file was run, or loaded others */
	"UPDATE temp.transfer AS t SET status = 'complete' FROM temp.reel r WHERE r.capture_id = t.capture_id AND r.files > 1 AND t.protocol = 'tftp'"
	" AND t.status = 'open' AND coalesce(t.tsize - t.bytes <= (2 * max(coalesce(t.windowsize, 1), 1) + 1) * t.blksize, 1)"
	" AND (EXISTS (SELECT 1 FROM transfer x JOIN temp.reel q USING (capture_id) WHERE q.reel = r.reel AND x.client_ip = t.client_ip AND x.requests > 0"
	"  AND x.file <> t.file AND x.first_ns BETWEEN t.last_ns AND t.last_ns + " REST_NS ")"
	" OR EXISTS (SELECT 1 FROM flow f JOIN temp.reel q USING (capture_id) WHERE q.reel = r.reel AND f.client_ip = t.client_ip"
	"  AND f.first_ns BETWEEN t.last_ns AND t.last_ns + " REST_NS "));"
	/* the recording went on, and it did not */
	"UPDATE temp.transfer AS t SET status = 'stalled', stall_side = CASE WHEN t.client_last_ns >= t.last_ns THEN 'server' ELSE 'client' END"
	" FROM temp.reel r WHERE r.capture_id = t.capture_id AND r.files > 1 AND t.protocol = 'tftp' AND t.status = 'open'"
	" AND r.last_ns > t.last_ns + " STALLED_NS;

/* Requests that nobody answers, sent again in the next file. */
static const char sql_vain[] =
	"CREATE TEMP TABLE vain AS WITH p AS (SELECT t.*, r.reel FROM transfer t JOIN temp.reel r USING (capture_id) WHERE r.files > 1 AND t.status = 'no-reply'),"
	" b AS (SELECT p.*, lag(last_ns) OVER w AS before_ns, coalesce(lag(capture_id) OVER w = capture_id OR first_ns > lag(last_ns) OVER w + " REST_NS ", 1) AS begins"
	"  FROM p WINDOW w AS (" SAME_QUESTION ")),"
	" g AS (SELECT b.*, sum(begins) OVER (" SAME_QUESTION ") AS part FROM b)"
	" SELECT transfer_id, begins, requests, last_ns, client_last_ns, max_gap_ns, last_event, first_ns - before_ns AS pause, first_value(transfer_id) OVER"
	"  (PARTITION BY reel, protocol, client_ip, client_port, server_ip, server_port, file, part ORDER BY first_ns, transfer_id) AS begin_id FROM g;"
	"UPDATE temp.transfer AS t SET requests = n.requests, last_ns = n.last_ns, client_last_ns = n.client_last_ns, last_event = n.last_event,"
	" max_gap_ns = n.gap FROM (SELECT begin_id, sum(requests) AS requests, max(last_ns) AS last_ns, max(client_last_ns) AS client_last_ns,"
	"  max(last_event) AS last_event, max(max(max_gap_ns), coalesce(max(iif(begins, 0, pause)), 0)) AS gap FROM temp.vain GROUP BY begin_id HAVING count(*) > 1) n"
	" WHERE n.begin_id = t.transfer_id;"
	"DELETE FROM temp.transfer WHERE transfer_id IN (SELECT transfer_id FROM temp.vain WHERE NOT begins);"
	"INSERT INTO temp.rest(begin_id, rest_id) SELECT begin_id, transfer_id FROM temp.vain WHERE NOT begins;"
	"DROP TABLE temp.vain";

int reel_transfers_join(struct store *s, struct err *err)
{
	static const char *const sql[] = {"DROP TABLE IF EXISTS temp.rest", sql_rest, sql_join, sql_vain};
	size_t i;

	if (case_clock_shadow(s, "transfer", err) < 0)
		return -1;
	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	return 0;
}

int reel_parts_write(struct store *s, struct err *err)
{
	return store_script(s,
		"INSERT OR IGNORE INTO boot_transfer SELECT b.boot_id, r.rest_id FROM boot_transfer b JOIN temp.rest r ON r.begin_id = b.transfer_id;"
		"INSERT OR IGNORE INTO boot_flow SELECT b.boot_id, p.flow_id, b.main FROM boot_flow b JOIN temp.flow_part p"
		" ON p.begin_id = b.flow_id WHERE NOT p.begins;"
		"DROP TABLE temp.rest; DROP TABLE temp.flow_part", err);
}
