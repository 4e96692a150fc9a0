/*
 * Case files: see case.h.
 */
#include "cli/case.h"
#include "base/mem.h"
#include "cli/out.h"
#include "report/outfile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool drop_ending(char *name, const char *const *endings)
{
	size_t n = strlen(name), i;

	for (i = 0; endings[i]; i++) {
		size_t e = strlen(endings[i]);

		if (n > e && !strcasecmp(name + n - e, endings[i])) {
			name[n - e] = '\0';
			return true;
		}
	}
	return false;
}

char *case_name(const char *capture, unsigned number)
{
	static const char *const packed[] = {".gz", ".zst", ".lz4", ".xz", NULL};
	static const char *const kinds[] = {".pcapng", ".pcap", ".cap", ".dmp", ".ntar", ".zip", ".tar", ".tgz", ".7z", NULL};
	struct txt t = {0};
	char *path = mem_strdup(capture), *name, *c;
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
	name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	drop_ending(name, packed);
	drop_ending(name, kinds);
	for (c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.+ ", *c) && (unsigned char)*c < 0x80)
			*c = '_';
	name += strspn(name, "-. ");
	txt_put(&t, *name ? name : "capture");
	if (number > 1)
		txt_fmt(&t, "-%u", number);
	txt_put(&t, ".pvsleuth");
	free(path);
	return t.s;
}

bool case_unanalysed(struct store *s)
{
	int64_t n = store_unanalysed(s);
	char *doing = n ? beacon_read(store_path(s)) : NULL;
	struct txt path = {0};

	txt_put_shell(&path, store_path(s));
	if (doing)
		out_error("%s is being filled (%s); %lld capture%s in it not analysed yet, so ask again when that has finished",
			store_path(s), doing, (long long)n, n == 1 ? " is" : "s are");
	else if (n)
		out_error("%s: %lld capture%s not analysed yet; run \"pvsleuth analyze %s\"", store_path(s), (long long)n,
			n == 1 ? " is" : "s are", txt_str(&path));
	free(doing);
	txt_free(&path);
	return n > 0;
}

/* Whether somebody is just adding to what was analysed before: that stands until he has finished. */
static bool growing(struct store *s)
{
	char *doing = beacon_read(store_path(s));
	bool yes = doing && store_int(s, "SELECT 1 FROM analysis", NULL, 0, 0);

	free(doing);
	return yes;
}

struct store *case_open(const char *path)
{
	struct store *s = case_open_facts(path);

	if (!s || !case_unanalysed(s) || growing(s))
		return s;
	store_close(s);
	return NULL;
}

struct store *case_open_facts(const char *path)
{
	struct txt command = {0};
	struct err err = {""};
	struct store *s = store_open(path, STORE_READ, &err);

	if (!s) {
		out_error("%s", err.text);
		return NULL;
	}
	if (!store_stale(s))
		return s;
	txt_put_shell(&command, path);
	out_error("%s was analysed by another version; run \"pvsleuth analyze %s\"", path, txt_str(&command));
	txt_free(&command);
	store_close(s);
	return NULL;
}

int case_spares(const struct store *s, const char *output, bool force)
{
	struct err err = {""};

	switch (outfile_ask(s, output, force, &err)) {
	case OUTFILE_FREE:
		return STATUS_OK;
	case OUTFILE_EXISTS:
		out_error("%s", err.text);
		return STATUS_TROUBLE;
	case OUTFILE_CASE:
		out_error("%s", err.text);
		break;
	}
	return STATUS_USAGE;
}

int64_t case_number(const char *what, const char *prefix)
{
	size_t n = strlen(prefix);
	char *end;
	long long v;

	if (strncmp(what, prefix, n) != 0 || !isdigit((unsigned char)what[n]))
		return 0;
	v = strtoll(what + n, &end, 10);
	return *end ? 0 : v;
}
