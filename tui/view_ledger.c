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

static const char *field(const struct row *r, const char *name)
{
	int col = row_column(r, name);

	return col < 0 ? "" : row_text(r, col);
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
	put_fact(d, name, txt_time(text, sizeof(text), row_int(r, col), 6, 0));
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

static int put_capture(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct ledger_state *st = v->state;
	struct doc *d = &st->page.doc;
	char text[600], size[32];

	put_fact(d, "file", field(r, "path"));
	put_fact(d, "SHA-256", field(r, "sha256"));
	snprintf(text, sizeof(text), "%s, %s compression", field(r, "format"),
		*field(r, "compression") ? field(r, "compression") : "no");
	put_fact(d, "format", text);
	snprintf(text, sizeof(text), "%s%s%s", field(r, "status"), *field(r, "note") ? ": " : "",
		field(r, "note"));
	put_fact(d, "read", text);
	snprintf(text, sizeof(text), "%s, %s", field(r, "frames"),
		txt_bytes(size, sizeof(size), row_int(r, row_column(r, "bytes"))));
	put_fact(d, "frames", text);
	put_time(d, r, "first", "first_ns");
	put_time(d, r, "last", "last_ns");
	put_clock(d, r);
	snprintf(text, sizeof(text), "%s%s%s", field(r, "vantage"),
		*field(r, "vantage_reasons") ? ": " : "", field(r, "vantage_reasons"));
	put_fact(d, "taken at", text);
	return 1;
}

static int put_entry(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct ledger_state *st = v->state;
	char line[400], size[32];

	txt_bytes(size, sizeof(size), row_int(r, row_column(r, "bytes")));
	snprintf(line, sizeof(line), "%10s %9s  %-11s %s", field(r, "frames"), size,
		field(r, "bucket"), field(r, "reason"));
	doc_put(&st->page.doc,
		strcmp(field(r, "bucket"), "unreadable") == 0 ? STYLE_WARNING : STYLE_NORMAL, 0,
		line);
	return 0;
}

static void ledger_draw(struct view *v, struct canvas *c, struct area a)
{
	struct ledger_state *st = v->state;
	struct doc *d = &st->page.doc;
	struct bind id = B_INT(v->arg.id);
	struct err err = {""};

	doc_start(d, c, a.w);
	doc_put(d, STYLE_HEADING, 0, "Capture");
	if (store_query(v->browser->store, "SELECT * FROM captures WHERE capture_id = ?1", &id, 1,
		    put_capture, v, &err) < 0)
		doc_put(d, STYLE_WARNING, 0, err.text);
	doc_gap(d);
	doc_put(d, STYLE_HEADING, 0, "Where each frame went");
	doc_put(d, STYLE_STRONG, 0, "    frames      size  bucket      reason");
	if (store_query(v->browser->store,
		    "SELECT bucket, reason, frames, bytes FROM ledger "
		    "WHERE capture_id = ?1 ORDER BY bucket = 'fact' DESC, bucket = 'measured' "
		    "DESC, bucket, "
		    "frames DESC",
		    &id, 1, put_entry, v, &err) < 0)
		doc_put(d, STYLE_WARNING, 0, err.text);
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
