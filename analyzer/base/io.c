/*
 * Writing whole, to whatever kind of file: a pipe takes what fits, and a signal comes between. And which file a path is.
 */
#include "base/io.h"
#include "base/mem.h"
#include "base/txt.h"

#include <errno.h>
#include <libgen.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int io_write_all(int fd, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	while (n > 0) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put == 0)
			errno = EIO;
		if (put <= 0)
			return -1;
		p += put;
		n -= (size_t)put;
	}
	return 0;
}

int io_flush(FILE *f)
{
	if (fflush(f) != 0)
		return -1;
	if (!ferror(f))
		return 0;
	errno = EIO; /* of the write that failed nobody kept the reason */
	return -1;
}

/* Its real folder and its name, on the heap; NULL: there is no such folder. */
static char *real_name(const char *path)
{
	char *for_folder = mem_strdup(path), *for_name = mem_strdup(path);
	char *folder = realpath(dirname(for_folder), NULL);
	struct txt t = {0};

	if (folder)
		txt_fmt(&t, "%s/%s", folder, basename(for_name));
	free(folder);
	free(for_folder);
	free(for_name);
	return t.s;
}

bool io_same_file(const char *a, const char *b)
{
	char *first, *second;
	struct stat x, y;
	bool same;

	if (stat(a, &x) == 0 && stat(b, &y) == 0)
		return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
	first = real_name(a);
	second = real_name(b);
	same = first && second && !strcmp(first, second);
	free(first);
	free(second);
	return same;
}
