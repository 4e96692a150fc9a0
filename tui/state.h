/*
 * What is remembered between runs: the columns of each list. A small text file in the XDG state
 * folder; with --no-state neither read nor written. Trouble with it is nobody's trouble.
 */
#ifndef PVSLEUTH_TUI_STATE_H
#define PVSLEUTH_TUI_STATE_H

#include <stdbool.h>

struct state;

struct state *state_load(bool no_state);
/* Writes what changed, and frees. */
void state_save(struct state *s);
/* NULL: not remembered. Valid until it is set again. */
const char *state_get(const struct state *s, const char *name);
void state_set(struct state *s, const char *name, const char *value);

#endif
