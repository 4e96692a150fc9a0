/*
 * What a PVS conversation did, measured without its content (pvs.md 3.2, 3.3): reads, times, repeats,
 * silences. A read is a request of 48 bytes and what comes down until the next one; the sum of
 * payload - 56 over it is what was read, a multiple of 512. Requests that are sent before the one
 * before is answered whole are counted as one group: its bytes are right, its single times are not
 * knowable.
 */
#include "base/mem.h"
#include "track/flow.h"

#define BINS_MAX 512
#define GAPS_MAX 64
#define SPELLS_MAX 64
#define GAP_NS 1000000000
#define REPEAT_NS 20000000000 /* an answered request may be the same again later: a heartbeat */
#define PENDING_MAX 32
#define TIMER_NS 10000000     /* no timer runs out so soon: the same content again is another request */
#define UNIFORM 3             /* so often, and content tells nothing about this target's requests */
#define UNIFORM_NS 100000000  /* then only a silence like this shows that a request was repeated */
#define GROUPS_LEARN 16       /* groups after which it is known whether reads are acknowledged */
#define DOWN_SEEN 1024
#define BUCKET_FIRST 10       /* the histogram begins at 2^10 ns */

/* --- times ------------------------------------------------------------------------------------------- */

static unsigned bucket_of(int64_t ns)
{
	unsigned octave = BUCKET_FIRST, index;

	while (octave < 62 && ns >> (octave + 1))
		octave++;
	if (ns < 1 << BUCKET_FIRST)
		return 0;
	index = (octave - BUCKET_FIRST) * 8 + (unsigned)(ns >> (octave - 3) & 7);
	return index < FLOW_BUCKETS ? index : FLOW_BUCKETS - 1;
}

static int64_t bucket_middle(unsigned bucket)
{
	unsigned octave = BUCKET_FIRST + bucket / 8;

	return ((int64_t)1 << octave) + (int64_t)(2 * (bucket % 8) + 1) * ((int64_t)1 << (octave - 4));
}

/* The time that `part` of 100 stay below. */
static int64_t percentile(const struct flow *f, uint64_t part)
{
	uint64_t below = 0;
	unsigned i;

	if (!f->spell_timed)
		return 0;
	for (i = 0; i < FLOW_BUCKETS; i++) {
		below += f->spell_bucket[i];
		if (below * 100 >= f->spell_timed * part)
			return bucket_middle(i);
	}
	return 0;
}

static void time_note(struct flow *f, int64_t service)
{
	struct fact_spell *s = &f->spell;

	f->spell_bucket[bucket_of(service)]++;
	f->spell_timed++;
	s->service_sum_ns += service;
	if (f->spell_timed == 1 || service < s->service_min_ns)
		s->service_min_ns = service;
	if (service > s->service_max_ns)
		s->service_max_ns = service;
	f->f.service_sum_ns += service;
	if (service > f->f.service_max_ns)
		f->f.service_max_ns = service;
}

/* --- repeats ------------------------------------------------------------------------------------------- */

/* The request with this content that was asked before, when this one is its repetition. */
static struct asked *asked_find(struct flow *f, uint64_t hash, int64_t ns)
{
	unsigned i;

	for (i = 0; i < FLOW_ASKED; i++) {
		struct asked *a = &f->asked[i];

		if (f->asked_hash[i] == hash && a->ns && (!a->answered || ns - a->ns < REPEAT_NS))
			return a;
	}
	return NULL;
}

static struct asked *asked_last(struct flow *f)
{
	return &f->asked[(f->asked_next + FLOW_ASKED - 1) % FLOW_ASKED];
}

static void asked_add(struct flow *f, uint64_t hash, int64_t ns)
{
	if (f->spell.up_frames > 1)
		asked_last(f)->amid = true;
	f->asked_hash[f->asked_next] = hash;
	f->asked[f->asked_next] = (struct asked){.ns = ns, .amid = f->spell.up_frames > 1};
	f->asked_next = (f->asked_next + 1) % FLOW_ASKED;
}

/* --- reads ------------------------------------------------------------------------------------------- */

static uint64_t group_bytes(const struct flow *f)
{
	return f->sum - FLOW_HEADER * f->sum_frames;
}

static bool whole(const struct flow *f)
{
	return f->sum_frames && group_bytes(f) && group_bytes(f) % FLOW_SECTOR == 0;
}

static void size_note(struct flow *f, uint64_t bytes)
{
	f->f.reads_512 += bytes <= 512;
	f->f.reads_4k += bytes > 512 && bytes <= 4096;
	f->f.reads_16k += bytes > 4096 && bytes <= 16384;
	f->f.reads_32k += bytes > 16384 && bytes <= 32768;
}

static void reads_note(struct flow *f, uint64_t bytes, uint64_t sectors)
{
	f->f.reads += f->pending;
	f->f.read_bytes += bytes;
	f->f.sector_reads += sectors;
	f->spell.reads += f->pending;
	f->spell.read_bytes += bytes;
	f->spell.sector_reads += sectors;
}

static void vain_note(struct flow *f)
{
	f->f.unanswered += f->pending;
	f->spell.unanswered += f->pending;
}

/* The requests of the group have been answered. */
static void asked_counted(struct flow *f)
{
	unsigned i;

	for (i = 0; i < FLOW_ASKED; i++)
		f->asked[i].counted |= f->asked[i].ns >= f->group_ns;
}

/* An answer that came whole: a read, unless the same was counted before. */
static void whole_note(struct flow *f, uint64_t bytes)
{
	if (f->group_counted) {
		f->f.resent_bytes += bytes;
		return;
	}
	if (f->pending == 1) {
		size_note(f, bytes);
		f->spell.transfer_sum_ns += f->last_ns - f->first_ns;
		asked_last(f)->counted = true;
	} else {
		asked_counted(f);
	}
	reads_note(f, bytes, f->pending);
}

/* Nothing but small requests came to the login port so far: then they ask to be let in. */
static bool knocks(const struct flow *f)
{
	return f->key.server_port == PVS_PORT_FIRST && f->f.requests == f->f.up_frames && !f->f.reads;
}

/* Whether a target acknowledges each read before it asks for the next one shows in the first reads, when
 * it works with one at a time: each group then has two requests. What was taken for reads is put right. */
static void acks_learn(struct flow *f)
{
	if (f->acks || f->groups >= GROUPS_LEARN)
		return;
	f->groups++;
	f->twos += f->pending == 2;
	if (f->groups < GROUPS_LEARN || f->twos < GROUPS_LEARN - 1)
		return;
	f->acks = true;
	f->f.overlaps -= f->twos;
	f->f.reads -= f->twos;
	f->f.sector_reads -= f->twos;
	f->spell.overlaps -= f->twos < f->spell.overlaps ? f->twos : f->spell.overlaps;
	f->spell.reads -= f->twos < f->spell.reads ? f->twos : f->spell.reads;
	f->spell.sector_reads -= f->twos < f->spell.sector_reads ? f->twos : f->spell.sector_reads;
}

/* The group is over: what it read. With nothing behind it, what was repeated and never came whole is no read. */
static void group_end(struct flow *f, bool last)
{
	if (!f->pending)
		return;
	f->tail_only = f->group_request && !f->sum_frames && f->answers && !knocks(f);
	if (!f->sum_frames && !f->answers) {
		vain_note(f);
	} else if (whole(f)) {
		whole_note(f, group_bytes(f));
		acks_learn(f);
	} else if (f->sum_frames) {
		f->spell.partial++;
		if (f->group_repeats && (f->pending == 1 || last))
			vain_note(f);
		else
			reads_note(f, group_bytes(f), 0);
	} else if ((!f->group_request || knocks(f)) && !f->spell.reads) {
		f->spell.logins++;
	}
	f->pending = 0;
}

/* The same request again: what came of its answer so far is not counted, it comes again. */
static void group_again(struct flow *f)
{
	f->group_repeats++;
	if (f->pending == 1 && f->sum_frames) {
		f->f.resent_bytes += group_bytes(f);
		f->spell.partial += !whole(f);
	} else if (f->pending == 1 && f->answers) {
		f->spell.partial += f->group_request && !knocks(f); /* the tail of a burst whose large datagrams are missing */
	} else if (f->pending == 1) {
		vain_note(f);
	} else {
		return;
	}
	f->sum = f->sum_frames = f->answers = 0;
}

static void group_begin(struct flow *f, int64_t ns, bool request)
{
	f->pending = 1;
	f->group_ns = ns;
	f->group_request = request;
	f->group_counted = false;
	f->group_repeats = 0;
	f->group_acked = f->tail = false;
	f->sum = f->sum_frames = f->answers = 0;
	f->asked_ns = ns;
}

/* --- silences and spells --------------------------------------------------------------------------------- */

static const char *spell_kind(const struct flow *f)
{
	const struct fact_spell *s = &f->spell;

	if (s->repeats && s->repeats >= s->up_frames && (s->partial || f->spell_in_vain))
		return "retry"; /* whatever came was not enough */
	if (s->reads)
		return "read";
	if (!s->down_frames)
		return s->requests == s->up_frames && s->up_frames ? "retry" : "poll";
	if (s->up_frames <= 2 && s->requests == s->up_frames)
		return "heartbeat";
	return "login";
}

/* Whether b goes on as a did: one more poll, retry, heartbeat or small exchange. */
static bool spells_alike(const struct fact_spell *a, const struct fact_spell *b)
{
	return !strcmp(a->kind, b->kind) && strcmp(a->kind, "read") != 0 && b->up_frames <= 2 &&
		a->up_frames <= 2 * a->count;
}

static void spell_join(struct fact_spell *a, const struct fact_spell *b, int64_t every)
{
	if (a->count == 1 || every < a->every_min_ns)
		a->every_min_ns = every;
	if (every > a->every_max_ns)
		a->every_max_ns = every;
	a->count++;
	a->end_ns = b->end_ns;
	a->up_frames += b->up_frames;
	a->down_frames += b->down_frames;
	a->requests += b->requests;
	a->logins += b->logins;
	a->reads += b->reads;
	a->read_bytes += b->read_bytes;
	a->sector_reads += b->sector_reads;
	a->overlaps += b->overlaps;
	a->partial += b->partial;
	a->repeats += b->repeats;
	a->unanswered += b->unanswered;
	a->service_sum_ns += b->service_sum_ns;
	a->transfer_sum_ns += b->transfer_sum_ns;
	a->turn_sum_ns += b->turn_sum_ns;
	if (b->max_payload > a->max_payload)
		a->max_payload = b->max_payload;
	if (b->service_max_ns > a->service_max_ns)
		a->service_max_ns = b->service_max_ns;
	if (b->last_event)
		a->last_event = b->last_event;
}

static void spell_end(struct flow *f)
{
	struct fact_spell *last = f->f.spell_count ? &f->spells[f->f.spell_count - 1] : NULL;

	if (!f->spell_open)
		return;
	f->spell_open = false;
	f->spell.kind = spell_kind(f);
	f->spell.end_ns = f->f.last_ns;
	f->spell.service_p50_ns = percentile(f, 50);
	f->spell.service_p95_ns = percentile(f, 95);
	if (last && (spells_alike(last, &f->spell) || f->f.spell_count >= SPELLS_MAX)) {
		spell_join(last, &f->spell, f->spell.start_ns - f->spell_last_ns);
		f->spell_last_ns = f->spell.start_ns;
		return;
	}
	f->spell_last_ns = f->spell.start_ns;
	VEC_ROOM(f->spells, f->f.spell_count, f->spell_cap);
	f->spells[f->f.spell_count++] = f->spell;
}

static void spell_begin(struct flow *f, int64_t ns)
{
	memset(&f->spell, 0, sizeof(f->spell));
	memset(f->spell_bucket, 0, sizeof(f->spell_bucket));
	f->spell_timed = 0;
	f->spell_in_vain = false;
	f->spell.start_ns = ns;
	f->spell.count = 1;
	f->spell_open = true;
}

/* A silence of a second or more, whose turn it was, and what ended it. */
static void gap_note(struct flow *f, int64_t ns, const char *after)
{
	if (f->f.gap_count >= GAPS_MAX)
		return;
	VEC_ROOM(f->gaps, f->f.gap_count, f->gap_cap);
	f->gaps[f->f.gap_count++] = (struct fact_gap){f->f.last_ns, ns, f->last_up ? "server" : "client", after};
}

void flow_settle(struct flow *f)
{
	group_end(f, true);
	spell_end(f);
}

/* --- bins ------------------------------------------------------------------------------------------------- */

/* Halves the resolution: neighbouring bins become one. */
static void bins_widen(struct flow *f)
{
	size_t i, n = 0;
	int64_t start;

	f->bin_width *= 2;
	for (i = 0; i < f->f.bin_count; i++) {
		start = f->bins[i].start_ns - f->bins[i].start_ns % f->bin_width;
		if (n && f->bins[n - 1].start_ns == start) {
			f->bins[n - 1].up_bytes += f->bins[i].up_bytes;
			f->bins[n - 1].down_bytes += f->bins[i].down_bytes;
			f->bins[n - 1].reads += f->bins[i].reads;
		} else {
			f->bins[n] = f->bins[i];
			f->bins[n++].start_ns = start;
		}
		f->bins[n - 1].width_ns = f->bin_width;
	}
	f->f.bin_count = n;
}

static struct fact_bin *bin_new(struct flow *f, int64_t ns)
{
	struct fact_bin *last;
	int64_t start;

	if (f->f.bin_count >= BINS_MAX)
		bins_widen(f);
	last = f->f.bin_count ? &f->bins[f->f.bin_count - 1] : NULL;
	if (last && ns < last->start_ns + f->bin_width)
		return last;
	start = ns - ns % f->bin_width;
	VEC_ROOM(f->bins, f->f.bin_count, f->bin_cap);
	f->bins[f->f.bin_count] = (struct fact_bin){.start_ns = start, .width_ns = f->bin_width};
	return &f->bins[f->f.bin_count++];
}

/* With no bin yet (n - 1 is huge then) and with no room for another, bin_new sees to it. */
static inline struct fact_bin *bin_at(struct flow *f, int64_t ns)
{
	size_t n = f->f.bin_count;

	if (n - 1 < BINS_MAX - 1 && ns < f->bins[n - 1].start_ns + f->bin_width)
		return &f->bins[n - 1];
	return bin_new(f, ns);
}

/* --- one datagram -------------------------------------------------------------------------------------------- */

static void request_take(struct flow *f, int64_t ns, size_t len)
{
	/* of a single request, an answer that came to its end without some of its datagrams is over too */
	bool open = f->pending && f->group_request && f->pending < PENDING_MAX && !f->answers && !whole(f) &&
		!(f->pending == 1 && f->tail);

	if (open && f->acks && f->pending == 1 && !f->sum_frames && !f->group_acked) {
		f->group_acked = true; /* that one acknowledged the read before */
		f->asked_ns = ns;
		return;
	}
	if (open && !(f->group_repeats && f->pending > 1)) {
		f->pending++;
		f->f.overlaps++;
		f->spell.overlaps++;
		return;
	}
	if (f->pending && whole(f) && f->pending == 1 && ns >= f->last_ns)
		f->spell.turn_sum_ns += ns - f->last_ns;
	group_end(f, false);
	group_begin(f, ns, len == FLOW_REQUEST || f->f.sector_reads);
}

static void up_count(struct flow *f, int64_t ns, size_t len)
{
	f->f.up_frames++;
	f->f.up_bytes += len;
	f->f.last_up_ns = ns;
	f->f.requests += len == FLOW_REQUEST;
	f->spell.up_frames++;
	f->spell.requests += len == FLOW_REQUEST;
	bin_at(f, ns)->up_bytes += len;
}

/* The request that `before` remembers, again. */
static void repeat_take(struct flow *f, const struct asked *before, int64_t ns, size_t len)
{
	f->f.repeats++;
	f->spell.repeats++;
	if (f->pending && before->ns < f->group_ns && f->pending < PENDING_MAX) { /* one of several that are repeated together */
		f->pending++;
		f->group_repeats++;
		f->group_counted &= before->counted;
		f->spell_in_vain |= !f->sum_frames && !f->answers; /* no heartbeat and its acknowledgement */
	} else if (f->pending) {
		f->spell_in_vain |= f->pending > 1;
		group_again(f);
	} else {
		f->spell.partial += f->tail_only;
		group_begin(f, ns, len == FLOW_REQUEST);
		f->group_counted = before->counted;
		f->group_repeats = 1;
		/* the last of reads in a row; a heartbeat may have begun among them */
		f->spell_in_vain = before == asked_last(f) && before->amid && before->counted && f->uniform < UNIFORM;
	}
	f->asked_ns = ns;
}

/* Whether the request is a repetition of `before`, which has the same content. A timer takes its time; and
 * where requests that follow whole answers at once have the same content, content says nothing. */
static bool repeats(struct flow *f, const struct asked *before, int64_t ns)
{
	if (ns - before->ns < TIMER_NS || (before->answered && (whole(f) || !f->pending) &&
		ns - f->f.last_down_ns < TIMER_NS)) {
		f->uniform++;
		return false;
	}
	if (f->uniform < UNIFORM)
		return true;
	return !(f->pending && whole(f)) && ns - f->f.last_ns >= UNIFORM_NS;
}

static bool flow_up(struct flow *f, int64_t ns, struct span payload, size_t len)
{
	uint64_t hash = XXH3_64bits(payload.p, payload.n);
	struct asked *before = asked_find(f, hash, ns);

	up_count(f, ns, len);
	if (before && repeats(f, before, ns)) {
		repeat_take(f, before, ns, len);
		before->ns = ns;
		return true;
	}
	if (len <= FLOW_REQUEST_MAX) {
		request_take(f, ns, len);
	} else {
		group_end(f, false);
		group_begin(f, ns, false);
	}
	asked_add(f, hash, ns);
	return false;
}

/* Of requests that overlap, one may be repeated alone, and its answer comes twice: whether this
 * datagram was here already. */
static bool came_before(struct flow *f, struct span payload)
{
	size_t n = payload.n < 64 ? payload.n : 64;
	uint64_t hash, *slot;

	if (f->pending < 2 || n < 32)
		return false;
	if (!f->down_seen)
		f->down_seen = mem_alloc(DOWN_SEEN * sizeof(*f->down_seen));
	hash = XXH3_64bits(payload.p, n);
	slot = &f->down_seen[hash % DOWN_SEEN];
	if (*slot == hash)
		return true;
	*slot = hash;
	return false;
}

static void down_count(struct flow *f, int64_t ns, size_t len)
{
	f->f.down_frames++;
	f->f.down_bytes += len;
	f->f.last_down_ns = ns;
	if (f->f.first_down_ns == INT64_MIN)
		f->f.first_down_ns = ns;
	if (len > f->f.max_payload)
		f->f.max_payload = len;
	if (len > f->spell.max_payload)
		f->spell.max_payload = len;
	f->f.full_frames += len == FLOW_FULL;
	f->spell.down_frames++;
}

static void flow_down(struct flow *f, int64_t ns, struct span payload, size_t len)
{
	struct fact_bin *b = bin_at(f, ns);
	bool data = f->sum_frames || len > FLOW_SMALL ||
		(f->group_request && len > FLOW_HEADER && (len - FLOW_HEADER) % FLOW_SECTOR == 0);

	down_count(f, ns, len);
	b->down_bytes += len;
	asked_last(f)->answered = true;
	if (!f->pending)
		return;
	if (!data || len < FLOW_HEADER) {
		f->answers++;
		return;
	}
	if (came_before(f, payload)) {
		f->f.resent_bytes += len - FLOW_HEADER;
		return;
	}
	if (!f->sum_frames) {
		b->reads++;
		f->first_ns = ns;
		if (f->pending == 1 && ns >= f->asked_ns)
			time_note(f, ns - f->asked_ns);
	}
	f->last_ns = ns;
	f->tail = f->sum_frames && len < f->f.max_payload && f->sum > f->sum_frames * len;
	f->sum += len;
	f->sum_frames++;
}

struct flow_step flow_measure(struct flow *f, int64_t ns, bool up, struct span payload, size_t len)
{
	struct flow_step step = {.up = up, .request = up && len == FLOW_REQUEST};
	int64_t silence = ns - f->f.last_ns;

	step.gap = f->spell_open && silence >= GAP_NS;
	if (step.gap) {
		/* who waits for an answer, or for the rest of one, goes on waiting: the group stays open */
		if (whole(f) || (f->answers && !f->sum_frames))
			group_end(f, false);
		spell_end(f);
	}
	if (!f->spell_open)
		spell_begin(f, ns);
	if (up)
		step.repeat = flow_up(f, ns, payload, len);
	else
		flow_down(f, ns, payload, len);
	if (step.gap)
		gap_note(f, ns, !up ? "server" : step.repeat ? "repeat" : step.request ? "request" : "login");
	f->last_up = up;
	if (ns > f->f.last_ns)
		f->f.last_ns = ns;
	return step;
}
