/*
 * Archives: see archive.h. Alone knows libarchive.
 */
#include "capture/archive.h"

#include "base/io.h"
#include "base/txt.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (64u << 10)
#define TAR_MAGIC_AT 257

static bool head_is_archive(struct span h)
{
	static const struct {
		size_t at;
		const char *magic;
		size_t n;
	} magics[] = {{0, "PK\3\4", 4}, {0, "7z\xbc\xaf\x27\x1c", 6}, {0, "MSCF\0\0\0\0", 8},
		{TAR_MAGIC_AT, "ustar", 5}};
	size_t i;

	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (h.n >= magics[i].at + magics[i].n &&
			memcmp(h.p + magics[i].at, magics[i].magic, magics[i].n) == 0)
			return true;
	return false;
}

bool archive_is(const char *path)
{
	struct source *s = source_open(path, NULL, NULL, NULL);
	struct span head;
	const struct codec *codec;
	bool is;

	if (!s)
		return false;
	head = source_peek(s, ARCHIVE_HEAD);
	codec = codec_find(head);
	if (codec) {
		s = source_unpack(s, codec, NULL);
		head = source_peek(s, ARCHIVE_HEAD);
	}
	is = head_is_archive(head);
	source_close(s);
	return is;
}

static int failed(struct archive *a, const char *path, struct err *err)
{
	char shown[256], why[256] = "";
	const char *said = archive_error_string(a);

	txt_safe(shown, sizeof(shown), (struct span){(const uint8_t *)path, strlen(path)});
	if (said)
		txt_safe(why, sizeof(why), (struct span){(const uint8_t *)said, strlen(said)});
	if (archive_read_has_encrypted_entries(a) > 0 || strstr(why, "assphrase"))
		return err_set(err,
			"%s is encrypted; unpack it with its password and name the captures inside",
			shown);
	return err_set(err, "%s cannot be unpacked: %s; copy it again", shown,
		why[0] ? why : "damaged");
}

static struct archive *begin(const char *path, struct err *err)
{
	struct archive *a = archive_read_new();

	if (!a) {
		err_set(err, "out of memory");
		return NULL;
	}
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_filter_xz(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_7zip(a);
	archive_read_support_format_cab(a);
	if (archive_read_open_filename(a, path, BLOCK) == ARCHIVE_OK)
		return a;
	failed(a, path, err);
	archive_read_free(a);
	return NULL;
}

/* The next regular file: 1; 0 at the end; -1 with a sentence. */
static int next_file(struct archive *a, const char *path, struct archive_entry **entry, struct err *err)
{
	int rc;

	do {
		rc = archive_read_next_header(a, entry);
		if (rc == ARCHIVE_EOF)
			return 0;
		if (rc < ARCHIVE_WARN)
			return failed(a, path, err);
	} while (archive_entry_filetype(*entry) != AE_IFREG);
	return 1;
}

static int tell(struct archive *a, struct archive_entry *e, uint64_t index, member_fn fn, void *ctx)
{
	uint8_t head[ARCHIVE_HEAD];
	char name[512];
	const char *raw = archive_entry_pathname(e);
	la_ssize_t n = archive_read_data(a, head, sizeof(head));
	struct archive_member m = {.name = name, .index = index};

	if (!raw)
		raw = "(no name)";
	txt_safe(name, sizeof(name), (struct span){(const uint8_t *)raw, strlen(raw)});
	m.head = (struct span){head, n > 0 ? (size_t)n : 0};
	return fn(ctx, &m);
}

int archive_list(const char *path, member_fn fn, void *ctx, struct err *err)
{
	struct archive *a = begin(path, err);
	struct archive_entry *e;
	uint64_t index;
	int rc = -1;

	if (!a)
		return -1;
	for (index = 0; (rc = next_file(a, path, &e, err)) > 0; index++) {
		if (index == ARCHIVE_MEMBERS) {
			rc = err_set(err, "%s holds more than %d files; the others are left out", path,
				ARCHIVE_MEMBERS);
			break;
		}
		if (archive_entry_is_encrypted(e) > 0) {
			rc = failed(a, path, err);
			break;
		}
		if (tell(a, e, index, fn, ctx))
			break;
	}
	archive_read_free(a);
	return rc < 0 ? -1 : 0;
}

static int copy_data(struct archive *a, const char *path, int fd, uint64_t most,
	const struct unpack_limits *limits, const volatile int *stop, struct err *err)
{
	uint8_t block[BLOCK];
	uint64_t out = 0;
	la_ssize_t n;

	while (!*stop && (!most || out < most)) {
		n = archive_read_data(a, block, sizeof(block));
		if (n == 0)
			return 0;
		if (n < 0)
			return most && out ? 0 : failed(a, path, err);
		out += (uint64_t)n;
		if (unpack_check(limits, out, (uint64_t)archive_filter_bytes(a, -1), err) < 0)
			return -1;
		if (io_write_all(fd, block, (size_t)n) < 0)
			return err_set(err, "no room for a copy of what is in %s: %s", path,
				strerror(errno));
	}
	return *stop ? err_set(err, "interrupted") : 0;
}

int archive_copy(const char *path, uint64_t index, int fd, uint64_t most,
	const struct unpack_limits *limits, const volatile int *stop, struct err *err)
{
	struct archive *a = begin(path, err);
	struct archive_entry *e;
	uint64_t i = 0;
	int rc;

	if (!a)
		return -1;
	while ((rc = next_file(a, path, &e, err)) > 0 && i < index)
		i++;
	if (rc > 0)
		rc = copy_data(a, path, fd, most, limits, stop, err);
	else if (rc == 0)
		rc = err_set(err, "%s has changed while it was read", path);
	archive_read_free(a);
	return rc;
}
