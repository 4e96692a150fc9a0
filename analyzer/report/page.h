/*
 * What the sections of the page share: the writer, the case, and small pieces of page.
 *
 * To add a section: one file with its render function, its line in `sections` (page.c), its prototype
 * below. A section that has nothing to say about a case writes a sentence that says so.
 */
#ifndef PVSLEUTH_REPORT_PAGE_H
#define PVSLEUTH_REPORT_PAGE_H

#include "report/html.h"
#include "report/report.h"

struct page {
	struct html h;
	struct store *store;
	const struct report_options *options;
	struct err *err;
	bool failed; /* a query went wrong; err says how */
	int64_t boots;  /* that the page is about */
	char *shown;    /* boots shown below, a JSON array; NULL: not asked yet */
	struct times_known *times; /* what times.c knows already */
	int64_t causes; /* numbered so far: "cause-3" is an anchor */
};

struct section {
	const char *id, *title;
	void (*render)(struct page *p);
	bool of_boots; /* left out when there is no boot */
	bool (*told)(struct page *p); /* and when it has nothing to go by; NULL: always told */
};

void section_answer(struct page *p);
void section_morning(struct page *p);
void section_causes(struct page *p);
void section_losses(struct page *p);
void section_boots(struct page *p);
void section_numbers(struct page *p);
void section_servers(struct page *p);
void section_captures(struct page *p);
void section_ledger(struct page *p);
void section_appendix(struct page *p);

/* How many of a thing the page shows before "n more in the case file". */
#define PAGE_BOOTS 50
#define PAGE_ROWS 200

/* The boots that the page is about: for queries run with page_query, over the view boots. */
#define IN_SCOPE                                                                                   \
	" outcome <> 'leased' AND (?1 IS NULL OR mac = ?1) AND (?2 = 0"                            \
	" OR boot_id IN (SELECT boot_id FROM findings WHERE finding_id = ?2)"                      \
	" OR mac IN (SELECT mac FROM findings WHERE finding_id = ?2 AND boot_id IS NULL))"         \
	" AND (?5 IS NULL OR boot_id IN (SELECT value FROM json_each(?5))) "
/* A common table of the failed boots that are shown in full: some of each cause, then by time. */
#define SHOWN                                                                                      \
	" shown AS (SELECT * FROM (SELECT boot_id, start_ns, row_number() OVER cause AS place,"     \
	" first_value(boot_id) OVER cause AS lead, count(*) OVER (PARTITION BY primary_rule) AS alike,"  \
	" primary_rule IS NULL AS open FROM boots WHERE outcome = 'failed' AND" IN_SCOPE           \
	" WINDOW cause AS (PARTITION BY primary_rule ORDER BY start_ns, boot_id))"                 \
	" ORDER BY place, start_ns, boot_id LIMIT 50) "

/* What IN_SCOPE asks for: ?1 the target or NULL, ?2 the finding or 0, ?5 the boots or NULL. ?3 and ?4 are
 * the caller's. */
#define PAGE_ARGS 5
void page_args(const struct page *p, struct bind args[PAGE_ARGS]);
/* Whether the page is about all boots of the case. */
bool page_is_whole(const struct page *p);
/* Runs sql that holds IN_SCOPE. */
void page_query(struct page *p, const char *sql, row_fn fn, void *ctx);
int64_t page_int(struct page *p, const char *sql);
/* The failed boots that are shown, as a JSON array. */
const char *page_shown(struct page *p);
/* Runs sql with the values given. */
void page_rows(struct page *p, const char *sql, const struct bind *args, size_t n, row_fn fn, void *ctx);

/* A table in a box of its own that scrolls when the page is narrow; columns end with NULL. A column
 * whose name begins with '#' is set as numbers. */
void page_table(struct page *p, const char *class, const char *caption, const char *const *columns);
void page_table_end(struct page *p);

/* A point in time. Full: date, time and zone; clock: time and zone. */
enum page_clock { TIME_FULL, TIME_CLOCK };
void page_time(struct page *p, int64_t ns, enum page_clock how, int digits);
/* The zone for use in sentences: "UTC" or "+01:00". */
const char *page_zone(const struct page *p, char buf[8]);
/* HH:MM of a time. */
const char *page_hhmm(const struct page *p, int64_t ns, char buf[8]);
const char *page_date(const struct page *p, int64_t ns, char buf[16]);

/* A term of a list of facts, and around what is said of it. */
void page_fact(struct page *p, const char *term);
void page_fact_end(struct page *p);
/* Text in paragraphs, split at line breaks. */
void page_prose(struct page *p, const char *class, const char *text);
/* A label with a symbol: <span class="tag CLASS">SYMBOL WORD</span>. */
void page_tag(struct page *p, const char *class, const char *symbol, const char *word);
/* "high" with its dots, so that it reads without colour. */
void page_confidence(struct page *p, const char *confidence);
/* "n more ... in the case file", when there are more than were shown. */
void page_more(struct page *p, int64_t all, int64_t shown, const char *what);
void page_count(struct page *p, int64_t n); /* with thin spaces between thousands */

/* Cells of a table: a number; a duration, empty when negative; how many of how many in percent, marked when these
 * are few, empty when there are none. */
void page_number(struct page *p, int64_t n);
void page_duration(struct page *p, int64_t ns);
void page_rate(struct page *p, int64_t good, int64_t all);

/* Whether two captures can be compared, so that losses between them can be told; if not, why, or what limits it. */
bool losses_told(struct page *p);
void losses_limits(struct page *p);

#endif
