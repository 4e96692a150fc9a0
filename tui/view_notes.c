/*
 * All notes of the case, the newest on top. Enter opens what a note is about.
 */
#include "tui/list.h"

#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{"written_ns", "written", COLUMN_TIME, 8, 20, 5},
	{"what", "about", COLUMN_TEXT, 24, 40, 0},
	{"text", "note", COLUMN_TEXT, 20, 0, 0},
	{"boot_id", "", COLUMN_HIDDEN, 0, 0, 0},
	{"event_id", "", COLUMN_HIDDEN, 0, 0, 0},
};

/* What a note is about comes back after another analysis by its name, not by its number. */
static const struct table_spec notes = {
	.select =
		"SELECT n.note_id, n.text, n.written_ns, n.about, b.boot_id, e.event_id, "
		"CASE WHEN e.event_id IS NOT NULL THEN 'frame ' || e.capture_id || '/' || e.frame "
		"WHEN b.boot_id IS NOT NULL THEN substr(n.about, 1, instr(n.about, ':') - 1) || ' "
		"' "
		"|| b.boot_id || ' of ' || coalesce(b.hostname, b.mac) "
		"ELSE n.about || ' (gone)' END AS what "
		"FROM notes n LEFT JOIN boots b ON n.about LIKE '%:' || b.mac || '@' || b.start_ns "
		"OR n.about LIKE 'finding:%@' || b.mac || '@' || b.start_ns "
		"LEFT JOIN frames e ON n.about GLOB 'frame:*' AND e.capture_id = (SELECT "
		"capture_id "
		"FROM captures c WHERE coalesce(c.sha256, c.capture_id) = substr(n.about, 7, "
		"instr(n.about, '/') - 7)) AND e.frame = CAST(substr(n.about, instr(n.about, '/') "
		"+ 1) "
		"AS INTEGER)",
	.id = "note_id",
	.order = {"-q.written_ns", "-q.note_id"},
	.search = {"q.what", "q.text"},
	.empty = "No notes yet. a adds one to the boot, finding or frame under the cursor.",
	.column = columns,
	.columns = COUNT_OF(columns),
};

static int notes_open(struct view *v, struct err *err)
{
	return list_open(v, &notes, err);
}

static bool notes_key(struct view *v, enum action a)
{
	int64_t event, boot;

	if (a != ACT_OPEN || !table_current(v->table))
		return list_key(v, a);
	event = strtoll(table_field(v->table, "event_id"), NULL, 10);
	boot = strtoll(table_field(v->table, "boot_id"), NULL, 10);
	if (event)
		browser_push(v->browser, &view_frame, &(struct view_arg){.id = event});
	else if (boot)
		browser_push(v->browser, &view_boot, &(struct view_arg){.id = boot});
	else
		browser_say(v->browser, "what this note is about is not in the case any more");
	return true;
}

const struct view_ops view_notes = {
	.name = "notes",
	.where = WHERE_TABLE | WHERE_OPENS,
	.open = notes_open,
	.draw = list_draw,
	.key = notes_key,
	.find = list_find,
	.place = list_place,
	.close = list_close,
};
