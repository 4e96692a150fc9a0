/*
 * See strings.h. The page is read by a parser of its own that knows nothing but the elements and attributes
 * that the report may use: what a string could break out into is not among them.
 */
#include "strings.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void broken(const char *what, const char *at)
{
	fprintf(stderr, "%s: %.60s\n", what, at);
	abort();
}

static bool among(const char *list, const char *s, size_t n)
{
	char word[40];

	if (n + 3 > sizeof(word))
		return false;
	snprintf(word, sizeof(word), " %.*s ", (int)n, s);
	return strstr(list, word) != NULL;
}

static const char elements[] = " html head title meta style body header nav main section article aside footer div figure"
	" figcaption h1 h2 h3 h4 p pre ul ol li dl dt dd details summary table caption thead tbody tfoot tr th td a span strong"
	" em code time abbr br wbr svg desc g line path rect text tspan ";
static const char attributes[] = " class id lang charset name content http-equiv href scope colspan datetime open title role"
	" tabindex aria-label aria-labelledby aria-hidden viewBox width height x y x1 y1 x2 y2 rx d text-anchor xmlns ";

/* One code point as UTF-8 has it, and one that may be shown; gives where the next begins. */
static const unsigned char *character(const unsigned char *s)
{
	uint32_t cp = *s;
	int more = cp < 0x80 ? 0 : cp >= 0xf0 && cp < 0xf5 ? 3 : cp >= 0xe0 && cp < 0xf0 ? 2 : cp >= 0xc2 && cp < 0xe0 ? 1 : -1;
	int i;

	if (more < 0 || (cp < 0x20 && cp != '\n' && cp != '\t') || cp == 0x7f)
		broken("a byte that is no text", (const char *)s);
	cp &= more == 3 ? 0x07 : more == 2 ? 0x0f : more ? 0x1f : 0x7f;
	for (i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			broken("no UTF-8", (const char *)s);
		cp = cp << 6 | (s[i] & 0x3f);
	}
	if ((cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || (cp >= 0x80 && cp < 0xa0))
		broken("a character that must not be shown", (const char *)s);
	return s + more + 1;
}

/* From '<' to behind '>'. */
static const char *tag(const char *s)
{
	const char *p = s + 1 + (s[1] == '/'), *name = p;

	if (!strncmp(s, "<!DOCTYPE html>", 15))
		return s + 15;
	p += strspn(p, "abcdefghijklmnopqrstuvwxyz1234");
	if (!among(elements, name, (size_t)(p - name)))
		broken("an element that the page does not have", s);
	while (*p == ' ' && s[1] != '/') {
		name = ++p;
		p += strcspn(p, "= \">");
		if (!among(attributes, name, (size_t)(p - name)))
			broken("an attribute that the page does not have", s);
		if (strncmp(p, "=\"", 2))
			break;
		if (!strncmp(name, "href", 4) && p[2] != '#')
			broken("a link out of the page", s);
		p += 2;
		p += strcspn(p, "\"<");
		if (*p++ != '"')
			broken("an attribute that does not end", s);
	}
	p += *p == '/';
	if (*p != '>')
		broken("a tag that does not end", s);
	return p + 1;
}

static bool entity(const char *s)
{
	static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(s, known[i], strlen(known[i])))
			return true;
	return false;
}

void strings_page(const char *html, size_t n)
{
	const char *p = html, *end = html + n;

	fuzz_check(strlen(html) == n);
	while (p < end) {
		if (!strncmp(p, "<style>", 7)) {
			p = strstr(p, "</style>");
			fuzz_check(p != NULL);
		} else if (*p == '<') {
			p = tag(p);
		} else if (*p == '>') {
			broken("a loose >", p);
		} else if (*p == '&' && !entity(p)) {
			broken("a loose &", p);
		} else {
			p = (const char *)character((const unsigned char *)p);
		}
	}
}

/* The cell at p; gives what is behind it. */
static const char *cell(const char *p)
{
	const char *s;

	if (*p != '"')
		return p + strcspn(p, ",\r");
	s = ++p;
	s += strspn(s, " \t\r\n");
	if (*s && strchr("=+-@", *s))
		broken("a cell that is a formula", p);
	while (*p && (*p != '"' || p[1] == '"'))
		p += *p == '"' ? 2 : 1;
	if (*p != '"')
		broken("a cell that does not end", p);
	return p + 1;
}

void strings_csv(const char *csv, size_t n)
{
	size_t first = 0, cells = 0;
	const char *p = csv;

	fuzz_check(strlen(csv) == n);
	while (*p) {
		p = cell(p);
		cells++;
		if (*p == ',') {
			p++;
			continue;
		}
		if (strncmp(p, "\r\n", 2))
			broken("a line that does not end", p);
		p += 2;
		if (!first)
			first = cells;
		if (cells != first)
			broken("a line with more or fewer cells than the first", p);
		cells = 0;
	}
}
