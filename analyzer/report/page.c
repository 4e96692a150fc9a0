/*
 * The page as a whole: head, contents, the sections one after the other. Adding a section: see page.h.
 */
#include "report/page.h"
#include "report/around.h"
#include "report/outfile.h"
#include "report/style.h"
#include "base/txt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct section sections[] = {
	{"answer", "The answer", section_answer, false, NULL},
	{"morning", "Boots over time", section_morning, true, NULL},
	{"causes", "Failures by cause", section_causes, true, NULL},
	{"losses", "Where messages were lost", section_losses, true, losses_told},
	{"boots", "The failed boots", section_boots, true, NULL},
	{"numbers", "In numbers", section_numbers, true, NULL},
	{"servers", "Servers", section_servers, true, NULL},
	{"captures", "What each capture can show", section_captures, false, NULL},
	{"ledger", "Where each frame went", section_ledger, false, NULL},
	{"appendix", "Inputs and method", section_appendix, false, NULL},
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static const char *title(const struct page *p)
{
	return p->options->title ? p->options->title : "Network boot report";
}

static void meta(struct page *p, const char *name, const char *content)
{
	html_open(&p->h, H_META, AT({A_NAME, name, 0}, {A_CONTENT, content, 0}));
}

static int head(struct page *p, struct err *err)
{
	struct style style;
	struct txt policy = {0};

	if (style_get(&style, err))
		return -1;
	txt_fmt(&policy, "default-src 'none'; style-src '%s'; base-uri 'none'; form-action 'none'",
		style.source);
	html_open(&p->h, H_HEAD, NULL);
	html_open(&p->h, H_META, AT({A_CHARSET, "utf-8", 0}));
	html_open(&p->h, H_META,
		AT({A_HTTP_EQUIV, "Content-Security-Policy", 0}, {A_CONTENT, txt_str(&policy), 0}));
	meta(p, "viewport", "width=device-width, initial-scale=1");
	meta(p, "color-scheme", "light dark");
	meta(p, "generator", "pvsleuth");
	meta(p, "robots", "noindex");
	html_leaf(&p->h, H_TITLE, NULL, title(p));
	html_stylesheet(&p->h, style.text);
	html_close(&p->h, H_HEAD);
	txt_free(&policy);
	style_free(&style);
	return 0;
}

/* Columns: level */
static int put_redaction(void *ctx, const struct row *r)
{
	struct page *p = ctx;
	const char *level = row_text(r, 0);

	html_open(&p->h, H_P, AT({A_CLASS, "meta", 0}));
	html_static(&p->h, "For other eyes: ");
	if (!strcmp(level, "names"))
		html_static(&p->h, "names, identifiers and paths are pseudonyms, addresses are real.");
	else if (!strcmp(level, "full"))
		html_static(&p->h, "names, paths, identifiers and addresses are pseudonyms; what people wrote is left out.");
	else
		html_static(&p->h, "names, paths, identifiers and addresses are pseudonyms; subnets and the makers of network "
			"cards are kept.");
	html_static(&p->h, " Hash buckets (RFC 3074) were computed before.");
	html_close(&p->h, H_P);
	return 1;
}

static void subtitle(struct page *p)
{
	const struct report_options *o = p->options;

	html_open(&p->h, H_P, AT({A_CLASS, "meta", 0}));
	html_static(&p->h, "Network boot of Citrix Provisioning targets, read from captures. Made ");
	page_time(p, o->generated_ns, TIME_FULL, 0);
	html_fmt(&p->h, " by pvsleuth %s.", o->version ? o->version : "");
	if (o->target)
		html_fmt(&p->h, " Only boots of %s.", o->target);
	if (o->finding)
		html_fmt(&p->h, " Only boots of finding %lld.", (long long)o->finding);
	if (o->boots)
		html_fmt(&p->h, " Only some boots: %s.", o->about ? o->about : "those that were chosen");
	html_close(&p->h, H_P);
	page_rows(p, "SELECT level FROM redactions LIMIT 1", NULL, 0, put_redaction, p);
}

/* The next section that this page has, from i on. */
static size_t next(struct page *p, size_t i)
{
	while (i < SECTIONS && ((sections[i].of_boots && !p->boots) || (sections[i].told && !sections[i].told(p))))
		i++;
	return i;
}

static void contents(struct page *p)
{
	size_t i;
	struct txt href = {0};

	html_open(&p->h, H_NAV, AT({A_CLASS, "toc", 0}, {A_ARIA_LABEL, "Contents", 0}));
	html_open(&p->h, H_OL, NULL);
	for (i = next(p, 0); i < SECTIONS; i = next(p, i + 1)) {
		txt_clear(&href);
		txt_fmt(&href, "#%s", sections[i].id);
		html_open(&p->h, H_LI, NULL);
		html_open(&p->h, H_A, AT({A_HREF, txt_str(&href), 0}));
		html_text(&p->h, sections[i].title);
		html_close(&p->h, H_A);
		html_close(&p->h, H_LI);
	}
	html_close(&p->h, H_OL);
	html_close(&p->h, H_NAV);
	txt_free(&href);
}

static void body(struct page *p)
{
	size_t i;

	p->boots = page_int(p, "SELECT count(*) FROM boots WHERE" IN_SCOPE);
	html_open(&p->h, H_BODY, NULL);
	html_open(&p->h, H_HEADER, AT({A_CLASS, "top", 0}));
	html_leaf(&p->h, H_H1, NULL, title(p));
	subtitle(p);
	html_close(&p->h, H_HEADER);
	contents(p);
	html_open(&p->h, H_MAIN, NULL);
	for (i = next(p, 0); i < SECTIONS; i = next(p, i + 1)) {
		html_open(&p->h, H_SECTION, AT({A_ID, sections[i].id, 0}));
		html_leaf(&p->h, H_H2, NULL, sections[i].title);
		sections[i].render(p);
		html_close(&p->h, H_SECTION);
	}
	html_close(&p->h, H_MAIN);
	html_close(&p->h, H_BODY);
}

int report_write(struct store *s, const struct report_options *o, FILE *out, struct err *err)
{
	struct page p = {.store = s, .options = o, .err = err};

	html_begin(&p.h, out);
	html_open(&p.h, H_HTML, AT({A_LANG, "en", 0}));
	if (head(&p, err))
		return -1;
	body(&p);
	html_close(&p.h, H_HTML);
	free(p.shown);
	times_forget(&p);
	if (p.failed)
		return -1;
	assert(!p.h.bug && !p.h.depth);
	return html_end(&p.h, err);
}

int report_html(struct store *s, const struct report_options *o, const char *path, struct err *err)
{
	struct outfile out;

	if (outfile_open(&out, s, path, err))
		return -1;
	if (report_write(s, o, out.f, err)) {
		outfile_abort(&out);
		return err_prefix(err, path);
	}
	return outfile_commit(&out, err);
}
