/*
 * A stored frame: where and when, its fields, its bytes.
 */
#include "cli/fields.h"
#include "cli/show.h"
#include "cli/table.h"
#include "report/json.h"

struct view {
	struct cli *cli;
	struct json *json; /* NULL: as text */
	struct store *store;
	struct err *err;
	bool later, failed;
};

/* --- text
 * ------------------------------------------------------------------------------------------ */

/* A field that is too long for the line is filled below its name. */
static void put_field(void *ctx, const struct field *f)
{
	struct view *v = ctx;
	size_t indent = 2 * f->depth;
	bool fits = indent + out_width(f->name) + 2 + out_width(f->value) <= v->cli->width;

	printf("%*s", (int)indent, "");
	out_ink(v->cli, f->depth == 0 ? INK_BOLD : INK_PLAIN, f->name);
	if (*f->value && fits) {
		fputs(": ", stdout);
		out_ink(v->cli, f->key ? INK_BOLD : INK_PLAIN, f->value);
	} else if (*f->value) {
		putchar(':');
	}
	putchar('\n');
	if (*f->value && !fits)
		out_wrapped(v->cli, f->value, indent + 4);
}

static void put_hex(const uint8_t *p, size_t n)
{
	size_t at, i;

	for (at = 0; at < n; at += 16) {
		printf("%06zx ", at);
		for (i = at; i < at + 16; i++) {
			if (i % 8 == 0)
				putchar(' ');
			if (i < n)
				printf("%02x ", p[i]);
			else
				fputs("   ", stdout);
		}
		fputs(" ", stdout);
		for (i = at; i < at + 16 && i < n; i++)
			putchar(p[i] >= 0x20 && p[i] < 0x7f ? p[i] : '.');
		putchar('\n');
	}
}

/* Where else this message was seen. */
static int put_copy(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	int64_t after = row_int_named(r, "after_ns", 0);
	char span[40];
	struct txt t = {0};

	if (!v->later) {
		putchar('\n');
		out_ink(v->cli, INK_BOLD, "This message on its way");
		putchar('\n');
	}
	v->later = true;
	txt_fmt(&t, "frame:%s/%s  %s", row_text_named(r, "capture_id"), row_text_named(r, "frame"), row_text_named(r, "tap"));
	if (*row_text_named(r, "src_ip") || *row_text_named(r, "dst_ip"))
		txt_fmt(&t, ", %s > %s", *row_text_named(r, "src_ip") ? row_text_named(r, "src_ip") : "0.0.0.0",
			row_text_named(r, "dst_ip"));
	if (after > row_int_named(r, "clock_uncertainty_ns", 0))
		txt_fmt(&t, ", %s later", txt_duration(span, sizeof(span), after));
	if (*row_text_named(r, "rewritten"))
		txt_fmt(&t, "; rewritten on the way: %s", row_text_named(r, "rewritten"));
	out_wrapped(v->cli, txt_str(&t), 2);
	txt_free(&t);
	return 0;
}

static const char copies_of[] =
	"SELECT tap, capture_id, frame, event_id, ns, after_ns, clock_uncertainty_ns, src_ip, dst_ip, rewritten FROM copies"
	" WHERE message_id = (SELECT message_id FROM copies WHERE event_id = ?1) ORDER BY seq";

static void frame_text(struct view *v, const struct row *r, const uint8_t *raw, size_t n)
{
	struct txt t = {0};
	char time[48];

	txt_fmt(&t, "Frame %s of capture %s, %s, ", row_text_named(r, "frame"), row_text_named(r, "capture_id"),
		txt_time(time, sizeof(time), row_int_named(r, "ns", 0), 6, 0));
	if ((int64_t)n < row_int_named(r, "wirelen", 0))
		txt_fmt(&t, "%zu of %s bytes %s", n, row_text_named(r, "wirelen"),
			row_int_named(r, "whole", 0) ? "are in the case (of disk content only the beginning is kept)" : "captured");
	else
		txt_fmt(&t, "%zu bytes", n);
	out_wrapped(v->cli, txt_str(&t), 0);
	out_wrapped(v->cli, row_text_named(r, "info"), 0);
	out_labelled(v->cli, "Oddities", row_text_named(r, "odd"), 10);
	out_labelled(v->cli, "Comment", row_text_named(r, "comment"), 10);
	if (store_query(v->store, copies_of, (struct bind[]){B_INT(row_int_named(r, "event_id", 0))}, 1, put_copy, v, v->err) < 0)
		v->failed = true;
	putchar('\n');
	frame_fields(
		raw, n, (uint32_t)row_int_named(r, "wirelen", 0), (uint32_t)row_int_named(r, "linktype", 0), put_field, v);
	putchar('\n');
	put_hex(raw, n);
	txt_free(&t);
}

/* --- JSON
 * -------------------------------------------------------------------------------------------- */

static void put_json_field(void *ctx, const struct field *f)
{
	struct view *v = ctx;
	struct json *j = v->json;

	json_object(j);
	json_key(j, "depth");
	json_int(j, f->depth);
	json_key(j, "name");
	json_text(j, f->name);
	json_key(j, "value");
	json_text(j, f->value);
	json_key(j, "offset");
	json_int(j, (int64_t)f->offset);
	json_key(j, "length");
	json_int(j, (int64_t)f->length);
	json_key(j, "key");
	json_bool(j, f->key);
	json_object_end(j);
}

static void frame_json(struct view *v, const struct row *r, const uint8_t *raw, size_t n)
{
	static const char *const texts[] = {
		"kind", "info", "odd", "comment", "src_mac", "dst_mac", "vlan", "src_ip", "dst_ip"};
	static const char *const numbers[] = {"capture_id", "frame", "event_id", "ns", "linktype",
		"wirelen", "src_port", "dst_port", "whole", "malformed"};
	struct json *j = v->json;
	struct txt hex = {0};
	size_t i;

	json_object(j);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		json_key(j, numbers[i]);
		if (row_null(r, row_column(r, numbers[i])))
			json_null(j);
		else
			json_int(j, row_int_named(r, numbers[i], 0));
	}
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_key(j, texts[i]);
		json_text(j, row_text_or_null(r, row_column(r, texts[i])));
	}
	json_key(j, "copies");
	if (json_rows(j, v->store, copies_of, (struct bind[]){B_INT(row_int_named(r, "event_id", 0))}, 1, v->err) < 0)
		v->failed = true;
	json_key(j, "fields");
	json_array(j);
	frame_fields(raw, n, (uint32_t)row_int_named(r, "wirelen", 0), (uint32_t)row_int_named(r, "linktype", 0),
		put_json_field, v);
	json_array_end(j);
	txt_put_hex(&hex, (struct span){raw, n});
	json_key(j, "raw");
	json_text(j, txt_str(&hex));
	json_object_end(j);
	txt_free(&hex);
}

static int put_frame(void *ctx, const struct row *r)
{
	struct view *v = ctx;
	size_t n = 0;
	const uint8_t *raw = row_blob(r, row_column(r, "raw"), &n);

	if (v->json)
		frame_json(v, r, raw, n);
	else
		frame_text(v, r, raw, n);
	return 1;
}

struct missing {
	int64_t capture_id, frame;
	bool told;
};

/* Columns: path, frames */
static int put_missing(void *ctx, const struct row *r)
{
	struct missing *m = ctx;

	if (m->frame > row_int(r, 1))
		out_error("capture %lld has no frame %lld: %s holds %lld", (long long)m->capture_id, (long long)m->frame,
			row_text(r, 0), (long long)row_int(r, 1));
	else
		out_error("the case does not hold frame %lld of capture %lld: only control frames are kept whole; the others are "
			  "in the original, %s", (long long)m->frame, (long long)m->capture_id, row_text(r, 0));
	m->told = true;
	return 1;
}

/* Why a frame is not there: 1 when there is no such capture, 3 when it has been told. */
static int tell_missing(struct store *s, int64_t capture_id, int64_t frame, struct err *err)
{
	struct missing m = {capture_id, frame, false};
	const struct bind id = B_INT(capture_id);

	if (store_query(s, "SELECT path, frames FROM captures WHERE capture_id = ?1", &id, 1, put_missing, &m, err) < 0)
		return -1;
	return m.told ? 3 : 1;
}

int show_frame(struct cli *cli, struct store *s, int64_t capture_id, int64_t frame, bool json,
	struct err *err)
{
	static const char sql[] = "SELECT * FROM frames WHERE capture_id = ?1 AND frame = ?2 ORDER "
				  "BY event_id LIMIT 1";
	const struct bind b[] = {B_INT(capture_id), B_INT(frame)};
	struct json j;
	struct view v = {cli, json ? &j : NULL, s, err, false, false};

	if (!store_int(s, "SELECT 1 FROM frames WHERE capture_id = ?1 AND frame = ?2", b, 2, 0))
		return tell_missing(s, capture_id, frame, err);
	json_init(&j, stdout);
	if (store_query(s, sql, b, 2, put_frame, &v, err) < 0)
		return -1;
	if (v.failed)
		return -1;
	return json ? json_end(&j, err) : 0;
}
