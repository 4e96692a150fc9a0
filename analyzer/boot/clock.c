/*
 * The clocks of several captures, brought together by the messages that more than one of them holds.
 *
 * Captures that hold the same frames at the very same time are files of one recording, or copies: they
 * have one clock; so have the files that a recording goes on in (reel.c). Between the others, clock_link.c measures. The clock that shares most messages becomes
 * the reference; each other one follows from its strongest link to one that is known.
 */
#include "boot/clock.h"

#include <stdlib.h>

/* Before the year 2000: a machine that counts from 1970 or 1980, having lost the time. */
#define NEVER_SET_NS (946684800 * SECOND)

#define SAID_NS 1000000 /* people know times to the millisecond at best */

struct clock {
	int64_t capture_id, offset_ns, uncertainty_ns, drift_ppb, base_ns, pairs;
	int leader;        /* the capture that stands for all with the same clock; itself */
	int group;         /* the reference that it was tied to, by its index; 0: the first one */
	size_t shares;     /* messages, with all the others */
	size_t agrees;     /* clocks that say nearly the same */
	const struct link *best, *doubted; /* the strongest link to a clock that is set; one that is not believed */
	bool set, overlaps, said; /* said: the offset is the user's */
	char sha[70];
};

struct clocks {
	struct clock *clock;
	size_t count, cap;
	struct link *link;
	size_t links, links_cap;
	struct pairs pairs; /* of the two that are being read */
	int a, b;
	int reference;      /* the first one; -1: none */
};

/* --- loading --------------------------------------------------------------------------------------------- */

static int add_clock(void *ctx, const struct row *r)
{
	struct clocks *c = ctx;
	struct clock *k;

	VEC_ROOM(c->clock, c->count, c->cap);
	k = &c->clock[c->count];
	memset(k, 0, sizeof(*k));
	k->leader = (int)c->count++;
	k->capture_id = row_int(r, 0);
	k->base_ns = row_int(r, 1);
	snprintf(k->sha, sizeof(k->sha), "%s", row_text(r, 2));
	k->said = !row_null(r, 3);
	k->offset_ns = row_int(r, 3);
	return 0;
}

static int clock_index(const struct clocks *c, int64_t capture_id)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->clock[i].capture_id == capture_id)
			return (int)i;
	return -1;
}

static int leader_of(const struct clocks *c, int i)
{
	while (c->clock[i].leader != i)
		i = c->clock[i].leader;
	return i;
}

/* Two captures with one clock; the earlier one of the list stands for both. */
static int add_overlap(void *ctx, const struct row *r)
{
	struct clocks *c = ctx;
	int a = clock_index(c, row_int(r, 0)), b = clock_index(c, row_int(r, 1));

	if (a < 0 || b < 0)
		return 0;
	c->clock[a].overlaps = c->clock[b].overlaps = true;
	a = leader_of(c, a);
	b = leader_of(c, b);
	c->clock[a > b ? a : b].leader = a > b ? b : a;
	a = leader_of(c, a);
	if (!c->clock[a].said && c->clock[b].said) {
		c->clock[a].said = true;
		c->clock[a].offset_ns = c->clock[b].offset_ns;
	}
	return 0;
}

static void links_flush(struct clocks *c)
{
	struct link l;

	if (!c->pairs.count)
		return;
	l = link_measure(c->a, c->b, &c->pairs);
	VEC_ROOM(c->link, c->links, c->links_cap);
	c->link[c->links++] = l;
	VEC_ROOM(c->link, c->links, c->links_cap);
	c->link[c->links++] = link_turned(&l);
}

/* Rows come with the two clocks' pairs together. */
static int add_pair(void *ctx, const struct row *r)
{
	struct clocks *c = ctx;
	int a = (int)row_int(r, 0), b = (int)row_int(r, 1);
	struct pair one = {row_int(r, 2), row_int(r, 3), row_null(r, 4) ? -1 : (int)row_int(r, 4),
		row_int(r, 5), row_int(r, 6)};

	if (a != c->a || b != c->b)
		links_flush(c);
	c->a = a;
	c->b = b;
	pairs_add(&c->pairs, &one);
	return 0;
}

/* The k-th of a key here is the k-th there, where both saw it equally often: repeats of a message cannot
 * be told apart otherwise. Repeatable is what another boot of the same machine sends in the same way: a
 * transaction id made from the MAC, firmware's first ports and identifications, ARP. */
static const char sql_twins[] =
	"DROP TABLE IF EXISTS temp.clock_twin;"
	"CREATE TEMP TABLE clock_twin AS SELECT m.*,"
	" row_number() OVER (PARTITION BY clock, twin_key, leg ORDER BY ns, event_id) AS k,"
	" count(*) OVER (PARTITION BY clock, twin_key, leg) AS n FROM ("
	" SELECT g.clock, w.twin_key, e.event_id, e.ns, w.upward,"
	"  CASE WHEN d.event_id IS NULL THEN '' ELSE coalesce(d.giaddr, '') || '>' || coalesce(e.dst_ip, '') END AS leg,"
	"  CASE WHEN d.event_id IS NOT NULL THEN substr(printf('%08x', d.xid), 3) = substr(replace(d.chaddr, ':', ''), 7) OR d.xid = 0x26f30339"
	"   ELSE e.src_port IS NULL OR coalesce(e.ip_id, 0) = 0 OR w.upward IS NOT 0"
	"    OR w.event_id IN (SELECT event_id FROM temp.nat_login) END AS repeatable"
	"  FROM twin w JOIN event e USING (event_id) JOIN temp.clock_of g USING (capture_id)"
	"  LEFT JOIN dhcp d USING (event_id) WHERE w.twin_key IN (SELECT w2.twin_key FROM twin w2"
	"   JOIN event e2 USING (event_id) JOIN temp.clock_of g2 USING (capture_id)"
	"   GROUP BY w2.twin_key HAVING count(DISTINCT g2.clock) > 1)) m;"
	"CREATE INDEX temp.clock_twin_1 ON clock_twin(twin_key, k, n);";

static const char sql_pairs[] =
	"SELECT a.clock, b.clock, a.ns, b.ns, a.upward, a.leg = b.leg, a.repeatable FROM temp.clock_twin a"
	" JOIN temp.clock_twin b ON b.twin_key = a.twin_key AND b.k = a.k AND b.n = a.n AND b.clock > a.clock"
	" WHERE a.n < 20 ORDER BY a.clock, b.clock, b.ns, a.ns";

static int clocks_name(struct store *s, const struct clocks *c, struct err *err)
{
	size_t i;

	if (store_script(s, "DROP TABLE IF EXISTS temp.clock_of;"
		"CREATE TEMP TABLE clock_of(capture_id INTEGER PRIMARY KEY, clock INTEGER)", err) < 0)
		return -1;
	for (i = 0; i < c->count; i++) {
		struct bind a[] = {B_INT(c->clock[i].capture_id), B_INT(leader_of(c, (int)i))};

		if (store_query(s, "INSERT INTO temp.clock_of VALUES (?1, ?2)", a, 2, NULL, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* In an order that neither the order of ingest nor pseudonyms move. */
static int clocks_load(struct store *s, struct clocks *c, struct err *err)
{
	if (store_query(s, "SELECT capture_id, coalesce(first_ns, 0), xxh3, offset_ns FROM capture"
		" LEFT JOIN said USING (capture_id) ORDER BY 2, frames DESC, 3", NULL, 0, add_clock, c, err) < 0)
		return -1;
	if (c->count < 2)
		return 0;
	if (store_query(s, "SELECT DISTINCT e.capture_id, o.capture_id FROM event_copy o JOIN event e USING (event_id)"
		" WHERE o.how = 'overlap' AND e.capture_id <> o.capture_id"
		" UNION SELECT reel, capture_id FROM temp.reel WHERE reel <> capture_id", NULL, 0, add_overlap, c, err) < 0 ||
		clocks_name(s, c, err) < 0 || store_script(s, sql_twins, err) < 0 ||
		store_query(s, sql_pairs, NULL, 0, add_pair, c, err) < 0)
		return -1;
	links_flush(c);
	return store_script(s, "DROP TABLE temp.clock_twin; DROP TABLE temp.clock_of", err);
}

/* --- from pairs to one clock ------------------------------------------------------------------------------ */

static int by_from(const void *a, const void *b)
{
	const struct link *x = a, *y = b;

	return x->a != y->a ? x->a - y->a : x->b - y->b;
}

static bool stronger(const struct link *l, const struct link *than)
{
	return !than || l->count > than->count;
}

/* What each clock shares with the others, and what is said of it without being believed. */
static void clocks_count(struct clocks *c)
{
	size_t k;

	if (c->links)
		qsort(c->link, c->links, sizeof(*c->link), by_from);
	for (k = 0; k < c->links; k++) {
		const struct link *l = &c->link[k];
		struct clock *from = &c->clock[l->a];

		if (l->trust == LINK_TRUSTED) {
			from->shares += l->count;
			from->agrees += llabs(l->offset_ns) < SECOND;
		} else if (stronger(l, from->doubted))
			from->doubted = l;
	}
}

/* Whether a is the better reference: its clock was ever set, more clocks say the same, and it shares more. */
static bool better(const struct clock *a, const struct clock *b)
{
	bool set_a = a->base_ns >= NEVER_SET_NS, set_b = b->base_ns >= NEVER_SET_NS;

	if (set_a != set_b)
		return set_a;
	return a->agrees != b->agrees ? a->agrees > b->agrees : a->shares > b->shares;
}

/* The best reference of the clocks that are not set yet. */
static int next_reference(const struct clocks *c)
{
	int best = -1;
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->clock[i].leader == (int)i && !c->clock[i].set &&
			(best < 0 || better(&c->clock[i], &c->clock[best])))
			best = (int)i;
	return best;
}

/* Once a clock is set, those that share something with it can follow from it. */
static void offer_links(struct clocks *c, int from)
{
	struct link want = {.a = from, .b = -1};
	size_t low = 0, high = c->links, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (by_from(&c->link[mid], &want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < c->links && c->link[low].a == from; low++) {
		struct clock *to = &c->clock[c->link[low].b];

		if (c->link[low].trust == LINK_TRUSTED && !to->set && stronger(&c->link[low], to->best))
			to->best = &c->link[low];
	}
}

/* The strongest link from a clock that is set to one that is not. */
static const struct link *next_link(const struct clocks *c)
{
	const struct link *best = NULL;
	size_t i;

	for (i = 0; i < c->count; i++)
		if (!c->clock[i].set && c->clock[i].best && stronger(c->clock[i].best, best))
			best = c->clock[i].best;
	return best;
}

static void clock_follow(struct clocks *c, const struct link *l)
{
	const struct clock *a = &c->clock[l->a];
	struct clock *b = &c->clock[l->b];

	b->set = true;
	b->group = a->group;
	b->base_ns = l->base_ns;
	b->drift_ppb = l->drift_ppb + a->drift_ppb;
	b->offset_ns = l->offset_ns + a->offset_ns +
		(l->base_ns + l->offset_ns - a->base_ns) / 1000000 * a->drift_ppb / 1000;
	b->uncertainty_ns = l->uncertainty_ns + a->uncertainty_ns;
	b->pairs = (int64_t)l->count;
	offer_links(c, l->b);
}

static void clocks_spread(struct clocks *c)
{
	const struct link *l;
	size_t i;
	int ref;

	clocks_count(c);
	for (i = 0; i < c->count; i++)
		if (c->clock[i].said && c->clock[i].leader == (int)i) {
			c->clock[i].set = true;
			c->clock[i].uncertainty_ns = SAID_NS;
			offer_links(c, (int)i);
		}
	c->reference = next_reference(c);
	while ((ref = next_reference(c)) >= 0) {
		c->clock[ref].set = true;
		c->clock[ref].group = ref == c->reference ? 0 : ref + 1;
		c->clock[ref].uncertainty_ns = c->clock[ref].shares || c->clock[ref].overlaps || c->count == 1 ? 0 : -1;
		offer_links(c, ref);
		while ((l = next_link(c)) != NULL)
			clock_follow(c, l);
	}
}

/* --- writing ------------------------------------------------------------------------------------------------ */

/* Why a clock stands alone although something looks alike. */
static void doubt_say(const struct link *l, char *out, size_t size)
{
	const char *many = l->count == 1 ? "message looks" : "messages look";
	char apart[32];

	txt_duration(apart, sizeof(apart), llabs(l->offset_ns));
	switch (l->trust) {
	case LINK_REPEATABLE:
		snprintf(out, size, "shares too little with the others: %zu %s the same, %s apart, but such messages"
			" are the same at every boot of a client; its clock stands alone", l->count, many, apart);
		break;
	case LINK_SPREAD:
		snprintf(out, size, "shares too little with the others: %zu %s the same, but they do not agree about the"
			" difference of the clocks; its clock stands alone", l->count, many);
		break;
	case LINK_FEW:
		snprintf(out, size, "shares too little with the others: %zu %s the same, %s apart, too few for such a"
			" difference; its clock stands alone", l->count, many, apart);
		break;
	case LINK_TRUSTED:
		out[0] = '\0';
		break;
	}
}

/* What the messages would have said of a clock that the user set. */
static void said_say(const struct clocks *c, int i, char *out, size_t size)
{
	int n = snprintf(out, size, "%+.6f s as given by the user", (double)c->clock[i].offset_ns / 1e9);
	size_t k;

	for (k = 0; k < c->links; k++)
		if (c->link[k].a == c->reference && c->link[k].b == i && c->link[k].trust == LINK_TRUSTED)
			snprintf(out + n, size - (size_t)n, "; %zu message%s seen at both it and the reference would give %+.6f s",
				c->link[k].count, c->link[k].count == 1 ? "" : "s", (double)c->link[k].offset_ns / 1e9);
}

static void clock_say(const struct clocks *c, size_t i, char *out, size_t size)
{
	const struct clock *k = &c->clock[leader_of(c, (int)i)];

	if (k->said)
		said_say(c, leader_of(c, (int)i), out, size);
	else if (c->count == 1)
		snprintf(out, size, "the only capture");
	else if (k->uncertainty_ns < 0 && k->doubted)
		doubt_say(k->doubted, out, size);
	else if (k->uncertainty_ns < 0)
		snprintf(out, size, "shares no message with the other captures: its clock stands alone");
	else if (k->pairs)
		snprintf(out, size, "%+.6f s and %+.3f ppm to the reference, from %lld message%s seen at both",
			(double)k->offset_ns / 1e9, (double)k->drift_ppb / 1e3, (long long)k->pairs, k->pairs == 1 ? "" : "s");
	else if (!k->shares)
		snprintf(out, size, "the same clock as another capture: they hold the same frames at the very same time");
	else
		snprintf(out, size, "the reference for the others");
}

static int clock_write(struct store *s, const struct clocks *c, size_t i, struct err *err)
{
	const struct clock *k = &c->clock[leader_of(c, (int)i)];
	char note[300];
	struct bind a[] = {B_INT(c->clock[i].capture_id), B_INT(k->offset_ns),
		k->uncertainty_ns < 0 ? (struct bind){0} : B_INT(k->uncertainty_ns), B_INT(k->drift_ppb),
		B_INT(k->base_ns), B_INT(k->pairs), B_TEXT(note), B_INT((int64_t)i), B_INT(k->said), B_INT(k->group)};

	clock_say(c, i, note, sizeof(note));
	return store_query(s, "UPDATE vantage SET clock_offset_ns = ?2, clock_uncertainty_ns = ?3,"
		" clock_drift_ppb = ?4, clock_base_ns = ?5, clock_pairs = ?6, clock_note = ?7, place = ?8, clock_said = ?9,"
		" clock_group = ?10 WHERE capture_id = ?1", a, 10, NULL, NULL, err);
}

int clocks_estimate(struct store *s, struct err *err)
{
	struct clocks c = {0};
	size_t i;
	int rc = clocks_load(s, &c, err);

	if (rc == 0)
		clocks_spread(&c);
	for (i = 0; rc == 0 && i < c.count; i++)
		rc = clock_write(s, &c, i, err);
	free(c.pairs.pair);
	free(c.link);
	free(c.clock);
	return rc;
}
