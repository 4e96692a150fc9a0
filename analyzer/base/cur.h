/*
 * The cursor: the only way bytes of a capture are read.
 *
 * Errors are sticky: after one, every read gives 0 and the position stays, so a whole header is
 * read first and checked once. Two failures are told apart. CUR_SNAPPED: the packet had those
 * bytes on the wire, the capture did not keep them (snap length). CUR_SHORT: the packet itself
 * ends there, so a length in it lies or the sender cut it. The first is never the sender's fault.
 */
#ifndef PVSLEUTH_BASE_CUR_H
#define PVSLEUTH_BASE_CUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that belong to somebody else; p == NULL means absent, n == 0 with p set means empty. */
struct span {
	const uint8_t *p;
	size_t n;
};

enum cur_err { CUR_OK, CUR_SNAPPED, CUR_SHORT };

struct cur {
	const uint8_t *p;
	size_t left;    /* captured bytes still ahead */
	size_t snapped; /* bytes that followed on the wire but were not captured */
	enum cur_err err;
};

/* A cursor over `captured` bytes of something that was `on_wire` bytes long. */
static inline struct cur cur_make(const void *bytes, size_t captured, size_t on_wire)
{
	struct cur c = {bytes, captured, on_wire > captured ? on_wire - captured : 0, CUR_OK};
	return c;
}

/* Whether n more bytes can be read; if not, notes why. */
static inline bool cur_need(struct cur *c, size_t n)
{
	if (c->err != CUR_OK)
		return false;
	if (n <= c->left)
		return true;
	c->err = n - c->left <= c->snapped ? CUR_SNAPPED : CUR_SHORT;
	return false;
}

/* Whether there is anything left to read (for loops that consume at least one byte a turn). */
static inline bool cur_more(const struct cur *c)
{
	return c->err == CUR_OK && c->left > 0;
}

static inline const uint8_t *cur_bytes(struct cur *c, size_t n)
{
	const uint8_t *p = c->p;

	if (!cur_need(c, n))
		return NULL;
	if (!n)
		return p;
	c->p += n;
	c->left -= n;
	return p;
}

static inline void cur_skip(struct cur *c, size_t n)
{
	(void)cur_bytes(c, n);
}

static inline uint8_t cur_u8(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 1);
	return p ? p[0] : 0;
}

static inline uint16_t cur_be16(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 2);
	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t cur_be32(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 4);
	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

static inline uint64_t cur_be64(struct cur *c)
{
	uint64_t hi = cur_be32(c);
	return hi << 32 | cur_be32(c);
}

static inline uint16_t cur_le16(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 2);
	return p ? (uint16_t)(p[1] << 8 | p[0]) : 0;
}

static inline uint32_t cur_le32(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 4);
	return p ? (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0] : 0;
}

static inline uint64_t cur_le64(struct cur *c)
{
	uint64_t lo = cur_le32(c);
	return (uint64_t)cur_le32(c) << 32 | lo;
}

/* The next n bytes as a span; absent after an error. */
static inline struct span cur_take(struct cur *c, size_t n)
{
	struct span s = {cur_bytes(c, n), n};
	if (!s.p)
		s.n = 0;
	return s;
}

/* Everything captured that is left. */
static inline struct span cur_rest(struct cur *c)
{
	return cur_take(c, c->err == CUR_OK ? c->left : 0);
}

/* A cursor over the next n bytes (what of them was captured), which the outer one then has behind
 * it. Where the outer one ends early the inner one inherits what is missing. A length beyond the
 * packet's own end marks the outer one CUR_SHORT and gives what there is. */
static inline struct cur cur_sub(struct cur *c, size_t n)
{
	size_t have = n < c->left ? n : c->left;
	struct cur in = cur_make(c->p, have, n);

	if (c->err != CUR_OK) {
		in = cur_make(NULL, 0, 0);
		in.err = c->err;
		return in;
	}
	if (n - have > c->snapped) {
		in.snapped = c->snapped;
		c->err = CUR_SHORT;
		return in;
	}
	c->p += have;
	c->left -= have;
	c->snapped -= n - have;
	return in;
}

/* A NUL-terminated string without its NUL. Without a NUL before the end: error, absent span. */
struct span cur_zstr(struct cur *c);

static inline bool span_eq(struct span s, const void *bytes, size_t n)
{
	const uint8_t *b = bytes;
	size_t i;

	if (s.n != n || !s.p)
		return false;
	for (i = 0; i < n; i++)
		if (s.p[i] != b[i])
			return false;
	return true;
}

#endif
