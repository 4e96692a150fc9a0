/*
 * A boot in full: what became of it, why, its steps, and its frames in order. And a target: who it
 * is and its boots.
 */
#include "cli/show.h"
#include "cli/table.h"
#include "compare/loss.h"

#include <string.h>

static const char findings_of_boot[] =
	"SELECT * FROM findings WHERE boot_id = ?1 ORDER BY is_primary DESC, "
	"CASE kind WHEN 'failure' THEN 1 WHEN 'degraded' THEN 2 ELSE 3 END, score DESC, finding_id";

/* --- JSON ---------------------------------------------------------------------------------------
 */

static int json_one(void *ctx, const struct row *r)
{
	json_row(ctx, r);
	return 1;
}

static const struct {
	const char *name, *sql;
} parts[] = {
	{"steps", "SELECT * FROM steps WHERE boot_id = ?1 ORDER BY seq"},
	{"findings", findings_of_boot},
	{"evidence", "SELECT e.* FROM evidence e JOIN findings f USING (finding_id) WHERE "
		     "f.boot_id = ?1 "
		     "ORDER BY finding_id, seq"},
	{"timeline", "SELECT * FROM timeline WHERE boot_id = ?1 ORDER BY ns, event_id"},
	{"losses", "SELECT * FROM losses WHERE boot_id = ?1 ORDER BY first_ns, what, direction"},
	{"translations", "SELECT * FROM translations WHERE boot_id = ?1 ORDER BY first_ns, near, far, what"},
};

static int boot_json(struct store *s, const struct bind *id, struct err *err)
{
	struct json j;
	size_t i;
	int ret;

	json_init(&j, stdout);
	json_object(&j);
	json_key(&j, "boot");
	ret = store_query(s, "SELECT * FROM boots WHERE boot_id = ?1", id, 1, json_one, &j, err);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]) && ret == 0; i++) {
		json_key(&j, parts[i].name);
		ret = json_rows(&j, s, parts[i].sql, id, 1, err);
	}
	json_object_end(&j);
	return ret < 0 ? -1 : json_end(&j, err);
}

/* --- text ----------------------------------------------------------------------------------------
 */

struct view {
	struct cli *cli;
	int64_t previous_ns, start_ns;
	bool later;
};

static int put_head(void *ctx, const struct row *r)
{
	static const char *const facts[][2] = {{"address", "lease_ip"},
		{"DHCP server", "dhcp_server"}, {"relay", "relay"}, {"boot server", "boot_server"},
		{"boot file", "boot_file"}, {"login server", "login_server"},
		{"streams from", "stream_server"}};
	struct view *v = ctx;
	char time[40], took[40];
	struct txt t = {0};
	size_t i;

	v->start_ns = v->previous_ns = row_int_named(r, "start_ns", 0);
	txt_fmt(&t, "Boot %s of %s", row_text_named(r, "boot_id"), row_text_named(r, "mac"));
	if (*row_text_named(r, "hostname"))
		txt_fmt(&t, " (%s)", row_text_named(r, "hostname"));
	txt_fmt(&t, ", attempt %s: ", row_text_named(r, "attempt"));
	out_ink(v->cli, INK_BOLD, txt_str(&t));
	out_ink(v->cli, ink_of(row_text_named(r, "outcome")), row_text_named(r, "outcome"));
	printf(", reached %s\n", row_text_named(r, "phase_reached"));
	printf("%s, %s, path %s%s\n", txt_time(time, sizeof(time), v->start_ns, 3, 0),
		txt_duration(took, sizeof(took), row_int_named(r, "end_ns", 0) - v->start_ns), row_text_named(r, "path"),
		row_int_named(r, "open_start", 0) ? "; its beginning was not captured" : "");
	txt_clear(&t);
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (*row_text_named(r, facts[i][1]))
			txt_fmt(&t, "%s%s %s", t.n ? ", " : "", facts[i][0], row_text_named(r, facts[i][1]));
	out_wrapped(v->cli, txt_str(&t), 0);
	if (*row_text_named(r, "summary")) {
		putchar('\n');
		out_wrapped(v->cli, row_text_named(r, "summary"), 0);
	}
	txt_free(&t);
	return 1;
}

static void heading(struct view *v, const char *s)
{
	if (v->later)
		return;
	v->later = true;
	putchar('\n');
	out_ink(v->cli, INK_BOLD, s);
	putchar('\n');
}

static int put_step(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	char took[40] = "";
	struct txt t = {0};

	heading(v, "Steps");
	printf("  %-9s ", row_text_named(r, "phase"));
	out_ink(v->cli, ink_of(row_text_named(r, "status")), row_text_named(r, "status"));
	if (!row_null(r, row_column(r, "start_ns")) && !row_null(r, row_column(r, "end_ns")))
		txt_duration(took, sizeof(took), row_int_named(r, "end_ns", 0) - row_int_named(r, "start_ns", 0));
	if (row_int_named(r, "tries", 0) > 1)
		txt_fmt(&t, "%s tries  ", row_text_named(r, "tries"));
	txt_fmt(&t, "%s%s%s", row_text_named(r, "peer"), *row_text_named(r, "peer") && *row_text_named(r, "note") ? "  " : "",
		row_text_named(r, "note"));
	if (*took || t.n)
		printf("%*s", 21 - (int)strlen(row_text_named(r, "status")), took);
	if (t.n && out_width(txt_str(&t)) + 36 <= v->cli->width) {
		fputs("  ", stdout);
		out_text(stdout, txt_str(&t));
	}
	putchar('\n');
	if (out_width(txt_str(&t)) + 36 > v->cli->width)
		out_wrapped(v->cli, txt_str(&t), 12);
	txt_free(&t);
	return 0;
}

/* The time since the boot began, where the frame is, who said what; a silence gets its own line. */
static int put_event(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	int64_t ns = row_int_named(r, "ns", 0);
	char gap[40];
	struct txt t = {0};

	heading(v, "Frames (seconds since the boot began; capture/frame)");
	if (ns - v->previous_ns >= 1000000000)
		printf("            ... %s of silence\n",
			txt_duration(gap, sizeof(gap), ns - v->previous_ns));
	v->previous_ns = ns;
	txt_fmt(&t, "%s/%s", row_text_named(r, "capture_id"), row_text_named(r, "frame"));
	printf("%11.6f  %-9s ", (double)(ns - v->start_ns) / 1e9, txt_str(&t));
	txt_clear(&t);
	txt_fmt(&t, "%s > %s", row_text_named(r, "src"), row_text_named(r, "dst"));
	out_text(stdout, txt_str(&t));
	putchar('\n');
	out_wrapped(v->cli, *row_text_named(r, "info") ? row_text_named(r, "info") : row_text_named(r, "kind"), 23);
	if (*row_text_named(r, "seen")) {
		txt_clear(&t);
		txt_fmt(&t, "seen at %s", row_text_named(r, "seen"));
		out_wrapped(v->cli, txt_str(&t), 23);
	}
	txt_free(&t);
	return 0;
}

/* A sentence a line. */
static int put_losses(struct view *v, struct store *s, int64_t boot_id, struct err *err)
{
	struct txt words = {0};
	char *line, *rest = NULL;
	int ret = loss_say_boot(s, boot_id, &words, err);

	for (line = ret < 0 || !words.n ? NULL : strtok_r(words.s, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		heading(v, "Lost on the way");
		out_wrapped(v->cli, line, 2);
	}
	txt_free(&words);
	return ret;
}

static int put_rewrite(void *ctx, const struct row *r)
{
	struct view *v = ctx;

	heading(v, "Addresses rewritten on the way");
	out_wrapped(v->cli, row_text(r, 0), 2);
	return 0;
}

static int put_note(void *ctx, const struct row *r)
{
	struct view *v = ctx;

	heading(v, "Notes");
	out_wrapped(v->cli, row_text(r, 0), 2);
	return 0;
}

static int boot_text(struct cli *cli, struct store *s, const struct bind *id, struct err *err)
{
	struct view v = {.cli = cli};

	if (store_query(s, "SELECT * FROM boots WHERE boot_id = ?1", id, 1, put_head, &v, err) <
			0 ||
		show_findings_text(cli, s, findings_of_boot, id->i, err) < 0 ||
		store_query(s, parts[0].sql, id, 1, put_step, &v, err) < 0)
		return -1;
	v.later = false;
	if (put_losses(&v, s, id->i, err) < 0)
		return -1;
	v.later = false;
	if (store_query(s, "SELECT words FROM rewrites WHERE boot_id = ?1 ORDER BY first_ns, words", id, 1, put_rewrite, &v, err) < 0)
		return -1;
	v.later = false;
	if (store_query(s, parts[3].sql, id, 1, put_event, &v, err) < 0)
		return -1;
	v.later = false;
	return store_query(s,
		"SELECT n.text FROM notes n JOIN boots b ON n.about = 'boot:' || b.mac || '@' || "
		"b.start_ns "
		"WHERE b.boot_id = ?1 ORDER BY n.note_id",
		id, 1, put_note, &v, err);
}

int show_boot(struct cli *cli, struct store *s, int64_t boot_id, bool json, struct err *err)
{
	const struct bind id = B_INT(boot_id);

	if (!store_int(s, "SELECT 1 FROM boots WHERE boot_id = ?1", &id, 1, 0))
		return 1;
	return json ? boot_json(s, &id, err) : boot_text(cli, s, &id, err);
}

/* --- a target ------------------------------------------------------------------------------------
 */

static const char target_boots[] =
	"SELECT b.*, b.end_ns - b.start_ns AS duration_ns, coalesce((SELECT title FROM findings f "
	"WHERE f.boot_id = b.boot_id AND f.is_primary = 1 LIMIT 1), "
	"CASE WHEN b.outcome IN ('failed', 'incomplete') THEN b.summary END) AS why "
	"FROM boots b WHERE b.mac = ?1 ORDER BY b.start_ns, b.boot_id";

static int put_target(void *ctx, const struct row *r)
{
	static const char *const facts[][2] = {{"name", "hostname"}, {"maker", "vendor"},
		{"firmware", "firmware"}, {"UUID", "uuid"}};
	struct cli *cli = ctx;
	struct txt t = {0};
	size_t i;

	txt_fmt(&t, "Target %s", row_text_named(r, "mac"));
	out_ink(cli, INK_BOLD, txt_str(&t));
	putchar('\n');
	txt_clear(&t);
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (*row_text_named(r, facts[i][1]))
			txt_fmt(&t, "%s%s %s", t.n ? ", " : "", facts[i][0], row_text_named(r, facts[i][1]));
	out_wrapped(cli, txt_str(&t), 0);
	putchar('\n');
	txt_free(&t);
	return 1;
}

static int target_json(struct store *s, const struct bind *mac, struct err *err)
{
	struct json j;
	int ret;

	json_init(&j, stdout);
	json_object(&j);
	json_key(&j, "target");
	ret = store_query(s, "SELECT * FROM targets WHERE mac = ?1", mac, 1, json_one, &j, err);
	json_key(&j, "boots");
	if (ret == 0)
		ret = json_rows(&j, s, target_boots, mac, 1, err);
	json_object_end(&j);
	return ret < 0 ? -1 : json_end(&j, err);
}

int show_target(struct cli *cli, struct store *s, const char *mac, bool json, struct err *err)
{
	static const struct column columns[] = {{"BOOT", "boot_id", CELL_NUMBER},
		{"START", "start_ns", CELL_TIME}, {"OUTCOME", "outcome", CELL_WORD},
		{"PHASE", "phase_reached", CELL_TEXT}, {"TOOK", "duration_ns", CELL_DURATION},
		{"ADDRESS", "lease_ip", CELL_TEXT}, {"WHY", "why", CELL_BELOW},
		{NULL, NULL, CELL_TEXT}};
	const struct bind b = B_TEXT(mac);

	if (!store_int(s, "SELECT 1 FROM targets WHERE mac = ?1", &b, 1, 0))
		return 1;
	if (json)
		return target_json(s, &b, err);
	if (store_query(s, "SELECT * FROM targets WHERE mac = ?1", &b, 1, put_target, cli, err) < 0)
		return -1;
	return table_print(cli, FORM_TEXT, s, target_boots, &b, 1, columns, NULL, err);
}
