/*
 * The conductor: captures into a case, and the analysis of a case.
 */
#ifndef PVSLEUTH_CLI_RUN_H
#define PVSLEUTH_CLI_RUN_H

#include "cli/inputs.h"
#include "cli/out.h"
#include "store/store.h"

/* What became of the inputs. */
struct tally {
	size_t added, repeated, cut, unreadable;
};

/* Reads each input into the case; what cannot be read is told and counted. 0, or -1 with a sentence
 * when the case itself failed (earlier captures stay). Ends early when run_interrupted(). */
int run_ingest(struct cli *cli, struct store *s, struct inputs *in, struct tally *t,
	struct err *err);

/* Whether that very file (by its bytes) is in the case. */
bool run_has_capture(struct store *s, const char *path);
/* By what a case knows a capture: the hash of its file, and of an extract of several captures which of them. */
void run_name_tap(char *buf, size_t size, const char *xxh3, uint32_t tap);

/* Boots and findings from the facts, in one transaction; rules_dir may be NULL. */
int run_analysis(struct cli *cli, struct store *s, const char *rules_dir, struct err *err);

/* From here on SIGINT and SIGTERM end the work on s cleanly; NULL: they do what they always do. */
void run_catch_signals(struct store *s);
bool run_interrupted(void);
/* The same as something to look at while waiting. */
const volatile int *run_stop(void);

/* Whether a finding (or a failed boot, for "failure") of that level or worse is in the case: failure,
 * degraded, note. */
bool run_level_met(struct store *s, const char *level);
bool run_level_known(const char *level);

#endif
