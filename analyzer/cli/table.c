/*
 * Tables: see table.h. CSV after RFC 4180; a cell that a spreadsheet would take for a formula gets
 * an apostrophe in front.
 */
#include "cli/table.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define TABLE_COLUMNS 12

struct table {
	struct cli *cli;
	const struct column *columns;
	size_t count;
	char **cell; /* row after row */
	size_t cells, cap;
	size_t width[TABLE_COLUMNS];
	struct json *json;
	int64_t rows;
	enum form form;
};

/* --- JSON ------------------------------------------------------------------------------------- */

void json_row(struct json *j, const struct row *r)
{
	int i, n = row_columns(r);

	json_object(j);
	for (i = 0; i < n; i++) {
		json_key(j, row_name(r, i));
		switch (row_type(r, i)) {
		case ROW_NULL:
			json_null(j);
			break;
		case ROW_INT:
			json_int(j, row_int(r, i));
			break;
		case ROW_REAL:
			json_real(j, row_real(r, i));
			break;
		case ROW_TEXT:
		case ROW_BLOB:
			json_text(j, row_text(r, i));
			break;
		}
	}
	json_object_end(j);
}

static int add_json_row(void *ctx, const struct row *r)
{
	json_row(ctx, r);
	return 0;
}

int json_rows(struct json *j, struct store *s, const char *sql, const struct bind *args,
	size_t nargs, struct err *err)
{
	int ret;

	json_array(j);
	ret = store_query(s, sql, args, nargs, add_json_row, j, err);
	json_array_end(j);
	return ret;
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void csv_cell(const char *s, bool text)
{
	bool formula = text && *s && strchr("=+-@\t\r", *s);
	bool quote = formula || strpbrk(s, ",\"\r\n");

	if (!quote) {
		fputs(s, stdout);
		return;
	}
	putchar('"');
	if (formula)
		putchar('\'');
	for (; *s; s++) {
		if (*s == '"')
			putchar('"');
		putchar(*s);
	}
	putchar('"');
}

static void csv_name(void *ctx, const char *name)
{
	bool *later = ctx;

	if (*later)
		putchar(',');
	*later = true;
	csv_cell(name, true);
}

/* The names come even when there is no row. */
static int csv_names(struct store *s, const char *sql, struct err *err)
{
	bool later = false;

	if (store_check(s, sql, csv_name, &later, err) < 0)
		return -1;
	fputs("\r\n", stdout);
	return 0;
}

static void csv_row(const struct row *r)
{
	int i;

	for (i = 0; i < row_columns(r); i++) {
		bool text = row_type(r, i) == ROW_TEXT;

		if (i)
			putchar(',');
		csv_cell(row_text(r, i), text);
	}
	fputs("\r\n", stdout);
}

/* --- text --------------------------------------------------------------------------------------
 */

static char *cell_text(const struct column *c, const struct row *r)
{
	int at = row_column(r, c->column);
	char buf[48];

	if (at < 0 || row_null(r, at))
		return mem_strdup(c->cell == CELL_BELOW ? "" : "-");
	switch (c->cell) {
	case CELL_TIME:
		return mem_strdup(txt_time(buf, sizeof(buf), row_int(r, at), 0, 0));
	case CELL_DURATION:
		return mem_strdup(txt_duration(buf, sizeof(buf), row_int(r, at)));
	case CELL_BYTES:
		return mem_strdup(txt_bytes(buf, sizeof(buf), row_int(r, at)));
	case CELL_TEXT:
	case CELL_WORD:
	case CELL_NUMBER:
	case CELL_BELOW:
		break;
	}
	return mem_strdup(row_text(r, at));
}

static void keep_row(struct table *t, const struct row *r)
{
	size_t i, w;

	for (i = 0; i < t->count; i++) {
		VEC_ROOM(t->cell, t->cells, t->cap);
		t->cell[t->cells++] = cell_text(&t->columns[i], r);
		w = out_width(t->cell[t->cells - 1]);
		if (w > t->width[i])
			t->width[i] = w;
	}
}

static bool right_aligned(enum cell c)
{
	return c == CELL_NUMBER || c == CELL_DURATION || c == CELL_BYTES;
}

static void print_cell(struct table *t, size_t i, const char *s, enum ink ink)
{
	int pad = (int)(t->width[i] - out_width(s));

	if (i)
		fputs("  ", stdout);
	if (right_aligned(t->columns[i].cell))
		printf("%*s", pad, "");
	out_ink(t->cli, ink, s);
	if (!right_aligned(t->columns[i].cell) && i + 1 < t->count &&
		t->columns[i + 1].cell != CELL_BELOW)
		printf("%*s", pad, "");
}

static void print_row(struct table *t, char **cell)
{
	size_t i;

	for (i = 0; i < t->count && t->columns[i].cell != CELL_BELOW; i++)
		print_cell(t, i, cell[i],
			t->columns[i].cell == CELL_WORD ? ink_of(cell[i]) : INK_PLAIN);
	putchar('\n');
	for (; i < t->count; i++)
		out_wrapped(t->cli, cell[i], 6);
}

static void print_text(struct table *t)
{
	size_t i;

	for (i = 0; i < t->count && t->cells; i++) {
		size_t w = out_width(t->columns[i].title);

		if (w > t->width[i])
			t->width[i] = w;
		if (t->columns[i].cell != CELL_BELOW)
			print_cell(t, i, t->columns[i].title, INK_BOLD);
	}
	if (t->cells)
		putchar('\n');
	for (i = 0; i < t->cells; i += t->count)
		print_row(t, &t->cell[i]);
	for (i = 0; i < t->cells; i++)
		free(t->cell[i]);
	free(t->cell);
}

/* --- any of them --------------------------------------------------------------------------------
 */

static void json_line(const struct row *r)
{
	struct json j;
	char *line = NULL;
	size_t n = 0, i;
	FILE *f = open_memstream(&line, &n);

	if (!f)
		return;
	json_init(&j, f);
	json_row(&j, r);
	json_end(&j, NULL);
	fclose(f);
	for (i = 0; i < n;
		i++) { /* the writer breaks and indents; a newline in a text is written \\n */
		if (line[i] == '\n') {
			i += strspn(line + i + 1, " ");
			continue;
		}
		putchar(line[i]);
	}
	putchar('\n');
	free(line);
}

static int take_row(void *ctx, const struct row *r)
{
	struct table *t = ctx;

	t->rows++;
	switch (t->form) {
	case FORM_TEXT:
		keep_row(t, r);
		break;
	case FORM_JSON:
		json_row(t->json, r);
		break;
	case FORM_JSONL:
		json_line(r);
		break;
	case FORM_CSV:
		csv_row(r);
		break;
	}
	return 0;
}

int table_print(struct cli *cli, enum form form, struct store *s, const char *sql,
	const struct bind *args, size_t nargs, const struct column *columns, int64_t *rows,
	struct err *err)
{
	struct table t = {.cli = cli, .columns = columns, .form = form};
	struct json j;
	int ret;

	while (columns[t.count].title && t.count < TABLE_COLUMNS)
		t.count++;
	t.json = &j;
	json_init(&j, stdout);
	if (form == FORM_JSON)
		json_array(&j);
	if (form == FORM_CSV && csv_names(s, sql, err) < 0)
		return -1;
	ret = store_query(s, sql, args, nargs, take_row, &t, err);
	if (form == FORM_JSON) {
		json_array_end(&j);
		json_end(&j, NULL);
	}
	print_text(&t);
	if (rows)
		*rows = t.rows;
	return ret;
}
