/*
 * One client's facts, in order of time, from the case file.
 */
#include "boot/internal.h"

#include <stdlib.h>


#define COPY(to, r, col) copy_text((to), sizeof(to), row_text((r), (col)))

/* Twenty of these for each message: snprintf takes three times as long. */
static void copy_text(char *to, size_t size, const char *from)
{
	size_t n = strnlen(from, size - 1);

	while (n && ((unsigned char)from[n] & 0xc0) == 0x80)
		n--; /* of UTF-8 only whole characters */
	memcpy(to, from, n);
	to[n] = '\0';
}

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Whether the list of options asked for has this one. */
static bool asks_for(const char *params, const char *code)
{
	size_t n = strlen(code);
	const char *at;

	for (at = params; (at = strstr(at, code)); at += n)
		if ((at == params || at[-1] == ',') && (at[n] == ',' || !at[n]))
			return true;
	return false;
}

/* Who sent this DHCP message (netboot.md 1.3). Search lists, routes by prefix and proxy settings are
 * for operating systems: no loader that is known asks for them, but for iPXE. */
static enum client_kind who_is(const char *vendor, bool ipxe, const char *user, int64_t arch,
	const char *client_id, const char *hostname, const char *params)
{
	if (ipxe || starts(user, "iPXE") || starts(user, "gPXE"))
		return KIND_IPXE;
	if (starts(vendor, "PXEClient"))
		return arch > 0 ? KIND_UEFI : KIND_INTEL_ROM;
	if (starts(vendor, "HTTPClient"))
		return KIND_UEFI_HTTP;
	if (starts(vendor, "MSFT"))
		return KIND_WINDOWS;
	if (starts(vendor, "udhcp") || starts(vendor, "dhcpcd") || starts(vendor, "android-dhcp") ||
		*hostname || starts(client_id, "ff") || asks_for(params, "119") || asks_for(params, "121") ||
		asks_for(params, "252"))
		return KIND_DHCLIENT;
	return KIND_OTHER;
}

static struct item *item_new(struct items *items, enum item_type type)
{
	struct item *it;

	VEC_ROOM(items->item, items->count, items->cap);
	it = &items->item[items->count++];
	memset(it, 0, sizeof(*it));
	it->type = type;
	return it;
}

static int add_dhcp(void *ctx, const struct row *r)
{
	struct item *it = item_new(ctx, ITEM_DHCP);

	it->id = row_int(r, 0);
	it->ns = it->last_ns = row_int(r, 1);
	it->capture_id = row_int(r, 2);
	it->frame = row_int(r, 3);
	COPY(it->kind, r, 4);
	it->request = row_int(r, 5) == 1;
	it->xid = row_int(r, 6);
	it->secs = row_int(r, 7);
	it->b_flag = row_int(r, 8);
	it->options = row_int(r, 9);
	COPY(it->yiaddr, r, 10);
	COPY(it->siaddr, r, 11);
	COPY(it->giaddr, r, 12);
	COPY(it->server_id, r, 13);
	COPY(it->requested, r, 14);
	COPY(it->ciaddr, r, 15);
	COPY(it->src_ip, r, 16);
	COPY(it->dst_ip, r, 17);
	COPY(it->l2_cast, r, 18);
	COPY(it->l3_cast, r, 19);
	COPY(it->boot, r, 20);
	COPY(it->tftp_name, r, 21);
	COPY(it->hostname, r, 22);
	COPY(it->uuid, r, 23);
	COPY(it->client_id, r, 24);
	COPY(it->vendor_class, r, 25);
	it->arch = row_null(r, 26) ? -1 : row_int(r, 26);
	it->bucket_id = row_null(r, 27) ? -1 : row_int(r, 27);
	it->bucket_hw = row_null(r, 28) ? -1 : row_int(r, 28);
	it->ip_id = row_int(r, 29);
	it->pxe_class = starts(it->vendor_class, "PXEClient");
	it->opt67 = !row_null(r, 32);
	it->pxe_control = row_null(r, 33) ? -1 : row_int(r, 33);
	COPY(it->params, r, 34);
	it->place = row_int(r, 35);
	it->copied = it->duplicate = row_int(r, 36);
	it->order_ns = row_int(r, 37);
	if (it->request)
		it->who = who_is(it->vendor_class, row_int(r, 30), row_text(r, 31), it->arch, it->client_id,
			it->hostname, row_text(r, 34));
	return 0;
}

static int add_transfer(void *ctx, const struct row *r)
{
	struct item *it = item_new(ctx, ITEM_TRANSFER);

	it->id = row_int(r, 0);
	it->ns = row_int(r, 1);
	it->last_ns = row_int(r, 2);
	it->capture_id = row_int(r, 3);
	COPY(it->kind, r, 4);
	COPY(it->server_ip, r, 5);
	COPY(it->reply_ip, r, 6);
	COPY(it->status, r, 7);
	COPY(it->file, r, 8);
	it->bytes = row_int(r, 9);
	it->requests = row_int(r, 10);
	it->error_code = row_null(r, 11) ? -1 : row_int(r, 11);
	COPY(it->error_from, r, 12);
	it->request_event = row_int(r, 13);
	it->last_event = row_int(r, 14);
	COPY(it->ciaddr, r, 15);
	it->client_port = row_int(r, 16);
	it->server_port = row_int(r, 17);
	it->asks_size = row_int(r, 18);
	it->of_citrix = !strcmp(it->kind, "tsb") || pvs_boot_file(it->file);
	it->place = row_int(r, 19);
	it->count = row_int(r, 20);
	it->own_last_ns = row_int(r, 21);
	it->anyones = row_int(r, 22);
	it->repeats = row_int(r, 23);
	return 0;
}

static int add_flow(void *ctx, const struct row *r)
{
	struct item *it = item_new(ctx, ITEM_FLOW);

	it->id = row_int(r, 0);
	it->ns = row_int(r, 1);
	it->last_ns = row_int(r, 2);
	it->capture_id = row_int(r, 3);
	COPY(it->kind, r, 4);
	COPY(it->server_ip, r, 5);
	it->client_port = row_int(r, 6);
	it->server_port = row_int(r, 7);
	it->bytes = row_int(r, 8);
	it->reads = row_int(r, 9);
	it->first_down_ns = row_null(r, 10) ? INT64_MIN : row_int(r, 10);
	it->down_frames = row_int(r, 11);
	it->up_frames = row_int(r, 12);
	COPY(it->ciaddr, r, 13);
	it->shadow = row_int(r, 14);
	COPY(it->spell, r, 15);
	it->logins = row_int(r, 16);
	it->count = row_int(r, 17);
	it->sectors = row_int(r, 18);
	it->overlaps = row_int(r, 19);
	it->partial = row_int(r, 20);
	it->repeats = row_int(r, 21);
	it->unanswered = row_int(r, 22);
	it->max_payload = row_int(r, 23);
	it->service_min = row_int(r, 24);
	it->service_p50 = row_int(r, 25);
	it->service_p95 = row_int(r, 26);
	it->service_max = row_int(r, 27);
	it->service_sum = row_int(r, 28);
	it->transfer_sum = row_int(r, 29);
	it->turn_sum = row_int(r, 30);
	it->asks = row_int(r, 31);
	it->place = row_int(r, 32);
	it->every_min = row_int(r, 33);
	it->anyones = row_int(r, 34);
	it->stream = !strcmp(it->kind, "stream");
	return 0;
}

static int add_sign(void *ctx, const struct row *r)
{
	struct items *items = ctx;
	struct item *it;

	VEC_ROOM(items->item, items->count, items->cap);
	it = &items->item[items->count++];
	memset(it, 0, sizeof(*it));
	it->type = ITEM_SIGN;
	it->id = row_int(r, 0);
	it->ns = it->last_ns = row_int(r, 1);
	it->capture_id = row_int(r, 2);
	COPY(it->kind, r, 3);
	COPY(it->dst_ip, r, 4);
	return 0;
}

/* A plain client behind the stream that asks for other options than the one before it is another
 * program: the operating system's. */
static void settle_kinds(struct items *items)
{
	const struct item *before = NULL;
	bool streamed = false;
	size_t i;

	for (i = 0; i < items->count; i++) {
		struct item *it = &items->item[i];

		streamed |= it->type == ITEM_FLOW;
		if (it->type != ITEM_DHCP || !it->request || it->who != KIND_OTHER || !it->options)
			continue;
		if (streamed && before && strcmp(before->params, it->params) != 0)
			it->who = KIND_DHCLIENT;
		else if (!before)
			before = it;
	}
}

static const char sql_dhcp[] =
	"SELECT e.event_id, e.ns, e.capture_id, e.frame, e.kind, d.op, d.xid, d.secs, d.b_flag,"
	" d.options_complete, d.yiaddr, d.siaddr, d.giaddr, d.server_id, d.requested_ip, d.ciaddr,"
	" e.src_ip, e.dst_ip, e.l2_cast, e.l3_cast, d.boot, d.tftp_name, d.hostname, d.uuid, d.client_id,"
	" d.vendor_class, d.arch, d.bucket_id, d.bucket_hw, e.ip_id, d.ipxe, d.user_class, d.bootfile,"
	" d.pxe_control, d.params, v.place, coalesce(c.main <> c.event_id, 0),"
	" CASE WHEN c.main IS NULL THEN e.ns ELSE coalesce((SELECT min(t.ns) FROM copy t WHERE t.main = c.main), e.ns) END"
	" FROM temp.client_event i CROSS JOIN event e USING (event_id) JOIN dhcp d USING (event_id) JOIN vantage v USING (capture_id)"
	" LEFT JOIN copy c USING (event_id) WHERE i.client = ?1 AND i.what = 0";
#define ANYONES(what, id) "EXISTS (SELECT 1 FROM temp.nat_maybe n WHERE n.what = " what " AND n.id = " id ")"

static const char sql_transfer[] =
	"SELECT t.transfer_id, t.first_ns AS at, t.last_ns, t.capture_id, t.protocol,"
	" t.server_ip, t.reply_ip, t.status, t.file, t.bytes, t.requests, t.error_code, t.error_from,"
	" t.request_event, t.last_event, t.client_ip, t.client_port, t.server_port, t.asked_tsize,"
	" v.place, t.requests + t.blocks + t.acks + t.tids + t.repeats_data, t.client_last_ns, " ANYONES("0", "t.transfer_id") ", t.repeats_ack"
	" FROM temp.transfer_owner o JOIN transfer t USING (transfer_id) JOIN vantage v USING (capture_id)"
	" LEFT JOIN event q ON q.event_id = t.request_event"
	" WHERE o.owner = ?1 AND q.kind IS NOT 'tftp-wrq'";
/* Of a conversation that several captures hold, the one with the most datagrams counts; but where the target
 * asks again and again, the tap that recorded all it sent and less of what was sent to it is the one near it,
 * and what is missing there was lost on the way. g is near f's target so; ways round by the arguments. */
#define NEAR(g, f) \
	"(" g ".up_frames >= " f ".up_frames AND " g ".down_frames + 1 < " f ".down_frames AND " g ".repeats >= 2" \
	" AND " g ".capture_id NOT IN (SELECT capture_id FROM lossy)" \
	" AND EXISTS (SELECT 1 FROM station st WHERE st.capture_id = " g ".capture_id AND st.mac = " g ".client" \
	"  AND st.rx_unicast > 0))"
/* Files of one recording hold different parts of it. */
#define SAME_REEL(g, f) \
	"EXISTS (SELECT 1 FROM temp.reel r CROSS JOIN temp.reel q WHERE r.capture_id = " g ".capture_id" \
	" AND q.capture_id = " f ".capture_id AND q.reel = r.reel)"
/* ?2: there are several captures; else none of this is asked of any conversation. */
static const char sql_flow[] =
	"SELECT f.flow_id, s.start_ns AS at, s.end_ns, f.capture_id, f.role,"
	" f.server_ip, f.client_port, f.server_port, s.read_bytes, s.reads,"
	" CASE WHEN f.first_down_ns BETWEEN s.start_ns AND s.end_ns THEN f.first_down_ns"
	"  WHEN s.down_frames > 0 THEN s.start_ns END, s.down_frames, s.up_frames, f.client_ip,"
	" CASE WHEN ?2 THEN EXISTS (SELECT 1 FROM flow g WHERE g.client_ip = f.client_ip"
	"  AND g.capture_id <> f.capture_id AND g.server_ip = f.server_ip AND g.server_port = f.server_port"
	"  AND g.client_port = f.client_port AND NOT " SAME_REEL("g", "f")
	/* one direction of it, however much that is, does not stand for both */
	"  AND g.up_frames > 0"
	"  AND g.first_ns <= f.last_ns + 5000000000 AND g.last_ns >= f.first_ns - 5000000000"
	"  AND CASE WHEN " NEAR("g", "f") " THEN 1 WHEN " NEAR("f", "g") " THEN 0"
	"   ELSE (g.up_frames + g.down_frames > f.up_frames + f.down_frames"
	"   OR (g.up_frames + g.down_frames = f.up_frames + f.down_frames"
	"    AND (SELECT place FROM vantage w WHERE w.capture_id = g.capture_id) < v.place)) END) ELSE 0 END,"
	" s.kind, s.logins, s.count, s.sector_reads, s.overlaps, s.partial, s.repeats, s.unanswered, s.max_payload,"
	" s.service_min_ns, s.service_p50_ns, s.service_p95_ns, s.service_max_ns, s.service_sum_ns,"
	" s.transfer_sum_ns, s.turn_sum_ns, s.requests, v.place, s.every_min_ns, " ANYONES("1", "f.flow_id")
	" FROM temp.flow_owner o JOIN flow f USING (flow_id) JOIN flow_spell s USING (flow_id)"
	" JOIN vantage v USING (capture_id)"
	" WHERE o.owner = ?1 AND f.up_frames > 0";
static const char sql_sign[] =
	"SELECT e.event_id, e.ns, e.capture_id, e.kind, CASE e.kind WHEN 'http-connect' THEN e.dst_ip END"
	" FROM temp.client_event i CROSS JOIN event e USING (event_id) WHERE i.client = ?1 AND i.what = 1" NO_COPY("e");
/* Questions by ARP, after an answered login, for an address that nobody has. */
static const char sql_arp_vain[] =
	"SELECT e.event_id, e.ns, e.capture_id, '" ARP_VAIN "', NULL FROM temp.client_event i CROSS JOIN event e USING (event_id) CROSS JOIN arp a USING (event_id)"
	" WHERE i.client = ?1 AND i.what = 2 AND a.sha = ?1"
	NO_COPY("e")
	" AND NOT EXISTS (SELECT 1 FROM arp r WHERE r.spa = a.tpa)"
	" AND EXISTS (SELECT 1 FROM temp.flow_owner o JOIN flow f USING (flow_id) WHERE o.owner = ?1"
	"  AND f.reads = 0 AND e.ns BETWEEN f.first_down_ns AND f.last_ns + 120000000000)"
	" ORDER BY e.ns, e.event_id LIMIT 64";

/* Behind a router its MAC stands in the target's place. Another capture may have seen who got the
 * address: the latest lease before, with some room for clocks that differ. Who himself was given it is
 * no router: another VLAN may use the same addresses. Or another capture holds the same
 * conversation under the MAC of a DHCP client. */
#define OWNER(table, key) \
	"DROP TABLE IF EXISTS temp." table "_owner;" \
	"CREATE TEMP TABLE " table "_owner AS SELECT x." key ", coalesce((SELECT l.mac FROM temp.lease_owner l" \
	" WHERE l.ip = x.client_ip AND l.mac = x.client AND l.ns <= x.first_ns + 120000000000 LIMIT 1), (SELECT l.mac FROM temp.lease_owner l" \
	" WHERE l.ip = x.client_ip AND l.ns <= x.first_ns + 120000000000 ORDER BY l.ns DESC LIMIT 1)," \
	" (SELECT min(y.client) FROM " table " y JOIN temp.asker a ON a.mac = y.client WHERE y.client_ip = x.client_ip" \
	"  AND y.client_port = x.client_port AND y.server_ip = x.server_ip AND y.capture_id <> x.capture_id" \
	"  AND x.client NOT IN (SELECT mac FROM temp.asker)), x.client)" \
	" AS owner FROM " table " x WHERE x.client IS NOT NULL;" \
	"CREATE INDEX temp." table "_owner_1 ON " table "_owner(owner);"

#define NAT_OWNER(table, key, what) \
	"UPDATE temp." table "_owner SET owner = o.owner FROM temp.nat_member m JOIN temp." table "_owner o ON o." key " = m.near_id" \
	" WHERE m.what = " what " AND m.id = temp." table "_owner." key ";"

/* The events that become items, by client: most are of other kinds, and this finds them in one walk over an index that has
 * kinds, instead of one for each question. what: 0 DHCP and PXE, 1 signs, 2 questions by ARP. */
static const char sql_client_events[] =
	"DROP TABLE IF EXISTS temp.client_event;"
	"CREATE TEMP TABLE client_event(client TEXT, what INTEGER, ns INTEGER, event_id INTEGER, PRIMARY KEY (client, what, ns, event_id)) WITHOUT ROWID;"
	"INSERT INTO temp.client_event SELECT client, CASE WHEN " KIND("kind", "dhcp") " OR " KIND("kind", "pxe") " THEN 0 WHEN kind = 'arp-request' THEN 2"
	" ELSE 1 END, ns, event_id FROM event INDEXED BY event_client WHERE client IS NOT NULL AND NOT " KIND("kind", "pvs") /* most are these */
	" AND (" KIND("kind", "dhcp") " OR " KIND("kind", "pxe")
	" OR kind = 'arp-request' OR " KIND("kind", "os") " OR " KIND("kind", "http") ")";

static const char sql_owners[] =
	"DROP TABLE IF EXISTS temp.lease_owner;"
	"CREATE TEMP TABLE lease_owner AS SELECT d.yiaddr AS ip, e.client AS mac, e.ns, e.capture_id FROM event e"
	" JOIN dhcp d USING (event_id) WHERE e.kind = 'dhcp-ack' AND d.yiaddr IS NOT NULL AND e.client IS NOT NULL;"
	"CREATE INDEX temp.lease_owner_1 ON lease_owner(ip, ns); CREATE INDEX temp.lease_owner_2 ON lease_owner(ip, mac, ns);"
	OWNER("transfer", "transfer_id") OWNER("flow", "flow_id");

/* Behind a NAT: whose it is nearest to the target. */
static const char sql_nat_owners[] = NAT_OWNER("transfer", "transfer_id", "0") NAT_OWNER("flow", "flow_id", "1");

int askers_find(struct store *s, struct err *err)
{
	return store_script(s, "DROP TABLE IF EXISTS temp.asker; CREATE TEMP TABLE asker(mac TEXT PRIMARY KEY);"
		"INSERT OR IGNORE INTO temp.asker SELECT e.client FROM dhcp d CROSS JOIN event e USING (event_id) WHERE d.op = 1"
		" AND e.client IS NOT NULL", err);
}

int owners_find(struct store *s, struct err *err)
{
	if (store_script(s, sql_owners, err) < 0 || (ANY(s, "temp.nat_member") && store_script(s, sql_nat_owners, err) < 0))
		return -1;
	return store_script(s, sql_client_events, err);
}

int items_load(struct store *s, const char *mac, bool several, struct items *out, struct err *err)
{
	struct bind arg[] = {B_TEXT(mac), B_INT(several)};

	out->count = 0;
	if (store_query(s, sql_dhcp, arg, 1, add_dhcp, out, err) < 0 ||
		store_query(s, sql_transfer, arg, 1, add_transfer, out, err) < 0 ||
		store_query(s, sql_flow, arg, 2, add_flow, out, err) < 0 ||
		store_query(s, sql_sign, arg, 1, add_sign, out, err) < 0 ||
		store_query(s, sql_arp_vain, arg, 1, add_sign, out, err) < 0)
		return -1;
	twins_mark(out);
	settle_kinds(out);
	return 0;
}
