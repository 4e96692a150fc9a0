/*
 * How long the captures look on after a boot's last frame: whether they show that it stopped.
 */
#include "boot/internal.h"

/* A capture that is shorter as a whole has no such silence, and that is nearly every one. */
static const char sql_silence[] =
	"CREATE TEMP TABLE silence AS WITH long AS MATERIALIZED ("
	" SELECT capture_id, last_ns FROM capture WHERE last_ns - first_ns > ?1)"
	" SELECT capture_id, last_ns AS from_ns, next_ns AS to_ns FROM ("
	" SELECT capture_id, max(last_ns) OVER (PARTITION BY capture_id ORDER BY first_ns"
	"  ROWS UNBOUNDED PRECEDING) AS last_ns,"
	"  lead(first_ns) OVER (PARTITION BY capture_id ORDER BY first_ns) AS next_ns FROM ("
	"  SELECT e.capture_id, e.ns AS first_ns, e.ns AS last_ns FROM long CROSS JOIN event e USING (capture_id)"
	"  UNION ALL SELECT o.capture_id, o.ns, o.ns FROM long CROSS JOIN event_copy o USING (capture_id)"
	"  UNION ALL SELECT s.capture_id, s.first_ns, s.first_ns FROM long CROSS JOIN station s USING (capture_id)"
	"  UNION ALL SELECT s.capture_id, s.last_ns, s.last_ns FROM long CROSS JOIN station s USING (capture_id)"
	"  UNION ALL SELECT t.capture_id, t.first_ns, t.last_ns FROM transfer t WHERE t.capture_id IN (SELECT capture_id FROM long)"
	"  UNION ALL SELECT capture_id, last_ns, last_ns FROM long"
	"  UNION ALL SELECT f.capture_id, n.start_ns, n.start_ns + n.width_ns FROM flow_bin n JOIN flow f USING (flow_id)"
	"   WHERE f.capture_id IN (SELECT capture_id FROM long)))"
	" WHERE next_ns - last_ns > ?1";

int silences_find(struct store *s, struct err *err)
{
	struct bind width = B_INT(SILENCE_NS);

	if (store_script(s, "DROP TABLE IF EXISTS temp.silence", err) < 0)
		return -1;
	if (!store_int(s, "SELECT EXISTS (SELECT 1 FROM capture WHERE last_ns - first_ns > ?1)", &width, 1, 1))
		return store_script(s, "CREATE TEMP TABLE silence(capture_id INTEGER, from_ns INTEGER, to_ns INTEGER)", err);
	return store_query(s, sql_silence, &width, 1, NULL, NULL, err);
}

static const char sql_until[] =
	"SELECT min(t.ns) FROM (SELECT last_ns AS ns, NULL AS to_ns FROM temp.reel WHERE capture_id = ?1"
	"  UNION ALL SELECT s.from_ns, s.to_ns FROM temp.reel r JOIN temp.reel o ON o.reel = r.reel JOIN temp.silence s"
	"   ON s.capture_id = o.capture_id WHERE r.capture_id = ?1"
	/* a further file that holds the target, and nothing that is known to be of this boot */
	"  UNION ALL SELECT max(s.first_ns, ?2), NULL FROM temp.reel r JOIN temp.reel o ON o.reel = r.reel AND o.capture_id <> r.capture_id"
	"   JOIN station s ON s.capture_id = o.capture_id AND s.mac = ?3 WHERE r.capture_id = ?1 AND (s.first_ns > ?2"
	"    OR (s.last_ns > ?2 + 1000000000 AND NOT EXISTS (SELECT 1 FROM flow f WHERE f.client = ?3 AND f.first_ns <= ?2"
	"     AND f.capture_id = o.capture_id) AND NOT EXISTS (SELECT 1 FROM event e INDEXED BY event_client WHERE e.client = ?3"
	"     AND e.ns <= ?2 AND e.capture_id = o.capture_id)))) t"
	" WHERE t.to_ns IS NULL OR t.to_ns > ?2";

/* How far one capture goes, with the files that it goes on in, not less than `until`. */
static int64_t capture_until(struct store *s, int64_t capture, const struct attempt *at, const char *mac, int64_t until)
{
	struct bind a[] = {B_INT(capture), B_INT(at->end_ns), B_TEXT(mac)};
	int64_t ns = store_int(s, sql_until, a, 3, until);

	return ns > until ? ns : until;
}

/* The capture that goes on longest of those that hold this message too, as overlapping files do; 0 for
 * none. */
static int64_t overlapping(struct store *s, const struct item *it)
{
	struct bind event = B_INT(it->id);

	return store_int(s, "SELECT c.capture_id FROM event_copy o JOIN capture c USING (capture_id)"
		" WHERE o.event_id = ?1 AND o.how = 'overlap' ORDER BY c.last_ns DESC, c.capture_id LIMIT 1", &event, 1, 0);
}

/* The last conversation of a boot, else its last transfer, else NULL. */
static const struct item *last_talk(const struct items *items, const struct attempt *at)
{
	const struct item *last = NULL;
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		const struct item *it = &items->item[i];

		if (it->type != ITEM_FLOW && it->type != ITEM_TRANSFER)
			continue;
		if (!last || (last->type != it->type ? it->type == ITEM_FLOW : it->last_ns > last->last_ns))
			last = it;
	}
	return last;
}

/* A boot that talks to a server goes on where that is recorded: a capture at the DHCP server, or at another one,
 * would not show it. */
static bool shows_end(const struct item *it, const struct item *talk)
{
	return !talk || (it->type == talk->type && !strcmp(it->server_ip, talk->server_ip));
}

int64_t seen_until(struct store *s, const struct items *items, const struct attempt *at, const char *mac, bool overlaps)
{
	const struct item *talk = last_talk(items, at);
	int64_t until = at->end_ns, last = 0, other, last_other = 0;
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		const struct item *it = &items->item[i];

		if (!shows_end(it, talk))
			continue;
		if (it->capture_id != last)
			until = capture_until(s, last = it->capture_id, at, mac, until);
		other = overlaps && it->type == ITEM_DHCP ? overlapping(s, it) : 0;
		if (other && other != last_other)
			until = capture_until(s, last_other = other, at, mac, until);
	}
	return until;
}

int ends_begin(struct store *s, struct err *err)
{
	return store_script(s, "DROP TABLE IF EXISTS temp.end_at; CREATE TEMP TABLE end_at(boot_id INTEGER, capture_id INTEGER,"
		" PRIMARY KEY (boot_id, capture_id)) WITHOUT ROWID", err);
}

int ends_note(struct store *s, int64_t boot, const struct items *items, const struct attempt *at, struct err *err)
{
	const struct item *talk = last_talk(items, at);
	int64_t last = 0;
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		const struct item *it = &items->item[i];
		struct bind a[] = {B_INT(boot), B_INT(it->capture_id)};

		if (it->capture_id == last || !shows_end(it, talk))
			continue;
		last = it->capture_id;
		if (store_query(s, "INSERT OR IGNORE INTO temp.end_at VALUES (?1, ?2)", a, 2, NULL, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* Data of a stream or a file, of which an extract has the first frames and those around silences. */
static const char sql_sieved[] =
	"SELECT 1 FROM capture c CROSS JOIN event e INDEXED BY event_client USING (capture_id)"
	" WHERE c.capture_id = ?1 AND c.format = 'pcapng-extract' AND e.client = ?2 AND e.kind GLOB ?5"
	" AND e.ns BETWEEN ?3 AND ?4 LIMIT 1";

bool is_sieved(struct store *s, const struct items *items, const struct attempt *at, const char *mac, const char *data)
{
	int64_t last = 0;
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		struct bind a[] = {B_INT(items->item[i].capture_id), B_TEXT(mac), B_INT(at->start_ns), B_INT(at->end_ns),
			B_TEXT(data)};

		if (items->item[i].capture_id == last)
			continue;
		last = items->item[i].capture_id;
		if (store_int(s, sql_sieved, a, 5, 0))
			return true;
	}
	return false;
}
