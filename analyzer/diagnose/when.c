/*
 * What a case must have for a rule to find anything at all (`when`): asked once per case, so that a rule that
 * would look for what is not there costs nothing, not even to be prepared. It never decides: a rule may say only
 * what its SELECT asks for anyhow. To add a word: a row here.
 */
#include "diagnose/internal.h"

#include <string.h>

#define SOME(table) "SELECT EXISTS (SELECT 1 FROM " table ")"

static const struct {
	const char *word, *sql;
} words[] = {
	{"failed", SOME("boot WHERE outcome = 'failed'")},
	{"stopped", SOME("boot WHERE outcome IN ('failed', 'incomplete')")},
	{"starved", SOME("ask WHERE starved")},
	{"boot_stream", SOME("boot_stream")},
	{"clock_step", SOME("clock_step")},
	{"flow", SOME("flow")},
	{"icmp", SOME("icmp")},
	{"l2", SOME("l2")},
	{"offer", SOME("offer")},
	{"pieces", SOME("pieces")},
	{"sql_call", SOME("sql_call")},
	{"transfer", SOME("transfer")},
};

_Static_assert(sizeof(words) / sizeof(words[0]) <= 32, "a bit for each word");

static int word_find(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == n && !strncmp(words[i].word, s, n))
			return (int)i;
	return -1;
}

int when_check(const struct rule *r, struct err *err)
{
	const char *list = r->when, *word;
	size_t n;

	while ((word = word_next(&list, &n)))
		if (word_find(word, n) < 0)
			return err_set(err, "%s: when: nothing is called \"%.*s\"", r->origin, (int)n, word);
	return 0;
}

static bool holds(struct store *s, struct whens *w, int word)
{
	uint32_t bit = 1u << word;

	if (!(w->asked & bit) && store_int(s, words[word].sql, NULL, 0, 1))
		w->there |= bit;
	w->asked |= bit;
	return w->there & bit;
}

bool when_holds(struct store *s, struct whens *w, const struct rule *r)
{
	const char *list = r->when, *word;
	size_t n;
	int found;

	while ((word = word_next(&list, &n))) {
		found = word_find(word, n);
		if (found >= 0 && !holds(s, w, found))
			return false;
	}
	return true;
}
