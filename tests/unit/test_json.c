/*
 * report/json: strings that any reader takes back unchanged, and misuse told.
 */
#include "report/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static const struct {
	const char *name, *in, *out;
} strings[] = {
	{"plain", "abc", "\"abc\"\n"},
	{"quotes and backslash", "a\"b\\c", "\"a\\\"b\\\\c\"\n"},
	{"line break and tab", "a\nb\tc", "\"a\\nb\\u0009c\"\n"},
	{"control", "\x01", "\"\\u0001\"\n"},
	{"RTL override", "\xe2\x80\xae", "\"\\u202e\"\n"},
	{"tag character", "\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"\n"},
	{"invalid", "a\xff", "\"a\\ufffd\"\n"},
	{"UTF-8", "\xc3\xbc", "\"\xc3\xbc\"\n"},
	{"null", NULL, "null\n"},
};

static void strings_are_escaped(void **state)
{
	struct json j;
	size_t i, n;
	char *buf;
	FILE *f;

	(void)state;
	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		f = open_memstream(&buf, &n);
		json_init(&j, f);
		json_text(&j, strings[i].in);
		assert_int_equal(json_end(&j, NULL), 0);
		fclose(f);
		assert_string_equal(buf, strings[i].out);
		free(buf);
	}
}

static void members_are_separated(void **state)
{
	struct json j;
	char *buf;
	size_t n;
	FILE *f = open_memstream(&buf, &n);

	(void)state;
	json_init(&j, f);
	json_object(&j);
	json_key(&j, "a");
	json_array(&j);
	json_int(&j, INT64_MIN);
	json_real(&j, 0.5);
	json_real(&j, NAN);
	json_bool(&j, true);
	json_array_end(&j);
	json_key(&j, "b");
	json_object(&j);
	json_object_end(&j);
	json_object_end(&j);
	assert_int_equal(json_end(&j, NULL), 0);
	fclose(f);
	assert_string_equal(buf, "{\n \"a\": [\n  -9223372036854775808,\n  0.5,\n  null,\n  true\n ],\n"
		" \"b\": {}\n}\n");
	free(buf);
}

static void nothing(struct json *j)
{
	(void)j;
}

static void left_open(struct json *j)
{
	json_object(j);
}

static void two_roots(struct json *j)
{
	json_int(j, 1);
	json_int(j, 2);
}

static void key_in_array(struct json *j)
{
	json_array(j);
	json_key(j, "a");
	json_array_end(j);
}

static void value_without_key(struct json *j)
{
	json_object(j);
	json_int(j, 1);
	json_object_end(j);
}

static void key_without_value(struct json *j)
{
	json_object(j);
	json_key(j, "a");
	json_object_end(j);
}

static void closed_crosswise(struct json *j)
{
	json_array(j);
	json_object_end(j);
}

static void misuse_is_told(void **state)
{
	static void (*const misuses[])(struct json *) = {nothing, left_open, two_roots, key_in_array,
		value_without_key, key_without_value, closed_crosswise};
	struct json j;
	struct err err;
	size_t i, n;
	char *buf;
	FILE *f;

	(void)state;
	for (i = 0; i < sizeof(misuses) / sizeof(misuses[0]); i++) {
		f = open_memstream(&buf, &n);
		json_init(&j, f);
		misuses[i](&j);
		assert_int_equal(json_end(&j, &err), -1);
		fclose(f);
		free(buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(members_are_separated),
		cmocka_unit_test(misuse_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
