/*
 * The values of one row, as pending.h keeps them. See put.h.
 */
#include "store/put.h"

#include "base/mem.h"
#include "base/txt.h"

#include <string.h>

static void grow(struct pending *to, size_t n)
{
	while (to->cap - to->n < n) {
		to->cap = to->cap ? 2 * to->cap : 2 * PENDING_PART;
		to->bytes = mem_grow(to->bytes, to->cap, 1);
	}
}

/* The place for n bytes more. */
static inline uint8_t *room(struct put *p, size_t n)
{
	struct pending *to = &p->s->pending;

	if (to->cap - to->n < n)
		grow(to, n);
	to->n += n;
	return to->bytes + to->n - n;
}

/* A tag, a length, and the place for so many bytes. */
static uint8_t *room_for(struct put *p, unsigned tag, size_t n)
{
	uint32_t length = (uint32_t)n;
	uint8_t *to = room(p, 1 + sizeof(length) + n);

	*to = (uint8_t)tag;
	memcpy(to + 1, &length, sizeof(length));
	return to + 1 + sizeof(length);
}

static void add_bytes(struct put *p, unsigned tag, const void *v, size_t n)
{
	if (p->open)
		memcpy(room_for(p, tag, n), v, n);
}

struct put put_into(struct store *s, enum fact_table t)
{
	struct put p = {s, !s->failed && s->capture_id};

	if (p.open)
		*room(&p, 1) = (uint8_t)t;
	return p;
}

void put_int(struct put *p, int64_t v)
{
	uint8_t *to;

	if (!p->open)
		return;
	to = room(p, 1 + sizeof(v));
	*to = VALUE_INT;
	memcpy(to + 1, &v, sizeof(v));
}

void put_null(struct put *p)
{
	if (p->open)
		*room(p, 1) = VALUE_NULL;
}

void put_int_unless(struct put *p, int64_t v, int64_t absent)
{
	if (v == absent)
		put_null(p);
	else
		put_int(p, v);
}

void put_count(struct put *p, uint64_t v)
{
	put_int(p, v > INT64_MAX ? INT64_MAX : (int64_t)v);
}

void put_text(struct put *p, const char *v)
{
	if (v)
		add_bytes(p, VALUE_TEXT, v, strlen(v));
	else
		put_null(p);
}

void put_text_or_empty(struct put *p, const char *v)
{
	put_text(p, v ? v : "");
}

void put_mac_always(struct put *p, struct mac m)
{
	char buf[18];

	put_text(p, txt_mac(buf, m.b));
}

void put_mac(struct put *p, struct mac m)
{
	if (mac_is_zero(m))
		put_null(p);
	else
		put_mac_always(p, m);
}

void put_ip_always(struct put *p, uint32_t ip)
{
	char buf[16];

	put_text(p, txt_ip4(buf, ip));
}

void put_ip(struct put *p, uint32_t ip)
{
	if (!ip)
		put_null(p);
	else
		put_ip_always(p, ip);
}

void put_blob(struct put *p, const void *bytes, size_t n)
{
	add_bytes(p, VALUE_BLOB, n ? bytes : "", n);
}

void put_blob_without(struct put *p, const uint8_t *bytes, size_t n, struct span out)
{
	size_t before = out.n ? (size_t)(out.p - bytes) : n, behind = n - before - out.n;
	uint8_t *to;

	if (!p->open)
		return;
	to = room_for(p, VALUE_BLOB, before + behind);
	if (before)
		memcpy(to, bytes, before);
	if (behind)
		memcpy(to + before, out.p + out.n, behind);
}

void put_cast(struct put *p, enum cast c)
{
	put_int_unless(p, c, CAST_UNKNOWN);
}

bool put_done(struct put *p)
{
	if (!p->open)
		return false;
	*room(p, 1) = ROW_END;
	if (p->s->pending.n >= PENDING_PART)
		pending_hand_over(p->s);
	return true;
}

void put_counts(struct put *p, const uint64_t *counts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		put_count(p, counts[i]);
}
