/*
 * The appendix: the inputs by their hashes, the rules that were applied, and how to read the page.
 */
#include "report/page.h"
#include "report/words.h"
#include "base/txt.h"

/* Columns: capture_id path format compression file_bytes frames sha256 */
static int put_input(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	char size[32];

	html_open(&p->h, H_TR, NULL);
	page_number(p, row_int(r, 0));
	html_open(&p->h, H_TD, AT({A_CLASS, "path", 0}));
	html_breakable(&p->h, row_text(r, 1));
	html_open(&p->h, H_DIV, AT({A_CLASS, "hash", 0}));
	html_fmt(&p->h, "SHA-256 %s", row_null(r, 6) ? "not taken" : row_text(r, 6));
	html_close(&p->h, H_DIV);
	html_close(&p->h, H_TD);
	html_open(&p->h, H_TD, NULL);
	html_text(&p->h, row_text(r, 2));
	if (*row_text(r, 3) && *row_text(r, 3) != 'n')
		html_fmt(&p->h, ", %s", row_text(r, 3));
	html_close(&p->h, H_TD);
	html_leaf(&p->h, H_TD, "num", txt_bytes(size, sizeof(size), row_int(r, 4)));
	page_number(p, row_int(r, 5));
	html_close(&p->h, H_TR);
	return 0;
}

/* Columns: rule title yes cannot */
static int put_rule(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	int i;

	html_open(&p->h, H_TR, NULL);
	html_open(&p->h, H_TD, NULL);
	html_leaf(&p->h, H_CODE, "rule", row_text(r, 0));
	html_close(&p->h, H_TD);
	html_leaf(&p->h, H_TD, NULL, row_text(r, 1));
	for (i = 2; i < 4; i++)
		page_number(p, row_int(r, i));
	html_close(&p->h, H_TR);
	return 0;
}

/* Columns: version rules rules_digest */
static int put_analysis(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_P, NULL);
	html_fmt(&p->h, "Analysed by pvsleuth %s with %lld rules, whose texts have the digest ", row_text(r, 0),
		(long long)row_int(r, 1));
	html_leaf(&p->h, H_CODE, "hash", row_text(r, 2));
	html_static(&p->h, ". A rule that is not listed was tried and found nothing.");
	html_close(&p->h, H_P);
	return 1;
}

static void method(struct page *p)
{
	html_leaf(&p->h, H_H3, NULL, "How to read this");
	html_leaf(&p->h, H_P, NULL,
		"A boot is booted when it reached the operating system or streams steadily at the end of what was "
		"captured, failed when it stopped although the captures go on long enough to know, and incomplete when "
		"they do not show its end. Ordinary DHCP clients are not counted.");
	html_leaf(&p->h, H_P, NULL,
		"A finding names the frames that prove it as capture/frame, numbered as Wireshark does. Where the "
		"captures could not have seen an answer, its absence is not held against anybody: the finding then says "
		"that it cannot tell, and what capture would settle it.");
	html_open(&p->h, H_P, NULL);
	html_static(&p->h, "The frames of a finding or boot can be taken from the case file as a capture: ");
	html_leaf(&p->h, H_CODE, NULL, "pvsleuth extract CASE finding:N -o evidence.pcapng");
	html_close(&p->h, H_P);
}

static void inputs(struct page *p)
{
	static const char *const columns[] = {"#Capture", "File", "Format", "#Size", "#Frames", NULL};

	if (!store_int(p->store, "SELECT count(*) FROM captures", NULL, 0, 0))
		return;
	html_leaf(&p->h, H_H3, NULL, "Inputs");
	page_table(p, NULL, "The files that were read", columns);
	page_rows(p, "SELECT capture_id, path, format, compression, file_bytes, frames, sha256 FROM captures"
		" ORDER BY capture_id LIMIT 200", NULL, 0, put_input, p);
	page_table_end(p);
}

static void rules(struct page *p)
{
	static const char *const columns[] = {"Rule", "Title", "#Holds", "#Cannot tell", NULL};

	html_leaf(&p->h, H_H3, NULL, "Rules");
	page_rows(p, "SELECT version, rules, rules_digest FROM analysis LIMIT 1", NULL, 0, put_analysis, p);
	if (!store_int(p->store, "SELECT count(*) FROM findings", NULL, 0, 0)) {
		html_leaf(&p->h, H_P, NULL, "No rule found anything.");
		return;
	}
	page_table(p, NULL, "Rules that found something", columns);
	page_rows(p,
		"SELECT rule, min(title), sum(verdict = 'yes'), sum(verdict = 'cannot-tell') FROM findings"
		" GROUP BY rule ORDER BY 3 DESC, 4 DESC, rule LIMIT 200", NULL, 0, put_rule, p);
	page_table_end(p);
}

void section_appendix(struct page *p)
{
	inputs(p);
	rules(p);
	method(p);
}
