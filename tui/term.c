/*
 * Curses: see term.h. Signals only set a flag; Ctrl-C and Ctrl-Z arrive as keys (raw mode), so
 * that leaving is always the same way out.
 */
#include "tui/term.h"
#include "tui/theme.h"

#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

static struct {
	bool open, colour, exit_hooked;
	const struct theme *theme;
	SCREEN *screen;
	struct sigaction old_term, old_hup, old_int;
} term;

static volatile sig_atomic_t asked_to_end;

static void on_signal(int sig)
{
	(void)sig;
	asked_to_end = 1;
}

bool term_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int check(struct err *err)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err,
			"browsing needs a terminal; `pvsleuth list` and `pvsleuth show` print "
			"the same without one");
	if (!name || !*name)
		return err_set(err,
			"TERM is not set, so there is no knowing how to draw on this terminal");
	return 0;
}

static void set_colours(bool no_colour)
{
	const char *env = getenv("NO_COLOR");
	short i;

	term.colour = !no_colour && !(env && *env) && has_colors();
	if (!term.colour)
		return;
	start_color();
	use_default_colors();
	for (i = 0; i < STYLES; i++)
		init_pair((short)(i + 1), term.theme->look[i].colour, -1);
}

static void catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	asked_to_end = 0;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGTERM, &sa, &term.old_term);
	sigaction(SIGHUP, &sa, &term.old_hup);
	sigaction(SIGINT, &sa, &term.old_int);
}

static bool can_move(void)
{
	int trouble;
	char *cup;
	bool can;

	if (setupterm(NULL, STDOUT_FILENO, &trouble) != OK)
		return false;
	cup = tigetstr("cup");
	can = cup && cup != (char *)-1;
	del_curterm(cur_term); /* newterm makes its own */
	return can;
}

int term_open(const char *theme, bool no_colour, struct err *err)
{
	term.theme = theme_find(theme);
	if (!term.theme)
		return err_set(err, "there is no theme \"%s\"; there are %s", theme, theme_names());
	if (check(err))
		return -1;
	set_escdelay(25);
	if (!can_move() || !(term.screen = newterm(NULL, stdout, stdin)))
		return err_set(err, "the terminal \"%s\" is not known or cannot move its cursor",
			getenv("TERM"));
	set_term(term.screen);
	term.open = true;
	if (!term.exit_hooked)
		term.exit_hooked = atexit(term_close) == 0;
	catch_signals();
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	curs_set(0);
	set_colours(no_colour);
	if (COLS < TERM_MIN_W || LINES < TERM_MIN_H) {
		int w = COLS, h = LINES;

		term_close();
		return err_set(err, "the terminal is %dx%d; browsing needs at least %dx%d", w, h,
			TERM_MIN_W, TERM_MIN_H);
	}
	return 0;
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	endwin();
	delscreen(term.screen);
	sigaction(SIGTERM, &term.old_term, NULL);
	sigaction(SIGHUP, &term.old_hup, NULL);
	sigaction(SIGINT, &term.old_int, NULL);
}

void term_size(int *w, int *h)
{
	*w = COLS;
	*h = LINES;
}

static attr_t attributes(const struct cell *cell, short *pair)
{
	attr_t a = term.theme->look[cell->style].attr;

	*pair = term.colour ? (short)(cell->style + 1) : 0;
	if (cell->flags & CELL_SELECTED)
		a = (a & ~A_DIM) | A_REVERSE;
	if (cell->flags & CELL_SHADED)
		a = (a & ~A_DIM) | A_UNDERLINE;
	if (cell->flags & CELL_MATCH)
		a = (a ^ A_REVERSE) | A_BOLD;
	return a;
}

static void show_line(const struct canvas *c, int y)
{
	const struct cell *row = &c->cell[(size_t)y * (size_t)c->w];
	wchar_t text[CELL_CHARS + 1];
	cchar_t cc;
	attr_t a;
	short pair;
	int x, i;

	for (x = 0; x < c->w; x++) {
		if (!row[x].width)
			continue;
		for (i = 0; i < CELL_CHARS; i++)
			text[i] = row[x].ch[i];
		text[CELL_CHARS] = 0;
		a = attributes(&row[x], &pair);
		if (setcchar(&cc, text, a, pair, NULL) == OK)
			mvadd_wch(y, x, &cc);
	}
}

void term_show(const struct canvas *c)
{
	int y;

	erase();
	for (y = 0; y < c->h; y++)
		show_line(c, y);
	refresh();
}

void term_redraw(void)
{
	clearok(curscr, TRUE);
}

void term_cursor(int x, int y)
{
	curs_set(x >= 0 ? 1 : 0);
	if (x >= 0) {
		move(y, x);
		refresh();
	}
}

int term_key(int wait_ms)
{
	wint_t ch;
	int got;

	if (asked_to_end)
		return TERM_GONE;
	timeout(wait_ms);
	got = get_wch(&ch);
	if (asked_to_end)
		return TERM_GONE;
	if (got == ERR)
		return isatty(STDIN_FILENO) ? TERM_NOTHING : TERM_GONE;
	if (got == KEY_CODE_YES && ch == KEY_RESIZE)
		return TERM_RESIZED;
	return got == OK && ch > 0xff ? (int)ch + TERM_CHAR : (int)ch;
}

bool term_key_waits(void)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};

	return term.open && (asked_to_end || poll(&p, 1, 0) > 0);
}

bool term_cancelled(void)
{
	wint_t ch;
	int got;

	if (!term_key_waits())
		return false;
	if (asked_to_end)
		return true;
	timeout(0);
	got = get_wch(&ch);
	if (got == OK && (ch == 27 || ch == 3))
		return true;
	if (got == OK)
		unget_wch((wchar_t)ch);
	else if (got == KEY_CODE_YES)
		ungetch((int)ch);
	return false;
}

void term_note(const char *text)
{
	if (!term.open)
		return;
	mvaddstr(LINES - 1, 0, text);
	clrtoeol();
	refresh();
}

void term_suspend(void)
{
	endwin();
	kill(0, SIGTSTP);
	term_redraw();
	refresh();
}

void term_plain(const char *text)
{
	char key;

	endwin();
	fputs(text, stdout);
	fputs("\n(Enter goes back)\n", stdout);
	fflush(stdout);
	while (!asked_to_end && read(STDIN_FILENO, &key, 1) == 1 && key != '\n' && key != '\r')
		;
	term_redraw();
	refresh();
}

/* OSC 52 ; c ; base64 BEL. Terminals limit how much they take; more than LIMIT is not sent. */
void term_copy(const char *text)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	enum { LIMIT = 75000 };
	size_t n = strlen(text) < LIMIT ? strlen(text) : LIMIT, i;
	const unsigned char *p = (const unsigned char *)text;
	uint32_t three;

	fputs("\033]52;c;", stdout);
	for (i = 0; i < n; i += 3) {
		three = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
			(i + 2 < n ? p[i + 2] : 0);
		putchar(digits[three >> 18]);
		putchar(digits[three >> 12 & 63]);
		putchar(i + 1 < n ? digits[three >> 6 & 63] : '=');
		putchar(i + 2 < n ? digits[three & 63] : '=');
	}
	putchar('\a');
	fflush(stdout);
}
