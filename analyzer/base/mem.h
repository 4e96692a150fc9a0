/*
 * Allocation that cannot fail: out of memory ends the program with a sentence. Everything that
 * grows with the input is bounded elsewhere, so this is for small, known sizes.
 */
#ifndef PVSLEUTH_BASE_MEM_H
#define PVSLEUTH_BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size); /* zeroed */
/* Not zeroed, to read files into: it begins on a page, and kernels copy several times faster to there than to an odd
 * address. For free(). */
void *mem_pages(size_t size);
#define MEM_PAGE 4096u
void *mem_grow(void *p, size_t count, size_t size);
char *mem_strdup(const char *s);

/* The room for one more element in a growing array: doubles *cap when *count has reached it. */
#define VEC_ROOM(array, count, cap)                                                                \
	do {                                                                                       \
		if ((count) == (cap)) {                                                            \
			(cap) = (cap) ? (cap)*2 : 16;                                              \
			(array) = mem_grow((array), (cap), sizeof(*(array)));                      \
		}                                                                                  \
	} while (0)

#endif
