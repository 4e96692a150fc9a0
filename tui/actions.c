/*
 * What can be done with what is under the cursor: see actions.h.
 */
#include "tui/actions.h"
#include "base/mem.h"
#include "tui/menu.h"
#include "tui/note.h"
#include "tui/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool actions_subject(const struct view *v, struct subject *s)
{
	memset(s, 0, sizeof(*s));
	return v->ops->about && v->ops->about(v, s);
}

/* --- comparing ------------------------------------------------------------------------------- */

static void mark(struct browser *b, int64_t boot)
{
	int i;

	for (i = 0; i < 2; i++)
		if (b->mark[i] == boot) {
			b->mark[i] = 0;
			browser_say(b, "boot %lld is not marked any more", (long long)boot);
			return;
		}
	if (b->mark[0] && b->mark[1])
		b->mark[0] = b->mark[1]; /* the older mark goes */
	b->mark[b->mark[0] ? 1 : 0] = boot;
	browser_say(b, "boot %lld is marked; = compares", (long long)boot);
}

static void compare(struct browser *b, int64_t boot)
{
	struct view_arg arg = {.id = boot};

	if (b->mark[0] && b->mark[1]) {
		arg.id = b->mark[0];
		arg.other = b->mark[1];
	} else if (b->mark[0] || b->mark[1]) {
		arg.other = b->mark[0] ? b->mark[0] : b->mark[1];
		if (arg.other == boot)
			arg.other = 0;
	}
	browser_push(b, &view_compare, &arg);
}

/* --- notes ----------------------------------------------------------------------------------- */

static void note_done(struct view *v, const char *text)
{
	struct browser *b = v->browser;
	struct err err = {""};
	struct subject s;
	char *about;

	if (!*text || !actions_subject(v, &s))
		return;
	about = note_about(b->store, &s);
	if (!about)
		browser_say(b, "what the note is about is not in the case any more");
	else if (note_write(store_path(b->store), about, text, &err) < 0) {
		browser_say(b, "%s", err.text);
		browser_ask(b, text, note_done, "not written, Enter tries again");
	} else if (v->ops->open(v, &err) == 0) {
		browser_say(b, "noted");
		b->version = 0; /* this was ourselves */
	}
	free(about);
}

static void note(struct view *v, const struct subject *s)
{
	if (s->main == SUBJECT_FRAME)
		browser_ask(v->browser, "", note_done, "note on this frame");
	else if (s->main == SUBJECT_FINDING)
		browser_ask(v->browser, "", note_done, "note on the finding of boot %lld",
			(long long)s->boot);
	else
		browser_ask(v->browser, "", note_done, "note on boot %lld", (long long)s->boot);
}

/* --- files ----------------------------------------------------------------------------------- */

static bool is_there(struct browser *b, const char *path)
{
	if (access(path, F_OK) != 0)
		return false;
	browser_say(b, "%s exists already: choose another name", path);
	return true;
}

static void export_done(struct view *v, const char *path)
{
	struct browser *b = v->browser;
	struct err err = {""};
	struct txt said = {0};
	struct subject s;
	char what[40];

	if (!*path || !actions_subject(v, &s) || is_there(b, path))
		return;
	if (s.finding)
		snprintf(what, sizeof(what), "finding:%lld", (long long)s.finding);
	else
		snprintf(what, sizeof(what), "boot:%lld", (long long)s.boot);
	if (b->options->extract(b->store, what, path, &said, &err) < 0)
		browser_say(b, "%s", err.text);
	else
		browser_say(b, "%s is written to %s%s%s", s.finding ? "the evidence" : "the boot", path,
			said.n ? "; " : "", txt_str(&said));
	txt_free(&said);
}

static void export(struct view *v, const struct subject *s)
{
	char path[64];

	if (!v->browser->options->extract || !s->boot) {
		browser_say(v->browser, "there is nothing to export here");
		return;
	}
	snprintf(path, sizeof(path), "boot-%lld.pcapng", (long long)s->boot);
	browser_ask(v->browser, path, export_done, "write %s of boot %lld to",
		s->finding ? "the evidence" : "all frames", (long long)s->boot);
}

struct boots {
	int64_t *id;
	size_t n, cap;
};

static int take_id(void *ctx, const struct row *r)
{
	struct boots *to = ctx;

	VEC_ROOM(to->id, to->n, to->cap);
	to->id[to->n++] = row_int(r, 0);
	return 0;
}

/* The boots that the screen shows. */
static void listed(struct view *v, struct boots *to, struct err *err)
{
	struct subject s;

	if (v->table)
		table_ids(v->table, take_id, to, err);
	else if (actions_subject(v, &s) && s.boot) {
		VEC_ROOM(to->id, to->n, to->cap);
		to->id[to->n++] = s.boot;
	}
}

static void report_done(struct view *v, const char *path)
{
	struct browser *b = v->browser;
	struct boots boots = {0};
	struct txt about = {0};
	struct err err = {""};

	if (!*path || is_there(b, path))
		return;
	listed(v, &boots, &err);
	if (v->ops->say_which)
		v->ops->say_which(v, &about);
	if (b->options->report(b->store, boots.id, boots.n, about.n ? txt_str(&about) : NULL,
		    b->options->utc_offset_min, path, &err) < 0)
		browser_say(b, "%s", err.text);
	else if (boots.n == 1)
		browser_say(b, "the report on this boot is written to %s", path);
	else
		browser_say(b, "the report on %zu boots is written to %s", boots.n, path);
	txt_free(&about);
	free(boots.id);
}

static void report(struct view *v)
{
	struct subject s;

	if (!v->browser->options->report)
		browser_say(v->browser, "this program cannot write reports");
	else if (!actions_subject(v, &s) || !s.boot)
		browser_say(v->browser, "there is no boot here to report on");
	else
		browser_ask(v->browser, "report.html", report_done, "write a report on %s to",
			v->table ? "the boots listed here" : "this boot");
}

/* --- copying --------------------------------------------------------------------------------- */

static int add_line(void *ctx, const struct row *r)
{
	struct menu *m = ctx;

	if (*row_text(r, 1))
		menu_add(m, 0, "", "%-17s %s", row_text(r, 0), row_text(r, 1));
	return 0;
}

static void copy_fill(struct menu *m)
{
	struct store *s = m->view->browser->store;
	struct subject about;
	struct bind id;

	if (!actions_subject(m->under, &about))
		return;
	id = B_INT(about.boot);
	store_query(s,
		"SELECT 'Wireshark filter', filter FROM findings WHERE boot_id = ?1 AND is_primary "
		"UNION ALL SELECT 'boot as filter', 'eth.addr == ' || mac || ' || dhcp.hw.mac_addr "
		"== ' "
		"|| mac || coalesce(' || ip.addr == ' || lease_ip, '') FROM boots WHERE boot_id = "
		"?1 "
		"UNION ALL SELECT 'finding', summary FROM findings WHERE boot_id = ?1 AND "
		"is_primary "
		"UNION ALL SELECT 'what to do', remedy FROM findings WHERE boot_id = ?1 AND "
		"is_primary "
		"UNION ALL SELECT 'MAC', mac FROM boots WHERE boot_id = ?1 "
		"UNION ALL SELECT 'address', lease_ip FROM boots WHERE boot_id = ?1 "
		"UNION ALL SELECT 'host name', hostname FROM boots WHERE boot_id = ?1",
		&id, 1, add_line, m, NULL);
	id = B_INT(about.event);
	store_query(s,
		"SELECT 'frame', capture_id || '/' || frame FROM frames WHERE event_id = ?1 "
		"UNION ALL SELECT 'frame in words', info FROM frames WHERE event_id = ?1 "
		"UNION ALL SELECT 'frame as filter', 'frame.number == ' || frame FROM frames WHERE "
		"event_id = ?1 "
		"UNION ALL SELECT 'bytes', hex(raw) FROM frames WHERE event_id = ?1",
		&id, 1, add_line, m, NULL);
	menu_add(m, 1, "", "this screen as text");
}

static void copy_pick(struct menu *m, const struct menu_item *it)
{
	struct browser *b = m->view->browser;
	struct txt t = {0};
	bool screen = it->kind == 1;

	if (!screen)
		txt_put(&t, it->text + 18);
	browser_back(b);
	if (screen)
		browser_text(b, b->canvas.w, &t);
	free(b->clip);
	b->clip = mem_strdup(txt_str(&t));
	txt_free(&t);
	browser_say(b, "copied, if the terminal takes it (OSC 52); p shows text to select from");
}

static const struct menu_ops copy_menu = {
	.name = "copy",
	.hint = "What to copy to the clipboard:",
	.fill = copy_fill,
	.pick = copy_pick,
};

/* --- going ----------------------------------------------------------------------------------- */

/* "2/17" or "17" (of the first capture): the event of that frame, 0 when the case holds none. */
static int64_t frame_of(struct browser *b, const char *text)
{
	char *end;
	int64_t capture = 1, frame = strtoll(text, &end, 10);

	if (*end == '/') {
		capture = frame;
		frame = strtoll(end + 1, &end, 10);
	}
	if (*end || frame <= 0)
		return 0;
	return store_int(b->store,
		"SELECT event_id FROM frames WHERE capture_id = ?1 AND frame = ?2",
		(struct bind[]){B_INT(capture), B_INT(frame)}, 2, 0);
}

static void go_done(struct view *v, const char *text)
{
	int64_t event;

	if (!*text || (v->ops->go && v->ops->go(v, text)))
		return;
	event = frame_of(v->browser, text);
	if (event)
		browser_push(v->browser, &view_frame, &(struct view_arg){.id = event});
	else if (strspn(text, "0123456789/") == strlen(text))
		browser_say(v->browser,
			"the case does not hold frame %s: only control frames are kept whole",
			text);
	else
		browser_say(v->browser, "\"%s\" is no time or frame to go to here", text);
}

/* --- which it is ----------------------------------------------------------------------------- */

static void show_rule(struct view *v, const struct subject *s)
{
	struct view_arg arg = {0};

	if (!*s->rule) {
		browser_say(v->browser, "no rule found anything here");
		return;
	}
	snprintf(arg.rule, sizeof(arg.rule), "%s", s->rule);
	browser_push(v->browser, &view_rule, &arg);
}

static void plain(struct view *v)
{
	struct txt t = {0};

	browser_text(v->browser, v->browser->canvas.w, &t);
	free(v->browser->plain);
	v->browser->plain = mem_strdup(txt_str(&t));
	txt_free(&t);
}

static void with_subject(struct view *v, enum action a)
{
	struct subject s;

	if (!actions_subject(v, &s)) {
		browser_say(v->browser, "nothing is under the cursor");
		return;
	}
	if (a == ACT_MARK && s.boot)
		mark(v->browser, s.boot);
	else if (a == ACT_COMPARE && s.boot)
		compare(v->browser, s.boot);
	else if (a == ACT_NOTE)
		note(v, &s);
	else if (a == ACT_EXPORT)
		export(v, &s);
	else if (a == ACT_COPY)
		browser_push(v->browser, &view_menu, &(struct view_arg){.menu = &copy_menu});
	else if (a == ACT_RULE)
		show_rule(v, &s);
}

void actions_do(struct view *v, enum action a)
{
	if (a == ACT_PLAIN)
		plain(v);
	else if (a == ACT_REPORT)
		report(v);
	else if (a == ACT_GOTO)
		browser_ask(v->browser, "", go_done, "go to");
	else
		with_subject(v, a);
}
