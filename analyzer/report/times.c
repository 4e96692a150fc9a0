/*
 * How long the phases of one boot took, between those of boots that worked: what was slow, and what took as long
 * as always.
 */
#include "report/around.h"
#include "report/chart.h"
#include "report/words.h"
#include "base/mem.h"
#include "base/txt.h"
#include "compare/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 26, LEFT = 130, RIGHT = 880, HEAD = 18, PHASES = 8, FEW = 5 };

struct phase_time {
	char phase[16], status[16];
	int64_t took_ns;                  /* of this boot */
	int64_t n, p5_ns, p50_ns, p95_ns; /* of the others */
};

/* What boots that worked took: of one kind of client, or of all of them. */
struct times_known {
	struct times_known *next;
	char kind[24]; /* "": of all */
	struct phase_time row[PHASES];
	int rows;
};

struct times {
	struct page *p;
	const struct times_known *others;
	struct phase_time row[PHASES];
	int rows;
	int64_t least, most, peers;
	struct chart_log axis;
};

/* Columns: phase n p5 p50 p95 */
static int keep_known(void *ctx, const struct row *r)
{
	struct times_known *k = ctx;
	struct phase_time *f;

	if (k->rows == PHASES)
		return 1;
	f = &k->row[k->rows++];
	*f = (struct phase_time){.n = row_int(r, 1), .p5_ns = row_int(r, 2), .p50_ns = row_int(r, 3), .p95_ns = row_int(r, 4)};
	snprintf(f->phase, sizeof(f->phase), "%s", row_text(r, 0));
	return 0;
}

static int64_t most_boots(const struct times_known *k)
{
	int64_t n = 0;
	int i;

	for (i = 0; i < k->rows; i++)
		if (k->row[i].n > n)
			n = k->row[i].n;
	return n;
}

/* Asked of the case once for each kind. */
static const struct times_known *known(struct page *p, const char *kind)
{
	const struct bind args[] = {B_TEXT(*kind ? kind : NULL)};
	struct times_known *k;

	for (k = p->times; k; k = k->next)
		if (!strcmp(k->kind, kind))
			return k;
	k = mem_alloc(sizeof(*k));
	memset(k, 0, sizeof(*k));
	snprintf(k->kind, sizeof(k->kind), "%s", kind);
	k->next = p->times;
	p->times = k;
	page_rows(p,
		"SELECT phase, count(*), percentile(took_ns, 5), percentile(took_ns, 50), percentile(took_ns, 95) FROM durations"
		" WHERE outcome = 'booted' AND took_ns > 0 AND status <> 'failed' AND (?1 IS NULL OR firmware = ?1)"
		" GROUP BY phase", args, 1, keep_known, k);
	return k;
}

void times_forget(struct page *p)
{
	struct times_known *k, *next;

	for (k = p->times; k; k = next) {
		next = k->next;
		free(k);
	}
	p->times = NULL;
}

static void extend(struct times *t, int64_t least, int64_t most)
{
	if (least < t->least)
		t->least = least;
	if (most > t->most)
		t->most = most;
}

/* Columns: phase status took */
static int keep(void *ctx, const struct row *r)
{
	struct times *t = ctx;
	struct phase_time *f;
	int i;

	if (t->rows == PHASES)
		return 1;
	f = &t->row[t->rows++];
	for (i = 0; i < t->others->rows; i++)
		if (!strcmp(t->others->row[i].phase, row_text(r, 0)))
			*f = t->others->row[i];
	f->took_ns = row_int(r, 2);
	snprintf(f->phase, sizeof(f->phase), "%s", row_text(r, 0));
	snprintf(f->status, sizeof(f->status), "%s", row_text(r, 1));
	extend(t, f->took_ns, f->took_ns);
	if (f->n)
		extend(t, f->p5_ns, f->p95_ns);
	if (f->n > t->peers)
		t->peers = f->n;
	return 0;
}

/* Those of the same kind of client, when there are some. */
static void load(struct times *t, int64_t boot)
{
	const struct bind args[] = {B_INT(boot)};
	char *kind = store_text(t->p->store, "SELECT client_kind FROM boots WHERE boot_id = ?1", args, 1);

	t->least = INT64_MAX;
	t->others = known(t->p, kind ? kind : "");
	if (most_boots(t->others) < FEW)
		t->others = known(t->p, "");
	page_rows(t->p, "SELECT phase, status, max(took_ns) FROM durations WHERE boot_id = ?1 AND took_ns > 0 GROUP BY phase"
		" ORDER BY min(seq)", args, 1, keep, t);
	free(kind);
}

static void put_phase(const struct times *t, const struct phase_time *f, int y)
{
	const char *late = f->n >= STATS_FEW && f->took_ns > f->p95_ns ? ", longer than 95 % of them" : "";
	int x = chart_log_x(&t->axis, f->took_ns);
	bool failed = !strcmp(f->status, "failed");
	char len[32], label[96];

	chart_text(t->p, LEFT - 10, y + 5, "name", "end", word_title(words_phase, f->phase));
	if (f->n) {
		int a = chart_log_x(&t->axis, f->p5_ns), b = chart_log_x(&t->axis, f->p95_ns);
		int m = chart_log_x(&t->axis, f->p50_ns);

		chart_rect(t->p, a, y - 7, b - a < 3 ? 3 : b - a, 14, "bar booted");
		chart_line(t->p, m, y - 9, m, y + 9, "median");
	}
	if (failed)
		chart_cross(t->p, x, y);
	else
		chart_dot(t->p, x, y);
	snprintf(label, sizeof(label), "%s%s", txt_duration(len, sizeof(len), f->took_ns), failed ? ", then it failed" : late);
	if (x > (LEFT + RIGHT) / 2)
		chart_text(t->p, x - 10, y + 5, "here", "end", label);
	else
		chart_text(t->p, x + 10, y + 5, "here", "start", label);
}

static void table(const struct times *t)
{
	static const char *const columns[] = {"Phase", "#This boot", "Status", "#Others", "#5 % within", "#Half within",
		"#95 % within", NULL};
	struct page *p = t->p;
	int i;

	chart_twin(p, "Phases of this boot and of boots that worked", columns);
	for (i = 0; i < t->rows; i++) {
		const struct phase_time *f = &t->row[i];

		html_open(&p->h, H_TR, NULL);
		html_leaf(&p->h, H_TD, NULL, word_title(words_phase, f->phase));
		page_duration(p, f->took_ns);
		html_leaf(&p->h, H_TD, NULL, word_title(words_status, f->status));
		page_number(p, f->n);
		page_duration(p, f->n ? f->p5_ns : -1);
		page_duration(p, f->n ? f->p50_ns : -1);
		page_duration(p, f->n ? f->p95_ns : -1);
		html_close(&p->h, H_TR);
	}
	chart_twin_end(p);
}

void around_times(struct page *p, int64_t boot)
{
	struct times t = {.p = p};
	char caption[240];
	int i, bottom;

	load(&t, boot);
	if (!t.peers)
		return;
	bottom = HEAD + t.rows * ROW;
	t.axis = chart_log_make(t.least, t.most, LEFT, RIGHT);
	if (t.peers == 1)
		snprintf(caption, sizeof(caption), "The mark is this boot, the upright stroke the only one that worked. Logarithmic scale.");
	else
		snprintf(caption, sizeof(caption), "The mark is this boot. The bar holds nine of ten of the %lld boots that worked%s, the "
			"upright stroke is their median.%s Logarithmic scale.", (long long)t.peers,
			*t.others->kind ? " and are of the same kind of client" : "",
			t.peers < STATS_FEW ? " They are few: read with care." : "");
	html_leaf(&p->h, H_H4, NULL, "How long its phases took");
	chart_open(p, "Duration of each phase against boots that worked", caption, bottom + 26);
	chart_log_axis(p, &t.axis, HEAD - 6, bottom);
	for (i = 0; i < t.rows; i++)
		put_phase(&t, &t.row[i], HEAD + i * ROW + ROW / 2);
	chart_close(p, caption);
	table(&t);
}
