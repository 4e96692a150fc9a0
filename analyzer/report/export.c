/*
 * The case for machines: JSON and CSV, column for column as the public views have it. See report.h.
 */
#include "report/json.h"
#include "report/report.h"
#include "base/io.h"
#include "base/txt.h"

#include <errno.h>
#include <string.h>

struct export {
	struct json j;
	struct store *store;
	struct err *err;
	bool failed;
	const char *inner, *inner_sql; /* rows that belong to each row: key of the array and their query */
};

/* Tables as JSON lines and CSV have them, one after the other. */
static const struct {
	const char *view, *sql;
} tables[] = {
	{"captures", "SELECT * FROM captures ORDER BY capture_id"},
	{"ledger", "SELECT * FROM ledger ORDER BY capture_id, bucket, reason"},
	{"targets", "SELECT * FROM targets ORDER BY target_id"},
	{"servers", "SELECT * FROM servers ORDER BY server_id"},
	{"boots", "SELECT * FROM boots ORDER BY boot_id"},
	{"steps", "SELECT * FROM steps ORDER BY boot_id, seq"},
	{"timeline", "SELECT * FROM timeline ORDER BY boot_id, ns, event_id"},
	{"findings", "SELECT * FROM findings ORDER BY finding_id"},
	{"evidence", "SELECT * FROM evidence ORDER BY finding_id, seq"},
	{"sights", "SELECT * FROM sights ORDER BY boot_id"},
	{"exchanges", "SELECT * FROM exchanges ORDER BY boot_id, exchange_id"},
	{"transfers", "SELECT * FROM transfers ORDER BY boot_id, transfer_id"},
	{"conversations", "SELECT * FROM conversations ORDER BY boot_id, flow_id"},
	{"gaps", "SELECT * FROM gaps ORDER BY boot_id, flow_id, from_ns"},
	{"rates", "SELECT * FROM rates ORDER BY boot_id, flow_id, start_ns"},
	{"losses", "SELECT * FROM losses ORDER BY boot_id, first_ns, what, direction, words"},
	{"notes", "SELECT * FROM notes ORDER BY note_id"},
	{"analyses", "SELECT * FROM analyses"},
	{"redactions", "SELECT * FROM redactions"},
};

const char *report_table(size_t i)
{
	return i < sizeof(tables) / sizeof(tables[0]) ? tables[i].view : NULL;
}

static void put_value(struct json *j, const struct row *r, int col)
{
	switch (row_type(r, col)) {
	case ROW_INT:
		json_int(j, row_int(r, col));
		break;
	case ROW_REAL:
		json_real(j, row_real(r, col));
		break;
	case ROW_TEXT:
		json_text(j, row_text(r, col));
		break;
	case ROW_NULL:
	case ROW_BLOB: /* the views that are exported have none */
		json_null(j);
		break;
	}
}

static int put_plain(void *ctx, const struct row *r)
{
	struct export *x = ctx;
	int i;

	json_object(&x->j);
	for (i = 0; i < row_columns(r); i++) {
		json_key(&x->j, row_name(r, i));
		put_value(&x->j, r, i);
	}
	json_object_end(&x->j);
	return 0;
}

/* A row whose first column is the key of what belongs to it. */
static int put_nested(void *ctx, const struct row *r)
{
	struct export *x = ctx;
	const struct bind args[] = {B_INT(row_int(r, 0))};
	int i;

	json_object(&x->j);
	for (i = 0; i < row_columns(r); i++) {
		json_key(&x->j, row_name(r, i));
		put_value(&x->j, r, i);
	}
	json_key(&x->j, x->inner);
	json_array(&x->j);
	if (store_query(x->store, x->inner_sql, args, 1, put_plain, x, x->err))
		x->failed = true;
	json_array_end(&x->j);
	json_object_end(&x->j);
	return x->failed;
}

static const struct {
	const char *key, *sql, *inner, *inner_sql;
} parts[] = {
	{"captures", "SELECT * FROM captures ORDER BY capture_id", "ledger",
		"SELECT bucket, reason, frames, bytes FROM ledger WHERE capture_id = ?1 ORDER BY bucket, reason"},
	{"targets", "SELECT * FROM targets ORDER BY target_id", NULL, NULL},
	{"servers", "SELECT * FROM servers ORDER BY server_id", NULL, NULL},
	{"boots", "SELECT * FROM boots ORDER BY boot_id", "steps",
		"SELECT phase, status, start_ns, end_ns, tries, peer, note FROM steps WHERE boot_id = ?1 ORDER BY seq"},
	{"findings", "SELECT * FROM findings ORDER BY finding_id", "evidence",
		"SELECT event_id, role, capture_id, frame, ns, info, kind FROM evidence WHERE finding_id = ?1"
		" ORDER BY seq"},
	{"sights", "SELECT * FROM sights ORDER BY boot_id", NULL, NULL},
	{"exchanges", "SELECT * FROM exchanges ORDER BY boot_id, exchange_id", NULL, NULL},
	{"transfers", "SELECT * FROM transfers ORDER BY boot_id, transfer_id", NULL, NULL},
	{"conversations", "SELECT * FROM conversations ORDER BY boot_id, flow_id", NULL, NULL},
	{"gaps", "SELECT * FROM gaps ORDER BY boot_id, flow_id, from_ns", NULL, NULL},
	{"rates", "SELECT * FROM rates ORDER BY boot_id, flow_id, start_ns", NULL, NULL},
	{"losses", "SELECT * FROM losses ORDER BY boot_id, first_ns, what, direction, words", NULL, NULL},
	{"notes", "SELECT * FROM notes ORDER BY note_id", NULL, NULL},
	{"analyses", "SELECT * FROM analyses", NULL, NULL},
	{"redactions", "SELECT * FROM redactions", NULL, NULL},
};

static void put_part(struct export *x, size_t i)
{
	x->inner = parts[i].inner;
	x->inner_sql = parts[i].inner_sql;
	json_key(&x->j, parts[i].key);
	json_array(&x->j);
	if (!x->failed && store_query(x->store, parts[i].sql, NULL, 0,
		parts[i].inner ? put_nested : put_plain, x, x->err))
		x->failed = true;
	json_array_end(&x->j);
}

static void put_head(struct json *j, const struct report_options *o)
{
	char when[48];

	json_key(j, "schema_version");
	json_int(j, REPORT_SCHEMA_VERSION);
	json_key(j, "generator");
	json_text(j, "pvsleuth");
	json_key(j, "version");
	json_text(j, o->version);
	json_key(j, "generated");
	json_text(j, txt_time(when, sizeof(when), o->generated_ns, 0, 0));
}

int report_json(struct store *s, const struct report_options *o, FILE *out, struct err *err)
{
	struct export x = {.store = s, .err = err};
	size_t i;

	json_init(&x.j, out);
	json_object(&x.j);
	put_head(&x.j, o);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		put_part(&x, i);
	json_object_end(&x.j);
	return x.failed ? -1 : json_end(&x.j, err);
}

/* --- JSON lines ---------------------------------------------------------------------------- */

static int put_json_line(void *ctx, const struct row *r)
{
	struct export *x = ctx;
	int i;

	json_init(&x->j, x->j.out);
	x->j.one_line = true;
	json_object(&x->j);
	json_key(&x->j, "table");
	json_text(&x->j, x->inner);
	for (i = 0; i < row_columns(r); i++) {
		json_key(&x->j, row_name(r, i));
		put_value(&x->j, r, i);
	}
	json_object_end(&x->j);
	x->failed = x->failed || json_end(&x->j, x->err) < 0;
	return x->failed;
}

int report_jsonl(struct store *s, const struct report_options *o, FILE *out, struct err *err)
{
	struct export x = {.store = s, .err = err};
	size_t i;

	json_init(&x.j, out);
	x.j.one_line = true;
	json_object(&x.j);
	json_key(&x.j, "table");
	json_text(&x.j, "pvsleuth");
	put_head(&x.j, o);
	json_object_end(&x.j);
	if (json_end(&x.j, err) < 0)
		return -1;
	for (i = 0; report_table(i) && !x.failed; i++) {
		x.inner = report_table(i);
		if (store_query(s, tables[i].sql, NULL, 0, put_json_line, &x, err) < 0)
			return -1;
	}
	return x.failed ? -1 : 0;
}

/* --- CSV ----------------------------------------------------------------------------------- */

/* A cell that begins with one of these is a formula to a spreadsheet, also behind white space. */
static bool formula(const char *s)
{
	s += strspn(s, " \t\r\n");
	return *s && strchr("=+-@", *s);
}

static void put_cell(FILE *out, const char *s)
{
	fputc('"', out);
	if (formula(s))
		fputc('\'', out);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', out);
		fputc(*s, out);
	}
	fputc('"', out);
}

struct csv {
	FILE *out;
	bool headed;
};

static int put_line(void *ctx, const struct row *r)
{
	struct csv *c = ctx;
	int i;

	for (i = 0; i < row_columns(r); i++) {
		if (i)
			fputc(',', c->out);
		if (row_null(r, i))
			continue;
		if (row_type(r, i) == ROW_TEXT)
			put_cell(c->out, row_text(r, i));
		else
			fputs(row_text(r, i), c->out);
	}
	fputs("\r\n", c->out);
	return 0;
}

static void put_name(void *ctx, const char *column)
{
	struct csv *c = ctx;

	fprintf(c->out, "%s%s", c->headed ? "," : "", column);
	c->headed = true;
}

int report_csv(struct store *s, const char *view, FILE *out, struct err *err)
{
	struct csv c = {out, false};
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (strcmp(tables[i].view, view))
			continue;
		if (store_check(s, tables[i].sql, put_name, &c, err))
			return -1;
		fputs("\r\n", out);
		if (store_query(s, tables[i].sql, NULL, 0, put_line, &c, err))
			return -1;
		if (io_flush(out) < 0)
			return err_set(err, "the CSV could not be written: %s", strerror(errno));
		return 0;
	}
	return err_set(err, "there is no table \"%s\" to export", view);
}
