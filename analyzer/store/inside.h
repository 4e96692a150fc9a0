/*
 * What the files of this folder share. Nothing outside includes it.
 */
#ifndef PVSLEUTH_STORE_INSIDE_H
#define PVSLEUTH_STORE_INSIDE_H

#include "store/store.h"
#include "base/embedded.h"
#include "base/line.h"

#include <sqlite3.h>
#include <stdatomic.h>

/* "PVSD", in the SQLite header's application id: how file(1) and we know a case. */
#define CASE_APPLICATION_ID 0x50565344
#define CASE_BUSY_MS 3000

#define RECENT 64 /* a power of two */

/* One prepared statement, kept under its text. */
struct kept;

/* The inserts of facts, prepared once per store: write.c says what each is. */
enum fact_table {
	FACT_CAPTURE,
	FACT_CAPTURE_END,
	FACT_INTERFACE,
	FACT_LEDGER,
	FACT_INFO,
	FACT_RUN,
	FACT_EVENT,
	FACT_DHCP,
	FACT_ARP,
	FACT_L2,
	FACT_CHANNEL,
	FACT_ICMP,
	FACT_SQL,
	FACT_TRANSFER,
	FACT_PIECES,
	FACT_FLOW,
	FACT_FLOW_BIN,
	FACT_FLOW_GAP,
	FACT_FLOW_SPELL,
	FACT_STATION,
	FACT_ADDRESS,
	FACT_COPY,
	FACT_STEP,
	FACT_FRAGMENT,
	FACT_TWIN,
	FACT_TABLES
};

/* Rows that were put and are not written yet: pending.h. */
struct pending {
	uint8_t *bytes;
	size_t n, cap, parts; /* parts: handed over so far */
	struct line *line;    /* to a thread that writes; NULL: this one does */
};

/* What many events have in common, known by its bytes: alike.h. */
struct alike {
	struct alike_one *known;
	unsigned count;
	int64_t next; /* id */
};

/* From when to when it is known which other captures of the case hold the same time (write_event.c). */
struct overlap {
	int64_t from, to;
	bool any;
};

struct store {
	bool (*watch)(void *ctx); /* or NULL */
	void *watch_ctx;
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	bool stale;

	struct kept *kept; /* uthash, oldest first */
	struct recent {
		const char *sql; /* the caller's own text, by its address */
		struct kept *k;
	} recent[RECENT];

	/* the capture being ingested */
	sqlite3_stmt *insert[FACT_TABLES];
	struct pending pending;
	int64_t capture_id, next_event, next_flow; /* capture_id 0: none */
	struct alike info, run;
	struct overlap overlap;
	bool others; /* captures before this one have events */
	atomic_bool failed; /* set by whoever writes the rows, with the reason in `failure` */
	struct err failure;
};

extern const struct embedded embedded_facts[];
extern const struct embedded embedded_rules[];
extern const struct embedded embedded_schema[];

/* Turns an SQLite result into a sentence about the case; `doing` completes "...: cannot {doing}".
 * Returns -1. */
int store_says(struct store *s, int rc, const char *doing, struct err *err);
/* Finalizes what query.c and write.c keep. */
void store_forget_queries(struct store *s);
void store_forget_inserts(struct store *s);
/* Runs one of our SQL files. */
int store_run_embedded(struct store *s, const struct embedded *e, struct err *err);
/* The derived tables and views of the case: none, when its making was interrupted; ours, as its digest says; or another
 * version's. */
enum derived_age { DERIVED_NONE, DERIVED_OURS, DERIVED_OTHER };
enum derived_age store_derived_age(struct store *s);
/* Makes `to` a copy of `from`. */
int store_copy_into(struct store *from, struct store *to, struct err *err);
/* Registers the SQL functions. */
int store_functions(sqlite3 *db);

#endif
