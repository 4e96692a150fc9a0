/*
 * Which files are the case: itself, and those that SQLite and a beacon keep beside it. How they are removed.
 */
#include "base/io.h"
#include "store/store.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const beside[] = {"", "-wal", "-shm", "-journal", "-progress"};

bool store_owns(const struct store *s, const char *path)
{
	char *mine = realpath(store_path(s), NULL); /* SQLite names its files after what a link leads to */
	struct txt t = {0};
	bool owns = false;
	size_t i;

	for (i = 0; mine && !owns && i < sizeof(beside) / sizeof(beside[0]); i++) {
		txt_clear(&t);
		txt_fmt(&t, "%s%s", mine, beside[i]);
		owns = io_same_file(txt_str(&t), path);
	}
	txt_free(&t);
	free(mine);
	return owns;
}

void store_remove(const char *path)
{
	struct txt t = {0};
	size_t i;

	for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		txt_clear(&t);
		txt_fmt(&t, "%s%s", path, beside[i]);
		unlink(txt_str(&t));
	}
	txt_free(&t);
}
