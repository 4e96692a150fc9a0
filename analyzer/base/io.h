/*
 * A file descriptor that may take less than it is given, or be interrupted; a file that has several names.
 */
#ifndef PVSLEUTH_BASE_IO_H
#define PVSLEUTH_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Writes all N bytes to FD, in as many pieces as it takes. 0, or -1 with errno; then some of the bytes may
 * have been written. */
int io_write_all(int fd, const void *bytes, size_t n);

/* Writes out what is buffered. 0, or -1 with errno, also when an earlier write had failed. */
int io_flush(FILE *f);

/* Whether two paths are one file, however they are spelt: a link, symbolic or hard, is the file too. Neither need be
 * there yet. */
bool io_same_file(const char *a, const char *b);

#endif
