/*
 * The screens that have a key of their own. The others are reached from these.
 */
#include "tui/view.h"

static const struct {
	enum action action;
	const struct view_ops *ops;
} views[] = {
	{ACT_GO_1, &view_boots},
	{ACT_GO_2, &view_findings},
	{ACT_GO_3, &view_targets},
	{ACT_GO_4, &view_servers},
	{ACT_GO_5, &view_captures},
	{ACT_GO_6, &view_stats},
	{ACT_GO_7, &view_notes},
	{ACT_HELP, &view_help},
};

const struct view_ops *views_behind(enum action a)
{
	size_t i;

	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (views[i].action == a)
			return views[i].ops;
	return NULL;
}
