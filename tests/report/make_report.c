/*
 * A report of a hand-made case: make_report CASE.sql html FILE | json FILE | csv VIEW FILE | extract WHAT FILE [bare] |
 * case FILE.
 * Decodes just enough DHCP to show fields; the program's own decoders are not linked here.
 */
#include "report/report.h"
#include "base/cur.h"
#include "base/mem.h"
#include "base/txt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GENERATED INT64_C(1795255200000000000) /* 2026-11-21T10:00:00Z */

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *s = NULL;
	size_t n = 0, cap = 0, got;

	if (!f)
		return NULL;
	do {
		cap = cap ? cap * 2 : 1 << 16;
		s = mem_grow(s, cap, 1);
		got = fread(s + n, 1, cap - n - 1, f);
		n += got;
	} while (got);
	s[n] = '\0';
	fclose(f);
	return s;
}

static void put(field_fn fn, void *ctx, const char *name, const char *value, bool key)
{
	const struct field f = {.depth = 1, .name = name, .value = value, .key = key};

	fn(ctx, &f);
}

/* Ethernet, IPv4, UDP 67 or 68: a few fields of the fixed part. */
static void fields(const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn fn, void *ctx)
{
	struct cur c = cur_make(raw, n, wirelen);
	char buf[64];
	uint8_t protocol;
	uint16_t port;

	cur_skip(&c, 23);
	protocol = cur_u8(&c);
	cur_skip(&c, 10);
	port = cur_be16(&c);
	if (linktype != 1 || protocol != 17 || (port != 67 && port != 68 && cur_be16(&c) != 69))
		return;
	if (port != 67 && port != 68) {
		put(fn, ctx, "Hostile", "<img src=x onerror=alert(3)> \" ' &", true);
		return;
	}
	cur_skip(&c, 10);
	snprintf(buf, sizeof(buf), "0x%08x", cur_be32(&c));
	put(fn, ctx, "Transaction ID", buf, true);
	snprintf(buf, sizeof(buf), "%u", cur_be16(&c));
	put(fn, ctx, "Seconds elapsed", buf, true);
	snprintf(buf, sizeof(buf), "0x%04x", cur_be16(&c));
	put(fn, ctx, "Bootp flags", buf, true);
	put(fn, ctx, "Not shown", "because it is no key field", false);
}

static int to_stream(struct store *s, const struct report_options *o, char **argv, struct err *err)
{
	const char *path = !strcmp(argv[2], "csv") ? argv[4] : argv[3];
	FILE *f = fopen(path, "wb");
	int rc;

	if (!f)
		return err_set(err, "cannot write %s", path);
	rc = !strcmp(argv[2], "csv") ? report_csv(s, argv[3], f, err) : report_json(s, o, f, err);
	fclose(f);
	return rc;
}

static int run(struct store *s, char **argv, struct err *err)
{
	static const struct report_options o = {.title = "Site Lindau: machines that did not boot on 21 November",
		.version = "0.1.0", .generated_ns = GENERATED, .fields = fields};

	if (!strcmp(argv[2], "html"))
		return report_html(s, &o, argv[3], err);
	if (!strcmp(argv[2], "case"))
		return store_save_as(s, argv[3], err);
	if (!strcmp(argv[2], "extract"))
		return report_extract(s, argv[3], &(struct extract_options){.bare = argv[5] != NULL, .version = o.version}, argv[4],
			err);
	return to_stream(s, &o, argv, err);
}

int main(int argc, char **argv)
{
	struct err err = {""};
	struct store *s;
	char *sql;
	int rc = -1;

	if (argc < 4) {
		fprintf(stderr, "usage: make_report CASE.sql html|json FILE | csv VIEW FILE | extract WHAT FILE | case FILE\n");
		return 2;
	}
	s = store_open(":memory:", STORE_CREATE, &err);
	sql = slurp(argv[1]);
	if (s && sql && !store_script(s, sql, &err))
		rc = run(s, argv, &err);
	if (rc)
		fprintf(stderr, "make_report: %s\n", err.text);
	free(sql);
	store_close(s);
	return rc ? 1 : 0;
}
