/*
 * All talks of a case while it is looked which of them are one: from nat_load.c through nat.c to nat_write.c.
 */
#ifndef PVSLEUTH_BOOT_NAT_SET_H
#define PVSLEUTH_BOOT_NAT_SET_H

#include "boot/nat.h"

/* Two talks that may be one; near and far are indexes. Chosen: they are. */
struct nat_pair {
	size_t near, far;
	size_t next_near, next_far; /* further pairs of these talks, counted from 1 */
	struct nat_match match;
	enum nat_verdict verdict;
	bool chosen;
};

struct nat_set {
	struct store *s;
	struct err *err;
	struct nat_talk *talk;
	size_t talks, talks_cap;
	struct nat_pair *pair;
	size_t pairs, pairs_cap;
};

/* SQL: event e is of the talk with ?5 the client's address and ?6 its port; of a conversation, ?7 and ?8 the server's. */
#define NAT_OF_TALK \
	"((e.src_ip = ?5 AND e.src_port = ?6 AND (?7 IS NULL OR (e.dst_ip = ?7 AND e.dst_port = ?8)))" \
	" OR (e.dst_ip = ?5 AND e.dst_port = ?6 AND (?7 IS NULL OR (e.src_ip = ?7 AND e.src_port = ?8))))"

/* Whether neither end was chosen for another pair. */
bool nat_is_open(const struct nat_set *s, const struct nat_pair *p);
/* Of a pair that is open: how many talks at the far capture the near one may be; 0 but for one pair of these. */
size_t nat_candidates(const struct nat_set *s, const struct nat_pair *p);
/* From captures whose clocks are known. */
int nat_talks_load(struct nat_set *s);
/* Once for each talk. */
int nat_messages_load(struct nat_set *s, struct nat_talk *t);
/* The table translation, and in front of the facts temporary tables in which talks that are one have the addresses of
 * the one nearest to the target. After the groups are known. */
int nat_write(struct nat_set *s);

#endif
