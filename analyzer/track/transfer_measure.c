/*
 * What a transfer's packets measure: turn times, repetitions by side, what was asked for and granted,
 * server ports, sizes on the wire, and what kind of program the file is.
 */
#include "track/transfer.h"

#include <stdio.h>

/* --- turn times ------------------------------------------------------------------------------------ */

static void turns_init(struct turns *t)
{
	t->min_ns = INT64_MAX;
	t->max_ns = 0;
	t->since_ns = INT64_MIN;
}

/* Quarter octaves: 1024 ns is bin 0, 2048 ns bin 4. */
static unsigned bin_of(int64_t ns)
{
	unsigned octave = 0, bin;
	uint64_t v = ns < 1024 ? 1024 : (uint64_t)ns;

	while (v >> (octave + 11))
		octave++;
	bin = octave * 4 + (unsigned)((v >> (octave + 8)) & 3);
	return bin < TURN_BINS ? bin : TURN_BINS - 1;
}

static void turns_end(struct turns *t, int64_t ns)
{
	int64_t took;

	if (t->since_ns == INT64_MIN || ns < t->since_ns)
		return;
	took = ns - t->since_ns;
	t->since_ns = INT64_MIN;
	t->bin[bin_of(took)]++;
	t->count++;
	if (took < t->min_ns)
		t->min_ns = took;
	if (took > t->max_ns)
		t->max_ns = took;
}

int64_t turns_median(const struct turns *t)
{
	uint64_t below = 0;
	unsigned i;

	if (!t->count)
		return -1;
	for (i = 0; i < TURN_BINS - 1; i++)
		if ((below += t->bin[i]) * 2 >= t->count)
			break;
	/* the middle of the bin, within what was measured */
	{
		int64_t mid = (int64_t)((1024ull << (i / 4)) * (9 + 2 * (i % 4)) / 8);

		return mid < t->min_ns ? t->min_ns : mid > t->max_ns ? t->max_ns : mid;
	}
}

/* --- who said what ----------------------------------------------------------------------------------- */

void transfer_measure_init(struct transfer *x)
{
	x->asked_blksize = x->asked_windowsize = x->asked_timeout = -1;
	x->last_ack = -1;
	x->wrap_to = -1;
	x->resend_data_ns = x->resend_ack_ns = INT64_MAX;
	x->data_ns = x->ack_ns = INT64_MIN;
	turns_init(&x->server);
	turns_init(&x->client_turns);
}

void transfer_note_request(struct transfer *x, const struct tftp_msg *m, int64_t ns)
{
	if (m) {
		x->asked_blksize = m->has_blksize ? (int64_t)m->blksize : -1;
		x->asked_windowsize = m->has_windowsize ? (int64_t)m->windowsize : -1;
		x->asked_timeout = m->has_timeout ? (int64_t)m->timeout : -1;
	}
	x->server.since_ns = ns;
}

/* Each repeated request may open another transfer at the server, with a port of its own. */
static void note_tid(struct transfer *x, const struct packet *p)
{
	unsigned i;

	for (i = 0; i < x->tids; i++)
		if (x->tid[i] == p->src_port && x->tid_ip[i] == p->src_ip)
			return;
	if (x->tids == TIDS_MAX)
		return;
	x->tid_ip[x->tids] = p->src_ip;
	x->tid[x->tids++] = p->src_port;
}

void transfer_note_answer(struct transfer *x, const struct packet *p, const char *what)
{
	if (!x->first_reply)
		x->first_reply = what;
	note_tid(x, p);
	turns_end(&x->server, p->frame->ns);
}

static void fault(struct transfer *x, const char *name, int64_t got, int64_t asked)
{
	size_t n = strlen(x->oack_fault);

	if (asked < 0)
		snprintf(x->oack_fault + n, sizeof(x->oack_fault) - n, "%s%s %lld, not asked for", n ? "; " : "",
			name, (long long)got);
	else
		snprintf(x->oack_fault + n, sizeof(x->oack_fault) - n, "%s%s %lld instead of %lld", n ? "; " : "",
			name, (long long)got, (long long)asked);
}

/* RFC 2347: no option that was not asked for; RFC 2348 and 7440: not more than asked for; RFC 2349: the
 * timeout as asked for. */
void transfer_note_oack(struct transfer *x, const struct tftp_msg *m)
{
	x->oack_fault[0] = '\0';
	if (!x->asked_whole)
		return; /* the capture lacks the request, or its end */
	if (m->has_blksize && (int64_t)m->blksize > x->asked_blksize)
		fault(x, "blksize", m->blksize, x->asked_blksize);
	if (m->has_windowsize && (int64_t)m->windowsize > x->asked_windowsize)
		fault(x, "windowsize", m->windowsize, x->asked_windowsize);
	if (m->has_timeout && (int64_t)m->timeout != x->asked_timeout)
		fault(x, "timeout", m->timeout, x->asked_timeout);
	if (m->has_tsize && !x->asked_tsize)
		fault(x, "tsize", (int64_t)m->tsize, -1);
}

/* --- the file ------------------------------------------------------------------------------------------- */

/* Machine types of the PE/COFF header. */
static const char *machine_name(unsigned machine)
{
	switch (machine) {
	case 0x8664:
		return "efi-x64";
	case 0x014c:
		return "efi-ia32";
	case 0xaa64:
		return "efi-arm64";
	case 0x01c0:
	case 0x01c2:
	case 0x01c4:
		return "efi-arm32";
	default:
		return "efi-other";
	}
}

/* By its first bytes: "MZ" alone is a DOS header; with a PE header it is an EFI program (or a Windows
 * one). An iPXE script is text. */
static const char *image_of(struct span d)
{
	size_t at;

	if (!d.p || d.n < 2)
		return NULL;
	if (d.n >= 6 && !memcmp(d.p, "#!ipxe", 6))
		return "script";
	if (memcmp(d.p, "MZ", 2) != 0)
		return "other";
	if (d.n < 64)
		return "mz";
	at = (size_t)d.p[60] | (size_t)d.p[61] << 8 | (size_t)d.p[62] << 16 | (size_t)d.p[63] << 24;
	if (at > d.n || d.n - at < 6 || memcmp(d.p + at, "PE\0\0", 4) != 0)
		return "mz";
	return machine_name((unsigned)d.p[at + 4] | (unsigned)d.p[at + 5] << 8);
}

void transfer_note_data(struct transfer *x, const struct packet *p, struct span data, bool fresh)
{
	size_t ip = packet_payload_len(p) + 28;

	if (ip > x->max_ip_bytes)
		x->max_ip_bytes = (uint32_t)ip;
	x->dont_fragment |= p->dont_fragment;
	if (p->reassembled) {
		x->fragmented++;
		if (p->fragment_offset && x->first_pieces)
			x->first_pieces--; /* its first piece was counted */
	}
	if (fresh && x->last_abs == 1)
		x->image = image_of(data);
	if (!fresh && p->src_port == x->reply_port) {
		x->repeats_data++;
		if (x->data_ns != INT64_MIN && p->frame->ns - x->data_ns < x->resend_data_ns)
			x->resend_data_ns = p->frame->ns - x->data_ns;
	}
	x->data_ns = p->frame->ns;
	if (fresh && x->client_turns.since_ns == INT64_MIN)
		x->client_turns.since_ns = p->frame->ns;
}

void transfer_note_ack(struct transfer *x, int64_t ns, bool again)
{
	x->acks++;
	if (again) {
		x->repeats_ack++;
		if (x->ack_ns != INT64_MIN && ns - x->ack_ns < x->resend_ack_ns)
			x->resend_ack_ns = ns - x->ack_ns;
	} else {
		turns_end(&x->client_turns, ns);
	}
	x->ack_ns = ns;
	x->server.since_ns = ns;
}

void transfer_note_piece(struct transfer *x)
{
	x->first_pieces++;
}
