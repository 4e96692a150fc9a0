/*
 * Which boots a command is about: a condition over b of the view boots. A value that was not given is NULL and
 * lets everything through.
 */
#ifndef PVSLEUTH_CLI_FILTER_H
#define PVSLEUTH_CLI_FILTER_H

#include "cli/key.h"
#include "store/store.h"

/* What cannot be: 0, or -1 with a sentence that says what can. Else a filter that lets nothing through would look like good
 * news. Findings have phases that no boot reaches. */
int filter_phase(const char *value, bool of_findings, struct err *err);
int filter_server(const char *value, struct err *err);
/* A MAC, an address, the numbers of a dump (all in *key), or a host's name. */
int filter_target(const char *value, struct key *key, struct err *err);
/* Whether that rule is built in, goes with the case, or has found something there. */
int filter_rule(struct store *s, const char *id, struct err *err);

/* ?1 failed ?2 phase ?3 rule ?4 target ?5 server ?6 ?7 it began from and before ?8 all ?9 target, as key.h reads it */
enum { FILTERS = 9 };

/* Whether the key names this MAC or address. */
#define KEY_IS(mac, ip)                                                                            \
	"EXISTS (SELECT 1 FROM json_each(?9) k WHERE k.value = " ip " OR (instr(k.value, ':') "    \
	"AND substr(" mac ", 1, length(k.value)) = k.value))"

#define BOOT_FILTER                                                                                \
	"(?1 IS NULL OR b.outcome = 'failed') AND (?2 IS NULL OR b.phase_reached = ?2) "           \
	"AND (?3 IS NULL OR b.boot_id IN (SELECT boot_id FROM findings WHERE rule = ?3)) "         \
	"AND (?4 IS NULL OR b.hostname = ?4 COLLATE NOCASE OR " KEY_IS("b.mac", "b.lease_ip") ") " \
	"AND (?5 IS NULL OR ?5 IN (b.dhcp_server, b.relay, b.boot_server, b.login_server, "        \
	"b.stream_server)) AND (?6 IS NULL OR b.start_ns >= ?6) AND (?7 IS NULL OR b.start_ns < "    \
	"?7) "                                                                                     \
	"AND (?8 IS NOT NULL OR b.outcome <> 'leased')"

#endif
