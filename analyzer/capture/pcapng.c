/*
 * pcapng options and times: see pcapng.h.
 */
#include "capture/pcapng.h"

#define NS 1000000000

bool pcapng_option_next(struct cur *c, bool big, struct pcapng_option *o)
{
	size_t len, pad;

	if (!cur_more(c))
		return false;
	o->code = pcapng_u16(c, big);
	len = pcapng_u16(c, big);
	if (c->err != CUR_OK || o->code == 0)
		return false;
	o->value = cur_take(c, len);
	pad = -len & 3;
	cur_skip(c, pad < c->left ? pad : c->left);
	return c->err == CUR_OK;
}

uint64_t pcapng_option_u64(const struct pcapng_option *o, bool big)
{
	struct cur c = cur_make(o->value.p, o->value.n, o->value.n);

	return pcapng_u64(&c, big);
}

uint32_t pcapng_option_u32(const struct pcapng_option *o, bool big)
{
	struct cur c = cur_make(o->value.p, o->value.n, o->value.n);

	return pcapng_u32(&c, big);
}

void pcapng_clock_resolution(struct pcapng_clock *k, uint8_t tsresol)
{
	k->binary = tsresol & 0x80;
	k->exp = tsresol & 0x7f;
}

static unsigned __int128 power_of_ten(unsigned n)
{
	unsigned __int128 p = 1;

	while (n--)
		p *= 10;
	return p;
}

/* Nanoseconds since the interface's zero. 64 bits of ticks times 10^9 fit 128 bits. */
static unsigned __int128 ticks_to_ns(const struct pcapng_clock *k, uint64_t ticks)
{
	if (k->binary)
		return ((unsigned __int128)ticks * NS) >> k->exp;
	if (k->exp <= 9)
		return (unsigned __int128)ticks * power_of_ten(9u - k->exp);
	/* 2^64 ticks of 10^-29 s are less than a nanosecond */
	return k->exp >= 29 ? 0 : ticks / power_of_ten(k->exp - 9u);
}

int64_t pcapng_time(const struct pcapng_clock *k, uint64_t ticks)
{
	__int128 ns = (__int128)ticks_to_ns(k, ticks) + (__int128)k->offset_s * NS;

	if (ns > INT64_MAX)
		return INT64_MAX;
	return ns <= INT64_MIN ? INT64_MIN + 1 : (int64_t)ns;
}
