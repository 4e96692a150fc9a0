/*
 * pvsleuth doctor: is the case whole, is every frame accounted for, and what can each capture show.
 */
#include "base/mem.h"
#include "cli/args.h"
#include "cli/hash.h"
#include "cli/run.h"
#include "cli/table.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const struct opt options[] = {
	{256, "hash", NULL, "first take the SHA-256 that ingest left out"},
	{0, NULL, NULL, NULL},
};

struct visit {
	struct cli *cli;
	struct store *s;
	struct err *err;
	int64_t wrong;
	bool failed;
};

static void say(struct visit *v, bool good, const char *what)
{
	out_ink(v->cli, good ? INK_GOOD : INK_BAD, good ? "good   " : "WRONG  ");
	out_text(stdout, what);
	putchar('\n');
	v->wrong += !good;
}

static int put_damage(void *ctx, const struct row *r)
{
	struct visit *v = ctx;

	if (strcmp(row_text(r, 0), "ok") != 0)
		say(v, false, row_text(r, 0));
	return 0;
}

static int put_stray(void *ctx, const struct row *r)
{
	struct visit *v = ctx;
	struct txt t = {0};

	txt_fmt(&t, "row %s of %s refers to a missing row of %s", row_text(r, 1), row_text(r, 0),
		row_text(r, 2));
	say(v, false, txt_str(&t));
	txt_free(&t);
	return v->wrong > 20;
}

static int integrity(struct visit *v)
{
	int64_t before = v->wrong;

	if (store_query(v->s, "PRAGMA integrity_check(10)", NULL, 0, put_damage, v, v->err) < 0 ||
		store_query(v->s, "PRAGMA foreign_key_check", NULL, 0, put_stray, v, v->err) < 0)
		return -1;
	if (v->wrong == before)
		say(v, true, "the file is whole");
	if (store_stale(v->s))
		say(v, false, "analysed by another version: run \"pvsleuth analyze\" on it");
	else if (store_unanalysed(v->s))
		say(v, false, "captures in it are not analysed yet: run \"pvsleuth analyze\" on it");
	return 0;
}

/* --- one capture
 * ----------------------------------------------------------------------------------- */

static int put_ledger(void *ctx, const struct row *r)
{
	char bytes[24];
	struct txt t = {0};

	(void)ctx;
	txt_fmt(&t, "%10lld frames, %8s  %s: %s", (long long)row_int_named(r, "frames", 0),
		txt_bytes(bytes, sizeof(bytes), row_int_named(r, "bytes", 0)), row_text_named(r, "bucket"),
		row_text_named(r, "reason"));
	fputs("  ", stdout);
	out_text(stdout, txt_str(&t));
	putchar('\n');
	txt_free(&t);
	return 0;
}

static int put_interface(void *ctx, const struct row *r)
{
	struct visit *v = ctx;
	struct txt t = {0};

	txt_fmt(&t, "interface %s%s%s: %s", row_text_named(r, "iface"), *row_text_named(r, "name") ? " " : "",
		row_text_named(r, "name"), row_text_named(r, "link"));
	if (row_int_named(r, "snaplen", 0) > 0 && row_int_named(r, "snaplen", 0) < 65535)
		txt_fmt(&t, "; keeps %s bytes of a frame", row_text_named(r, "snaplen"));
	if (*row_text_named(r, "filter"))
		txt_fmt(&t, "; capture filter \"%s\": what it left out cannot be seen here",
			row_text_named(r, "filter"));
	if (row_int_named(r, "drops_if", 0) > 0 || row_int_named(r, "drops_os", 0) > 0)
		txt_fmt(&t, "; %lld packets were dropped while capturing",
			(long long)(row_int_named(r, "drops_if", 0) + row_int_named(r, "drops_os", 0)));
	else if (row_null(r, row_column(r, "drops_if")) && row_null(r, row_column(r, "drops_os")))
		txt_put(&t, "; does not say whether packets were dropped");
	out_wrapped(v->cli, txt_str(&t), 2);
	txt_free(&t);
	return 0;
}

static void put_sums(struct visit *v, const struct row *r)
{
	struct bind id = B_INT(row_int_named(r, "capture_id", 0));
	int64_t sum =
		store_int(v->s, "SELECT sum(frames) FROM ledger WHERE capture_id = ?1", &id, 1, 0);
	struct txt t = {0};

	txt_fmt(&t, "the ledger accounts for %lld of %lld frames", (long long)sum,
		(long long)row_int_named(r, "frames", 0));
	say(v, sum == row_int_named(r, "frames", 0), txt_str(&t));
	txt_free(&t);
}

/* Its clock against the others: offset, how sure that is, and why. */
static void put_clock(struct visit *v, const struct row *r)
{
	struct txt t = {0};
	char unsure[32];

	if (!*row_text_named(r, "clock_note"))
		return;
	txt_fmt(&t, "clock: %s", row_text_named(r, "clock_note"));
	if (row_int_named(r, "clock_pairs", 0) > 0)
		txt_fmt(&t, "; known to %s", txt_duration(unsure, sizeof(unsure), row_int_named(r, "clock_uncertainty_ns", 0)));
	out_wrapped(v->cli, txt_str(&t), 2);
	txt_free(&t);
}

static int put_capture(void *ctx, const struct row *r)
{
	struct visit *v = ctx;
	struct bind id = B_INT(row_int_named(r, "capture_id", 0));
	const char *name = row_text_named(r, "vantage_name"), *vantage = row_text_named(r, "vantage");
	const char *reasons = row_text_named(r, "vantage_reasons");
	struct txt t = {0};

	putchar('\n');
	txt_fmt(&t, "Capture %s: %s", row_text_named(r, "capture_id"), row_text_named(r, "path"));
	out_ink(v->cli, INK_BOLD, txt_str(&t));
	putchar('\n');
	txt_clear(&t);
	txt_fmt(&t, "%s, %s; seen from: %s%s%s%s%s", row_text_named(r, "format"), row_text_named(r, "status"), name,
		*name ? ", " : "", *vantage ? vantage : "unknown", *reasons ? ", " : "", reasons);
	out_wrapped(v->cli, txt_str(&t), 2);
	put_clock(v, r);
	out_wrapped(v->cli, row_text_named(r, "note"), 2);
	out_wrapped(v->cli, *row_text_named(r, "sha256") ? row_text_named(r, "sha256") : "no SHA-256", 2);
	txt_free(&t);
	if (store_query(v->s, "SELECT * FROM interface WHERE capture_id = ?1 ORDER BY iface", &id,
		    1, put_interface, v, v->err) < 0 ||
		store_query(v->s,
			"SELECT * FROM ledger WHERE capture_id = ?1 ORDER BY frames DESC, bucket, "
			"reason",
			&id, 1, put_ledger, v, v->err) < 0)
		v->failed = true;
	put_sums(v, r);
	return v->failed;
}

/* --- the SHA-256 of captures that were ingested without ------------------------------------------- */

struct unhashed {
	int64_t id;
	char *path, *xxh3;
};

struct unhashed_list {
	struct unhashed *one;
	size_t count, cap;
};

static int add_unhashed(void *ctx, const struct row *r)
{
	struct unhashed_list *l = ctx;

	VEC_ROOM(l->one, l->count, l->cap);
	l->one[l->count++] =
		(struct unhashed){row_int(r, 0), mem_strdup(row_text(r, 1)), mem_strdup(row_text(r, 2))};
	return 0;
}

/* Notes on frames are under the hash where there is one. */
static int put_hash(struct visit *v, const struct unhashed *u)
{
	struct hashes h;
	struct bind a[] = {B_INT(u->id), B_TEXT(h.sha256)};

	if (!hash_full(u->path, &h, run_stop()) || strncmp(h.xxh3, u->xxh3, strlen(h.xxh3)) != 0) {
		out_error("%s: not there any more, or changed since: no SHA-256", u->path);
		return 0;
	}
	if (store_query(v->s, "UPDATE capture SET sha256 = ?2 WHERE capture_id = ?1", a, 2, NULL, NULL, v->err) < 0)
		return -1;
	return store_query(v->s, "UPDATE note SET about = 'frame:' || ?2 || substr(about, 7 + length(?1))"
		" WHERE about LIKE 'frame:' || ?1 || '/%'", a, 2, NULL, NULL, v->err);
}

static int hash_missing(struct visit *v)
{
	struct unhashed_list l = {0};
	int ret = store_query(v->s, "SELECT capture_id, path, xxh3 FROM capture WHERE sha256 IS NULL", NULL, 0,
		add_unhashed, &l, v->err);
	size_t i;

	for (i = 0; i < l.count; i++) {
		if (ret == 0)
			ret = put_hash(v, &l.one[i]);
		free(l.one[i].path);
		free(l.one[i].xxh3);
	}
	free(l.one);
	return ret;
}

int cmd_doctor(struct cli *cli, int argc, char **argv)
{
	struct err err = {""};
	struct visit v = {.cli = cli, .err = &err};
	const char *value;
	int key, ret, status = STATUS_OK;
	bool hash = false;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0)
		hash = true;
	if (key < 0)
		return status;
	if (argc - optind != 1)
		return args_wrong(cli, "which case?");
	v.s = store_open(argv[optind], hash ? STORE_WRITE : STORE_READ, &err);
	if (!v.s) {
		out_error("%s", err.text);
		return STATUS_TROUBLE;
	}
	ret = hash ? hash_missing(&v) : 0;
	if (ret == 0)
		ret = integrity(&v);
	if (ret == 0)
		ret = store_query(v.s, "SELECT * FROM captures ORDER BY capture_id", NULL, 0,
			put_capture, &v, &err);
	store_close(v.s);
	if (ret < 0 || v.failed)
		out_error("%s", err.text);
	return ret < 0 || v.failed || v.wrong || out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}
