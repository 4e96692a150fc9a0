/*
 * How a boot ended, and the sentence for the list. "Failed" needs a capture that goes on long enough
 * to know; where it does not, the boot is incomplete.
 */
#include "boot/internal.h"

#define HEARTBEAT_NS (35 * SECOND) /* 30 s by default (pvs.md 0.6), and a little */
#define HEARTBEATS_NS (65 * SECOND) /* ... with one of them missing in the capture */
#define VAIN_TRIES 4
#define REFUSED_NS (60 * SECOND)
#define RETRIED_NS (45 * SECOND) /* 5 s doubled to 10 s, ten times: 50 s as a rule (CTX119223) */
#define SETTLED_NS (20 * SECOND)
#define STEADY_NS (5 * SECOND)
#define OS_SETTLED_NS (120 * SECOND) /* a system that ran this long has booted, whatever came then */

/* The question that the boot ended on. */
static const struct exchange *last_exchange(const struct exchanges *x)
{
	return x->count ? &x->x[x->count - 1] : NULL;
}

/* When the same question had gone unanswered for as long as the client's patience, though it may still be asking
 * at the end; INT64_MIN: it had not. */
static int64_t asked_in_vain(const struct story *st, const struct exchanges *x)
{
	const struct exchange *last = last_exchange(x);
	int64_t since = st->login_ns, wait = st->login_answer_ns == INT64_MIN ? 15 * SECOND : REFUSED_NS;

	if (st->phase == PHASE_DHCP && last && !last->acks) {
		since = last->first_ns + kind_def[st->who].patience_ns;
		if (last->try_n >= VAIN_TRIES && last->try_ns[VAIN_TRIES - 1] > since)
			since = last->try_ns[VAIN_TRIES - 1];
		return last->tries >= VAIN_TRIES && st->seen_until_ns >= since ? since : INT64_MIN;
	}
	if (st->phase != PHASE_LOGIN) { /* the last requests stayed unanswered for as long as a target tries (pvs.md 0.6) */
		since = st->pvs.retry_ns;
		wait = RETRIED_NS;
	}
	return since != INT64_MIN && st->target_last_ns - since >= wait ? since + wait : INT64_MIN;
}

/* When it was decided that the boot ended there: the earliest of what shows it. 0: nothing does. */
static int64_t decided(const struct story *st, const struct exchanges *x, int64_t again_ns)
{
	int64_t vain = asked_in_vain(st, x), quiet = st->target_last_ns + st->quiet_ns, ns = INT64_MAX;

	if (vain != INT64_MIN)
		ns = vain;
	if (st->seen_until_ns >= quiet && quiet < ns)
		ns = quiet;
	if (again_ns && again_ns < ns)
		ns = again_ns;
	return ns == INT64_MAX ? 0 : ns;
}

static bool heartbeats(const struct story *st)
{
	return st->stream_last_ns != INT64_MIN &&
		st->seen_until_ns - st->stream_last_ns <= (st->lossy ? HEARTBEATS_NS : HEARTBEAT_NS);
}

static bool steady(const struct story *st)
{
	return heartbeats(st) && (st->pvs.handover_done_ns != INT64_MIN ||
		st->seen_until_ns - st->stream_last_ns <= STEADY_NS);
}

/* A DHCP client that only keeps or gives back an address it has. */
static bool keeps_address(const struct exchanges *x)
{
	size_t i;

	for (i = 0; i < x->count; i++)
		if (!strcmp(x->x[i].kind, "discover") || !strcmp(x->x[i].kind, "request-reboot") ||
			!strcmp(x->x[i].kind, "request-selecting"))
			return false;
	return true;
}

/* A system that only keeps in touch has started. */
static bool settled(const struct story *st)
{
	return st->pvs.handover_done_ns != INT64_MIN && st->stream_last_ns != INT64_MIN &&
		st->pvs.read_last_ns != INT64_MIN && st->stream_last_ns - st->pvs.read_last_ns >= SETTLED_NS;
}

/* The operating system began and then fell silent at once, or the firmware started over: it crashed. */
static bool os_crashed(const struct story *st, int64_t within)
{
	return st->stream_ns != INT64_MIN && st->long_enough && !heartbeats(st) && !settled(st) &&
		st->target_last_ns - st->os_ns < within;
}

/* Whether its last question was repeated, which no answer stops. */
static bool asks_again(const struct story *st, const struct exchanges *x)
{
	const struct exchange *last = last_exchange(x);

	return st->phase == PHASE_DHCP ? last && last->tries > 1 : st->again;
}

/* One question alone, without any answer. */
static bool asked_once(const struct exchanges *x)
{
	const struct exchange *last = last_exchange(x);

	return x->count == 1 && last->tries == 1 && !last->offers && !last->proxy_offers && !last->acks && !last->naks;
}

/* It took an offer, once, and that is the last of it: who gets no answer to that asks again. */
static bool took_once(const struct story *st, const struct exchanges *x)
{
	const struct exchange *last = last_exchange(x);

	return st->phase == PHASE_DHCP && last && !strcmp(last->kind, "request-selecting") && last->tries == 1 && !last->acks && !last->naks;
}

/* The DHCP client of an operating system, without any sign of network boot. */
static bool ordinary(const struct story *st)
{
	return !st->uses_pxe && kind_def[st->who].rank >= kind_def[KIND_WINDOWS].rank;
}

/* Where targets talk from by default (pvs.md 1). */
static bool pvs_target_port(int64_t port)
{
	return port == 6901 || port == 6902 || port == 6905;
}

/* It did not get what it asked for, and did not ask again: in a capture that lost frames the answer is one of them. */
static bool may_have_gone_on(const struct story *st, const struct exchanges *x)
{
	const struct exchange *last = last_exchange(x);

	if (!st->lossy)
		return false;
	if (st->phase >= PHASE_STREAM)
		return st->pvs.retry_ns == INT64_MIN;
	if (asks_again(st, x))
		return false;
	return st->phase == PHASE_DHCP ? last && !last->naks : st->phase == PHASE_BOOTFILE && st->transfer_done_ns == INT64_MIN;
}

static const char *outcome_of(const struct story *st, const struct exchanges *x, bool superseded)
{
	if (st->anyones)
		return "incomplete"; /* the targets are on the other side of the NAT, and there are their boots */
	if (st->several)
		return "incomplete"; /* each of them may have come to something else */
	if (st->os_ns != INT64_MIN && st->sieved && os_crashed(st, OS_SETTLED_NS) && !os_crashed(st, SETTLED_NS))
		return "incomplete"; /* whether it ran on is in what was left out */
	if (st->os_ns != INT64_MIN)
		return !os_crashed(st, OS_SETTLED_NS) ? "booted" : may_have_gone_on(st, x) ? "incomplete" : "failed";
	if (st->stream_ns != INT64_MIN && (settled(st) || (steady(st) && !superseded)))
		return "booted";
	if (!st->whole && !st->uses_pxe && (st->ack_ns != INT64_MIN || keeps_address(x)))
		return "incomplete"; /* whether it asked for a boot file was not captured, nor perhaps what else */
	if (!x->count && (st->boot_info || st->ack_ns == INT64_MIN) && !st->uses_pxe)
		return "incomplete"; /* only what it was told was captured */
	if (!st->uses_pxe && (st->ack_ns != INT64_MIN || keeps_address(x)))
		return "leased";
	if (st->read_on || (st->unheard && !asks_again(st, x)))
		return "incomplete"; /* what it was told is missing in the capture, not on the wire */
	if (may_have_gone_on(st, x) || (took_once(st, x) && !superseded))
		return "incomplete";
	if (st->uses_asked || st->split)
		return "incomplete"; /* that it was answered is known, and how it went on is not */
	if (st->elsewhere && (st->phase == PHASE_PXE || st->login_answer_ns != INT64_MIN))
		return "incomplete"; /* with a server whose port this is not */
	if (!st->direct && st->ack_ns != INT64_MIN)
		return "incomplete"; /* behind the relay nothing shows what came after the lease */
	if ((!st->unicast && st->told) || st->unseen)
		return "incomplete"; /* to ask for the file is unicast, and out of sight at a third port; so is what follows */
	if (!st->long_enough || st->sieved || (st->sieved_files && st->phase == PHASE_BOOTFILE))
		return "incomplete";
	if (!st->uses_pxe && last_exchange(x) && strcmp(last_exchange(x)->kind, "discover") != 0 &&
		(strcmp(last_exchange(x)->kind, "request-selecting") != 0 || !last_exchange(x)->naks))
		return "incomplete"; /* a cached lease may serve it: not a boot that failed */
	if (st->phase == PHASE_DHCP && last_exchange(x) && !strcmp(last_exchange(x)->kind, "untold"))
		return "incomplete"; /* whether it was asked for an address, and given one, was not captured */
	if (!st->uses_pxe && !superseded && asked_once(x))
		return "incomplete"; /* whoever boots asks again: one DISCOVER alone is a scanner's, or made up */
	if (ordinary(st))
		return "incomplete"; /* it may lack an address, but nothing says that it meant to boot */
	if (st->phase == PHASE_LOGIN && st->login_answer_ns != INT64_MIN && !superseded &&
		st->pvs.retry_ns == INT64_MIN && !st->pvs.refused && st->target_last_ns - st->login_ns < REFUSED_NS)
		return "incomplete"; /* it may wait at a menu, for as long as nobody presses a key */
	if (st->phase == PHASE_LOGIN && !x->count && !st->pvs_file && !pvs_target_port(st->first_port))
		return "incomplete"; /* another program at such a port, of a host that once fetched some file */
	if (st->phase == PHASE_BOOTFILE && st->transfer_done_ns != INT64_MIN && !st->pvs_file)
		return "incomplete"; /* another loader's business: nothing says what should follow */
	return "failed";
}

/* --- the sentence ----------------------------------------------------------------------------------- */

static void say_dhcp(struct story *st, const struct exchange *x)
{
	char span[32];

	txt_duration(span, sizeof(span), x->last_ns - x->first_ns);
	if (!strcmp(x->kind, "untold")) {
		snprintf(st->summary, sizeof(st->summary), "%lld DHCP request%s over %s, %lld repl%s; the DHCP options were not captured",
			(long long)x->tries, x->tries == 1 ? "" : "s", span, (long long)x->offers, x->offers == 1 ? "y" : "ies");
		return;
	}
	if (!strcmp(x->kind, "decline")) {
		snprintf(st->summary, sizeof(st->summary), "declined the address that it was given: another host has it");
		return;
	}
	if (!strcmp(x->kind, "discover") && !x->offers && !x->proxy_offers)
		snprintf(st->summary, sizeof(st->summary), "no DHCP offer seen: %lld DISCOVER%s over %s",
			(long long)x->tries, x->tries == 1 ? "" : "s", span);
	else if (!strcmp(x->kind, "discover"))
		snprintf(st->summary, sizeof(st->summary), "%lld DISCOVER%s, %lld offer%s, none taken",
			(long long)x->tries, x->tries == 1 ? "" : "s", (long long)(x->offers + x->proxy_offers),
			x->offers + x->proxy_offers == 1 ? "" : "s");
	else if (x->naks && !x->acks)
		snprintf(st->summary, sizeof(st->summary), "DHCP REQUEST refused (NAK by %s)", x->answer_from);
	else
		snprintf(st->summary, sizeof(st->summary), "DHCP REQUEST, %s",
			x->acks ? "acknowledged" : "no answer seen");
}

static void say_stream(struct story *st)
{
	char bytes[24];

	if (!st->stream_bytes) {
		snprintf(st->summary, sizeof(st->summary), "a system that runs keeps in touch with %s%s",
			st->stream_server, !strcmp(st->outcome, "failed") ? ", then silence" : "");
		return;
	}
	txt_bytes(bytes, sizeof(bytes), st->stream_bytes);
	if (st->phase == PHASE_HANDOVER && st->pvs.handover_done_ns == INT64_MIN) {
		snprintf(st->summary, sizeof(st->summary), "%s read from %s%s", bytes,
			st->stream_server[0] ? st->stream_server : "a server",
			strcmp(st->outcome, "failed") != 0 ? "; the streaming driver logged in"
							   : ", then no handover to the streaming driver");
		return;
	}
	snprintf(st->summary, sizeof(st->summary), "%s: %s read from %s%s",
		st->phase == PHASE_OS ? "operating system up"
			: st->phase == PHASE_HANDOVER ? "handed over to the streaming driver" : "streaming",
		bytes, st->stream_server[0] ? st->stream_server : "a server",
		!strcmp(st->outcome, "failed") ? ", then silence" : "");
}

static void say_ordinary(struct story *st)
{
	char said[sizeof(st->summary)];

	memcpy(said, st->summary, sizeof(said));
	snprintf(st->summary, sizeof(st->summary), "ordinary DHCP client: %.360s", said);
}

static void say(struct story *st, const struct exchanges *x)
{
	if (st->anyones) {
		snprintf(st->summary, sizeof(st->summary),
			"behind a NAT: it is one of several targets that other captures show, and it cannot be told which");
		return;
	}
	if (st->several) {
		snprintf(st->summary, sizeof(st->summary),
			"several machines behind a router, of which no DHCP is recorded: they are not told apart");
		return;
	}
	if (st->split && !strcmp(st->outcome, "incomplete")) {
		snprintf(st->summary, sizeof(st->summary), "its two directions are in different files: merge them (mergecap) and read that");
		return;
	}
	if (st->read_on) {
		snprintf(st->summary, sizeof(st->summary), "only what it sent was captured");
		return;
	}
	switch (st->phase) {
	case PHASE_LINK:
		return; /* no boot: build.c leaves it out */
	case PHASE_DHCP:
		if (!strcmp(st->outcome, "leased"))
			snprintf(st->summary, sizeof(st->summary), "ordinary DHCP client, address %s",
				st->lease_ip[0] ? st->lease_ip : "not seen");
		else if (x->count)
			say_dhcp(st, last_exchange(x));
		else
			snprintf(st->summary, sizeof(st->summary), "only answers to it were captured");
		if (ordinary(st) && strcmp(st->outcome, "leased") != 0)
			say_ordinary(st);
		return;
	case PHASE_PXE:
		snprintf(st->summary, sizeof(st->summary), "address %s, %s", st->lease_ip,
			st->boot_file[0] ? "boot file named but not requested" : "but no boot file");
		return;
	case PHASE_BOOTFILE:
		snprintf(st->summary, sizeof(st->summary), "boot file \"%.120s\" from %s %s", st->boot_file, st->boot_server,
			st->transfer_done_ns != INT64_MIN ? "loaded"
			: story_file_open(st)		  ? "not captured to its end"
							  : "not loaded");
		return;
	case PHASE_LOGIN:
		snprintf(st->summary, sizeof(st->summary), "login at %s %s", st->login_server,
			st->login_answer_ns != INT64_MIN ? "answered, no stream seen" : "not answered");
		return;
	case PHASE_STREAM:
	case PHASE_HANDOVER:
	case PHASE_OS:
	case PHASES:
		if (st->stream_ns != INT64_MIN)
			say_stream(st);
		else
			snprintf(st->summary, sizeof(st->summary), "operating system up, address %s", st->lease_ip);
	}
}

bool story_file_open(const struct story *st)
{
	return st->transfer_done_ns == INT64_MIN && !strcmp(st->outcome, "incomplete") && st->file_status &&
		!strcmp(st->file_status, "open");
}

void story_end(struct story *st, const struct exchanges *x, int64_t again_ns)
{
	st->decided_ns = decided(st, x, again_ns);
	st->long_enough = st->decided_ns != 0;
	st->outcome = outcome_of(st, x, again_ns != 0);
	say(st, x);
}
