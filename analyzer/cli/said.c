/*
 * --offset and --vantage: see said.h.
 */
#include "cli/said.h"

#include "base/mem.h"
#include "base/txt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OFFSET_MOST (200ll * 366 * 24 * 3600) /* seconds: a clock that says 1900 or 2100 */
#define NAME_MOST 60

static const struct {
	const char *word, *vantage;
} places[] = {
	{"target", "target-side"},
	{"relay", "relay"},
	{"server", "server-side"},
	{"span", "several"},
};

static const char *value_of(const char *text)
{
	const char *eq = strrchr(text, '=');

	return eq && eq > text ? eq + 1 : NULL;
}

/* "+37.2", "-3600", "0.000001": exactly, so without floating point. */
static bool take_seconds(const char *s, int64_t *ns)
{
	int64_t seconds = 0, part = 0, unit = 1000000000;
	bool minus = *s == '-';

	s += *s == '-' || *s == '+';
	if (!isdigit((unsigned char)*s))
		return false;
	for (; isdigit((unsigned char)*s); s++) {
		seconds = seconds * 10 + (*s - '0');
		if (seconds > OFFSET_MOST)
			return false;
	}
	if (*s == '.')
		for (s++; isdigit((unsigned char)*s) && unit > 1; s++) {
			unit /= 10;
			part += (*s - '0') * unit;
		}
	*ns = seconds * 1000000000 + part;
	*ns = minus ? -*ns : *ns;
	return *s == '\0';
}

bool said_take(struct sayings *all, enum said_what what, const char *text, struct err *err)
{
	const char *value = value_of(text);
	int64_t ns;

	if (what == SAID_OFFSET && (!value || (strcmp(value, "auto") != 0 && !take_seconds(value, &ns)))) {
		err_set(err, "--offset takes FILE=SECONDS, such as tap.pcap=-37.2, or FILE=auto");
		return false;
	}
	if (what == SAID_VANTAGE && (!value || !*value || strlen(value) > NAME_MOST)) {
		err_set(err, "--vantage takes FILE=target, relay, server, span, a name or auto");
		return false;
	}
	VEC_ROOM(all->one, all->count, all->cap);
	all->one[all->count++] = (struct saying){what, text};
	return true;
}

/* --- which capture ----------------------------------------------------------------------------------------- */

struct search {
	const char *name;
	int64_t id;
	int rank, found;
};

/* How well a path fits: 3 it is it, 2 its last part, 1 the capture's number; 0 not. */
static int fits(const char *name, const char *path, int64_t id)
{
	size_t n = strlen(name), p = strlen(path);
	char number[24];

	if (!strcmp(name, path))
		return 3;
	if (p > n && path[p - n - 1] == '/' && !strcmp(path + p - n, name))
		return 2;
	snprintf(number, sizeof(number), "%lld", (long long)id);
	return !strcmp(name, number);
}

static int look(void *ctx, const struct row *r)
{
	struct search *f = ctx;
	int rank = fits(f->name, row_text(r, 1), row_int(r, 0));

	if (!rank || rank < f->rank)
		return 0;
	f->found = rank > f->rank ? 1 : f->found + 1;
	f->rank = rank;
	f->id = row_int(r, 0);
	return 0;
}

static int capture_find(struct store *s, const char *name, int64_t *id, struct err *err)
{
	struct search f = {.name = name};

	if (store_query(s, "SELECT capture_id, path FROM capture ORDER BY capture_id", NULL, 0, look, &f, err) < 0)
		return -1;
	if (!f.found)
		return err_set(err, "%s holds no capture \"%s\"", store_path(s), name);
	if (f.found > 1)
		return err_set(err, "\"%s\" is the name of %d captures in %s: say more of its path, or its number",
			name, f.found, store_path(s));
	*id = f.id;
	return 0;
}

/* --- writing ------------------------------------------------------------------------------------------------- */

static int write_offset(struct store *s, int64_t id, const char *value, struct err *err)
{
	struct bind a[] = {B_INT(id), {0}};
	int64_t ns;

	if (strcmp(value, "auto") != 0 && take_seconds(value, &ns))
		a[1] = B_INT(ns);
	return store_query(s, "UPDATE said SET offset_ns = ?2 WHERE capture_id = ?1", a, 2, NULL, NULL, err);
}

static int write_vantage(struct store *s, int64_t id, const char *value, struct err *err)
{
	struct bind a[] = {B_INT(id), {0}, {0}};
	struct txt safe = {0};
	size_t i;
	int rc;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!strcmp(value, places[i].word) || !strcmp(value, places[i].vantage))
			break;
	if (i < sizeof(places) / sizeof(places[0])) {
		a[1] = B_TEXT(places[i].vantage);
		rc = store_query(s, "UPDATE said SET vantage = ?2 WHERE capture_id = ?1", a, 2, NULL, NULL, err);
	} else if (!strcmp(value, "auto")) {
		rc = store_query(s, "UPDATE said SET vantage = NULL, name = NULL WHERE capture_id = ?1", a, 1, NULL, NULL, err);
	} else {
		txt_put_safe(&safe, (struct span){(const uint8_t *)value, strlen(value)}, NAME_MOST * 4);
		a[2] = B_TEXT(txt_str(&safe));
		rc = store_query(s, "UPDATE said SET name = ?3 WHERE capture_id = ?1", a, 3, NULL, NULL, err);
	}
	txt_free(&safe);
	return rc;
}

static int write_one(struct store *s, const struct saying *one, struct err *err)
{
	const char *value = value_of(one->text);
	char *name = mem_strdup(one->text);
	struct bind a[1];
	int64_t id = 0;
	int rc;

	name[value - one->text - 1] = '\0';
	rc = capture_find(s, name, &id, err);
	free(name);
	if (rc < 0)
		return -1;
	a[0] = B_INT(id);
	if (store_query(s, "INSERT OR IGNORE INTO said(capture_id) VALUES (?1)", a, 1, NULL, NULL, err) < 0)
		return -1;
	rc = one->what == SAID_OFFSET ? write_offset(s, id, value, err) : write_vantage(s, id, value, err);
	if (rc < 0)
		return -1;
	return store_query(s, "DELETE FROM said WHERE capture_id = ?1 AND offset_ns IS NULL AND vantage IS NULL AND name IS NULL",
		a, 1, NULL, NULL, err);
}

int said_write(struct store *s, const struct sayings *all, struct err *err)
{
	size_t i;

	if (!all->count)
		return 0;
	if (store_begin(s, err) < 0)
		return -1;
	for (i = 0; i < all->count; i++)
		if (write_one(s, &all->one[i], err) < 0) {
			store_rollback(s);
			return -1;
		}
	return store_commit(s, err);
}

void said_free(struct sayings *all)
{
	free(all->one);
	*all = (struct sayings){0};
}
