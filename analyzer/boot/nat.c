/*
 * Which transfers and conversations at several taps are one, although a NAT or a load balancer gave them other
 * addresses. What is the same at two taps under the same addresses is not looked at here (track/twin.c has that).
 *
 * Every target asks for the same file: so two talks are taken for one only where each is the only one, at the other's
 * tap, that can be, or clearly the nearest in time. Else they stay apart, and it is said that nobody can tell.
 */
#include "boot/nat_set.h"

#include <stdlib.h>

#define LATE_NS (30 * SECOND) /* the first requests of a talk may be lost between two taps, for so long */

/* --- order ---------------------------------------------------------------------------------------------- */

static int by_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_ends(const struct nat_talk *a, const struct nat_talk *b)
{
	int c = by_number(a->what, b->what);

	if (!c)
		c = strcmp(a->client_ip, b->client_ip);
	if (!c)
		c = by_number(a->client_port, b->client_port);
	if (!c)
		c = strcmp(a->server_ip, b->server_ip);
	return c || a->what == NAT_TRANSFER ? c : by_number(a->server_port, b->server_port);
}

/* Neither the order of ingest nor numbers that it gave. */
static int by_content(const struct nat_talk *a, const struct nat_talk *b)
{
	int c = by_number(a->first_ns, b->first_ns);

	if (!c)
		c = by_number(a->place, b->place);
	if (!c)
		c = by_ends(a, b);
	return c ? c : by_number(a->last_ns, b->last_ns);
}

static int in_rows(const void *x, const void *y)
{
	const struct nat_talk *a = x, *b = y;
	int c = strcmp(a->sign, b->sign);

	return c ? c : by_content(a, b);
}

struct ends {
	const struct nat_talk *talk;
};

static int in_ends(const void *x, const void *y)
{
	const struct nat_talk *a = ((const struct ends *)x)->talk, *b = ((const struct ends *)y)->talk;
	int c = by_ends(a, b);

	return c ? c : by_content(a, b);
}

/* --- the same under the same addresses --------------------------------------------------------------------- */

static bool at_once(const struct nat_talk *a, const struct nat_talk *b, int64_t apart_ns)
{
	return a->first_ns <= b->last_ns + apart_ns && b->first_ns <= a->last_ns + apart_ns;
}

/* What one tap shows under the same addresses as another belongs together: lists of those, by index of talk. */
struct same {
	struct ends *order;
	size_t *at; /* of each talk in order */
};

static void same_make(const struct nat_set *s, struct same *m)
{
	size_t i;

	m->order = mem_alloc((s->talks + 1) * sizeof(*m->order));
	m->at = mem_alloc((s->talks + 1) * sizeof(*m->at));
	for (i = 0; i < s->talks; i++)
		m->order[i].talk = &s->talk[i];
	qsort(m->order, s->talks, sizeof(*m->order), in_ends);
	for (i = 0; i < s->talks; i++)
		m->at[m->order[i].talk - s->talk] = i;
}

static void same_free(struct same *m)
{
	free(m->order);
	free(m->at);
}

/* The first of those with the same ends as talk i. */
static size_t same_first(const struct nat_set *s, const struct same *m, size_t i)
{
	size_t k = m->at[i];

	while (k > 0 && !by_ends(m->order[k - 1].talk, &s->talk[i]))
		k--;
	return k;
}

/* Whether that capture has talk i as it is. */
static bool same_in(const struct nat_set *s, const struct same *m, size_t i, int64_t capture_id)
{
	const struct nat_talk *t = &s->talk[i];
	size_t k;

	for (k = same_first(s, m, i); k < s->talks && !by_ends(m->order[k].talk, t); k++)
		if (m->order[k].talk->capture_id == capture_id && at_once(m->order[k].talk, t, 5 * SECOND))
			return true;
	return false;
}

/* Who hides many targets seems to boot all the time, and each boot ends the conversations before it; and a request that
 * is repeated after its answer, which the target never got, begins a transfer anew. So where a target has one, the tap
 * behind the NAT may have it in several pieces. */
static bool pieces(const struct nat_talk *a, const struct nat_talk *b)
{
	return a->capture_id == b->capture_id && !by_ends(a, b) && (a->last_ns <= b->first_ns || b->last_ns <= a->first_ns);
}

static void pieces_mark(struct nat_set *s, const struct same *m)
{
	size_t i, k;

	for (i = 0; i < s->talks; i++)
		for (k = same_first(s, m, i); k < s->talks && !by_ends(m->order[k].talk, &s->talk[i]) && !s->talk[i].piece; k++)
			s->talk[i].piece = m->order[k].talk != &s->talk[i] && pieces(m->order[k].talk, &s->talk[i]);
}

/* Each other capture of its time that has talks at all shows it under the same addresses: nothing is left to find. */
static void settle(struct nat_set *s, const struct same *m)
{
	const struct nat_talk **capture = mem_alloc((s->talks + 1) * sizeof(*capture));
	size_t i, k, n = 0;

	for (i = 0; i < s->talks; i++) {
		for (k = 0; k < n && capture[k]->capture_id != s->talk[i].capture_id; k++)
			;
		if (k == n)
			capture[n++] = &s->talk[i];
	}
	for (i = 0; i < s->talks; i++) {
		struct nat_talk *t = &s->talk[i];

		t->settled = true;
		for (k = 0; k < n && t->settled; k++)
			t->settled = capture[k]->capture_id == t->capture_id || capture[k]->from_ns > t->last_ns + LATE_NS ||
				capture[k]->to_ns < t->first_ns - LATE_NS || same_in(s, m, i, capture[k]->capture_id);
	}
	free(capture);
}

/* --- which may be one --------------------------------------------------------------------------------------- */

static int64_t window(const struct nat_talk *a, const struct nat_talk *b)
{
	return TAPS_NS + a->uncertainty_ns + b->uncertainty_ns;
}

/* Without a look at their frames. A capture may begin within a talk. */
static bool may_be_one(const struct nat_set *s, const struct same *m, size_t i, size_t k)
{
	const struct nat_talk *a = &s->talk[i], *b = &s->talk[k];

	if (a->capture_id == b->capture_id || (a->asker && b->asker) || !by_ends(a, b) || !at_once(a, b, window(a, b)))
		return false;
	if (llabs(a->first_ns - b->first_ns) > LATE_NS && a->from_ns < b->first_ns && b->from_ns < a->first_ns &&
		!a->piece && !b->piece)
		return false;
	return !same_in(s, m, i, b->capture_id) && !same_in(s, m, k, a->capture_id);
}

static void pair_add(struct nat_set *s, const struct nat_pair *p)
{
	struct nat_pair *n;

	VEC_ROOM(s->pair, s->pairs, s->pairs_cap);
	n = &s->pair[s->pairs++];
	*n = *p;
	n->next_near = s->talk[p->near].pair;
	n->next_far = s->talk[p->far].pair;
	s->talk[p->near].pair = s->talk[p->far].pair = s->pairs;
}

static int pair_up(struct nat_set *s, size_t i, size_t k)
{
	struct nat_talk *a = &s->talk[i], *b = &s->talk[k];
	struct nat_pair p = {.near = i, .far = k};

	if (nat_messages_load(s, a) < 0 || nat_messages_load(s, b) < 0)
		return -1;
	p.match = nat_compare(a, b, window(a, b));
	if (!nat_is_nearer(a, b, &p.match)) {
		p.near = k;
		p.far = i;
		p.match = nat_turned(&p.match);
	}
	p.verdict = nat_judge(&s->talk[p.near], &s->talk[p.far], &p.match);
	if (p.verdict != NAT_NO)
		pair_add(s, &p);
	return 0;
}

static int pairs_find(struct nat_set *s, const struct same *m)
{
	size_t *left = mem_alloc((s->talks + 1) * sizeof(*left)), n = 0, i, k;
	int rc = 0;

	for (i = 0; i < s->talks; i++)
		if (!s->talk[i].settled)
			left[n++] = i;
	for (i = 0; i < n && rc == 0; i++)
		for (k = i + 1; k < n && rc == 0; k++) {
			const struct nat_talk *a = &s->talk[left[i]], *b = &s->talk[left[k]];

			if (strcmp(a->sign, b->sign) != 0 || b->first_ns > a->last_ns + window(a, b))
				break;
			if (may_be_one(s, m, left[i], left[k]))
				rc = pair_up(s, left[i], left[k]);
		}
	free(left);
	return rc;
}

/* --- which are one ------------------------------------------------------------------------------------------- */

/* The pairs of a talk: for (p = first_pair(s, talk); p; p = next_pair(s, p, talk)). */
static struct nat_pair *first_pair(const struct nat_set *s, size_t talk)
{
	return s->talk[talk].pair ? &s->pair[s->talk[talk].pair - 1] : NULL;
}

static struct nat_pair *next_pair(const struct nat_set *s, const struct nat_pair *p, size_t talk)
{
	size_t n = p->near == talk ? p->next_near : p->next_far;

	return n ? &s->pair[n - 1] : NULL;
}

static const struct nat_talk *beside(const struct nat_set *s, const struct nat_pair *p, size_t talk)
{
	return &s->talk[p->near == talk ? p->far : p->near];
}

/* Whether both pairs give the talk another one at the same capture, and not two pieces of one at its far side. */
static bool rivals(const struct nat_set *s, const struct nat_pair *p, const struct nat_pair *o, size_t talk)
{
	const struct nat_talk *a = beside(s, p, talk), *b = beside(s, o, talk);

	return a->capture_id == b->capture_id && !(p->near == talk && o->near == talk && a->piece && pieces(a, b));
}

/* Whether the talk is spoken for already, so that this pair cannot be. */
static bool taken(const struct nat_set *s, const struct nat_pair *p, size_t talk)
{
	const struct nat_pair *o;

	for (o = first_pair(s, talk); o; o = next_pair(s, o, talk))
		if (o->chosen && rivals(s, p, o, talk))
			return true;
	return false;
}

bool nat_is_open(const struct nat_set *s, const struct nat_pair *p)
{
	return !taken(s, p, p->near) && !taken(s, p, p->far);
}

/* Whether nothing else at the other end's capture can be this talk as well as that. */
static bool stands_out(const struct nat_set *s, const struct nat_pair *p, size_t talk)
{
	int64_t sure = s->talk[p->near].uncertainty_ns + s->talk[p->far].uncertainty_ns;
	const struct nat_pair *o;

	for (o = first_pair(s, talk); o; o = next_pair(s, o, talk)) {
		if (o == p || o->verdict < p->verdict || !rivals(s, p, o, talk) || !nat_is_open(s, o))
			continue;
		if (o->verdict > p->verdict || !nat_clearly_closer(&p->match, &o->match, sure))
			return false;
	}
	return true;
}

/* Those that stand out at both ends, all of them at once. */
static void choose(struct nat_set *s, enum nat_verdict verdict)
{
	bool *stands = mem_alloc(s->pairs + 1);
	size_t i;

	for (i = 0; i < s->pairs; i++)
		stands[i] = s->pair[i].verdict == verdict && nat_is_open(s, &s->pair[i]) &&
			stands_out(s, &s->pair[i], s->pair[i].near) && stands_out(s, &s->pair[i], s->pair[i].far);
	for (i = 0; i < s->pairs; i++)
		s->pair[i].chosen |= stands[i];
	free(stands);
}

/* How long the talks that are known took from tap to tap; -1: none is known. */
static int64_t way_known(const struct nat_set *s, int64_t near_capture, int64_t far_capture)
{
	int64_t way = -1;
	size_t i;

	for (i = 0; i < s->pairs; i++) {
		const struct nat_pair *p = &s->pair[i];

		if (p->chosen && p->match.up && s->talk[p->near].capture_id == near_capture &&
			s->talk[p->far].capture_id == far_capture && nat_way(&p->match) > way)
			way = nat_way(&p->match);
	}
	return way;
}

/* Another target's requests, a little later and in step with those that were lost, look like these. */
static void doubt_alone(struct nat_set *s)
{
	int64_t way = -1, near = 0, far = 0;
	size_t i;

	for (i = 0; i < s->pairs; i++) {
		struct nat_pair *p = &s->pair[i];
		const struct nat_talk *n = &s->talk[p->near], *f = &s->talk[p->far];

		if (p->verdict != NAT_ALONE)
			continue;
		if (n->capture_id != near || f->capture_id != far)
			way = way_known(s, near = n->capture_id, far = f->capture_id);
		if (way >= 0 && !nat_fits_way(&p->match, way, n->uncertainty_ns + f->uncertainty_ns))
			p->verdict = NAT_MAYBE;
	}
}

size_t nat_candidates(const struct nat_set *s, const struct nat_pair *p)
{
	const struct nat_pair *o;
	size_t n = 0;

	for (o = first_pair(s, p->near); o; o = next_pair(s, o, p->near)) {
		bool same = o->near == p->near && s->talk[o->far].capture_id == s->talk[p->far].capture_id && nat_is_open(s, o);

		if (same && o < p)
			return 0; /* counted with the first one */
		n += same;
	}
	return n;
}

/* --- groups ---------------------------------------------------------------------------------------------------- */

/* Each capture has a talk once, be it in pieces. */
static bool fit(const struct nat_set *s, size_t x, size_t y)
{
	size_t i = x, k;

	do {
		k = y;
		do {
			if (s->talk[i].capture_id == s->talk[k].capture_id && !pieces(&s->talk[i], &s->talk[k]))
				return false;
			k = s->talk[k].next;
		} while (k != y);
		i = s->talk[i].next;
	} while (i != x);
	return true;
}

static bool join(struct nat_set *s, size_t x, size_t y)
{
	struct nat_talk *a = &s->talk[x], *b = &s->talk[y];
	size_t i = y, next = a->next;
	int group = a->group >= 0 ? a->group : (int)x;

	if ((b->group >= 0 && b->group == a->group) || !fit(s, x, y))
		return false;
	do {
		s->talk[i].group = group;
		i = s->talk[i].next;
	} while (i != y);
	a->group = group;
	a->next = b->next;
	b->next = next;
	return true;
}

/* Each one behind the pairs' nearer ends: the greatest depth is behind most translations. */
static void depths_find(struct nat_set *s)
{
	size_t i, round;
	bool more = true;

	for (round = 0; more && round < 8; round++)
		for (more = false, i = 0; i < s->pairs; i++) {
			const struct nat_pair *p = &s->pair[i];

			if (!p->chosen || s->talk[p->far].depth > s->talk[p->near].depth)
				continue;
			s->talk[p->far].depth = s->talk[p->near].depth + 1;
			more = true;
		}
}

/* What other taps show under the addresses of a talk that has a group. */
static void groups_widen(struct nat_set *s, const struct same *m)
{
	size_t i, k;

	for (i = 0; i < s->talks; i++) {
		if (s->talk[i].group < 0)
			continue;
		for (k = same_first(s, m, i); k < s->talks && !by_ends(m->order[k].talk, &s->talk[i]); k++) {
			size_t o = (size_t)(m->order[k].talk - s->talk);

			if (s->talk[o].group < 0 && at_once(&s->talk[o], &s->talk[i], 5 * SECOND) && join(s, i, o))
				s->talk[o].depth = s->talk[i].depth;
		}
	}
}

static void groups_find(struct nat_set *s, const struct same *m)
{
	size_t i;

	for (i = 0; i < s->talks; i++)
		s->talk[i].next = i;
	choose(s, NAT_SURE);
	choose(s, NAT_YES);
	doubt_alone(s);
	choose(s, NAT_ALONE);
	depths_find(s);
	for (i = 0; i < s->pairs; i++)
		if (s->pair[i].chosen)
			join(s, s->pair[i].near, s->pair[i].far);
	groups_widen(s, m);
}

/* --- all of it --------------------------------------------------------------------------------------------------- */

static int nat_look(struct nat_set *s)
{
	struct same m;
	int rc;

	if (nat_talks_load(s) < 0)
		return -1;
	if (s->talks)
		qsort(s->talk, s->talks, sizeof(*s->talk), in_rows);
	same_make(s, &m);
	pieces_mark(s, &m);
	settle(s, &m);
	rc = pairs_find(s, &m);
	if (rc == 0 && s->pairs) {
		groups_find(s, &m);
		rc = nat_write(s);
	}
	same_free(&m);
	return rc;
}

/* Each talk that was translated, at each tap: what it is there, and (to_) what it is near the target. Each of its frames:
 * depth translations on its way from the target, of `most`. And those behind a NAT that may be any of several. */
static const char sql_begin[] =
	"DROP TABLE IF EXISTS temp.nat_member; DROP TABLE IF EXISTS temp.nat_event; DROP TABLE IF EXISTS temp.nat_maybe;"
	"CREATE TEMP TABLE nat_member(member INTEGER PRIMARY KEY, what INTEGER, id INTEGER, near_id INTEGER, capture_id INTEGER,"
	" talk INTEGER, depth INTEGER, most INTEGER, client TEXT, first_ns INTEGER, last_ns INTEGER,"
	" client_ip TEXT, client_port INTEGER, server_ip TEXT, server_port INTEGER, reply_ip TEXT, reply_port INTEGER,"
	" to_client_ip TEXT, to_client_port INTEGER, to_server_ip TEXT, to_server_port INTEGER, to_reply_ip TEXT, to_reply_port INTEGER);"
	"CREATE TEMP TABLE nat_maybe(what INTEGER, id INTEGER, PRIMARY KEY (what, id)) WITHOUT ROWID;"
	"CREATE TEMP TABLE nat_event(event_id INTEGER PRIMARY KEY, member INTEGER, talk INTEGER, depth INTEGER, most INTEGER, up INTEGER)";

int nat_find(struct store *s, struct err *err)
{
	struct nat_set set = {.s = s, .err = err};
	size_t i;
	int rc;

	if (store_script(s, sql_begin, err) < 0)
		return -1;
	if (store_int(s, "SELECT count(*) FROM vantage WHERE clock_uncertainty_ns IS NOT NULL", NULL, 0, 0) < 2)
		return 0;
	rc = nat_look(&set);
	for (i = 0; i < set.talks; i++)
		free(set.talk[i].message);
	free(set.talk);
	free(set.pair);
	return rc;
}
