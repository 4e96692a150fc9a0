/*
 * Findings in words: what happened, what speaks against it, what to look at, what to do.
 */
#include "tui/finding.h"
#include "tui/table.h"

#include <stdio.h>
#include <string.h>

#define FINDING_COLUMNS                                                                            \
	"SELECT finding_id, rule, title, phase, kind, verdict, confidence, is_primary, summary, "  \
	"explanation, against, \"check\", remedy, filter, boot_id FROM findings "

struct put {
	struct doc *doc;
	struct store *store;
	int found;
};

static void put_title(struct put *p, const struct row *r)
{
	enum glyph g;
	enum style style = kind_style(row_text_named(r, "kind"), &g);
	char text[400];

	snprintf(text, sizeof(text), "%s %s", canvas_symbol(p->doc->canvas, g), row_text_named(r, "title"));
	doc_put_hanging(p->doc, style, 0, 2, text);
}

static void put_standing(struct put *p, const struct row *r)
{
	const char *dot = canvas_symbol(p->doc->canvas, GLYPH_DOT);
	char text[300];

	snprintf(text, sizeof(text), "%s in %s %s %s%s confidence %s %s", row_text_named(r, "kind"),
		row_text_named(r, "phase"), dot,
		strcmp(row_text_named(r, "verdict"), "cannot-tell") == 0 ? "cannot tell from here, " : "",
		row_text_named(r, "confidence"), dot, row_text_named(r, "rule"));
	doc_put(p->doc, STYLE_DIM, 0, text);
}

static int put_evidence(void *ctx, const struct row *r)
{
	struct put *p = ctx;
	char text[400];

	if (!p->found++) {
		doc_gap(p->doc);
		doc_put(p->doc, STYLE_STRONG, 0, "Evidence");
	}
	snprintf(text, sizeof(text), "%s frame %s%s: %s",
		canvas_symbol(p->doc->canvas, GLYPH_EVIDENCE), row_text_named(r, "frame"),
		strcmp(row_text_named(r, "role"), "for") == 0	   ? ""
		: strcmp(row_text_named(r, "role"), "against") == 0 ? " (against)"
							   : " (context)",
		row_text_named(r, "info"));
	doc_put_hanging(p->doc, STYLE_NORMAL, 0, 2, text);
	return 0;
}

static int put_full(void *ctx, const struct row *r)
{
	struct put *p = ctx;
	struct put evidence = {p->doc, p->store, 0};

	doc_gap(p->doc);
	put_title(p, r);
	put_standing(p, r);
	doc_gap(p->doc);
	doc_put(p->doc, STYLE_NORMAL, 0, row_text_named(r, "explanation"));
	doc_section(p->doc, "What speaks against it", row_text_named(r, "against"));
	doc_section(p->doc, "To be sure", row_text_named(r, "check"));
	doc_section(p->doc, "What to do", row_text_named(r, "remedy"));
	store_query(p->store,
		"SELECT role, frame, info FROM evidence WHERE finding_id = ?1 "
		"ORDER BY seq LIMIT 20",
		(struct bind[]){B_INT(row_int(r, row_column(r, "finding_id")))}, 1, put_evidence,
		&evidence, NULL);
	doc_section(p->doc, "Wireshark filter", row_text_named(r, "filter"));
	p->found++;
	return 0;
}

static int put_summary(void *ctx, const struct row *r)
{
	struct put *p = ctx;

	doc_put(p->doc, STYLE_NORMAL, 0, row_text_named(r, "summary"));
	return 1;
}

void finding_all(struct doc *d, struct store *s, int64_t boot_id)
{
	struct put p = {d, s, 0};
	struct err err = {""};

	store_query(s, "SELECT summary FROM boots WHERE boot_id = ?1 AND primary_rule IS NULL",
		(struct bind[]){B_INT(boot_id)}, 1, put_summary, &p, NULL);
	if (store_query(s,
		    FINDING_COLUMNS
		    "WHERE boot_id = ?1 ORDER BY is_primary DESC, kind = 'failure' DESC, "
		    "kind = 'degraded' DESC, score DESC, finding_id",
		    (struct bind[]){B_INT(boot_id)}, 1, put_full, &p, &err) < 0)
		doc_put(d, STYLE_WARNING, 0, err.text);
	else if (!p.found)
		doc_put(d, STYLE_NORMAL, 0, "No rule found anything to say about this boot.");
}

static void put_more(char *text, size_t size, const char *dot, const char *what)
{
	size_t n = strlen(text);

	if (*what)
		snprintf(text + n, size - n, " %s %s", dot, what);
}

/* What the list has no room for. */
static int put_boot(void *ctx, const struct row *r)
{
	struct put *p = ctx;
	const char *dot = canvas_symbol(p->doc->canvas, GLYPH_DOT);
	char text[400], when[48], attempt[40];

	canvas_time(p->doc->canvas, when, sizeof(when), row_int(r, row_column(r, "start_ns")), 0);
	snprintf(text, sizeof(text), "%s %s %s %s reached %s", when, dot, row_text_named(r, "path"), dot,
		row_text_named(r, "phase_reached"));
	if (row_int(r, row_column(r, "attempt")) > 1) {
		snprintf(attempt, sizeof(attempt), "attempt %s", row_text_named(r, "attempt"));
		put_more(text, sizeof(text), dot, attempt);
	}
	put_more(text, sizeof(text), dot, row_text_named(r, "lease_ip"));
	put_more(text, sizeof(text), dot, row_text_named(r, "hostname"));
	doc_put(p->doc, STYLE_DIM, 0, text);
	if (!*row_text_named(r, "primary_rule"))
		doc_put(p->doc, STYLE_NORMAL, 0, row_text_named(r, "summary"));
	return 1;
}

static int put_brief(void *ctx, const struct row *r)
{
	struct put *p = ctx;

	put_title(p, r);
	doc_put(p->doc, STYLE_NORMAL, 0, row_text_named(r, "explanation"));
	return 1;
}

void finding_preview(struct doc *d, struct store *s, int64_t boot_id)
{
	struct put p = {d, s, 0};
	struct bind id = B_INT(boot_id);

	store_query(s, "SELECT * FROM boots WHERE boot_id = ?1", &id, 1, put_boot, &p, NULL);
	store_query(s,
		FINDING_COLUMNS
		"WHERE boot_id = ?1 ORDER BY is_primary DESC, kind = 'failure' DESC, "
		"kind = 'degraded' DESC, score DESC, finding_id LIMIT 1",
		&id, 1, put_brief, &p, NULL);
}

static int put_example(void *ctx, const struct row *r)
{
	struct put *p = ctx;

	char text[80];

	put_title(p, r);
	if (row_int(r, row_column(r, "boot_id"))) {
		snprintf(text, sizeof(text), "for example boot %lld",
			(long long)row_int(r, row_column(r, "boot_id")));
		doc_put(p->doc, STYLE_DIM, 0, text);
	}
	doc_put(p->doc, STYLE_NORMAL, 0, row_text_named(r, "explanation"));
	doc_section(p->doc, "What to do", row_text_named(r, "remedy"));
	return 1;
}

void finding_of_rule(struct doc *d, struct store *s, const char *rule)
{
	struct put p = {d, s, 0};

	store_query(s, FINDING_COLUMNS "WHERE rule = ?1 ORDER BY score DESC, finding_id LIMIT 1",
		(struct bind[]){B_TEXT(rule)}, 1, put_example, &p, NULL);
}
