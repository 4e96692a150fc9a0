/*
 * Writing whole, to whatever kind of file: a pipe takes what fits, and a signal comes between.
 */
#include "base/io.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

int io_write_all(int fd, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	while (n > 0) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put == 0)
			errno = EIO;
		if (put <= 0)
			return -1;
		p += put;
		n -= (size_t)put;
	}
	return 0;
}
