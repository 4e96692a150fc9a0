/*
 * What is no capture is named, with what converts it; and captures that come through a pipe.
 */
#include "test_capture.h"

static void foreign_files_are_named(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *says[2];
	} files[] = {
		{"", 0, {"is empty", ""}},
		{"GMBU\0\2", 6, {"Network Monitor", "editcap"}},
		{"RTSS\1\1", 6, {"Network Monitor", "editcap"}},
		{"snoop\0\0\0\0\0\0\2\0\0\0\4", 16, {"snoop", "editcap"}},
		{"\1\0\37\0NetScaler V20 Performance Data", 34, {"nstrace", "editcap"}},
		{"PK\3\4....", 8, {"zip", "unpack"}},
		{"10:00:00.1 IP 10.0.0.1 > 10.0.0.2\n", 34, {"text", "tcpdump -w"}},
		{"\xff\xfe"
		 "a\0b\0",
			6, {"text", ""}},
		{"SQLite format 3\0", 16, {"SQLite", "case"}},
		{"\1\2\3\4\5\6\7\0", 8, {"not a capture", "pcapng"}},
		{"\xa1\xb2\xc3\xd4\0", 5, {"pcap header", "copy it again"}},
		{"\x0a\x0d\x0d\x0a\0\0\0", 7, {"pcapng header", "copy it again"}},
		{"\x0a\x0d\x0d\x0a\0\0\0\x1c\1\2\3\4", 12, {"damaged", ""}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct err err = {""};

		assert_null(open_bytes(files[i].bytes, files[i].n, &err));
		if (!strstr(err.text, files[i].says[0]) || !strstr(err.text, files[i].says[1]))
			fail_msg("%s", err.text);
	}
}

static void etl_and_erf_have_no_magic(void **state)
{
	struct bytes b = {0};
	struct err err = {""};

	(void)state;
	put32(&b, 65536);
	put32(&b, 4096);
	put_fill(&b, 0, 64);
	put_hex(&b, "0200 02 c0 0000");
	assert_null(open_bytes(b.p, b.n, &err));
	assert_non_null(strstr(err.text, "etl2pcapng"));
	b.n = 0;
	put_hex(&b, "00000000 00000060 02 04 0018 0000 0008 0000000000000000");
	put_hex(&b, "00000000 01000060 02 04 0018 0000 0008 0000000000000000");
	assert_null(open_bytes(b.p, b.n, &err));
	assert_non_null(strstr(err.text, "ERF"));
}

static void what_cannot_be_opened(void **state)
{
	struct err err = {""};

	(void)state;
	assert_null(capture_open("/tmp", &err));
	assert_non_null(strstr(err.text, "directory"));
	assert_null(capture_open("/nonexistent/x\x1b[31m.pcap", &err));
	assert_non_null(strstr(err.text, "no file"));
	assert_null(strchr(err.text, '\x1b'));
	assert_null(capture_open("/dev/null", NULL));
}

static void standard_input(void **state)
{
	struct bytes f = small_frame(), b = {0};
	int saved = dup(0), ends[2];
	struct err err = {""};
	struct capture *c;
	struct packet p;

	(void)state;
	put_pcap(&b, 0xa1b2c3d4, 65535, 1);
	put_record(&b, 1, 2, &f);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], b.p, b.n), b.n);
	close(ends[1]);
	dup2(ends[0], 0);
	close(ends[0]);
	c = capture_open("-", &err);
	assert_non_null(c);
	assert_int_equal(capture_next(c, &p), 1);
	assert_int_equal(capture_next(c, &p), 0);
	assert_int_equal(capture_info(c)->end, CAPTURE_COMPLETE);
	assert_int_equal(capture_info(c)->file_bytes, 0);
	capture_close(c);
	dup2(saved, 0);
	close(saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign_files_are_named),
		cmocka_unit_test(etl_and_erf_have_no_magic),
		cmocka_unit_test(what_cannot_be_opened),
		cmocka_unit_test(standard_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
