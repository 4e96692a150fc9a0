/*
 * The browser: screens over a case file, in a terminal.
 */
#ifndef PVSLEUTH_TUI_TUI_H
#define PVSLEUTH_TUI_TUI_H

#include "base/err.h"
#include "base/txt.h"
#include "model/field.h"
#include "store/store.h"

#include <stdbool.h>

struct tui_options {
	const char *case_path;
	frame_fields_fn fields; /* decodes a stored frame; NULL: frames are shown in hex only */
	/* Writes the frames of "finding:3" or "boot:2" as a capture; *said gets a sentence about its streaming. NULL: not
	 * offered. */
	int (*extract)(struct store *s, const char *what, const char *path, struct txt *said, struct err *err);
	/* Writes a report of those boots, its times as below; `about` says which they are. NULL: not offered. */
	int (*report)(struct store *s, const int64_t *boots, size_t n, const char *about,
		int utc_offset_min, const char *path, struct err *err);
	const char *theme; /* NULL: the default; see theme.c for the names */
	int utc_offset_min; /* times are shown and typed so many minutes east of UTC */
	bool ascii;	   /* no line drawing, whatever the locale says */
	bool no_colour;	   /* attributes only; NO_COLOR in the environment does the same */
	bool no_state;	   /* neither read nor write what is remembered between runs */
};

/* Runs until the user leaves. 0, or -1 with a sentence: no terminal, too small, no case. The
 * terminal is always as it was before. The caller has called setlocale(LC_ALL, ""). */
int tui_browse(const struct tui_options *o, struct err *err);

#endif
