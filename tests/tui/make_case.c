/*
 * Makes a case file out of a script: make_case CASE SCRIPT.sql. For tests of what shows a case.
 */
#include "base/txt.h"
#include "store/store.h"

#include <stdio.h>

static int load(struct txt *t, const char *path)
{
	FILE *f = fopen(path, "r");
	char buf[4096];
	size_t n;

	if (!f)
		return -1;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		txt_putn(t, buf, n);
	return fclose(f);
}

int main(int argc, char **argv)
{
	struct err err = {""};
	struct txt sql = {0};
	struct store *s;
	int rc = 1;

	if (argc != 3 || load(&sql, argv[2]) < 0) {
		fprintf(stderr, "usage: make_case CASE SCRIPT.sql\n");
		return 2;
	}
	s = store_open(argv[1], STORE_CREATE, &err);
	if (s && store_begin(s, &err) == 0 && store_script(s, txt_str(&sql), &err) == 0 &&
		store_commit(s, &err) == 0)
		rc = 0;
	else
		fprintf(stderr, "make_case: %s\n", err.text);
	if (s)
		store_close(s);
	txt_free(&sql);
	return rc;
}
