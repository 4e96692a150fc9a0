/*
 * The JSON writer (RFC 8259): see json.h.
 */
#include "report/json.h"
#include "base/io.h"
#include "report/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Levels that put each member on a line of its own. */
#define JSON_LINES 3

static void misused(struct json *j, const char *what)
{
	if (!j->bug)
		j->bug = what;
}

void json_init(struct json *j, FILE *out)
{
	*j = (struct json){.out = out};
}

int json_end(struct json *j, struct err *err)
{
	if (j->depth || !j->root || j->named)
		misused(j, "a value is missing or left open");
	if (j->bug)
		return err_set(err, "the JSON was put together wrongly: %s", j->bug);
	fputc('\n', j->out);
	if (io_flush(j->out) < 0)
		return err_set(err, "the JSON could not be written: %s", strerror(errno));
	return 0;
}

static void new_line(struct json *j, unsigned depth)
{
	fputc('\n', j->out);
	while (depth--)
		fputc(' ', j->out);
}

/* Comma and line before a member of the innermost object or array. */
static void separate(struct json *j)
{
	if (j->used[j->depth - 1])
		fputc(',', j->out);
	j->used[j->depth - 1] = true;
	if (j->depth <= JSON_LINES && !j->one_line)
		new_line(j, j->depth);
}

static void before_value(struct json *j)
{
	if (!j->depth) {
		if (j->root)
			misused(j, "there is more than one outermost value");
		j->root = true;
	} else if (!j->object[j->depth - 1]) {
		separate(j);
	} else if (!j->named) {
		misused(j, "a member of an object has no name");
	}
	j->named = false;
}

static void put_string(struct json *j, const char *s)
{
	const char *next;

	fputc('"', j->out);
	for (; *s; s = next) {
		uint32_t cp = utf8_next(s, &next);

		if (cp == '"' || cp == '\\')
			fprintf(j->out, "\\%c", (int)cp);
		else if (cp == '\n')
			fputs("\\n", j->out);
		else if (cp == 0xfffd)
			fputs("\\ufffd", j->out);
		else if (utf8_showable(cp) && cp != '\t')
			fwrite(s, 1, (size_t)(next - s), j->out);
		else if (cp < 0x10000)
			fprintf(j->out, "\\u%04" PRIx32, cp);
		else
			fprintf(j->out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd7c0 + (cp >> 10),
				0xdc00 + (cp & 0x3ff));
	}
	fputc('"', j->out);
}

static void enter(struct json *j, bool object)
{
	before_value(j);
	fputc(object ? '{' : '[', j->out);
	if (j->depth == JSON_DEPTH) {
		misused(j, "values are nested too deeply");
		return;
	}
	j->object[j->depth] = object;
	j->used[j->depth++] = false;
}

static void leave(struct json *j, bool object)
{
	if (!j->depth || j->object[j->depth - 1] != object || j->named) {
		misused(j, "a value was ended that was not the innermost");
		return;
	}
	j->depth--;
	if (j->used[j->depth] && j->depth < JSON_LINES && !j->one_line)
		new_line(j, j->depth);
	fputc(object ? '}' : ']', j->out);
}

void json_object(struct json *j)
{
	enter(j, true);
}

void json_object_end(struct json *j)
{
	leave(j, true);
}

void json_array(struct json *j)
{
	enter(j, false);
}

void json_array_end(struct json *j)
{
	leave(j, false);
}

void json_key(struct json *j, const char *key)
{
	if (!j->depth || !j->object[j->depth - 1] || j->named) {
		misused(j, "a name stands outside an object");
		return;
	}
	separate(j);
	put_string(j, key);
	fputs(": ", j->out);
	j->named = true;
}

void json_text(struct json *j, const char *s)
{
	if (!s) {
		json_null(j);
		return;
	}
	before_value(j);
	put_string(j, s);
}

void json_int(struct json *j, int64_t v)
{
	before_value(j);
	fprintf(j->out, "%" PRId64, v);
}

void json_real(struct json *j, double v)
{
	char buf[40], *comma;

	before_value(j);
	snprintf(buf, sizeof(buf), "%.15g", v);
	comma = strchr(buf, ',');
	if (comma)
		*comma = '.';
	fputs(isfinite(v) ? buf : "null", j->out);
}

void json_bool(struct json *j, bool v)
{
	before_value(j);
	fputs(v ? "true" : "false", j->out);
}

void json_null(struct json *j)
{
	before_value(j);
	fputs("null", j->out);
}
