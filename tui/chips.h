/*
 * What a list of boots is limited to, as chips: those of one kind are alternatives, different kinds
 * have to hold together.
 *
 * To add a kind: a value, and a row in chips.c.
 */
#ifndef PVSLEUTH_TUI_CHIPS_H
#define PVSLEUTH_TUI_CHIPS_H

#include "tui/table.h"

enum chip_kind {
	CHIP_OUTCOME,
	CHIP_PHASE,
	CHIP_RULE,
	CHIP_SERVER,
	CHIP_SUBNET,
	CHIP_TARGET,
	CHIP_SINCE,
	CHIP_UNTIL,
	CHIP_TEXT,
	CHIPS
};

struct chip {
	enum chip_kind kind;
	char value[64];
};

#define CHIPS_MAX 12

struct chips {
	struct chip chip[CHIPS_MAX];
	size_t n;
};

struct chip_spec {
	const char *name;
	const char *sql; /* over q, with one `?` */
	/* The values there are: columns value, boots; NULL: they are typed. */
	const char *values;
	const char *ask; /* for those that are typed */
	bool one;	 /* there is one at most; a new one takes its place */
};

const struct chip_spec *chip_spec(enum chip_kind kind);
/* False when there is no room. What is there already is not added again. */
bool chips_add(struct chips *c, enum chip_kind kind, const char *value);
void chips_remove(struct chips *c, size_t i);
bool chips_has(const struct chips *c, enum chip_kind kind, const char *value);
/* As conditions of the table, instead of those it has. */
void chips_apply(const struct chips *c, struct table *t);
/* "outcome failed": what a chip says. */
void chip_words(const struct chip *c, int utc_offset_min, char *buf, size_t size);
/* One line; gives 1 when there was something to draw, else 0. */
int chips_draw(const struct chips *c, struct canvas *canvas, struct area a);

#endif
