/*
 * Two clocks and what they share: the messages that were recorded under both (clock_link.c), and how one
 * is told from the other (clock.c).
 */
#ifndef PVSLEUTH_BOOT_CLOCK_H
#define PVSLEUTH_BOOT_CLOCK_H

#include "boot/internal.h"

/* One message at both. Repeatable: nothing in it was chosen anew for this boot, so that another boot of
 * the same client has the same. */
struct pair {
	int64_t a_ns, b_ns;
	int upward; /* -1: not known */
	bool same_leg, repeatable;
};

/* What is collected of two clocks; messages beyond PAIRS_MAX are thinned out evenly. */
struct pairs {
	struct pair *pair;
	size_t count, cap, seen, stride;
};

enum link_trust {
	LINK_TRUSTED,
	LINK_REPEATABLE, /* the messages may be those of two boots */
	LINK_SPREAD,     /* the messages do not agree about the difference */
	LINK_FEW,        /* too few for a difference that no time zone explains */
};

/* b's times plus offset are a's, at base_ns of b; later ones plus drift more. */
struct link {
	int a, b;
	enum link_trust trust;
	size_t count; /* messages; of an overlap, frames */
	bool overlap; /* the same frames at the very same time: one clock */
	int64_t offset_ns, uncertainty_ns, drift_ppb, base_ns;
};

void pairs_add(struct pairs *p, const struct pair *one);
/* What the pairs say, which are in order of b's time. They are changed by it, and thrown away. */
struct link link_measure(int a, int b, struct pairs *p);
/* The same, seen from the other side. */
struct link link_turned(const struct link *l);

#endif
