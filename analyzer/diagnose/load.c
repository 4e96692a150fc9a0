/*
 * The rules: those built in, and those of a site's own folder; and the check that each can run.
 */
#include "base/embedded.h"
#include "base/mem.h"
#include "diagnose/internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULE_FILE_MAX (256 * 1024)

static int rules_add(struct rules *r, const char *text, const char *origin, struct err *err)
{
	struct rule one;

	if (rule_parse(&one, text, origin, err) < 0)
		return -1;
	if (rules_find(r, one.id)) {
		err_set(err, "%s: there is a rule \"%s\" already", origin, one.id);
		rule_free(&one);
		return -1;
	}
	VEC_ROOM(r->rule, r->count, r->cap);
	r->rule[r->count++] = one;
	return 0;
}

static int load_built_in(struct rules *r, struct err *err)
{
	const struct embedded *e;
	char *text;
	int rc = 0;

	for (e = store_rules(); e->name && rc == 0; e++) {
		text = embedded_text(e);
		rc = rules_add(r, text, e->name, err);
		free(text);
	}
	return rc;
}

static int load_file(struct rules *r, const char *path, struct err *err)
{
	char *text = mem_alloc(RULE_FILE_MAX + 1);
	FILE *f = fopen(path, "re");
	size_t n;
	int rc;

	if (!f) {
		free(text);
		return err_set(err, "%s: %s", path, strerror(errno));
	}
	n = fread(text, 1, RULE_FILE_MAX, f);
	fclose(f);
	text[n] = '\0';
	rc = n == RULE_FILE_MAX ? err_set(err, "%s: too long for a rule", path) : rules_add(r, text, path, err);
	if (rc == 0)
		r->rule[r->count - 1].site = true;
	free(text);
	return rc;
}

static int is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* Every *.sql below dir, one level of folders deep, by name. */
static int load_dir(struct rules *r, const char *dir, int depth, struct err *err)
{
	struct dirent **list;
	int i, n = scandir(dir, &list, is_visible, alphasort), rc = 0;
	char path[4096];
	size_t len;

	if (n < 0)
		return depth ? 0 : err_set(err, "%s: %s", dir, strerror(errno));
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		len = strlen(list[i]->d_name);
		if (rc == 0 && len > 4 && !strcmp(list[i]->d_name + len - 4, ".sql"))
			rc = load_file(r, path, err);
		else if (rc == 0 && list[i]->d_type == DT_DIR && depth == 0)
			rc = load_dir(r, path, 1, err);
		free(list[i]);
	}
	free(list);
	return rc;
}

int rules_load(struct rules *r, const char *dir, struct err *err)
{
	memset(r, 0, sizeof(*r));
	if (load_built_in(r, err) < 0 || (dir && load_dir(r, dir, 0, err) < 0)) {
		rules_free(r);
		return -1;
	}
	return 0;
}

void rules_free(struct rules *r)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		rule_free(&r->rule[i]);
	free(r->rule);
	memset(r, 0, sizeof(*r));
}

const struct rule *rules_find(const struct rules *r, const char *id)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (!strcmp(r->rule[i].id, id))
			return &r->rule[i];
	return NULL;
}

int rules_depth(const struct rules *r, const struct rule *rule)
{
	int depth = 0;

	while (rule && rule->refines && depth < 8) {
		rule = rules_find(r, rule->refines);
		depth++;
	}
	return depth;
}

/* --- check -------------------------------------------------------------------------------------------- */

struct columns {
	struct txt names; /* each between commas */
	char missing[64];
};

static void column_note(void *ctx, const char *name)
{
	struct columns *c = ctx;

	txt_fmt(&c->names, ",%s,", name);
}

static bool column_there(const struct columns *c, const char *name)
{
	char want[80];

	snprintf(want, sizeof(want), ",%s,", name);
	return strstr(txt_str(&c->names), want) != NULL;
}

static void hole_check(void *ctx, const char *name)
{
	struct columns *c = ctx;

	if (!c->missing[0] && !column_there(c, name))
		snprintf(c->missing, sizeof(c->missing), "%s", name);
}

static int needs_check(const struct rule *r, struct err *err)
{
	const char *list = r->needs, *word;
	size_t n;

	while ((word = word_next(&list, &n)))
		if (!need_find(word, n))
			return err_set(err, "%s: needs: nothing is called \"%.*s\"", r->origin, (int)n, word);
	return 0;
}

int rule_check(const struct rule *r, struct store *s, struct err *err)
{
	const char *const texts[] = {r->title, r->summary, r->explain, r->against, r->check, r->remedy, r->filter};
	struct columns c = {0};
	char scope_id[32];
	size_t i;
	int rc = 0;

	if (store_check(s, r->sql, column_note, &c, err) < 0) {
		txt_free(&c.names);
		return err_prefix(err, r->origin);
	}
	snprintf(scope_id, sizeof(scope_id), "%s_id", r->scope);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i])
			template_holes(texts[i], hole_check, &c);
	if (c.missing[0])
		rc = err_set(err, "%s: {%s} is no column of its SELECT", r->origin, c.missing);
	else if (strcmp(r->scope, "segment") != 0 && !column_there(&c, scope_id))
		rc = err_set(err, "%s: the SELECT must give %s", r->origin, scope_id);
	else if (!column_there(&c, "confidence") || !column_there(&c, "evidence"))
		rc = err_set(err, "%s: the SELECT must give confidence and evidence", r->origin);
	txt_free(&c.names);
	return rc < 0 || needs_check(r, err) < 0 ? -1 : when_check(r, err);
}
