/*
 * A finding in full: see finding.h.
 */
#include "report/finding.h"
#include "report/words.h"
#include "base/txt.h"

#include <stdio.h>
#include <string.h>

/* Columns of FINDING_COLUMNS. */
enum { ID, RULE, TITLE, VERDICT, CONFIDENCE, EXPLANATION, AGAINST, CHECK, REMEDY, FILTER };

#define KEY_FIELDS 18 /* shown of one frame */

static void part(struct page *p, const char *class, const char *title, const char *text)
{
	if (!*text)
		return;
	html_open(&p->h, H_DIV, AT({A_CLASS, class, 0}));
	html_leaf(&p->h, H_H4, NULL, title);
	page_prose(p, NULL, text);
	html_close(&p->h, H_DIV);
}

static void filter(struct page *p, const char *text)
{
	if (!*text)
		return;
	html_open(&p->h, H_DIV, AT({A_CLASS, "part filter", 0}));
	html_leaf(&p->h, H_H4, NULL, "Wireshark filter");
	html_open(&p->h, H_PRE, NULL);
	html_leaf(&p->h, H_CODE, NULL, text);
	html_close(&p->h, H_PRE);
	html_close(&p->h, H_DIV);
}

static void heading(struct page *p, const struct row *r, bool certain)
{
	html_open(&p->h, H_DIV, AT({A_CLASS, "why", 0}));
	html_open(&p->h, H_H4, NULL);
	if (!certain)
		html_static(&p->h, "Not proven: ");
	html_text(&p->h, row_text(r, TITLE));
	html_close(&p->h, H_H4);
	html_open(&p->h, H_P, AT({A_CLASS, "meta", 0}));
	if (certain)
		page_confidence(p, row_text(r, CONFIDENCE));
	else
		page_tag(p, "unsure", "?", "cannot tell from these captures");
	html_static(&p->h, " \xc2\xb7 ");
	html_leaf(&p->h, H_CODE, "rule", row_text(r, RULE));
	html_fmt(&p->h, " \xc2\xb7 finding:%lld", (long long)row_int(r, ID));
	html_close(&p->h, H_P);
	html_close(&p->h, H_DIV);
}

void finding_render(struct page *p, const struct row *r)
{
	bool certain = !strcmp(row_text(r, VERDICT), "yes");

	html_open(&p->h, H_DIV, AT({A_CLASS, "finding", 0}));
	heading(p, r, certain);
	page_prose(p, "explain", row_text(r, EXPLANATION));
	html_open(&p->h, H_DIV, AT({A_CLASS, "parts", 0}));
	part(p, "part do", "Do first", row_text(r, REMEDY));
	part(p, "part", certain ? "Check" : "What would settle it", row_text(r, CHECK));
	part(p, "part", "What speaks against it",
		*row_text(r, AGAINST) || !certain ? row_text(r, AGAINST) : "Nothing in these captures.");
	filter(p, row_text(r, FILTER));
	html_close(&p->h, H_DIV);
	html_close(&p->h, H_DIV);
}

/* The fields last seen of each kind of message of a sender: the next one shows what differs. */
struct last {
	char key[80]; /* what it is, and whose */
	struct txt fields; /* "name=value\n"... */
	char other[24];    /* the frame, when it was context from another boot; else "" */
};

struct fields {
	struct page *p;
	struct txt all; /* of this frame */
	const struct last *before; /* NULL: the first of its kind */
	unsigned shown;
	bool only_count;
	bool record; /* in the layer of the record itself: its time and lengths stand in the table */
};

/* Whether the message before had the same; remembers it for the next. */
static bool said_before(struct fields *s, const struct field *f)
{
	struct txt line = {0};
	bool same;

	txt_fmt(&line, "\n%s=%s\n", f->name, f->value);
	same = s->before && strstr(txt_str(&s->before->fields), txt_str(&line));
	txt_put(&s->all, txt_str(&line) + (s->all.n ? 1 : 0));
	txt_free(&line);
	return same;
}

static void put_field(void *ctx, const struct field *f)
{
	struct fields *s = ctx;

	if (!f->depth)
		s->record = !strcmp(f->name, "Frame");
	if (!f->key || !f->depth || s->record || !*f->value || s->shown == KEY_FIELDS)
		return;
	if (said_before(s, f))
		return;
	if (s->only_count) {
		s->shown++;
		return;
	}
	if (!s->shown++)
		html_open(&s->p->h, H_UL, AT({A_CLASS, "fields", 0}));
	html_open(&s->p->h, H_LI, NULL);
	html_leaf(&s->p->h, H_SPAN, "name", f->name);
	html_static(&s->p->h, " ");
	html_breakable(&s->p->h, f->value);
	html_close(&s->p->h, H_LI);
}

#define KINDS 12

struct evidence {
	struct page *p;
	int64_t number;
	struct last last[KINDS];
	size_t kinds;
	/* messages that say nothing new, not written yet: they become one row */
	struct txt info, frames; /* of the row before; of those held back */
	char role[16], other[24]; /* other: what is held back are messages of other boots, like that frame */
	int64_t held, until_ns;
};

/* What was shown of that kind of message of that sender; an empty one when nothing was. */
static struct last *last_of(struct evidence *e, const char *kind, const char *from)
{
	char key[sizeof(e->last[0].key)];
	size_t i;

	snprintf(key, sizeof(key), "%s %s", kind, from);
	for (i = 0; i < e->kinds; i++)
		if (!strcmp(e->last[i].key, key))
			return &e->last[i];
	if (e->kinds < KINDS)
		e->kinds++;
	else
		txt_clear(&e->last[KINDS - 1].fields);
	*e->last[e->kinds - 1].other = '\0';
	memcpy(e->last[e->kinds - 1].key, key, sizeof(key));
	return &e->last[e->kinds - 1];
}

/* The fields that matter: of a second message of a kind those that differ from the one before. How many, and
 * unless only_count they are written and remembered. */
static unsigned put_fields(struct evidence *e, const struct row *r, bool only_count)
{
	struct last *last = last_of(e, row_text(r, 8), row_text(r, 9));
	struct fields f = {.p = e->p, .before = last->fields.n ? last : NULL, .only_count = only_count};
	size_t n;
	const void *raw = row_blob(r, 5, &n);

	if (!e->p->options->fields || !raw)
		return 0;
	e->p->options->fields(raw, n, (uint32_t)row_int(r, 6), (uint32_t)row_int(r, 7), put_field, &f);
	if (only_count) {
		txt_free(&f.all);
		return f.shown;
	}
	if (f.shown)
		html_close(&e->p->h, H_UL);
	txt_free(&last->fields);
	last->fields = f.all;
	return f.shown;
}

/* Numbers first to last of a row. */
static void put_number(struct evidence *e, const char *role, int64_t first, int64_t last)
{
	const char *class = strcmp(role, "against") ? "mark" : "mark against";
	char n[48];

	if (first == last)
		snprintf(n, sizeof(n), "%lld", (long long)first);
	else
		snprintf(n, sizeof(n), "%lld\xe2\x80\x93%lld", (long long)first, (long long)last);
	html_open(&e->p->h, H_TD, NULL);
	html_leaf(&e->p->h, H_SPAN, class, n);
	if (strcmp(role, "for"))
		html_leaf(&e->p->h, H_SPAN, "role", role);
	html_close(&e->p->h, H_TD);
}

/* Writes what was held back. */
static void put_held(struct evidence *e)
{
	struct html *h = &e->p->h;

	if (!e->held)
		return;
	html_open(h, H_TR, NULL);
	put_number(e, *e->other ? "context" : e->role, e->number - e->held + 1, e->number);
	html_open(h, H_TD, AT({A_CLASS, "when", 0}));
	if (e->held > 1)
		html_static(h, "to ");
	page_time(e->p, e->until_ns, TIME_CLOCK, 6);
	html_close(h, H_TD);
	html_leaf(h, H_TD, "num", "");
	html_open(h, H_TD, AT({A_CLASS, "info", 0}));
	html_open(h, H_DIV, AT({A_CLASS, "line", 0}));
	if (*e->other)
		html_fmt(h, "%lld more like frame %s, of %s: %s", (long long)e->held, e->other,
			word_plural(e->held, "another boot", "other boots"), txt_str(&e->frames));
	else if (e->held > 1)
		html_fmt(h, "The same %lld times: frames %s", (long long)e->held, txt_str(&e->frames));
	else
		html_fmt(h, "The same again: frame %s", txt_str(&e->frames));
	html_close(h, H_DIV);
	html_close(h, H_TD);
	html_close(h, H_TR);
	if (*e->other)
		txt_clear(&e->info); /* "the same again" would point at these */
	e->held = 0;
	*e->other = '\0';
	txt_clear(&e->frames);
}

/* Whether a message says nothing that the one before did not say. */
static bool repeats(struct evidence *e, const struct row *r)
{
	return e->info.n && !strcmp(e->role, row_text(r, 0)) && !strcmp(txt_str(&e->info), row_text(r, 4)) &&
		!put_fields(e, r, true);
}

static void put_row(struct evidence *e, const struct row *r)
{
	struct html *h = &e->p->h;

	html_open(h, H_TR, NULL);
	put_number(e, row_text(r, 0), e->number, e->number);
	html_open(h, H_TD, AT({A_CLASS, "when", 0}));
	page_time(e->p, row_int(r, 1), TIME_CLOCK, 6);
	html_close(h, H_TD);
	html_open(h, H_TD, AT({A_CLASS, "num", 0}));
	html_fmt(h, "%lld/%lld", (long long)row_int(r, 2), (long long)row_int(r, 3));
	html_close(h, H_TD);
	html_open(h, H_TD, AT({A_CLASS, "info", 0}));
	html_open(h, H_DIV, AT({A_CLASS, "line", 0}));
	html_breakable(h, row_text(r, 4));
	html_close(h, H_DIV);
	put_fields(e, r, false);
	html_close(h, H_TD);
	html_close(h, H_TR);
}

static bool is_other_boot(const struct row *r)
{
	return !strcmp(row_text(r, 0), "context") && !row_int(r, 10);
}

/* Holds it back when it is context from another boot, and one of that kind and sender was shown: that a server
 * answers others is said once, and where else. */
static bool hold_other(struct evidence *e, const struct row *r)
{
	const struct last *last;

	if (!is_other_boot(r))
		return false;
	last = last_of(e, row_text(r, 8), row_text(r, 9));
	if (!*last->other)
		return false;
	if (strcmp(e->other, last->other))
		put_held(e);
	snprintf(e->other, sizeof(e->other), "%s", last->other);
	return true;
}

/* Columns: role ns capture_id frame info raw wirelen linktype kind sender whether it is the boot's own */
static int put_evidence(void *ctx, const struct row *r)
{
	struct evidence *e = ctx;
	struct last *last;

	if (hold_other(e, r) || (!*e->other && repeats(e, r))) {
		txt_fmt(&e->frames, "%s%lld/%lld", e->held ? ", " : "", (long long)row_int(r, 2), (long long)row_int(r, 3));
		e->held++;
		e->number++;
		e->until_ns = row_int(r, 1);
		return 0;
	}
	put_held(e);
	e->number++;
	put_row(e, r);
	last = last_of(e, row_text(r, 8), row_text(r, 9));
	*last->other = '\0';
	if (is_other_boot(r))
		snprintf(last->other, sizeof(last->other), "%lld/%lld", (long long)row_int(r, 2), (long long)row_int(r, 3));
	snprintf(e->role, sizeof(e->role), "%s", row_text(r, 0));
	txt_clear(&e->info);
	txt_put(&e->info, row_text(r, 4));
	return 0;
}

void finding_evidence(struct page *p, int64_t finding_id)
{
	static const char *const columns[] = {"No.", "Time", "#Capture/frame", "Frame and the fields that matter",
		NULL};
	const struct bind args[] = {B_INT(finding_id)};
	struct evidence e = {.p = p};
	int64_t all = store_int(p->store, "SELECT count(*) FROM evidence WHERE finding_id = ?1", args, 1, 0);
	int64_t first = store_int(p->store, "SELECT min(ns) FROM evidence WHERE finding_id = ?1", args, 1, 0);
	char caption[128], day[16];

	if (!all)
		return;
	snprintf(caption, sizeof(caption), "Evidence, %s. A repeated message shows only the fields that changed.",
		page_date(p, first, day));
	page_table(p, "evidence", caption, columns);
	page_rows(p,
		"SELECT e.role, e.ns, e.capture_id, e.frame, e.info, f.raw, f.wirelen, f.linktype, e.kind, f.src_mac,"
		" EXISTS (SELECT 1 FROM timeline t JOIN findings n ON n.finding_id = ?1 AND n.boot_id = t.boot_id"
		"  WHERE t.event_id = e.event_id) FROM evidence e JOIN frames f USING (event_id) WHERE e.finding_id = ?1"
		" ORDER BY e.ns, e.seq LIMIT 40", args, 1, put_evidence, &e);
	put_held(&e);
	page_table_end(p);
	page_more(p, all, e.number, "frames");
	while (e.kinds)
		txt_free(&e.last[--e.kinds].fields);
	txt_free(&e.info);
	txt_free(&e.frames);
}
