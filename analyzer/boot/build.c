/*
 * The maker of boots: each client's facts cut, told, and written to the derived tables.
 */
#include "boot/internal.h"
#include "model/addr.h"

#include <stdlib.h>

struct builder {
	struct store *s;
	struct err *err;
	struct items items;
	struct attempts attempts;
	struct exchanges exchanges;
	int64_t next_boot, next_target, next_exchange, attempt;
	bool extracts; /* some capture is an extract of a case */
	bool lossy;    /* ... or lost frames */
	bool several;  /* captures */
	bool copies;   /* some message was seen at several taps */
	bool overlaps; /* some frame is in two files */
};

#define INSERT(b, sql, args) store_query((b)->s, (sql), (args), sizeof(args) / sizeof((args)[0]), NULL, NULL, (b)->err)

static struct bind text_or_null(const char *s)
{
	return s && s[0] ? B_TEXT(s) : (struct bind){0};
}

/* --- target ------------------------------------------------------------------------------------------ */

static int target_write(struct builder *b, const char *mac, int64_t id)
{
	const char *hostname = NULL, *uuid = NULL;
	enum client_kind who = KIND_UNKNOWN;
	struct mac m = {{0}};
	size_t i;

	for (i = 0; i < b->items.count; i++) {
		const struct item *it = &b->items.item[i];

		if (it->type != ITEM_DHCP || !it->request)
			continue;
		if (it->hostname[0])
			hostname = it->hostname;
		if (it->uuid[0])
			uuid = it->uuid;
		if (who == KIND_UNKNOWN || (kind_def[it->who].network_boot && !kind_def[who].network_boot))
			who = it->who;
	}
	(void)txt_parse_mac(mac, m.b);
	{
		struct bind a[] = {B_INT(id), B_TEXT(mac), text_or_null(mac_vendor(m)), text_or_null(hostname),
			text_or_null(uuid), B_TEXT(kind_def[who].name)};
		return INSERT(b, "INSERT INTO target VALUES (?1, ?2, ?3, ?4, ?5, ?6)", a);
	}
}

/* --- boot -------------------------------------------------------------------------------------------- */

static int boot_write(struct builder *b, const struct story *st, int64_t target)
{
	struct bind a[] = {
		B_INT(st->boot_id), B_INT(target), B_TEXT(st->mac), B_INT(st->attempt), B_INT(st->start_ns),
		B_INT(st->end_ns), B_TEXT(st->path), B_TEXT(st->outcome), B_TEXT(phase_name[st->phase]),
		B_TEXT(kind_def[st->who].name), B_INT(kind_def[st->who].patience_ns),
		B_INT(st->seen_until_ns), B_INT(st->open_start), text_or_null(st->lease_ip),
		text_or_null(st->dhcp_server), text_or_null(st->relay), text_or_null(st->boot_server),
		text_or_null(st->boot_file), text_or_null(st->file_source), text_or_null(st->login_server),
		text_or_null(st->stream_server), B_INT(st->stream_bytes), B_INT(st->uses_pxe),
		B_TEXT(st->summary), B_INT(st->long_enough), B_INT(st->decided_ns),
	};

	return INSERT(b,
		"INSERT INTO boot(boot_id, target_id, mac, attempt, start_ns, end_ns, path, outcome,"
		" phase_reached, client_kind, patience_ns, seen_until_ns, open_start, lease_ip, dhcp_server,"
		" relay, boot_server, boot_file, file_source, login_server, stream_server, stream_bytes,"
		" uses_pxe, summary, long_enough, decided_ns) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
		" ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)", a);
}

/* Each try's secs, in order: "0, 4, 12, 28". */
static void secs_list(const struct exchange *x, char *out, size_t size)
{
	size_t n = 0;
	unsigned i;

	out[0] = '\0';
	for (i = 0; i < x->try_n && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%lld", i ? ", " : "", (long long)x->try_secs[i]);
}

/* Times of two captures have two clocks; and of very many tries the later ones were not kept. */
static bool comparable(const struct exchange *x)
{
	return x->first->capture_id == x->reply_capture && x->tries <= TRIES_MAX;
}

/* The least delay that the times allow: the answer with the longest wait behind the try just before it. */
static int64_t delay_low(const struct exchange *x)
{
	int64_t low = -1, since;
	unsigned i, k;

	for (k = 0; comparable(x) && k < x->reply_n; k++) {
		since = -1;
		for (i = 0; i < x->try_n && x->try_ns[i] <= x->reply_ns[k]; i++)
			since = x->reply_ns[k] - x->try_ns[i];
		if (since > low)
			low = since;
	}
	return low;
}

/* The shortest wait when the k-th answer is for the k-th try; -1 where answers and tries do not match. */
static int64_t delay_paired(const struct exchange *x)
{
	int64_t least = INT64_MAX;
	unsigned i;

	if (!comparable(x) || !x->reply_n || x->reply_n != x->try_n || x->try_n >= TRIES_MAX)
		return -1;
	for (i = 0; i < x->reply_n; i++) {
		if (x->reply_ns[i] < x->try_ns[i])
			return -1;
		if (x->reply_ns[i] - x->try_ns[i] < least)
			least = x->reply_ns[i] - x->try_ns[i];
	}
	return least;
}

static struct bind int_or_null(int64_t v)
{
	return v >= 0 ? B_INT(v) : (struct bind){0};
}

static int exchange_write(struct builder *b, int64_t boot, const struct exchange *x)
{
	const struct item *f = x->first;
	char secs[96];
	struct bind a[] = {
		B_INT(b->next_exchange++), B_INT(boot), B_TEXT(x->kind), B_INT(f->xid), B_INT(x->secs),
		B_INT(x->max_secs), B_INT(x->tries), B_INT(x->first_ns), B_INT(x->last_ns),
		B_INT(x->first_event), B_INT(x->last_event), B_INT(f->b_flag), text_or_null(f->l2_cast),
		text_or_null(f->l3_cast), text_or_null(f->server_id[0] ? f->server_id : f->dst_ip),
		text_or_null(f->requested[0] ? f->requested : f->ciaddr), text_or_null(f->client_id),
		f->bucket_id >= 0 ? B_INT(f->bucket_id)
				  : f->bucket_hw >= 0 ? B_INT(f->bucket_hw) : (struct bind){0},
		B_TEXT(x->copies_to), B_INT(x->offers), B_INT(x->proxy_offers), B_INT(x->acks), B_INT(x->naks),
		x->answer_event ? B_INT(x->answer_event) : (struct bind){0},
		x->answer_event ? B_INT(x->answer_ns) : (struct bind){0}, text_or_null(x->answer_from),
		B_TEXT(kind_def[f->who].name), B_TEXT(secs), text_or_null(f->dst_ip),
		int_or_null(f->bucket_hw), B_INT(x->answered_try), x->answered_try ? B_INT(x->answered_secs) : (struct bind){0},
		int_or_null(x->answered_try ? x->skipped_secs : x->tries ? x->max_secs : -1), B_INT(x->answers_up), B_INT(x->answers_down),
		int_or_null(delay_low(x)), int_or_null(delay_paired(x)),
		x->nak_event ? B_INT(x->nak_event) : (struct bind){0}, text_or_null(x->nak_from),
		x->answer_event ? B_INT(x->last_answer_ns) : (struct bind){0},
	};

	secs_list(x, secs, sizeof(secs));
	return INSERT(b, "INSERT INTO exchange VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
		" ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33,"
		" ?34, ?35, ?36, ?37, ?38, ?39, ?40)", a);
}

/* A copy that only its neighbourhood showed to be one, behind the others of its message. */
static int copy_write(struct builder *b, const struct item *it)
{
	struct bind a[] = {B_INT(it->id), B_INT(it->copy_of), B_INT(it->ns)};

	if (INSERT(b, "INSERT OR IGNORE INTO copy SELECT event_id, event_id, event_id, 1, ns FROM event WHERE event_id = ?2 AND ?1 + ?3", a) < 0)
		return -1;
	return INSERT(b, "INSERT OR IGNORE INTO copy SELECT ?1, message, main, (SELECT max(o.seq) FROM copy o WHERE o.message = c.message) + 1, ?3"
		" FROM copy c WHERE event_id = ?2", a);
}

/* Which facts belong to the boot. */
static int members_write(struct builder *b, const struct attempt *at, int64_t boot)
{
	static const char *const sql[] = {
		[ITEM_DHCP] = "INSERT OR IGNORE INTO boot_event VALUES (?1, ?2, ?3, ?4)",
		[ITEM_TRANSFER] = "INSERT OR IGNORE INTO boot_transfer VALUES (?1, ?2)",
		[ITEM_FLOW] = "INSERT OR IGNORE INTO boot_flow VALUES (?1, ?2, ?3)",
		[ITEM_SIGN] = "INSERT OR IGNORE INTO boot_event VALUES (?1, ?2, ?3, 'os')",
	};
	static const size_t args[] = {[ITEM_DHCP] = 4, [ITEM_TRANSFER] = 2, [ITEM_FLOW] = 3, [ITEM_SIGN] = 3};
	static const char seen[] = "INSERT OR IGNORE INTO boot_transfer_seen VALUES (?1, ?2)";
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		const struct item *it = &b->items.item[i];
		struct bind a[] = {B_INT(boot), B_INT(it->id), it->type == ITEM_FLOW ? B_INT(!it->shadow) : B_INT(it->ns),
			B_TEXT(strncmp(it->kind, "pxe-", 4) ? "dhcp" : "pxe")};

		if (!strcmp(it->kind, ARP_VAIN))
			continue; /* with the others, by its time */
		if (it->copy_of && copy_write(b, it) < 0)
			return -1;
		if (it->type == ITEM_TRANSFER && store_query(b->s, seen, a, 2, NULL, NULL, b->err) < 0)
			return -1;
		if ((it->type == ITEM_TRANSFER && it->duplicate) || it->copied)
			continue;
		if (store_query(b->s, sql[it->type], a, args[it->type], NULL, NULL, b->err) < 0)
			return -1;
	}
	return 0;
}

/* The phase of events that are no DHCP, by their kind and by what the boot had reached by then. */
#define OTHERS(join, where) \
	"INSERT OR IGNORE INTO boot_event SELECT ?1, e.event_id, e.ns, CASE" \
	" WHEN " KIND("e.kind", "pvs") " THEN CASE WHEN e.ns >= ?5 THEN 'handover' WHEN e.kind GLOB 'pvs-login*' THEN 'login' ELSE 'stream' END" \
	" WHEN " KIND("e.kind", "tftp") " OR " KIND("e.kind", "tsb") " OR " KIND("e.kind", "http") " THEN 'bootfile'" \
	" WHEN " KIND("e.kind", "sql") " THEN CASE WHEN e.ns >= ?5 THEN 'handover' ELSE 'login' END" \
	" ELSE CASE WHEN e.ns >= ?6 THEN 'os' WHEN e.ns >= ?5 THEN 'handover' WHEN e.ns >= ?7 THEN 'stream'" \
	"  WHEN e.ns >= ?8 THEN 'bootfile' ELSE 'dhcp' END END" \
	" FROM event e" join " WHERE e.client = ?2 AND e.ns >= ?3 AND e.ns < ?4" where \
	" AND NOT " KIND("+e.kind", "dhcp") " AND NOT " KIND("+e.kind", "pxe")

static const char sql_others[] = OTHERS("", "");
static const char sql_others_once[] =
	OTHERS(" LEFT JOIN copy k ON k.event_id = e.event_id AND k.main <> k.event_id", " AND k.event_id IS NULL");

static int others_write(struct builder *b, const struct story *st, int64_t until)
{
	int64_t never = INT64_MAX;
	struct bind a[] = {B_INT(st->boot_id), B_TEXT(st->mac), B_INT(st->start_ns), B_INT(until),
		B_INT(st->handover_ns == INT64_MIN ? never : st->handover_ns),
		B_INT(st->os_ns == INT64_MIN ? never : st->os_ns),
		B_INT(st->stream_ns == INT64_MIN ? never : st->stream_ns),
		B_INT(st->transfer_ns == INT64_MIN ? never : st->transfer_ns)};

	if (INSERT(b, b->copies ? sql_others_once : sql_others, a) < 0)
		return -1;
	/* what a capture behind a router has of its transfers, under the router's MAC */
	return store_query(b->s, "INSERT OR IGNORE INTO boot_event SELECT ?1, e.event_id, e.ns, 'bootfile'"
		" FROM boot_transfer_seen bt JOIN transfer t USING (transfer_id) JOIN event e ON e.client = t.client"
		" WHERE bt.boot_id = ?1 AND t.client <> ?2 AND e.capture_id = t.capture_id AND e.ns >= max(?3, t.first_ns)"
		" AND e.ns < min(?4, t.last_ns + 1) AND (e.kind LIKE 'tftp-%' OR e.kind LIKE 'tsb-%') AND ((e.src_ip = t.client_ip AND e.src_port ="
		" t.client_port) OR (e.dst_ip = t.client_ip AND e.dst_port = t.client_port))"
		NO_COPY("e"), a, 4, NULL, NULL, b->err);
}

static int attempt_write(struct builder *b, const char *mac, int64_t target, size_t n)
{
	const struct attempt *at = &b->attempts.attempt[n];
	int64_t until = n + 1 < b->attempts.count ? b->attempts.attempt[n + 1].start_ns : INT64_MAX;
	struct story st;
	size_t i;

	exchanges_find(&b->items, at, &b->exchanges);
	story_tell(&b->items, at, &b->exchanges, &st);
	if (st.phase == PHASE_LINK)
		return 0; /* file transfers that nothing ties to a boot, or a lonely release */
	if (!b->attempt++ && target_write(b, mac, target) < 0)
		return -1;
	st.boot_id = b->next_boot++;
	st.mac = mac;
	st.attempt = b->attempt;
	st.seen_until_ns = seen_until(b->s, &b->items, at, mac, b->overlaps);
	st.until_ns = until < st.seen_until_ns ? until : st.seen_until_ns;
	st.unicast = st.phase != PHASE_PXE || !st.told || !unheard_requests(b->s, &st, mac);
	st.unseen = st.phase == PHASE_BOOTFILE && unheard_file(b->s, &st, mac);
	st.unheard = unheard(b->s, mac, &b->items, at, &b->exchanges);
	st.read_on = (st.unheard || st.phase == PHASE_LOGIN) && unheard_reads_on(&b->items, at);
	st.several = !b->exchanges.count && unheard_several(b->s, &st, mac);
	st.uses_asked = unheard_ack(b->s, &st, mac, &b->exchanges);
	st.elsewhere = (st.phase == PHASE_PXE || st.phase == PHASE_LOGIN) && unheard_elsewhere(b->s, &st, mac);
	st.split = b->several && st.phase == PHASE_LOGIN && unheard_split(b->s, &st, mac);
	st.lossy = b->lossy && is_lossy(b->s, &b->items, at);
	st.sieved = b->extracts && is_sieved(b->s, &b->items, at, mac, "pvs-data");
	st.sieved_files = b->extracts && is_sieved(b->s, &b->items, at, mac, "t[fs]*-data");
	/* that it began again says how this one ended only where the time between was recorded */
	story_end(&st, &b->exchanges, at->superseded && until <= st.seen_until_ns ? until : 0);
	if ((st.unheard && unheard_note(b->s, st.boot_id, b->err) < 0) ||
		ends_note(b->s, st.boot_id, &b->items, at, b->err) < 0)
		return -1;
	if (boot_write(b, &st, target) < 0 || members_write(b, at, st.boot_id) < 0 ||
		others_write(b, &st, until) < 0)
		return -1;
	if (pvs_write(b->s, &st, b->err) < 0)
		return -1;
	for (i = 0; i < b->exchanges.count; i++)
		if (exchange_write(b, st.boot_id, &b->exchanges.x[i]) < 0)
			return -1;
	return steps_write(b->s, &st, &b->exchanges, b->err);
}

static int client_build(void *ctx, const struct row *r)
{
	struct builder *b = ctx;
	char mac[64];
	size_t n;

	snprintf(mac, sizeof(mac), "%s", row_text(r, 0));
	if (items_load(b->s, mac, b->several, &b->items, b->err) < 0)
		return 1;
	if (!b->items.count)
		return 0;
	attempts_split(&b->items, &b->attempts);
	b->attempt = 0;
	for (n = 0; n < b->attempts.count; n++)
		if (attempt_write(b, mac, b->next_target, n) < 0)
			return 1;
	b->next_target += b->attempt > 0;
	return 0;
}

/* Clients: whoever asked by DHCP, asked for a boot file, or talked to PVS; in order of first sight. */
static const char sql_clients[] =
	"SELECT client FROM ("
	" SELECT client, min(ns) AS t FROM temp.client_event WHERE what = 0 AND client <> '00:00:00:00:00:00' GROUP BY client"
	" UNION ALL SELECT owner, min(first_ns) FROM temp.transfer_owner JOIN transfer USING (transfer_id)"
	"  GROUP BY owner"
	" UNION ALL SELECT owner, min(first_ns) FROM temp.flow_owner JOIN flow USING (flow_id)"
	"  WHERE up_frames > 0 GROUP BY owner)"
	" GROUP BY client ORDER BY min(t), client";

/* Of which clocks a boot's times are. */
static int groups_write(struct store *s, struct err *err)
{
	if (!store_int(s, "SELECT EXISTS (SELECT 1 FROM vantage WHERE clock_group <> 0)", NULL, 0, 0))
		return 0;
	return store_script(s, "UPDATE boot SET clock_group = coalesce((SELECT min(v.clock_group) FROM boot_event be JOIN event e USING (event_id)"
		" JOIN vantage v USING (capture_id) WHERE be.boot_id = boot.boot_id), 0)", err);
}

static int clocks_find(struct store *s, struct err *err)
{
	int more;

	if (nat_untie(s, err) < 0 || clocks_estimate(s, err) < 0 || (more = nat_tie(s, err)) < 0)
		return -1;
	if (more && clocks_estimate(s, err) < 0)
		return -1;
	return nat_untie(s, err);
}

int boot_build(struct store *s, struct err *err)
{
	struct err said = {""};
	struct builder b = {.s = s, .err = &said, .next_boot = 1, .next_target = 1, .next_exchange = 1};
	bool reels; /* some recording goes on in several files */
	int rc;

	if (lossy_find(s, err) < 0 || case_clock_leave(s, err) < 0 || vantage_write(s, err) < 0 ||
		askers_find(s, err) < 0 || reels_find(s, err) < 0 || clocks_find(s, err) < 0 ||
		case_clock_enter(s, err) < 0 || nat_find(s, err) < 0 || reels_time(s, err) < 0)
		return -1;
	reels = ANY(s, "temp.reel WHERE files > 1");
	if ((reels && (reel_transfers_join(s, err) < 0 || reel_flows_join(s, err) < 0)) || owners_find(s, err) < 0 ||
		copies_find(s, err) < 0 || silences_find(s, err) < 0 || unheard_begin(s, err) < 0 || ends_begin(s, err) < 0)
		return -1;
	b.extracts = ANY(s, "capture WHERE format = 'pcapng-extract'");
	b.lossy = ANY(s, "lossy");
	b.several = store_int(s, "SELECT count(*) FROM capture", NULL, 0, 2) > 1;
	b.copies = ANY(s, "copy");
	b.overlaps = ANY(s, "event_copy WHERE how = 'overlap'");
	rc = store_query(s, sql_clients, NULL, 0, client_build, &b, err);
	free(b.items.item);
	free(b.attempts.attempt);
	free(b.exchanges.x);
	if (rc < 0)
		return -1;
	if (said.text[0])
		return err_set(err, "%s", said.text);
	if (store_script(s, "CREATE INDEX IF NOT EXISTS boot_event_event ON boot_event(event_id)", err) < 0)
		return -1;
	if (groups_write(s, err) < 0 || offers_write(s, err) < 0 || people_write(s, err) < 0 || asks_write(s, err) < 0 ||
		peers_write(s, err) < 0 || company_write(s, err) < 0)
		return -1;
	if (sight_write(s, err) < 0 || nat_elsewhere_write(s, err) < 0 || losses_write(s, err) < 0)
		return -1;
	return reels ? reel_parts_write(s, err) : 0;
}
