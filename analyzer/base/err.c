/*
 * Sentences about what went wrong in the environment: see err.h.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *e, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return -1;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return -1;
}

int err_prefix(struct err *e, const char *prefix)
{
	struct err old;

	if (!e)
		return -1;
	old = *e;
	snprintf(e->text, sizeof(e->text), "%.200s: %.300s", prefix, old.text);
	return -1;
}
