/*
 * A line of a canvas, and the morning of tests/tui/case.sql.
 */
#ifndef PVSLEUTH_TEST_TUI_H
#define PVSLEUTH_TEST_TUI_H

#include "base/txt.h"
#include "store/store.h"
#include "tui/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static inline void assert_line(const struct canvas *c, int y, const char *want)
{
	struct txt t = {0};

	canvas_line(c, y, &t);
	assert_string_equal(txt_str(&t), want);
	txt_free(&t);
}

static inline void load_case(struct store *s)
{
	struct txt sql = {0};
	struct err err = {""};
	const char *dir = getenv("srcdir");
	char buf[4096], path[512];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/tui/case.sql", dir ? dir : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		txt_putn(&sql, buf, n);
	fclose(f);
	if (store_script(s, txt_str(&sql), &err) < 0)
		fail_msg("%s", err.text);
	txt_free(&sql);
}

#endif
