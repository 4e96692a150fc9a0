/*
 * IPv4 reassembly: see reassembly.h. Datagrams that wait stand in a list by the time of their first
 * piece and in a hash by their key; what is given up is always the oldest.
 */
#include "capture/reassembly.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define DATAGRAM_MAX 65535u
/* Separate runs of bytes a datagram may consist of while it waits. */
#define RUNS_MAX 32
#define BUFFER_LEAST 4096u
#define BUCKETS 512
#define KEPT_FRAME 2048u /* of the frame that is shown of a datagram given up */
#define NONE (-1)

/* Bytes [from, to) of the datagram's payload. */
struct run {
	uint32_t from, to;
};

struct datagram {
	bool waiting, given;
	uint32_t src, dst;
	uint16_t id;
	uint8_t protocol;
	int64_t first_ns, began_ns, last_ns; /* first_ns: for the age; the others as captured */
	struct frame frame;		     /* one piece, for showing; its bytes are in `kept` */
	uint8_t *kept;
	uint8_t *buf;
	uint32_t cap;
	uint32_t total;	  /* 0: the last piece has not come */
	uint32_t kept_to; /* the capture kept everything before this */
	uint32_t pieces;
	struct run runs[RUNS_MAX];
	unsigned run_count;
	int hash_next, older, newer;
};

struct reassembly {
	struct datagram d[REASSEMBLY_DATAGRAMS];
	int bucket[BUCKETS];
	int oldest, newest;
	int free_next[REASSEMBLY_DATAGRAMS], free_first;
	uint64_t bytes, given_up;
	unsigned waiting, given;
	int64_t now;
	lost_fn on_lost;
	void *ctx;
};

struct reassembly *reassembly_new(void)
{
	struct reassembly *r = mem_alloc(sizeof(*r));
	int i;

	for (i = 0; i < BUCKETS; i++)
		r->bucket[i] = NONE;
	for (i = 0; i < REASSEMBLY_DATAGRAMS; i++)
		r->free_next[i] = i + 1 < REASSEMBLY_DATAGRAMS ? i + 1 : NONE;
	r->oldest = r->newest = NONE;
	return r;
}

void reassembly_free(struct reassembly *r)
{
	int i;

	if (!r)
		return;
	for (i = 0; i < REASSEMBLY_DATAGRAMS; i++) {
		free(r->d[i].buf);
		free(r->d[i].kept);
	}
	free(r);
}

static unsigned bucket_of(const struct packet *p)
{
	uint32_t h = p->src_ip * 0x9e3779b1u ^ p->dst_ip * 0x85ebca6bu ^
		     ((uint32_t)p->ip_id << 8 | p->protocol) * 0xc2b2ae35u;

	return (h ^ h >> 15) % BUCKETS;
}

static unsigned bucket_of_datagram(const struct datagram *d)
{
	struct packet p = {
		.src_ip = d->src,
		.dst_ip = d->dst,
		.ip_id = d->id,
		.protocol = d->protocol,
	};

	return bucket_of(&p);
}

static void unlink_hash(struct reassembly *r, int i)
{
	int *at = &r->bucket[bucket_of_datagram(&r->d[i])];

	while (*at != i)
		at = &r->d[*at].hash_next;
	*at = r->d[i].hash_next;
}

static void unlink_age(struct reassembly *r, int i)
{
	struct datagram *d = &r->d[i];

	if (d->older == NONE)
		r->oldest = d->newer;
	else
		r->d[d->older].newer = d->newer;
	if (d->newer == NONE)
		r->newest = d->older;
	else
		r->d[d->newer].older = d->older;
}

/* No longer waiting; its buffer stays with it for the next one. */
static void stop_waiting(struct reassembly *r, int i)
{
	unlink_hash(r, i);
	unlink_age(r, i);
	r->d[i].waiting = false;
	r->waiting--;
}

static void put_free(struct reassembly *r, int i)
{
	r->free_next[i] = r->free_first;
	r->free_first = i;
}

/* Which bytes never came: "1480-2959, 4440 to the end". */
static void say_missing(const struct datagram *d, char *buf, size_t size)
{
	uint32_t at = 0;
	size_t n = 0;
	unsigned i;

	buf[0] = '\0';
	for (i = 0; i < d->run_count && n < size; i++) {
		if (d->runs[i].from > at)
			n += (size_t)snprintf(buf + n, size - n, "%s%u-%u", n ? ", " : "", at,
				d->runs[i].from - 1);
		at = d->runs[i].to;
	}
	if (!d->total && n < size)
		snprintf(buf + n, size - n, "%s%u to the end", n ? ", " : "", at);
}

static void tell_lost(const struct reassembly *r, const struct datagram *d)
{
	struct lost_datagram lost = {
		.frame = d->frame,
		.src_ip = d->src,
		.dst_ip = d->dst,
		.ip_id = d->id,
		.protocol = d->protocol,
		.pieces = d->pieces,
		.total = d->total,
		.has_first = d->run_count && d->runs[0].from == 0,
		.has_last = d->total,
		.first_ns = d->began_ns,
		.last_ns = d->last_ns,
	};
	unsigned i;

	if (!r->on_lost || !d->pieces)
		return;
	for (i = 0; i < d->run_count; i++)
		lost.held += d->runs[i].to - d->runs[i].from;
	say_missing(d, lost.missing, sizeof(lost.missing));
	r->on_lost(r->ctx, &lost);
}

/* The frame that will be shown, if it comes to that: the first piece has the ports. */
static void keep_frame(struct datagram *d, const struct packet *p)
{
	const struct frame *f = p->frame;

	if (d->pieces && p->fragment_offset)
		return;
	if (!d->kept)
		d->kept = mem_alloc(KEPT_FRAME);
	d->frame = *f;
	d->frame.comment = NULL;
	d->frame.bytes = d->kept;
	if (f->caplen > KEPT_FRAME)
		d->frame.caplen = KEPT_FRAME;
	if (d->frame.caplen)
		memcpy(d->kept, f->bytes, d->frame.caplen);
}

static void give_up(struct reassembly *r, int i)
{
	tell_lost(r, &r->d[i]);
	stop_waiting(r, i);
	put_free(r, i);
	r->given_up++;
}

static void drop_buffer(struct reassembly *r, struct datagram *d)
{
	free(d->buf);
	r->bytes -= d->cap;
	d->buf = NULL;
	d->cap = 0;
}

/* Gives back memory: first of what is free, then of what has waited longest, but not of `keep`. */
static void make_room(struct reassembly *r, uint32_t want, int keep)
{
	int i;

	for (i = r->free_first; i != NONE && r->bytes + want > REASSEMBLY_BYTES;
		i = r->free_next[i])
		drop_buffer(r, &r->d[i]);
	while (r->bytes + want > REASSEMBLY_BYTES && r->oldest != NONE) {
		i = r->oldest == keep ? r->d[keep].newer : r->oldest;
		if (i == NONE)
			return;
		give_up(r, i);
		drop_buffer(r, &r->d[i]);
	}
}

static void grow_buffer(struct reassembly *r, int i, uint32_t to)
{
	struct datagram *d = &r->d[i];
	uint32_t cap = d->cap ? d->cap : BUFFER_LEAST;

	while (cap < to)
		cap *= 2;
	if (cap == d->cap)
		return;
	make_room(r, cap - d->cap, i);
	d->buf = mem_grow(d->buf, cap, 1);
	r->bytes += cap - d->cap;
	d->cap = cap;
}

static int find(const struct reassembly *r, const struct packet *p)
{
	int i = r->bucket[bucket_of(p)];

	while (i != NONE) {
		const struct datagram *d = &r->d[i];

		if (d->id == p->ip_id && d->src == p->src_ip && d->dst == p->dst_ip &&
			d->protocol == p->protocol)
			return i;
		i = d->hash_next;
	}
	return NONE;
}

static void link_youngest(struct reassembly *r, int i)
{
	r->d[i].first_ns = r->now;
	r->d[i].newer = NONE;
	r->d[i].older = r->newest;
	if (r->newest == NONE)
		r->oldest = i;
	else
		r->d[r->newest].newer = i;
	r->newest = i;
}

static void empty(struct datagram *d)
{
	d->total = d->pieces = 0;
	d->kept_to = DATAGRAM_MAX;
	d->run_count = 0;
}

/* A place for p's datagram, at the young end of the list. There is always one: only datagrams given
 * out within this frame are neither waiting nor free, and those are few. */
static int start(struct reassembly *r, const struct packet *p)
{
	unsigned b = bucket_of(p);
	struct datagram *d;
	int i;

	if (r->free_first == NONE)
		give_up(r, r->oldest);
	i = r->free_first;
	r->free_first = r->free_next[i];
	d = &r->d[i];
	d->waiting = true;
	d->src = p->src_ip;
	d->dst = p->dst_ip;
	d->id = p->ip_id;
	d->protocol = p->protocol;
	empty(d);
	d->hash_next = r->bucket[b];
	r->bucket[b] = i;
	link_youngest(r, i);
	r->waiting++;
	return i;
}

static void give_up_old(struct reassembly *r)
{
	while (r->oldest != NONE && r->now - r->d[r->oldest].first_ns > REASSEMBLY_NS)
		give_up(r, r->oldest);
}

/* Whether what both have, and the capture kept of both, is the same. */
static bool agrees(const struct datagram *d, uint32_t from, const uint8_t *bytes, uint32_t kept)
{
	unsigned i;

	for (i = 0; i < d->run_count; i++) {
		uint32_t a = d->runs[i].from > from ? d->runs[i].from : from;
		uint32_t b = d->runs[i].to < from + kept ? d->runs[i].to : from + kept;

		if (b > d->kept_to)
			b = d->kept_to;
		if (a < b && memcmp(d->buf + a, bytes + (a - from), b - a) != 0)
			return false;
	}
	return true;
}

static bool ends_agree(const struct datagram *d, uint32_t to, bool last)
{
	if (d->total)
		return last ? to == d->total : to <= d->total;
	return !last || !d->run_count || d->runs[d->run_count - 1].to <= to;
}

/* Adds [from, to) to the sorted runs, joining what touches. False when there are too many. */
static bool add_run(struct datagram *d, uint32_t from, uint32_t to)
{
	unsigned i = 0, j;

	while (i < d->run_count && d->runs[i].to < from)
		i++;
	for (j = i; j < d->run_count && d->runs[j].from <= to; j++) {
		if (d->runs[j].from < from)
			from = d->runs[j].from;
		if (d->runs[j].to > to)
			to = d->runs[j].to;
	}
	if (i == j && d->run_count == RUNS_MAX)
		return false;
	memmove(&d->runs[i + 1], &d->runs[j], (d->run_count - j) * sizeof(d->runs[0]));
	d->run_count = d->run_count - (j - i) + 1;
	d->runs[i] = (struct run){from, to};
	return true;
}

static bool complete(const struct datagram *d)
{
	return d->total && d->run_count == 1 && d->runs[0].from == 0 && d->runs[0].to == d->total;
}

/* The piece into its datagram; false when the datagram had to be given up. */
static bool place(struct reassembly *r, int i, const struct packet *p, struct cur piece)
{
	struct datagram *d = &r->d[i];
	uint32_t from = p->fragment_offset, kept = (uint32_t)piece.left;
	uint32_t to = from + kept + (uint32_t)piece.snapped;
	const uint8_t *bytes = cur_bytes(&piece, kept);

	if (!agrees(d, from, bytes, kept) || !ends_agree(d, to, !p->more_fragments)) {
		tell_lost(r, d);
		empty(d);
		unlink_age(r, i);
		link_youngest(r, i);
		r->given_up++;
	}
	keep_frame(d, p);
	if (!d->pieces)
		d->began_ns = p->frame->ns;
	d->last_ns = p->frame->ns;
	if (!add_run(d, from, to)) {
		give_up(r, i);
		return false;
	}
	grow_buffer(r, i, to);
	if (kept)
		memcpy(d->buf + from, bytes, kept);
	if (from + kept < to && from + kept < d->kept_to)
		d->kept_to = from + kept;
	if (!p->more_fragments)
		d->total = to;
	d->pieces++;
	return true;
}

bool reassembly_add(struct reassembly *r, struct packet *p, struct cur piece, struct cur *whole)
{
	size_t on_wire = piece.left + piece.snapped;
	struct datagram *d;
	int i;

	if (p->frame->ns > r->now)
		r->now = p->frame->ns;
	give_up_old(r);
	/* an empty piece, or one beyond what a datagram can be, completes nothing */
	if (!on_wire || p->fragment_offset + on_wire > DATAGRAM_MAX || piece.err != CUR_OK)
		return false;
	i = find(r, p);
	if (i == NONE)
		i = start(r, p);
	if (!place(r, i, p, piece))
		return false;
	d = &r->d[i];
	if (!complete(d))
		return false;
	stop_waiting(r, i);
	d->given = true;
	r->given++;
	p->fragments = d->pieces;
	*whole = cur_make(d->buf, d->kept_to < d->total ? d->kept_to : d->total, d->total);
	return true;
}

void reassembly_release(struct reassembly *r)
{
	int i;

	for (i = 0; i < REASSEMBLY_DATAGRAMS && r->given; i++)
		if (r->d[i].given) {
			r->d[i].given = false;
			put_free(r, i);
			r->given--;
		}
}

void reassembly_on_lost(struct reassembly *r, lost_fn fn, void *ctx)
{
	r->on_lost = fn;
	r->ctx = ctx;
}

void reassembly_end(struct reassembly *r)
{
	while (r->oldest != NONE)
		give_up(r, r->oldest);
}

uint64_t reassembly_incomplete(const struct reassembly *r)
{
	return r->given_up + r->waiting;
}
