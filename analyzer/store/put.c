/*
 * The values of one row, as pending.h keeps them. See put.h.
 */
#include "store/put.h"

#include "base/mem.h"
#include "base/txt.h"

#include <string.h>

static void add(struct put *p, const void *v, size_t n)
{
	struct pending *to = &p->s->pending;

	while (to->cap - to->n < n) {
		to->cap = to->cap ? 2 * to->cap : 2 * PENDING_PART;
		to->bytes = mem_grow(to->bytes, to->cap, 1);
	}
	memcpy(to->bytes + to->n, v, n);
	to->n += n;
}

static void add_tag(struct put *p, unsigned tag)
{
	uint8_t v = (uint8_t)tag;

	add(p, &v, 1);
}

static void add_bytes(struct put *p, unsigned tag, const void *v, size_t n)
{
	uint32_t length = (uint32_t)n;

	if (!p->open)
		return;
	add_tag(p, tag);
	add(p, &length, sizeof(length));
	add(p, v, n);
}

struct put put_into(struct store *s, enum fact_table t)
{
	struct put p = {s, !s->failed && s->capture_id};

	if (p.open)
		add_tag(&p, t);
	return p;
}

void put_int(struct put *p, int64_t v)
{
	if (!p->open)
		return;
	add_tag(p, VALUE_INT);
	add(p, &v, sizeof(v));
}

void put_null(struct put *p)
{
	if (p->open)
		add_tag(p, VALUE_NULL);
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
	uint32_t length = (uint32_t)(before + behind);

	if (!p->open)
		return;
	add_tag(p, VALUE_BLOB);
	add(p, &length, sizeof(length));
	add(p, n ? (const void *)bytes : "", before);
	if (behind)
		add(p, out.p + out.n, behind);
}

void put_cast(struct put *p, enum cast c)
{
	put_int_unless(p, c, CAST_UNKNOWN);
}

bool put_done(struct put *p)
{
	if (!p->open)
		return false;
	add_tag(p, ROW_END);
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
