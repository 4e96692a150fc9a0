/*
 * Whether two talks at two taps are one whose addresses were rewritten in between.
 *
 * All targets ask for the same file, so the file's name alone says nothing. What tells them apart: nothing reaches the
 * farther tap before the nearer one, on neither way; what the far side has of the client, the near side has, too; and
 * where a device only rewrites addresses, the IP identification stays. A device that makes new packets gives other ones.
 */
#include "boot/nat.h"

#include <stdlib.h>

#define SLACK_NS 1000000           /* time stamps of two machines, beyond what the clocks leave open */
#define DEVICE_NS (20 * 1000000ll) /* from one side of the device to the other, with some of the way */
#define WAY_NS (2 * 1000000ll)     /* so much more than others a request may take */
#define CLOSER_NS (10 * 1000000ll) /* so much nearer in time is no accident of the way */

/* --- what they have in common ---------------------------------------------------------------------------- */

static bool both_numbered(const struct nat_message *a, const struct nat_message *b)
{
	return a->ip_id && b->ip_id;
}

static bool same_number(const struct nat_message *a, const struct nat_message *b)
{
	return both_numbered(a, b) && a->ip_id == b->ip_id;
}

/* The message of b that this one is: the nearest in time. */
static struct nat_message *partner(const struct nat_message *m, struct nat_talk *b, int64_t window_ns, bool numbered)
{
	struct nat_message *best = NULL;
	size_t i;

	for (i = 0; i < b->messages; i++) {
		struct nat_message *o = &b->message[i];

		if (o->used || o->up != m->up || o->content != m->content || llabs(o->ns - m->ns) > window_ns ||
			(numbered && !same_number(m, o)))
			continue;
		if (!best || llabs(o->ns - m->ns) < llabs(best->ns - m->ns))
			best = o;
	}
	return best;
}

static void span_add(size_t *count, int64_t *least, int64_t *most, int64_t ns)
{
	if (!*count || ns < *least)
		*least = ns;
	if (!*count || ns > *most)
		*most = ns;
	++*count;
}

static void pair_add(struct nat_match *m, struct nat_message *x, struct nat_message *y)
{
	x->used = y->used = true;
	if (both_numbered(x, y))
		++*(x->ip_id != y->ip_id ? &m->other : x->up ? &m->same_up : &m->same_down);
	if (x->up)
		span_add(&m->up, &m->least_up, &m->most_up, y->ns - x->ns);
	else
		span_add(&m->down, &m->least_down, &m->most_down, y->ns - x->ns);
}

struct nat_match nat_compare(struct nat_talk *a, struct nat_talk *b, int64_t window_ns)
{
	struct nat_match m = {0};
	struct nat_message *y;
	size_t i;
	int pass;

	for (i = 0; i < a->messages; i++)
		a->message[i].used = false;
	for (i = 0; i < b->messages; i++)
		b->message[i].used = false;
	/* first those whose numbers say so: of a repeat, the one before may be lost */
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < a->messages; i++)
			if (!a->message[i].used && (y = partner(&a->message[i], b, window_ns, pass == 0)))
				pair_add(&m, &a->message[i], y);
	return m;
}

struct nat_match nat_turned(const struct nat_match *m)
{
	struct nat_match t = *m;

	t.least_up = -m->most_up;
	t.most_up = -m->least_up;
	t.least_down = -m->most_down;
	t.most_down = -m->least_down;
	return t;
}

/* --- which is which --------------------------------------------------------------------------------------- */

static int64_t ttl_up(const struct nat_talk *t)
{
	int64_t most = 0;
	size_t i;

	for (i = 0; i < t->messages; i++)
		if (t->message[i].up && t->message[i].ttl > most)
			most = t->message[i].ttl;
	return most;
}

bool nat_is_nearer(const struct nat_talk *a, const struct nat_talk *b, const struct nat_match *m)
{
	int64_t slack = a->uncertainty_ns + b->uncertainty_ns, x = ttl_up(a), y = ttl_up(b);

	if (a->asker != b->asker)
		return a->asker;
	if (m->up && (m->least_up > slack || m->most_up < -slack))
		return m->least_up > slack;
	if (m->down && (m->least_down > slack || m->most_down < -slack))
		return m->most_down < -slack;
	if (m->same_up && x != y && x && y)
		return x > y;
	if (a->near_side != b->near_side)
		return a->near_side;
	return a->place < b->place;
}

/* --- whether ------------------------------------------------------------------------------------------------ */

/* Nothing gets to the farther tap, or back from it, before it was sent. */
static bool in_order(const struct nat_match *m, int64_t slack)
{
	return !(m->up && m->least_up < -slack) && !(m->down && m->most_down > slack);
}

static bool covers(const struct nat_talk *t, const struct nat_talk *other)
{
	int64_t slack = t->uncertainty_ns + other->uncertainty_ns + SLACK_NS;

	return t->whole && t->from_ns + slack < other->first_ns && t->to_ns - slack > other->last_ns;
}

/* On its way more of it can only get lost. The far tap may have it in pieces, each with less than the whole. */
static bool thins_out(const struct nat_talk *near, const struct nat_talk *far)
{
	if (covers(near, far) && (far->asks > near->asks || far->acks > near->acks))
		return false;
	return far->piece || !covers(far, near) || near->answers <= far->answers;
}

/* A device keeps the numbers, or does not; where it counts itself, some are the same by accident. */
static bool numbers_agree(const struct nat_match *m)
{
	size_t same = m->same_up + m->same_down;

	return !same || !m->other || m->other >= 3 * same;
}

enum nat_verdict nat_judge(const struct nat_talk *near, const struct nat_talk *far, const struct nat_match *m)
{
	int64_t slack = near->uncertainty_ns + far->uncertainty_ns + SLACK_NS;

	if (!m->up && !m->down)
		return NAT_NO;
	if ((near->asker && far->asker) || !in_order(m, slack))
		return NAT_NO;
	/* with a port that was given again, the far one may be two of which this is the first */
	if (!thins_out(near, far))
		return (int64_t)m->up >= near->asks ? NAT_MAYBE : NAT_NO;
	if (!numbers_agree(m))
		return NAT_MAYBE;
	if (m->same_down && !m->other)
		return NAT_SURE;
	if (m->up && m->down)
		return NAT_YES;
	if (m->up && !m->other && m->most_up <= DEVICE_NS + slack)
		return NAT_ALONE;
	return NAT_MAYBE;
}

static int64_t distance(const struct nat_match *m)
{
	int64_t up = m->up ? llabs(m->least_up) > llabs(m->most_up) ? llabs(m->least_up) : llabs(m->most_up) : 0;
	int64_t down = m->down ? llabs(m->least_down) > llabs(m->most_down) ? llabs(m->least_down) : llabs(m->most_down) : 0;

	return up > down ? up : down;
}

int64_t nat_way(const struct nat_match *m)
{
	return m->up ? m->least_up + (m->most_up - m->least_up) / 2 : 0;
}

bool nat_fits_way(const struct nat_match *m, int64_t way_ns, int64_t uncertainty_ns)
{
	return m->most_up <= way_ns + WAY_NS + uncertainty_ns;
}

bool nat_clearly_closer(const struct nat_match *best, const struct nat_match *other, int64_t uncertainty_ns)
{
	return distance(best) + CLOSER_NS + 2 * uncertainty_ns < distance(other);
}
