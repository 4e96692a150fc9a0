/*
 * Allocation that cannot fail: see mem.h.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p)
{
	if (p)
		return p;
	fputs("pvsleuth: out of memory\n", stderr);
	abort();
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *mem_pages(size_t size)
{
	void *p = NULL;

	return checked(posix_memalign(&p, MEM_PAGE, size) == 0 ? p : NULL);
}

void *mem_grow(void *p, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		checked(NULL);
	return checked(realloc(p, count && size ? count * size : 1));
}

char *mem_strdup(const char *s)
{
	return checked(strdup(s));
}
