/*
 * One row of a fact table at a time: put_into, the values in the order of the table's columns, put_done. It is
 * written later: when pending_flush returns, everything was. A failure is remembered in the store and makes
 * everything after it do nothing.
 */
#ifndef PVSLEUTH_STORE_PUT_H
#define PVSLEUTH_STORE_PUT_H

#include "store/pending.h"

/* The row being filled; not open: something failed, or no capture is being stored. */
struct put {
	struct store *s;
	bool open;
};

struct put put_into(struct store *s, enum fact_table t);
void put_int(struct put *p, int64_t v);
void put_null(struct put *p);
/* NULL when v is the value that means "not there". */
void put_int_unless(struct put *p, int64_t v, int64_t absent);
/* A count; those beyond SQLite's integers do not occur in a file. */
void put_count(struct put *p, uint64_t v);
void put_text(struct put *p, const char *v);
/* A text whose column is NOT NULL. */
void put_text_or_empty(struct put *p, const char *v);
/* NULL when it is all zeros. */
void put_mac(struct put *p, struct mac m);
/* A MAC in a NOT NULL column: zeros are zeros. */
void put_mac_always(struct put *p, struct mac m);
void put_ip_always(struct put *p, uint32_t ip);
/* NULL when it is 0. */
void put_ip(struct put *p, uint32_t ip);
void put_blob(struct put *p, const void *bytes, size_t n);
/* The bytes before and behind `out`, which lies within them or is nothing. */
void put_blob_without(struct put *p, const uint8_t *bytes, size_t n, struct span out);
/* As a number: 1 unicast, 2 broadcast, 3 multicast. */
void put_cast(struct put *p, enum cast c);
/* The row is whole; false after a failure. */
bool put_done(struct put *p);

/* n counts in a row. */
void put_counts(struct put *p, const uint64_t *counts, size_t n);

/* The event of a frame, its id, 0 after a failure; a frame that is the same as an event's (write_event.c). */
int64_t put_event(void *ctx, const struct fact_event *f);
void put_copy(void *ctx, const struct fact_copy *f);
/* With a new capture, before its first event. */
void overlap_begin(struct store *s);
/* A conversation with its bins, gaps and spells (write_flow.c). */
void put_flow(void *ctx, const struct fact_flow *f);

#endif
