/*
 * The ledger: where each frame of each input went. Its sums are those of the files, or it says that they are
 * not.
 */
#include "report/page.h"
#include "report/words.h"
#include "base/txt.h"

#define LEDGER_CAPTURES 100
#define LEDGER_REASONS 60

/* Columns: capture_id, frames of the file, then frames by bucket, their sum */
static int put_ledger(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	int i;

	html_open(&p->h, H_TR, NULL);
	for (i = 0; i < 8; i++)
		page_number(p, row_int(r, i));
	html_open(&p->h, H_TD, NULL);
	if (row_int(r, 1) == row_int(r, 7))
		page_tag(p, "ok", "\xe2\x9c\x93", "all accounted for");
	else
		page_tag(p, "failed", "\xe2\x9c\x95", "does not add up");
	html_close(&p->h, H_TD);
	html_close(&p->h, H_TR);
	return 0;
}

/* Columns: bucket reason frames bytes captures */
static int put_reason(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	char size[32];

	html_open(&p->h, H_TR, NULL);
	html_leaf(&p->h, H_TD, NULL, word_title(words_bucket, row_text(r, 0)));
	html_leaf(&p->h, H_TD, NULL, row_text(r, 1));
	page_number(p, row_int(r, 2));
	html_leaf(&p->h, H_TD, "num", txt_bytes(size, sizeof(size), row_int(r, 3)));
	html_leaf(&p->h, H_TD, NULL, row_text(r, 4));
	html_close(&p->h, H_TR);
	return 0;
}

/* Columns: frames, of the ledger, captures */
static int put_sum(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	bool whole = row_int(r, 0) == row_int(r, 1);

	html_open(&p->h, H_P, NULL);
	html_static(&p->h, "Every frame of every input ends in exactly one place. ");
	if (whole)
		html_static(&p->h, "All ");
	page_count(p, row_int(r, whole ? 0 : 1));
	if (!whole) {
		html_static(&p->h, " of ");
		page_count(p, row_int(r, 0));
	}
	html_fmt(&p->h, " frames of %lld %s are accounted for.", (long long)row_int(r, 2),
		word_plural(row_int(r, 2), "capture", "captures"));
	html_close(&p->h, H_P);
	return 1;
}

static void by_capture(struct page *p, int64_t captures)
{
	static const char *const columns[] = {"#Capture", "#Frames", "#Kept as facts", "#Measured", "#Unrelated",
		"#Copies", "#Unreadable", "#Sum", "Check", NULL};

	page_table(p, NULL, "Frames by what became of them", columns);
	page_rows(p,
		"SELECT c.capture_id, c.frames, coalesce(sum(CASE l.bucket WHEN 'fact' THEN l.frames END), 0),"
		" coalesce(sum(CASE l.bucket WHEN 'measured' THEN l.frames END), 0),"
		" coalesce(sum(CASE l.bucket WHEN 'unrelated' THEN l.frames END), 0),"
		" coalesce(sum(CASE l.bucket WHEN 'duplicate' THEN l.frames END), 0),"
		" coalesce(sum(CASE l.bucket WHEN 'unreadable' THEN l.frames END), 0), coalesce(sum(l.frames), 0)"
		" FROM captures c LEFT JOIN ledger l USING (capture_id) GROUP BY c.capture_id"
		" ORDER BY c.capture_id LIMIT 100", NULL, 0, put_ledger, p);
	page_table_end(p);
	page_more(p, captures, LEDGER_CAPTURES, "captures");
}

static void by_reason(struct page *p)
{
	static const char *const columns[] = {"Became of them", "What they were", "#Frames", "#Size", "Captures", NULL};

	page_table(p, "dense", "The same by what the frames were", columns);
	page_rows(p, "SELECT bucket, reason, sum(frames), sum(bytes), replace(group_concat(capture_id), ',', ', ')"
		" FROM (SELECT * FROM ledger ORDER BY capture_id) GROUP BY bucket, reason"
		" ORDER BY CASE bucket WHEN 'fact' THEN 0 WHEN 'measured' THEN 1 WHEN 'unrelated' THEN 2 WHEN 'duplicate' THEN 3"
		" ELSE 4 END, 3 DESC, reason LIMIT 60", NULL, 0, put_reason, p);
	page_table_end(p);
	page_more(p, store_int(p->store, "SELECT count(DISTINCT bucket || ':' || reason) FROM ledger", NULL, 0, 0),
		LEDGER_REASONS, "rows");
}

void section_ledger(struct page *p)
{
	int64_t captures = store_int(p->store, "SELECT count(*) FROM captures", NULL, 0, 0);

	if (!captures) {
		html_leaf(&p->h, H_P, NULL, "The case holds no capture.");
		return;
	}
	page_rows(p, "SELECT (SELECT sum(frames) FROM captures), (SELECT coalesce(sum(frames), 0) FROM ledger),"
		" (SELECT count(*) FROM captures)", NULL, 0, put_sum, p);
	by_capture(p, captures);
	if (store_int(p->store, "SELECT count(*) FROM ledger", NULL, 0, 0))
		by_reason(p);
}
