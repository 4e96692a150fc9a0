/*
 * Writing HTML and SVG so that nothing can break out of it. Elements and attributes are closed
 * sets; a stack knows what is open. Text reaches the page through html_text and attribute values through
 * html_open, which escape always; html_static takes literals only. There is no other door.
 *
 * Misuse (a block inside a paragraph, text in a table row, an unknown close) is our own bug: it is
 * remembered and html_end tells it. To add an element or attribute: one line in the enum here and
 * one in the table in html.c.
 */
#ifndef PVSLEUTH_REPORT_HTML_H
#define PVSLEUTH_REPORT_HTML_H

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

enum html_element {
	H_HTML, H_HEAD, H_TITLE, H_META, H_STYLE, H_BODY,
	H_HEADER, H_NAV, H_MAIN, H_SECTION, H_ARTICLE, H_ASIDE, H_FOOTER, H_DIV, H_FIGURE, H_FIGCAPTION,
	H_H1, H_H2, H_H3, H_H4, H_P, H_PRE, H_UL, H_OL, H_LI, H_DL, H_DT, H_DD, H_DETAILS, H_SUMMARY,
	H_TABLE, H_CAPTION, H_THEAD, H_TBODY, H_TFOOT, H_TR, H_TH, H_TD,
	H_A, H_SPAN, H_STRONG, H_EM, H_CODE, H_TIME, H_ABBR, H_BR, H_WBR,
	S_SVG, S_TITLE, S_DESC, S_G, S_A, S_LINE, S_PATH, S_RECT, S_TEXT, S_TSPAN,
	HTML_ELEMENTS,
};

enum html_attribute {
	A_END, /* ends a list */
	A_CLASS, A_ID, A_LANG, A_CHARSET, A_NAME, A_CONTENT, A_HTTP_EQUIV, A_HREF, A_SCOPE, A_COLSPAN,
	A_DATETIME, A_OPEN, A_TITLE, A_ROLE, A_TABINDEX, A_ARIA_LABEL, A_ARIA_LABELLEDBY, A_ARIA_HIDDEN,
	A_VIEWBOX, A_WIDTH, A_HEIGHT, A_X, A_Y, A_X1, A_Y1, A_X2, A_Y2, A_RX, A_D,
	A_TEXT_ANCHOR,
	HTML_ATTRIBUTES,
};

/* One attribute: text when `text` is set, else the number. A_HREF takes a fragment ("#boot-3") only. */
struct html_attr {
	enum html_attribute name;
	const char *text;
	int64_t number;
};

/* A list of attributes: AT({A_CLASS, "num", 0}, {A_X1, NULL, 12}) */
#define AT(...) ((const struct html_attr[]){__VA_ARGS__, {A_END, NULL, 0}})

#define HTML_DEPTH 64

struct html {
	FILE *out;
	enum html_element open[HTML_DEPTH];
	unsigned depth;
	const char *bug; /* the first misuse, static text */
};

void html_begin(struct html *h, FILE *out); /* writes the doctype */
/* 0 when everything is closed, nothing was misused and every byte was accepted; else -1. */
int html_end(struct html *h, struct err *err);

void html_open(struct html *h, enum html_element e, const struct html_attr *attrs); /* attrs may be NULL */
void html_close(struct html *h, enum html_element e); /* names what it closes: a slip is found at once */
void html_text(struct html *h, const char *text);
void html_fmt(struct html *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* An element with a class (NULL: none) and nothing but text in it. */
void html_leaf(struct html *h, enum html_element e, const char *class, const char *text);
/* Text with line breaks offered after : . / - _ and \, for long names in narrow places. */
void html_breakable(struct html *h, const char *text);
/* The inside of <style>: built-in text, never anything from a case. */
void html_stylesheet(struct html *h, const char *css);

/* Markup or text that stands in our source. A variable does not compile. */
#define html_static(h, literal) html_put_literal((h), "" literal "")
void html_put_literal(struct html *h, const char *literal);

#endif
