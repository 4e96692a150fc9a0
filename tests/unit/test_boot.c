/*
 * boot/: facts to boots. The tables say what a client sends; the tests ask how many boots that was,
 * who began them, how they ended.
 */
#include "boot/internal.h"
#include "scene.h"

#define ROM .class = "PXEClient:Arch:00000:UNDI:002001", .broadcast = true
#define UEFI .class = "PXEClient:Arch:00007:UNDI:003000", .broadcast = true
#define HTTP .class = "HTTPClient:Arch:00016:UNDI:003000", .broadcast = true
#define IPXE .class = "PXEClient:Arch:00000:UNDI:002001", .user = "iPXE"
#define WINDOWS .class = "MSFT 5.0", .host = "pvs-target"

static const char boots[] = "SELECT attempt, client_kind, outcome, phase_reached FROM boot ORDER BY mac, attempt";

static void discover(struct scene *sc, int64_t ms, struct dhcp m)
{
	m.type = 1;
	dhcp(sc, ms, m);
}

static void offer(struct scene *sc, int64_t ms, struct dhcp m)
{
	m.type = 2;
	m.reply = true;
	m.yiaddr = ip_of[m.who];
	m.server_id = ip_of[m.server ? m.server : DHCP1];
	m.class = NULL;
	dhcp(sc, ms, m);
}

/* DISCOVER, OFFER, REQUEST, ACK in 30 ms; file goes into the answers. */
static void dora(struct scene *sc, int64_t ms, struct dhcp m)
{
	struct dhcp request = m, ack = m;

	m.file = NULL;
	discover(sc, ms, m);
	m.file = ack.file;
	offer(sc, ms + 10, m);
	request.type = 3;
	request.file = NULL;
	request.requested = ip_of[m.who];
	request.server_id = ip_of[DHCP1];
	dhcp(sc, ms + 20, request);
	ack.type = 5;
	ack.reply = true;
	ack.yiaddr = ip_of[m.who];
	ack.siaddr = m.file ? ip_of[PVS1] : 0;
	ack.server_id = ip_of[DHCP1];
	ack.class = NULL;
	dhcp(sc, ms + 30, ack);
}

/* A boot by PXE as far as the driver's stream: 20 s. */
static void whole_boot(struct scene *sc, int64_t ms, enum who who)
{
	dora(sc, ms, (struct dhcp){.who = who, .xid = 1, .secs = 4, .file = "ardbp32.bin", ROM});
	tftp_file(sc, ms + 100, who, "ardbp32.bin");
	login(sc, ms + 1000, who);
	stream(sc, ms + 2000, who, 6902, 50, 20);
	stream(sc, ms + 6000, who, 6905, 200, 50);
}

/* --- who ------------------------------------------------------------------------------------------ */

static void test_each_client_is_known_by_its_discover(void **state)
{
	static const struct {
		struct dhcp m;
		const char *kind;
	} clients[] = {
		{{ROM}, "intel-rom"}, {{UEFI}, "uefi"}, {{HTTP}, "uefi-http"}, {{IPXE}, "ipxe"},
		{{.user = "gPXE"}, "ipxe"}, {{WINDOWS}, "windows"}, {{.class = "udhcp 1.36"}, "dhclient"},
		{{.host = "phone"}, "dhclient"}, {{.params = "\x01\x1c\x79"}, "dhclient"}, {{.params = "\x01\x03\x06"}, "other"},
		{{.params = "\x01\x0c"}, "other"}, {{0}, "other"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		struct scene sc = scene_begin();

		discover(&sc, 0, clients[i].m);
		scene_boots(&sc, 100);
		expect(&sc, "SELECT client_kind FROM boot", clients[i].kind);
		scene_end(&sc);
	}
}

/* --- cutting -------------------------------------------------------------------------------------- */

/* DISCOVERs at these times, with these secs; then how many boots that was. */
static void test_where_a_boot_begins(void **state)
{
	static const struct {
		const char *what;
		struct dhcp m;
		struct {
			int64_t ms;
			uint32_t secs, xid;
		} at[8];
		const char *want;
	} table[] = {
		{"a ROM's four tries", {ROM}, {{1, 4, 9}, {4000, 4, 9}, {12000, 8, 9}, {28000, 16, 9}}, "1"},
		{"the same with constant secs and xid", {ROM}, {{1, 4, 9}, {4000, 4, 9}, {12000, 4, 9}, {28000, 4, 9}}, "1"},
		{"secs fall back to where they began", {UEFI}, {{1, 0, 1}, {4000, 4, 1}, {12000, 12, 1}, {30000, 0, 2}, {34000, 4, 2}}, "2"},
		{"a new xid for every try is no new boot", {UEFI}, {{1, 0, 1}, {4000, 4, 2}, {12000, 12, 3}}, "1"},
		{"silence of more than twice its patience", {ROM}, {{1, 4, 9}, {300000, 4, 9}}, "2"},
		{"secs stay 0: nothing says that it began anew", {.params = "\x01\x03"}, {{1, 0, 1}, {4000, 0, 2}, {8000, 0, 3}}, "1"},
		{"secs in the other byte order rise as well", {.params = "\x01\x03"}, {{1, 0, 1}, {4000, 0x400, 1}, {8000, 0x800, 1}}, "1"},
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct scene sc = scene_begin();

		for (j = 0; j < 8 && table[i].at[j].ms; j++) {
			struct dhcp m = table[i].m;

			m.secs = table[i].at[j].secs;
			m.xid = table[i].at[j].xid;
			discover(&sc, table[i].at[j].ms, m);
		}
		scene_boots(&sc, 500000);
		print_message("           %s\n", table[i].what);
		expect(&sc, "SELECT count(*) FROM boot", table[i].want);
		scene_end(&sc);
	}
}

static void test_an_ipxe_that_asks_again_after_an_offer_goes_on_with_its_boot(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dora(&sc, 0, (struct dhcp){.xid = 1, .secs = 4, .file = "undionly.kpxe", ROM});
	tftp_file(&sc, 100, TARGET, "undionly.kpxe");
	discover(&sc, 3000, (struct dhcp){.xid = 7, .secs = 4, IPXE});
	offer(&sc, 3005, (struct dhcp){.xid = 7});
	discover(&sc, 4000, (struct dhcp){.xid = 7, .secs = 4, IPXE});
	dora(&sc, 6000, (struct dhcp){.xid = 7, .secs = 4, .file = "ardbp32.bin", IPXE});
	scene_boots(&sc, 7000);
	expect(&sc, "SELECT count(*), max(client_kind) FROM boot", "1/intel-rom");
	scene_end(&sc);
}

static void test_uefi_going_on_to_http_boot_is_the_same_boot(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 1, .secs = 0, UEFI});
	discover(&sc, 4000, (struct dhcp){.xid = 1, .secs = 4, UEFI});
	discover(&sc, 20000, (struct dhcp){.xid = 2, .secs = 0, HTTP});
	scene_boots(&sc, 21000);
	expect(&sc, "SELECT count(*) FROM boot", "1");
	scene_end(&sc);
}

static void test_windows_behind_the_stream_belongs_to_the_boot(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	whole_boot(&sc, 0, TARGET);
	dora(&sc, 17000, (struct dhcp){.xid = 99, WINDOWS});
	stream(&sc, 17500, TARGET, 6905, 600, 300);
	scene_boots(&sc, 198000);
	expect(&sc, boots, "1/intel-rom/booted/os");
	scene_end(&sc);
}

static void test_the_firmware_after_windows_is_a_new_boot(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	whole_boot(&sc, 0, TARGET);
	dora(&sc, 17000, (struct dhcp){.xid = 99, WINDOWS});
	stream(&sc, 17500, TARGET, 6905, 600, 300);
	dora(&sc, 260000, (struct dhcp){.xid = 1, .secs = 4, .file = "ardbp32.bin", ROM});
	scene_boots(&sc, 261000);
	expect(&sc, "SELECT attempt, outcome FROM boot ORDER BY attempt", "1/booted 2/incomplete");
	scene_end(&sc);
}

static void test_a_warm_start_in_the_middle_of_the_stream_is_a_new_boot(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	whole_boot(&sc, 0, TARGET);
	whole_boot(&sc, 30000, TARGET);
	scene_boots(&sc, 46500);
	expect(&sc, "SELECT count(*) FROM boot", "2");
	scene_end(&sc);
}

static void test_two_clients_are_two_targets(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 1, ROM});
	discover(&sc, 1, (struct dhcp){.xid = 1, .who = OTHER, ROM});
	scene_boots(&sc, 100);
	expect(&sc, "SELECT count(*), count(DISTINCT mac) FROM boot JOIN target USING (target_id, mac)", "2/2");
	scene_end(&sc);
}

/* --- exchanges ------------------------------------------------------------------------------------ */

static void test_a_copy_of_the_relay_is_no_try_of_the_client(void **state)
{
	struct scene sc = scene_begin();
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		discover(&sc, 4000 * i, (struct dhcp){.xid = 1, .secs = (uint32_t)(4 * i), UEFI});
		discover(&sc, 4000 * i + 1, (struct dhcp){.xid = 1, .secs = (uint32_t)(4 * i), .giaddr = ip_of[RELAY], UEFI});
		discover(&sc, 4000 * i + 1, (struct dhcp){.xid = 1, .secs = (uint32_t)(4 * i), .giaddr = ip_of[RELAY],
			.server = PVS1, UEFI});
	}
	scene_boots(&sc, 10000);
	expect(&sc, "SELECT kind, tries, copies_to FROM exchange", "discover/3/10.1.0.10 10.1.0.20");
	scene_end(&sc);
}

static void test_an_answer_belongs_to_the_question_with_its_xid(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 1, UEFI});
	offer(&sc, 5, (struct dhcp){.xid = 2, .broadcast = true});
	scene_boots(&sc, 10000);
	expect(&sc, "SELECT offers, answer_from FROM exchange", "0/");
	scene_end(&sc);
}

static void test_a_request_with_another_xid_than_the_offer_is_answered_all_the_same(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 0x3d1d});
	offer(&sc, 5, (struct dhcp){.xid = 0x3d1d});
	dhcp(&sc, 70, (struct dhcp){.type = 3, .xid = 0x3d1e, .requested = ip_of[TARGET], .server_id = ip_of[DHCP1]});
	dhcp(&sc, 75, (struct dhcp){.type = 5, .reply = true, .xid = 0x3d1e, .yiaddr = ip_of[TARGET], .server_id = ip_of[DHCP1]});
	scene_boots(&sc, 10000);
	expect(&sc, "SELECT kind, offers, acks FROM exchange ORDER BY exchange_id", "discover/1/0 request-selecting/0/1");
	expect(&sc, "SELECT outcome, lease_ip FROM boot", "leased/10.1.0.50");
	scene_end(&sc);
}

static void test_edk2_asks_the_boot_server_with_an_xid_of_its_own(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dora(&sc, 0, (struct dhcp){.xid = 1, UEFI});
	dhcp(&sc, 100, (struct dhcp){.type = 3, .xid = 77, .pxe_port = true, .server = PVS1, .ciaddr = ip_of[TARGET], UEFI});
	dhcp(&sc, 105, (struct dhcp){.type = 5, .xid = 77, .pxe_port = true, .server = PVS1, .reply = true, .file = "boot.efi",
		.class = "PXEClient"});
	scene_boots(&sc, 300);
	expect(&sc, "SELECT kind, tries, acks FROM exchange ORDER BY exchange_id", "discover/1/0 request-selecting/1/1 pxe-request/1/1");
	expect(&sc, "SELECT count(*), max(boot_file) FROM boot", "1/boot.efi");
	scene_end(&sc);
}

static void test_a_request_is_named_by_what_it_holds(void **state)
{
	static const struct {
		struct dhcp m;
		const char *kind;
	} requests[] = {
		{{.server_id = IP(10, 1, 0, 10), .requested = IP(10, 1, 0, 50)}, "request-selecting"},
		{{.requested = IP(10, 1, 0, 50)}, "request-reboot"},
		{{.ciaddr = IP(10, 1, 0, 50)}, "request-rebind"}, /* broadcast */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct scene sc = scene_begin();
		struct dhcp m = requests[i].m;

		m.type = 3;
		dhcp(&sc, 0, m);
		scene_boots(&sc, 10);
		expect(&sc, "SELECT kind FROM exchange", requests[i].kind);
		scene_end(&sc);
	}
}

/* --- how it ended --------------------------------------------------------------------------------- */

static void rom_asks(struct scene *sc, int64_t ms)
{
	static const int64_t at[] = {0, 4000, 12000, 28000};
	size_t i;

	for (i = 0; i < 4; i++)
		discover(sc, ms + at[i], (struct dhcp){.xid = 1, .secs = 4, ROM});
}

static void test_a_rom_that_nobody_answers_has_failed_when_the_capture_goes_on(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rom_asks(&sc, 0);
	scene_boots(&sc, 120000);
	expect(&sc, boots, "1/intel-rom/failed/dhcp");
	scene_end(&sc);
}

static void test_the_same_is_incomplete_when_the_capture_ends(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	rom_asks(&sc, 0);
	scene_boots(&sc, 29000);
	expect(&sc, boots, "1/intel-rom/incomplete/dhcp");
	scene_end(&sc);
}

static void test_a_capture_that_shows_nothing_for_a_month_does_not_show_a_failure(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 1, .secs = 4, ROM});
	offer(&sc, 5, (struct dhcp){.xid = 1, .broadcast = true});
	scene_boots(&sc, 30ll * 24 * 3600 * 1000);
	expect(&sc, boots, "1/intel-rom/incomplete/dhcp");
	scene_end(&sc);
}

static void test_a_silence_in_which_a_boot_ends_shows_nothing_either(void **state)
{
	struct scene sc = scene_begin();

	/* the answer is only in the other capture; this one saw the question and then nothing for a month */
	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 1, .secs = 4, ROM});
	discover(&sc, 4000, (struct dhcp){.xid = 1, .secs = 4, ROM});
	scene_keep(&sc, 30ll * 24 * 3600 * 1000);
	store_script(sc.s, "INSERT INTO capture SELECT 2, 'b', NULL, 'b', format, compression, 1, bytes, file_bytes, first_ns,"
		" first_ns + 9000000000, status, note FROM capture; UPDATE event SET capture_id = 2 WHERE frame = 2;"
		"UPDATE event SET ns = ns + 4000000000 WHERE frame = 2", NULL);
	if (store_begin(sc.s, NULL) < 0 || store_reset_derived(sc.s, NULL) < 0 || boot_build(sc.s, NULL) < 0 ||
		store_commit(sc.s, NULL) < 0)
		fail();
	expect(&sc, boots, "1/intel-rom/incomplete/dhcp");
	scene_end(&sc);
}

static void test_an_answer_of_another_year_is_none_to_this_question(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	discover(&sc, 0, (struct dhcp){.xid = 1, ROM});
	offer(&sc, 400ll * 24 * 3600 * 1000, (struct dhcp){.xid = 1, .broadcast = true});
	scene_boots(&sc, 0);
	expect(&sc, "SELECT outcome FROM boot ORDER BY attempt", "incomplete incomplete");
	scene_end(&sc);
}

static void test_a_boot_that_streams_to_the_end_has_booted(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	whole_boot(&sc, 0, TARGET);
	scene_boots(&sc, 16500);
	expect(&sc, boots, "1/intel-rom/booted/handover");
	scene_end(&sc);
}

static void test_who_asks_for_a_lease_only_is_an_ordinary_client(void **state)
{
	static const struct dhcp clients[] = {{WINDOWS}, {.host = "phone"}, {.params = "\x01\x03\x06"}, {.class = "udhcp 1.2"}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		struct scene sc = scene_begin();

		dora(&sc, 0, clients[i]);
		scene_boots(&sc, 120000);
		expect(&sc, "SELECT outcome FROM boot", "leased");
		scene_end(&sc);
	}
}

static void test_an_ordinary_client_without_a_lease_is_no_failed_boot(void **state)
{
	struct scene sc = scene_begin();
	int i;

	(void)state;
	for (i = 0; i < 10; i++)
		discover(&sc, 6000 * i, (struct dhcp){.xid = 1, .secs = (uint32_t)(6 * i), .host = "phone"});
	scene_boots(&sc, 200000);
	expect(&sc, boots, "1/dhclient/incomplete/dhcp");
	scene_end(&sc);
}

static void test_a_boot_file_offered_to_windows_makes_no_boot(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	dora(&sc, 0, (struct dhcp){.file = "winxp.pxe", WINDOWS}); /* VirtualBox offers one to everybody */
	scene_boots(&sc, 120000);
	expect(&sc, "SELECT outcome, uses_pxe FROM boot", "leased/0");
	scene_end(&sc);
}

static void test_answers_alone_tell_of_no_failure(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	offer(&sc, 0, (struct dhcp){.xid = 1});
	scene_boots(&sc, 120000);
	expect(&sc, "SELECT outcome, phase_reached, open_start FROM boot", "incomplete/dhcp/1");
	scene_end(&sc);
}

/* --- file transfers ------------------------------------------------------------------------------- */

static void test_which_transfers_are_a_boots(void **state)
{
	static const struct {
		const char *what, *file;
		bool tsize, lease;
		const char *phase; /* of its boot; "" when there is none */
	} table[] = {
		{"a switch's copy", "sysman.lis", false, false, ""},
		{"firmware asks for the size", "loader.bin", true, false, "bootfile"},
		{"a file of Citrix", "ARDBP32.BIN", false, false, "bootfile"},
		{"an operating system's tftp that asks for the size", "notes.txt", true, true, "dhcp"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct scene sc = scene_begin();

		if (table[i].lease)
			dora(&sc, 0, (struct dhcp){WINDOWS});
		rrq(&sc, 1000, TARGET, 2070, table[i].file, table[i].tsize);
		tftp_data(&sc, 1001, TARGET, 2070, 1, 512);
		scene_boots(&sc, 120000);
		print_message("           %s\n", table[i].what);
		expect(&sc, "SELECT phase_reached FROM boot", table[i].phase);
		scene_end(&sc);
	}
}

static void test_a_file_sent_to_the_server_makes_no_boot(void **state)
{
	struct scene sc = scene_begin();
	uint8_t b[100];
	size_t n = tftp_request(b, 2, "ardbp32.bin", true);

	(void)state;
	send_udp(&sc, 0, TARGET, PVS1, 2070, 69, b, n);
	scene_boots(&sc, 120000);
	expect(&sc, "SELECT count(*) FROM boot", "0");
	expect(&sc, "SELECT count(*) FROM target", "0");
	scene_end(&sc);
}

static void test_a_flood_of_the_same_question_is_told_in_time(void **state)
{
	struct scene sc = scene_begin();
	int i;

	(void)state;
	for (i = 0; i < 20000; i++)
		discover(&sc, 0, (struct dhcp){.xid = (uint32_t)i});
	scene_boots(&sc, 1000);
	expect(&sc, "SELECT count(*) FROM boot", "1");
	scene_end(&sc);
}

/* --- steps ---------------------------------------------------------------------------------------- */

static void test_each_boot_has_every_step_once_and_in_order(void **state)
{
	struct scene sc = scene_begin();

	(void)state;
	whole_boot(&sc, 0, TARGET);
	scene_boots(&sc, 16500);
	expect(&sc, "SELECT phase, status FROM step WHERE phase NOT IN ('link', 'os') ORDER BY seq",
		"dhcp/ok pxe/ok bootfile/ok login/ok stream/ok handover/ok");
	expect(&sc, "SELECT count(*) FROM step WHERE end_ns < start_ns", "0");
	scene_end(&sc);
}

/* The same messages, and a capture that shows that nothing follows, or ends before it could. */
static void test_a_step_failed_only_where_the_capture_shows_its_end(void **state)
{
	static const char last[] = "SELECT s.phase, s.status FROM step s JOIN boot b USING (boot_id) WHERE s.phase = b.phase_reached";
	static const char file[] = "SELECT replace(summary, 'boot file \"ARDBP32.BIN\" from 10.1.0.20 ', '') FROM boot";
	static const struct {
		bool transfer;
		int end_ms;
		const char *step, *file;
	} table[] = {
		{false, 120000, "dhcp/failed", NULL},
		{false, 29000, "dhcp/not-seen", NULL},
		{true, 120000, "bootfile/failed", "not loaded"},
		{true, 2000, "bootfile/not-seen", "not captured to its end"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct scene sc = scene_begin();

		if (table[i].transfer) {
			rrq(&sc, 1000, TARGET, 2070, "ARDBP32.BIN", true);
			tftp_data(&sc, 1001, TARGET, 2070, 1, 512);
		} else {
			rom_asks(&sc, 0);
		}
		scene_boots(&sc, table[i].end_ms);
		expect(&sc, last, table[i].step);
		if (table[i].file)
			expect(&sc, file, table[i].file);
		scene_end(&sc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_client_is_known_by_its_discover),
		cmocka_unit_test(test_where_a_boot_begins),
		cmocka_unit_test(test_an_ipxe_that_asks_again_after_an_offer_goes_on_with_its_boot),
		cmocka_unit_test(test_uefi_going_on_to_http_boot_is_the_same_boot),
		cmocka_unit_test(test_windows_behind_the_stream_belongs_to_the_boot),
		cmocka_unit_test(test_the_firmware_after_windows_is_a_new_boot),
		cmocka_unit_test(test_a_warm_start_in_the_middle_of_the_stream_is_a_new_boot),
		cmocka_unit_test(test_two_clients_are_two_targets),
		cmocka_unit_test(test_a_copy_of_the_relay_is_no_try_of_the_client),
		cmocka_unit_test(test_an_answer_belongs_to_the_question_with_its_xid),
		cmocka_unit_test(test_a_request_with_another_xid_than_the_offer_is_answered_all_the_same),
		cmocka_unit_test(test_edk2_asks_the_boot_server_with_an_xid_of_its_own),
		cmocka_unit_test(test_a_request_is_named_by_what_it_holds),
		cmocka_unit_test(test_a_rom_that_nobody_answers_has_failed_when_the_capture_goes_on),
		cmocka_unit_test(test_the_same_is_incomplete_when_the_capture_ends),
		cmocka_unit_test(test_a_capture_that_shows_nothing_for_a_month_does_not_show_a_failure),
		cmocka_unit_test(test_a_silence_in_which_a_boot_ends_shows_nothing_either),
		cmocka_unit_test(test_an_answer_of_another_year_is_none_to_this_question),
		cmocka_unit_test(test_a_boot_that_streams_to_the_end_has_booted),
		cmocka_unit_test(test_who_asks_for_a_lease_only_is_an_ordinary_client),
		cmocka_unit_test(test_an_ordinary_client_without_a_lease_is_no_failed_boot),
		cmocka_unit_test(test_a_boot_file_offered_to_windows_makes_no_boot),
		cmocka_unit_test(test_answers_alone_tell_of_no_failure),
		cmocka_unit_test(test_which_transfers_are_a_boots),
		cmocka_unit_test(test_a_file_sent_to_the_server_makes_no_boot),
		cmocka_unit_test(test_a_flood_of_the_same_question_is_told_in_time),
		cmocka_unit_test(test_each_boot_has_every_step_once_and_in_order),
		cmocka_unit_test(test_a_step_failed_only_where_the_capture_shows_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
