/*
 * The HTML writer: see html.h. The tables say what may stand where; after mandoc's html.c and kcgi's
 * kcgihtml.c.
 */
#include "report/html.h"
#include "base/io.h"
#include "report/utf8.h"
#include "base/txt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

enum {
	VOID = 1,     /* has no inside and no end tag */
	INLINE = 2,   /* phrasing: may stand within a line of text */
	PHRASING = 4, /* takes text and phrasing only */
	NO_TEXT = 8,  /* takes elements only */
	SVG = 16,     /* stands within an svg only */
};

static const struct {
	const char *name;
	unsigned flags;
} elements[HTML_ELEMENTS] = {
	[H_HTML] = {"html", NO_TEXT},
	[H_HEAD] = {"head", NO_TEXT},
	[H_TITLE] = {"title", PHRASING},
	[H_META] = {"meta", VOID},
	[H_STYLE] = {"style", PHRASING},
	[H_BODY] = {"body", NO_TEXT},
	[H_HEADER] = {"header", 0},
	[H_NAV] = {"nav", 0},
	[H_MAIN] = {"main", NO_TEXT},
	[H_SECTION] = {"section", NO_TEXT},
	[H_ARTICLE] = {"article", NO_TEXT},
	[H_ASIDE] = {"aside", 0},
	[H_FOOTER] = {"footer", 0},
	[H_DIV] = {"div", 0},
	[H_FIGURE] = {"figure", NO_TEXT},
	[H_FIGCAPTION] = {"figcaption", PHRASING},
	[H_H1] = {"h1", PHRASING},
	[H_H2] = {"h2", PHRASING},
	[H_H3] = {"h3", PHRASING},
	[H_H4] = {"h4", PHRASING},
	[H_P] = {"p", PHRASING},
	[H_PRE] = {"pre", PHRASING},
	[H_UL] = {"ul", NO_TEXT},
	[H_OL] = {"ol", NO_TEXT},
	[H_LI] = {"li", 0},
	[H_DL] = {"dl", NO_TEXT},
	[H_DT] = {"dt", PHRASING},
	[H_DD] = {"dd", 0},
	[H_DETAILS] = {"details", NO_TEXT},
	[H_SUMMARY] = {"summary", PHRASING},
	[H_TABLE] = {"table", NO_TEXT},
	[H_CAPTION] = {"caption", PHRASING},
	[H_THEAD] = {"thead", NO_TEXT},
	[H_TBODY] = {"tbody", NO_TEXT},
	[H_TFOOT] = {"tfoot", NO_TEXT},
	[H_TR] = {"tr", NO_TEXT},
	[H_TH] = {"th", PHRASING},
	[H_TD] = {"td", 0},
	[H_A] = {"a", INLINE | PHRASING},
	[H_SPAN] = {"span", INLINE | PHRASING},
	[H_STRONG] = {"strong", INLINE | PHRASING},
	[H_EM] = {"em", INLINE | PHRASING},
	[H_CODE] = {"code", INLINE | PHRASING},
	[H_TIME] = {"time", INLINE | PHRASING},
	[H_ABBR] = {"abbr", INLINE | PHRASING},
	[H_BR] = {"br", INLINE | VOID},
	[H_WBR] = {"wbr", INLINE | VOID},
	[S_SVG] = {"svg", NO_TEXT},
	[S_TITLE] = {"title", SVG | PHRASING},
	[S_DESC] = {"desc", SVG | PHRASING},
	[S_G] = {"g", SVG | NO_TEXT},
	[S_A] = {"a", SVG | NO_TEXT},
	[S_LINE] = {"line", SVG | NO_TEXT},
	[S_PATH] = {"path", SVG | NO_TEXT},
	[S_RECT] = {"rect", SVG | NO_TEXT},
	[S_TEXT] = {"text", SVG},
	[S_TSPAN] = {"tspan", SVG | INLINE | PHRASING},
};

static const char *const attributes[HTML_ATTRIBUTES] = {
	[A_CLASS] = "class", [A_ID] = "id", [A_LANG] = "lang", [A_CHARSET] = "charset", [A_NAME] = "name",
	[A_CONTENT] = "content", [A_HTTP_EQUIV] = "http-equiv", [A_HREF] = "href", [A_SCOPE] = "scope",
	[A_COLSPAN] = "colspan", [A_DATETIME] = "datetime", [A_OPEN] = "open", [A_TITLE] = "title",
	[A_ROLE] = "role", [A_TABINDEX] = "tabindex", [A_ARIA_LABEL] = "aria-label",
	[A_ARIA_LABELLEDBY] = "aria-labelledby", [A_ARIA_HIDDEN] = "aria-hidden", [A_VIEWBOX] = "viewBox",
	[A_WIDTH] = "width", [A_HEIGHT] = "height", [A_X] = "x", [A_Y] = "y", [A_X1] = "x1", [A_Y1] = "y1",
	[A_X2] = "x2", [A_Y2] = "y2", [A_RX] = "rx", [A_D] = "d",
	[A_TEXT_ANCHOR] = "text-anchor",
};

static void misused(struct html *h, const char *what)
{
	if (!h->bug)
		h->bug = what;
}

/* One character of text or of a quoted attribute value. */
static void put_escaped(struct html *h, uint32_t cp, const char *bytes, size_t n)
{
	switch (cp) {
	case '&':
		fputs("&amp;", h->out);
		return;
	case '<':
		fputs("&lt;", h->out);
		return;
	case '>':
		fputs("&gt;", h->out);
		return;
	case '"':
		fputs("&quot;", h->out);
		return;
	case '\'':
		fputs("&#39;", h->out);
		return;
	default:
		break;
	}
	if (cp != 0xfffd && utf8_showable(cp))
		fwrite(bytes, 1, n, h->out);
	else
		fputs("\xef\xbf\xbd", h->out);
}

static void escape(struct html *h, const char *s)
{
	const char *next;

	for (; *s; s = next) {
		uint32_t cp = utf8_next(s, &next);

		put_escaped(h, cp, s, (size_t)(next - s));
	}
}

void html_begin(struct html *h, FILE *out)
{
	*h = (struct html){.out = out};
	fputs("<!DOCTYPE html>", out);
}

int html_end(struct html *h, struct err *err)
{
	if (h->depth)
		misused(h, "an element was left open");
	if (h->bug)
		return err_set(err, "the report was put together wrongly: %s", h->bug);
	fputc('\n', h->out);
	if (io_flush(h->out) < 0)
		return err_set(err, "the report could not be written: %s", strerror(errno));
	return 0;
}

static unsigned inside(const struct html *h)
{
	return h->depth ? elements[h->open[h->depth - 1]].flags : 0;
}

static void check_place(struct html *h, enum html_element e)
{
	unsigned flags = elements[e].flags, in = inside(h);

	if ((in & PHRASING) && !(flags & INLINE))
		misused(h, "a block stands inside a line of text");
	if ((flags & SVG) && (!h->depth || (h->open[h->depth - 1] != S_SVG && !(in & SVG))))
		misused(h, "a part of a drawing stands outside it");
	if (h->depth == HTML_DEPTH)
		misused(h, "elements are nested too deeply");
}

static void put_attr(struct html *h, const struct html_attr *a)
{
	fprintf(h->out, " %s=\"", attributes[a->name]);
	if (!a->text)
		fprintf(h->out, "%" PRId64, a->number);
	else if (a->name == A_HREF && a->text[0] != '#')
		misused(h, "a link leaves the page");
	else
		escape(h, a->text);
	fputc('"', h->out);
}

void html_open(struct html *h, enum html_element e, const struct html_attr *attrs)
{
	unsigned flags = elements[e].flags;

	check_place(h, e);
	if (!(flags & INLINE))
		fputc('\n', h->out);
	fprintf(h->out, "<%s", elements[e].name);
	if (e == S_SVG)
		fputs(" xmlns=\"http://www.w3.org/2000/svg\"", h->out);
	for (; attrs && attrs->name != A_END; attrs++)
		put_attr(h, attrs);
	fputc('>', h->out);
	if (!(flags & VOID) && h->depth < HTML_DEPTH)
		h->open[h->depth++] = e;
}

void html_close(struct html *h, enum html_element e)
{
	if (!h->depth || h->open[h->depth - 1] != e) {
		misused(h, "an element was closed that was not the innermost");
		return;
	}
	h->depth--;
	fprintf(h->out, "</%s>", elements[e].name);
}

static void check_text(struct html *h)
{
	if (!h->depth || (inside(h) & NO_TEXT))
		misused(h, "text stands where only elements may");
	if (h->depth && h->open[h->depth - 1] == H_STYLE)
		misused(h, "text stands in the stylesheet");
}

void html_text(struct html *h, const char *text)
{
	check_text(h);
	escape(h, text);
}

void html_fmt(struct html *h, const char *fmt, ...)
{
	struct txt t = {0};
	va_list ap;

	va_start(ap, fmt);
	txt_vfmt(&t, fmt, ap);
	va_end(ap);
	html_text(h, txt_str(&t));
	txt_free(&t);
}

void html_leaf(struct html *h, enum html_element e, const char *class, const char *text)
{
	html_open(h, e, class ? AT({A_CLASS, class, 0}) : NULL);
	if (*text)
		html_text(h, text);
	html_close(h, e);
}

void html_breakable(struct html *h, const char *text)
{
	const char *next;

	check_text(h);
	for (; *text; text = next) {
		uint32_t cp = utf8_next(text, &next);

		put_escaped(h, cp, text, (size_t)(next - text));
		if (cp && cp < 0x80 && strchr(":./-_\\", (int)cp) && *next)
			html_open(h, H_WBR, NULL);
	}
}

void html_stylesheet(struct html *h, const char *css)
{
	html_open(h, H_STYLE, NULL);
	if (strstr(css, "</"))
		misused(h, "the stylesheet ends its own element");
	fputs(css, h->out);
	html_close(h, H_STYLE);
}

void html_put_literal(struct html *h, const char *literal)
{
	check_text(h);
	fputs(literal, h->out);
}
