/*
 * One prepared insert per fact table, and the values put into it. See put.h.
 */
#include "store/put.h"

#include "base/txt.h"

static const char *const insert_sql[FACT_TABLES] = {
	[FACT_CAPTURE] = "INSERT INTO capture VALUES (NULL, '', NULL, '', '', '', 0, 0, 0, NULL, NULL, 'complete', '')",
	[FACT_CAPTURE_END] =
		"UPDATE capture SET path = ?2, sha256 = ?3, xxh3 = ?4, format = ?5, "
		"compression = ?6, frames = ?7, bytes = ?8, file_bytes = ?9, first_ns = ?10, "
		"last_ns = ?11, status = ?12, note = ?13 WHERE capture_id = ?1",
	[FACT_INTERFACE] = "INSERT INTO interface VALUES (?,?,?,?,?,?,?,?,?,?,?)",
	[FACT_LEDGER] = "INSERT INTO ledger_entry VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET "
			"frames = frames + excluded.frames, bytes = bytes + excluded.bytes",
	[FACT_EVENT] = "INSERT INTO event VALUES "
		       "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
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
		      "(NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
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
	s->failed = true;
	store_says(s, rc, "store a fact", &s->failure);
}

struct put put_into(struct store *s, enum fact_table t)
{
	struct put p = {s, NULL, 0, SQLITE_OK};

	if (s->failed || !s->capture_id) {
		p.rc = SQLITE_MISUSE;
		return p;
	}
	if (!s->insert[t])
		p.rc = sqlite3_prepare_v3(
			s->db, insert_sql[t], -1, SQLITE_PREPARE_PERSISTENT, &s->insert[t], NULL);
	p.st = s->insert[t];
	return p;
}

void put_int(struct put *p, int64_t v)
{
	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_bind_int64(p->st, ++p->col, v);
}

void put_null(struct put *p)
{
	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_bind_null(p->st, ++p->col);
}

void put_int_unless(struct put *p, int64_t v, int64_t absent)
{
	if (v == absent)
		put_null(p);
	else
		put_int(p, v);
}

void put_count(struct put *p, uint64_t v)
{
	put_int(p, v > INT64_MAX ? INT64_MAX : (int64_t)v);
}

void put_text(struct put *p, const char *v)
{
	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_bind_text(p->st, ++p->col, v, -1, SQLITE_STATIC);
}

void put_text_or_empty(struct put *p, const char *v)
{
	put_text(p, v ? v : "");
}

void put_mac_always(struct put *p, struct mac m)
{
	char buf[18];

	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_bind_text(p->st, ++p->col, txt_mac(buf, m.b), -1, SQLITE_TRANSIENT);
}

void put_mac(struct put *p, struct mac m)
{
	if (mac_is_zero(m))
		put_null(p);
	else
		put_mac_always(p, m);
}

void put_ip_always(struct put *p, uint32_t ip)
{
	char buf[16];

	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_bind_text(p->st, ++p->col, txt_ip4(buf, ip), -1, SQLITE_TRANSIENT);
}

void put_ip(struct put *p, uint32_t ip)
{
	if (!ip)
		put_null(p);
	else
		put_ip_always(p, ip);
}

void put_blob(struct put *p, const void *bytes, size_t n)
{
	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_bind_blob64(p->st, ++p->col, n ? bytes : "", n, SQLITE_STATIC);
}

void put_cast(struct put *p, enum cast c)
{
	static const char *const name[] = {[CAST_UNKNOWN] = NULL, [CAST_UNICAST] = "unicast",
		[CAST_BROADCAST] = "broadcast", [CAST_MULTICAST] = "multicast"};

	put_text(p, name[c]);
}

int64_t put_done(struct put *p)
{
	if (p->s->failed || !p->s->capture_id)
		return 0;
	if (p->rc == SQLITE_OK)
		p->rc = sqlite3_step(p->st);
	if (p->rc != SQLITE_DONE)
		fail(p->s, p->rc);
	sqlite3_reset(p->st);
	sqlite3_clear_bindings(p->st);
	return p->s->failed ? 0 : sqlite3_last_insert_rowid(p->s->db);
}

void store_forget_inserts(struct store *s)
{
	size_t i;

	for (i = 0; i < FACT_TABLES; i++) {
		sqlite3_finalize(s->insert[i]);
		s->insert[i] = NULL;
	}
}

void put_counts(struct put *p, const uint64_t *counts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		put_count(p, counts[i]);
}
