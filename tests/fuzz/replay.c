/*
 * The main of a fuzz target built without libFuzzer: runs it over files, or over every file of
 * directories. Without arguments that is fixtures/fuzz/<target> below $srcdir, so `make check`
 * replays what was once found. A directory without files is an error: nothing would be tested.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096 };

/* The bytes are handed over in a block of their exact size, so that ASan sees one read too many. */
static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	uint8_t *bytes;
	size_t n;

	if (!f || fstat(fileno(f), &st) != 0) {
		perror(path);
		if (f)
			fclose(f);
		return -1;
	}
	n = (size_t)st.st_size;
	bytes = malloc(n ? n : 1);
	if (bytes && fread(bytes, 1, n, f) == n)
		LLVMFuzzerTestOneInput(bytes, n);
	free(bytes);
	fclose(f);
	return 1;
}

static int replay_directory(DIR *dir, const char *path)
{
	char file[PATH_SIZE];
	struct dirent *e;
	int done = 0;

	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		if (snprintf(file, sizeof(file), "%s/%s", path, e->d_name) >= (int)sizeof(file) ||
			replay_file(file) < 0)
			return -1;
		done++;
	}
	return done;
}

static int replay(const char *path)
{
	DIR *dir = opendir(path);
	int done;

	if (!dir)
		return replay_file(path);
	done = replay_directory(dir, path);
	closedir(dir);
	return done;
}

/* fuzz_dhcp, or lt-fuzz_dhcp, or a path of it: "dhcp". */
static const char *target_of(const char *argv0)
{
	const char *name = strstr(argv0, "fuzz_"), *next;

	while (name && (next = strstr(name + 1, "fuzz_")))
		name = next;
	return name ? name + strlen("fuzz_") : argv0;
}

int main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	char path[PATH_SIZE];
	int i, n, done = 0;

	if (argc < 2) {
		snprintf(path, sizeof(path), "%s/fixtures/fuzz/%s", srcdir ? srcdir : ".",
			target_of(argv[0]));
		done = replay(path);
	}
	for (i = 1; i < argc && done >= 0; i++) {
		n = replay(argv[i]);
		done = n < 0 ? n : done + n;
	}
	printf("%d inputs replayed\n", done);
	return done > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
