/*
 * The clocks of several captures, brought together by the messages that more than one of them holds.
 *
 * A message that goes from the target's side towards the servers shows at two taps as offset plus the
 * way between them; one that comes back, as offset minus the way. The mean of the two medians is the
 * offset, half their difference bounds the error: no message arrives before it was sent. The slope
 * of the differences over time is the drift (Theil-Sen: the median of the slopes of pairs, which a
 * few wrong pairs cannot bend). The capture that shares most becomes the reference.
 *
 * A message on the same leg of its way (a relayed copy to the same server, say) is the better pair;
 * across a relay, the relay's own time is between the two. A key that one tap saw more often than the
 * other is left out: repeats of a message cannot be told apart then.
 */
#include "boot/internal.h"

#include <stdlib.h>

#define CAPTURES_MAX 256
#define PAIRS_MAX 20000
#define SLOPES_MAX 400          /* points that the slope is made of */
#define DRIFT_SPAN_NS (20 * SECOND)
#define DRIFT_LEAST_PPB 500     /* below this it is not told from jitter */
#define ONE_WAY_NS 50000000     /* what one direction alone leaves open: a campus, not a WAN */

struct pair {
	int64_t a_ns, b_ns;
	int upward; /* -1: not known */
};

/* What two captures share. b's times plus offset are a's. */
struct link {
	int a, b;
	struct pair *pair; /* seen on the same leg of the way, else across a relay */
	size_t count, cap;
	bool same_leg;
	int64_t offset_ns, uncertainty_ns, drift_ppb, base_ns;
};

struct clock {
	int64_t capture_id, offset_ns, uncertainty_ns, drift_ppb, base_ns, pairs;
	bool set;
	char sha[70];
};

struct clocks {
	struct clock clock[CAPTURES_MAX];
	int count;
	struct link *link;
	size_t links, links_cap;
};

/* --- numbers ------------------------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median(int64_t *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : v[n / 2 - 1] + (v[n / 2] - v[n / 2 - 1]) / 2;
}

/* The median of a - b over the pairs of one direction; false when there are none. */
static bool median_of(const struct link *l, int upward, int64_t *out)
{
	int64_t *v = mem_alloc(l->count * sizeof(*v));
	size_t i, n = 0;

	for (i = 0; i < l->count; i++)
		if (l->pair[i].upward == upward)
			v[n++] = l->pair[i].a_ns - l->pair[i].b_ns;
	if (n)
		*out = median(v, n);
	free(v);
	return n > 0;
}

/* --- one pair of captures ------------------------------------------------------------------------------ */

/* Theil-Sen over an even selection of the pairs of one direction, in parts per billion. */
static bool slope_of(const struct link *l, int upward, int64_t *ppb)
{
	size_t step = l->count / SLOPES_MAX + 1, i, j, n = 0;
	int64_t *v = mem_alloc(SLOPES_MAX * SLOPES_MAX / 2 * sizeof(*v));

	for (i = 0; i < l->count; i += step)
		for (j = i + step; j < l->count && n < SLOPES_MAX * SLOPES_MAX / 2; j += step) {
			const struct pair *p = &l->pair[i], *q = &l->pair[j];
			int64_t dt = q->b_ns - p->b_ns;

			if (p->upward != upward || q->upward != upward || dt < DRIFT_SPAN_NS / 4)
				continue;
			v[n++] = (int64_t)((double)((q->a_ns - q->b_ns) - (p->a_ns - p->b_ns)) * 1e9 / (double)dt);
		}
	if (n)
		*ppb = median(v, n);
	free(v);
	return n >= 6;
}

static void link_drift(struct link *l)
{
	int64_t span = l->pair[l->count - 1].b_ns - l->pair[0].b_ns, up = 0, down = 0;
	bool has_up, has_down;
	size_t i;

	l->base_ns = l->pair[0].b_ns;
	if (l->count < 6 || span < DRIFT_SPAN_NS)
		return;
	has_up = slope_of(l, 1, &up);
	has_down = slope_of(l, 0, &down);
	if (!has_up && !has_down)
		return;
	l->drift_ppb = has_up && has_down ? (up + down) / 2 : has_up ? up : down;
	if (llabs(l->drift_ppb) < DRIFT_LEAST_PPB)
		l->drift_ppb = 0;
	for (i = 0; i < l->count; i++)
		l->pair[i].b_ns += (l->pair[i].b_ns - l->base_ns) / 1000000 * l->drift_ppb / 1000;
}

static void link_estimate(struct link *l)
{
	int64_t up, down, any;
	bool has_up, has_down;

	link_drift(l);
	has_up = median_of(l, 1, &up);
	has_down = median_of(l, 0, &down);
	if (has_up && has_down) {
		l->offset_ns = up + (down - up) / 2;
		l->uncertainty_ns = llabs(down - up) / 2 + 1000;
	} else if (has_up || has_down) {
		l->offset_ns = has_up ? up : down;
		l->uncertainty_ns = ONE_WAY_NS;
	} else if (median_of(l, -1, &any)) {
		l->offset_ns = any;
		l->uncertainty_ns = ONE_WAY_NS;
	}
}

/* --- loading --------------------------------------------------------------------------------------------- */

static int add_clock(void *ctx, const struct row *r)
{
	struct clocks *c = ctx;
	struct clock *k;

	if (c->count == CAPTURES_MAX)
		return 1;
	k = &c->clock[c->count++];
	k->capture_id = row_int(r, 0);
	k->base_ns = row_int(r, 1);
	snprintf(k->sha, sizeof(k->sha), "%s", row_text(r, 2));
	return 0;
}

static int clock_index(const struct clocks *c, int64_t capture_id)
{
	int i;

	for (i = 0; i < c->count; i++)
		if (c->clock[i].capture_id == capture_id)
			return i;
	return -1;
}

static struct link *link_of(struct clocks *c, int a, int b)
{
	size_t i;

	for (i = 0; i < c->links; i++)
		if (c->link[i].a == a && c->link[i].b == b)
			return &c->link[i];
	VEC_ROOM(c->link, c->links, c->links_cap);
	memset(&c->link[c->links], 0, sizeof(c->link[0]));
	c->link[c->links].a = a;
	c->link[c->links].b = b;
	return &c->link[c->links++];
}

static int add_pair(void *ctx, const struct row *r)
{
	struct clocks *c = ctx;
	int a = clock_index(c, row_int(r, 0)), b = clock_index(c, row_int(r, 1));
	struct link *l;

	if (a < 0 || b < 0)
		return 0;
	l = link_of(c, a, b);
	if (row_int(r, 5) && !l->same_leg) { /* the first of the better kind */
		l->same_leg = true;
		l->count = 0;
	}
	if (l->count >= PAIRS_MAX || (l->same_leg && !row_int(r, 5)))
		return 0;
	VEC_ROOM(l->pair, l->count, l->cap);
	l->pair[l->count++] = (struct pair){row_int(r, 2), row_int(r, 3),
		row_null(r, 4) ? -1 : (int)row_int(r, 4)};
	return 0;
}

/* The k-th of a key here is the k-th there, where both saw it equally often. Both ways round, so that
 * either capture can be the reference; pairs on the same leg come after the others. */
static const char sql_pairs[] =
	"WITH m AS (SELECT e.capture_id, w.twin_key, e.event_id, e.ns, w.upward,"
	" CASE WHEN d.event_id IS NULL THEN '' ELSE coalesce(d.giaddr, '') || '>' || coalesce(e.dst_ip, '') END AS leg"
	" FROM twin w JOIN event e USING (event_id) LEFT JOIN dhcp d USING (event_id) WHERE w.twin_key IN"
	"  (SELECT w2.twin_key FROM twin w2 JOIN event e2 USING (event_id)"
	"   GROUP BY w2.twin_key HAVING count(DISTINCT e2.capture_id) > 1)),"
	" s AS (SELECT m.*, row_number() OVER (PARTITION BY capture_id, twin_key, leg ORDER BY ns, event_id) AS k,"
	"  count(*) OVER (PARTITION BY capture_id, twin_key, leg) AS n FROM m)"
	" SELECT a.capture_id, b.capture_id, a.ns, b.ns, a.upward, a.leg = b.leg FROM s a JOIN s b"
	"  ON b.twin_key = a.twin_key AND b.k = a.k AND b.n = a.n AND b.capture_id <> a.capture_id"
	" WHERE a.n < 20 ORDER BY a.capture_id, b.capture_id, a.leg = b.leg, b.ns";

/* --- from pairs to one clock ------------------------------------------------------------------------------ */

static size_t shared_by(const struct clocks *c, int i)
{
	size_t n = 0, k;

	for (k = 0; k < c->links; k++)
		if (c->link[k].a == i)
			n += c->link[k].count;
	return n;
}

/* Ties are settled by what is in the captures, so that neither the order of ingest nor pseudonyms
 * move the case's clock. */
static bool earlier(const struct clock *a, const struct clock *b)
{
	if (a->base_ns != b->base_ns)
		return a->base_ns < b->base_ns;
	return strcmp(a->sha, b->sha) < 0;
}

/* The capture not yet set that shares most: a new reference. Ties by content, so that the order of
 * ingest does not matter. */
static int next_reference(const struct clocks *c)
{
	int best = -1, i;

	for (i = 0; i < c->count; i++) {
		if (c->clock[i].set)
			continue;
		if (best < 0 || shared_by(c, i) > shared_by(c, best) ||
			(shared_by(c, i) == shared_by(c, best) && earlier(&c->clock[i], &c->clock[best])))
			best = i;
	}
	return best;
}

/* The strongest link from a capture that is set to one that is not. */
static const struct link *next_link(const struct clocks *c)
{
	const struct link *best = NULL;
	size_t k;

	for (k = 0; k < c->links; k++) {
		const struct link *l = &c->link[k];

		if (!c->clock[l->a].set || c->clock[l->b].set)
			continue;
		if (!best || l->count > best->count)
			best = l;
	}
	return best;
}

static void clock_follow(struct clocks *c, const struct link *l)
{
	const struct clock *a = &c->clock[l->a];
	struct clock *b = &c->clock[l->b];

	b->set = true;
	b->base_ns = l->base_ns;
	b->drift_ppb = l->drift_ppb + a->drift_ppb;
	b->offset_ns = l->offset_ns + a->offset_ns +
		(l->base_ns + l->offset_ns - a->base_ns) / 1000000 * a->drift_ppb / 1000;
	b->uncertainty_ns = l->uncertainty_ns + a->uncertainty_ns;
	b->pairs = (int64_t)l->count;
}

static void clocks_spread(struct clocks *c)
{
	const struct link *l;
	int ref;

	while ((ref = next_reference(c)) >= 0) {
		c->clock[ref].set = true;
		c->clock[ref].uncertainty_ns = shared_by(c, ref) || c->count == 1 ? 0 : -1;
		while ((l = next_link(c)) != NULL)
			clock_follow(c, l);
	}
}

/* --- writing ------------------------------------------------------------------------------------------------ */

static int clock_write(struct store *s, const struct clocks *c, const struct clock *k, struct err *err)
{
	char note[200];
	struct bind a[] = {B_INT(k->capture_id), B_INT(k->offset_ns),
		k->uncertainty_ns < 0 ? (struct bind){0} : B_INT(k->uncertainty_ns), B_INT(k->drift_ppb),
		B_INT(k->base_ns), B_INT(k->pairs), B_TEXT(note)};

	if (c->count == 1)
		snprintf(note, sizeof(note), "the only capture");
	else if (k->uncertainty_ns < 0)
		snprintf(note, sizeof(note), "shares no message with the other captures: its clock stands alone");
	else if (!k->pairs)
		snprintf(note, sizeof(note), "the reference: it shares most messages with the others");
	else
		snprintf(note, sizeof(note), "%+.6f s and %+.3f ppm to the reference, from %lld messages seen at both",
			(double)k->offset_ns / 1e9, (double)k->drift_ppb / 1e3, (long long)k->pairs);
	return store_query(s, "UPDATE vantage SET clock_offset_ns = ?2, clock_uncertainty_ns = ?3,"
		" clock_drift_ppb = ?4, clock_base_ns = ?5, clock_pairs = ?6, clock_note = ?7"
		" WHERE capture_id = ?1", a, 7, NULL, NULL, err);
}

int clocks_estimate(struct store *s, struct err *err)
{
	struct clocks *c = mem_alloc(sizeof(*c));
	size_t k;
	int i, rc = 0;

	if (store_query(s, "SELECT capture_id, coalesce(first_ns, 0), xxh3 FROM capture ORDER BY xxh3", NULL, 0,
		add_clock, c, err) < 0 ||
		(c->count > 1 && store_query(s, sql_pairs, NULL, 0, add_pair, c, err) < 0))
		rc = -1;
	for (k = 0; rc == 0 && k < c->links; k++)
		link_estimate(&c->link[k]);
	if (rc == 0)
		clocks_spread(c);
	for (i = 0; rc == 0 && i < c->count; i++)
		rc = clock_write(s, c, &c->clock[i], err);
	for (k = 0; k < c->links; k++)
		free(c->link[k].pair);
	free(c->link);
	free(c);
	return rc;
}
