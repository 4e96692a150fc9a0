/*
 * What can be done with what is under the cursor, on whichever screen: compare, note, export,
 * report, copy, the rule behind it, plain text, going somewhere.
 */
#ifndef PVSLEUTH_TUI_ACTIONS_H
#define PVSLEUTH_TUI_ACTIONS_H

#include "tui/browser.h"

void actions_do(struct view *v, enum action a);
/* What the screen's cursor is on; false when it is on nothing. */
bool actions_subject(const struct view *v, struct subject *s);

#endif
