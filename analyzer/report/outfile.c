/*
 * Temporary file, flush, rename: see outfile.h; after rpki-client's output.c.
 */
#include "report/outfile.h"
#include "base/mem.h"
#include "base/txt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int outfile_open(struct outfile *o, const char *path, struct err *err)
{
	struct txt name = {0};
	int fd;

	*o = (struct outfile){0};
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
	int bad = fflush(o->f) || ferror(o->f) || fsync(fileno(o->f));

	if (fclose(o->f))
		bad = 1;
	if (!bad && rename(o->temporary, o->path))
		bad = 1;
	if (bad) {
		err_set(err, "%s cannot be written: %s", o->path, strerror(errno));
		unlink(o->temporary);
	}
	outfile_free(o);
	return bad ? -1 : 0;
}

void outfile_abort(struct outfile *o)
{
	fclose(o->f);
	unlink(o->temporary);
	outfile_free(o);
}
