/*
 * Inputs: see inputs.h.
 */
#include "cli/inputs.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/txt.h"
#include "capture/archive.h"

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
#define ARCHIVE_DEPTH 3
#define SAMPLE_BYTES (UINT64_C(1) << 20)

static void add(struct inputs *in, const char *name)
{
	VEC_ROOM(in->input, in->count, in->cap);
	in->input[in->count++] =
		(struct input){.name = mem_strdup(name), .path = mem_strdup(name)};
}

void inputs_init(struct inputs *in)
{
	*in = (struct inputs){.limits = {UNPACK_RATIO, UNPACK_BYTES}};
}

/* Captures and packed files by content, and what people name like a capture, so that a foreign format is
 * told and not left out. */
static bool looks_like_capture(struct span head, const char *path)
{
	static const char *const starts[] = {"\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1",
		"\xa1\xb2\x3c\x4d", "\x4d\x3c\xb2\xa1", "\x0a\x0d\x0d\x0a", "\x28\xb5\x2f\xfd",
		"\x04\x22\x4d\x18", "\xfd\x37zX", "\x1f\x8b\x08"};
	static const char *const names[] = {
		".pcap", ".pcapng", ".cap", ".etl", ".trc", ".snoop"};
	const char *dot = strrchr(path, '.');
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (head.n >= 4 && !memcmp(head.p, starts[i], strlen(starts[i])))
			return true;
	for (i = 0; dot && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(dot, names[i]))
			return true;
	return false;
}

static bool file_looks_like_capture(const char *path)
{
	uint8_t head[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	if (fd >= 0)
		close(fd);
	return looks_like_capture((struct span){head, n > 0 ? (size_t)n : 0}, path);
}

/* --- archives --------------------------------------------------------------------------------- */

/* What is known of an archive while its members are told. */
struct looking {
	struct inputs *in;
	const char *name, *path;
	int depth;
	void (*say)(const char *sentence);
};

static void add_archive(struct looking *l);

static bool head_is_zip(struct span h)
{
	return h.n > 4 && !memcmp(h.p, "PK\3\4", 4);
}

/* A new file in $TMPDIR; its name in *path, on the heap. -1 when there is no room. */
static int temp_file(char **path)
{
	const char *dir = getenv("TMPDIR");
	struct txt t = {0};
	int fd;

	txt_fmt(&t, "%s/pvsleuth-XXXXXX", dir && *dir ? dir : "/tmp");
	fd = mkstemp(t.s);
	if (fd < 0)
		txt_free(&t);
	*path = fd < 0 ? NULL : t.s;
	return fd;
}

/* An archive in an archive: copied aside for as long as the inputs are needed. */
static void add_nested(struct looking *l, const char *name, uint64_t index)
{
	struct looking inner = {l->in, name, NULL, l->depth + 1, l->say};
	struct err err = {""};
	const int go_on = 0;
	char *path;
	int fd = temp_file(&path);

	if (fd < 0)
		return;
	VEC_ROOM(l->in->temp, l->in->temps, l->in->temps_cap);
	l->in->temp[l->in->temps++] = path;
	if (archive_copy(l->path, index, fd, 0, &l->in->limits, &go_on, &err) < 0) {
		l->say(err.text);
		l->in->troubles++;
	}
	close(fd);
	inner.path = path;
	if (!err.text[0])
		add_archive(&inner);
}

static int add_member(void *ctx, const struct archive_member *m)
{
	struct looking *l = ctx;
	struct inputs *in = l->in;
	struct txt t = {0};

	txt_fmt(&t, "%s!/%s", l->name, m->name);
	if (head_is_zip(m->head) && l->depth < ARCHIVE_DEPTH) {
		add_nested(l, txt_str(&t), m->index);
	} else if (looks_like_capture(m->head, m->name)) {
		add(in, txt_str(&t));
		in->input[in->count - 1].archive = mem_strdup(l->path);
		in->input[in->count - 1].member = m->index;
	} else {
		in->left_out++;
	}
	txt_free(&t);
	return 0;
}

static void add_archive(struct looking *l)
{
	struct err err = {""};

	if (archive_list(l->path, add_member, l, &err) == 0)
		return;
	l->say(err.text);
	l->in->troubles++;
}

/* A file, or what is in it when it is an archive. */
static void add_file(struct inputs *in, const char *path, void (*say)(const char *sentence))
{
	struct looking l = {in, path, path, 1, say};
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode) && archive_is(path))
		add_archive(&l);
	else
		add(in, path);
}

/* --- folders ---------------------------------------------------------------------------------- */

static int visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void add_folder(
	struct inputs *in, const char *path, int depth, void (*say)(const char *sentence))
{
	struct dirent **entry;
	int n = scandir(path, &entry, visible, alphasort), i;
	struct txt t = {0};

	if (n < 0) {
		txt_fmt(&t, "%s: %s", path, strerror(errno));
		say(txt_str(&t));
		in->troubles++;
	}
	for (i = 0; i < n; i++) {
		struct stat st;

		txt_clear(&t);
		txt_fmt(&t, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
			entry[i]->d_name);
		free(entry[i]);
		if (lstat(txt_str(&t), &st) == 0 && S_ISDIR(st.st_mode)) {
			if (depth < FOLDER_DEPTH)
				add_folder(in, txt_str(&t), depth + 1, say);
		} else if (stat(txt_str(&t), &st) == 0 && S_ISREG(st.st_mode)) {
			if (file_looks_like_capture(txt_str(&t)) || archive_is(txt_str(&t)))
				add_file(in, txt_str(&t), say);
			else
				in->left_out++;
		}
	}
	if (n >= 0)
		free(entry);
	txt_free(&t);
}

void inputs_add(struct inputs *in, const char *what, void (*say)(const char *sentence))
{
	struct stat st;

	if (strcmp(what, "-") != 0 && stat(what, &st) == 0 && S_ISDIR(st.st_mode))
		add_folder(in, what, 0, say);
	else
		add_file(in, what, say);
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

static int copy(int from, int to, const volatile int *stop)
{
	char *block = mem_pages(COPY_BLOCK);
	ssize_t n = -1;
	int ret = 0;

	while (ret == 0 && wait_for(from, stop)) {
		n = read(from, block, COPY_BLOCK);
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			break;
		if (n > 0)
			ret = io_write_all(to, block, (size_t)n);
	}
	free(block);
	return n == 0 ? ret : -1;
}

static int copy_aside(struct input *in, int from, const struct unpack_limits *limits,
	const volatile int *stop, struct err *err)
{
	char *path;
	int to = temp_file(&path), ret;

	if (to < 0)
		return err_set(err, "no room for a copy of %s: %s", in->name, strerror(errno));
	free(in->path);
	in->path = path;
	if (in->archive)
		ret = archive_copy(in->archive, in->member, to, 0, limits, stop, err);
	else
		ret = copy(from, to, stop);
	if (close(to) < 0)
		ret = -1;
	if (ret == 0)
		return 0;
	if (!in->archive)
		err_set(err, "%s: %s", in->name, strerror(errno));
	input_release(in);
	return -1;
}

char *input_sample(const struct input *in, const struct unpack_limits *limits)
{
	struct err err = {""};
	const int go_on = 0;
	char *path;
	int fd = temp_file(&path), ret;

	if (fd < 0)
		return NULL;
	ret = archive_copy(in->archive, in->member, fd, SAMPLE_BYTES, limits, &go_on, &err);
	if (close(fd) == 0 && ret == 0)
		return path;
	unlink(path);
	free(path);
	return NULL;
}

int input_settle(struct input *in, const struct unpack_limits *limits, const volatile int *stop,
	struct err *err)
{
	struct stat st;
	int fd, ret;

	if (in->archive)
		return strcmp(in->name, in->path) ? 0 : copy_aside(in, -1, limits, stop, err);
	if (!strcmp(in->name, "-")) {
		free(in->name);
		in->name = mem_strdup("(standard input)");
		return copy_aside(in, STDIN_FILENO, limits, stop, err);
	}
	if (stat(in->path, &st) < 0)
		return err_set(err, "%s: %s", in->path, strerror(errno));
	if (!S_ISFIFO(st.st_mode))
		return 0;
	fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, "%s: %s", in->path, strerror(errno));
	ret = copy_aside(in, fd, limits, stop, err);
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
		free(in->input[i].archive);
	}
	for (i = 0; i < in->temps; i++) {
		unlink(in->temp[i]);
		free(in->temp[i]);
	}
	free(in->temp);
	free(in->input);
}
