/*
 * What stands around a failed boot: what the captures could see of it, what to capture next, who was silent
 * in its conversations, how fast it read. Other boots beside it: beside.c, times.c.
 */
#include "report/around.h"
#include "report/chart.h"
#include "report/words.h"
#include "base/txt.h"

#include <stdio.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

/* --- sight --------------------------------------------------------------------------------------- */

/* Columns of the view sights: what is said when it was so, what when not, and what would show it. */
static const struct {
	const char *column, *seen, *unseen, *next;
	const char *phases; /* for which a capture that shows it is worth while */
} sights[] = {
	{"target_tx", "what the machine sent", "what the machine sent", "at the machine's own switch port", "link dhcp pxe"},
	{"target_rx", "what was sent to the machine alone", "what was sent to the machine alone",
		"at the machine's own switch port (mirror both directions)", "link dhcp pxe bootfile login stream handover os"},
	{"broadcast", "broadcasts of its segment", "broadcasts of its segment", "in the machine's VLAN", "dhcp"},
	{"server_side", "a server's own port, both ways", "any server's own port",
		"on the server itself: dumpcap with no address filter", "dhcp pxe bootfile login stream handover"},
	{"relay_server_side", "the relay's leg towards the servers", "the relay's leg towards the servers",
		"between relay and servers, on the server's port or the relay's uplink", "dhcp pxe"},
	{"options", "DHCP options in full", "DHCP options in full: the frames were cut short",
		"the same again without a snap length (dumpcap -s 0)", "dhcp pxe bootfile"},
	{"complete", "no loss reported", "a capture without reported loss", "the same again with a larger buffer (dumpcap -B 64)",
		"dhcp pxe bootfile login stream handover os"},
	{"long_enough", "its end: the captures go on long enough", "its end: the captures stop too early",
		"the same again, until the machine has given up", "dhcp pxe bootfile login stream handover os"},
	{"reply_visible", "answers of DHCP and PXE", "answers of DHCP and PXE", NULL, ""},
};

#define SIGHTS (sizeof(sights) / sizeof(sights[0]))

struct seen {
	struct page *p;
	const char *phase;
};

static void list_of(struct page *p, const char *head, const struct row *r, bool wanted)
{
	struct txt t = {0};
	size_t i;

	for (i = 0; i < SIGHTS; i++) {
		int col = row_column(r, sights[i].column);

		if (col >= 0 && !!row_int(r, col) == wanted)
			txt_fmt(&t, "%s%s", t.n ? "; " : "", wanted ? sights[i].seen : sights[i].unseen);
	}
	if (t.n) {
		html_open(&p->h, H_P, NULL);
		html_leaf(&p->h, H_STRONG, NULL, head);
		html_fmt(&p->h, " %s.", txt_str(&t));
		html_close(&p->h, H_P);
	}
	txt_free(&t);
}

static int put_sight(void *ctx, const struct row *r)
{
	const struct seen *s = ctx;
	struct page *p = s->p;
	bool any = false;
	size_t i;

	list_of(p, "Visible:", r, true);
	list_of(p, "Not visible:", r, false);
	for (i = 0; i < SIGHTS; i++) {
		int col = row_column(r, sights[i].column);

		if (col < 0 || row_int(r, col) || !sights[i].next || !strstr(sights[i].phases, s->phase))
			continue;
		if (!any)
			html_leaf(&p->h, H_P, "lead", "To see more next time, capture:");
		if (!any)
			html_open(&p->h, H_UL, AT({A_CLASS, "next", 0}));
		any = true;
		html_leaf(&p->h, H_LI, NULL, sights[i].next);
	}
	if (any)
		html_close(&p->h, H_UL);
	return 1;
}

void around_sight(struct page *p, int64_t boot, const char *phase)
{
	const struct bind args[] = {B_INT(boot)};
	struct seen s = {p, phase};

	if (!store_int(p->store, "SELECT count(*) FROM sights WHERE boot_id = ?1", args, 1, 0))
		return;
	html_leaf(&p->h, H_H4, NULL, "What the captures could see of it");
	html_open(&p->h, H_DIV, AT({A_CLASS, "sight", 0}));
	page_rows(p, "SELECT * FROM sights WHERE boot_id = ?1", args, 1, put_sight, &s);
	html_close(&p->h, H_DIV);
}

/* --- silences ------------------------------------------------------------------------------------ */

/* Columns: from_ns to_ns waiting server_ip role */
static int put_gap(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	char len[32];

	html_open(&p->h, H_TR, NULL);
	html_open(&p->h, H_TD, AT({A_CLASS, "when", 0}));
	page_time(p, row_int(r, 0), TIME_CLOCK, 3);
	html_close(&p->h, H_TD);
	html_leaf(&p->h, H_TD, "num", txt_duration(len, sizeof(len), row_int(r, 1) - row_int(r, 0)));
	html_leaf(&p->h, H_TD, NULL, strcmp(row_text(r, 2), "server") ? "the machine" : "the server");
	html_leaf(&p->h, H_TD, "addr", row_text(r, 3));
	html_leaf(&p->h, H_TD, NULL, row_text(r, 4));
	html_close(&p->h, H_TR);
	return 0;
}

/* Of streams: a login's datagrams stand in the ladder, with the silence between them. */
void around_gaps(struct page *p, int64_t boot)
{
	static const char *const columns[] = {"From", "#Lasted", "Whose turn it was", "Server", "Conversation", NULL};
	const struct bind args[] = {B_INT(boot)};
	int64_t all = store_int(p->store, "SELECT count(*) FROM gaps JOIN conversations USING (boot_id, flow_id)"
		" WHERE boot_id = ?1 AND role <> 'login'", args, 1, 0);

	if (!all)
		return;
	html_leaf(&p->h, H_H4, NULL, "Silence in its PVS conversations");
	page_table(p, "dense", "Longest first", columns);
	page_rows(p,
		"SELECT g.from_ns, g.to_ns, g.waiting, c.server_ip, c.role FROM gaps g JOIN conversations c"
		" USING (boot_id, flow_id) WHERE g.boot_id = ?1 AND c.role <> 'login' ORDER BY g.to_ns - g.from_ns DESC, g.from_ns LIMIT 6",
		args, 1, put_gap, p);
	page_table_end(p);
	page_more(p, all, 6, "silences");
}

/* --- the rate ------------------------------------------------------------------------------------ */

enum { LEFT = 70, RIGHT = 985, HEAD = 26, BOTTOM = 200 };

struct rate {
	struct page *p;
	struct chart_axis axis;
	double most; /* bytes a second */
	struct txt path;
	int64_t last_end;
	int last_x;
};

static int keep_rates(void *ctx, const struct row *r)
{
	struct rate *c = ctx;

	c->axis.from_ns = row_int(r, 0);
	c->axis.to_ns = row_int(r, 1);
	c->most = row_real(r, 2);
	return 1;
}

static int rate_y(const struct rate *c, double v)
{
	return BOTTOM - (int)(v / c->most * (BOTTOM - HEAD));
}

/* Columns: start width bytes; a step for each bin, down to 0 where nothing was measured. */
static int put_rate(void *ctx, const struct row *r)
{
	struct rate *c = ctx;
	int64_t start = row_int(r, 0), end = start + row_int(r, 1);
	int x = chart_x(&c->axis, start), y = rate_y(c, (double)row_int(r, 2) * 1e9 / (double)row_int(r, 1));

	if (!c->path.n)
		txt_fmt(&c->path, "M%d %d", x, BOTTOM);
	else if (start > c->last_end)
		txt_fmt(&c->path, "V%dH%d", BOTTOM, x);
	txt_fmt(&c->path, "V%dH%d", y, chart_x(&c->axis, end));
	c->last_end = end;
	return 0;
}

/* Columns: phase start_ns */
static int put_mark(void *ctx, const struct row *r)
{
	struct rate *c = ctx;
	int x = chart_x(&c->axis, row_int(r, 1));

	chart_line(c->p, x, HEAD - 14, x, BOTTOM, "phase");
	if (x - c->last_x > 80) {
		chart_text(c->p, x > RIGHT - 80 ? x - 4 : x + 4, HEAD - 6, "name", x > RIGHT - 80 ? "end" : "start",
			word_title(words_phase, row_text(r, 0)));
		c->last_x = x;
	}
	return 0;
}

static int put_bin(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	char buf[32];

	html_open(&p->h, H_TR, NULL);
	html_open(&p->h, H_TD, AT({A_CLASS, "when", 0}));
	page_time(p, row_int(r, 0), TIME_CLOCK, 0);
	html_close(&p->h, H_TD);
	html_leaf(&p->h, H_TD, "num", txt_bytes(buf, sizeof(buf), row_int(r, 2) * SECOND / row_int(r, 1)));
	page_number(p, row_int(r, 3));
	html_close(&p->h, H_TR);
	return 0;
}

static const char bins[] =
	"SELECT start_ns, max(width_ns), sum(down_bytes), sum(reads) FROM rates WHERE boot_id = ?1"
	" GROUP BY start_ns ORDER BY start_ns LIMIT 400";

static void rate_axis(struct rate *c)
{
	char label[32];
	int i, y;

	for (i = 0; i <= 4; i++) {
		y = rate_y(c, c->most * i / 4);
		chart_line(c->p, LEFT, y, RIGHT, y, "grid");
		snprintf(label, sizeof(label), "%.3g", c->most * i / 4 / 1e6);
		chart_text(c->p, LEFT - 8, y + 4, "tick", "end", label);
	}
	chart_text(c->p, 4, BOTTOM + 34, "tick", "start", "MB a second");
}

void around_rates(struct page *p, int64_t boot)
{
	static const char *const columns[] = {"From", "#A second", "#Reads", NULL};
	const struct bind args[] = {B_INT(boot)};
	struct rate c = {.p = p, .last_x = -1000};

	if (store_int(p->store, "SELECT count(DISTINCT start_ns) FROM rates WHERE boot_id = ?1 AND reads > 0", args,
		1, 0) < 4)
		return;
	page_rows(p,
		"SELECT min(start_ns), max(start_ns + width_ns), max(bytes * 1e9 / width_ns) FROM (SELECT start_ns,"
		" max(width_ns) AS width_ns, sum(down_bytes) AS bytes FROM rates WHERE boot_id = ?1 GROUP BY start_ns)",
		args, 1, keep_rates, &c);
	c.axis.left = LEFT;
	c.axis.right = RIGHT;
	if (c.most <= 0)
		return;
	c.most = (double)chart_round_up((int64_t)(c.most / 1e3) + 1) * 1e3;
	html_leaf(&p->h, H_H4, NULL, "How fast it read");
	chart_open(p, "Bytes from the PVS servers over time",
		"A curve of what the servers sent in each second, with a stroke where each phase began.", BOTTOM + 42);
	chart_time_axis(p, &c.axis, HEAD, BOTTOM);
	rate_axis(&c);
	page_rows(p, bins, args, 1, put_rate, &c);
	if (c.path.n)
		txt_fmt(&c.path, "V%d", BOTTOM);
	chart_path(p, "curve", txt_str(&c.path));
	page_rows(p,
		"SELECT phase, min(start_ns) FROM steps WHERE boot_id = ?1 AND start_ns IS NOT NULL"
		" AND phase IN ('login', 'stream', 'handover', 'os') GROUP BY phase ORDER BY 2", args, 1, put_mark, &c);
	chart_close(p, "What the PVS servers sent to this machine, averaged over each bin of the case file.");
	chart_twin(p, "What was sent, by time", columns);
	page_rows(p, bins, args, 1, put_bin, p);
	chart_twin_end(p);
	txt_free(&c.path);
}
