/*
 * Joins the lines of a built-in text file: see embedded.h.
 */
#include "base/embedded.h"
#include "base/txt.h"
#include "base/mem.h"

char *embedded_text(const struct embedded *e)
{
	struct txt t = {.limit = 1 << 24};
	size_t i;

	for (i = 0; e->lines[i]; i++)
		txt_put(&t, e->lines[i]);
	return t.s ? t.s : mem_strdup("");
}
