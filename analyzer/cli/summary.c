/*
 * The quick look: see summary.h.
 */
#include "cli/summary.h"

#include <string.h>

#define SUMMARY_ROWS 8

struct sum {
	struct cli *cli;
	int64_t rows;
};

static int64_t number(struct store *s, const char *sql)
{
	return store_int(s, sql, NULL, 0, 0);
}

/* --- what was read -----------------------------------------------------------------------------
 */

static int captures_line(void *ctx, const struct row *r)
{
	struct sum *m = ctx;
	struct txt t = {0};
	char time[40];

	txt_plural(&t, row_int(r, 0), "capture");
	txt_put(&t, ", ");
	txt_plural(&t, row_int(r, 1), "frame");
	if (!row_null(r, 2)) {
		txt_fmt(&t, " in %s",
			txt_duration(time, sizeof(time), row_int(r, 3) - row_int(r, 2)));
		txt_fmt(&t, " from %s", txt_time(time, sizeof(time), row_int(r, 2), 0, 0));
	}
	out_wrapped(m->cli, txt_str(&t), 0);
	txt_free(&t);
	return 0;
}

/* One remark a line; the rest counted. */
static int remark(void *ctx, const struct row *r)
{
	struct sum *m = ctx;
	struct txt t = {0};
	const char *slash = strrchr(row_text(r, 0), '/');

	if (m->rows++ >= 5)
		return 0;
	txt_fmt(&t, "%s: %s", slash && slash[1] ? slash + 1 : row_text(r, 0), row_text(r, 1));
	out_wrapped(m->cli, txt_str(&t), 2);
	txt_free(&t);
	return 0;
}

static int what_was_read(struct sum *m, struct store *s, struct err *err)
{
	if (store_query(s,
		    "SELECT count(*), sum(frames), min(first_ns), max(last_ns) FROM captures", NULL,
		    0, captures_line, m, err) < 0)
		return -1;
	m->rows = 0;
	if (store_query(s,
		    "SELECT path, status || CASE note WHEN '' THEN '' ELSE ', ' || note END FROM "
		    "captures "
		    "WHERE status <> 'complete' UNION ALL "
		    "SELECT path, l.frames || CASE l.frames WHEN 1 THEN ' frame' ELSE ' frames' END || ' not readable: ' || reason FROM ledger l "
		    "JOIN captures USING (capture_id) WHERE bucket = 'unreadable' UNION ALL "
		    "SELECT path, l.frames || ' frames of ' || reason FROM ledger l "
		    "JOIN captures USING (capture_id) WHERE reason GLOB '*flood*'",
		    NULL, 0, remark, m, err) < 0)
		return -1;
	if (m->rows > 5)
		printf("  and %lld more remarks: \"pvsleuth doctor\" has them all\n",
			(long long)m->rows - 5);
	return 0;
}

/* --- what was found
 * ------------------------------------------------------------------------------- */

static int held_instead(void *ctx, const struct row *r)
{
	struct sum *m = ctx;

	if (!m->rows++)
		puts("What the captures hold instead:");
	printf("%10lld %-6s  ", (long long)row_int(r, 0), row_int(r, 0) == 1 ? "frame" : "frames");
	out_text(stdout, row_text(r, 1));
	printf(" (%s)\n", row_text(r, 2));
	return 0;
}

static void command(struct store *s, const char *name, const char *rest)
{
	struct txt path = {0};

	txt_put_shell(&path, store_path(s));
	printf("  pvsleuth %s ", name);
	out_text(stdout, txt_str(&path));
	printf("%s\n", rest);
	txt_free(&path);
}

static void look_closer(struct sum *m, struct store *s)
{
	int64_t first = number(s, "SELECT boot_id FROM boots WHERE outcome = 'failed' ORDER BY "
				  "start_ns, boot_id LIMIT 1");
	int64_t others = number(
		s, "SELECT count(*) FROM findings WHERE kind <> 'failure' AND verdict = 'yes'");
	char what[40] = "";

	if (others)
		printf("Also %lld finding%s that stopped no boot (\"pvsleuth list\" with "
		       "\"findings\").\n",
			(long long)others, others == 1 ? "" : "s");
	out_ink(m->cli, INK_BOLD, "Look closer");
	putchar('\n');
	if (first)
		snprintf(what, sizeof(what), " boot:%lld", (long long)first);
	command(s, first ? "show" : "list", what);
	command(s, "browse", "");
}

static int no_boots(struct sum *m, struct store *s, struct err *err)
{
	int64_t leased = number(s, "SELECT count(*) FROM boots");

	out_ink(m->cli, INK_BOLD, "No network boot was found.");
	putchar('\n');
	if (leased)
		printf("%lld ordinary DHCP client%s obtained an address (\"list --all\" shows "
		       "them).\n",
			(long long)leased, leased == 1 ? "" : "s");
	m->rows = 0;
	if (store_query(s,
		    "SELECT sum(frames) AS n, reason, bucket FROM ledger GROUP BY bucket, reason "
		    "ORDER BY n DESC, reason LIMIT 6",
		    NULL, 0, held_instead, m, err) < 0)
		return -1;
	out_ink(m->cli, INK_BOLD, "Look closer");
	putchar('\n');
	command(s, "doctor", "");
	return 0;
}

static void outcomes(struct sum *m, struct store *s)
{
	static const struct {
		const char *sql, *word;
	} part[] = {
		{"SELECT count(*) FROM boots WHERE outcome = 'booted'", "booted"},
		{"SELECT count(*) FROM boots WHERE outcome = 'failed'", "failed"},
		{"SELECT count(*) FROM boots WHERE outcome = 'incomplete'", "incomplete"},
	};
	int64_t all = number(s, "SELECT count(*) FROM boots WHERE outcome <> 'leased'");
	int64_t targets = number(s, "SELECT count(*) FROM targets WHERE boots > 0");
	struct txt t = {0};
	size_t i;

	txt_plural(&t, all, "boot");
	txt_put(&t, " of ");
	txt_plural(&t, targets, "target");
	out_text(stdout, txt_str(&t));
	for (i = 0; i < 3; i++) {
		int64_t n = number(s, part[i].sql);

		txt_clear(&t);
		txt_fmt(&t, "%lld %s", (long long)n, part[i].word);
		fputs(i ? ", " : ": ", stdout);
		out_ink(m->cli, n ? ink_of(part[i].word) : INK_PLAIN, txt_str(&t));
	}
	putchar('\n');
	txt_free(&t);
}

static int cause(void *ctx, const struct row *r)
{
	struct sum *m = ctx;
	struct txt t = {0};

	if (!m->rows++) {
		out_ink(m->cli, INK_BOLD, "Why they failed");
		putchar('\n');
	}
	if (m->rows > SUMMARY_ROWS)
		return 0;
	printf("%5lld  ", (long long)row_int(r, 0));
	txt_fmt(&t, "%s (%s)", row_text(r, 1), row_text(r, 2));
	out_text(stdout, txt_str(&t));
	putchar('\n');
	txt_free(&t);
	return 0;
}

static int causes(struct sum *m, struct store *s, struct err *err)
{
	m->rows = 0;
	if (store_query(s,
		    "SELECT count(*) AS n, coalesce(f.title, 'no cause found'), coalesce("
		    "CASE f.verdict WHEN 'yes' THEN f.rule || ', ' || f.confidence || ' "
		    "confidence' "
		    "ELSE f.rule || ', cannot tell from here' END, 'stopped in phase ' || "
		    "b.phase_reached) "
		    "FROM boots b LEFT JOIN findings f ON f.boot_id = b.boot_id AND f.is_primary = "
		    "1 "
		    "WHERE b.outcome = 'failed' "
		    "GROUP BY f.rule, f.verdict, f.confidence, CASE WHEN f.rule IS NULL THEN "
		    "b.phase_reached END "
		    "ORDER BY n DESC, 2",
		    NULL, 0, cause, m, err) < 0)
		return -1;
	if (m->rows > SUMMARY_ROWS)
		printf("       and %lld more causes: \"pvsleuth list ... findings\"\n",
			(long long)m->rows - SUMMARY_ROWS);
	return 0;
}

int summary_print(struct cli *cli, struct store *s, struct err *err)
{
	struct sum m = {cli, 0};

	if (what_was_read(&m, s, err) < 0)
		return -1;
	if (!number(s, "SELECT count(*) FROM boots WHERE outcome <> 'leased'"))
		return no_boots(&m, s, err);
	outcomes(&m, s);
	if (causes(&m, s, err) < 0)
		return -1;
	look_closer(&m, s);
	return 0;
}
