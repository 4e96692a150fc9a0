/*
 * Runs the rules over a case, one after the other, and writes what they find.
 *
 * A rule says where something is so; the engine says how sure that can be: where the captures could
 * not have shown otherwise (`needs`), yes becomes cannot-tell, with the capture point that would
 * settle it. No finding stands without an evidence frame.
 */
#include "config.h"

#include "base/mem.h"
#include "diagnose/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CANNOT_TELL_SCORE 0.5

/* One row of a rule, ready to be written. */
struct hit {
	int64_t boot_id, target_id, server_id, capture_id; /* 0: none */
	int64_t seen_at; /* the capture that the row speaks of; 0: any */
	int64_t compared_with; /* another one, whose times it compares with those; 0: none */
	double score;
	bool cannot_tell;
	char *title, *summary, *explain, *against, *check, *remedy, *filter, *evidence;
};

struct hits {
	const struct rule *rule;
	struct hit *hit;
	size_t count, cap;
};

/* --- collecting ---------------------------------------------------------------------------------------- */

/* A hole that came out empty leaves two spaces behind, or one at an end. */
static void squeeze(char *s)
{
	char *from, *to = s;

	for (from = s; *from; from++)
		if (*from != ' ' || (to > s && to[-1] != ' '))
			*to++ = *from;
	while (to > s && to[-1] == ' ')
		to--;
	*to = '\0';
}

static char *filled(const char *template, const struct row *row)
{
	struct txt t = {0};

	template_fill(&t, template ? template : "", row, NULL);
	if (!t.s)
		return mem_strdup("");
	squeeze(t.s);
	return t.s;
}

static int hit_collect(void *ctx, const struct row *r)
{
	struct hits *hits = ctx;
	const struct rule *rule = hits->rule;
	int verdict = row_column(r, "verdict"), against = row_column(r, "against");
	struct hit *h;

	VEC_ROOM(hits->hit, hits->count, hits->cap);
	h = &hits->hit[hits->count++];
	memset(h, 0, sizeof(*h));
	h->boot_id = row_int_named(r, "boot_id", 0);
	h->target_id = row_int_named(r, "target_id", 0);
	h->server_id = row_int_named(r, "server_id", 0);
	h->capture_id = row_int_named(r, "capture_id", 0);
	h->seen_at = row_int_named(r, "seen_at", 0);
	h->compared_with = row_int_named(r, "compared_with", 0);
	h->score = row_real(r, row_column(r, "confidence"));
	h->cannot_tell = verdict >= 0 && !strcmp(row_text(r, verdict), "cannot-tell");
	h->title = filled(rule->title, r);
	h->summary = filled(rule->summary ? rule->summary : rule->title, r);
	h->explain = filled(rule->explain, r);
	h->against = rule->against ? filled(rule->against, r)
				   : mem_strdup(against >= 0 ? row_text(r, against) : "");
	h->check = filled(rule->check, r);
	h->remedy = filled(rule->remedy, r);
	h->filter = filled(rule->filter, r);
	h->evidence = mem_strdup(row_text(r, row_column(r, "evidence")));
	return 0;
}

static void hits_clear(struct hits *hits)
{
	size_t i;

	for (i = 0; i < hits->count; i++) {
		struct hit *h = &hits->hit[i];

		free(h->title);
		free(h->summary);
		free(h->explain);
		free(h->against);
		free(h->check);
		free(h->remedy);
		free(h->filter);
		free(h->evidence);
	}
	hits->count = 0;
}

/* --- sight ----------------------------------------------------------------------------------------------- */

static void put_front(char **text, const char *front)
{
	struct txt t = {0};

	txt_fmt(&t, "%s%s%s", front, **text ? " " : "", *text);
	free(*text);
	*text = t.s;
}

static int one_text(void *ctx, const struct row *r)
{
	txt_put(ctx, row_text(r, 0));
	return 0;
}

/* Where the captures could not have shown otherwise. */
static int hit_sight(struct store *s, const struct rule *rule, struct hit *h, struct err *err)
{
	struct txt missing = {0}, how = {0}, front = {0};
	int rc = 0;

	if (!rule->needs || !h->boot_id)
		return 0;
	rc = needs_missing(s, rule->needs, h->boot_id, h->seen_at, &missing, &how, err);
	if (rc == 0 && missing.n) {
		h->cannot_tell = true;
		txt_fmt(&front, "Cannot tell from here: %s. %s", txt_str(&missing), txt_str(&how));
		put_front(&h->check, txt_str(&front));
	}
	txt_free(&missing);
	txt_free(&how);
	txt_free(&front);
	return rc;
}

/* Where nothing says what the times of two captures are to one another. */
static int hit_clocks(struct store *s, struct hit *h, struct err *err)
{
	struct bind a[] = {B_INT(h->seen_at), B_INT(h->compared_with)};
	struct txt front = {0};
	int rc;

	if (!h->seen_at || !h->compared_with)
		return 0;
	rc = store_query(s, "SELECT 'Cannot tell from here: the clocks of ' || a.label || ' and ' || b.label || ' are not tied by any message"
		" that both hold, so what was missing may have been recorded at another time. Where you know the difference, say"
		" --offset ' || b.label || '=SECONDS (0 where both were right).' FROM vantage a, vantage b"
		" WHERE a.capture_id = ?1 AND b.capture_id = ?2 AND a.clock_group <> b.clock_group", a, 2, one_text, &front, err);
	if (rc == 0 && front.n) {
		h->cannot_tell = true;
		put_front(&h->check, txt_str(&front));
	}
	txt_free(&front);
	return rc < 0 ? -1 : 0;
}

/* Turns yes into cannot-tell where it has to be. */
static int hit_doubt(struct store *s, const struct rule *rule, struct hit *h, struct err *err)
{
	if (hit_sight(s, rule, h, err) < 0 || hit_clocks(s, h, err) < 0)
		return -1;
	if (rule->needs && h->boot_id && h->cannot_tell && h->score > CANNOT_TELL_SCORE)
		h->score = CANNOT_TELL_SCORE;
	return 0;
}

/* --- writing ----------------------------------------------------------------------------------------------- */

static struct bind id_or_null(int64_t id)
{
	return id ? B_INT(id) : (struct bind){0};
}

static const char sql_finding[] =
	"INSERT INTO finding(rule, title, phase, kind, scope, boot_id, mac, server_ip, capture_id, verdict,"
	" score, is_primary, summary, explanation, against, check_next, remedy, filter)"
	" SELECT ?1, ?2, ?3, ?4, ?5, ?6,"
	" coalesce((SELECT mac FROM boot WHERE boot_id = ?6), (SELECT mac FROM target WHERE target_id = ?7)),"
	" (SELECT ip FROM server WHERE server_id = ?8), ?9, ?10, ?11, 0, ?12, ?13, ?14, ?15, ?16,"
	" CASE WHEN ?17 <> '' THEN ?17 ELSE coalesce((SELECT 'eth.addr == ' || mac || ' || dhcp.hw.mac_addr == '"
	"  || mac || coalesce(' || ip.addr == ' || lease_ip, '') FROM boot WHERE boot_id = ?6), '') END";

static const char sql_evidence[] =
	"INSERT INTO evidence_row SELECT ?1, row_number() OVER (ORDER BY key), json_extract(value, '$.event'),"
	" coalesce(json_extract(value, '$.role'), 'for') FROM json_each(?2)"
	" WHERE json_extract(value, '$.event') IN (SELECT event_id FROM event)";

static int hit_write(struct store *s, const struct rule *rule, const struct hit *h, struct err *err)
{
	struct bind f[] = {B_TEXT(rule->id), B_TEXT(h->title), B_TEXT(rule->phase), B_TEXT(rule->kind),
		B_TEXT(rule->scope), id_or_null(h->boot_id), id_or_null(h->target_id), id_or_null(h->server_id),
		id_or_null(h->capture_id), B_TEXT(h->cannot_tell ? "cannot-tell" : "yes"), B_REAL(h->score),
		B_TEXT(h->summary), B_TEXT(h->explain), B_TEXT(h->against), B_TEXT(h->check), B_TEXT(h->remedy),
		B_TEXT(h->filter)};
	struct bind e[2];
	int64_t id;

	if (store_query(s, sql_finding, f, sizeof(f) / sizeof(f[0]), NULL, NULL, err) < 0)
		return -1;
	id = store_last_id(s);
	e[0] = B_INT(id);
	e[1] = B_TEXT(h->evidence[0] ? h->evidence : "[]");
	if (store_query(s, sql_evidence, e, 2, NULL, NULL, err) < 0)
		return -1;
	/* never accuse without a frame to show */
	return store_query(s, "DELETE FROM finding WHERE finding_id = ?1 AND kind <> 'note' AND NOT EXISTS"
		" (SELECT 1 FROM evidence_row WHERE finding_id = ?1)", e, 1, NULL, NULL, err);
}

static int rule_run(struct store *s, const struct rule *rule, struct err *err)
{
	struct hits hits = {.rule = rule};
	size_t i;
	int rc;

	rc = store_query(s, rule->sql, NULL, 0, hit_collect, &hits, err);
	for (i = 0; rc == 0 && i < hits.count; i++) {
		rc = hit_doubt(s, rule, &hits.hit[i], err);
		if (rc == 0)
			rc = hit_write(s, rule, &hits.hit[i], err);
	}
	hits_clear(&hits);
	free(hits.hit);
	return rc < 0 ? err_prefix(err, rule->origin) : 0;
}

/* --- choosing ------------------------------------------------------------------------------------------------ */

/* A child that holds with at least medium confidence stands for its parents. */
static int parents_drop(struct store *s, const struct rules *r, const struct rule *child, struct err *err)
{
	const struct rule *parent = child;
	int depth = 0;

	while (parent && parent->refines && depth++ < 8) {
		struct bind a[] = {B_TEXT(parent->refines), B_TEXT(child->id)};

		if (store_query(s, "DELETE FROM finding WHERE rule = ?1 AND boot_id IN (SELECT boot_id FROM finding"
			" WHERE rule = ?2 AND verdict = 'yes' AND score >= 0.6)", a, 2, NULL, NULL, err) < 0)
			return -1;
		parent = rules_find(r, parent->refines);
	}
	return 0;
}

/* The failure that best explains a failed boot: one that is certain before one that is not, the earliest
 * phase, the most specific rule (the most general where none is certain), the highest score (catalogue:
 * "primary"). */
static const char sql_primary[] =
	"UPDATE finding SET is_primary = 1 WHERE finding_id IN (SELECT finding_id FROM (SELECT f.finding_id,"
	" row_number() OVER (PARTITION BY f.boot_id ORDER BY f.verdict = 'yes' DESC,"
	"  instr('link    dhcp    pxe     bootfilelogin   stream  handoveros      any     ', f.phase),"
	"  CASE f.verdict WHEN 'yes' THEN -d.depth ELSE d.depth END, f.score DESC, f.rule) AS place"
	" FROM finding f JOIN boot b USING (boot_id) JOIN temp.rule_depth d ON d.rule = f.rule"
	" WHERE f.kind = 'failure' AND b.outcome = 'failed') WHERE place = 1)";

static const char sql_boot[] =
	"UPDATE boot SET primary_rule = f.rule, summary = f.summary,"
	" confidence = CASE WHEN f.score >= 0.9 THEN 'high' WHEN f.score >= 0.6 THEN 'medium' ELSE 'low' END"
	" FROM finding f WHERE f.boot_id = boot.boot_id AND f.is_primary = 1";

static int choose(struct store *s, const struct rules *r, struct err *err)
{
	size_t i;

	if (store_script(s, "DROP TABLE IF EXISTS temp.rule_depth;"
		"CREATE TEMP TABLE rule_depth(rule TEXT PRIMARY KEY, depth INTEGER)", err) < 0)
		return -1;
	for (i = 0; i < r->count; i++) {
		struct bind a[] = {B_TEXT(r->rule[i].id), B_INT(rules_depth(r, &r->rule[i]))};

		if (store_query(s, "INSERT INTO temp.rule_depth VALUES (?1, ?2)", a, 2, NULL, NULL, err) < 0 ||
			parents_drop(s, r, &r->rule[i], err) < 0)
			return -1;
	}
	if (store_script(s, "DELETE FROM evidence_row WHERE finding_id NOT IN (SELECT finding_id FROM finding)",
		err) < 0 || store_query(s, sql_primary, NULL, 0, NULL, NULL, err) < 0 ||
		store_query(s, sql_boot, NULL, 0, NULL, NULL, err) < 0)
		return -1;
	return store_script(s, "DROP TABLE temp.rule_depth", err);
}

/* What was applied, so that a report can say it: FNV-1a over all rule texts. */
static int analysis_note(struct store *s, const struct rules *r, struct err *err)
{
	uint64_t h = 0xcbf29ce484222325u;
	char hex[20];
	const char *p;
	size_t i;

	for (i = 0; i < r->count; i++)
		for (p = r->rule[i].sql; *p; p++)
			h = (h ^ (uint8_t)*p) * 0x100000001b3u;
	snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)h);
	{
		struct bind a[] = {B_TEXT(PACKAGE_VERSION), B_INT((int64_t)r->count), B_TEXT(hex)};

		return store_query(s, "INSERT INTO analysis VALUES (?1, ?2, ?3)", a, 3, NULL, NULL, err);
	}
}

/* A site's own rules go with the case, so that whoever gets it can read what was asked. */
static int site_rules_note(struct store *s, const struct rules *r, struct err *err)
{
	const char *name;
	size_t i;

	for (i = 0; i < r->count; i++) {
		if (!r->rule[i].site)
			continue;
		name = strrchr(r->rule[i].origin, '/');
		{
			struct bind a[] = {B_TEXT(r->rule[i].id), B_TEXT(name ? name + 1 : r->rule[i].origin),
				B_TEXT(r->rule[i].text)};

			if (store_query(s, "INSERT INTO site_rule VALUES (?1, ?2, ?3)", a, 3, NULL, NULL, err) < 0)
				return -1;
		}
	}
	return 0;
}

int diagnose_run(struct store *s, const struct rules *r, struct err *err)
{
	struct whens whens = {0};
	size_t i;

	for (i = 0; i < r->count; i++)
		if (when_holds(s, &whens, &r->rule[i]) && rule_run(s, &r->rule[i], err) < 0)
			return -1;
	if (choose(s, r, err) < 0 || site_rules_note(s, r, err) < 0)
		return -1;
	return analysis_note(s, r, err);
}
