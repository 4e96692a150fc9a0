/*
 * Hostile strings on the browser's screens: no cell holds what a terminal would act on. See strings.h.
 */
#include "strings.h"
#include "tui/browser.h"

#include <locale.h>
#include <string.h>

static void cells(const struct canvas *c)
{
	int i, k;

	for (i = 0; i < c->w * c->h; i++)
		for (k = 0; k < CELL_CHARS && c->cell[i].ch[k]; k++) {
			wchar_t ch = c->cell[i].ch[k];

			fuzz_check(ch >= 0x20 && !(ch >= 0x7f && ch < 0xa0));
			fuzz_check(!(ch >= 0x202a && ch <= 0x202e) && !(ch >= 0x2066 && ch <= 0x2069));
		}
}

void strings_screens(struct store *s, frame_fields_fn fields)
{
	static const struct view_ops *const views[] = {&view_boots, &view_boot, &view_frame, &view_findings, &view_targets};
	struct tui_options o = {.fields = fields, .no_state = true};
	struct browser b = {.options = &o, .store = s};
	struct view_arg one = {.id = 1};
	struct txt text = {0};
	size_t i;

	setlocale(LC_ALL, "C.UTF-8");
	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		browser_push(&b, &view_boots, NULL);
		if (i)
			browser_push(&b, views[i], i < 3 ? &one : NULL);
		browser_draw(&b, 120, 40);
		cells(&b.canvas);
		txt_clear(&text);
		browser_text(&b, 80, &text);
		fuzz_check(!strchr(txt_str(&text), 27));
		browser_end(&b);
	}
	txt_free(&text);
	canvas_free(&b.canvas);
}
