/*
 * One capture: what it is, where it was taken, and where each of its frames went.
 */
#include "base/mem.h"
#include "tui/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_W 14

struct ledger_state {
	struct page page;
	char name[96];
};

static int ledger_open(struct view *v, struct err *err)
{
	struct bind id = B_INT(v->arg.id);
	struct ledger_state *st = v->state;
	char *path = store_text(
		v->browser->store, "SELECT path FROM captures WHERE capture_id = ?1", &id, 1);
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (!st)
		st = v->state = mem_alloc(sizeof(*st));
	if (!path)
		return err_set(
			err, "capture %lld is not in the case (any more)", (long long)v->arg.id);
	snprintf(st->name, sizeof(st->name), "%s", slash ? slash + 1 : path);
	free(path);
	return 0;
}

static void put_fact(struct doc *d, const char *name, const char *value)
{
	char line[1024];

	if (!*value)
		return;
	snprintf(line, sizeof(line), "%-*s%s", NAME_W, name, value);
	doc_put_hanging(d, STYLE_NORMAL, 0, NAME_W, line);
}

static void put_time(struct doc *d, const struct row *r, const char *name, const char *column)
{
	char text[48];
	int col = row_column(r, column);

	if (col < 0 || row_null(r, col))
		return;
	put_fact(d, name, canvas_time(d->canvas, text, sizeof(text), row_int(r, col), 6));
}

static void put_clock(struct doc *d, const struct row *r)
{
	char offset[32], unsure[32], text[128];
	int col = row_column(r, "clock_offset_ns");

	if (col < 0 || row_null(r, col) || !row_int(r, col))
		return;
	txt_duration(offset, sizeof(offset), row_int(r, col));
	txt_duration(unsure, sizeof(unsure), row_int(r, row_column(r, "clock_uncertainty_ns")));
	snprintf(text, sizeof(text), "%s against the others, give or take %s", offset, unsure);
	put_fact(d, "clock", text);
}

/* What can be seen from where it was taken, and what cannot. */
static const struct {
	const char *vantage, *shows, *lacks;
} sights[] = {
	{"target-side", "what the target sent, and what reached it",
		"whether a question reached a server, and whether an answer was lost on the way"},
	{"server-side", "what reached this server, and what it sent",
		"whether its answer reached the target, and what other servers did"},
	{"relay", "a question on both sides of the relay, and the answers that came back through it",
		"what happened on the target's own switch port"},
	{"several", "more than one point; copies of the same packet were recognised", ""},
	{"unknown", "what is in it; where it was taken the packets do not tell",
		"that something did not happen: absences prove nothing here"},
};

static void put_sight(struct doc *d, const char *vantage)
{
	size_t i;

	for (i = 0; i + 1 < sizeof(sights) / sizeof(sights[0]); i++)
		if (strcmp(sights[i].vantage, vantage) == 0)
			break;
	put_fact(d, "can show", sights[i].shows);
	put_fact(d, "cannot show", sights[i].lacks);
}

static int put_capture(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct ledger_state *st = v->state;
	struct doc *d = &st->page.doc;
	char text[600], size[32];

	put_fact(d, "file", row_text_named(r, "path"));
	put_fact(d, "SHA-256", row_text_named(r, "sha256"));
	snprintf(text, sizeof(text), "%s, %s compression", row_text_named(r, "format"),
		*row_text_named(r, "compression") && strcmp(row_text_named(r, "compression"), "none") != 0
			? row_text_named(r, "compression")
			: "no");
	put_fact(d, "format", text);
	snprintf(text, sizeof(text), "%s%s%s", row_text_named(r, "status"), *row_text_named(r, "note") ? ": " : "",
		row_text_named(r, "note"));
	put_fact(d, "read", text);
	snprintf(text, sizeof(text), "%s, %s", row_text_named(r, "frames"),
		txt_bytes(size, sizeof(size), row_int(r, row_column(r, "bytes"))));
	put_fact(d, "frames", text);
	put_time(d, r, "first", "first_ns");
	put_time(d, r, "last", "last_ns");
	put_clock(d, r);
	snprintf(text, sizeof(text), "%s%s%s", row_text_named(r, "vantage"),
		*row_text_named(r, "vantage_reasons") ? ": " : "", row_text_named(r, "vantage_reasons"));
	put_fact(d, "taken at", text);
	put_sight(d, row_text_named(r, "vantage"));
	return 1;
}

/* Of the boots whose messages are in it: how many, and what could not be seen of those that did not
 * boot. */
static int put_boots(void *ctx, const struct row *r)
{
	static const struct {
		const char *column, *missing;
	} parts[] = {
		{"target_tx", "what the target sent"},
		{"target_rx", "answers sent to the target alone"},
		{"broadcast", "broadcasts of its segment"},
		{"options", "DHCP options (they are cut off)"},
		{"complete", "all packets (the capture says that it lost some)"},
		{"long_enough", "that it really ended (the capture ends too early)"},
	};
	struct view *v = ctx;
	struct ledger_state *st = v->state;
	struct doc *d = &st->page.doc;
	int64_t all = row_int(r, row_column(r, "boots"));
	char text[200];
	size_t i;

	if (!all) {
		put_fact(d, "boots",
			"none: no client in it asked for an address and went on, or asked in vain. "
			"The list below says what was in it instead.");
		return 1;
	}
	snprintf(text, sizeof(text), "%lld, of which %s did not get to their end", (long long)all,
		row_text_named(r, "ended"));
	put_fact(d, "boots", text);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		int64_t lacking = row_int(r, row_column(r, parts[i].column));

		if (!lacking)
			continue;
		snprintf(text, sizeof(text), "%s, for %lld of those", parts[i].missing,
			(long long)lacking);
		put_fact(d, "not seen", text);
	}
	return 1;
}

static int put_said(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct ledger_state *st = v->state;

	doc_put(&st->page.doc, STYLE_WARNING, 0, row_text(r, 0));
	doc_put(&st->page.doc, STYLE_NORMAL, 0, row_text(r, 1));
	return 0;
}

static int put_entry(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct ledger_state *st = v->state;
	char line[400], size[32];

	txt_bytes(size, sizeof(size), row_int(r, row_column(r, "bytes")));
	snprintf(line, sizeof(line), "%10s %9s  %-11s %s", row_text_named(r, "frames"), size,
		row_text_named(r, "bucket"), row_text_named(r, "reason"));
	doc_put(&st->page.doc,
		strcmp(row_text_named(r, "bucket"), "unreadable") == 0 ? STYLE_WARNING : STYLE_NORMAL, 0,
		line);
	return 0;
}

static void query(struct view *v, const char *sql, row_fn fn)
{
	struct ledger_state *st = v->state;
	struct bind id = B_INT(v->arg.id);
	struct err err = {""};

	if (store_query(v->browser->store, sql, &id, 1, fn, v, &err) < 0)
		doc_put(&st->page.doc, STYLE_WARNING, 0, err.text);
}

static void ledger_draw(struct view *v, struct canvas *c, struct area a)
{
	struct ledger_state *st = v->state;
	struct doc *d = &st->page.doc;

	doc_start(d, c, a.w);
	doc_put(d, STYLE_HEADING, 0, "Capture");
	query(v, "SELECT * FROM captures WHERE capture_id = ?1", put_capture);
	query(v, "SELECT count(*) AS boots, coalesce(sum(bad), 0) AS ended, sum(bad AND NOT "
		 "target_tx) AS target_tx, sum(bad AND NOT target_rx) AS target_rx, sum(bad AND NOT "
		 "broadcast) AS broadcast, sum(bad AND NOT options) AS options, sum(bad AND NOT "
		 "complete) AS complete, sum(bad AND NOT long_enough) AS long_enough FROM (SELECT s.*, "
		 "b.outcome <> 'booted' AS bad FROM boots b JOIN sights s USING (boot_id) WHERE "
		 "b.outcome <> 'leased' AND b.boot_id IN (SELECT t.boot_id FROM timeline t WHERE "
		 "t.capture_id = ?1))",
		put_boots);
	doc_gap(d);
	query(v, "SELECT title, explanation FROM findings WHERE capture_id = ?1", put_said);
	doc_gap(d);
	doc_put(d, STYLE_HEADING, 0, "Where each frame went");
	doc_put(d, STYLE_STRONG, 0, "    frames      size  bucket      reason");
	query(v, "SELECT bucket, reason, frames, bytes FROM ledger WHERE capture_id = ?1 ORDER BY "
		 "bucket = 'fact' DESC, bucket = 'measured' DESC, bucket, frames DESC",
		put_entry);
	page_draw(&st->page, c, a);
}

static bool ledger_key(struct view *v, enum action a)
{
	struct ledger_state *st = v->state;

	return scroll_text(&st->page.scroll, a);
}

static bool ledger_find(struct view *v, const char *needle, enum find how)
{
	struct ledger_state *st = v->state;

	return page_find(&st->page, needle, how);
}

static void ledger_crumb(const struct view *v, struct txt *out)
{
	const struct ledger_state *st = v->state;

	txt_put(out, st->name);
}

static void ledger_place(const struct view *v, struct txt *out)
{
	const struct ledger_state *st = v->state;

	page_place(&st->page, out);
}

static void ledger_close(struct view *v)
{
	struct ledger_state *st = v->state;

	if (st)
		doc_free(&st->page.doc);
	free(st);
}

const struct view_ops view_ledger = {
	.name = "ledger",
	.where = WHERE_ALL,
	.open = ledger_open,
	.draw = ledger_draw,
	.key = ledger_key,
	.find = ledger_find,
	.crumb = ledger_crumb,
	.place = ledger_place,
	.close = ledger_close,
};
