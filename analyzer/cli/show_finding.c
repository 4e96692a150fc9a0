/*
 * Findings in words, each with the frames that prove it.
 */
#include "cli/show.h"
#include "cli/table.h"

#include <string.h>

struct view {
	struct cli *cli;
	struct store *s;
	struct err *err;
	bool failed, more;
};

static const char evidence_sql[] =
	"SELECT * FROM evidence WHERE finding_id = ?1 ORDER BY seq LIMIT 40";

static void put_heading(const struct view *v, const char *label)
{
	struct txt t = {0};

	txt_fmt(&t, "  %s", label);
	out_ink(v->cli, INK_BOLD, txt_str(&t));
	putchar('\n');
	txt_free(&t);
}

static int put_evidence(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct txt t = {0};

	if (!v->more)
		put_heading(v, "Evidence");
	v->more = true;
	txt_fmt(&t, "frame:%s/%s  %s%s", row_text_named(r, "capture_id"), row_text_named(r, "frame"),
		!strcmp(row_text_named(r, "role"), "for")	     ? ""
		: !strcmp(row_text_named(r, "role"), "against") ? "(against) "
						     : "(context) ",
		row_text_named(r, "info"));
	out_wrapped(v->cli, txt_str(&t), 4);
	txt_free(&t);
	return 0;
}

static void put_part(struct view *v, const char *label, const char *text)
{
	if (!*text)
		return;
	put_heading(v, label);
	out_wrapped(v->cli, text, 4);
}

static int put_finding(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	struct bind id = B_INT(row_int(r, row_column(r, "finding_id")));
	bool sure = !strcmp(row_text_named(r, "verdict"), "yes");
	struct txt t = {0};

	putchar('\n');
	out_ink(v->cli, sure ? ink_of(row_text_named(r, "kind")) : INK_UNSURE, row_text_named(r, "title"));
	putchar('\n');
	txt_fmt(&t, "finding:%s, %s%s, rule %s, phase %s, %s confidence%s", row_text_named(r, "finding_id"),
		row_text_named(r, "kind"), sure ? "" : " (cannot tell from here)", row_text_named(r, "rule"),
		row_text_named(r, "phase"), row_text_named(r, "confidence"),
		row_int(r, row_column(r, "is_primary")) ? ", the cause of this boot's end" : "");
	out_wrapped(v->cli, txt_str(&t), 2);
	txt_free(&t);
	put_part(v, "What happened",
		*row_text_named(r, "explanation") ? row_text_named(r, "explanation") : row_text_named(r, "summary"));
	put_part(v, "Against it", row_text_named(r, "against"));
	put_part(v, "To settle it", row_text_named(r, "check"));
	put_part(v, "Do first", row_text_named(r, "remedy"));
	put_part(v, "In Wireshark", row_text_named(r, "filter"));
	v->more = false;
	if (store_query(v->s, evidence_sql, &id, 1, put_evidence, v, v->err) < 0)
		v->failed = true;
	return 0;
}

int show_findings_text(
	struct cli *cli, struct store *s, const char *sql, int64_t id, struct err *err)
{
	struct view v = {.cli = cli, .s = s, .err = err};
	const struct bind b = B_INT(id);

	if (store_query(s, sql, &b, 1, put_finding, &v, err) < 0)
		return -1;
	return v.failed ? -1 : 0;
}

static int json_one(void *ctx, const struct row *r)
{
	json_row(ctx, r);
	return 1;
}

int show_finding(struct cli *cli, struct store *s, int64_t finding_id, bool json, struct err *err)
{
	static const char sql[] = "SELECT * FROM findings WHERE finding_id = ?1";
	const struct bind id = B_INT(finding_id);
	struct json j;
	int ret;

	if (!store_int(s, "SELECT 1 FROM findings WHERE finding_id = ?1", &id, 1, 0))
		return 1;
	if (!json)
		return show_findings_text(cli, s, sql, finding_id, err);
	json_init(&j, stdout);
	json_object(&j);
	json_key(&j, "finding");
	ret = store_query(s, sql, &id, 1, json_one, &j, err);
	json_key(&j, "evidence");
	if (ret == 0)
		ret = json_rows(&j, s, "SELECT * FROM evidence WHERE finding_id = ?1 ORDER BY seq",
			&id, 1, err);
	json_object_end(&j);
	return ret < 0 ? -1 : json_end(&j, err);
}
