/*
 * Bytes as hex and as characters.
 */
#ifndef PVSLEUTH_TUI_HEX_H
#define PVSLEUTH_TUI_HEX_H

#include "tui/canvas.h"

/* Bytes per line in w columns: 16 or 8. */
int hex_per_line(int w);
/* The columns a line of that many bytes takes. */
int hex_width(int per_line);
/* Lines from `top` on. The bytes [from, from + length) are flagged as selected, the one at `cursor`
 * (SIZE_MAX: none) stands out among them. */
void hex_draw(struct canvas *c, struct area a, const uint8_t *bytes, size_t n, long top,
	size_t from, size_t length, size_t cursor);

#endif
