/*
 * The table of keys: see keys.h. The status bar shows the lines that have a label, in this order,
 * as far as there is room.
 */
#include "tui/keys.h"

#include <curses.h>

#define CTRL(c) ((c)&31)
#define ESCAPE 27

static const struct binding bindings[] = {
	{ACT_OPEN, {'\n', '\r', KEY_ENTER}, "Enter", "open", "open what is under the cursor",
		WHERE_OPENS},
	{ACT_BACK, {ESCAPE, KEY_BACKSPACE, 127, 8}, "Esc", "back", "go back to where you came from",
		WHERE_ALL},
	{ACT_QUIT, {'q'}, "q", "quit", "go back; on the first screen: quit", WHERE_ALL},
	{ACT_HELP, {'?', KEY_F(1)}, "? F1", "help", "this page", WHERE_ALL},
	{ACT_PANE, {'\t', KEY_BTAB}, "Tab", "pane", "give the keys to the other pane or group",
		WHERE_PANES},
	{ACT_SEARCH, {'/'}, "/", "search",
		"search while you type; Enter keeps the place, Esc returns to where you were",
		WHERE_ALL},
	{ACT_FILTER, {'f'}, "f", "filter",
		"show only some: by outcome, phase, finding, server, subnet, time or text",
		WHERE_BOOTS},
	{ACT_COMPARE, {'='}, "=", "compare",
		"compare the marked boots; with one marked, it and this one; with none, this one "
		"and "
		"the healthy one most like it",
		WHERE_ABOUT},
	{ACT_UNFOLD, {'x'}, "x", "unfold",
		"show each repeated message, or each field that is alike; or fold them again",
		WHERE_LADDER | WHERE_COMPARE},
	{ACT_NOTE, {'a'}, "a", "note", "add a note to this boot, finding or frame",
		WHERE_ABOUT | WHERE_FRAME},
	{ACT_EXPORT, {'e'}, "e", "export", "write the evidence of this boot as a capture (pcapng)",
		WHERE_ABOUT | WHERE_FRAME},
	{ACT_SORT, {'s'}, "s", "sort", "sort by the next column", WHERE_TABLE},
	{ACT_RULE, {'v'}, "v", "rule", "the rule behind the finding: its texts and its query",
		WHERE_ABOUT | WHERE_FINDING},
	{ACT_COPY, {'y'}, "y", "copy",
		"copy an address, the finding or its Wireshark filter to the clipboard (OSC 52)",
		WHERE_ABOUT | WHERE_FRAME},
	{ACT_COLUMNS, {'c'}, "c", "columns", "choose the columns and their order", WHERE_TABLE},
	{ACT_REPORT, {'r'}, "r", "report",
		"write a report (HTML) of the boots that are listed here",
		WHERE_BOOTS | WHERE_ABOUT},
	{ACT_PLAIN, {'p'}, "p", NULL, "show this screen as plain text, to select from", WHERE_ALL},
	{ACT_FAILED, {'F'}, "F", NULL, "show the failed boots only, or all again", WHERE_BOOTS},
	{ACT_DROP, {'-', KEY_DC}, "- Del", NULL, "take the last filter away", WHERE_BOOTS},
	{ACT_MARK, {' '}, "Space", NULL, "mark this boot to compare it, or take the mark away",
		WHERE_ABOUT},
	{ACT_GOTO, {'t'}, "t", NULL,
		"go to a time (14:02:07, or +1.5 s into a boot) or a frame (2/17)", WHERE_ALL},
	{ACT_GROUP, {'o'}, "o", NULL, "put the boots under their findings, or not", WHERE_BOOTS},
	{ACT_EARLIER, {'['}, "[", NULL, "the frame before; among grouped boots: the finding before",
		WHERE_FRAME | WHERE_BOOTS},
	{ACT_LATER, {']'}, "]", NULL, "the frame after; among grouped boots: the next finding",
		WHERE_FRAME | WHERE_BOOTS},
	{ACT_REVERSE, {'S'}, "S", NULL, "turn the sorting round", WHERE_TABLE},
	{ACT_UP, {KEY_UP, 'k', CTRL('P')}, "\u2191 k", NULL, "one line up", WHERE_ALL},
	{ACT_DOWN, {KEY_DOWN, 'j', CTRL('N')}, "\u2193 j", NULL, "one line down", WHERE_ALL},
	{ACT_RIGHT, {KEY_RIGHT, 'l'}, "\u2192 l", NULL,
		"to the right; in lists: open; among columns: move it on", WHERE_ALL},
	{ACT_LEFT, {KEY_LEFT, 'h'}, "\u2190 h", NULL,
		"to the left; in lists: back; among columns: move it before", WHERE_ALL},
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
	{ACT_GO_6, {'6'}, "6", NULL, "go to the statistics", WHERE_ALL},
	{ACT_GO_7, {'7'}, "7", NULL, "go to the notes", WHERE_ALL},
	{ACT_REFRESH, {CTRL('L'), KEY_F(5)}, "F5 Ctrl-L", NULL, "read the case again", WHERE_ALL},
	{ACT_SUSPEND, {CTRL('Z')}, "Ctrl-Z", NULL, "back to the shell; fg returns here", WHERE_ALL},
	{ACT_INTERRUPT, {CTRL('C')}, "Ctrl-C", NULL, "quit at once", WHERE_ALL},
};

const struct binding *keys_table(size_t *n)
{
	*n = sizeof(bindings) / sizeof(bindings[0]);
	return bindings;
}

const char *keys_where_name(unsigned w)
{
	static const struct {
		unsigned where;
		const char *name;
	} names[] = {
		{WHERE_ALL, "everywhere"},
		{WHERE_OPENS, "lists and ladders"},
		{WHERE_TABLE, "tables"},
		{WHERE_BOOTS, "boots"},
		{WHERE_ABOUT, "where a boot is shown"},
		{WHERE_FINDING, "findings"},
		{WHERE_PANES, "screens with two panes"},
		{WHERE_LADDER, "one boot"},
		{WHERE_COMPARE, "the comparison"},
		{WHERE_FRAME, "a frame"},
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].where == w)
			return names[i].name;
	return "";
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
