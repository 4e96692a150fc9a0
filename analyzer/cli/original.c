/*
 * The captures of a case as they were read: see original.h.
 */
#include "cli/original.h"

#include "capture/capture.h"
#include "cli/hash.h"
#include "cli/run.h"

#include <sys/stat.h>

/* Which capture of that file became that one of the case, from 1; 0 when the file is not there, byte for byte. */
static uint32_t tap_of(struct store *s, int64_t capture_id, const char *path, int64_t file_bytes)
{
	struct stat st;
	char xxh3[33], name[48];
	int64_t found = -1;
	uint32_t tap;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || (int64_t)st.st_size != file_bytes ||
		!hash_quick(path, xxh3, run_stop()))
		return 0;
	for (tap = 1; found; tap++) {
		run_name_tap(name, sizeof(name), xxh3, tap);
		found = store_find_capture(s, name);
		if (found == capture_id)
			return tap;
	}
	return 0;
}

int original_read(void *ctx, int64_t capture_id, const char *path, int64_t file_bytes,
	int (*fn)(void *fn_ctx, const struct packet *p), void *fn_ctx)
{
	struct err err = {""};
	struct capture_how how = {.tap = tap_of(ctx, capture_id, path, file_bytes)};
	struct capture *c = how.tap ? capture_open_how(path, &how, &err) : NULL;
	struct packet p;

	if (!c)
		return 0;
	while (capture_next(c, &p) > 0 && !fn(fn_ctx, &p))
		;
	capture_close(c);
	return 1;
}
