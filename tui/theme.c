/*
 * The themes: see theme.h. `safe` keeps to blue and yellow, which all kinds of colour-blind
 * people tell apart; `mono` uses attributes only.
 */
#include "tui/theme.h"

#include <string.h>

#define OWN (-1)

/* What all themes share. */
#define COMMON_LOOKS                                                                               \
	[STYLE_NORMAL] = {OWN, A_NORMAL}, [STYLE_DIM] = {OWN, A_DIM},                              \
	[STYLE_STRONG] = {OWN, A_BOLD}, [STYLE_HEADING] = {OWN, A_BOLD | A_UNDERLINE},             \
	[STYLE_CRUMB] = {OWN, A_BOLD}, [STYLE_BAR] = {OWN, A_DIM}, [STYLE_KEY] = {OWN, A_BOLD},    \
	[STYLE_LINE] = {OWN, A_DIM}, [STYLE_LEASED] = {OWN, A_DIM}, [STYLE_GAP] = {OWN, A_DIM}

static const struct theme themes[] = {
	{"dark", {COMMON_LOOKS,
		[STYLE_FAILED] = {COLOR_RED, A_BOLD}, [STYLE_BOOTED] = {COLOR_GREEN, A_NORMAL},
		[STYLE_INCOMPLETE] = {COLOR_YELLOW, A_NORMAL},
		[STYLE_WARNING] = {COLOR_YELLOW, A_BOLD}, [STYLE_NOTE] = {COLOR_CYAN, A_NORMAL},
		[STYLE_EVIDENCE] = {COLOR_RED, A_BOLD}}},
	{"light", {COMMON_LOOKS,
		[STYLE_FAILED] = {COLOR_RED, A_BOLD}, [STYLE_BOOTED] = {COLOR_GREEN, A_NORMAL},
		[STYLE_INCOMPLETE] = {COLOR_MAGENTA, A_NORMAL},
		[STYLE_WARNING] = {COLOR_MAGENTA, A_BOLD}, [STYLE_NOTE] = {COLOR_BLUE, A_NORMAL},
		[STYLE_EVIDENCE] = {COLOR_RED, A_BOLD}}},
	{"safe", {COMMON_LOOKS,
		[STYLE_FAILED] = {COLOR_YELLOW, A_BOLD}, [STYLE_BOOTED] = {COLOR_BLUE, A_NORMAL},
		[STYLE_INCOMPLETE] = {OWN, A_NORMAL}, [STYLE_WARNING] = {COLOR_YELLOW, A_NORMAL},
		[STYLE_NOTE] = {COLOR_BLUE, A_NORMAL}, [STYLE_EVIDENCE] = {COLOR_YELLOW, A_BOLD}}},
	{"mono", {COMMON_LOOKS,
		[STYLE_FAILED] = {OWN, A_BOLD}, [STYLE_BOOTED] = {OWN, A_NORMAL},
		[STYLE_INCOMPLETE] = {OWN, A_NORMAL}, [STYLE_WARNING] = {OWN, A_BOLD},
		[STYLE_NOTE] = {OWN, A_NORMAL}, [STYLE_EVIDENCE] = {OWN, A_BOLD}}},
};

const struct theme *theme_find(const char *name)
{
	size_t i;

	if (!name)
		return &themes[0];
	for (i = 0; i < sizeof(themes) / sizeof(themes[0]); i++)
		if (strcmp(themes[i].name, name) == 0)
			return &themes[i];
	return NULL;
}

const char *theme_names(void)
{
	return "dark, light, safe, mono";
}
