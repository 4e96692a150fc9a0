/*
 * One boot out of the case: what is known of it, its steps, its ladder.
 */
#ifndef PVSLEUTH_TUI_BOOT_LOAD_H
#define PVSLEUTH_TUI_BOOT_LOAD_H

#include "store/store.h"
#include "tui/ladder.h"

#define BOOT_STEPS 12
#define BOOT_EVENTS 5000 /* more are told, not shown */

struct boot_step {
	char phase[16], status[16];
	int64_t took_ns; /* -1: not known */
	int64_t tries;
};

struct boot_facts {
	int64_t boot_id, attempt, start_ns, end_ns;
	char mac[32], hostname[96], lease_ip[48], outcome[16], phase[16], path[24];
	int64_t finding_id; /* the one that explains it, 0: none */
	char rule[64];
	char title[160]; /* of its finding; "" without one */
	struct boot_step step[BOOT_STEPS];
	size_t steps;
};

/* Fills both; the ladder is empty before. -1 with a sentence, also when there is no such boot. */
int boot_load(
	struct store *s, int64_t boot_id, struct boot_facts *f, struct ladder *l, struct err *err);

#endif
