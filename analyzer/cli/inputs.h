/*
 * From what the user named to the files to read: folders are walked (by name, links to folders not
 * followed), what is not a regular file is copied aside first, so that it can be hashed and read.
 */
#ifndef PVSLEUTH_CLI_INPUTS_H
#define PVSLEUTH_CLI_INPUTS_H

#include "base/err.h"
#include "capture/unpack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
	char *name; /* as told to people and kept in the case */
	char *path; /* what to open; differs from name when it was copied aside */
	char *archive; /* NULL, or the archive that it is in */
	uint64_t member;
};

struct inputs {
	struct input *input;
	size_t count, cap;
	uint64_t left_out; /* files in folders and archives that are no captures */
	uint64_t troubles; /* archives and folders of which something could not be read */
	char **temp;	   /* copies of archives that were in archives */
	size_t temps, temps_cap;
	struct unpack_limits limits;
	bool no_hash;   /* XXH3-128 only */
	bool reference; /* by the plain path, to compare with */
};

void inputs_init(struct inputs *in);
/* Adds a file, "-", or every capture below a folder or in an archive ("a.zip!/b.pcap"). What cannot be
 * looked into is told through say, and counted in troubles. */
void inputs_add(struct inputs *in, const char *what, void (*say)(const char *sentence));
/* Copies aside what cannot be read twice (standard input, pipes) or not at its place (in archives). -1
 * when that fails or *stop becomes set. Doing it again does nothing. */
int input_settle(struct input *in, const struct unpack_limits *limits, const volatile int *stop,
	struct err *err);
/* The beginning of a member of an archive, in a file of its own. The caller removes and frees it; NULL
 * when that fails. */
char *input_sample(const struct input *in, const struct unpack_limits *limits);
/* Removes the copy of one input, if there is one. */
void input_release(struct input *in);
void inputs_free(struct inputs *in);

#endif
