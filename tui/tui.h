/*
 * The browser: screens over a case file, in a terminal.
 */
#ifndef PVSLEUTH_TUI_TUI_H
#define PVSLEUTH_TUI_TUI_H

#include "base/err.h"
#include "model/field.h"

#include <stdbool.h>

struct tui_options {
	const char *case_path;
	frame_fields_fn fields; /* decodes a stored frame; NULL: frames are shown in hex only */
	const char *theme;	/* NULL: the default; see theme.c for the names */
	bool ascii;		/* no line drawing, whatever the locale says */
	bool no_colour;		/* attributes only; NO_COLOR in the environment does the same */
	bool no_state;		/* neither read nor write what is remembered between runs */
};

/* Runs until the user leaves. 0, or -1 with a sentence: no terminal, too small, no case. The
 * terminal is always as it was before. The caller has called setlocale(LC_ALL, ""). */
int tui_browse(const struct tui_options *o, struct err *err);

#endif
