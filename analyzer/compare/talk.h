/*
 * The conversation of one boot: who took part, what they said and when, and where nobody said anything. What is
 * shown of it, folded or in full, is up to who draws it.
 */
#ifndef PVSLEUTH_COMPARE_TALK_H
#define PVSLEUTH_COMPARE_TALK_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALK_ALL (-1) /* everybody who listens: broadcast, multicast */
#define TALK_TARGET 0

/* The target is the first; the others follow in the order of a boot. */
struct talk_party {
	char address[48];
	char role[48];
	unsigned rank; /* lower comes first */
};

struct talk_message {
	int64_t event_id, ns;
	int from, to; /* parties; `to` may be TALK_ALL */
	char phase[16], kind[32];
	char *info, *src, *dst; /* the addresses as they stand in it */
	char *seen;        /* in which captures, where it was in several; "" */
	size_t taps;       /* in how many */
	int64_t frame, capture;
	int number, last;  /* of the evidence, from 1: it, and what was seen of it elsewhere; 0: none */
	bool proves;       /* that evidence speaks for the finding */
	bool against;      /* or against it */
};

/* A time in which a conversation stood still, and whose turn it was. */
struct talk_silence {
	int64_t from_ns, to_ns;
	bool server;
};

/* Messages that left one capture and never reached the next. */
struct talk_loss {
	int64_t ns; /* when the last of them was sent, or what was sent with them */
	int64_t lost, sent;
	char *what, *left, *missing;
};

struct talk {
	struct talk_party *party;
	size_t parties, party_cap;
	struct talk_message *message;
	size_t messages, message_cap;
	struct talk_silence *silence;
	size_t silences, silence_cap;
	struct talk_loss *loss; /* in the order of time */
	size_t losses, loss_cap;
	bool measured; /* silences of streams are known, also that there are none */
	int64_t start_ns;
	int64_t end_ns;   /* nothing was seen of it after that */
	int64_t until_ns; /* the captures go on to here; INT64_MIN when not known */
	size_t beyond;    /* messages that were not loaded */
};

/* The boot whose talk is wanted. */
struct talk_of {
	int64_t boot_id, finding_id; /* finding_id 0: nothing is evidence */
	const char *mac, *lease_ip, *outcome; /* lease_ip "" when none */
	int64_t start_ns, end_ns;
	size_t most; /* messages */
};

/* Fills an empty one. -1 with a sentence. */
int talk_load(struct store *s, const struct talk_of *of, struct talk *t, struct err *err);
void talk_free(struct talk *t);

/* The party of that address, made when there is none. */
int talk_party(struct talk *t, const char *address, const char *role, unsigned rank);
/* Takes the message over (with its texts). Messages come in the order of time. */
void talk_add(struct talk *t, const struct talk_message *m);
/* Puts the parties in order of rank; the target stays first. */
void talk_sort_parties(struct talk *t);

/* What is said of a gap of `ns` before message `at` (the number of messages: behind the last). With to_the_end it lasts
 * as long as the captures do. */
void talk_say_gap(const struct talk *t, size_t at, int64_t ns, bool to_the_end, char *buf, size_t size);

/* What was lost and between which two captures. With an arrow to put between these it is shorter; NULL: in words. */
void talk_say_loss(const struct talk_loss *l, const char *arrow, char *buf, size_t size);

#endif
