/*
 * One thing in full, as text or JSON. Each gives 0, -1 with a sentence, or 1 when there is no such
 * thing; a frame 3 where it has said itself why not.
 */
#ifndef PVSLEUTH_CLI_SHOW_H
#define PVSLEUTH_CLI_SHOW_H

#include "cli/key.h"
#include "cli/out.h"
#include "store/store.h"

int show_boot(struct cli *cli, struct store *s, int64_t boot_id, bool json, struct err *err);
int show_target(struct cli *cli, struct store *s, const char *mac, bool json, struct err *err);
/* Who used an address, the boots that held it and the findings that name it; 1: nothing of all this. */
int show_key(struct cli *cli, struct store *s, const struct key *key, bool json, struct err *err);
int show_finding(struct cli *cli, struct store *s, int64_t finding_id, bool json, struct err *err);
int show_frame(struct cli *cli, struct store *s, int64_t capture_id, int64_t frame, bool json,
	struct err *err);

/* The findings that match `where` (a fixed SQL condition on ?1), in words, with their evidence. */
int show_findings_text(struct cli *cli, struct store *s, const char *sql, int64_t id,
	struct err *err);

#endif
