/*
 * The failed boots, each in full: what happened, how far it came, why, the ladder and the evidence.
 */
#include "report/around.h"
#include "report/finding.h"
#include "report/ladder.h"
#include "report/words.h"
#include "base/txt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the query in section_boots. */
enum {
	BOOT, MAC, HOST, VENDOR, ATTEMPT, START, END, PATH, PHASE, LEASE, DHCP, RELAY, BOOT_SERVER, LOGIN, STREAM,
	SUMMARY, OPEN_START, LEAD,
};

/* A piece of a step, when there is anything to say. */
static void step_piece(struct page *p, const char *class, const struct txt *t)
{
	if (t->n)
		html_leaf(&p->h, H_SPAN, class, t->s);
}

/* Columns: status start_ns end_ns tries peer note */
static int put_step(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	struct word spare;
	const struct word *w = word_find(words_status, row_text(r, 0), &spare);
	struct txt took = {0}, note = {0};
	char len[32];

	if (!row_null(r, 1) && !row_null(r, 2) && row_int(r, 2) > row_int(r, 1))
		txt_put(&took, txt_duration(len, sizeof(len), row_int(r, 2) - row_int(r, 1)));
	if (row_int(r, 3) > 1)
		txt_fmt(&took, " \xc3\x97%lld", (long long)row_int(r, 3));
	txt_fmt(&note, "%s%s%s", row_text(r, 4), *row_text(r, 4) && *row_text(r, 5) ? ": " : "",
		row_text(r, 5));
	page_tag(p, w->id, w->symbol, w->title);
	html_static(&p->h, " ");
	step_piece(p, "took", &took);
	html_static(&p->h, " ");
	step_piece(p, "note", &note);
	txt_free(&took);
	txt_free(&note);
	return 1;
}

/* One phase of the strip: the worst that happened in it. */
static void put_phase(struct page *p, int64_t boot, const struct word *phase)
{
	static const char worst[] =
		"FROM steps WHERE boot_id = ?1 AND phase = ?2 ORDER BY CASE status WHEN 'failed' THEN 0"
		" WHEN 'retried' THEN 1 WHEN 'slow' THEN 2 WHEN 'ok' THEN 3 ELSE 4 END, seq LIMIT 1";
	const struct bind args[] = {B_INT(boot), B_TEXT(phase->id)};
	struct txt sql = {0};
	char *status;

	txt_fmt(&sql, "SELECT status %s", worst);
	status = store_text(p->store, txt_str(&sql), args, 2);
	html_open(&p->h, H_LI, AT({A_CLASS, status ? status : "not-seen", 0}));
	html_leaf(&p->h, H_SPAN, "phase", phase->title);
	txt_clear(&sql);
	txt_fmt(&sql, "SELECT status, start_ns, end_ns, tries, peer, note %s", worst);
	if (status)
		page_rows(p, txt_str(&sql), args, 2, put_step, p);
	else
		page_tag(p, "not-seen", "\xc2\xb7", "not reached");
	html_close(&p->h, H_LI);
	txt_free(&sql);
	free(status);
}

static void strip(struct page *p, int64_t boot)
{
	const struct bind args[] = {B_INT(boot)};
	const struct word *w;

	html_open(&p->h, H_OL, AT({A_CLASS, "strip", 0}, {A_ARIA_LABEL, "Phases of this boot", 0}));
	for (w = words_phase; w->id && strcmp(w->id, "capture"); w++)
		if (strcmp(w->id, "link") || store_int(p->store,
			"SELECT count(*) FROM steps WHERE boot_id = ?1 AND phase = 'link'", args, 1, 0))
			put_phase(p, boot, w);
	html_close(&p->h, H_OL);
}

/* Whether two boots went the same way: each phase with the same status. */
static bool same_strip(struct page *p, int64_t a, int64_t b)
{
	const struct bind args[] = {B_INT(a), B_INT(b)};

	return !store_int(p->store,
		"SELECT count(*) FROM (SELECT phase, status FROM steps WHERE boot_id IN (?1, ?2)"
		" GROUP BY phase, status HAVING count(DISTINCT boot_id) < 2)", args, 2, 1);
}

static void place(struct page *p, const char *label, const char *value)
{
	if (*value)
		html_fmt(&p->h, " \xc2\xb7 %s %s", label, value);
}

static void boot_heading(struct page *p, const struct row *r)
{
	html_open(&p->h, H_H3, NULL);
	page_tag(p, "failed", "\xe2\x9c\x95", "Failed");
	html_static(&p->h, " ");
	html_open(&p->h, H_SPAN, AT({A_CLASS, "who", 0}));
	if (*row_text(r, HOST)) {
		html_breakable(&p->h, row_text(r, HOST));
		html_static(&p->h, " ");
	}
	html_leaf(&p->h, H_SPAN, "addr", row_text(r, MAC));
	html_close(&p->h, H_SPAN);
	html_static(&p->h, " ");
	html_open(&p->h, H_SPAN, AT({A_CLASS, "stopped", 0}));
	html_fmt(&p->h, "stopped in %s", word_title(words_stopped, row_text(r, PHASE)));
	html_close(&p->h, H_SPAN);
	html_close(&p->h, H_H3);
}

static void boot_meta(struct page *p, const struct row *r)
{
	char len[32];

	html_open(&p->h, H_P, AT({A_CLASS, "meta", 0}));
	page_time(p, row_int(r, START), TIME_FULL, 3);
	html_fmt(&p->h, " \xc2\xb7 lasted %s", txt_duration(len, sizeof(len), row_int(r, END) - row_int(r, START)));
	if (row_int(r, ATTEMPT) > 1)
		html_fmt(&p->h, " \xc2\xb7 attempt %lld", (long long)row_int(r, ATTEMPT));
	if (strcmp(row_text(r, PATH), "unknown"))
		html_fmt(&p->h, " \xc2\xb7 %s", word_title(words_path, row_text(r, PATH)));
	place(p, "vendor", row_text(r, VENDOR));
	place(p, "address", row_text(r, LEASE));
	place(p, "from", row_text(r, DHCP));
	place(p, "behind relay", row_text(r, RELAY));
	place(p, "boot server", row_text(r, BOOT_SERVER));
	place(p, "login at", row_text(r, LOGIN));
	place(p, "streamed from", row_text(r, STREAM));
	html_fmt(&p->h, " \xc2\xb7 boot:%lld", (long long)row_int(r, BOOT));
	if (row_int(r, OPEN_START))
		html_static(&p->h, " \xc2\xb7 its beginning was not captured");
	html_close(&p->h, H_P);
}

struct main_finding {
	struct page *p;
	int64_t id;
};

#define MAIN_FINDING                                                                               \
	" FROM findings WHERE boot_id = ?1 AND kind = 'failure'"                                   \
	" ORDER BY is_primary DESC, verdict DESC, score DESC, finding_id LIMIT 1"

static int put_main(void *ctx, const struct row *r)
{
	struct main_finding *m = ctx;

	m->id = row_int(r, 0);
	finding_render(m->p, r);
	return 1;
}

static void draw(struct page *p, const struct row *r, int64_t finding)
{
	struct ladder_boot b = {.boot_id = row_int(r, BOOT), .start_ns = row_int(r, START),
		.end_ns = row_int(r, END), .finding_id = finding, .mac = row_text(r, MAC),
		.name = *row_text(r, HOST) ? row_text(r, HOST) : row_text(r, MAC),
		.lease_ip = row_text(r, LEASE), .outcome = "failed", .phase = row_text(r, PHASE)};

	ladder_render(p, &b);
}

/* Columns: finding_id rule title kind verdict confidence summary explanation */
static int put_other(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	struct html *h = &p->h;

	html_open(h, H_LI, NULL);
	html_leaf(h, H_STRONG, NULL, row_text(r, 2));
	html_static(h, " ");
	if (strcmp(row_text(r, 4), "yes"))
		page_tag(p, "unsure", "?", "cannot tell");
	else
		page_confidence(p, row_text(r, 5));
	html_static(h, " ");
	html_leaf(h, H_CODE, "rule", row_text(r, 1));
	page_prose(p, NULL, row_text(r, 7));
	html_close(h, H_LI);
	return 0;
}

static void others(struct page *p, int64_t boot, int64_t shown)
{
	const struct bind args[] = {B_INT(boot), B_INT(shown)};

	if (!store_int(p->store, "SELECT count(*) FROM findings WHERE boot_id = ?1 AND finding_id <> ?2", args, 2,
		0))
		return;
	html_leaf(&p->h, H_H4, NULL, "Also found");
	html_open(&p->h, H_UL, AT({A_CLASS, "others", 0}));
	page_rows(p,
		"SELECT finding_id, rule, title, kind, verdict, confidence, summary, explanation FROM findings"
		" WHERE boot_id = ?1 AND finding_id <> ?2"
		" ORDER BY kind <> 'failure', verdict <> 'yes', score DESC, finding_id LIMIT 12", args, 2, put_other,
		p);
	html_close(&p->h, H_UL);
}

/* Columns: text, what it is about */
static int put_note(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_ASIDE, AT({A_CLASS, "remark", 0}, {A_ARIA_LABEL, "Note", 0}));
	html_open(&p->h, H_STRONG, NULL);
	html_static(&p->h, "Note");
	if (!strncmp(row_text(r, 1), "frame:", 6))
		html_fmt(&p->h, " on frame %s", row_text(r, 1) + 6);
	html_close(&p->h, H_STRONG);
	page_prose(p, NULL, row_text(r, 0));
	html_close(&p->h, H_ASIDE);
	return 0;
}

static void notes(struct page *p, const struct row *r)
{
	const struct bind args[] = {B_TEXT(row_text(r, MAC)), B_INT(row_int(r, START)), B_INT(row_int(r, BOOT))};

	page_rows(p,
		"SELECT text, about FROM notes WHERE about = 'boot:' || ?1 || '@' || ?2"
		" OR about LIKE 'finding:%@' || ?1 || '@' || ?2"
		" OR (about GLOB 'frame:*' AND about IN (SELECT 'frame:' || capture_id || '/' || frame FROM timeline"
		"  WHERE boot_id = ?3)) ORDER BY written_ns, note_id LIMIT 40", args, 3, put_note, p);
}

/* What stands around the boot, most telling first. */
static void surroundings(struct page *p, const struct row *r, int64_t finding, bool alike)
{
	int64_t boot = row_int(r, BOOT);

	if (finding)
		finding_evidence(p, finding);
	others(p, boot, finding);
	around_losses(p, boot);
	around_times(p, boot);
	around_rates(p, boot);
	around_gaps(p, boot);
	if (!alike)
		around_others(p, boot);
	around_sight(p, boot, row_text(r, PHASE));
}

static void put_finding(struct main_finding *m, int64_t boot)
{
	const struct bind args[] = {B_INT(boot)};

	page_rows(m->p, "SELECT" FINDING_COLUMNS MAIN_FINDING, args, 1, put_main, m);
}

/* A boot in full. */
static void in_full(struct page *p, const struct row *r)
{
	struct main_finding m = {p, 0};

	put_finding(&m, row_int(r, BOOT));
	draw(p, r, m.id);
	surroundings(p, r, m.id, false);
}

/* One more of the same cause: how far it came, and the rest for who asks. */
static void in_short(struct page *p, const struct row *r)
{
	const struct bind args[] = {B_INT(row_int(r, BOOT))};
	struct main_finding m = {p, store_int(p->store, "SELECT finding_id" MAIN_FINDING, args, 1, 0)};

	html_open(&p->h, H_DETAILS, AT({A_CLASS, "rest", 0}));
	html_leaf(&p->h, H_SUMMARY, NULL, "Its messages, why, and the evidence");
	html_open(&p->h, H_DIV, NULL);
	put_finding(&m, row_int(r, BOOT));
	draw(p, r, m.id);
	surroundings(p, r, m.id, true);
	html_close(&p->h, H_DIV);
	html_close(&p->h, H_DETAILS);
}

static int put_boot(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	bool alike = row_int(r, LEAD) != row_int(r, BOOT);
	char id[32];

	snprintf(id, sizeof(id), "boot-%lld", (long long)row_int(r, BOOT));
	html_open(&p->h, H_ARTICLE, AT({A_CLASS, alike ? "boot alike" : "boot", 0}, {A_ID, id, 0}));
	boot_heading(p, r);
	boot_meta(p, r);
	html_leaf(&p->h, H_P, "summary", row_text(r, SUMMARY));
	if (!alike || !same_strip(p, row_int(r, LEAD), row_int(r, BOOT)))
		strip(p, row_int(r, BOOT));
	notes(p, r);
	if (alike)
		in_short(p, r);
	else
		in_full(p, r);
	html_close(&p->h, H_ARTICLE);
	return 0;
}

void section_boots(struct page *p)
{
	int64_t failed = page_int(p, "SELECT count(*) FROM boots WHERE outcome = 'failed' AND" IN_SCOPE);

	if (!failed)
		html_leaf(&p->h, H_P, NULL, "No boot failed in what was captured.");
	page_query(p,
		"WITH" SHOWN "SELECT b.boot_id, b.mac, b.hostname, b.vendor, b.attempt, b.start_ns, b.end_ns, b.path,"
		" b.phase_reached, b.lease_ip, b.dhcp_server, b.relay, b.boot_server, b.login_server,"
		" b.stream_server, b.summary, b.open_start, CASE WHEN open THEN b.boot_id ELSE lead END"
		" FROM shown JOIN boots b USING (boot_id) ORDER BY alike DESC, open, lead, b.start_ns, b.boot_id",
		put_boot, p);
	page_more(p, failed, PAGE_BOOTS, "failed boots");
}
