/*
 * Inputs: see inputs.h.
 */
#include "cli/inputs.h"
#include "base/mem.h"
#include "base/txt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_DEPTH 16
#define COPY_BLOCK (1 << 20)

static void add(struct inputs *in, const char *name)
{
	VEC_ROOM(in->input, in->count, in->cap);
	in->input[in->count++] = (struct input){mem_strdup(name), mem_strdup(name)};
}

/* Files that a folder is walked for: captures and packed files by content, and what people name
 * like a capture, so that a foreign format is told and not left out. */
static bool looks_like_capture(const char *path)
{
	static const char *const starts[] = {"\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1",
		"\xa1\xb2\x3c\x4d", "\x4d\x3c\xb2\xa1", "\x0a\x0d\x0d\x0a", "\x28\xb5\x2f\xfd",
		"\x04\x22\x4d\x18", "\xfd\x37zX", "\x1f\x8b\x08"};
	static const char *const names[] = {".pcap", ".pcapng", ".cap", ".etl", ".trc", ".snoop"};
	char head[5] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, head, 4);
	const char *dot = strrchr(path, '.');
	size_t i;

	if (fd >= 0)
		close(fd);
	for (i = 0; n == 4 && i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!memcmp(head, starts[i], strlen(starts[i])))
			return true;
	for (i = 0; dot && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(dot, names[i]))
			return true;
	return false;
}

static int visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int add_folder(struct inputs *in, const char *path, int depth, struct err *err)
{
	struct dirent **entry;
	int n = scandir(path, &entry, visible, alphasort), i, ret = 0;

	if (n < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	for (i = 0; i < n; i++) {
		struct txt t = {0};
		struct stat st;

		txt_fmt(&t, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
			entry[i]->d_name);
		free(entry[i]);
		if (lstat(txt_str(&t), &st) == 0 && S_ISDIR(st.st_mode)) {
			if (depth < FOLDER_DEPTH && add_folder(in, txt_str(&t), depth + 1, err) < 0)
				ret = -1;
		} else if (stat(txt_str(&t), &st) == 0 && S_ISREG(st.st_mode)) {
			if (looks_like_capture(txt_str(&t)))
				add(in, txt_str(&t));
			else
				in->left_out++;
		}
		txt_free(&t);
	}
	free(entry);
	return ret;
}

int inputs_add(struct inputs *in, const char *what, struct err *err)
{
	struct stat st;

	if (strcmp(what, "-") != 0 && stat(what, &st) == 0 && S_ISDIR(st.st_mode))
		return add_folder(in, what, 0, err);
	add(in, what);
	return 0;
}

/* --- what cannot be read twice ---------------------------------------------------------------- */

/* Whether there is something to read; looks up now and then, so that a signal is never missed. */
static bool wait_for(int fd, const volatile int *stop)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (!*stop)
		if (poll(&p, 1, 200) > 0)
			return true;
	errno = EINTR;
	return false;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, bytes, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return -1;
		bytes += put;
		n -= (size_t)put;
	}
	return 0;
}

static int copy(int from, int to, const volatile int *stop)
{
	char *block = mem_alloc(COPY_BLOCK);
	ssize_t n = -1;
	int ret = 0;

	while (ret == 0 && wait_for(from, stop)) {
		n = read(from, block, COPY_BLOCK);
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			break;
		if (n > 0)
			ret = write_all(to, block, (size_t)n);
	}
	free(block);
	return n == 0 ? ret : -1;
}

static int copy_aside(struct input *in, int from, const volatile int *stop, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	struct txt t = {0};
	int to, ret;

	txt_fmt(&t, "%s/pvsleuth-XXXXXX", dir && *dir ? dir : "/tmp");
	to = mkstemp(t.s);
	if (to < 0) {
		txt_free(&t);
		return err_set(err, "no room for a copy of %s: %s", in->name, strerror(errno));
	}
	free(in->path);
	in->path = t.s;
	ret = copy(from, to, stop);
	if (close(to) < 0)
		ret = -1;
	if (ret == 0)
		return 0;
	err_set(err, "%s: %s", in->name, strerror(errno));
	input_release(in);
	return -1;
}

int input_settle(struct input *in, const volatile int *stop, struct err *err)
{
	struct stat st;
	int fd, ret;

	if (!strcmp(in->name, "-")) {
		free(in->name);
		in->name = mem_strdup("(standard input)");
		return copy_aside(in, STDIN_FILENO, stop, err);
	}
	if (stat(in->path, &st) < 0)
		return err_set(err, "%s: %s", in->path, strerror(errno));
	if (!S_ISFIFO(st.st_mode))
		return 0;
	fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, "%s: %s", in->path, strerror(errno));
	ret = copy_aside(in, fd, stop, err);
	close(fd);
	return ret;
}

void input_release(struct input *in)
{
	if (strcmp(in->name, in->path) != 0)
		unlink(in->path);
	free(in->path);
	in->path = mem_strdup(in->name);
}

void inputs_free(struct inputs *in)
{
	size_t i;

	for (i = 0; i < in->count; i++) {
		free(in->input[i].name);
		free(in->input[i].path);
	}
	free(in->input);
}
