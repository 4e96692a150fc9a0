/*
 * Temporary file, flush, rename: see outfile.h; after rpki-client's output.c.
 */
#include "report/outfile.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/txt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum outfile_answer outfile_ask(const struct store *s, const char *path, bool force, struct err *err)
{
	if (store_owns(s, path)) {
		err_set(err, "%s belongs to the case %s, which would be lost; choose another name", path, store_path(s));
		return OUTFILE_CASE;
	}
	if (force || access(path, F_OK) != 0)
		return OUTFILE_FREE;
	err_set(err, "%s exists; --force writes over it", path);
	return OUTFILE_EXISTS;
}

int outfile_open(struct outfile *o, const struct store *s, const char *path, struct err *err)
{
	struct txt name = {0};
	int fd;

	*o = (struct outfile){0};
	if (outfile_ask(s, path, true, err) != OUTFILE_FREE)
		return -1;
	txt_fmt(&name, "%s.XXXXXX", path);
	o->temporary = mem_strdup(txt_str(&name));
	o->path = mem_strdup(path);
	txt_free(&name);
	fd = mkstemp(o->temporary); /* 0600 by POSIX */
	if (fd >= 0)
		o->f = fdopen(fd, "wb");
	if (o->f)
		return 0;
	err_set(err, "%s cannot be written: %s", path, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(o->temporary);
	}
	free(o->path);
	free(o->temporary);
	return -1;
}

static void outfile_free(struct outfile *o)
{
	free(o->path);
	free(o->temporary);
	*o = (struct outfile){0};
}

int outfile_commit(struct outfile *o, struct err *err)
{
	int why = io_flush(o->f) < 0 || fsync(fileno(o->f)) < 0 ? errno : 0;

	if (fclose(o->f) && !why)
		why = errno;
	if (!why && rename(o->temporary, o->path))
		why = errno;
	if (why) {
		err_set(err, "%s cannot be written: %s", o->path, strerror(why));
		unlink(o->temporary);
	}
	outfile_free(o);
	return why ? -1 : 0;
}

void outfile_abort(struct outfile *o)
{
	fclose(o->f);
	unlink(o->temporary);
	outfile_free(o);
}
