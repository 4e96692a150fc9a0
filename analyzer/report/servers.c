/*
 * The servers that took part, and what became of the boots that met them.
 */
#include "report/page.h"
#include "report/words.h"

static int put_server(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	html_open(&p->h, H_TR, NULL);
	html_leaf(&p->h, H_TD, "addr", row_text(r, 0));
	html_leaf(&p->h, H_TD, "addr", row_text(r, 1));
	html_leaf(&p->h, H_TD, NULL, row_text(r, 2));
	html_open(&p->h, H_TD, AT({A_CLASS, "num", 0}));
	page_count(p, row_int(r, 3));
	html_close(&p->h, H_TD);
	html_open(&p->h, H_TD, AT({A_CLASS, "num", 0}));
	page_count(p, row_int(r, 4));
	html_close(&p->h, H_TD);
	html_close(&p->h, H_TR);
	return 0;
}

void section_servers(struct page *p)
{
	static const char *const columns[] = {"Address", "MAC", "Seen as", "#Boots", "#Failed", NULL};
	int64_t all = store_int(p->store, "SELECT count(*) FROM servers", NULL, 0, 0);

	if (!all) {
		html_leaf(&p->h, H_P, NULL, "No server was seen.");
		return;
	}
	page_table(p, NULL, "Servers and the boots that met them", columns);
	page_rows(p, "SELECT ip, mac, roles, boots, failed FROM servers ORDER BY failed DESC, boots DESC, ip"
		" LIMIT 200", NULL, 0, put_server, p);
	page_table_end(p);
	page_more(p, all, PAGE_ROWS, "servers");
}
