/*
 * The way in: opens the case, takes the terminal, turns keys into drawings until the user leaves.
 */
#include "tui/tui.h"
#include "tui/browser.h"
#include "tui/term.h"

#define WAIT_MS 1000 /* how often to see whether we were asked to end */

static void show(struct browser *b)
{
	int w, h;

	term_size(&w, &h);
	browser_draw(b, w, h);
	term_show(&b->canvas);
	if (b->typing)
		term_cursor(1 + canvas_width(&b->canvas, b->needle), h - 1);
	else
		term_cursor(-1, 0);
}

static void act(struct browser *b, int key)
{
	if (key == TERM_RESIZED) {
		term_redraw();
		return;
	}
	if (keys_action(key, WHERE_ALL) == ACT_SUSPEND) {
		term_suspend();
		return;
	}
	if (keys_action(key, WHERE_ALL) == ACT_REFRESH)
		term_redraw();
	browser_key(b, key);
}

static void run(struct browser *b)
{
	int key;

	show(b);
	while (!b->done) {
		key = term_key(WAIT_MS);
		if (key == TERM_GONE)
			break;
		if (key == TERM_NOTHING)
			continue;
		act(b, key);
		if (!b->done)
			show(b);
	}
}

int tui_browse(const struct tui_options *o, struct err *err)
{
	struct browser b = {.options = o};
	int rc = -1;

	b.canvas.ascii = o->ascii || !term_is_utf8();
	b.store = store_open(o->case_path, STORE_READ, err);
	if (!b.store)
		return -1;
	if (store_stale(b.store)) {
		err_set(err, "%s was analysed by another version; run `pvsleuth analyze %s` first",
			o->case_path, o->case_path);
		goto out;
	}
	if (term_open(o->theme, o->no_colour, err) < 0)
		goto out;
	browser_push(&b, &view_boots, NULL);
	if (b.depth) {
		run(&b);
		rc = 0;
	}
	term_close();
	if (rc < 0)
		err_set(err, "%s", b.message);
	browser_end(&b);
out:
	canvas_free(&b.canvas);
	store_close(b.store);
	return rc;
}
