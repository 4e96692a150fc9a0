/*
 * A file descriptor that may take less than it is given, or be interrupted.
 */
#ifndef PVSLEUTH_BASE_IO_H
#define PVSLEUTH_BASE_IO_H

#include <stddef.h>

/* Writes all N bytes to FD, in as many pieces as it takes. 0, or -1 with errno; then some of the bytes may
 * have been written. */
int io_write_all(int fd, const void *bytes, size_t n);

#endif
