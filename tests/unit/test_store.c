/*
 * store/: every fact comes back as it went in, a failed write leaves nothing.
 */
#include "test_store.h"

#define MAC_A ((struct mac){{0x00, 0x50, 0x56, 0xb8, 0x0a, 0x01}})
#define MAC_B ((struct mac){{0x00, 0x15, 0x5d, 0x01, 0x02, 0x03}})
#define IP(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static const uint8_t raw_bytes[] = {0xde, 0xad, 0x00, 0xbe, 0xef};
static const struct frame a_frame = {.number = 7,
	.ns = 1700000000123456789,
	.iface = 1,
	.linktype = 1,
	.bytes = raw_bytes,
	.caplen = 5,
	.wirelen = 342,
	.comment = "look here"};
static const struct packet a_packet = {.frame = &a_frame,
	.kind = PACKET_UDP,
	.has_l2 = true,
	.has_dst_mac = true,
	.src_mac = {{0x00, 0x50, 0x56, 0xb8, 0x0a, 0x01}},
	.dst_mac = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
	.l2_cast = CAST_BROADCAST,
	.vlan = {100, 10},
	.vlans = 2,
	.src_ip = 0,
	.dst_ip = 0xffffffff,
	.l3_cast = CAST_BROADCAST,
	.ttl = 64,
	.ip_id = 9,
	.src_port = 68,
	.dst_port = 67};
static const struct fact_event an_event = {.packet = &a_packet,
	.kind = "dhcp-discover",
	.client = {{0x00, 0x50, 0x56, 0xb8, 0x0a, 0x01}},
	.whole = true,
	.odd = "",
	.info = "DISCOVER xid 0x1"};
static const struct fact_capture a_capture = {.path = "a.pcap",
	.sha256 = "ab",
	.xxh3 = "cd",
	.format = "pcap",
	.compression = "none",
	.status = "complete",
	.note = "",
	.frames = 9,
	.bytes = 900,
	.file_bytes = 1000,
	.first_ns = 5,
	.last_ns = 6};

/* Ingests one capture with one event and what `more` adds. */
static int64_t ingest(
	struct store *s, const char *xxh3, void (*more)(const struct fact_sink *k, int64_t event))
{
	struct fact_sink k;
	struct fact_capture c = a_capture;
	struct err e = {""};
	int64_t id;

	assert_int_equal(store_begin_capture(s, &k, &e), 0);
	id = k.event(k.ctx, &an_event);
	if (more)
		more(&k, id);
	c.xxh3 = xxh3;
	id = store_end_capture(s, &c, &e);
	if (id < 0)
		fail_msg("%s", e.text);
	return id;
}

static void an_event_round_trips(void **state)
{
	struct store *s = memory_case();

	(void)state;
	assert_int_equal(ingest(s, "x1", NULL), 1);
	same_text(s,
		"SELECT printf('%s|%s|%s|%s|%s|%s|%s|%s', path, sha256, xxh3, frames, bytes, "
		"file_bytes, first_ns, status) FROM capture",
		"a.pcap|ab|x1|9|900|1000|5|complete");
	same_text(s,
		"SELECT printf('%d|%d|%d|%d|%d|%s|%s|%s|%s|%s', event_id, capture_id, frame, "
		"iface, ns, "
		"kind, client, src_mac, dst_mac, vlan) FROM event",
		"1|1|7|1|1700000000123456789|dhcp-discover|00:50:56:b8:0a:01|00:50:56:b8:0a:01|"
		"ff:ff:ff:ff:ff:ff|100.10");
	same_text(s,
		"SELECT printf('%d|%s|%d|%d|%d|%d|%s|%s|%s|%d|%s', src_ip IS NULL, dst_ip, "
		"src_port, "
		"dst_port, ttl, ip_id, l2_cast, l3_cast, comment, wirelen, hex(raw)) FROM event",
		"1|255.255.255.255|68|67|64|9|broadcast|broadcast|look here|342|DEAD00BEEF");
	assert_int_equal(store_find_capture(s, "x1"), 1);
	assert_int_equal(store_find_capture(s, "x2"), 0);
	store_close(s);
}

static void dhcp_in_full(const struct fact_sink *k, int64_t event)
{
	struct fact_dhcp f = {.event_id = event,
		.op = 1,
		.hops = 2,
		.type = "discover",
		.xid = 0xffffffff,
		.secs = 4,
		.b_flag = true,
		.options_complete = true,
		.ipxe = true,
		.ciaddr = IP(10, 0, 0, 1),
		.yiaddr = IP(10, 0, 0, 2),
		.siaddr = IP(10, 0, 0, 3),
		.giaddr = IP(10, 0, 0, 4),
		.chaddr = "00:50:56:b8:0a:01",
		.sname = "sn",
		.file = "fi",
		.requested_ip = IP(10, 0, 0, 5),
		.server_id = IP(10, 0, 0, 6),
		.mask = IP(255, 0, 0, 0),
		.router = IP(10, 0, 0, 7),
		.lease_s = 3600,
		.message = "ms",
		.vendor_class = "vc",
		.client_id = "01",
		.user_class = "uc",
		.uuid = "uu",
		.hostname = "hn",
		.tftp_name = "tn",
		.bootfile = "bf",
		.boot = "bo",
		.pxe_servers = "ps",
		.pxe_menu = "pm",
		.pvs_servers = "pv",
		.agent = "ag",
		.params = "1,3",
		.options = "{\"53\":\"01\"}",
		.arch = 7,
		.pxe_control = 8,
		.pxe_item = 9,
		.bucket_id = 10,
		.bucket_hw = 11};

	k->dhcp(k->ctx, &f);
}

static void dhcp_bare(const struct fact_sink *k, int64_t event)
{
	struct fact_dhcp f = {.event_id = event,
		.op = 2,
		.chaddr = "00",
		.lease_s = -1,
		.arch = -1,
		.pxe_control = -1,
		.pxe_item = -1,
		.bucket_id = -1,
		.bucket_hw = -1,
		.options = "{}"};

	k->dhcp(k->ctx, &f);
}

static void dhcp_round_trips(void **state)
{
	struct store *s = memory_case();

	(void)state;
	ingest(s, "x1", dhcp_in_full);
	same_text(s,
		"SELECT printf('%d|%s|%d|%d|%d|%d|%s|%s|%s|%s|%s|%s|%s|%d', op, type, hops, xid, "
		"secs, "
		"b_flag, ciaddr, yiaddr, siaddr, giaddr, chaddr, sname, file, options_complete) "
		"FROM dhcp",
		"1|discover|2|4294967295|4|1|10.0.0.1|10.0.0.2|10.0.0.3|10.0.0.4|00:50:56:b8:0a:01|"
		"sn|fi|1");
	same_text(s,
		"SELECT printf('%s|%d|%s|%s|%s|%s|%s|%d|%s|%s|%s|%s|%s|%s|%s', requested_ip, "
		"lease_s, "
		"server_id, message, vendor_class, client_id, user_class, arch, uuid, hostname, "
		"mask, router, "
		"tftp_name, bootfile, boot) FROM dhcp",
		"10.0.0.5|3600|10.0.0.6|ms|vc|01|uc|7|uu|hn|255.0.0.0|10.0.0.7|tn|bf|bo");
	same_text(s,
		"SELECT printf('%d|%s|%s|%d|%s|%s|%d|%s|%s|%d|%d', pxe_control, pxe_servers, "
		"pxe_menu, "
		"pxe_item, pvs_servers, agent, ipxe, params, options, bucket_id, bucket_hw) FROM "
		"dhcp",
		"8|ps|pm|9|pv|ag|1|1,3|{\"53\":\"01\"}|10|11");
	ingest(s, "x2", dhcp_bare);
	assert_int_equal(
		store_int(s,
			"SELECT coalesce(type, ciaddr, yiaddr, siaddr, giaddr, sname, file, "
			"requested_ip, lease_s, server_id, message, vendor_class, client_id, "
			"user_class, arch, uuid, "
			"hostname, mask, router, tftp_name, bootfile, boot, pxe_control, "
			"pxe_servers, pxe_menu, pxe_item, "
			"pvs_servers, agent, params, bucket_id, bucket_hw) IS NULL FROM dhcp WHERE "
			"op = 2",
			NULL, 0, -1),
		1);
	store_close(s);
}

static void the_rest(const struct fact_sink *k, int64_t event)
{
	struct fact_bin bins[] = {{10, 5, 100, 200, 3}, {15, 5, 1, 2, 0}};
	struct fact_gap gaps[] = {{20, 30, "server", "repeat"}};
	struct fact_spell spells[] = {{.start_ns = 10, .end_ns = 40, .kind = "read", .count = 1,
		.up_frames = 2, .reads = 3, .max_payload = 4, .service_min_ns = 5, .turn_sum_ns = 6}};
	struct fact_flow flow = {.role = "stream",
		.signs = "size option17",
		.client = MAC_A,
		.client_ip = IP(10, 0, 0, 1),
		.server_ip = IP(10, 0, 0, 9),
		.client_port = 6901,
		.server_port = 6910,
		.first_ns = 10,
		.last_ns = 40,
		.up_frames = 1,
		.up_bytes = 2,
		.down_frames = 3,
		.down_bytes = 4,
		.first_down_ns = 11,
		.last_up_ns = INT64_MIN,
		.last_down_ns = 40,
		.reads = 5,
		.read_bytes = 6,
		.sector_reads = 7,
		.full_frames = 8,
		.max_payload = 9,
		.repeats = 10,
		.unanswered = 11,
		.service_sum_ns = 12,
		.service_max_ns = 13,
		.first_event = event,
		.bins = bins,
		.bin_count = 2,
		.gaps = gaps,
		.gap_count = 1,
		.requests = 14,
		.reads_32k = 15,
		.spells = spells,
		.spell_count = 1};
	struct fact_transfer t = {.protocol = "tftp",
		.client = MAC_A,
		.client_ip = IP(10, 0, 0, 1),
		.server_ip = IP(10, 0, 0, 2),
		.client_port = 2070,
		.server_port = 69,
		.file = "ardbp32.bin",
		.blksize = 512,
		.windowsize = -1,
		.tsize = -1,
		.asked_tsize = true,
		.first_ns = 1,
		.last_ns = 2,
		.client_last_ns = 2,
		.max_gap_ns = 1,
		.requests = 3,
		.status = "no-reply",
		.error_code = 0,
		.request_event = event,
		.last_event = event};

	k->arp(k->ctx, &(struct fact_arp){event, "probe", MAC_A, {{0}}, 0, IP(10, 0, 0, 1)});
	k->icmp(k->ctx, &(struct fact_icmp){.event_id = event,
				.type = 3,
				.code = 4,
				.mtu = 1400,
				.quotes = true,
				.q_src = IP(1, 2, 3, 4),
				.q_dst = IP(5, 6, 7, 8),
				.q_protocol = 17,
				.q_src_port = 0,
				.q_dst_port = 69,
				.q_ip_id = 5});
	k->l2(k->ctx, &(struct fact_l2){event, "rstp", "discarding", MAC_B, 5, -1, NULL, "Gi1/0/5"});
	k->channel(k->ctx, &(struct fact_channel){IP(10, 0, 0, 1), IP(10, 0, 0, 2), 647, 9, 100, 1, 5, 6});
	k->transfer(k->ctx, &t);
	k->flow(k->ctx, &flow);
	k->station(k->ctx, &(struct fact_station){MAC_A, 5, 2, 0, 1, 9, INT64_MIN, INT64_MIN});
	k->address(k->ctx, &(struct fact_address){MAC_B, IP(10, 0, 0, 1), "arp", 2, 3, 4});
	k->ledger(k->ctx, &(struct fact_ledger){"unrelated", "TCP", 5, 500});
	k->ledger(k->ctx, &(struct fact_ledger){"unrelated", "TCP", 1, 60});
	k->iface(k->ctx, &(struct fact_iface){1, 1, 96, "Ethernet", "eth0", "", "udp", 9, -1, 2});
}

static void all_other_facts_round_trip(void **state)
{
	static const char *const want[][2] = {
		{"SELECT printf('%s|%s|%d|%s|%s', form, sha, spa IS NULL, tha, tpa) FROM arp",
			"probe|00:50:56:b8:0a:01|1|00:00:00:00:00:00|10.0.0.1"},
		{"SELECT printf('%d|%d|%d|%s|%s|%d|%d|%d|%d|%d', type, code, mtu, q_src, q_dst, "
		 "q_protocol, "
		 "q_src_port, q_dst_port, q_ip_id, quotes_event IS NULL) FROM icmp",
			"3|4|1400|1.2.3.4|5.6.7.8|17|0|69|5|1"},
		{"SELECT printf('%s|%s|%s|%d|%d|%d|%s', protocol, state, device, port, vlan IS NULL, name "
		 "IS NULL, port_name) FROM l2",
			"rstp|discarding|00:15:5d:01:02:03|5|1|1|Gi1/0/5"},
		{"SELECT printf('%s|%s|%d|%d|%d|%d|%d|%d', low_ip, high_ip, port, frames, payload_bytes, resets, "
		 "first_ns, last_ns) FROM channel",
			"10.0.0.1|10.0.0.2|647|9|100|1|5|6"},
		{"SELECT printf('%s|%s|%s|%d|%s|%d|%d|%d|%s|%d', protocol, client, client_ip, "
		 "client_port, "
		 "server_ip, server_port, reply_ip IS NULL, reply_port IS NULL, file, mode IS "
		 "NULL) FROM transfer",
			"tftp|00:50:56:b8:0a:01|10.0.0.1|2070|10.0.0.2|69|1|1|ardbp32.bin|1"},
		{"SELECT printf('%d|%d|%d|%d|%d|%d|%d|%s|%d|%d|%d|%d', blksize, windowsize IS "
		 "NULL, "
		 "tsize IS NULL, asked_tsize, first_ns, last_ns, requests, status, error_code, "
		 "request_event, reply_event IS NULL, last_event) FROM transfer",
			"512|1|1|1|1|2|3|no-reply|0|1|1|1"},
		{"SELECT printf('%s|%s|%s|%s|%d|%s|%d|%d|%d|%d', role, signs, client, client_ip, "
		 "client_port, "
		 "server_ip, server_port, server_mac IS NULL, first_ns, last_ns) FROM flow",
			"stream|size "
			"option17|00:50:56:b8:0a:01|10.0.0.1|6901|10.0.0.9|6910|1|10|40"},
		{"SELECT printf('%d|%d|%d|%d|%d|%d|%d', up_frames, up_bytes, down_frames, "
		 "down_bytes, "
		 "first_down_ns, last_up_ns IS NULL, last_down_ns) FROM flow",
			"1|2|3|4|11|1|40"},
		{"SELECT printf('%d|%d|%d|%d|%d|%d|%d|%d|%d|%d|%d', reads, read_bytes, "
		 "sector_reads, full_frames, "
		 "max_payload, repeats, unanswered, service_sum_ns, service_max_ns, first_event, "
		 "last_event IS NULL) FROM flow",
			"5|6|7|8|9|10|11|12|13|1|1"},
		{"SELECT group_concat(printf('%d|%d|%d|%d|%d', start_ns, width_ns, up_bytes, "
		 "down_bytes, reads)) "
		 "FROM flow_bin",
			"10|5|100|200|3,15|5|1|2|0"},
		{"SELECT printf('%d|%d|%s|%s', from_ns, to_ns, waiting, after) FROM flow_gap",
			"20|30|server|repeat"},
		{"SELECT printf('%d|%d|%d|%d', requests, overlaps, reads_16k, reads_32k) FROM flow",
			"14|0|0|15"},
		{"SELECT printf('%d|%d|%s|%d|%d|%d|%d|%d|%d|%d', start_ns, end_ns, kind, count, up_frames, "
		 "reads, max_payload, service_min_ns, turn_sum_ns, first_event IS NULL) FROM flow_spell",
			"10|40|read|1|2|3|4|5|6|1"},
		{"SELECT printf('%s|%d|%d|%d|%d|%d', mac, tx_frames, rx_unicast, first_ns, "
		 "last_ns, "
		 "first_rx_ns IS NULL) FROM station",
			"00:50:56:b8:0a:01|5|0|1|9|1"},
		{"SELECT printf('%s|%s|%s|%d|%d|%d', mac, ip, via, frames, first_ns, last_ns) FROM "
		 "address",
			"00:15:5d:01:02:03|10.0.0.1|arp|2|3|4"},
		{"SELECT printf('%s|%s|%d|%d', bucket, reason, frames, bytes) FROM ledger",
			"unrelated|TCP|6|560"},
		{"SELECT printf('%d|%d|%s|%d|%s|%s|%d|%d|%d', iface, linktype, link, snaplen, "
		 "name, filter, frames, "
		 "drops_if IS NULL, drops_os) FROM interface",
			"1|1|Ethernet|96|eth0|udp|9|1|2"},
	};
	struct store *s = memory_case();
	size_t i;

	(void)state;
	ingest(s, "x1", the_rest);
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		same_text(s, want[i][0], want[i][1]);
	store_close(s);
}

static void event_ids_are_sequential(void **state)
{
	struct store *s = memory_case();
	struct fact_sink k;
	int i;

	(void)state;
	ingest(s, "x1", NULL);
	assert_int_equal(store_begin_capture(s, &k, NULL), 0);
	assert_int_equal(k.event(k.ctx, &an_event), 2);
	store_abort_capture(s);
	for (i = 2; i < 5; i++)
		assert_int_equal(ingest(s, (char[]){'y', (char)('0' + i), 0}, NULL), i);
	assert_int_equal(store_int(s, "SELECT max(event_id) = count(*) FROM event", NULL, 0, 0), 1);
	store_close(s);
}

static void bad_write(const struct fact_sink *k, int64_t event)
{
	k->arp(k->ctx, &(struct fact_arp){event, "not-a-form", MAC_A, MAC_B, 0, 0});
}

static void a_failed_write_is_told_and_leaves_nothing(void **state)
{
	struct store *s = memory_case();
	struct fact_sink k;
	struct err e = {""};

	(void)state;
	assert_int_equal(store_begin_capture(s, &k, &e), 0);
	bad_write(&k, k.event(k.ctx, &an_event));
	assert_int_equal(store_end_capture(s, &a_capture, &e), -1);
	assert_non_null(strstr(e.text, "CHECK constraint"));
	assert_int_equal(store_int(s, "SELECT count(*) FROM event", NULL, 0, -1), 0);
	assert_int_equal(store_int(s, "SELECT count(*) FROM capture", NULL, 0, -1), 0);
	assert_int_equal(ingest(s, "x1", NULL), 1);
	store_close(s);
}

/* So many that a thread writes them: what is put after the failure is dropped, and no more is asked for. */
static void a_failure_among_many_is_told_and_leaves_nothing(void **state)
{
	struct store *s = memory_case();
	struct fact_sink k;
	struct err e = {""};
	int i;

	(void)state;
	assert_int_equal(store_begin_capture(s, &k, &e), 0);
	for (i = 0; i < 5000; i++)
		if (k.event(k.ctx, &an_event) && i == 2000)
			bad_write(&k, i);
	assert_int_equal(store_end_capture(s, &a_capture, &e), -1);
	assert_non_null(strstr(e.text, "CHECK constraint"));
	assert_int_equal(store_int(s, "SELECT count(*) FROM event", NULL, 0, -1), 0);
	assert_int_equal(ingest(s, "x1", NULL), 1);
	store_close(s);
}

static void many_rows_and_large_ones_come_in_order(void **state)
{
	static uint8_t large[300000];
	struct frame fr = *an_event.packet->frame;
	struct packet p = *an_event.packet;
	struct fact_event f = an_event;
	struct store *s = memory_case();
	struct fact_sink k;
	int i;

	(void)state;
	f.packet = &p;
	p.frame = &fr;
	fr.bytes = large;
	assert_int_equal(store_begin_capture(s, &k, NULL), 0);
	for (i = 0; i < 3000; i++) {
		fr.number = (uint64_t)i + 1;
		fr.caplen = i % 1000 == 999 ? sizeof(large) : 60;
		memset(large, i & 0xff, fr.caplen);
		assert_int_equal(k.event(k.ctx, &f), i + 1);
	}
	assert_int_equal(store_end_capture(s, &a_capture, NULL), 1);
	assert_int_equal(store_int(s, "SELECT count(*) FROM event WHERE frame = event_id", NULL, 0, -1), 3000);
	assert_int_equal(store_int(s, "SELECT count(*) FROM event WHERE length(raw) = 300000", NULL, 0, -1), 3);
	assert_int_equal(store_int(s, "SELECT count(*) FROM event WHERE substr(hex(raw), 1, 2) = printf('%02X', (event_id - 1) & 255)"
		" AND substr(hex(raw), -2) = substr(hex(raw), 1, 2)", NULL, 0, -1), 3000);
	store_close(s);
}

static void a_capture_given_up_among_many_rows_leaves_nothing(void **state)
{
	struct store *s = memory_case();
	struct fact_sink k;
	int i;

	(void)state;
	assert_int_equal(store_begin_capture(s, &k, NULL), 0);
	for (i = 0; i < 5000; i++)
		k.event(k.ctx, &an_event);
	store_abort_capture(s);
	assert_int_equal(store_int(s, "SELECT count(*) FROM event", NULL, 0, -1), 0);
	assert_int_equal(store_begin_capture(s, &k, NULL), 0);
	for (i = 0; i < 5000; i++)
		k.event(k.ctx, &an_event);
	store_close(s); /* in the middle of it */
}

static void the_same_capture_twice_is_refused(void **state)
{
	struct store *s = memory_case();
	struct fact_sink k;
	struct err e = {""};

	(void)state;
	ingest(s, "cd", NULL);
	assert_int_equal(store_begin_capture(s, &k, &e), 0);
	assert_int_equal(store_end_capture(s, &a_capture, &e), -1);
	assert_int_equal(store_int(s, "SELECT count(*) FROM capture", NULL, 0, -1), 1);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_round_trips),
		cmocka_unit_test(dhcp_round_trips),
		cmocka_unit_test(all_other_facts_round_trip),
		cmocka_unit_test(event_ids_are_sequential),
		cmocka_unit_test(a_failed_write_is_told_and_leaves_nothing),
		cmocka_unit_test(a_failure_among_many_is_told_and_leaves_nothing),
		cmocka_unit_test(many_rows_and_large_ones_come_in_order),
		cmocka_unit_test(a_capture_given_up_among_many_rows_leaves_nothing),
		cmocka_unit_test(the_same_capture_twice_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
