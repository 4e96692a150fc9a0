/*
 * The PVS half of a boot's story, told from spells of activity: login, single reads, the second login of
 * the streaming driver (or the change of pattern after its silence), and what stayed unanswered.
 */
#include "boot/internal.h"

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))
#define HANDOVER_AFTER_NS (SECOND / 2) /* a login this long after the last read is the driver's */
#define PATTERN_AFTER_NS (3 * SECOND / 2) /* without one, the driver's 3 to 4 s of silence must show */
#define RUNNING_EVERY_NS (15 * SECOND) /* half of the 30 s that are the default */
#define REFUSALS_MIN 3 /* small exchanges, each some seconds after the one before: the login is asked for again, which no menu does */
#define REFUSED_EVERY_NS (3 * SECOND)
#define RETRIES_MIN 2 /* so many requests in vain, and a new login is a search for another server */

static void first(int64_t *milestone, int64_t ns)
{
	if (*milestone == INT64_MIN)
		*milestone = ns;
}

void pvs_init(struct pvs_story *p)
{
	p->handover_done_ns = p->read_last_ns = p->stall_asked_ns = p->stall_ns = p->failover_ns = p->retry_ns = INT64_MIN;
	p->login_last_ns = INT64_MIN;
}

static bool is(const struct item *it, const char *spell)
{
	return !strcmp(it->spell, spell);
}

/* Datagrams that ask to be let in: small exchanges, or polls that nobody answered. */
static bool asks_login(const struct item *it)
{
	return is(it, "login") || is(it, "poll") || (is(it, "read") && it->logins > 0);
}

static void reading_add(struct reading *r, const struct item *it)
{
	r->reads += it->reads;
	r->bytes += it->bytes;
	r->sectors += it->sectors;
	r->overlaps += it->overlaps;
	r->partial += it->partial;
	r->repeats += it->repeats;
	r->unanswered += it->unanswered;
	r->busy_ns += it->reads ? it->last_ns - it->ns : 0;
	r->service_sum += it->service_sum;
	r->transfer_sum += it->transfer_sum;
	r->turn_sum += it->turn_sum;
	if (it->max_payload > r->max_payload)
		r->max_payload = it->max_payload;
	if (it->service_max > r->service_max)
		r->service_max = it->service_max;
	if (it->reads && (!r->service_min || it->service_min < r->service_min))
		r->service_min = it->service_min;
	if (it->reads > r->most) {
		r->most = it->reads;
		r->service_p50 = it->service_p50;
		r->service_p95 = it->service_p95;
	}
}

/* The target waits for an answer that does not come. A spell of reads may end so too. */
static void tell_retry(struct story *st, const struct item *it)
{
	struct pvs_story *p = &st->pvs;

	if (!p->retries) {
		p->retry_ns = p->stall_asked_ns = it->ns;
		COPY(p->stall_server, it->server_ip);
		p->stall_ns = st->stream_last_ns > p->read_last_ns ? st->stream_last_ns : p->read_last_ns;
	}
	p->retries += it->up_frames;
}

/* A login after reading: the driver's, or a search for another server. */
static void tell_relogin(struct story *st, const struct item *it)
{
	struct pvs_story *p = &st->pvs;
	bool in_vain = p->retries >= RETRIES_MIN;

	if (st->handover_ns == INT64_MIN && !in_vain && it->ns >= p->read_last_ns + HANDOVER_AFTER_NS) {
		st->handover_ns = it->ns;
		p->retries = 0;
		p->retry_ns = INT64_MIN;
	} else if (in_vain && it->down_frames > 0) {
		first(&p->failover_ns, it->ns);
	}
	if (!it->down_frames) {
		if (p->retry_ns == INT64_MIN)
			p->retry_ns = it->ns;
	} else if (p->failover_ns == INT64_MIN) {
		p->retry_ns = INT64_MIN;
	}
}

/* Reads overlap from the first one on: the firmware cannot do that, so the streaming driver is at work, and what
 * came before it was not captured, or was done through another network card. Whole sectors show that it is no
 * effect of datagrams that the capture misses. */
static bool driver_reads(const struct item *it)
{
	return it->reads >= 8 && it->overlaps * 4 >= it->reads && it->sectors * 2 >= it->reads &&
		it->partial * 4 <= it->reads;
}

/* Several requests at once, or another port of the target, after the silence of the handover. */
static bool pattern_changed(const struct story *st, const struct item *it)
{
	const struct pvs_story *p = &st->pvs;

	if (p->read_last_ns == INT64_MIN || p->retries >= RETRIES_MIN)
		return false;
	if (it->client_port != p->port && it->ns >= p->read_last_ns + HANDOVER_AFTER_NS)
		return true;
	return it->ns >= p->read_last_ns + PATTERN_AFTER_NS && it->overlaps > 0 && !p->single.overlaps;
}

/* Reading goes on at the server that it went over to. The first time is kept; later ones are counted. */
static void tell_moved(struct pvs_story *p, const struct item *it)
{
	if (strcmp(p->stall_server, it->server_ip) != 0 && !p->failovers++) {
		p->moved_stall_ns = p->stall_ns;
		p->moved_asked_ns = p->stall_asked_ns;
		p->moved_ns = p->failover_ns;
		COPY(p->moved_from, p->stall_server);
		COPY(p->moved_to, it->server_ip);
	}
	p->stall_ns = p->failover_ns = INT64_MIN;
}

static void tell_read(struct story *st, const struct item *it)
{
	struct pvs_story *p = &st->pvs;

	if (st->stream_ns == INT64_MIN)
		p->port = it->client_port;
	if (st->stream_ns == INT64_MIN && driver_reads(it))
		st->handover_ns = st->login_ns;
	first(&st->stream_ns, it->ns);
	if (st->handover_ns == INT64_MIN && pattern_changed(st, it))
		st->handover_ns = it->ns;
	if (st->handover_ns != INT64_MIN)
		first(&p->handover_done_ns, it->ns);
	reading_add(st->handover_ns == INT64_MIN ? &p->single : &p->multi, it);
	COPY(st->stream_server, it->server_ip);
	COPY(p->read_server, it->server_ip);
	st->stream_bytes += it->bytes;
	p->retries = 0;
	p->retry_ns = INT64_MIN;
	if (p->failover_ns == INT64_MIN)
		p->stall_ns = INT64_MIN;
	else
		tell_moved(p, it);
	if (it->last_ns > p->read_last_ns)
		p->read_last_ns = it->last_ns;
}

static void tell_login(struct story *st, const struct item *it)
{
	struct pvs_story *p = &st->pvs;

	p->login_tries += it->reads ? it->logins : it->up_frames;
	p->login_pairs += it->down_frames ? it->logins : 0;
	if (p->login_last_ns != INT64_MIN && it->ns - p->login_last_ns > p->login_idle_ns)
		p->login_idle_ns = it->ns - p->login_last_ns;
	if (it->down_frames > 0)
		p->login_last_ns = it->last_ns;
	p->refused |= is(it, "login") && it->down_frames > 0 && it->count >= REFUSALS_MIN && it->every_min >= REFUSED_EVERY_NS;
	if (!it->down_frames && st->login_answer_ns != INT64_MIN && p->retry_ns == INT64_MIN)
		p->retry_ns = it->ns;
}

/* The capture begins with a system that runs: its driver only keeps in touch. */
static void tell_running(struct story *st, const struct item *it)
{
	struct pvs_story *p = &st->pvs;

	if (st->login_ns != INT64_MIN || st->ack_ns != INT64_MIN || st->transfer_ns != INT64_MIN ||
		!is(it, "heartbeat") || it->count < 2 || it->every_min < RUNNING_EVERY_NS)
		return;
	st->stream_ns = st->handover_ns = p->handover_done_ns = p->read_last_ns = it->ns;
	st->stream_last_ns = it->last_ns;
	p->port = it->client_port;
	COPY(st->stream_server, it->server_ip);
	COPY(p->read_server, it->server_ip);
}

void pvs_tell(struct story *st, const struct item *it)
{
	if (it->shadow)
		return;
	tell_running(st, it);
	first(&st->login_ns, it->ns);
	st->uses_pxe = st->direct = true;
	if (!st->lease_ip[0])
		COPY(st->lease_ip, it->ciaddr);
	if (st->stream_ns == INT64_MIN && (!st->login_server[0] ||
		(st->login_answer_ns == INT64_MIN && it->first_down_ns != INT64_MIN)))
		COPY(st->login_server, it->server_ip);
	if (it->first_down_ns != INT64_MIN)
		first(&st->login_answer_ns, it->first_down_ns);
	if (st->stream_ns == INT64_MIN)
		tell_login(st, it);
	else if (asks_login(it))
		tell_relogin(st, it);
	else if (is(it, "retry"))
		tell_retry(st, it);
	if (!it->reads && (st->stream_ns != INT64_MIN || it->asks))
		reading_add(st->handover_ns == INT64_MIN ? &st->pvs.single : &st->pvs.multi, it);
	if (it->reads > 0)
		tell_read(st, it);
	if (it->stream && it->down_frames > 0 && !is(it, "retry") && it->last_ns > st->stream_last_ns)
		st->stream_last_ns = it->last_ns;
}

void pvs_tell_vain(struct story *st, const struct item *it)
{
	if (st->login_answer_ns == INT64_MIN || st->stream_ns != INT64_MIN)
		return;
	first(&st->pvs.retry_ns, it->ns);
	if (it->ns > st->target_last_ns)
		st->target_last_ns = it->ns;
}

/* --- writing ---------------------------------------------------------------------------------------- */

static struct bind when(int64_t ns)
{
	return ns == INT64_MIN ? (struct bind){0} : B_INT(ns);
}

static size_t bind_reading(struct bind *to, const struct reading *r)
{
	const int64_t v[] = {r->reads, r->bytes, r->sectors, r->overlaps, r->partial, r->repeats, r->unanswered,
		r->max_payload, r->busy_ns, r->service_min, r->service_p50, r->service_p95, r->service_max,
		r->service_sum, r->transfer_sum, r->turn_sum};
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		to[i] = B_INT(v[i]);
	return i;
}

/* A stall that the boot ended on is told; else the first one that it got over by going to another server. */
static void settle_stall(struct pvs_story *p)
{
	if (p->stall_ns != INT64_MIN || !p->failovers)
		return;
	p->stall_ns = p->moved_stall_ns;
	p->stall_asked_ns = p->moved_asked_ns;
	p->failover_ns = p->moved_ns;
	COPY(p->stall_server, p->moved_from);
}

static int stream_write(struct store *s, const struct story *st, struct err *err)
{
	const struct pvs_story *p = &st->pvs;
	struct bind a[52] = {B_INT(st->boot_id), when(st->login_ns), when(st->login_answer_ns),
		B_INT(p->login_tries), B_INT(p->login_pairs), B_INT(p->login_idle_ns), when(st->stream_ns),
		when(p->read_last_ns), when(st->handover_ns), when(p->handover_done_ns), when(st->os_ns),
		when(p->stall_ns),
		p->stall_ns == INT64_MIN ? when(INT64_MIN) : when(p->stall_asked_ns),
		B_TEXT(p->stall_server[0] ? p->stall_server : NULL), B_INT(p->retries),
		when(p->retry_ns), when(p->failover_ns), B_INT(p->failovers),
		B_TEXT(p->moved_to[0] ? p->moved_to : NULL), (struct bind){0}};
	size_t n = 20;

	n += bind_reading(a + n, &p->single);
	n += bind_reading(a + n, &p->multi);
	return store_query(s, "INSERT INTO boot_stream VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" 0, NULL, 0, 0, 0, 0, 0, NULL)", a, n, NULL, NULL, err);
}

int pvs_write(struct store *s, struct story *st, struct err *err)
{
	if (st->login_ns == INT64_MIN || st->sieved)
		return 0; /* what was left out was not measured */
	settle_stall(&st->pvs);
	return stream_write(s, st, err);
}
