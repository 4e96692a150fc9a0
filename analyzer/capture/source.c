/*
 * Files and standard input as a source; the peek buffer all sources share. See source.h.
 */
#include "capture/source.h"

#include "base/mem.h"
#include "base/txt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAIN_BLOCK (1u << 20)

struct file_source {
	struct source base;
	int fd;
	_Atomic uint64_t pos; /* asked for while another thread reads */
	uint64_t size;
	source_seen seen;
	void *ctx;
};

static ssize_t file_read(struct source *s, uint8_t *buf, size_t n)
{
	struct file_source *f = (struct file_source *)s;
	ssize_t got;

	got = read(f->fd, buf, n);
	if (got < 0 && errno == EINTR) /* a pipe may never give another byte: let the caller end it */
		return err_set(&s->err, "reading was interrupted at byte %llu", (unsigned long long)f->pos);
	if (got < 0)
		return err_set(&s->err, "reading stopped at byte %llu: %s; copy the file again",
			(unsigned long long)f->pos, strerror(errno));
	f->pos += (uint64_t)got;
	if (f->seen && !s->deferred)
		f->seen(f->ctx, buf, (size_t)got);
	return got;
}

static void file_tell(struct source *s, const uint8_t *bytes, size_t n)
{
	struct file_source *f = (struct file_source *)s;

	if (f->seen)
		f->seen(f->ctx, bytes, n);
}

static void file_progress(const struct source *s, uint64_t *pos, uint64_t *size)
{
	const struct file_source *f = (const struct file_source *)s;

	*pos = f->pos;
	*size = f->size;
}

static void file_close(struct source *s)
{
	struct file_source *f = (struct file_source *)s;

	if (f->fd != STDIN_FILENO)
		close(f->fd);
}

static const struct source_ops file_ops = {
	.read = file_read,
	.progress = file_progress,
	.tell = file_tell,
	.close = file_close,
};

static int open_failed(const char *path, struct err *err)
{
	switch (errno) {
	case ENOENT:
		return err_set(err, "there is no file %s; check the name", path);
	case EACCES:
	case EPERM:
		return err_set(err,
			"%s may not be read by this user; change its permissions or copy it", path);
	default:
		return err_set(err, "%s cannot be opened: %s", path, strerror(errno));
	}
}

/* The descriptor and what it is; -1 with a sentence. */
static int file_open(const char *path, struct stat *st, struct err *err)
{
	char shown[256];
	int fd = STDIN_FILENO;

	txt_safe(shown, sizeof(shown), (struct span){(const uint8_t *)path, strlen(path)});
	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return open_failed(shown, err);
	if (fstat(fd, st) == 0 && !S_ISDIR(st->st_mode))
		return fd;
	if (S_ISDIR(st->st_mode))
		err_set(err, "%s is a directory; name the capture files in it", shown);
	else
		open_failed(shown, err);
	if (fd != STDIN_FILENO)
		close(fd);
	return -1;
}

struct source *source_open(const char *path, source_seen seen, void *ctx, struct err *err)
{
	struct stat st = {0};
	int fd = file_open(path, &st, err);
	struct file_source *f;

	if (fd < 0)
		return NULL;
	f = mem_alloc(sizeof(*f));
	f->base.ops = &file_ops;
	f->fd = fd;
	f->seen = seen;
	f->ctx = ctx;
	f->base.ahead = S_ISREG(st.st_mode);
	f->size = S_ISREG(st.st_mode) && st.st_size > 0 ? (uint64_t)st.st_size : 0;
	return &f->base;
}

static ssize_t read_below(struct source *s, uint8_t *buf, size_t n)
{
	ssize_t got = s->failed ? -1 : s->ops->read(s, buf, n);

	if (got < 0)
		s->failed = true;
	return got;
}

ssize_t source_read(struct source *s, void *buf, size_t n)
{
	size_t have = s->peeked - s->taken;

	if (!have)
		return read_below(s, buf, n);
	if (n > have)
		n = have;
	memcpy(buf, s->peek + s->taken, n);
	s->taken += n;
	return (ssize_t)n;
}

struct span source_peek(struct source *s, size_t n)
{
	ssize_t got = 1;

	if (n > SOURCE_PEEK)
		n = SOURCE_PEEK;
	while (s->peeked < n && got > 0) {
		got = read_below(s, s->peek + s->peeked, n - s->peeked);
		if (got > 0)
			s->peeked += (size_t)got;
	}
	return (struct span){s->peek, s->peeked < n ? s->peeked : n};
}

bool source_drain(struct source *s, const volatile int *stop)
{
	uint8_t *block;
	ssize_t got = 1;

	while (s->ops->below)
		s = s->ops->below(s);
	block = mem_alloc(DRAIN_BLOCK);
	while (got > 0 && !*stop)
		got = read_below(s, block, DRAIN_BLOCK);
	free(block);
	return got == 0;
}

void source_progress(const struct source *s, uint64_t *pos, uint64_t *size)
{
	s->ops->progress(s, pos, size);
}

void source_close(struct source *s)
{
	if (!s)
		return;
	s->ops->close(s);
	free(s);
}
