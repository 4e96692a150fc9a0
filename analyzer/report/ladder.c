/*
 * What a ladder shows: loads the messages of a boot, gives each party a lane, folds what repeats and finds
 * the silences. See ladder.h.
 */
#include "report/ladder.h"
#include "report/words.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define TOGETHER INT64_C(2000000)

static int lane_of(struct ladder *l, const char *party)
{
	int i;

	for (i = 1; i < l->lanes; i++)
		if (!strcmp(l->party[i], party))
			return i;
	if (l->lanes == LADDER_LANES) {
		free(l->party[LADDER_LANES - 1]);
		l->party[LADDER_LANES - 1] = mem_strdup("others");
		return LADDER_LANES - 1;
	}
	l->party[l->lanes] = mem_strdup(*party ? party : "unknown");
	return l->lanes++;
}

static bool is_target(const struct ladder *l, const char *ip, const char *mac)
{
	return !strcmp(mac, l->boot->mac) || (*ip && !strcmp(ip, l->boot->lease_ip));
}

static bool is_everyone(const char *address)
{
	return !strcmp(address, "255.255.255.255") || !strcmp(address, "ff:ff:ff:ff:ff:ff");
}

struct loading {
	struct ladder *l;
	size_t cap;
};

/* Columns: event_id ns kind src dst info capture_id frame src_mac dst_mac seen */
static int load_event(void *ctx, const struct row *r)
{
	struct loading *g = ctx;
	struct ladder *l = g->l;
	const char *src = row_text(r, 3), *dst = row_text(r, 4), *dst_mac = row_text(r, 9);
	struct ladder_event *e;

	VEC_ROOM(l->events, l->count, g->cap);
	e = &l->events[l->count++];
	*e = (struct ladder_event){.event_id = row_int(r, 0), .ns = row_int(r, 1), .capture_id = row_int(r, 6),
		.frame = row_int(r, 7), .kind = mem_strdup(row_text(r, 2)), .info = mem_strdup(row_text(r, 5)),
		.src = mem_strdup(src), .dst = mem_strdup(dst), .seen = mem_strdup(row_text(r, 10))};
	e->from = is_target(l, src, row_text(r, 8)) ? 0 : lane_of(l, src);
	if (is_everyone(dst) || is_everyone(dst_mac))
		e->to = LADDER_ALL;
	else
		e->to = is_target(l, dst, dst_mac) ? 0 : lane_of(l, dst);
	return 0;
}

struct marking {
	struct ladder *l;
	int number;
};

static int mark_event(void *ctx, const struct row *r)
{
	struct marking *m = ctx;
	size_t i;

	m->number++;
	for (i = 0; i < m->l->count; i++)
		if (m->l->events[i].event_id == row_int(r, 0)) {
			m->l->events[i].number = m->number;
			m->l->events[i].against = !strcmp(row_text(r, 1), "against");
		}
	return 0;
}

static void load(struct page *p, struct ladder *l)
{
	const struct bind boot[] = {B_INT(l->boot->boot_id)}, finding[] = {B_INT(l->boot->finding_id)};
	struct loading g = {l, 0};
	struct marking m = {l, 0};
	int i;

	page_rows(p,
		"SELECT event_id, ns, kind, src, dst, info, capture_id, frame, src_mac, dst_mac, seen FROM timeline"
		" WHERE boot_id = ?1 ORDER BY ns, event_id LIMIT 400", boot, 1, load_event, &g);
	page_rows(p, "SELECT main_id, role FROM evidence WHERE finding_id = ?1 ORDER BY ns, seq", finding, 1,
		mark_event, &m);
	l->all = store_int(p->store, "SELECT count(*) FROM timeline WHERE boot_id = ?1", boot, 1, 0);
	for (i = 1; i < l->lanes; i++) {
		const struct bind ip[] = {B_TEXT(l->party[i])};

		l->role[i] = store_text(p->store, "SELECT roles FROM servers WHERE ip = ?1", ip, 1);
	}
}

/* Evidence folds only with evidence that says the same to the letter. */
static bool alike(const struct ladder_event *a, const struct ladder_event *b)
{
	if (a->from != b->from || a->to != b->to || strcmp(a->kind, b->kind) != 0 || !a->number != !b->number)
		return false;
	return !a->number || (a->against == b->against && !strcmp(a->info, b->info));
}

/* How many events from i on repeat every `period` events. */
static size_t repeats(const struct ladder *l, size_t i, size_t period)
{
	size_t n = period;

	while (i + n < l->count && alike(&l->events[i + n], &l->events[i + n - period]))
		n++;
	return n - n % period;
}

static void put_row(struct ladder *l, struct ladder_row row)
{
	l->rows[l->row_count++] = row;
}

static int64_t gap_before(const struct ladder *l, size_t i)
{
	return i ? l->events[i].ns - l->events[i - 1].ns : 0;
}

/* How many frames from i on are one message to the eye: copies from several capture points, or a
 * burst. */
static size_t together(const struct ladder *l, size_t i)
{
	const struct ladder_event *a = &l->events[i], *b;
	size_t n;

	for (n = 1; i + n < l->count; n++) {
		b = &l->events[i + n];
		if (a->from != b->from || a->to != b->to || a->against != b->against ||
			(!a->number && b->number) || strcmp(a->kind, b->kind) || strcmp(a->info, b->info) ||
			b->ns - l->events[i + n - 1].ns > TOGETHER)
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
		l->events[to - 1].ns - l->events[from - 1].ns});
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

static void arrange(struct ladder *l)
{
	size_t i, n, period;

	/* a message is at most a gap and itself; the end adds two */
	l->rows = mem_alloc((2 * l->count + 2) * sizeof(*l->rows));
	for (i = 0; i < l->count; i += n) {
		n = foldable(l, i, &period);
		if (n)
			put_fold(l, i, n, period);
		else
			n = put_message(l, i, l->count) - i;
	}
	omit(l);
	if (strcmp(l->boot->outcome, "failed"))
		return;
	if (l->count && l->boot->end_ns - l->events[l->count - 1].ns >= SECOND)
		put_row(l, (struct ladder_row){LADDER_GAP, l->count, 0, 0,
			l->boot->end_ns - l->events[l->count - 1].ns});
	put_row(l, (struct ladder_row){LADDER_STOP, 0, 0, 0, 0});
}

static void release(struct ladder *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->events[i].kind);
		free(l->events[i].info);
		free(l->events[i].src);
		free(l->events[i].dst);
		free(l->events[i].seen);
	}
	for (i = 0; i < LADDER_LANES; i++) {
		free(l->party[i]);
		free(l->role[i]);
	}
	free(l->events);
	free(l->rows);
}

static void twin_row(struct page *p, const struct ladder *l, const struct ladder_event *e)
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
	html_fmt(h, "%lld/%lld", (long long)e->capture_id, (long long)e->frame);
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
	for (i = 0; i < l->count; i++)
		twin_row(p, l, &l->events[i]);
	page_table_end(p);
	page_more(p, l->all, (int64_t)l->count, "messages");
	html_close(&p->h, H_DETAILS);
}

void ladder_render(struct page *p, const struct ladder_boot *b)
{
	struct ladder l = {.boot = b, .lanes = 1};

	load(p, &l);
	if (l.count) {
		arrange(&l);
		ladder_draw(p, &l);
		twin(p, &l);
	}
	release(&l);
}
