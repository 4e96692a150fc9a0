/*
 * Writing JSON with the same discipline as html.h: a stack of what is open, one door for text,
 * misuse remembered and told at the end. One value per line at the outer levels, so that a diff of two
 * cases reads well.
 */
#ifndef PVSLEUTH_REPORT_JSON_H
#define PVSLEUTH_REPORT_JSON_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 32

struct json {
	FILE *out;
	bool object[JSON_DEPTH]; /* else an array */
	bool used[JSON_DEPTH];   /* has a member already */
	unsigned depth;
	bool one_line;  /* no line breaks inside: JSON lines */
	bool root;      /* the one outermost value was written */
	bool named;     /* a key was written, its value not yet */
	const char *bug;
};

void json_init(struct json *j, FILE *out); /* then one_line may be set */
/* 0 when one whole value was written and every byte was accepted; else -1. */
int json_end(struct json *j, struct err *err);

void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key);

void json_text(struct json *j, const char *s); /* NULL writes null */
void json_int(struct json *j, int64_t v);
void json_real(struct json *j, double v);      /* not finite: null; never uses the locale's comma */
void json_bool(struct json *j, bool v);
void json_null(struct json *j);

#endif
