/*
 * One clock against another: offset, drift, uncertainty, and whether to believe them.
 *
 * A message that goes from the target's side towards the servers shows at two taps as offset plus the
 * way between them; one that comes back, as offset minus the way. The mean of the two medians is the
 * offset, half their difference bounds the error: no message arrives before it was sent. The slope
 * of the differences over time is the drift (Theil-Sen: the median of the slopes of pairs, which a
 * few wrong pairs cannot bend).
 *
 * Two captures may also hold two boots of one client. Much in them is the same then: boot ROMs make the
 * transaction id from the MAC, and start with the same ports. Such messages count only where the
 * difference is one that clocks have and boots do not.
 */
#include "boot/clock.h"

#include <stdlib.h>

#define PAIRS_MAX 20000
#define SLOPES_MAX 400          /* points that the slope is made of */
#define DRIFT_SPAN_NS (20 * SECOND)
#define DRIFT_LEAST_PPB 500     /* below this it is not told from jitter */
#define DRIFT_MOST_PPB 2000000  /* no oscillator is that wrong */
#define ONE_WAY_NS 50000000     /* what one direction alone leaves open: a campus, not a WAN */

#define AGREE_NS (SECOND / 4)   /* two messages that tell the same offset: the way, a busy relay */
#define REBOOT_NS (45 * SECOND) /* no machine fails, restarts and asks again sooner */
#define NEAR_NS (5 * SECOND)    /* within a boot, nothing that is repeated later is taken for it */
#define ALIKE_NS 20000000       /* two boots differ by more: a BIOS counts in ticks of 55 ms */
#define EXACT_NS 1000000
#define QUARTER_NS (900 * SECOND)
#define ZONES_NS (26 * 3600 * SECOND) /* the farthest two time zones */

void pairs_add(struct pairs *p, const struct pair *one)
{
	size_t i;

	if (!p->stride)
		p->stride = 1;
	if (p->seen++ % p->stride)
		return;
	if (p->count == PAIRS_MAX) {
		for (i = 0; i < PAIRS_MAX / 2; i++)
			p->pair[i] = p->pair[2 * i];
		p->count = PAIRS_MAX / 2;
		p->stride *= 2;
	}
	VEC_ROOM(p->pair, p->count, p->cap);
	p->pair[p->count++] = *one;
}

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

/* The differences a - b of one direction, in order; how many. The middle eight tenths of them lie within
 * *spread, all of a few. */
static size_t differences(const struct pairs *p, int upward, int64_t *mid, int64_t *spread)
{
	int64_t *v = mem_alloc((p->count + 1) * sizeof(*v));
	size_t i, n = 0;

	for (i = 0; i < p->count; i++)
		if (p->pair[i].upward == upward)
			v[n++] = p->pair[i].a_ns - p->pair[i].b_ns;
	if (n) {
		*mid = median(v, n);
		*spread = v[n - 1 - n / 10] - v[n / 10];
	}
	free(v);
	return n;
}

/* --- which pairs ---------------------------------------------------------------------------------------- */

static bool both_ways(const struct pairs *p, bool same_leg)
{
	bool up = false, down = false;
	size_t i;

	for (i = 0; i < p->count; i++) {
		if (same_leg && !p->pair[i].same_leg)
			continue;
		up |= p->pair[i].upward == 1;
		down |= p->pair[i].upward == 0;
	}
	return up && down;
}

/* A message on the same leg of its way (a relayed copy to the same server, say) is the better pair: across
 * a relay, the relay's own time is between the two. But both directions are worth more than that. */
static void choose_leg(struct pairs *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->count; i++)
		n += p->pair[i].same_leg;
	if (!n || n == p->count || (!both_ways(p, true) && both_ways(p, false)))
		return;
	for (i = n = 0; i < p->count; i++)
		if (p->pair[i].same_leg)
			p->pair[n++] = p->pair[i];
	p->count = n;
}

/* --- drift ------------------------------------------------------------------------------------------------ */

/* Theil-Sen over an even selection of the pairs of one direction, in parts per billion. */
static bool slope_of(const struct pairs *l, int upward, int64_t *ppb)
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

static void drift_out(struct pairs *p, int64_t base_ns, int64_t ppb)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		p->pair[i].b_ns += (p->pair[i].b_ns - base_ns) / 1000000 * ppb / 1000;
}

/* How far the pairs of both directions scatter around their middle. */
static int64_t scatter(const struct pairs *p)
{
	int64_t mid, spread, most = 0;
	int way;

	for (way = -1; way <= 1; way++)
		if (differences(p, way, &mid, &spread) && spread > most)
			most = spread;
	return most;
}

/* Takes the drift out of the pairs. A slope that the scatter alone would give is none: applied to the
 * hours around the few messages it would do harm. */
static int64_t drift_of(struct pairs *p, int64_t base_ns)
{
	int64_t span = p->pair[p->count - 1].b_ns - base_ns, up = 0, down = 0, ppb;
	bool has_up, has_down;

	if (p->count < 6 || span < DRIFT_SPAN_NS)
		return 0;
	has_up = slope_of(p, 1, &up);
	has_down = slope_of(p, 0, &down);
	if (!has_up && !has_down)
		return 0;
	ppb = has_up && has_down ? (up + down) / 2 : has_up ? up : down;
	if (llabs(ppb) < DRIFT_LEAST_PPB || llabs(ppb) > DRIFT_MOST_PPB)
		return 0;
	drift_out(p, base_ns, ppb);
	if (llabs(span / 1000000 * ppb / 1000) >= 2 * scatter(p))
		return ppb;
	drift_out(p, base_ns, -ppb);
	return 0;
}

/* --- trust ------------------------------------------------------------------------------------------------- */

/* The messages that agree with the middle of their direction. */
static size_t agreeing(const struct pairs *p, const int64_t mid[3])
{
	size_t i, n = 0;

	for (i = 0; i < p->count; i++)
		n += llabs(p->pair[i].a_ns - p->pair[i].b_ns - mid[p->pair[i].upward + 1]) <= AGREE_NS;
	return n;
}

/* A clock that is right but for its time zone. */
static bool zone_like(int64_t offset_ns)
{
	int64_t off = llabs(offset_ns), rest = off % QUARTER_NS;

	return off > QUARTER_NS - NEAR_NS && off < ZONES_NS - 2 * 3600 * SECOND - 60 * SECOND &&
		(rest < NEAR_NS || rest > QUARTER_NS - NEAR_NS);
}

static enum link_trust trust(const struct pairs *p, const int64_t mid[3], int64_t offset_ns, size_t unique)
{
	int64_t off = llabs(offset_ns);

	if (agreeing(p, mid) * 10 < p->count * 6)
		return LINK_SPREAD;
	if (unique)
		return off <= ZONES_NS || unique >= 3 ? LINK_TRUSTED : LINK_FEW;
	if (off <= NEAR_NS)
		return LINK_TRUSTED;
	if (p->count >= 3 && scatter(p) <= ALIKE_NS && (off <= REBOOT_NS || zone_like(offset_ns)))
		return LINK_TRUSTED;
	if (p->count >= 8 && both_ways(p, false) && scatter(p) <= EXACT_NS)
		return LINK_TRUSTED;
	return LINK_REPEATABLE;
}

/* --- all of it ---------------------------------------------------------------------------------------------- */

struct link link_measure(int a, int b, struct pairs *p)
{
	struct link l = {.a = a, .b = b, .count = p->seen, .base_ns = p->pair[0].b_ns};
	int64_t mid[3] = {0}, spread;
	size_t n[3], i, unique = 0;
	int way;

	for (i = 0; i < p->count; i++)
		unique += !p->pair[i].repeatable;
	choose_leg(p);
	l.drift_ppb = drift_of(p, l.base_ns);
	for (way = -1; way <= 1; way++)
		n[way + 1] = differences(p, way, &mid[way + 1], &spread);
	l.uncertainty_ns = ONE_WAY_NS;
	if (n[1] && n[2]) {
		l.offset_ns = mid[2] + (mid[1] - mid[2]) / 2;
		l.uncertainty_ns = llabs(mid[1] - mid[2]) / 2 + 1000;
	} else {
		l.offset_ns = n[2] ? mid[2] : n[1] ? mid[1] : mid[0];
	}
	l.trust = trust(p, mid, l.offset_ns, unique);
	p->count = p->seen = p->stride = 0;
	return l;
}

struct link link_turned(const struct link *l)
{
	struct link t = *l;

	t.a = l->b;
	t.b = l->a;
	t.base_ns = l->base_ns + l->offset_ns;
	t.offset_ns = -l->offset_ns;
	t.drift_ppb = -l->drift_ppb;
	return t;
}
