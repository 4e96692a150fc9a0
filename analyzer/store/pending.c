/*
 * Rows of facts on their way into the case: see pending.h.
 */
#include "store/pending.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const insert_sql[FACT_TABLES] = {
	[FACT_CAPTURE] = "INSERT INTO capture VALUES (?, '', NULL, '', '', '', 0, 0, 0, NULL, NULL, 'complete', '')",
	[FACT_CAPTURE_END] =
		"UPDATE capture SET path = ?2, sha256 = ?3, xxh3 = ?4, format = ?5, "
		"compression = ?6, frames = ?7, bytes = ?8, file_bytes = ?9, first_ns = ?10, "
		"last_ns = ?11, status = ?12, note = ?13 WHERE capture_id = ?1",
	[FACT_INTERFACE] = "INSERT INTO interface VALUES (?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_LEDGER] = "INSERT INTO ledger_entry VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET "
			"frames = frames + excluded.frames, bytes = bytes + excluded.bytes",
	[FACT_INFO] = "INSERT INTO info VALUES (?,?)",
	[FACT_RUN] = "INSERT INTO run VALUES (?,?,?)",
	[FACT_EVENT] = "INSERT INTO event VALUES "
		       "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_DHCP] = "INSERT INTO dhcp VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		      "?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
	[FACT_ARP] = "INSERT INTO arp VALUES (?,?,?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
	[FACT_L2] = "INSERT INTO l2 VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
	[FACT_CHANNEL] = "INSERT INTO channel VALUES (?,?,?,?,?,?,?,?,?)",
	[FACT_ICMP] = "INSERT INTO icmp VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
	[FACT_SQL] = "INSERT INTO sql_call VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
	[FACT_TRANSFER] =
		"INSERT INTO transfer VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_PIECES] = "INSERT INTO pieces VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_FLOW] = "INSERT INTO flow VALUES "
		      "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		      "?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_FLOW_BIN] = "INSERT INTO flow_bin VALUES (?,?,?,?,?,?)",
	[FACT_FLOW_GAP] = "INSERT INTO flow_gap VALUES (?,?,?,?,?)",
	[FACT_FLOW_SPELL] = "INSERT OR IGNORE INTO flow_spell VALUES "
			    "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_STATION] = "INSERT INTO station VALUES (?,?,?,?,?,?,?,?,?)",
	[FACT_ADDRESS] = "INSERT INTO address VALUES (?,?,?,?,?,?,?)",
	[FACT_COPY] = "INSERT OR IGNORE INTO event_copy VALUES (?,?,?,?,?)",
	[FACT_STEP] = "INSERT INTO clock_step VALUES (?,?,?,?,?)",
	[FACT_FRAGMENT] = "INSERT INTO fragment VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_TWIN] = "INSERT INTO twin VALUES (?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
};

static void fail(struct store *s, int rc)
{
	if (s->failed)
		return;
	store_says(s, rc, "store a fact", &s->failure);
	s->failed = true;
}

static const uint8_t *get(const uint8_t *at, void *v, size_t n)
{
	memcpy(v, at, n);
	return at + n;
}

/* One value, whose bytes stay until the row is written. */
static const uint8_t *bind_value(sqlite3_stmt *st, int col, const uint8_t *at, int *rc)
{
	uint8_t tag = *at++;
	uint32_t n;
	int64_t i;

	switch (tag) {
	case VALUE_NULL:
		*rc = sqlite3_bind_null(st, col);
		return at;
	case VALUE_INT:
		at = get(at, &i, sizeof(i));
		*rc = sqlite3_bind_int64(st, col, i);
		return at;
	}
	at = get(at, &n, sizeof(n));
	*rc = tag == VALUE_TEXT ? sqlite3_bind_text(st, col, (const char *)at, (int)n, SQLITE_STATIC)
			      : sqlite3_bind_blob64(st, col, at, n, SQLITE_STATIC);
	return at + n;
}

static int insert_of(struct store *s, unsigned table)
{
	return s->insert[table] ? SQLITE_OK : sqlite3_prepare_v3(s->db, insert_sql[table], -1, SQLITE_PREPARE_PERSISTENT,
		&s->insert[table], NULL);
}

/* Writes one row, at its table; the one behind it. */
static const uint8_t *row_write(struct store *s, const uint8_t *at)
{
	unsigned table = *at++;
	int rc = insert_of(s, table), col = 0;
	sqlite3_stmt *st = s->insert[table];

	while (rc == SQLITE_OK && *at != ROW_END)
		at = bind_value(st, ++col, at, &rc);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc != SQLITE_DONE)
		fail(s, rc);
	if (st) {
		sqlite3_reset(st);
		sqlite3_clear_bindings(st);
	}
	return at + 1;
}

/* By whichever thread; once something failed, the rest is dropped. */
static void pending_write(void *store, const uint8_t *bytes, size_t n)
{
	const uint8_t *at = bytes;
	struct store *s = store;

	while ((size_t)(at - bytes) < n && !s->failed)
		at = row_write(s, at);
}

void pending_hand_over(struct store *s)
{
	struct pending *p = &s->pending;

	if (!p->line && !s->others && p->parts++)
		p->line = line_new(pending_write, s);
	if (p->line && p->n <= LINE_BLOCK) {
		line_put(p->line, p->bytes, p->n);
	} else {
		if (p->line)
			line_rest(p->line);
		pending_write(s, p->bytes, p->n);
	}
	p->n = 0;
}

void pending_flush(struct store *s)
{
	line_end(s->pending.line);
	s->pending.line = NULL;
	s->pending.parts = 0;
	pending_write(s, s->pending.bytes, s->pending.n);
	s->pending.n = 0;
}

void pending_drop(struct store *s)
{
	s->failed = true;
	pending_flush(s);
}

void pending_free(struct store *s)
{
	pending_drop(s);
	free(s->pending.bytes);
	s->pending = (struct pending){0};
}

void store_forget_inserts(struct store *s)
{
	size_t i;

	for (i = 0; i < FACT_TABLES; i++) {
		sqlite3_finalize(s->insert[i]);
		s->insert[i] = NULL;
	}
}
