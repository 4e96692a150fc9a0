/*
 * The keys of the screen one came from and of all screens, and what the marks mean.
 */
#include "base/mem.h"
#include "tui/page.h"

#include <stdio.h>
#include <stdlib.h>

#define KEYS_W 14

static const struct {
	enum glyph glyph;
	enum style style;
	const char *meaning;
} marks[] = {
	{GLYPH_FAILED, STYLE_FAILED, "failed: it stopped although the capture goes on; on a ladder, lost between two captures"},
	{GLYPH_INCOMPLETE, STYLE_INCOMPLETE, "incomplete: the capture does not show the end"},
	{GLYPH_BOOTED, STYLE_BOOTED, "booted, or a phase that went well"},
	{GLYPH_WARNING, STYLE_WARNING, "degraded: it went on, but slow, late or at risk"},
	{GLYPH_DOT, STYLE_DIM, "a note; a phase that was skipped or not seen"},
	{GLYPH_EVIDENCE, STYLE_EVIDENCE, "a message the finding rests on"},
	{GLYPH_TIMES, STYLE_STRONG, "the same message that many times, folded into one line"},
	{GLYPH_VGAP, STYLE_DIM, "silence; the longer it was the higher it is drawn"},
};

static int help_open(struct view *v, struct err *err)
{
	(void)err;
	if (!v->state)
		v->state = mem_alloc(sizeof(struct page));
	return 0;
}

static void put_keys(struct doc *d, unsigned where)
{
	const struct binding *k;
	char line[200];
	size_t n, i;

	k = keys_table(&n);
	for (i = 0; i < n; i++) {
		if (!(k[i].where & (where | WHERE_ALL)))
			continue;
		snprintf(line, sizeof(line), "%s%*s%s", k[i].shown,
			KEYS_W - canvas_width(d->canvas, k[i].shown), "", k[i].help);
		doc_put_hanging(d, STYLE_NORMAL, 2, KEYS_W, line);
	}
}

static void put_marks(struct doc *d)
{
	char line[200];
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		snprintf(line, sizeof(line), "%s  %s", canvas_symbol(d->canvas, marks[i].glyph),
			marks[i].meaning);
		doc_put_hanging(d, marks[i].style, 2, 3, line);
	}
}

static void put_times(struct doc *d)
{
	char zone[16], line[300];

	snprintf(line, sizeof(line), "Times are %s as the captures say, corrected by the clock offset that analysis found "
		"between captures.", canvas_zone(d->canvas, zone, sizeof(zone)));
	doc_put(d, STYLE_NORMAL, 0, line);
	if (d->canvas->utc_offset_min)
		doc_put(d, STYLE_NORMAL, 0, "What a finding says of times, and the hours of the statistics, are UTC.");
}

static void help_draw(struct view *v, struct canvas *c, struct area a)
{
	struct page *p = v->state;

	doc_start(&p->doc, c, a.w < 90 ? a.w : 90);
	doc_put(&p->doc, STYLE_HEADING, 0, "Keys");
	put_keys(&p->doc, (unsigned)v->arg.id);
	doc_gap(&p->doc);
	doc_put(&p->doc, STYLE_HEADING, 0, "Marks");
	put_marks(&p->doc);
	doc_gap(&p->doc);
	put_times(&p->doc);
	page_draw(p, c, a);
}

static bool help_key(struct view *v, enum action a)
{
	struct page *p = v->state;

	return scroll_text(&p->scroll, a);
}

static bool help_find(struct view *v, const char *needle, enum find how)
{
	return page_find(v->state, needle, how);
}

static void help_place(const struct view *v, struct txt *out)
{
	page_place(v->state, out);
}

static void help_close(struct view *v)
{
	struct page *p = v->state;

	if (p)
		doc_free(&p->doc);
	free(p);
}

const struct view_ops view_help = {
	.name = "help",
	.where = WHERE_ALL,
	.open = help_open,
	.draw = help_draw,
	.key = help_key,
	.find = help_find,
	.place = help_place,
	.close = help_close,
};
