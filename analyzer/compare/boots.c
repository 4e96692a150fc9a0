/*
 * The comparison as a whole: loads both, aligns, says it. See compare.h.
 */
#include "base/mem.h"
#include "compare/internal.h"

#include <stdlib.h>
#include <string.h>

/* What limits the comparison, in words. */
static char *limits(const struct cmp_boot *a, const struct cmp_boot *b, bool legs_matter)
{
	struct txt t = {0};
	char *text;

	if (!legs_matter)
		txt_put(&t,
			"They were recorded at different places, one at the target's side and "
			"one between relay and server. Messages are compared all the same; their "
			"addresses differ. ");
	else if (a->legs != b->legs)
		txt_put(&t,
			"Only one of them was also recorded between relay and server. What that "
			"shows is left out. ");
	if (!a->side->rx && !b->side->rx)
		txt_put(&t, "What was sent to the targets could not be seen in either. ");
	else if (!a->side->rx || !b->side->rx)
		txt_fmt(&t, "What was sent to the target could not be seen in boot %lld. ",
			(long long)(a->side->rx ? b : a)->side->boot_id);
	text = mem_strdup(txt_str(&t));
	if (*text)
		text[strlen(text) - 1] = '\0';
	txt_free(&t);
	return text;
}

int compare_boots(struct store *s, int64_t a, int64_t b, frame_fields_fn fields,
	struct comparison *c, struct err *err)
{
	struct cmp_boot boot[2] = {{.side = &c->side[0]}, {.side = &c->side[1]}};
	bool legs_matter;
	int ret = -1;

	c->first = c->parting = COMPARE_NONE;
	if (cmp_load(s, a, fields, &boot[0], err) == 0 &&
		cmp_load(s, b, fields, &boot[1], err) == 0) {
		legs_matter = !boot[0].legs || !boot[1].legs || (boot[0].legs & boot[1].legs);
		cmp_align(&boot[0], &boot[1], legs_matter, c);
		c->note = limits(&boot[0], &boot[1], legs_matter);
		cmp_say(c);
		ret = 0;
	}
	cmp_boot_free(&boot[0]);
	cmp_boot_free(&boot[1]);
	return ret;
}

void compare_free(struct comparison *c)
{
	size_t i;

	for (i = 0; i < c->rows; i++) {
		free(c->row[i].name);
		free(c->row[i].value[0]);
		free(c->row[i].value[1]);
	}
	free(c->row);
	free(c->words);
	free(c->note);
	memset(c, 0, sizeof(*c));
}

const char *compare_state_name(enum compare_state state)
{
	switch (state) {
	case COMPARE_SAME:
		return "same";
	case COMPARE_OWN:
		return "own";
	case COMPARE_DIFFERS:
		return "differs";
	case COMPARE_ONLY_A:
		return "only-a";
	case COMPARE_ONLY_B:
		return "only-b";
	}
	return "";
}
