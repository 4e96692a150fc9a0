/*
 * One message and its frames at the taps that recorded it: table copy.
 *
 * The same key (track/twin.c) at the same time on the case's clock is the same message. On each leg of its way a
 * tap can have it once, so a second one in the same capture is the next try. A relay sends a message on under
 * its own address: that is a further leg of the same message. What one capture alone holds is not looked at, nor
 * a capture whose clock is not known.
 */
#include "boot/internal.h"

#include <stdlib.h>

#define BACK_MAX 64          /* in a flood of the same message only neighbours are compared */
#define RELAY_NS (9 * SECOND / 10) /* a relay sends on sooner than clients ask again */

/* One frame of a message. */
struct sighting {
	int64_t event_id, ns, capture_id, uncertainty_ns, place, frame;
	int64_t hop;         /* legs of the way so far, as the message itself counts them */
	int64_t ttl;         /* counted down by each router; 0: not known */
	int64_t side;        /* of the capture, from where the message comes from */
	int64_t rank[4];     /* how well it stands for the others: whole, of the client itself, among more of it */
	char leg[72];        /* addresses that a relay changes */
	char client[20];     /* whose it is, where the frame shows that; "" */
	int leg_of, message; /* the first sighting of its leg, and of its message */
};

struct copies {
	struct store *s;
	struct err *err;
	struct sighting *it; /* all of one key, in order of time */
	size_t count, cap;
	size_t *order;
	int64_t key;
	bool failed;
};

/* --- which sightings are one message ------------------------------------------------------------------- */

/* Networks may use the same addresses, each in its VLAN. */
static bool same_leg(const struct sighting *a, const struct sighting *b)
{
	return !strcmp(a->leg, b->leg) && (!a->client[0] || !b->client[0] || !strcmp(a->client, b->client));
}

/* Whether the leg that began at `first` has no frame of that capture yet. */
static bool leg_lacks(const struct copies *c, size_t first, size_t upto, int64_t capture_id)
{
	size_t i;

	for (i = first; i < upto; i++)
		if (c->it[i].leg_of == (int)first && c->it[i].capture_id == capture_id)
			return false;
	return true;
}

/* The leg of the latest message that can have this frame: itself when there is none. */
static size_t leg_find(const struct copies *c, size_t n)
{
	const struct sighting *s = &c->it[n];
	size_t i;

	for (i = n; i-- > 0 && n - i <= BACK_MAX && s->ns - c->it[i].ns < TAPS_NS;)
		if (c->it[i].leg_of == (int)i && same_leg(&c->it[i], s) && leg_lacks(c, i, n, s->capture_id))
			return i;
	return n;
}

static bool message_lacks(const struct copies *c, size_t first, size_t upto, const char *leg)
{
	size_t i;

	for (i = first; i < upto; i++)
		if (c->it[i].message == (int)first && !strcmp(c->it[i].leg, leg))
			return false;
	return true;
}

/* The latest message that can have this leg, by the first frame of each. */
static size_t message_find(const struct copies *c, size_t n)
{
	const struct sighting *s = &c->it[n];
	size_t i;

	for (i = n; i-- > 0 && n - i <= BACK_MAX && s->ns - c->it[i].ns < RELAY_NS;)
		if (c->it[i].message == (int)i && message_lacks(c, i, n, s->leg))
			return i;
	return n;
}

static void messages_find(struct copies *c)
{
	size_t n;

	for (n = 0; n < c->count; n++) {
		struct sighting *s = &c->it[n];

		s->leg_of = (int)n;
		s->message = (int)n;
		s->leg_of = (int)leg_find(c, n);
		s->message = s->leg_of < (int)n ? c->it[s->leg_of].message : (int)message_find(c, n);
	}
}

/* --- in order of travel -------------------------------------------------------------------------------- */

/* What nobody can turn round: a relay comes after the client, a lower TTL after a higher one. Then times, as far as
 * the clocks are known; then where the taps are. */
static bool travels_before(const struct sighting *a, const struct sighting *b)
{
	if (a->hop != b->hop)
		return a->hop < b->hop;
	if (!strcmp(a->leg, b->leg) && a->ttl != b->ttl && a->ttl && b->ttl)
		return a->ttl > b->ttl;
	if (llabs(a->ns - b->ns) > a->uncertainty_ns + b->uncertainty_ns || a->side == b->side) {
		if (a->ns != b->ns)
			return a->ns < b->ns;
	} else {
		return a->side < b->side;
	}
	return a->place != b->place ? a->place < b->place : a->frame < b->frame;
}

/* The frames of one message into c->order; how many. The order is none of numbers: neighbours are compared. */
static size_t in_order(struct copies *c, size_t first)
{
	size_t i, k, n = 0;

	for (i = first; i < c->count && i - first <= 2 * BACK_MAX; i++) {
		if (c->it[i].message != (int)first)
			continue;
		for (k = n++; k > 0 && travels_before(&c->it[i], &c->it[c->order[k - 1]]); k--)
			c->order[k] = c->order[k - 1];
		c->order[k] = i;
	}
	return n;
}

static bool stands_better(const struct sighting *a, const struct sighting *b)
{
	size_t i;

	for (i = 0; i < 4; i++)
		if (a->rank[i] != b->rank[i])
			return a->rank[i] > b->rank[i];
	return a->place != b->place ? a->place < b->place : a->frame < b->frame;
}

/* The frame of a leg that stands for it. */
static const struct sighting *main_of(const struct copies *c, size_t n, int leg_of)
{
	const struct sighting *best = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct sighting *s = &c->it[c->order[i]];

		if (s->leg_of == leg_of && (!best || stands_better(s, best)))
			best = s;
	}
	return best;
}

static bool several_captures(const struct copies *c, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (c->it[c->order[i]].capture_id != c->it[c->order[0]].capture_id)
			return true;
	return false;
}

static int message_write(struct copies *c, size_t n)
{
	const struct sighting *whole = main_of(c, n, c->it[c->order[0]].leg_of);
	size_t i;

	for (i = 0; i < n; i++) {
		const struct sighting *s = &c->it[c->order[i]];
		struct bind a[] = {B_INT(s->event_id), B_INT(whole->event_id), B_INT(main_of(c, n, s->leg_of)->event_id),
			B_INT((int64_t)i + 1), B_INT(s->ns)};

		if (store_query(c->s, "INSERT INTO copy VALUES (?1, ?2, ?3, ?4, ?5)", a, 5, NULL, NULL, c->err) < 0)
			return -1;
	}
	return 0;
}

/* All sightings of one key are there. */
static void key_end(struct copies *c)
{
	size_t i, n;

	messages_find(c);
	c->order = mem_grow(c->order, c->count + 1, sizeof(*c->order));
	for (i = 0; i < c->count && !c->failed; i++) {
		if (c->it[i].message != (int)i)
			continue;
		n = in_order(c, i);
		if (several_captures(c, n) && message_write(c, n) < 0)
			c->failed = true;
	}
	c->count = 0;
}

/* --- what is looked at ----------------------------------------------------------------------------------- */

static int add_sighting(void *ctx, const struct row *r)
{
	struct copies *c = ctx;
	struct sighting *s;
	int i;

	if (c->count && c->key != row_int(r, 0))
		key_end(c);
	if (c->failed)
		return 1;
	c->key = row_int(r, 0);
	VEC_ROOM(c->it, c->count, c->cap);
	s = &c->it[c->count++];
	memset(s, 0, sizeof(*s));
	s->event_id = row_int(r, 1);
	s->ns = row_int(r, 2);
	s->capture_id = row_int(r, 3);
	s->uncertainty_ns = row_int(r, 4);
	s->place = row_int(r, 5);
	s->frame = row_int(r, 6);
	s->hop = row_int(r, 7);
	s->ttl = row_int(r, 8);
	s->side = row_int(r, 9);
	snprintf(s->leg, sizeof(s->leg), "%s", row_text(r, 10));
	for (i = 0; i < 4; i++)
		s->rank[i] = row_int(r, 11 + i);
	snprintf(s->client, sizeof(s->client), "%s", row_text(r, 15));
	return 0;
}

/* SQL: how many bytes of a frame there are. */
#define KEPT(e) "(length(" e ".raw) + coalesce((SELECT length(bytes) FROM run WHERE run_id = " e ".run_id), 0))"

/* A frame that the snap length cut has a key of its own: it takes that of the one nearest in time that went the same
 * way and of which more was kept. */
static const char sql_keys[] =
	/* with types: an index on a column without one does not serve a comparison with an integer */
	"CREATE TEMP TABLE copy_key(event_id INTEGER, capture_id INTEGER, key INTEGER);"
	"INSERT INTO temp.copy_key SELECT w.event_id, e.capture_id, CASE WHEN e.whole THEN w.twin_key ELSE coalesce("
	" (SELECT twin_key FROM (SELECT w2.twin_key, f.whole, f.frame, abs(f.ns - e.ns) AS away"
	"  FROM event f INDEXED BY event_client JOIN twin w2 USING (event_id) WHERE f.client = e.client"
	"  AND f.ns BETWEEN e.ns - " TAPS_NS_SQL " AND e.ns + " TAPS_NS_SQL " AND f.capture_id <> e.capture_id"
	"  AND f.src_ip IS e.src_ip AND f.dst_ip IS e.dst_ip AND f.src_port IS e.src_port AND f.dst_port IS e.dst_port"
	"  AND f.ip_id = e.ip_id AND f.wirelen - e.wirelen BETWEEN -8 AND 8 AND " KEPT("f") " > " KEPT("e") ")"
	"  ORDER BY whole DESC, away, frame LIMIT 1), w.twin_key) END AS key"
	" FROM twin w JOIN event e USING (event_id) JOIN vantage v USING (capture_id)"
	" WHERE v.clock_uncertainty_ns IS NOT NULL;"
	"CREATE TEMP TABLE copy_shared(key INTEGER PRIMARY KEY);"
	"INSERT INTO temp.copy_shared SELECT key FROM temp.copy_key GROUP BY key HAVING min(capture_id) <> max(capture_id);"
	/* how much of a client a capture holds: of its DHCP, and in all */
	"CREATE TEMP TABLE copy_weight(client TEXT, capture_id INTEGER, dhcp INTEGER, events INTEGER,"
	" PRIMARY KEY (client, capture_id)) WITHOUT ROWID;"
	"INSERT INTO temp.copy_weight SELECT client, capture_id, sum(kind GLOB 'dhcp-*' OR kind GLOB 'pxe-*'), count(*) FROM event"
	" WHERE client IS NOT NULL GROUP BY client, capture_id";

/* A message of DHCP has a leg for each relay; of all others the addresses stay. */
static const char sql_sightings[] =
	"SELECT k.key, e.event_id, e.ns, e.capture_id, v.clock_uncertainty_ns, v.place, e.frame,"
	" CASE WHEN n.up = 1 THEN n.depth WHEN n.up = 0 THEN n.most - n.depth WHEN d.giaddr IS NULL THEN 0 WHEN d.op = 1 THEN 1 + d.hops ELSE e.dst_ip IS NOT d.giaddr END,"
	" coalesce(e.ttl, 0), CASE WHEN v.vantage IN ('target-side', 'server-side') AND w.upward IS NOT NULL"
	"  THEN CASE WHEN (v.vantage = 'target-side') = w.upward THEN 0 ELSE 2 END ELSE 1 END,"
	" CASE WHEN d.event_id IS NULL THEN '' ELSE coalesce(d.giaddr, '') || '>' || coalesce(e.src_ip, '') || '>'"
	"  || coalesce(e.dst_ip, '') || '/' || coalesce(e.ip_id, 0) END,"
	" coalesce(d.options_complete, e.whole), a.mac IS NOT NULL, coalesce(g.dhcp, 0), coalesce(g.events, 0), a.mac"
	" FROM temp.copy_shared s CROSS JOIN temp.copy_key k USING (key) CROSS JOIN event e USING (event_id)"
	" JOIN twin w USING (event_id) JOIN vantage v ON v.capture_id = e.capture_id LEFT JOIN dhcp d ON d.event_id = e.event_id"
	" LEFT JOIN temp.nat_event n ON n.event_id = e.event_id LEFT JOIN temp.asker a ON a.mac = e.client"
	" LEFT JOIN temp.copy_weight g ON g.client = e.client AND g.capture_id = e.capture_id"
	" ORDER BY k.key, e.ns, v.place, e.frame";

int copies_find(struct store *s, struct err *err)
{
	static const char drop[] = "DROP TABLE IF EXISTS temp.copy_key; DROP TABLE IF EXISTS temp.copy_shared;"
		"DROP TABLE IF EXISTS temp.copy_weight";
	struct copies c = {.s = s, .err = err};
	int rc;

	if (store_int(s, "SELECT count(*) FROM vantage WHERE clock_uncertainty_ns IS NOT NULL", NULL, 0, 0) < 2)
		return 0;
	if (store_script(s, drop, err) < 0 || store_script(s, sql_keys, err) < 0 ||
		store_script(s, "CREATE INDEX temp.copy_key_1 ON copy_key(key)", err) < 0)
		return -1;
	rc = store_query(s, sql_sightings, NULL, 0, add_sighting, &c, err);
	if (rc == 0 && !c.failed)
		key_end(&c);
	free(c.it);
	free(c.order);
	return rc < 0 || c.failed ? -1 : store_script(s, drop, err);
}
