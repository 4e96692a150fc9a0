/*
 * Random facts, as no capture may ever give them: the makers of boots and the rules have to take
 * whatever lies in a case file. Few clients, servers and times, so that facts meet each other.
 */
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FACTS_MAX 400
#define MS 1000000ll
#define CAPTURES 2

/* What is left of the input; behind its end everything is 0. */
struct dice {
	const uint8_t *p;
	size_t left;
	struct store *s;
	int64_t ns, event, frame;
};

static unsigned roll(struct dice *d, unsigned sides)
{
	if (!d->left)
		return 0;
	d->left--;
	return *d->p++ % sides;
}

#define PICK(d, list) (list)[roll((d), sizeof(list) / sizeof((list)[0]))]

static const char *const macs[] = {"00:50:56:b8:0a:01", "00:50:56:b8:0a:02", "00:50:56:b8:0a:03",
	"00:50:56:aa:00:01", NULL};
static const char *const ips[] = {NULL, "10.1.0.10", "10.1.0.20", "10.1.0.50", "10.1.0.51", "10.1.0.1",
	"255.255.255.255", "10.2.0.7"};
static const char *const files[] = {NULL, "ardbp32.bin", "pvsnbpx64.efi", "tsbbdm.bin", "pxelinux.0",
	"\"'{mac}\\", ""};

static const char *ip_of(struct dice *d)
{
	const char *ip = PICK(d, ips);

	return ip ? ip : "10.9.9.9";
}

static int64_t step_of(struct dice *d)
{
	static const int64_t steps[] = {0, MS / 10, MS, 20 * MS, 500 * MS, 1000 * MS, 4000 * MS, 8000 * MS,
		16000 * MS, 32000 * MS, 61000 * MS, 130000 * MS, 901000 * MS, 3600000 * MS, 50000000 * MS,
		-5 * MS, -4000 * MS, 1ll << 59, 3 * MS, 100 * MS};

	return PICK(d, steps);
}

/* Times stay where the trackers keep them. */
static int64_t later(int64_t ns, int64_t by)
{
	const int64_t max = 1ll << 62;

	if (by > 0 && ns > max - by)
		return max;
	return ns + by < 0 ? 0 : ns + by;
}

static void put(struct dice *d, const char *sql, const struct bind *b, size_t n)
{
	struct err err = {""};

	if (store_query(d->s, sql, b, n, NULL, NULL, &err) < 0) {
		fprintf(stderr, "%s\n%s\n", err.text, sql);
		abort();
	}
}
#define PUT(d, sql, b) put((d), (sql), (b), sizeof(b) / sizeof((b)[0]))

/* What else the table insists on, so that a new column needs no new line here: a small number that
 * changes with the row, or an empty text. ?1 is the table, ?2 the columns that are given. */
#define MORE(what) \
	"SELECT coalesce(group_concat(" what ", ''), '') FROM pragma_table_info(?1) WHERE \"notnull\" AND NOT pk" \
	" AND dflt_value IS NULL AND instr(', ' || ?2 || ',', ', ' || name || ',') = 0"

/* One row. *sql keeps the statement from the first time on. */
static void put_row(struct dice *d, char **sql, const char *table, const char *columns, const char *values,
	const struct bind *b, size_t n)
{
	struct bind about[] = {B_TEXT(table), B_TEXT(columns)};
	char *names, *more;
	size_t size;

	if (!*sql) {
		names = store_text(d->s, MORE("', ' || name"), about, 2);
		more = store_text(d->s, MORE("CASE type WHEN 'INTEGER' THEN ', (?1 * 7) % 5' ELSE ', ''''' END"), about, 2);
		size = strlen(table) + strlen(columns) + strlen(values) + strlen(names) + strlen(more) + 64;
		*sql = malloc(size);
		snprintf(*sql, size, "INSERT OR IGNORE INTO %s(%s%s) VALUES (%s%s)", table, columns, names, values, more);
		free(names);
		free(more);
	}
	put(d, *sql, b, n);
}
#define PUT_ROW(d, table, columns, values, b) \
	do { \
		static char *sql; \
		put_row((d), &sql, (table), (columns), (values), (b), sizeof(b) / sizeof((b)[0])); \
	} while (0)

static int64_t put_event(struct dice *d, const char *kind, const char *client, const char *src, const char *dst)
{
	struct bind b[] = {B_INT(++d->event), B_INT(1 + roll(d, CAPTURES)), B_INT(++d->frame), B_INT(d->ns),
		B_TEXT(kind), B_TEXT(client), B_TEXT(src), B_TEXT(dst), B_INT(roll(d, 4)), B_INT(roll(d, 4)),
		B_INT(roll(d, 4)), B_INT(roll(d, 2) == 0)};

	PUT_ROW(d, "event",
		"event_id, capture_id, frame, iface, linktype, ns, kind, client, src_ip, dst_ip, "
		"ip_id, l2, l3, whole, malformed, odd, info_id, wirelen, raw, src_other",
		"?1, ?2, ?3, 0, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, '', 1, 60, x'', ?6", b);
	return d->event;
}

static void put_dhcp(struct dice *d)
{
	static const struct {
		const char *kind, *type;
		int op;
	} messages[] = {{"dhcp-discover", "discover", 1}, {"dhcp-offer", "offer", 2},
		{"dhcp-request", "request", 1}, {"dhcp-ack", "ack", 2}, {"dhcp-nak", "nak", 2},
		{"pxe-offer", "offer", 2}, {"pxe-request", "request", 1}, {"pxe-ack", "ack", 2},
		{"dhcp-decline", "decline", 1}, {"dhcp-inform", "inform", 1}, {"dhcp-release", "release", 1},
		{"dhcp-bootrequest", NULL, 1}, {"dhcp-bootreply", NULL, 2}};
	static const char *const classes[] = {NULL, "PXEClient:Arch:00000:UNDI:002001",
		"PXEClient:Arch:00007:UNDI:003000", "HTTPClient:Arch:00016:UNDI:003001", "MSFT 5.0", "udhcp 1.23",
		"PXEClient"};
	static const int64_t secs[] = {0, 4, 8, 1024, 32, 65535};
	unsigned m = roll(d, 13);
	const char *mac = PICK(d, macs);
	int64_t id = put_event(d, messages[m].kind, mac, PICK(d, ips), PICK(d, ips));
	int64_t pxe = roll(d, 3);
	struct bind b[] = {B_INT(id), B_INT(messages[m].op), B_TEXT(messages[m].type), B_INT(roll(d, 3)),
		B_INT(PICK(d, secs)), B_INT(roll(d, 2)), B_TEXT(PICK(d, ips)), B_TEXT(PICK(d, ips)),
		B_TEXT(PICK(d, ips)), B_TEXT(roll(d, 3) ? NULL : PICK(d, ips)), B_TEXT(mac ? mac : "ff"),
		B_TEXT(PICK(d, files)), B_INT(roll(d, 8) != 0), B_TEXT(PICK(d, ips)), B_TEXT(PICK(d, ips)),
		B_TEXT(PICK(d, classes)), B_INT(roll(d, 5) == 1), B_TEXT(PICK(d, files)),
		pxe ? B_INT(pxe) : (struct bind){0}, B_INT(roll(d, 256)), B_INT(roll(d, 2) ? 3600 : 0xffffffff)};

	PUT_ROW(d, "dhcp",
		"event_id, op, type, hops, xid, secs, b_flag, ciaddr, yiaddr, siaddr, giaddr, "
		"chaddr, boot, options_complete, requested_ip, server_id, vendor_class, ipxe, "
		"options, bootfile, pxe_control, bucket_id, bucket_hw, lease_s, client_id, params",
		"?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
		"'{}', ?18, ?19, ?20, ?20, ?21, '01' || replace(?11, ':', ''), '1,3,' || ?20", b);
}

static struct bind event_or_null(int64_t id)
{
	return id ? B_INT(id) : (struct bind){0};
}

static void put_transfer(struct dice *d)
{
	static const char *const status[] = {"no-reply", "open", "complete", "error", "aborted", "stalled"};
	static const char *const kinds[] = {"tftp-rrq", "tftp-wrq", "tsb-request"};
	unsigned how = roll(d, 6), kind = roll(d, 3);
	const char *mac = PICK(d, macs);
	int64_t first = d->ns, asked = put_event(d, kinds[kind], mac, PICK(d, ips), PICK(d, ips)), error = 0;
	bool failed = how == 3 || how == 4;
	struct bind b[18];

	d->ns = later(d->ns, step_of(d));
	if (failed)
		error = put_event(d, "tftp-error", mac, PICK(d, ips), PICK(d, ips));
	b[0] = B_INT(1 + roll(d, CAPTURES));
	b[1] = B_TEXT(kind == 2 ? "tsb" : "tftp");
	b[2] = B_TEXT(mac);
	b[3] = B_TEXT(PICK(d, ips));
	b[4] = B_TEXT(PICK(d, ips));
	b[5] = B_TEXT(PICK(d, ips));
	b[6] = B_TEXT(PICK(d, files));
	b[7] = B_INT(roll(d, 4) * 400);
	b[8] = B_INT(roll(d, 2));
	b[9] = B_INT(first);
	b[10] = B_INT(d->ns < first ? first : d->ns);
	b[11] = B_INT(roll(d, 9));
	b[12] = B_INT(roll(d, 200));
	b[13] = B_TEXT(status[how]);
	b[14] = failed ? B_INT(roll(d, 9)) : (struct bind){0};
	b[15] = B_TEXT(failed ? how == 3 ? "server" : "client" : NULL);
	b[16] = B_INT(asked);
	b[17] = event_or_null(error);
	PUT_ROW(d, "transfer",
		"capture_id, protocol, client, client_ip, client_port, server_ip, server_port, "
		"reply_ip, reply_port, file, mode, blksize, asked_tsize, first_ns, last_ns, "
		"requests, blocks, bytes, last_block, repeats, max_gap_ns, status, error_code, "
		"error_text, error_from, stall_side, request_event, reply_event, error_event, "
		"last_event, tsize",
		"?1, ?2, ?3, ?4, 2070, ?5, 69, ?6, 3000, ?7, 'octet', ?8, ?9, ?10, ?11, ?12, ?13, "
		"?13 * ?8, ?13, ?12, ?11 - ?10, ?14, ?15, 'no', ?16, CASE ?14 WHEN 'stalled' THEN "
		"'server' END, ?17, NULL, ?18, ?17, ?13", b);
}

static void put_flow(struct dice *d)
{
	static const char *const roles[] = {"login", "stream", "other"};
	unsigned role = roll(d, 3);
	const char *mac = PICK(d, macs);
	int64_t first = d->ns, up = put_event(d, role ? "pvs-request" : "pvs-login", mac, PICK(d, ips), PICK(d, ips));
	int64_t answered = roll(d, 2), last;
	struct bind b[14];

	d->ns = later(d->ns, step_of(d));
	last = d->ns < first ? first : d->ns;
	b[0] = B_INT(1 + roll(d, CAPTURES));
	b[1] = B_TEXT(roles[role]);
	b[2] = B_TEXT(mac);
	b[3] = B_TEXT(ip_of(d));
	b[4] = B_INT(6901 + roll(d, 3));
	b[5] = B_TEXT(ip_of(d));
	b[6] = B_INT(6910 + roll(d, 3));
	b[7] = B_INT(first);
	b[8] = B_INT(last);
	b[9] = B_INT(roll(d, 255));
	b[10] = B_INT(answered ? roll(d, 255) : 0);
	b[11] = answered ? B_INT(first) : (struct bind){0};
	b[12] = B_INT((int64_t)roll(d, 256) << roll(d, 48));
	b[13] = B_INT(up);
	PUT_ROW(d, "flow",
		"capture_id, role, signs, client, client_ip, client_port, server_ip, server_port, "
		"first_ns, last_ns, up_frames, up_bytes, down_frames, down_bytes, first_down_ns, "
		"last_up_ns, last_down_ns, reads, read_bytes, sector_reads, full_frames, "
		"max_payload, repeats, unanswered, service_sum_ns, service_max_ns, first_event, "
		"last_event",
		"?1, ?2, 'server-port request-48', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10 * 48, "
		"?11, ?13, ?12, ?9, ?12, ?11, ?13, ?11, ?11, 1464, ?10, ?10, ?13, ?13, ?14, ?14", b);
	if (roll(d, 2)) {
		struct bind g[] = {B_INT(store_last_id(d->s)), B_INT(first), B_INT(last)};

		PUT_ROW(d, "flow_gap",
		"flow_id, from_ns, to_ns, waiting",
		"?1, ?2, ?3, 'server'", g);
		PUT_ROW(d, "flow_bin",
		"flow_id, start_ns, width_ns, up_bytes, down_bytes, reads",
		"?1, ?2, 1000000000, ?3 & 65535, 70000, 4", g);
	}
}

static void put_arp(struct dice *d)
{
	static const char *const forms[] = {"request", "reply", "probe", "announcement"};
	static const char *const kinds[] = {"arp-request", "arp-reply", "arp-probe", "arp-announcement"};
	unsigned form = roll(d, 4);
	const char *mac = PICK(d, macs);
	int64_t id = put_event(d, kinds[form], mac, NULL, NULL);
	struct bind b[] = {B_INT(id), B_TEXT(forms[form]), B_TEXT(mac ? mac : "00:00:00:00:00:00"),
		B_TEXT(PICK(d, ips)), B_TEXT(PICK(d, ips))};

	PUT_ROW(d, "arp",
		"event_id, form, sha, spa, tha, tpa",
		"?1, ?2, ?3, ?4, '00:00:00:00:00:00', ?5", b);
}

static void put_icmp(struct dice *d)
{
	static const int64_t ports[] = {67, 69, 6910, 4011, 6969, 68};
	int64_t quoted = roll(d, 3) ? d->event : 0;
	int64_t id = put_event(d, "icmp-unreachable", PICK(d, macs), PICK(d, ips), PICK(d, ips));
	struct bind b[] = {B_INT(id), B_INT(roll(d, 12)), B_INT(roll(d, 16)), B_TEXT(PICK(d, ips)),
		B_TEXT(PICK(d, ips)), B_INT(PICK(d, ports)), event_or_null(quoted)};

	PUT_ROW(d, "icmp",
		"event_id, type, code, mtu, q_src, q_dst, q_protocol, q_src_port, q_dst_port, "
		"q_ip_id, quotes_event",
		"?1, ?2, ?3, 1400, ?4, ?5, 17, 68, ?6, 1, ?7", b);
}

static void put_station(struct dice *d)
{
	const char *mac = PICK(d, macs), *who = mac ? mac : "02:00:00:00:00:01";
	int64_t capture = 1 + roll(d, CAPTURES);
	struct bind st[] = {B_INT(capture), B_TEXT(who), B_INT(roll(d, 9)), B_INT(roll(d, 3)), B_INT(roll(d, 9)),
		B_INT(d->ns)};
	struct bind ad[] = {B_INT(capture), B_TEXT(who), B_TEXT(ip_of(d)), B_INT(roll(d, 9)), B_INT(d->ns)};

	PUT_ROW(d, "station",
		"capture_id, mac, tx_frames, tx_group, rx_unicast, first_ns, last_ns, "
		"first_rx_ns, last_rx_ns",
		"?1, ?2, ?3, ?4, ?5, 0, ?6, 0, ?6", st);
	PUT_ROW(d, "address",
		"capture_id, mac, ip, via, frames, first_ns, last_ns",
		"?1, ?2, ?3, 'arp', ?4, 0, ?5", ad);
}

static void put_captures(struct dice *d)
{
	int64_t i;

	for (i = 1; i <= CAPTURES; i++) {
		struct bind c[] = {B_INT(i)};
		struct bind f[] = {B_INT(i), B_INT(roll(d, 3) == 2 ? 5 : 0)};

		PUT_ROW(d, "capture",
		"capture_id, path, sha256, xxh3, format, compression, frames, bytes, file_bytes, "
		"first_ns, last_ns, status, note",
		"?1, 'fuzz', NULL, 'fuzz' || ?1, 'pcap', 'none', 0, 0, 0, 0, 0, 'complete', ''", c);
		PUT_ROW(d, "interface",
		"capture_id, iface, linktype, link, snaplen, name, description, filter, frames, "
		"drops_if, drops_os",
		"?1, 0, 1, 'Ethernet', 0, '', '', '', 0, ?2, NULL", f);
	}
}

/* The captures go on after the last fact, or end with it. */
static void end_captures(struct dice *d)
{
	struct bind b[] = {B_INT(later(d->ns, step_of(d)))};

	PUT(d, "UPDATE capture SET last_ns = max(?1, (SELECT coalesce(max(ns), 0) FROM event))", b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const put_one[])(struct dice *) = {put_dhcp, put_dhcp, put_dhcp, put_dhcp, put_transfer,
		put_flow, put_arp, put_icmp, put_station};
	struct dice d = {.p = data, .left = size, .s = judge_case(), .ns = 1700000000ll * 1000 * MS};
	struct dice end = {.p = data, .left = size};
	int i;

	fuzz_check(store_begin(d.s, NULL) == 0);
	put_captures(&d);
	fuzz_check(store_script(d.s, "INSERT OR IGNORE INTO info VALUES (1, 'x')", NULL) == 0);
	for (i = 0; i < FACTS_MAX && d.left; i++) {
		d.ns = later(d.ns, step_of(&d));
		put_one[roll(&d, sizeof(put_one) / sizeof(put_one[0]))](&d);
	}
	end.s = d.s;
	end.ns = d.ns;
	end_captures(&end);
	fuzz_check(store_commit(d.s, NULL) == 0);
	judge_check(d.s, size % 8 == 0);
	return 0;
}
