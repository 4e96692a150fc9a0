/*
 * The servers that took part, and what became of the boots that met them: a bar for each, and a table. That a
 * server took part does not make it the cause.
 */
#include "report/chart.h"
#include "report/words.h"
#include "base/mem.h"
#include "compare/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 26, LEFT = 130, RIGHT = 840, HEAD = 18, BARS = 24 };

struct servers {
	struct page *p;
	struct stats_outcome *row;
	size_t count, cap;
	int64_t most;
};

static int keep(void *ctx, const struct stats_outcome *o)
{
	struct servers *s = ctx;

	VEC_ROOM(s->row, s->count, s->cap);
	s->row[s->count++] = *o;
	if (o->boots > s->most)
		s->most = o->boots;
	return 0;
}

/* A bar: how many boots it took part in, and how many of these failed. */
static void put_bar(const struct servers *s, const struct stats_outcome *o, int y)
{
	int all = (int)(o->boots * (RIGHT - LEFT) / s->most), bad = (int)(o->failed * (RIGHT - LEFT) / s->most);
	char label[64];

	chart_text_within(s->p, LEFT - 10, y + 15, LEFT - 12, "name", "end", o->group);
	if (all > bad)
		chart_rect(s->p, LEFT + bad, y + 3, all - bad, ROW - 10, "bar booted");
	if (o->failed)
		chart_rect(s->p, LEFT, y + 3, bad, ROW - 10, "bar failed");
	if (o->failed)
		snprintf(label, sizeof(label), "%lld, \xe2\x9c\x95%lld", (long long)o->boots, (long long)o->failed);
	else
		snprintf(label, sizeof(label), "%lld", (long long)o->boots);
	chart_text(s->p, LEFT + (all ? all : 1) + 10, y + 15, "tick", "start", label);
}

static void chart(const struct servers *s)
{
	size_t n = s->count < BARS ? s->count : BARS, i;

	chart_open(s->p, "Boots of each server", "A bar for each server: the boots it took part in, the dark part of them failed.",
		HEAD + (int)n * ROW + 8);
	for (i = 0; i < n; i++)
		put_bar(s, &s->row[i], HEAD + (int)i * ROW);
	chart_close(s->p, "Boots a server took part in; the dark part, after \xe2\x9c\x95, failed. That a server took part "
		"does not make it the cause.");
}

/* Columns: ip mac roles boots failed */
static int put_server(void *ctx, const struct row *r)
{
	const struct servers *s = ctx;
	struct page *p = s->p;
	static const struct stats_outcome none = {.p50_ns = -1, .p95_ns = -1, .p99_ns = -1};
	const struct stats_outcome *o = &none;
	size_t i;

	for (i = 0; i < s->count; i++)
		if (!strcmp(s->row[i].group, row_text(r, 0)))
			o = &s->row[i];
	html_open(&p->h, H_TR, NULL);
	html_leaf(&p->h, H_TD, "addr", row_text(r, 0));
	html_open(&p->h, H_TD, NULL);
	html_text(&p->h, row_text(r, 2));
	if (*row_text(r, 1))
		html_leaf(&p->h, H_SPAN, "role addr", row_text(r, 1));
	html_close(&p->h, H_TD);
	page_number(p, row_int(r, 3));
	page_number(p, row_int(r, 4));
	page_number(p, o->incomplete);
	page_rate(p, o->booted, o->booted + o->failed);
	page_duration(p, o->p50_ns);
	page_duration(p, o->p95_ns);
	page_duration(p, o->p99_ns);
	html_close(&p->h, H_TR);
	return 0;
}

void section_servers(struct page *p)
{
	static const char *const columns[] = {"Address", "Seen as", "#Boots", "#Failed", "#Incomplete", "#Booted",
		"#Half within", "#95 % within", "#99 % within", NULL};
	int64_t all = store_int(p->store, "SELECT count(*) FROM servers", NULL, 0, 0);
	struct servers s = {.p = p};

	if (!all) {
		html_leaf(&p->h, H_P, NULL, "No server was seen.");
		return;
	}
	if (!p->failed && stats_outcomes(p->store, STATS_SERVER, keep, &s, p->err) < 0)
		p->failed = true;
	if (s.most)
		chart(&s);
	page_table(p, "dense", "Boots that met a server; how long those took that booted", columns);
	page_rows(p, "SELECT ip, mac, roles, boots, failed FROM servers ORDER BY failed DESC, boots DESC, ip"
		" LIMIT 200", NULL, 0, put_server, &s);
	page_table_end(p);
	page_more(p, all, PAGE_ROWS, "servers");
	free(s.row);
}
