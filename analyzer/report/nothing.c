/*
 * The answer when no boot was found: what the captures held instead, and what to capture.
 */
#include "report/nothing.h"
#include "report/words.h"

#define HELD 8 /* kinds of frames that are named */

static int put_held(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_TR, NULL);
	html_leaf(&p->h, H_TD, NULL, row_text(r, 0));
	page_number(p, row_int(r, 1));
	html_leaf(&p->h, H_TD, NULL, word_title(words_bucket, row_text(r, 2)));
	html_close(&p->h, H_TR);
	return 0;
}

static void held(struct page *p)
{
	static const char *const columns[] = {"What the frames are", "#Frames", "What became of them", NULL};

	page_table(p, NULL, "What the captures hold instead", columns);
	page_rows(p, "SELECT reason, sum(frames), bucket FROM ledger GROUP BY bucket, reason ORDER BY 2 DESC, reason LIMIT 8",
		NULL, 0, put_held, p);
	page_table_end(p);
	page_more(p, store_int(p->store, "SELECT count(DISTINCT bucket || ':' || reason) FROM ledger", NULL, 0, 0), HELD,
		"kinds of frames");
}

/* What a capture has to contain so that a boot shows. */
static void next(struct page *p)
{
	html_open(&p->h, H_P, AT({A_CLASS, "first", 0}));
	html_leaf(&p->h, H_STRONG, NULL, "Do first:");
	html_static(&p->h, " Capture again at the switch port of one machine that does not boot, both directions, from before it is "
		"switched on until it has given up, with no capture filter and no snap length.");
	html_close(&p->h, H_P);
}

bool nothing_of_asked(struct page *p)
{
	return store_int(p->store, "SELECT EXISTS (SELECT 1 FROM boots WHERE outcome <> 'leased')", NULL, 0, 0) != 0;
}

void nothing_render(struct page *p)
{
	int64_t frames = store_int(p->store, "SELECT coalesce(sum(frames), 0) FROM captures", NULL, 0, 0);
	int64_t leased = store_int(p->store, "SELECT count(*) FROM boots WHERE outcome = 'leased'", NULL, 0, 0);

	if (nothing_of_asked(p)) /* the headline has said it */
		return;
	html_open(&p->h, H_P, NULL);
	if (!frames) {
		html_text(&p->h, store_int(p->store, "SELECT count(*) FROM captures", NULL, 0, 0)
			? "They hold no frame that could be read." : "The case holds no capture yet.");
	} else {
		page_count(p, frames);
		html_fmt(&p->h, " %s read. ", word_plural(frames, "frame was", "frames were"));
		html_static(&p->h, "No machine among them asked for a boot file, fetched one, or logged in to a PVS server.");
	}
	if (leased) {
		html_static(&p->h, " ");
		page_count(p, leased);
		html_fmt(&p->h, " ordinary DHCP %s an address.", word_plural(leased, "client obtained", "clients obtained"));
	}
	html_close(&p->h, H_P);
	next(p);
	if (frames && store_int(p->store, "SELECT count(*) FROM ledger", NULL, 0, 0))
		held(p);
}
