/*
 * Notes: see note.h.
 */
#include "tui/note.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

char *note_about(struct store *s, const struct subject *about)
{
	static const char *const sql[] = {
		[SUBJECT_BOOT] =
			"SELECT 'boot:' || mac || '@' || start_ns FROM boots WHERE boot_id = ?1",
		[SUBJECT_FINDING] =
			"SELECT 'finding:' || f.rule || '@' || b.mac || '@' || b.start_ns "
			"FROM findings f JOIN boots b USING (boot_id) WHERE f.finding_id = ?1",
		[SUBJECT_FRAME] = "SELECT 'frame:' || coalesce(c.sha256, c.capture_id) || '/' || "
				  "f.frame FROM frames f JOIN captures c USING (capture_id) WHERE "
				  "f.event_id = ?1",
	};
	int64_t id = about->main == SUBJECT_BOOT      ? about->boot
		     : about->main == SUBJECT_FINDING ? about->finding
						      : about->event;
	struct bind arg = B_INT(id);

	return id ? store_text(s, sql[about->main], &arg, 1) : NULL;
}

int note_write(const char *case_path, const char *about, const char *text, struct err *err)
{
	struct bind args[] = {B_TEXT(about), B_TEXT(text), B_INT((int64_t)time(NULL) * 1000000000)};
	struct store *s = store_open(case_path, STORE_WRITE, err);
	int rc;

	if (!s)
		return -1;
	rc = store_query(s, "INSERT INTO note (about, text, written_ns) VALUES (?1, ?2, ?3)", args,
		3, NULL, NULL, err);
	store_close(s);
	return rc;
}

struct put {
	struct doc *doc;
	int found;
};

static int put_note(void *ctx, const struct row *r)
{
	struct put *p = ctx;
	char when[48];
	struct txt t = {0};

	if (!p->found++) {
		doc_gap(p->doc);
		doc_put(p->doc, STYLE_STRONG, 0, "Notes");
	}
	canvas_time(p->doc->canvas, when, sizeof(when), row_int(r, 1), 0);
	txt_fmt(&t, "%s: %s", when, row_text(r, 0));
	doc_put_hanging(p->doc, STYLE_NOTE, 0, 2, txt_str(&t));
	txt_free(&t);
	return 0;
}

int note_put(struct doc *d, struct store *s, const struct subject *about)
{
	struct put p = {d, 0};
	char *name = note_about(s, about);

	if (name)
		store_query(s,
			"SELECT text, written_ns FROM notes WHERE about = ?1 ORDER BY note_id",
			(struct bind[]){B_TEXT(name)}, 1, put_note, &p, NULL);
	free(name);
	return p.found;
}
