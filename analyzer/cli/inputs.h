/*
 * From what the user named to the files to read: folders are walked (by name, links to folders not
 * followed), what is not a regular file is copied aside first, so that it can be hashed and read.
 */
#ifndef PVSLEUTH_CLI_INPUTS_H
#define PVSLEUTH_CLI_INPUTS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
	char *name; /* as told to people and kept in the case */
	char *path; /* what to open; differs from name when it was copied aside */
};

struct inputs {
	struct input *input;
	size_t count, cap;
	uint64_t left_out; /* files in folders that are no captures */
};

/* Adds a file, "-", or every capture below a folder. -1 when a folder cannot be read. */
int inputs_add(struct inputs *in, const char *what, struct err *err);
/* Copies aside what cannot be read twice (standard input, pipes). -1 when that fails or *stop becomes
 * set. Doing it again does nothing. */
int input_settle(struct input *in, const volatile int *stop, struct err *err);
/* Removes the copy of one input, if there is one. */
void input_release(struct input *in);
void inputs_free(struct inputs *in);

#endif
