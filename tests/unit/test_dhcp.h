/*
 * A DHCP message put together from its options.
 */
#ifndef PVSLEUTH_TEST_DHCP_H
#define PVSLEUTH_TEST_DHCP_H

#include "proto/dhcp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

struct bytes {
	const char *p;
	size_t n;
};
#define B(s)                                                                                       \
	{                                                                                          \
		s, sizeof(s) - 1                                                                   \
	}

struct built {
	uint8_t b[8192];
	size_t n;
};

/* A message with these options, filled up with NULs to 300 bytes when `pad`. */
static inline void build(struct built *m, uint8_t op, struct bytes options, bool pad)
{
	static const uint8_t head[44] = {0, 1, 6, 0, 0xde, 0xad, 0xbe, 0xef, 0, 4, 0x80, 0, 0, 0, 0,
		0, 10, 0, 0, 5, 10, 0, 0, 1, 10, 0, 0, 254, 0x52, 0x54, 0, 0x12, 0x34, 0x56};

	memset(m, 0, sizeof(*m));
	memcpy(m->b, head, sizeof(head));
	m->b[0] = op;
	memcpy(m->b + 236, "\x63\x82\x53\x63", 4);
	if (options.n)
		memcpy(m->b + 240, options.p, options.n);
	m->n = 240 + options.n;
	if (pad && m->n < 300)
		m->n = 300;
}

static inline enum decoded decode(const struct built *m, struct dhcp_msg *out)
{
	return dhcp_decode(cur_make(m->b, m->n, m->n), out);
}

#endif
