/*
 * Patience with queries: see patience.h.
 */
#include "tui/patience.h"
#include "tui/term.h"

#include <time.h>

#define TELL_NS 300000000

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool keys_end_it(const struct patience *p)
{
	switch (p->keys) {
	case PATIENCE_NO_KEY:
		return false;
	case PATIENCE_CANCEL:
		return term_cancelled();
	case PATIENCE_ANY_KEY:
		return term_key_waits();
	}
	return false;
}

static bool asked(void *ctx)
{
	struct patience *p = ctx;
	int64_t ran = now_ns() - p->began_ns;

	if (p->keys == PATIENCE_CANCEL && !p->told && ran > TELL_NS) {
		p->told = true;
		term_note("searching; Esc stops it");
	}
	p->ran_out |= (p->most_ns && ran > p->most_ns) || keys_end_it(p);
	return p->ran_out;
}

void patience_begin(struct patience *p, struct store *s, int most_ms, enum patience_keys keys)
{
	*p = (struct patience){
		.store = s, .began_ns = now_ns(), .most_ns = most_ms * 1000000ll, .keys = keys};
	store_watch(s, asked, p);
}

bool patience_end(struct patience *p)
{
	store_watch(p->store, NULL, NULL);
	return p->ran_out;
}
