/*
 * Rows of a query as a table for people, or as JSON, JSON lines or CSV for programs. The machine
 * forms carry every column of the query, the table those asked for.
 */
#ifndef PVSLEUTH_CLI_TABLE_H
#define PVSLEUTH_CLI_TABLE_H

#include "cli/out.h"
#include "report/json.h"
#include "store/store.h"

enum form { FORM_TEXT, FORM_JSON, FORM_JSONL, FORM_CSV };

enum cell {
	CELL_TEXT,
	CELL_WORD,     /* coloured by what it says */
	CELL_NUMBER,   /* right aligned */
	CELL_TIME,     /* nanoseconds as ISO 8601 */
	CELL_DURATION, /* nanoseconds */
	CELL_BYTES,
	CELL_BELOW, /* free text on its own lines below the row */
};

struct column {
	const char *title;  /* NULL ends the table */
	const char *column; /* of the query */
	enum cell cell;
};

/* Runs the query and prints it. *rows (may be NULL) is how many there were. 0, or -1. */
int table_print(struct cli *cli, enum form form, struct store *s, const char *sql,
	const struct bind *args, size_t nargs, const struct column *columns, int64_t *rows,
	struct err *err);

/* One row as a JSON object, its columns as members. */
void json_row(struct json *j, const struct row *r);
/* All rows of a query as an array. */
int json_rows(struct json *j, struct store *s, const char *sql, const struct bind *args,
	size_t nargs, struct err *err);

#endif
