/*
 * Boots, those that failed on top; of the one under the cursor, below the list, what happened.
 * Opened from other screens it shows the boots with one finding, of one target or by one server.
 */
#include "base/mem.h"
#include "tui/finding.h"
#include "tui/list.h"

#include <stdlib.h>

#define PREVIEW_FROM 22 /* lines of body */
#define PREVIEW_LINES 6

/* SQL for the title of the finding that explains the boot */
#define TITLE "(SELECT title FROM findings f WHERE f.boot_id = q.boot_id AND f.is_primary)"

static const struct column columns[] = {
	{"outcome", "outcome", COLUMN_OUTCOME, 12, 12, 0},
	{"start_ns", "at (UTC)", COLUMN_TIME, 8, 20, 0},
	{"mac", "MAC", COLUMN_TEXT, 17, 17, 0},
	{"host", "host or IP", COLUMN_TEXT, 13, 20, 4},
	{"path", "path", COLUMN_TEXT, 9, 13, 7},
	{"phase_reached", "reached", COLUMN_TEXT, 8, 8, 6},
	{"story", "finding", COLUMN_TEXT, 20, 0, 0},
	{"start_ns", "", COLUMN_HIDDEN, 0, 0, 0},
};

static const struct table_spec boots = {
	.select = "SELECT b.*, coalesce(nullif(hostname, ''), lease_ip, '') AS host FROM boots b "
		  "WHERE outcome <> 'leased'",
	.id = "boot_id",
	.order = {"CASE q.outcome WHEN 'failed' THEN 0 WHEN 'incomplete' THEN 1 ELSE 2 END",
		"-q.start_ns"},
	.more = "coalesce(" TITLE ", q.summary) AS story",
	.search = "q.mac || ' ' || q.host || ' ' || coalesce(q.lease_ip, '') || ' ' || q.outcome"
		  " || ' ' || q.path || ' ' || q.phase_reached || ' ' || q.summary"
		  " || ' ' || coalesce(" TITLE ", '')"
		  " || ' ' || coalesce(q.dhcp_server, '') || ' ' || coalesce(q.boot_server, '')"
		  " || ' ' || coalesce(q.login_server, '') || ' ' || coalesce(q.stream_server, '')",
	.empty = "No boots here. Screen 5 tells what the captures held; f shows all boots again.",
	.column = columns,
	.columns = COUNT_OF(columns),
};

struct boots_state {
	bool failed_only;
	struct doc preview;
};

#define BY_SERVER                                                                                  \
	"? IN (q.dhcp_server, q.relay, q.boot_server, q.login_server, q.stream_server)"

static void limit(struct view *v)
{
	const struct boots_state *st = v->state;

	table_no_conds(v->table);
	if (st->failed_only)
		table_cond(v->table, "q.outcome = 'failed'", "");
	if (*v->arg.rule)
		table_cond(v->table, "q.boot_id IN (SELECT boot_id FROM findings WHERE rule = ?)",
			v->arg.rule);
	if (*v->arg.mac)
		table_cond(v->table, "q.mac = ?", v->arg.mac);
	if (*v->arg.server)
		table_cond(v->table, BY_SERVER, v->arg.server);
}

static int boots_open(struct view *v, struct err *err)
{
	if (!v->state)
		v->state = mem_alloc(sizeof(struct boots_state));
	list_prepare(v, &boots);
	limit(v);
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

	table_draw(v->table, c, area_rows(a, 0, a.h - below));
	if (below)
		draw_preview(v, c, area_rows(a, a.h - below, below));
}

static bool boots_key(struct view *v, enum action a)
{
	struct boots_state *st = v->state;
	const struct table_row *r = table_current(v->table);
	struct err err = {""};

	if (a == ACT_OPEN && r) {
		browser_push(v->browser, &view_boot, &(struct view_arg){.id = r->key.id});
	} else if (a == ACT_FAILED) {
		st->failed_only = !st->failed_only;
		limit(v);
		if (table_load(v->table, &err) < 0)
			browser_say(v->browser, "%s", err.text);
	} else {
		return table_action(v->table, a);
	}
	return true;
}

static void boots_crumb(const struct view *v, struct txt *out)
{
	const struct boots_state *st = v->state;

	txt_put(out, st->failed_only ? "failed boots" : "boots");
	if (*v->arg.rule)
		txt_fmt(out, " with %s", v->arg.rule);
	if (*v->arg.mac)
		txt_fmt(out, " of %s", v->arg.mac);
	if (*v->arg.server)
		txt_fmt(out, " served by %s", v->arg.server);
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
	.where = WHERE_TABLE | WHERE_BOOTS | WHERE_OPENS,
	.open = boots_open,
	.draw = boots_draw,
	.key = boots_key,
	.find = list_find,
	.crumb = boots_crumb,
	.place = list_place,
	.close = boots_close,
};
