/*
 * Compares what a case knows of a capture with the key beside it (JSON): each DHCP message by frame,
 * its client, type, transaction id and addresses; each TFTP transfer by request. What differs is
 * printed; exit status 1 when something does.
 *
 * usage: compare_key CASE KEY.json...
 *
 * SQLite reads the JSON, so that the test needs no other program. Differences that are none:
 *   - tshark turns secs around where it takes the sender for Windows; a case keeps them as sent
 *   - an option 50 of 0.0.0.0 is no address to us
 *   - messages whose options were not captured are facts to us, malformed to tshark
 *   - a key stops after 2000 messages of a client
 *   - message types without a name
 *   - DHCP inside CAPWAP, which is not unpacked
 * A capture that was refused, and said so, has no row to compare.
 */
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char sql_begin[] =
	"CREATE TEMP TABLE want_dhcp AS SELECT json_extract(c.value, '$.mac') AS mac,"
	" json_extract(m.value, '$.frame') AS frame, lower(json_extract(m.value, '$.type')) AS type,"
	" json_extract(m.value, '$.xid') AS xid, coalesce(json_extract(m.value, '$.secs'), 0) AS secs,"
	" json_extract(m.value, '$.yiaddr') AS yiaddr, json_extract(m.value, '$.siaddr') AS siaddr,"
	" json_extract(m.value, '$.giaddr') AS giaddr, json_extract(m.value, '$.ciaddr') AS ciaddr,"
	" json_extract(m.value, '$.server_id') AS server_id, json_extract(m.value, '$.lease') AS lease,"
	" json_extract(m.value, '$.requested') AS requested, json_extract(m.value, '$.opt60') AS opt60,"
	" json_extract(m.value, '$.opt67') AS opt67"
	" FROM json_each(?1, '$.dhcp_clients') c, json_each(c.value, '$.messages') m";

static const char sql_transfers[] =
	"CREATE TEMP TABLE want_tftp AS SELECT json_extract(value, '$.frame') AS frame,"
	" json_extract(value, '$.op') AS op, json_extract(value, '$.client') AS client,"
	" json_extract(value, '$.client_port') AS port, json_extract(value, '$.server') AS server,"
	" json_extract(value, '$.file') AS file, json_extract(value, '$.status') AS status,"
	" json_extract(value, '$.blocks') AS blocks, json_extract(value, '$.bytes') AS bytes"
	" FROM json_each(?1, '$.tftp')";

/* Each gives lines that tell a difference. ?1 is the capture. A key may have thousands of messages, and the
 * table of them no index: it is gone through once (CROSS JOIN keeps the order). */
static const char *const differences[] = {
	"SELECT 'DHCP frame ' || frame || ' (' || coalesce(type, 'BOOTP') || ' of ' || coalesce(mac, '?') || ') is not a fact'"
	" FROM want_dhcp WHERE frame NOT IN (SELECT frame FROM event JOIN dhcp USING (event_id) WHERE capture_id = ?1"
	" UNION ALL SELECT frame FROM event_copy WHERE capture_id = ?1)"
	" AND NOT EXISTS (SELECT 1 FROM capture WHERE capture_id = ?1 AND path LIKE '%/capwap.pcap')",

	"SELECT 'DHCP frame ' || e.frame || ' (' || info || ') is not in the key' FROM event e JOIN dhcp USING (event_id) JOIN info USING (info_id)"
	" WHERE capture_id = ?1 AND frame NOT IN (SELECT frame FROM want_dhcp) AND dhcp.options_complete"
	" AND coalesce(dhcp.chaddr, '') NOT IN (SELECT mac FROM want_dhcp WHERE mac IS NOT NULL GROUP BY mac HAVING count(*) >= 2000)",

	"SELECT 'DHCP frame ' || w.frame || ': ' || CASE"
	"  WHEN w.type <> coalesce(d.type, w.type) AND d.type <> 'unknown' THEN 'type ' || w.type || ', not ' || d.type"
	"  WHEN w.mac <> d.chaddr THEN 'client ' || w.mac || ', not ' || d.chaddr"
	"  WHEN w.xid <> printf('0x%08x', d.xid) THEN 'xid ' || w.xid || printf(', not 0x%08x', d.xid)"
	"  WHEN w.secs <> d.secs AND w.secs <> (d.secs >> 8) + (d.secs & 255) * 256 THEN 'secs ' || w.secs || ', not ' || d.secs"
	"  WHEN nullif(w.yiaddr, '0.0.0.0') IS NOT d.yiaddr THEN 'yiaddr ' || coalesce(w.yiaddr, '-') || ', not ' || coalesce(d.yiaddr, '-')"
	"  WHEN nullif(w.siaddr, '0.0.0.0') IS NOT d.siaddr THEN 'siaddr ' || coalesce(w.siaddr, '-') || ', not ' || coalesce(d.siaddr, '-')"
	"  WHEN nullif(w.giaddr, '0.0.0.0') IS NOT d.giaddr THEN 'giaddr ' || coalesce(w.giaddr, '-') || ', not ' || coalesce(d.giaddr, '-')"
	"  WHEN nullif(w.ciaddr, '0.0.0.0') IS NOT d.ciaddr THEN 'ciaddr ' || coalesce(w.ciaddr, '-') || ', not ' || coalesce(d.ciaddr, '-')"
	"  WHEN w.server_id IS NOT d.server_id AND d.options_complete THEN 'option 54 ' || coalesce(w.server_id, '-') || ', not ' || coalesce(d.server_id, '-')"
	"  WHEN nullif(w.requested, '0.0.0.0') IS NOT d.requested_ip AND d.options_complete THEN 'option 50 ' || coalesce(w.requested, '-') || ', not ' || coalesce(d.requested_ip, '-')"
	"  WHEN w.lease IS NOT d.lease_s AND d.options_complete THEN 'lease ' || coalesce(w.lease, '-') || ', not ' || coalesce(d.lease_s, '-')"
	"  WHEN w.opt67 IS NOT NULL AND w.opt67 IS NOT d.bootfile THEN 'option 67 ' || w.opt67 || ', not ' || coalesce(d.bootfile, '-')"
	"  ELSE NULL END AS line FROM want_dhcp w CROSS JOIN event e ON e.frame = w.frame AND e.capture_id = ?1"
	" CROSS JOIN dhcp d USING (event_id) WHERE line IS NOT NULL",

	"SELECT 'TFTP frame ' || frame || ' (' || op || ' \"' || file || '\" of ' || client || ') is not a transfer'"
	" FROM want_tftp w WHERE coalesce(file, '') <> '' AND NOT EXISTS (SELECT 1 FROM transfer t"
	"  JOIN event e ON e.event_id = t.request_event WHERE t.capture_id = ?1 AND e.frame <= w.frame"
	"  AND t.client_ip = w.client AND t.client_port = w.port AND t.file = w.file)",

	"SELECT 'TFTP frame ' || e.frame || ' (' || i.info || ') is not in the key' FROM transfer t"
	" JOIN event e ON e.event_id = t.request_event JOIN info i USING (info_id) WHERE t.capture_id = ?1 AND t.protocol = 'tftp'"
	" AND e.frame NOT IN (SELECT frame FROM want_tftp)",

	"SELECT 'TFTP frame ' || w.frame || ': ' || w.status || ', ' || w.blocks || ' blocks, ' || w.bytes || ' bytes; not '"
	" || t.status || ', ' || t.blocks || ' blocks, ' || t.bytes || ' bytes' FROM want_tftp w"
	" JOIN event e ON e.frame = w.frame AND e.capture_id = ?1 JOIN transfer t ON t.request_event = e.event_id"
	" WHERE w.op = 'RRQ' AND (w.blocks <> t.blocks OR w.bytes <> t.bytes"
	"  OR (w.status = 'complete') <> (t.status = 'complete')"
	"  OR (w.status LIKE 'request only%') <> (t.status = 'no-reply'))",
};

static sqlite3 *db;
static int compared;

static void die(const char *what)
{
	fprintf(stderr, "compare_key: %s: %s\n", what, db ? sqlite3_errmsg(db) : "cannot be read");
	exit(2);
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text;
	long n = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;

	if (n < 0)
		die(path);
	rewind(f);
	text = calloc(1, (size_t)n + 1);
	if (!text || fread(text, 1, (size_t)n, f) != (size_t)n)
		die(path);
	fclose(f);
	return text;
}

static sqlite3_stmt *prepared(const char *sql)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		die(sql);
	return st;
}

static void run_on(const char *sql, const char *json)
{
	sqlite3_stmt *st = prepared(sql);

	sqlite3_bind_text(st, 1, json, -1, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_DONE)
		die(sql);
	sqlite3_finalize(st);
}

/* The capture the key is of; 0 when the case does not have it. */
static sqlite3_int64 capture_of(const char *json)
{
	sqlite3_stmt *st = prepared("SELECT capture_id FROM capture WHERE sha256 = json_extract(?1, '$.sha256')");
	sqlite3_int64 id = 0;

	sqlite3_bind_text(st, 1, json, -1, SQLITE_STATIC);
	if (sqlite3_step(st) == SQLITE_ROW)
		id = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return id;
}

static int compare(const char *sql, sqlite3_int64 capture, const char *key)
{
	sqlite3_stmt *st = prepared(sql);
	int n = 0, rc;

	sqlite3_bind_int64(st, 1, capture);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		printf("%s: %s\n", key, (const char *)sqlite3_column_text(st, 0));
		n++;
	}
	if (rc != SQLITE_DONE)
		die(sql);
	sqlite3_finalize(st);
	return n;
}

static int compare_key(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char *json = slurp(path);
	sqlite3_int64 capture = capture_of(json);
	size_t i;
	int n = 0;

	sqlite3_exec(db, "DROP TABLE IF EXISTS temp.want_dhcp; DROP TABLE IF EXISTS temp.want_tftp", NULL, NULL, NULL);
	if (capture) {
		run_on(sql_begin, json);
		run_on(sql_transfers, json);
		compared++;
	}
	for (i = 0; capture && i < sizeof(differences) / sizeof(differences[0]); i++)
		n += compare(differences[i], capture, name);
	free(json);
	return n;
}

int main(int argc, char **argv)
{
	int i, n = 0;

	if (argc < 3) {
		fputs("usage: compare_key CASE KEY.json...\n", stderr);
		return 2;
	}
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		die(argv[1]);
	for (i = 2; i < argc; i++)
		n += compare_key(argv[i]);
	printf("%d keys compared, %d differences\n", compared, n);
	sqlite3_close(db);
	return n > 0;
}
