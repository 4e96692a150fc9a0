/*
 * store/write_event.c and alike.c: what events have in common is written once, and every event comes back whole.
 */
#include "test_store.h"

#include "store/alike.h"

#define CLIENT ((struct mac){{0x00, 0x50, 0x56, 0xb8, 0x0a, 0x01}})
#define SERVER ((struct mac){{0x00, 0x15, 0x5d, 0x01, 0x02, 0x03}})
#define ALL ((struct mac){{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}})

/* One frame of a capture: its time, its bytes, where in them others are likely to have the same. */
struct say {
	int64_t ns;
	const char *bytes;
	size_t at, common;
	const char *info;
};

static int64_t put(const struct fact_sink *k, uint64_t number, const struct say *say)
{
	struct frame f = {.number = number, .ns = say->ns, .linktype = 1, .bytes = (const uint8_t *)say->bytes,
		.caplen = (uint32_t)strlen(say->bytes), .wirelen = (uint32_t)strlen(say->bytes)};
	struct packet p = {.frame = &f, .kind = PACKET_UDP};
	struct fact_event e = {.packet = &p, .kind = "x", .client = CLIENT, .whole = true, .odd = "", .info = say->info};

	if (say->common)
		e.common = (struct span){f.bytes + say->at, say->common};
	return k->event(k->ctx, &e);
}

static void ingest(struct store *s, const char *xxh3, const struct say *say, size_t n)
{
	struct fact_capture c = {.path = "a", .xxh3 = xxh3, .format = "pcap", .compression = "none", .status = "complete",
		.note = "", .frames = n, .first_ns = say[0].ns, .last_ns = say[n - 1].ns};
	struct fact_sink k;
	struct err e = {""};
	size_t i;

	assert_int_equal(store_begin_capture(s, &k, &e), 0);
	for (i = 0; i < n; i++)
		assert_true(put(&k, i + 1, &say[i]) > 0);
	if (store_end_capture(s, &c, &e) < 0)
		fail_msg("%s", e.text);
}

static void what_many_have_is_written_once(void **state)
{
	static const struct say say[] = {
		{10, "head-1:the same in all:tail", 7, 15, "one line"},
		{11, "head-2:the same in all:another", 7, 15, "one line"},
		{12, "head-10:the same in all:", 8, 15, "one line"}, /* elsewhere in the frame: not the same run */
		{13, "the same in all", 0, 15, "a second line"},
		{14, "nothing in common", 0, 0, "one line"},
		{15, "the same to the end", 9, 10, ""},
	};
	struct store *s = memory_case();
	char sql[100];
	size_t i;

	(void)state;
	ingest(s, "x1", say, 6);
	ingest(s, "x2", (struct say[]){{100, "head-3:the same in all:tail", 7, 15, "one line"}}, 1);
	for (i = 0; i < 6; i++) {
		snprintf(sql, sizeof(sql), "SELECT CAST(raw AS TEXT) FROM frames WHERE event_id = %zu", i + 1);
		same_text(s, sql, say[i].bytes);
		snprintf(sql, sizeof(sql), "SELECT info FROM frames WHERE event_id = %zu", i + 1);
		same_text(s, sql, say[i].info);
	}
	same_text(s, "SELECT CAST(raw AS TEXT) FROM frames WHERE event_id = 7", "head-3:the same in all:tail");
	same_text(s, "SELECT group_concat(DISTINCT typeof(raw)) FROM frames", "blob");
	/* each capture begins anew */
	same_text(s, "SELECT group_concat(info, ',') FROM info", "one line,a second line,,one line");
	assert_int_equal(store_int(s, "SELECT count(*) FROM run", NULL, 0, -1), 4);
	same_text(s, "SELECT CAST(raw AS TEXT) FROM event WHERE event_id = 2", "head-2::another");
	assert_int_equal(store_int(s, "SELECT count(*) FROM pragma_foreign_key_check", NULL, 0, -1), 0);
	store_close(s);
}

/* More different lines than are remembered: the old ones are written again, and nothing is mixed up. */
static void more_lines_than_are_remembered(void **state)
{
	enum { LINES = ALIKE_MAX + 100 };
	struct store *s = memory_case();
	struct fact_sink k;
	struct fact_capture c = {.path = "a", .xxh3 = "x", .format = "pcap", .compression = "none", .status = "complete",
		.note = ""};
	char info[20], sql[100], longer[ALIKE_LONGEST + 2];
	int i;

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(store_begin_capture(s, &k, NULL), 0);
	for (i = 0; i < 2 * LINES; i++) {
		snprintf(info, sizeof(info), "line %d", i % LINES);
		put(&k, (uint64_t)i + 1, &(struct say){i, "bytes of a frame", 0, 0, info});
	}
	put(&k, (uint64_t)i + 1, &(struct say){i, longer, 0, ALIKE_LONGEST + 1, longer});
	assert_true(store_end_capture(s, &c, NULL) > 0);
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM frames WHERE info = 'line ' || ((frame - 1) %% %d)", LINES);
	assert_int_equal(store_int(s, sql, NULL, 0, -1), 2 * LINES);
	assert_int_equal(store_int(s, "SELECT length(info) + length(raw) FROM frames WHERE length(info) > 100", NULL, 0, -1),
		2 * (ALIKE_LONGEST + 1));
	store_close(s);
}

static void macs_and_casts_come_back(void **state)
{
	static const struct mac none;
	const struct {
		struct mac client, src, dst;
		bool has_l2, has_dst;
		enum cast l2, l3;
		const char *want;
	} t[] = {
		{CLIENT, CLIENT, ALL, true, true, CAST_BROADCAST, CAST_BROADCAST,
			"00:50:56:b8:0a:01>ff:ff:ff:ff:ff:ff broadcast broadcast"},
		{CLIENT, SERVER, CLIENT, true, true, CAST_UNICAST, CAST_MULTICAST, "00:15:5d:01:02:03>00:50:56:b8:0a:01 unicast multicast"},
		{CLIENT, CLIENT, CLIENT, true, true, CAST_UNICAST, CAST_UNICAST, "00:50:56:b8:0a:01>00:50:56:b8:0a:01 unicast unicast"},
		{CLIENT, SERVER, SERVER, true, true, CAST_MULTICAST, CAST_UNKNOWN, "00:15:5d:01:02:03>00:15:5d:01:02:03 multicast -"},
		{none, SERVER, ALL, true, true, CAST_BROADCAST, CAST_UNICAST, "00:15:5d:01:02:03>ff:ff:ff:ff:ff:ff broadcast unicast"},
		{none, none, none, true, true, CAST_UNKNOWN, CAST_UNKNOWN, "->- - -"},
		{CLIENT, CLIENT, ALL, true, false, CAST_BROADCAST, CAST_UNKNOWN, "00:50:56:b8:0a:01>- broadcast -"},
		{CLIENT, CLIENT, CLIENT, false, false, CAST_UNKNOWN, CAST_BROADCAST, "->- - broadcast"},
		{ALL, SERVER, ALL, true, true, CAST_BROADCAST, CAST_UNKNOWN, "00:15:5d:01:02:03>ff:ff:ff:ff:ff:ff broadcast -"},
	};
	struct store *s = memory_case();
	struct fact_capture c = {.path = "a", .xxh3 = "x", .format = "pcap", .compression = "none", .status = "complete",
		.note = ""};
	struct fact_sink k;
	char sql[300];
	size_t i;

	(void)state;
	assert_int_equal(store_begin_capture(s, &k, NULL), 0);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct frame f = {.number = i + 1, .bytes = (const uint8_t *)"b", .caplen = 1};
		struct packet p = {.frame = &f, .kind = PACKET_L2_OTHER, .src_mac = t[i].src, .dst_mac = t[i].dst, .has_l2 = t[i].has_l2,
			.has_dst_mac = t[i].has_dst, .l2_cast = t[i].l2, .l3_cast = t[i].l3};
		struct fact_event e = {.packet = &p, .kind = "x", .client = t[i].client, .odd = "", .info = ""};

		k.event(k.ctx, &e);
	}
	assert_true(store_end_capture(s, &c, NULL) > 0);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(sql, sizeof(sql), "SELECT coalesce(src_mac, '-') || '>' || coalesce(dst_mac, '-') || ' ' || coalesce(l2_cast, '-')"
			" || ' ' || coalesce(l3_cast, '-') FROM event WHERE frame = %zu", i + 1);
		same_text(s, sql, t[i].want);
	}
	store_close(s);
}

/* The same bytes at the same time in two captures are one event with a copy, wherever the captures overlap. */
static void frames_of_overlapping_captures_are_one(void **state)
{
	static const struct say first[] = {{10, "frame of the first", 0, 0, ""}, {20, "shared: the same in all!", 8, 16, ""},
		{20, "of the same time, another", 0, 0, ""}, {30, "the last of the first", 0, 0, ""}};
	static const struct say far_off[] = {{500, "frame of the first", 0, 0, ""}, {501, "shared: the same in all!", 8, 16, ""}};
	static const struct say across[] = {{5, "frame before all of it", 0, 0, ""}, {20, "shared: the same in all!", 8, 16, ""},
		{25, "in it, another moment", 0, 0, ""}, {30, "the last of the first", 0, 0, ""},
		{400, "the last of the first", 0, 0, ""}, {501, "shared: the same in all!", 0, 0, ""}, {502, "and after", 0, 0, ""}};
	struct store *s = memory_case();

	(void)state;
	ingest(s, "x1", first, 4);
	ingest(s, "x2", far_off, 2);
	assert_int_equal(store_int(s, "SELECT count(*) FROM event_copy", NULL, 0, -1), 0);
	ingest(s, "x3", across, 7);
	ingest(s, "x4", first + 1, 3);
	same_text(s, "SELECT group_concat(event_id || ' ' || capture_id || '/' || frame || ' ' || how, ', ')"
		" FROM (SELECT * FROM event_copy ORDER BY capture_id, frame)",
		"2 3/2 overlap, 4 3/4 overlap, 6 3/6 overlap, 2 4/1 overlap, 3 4/2 overlap, 4 4/3 overlap");
	assert_int_equal(store_int(s, "SELECT count(*) FROM event", NULL, 0, -1), 4 + 2 + 4);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_many_have_is_written_once),
		cmocka_unit_test(more_lines_than_are_remembered),
		cmocka_unit_test(macs_and_casts_come_back),
		cmocka_unit_test(frames_of_overlapping_captures_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
