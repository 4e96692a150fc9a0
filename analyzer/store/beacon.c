/*
 * What is being done to a case, in a file beside it: one line of text, locked by the one who writes
 * it. A file without its lock was left by a process that is no more, and says nothing.
 */
#include "store/store.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUFFIX "-progress"
#define TEXT_MAX 400

struct beacon {
	int fd;
	char path[];
};

static int open_beside(const char *case_path, int flags, struct txt *path)
{
	txt_fmt(path, "%s%s", case_path, SUFFIX);
	return open(txt_str(path), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

struct beacon *beacon_light(const char *case_path)
{
	struct txt path = {0};
	struct beacon *b = NULL;
	int fd = strcmp(case_path, ":memory:") ? open_beside(case_path, O_RDWR | O_CREAT, &path) : -1;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		b = mem_alloc(sizeof(*b) + path.n + 1);
		b->fd = fd;
		memcpy(b->path, txt_str(&path), path.n + 1);
	} else if (fd >= 0) {
		close(fd);
	}
	txt_free(&path);
	return b;
}

void beacon_say(struct beacon *b, const char *text)
{
	size_t n = strlen(text) < TEXT_MAX ? strlen(text) : TEXT_MAX;

	if (!b)
		return;
	/* who reads between the two sees the line cut short for a moment */
	if (pwrite(b->fd, text, n, 0) == (ssize_t)n && ftruncate(b->fd, (off_t)n) < 0)
		return;
}

void beacon_out(struct beacon *b)
{
	if (!b)
		return;
	unlink(b->path);
	close(b->fd);
	free(b);
}

char *beacon_read(const char *case_path)
{
	struct txt path = {0};
	int fd = open_beside(case_path, O_RDONLY, &path);
	char text[TEXT_MAX + 1];
	ssize_t n = -1;

	txt_free(&path);
	if (fd < 0)
		return NULL;
	if (flock(fd, LOCK_SH | LOCK_NB) < 0)
		n = read(fd, text, TEXT_MAX);
	close(fd);
	if (n <= 0)
		return NULL;
	text[n] = '\0';
	return mem_strdup(text);
}
