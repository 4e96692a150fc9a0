/*
 * Boots, those that failed on top; of the one under the cursor, below the list, what happened.
 * Opened from other screens it shows the boots with one finding, of one target or by one server.
 */
#include "base/mem.h"
#include "tui/filter.h"
#include "tui/finding.h"
#include "tui/groups.h"
#include "tui/list.h"
#include "tui/state.h"
#include "tui/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREVIEW_FROM 22 /* lines of body */
#define PREVIEW_LINES 6

/* SQL for the title of the finding that explains the boot */
#define TITLE "(SELECT title FROM findings f WHERE f.boot_id = q.boot_id AND f.is_primary)"

static const struct column columns[] = {
	{"outcome", "outcome", COLUMN_OUTCOME, 12, 12, 0},
	{"start_ns", "at (UTC)", COLUMN_TIME, 8, 20, 0},
	{"mac", "MAC", COLUMN_TEXT, 17, 17, 0},
	{"host", "host or IP", COLUMN_TEXT, 13, 20, 6},
	{"path", "path", COLUMN_TEXT, 9, 13, 7},
	{"phase_reached", "reached", COLUMN_TEXT, 8, 8, 6},
	{"story", "finding", COLUMN_TEXT, 20, 0, 0},
	{"primary_rule", "rule", COLUMN_HIDDEN, 20, 36, 8},
	{"client_kind", "client", COLUMN_HIDDEN, 8, 16, 8},
	{"lease_ip", "address", COLUMN_HIDDEN, 13, 15, 8},
	{"relay", "relay", COLUMN_HIDDEN, 13, 15, 8},
	{"dhcp_server", "DHCP server", COLUMN_HIDDEN, 13, 15, 8},
	{"boot_server", "boot server", COLUMN_HIDDEN, 13, 15, 8},
	{"stream_server", "streams from", COLUMN_HIDDEN, 13, 15, 8},
	{"attempt", "attempt", COLUMN_HIDDEN, 7, 7, 8},
	{"took", "took", COLUMN_HIDDEN, 8, 10, 8},
};

static const struct sort_term sorts[] = {
	{"story", "coalesce(q.primary_rule, q.summary)"},
	{"took", "q.end_ns - q.start_ns"},
	{"start_ns", "q.start_ns"},
	{"mac", "q.mac"},
	{NULL, NULL},
};

static const struct table_spec boots = {
	.select = "SELECT b.*, coalesce(nullif(hostname, ''), lease_ip, '') AS host FROM boots b "
		  "WHERE outcome <> 'leased'",
	.id = "boot_id",
	.order = {"CASE q.outcome WHEN 'failed' THEN 0 WHEN 'incomplete' THEN 1 ELSE 2 END",
		"-q.start_ns"},
	.more = "coalesce(" TITLE ", q.summary) AS story, duration(q.end_ns - q.start_ns) AS took",
	.more_grouped = "q.summary AS story, duration(q.end_ns - q.start_ns) AS took",
	.search = {"q.mac", "q.host", "q.lease_ip", "q.outcome", "q.path", "q.phase_reached",
		"q.summary", "q.dhcp_server", "q.boot_server", "q.login_server", "q.stream_server"},
	.search_also = "q.primary_rule IN (SELECT rule FROM findings WHERE is_primary AND "
		       "title LIKE ?# ESCAPE '!')",
	.empty = "No boot was found. 5 tells what the captures hold, and what they can show.",
	.derived = true,
	.column = columns,
	.columns = COUNT_OF(columns),
	.sort = sorts,
	.group = {"q.outcome", "q.primary_rule"},
	.group_title = "coalesce((SELECT title FROM findings f WHERE f.rule = q.primary_rule LIMIT "
		       "1), q.outcome || ', no finding')",
};

struct boots_state {
	struct chips chips;
	struct doc preview;
};

struct chips *boots_chips(struct view *v)
{
	struct boots_state *st = v->state;

	return &st->chips;
}

static void apply(struct view *v)
{
	struct boots_state *st = v->state;

	chips_apply(&st->chips, v->table);
	v->table->own.empty = st->chips.n ? "No boot is like that. - takes the last filter away."
					  : boots.empty;
}

void boots_filtered(struct view *v)
{
	struct err err = {""};

	apply(v);
	if (table_load(v->table, &err) < 0)
		browser_say(v->browser, "%s", err.text);
}

static bool is_marked(const void *marks, int64_t boot)
{
	const struct browser *b = marks;

	return boot == b->mark[0] || boot == b->mark[1];
}

static int boots_open(struct view *v, struct err *err)
{
	struct boots_state *st = v->state;

	if (!st) {
		st = v->state = mem_alloc(sizeof(struct boots_state));
		if (*v->arg.rule)
			chips_add(&st->chips, CHIP_RULE, v->arg.rule);
		if (*v->arg.mac)
			chips_add(&st->chips, CHIP_TARGET, v->arg.mac);
		if (*v->arg.server)
			chips_add(&st->chips, CHIP_SERVER, v->arg.server);
	}
	list_prepare(v, &boots);
	v->table->is_marked = is_marked;
	v->table->marks = v->browser;
	apply(v);
	return table_load(v->table, err);
}

static void draw_preview(struct view *v, struct canvas *c, struct area a)
{
	struct boots_state *st = v->state;
	const struct table_row *r = table_current(v->table);

	canvas_hline(c, a, 0, 0, a.w, STYLE_LINE, GLYPH_HLINE);
	if (!r)
		return;
	doc_start(&st->preview, c, a.w < 100 ? a.w : 100);
	finding_preview(&st->preview, v->browser->store, r->key.id);
	doc_draw(&st->preview, c, area_rows(a, 1, a.h - 1), 0);
	if ((int)st->preview.count > a.h - 1)
		canvas_glyph(c, a, a.w - 1, a.h - 1, STYLE_DIM, GLYPH_ELLIPSIS);
}

static void boots_draw(struct view *v, struct canvas *c, struct area a)
{
	int below = a.h < PREVIEW_FROM ? 0 : a.h < 2 * PREVIEW_FROM ? PREVIEW_LINES + 1 : a.h / 4;

	struct boots_state *st = v->state;
	int chips = chips_draw(&st->chips, c, a);

	table_draw(v->table, c, area_rows(a, chips, a.h - below - chips));
	if (below)
		draw_preview(v, c, area_rows(a, a.h - below, below));
}

static void toggle_failed(struct chips *c)
{
	if (chips_has(c, CHIP_OUTCOME, "failed")) {
		size_t i = 0;

		while (c->chip[i].kind != CHIP_OUTCOME || strcmp(c->chip[i].value, "failed") != 0)
			i++;
		chips_remove(c, i);
	} else {
		chips_add(c, CHIP_OUTCOME, "failed");
	}
}

/* Headings on or off, remembered; the cursor stays on its boot. */
static void regroup(struct view *v)
{
	const struct table_row *r = table_current(v->table);
	int64_t boot = r && v->table->scroll.cur > 0 ? r->key.id : 0;
	struct err err = {""};

	if (table_set_grouped(v->table, !v->table->grouped, &err) < 0)
		browser_say(v->browser, "%s", err.text);
	state_set(v->browser->state, "grouped.boots", v->table->grouped ? "yes" : "no");
	if (boot)
		table_go(v->table, boot);
}

static bool boots_key(struct view *v, enum action a)
{
	struct boots_state *st = v->state;
	const struct table_row *r = table_current(v->table);

	if (a == ACT_OPEN && r) {
		browser_push(v->browser, &view_boot, &(struct view_arg){.id = r->key.id});
	} else if (a == ACT_FILTER) {
		browser_push(v->browser, &view_menu, &(struct view_arg){.menu = &filter_menu});
	} else if (a == ACT_GROUP) {
		regroup(v);
	} else if ((a == ACT_EARLIER || a == ACT_LATER) && v->table->grouped) {
		groups_step(v->table, a == ACT_EARLIER);
	} else if (a == ACT_FAILED || a == ACT_DROP) {
		if (a == ACT_FAILED)
			toggle_failed(&st->chips);
		else if (st->chips.n)
			chips_remove(&st->chips, st->chips.n - 1);
		boots_filtered(v);
	} else {
		return list_key(v, a);
	}
	return true;
}

static bool boots_about(const struct view *v, struct subject *s)
{
	const struct table_row *r = table_current(v->table);
	struct bind id;

	if (!r)
		return false;
	s->boot = r->key.id;
	id = B_INT(s->boot);
	s->finding = store_int(v->browser->store,
		"SELECT finding_id FROM findings WHERE boot_id = ?1 AND is_primary", &id, 1, 0);
	snprintf(s->rule, sizeof(s->rule), "%s", table_field(v->table, "primary_rule"));
	return true;
}

static void boots_say_which(const struct view *v, struct txt *out)
{
	const struct boots_state *st = v->state;
	char words[128];
	size_t i;

	for (i = 0; i < st->chips.n; i++) {
		chip_words(&st->chips.chip[i], v->browser->options->utc_offset_min, words, sizeof(words));
		txt_fmt(out, "%s%s", i ? ", " : "", words);
	}
}

/* To the first boot of the list that began then or later. */
static bool boots_go(struct view *v, const char *text)
{
	const struct table_row *r = table_current(v->table);
	int64_t ns, id;

	if (!r || !when_read(text, strtoll(table_field(v->table, "start_ns"), NULL, 10),
			  v->browser->options->utc_offset_min, &ns))
		return false;
	id = table_first(v->table, "start_ns", ns);
	if (!id || !table_go(v->table, id))
		browser_say(v->browser, "no boot of this list began then or later");
	return true;
}

static void boots_close(struct view *v)
{
	struct boots_state *st = v->state;

	if (st)
		doc_free(&st->preview);
	free(st);
	list_close(v);
}

const struct view_ops view_boots = {
	.name = "boots",
	.where = WHERE_TABLE | WHERE_BOOTS | WHERE_OPENS | WHERE_ABOUT,
	.open = boots_open,
	.draw = boots_draw,
	.key = boots_key,
	.find = list_find,
	.place = list_place,
	.about = boots_about,
	.say_which = boots_say_which,
	.go = boots_go,
	.close = boots_close,
};
