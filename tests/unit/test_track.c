/*
 * track/: packets to facts. Each test sends datagrams and asks the case what became of them.
 */
#include "scene.h"
#include "track/internal.h"

#define ROM .class = "PXEClient:Arch:00000:UNDI:002001", .broadcast = true

/* --- stations, kept ------------------------------------------------------------------------------- */

static void test_a_lease_says_who_holds_an_address_better_than_the_frame(void **state)
{
	struct stations *s = stations_new();

	(void)state;
	stations_lease(s, ip_of[TARGET], 10, mac_of[TARGET], true, 0);
	assert_memory_equal(stations_holder(s, ip_of[TARGET], 10, mac_of[RELAY]).b, mac_of[TARGET].b, 6);
	assert_memory_equal(stations_holder(s, ip_of[TARGET], 20, mac_of[RELAY]).b, mac_of[TARGET].b, 6);
	assert_memory_equal(stations_holder(s, ip_of[OTHER], 10, mac_of[RELAY]).b, mac_of[RELAY].b, 6);
	/* the same address in another VLAN is another machine's */
	stations_lease(s, ip_of[TARGET], 20, mac_of[OTHER], true, 0);
	assert_true(stations_shared(s, ip_of[TARGET]));
	assert_memory_equal(stations_holder(s, ip_of[TARGET], 20, mac_of[RELAY]).b, mac_of[OTHER].b, 6);
	assert_memory_equal(stations_holder(s, ip_of[TARGET], 10, mac_of[RELAY]).b, mac_of[TARGET].b, 6);
	stations_free(s);
}

static void test_only_who_asked_for_a_boot_file_is_said_to_boot(void **state)
{
	struct stations *s = stations_new();

	(void)state;
	assert_false(stations_booted(s, ip_of[TARGET]));
	stations_boots(s, ip_of[TARGET], 5);
	assert_true(stations_booted(s, ip_of[TARGET]));
	assert_false(stations_booted(s, ip_of[OTHER]));
	stations_free(s);
}

struct heard {
	struct mac mac;
	uint64_t sent, received;
};

static void hear(void *ctx, const struct fact_station *f)
{
	struct heard *h = ctx;

	if (!mac_eq(f->mac, h->mac))
		return;
	h->sent = f->tx_frames;
	h->received = f->rx_unicast;
}

static void no_address(void *ctx, const struct fact_address *f)
{
	(void)ctx;
	(void)f;
}

/* What a Linux cooked capture at a host has: frames of `from`, and no receiver. */
static void cooked(struct stations *s, struct mac from, char direction, uint32_t src, uint32_t dst)
{
	struct frame f = {.ns = 1, .direction = direction};
	struct packet p = {.frame = &f, .has_l2 = true, .src_mac = from, .to_host = direction == 'i',
		.l2_cast = direction == 'i' ? CAST_UNICAST : CAST_UNKNOWN, .src_ip = src, .dst_ip = dst, .l3_cast = CAST_UNICAST};

	stations_see(s, &p);
}

static struct heard heard_of(struct stations *s, struct mac mac)
{
	struct heard h = {.mac = mac};
	struct fact_sink sink = {.ctx = &h, .station = hear, .address = no_address};

	stations_finish(s, &sink);
	return h;
}

static void test_a_cooked_capture_counts_for_receivers_it_does_not_name(void **state)
{
	struct stations *s = stations_new();
	struct heard h;

	(void)state;
	cooked(s, mac_of[TARGET], 'i', ip_of[TARGET], ip_of[DHCP1]); /* before this host sent anything */
	cooked(s, mac_of[DHCP1], 'o', ip_of[DHCP1], ip_of[TARGET]);
	cooked(s, mac_of[TARGET], 'i', ip_of[TARGET], ip_of[DHCP1]);
	cooked(s, mac_of[DHCP1], 'o', ip_of[DHCP1], ip_of[OTHER]); /* who was not heard */
	h = heard_of(s, mac_of[DHCP1]);
	assert_int_equal(h.sent, 2);
	assert_int_equal(h.received, 2);
	h = heard_of(s, mac_of[TARGET]);
	assert_int_equal(h.sent, 2);
	assert_int_equal(h.received, 1);
	stations_free(s);
}

static void test_the_kept_datagram_with_the_same_id_wins_over_the_newest(void **state)
{
	struct kept *k = kept_new();
	struct packet p = {.src_ip = 1, .dst_ip = 2, .src_port = 3, .dst_port = 4, .ip_id = 10};

	(void)state;
	kept_add(k, &p, 100);
	p.ip_id = 11;
	kept_add(k, &p, 101);
	assert_int_equal(kept_find(k, 1, 2, 3, 4, 10), 100);
	assert_int_equal(kept_find(k, 1, 2, 3, 4, 99), 101);
	assert_int_equal(kept_find(k, 1, 2, 3, 5, 10), 0);
	kept_free(k);
}

static void test_the_ring_of_kept_datagrams_forgets_the_oldest(void **state)
{
	struct kept *k = kept_new();
	struct packet p = {.src_ip = 1, .dst_ip = 2, .src_port = 3};
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		p.dst_port = (uint16_t)i;
		kept_add(k, &p, i + 1);
	}
	assert_int_equal(kept_find(k, 1, 2, 3, 19999, 0), 20000);
	assert_int_equal(kept_find(k, 1, 2, 3, 0, 0), 0);
	kept_free(k);
}

/* --- DHCP ----------------------------------------------------------------------------------------- */

static void test_each_message_type_becomes_its_kind_of_event(void **state)
{
	struct scene sc = scene_begin();
	int type;

	(void)state;
	for (type = 1; type <= 8; type++)
		dhcp(&sc, type, (struct dhcp){.type = type, .xid = (uint32_t)type, .reply = type == 2 || type == 5 || type == 6,
			.yiaddr = type == 2 || type == 5 ? ip_of[TARGET] : 0, .server_id = ip_of[DHCP1]});
	dhcp(&sc, 20, (struct dhcp){.reply = true, .yiaddr = ip_of[TARGET]});
	scene_keep(&sc, 100);
	expect(&sc, "SELECT kind FROM event ORDER BY event_id", "dhcp-discover dhcp-offer dhcp-request dhcp-decline"
		" dhcp-ack dhcp-nak dhcp-release dhcp-inform dhcp-bootreply");
	scene_end(&sc);
}

static void test_an_offer_without_address_of_a_pxe_server_is_a_pxe_offer(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dhcp(&sc, 1, (struct dhcp){.type = 2, .reply = true, .class = "PXEClient", .broadcast = true});
	dhcp(&sc, 2, (struct dhcp){.type = 2, .reply = true, .class = "PXEClient", .yiaddr = ip_of[TARGET]});
	dhcp(&sc, 3, (struct dhcp){.type = 3, .pxe_port = true, .ciaddr = ip_of[TARGET]});
	dhcp(&sc, 4, (struct dhcp){.type = 5, .pxe_port = true, .reply = true, .server = PVS1});
	scene_keep(&sc, 100);
	expect(&sc, "SELECT kind FROM event ORDER BY event_id", "pxe-offer dhcp-offer pxe-request pxe-ack");
	scene_end(&sc);
}

static void test_secs_flag_and_addresses_are_kept_as_sent(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dhcp(&sc, 1, (struct dhcp){.type = 1, .xid = 0xfeedbeef, .secs = 0x0400, .giaddr = IP(10, 1, 0, 1), ROM});
	scene_keep(&sc, 100);
	expect(&sc, "SELECT xid, secs, b_flag, giaddr, yiaddr, arch FROM dhcp", "4276993775/1024/1/10.1.0.1//0");
	scene_end(&sc);
}

static void test_what_is_no_dhcp_on_its_port_is_left(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	udp(&sc, 1, TARGET, NULL, 0, EVERYONE, 68, 67, "hello", 5);
	assert_string_equal(sc.verdict.bucket, "unrelated");
	scene_keep(&sc, 100);
	expect(&sc, "SELECT count(*) FROM event", "0");
	scene_end(&sc);
}

/* --- times ---------------------------------------------------------------------------------------- */

static void test_a_time_that_no_clock_shows_counts_as_the_latest_one(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dhcp(&sc, 1000, (struct dhcp){.type = 1, .xid = 1});
	dhcp(&sc, (INT64_MAX - START_NS) / MS, (struct dhcp){.type = 1, .xid = 2});
	dhcp(&sc, -START_NS / MS - 5, (struct dhcp){.type = 1, .xid = 3});
	sc.last_ms = 1000;
	scene_keep(&sc, 2000);
	expect(&sc, "SELECT (ns - 1700000000000000000) / 1000000 FROM event ORDER BY event_id", "1000 1000 1000");
	scene_end(&sc);
}

/* --- TFTP ----------------------------------------------------------------------------------------- */

static void test_a_whole_file_is_a_complete_transfer(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	tftp_file(&sc, 1, TARGET, "ardbp32.bin");
	scene_keep(&sc, 60000);
	expect(&sc, "SELECT file, status, blocks, bytes, requests, repeats FROM transfer", "ardbp32.bin/complete/2/612/1/0");
	scene_end(&sc);
}

static void test_a_repeated_request_is_one_transfer(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "a", true);
	rrq(&sc, 4000, TARGET, 2070, "a", true);
	rrq(&sc, 12000, TARGET, 2070, "a", true);
	scene_keep(&sc, 60000);
	expect(&sc, "SELECT requests, status, asked_tsize FROM transfer", "3/no-reply/1");
	scene_end(&sc);
}

static void test_a_new_port_or_file_is_a_new_transfer(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "a", false);
	rrq(&sc, 1, TARGET, 2071, "a", false);
	rrq(&sc, 2, TARGET, 2071, "b", false);
	scene_keep(&sc, 60000);
	expect(&sc, "SELECT file, client_port FROM transfer ORDER BY first_ns", "a/2070 a/2071 b/2071");
	scene_end(&sc);
}

static void test_a_block_sent_again_is_a_repeat_and_no_new_block(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "a", false);
	tftp_data(&sc, 1, TARGET, 2070, 1, 512);
	tftp_data(&sc, 1001, TARGET, 2070, 1, 512);
	tftp_ack(&sc, 1002, TARGET, 2070, 1);
	scene_keep(&sc, 60000);
	expect(&sc, "SELECT blocks, repeats, status FROM transfer", "1/1/stalled");
	scene_end(&sc);
}

static void test_who_fell_silent_is_the_one_who_owed_the_next_packet(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "server-owes", false);
	tftp_data(&sc, 1, TARGET, 2070, 1, 512);
	tftp_ack(&sc, 2, TARGET, 2070, 1);
	rrq(&sc, 5, OTHER, 2070, "client-owes", false);
	tftp_data(&sc, 6, OTHER, 2070, 1, 512);
	scene_keep(&sc, 60000);
	expect(&sc, "SELECT file, stall_side FROM transfer ORDER BY first_ns", "server-owes/server client-owes/client");
	scene_end(&sc);
}

static void test_a_transfer_at_the_end_of_the_capture_is_open_not_stalled(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "a", false);
	tftp_data(&sc, 1, TARGET, 2070, 1, 512);
	scene_keep(&sc, 900);
	expect(&sc, "SELECT status FROM transfer", "open");
	scene_end(&sc);
}

static void test_an_error_says_who_sent_it(void **state)
{
	static const uint8_t error[] = {0, 5, 0, 1, 'n', 'o', 0};
	struct scene sc = scene_begin();

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "a", false);
	send_udp(&sc, 1, PVS1, TARGET, 3000, 2070, error, sizeof(error));
	rrq(&sc, 2, OTHER, 2070, "b", false);
	tftp_data(&sc, 3, OTHER, 2070, 1, 512);
	send_udp(&sc, 4, OTHER, PVS1, 2070, 3000, error, sizeof(error));
	scene_keep(&sc, 60000);
	expect(&sc, "SELECT status, error_from, error_code FROM transfer ORDER BY first_ns", "error/server/1 aborted/client/1");
	scene_end(&sc);
}

static void test_a_block_number_wraps_behind_65535(void **state)
{
	struct scene sc = scene_begin();
	int i;

	(void)state;
	rrq(&sc, 0, TARGET, 2070, "big", false);
	for (i = 1; i <= 65600; i++) {
		tftp_data(&sc, i, TARGET, 2070, (uint16_t)i, i == 65600 ? 1 : 512);
		tftp_ack(&sc, i, TARGET, 2070, (uint16_t)i);
	}
	scene_keep(&sc, 100000);
	expect(&sc, "SELECT status, blocks, last_block, bytes, repeats FROM transfer", "complete/65600/65600/33586689/0");
	expect(&sc, "SELECT count(*) < 20 FROM event", "1");
	scene_end(&sc);
}

static void test_a_file_sent_to_a_server_is_no_sign_of_a_boot(void **state)
{
	struct scene sc = scene_begin();
	uint8_t b[100], up[48] = {1};
	size_t n = tftp_request(b, 2, "backup.cfg", false);

	(void)state;
	send_udp(&sc, 0, TARGET, PVS1, 2070, 69, b, n);
	send_udp(&sc, 10, TARGET, PVS1, 40000, 6910, up, 20);
	send_udp(&sc, 20, PVS1, TARGET, 6910, 40000, up, 20);
	scene_keep(&sc, 1000);
	expect(&sc, "SELECT kind FROM event WHERE kind LIKE 'tftp-%'", "tftp-wrq");
	expect(&sc, "SELECT count(*) FROM flow", "0"); /* the port alone is no sign */
	scene_end(&sc);
}

/* --- flows ---------------------------------------------------------------------------------------- */

static void test_reads_are_told_by_whole_sectors(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	stream(&sc, 0, TARGET, 6902, 10, 20);
	scene_keep(&sc, 5000);
	expect(&sc, "SELECT role, reads, sector_reads, read_bytes FROM flow", "stream/10/10/327680");
	scene_end(&sc);
}

static void test_small_exchanges_are_a_login(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	login(&sc, 0, TARGET);
	scene_keep(&sc, 5000);
	expect(&sc, "SELECT role, up_frames, down_frames FROM flow", "login/4/4");
	scene_end(&sc);
}

static void test_the_port_alone_makes_no_pvs_conversation(void **state)
{
	struct scene sc = scene_begin();
	uint8_t b[300] = {0};
	int i;

	(void)state;
	for (i = 0; i < 50; i++) { /* Gnutella lives there, too */
		b[0] = (uint8_t)i;
		send_udp(&sc, i, TARGET, OTHER, 6346, 6910, b, 23);
		send_udp(&sc, i, OTHER, TARGET, 6910, 6346, b, 180);
	}
	scene_keep(&sc, 5000);
	expect(&sc, "SELECT count(*) FROM flow", "0");
	scene_end(&sc);
}

static void test_a_silence_knows_whose_turn_it_was(void **state)
{
	struct scene sc = scene_begin();
	uint8_t b[48] = {7};

	(void)state;
	stream(&sc, 0, TARGET, 6902, 2, 20);
	send_udp(&sc, 100, TARGET, PVS1, 6902, 6911, b, 48);
	stream(&sc, 9000, TARGET, 6902, 1, 20);
	stream(&sc, 19000, TARGET, 6902, 1, 20);
	scene_keep(&sc, 25000);
	expect(&sc, "SELECT waiting, (to_ns - from_ns) / 1000000000 FROM flow_gap ORDER BY from_ns", "server/8 client/9");
	scene_end(&sc);
}

static void test_the_same_request_again_is_a_repeat(void **state)
{
	struct scene sc = scene_begin();
	uint8_t b[48] = {7};
	int i;

	(void)state;
	stream(&sc, 0, TARGET, 6902, 2, 20);
	for (i = 0; i < 5; i++)
		send_udp(&sc, 1000 + 1000 * i, TARGET, PVS1, 6902, 6911, b, 48);
	scene_keep(&sc, 25000);
	expect(&sc, "SELECT repeats, unanswered FROM flow", "4/5");
	scene_end(&sc);
}

static void test_streaming_is_measured_and_not_kept_frame_by_frame(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	stream(&sc, 0, TARGET, 6902, 2000, 10);
	scene_keep(&sc, 25000);
	expect(&sc, "SELECT count(*) < 100 FROM event", "1");
	expect(&sc, "SELECT sum(frames) > 40000 FROM ledger_entry WHERE bucket = 'measured'", "1");
	scene_end(&sc);
}

/* --- ledger, flood -------------------------------------------------------------------------------- */

static void test_the_ledger_sums_to_the_frames(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dhcp(&sc, 1, (struct dhcp){.type = 1});
	tftp_file(&sc, 2, TARGET, "a");
	stream(&sc, 10, TARGET, 6902, 3, 20);
	scene_keep(&sc, 5000);
	expect(&sc, "SELECT (SELECT sum(frames) FROM ledger_entry) = frames FROM capture", "1");
	scene_end(&sc);
}

static void test_a_flood_of_clients_is_counted_and_not_kept(void **state)
{
	struct scene sc = scene_begin();
	struct dhcp m = {.type = 1};
	uint8_t bytes[600];
	size_t n = dhcp_bytes(&m, bytes);
	int i;

	(void)state;
	for (i = 0; i < 10100; i++) {
		bytes[31] = (uint8_t)(i >> 16);
		bytes[32] = (uint8_t)(i >> 8);
		bytes[33] = (uint8_t)i;
		udp(&sc, i, OTHER, NULL, 0, EVERYONE, 68, 67, bytes, n);
	}
	scene_keep(&sc, 20000);
	expect(&sc, "SELECT count(*) FROM event WHERE kind = 'dhcp-discover'", "10000");
	expect(&sc, "SELECT frames FROM ledger_entry WHERE reason LIKE '%flood%'", "100");
	expect(&sc, "SELECT (SELECT sum(frames) FROM ledger_entry) = frames FROM capture", "1");
	scene_end(&sc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_lease_says_who_holds_an_address_better_than_the_frame),
		cmocka_unit_test(test_only_who_asked_for_a_boot_file_is_said_to_boot),
		cmocka_unit_test(test_a_cooked_capture_counts_for_receivers_it_does_not_name),
		cmocka_unit_test(test_the_kept_datagram_with_the_same_id_wins_over_the_newest),
		cmocka_unit_test(test_the_ring_of_kept_datagrams_forgets_the_oldest),
		cmocka_unit_test(test_each_message_type_becomes_its_kind_of_event),
		cmocka_unit_test(test_an_offer_without_address_of_a_pxe_server_is_a_pxe_offer),
		cmocka_unit_test(test_secs_flag_and_addresses_are_kept_as_sent),
		cmocka_unit_test(test_what_is_no_dhcp_on_its_port_is_left),
		cmocka_unit_test(test_a_time_that_no_clock_shows_counts_as_the_latest_one),
		cmocka_unit_test(test_a_whole_file_is_a_complete_transfer),
		cmocka_unit_test(test_a_repeated_request_is_one_transfer),
		cmocka_unit_test(test_a_new_port_or_file_is_a_new_transfer),
		cmocka_unit_test(test_a_block_sent_again_is_a_repeat_and_no_new_block),
		cmocka_unit_test(test_who_fell_silent_is_the_one_who_owed_the_next_packet),
		cmocka_unit_test(test_a_transfer_at_the_end_of_the_capture_is_open_not_stalled),
		cmocka_unit_test(test_an_error_says_who_sent_it),
		cmocka_unit_test(test_a_block_number_wraps_behind_65535),
		cmocka_unit_test(test_a_file_sent_to_a_server_is_no_sign_of_a_boot),
		cmocka_unit_test(test_reads_are_told_by_whole_sectors),
		cmocka_unit_test(test_small_exchanges_are_a_login),
		cmocka_unit_test(test_the_port_alone_makes_no_pvs_conversation),
		cmocka_unit_test(test_a_silence_knows_whose_turn_it_was),
		cmocka_unit_test(test_the_same_request_again_is_a_repeat),
		cmocka_unit_test(test_streaming_is_measured_and_not_kept_frame_by_frame),
		cmocka_unit_test(test_the_ledger_sums_to_the_frames),
		cmocka_unit_test(test_a_flood_of_clients_is_counted_and_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
