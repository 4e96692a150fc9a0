/*
 * Load balancing made visible (RFC 3074): the 256 hash buckets from left to right, above the line those of
 * machines that were answered, below it those that were not, and the split that separates them best.
 */
#include "report/buckets.h"
#include "report/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEFT = 116, CELL = 3, RIGHT = LEFT + 256 * CELL, TOP = 30, ROW = 26, BOTTOM = TOP + 2 * ROW };

struct buckets {
	int answered[256], unanswered[256], late[256];
	int64_t machines;
};

/* Columns: bucket answered unanswered (machines) */
static int keep(void *ctx, const struct row *r)
{
	struct buckets *b = ctx;
	int64_t n = row_int(r, 0);

	if (n < 0 || n > 255)
		return 0;
	b->answered[n] = (int)row_int(r, 1);
	b->unanswered[n] = (int)row_int(r, 2);
	b->late[n] = (int)row_int(r, 3);
	b->machines += row_int(r, 1) + row_int(r, 2);
	return 0;
}

struct split {
	int at;        /* buckets from here on ... */
	bool above;    /* ... are the unanswered ones; else those below */
	int fit, all;  /* machines on the side they should be on; machines */
};

static struct split best_split(const struct buckets *b)
{
	struct split best = {.at = 128};
	int at, i, low, high;

	for (i = 0; i < 256; i++)
		best.all += b->answered[i] + b->unanswered[i];
	for (at = 0; at <= 256; at++) {
		for (low = high = i = 0; i < 256; i++) {
			low += i < at ? b->answered[i] : b->unanswered[i];
			high += i < at ? b->unanswered[i] : b->answered[i];
		}
		/* of equally good ones that nearest to the middle, where servers put it unless told */
		if (low > best.fit || (low == best.fit && best.above && abs(at - 128) < abs(best.at - 128)))
			best = (struct split){at, true, low, best.all};
		if (high > best.fit || (high == best.fit && !best.above && abs(at - 128) < abs(best.at - 128)))
			best = (struct split){at, false, high, best.all};
	}
	return best;
}

static void marks(struct page *p, const int *count, int y, const char *class)
{
	int i;

	for (i = 0; i < 256; i++)
		if (count[i])
			chart_rect(p, LEFT + i * CELL, y + 4, CELL, ROW - 8, class);
}

static void axis(struct page *p)
{
	char n[12];
	int i;

	for (i = 0; i <= 256; i += 32) {
		chart_line(p, LEFT + i * CELL, TOP, LEFT + i * CELL, BOTTOM + 4, "grid");
		snprintf(n, sizeof(n), "%d", i == 256 ? 255 : i);
		chart_text(p, LEFT + i * CELL, BOTTOM + 20, "tick", "middle", n);
	}
	chart_line(p, LEFT, TOP + ROW, RIGHT, TOP + ROW, "axis");
	chart_text(p, LEFT - 10, TOP + ROW - 8, "name", "end", "answered");
	chart_text(p, LEFT - 10, BOTTOM - 8, "name", "end", "unanswered");
}

static int put_row(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	int i;

	html_open(&p->h, H_TR, NULL);
	for (i = 0; i < 4; i++)
		page_number(p, row_int(r, i));
	html_close(&p->h, H_TR);
	return 0;
}

/* Every DISCOVER question with the one server it went to (seen, or the only one that answers the segment), as the rules
 * of load balancing read it; and where the cause is: the segments and servers of its boots, the largest first. */
#define PLACES \
	"WITH question AS MATERIALIZED (SELECT x.boot_id, b.mac, coalesce(k.segment, '') AS segment, k.server," \
	"  x.bucket, x.offers, x.answer_from, x.max_secs, b.primary_rule IS ?3 AS ours FROM exchange x JOIN boot b ON b.boot_id = x.boot_id" \
	"  LEFT JOIN ask k ON k.exchange_id = x.exchange_id WHERE x.kind = 'discover' AND x.bucket IS NOT NULL)," \
	" sole AS (SELECT segment, min(answer_from) AS ip FROM question WHERE offers > 0 GROUP BY segment HAVING count(DISTINCT answer_from) = 1)," \
	" asked AS MATERIALIZED (SELECT q.*, coalesce(q.server, o.ip) AS at FROM question q LEFT JOIN sole o USING (segment))," \
	" place AS MATERIALIZED (SELECT segment, at, count(*) OVER () AS places FROM asked WHERE ours AND at IS NOT NULL" \
	"  GROUP BY segment, at ORDER BY count(DISTINCT mac) DESC, segment, at LIMIT 1) "

/* Machines by what they said of themselves: those that this server offered an address, those of this cause that
 * it did not, and those that it offered one only when they said that they had waited, which overrides the
 * split (seconds above 3, as servers have it unless told). Others of the case have nothing to do with it. */
static const char machines[] = PLACES
	"SELECT bucket, sum(quick), sum(NOT answered), sum(answered AND NOT quick) FROM (SELECT a.mac, a.bucket,"
	" max(a.offers > 0) AS answered, max(a.offers > 0 AND a.max_secs <= 3) AS quick FROM place p JOIN asked a USING (segment)"
	" WHERE CASE WHEN a.offers > 0 THEN a.answer_from = p.at ELSE a.ours AND a.at = p.at END"
	" GROUP BY a.mac, a.bucket) GROUP BY bucket ORDER BY bucket";

/* Columns: server places. Which of several it is, for the caption. */
static int keep_place(void *ctx, const struct row *r)
{
	if (row_int(r, 1) > 1)
		snprintf(ctx, 64, "At %s: ", row_text(r, 0));
	return 1;
}

void buckets_render(struct page *p, const char *rule)
{
	static const char *const columns[] = {"#Bucket", "#Answered", "#Unanswered", "#Answered after waiting", NULL};
	const struct bind args[] = {B_TEXT(NULL), B_INT(0), B_TEXT(rule)};
	struct buckets b = {.machines = 0};
	struct split s;
	char caption[320], label[64], where[64] = "";

	if (!rule || (!strstr(rule, "-lb-") && !strstr(rule, "load-balance")))
		return;
	page_rows(p, machines, args, 3, keep, &b);
	if (b.machines < 3)
		return;
	s = best_split(&b);
	page_rows(p, PLACES "SELECT at, places FROM place", args, 3, keep_place, where);
	snprintf(label, sizeof(label), "split at %d", s.at);
	snprintf(caption, sizeof(caption), "%sBuckets %s %d went unanswered: that fits %d of %d machines. A stroke is a "
		"machine; an empty one was answered because it had waited, which overrides the split.",
		where, s.above ? "from" : "below", s.at, s.fit, s.all);
	chart_open(p, "Hash buckets of the machines, answered and unanswered", caption, BOTTOM + 28);
	chart_rect(p, s.above ? LEFT + s.at * CELL : LEFT, TOP, (s.above ? 256 - s.at : s.at) * CELL, BOTTOM - TOP, "side");
	axis(p);
	marks(p, b.late, TOP, "bar booted");
	marks(p, b.answered, TOP, "bar booted solid");
	marks(p, b.unanswered, TOP + ROW, "bar failed");
	chart_line(p, LEFT + s.at * CELL, TOP - 8, LEFT + s.at * CELL, BOTTOM + 4, "split");
	chart_text(p, LEFT + s.at * CELL, TOP - 12, "name", "middle", label);
	chart_close(p, caption);
	chart_twin(p, "Machines by RFC 3074 hash bucket of the identifier they sent", columns);
	page_rows(p, machines, args, 3, put_row, p);
	chart_twin_end(p);
}
