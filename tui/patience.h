/*
 * How long a query may take: until a time has passed, or until a key is pressed. What takes longer
 * ends with "interrupted" and is done in a pause.
 */
#ifndef PVSLEUTH_TUI_PATIENCE_H
#define PVSLEUTH_TUI_PATIENCE_H

#include "store/store.h"

enum patience_keys {
	PATIENCE_NO_KEY,
	PATIENCE_CANCEL,  /* Esc or Ctrl-C, which is taken; says so when it takes long */
	PATIENCE_ANY_KEY, /* which stays to be read */
};

struct patience {
	struct store *store;
	int64_t began_ns, most_ns;
	enum patience_keys keys;
	bool told, ran_out;
};

/* For the queries of the store until patience_end: most_ms 0 is without limit. */
void patience_begin(struct patience *p, struct store *s, int most_ms, enum patience_keys keys);
/* Whether it ran out. */
bool patience_end(struct patience *p);

#endif
