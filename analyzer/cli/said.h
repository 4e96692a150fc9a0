/*
 * What the user says of single captures (--offset, --vantage): kept in the case, and stronger than what
 * the packets tell.
 */
#ifndef PVSLEUTH_CLI_SAID_H
#define PVSLEUTH_CLI_SAID_H

#include "store/store.h"

enum said_what { SAID_OFFSET, SAID_VANTAGE };

struct saying {
	enum said_what what;
	const char *text; /* FILE=VALUE, as on the command line */
};

struct sayings {
	struct saying *one;
	size_t count, cap;
};

#define SAID_OFFSET_HELP "add SECONDS to its times; auto: as estimated"
#define SAID_VANTAGE_HELP "target, relay, server, span, a name or auto"

/* Takes one; false and a sentence in err when it is not understood. */
bool said_take(struct sayings *all, enum said_what what, const char *text, struct err *err);
/* Writes all of them into the case, or none. FILE is a path as the case has it, the end of one, or its
 * number. -1 when it is none, or not one alone. */
int said_write(struct store *s, const struct sayings *all, struct err *err);
void said_free(struct sayings *all);

#endif
