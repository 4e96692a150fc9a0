/*
 * The table of keys: see keys.h. The status bar shows the lines that have a label, in this order,
 * as far as there is room.
 */
#include "tui/keys.h"

#include <curses.h>

#define CTRL(c) ((c) & 31)
#define ESCAPE 27

static const struct binding bindings[] = {
	{ACT_OPEN, {'\n', '\r', KEY_ENTER}, "Enter", "open",
		"open what is under the cursor", WHERE_OPENS},
	{ACT_BACK, {ESCAPE, KEY_BACKSPACE, 127, 8}, "Esc", "back",
		"go back to where you came from", WHERE_ALL},
	{ACT_QUIT, {'q'}, "q", "quit", "go back; on the first screen: quit", WHERE_ALL},
	{ACT_HELP, {'?', KEY_F(1)}, "? F1", "help", "this page", WHERE_ALL},
	{ACT_PANE, {'\t', KEY_BTAB}, "Tab", "pane", "give the keys to the other pane", WHERE_PANES},
	{ACT_SEARCH, {'/'}, "/", "search",
		"search while you type; Enter keeps the place, Esc returns to where you were",
		WHERE_ALL},
	{ACT_FAILED, {'f'}, "f", "failed only", "show the failed boots only, or all again",
		WHERE_BOOTS},
	{ACT_UNFOLD, {'x'}, "x", "unfold", "show each repeated message, or fold them again",
		WHERE_LADDER},
	{ACT_SORT, {'s'}, "s", "sort", "sort by the next column", WHERE_TABLE},
	{ACT_REVERSE, {'S'}, "S", NULL, "turn the sorting round", WHERE_TABLE},
	{ACT_UP, {KEY_UP, 'k', CTRL('P')}, "\u2191 k", NULL, "one line up", WHERE_ALL},
	{ACT_DOWN, {KEY_DOWN, 'j', CTRL('N')}, "\u2193 j", NULL, "one line down", WHERE_ALL},
	{ACT_RIGHT, {KEY_RIGHT, 'l'}, "\u2192 l", NULL, "to the right; in lists: open", WHERE_ALL},
	{ACT_LEFT, {KEY_LEFT, 'h'}, "\u2190 h", NULL, "to the left; in lists: back", WHERE_ALL},
	{ACT_PAGE_UP, {KEY_PPAGE, CTRL('B')}, "PgUp", NULL, "one page up", WHERE_ALL},
	{ACT_PAGE_DOWN, {KEY_NPAGE, CTRL('F')}, "PgDn", NULL, "one page down", WHERE_ALL},
	{ACT_HOME, {KEY_HOME, 'g'}, "Home g", NULL, "to the first line", WHERE_ALL},
	{ACT_END, {KEY_END, 'G'}, "End G", NULL, "to the last line", WHERE_ALL},
	{ACT_FIND_NEXT, {'n'}, "n", NULL, "to the next match", WHERE_ALL},
	{ACT_FIND_PREV, {'N'}, "N", NULL, "to the match before", WHERE_ALL},
	{ACT_GO_1, {'1'}, "1", NULL, "go to the boots", WHERE_ALL},
	{ACT_GO_2, {'2'}, "2", NULL, "go to the findings", WHERE_ALL},
	{ACT_GO_3, {'3'}, "3", NULL, "go to the targets", WHERE_ALL},
	{ACT_GO_4, {'4'}, "4", NULL, "go to the servers", WHERE_ALL},
	{ACT_GO_5, {'5'}, "5", NULL, "go to the captures", WHERE_ALL},
	{ACT_REFRESH, {'r', CTRL('L'), KEY_F(5)}, "r F5", NULL, "read the case again", WHERE_ALL},
	{ACT_SUSPEND, {CTRL('Z')}, "Ctrl-Z", NULL, "back to the shell; fg returns here", WHERE_ALL},
	{ACT_INTERRUPT, {CTRL('C')}, "Ctrl-C", NULL, "quit at once", WHERE_ALL},
};

const struct binding *keys_table(size_t *n)
{
	*n = sizeof(bindings) / sizeof(bindings[0]);
	return bindings;
}

enum action keys_action(int key, unsigned where)
{
	size_t i, k;

	if (key == 0)
		return ACT_NONE;
	for (i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++)
		for (k = 0; k < BINDING_KEYS; k++)
			if (bindings[i].key[k] == key && (bindings[i].where & (where | WHERE_ALL)))
				return bindings[i].action;
	return ACT_NONE;
}
