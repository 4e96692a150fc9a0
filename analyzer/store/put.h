/*
 * Writing one row of facts: put_into() begins it, the columns follow in their order, put_done() ends it.
 */
#ifndef PVSLEUTH_STORE_PUT_H
#define PVSLEUTH_STORE_PUT_H

#include "store/inside.h"

/* The statement being filled; values are put in the order of the table's columns. */
struct put {
	struct store *s;
	sqlite3_stmt *st;
	int col, rc;
};

struct put put_into(struct store *s, enum fact_table t);
void put_int(struct put *p, int64_t v);
void put_null(struct put *p);
void put_int_unless(struct put *p, int64_t v, int64_t absent);
void put_count(struct put *p, uint64_t v);
void put_text(struct put *p, const char *v);
void put_text_or_empty(struct put *p, const char *v);
void put_mac(struct put *p, struct mac m);
void put_mac_always(struct put *p, struct mac m);
void put_ip_always(struct put *p, uint32_t ip);
void put_ip(struct put *p, uint32_t ip);
void put_blob(struct put *p, const void *bytes, size_t n);
void put_cast(struct put *p, enum cast c);
int64_t put_done(struct put *p);
void put_counts(struct put *p, const uint64_t *counts, size_t n);

/* A conversation with its bins, gaps and spells (write_flow.c). */
void put_flow(void *ctx, const struct fact_flow *f);

#endif
