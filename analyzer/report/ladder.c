/*
 * What a ladder shows of a boot's conversation: folds what repeats and finds the silences. See ladder.h.
 */
#include "report/ladder.h"
#include "report/words.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define TOGETHER INT64_C(2000000)

static void load(struct page *p, struct ladder *l)
{
	const struct ladder_boot *b = l->boot;
	const struct talk_of of = {.boot_id = b->boot_id, .finding_id = b->finding_id, .mac = b->mac, .lease_ip = b->lease_ip,
		.outcome = b->outcome, .start_ns = b->start_ns, .end_ns = b->end_ns, .most = LADDER_EVENTS};

	if (!p->failed && talk_load(p->store, &of, &l->talk, p->err) < 0)
		p->failed = true;
	l->lanes = l->talk.parties < LADDER_LANES ? (int)l->talk.parties : LADDER_LANES;
}

/* Evidence folds only with evidence that says the same to the letter. */
static bool alike(const struct talk_message *a, const struct talk_message *b)
{
	if (a->from != b->from || a->to != b->to || strcmp(a->kind, b->kind) != 0 || !a->number != !b->number)
		return false;
	return !a->number || (a->against == b->against && !strcmp(a->info, b->info));
}

/* How many events from i on repeat every `period` events. */
static size_t repeats(const struct ladder *l, size_t i, size_t period)
{
	size_t n = period;

	while (i + n < l->talk.messages && alike(&l->talk.message[i + n], &l->talk.message[i + n - period]))
		n++;
	return n - n % period;
}

static void put_row(struct ladder *l, struct ladder_row row)
{
	l->rows[l->row_count++] = row;
}

static int64_t gap_before(const struct ladder *l, size_t i)
{
	return i ? l->talk.message[i].ns - l->talk.message[i - 1].ns : 0;
}

/* How many frames from i on are one message to the eye: copies from several capture points, or a
 * burst. */
static size_t together(const struct ladder *l, size_t i)
{
	const struct talk_message *a = &l->talk.message[i], *b;
	size_t n;

	for (n = 1; i + n < l->talk.messages; n++) {
		b = &l->talk.message[i + n];
		if (a->from != b->from || a->to != b->to || a->against != b->against ||
			(!a->number && b->number) || strcmp(a->kind, b->kind) || strcmp(a->info, b->info) ||
			b->ns - l->talk.message[i + n - 1].ns > TOGETHER)
			break;
	}
	return n;
}

/* Puts the message at i with what stands together with it, before `end`; returns where the next
 * begins. */
static size_t put_message(struct ladder *l, size_t i, size_t end)
{
	size_t n = together(l, i);

	if (n > end - i)
		n = end - i;
	if (gap_before(l, i) >= SECOND)
		put_row(l, (struct ladder_row){LADDER_GAP, i, 0, 0, gap_before(l, i)});
	put_row(l, (struct ladder_row){LADDER_MESSAGE, i, n, 0, 0});
	return i + n;
}

/* The repetition that begins at i and is worth folding: its length in events, 0 when there is none. */
static size_t foldable(const struct ladder *l, size_t i, size_t *period)
{
	size_t p, n;

	for (p = 1; p <= 4; p++) {
		n = repeats(l, i, p);
		if (n >= 4 * p && n > 6) {
			*period = p;
			return n;
		}
	}
	return 0;
}

/* First and last round stay, the rounds between become one row. */
static void put_fold(struct ladder *l, size_t i, size_t n, size_t period)
{
	size_t k, from = i + period, to = i + n - period;

	for (k = i; k < from;)
		k = put_message(l, k, from);
	put_row(l, (struct ladder_row){LADDER_FOLD, from, (to - from) / period, period,
		l->talk.message[to - 1].ns - l->talk.message[from - 1].ns});
	for (k = to; k < i + n;)
		k = put_message(l, k, i + n);
}

/* Of too many rows the beginning and, more of it, the end stay. */
static void omit(struct ladder *l)
{
	size_t head = LADDER_ROWS / 3, tail = LADDER_ROWS - head, left;

	if (l->row_count <= LADDER_ROWS + 1)
		return;
	left = l->row_count - head - tail;
	memmove(&l->rows[head + 1], &l->rows[l->row_count - tail], tail * sizeof(*l->rows));
	l->rows[head] = (struct ladder_row){LADDER_OMITTED, 0, left, 0, 0};
	l->row_count = head + 1 + tail;
}

/* The losses whose last message was sent before message `next`, from loss `from` on; gives the first one that was not. */
static size_t put_losses(struct ladder *l, size_t from, size_t next)
{
	while (from < l->talk.losses && (next >= l->talk.messages || l->talk.loss[from].ns < l->talk.message[next].ns))
		put_row(l, (struct ladder_row){LADDER_LOSS, next - 1, from++, 0, 0});
	return from;
}

static void arrange(struct ladder *l)
{
	size_t i, n, period, lost = 0;

	/* a message is at most a gap and itself; the end adds two */
	l->rows = mem_alloc((2 * l->talk.messages + l->talk.losses + 2) * sizeof(*l->rows));
	for (i = 0; i < l->talk.messages; i += n) {
		n = foldable(l, i, &period);
		if (n)
			put_fold(l, i, n, period);
		else
			n = put_message(l, i, l->talk.messages) - i;
		lost = put_losses(l, lost, i + n);
	}
	omit(l);
	if (strcmp(l->boot->outcome, "failed"))
		return;
	if (l->talk.messages && l->boot->end_ns - l->talk.message[l->talk.messages - 1].ns >= SECOND)
		put_row(l, (struct ladder_row){LADDER_GAP, l->talk.messages, 0, 0,
			l->boot->end_ns - l->talk.message[l->talk.messages - 1].ns});
	put_row(l, (struct ladder_row){LADDER_STOP, 0, 0, 0, 0});
}

static void release(struct ladder *l)
{
	talk_free(&l->talk);
	free(l->rows);
}

static void twin_row(struct page *p, const struct ladder *l, const struct talk_message *e)
{
	struct html *h = &p->h;
	char buf[48];

	html_open(h, H_TR, NULL);
	html_open(h, H_TD, AT({A_CLASS, "num", 0}));
	html_fmt(h, "%.6f", (double)(e->ns - l->boot->start_ns) / 1e9);
	html_close(h, H_TD);
	html_leaf(h, H_TD, "addr", e->src);
	html_leaf(h, H_TD, "addr", e->dst);
	html_leaf(h, H_TD, NULL, word_kind(e->kind, buf, sizeof(buf)));
	html_open(h, H_TD, AT({A_CLASS, "info", 0}));
	html_breakable(h, e->info);
	if (*e->seen) {
		html_static(h, "; seen at ");
		html_breakable(h, e->seen);
	}
	html_close(h, H_TD);
	html_open(h, H_TD, AT({A_CLASS, "num", 0}));
	html_fmt(h, "%lld/%lld", (long long)e->capture, (long long)e->frame);
	html_close(h, H_TD);
	html_close(h, H_TR);
}

static void twin(struct page *p, const struct ladder *l)
{
	static const char *const columns[] = {"#Seconds", "From", "To", "Message", "Details", "#Capture/frame",
		NULL};
	size_t i;

	html_open(&p->h, H_DETAILS, AT({A_CLASS, "twin", 0}));
	html_leaf(&p->h, H_SUMMARY, NULL, "The same as a table");
	page_table(p, "dense", "Messages of this boot, in seconds since its first", columns);
	for (i = 0; i < l->talk.messages; i++)
		twin_row(p, l, &l->talk.message[i]);
	page_table_end(p);
	page_more(p, (int64_t)(l->talk.messages + l->talk.beyond), (int64_t)l->talk.messages, "messages");
	html_close(&p->h, H_DETAILS);
}

void ladder_render(struct page *p, const struct ladder_boot *b)
{
	struct ladder l = {.boot = b};

	load(p, &l);
	if (l.talk.messages) {
		arrange(&l);
		ladder_draw(p, &l);
		twin(p, &l);
	}
	release(&l);
}
