/*
 * A rule file, read: a header of "-- key: value" lines (a value goes on in lines indented behind the
 * dashes), then one SELECT. See pvsleuth-rules(5).
 */
#include "base/mem.h"
#include "base/txt.h"
#include "diagnose/internal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *key;
	size_t at;
	bool must;
} keys[] = {
	{"id", offsetof(struct rule, id), true}, {"title", offsetof(struct rule, title), true},
	{"phase", offsetof(struct rule, phase), true}, {"kind", offsetof(struct rule, kind), true},
	{"scope", offsetof(struct rule, scope), true}, {"needs", offsetof(struct rule, needs), false},
	{"when", offsetof(struct rule, when), false}, {"refines", offsetof(struct rule, refines), false},
	{"summary", offsetof(struct rule, summary), false},
	{"explain", offsetof(struct rule, explain), true},
	{"against", offsetof(struct rule, against), false},
	{"check", offsetof(struct rule, check), true}, {"remedy", offsetof(struct rule, remedy), true},
	{"filter", offsetof(struct rule, filter), false},
	{"source", offsetof(struct rule, source), true},
};

static char **slot_of(struct rule *r, size_t at)
{
	return (char **)((char *)r + at);
}

const char *word_next(const char **list, size_t *n)
{
	const char *word;

	if (!*list)
		return NULL;
	word = *list + strspn(*list, " ,");
	*n = strcspn(word, " ,");
	*list = word + *n;
	return *n ? word : NULL;
}

void rule_free(struct rule *r)
{
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		free(*slot_of(r, keys[i].at));
	free(r->sql);
	free(r->text);
	free(r->origin);
	memset(r, 0, sizeof(*r));
}

static char *joined(char *old, const char *s, size_t n)
{
	struct txt t = {0};

	if (old)
		txt_fmt(&t, "%s ", old);
	txt_putn(&t, s, n);
	free(old);
	return t.s;
}

static size_t trimmed(const char *s, size_t n)
{
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r'))
		n--;
	return n;
}

/* "key: value" at s; the key's slot, NULL when there is no such key. */
static char **header_key(struct rule *r, const char *s, size_t n, size_t *used)
{
	size_t i, k;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		k = strlen(keys[i].key);
		if (n > k && !strncmp(s, keys[i].key, k) && s[k] == ':') {
			*used = k + 1;
			return slot_of(r, keys[i].at);
		}
	}
	return NULL;
}

/* One header line, without its "--". *slot is where a continuation goes. */
static int header_line(struct rule *r, const char *s, size_t n, char ***slot, struct err *err, int line)
{
	size_t used = 0;

	n = trimmed(s, n);
	if (!n)
		return 0;
	if (n > 2 && s[0] == ' ' && s[1] == ' ' && *slot) {
		while (n && *s == ' ') {
			s++;
			n--;
		}
		**slot = joined(**slot, s, n);
		return 0;
	}
	if (*s == ' ') {
		s++;
		n--;
	}
	*slot = header_key(r, s, n, &used);
	if (!*slot)
		return err_set(err, "%s:%d: no such key: \"%.*s\"", r->origin, line, (int)(n < 60 ? n : 60), s);
	if (**slot)
		return err_set(err, "%s:%d: this key was given before", r->origin, line);
	while (used < n && s[used] == ' ')
		used++;
	**slot = joined(NULL, s + used, n - used);
	return 0;
}

static bool one_of(const char *s, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(s, *list))
			return true;
	return false;
}

static int complete(const struct rule *r, struct err *err)
{
	static const char *const phases[] = {"link", "dhcp", "pxe", "bootfile", "login", "stream", "handover",
		"os", "capture", "any", NULL};
	static const char *const kinds[] = {"failure", "degraded", "note", NULL};
	static const char *const scopes[] = {"boot", "target", "server", "segment", "capture", NULL};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].must && !*slot_of((struct rule *)(uintptr_t)r, keys[i].at))
			return err_set(err, "%s: the key \"%s\" is missing", r->origin, keys[i].key);
	if (!one_of(r->phase, phases))
		return err_set(err, "%s: no such phase: %s", r->origin, r->phase);
	if (!one_of(r->kind, kinds))
		return err_set(err, "%s: no such kind: %s (failure, degraded or note)", r->origin, r->kind);
	if (!one_of(r->scope, scopes))
		return err_set(err, "%s: no such scope: %s", r->origin, r->scope);
	if (!r->sql)
		return err_set(err, "%s: there is no SELECT behind the header", r->origin);
	return 0;
}

int rule_parse(struct rule *out, const char *text, const char *origin, struct err *err)
{
	const char *s = text, *end;
	char **slot = NULL;
	int line = 0;

	memset(out, 0, sizeof(*out));
	out->origin = mem_strdup(origin);
	out->text = mem_strdup(text);
	while (*s) {
		line++;
		end = strchrnul(s, '\n');
		if (strncmp(s, "--", 2) != 0 && trimmed(s, (size_t)(end - s)))
			break;
		if (!strncmp(s, "--", 2) && header_line(out, s + 2, (size_t)(end - s) - 2, &slot, err, line) < 0) {
			rule_free(out);
			return -1;
		}
		s = *end ? end + 1 : end;
	}
	if (*s)
		out->sql = mem_strdup(s);
	if (complete(out, err) < 0) {
		rule_free(out);
		return -1;
	}
	return 0;
}
