/*
 * A boot as eight steps, one per phase: what happened in it, how often it was tried, with whom.
 */
#include "boot/internal.h"

#define SLOW_DHCP_NS (4 * SECOND) /* longer than any harmless wait in lab measurements (ping check 1 to 3 s) */

struct step {
	const char *status;
	int64_t start_ns, end_ns, tries; /* INT64_MIN: not seen */
	const char *peer;
	char note[200];
};

static void step_dhcp(const struct story *st, const struct exchanges *x, struct step *p)
{
	size_t i;

	if (!x->count)
		return;
	p->start_ns = x->x[0].first_ns;
	for (i = 0; i < x->count && x->x[i].first_ns <= (st->ack_ns == INT64_MIN ? INT64_MAX : st->ack_ns); i++)
		if (!strcmp(x->x[i].kind, "discover"))
			p->tries += x->x[i].tries;
	p->peer = st->dhcp_server;
	p->end_ns = st->ack_ns;
	if (st->ack_ns == INT64_MIN) {
		p->status = "failed";
		snprintf(p->note, sizeof(p->note), "%s", st->offer_ns == INT64_MIN ? "no offer seen" :
			st->request_ns == INT64_MIN ? "offers, none taken" : "no acknowledgement seen");
		return;
	}
	p->status = st->ack_ns - p->start_ns > SLOW_DHCP_NS ? "slow" : "ok";
	snprintf(p->note, sizeof(p->note), "address %s%s%s", st->lease_ip, st->relay[0] ? " through relay " : "",
		st->relay);
}

static void step_pxe(const struct story *st, struct step *p)
{
	if (!kind_def[st->who].network_boot) {
		p->status = "skipped";
		snprintf(p->note, sizeof(p->note), "not a PXE client");
		return;
	}
	if (st->ack_ns == INT64_MIN && st->transfer_ns == INT64_MIN)
		return;
	p->start_ns = st->proxy_ns != INT64_MIN ? st->proxy_ns : st->ack_ns;
	p->end_ns = st->transfer_ns;
	p->peer = st->boot_server;
	p->tries = 1;
	if (st->boot_file[0] || st->transfer_ns != INT64_MIN) {
		p->status = "ok";
		snprintf(p->note, sizeof(p->note), "boot file \"%.80s\"%s%.80s", st->boot_file,
			st->file_source[0] ? " named by " : "", st->file_source);
	} else {
		p->status = "failed";
		snprintf(p->note, sizeof(p->note), "no boot file named");
	}
}

static void step_bootfile(const struct story *st, struct step *p)
{
	if (!strcmp(st->path, "bdm-partition")) {
		p->status = "skipped";
		snprintf(p->note, sizeof(p->note), "the bootstrap was on a local disk");
		return;
	}
	if (st->transfer_ns == INT64_MIN)
		return;
	p->start_ns = st->transfer_ns;
	p->end_ns = st->transfer_done_ns;
	p->peer = st->boot_server;
	p->tries = 1;
	p->status = st->transfer_done_ns != INT64_MIN || st->login_ns != INT64_MIN ? "ok" : "failed";
	snprintf(p->note, sizeof(p->note), "\"%.120s\"%s", st->boot_file,
		story_file_open(st) ? ", not captured to its end" : "");
}

static void step_login(const struct story *st, struct step *p)
{
	if (st->login_ns == INT64_MIN)
		return;
	p->start_ns = st->login_ns;
	p->end_ns = st->login_answer_ns;
	p->peer = st->login_server;
	p->tries = 1;
	p->status = st->login_answer_ns == INT64_MIN ? "failed" : "ok";
	snprintf(p->note, sizeof(p->note), "%s",
		st->login_answer_ns == INT64_MIN ? "no answer seen" : "answered");
}

static void step_stream(const struct story *st, struct step *p)
{
	char bytes[24];

	if (st->stream_ns == INT64_MIN)
		return;
	p->start_ns = st->stream_ns;
	p->end_ns = st->handover_ns != INT64_MIN ? st->handover_ns : st->stream_last_ns;
	p->peer = st->stream_server;
	p->tries = 1;
	p->status = st->handover_ns != INT64_MIN || strcmp(st->outcome, "failed") != 0 ? "ok" : "failed";
	snprintf(p->note, sizeof(p->note), "%s read in all",
		txt_bytes(bytes, sizeof(bytes), st->stream_bytes));
}

static void step_late(const struct story *st, enum phase phase, struct step *p)
{
	int64_t ns = phase == PHASE_HANDOVER ? st->handover_ns : st->os_ns;

	if (ns == INT64_MIN)
		return;
	p->start_ns = p->end_ns = ns;
	p->status = "ok";
	p->tries = 1;
	if (phase == PHASE_HANDOVER && st->pvs.handover_done_ns == INT64_MIN) {
		p->status = !strcmp(st->outcome, "failed") ? "failed" : "ok";
		snprintf(p->note, sizeof(p->note), "second login, but no read after it");
		return;
	}
	if (phase == PHASE_HANDOVER)
		p->end_ns = st->pvs.handover_done_ns;
	snprintf(p->note, sizeof(p->note), "%s", phase == PHASE_HANDOVER
		? "second login, by the streaming driver" : "the operating system's own network");
}

/* Of a boot whose end was not captured: whether this phase failed in what was. That no answer is there says no such thing. */
static bool failed_here(const struct story *st, const struct exchanges *x, int phase)
{
	size_t i;

	if (phase == PHASE_BOOTFILE)
		return st->file_status && strcmp(st->file_status, "open") != 0 && strcmp(st->file_status, "no-reply") != 0;
	for (i = 0; phase == PHASE_DHCP && i < x->count; i++)
		if (x->x[i].naks)
			return true;
	return phase == PHASE_PXE;
}

static int step_put(struct store *s, int64_t boot, int phase, const struct step *p, struct err *err)
{
	struct bind a[] = {B_INT(boot), B_INT(phase), B_TEXT(phase_name[phase]), B_TEXT(p->status),
		p->start_ns == INT64_MIN ? (struct bind){0} : B_INT(p->start_ns),
		p->end_ns == INT64_MIN ? (struct bind){0} : B_INT(p->end_ns), B_INT(p->tries),
		B_TEXT(p->peer && p->peer[0] ? p->peer : NULL), B_TEXT(p->note)};

	return store_query(s, "INSERT INTO step VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", a, 9, NULL, NULL,
		err);
}

int steps_write(struct store *s, const struct story *st, const struct exchanges *x, struct err *err)
{
	int i;

	for (i = 0; i < PHASES; i++) {
		struct step p = {.status = "not-seen", .start_ns = INT64_MIN, .end_ns = INT64_MIN};

		if (i == PHASE_LINK)
			continue; /* nothing is measured of the link yet */
		if (i == PHASE_DHCP)
			step_dhcp(st, x, &p);
		else if (i == PHASE_PXE)
			step_pxe(st, &p);
		else if (i == PHASE_BOOTFILE)
			step_bootfile(st, &p);
		else if (i == PHASE_LOGIN)
			step_login(st, &p);
		else if (i == PHASE_STREAM)
			step_stream(st, &p);
		else
			step_late(st, (enum phase)i, &p);
		if (!strcmp(p.status, "failed") && ((i < PHASE_BOOTFILE && st->phase > PHASE_PXE) || /* it did get on */
			(!strcmp(st->outcome, "incomplete") && !failed_here(st, x, i))))
			p.status = "not-seen";
		if (p.start_ns != INT64_MIN && p.end_ns != INT64_MIN && p.end_ns < p.start_ns)
			p.end_ns = p.start_ns;
		if (step_put(s, st->boot_id, i, &p, err) < 0)
			return -1;
	}
	return 0;
}
