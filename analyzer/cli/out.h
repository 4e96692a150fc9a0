/*
 * How the command line talks: to whom, how wide, in which colours. Text from a case is made showable
 * again here, because a case may come from anybody.
 */
#ifndef PVSLEUTH_CLI_OUT_H
#define PVSLEUTH_CLI_OUT_H

#include "base/txt.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_BAD, INK_UNSURE };

struct cli {
	const struct cmd *cmd; /* the one running */
	bool color;            /* on standard output */
	bool quiet;
	size_t width; /* of lines on standard output */
};

/* Decides about colour and width from the environment; --color overrides the first later. */
void cli_init(struct cli *cli);
/* "auto", "always" or "never"; false for anything else. */
bool cli_color(struct cli *cli, const char *when);

/* A sentence on standard error, with the program's name; out_note not when --quiet. */
void out_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void out_note(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Text to f, with what a terminal must not see replaced by U+FFFD. Newlines are kept only by
 * out_wrapped. */
void out_text(FILE *f, const char *s);
void out_ink(const struct cli *cli, enum ink ink, const char *s);
/* How many columns s takes (code points; wide characters are rare in what we print). */
size_t out_width(const char *s);
/* Paragraphs filled to the width, each line indented. */
void out_wrapped(const struct cli *cli, const char *s, size_t indent);
/* "label  text", the text filled and indented behind the label; nothing when it is empty. */
void out_labelled(const struct cli *cli, const char *label, const char *s, size_t indent);
/* Flushes standard output; -1 when something could not be written (told). */
int out_finish(void);

/* The colour that an outcome or a step's status has. */
enum ink ink_of(const char *word);
/* "1 boot", "2 boots". */
void txt_plural(struct txt *t, int64_t n, const char *noun);

#endif
