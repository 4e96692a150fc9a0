/*
 * report/html: nothing breaks out of text or of an attribute, and what is put together wrongly is told.
 */
#include "report/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define FFFD "\xef\xbf\xbd"

static const struct {
	const char *name, *in, *out;
} hostile[] = {
	{"script", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
	{"double quote", "\" onload=\"x", "&quot; onload=&quot;x"},
	{"single quote", "' onload='x", "&#39; onload=&#39;x"},
	{"ampersand", "&lt;", "&amp;lt;"},
	{"comment end", "-->", "--&gt;"},
	{"RTL override", "a\xe2\x80\xae" "exe.gpj", "a" FFFD "exe.gpj"},
	{"isolate", "\xe2\x81\xa6x", FFFD "x"},
	{"zero width", "a\xe2\x80\x8b" "b", "a" FFFD "b"},
	{"escape", "\x1b[2J", FFFD "[2J"},
	{"C1 control", "\xc2\x9b" "31m", FFFD "31m"},
	{"invalid byte", "a\xff<", "a" FFFD "&lt;"},
	{"overlong <", "\xc0\xbcscript>", FFFD FFFD "script&gt;"},
	{"cut sequence", "\xe2\x82", FFFD FFFD},
	{"cut before <", "\xf0\x9f<b>", FFFD FFFD "&lt;b&gt;"},
	{"surrogate", "\xed\xa0\x80", FFFD FFFD FFFD},
	{"already safe", "\\u{202e}\\x1b", "\\u{202e}\\x1b"},
	{"plain UTF-8", "M\xc3\xbcnchen \xe2\x9c\x93", "M\xc3\xbcnchen \xe2\x9c\x93"},
	{"line break", "a\nb\tc", "a\nb\tc"},
};

/* What the writer made of one element with this text and this title. */
static char *written(const char *text, const char *title)
{
	struct html h;
	struct err err;
	char *buf = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&buf, &n);

	html_begin(&h, f);
	html_open(&h, H_P, AT({A_TITLE, title, 0}));
	html_text(&h, text);
	html_close(&h, H_P);
	assert_int_equal(html_end(&h, &err), 0);
	fclose(f);
	return buf;
}

static void hostile_text_stays_text(void **state)
{
	char want[512], *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		got = written(hostile[i].in, hostile[i].in);
		snprintf(want, sizeof(want), "<!DOCTYPE html>\n<p title=\"%s\">%s</p>\n", hostile[i].out,
			hostile[i].out);
		assert_string_equal(got, want);
		free(got);
	}
}

/* Every byte value, alone and after the start of a longer sequence. */
static void no_byte_opens_a_tag_or_ends_a_value(void **state)
{
	static const char *const before[] = {"", "\xc3", "\xe2\x80", "\xf0\x9f\x98"};
	char in[8], *got, *inner;
	size_t i, b;

	(void)state;
	for (i = 0; i < 4; i++)
		for (b = 1; b < 256; b++) {
			snprintf(in, sizeof(in), "%s%c", before[i], (int)b);
			got = written(in, in);
			inner = strstr(got, "title=\"") + 7;
			assert_ptr_equal(strchr(inner, '"'), strstr(inner, "\">"));
			inner = strstr(inner, "\">") + 2;
			assert_ptr_equal(strchr(inner, '<'), strstr(inner, "</p>"));
			free(got);
		}
}

static void breaks_are_offered_in_long_names(void **state)
{
	struct html h;
	char *buf = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&buf, &n);

	(void)state;
	html_begin(&h, f);
	html_open(&h, H_P, NULL);
	html_breakable(&h, "a.b<c/");
	html_close(&h, H_P);
	assert_int_equal(html_end(&h, NULL), 0);
	fclose(f);
	assert_string_equal(buf, "<!DOCTYPE html>\n<p>a.<wbr>b&lt;c/</p>\n");
	free(buf);
}

static void left_open(struct html *h)
{
	html_open(h, H_DIV, NULL);
}

static void closed_crosswise(struct html *h)
{
	html_open(h, H_DIV, NULL);
	html_open(h, H_SPAN, NULL);
	html_close(h, H_DIV);
	html_close(h, H_SPAN);
}

static void block_in_paragraph(struct html *h)
{
	html_open(h, H_P, NULL);
	html_leaf(h, H_DIV, NULL, "x");
	html_close(h, H_P);
}

static void text_in_row(struct html *h)
{
	html_leaf(h, H_TR, NULL, "x");
}

static void drawing_outside_svg(struct html *h)
{
	html_open(h, H_DIV, NULL);
	html_open(h, S_LINE, NULL);
	html_close(h, S_LINE);
	html_close(h, H_DIV);
}

static void link_leaves_page(struct html *h)
{
	html_open(h, H_P, NULL);
	html_open(h, H_A, AT({A_HREF, "javascript:alert(1)", 0}));
	html_close(h, H_A);
	html_close(h, H_P);
}

static void stylesheet_ends_itself(struct html *h)
{
	html_open(h, H_HEAD, NULL);
	html_stylesheet(h, "p{}</style><script>");
	html_close(h, H_HEAD);
}

static void nested_for_ever(struct html *h)
{
	int i;

	for (i = 0; i < HTML_DEPTH + 1; i++)
		html_open(h, H_DIV, NULL);
	for (i = 0; i < HTML_DEPTH; i++)
		html_close(h, H_DIV);
}

static const struct {
	const char *name;
	void (*write)(struct html *h);
} misuses[] = {
	{"left open", left_open},
	{"closed crosswise", closed_crosswise},
	{"block in paragraph", block_in_paragraph},
	{"text in row", text_in_row},
	{"drawing outside svg", drawing_outside_svg},
	{"link leaves page", link_leaves_page},
	{"stylesheet ends itself", stylesheet_ends_itself},
	{"nested for ever", nested_for_ever},
};

static void misuse_is_told(void **state)
{
	struct html h;
	struct err err;
	size_t i, n;
	char *buf;
	FILE *f;

	(void)state;
	for (i = 0; i < sizeof(misuses) / sizeof(misuses[0]); i++) {
		buf = NULL;
		f = open_memstream(&buf, &n);
		html_begin(&h, f);
		misuses[i].write(&h);
		if (html_end(&h, &err) != -1)
			fail_msg("not told: %s", misuses[i].name);
		fclose(f);
		assert_null(strstr(buf, "javascript"));
		free(buf);
	}
}

static void full_disk_is_told(void **state)
{
	struct html h;
	struct err err;
	FILE *f = fopen("/dev/full", "w");

	(void)state;
	if (!f)
		skip();
	html_begin(&h, f);
	html_leaf(&h, H_P, NULL, "x");
	assert_int_equal(html_end(&h, &err), -1);
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(no_byte_opens_a_tag_or_ends_a_value),
		cmocka_unit_test(breaks_are_offered_in_long_names),
		cmocka_unit_test(misuse_is_told),
		cmocka_unit_test(full_disk_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
