/*
 * The way in: opens the case, takes the terminal, turns keys into drawings until the user leaves.
 */
#include "tui/tui.h"
#include "tui/browser.h"
#include "tui/state.h"
#include "tui/term.h"

#include <stdlib.h>

#define WAIT_MS 1000 /* how often to look at the case, and whether we were asked to end */
#define PAUSE_MS 120 /* in typing, before it is searched */

static void show(struct browser *b)
{
	int w, h;

	term_size(&w, &h);
	browser_draw(b, w, h);
	term_show(&b->canvas);
	term_cursor(b->cursor, h - 1);
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
	if (b->plain) {
		term_plain(b->plain);
		free(b->plain);
		b->plain = NULL;
	}
	if (b->clip) {
		term_copy(b->clip);
		free(b->clip);
		b->clip = NULL;
	}
}

static void run(struct browser *b)
{
	int key;

	show(b);
	while (!b->done) {
		key = term_key(browser_waits(b) ? PAUSE_MS : WAIT_MS);
		if (key == TERM_GONE)
			break;
		if (key == TERM_NOTHING && !browser_idle(b) && !browser_look(b))
			continue;
		if (key != TERM_NOTHING)
			act(b, key);
		if (!b->done)
			show(b);
	}
}

int tui_browse(const struct tui_options *o, struct err *err)
{
	struct browser b = {.options = o};
	struct txt path = {0};
	char *doing = NULL;
	int rc = -1;

	b.canvas.utc_offset_min = o->utc_offset_min;
	b.canvas.ascii = o->ascii || !term_is_utf8();
	b.store = store_open(o->case_path, STORE_READ, err);
	if (!b.store)
		return -1;
	if (store_stale(b.store)) {
		err_set(err, "%s was analysed by another version; run `pvsleuth analyze %s` first",
			o->case_path, o->case_path);
		goto out;
	}
	/* unless somebody is just filling it */
	doing = beacon_read(o->case_path);
	if (!doing && store_unanalysed(b.store)) {
		txt_put_shell(&path, o->case_path);
		err_set(err, "%s: its captures are not analysed yet; run \"pvsleuth analyze %s\"", o->case_path, txt_str(&path));
		goto out;
	}
	if (term_open(o->theme, o->no_colour, err) < 0)
		goto out;
	b.state = state_load(o->no_state);
	browser_look(&b);
	browser_push(&b, &view_boots, NULL);
	if (b.depth) {
		run(&b);
		rc = 0;
	}
	term_close();
	if (rc < 0)
		err_set(err, "%s", b.message);
	browser_end(&b);
	state_save(b.state);
out:
	free(doing);
	txt_free(&path);
	canvas_free(&b.canvas);
	store_close(b.store);
	return rc;
}
