/*
 * The hex dump: see hex.h. "0010  45 00 01 48 00 00 00 00  80 11 39 a6 00 00 00 00
 * E..H......9....."
 */
#include "tui/hex.h"

#include <stdio.h>

#define OFFSET_W 6 /* four digits and two blanks */

int hex_width(int per_line)
{
	return OFFSET_W + per_line * 4 + per_line / 8;
}

int hex_per_line(int w)
{
	return w >= hex_width(16) ? 16 : 8;
}

static int byte_x(int i)
{
	return OFFSET_W + i * 3 + i / 8;
}

static int char_x(int i, int per_line)
{
	return OFFSET_W + per_line * 3 + per_line / 8 + i;
}

static void draw_byte(
	struct canvas *c, struct area a, int y, int i, int per_line, uint8_t byte, unsigned flags)
{
	char text[4];

	snprintf(text, sizeof(text), "%02x", byte);
	canvas_put(c, a, byte_x(i), y, STYLE_NORMAL, text);
	snprintf(text, sizeof(text), "%c", byte >= 0x20 && byte < 0x7f ? byte : '.');
	canvas_put(c, a, char_x(i, per_line), y, STYLE_DIM, text);
	canvas_flag(c, a, byte_x(i), y, 2, flags);
	canvas_flag(c, a, char_x(i, per_line), y, 1, flags);
}

void hex_draw(struct canvas *c, struct area a, const uint8_t *bytes, size_t n, long top,
	size_t from, size_t length, size_t cursor)
{
	int per_line = hex_per_line(a.w), i, y;
	char offset[24];

	for (y = 0; y < a.h; y++) {
		size_t at = (size_t)(top + y) * (size_t)per_line;

		if (at >= n)
			break;
		snprintf(offset, sizeof(offset), "%04zx", at);
		canvas_put(c, a, 0, y, STYLE_DIM, offset);
		for (i = 0; i < per_line && at < n; i++, at++)
			draw_byte(c, a, y, i, per_line, bytes[at],
				(at >= from && at - from < length ? CELL_SELECTED : 0) |
					(at == cursor ? CELL_MATCH : 0));
	}
}
