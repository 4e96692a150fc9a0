/*
 * Notes: people's words about a boot, a finding or a frame. What a note is about is named so that
 * it survives another analysis.
 */
#ifndef PVSLEUTH_TUI_NOTE_H
#define PVSLEUTH_TUI_NOTE_H

#include "store/store.h"
#include "tui/doc.h"
#include "tui/view.h"

/* "boot:MAC@NS", "finding:RULE@MAC@NS", "frame:SHA256/N" on the heap; NULL when it is gone. */
char *note_about(struct store *s, const struct subject *about);
/* Writes it into the case, through a connection of its own. */
int note_write(const char *case_path, const char *about, const char *text, struct err *err);
/* The notes about something, each a paragraph; how many. */
int note_put(struct doc *d, struct store *s, const struct subject *about);

#endif
