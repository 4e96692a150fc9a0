# Fuzz targets. With --enable-fuzzer they are libFuzzer programs to run by hand; without, the same
# objects get a main that replays fixtures/fuzz/<target> and are part of `make check`.
# What a target is, and how to add one: tests/fuzz/fuzz.h.
FUZZ_PROTO = libproto.a libmodel.a libbase.a
FUZZ_CAPTURE = libcapture.a libmodel.a libbase.a $(PCAP_LIBS) $(GZIP_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) \
	$(LZMA_LIBS) $(ARCHIVE_LIBS)

# the judging layers, with everything below them
FUZZ_JUDGE = libdiagnose.a libboot.a libstore.a libtrack.a libproto.a $(FUZZ_CAPTURE) $(SQLITE_LIBS) \
	$(XXHASH_LIBS) $(MATH_LIBS)

FUZZ_TARGETS = \
	tests/fuzz/fuzz_capture \
	tests/fuzz/fuzz_describe \
	tests/fuzz/fuzz_dhcp \
	tests/fuzz/fuzz_facts \
	tests/fuzz/fuzz_link \
	tests/fuzz/fuzz_pcapng \
	tests/fuzz/fuzz_small \
	tests/fuzz/fuzz_strings \
	tests/fuzz/fuzz_tds \
	tests/fuzz/fuzz_tftp
check_PROGRAMS += $(FUZZ_TARGETS)

if FUZZER
FUZZ_MAIN =
else
FUZZ_MAIN = tests/fuzz/replay.c
TESTS += $(FUZZ_TARGETS)
endif
EXTRA_DIST += tests/fuzz/replay.c fixtures/fuzz

tests_fuzz_fuzz_describe_SOURCES = tests/fuzz/fuzz_describe.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_describe_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_describe_LDADD = $(FUZZ_PROTO)

tests_fuzz_fuzz_dhcp_SOURCES = tests/fuzz/fuzz_dhcp.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_dhcp_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_dhcp_LDADD = $(FUZZ_PROTO)

tests_fuzz_fuzz_small_SOURCES = tests/fuzz/fuzz_small.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_small_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_small_LDADD = $(FUZZ_PROTO)

tests_fuzz_fuzz_tds_SOURCES = tests/fuzz/fuzz_tds.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_tds_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_tds_LDADD = $(FUZZ_PROTO)

tests_fuzz_fuzz_tftp_SOURCES = tests/fuzz/fuzz_tftp.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_tftp_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_tftp_LDADD = $(FUZZ_PROTO)

tests_fuzz_fuzz_link_SOURCES = tests/fuzz/fuzz_link.c $(FUZZ_MAIN)
tests_fuzz_fuzz_link_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_link_LDADD = $(FUZZ_CAPTURE)

tests_fuzz_fuzz_pcapng_SOURCES = tests/fuzz/fuzz_pcapng.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pcapng_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_pcapng_LDADD = $(FUZZ_CAPTURE)

tests_fuzz_fuzz_capture_SOURCES = tests/fuzz/fuzz_capture.c tests/fuzz/judge.c tests/fuzz/judge.h \
	tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_capture_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_capture_LDADD = $(FUZZ_JUDGE)

tests_fuzz_fuzz_facts_SOURCES = tests/fuzz/fuzz_facts.c tests/fuzz/judge.c tests/fuzz/judge.h \
	tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_facts_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_facts_LDADD = $(FUZZ_JUDGE)

# what is shown of a case: the page, JSON, CSV and, where it is built, the browser
if TUI
FUZZ_SCREENS = tests/fuzz/strings_screens.c
FUZZ_TUI = libtui.a
FUZZ_TUI_LIBS = $(TUI_LDADD)
else
FUZZ_SCREENS = tests/fuzz/no_screens.c
FUZZ_TUI =
FUZZ_TUI_LIBS =
endif
EXTRA_DIST += tests/fuzz/strings_screens.c tests/fuzz/no_screens.c
tests_fuzz_fuzz_strings_SOURCES = tests/fuzz/fuzz_strings.c tests/fuzz/strings.c tests/fuzz/strings.h tests/fuzz/fuzz.h \
	$(FUZZ_SCREENS) $(FUZZ_MAIN)
tests_fuzz_fuzz_strings_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_fuzz_fuzz_strings_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_strings_LDADD = libreport.a $(FUZZ_TUI) libcompare.a libstore.a libmodel.a libbase.a $(SQLITE_LIBS) \
	$(CRYPTO_LIBS) $(FUZZ_TUI_LIBS) $(MATH_LIBS)
