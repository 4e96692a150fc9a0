/*
 * The rule behind a finding, as it was written: its texts and its query.
 */
#include "base/embedded.h"
#include "base/mem.h"
#include "tui/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rule_state {
	struct page page;
	char *text;
	bool site; /* not one of ours */
};

/* "dhcp/x.sql" holds the rule x. */
static const struct embedded *find(const char *rule)
{
	const struct embedded *e;
	const char *name;
	size_t n = strlen(rule);

	for (e = store_rules(); e->name; e++) {
		name = strrchr(e->name, '/') ? strrchr(e->name, '/') + 1 : e->name;
		if (strncmp(name, rule, n) == 0 && strcmp(name + n, ".sql") == 0)
			return e;
	}
	return NULL;
}

/* The text of a rule of the site, which the case holds; else of one built in. */
static char *rule_text(struct store *s, const char *rule, bool *site)
{
	const struct embedded *e = find(rule);
	char *text = store_text(s, "SELECT text FROM site_rules WHERE rule = ?1",
		(struct bind[]){B_TEXT(rule)}, 1);

	*site = text != NULL;
	return text || !e ? text : embedded_text(e);
}

static int rule_open(struct view *v, struct err *err)
{
	struct rule_state *st = v->state;
	bool site;
	char *text = rule_text(v->browser->store, v->arg.rule, &site);

	if (!text)
		return err_set(err,
			"neither this program nor the case has the text of the rule %s (any more)",
			v->arg.rule);
	if (!st)
		st = v->state = mem_alloc(sizeof(*st));
	free(st->text);
	st->text = text;
	st->site = site;
	return 0;
}

/* A line of the header without its dashes, "key:" standing out; below it the query as it is. */
static void put_line(struct doc *d, const char *line)
{
	size_t key = strcspn(line, ":");

	if (strncmp(line, "--", 2) != 0) {
		doc_put_hanging(d, STYLE_NORMAL, 0, 4, *line ? line : " ");
		return;
	}
	line += 2 + (line[2] == ' ');
	if (line[0] != ' ' && key > 2 && strchr(line, ':'))
		doc_put_hanging(d, STYLE_STRONG, 0, 2, line);
	else
		doc_put_hanging(d, STYLE_NORMAL, 2, 0, line + strspn(line, " "));
}

static void rule_draw(struct view *v, struct canvas *c, struct area a)
{
	struct rule_state *st = v->state;
	char *text = mem_strdup(st->text), *line = text, *end;
	bool header = false;

	doc_start(&st->page.doc, c, a.w < 110 ? a.w : 110);
	while (*line) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		for (char *tab = line; (tab = strchr(tab, '\t'));)
			*tab = ' ';
		if (header && strncmp(line, "--", 2) != 0)
			doc_gap(&st->page.doc);
		header = strncmp(line, "--", 2) == 0;
		put_line(&st->page.doc, line);
		line = end;
	}
	free(text);
	page_draw(&st->page, c, a);
}

static bool rule_key(struct view *v, enum action a)
{
	struct rule_state *st = v->state;

	return scroll_text(&st->page.scroll, a);
}

static bool rule_find(struct view *v, const char *needle, enum find how)
{
	struct rule_state *st = v->state;

	return page_find(&st->page, needle, how);
}

static void rule_crumb(const struct view *v, struct txt *out)
{
	const struct rule_state *st = v->state;

	txt_fmt(out, "%s %s", st->site ? "site rule" : "rule", v->arg.rule);
}

static void rule_place(const struct view *v, struct txt *out)
{
	const struct rule_state *st = v->state;

	page_place(&st->page, out);
}

static void rule_close(struct view *v)
{
	struct rule_state *st = v->state;

	if (!st)
		return;
	doc_free(&st->page.doc);
	free(st->text);
	free(st);
}

const struct view_ops view_rule = {
	.name = "rule",
	.where = WHERE_ALL,
	.open = rule_open,
	.draw = rule_draw,
	.key = rule_key,
	.find = rule_find,
	.crumb = rule_crumb,
	.place = rule_place,
	.close = rule_close,
};
