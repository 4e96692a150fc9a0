/*
 * Two boots side by side: which healthy boot is most like a failed one, what both did message by
 * message and field by field, and where they part for the first time. Reads the public views only.
 */
#ifndef PVSLEUTH_COMPARE_COMPARE_H
#define PVSLEUTH_COMPARE_COMPARE_H

#include "base/txt.h"
#include "model/field.h"
#include "store/store.h"

/* The boot to compare with: the booted one that is most like boot_id, and in words why it was
 * chosen (what is alike, what is not, among how many). 0, also when nothing in the case booted:
 * *peer_id is then 0 and the sentence says so. -1 with a sentence when the case cannot be read or
 * has no such boot. */
int compare_find_peer(
	struct store *s, int64_t boot_id, int64_t *peer_id, struct txt *why, struct err *err);

enum compare_type { COMPARE_PHASE, COMPARE_MESSAGE, COMPARE_FIELD };

enum compare_state {
	COMPARE_SAME,
	COMPARE_OWN, /* differs as it must: own address, transaction id, time */
	COMPARE_DIFFERS,
	COMPARE_ONLY_A,
	COMPARE_ONLY_B,
};

/* A line of the comparison; what belongs to a message follows it, what belongs to a phase too. */
struct compare_row {
	enum compare_type type;
	enum compare_state state;
	char phase[16];
	char kind[32];	/* of a message, as timeline.kind; else "" */
	char *name;	/* the phase; what the message is called; the field */
	char *value[2]; /* A's and B's; "" where it has none. Of a phase: status and duration */
	int64_t event_id[2]; /* of a message, the first of `count` equal ones; 0: none */
	int64_t ns[2];	     /* since the boot began; INT64_MIN: none */
	size_t count[2];
};

struct compare_side {
	int64_t boot_id, start_ns, end_ns;
	char mac[32], hostname[96], lease_ip[48], outcome[16], path[24], phase[16];
	bool rx; /* what was sent to the target could be seen */
};

#define COMPARE_NONE SIZE_MAX

struct comparison {
	struct compare_side side[2];
	struct compare_row *row;
	size_t rows, cap;
	size_t first;	/* the first row that differs other than it must; COMPARE_NONE: none does */
	size_t parting; /* the first message that only one of them has; COMPARE_NONE: none */
	char *words;	/* both of these said in one to three sentences */
	char *note;	/* what limits the comparison; "" nothing */
};

/* Compares; `fields` decodes stored frames (NULL: messages only, no fields). {0} is a valid
 * comparison before. -1 with a sentence; compare_free in any case. */
int compare_boots(struct store *s, int64_t a, int64_t b, frame_fields_fn fields,
	struct comparison *c, struct err *err);
void compare_free(struct comparison *c);

/* "same", "own", "differs", "only-a", "only-b". */
const char *compare_state_name(enum compare_state state);

#endif
