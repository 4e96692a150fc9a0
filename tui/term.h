/*
 * The terminal: taken over, shown a canvas, asked for keys, given back. The only file beside the
 * themes and the key table that knows curses.
 */
#ifndef PVSLEUTH_TUI_TERM_H
#define PVSLEUTH_TUI_TERM_H

#include "base/err.h"
#include "tui/canvas.h"

#define TERM_MIN_W 60
#define TERM_MIN_H 15

/* What term_key gives beside keys. */
#define TERM_NOTHING 0 /* time passed */
#define TERM_GONE (-1) /* the terminal went away, or we were asked to end */
#define TERM_RESIZED (-2)

/* Takes the terminal over, colours after the theme. -1 with a sentence when stdin and stdout are no
 * terminal, it cannot be used, or it is too small. It is given back at exit() at the latest. */
int term_open(const char *theme, bool no_colour, struct err *err);
void term_close(void);
/* Whether the locale can show more than ASCII. */
bool term_is_utf8(void);
void term_size(int *w, int *h);
void term_show(const struct canvas *c);
/* Shows everything again, whatever the terminal may have lost. */
void term_redraw(void);
/* Puts the blinking cursor there; x < 0 hides it. */
void term_cursor(int x, int y);
/* Characters beyond Latin-1 come with this added, so that they are not taken for KEY_ codes. */
#define TERM_CHAR 0x200000

/* The next key (a character or KEY_ code), or one of the values above. */
int term_key(int wait_ms);
/* Whether a key waits to be read, or we were asked to end; without reading it. */
bool term_key_waits(void);
/* Whether Esc or Ctrl-C was pressed, which is then read. */
bool term_cancelled(void);
/* Writes on the bottom line, until the next term_show. */
void term_note(const char *text);
/* Gives the terminal to the shell until we are continued. */
void term_suspend(void);

/* Shows the text on the terminal's own screen until a key is pressed. */
void term_plain(const char *text);
/* Asks the terminal to put the text on the clipboard (OSC 52). */
void term_copy(const char *text);

#endif
