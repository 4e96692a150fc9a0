/*
 * Texts with holes: "{name}" is a column of the rule's result; everything else stays as written.
 */
#include "diagnose/internal.h"

#include <stdio.h>
#include <string.h>

/* The hole at s ("{name}"): its name and length with braces; 0 when this is no hole. */
static size_t hole_at(const char *s, char name[64])
{
	size_t n;

	if (*s != '{')
		return 0;
	n = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (!n || s[n + 1] != '}' || n >= 64)
		return 0;
	memcpy(name, s + 1, n);
	name[n] = '\0';
	return n + 2;
}

void template_fill(struct txt *out, const char *template, const struct row *row, char *missing)
{
	char name[64];
	size_t n;
	int col;

	if (missing)
		missing[0] = '\0';
	for (; template && *template; template += n) {
		n = hole_at(template, name);
		if (!n) {
			n = 1 + strcspn(template + 1, "{");
			txt_putn(out, template, n);
			continue;
		}
		col = row_column(row, name);
		if (col >= 0)
			txt_put(out, row_text(row, col));
		else if (missing && !missing[0])
			snprintf(missing, 64, "%s", name);
	}
}

void template_holes(const char *template, void (*fn)(void *ctx, const char *name), void *ctx)
{
	char name[64];
	size_t n;

	for (; *template; template += n ? n : 1) {
		n = hole_at(template, name);
		if (n)
			fn(ctx, name);
	}
}
