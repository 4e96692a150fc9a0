/*
 * Copies of a case: a private one to change, and the one that is given away.
 */
#include "base/mem.h"
#include "store/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct map {
	store_map_fn fn;
	void *ctx;
};

static void call_map(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct map *m = sqlite3_user_data(c);
	bool blob = sqlite3_value_type(v[1]) == SQLITE_BLOB;
	struct txt out = {.limit = 64u << 20};
	const void *in;
	const char *how = (const char *)sqlite3_value_text(v[0]);

	(void)n;
	if (!how || sqlite3_value_type(v[1]) == SQLITE_NULL)
		return;
	in = blob ? sqlite3_value_blob(v[1]) : (const void *)sqlite3_value_text(v[1]);
	if (in && m->fn(m->ctx, how, in, (size_t)sqlite3_value_bytes(v[1]), &out)) {
		if (blob)
			sqlite3_result_blob64(c, txt_str(&out), out.n, SQLITE_TRANSIENT);
		else
			sqlite3_result_text64(c, txt_str(&out), out.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	} else if (blob) {
		sqlite3_result_zeroblob(c, 0);
	}
	txt_free(&out);
}

int store_map(struct store *s, const char *name, store_map_fn fn, void *ctx, struct err *err)
{
	struct map *m = mem_alloc(sizeof(*m));
	int rc;

	*m = (struct map){fn, ctx};
	rc = sqlite3_create_function_v2(s->db, name, 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, m, call_map, NULL, NULL,
		free);
	return rc == SQLITE_OK ? 0 : store_says(s, rc, "add a function", err);
}

int store_copy_into(struct store *from, struct store *to, struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");
	int rc;

	if (!b)
		return store_says(to, sqlite3_errcode(to->db), "copy the case", err);
	rc = sqlite3_backup_step(b, -1);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? 0 : store_says(from, rc, "copy the case", err);
}

int store_save_as(struct store *s, const char *path, struct err *err)
{
	const struct bind to = B_TEXT(path);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(err, "%s cannot be made: %s", path, strerror(errno));
	close(fd);
	/* VACUUM writes every page anew: nothing of what was there before is left between the rows */
	if (store_query(s, "VACUUM INTO ?1", &to, 1, NULL, NULL, err) == 0)
		return 0;
	unlink(path);
	return -1;
}
