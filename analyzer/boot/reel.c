/*
 * Files that one recording went on in (a ring buffer, tcpdump -C or -G): table reel. They are one capture point:
 * what one of them shows, the others would have shown as well, and none of them ended the recording but the last.
 *
 * The next file begins where the one before ended, or holds some of its last frames once more; its interfaces are
 * described alike; and it hears the same stations. Of several that fit, the one that shares most with it. Nothing
 * here looks at the names of files: people rename them. It is found in the times of the captures themselves, before their
 * clocks are: a recording has one.
 */
#include "boot/internal.h"

/* Between the last frame of a file and the first of the next one, in a quiet network. */
#define PAUSE_NS "15000000000"

static const char sql_like[] =
	"CREATE TEMP TABLE reel_file AS SELECT c.capture_id, c.first_ns, c.last_ns, c.xxh3 AS place,"
	" (SELECT group_concat(i.linktype || '/' || i.snaplen || '/' || i.name || '/' || i.description || '/' || i.filter, '|')"
	"  FROM interface i WHERE i.capture_id = c.capture_id) AS alike"
	" FROM capture c WHERE c.first_ns IS NOT NULL;"
	"CREATE INDEX temp.reel_file_1 ON reel_file(alike, first_ns)";

/* Half of the messages of one are in the other, too: they recorded at the same time, and their clocks differ. A few may
 * be, where a machine boots again with the same transaction id. */
#define KEYED(x) \
	"(SELECT count(*) FROM event e INDEXED BY event_frame CROSS JOIN twin w USING (event_id) WHERE e.capture_id = " x ".capture_id" \
	" AND e.kind NOT GLOB 'arp-*')"
#define PARALLEL \
	"(SELECT count(*) * 2 >= min(" KEYED("a") ", " KEYED("b") ") AND count(*) > 0 FROM (SELECT 1 FROM event e INDEXED BY event_frame" \
	" CROSS JOIN twin w USING (event_id) WHERE e.capture_id IN (a.capture_id, b.capture_id) AND e.kind NOT GLOB 'arp-*'" \
	" GROUP BY w.twin_key HAVING count(*) = 2 AND min(e.capture_id) <> max(e.capture_id)))"

/* A third file lies between the two, and goes on from the one to the other: files may be shorter than a pause. */
#define SHARE(x, y) \
	"EXISTS (SELECT 1 FROM station s JOIN station t USING (mac) WHERE s.capture_id = " x ".capture_id AND t.capture_id = " y ".capture_id)"
#define BETWEEN \
	"EXISTS (SELECT 1 FROM temp.reel_file c WHERE c.alike IS a.alike AND c.capture_id NOT IN (a.capture_id, b.capture_id)" \
	" AND c.first_ns BETWEEN a.last_ns - 1000000000 AND b.first_ns AND c.first_ns > a.first_ns AND c.last_ns <= b.first_ns + 1000000000" \
	" AND c.last_ns < b.last_ns AND " SHARE("a", "c") " AND " SHARE("c", "b") ")"

static const char sql_next[] =
	"CREATE TEMP TABLE reel_next AS SELECT before, capture_id FROM (SELECT n.*, row_number() OVER (PARTITION BY before"
	"  ORDER BY common DESC, pause, place) AS k FROM (SELECT a.capture_id AS before, b.capture_id, b.place, b.first_ns - a.last_ns AS pause, "
	"   (SELECT count(*) FROM station x JOIN station y USING (mac) WHERE x.capture_id = a.capture_id AND y.capture_id = b.capture_id) AS common,"
	"   row_number() OVER (PARTITION BY b.capture_id ORDER BY (SELECT count(*) FROM station x JOIN station y USING (mac)"
	"    WHERE x.capture_id = a.capture_id AND y.capture_id = b.capture_id) DESC, b.first_ns - a.last_ns, a.place) AS best"
	"   FROM temp.reel_file b JOIN temp.reel_file a ON a.alike IS b.alike AND a.capture_id <> b.capture_id AND a.first_ns < b.first_ns"
	"    AND a.last_ns < b.last_ns AND ((b.first_ns BETWEEN a.last_ns - 1000000000 AND a.last_ns + " PAUSE_NS " AND NOT " PARALLEL " AND NOT " BETWEEN ")"
	"     OR (b.first_ns < a.last_ns AND EXISTS (SELECT 1 FROM event_copy o JOIN event e USING (event_id) WHERE o.how = 'overlap'"
	"      AND ((o.capture_id = a.capture_id AND e.capture_id = b.capture_id) OR (o.capture_id = b.capture_id AND e.capture_id = a.capture_id)))))"
	"  ) n WHERE best = 1 AND common > 0) WHERE k = 1";

static const char sql_reel[] =
	"INSERT INTO temp.reel WITH RECURSIVE r(capture_id, reel) AS ("
	" SELECT capture_id, capture_id FROM capture WHERE capture_id NOT IN (SELECT capture_id FROM temp.reel_next)"
	" UNION ALL SELECT n.capture_id, r.reel FROM r JOIN temp.reel_next n ON n.before = r.capture_id)"
	" SELECT r.capture_id, r.reel, 0, 0, count(*) OVER (PARTITION BY r.reel) FROM r;"
	"CREATE INDEX temp.reel_1 ON reel(reel)";

static const char sql_empty[] =
	"DROP TABLE IF EXISTS temp.reel; DROP TABLE IF EXISTS temp.reel_file; DROP TABLE IF EXISTS temp.reel_next;"
	"CREATE TEMP TABLE reel(capture_id INTEGER PRIMARY KEY, reel INTEGER, first_ns INTEGER, last_ns INTEGER, files INTEGER)";

static const char sql_alone[] =
	"INSERT INTO temp.reel SELECT capture_id, capture_id, 0, 0, 1 FROM capture;"
	"CREATE INDEX temp.reel_1 ON reel(reel)";

int reels_find(struct store *s, struct err *err)
{
	static const char *const sql[] = {sql_like, sql_next, sql_reel, "DROP TABLE temp.reel_file; DROP TABLE temp.reel_next"};
	size_t i;

	if (store_script(s, sql_empty, err) < 0)
		return -1;
	if (store_int(s, "SELECT count(*) FROM capture", NULL, 0, 0) < 2)
		return store_script(s, sql_alone, err);
	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	return 0;
}

int reels_time(struct store *s, struct err *err)
{
	return store_script(s, "UPDATE temp.reel SET first_ns = t.first_ns, last_ns = t.last_ns FROM"
		" (SELECT r.reel, min(c.first_ns) AS first_ns, max(c.last_ns) AS last_ns FROM temp.reel r JOIN capture c USING (capture_id)"
		"  WHERE c.first_ns IS NOT NULL GROUP BY r.reel) t WHERE t.reel = reel.reel", err);
}
