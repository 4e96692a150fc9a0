/*
 * Numbers for bytes that come again: see alike.h.
 */
#include "store/alike.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct alike_one {
	UT_hash_handle hh;
	int64_t id;
	uint8_t key[]; /* the place, the bytes */
};

void alike_reset(struct alike *a, int64_t next)
{
	struct alike_one *one, *then;

	HASH_ITER (hh, a->known, one, then) {
		HASH_DEL(a->known, one);
		free(one);
	}
	a->count = 0;
	a->next = next;
}

static void remember(struct alike *a, const uint8_t *key, size_t n)
{
	struct alike_one *one = mem_alloc(sizeof(*one) + n);

	if (a->count == ALIKE_MAX)
		alike_reset(a, a->next);
	memcpy(one->key, key, n);
	one->id = a->next;
	HASH_ADD(hh, a->known, key, n, one);
	a->count++;
}

int64_t alike_id(struct alike *a, uint32_t at, const void *bytes, size_t n, bool *fresh)
{
	uint8_t key[sizeof(at) + ALIKE_LONGEST];
	struct alike_one *one = NULL;

	*fresh = true;
	if (n > ALIKE_LONGEST)
		return a->next++;
	memcpy(key, &at, sizeof(at));
	memcpy(key + sizeof(at), bytes, n);
	HASH_FIND(hh, a->known, key, sizeof(at) + n, one);
	if (one) {
		*fresh = false;
		return one->id;
	}
	remember(a, key, sizeof(at) + n);
	return a->next++;
}
