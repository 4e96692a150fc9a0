/*
 * How long the phases of one boot took, between those of boots that worked: what was slow, and what took as long
 * as always.
 */
#include "report/around.h"
#include "report/chart.h"
#include "report/words.h"
#include "base/txt.h"
#include "compare/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 26, LEFT = 130, RIGHT = 880, HEAD = 18, PHASES = 8, FEW = 5 };

struct phase_time {
	char phase[16], status[16];
	int64_t took_ns;                /* of this boot */
	int64_t n, p5_ns, p50_ns, p95_ns; /* of the others */
};

struct times {
	struct page *p;
	struct phase_time row[PHASES];
	int rows;
	int64_t least, most, peers;
	bool same_kind; /* the others are of the same kind of client */
	struct chart_log axis;
};

/* Columns: phase status took n p5 p50 p95 */
static int keep(void *ctx, const struct row *r)
{
	struct times *t = ctx;
	struct phase_time *f;

	if (t->rows == PHASES)
		return 1;
	f = &t->row[t->rows++];
	*f = (struct phase_time){.took_ns = row_int(r, 2), .n = row_int(r, 3), .p5_ns = row_int(r, 4), .p50_ns = row_int(r, 5),
		.p95_ns = row_int(r, 6)};
	snprintf(f->phase, sizeof(f->phase), "%s", row_text(r, 0));
	snprintf(f->status, sizeof(f->status), "%s", row_text(r, 1));
	if (f->n && f->p5_ns < t->least)
		t->least = f->p5_ns;
	if (f->took_ns < t->least)
		t->least = f->took_ns;
	if (f->took_ns > t->most)
		t->most = f->took_ns;
	if (f->n && f->p95_ns > t->most)
		t->most = f->p95_ns;
	if (f->n > t->peers)
		t->peers = f->n;
	return 0;
}

/* ?1 the boot, ?2 its kind of client or NULL for any. Of several steps of a phase the longest counts. */
static const char phases[] =
	"SELECT phase, max(status), max(took), max(n), max(p5), max(p50), max(p95) FROM"
	" (SELECT d.seq, d.phase, d.status, max(d.took_ns) AS took, q.n, q.p5, q.p50, q.p95 FROM durations d LEFT JOIN"
	"  (SELECT phase, count(*) AS n, percentile(took_ns, 5) AS p5, percentile(took_ns, 50) AS p50,"
	"   percentile(took_ns, 95) AS p95 FROM durations WHERE outcome = 'booted' AND boot_id <> ?1 AND took_ns > 0"
	"   AND status <> 'failed' AND (?2 IS NULL OR firmware = ?2) GROUP BY phase) q USING (phase)"
	"  WHERE d.boot_id = ?1 AND d.took_ns > 0 GROUP BY d.phase)"
	" GROUP BY phase ORDER BY min(seq)";

static void load(struct times *t, int64_t boot)
{
	const struct bind id[] = {B_INT(boot)};
	char *kind = store_text(t->p->store, "SELECT client_kind FROM boots WHERE boot_id = ?1", id, 1);
	const struct bind near[] = {B_INT(boot), B_TEXT(kind)}, far[] = {B_INT(boot), B_TEXT(NULL)};

	t->same_kind = true;
	t->least = INT64_MAX;
	page_rows(t->p, phases, near, 2, keep, t);
	if (t->peers < FEW) {
		t->same_kind = false;
		t->rows = 0;
		page_rows(t->p, phases, far, 2, keep, t);
	}
	free(kind);
}

static void put_phase(const struct times *t, const struct phase_time *f, int y)
{
	const char *late = f->n && f->took_ns > f->p95_ns ? ", longer than 95 % of them" : "";
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

static void put_duration(struct page *p, int64_t ns, bool there)
{
	char len[32];

	html_leaf(&p->h, H_TD, "num", there ? txt_duration(len, sizeof(len), ns) : "");
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
		put_duration(p, f->took_ns, true);
		html_leaf(&p->h, H_TD, NULL, word_title(words_status, f->status));
		html_open(&p->h, H_TD, AT({A_CLASS, "num", 0}));
		page_count(p, f->n);
		html_close(&p->h, H_TD);
		put_duration(p, f->p5_ns, f->n);
		put_duration(p, f->p50_ns, f->n);
		put_duration(p, f->p95_ns, f->n);
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
	snprintf(caption, sizeof(caption), "The mark is this boot. The bar holds nine of ten of the %lld %s that worked%s, the stroke "
		"is their median.%s Logarithmic scale.", (long long)t.peers, word_plural(t.peers, "boot", "boots"),
		t.same_kind ? " and are of the same kind of client" : "",
		t.peers < STATS_FEW ? " They are few: read with care." : "");
	html_leaf(&p->h, H_H4, NULL, "How long its phases took");
	chart_open(p, "Duration of each phase against boots that worked", caption, bottom + 26);
	chart_log_axis(p, &t.axis, HEAD - 6, bottom);
	for (i = 0; i < t.rows; i++)
		put_phase(&t, &t.row[i], HEAD + i * ROW + ROW / 2);
	chart_close(p, caption);
	table(&t);
}
