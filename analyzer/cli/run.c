/*
 * The conductor: see run.h.
 */
#include "cli/run.h"
#include "boot/boot.h"
#include "capture/capture.h"
#include "cli/hash.h"
#include "cli/order.h"
#include "cli/progress.h"
#include "diagnose/changes.h"
#include "diagnose/diagnose.h"
#include "track/track.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- signals: the one thing that cannot be passed as a parameter --------------------------------
 */

static volatile int interrupted;
static struct store *volatile at_work;

static void on_signal(int signal_number)
{
	struct store *s = at_work;

	if (interrupted) { /* the second time: at once */
		signal(signal_number, SIG_DFL);
		raise(signal_number);
	}
	interrupted = 1;
	if (s)
		store_interrupt(s);
	alarm(1);
}

/* A signal may come between the look at `interrupted` and a read that then waits for ever (standard
 * input, a pipe): until the program ends, one more a second breaks such a wait. */
static void on_alarm(int signal_number)
{
	(void)signal_number;
	alarm(1);
}

void run_catch_signals(struct store *s)
{
	struct sigaction a = {.sa_handler = s ? on_signal : SIG_DFL};

	at_work = s;
	sigemptyset(&a.sa_mask);
	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	a.sa_handler = s ? on_alarm : SIG_DFL;
	sigaction(SIGALRM, &a, NULL);
	if (!s)
		alarm(0);
}

bool run_interrupted(void)
{
	return interrupted;
}

const volatile int *run_stop(void)
{
	return &interrupted;
}

/* --- one capture
 * ---------------------------------------------------------------------------------- */

enum fate { FATE_ADDED, FATE_CUT, FATE_REPEATED, FATE_UNREADABLE, FATE_TROUBLE };

/* Everything that is at hand while one capture is read. */
struct reading {
	struct cli *cli;
	struct store *s;
	struct input *in;
	struct capture *cap;
	struct fact_sink sink;
	struct tracker *tracker;
	struct beacon *beacon;
	size_t which, of; /* of the inputs */
	uint32_t tap;     /* of an extract of several captures: each becomes a capture of its own, from 1 */
	bool reference, disordered;
};

/* A repeat has the same size as something in the case: only then is it worth reading the file
 * twice. */
bool run_has_capture(struct store *s, const char *path)
{
	struct stat st;
	struct bind size;
	char xxh3[33];

	if (stat(path, &st) < 0)
		return false;
	size = B_INT(st.st_size);
	if (!store_int(s, "SELECT 1 FROM capture WHERE file_bytes = ?1 LIMIT 1", &size, 1, 0))
		return false;
	return hash_quick(path, xxh3, &interrupted) && store_find_capture(s, xxh3);
}

static void read_frames(struct reading *r)
{
	const struct plain_lane lane = tracker_lane(r->tracker);
	const struct capture_info *info = capture_info(r->cap);
	struct progress progress;
	struct packet p;
	int got;

	if (!r->reference)
		capture_on_plain(r->cap, &lane);
	progress_begin(&progress, r->cli, r->in->name, info->file_bytes, r->beacon, r->which,
		r->of);
	while (!interrupted && (got = capture_next(r->cap, &p)) > 0) {
		if (got == 1)
			tracker_feed(r->tracker, &p);
		if (got == 2 || p.frame->number % 1024 == 0)
			progress_say(&progress, info->file_pos, info->frames);
	}
	progress_end(&progress);
}

static int64_t or_unknown(uint64_t drops)
{
	return drops == UINT64_MAX ? -1 : drops > INT64_MAX ? INT64_MAX : (int64_t)drops;
}

/* Without counters of its own, an interface lost at least what its frames say. */
static int64_t drops_of(const struct capture_iface *c)
{
	if (c->drops_if == UINT64_MAX && c->drops_os == UINT64_MAX && c->drops_told)
		return (int64_t)c->drops_told;
	return or_unknown(c->drops_if);
}

static void put_interfaces(struct reading *r)
{
	const struct capture_info *info = capture_info(r->cap);
	size_t i;

	for (i = 0; i < info->iface_count; i++) {
		const struct capture_iface *c = &info->ifaces[i];
		const char *link = linktype_name(c->linktype);
		struct fact_iface f = {.iface = (uint32_t)i,
			.linktype = c->linktype,
			.snaplen = c->snaplen,
			.link = link ? link : "not supported",
			.name = c->name,
			.description = c->description,
			.filter = c->filter,
			.frames = c->frames,
			.drops_if = drops_of(c),
			.drops_os = or_unknown(c->drops_os)};

		if ((c->tap ? c->tap : 1) == r->tap)
			r->sink.iface(r->sink.ctx, &f);
	}
}

static void put_steps(struct reading *r)
{
	const struct capture_info *info = capture_info(r->cap);
	size_t i;

	for (i = 0; i < info->steps && i < CAPTURE_STEPS; i++) {
		const struct capture_step *c = &info->step[i];
		struct fact_step f = {c->frame, c->iface, c->before_ns, c->after_ns};

		r->sink.step(r->sink.ctx, &f);
	}
}

/* A datagram that stayed incomplete, told by the capture layer while frames are read. */
static void on_lost(void *ctx, const struct lost_datagram *lost)
{
	struct reading *r = ctx;
	struct packet p;

	packet_decode(&lost->frame, &p);
	tracker_lost(r->tracker, &p, lost);
}

void run_name_tap(char *buf, size_t size, const char *xxh3, uint32_t tap)
{
	if (tap > 1)
		snprintf(buf, size, "%s.%u", xxh3, tap);
	else
		snprintf(buf, size, "%s", xxh3);
}

static enum fate keep(struct reading *r, const struct hashes *h, struct err *err)
{
	static const char *const status[] = {
		[CAPTURE_COMPLETE] = "complete",
		[CAPTURE_CUT] = "cut",
		[CAPTURE_REFUSED] = "refused",
	};
	static const enum fate fate[] = {
		[CAPTURE_COMPLETE] = FATE_ADDED,
		[CAPTURE_CUT] = FATE_CUT,
		[CAPTURE_REFUSED] = FATE_UNREADABLE,
	};
	const struct capture_info *info = capture_info(r->cap);
	char note[800], xxh3[48];
	struct fact_capture c = {.path = r->in->name,
		.sha256 = h->sha256[0] ? h->sha256 : NULL,
		.xxh3 = xxh3,
		.format = info->format,
		.compression = info->compression,
		.status = status[info->end],
		.note = info->note,
		.frames = info->frames,
		.bytes = info->bytes,
		.file_bytes = info->file_bytes,
		.first_ns = info->has_time ? info->first_ns : INT64_MIN,
		.last_ns = info->has_time ? info->last_ns : INT64_MIN};

	run_name_tap(xxh3, sizeof(xxh3), h->xxh3, r->tap);
	if (tracker_flood(r->tracker)) {
		snprintf(note, sizeof(note),
			"%s%s%llu frames are of more boot clients than a site has: a flood of made-up "
			"addresses; the first 10000 clients are followed",
			info->note, *info->note ? "; " : "",
			(unsigned long long)tracker_flood(r->tracker));
		c.note = note;
	}
	tracker_finish(r->tracker);
	put_interfaces(r);
	put_steps(r);
	if (store_end_capture(r->s, &c, err) < 0)
		return FATE_TROUBLE;
	if (info->end != CAPTURE_COMPLETE)
		out_error("%s: %s", r->in->name, info->note);
	return fate[info->end];
}

/* With the capture open: read all of it, then keep all of it or nothing. `hashing` got every byte. Where frames are out of
 * order and that was not expected, nothing is kept, and nothing said. */
static enum fate read_capture(struct reading *r, struct hashing *hashing, struct err *err)
{
	struct hashes h;
	enum fate fate = FATE_TROUBLE;
	bool whole, hashed;
	const int now = 1;

	if (store_begin_capture(r->s, &r->sink, err) < 0) {
		hashing_finish(hashing, &h);
		return FATE_TROUBLE;
	}
	r->tracker = tracker_new(&r->sink);
	capture_on_lost(r->cap, on_lost, r);
	read_frames(r);
	r->disordered = capture_info(r->cap)->disordered;
	whole = capture_read_rest(r->cap, r->disordered ? &now : &interrupted) && !interrupted;
	hashed = hashing_finish(hashing, &h);
	if (!whole) /* the disk failed: no file can be compared with what was read */
		h.sha256[0] = '\0';
	if (interrupted)
		err_set(err, "interrupted");
	else if (!hashed)
		err_set(err, "%s: no hash could be taken of it: out of memory", r->in->name);
	else if (!r->disordered)
		fate = keep(r, &h, err);
	if (fate == FATE_TROUBLE)
		store_abort_capture(r->s);
	tracker_free(r->tracker);
	return fate;
}

/* A sentence that begins with the path of a copy gets the name the user knows. */
static void tell_by_name(const struct input *in, const char *sentence)
{
	size_t n = strlen(in->path);

	if (!strncmp(sentence, in->path, n))
		out_error("%s%s", in->name, sentence + n);
	else
		out_error("%s: %s", in->name, sentence);
}

static enum fate read_tap(struct reading *r, const struct inputs *all, bool straight, uint32_t *taps, struct err *err)
{
	struct capture_how how = {.limits = &all->limits, .reference = all->reference, .straight = straight, .tap = r->tap,
		.seen = hashing_feed};
	struct err why = {""};
	enum fate fate;

	how.ctx = hashing_new(!all->no_hash);
	r->cap = capture_open_how(r->in->path, &how, &why);
	if (!r->cap) {
		hashing_finish(how.ctx, &(struct hashes){"", ""});
		tell_by_name(r->in, why.text);
		return FATE_UNREADABLE;
	}
	fate = read_capture(r, how.ctx, err);
	*taps = capture_info(r->cap)->taps;
	capture_close(r->cap);
	return fate;
}

/* Reads one capture of the file; *taps: how many there are in it. Nearly all have their frames in order, or show it soon
 * that they do not: then what was read is forgotten, and frames are held for ordering. */
static enum fate ingest_tap(struct reading *r, const struct inputs *all, uint32_t *taps, struct err *err)
{
	enum fate fate = read_tap(r, all, !all->reference, taps, err);

	return fate == FATE_TROUBLE && r->disordered && !interrupted ? read_tap(r, all, false, taps, err) : fate;
}

static enum fate ingest_one(struct cli *cli, struct store *s, struct inputs *all, size_t i,
	struct beacon *beacon, struct err *err)
{
	struct input *in = &all->input[i];
	const struct unpack_limits *limits = &all->limits;
	struct reading r = {.cli = cli, .s = s, .in = in, .beacon = beacon, .which = i + 1, .of = all->count, .tap = 1,
		.reference = all->reference};
	struct err why = {""};
	uint32_t taps = 0;
	enum fate fate;

	if (input_settle(in, limits, &interrupted, &why) < 0) {
		if (!interrupted)
			tell_by_name(in, why.text);
		return FATE_UNREADABLE;
	}
	if (run_has_capture(s, in->path)) {
		out_note(cli, "%s: already in the case, nothing changed", in->name);
		return FATE_REPEATED;
	}
	fate = ingest_tap(&r, all, &taps, err);
	while ((fate == FATE_ADDED || fate == FATE_CUT) && r.tap++ < taps)
		fate = ingest_tap(&r, all, &taps, err);
	return fate;
}

int run_ingest(
	struct cli *cli, struct store *s, struct inputs *in, struct tally *t, struct err *err)
{
	struct beacon *beacon = beacon_light(store_path(s));
	bool trouble = false;
	size_t i;

	order_inputs(in, &interrupted);
	for (i = 0; i < in->count && !interrupted && !trouble; i++) {
		enum fate fate = ingest_one(cli, s, in, i, beacon, err);

		input_release(&in->input[i]);
		switch (fate) {
		case FATE_TROUBLE:
			trouble = true;
			break;
		case FATE_CUT:
			t->cut++;
			t->added++;
			break;
		case FATE_ADDED:
			t->added++;
			break;
		case FATE_REPEATED:
			t->repeated++;
			break;
		case FATE_UNREADABLE:
			t->unreadable++;
			break;
		}
	}
	beacon_out(beacon);
	if (trouble)
		return -1;
	return interrupted ? err_set(err, "interrupted") : 0;
}

/* --- analysis
 * ---------------------------------------------------------------------------------------- */

static int analyse(struct store *s, const struct rules *rules, struct txt *changes, struct err *err)
{
	if (changes_before(s, err) < 0 || store_reset_derived(s, err) < 0 || boot_build(s, err) < 0)
		return -1;
	if (diagnose_run(s, rules, err) < 0 || changes_after(s, changes, err) < 0)
		return -1;
	return case_clock_leave(s, err);
}

/* A sentence, then a line for each change. */
static void changes_print(struct cli *cli, const char *text)
{
	char line[1000];
	size_t n, indent = 0;

	while (*text) {
		n = strcspn(text, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)n, text);
		out_wrapped(cli, line + strspn(line, " "), (int)indent);
		indent = 2;
		text += n + (text[n] == '\n');
	}
}

int run_analysis(struct cli *cli, struct store *s, const char *rules_dir, struct err *err)
{
	struct rules rules = {0};
	struct beacon *beacon;
	struct txt changes = {0};
	int ret;

	if (rules_load(&rules, rules_dir, err) < 0) {
		rules_free(&rules);
		return -1;
	}
	beacon = beacon_light(store_path(s));
	beacon_say(beacon, "finding boots and causes");
	ret = store_begin(s, err);
	if (ret == 0) {
		ret = analyse(s, &rules, &changes, err);
		if (ret == 0)
			ret = store_commit(s, err);
		if (ret < 0)
			store_rollback(s);
	}
	beacon_out(beacon);
	if (ret == 0)
		changes_print(cli, txt_str(&changes));
	txt_free(&changes);
	rules_free(&rules);
	return ret;
}

/* --- --fail-on
 * ------------------------------------------------------------------------------------------ */

static const char *const levels[] = {"failure", "degraded", "note", NULL};

bool run_level_known(const char *level)
{
	size_t i;

	for (i = 0; levels[i]; i++)
		if (!strcmp(level, levels[i]))
			return true;
	return false;
}

bool run_level_met(struct store *s, const char *level)
{
	size_t i;

	for (i = 0; levels[i]; i++) {
		struct bind b = B_TEXT(levels[i]);

		if (store_int(s,
			    "SELECT 1 FROM findings WHERE kind = ?1 AND verdict = 'yes' LIMIT 1",
			    &b, 1, 0))
			return true;
		if (!strcmp(level, levels[i]))
			break;
	}
	return store_int(s, "SELECT 1 FROM boots WHERE outcome = 'failed' LIMIT 1", NULL, 0, 0);
}
