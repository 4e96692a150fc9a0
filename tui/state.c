/*
 * What is remembered between runs: see state.h. Lines of "name value".
 */
#include "tui/state.h"
#include "base/mem.h"
#include "base/txt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ENTRIES 32

struct state {
	char path[1024]; /* "": neither read nor written */
	char *name[ENTRIES], *value[ENTRIES];
	size_t n;
	bool changed;
};

static void find_path(struct state *s)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char dir[900];

	if (xdg && *xdg == '/')
		snprintf(dir, sizeof(dir), "%s", xdg);
	else if (home && *home == '/')
		snprintf(dir, sizeof(dir), "%s/.local/state", home);
	else
		return;
	snprintf(s->path, sizeof(s->path), "%s/pvsleuth/browser", dir);
}

static void read_lines(struct state *s)
{
	FILE *f = *s->path ? fopen(s->path, "r") : NULL;
	char line[1024], *blank;

	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		blank = strchr(line, ' ');
		if (!blank)
			continue;
		*blank = '\0';
		state_set(s, line, blank + 1);
	}
	if (f)
		fclose(f);
	s->changed = false;
}

struct state *state_load(bool no_state)
{
	struct state *s = mem_alloc(sizeof(*s));

	if (!no_state)
		find_path(s);
	read_lines(s);
	return s;
}

/* The folders on the way to the file. */
static void make_folders(const char *path)
{
	char dir[1024];
	char *slash;

	snprintf(dir, sizeof(dir), "%s", path);
	for (slash = strchr(dir + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(dir, 0700);
		*slash = '/';
	}
}

static void write_lines(const struct state *s)
{
	char tmp[1040];
	FILE *f;
	size_t i;

	make_folders(s->path);
	snprintf(tmp, sizeof(tmp), "%s.new", s->path);
	f = fopen(tmp, "w");
	if (!f)
		return;
	for (i = 0; i < s->n; i++)
		fprintf(f, "%s %s\n", s->name[i], s->value[i]);
	if (fclose(f) == 0)
		rename(tmp, s->path);
}

void state_save(struct state *s)
{
	size_t i;

	if (!s)
		return;
	if (s->changed && *s->path)
		write_lines(s);
	for (i = 0; i < s->n; i++) {
		free(s->name[i]);
		free(s->value[i]);
	}
	free(s);
}

const char *state_get(const struct state *s, const char *name)
{
	size_t i;

	for (i = 0; s && i < s->n; i++)
		if (strcmp(s->name[i], name) == 0)
			return s->value[i];
	return NULL;
}

void state_set(struct state *s, const char *name, const char *value)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->n && strcmp(s->name[i], name) != 0; i++)
		;
	if (i == ENTRIES || strpbrk(value, "\n"))
		return;
	if (i == s->n) {
		s->name[s->n++] = mem_strdup(name);
	} else {
		free(s->value[i]);
	}
	s->value[i] = mem_strdup(value);
	s->changed = true;
}
