/*
 * Small pieces of page that sections share: see page.h.
 */
#include "report/page.h"
#include "base/mem.h"
#include "base/txt.h"
#include "compare/stats.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void page_rows(struct page *p, const char *sql, const struct bind *args, size_t n, row_fn fn, void *ctx)
{
	if (!p->failed && store_query(p->store, sql, args, n, fn, ctx, p->err))
		p->failed = true;
}

void page_args(const struct page *p, struct bind args[PAGE_ARGS])
{
	args[0] = B_TEXT(p->options->target);
	args[1] = B_INT(p->options->finding);
	args[2] = args[3] = B_TEXT(NULL);
	args[4] = B_TEXT(p->options->boots);
}

bool page_is_whole(const struct page *p)
{
	return !p->options->target && !p->options->finding && !p->options->boots;
}

void page_query(struct page *p, const char *sql, row_fn fn, void *ctx)
{
	struct bind args[PAGE_ARGS];

	page_args(p, args);
	page_rows(p, sql, args, PAGE_ARGS, fn, ctx);
}

static int keep_int(void *ctx, const struct row *r)
{
	*(int64_t *)ctx = row_int(r, 0);
	return 1;
}

int64_t page_int(struct page *p, const char *sql)
{
	int64_t v = 0;

	page_query(p, sql, keep_int, &v);
	return v;
}

void page_table(struct page *p, const char *class, const char *caption, const char *const *columns)
{
	html_open(&p->h, H_DIV, AT({A_CLASS, "scroll", 0}, {A_TABINDEX, "0", 0}, {A_ROLE, "region", 0},
		{A_ARIA_LABEL, caption, 0}));
	html_open(&p->h, H_TABLE, class ? AT({A_CLASS, class, 0}) : NULL);
	html_leaf(&p->h, H_CAPTION, NULL, caption);
	html_open(&p->h, H_THEAD, NULL);
	html_open(&p->h, H_TR, NULL);
	for (; *columns; columns++) {
		bool number = **columns == '#';

		html_open(&p->h, H_TH, AT({A_SCOPE, "col", 0}, {A_CLASS, number ? "num" : "txt", 0}));
		html_text(&p->h, *columns + number);
		html_close(&p->h, H_TH);
	}
	html_close(&p->h, H_TR);
	html_close(&p->h, H_THEAD);
	html_open(&p->h, H_TBODY, NULL);
}

void page_table_end(struct page *p)
{
	html_close(&p->h, H_TBODY);
	html_close(&p->h, H_TABLE);
	html_close(&p->h, H_DIV);
}

void page_fact(struct page *p, const char *term)
{
	html_leaf(&p->h, H_DT, NULL, term);
	html_open(&p->h, H_DD, NULL);
}

void page_fact_end(struct page *p)
{
	html_close(&p->h, H_DD);
}

void page_time(struct page *p, int64_t ns, enum page_clock how, int digits)
{
	char buf[48];

	txt_time(buf, sizeof(buf), ns, digits, p->options->utc_offset_min);
	html_open(&p->h, H_TIME, AT({A_DATETIME, buf, 0}));
	html_text(&p->h, how == TIME_CLOCK && strchr(buf, 'T') ? strchr(buf, 'T') + 1 : buf);
	html_close(&p->h, H_TIME);
}

const char *page_zone(const struct page *p, char buf[8])
{
	int m = p->options->utc_offset_min, a = m < 0 ? -m : m;

	if (!m)
		return "UTC";
	snprintf(buf, 8, "%c%02d:%02d", m < 0 ? '-' : '+', a / 60 % 100, a % 60);
	return buf;
}

const char *page_hhmm(const struct page *p, int64_t ns, char buf[8])
{
	char all[48];
	const char *t;

	t = strchr(txt_time(all, sizeof(all), ns, 0, p->options->utc_offset_min), 'T');
	snprintf(buf, 8, "%.5s", t ? t + 1 : "");
	return buf;
}

const char *page_date(const struct page *p, int64_t ns, char buf[16])
{
	char all[48];

	snprintf(buf, 16, "%.10s", txt_time(all, sizeof(all), ns, 0, p->options->utc_offset_min));
	return buf;
}

static int keep_shown(void *ctx, const struct row *r)
{
	struct page *p = ctx;

	p->shown = mem_strdup(row_text(r, 0));
	return 1;
}

const char *page_shown(struct page *p)
{
	if (!p->shown)
		page_query(p, "WITH" SHOWN "SELECT json_group_array(boot_id) FROM shown", keep_shown, p);
	return p->shown ? p->shown : "[]";
}

#define PARAGRAPH 300 /* characters, after which the next sentence begins a new one */

/* Where a paragraph that begins at text ends: at a line break, or at the end of a sentence once it is long and
 * enough is left. */
static const char *paragraph_end(const char *text)
{
	const char *end = strchr(text, '\n'), *s;

	if (!end)
		end = text + strlen(text);
	for (s = text; s < end; s++)
		if (s - text >= PARAGRAPH && end - s > PARAGRAPH / 3 && s[0] == ' ' && s[-1] == '.' &&
			(isupper((unsigned char)s[1]) || isdigit((unsigned char)s[1])))
			return s;
	return end;
}

void page_prose(struct page *p, const char *class, const char *text)
{
	const char *end;
	struct txt one = {0};

	for (; *text; text = *end ? end + 1 : end) {
		end = paragraph_end(text);
		if (end == text)
			continue;
		txt_clear(&one);
		txt_putn(&one, text, (size_t)(end - text));
		html_leaf(&p->h, H_P, class, txt_str(&one));
	}
	txt_free(&one);
}

void page_tag(struct page *p, const char *class, const char *symbol, const char *word)
{
	struct txt c = {0};

	txt_fmt(&c, "tag %s", class);
	html_open(&p->h, H_SPAN, AT({A_CLASS, txt_str(&c), 0}));
	if (symbol) {
		html_open(&p->h, H_SPAN, AT({A_ARIA_HIDDEN, "true", 0}, {A_CLASS, "sym", 0}));
		html_text(&p->h, symbol);
		html_close(&p->h, H_SPAN);
	}
	html_text(&p->h, word);
	html_close(&p->h, H_SPAN);
	txt_free(&c);
}

void page_confidence(struct page *p, const char *confidence)
{
	static const struct {
		const char *id, *dots;
	} levels[] = {
		{"high", "\xe2\x97\x8f\xe2\x97\x8f\xe2\x97\x8f"},
		{"medium", "\xe2\x97\x8f\xe2\x97\x8f\xe2\x97\x8b"},
		{"low", "\xe2\x97\x8f\xe2\x97\x8b\xe2\x97\x8b"},
	};
	char word[40];
	size_t i;

	for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (!strcmp(levels[i].id, confidence)) {
			snprintf(word, sizeof(word), "%s confidence", confidence);
			page_tag(p, "confidence", levels[i].dots, word);
		}
}

void page_more(struct page *p, int64_t all, int64_t shown, const char *what)
{
	if (all <= shown)
		return;
	html_open(&p->h, H_P, AT({A_CLASS, "more", 0}));
	page_count(p, all - shown);
	html_fmt(&p->h, " more %s in the case file.", what);
	html_close(&p->h, H_P);
}

void page_count(struct page *p, int64_t n)
{
	char digits[24], out[64];
	size_t len, i, at = 0;

	len = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)n);
	for (i = 0; i < len; i++) {
		if (i && digits[i - 1] != '-' && (len - i) % 3 == 0 && len > 4) {
			memcpy(out + at, "\xe2\x80\xaf", 3); /* narrow no-break space */
			at += 3;
		}
		out[at++] = digits[i];
	}
	out[at] = '\0';
	html_text(&p->h, out);
}

void page_number(struct page *p, int64_t n)
{
	html_open(&p->h, H_TD, AT({A_CLASS, "num", 0}));
	page_count(p, n);
	html_close(&p->h, H_TD);
}

void page_duration(struct page *p, int64_t ns)
{
	char len[32];

	html_leaf(&p->h, H_TD, "num", ns < 0 ? "" : txt_duration(len, sizeof(len), ns));
}

void page_rate(struct page *p, int64_t good, int64_t all)
{
	char rate[24];

	snprintf(rate, sizeof(rate), "%d %%%s", stats_percent(good, all), all < STATS_FEW ? " *" : "");
	html_leaf(&p->h, H_TD, "num", all ? rate : "");
}
