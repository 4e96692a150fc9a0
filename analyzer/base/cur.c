/*
 * The cursor's one function that is not inline: see cur.h.
 */
#include "base/cur.h"

#include <string.h>

struct span cur_zstr(struct cur *c)
{
	const uint8_t *nul;
	struct span s = {NULL, 0};

	if (c->err != CUR_OK)
		return s;
	nul = c->left ? memchr(c->p, 0, c->left) : NULL;
	if (!nul) {
		c->err = c->snapped ? CUR_SNAPPED : CUR_SHORT;
		return s;
	}
	s = cur_take(c, (size_t)(nul - c->p));
	cur_skip(c, 1);
	return s;
}
