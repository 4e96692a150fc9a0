/*
 * pvsleuth rules: the catalogue of causes, the text and query of one, and whether a site's own rule
 * is sound.
 */
#include "cli/args.h"
#include "diagnose/diagnose.h"
#include "report/json.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define RULE_FILE_MAX (1 << 20)

static const struct opt options[] = {
	{256, "rules", "DIR", "the rules in DIR too"},
	{257, "json", NULL, "as JSON"},
	{0, NULL, NULL, NULL},
};

struct request {
	const char *dir;
	bool json;
};

/* --- list ---------------------------------------------------------------------------------------
 */

static void text_or_null(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

static void rule_json(struct json *j, const struct rule *r, bool whole)
{
	json_object(j);
	text_or_null(j, "id", r->id);
	text_or_null(j, "title", r->title);
	text_or_null(j, "phase", r->phase);
	text_or_null(j, "kind", r->kind);
	text_or_null(j, "scope", r->scope);
	text_or_null(j, "needs", r->needs);
	text_or_null(j, "when", r->when);
	text_or_null(j, "refines", r->refines);
	if (whole) {
		text_or_null(j, "summary", r->summary);
		text_or_null(j, "explain", r->explain);
		text_or_null(j, "against", r->against);
		text_or_null(j, "check", r->check);
		text_or_null(j, "remedy", r->remedy);
		text_or_null(j, "filter", r->filter);
		text_or_null(j, "source", r->source);
		text_or_null(j, "sql", r->sql);
	}
	json_object_end(j);
}

static int list(
	struct cli *cli, const struct request *q, const struct rules *rules, struct err *err)
{
	struct json j;
	size_t i;

	json_init(&j, stdout);
	if (q->json)
		json_array(&j);
	for (i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->rule[i];

		if (q->json) {
			rule_json(&j, r, false);
			continue;
		}
		out_ink(cli, INK_BOLD, r->id);
		printf("  %s, %s\n", r->phase, r->kind);
		out_wrapped(cli, r->title, 4);
	}
	if (!q->json)
		return 0;
	json_array_end(&j);
	return json_end(&j, err);
}

/* --- show ----------------------------------------------------------------------------------------
 */

static int show(struct cli *cli, const struct request *q, const struct rules *rules, const char *id,
	struct err *err)
{
	const struct rule *r = rules_find(rules, id);
	struct json j;

	if (!r)
		return err_set(
			err, "there is no rule \"%s\"; \"pvsleuth rules list\" has them", id);
	if (q->json) {
		json_init(&j, stdout);
		rule_json(&j, r, true);
		return json_end(&j, err);
	}
	const struct {
		const char *label, *text;
	} parts[] = {
		{"title", r->title},
		{"phase", r->phase},
		{"kind", r->kind},
		{"scope", r->scope},
		{"needs", r->needs},
		{"when", r->when},
		{"refines", r->refines},
		{"summary", r->summary},
		{"explain", r->explain},
		{"against", r->against},
		{"check", r->check},
		{"remedy", r->remedy},
		{"filter", r->filter},
		{"source", r->source},
	};
	size_t i;

	out_labelled(cli, "id", r->id, 9);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		out_labelled(cli, parts[i].label, parts[i].text ? parts[i].text : "", 9);
	printf("\n%s\n", r->sql);
	return 0;
}

/* --- check ---------------------------------------------------------------------------------------
 */

static char *read_text(const char *path, struct err *err)
{
	struct txt t = {.limit = RULE_FILE_MAX};
	FILE *f = fopen(path, "rb");
	char block[4096];
	size_t n;

	if (!f) {
		err_set(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		txt_putn(&t, block, n);
	if (ferror(f) || t.cut || memchr(txt_str(&t), '\0', t.n) || !t.n) {
		err_set(err, "%s is not a rule file", path);
		txt_free(&t);
	}
	fclose(f);
	return t.s;
}

static void rule_drop(struct rule *r)
{
	struct rules one = {r, 0, 0};

	/* rules_free frees the array too, so it gets one of its own */
	one.rule = calloc(1, sizeof(*r));
	if (!one.rule)
		return;
	one.rule[0] = *r;
	one.count = one.cap = 1;
	rules_free(&one);
}

static int check_one(struct store *s, const char *path, struct err *err)
{
	struct rule r = {0};
	char *text = read_text(path, err);
	int ret;

	if (!text)
		return -1;
	ret = rule_parse(&r, text, path, err);
	if (ret == 0) {
		ret = rule_check(&r, s, err);
		rule_drop(&r);
	}
	free(text);
	return ret;
}

static int check(struct cli *cli, char **paths, int n)
{
	struct err err = {""};
	struct store *s = store_open(":memory:", STORE_CREATE, &err);
	int i, wrong = 0;

	if (!s) {
		out_error("%s", err.text);
		return STATUS_TROUBLE;
	}
	for (i = 0; i < n; i++) {
		if (check_one(s, paths[i], &err) == 0) {
			out_note(cli, "%s: sound", paths[i]);
			continue;
		}
		out_error("%s", err.text);
		wrong++;
	}
	store_close(s);
	return wrong ? STATUS_TROUBLE : STATUS_OK;
}

/* --- which of them
 * --------------------------------------------------------------------------------- */

static int with_catalogue(struct cli *cli, const struct request *q, const char *id)
{
	struct rules rules = {0};
	struct err err = {""};
	int ret = rules_load(&rules, q->dir, &err);

	if (ret == 0)
		ret = id ? show(cli, q, &rules, id, &err) : list(cli, q, &rules, &err);
	if (ret < 0)
		out_error("%s", err.text);
	rules_free(&rules);
	return ret < 0 || out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

int cmd_rules(struct cli *cli, int argc, char **argv)
{
	struct request q = {0};
	const char *value, *what;
	int key, left, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 256)
			q.dir = value;
		else
			q.json = true;
	}
	if (key < 0)
		return status;
	left = argc - optind - 1;
	what = left >= 0 ? argv[optind] : "list";
	if (!strcmp(what, "list") && left <= 0)
		return with_catalogue(cli, &q, NULL);
	if (!strcmp(what, "show") && left == 1)
		return with_catalogue(cli, &q, argv[optind + 1]);
	if (!strcmp(what, "check") && left >= 1)
		return check(cli, argv + optind + 1, left);
	return args_wrong(cli, "list, show ID, or check FILE...");
}
