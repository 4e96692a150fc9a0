UNIT_CAPTURE = libcapture.a libmodel.a libbase.a $(PCAP_LIBS) $(GZIP_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) \
	$(LZMA_LIBS) $(ARCHIVE_LIBS)

check_PROGRAMS += tests/unit/test_capture_link
TESTS += tests/unit/test_capture_link
tests_unit_test_capture_link_SOURCES = tests/unit/test_capture_link.c tests/unit/test_capture.h
tests_unit_test_capture_link_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_file
TESTS += tests/unit/test_capture_file
tests_unit_test_capture_file_SOURCES = tests/unit/test_capture_file.c tests/unit/test_capture.h
tests_unit_test_capture_file_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_foreign
TESTS += tests/unit/test_capture_foreign
tests_unit_test_capture_foreign_SOURCES = tests/unit/test_capture_foreign.c tests/unit/test_capture.h
tests_unit_test_capture_foreign_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_fragments
TESTS += tests/unit/test_capture_fragments
tests_unit_test_capture_fragments_SOURCES = tests/unit/test_capture_fragments.c \
	tests/unit/test_capture.h
tests_unit_test_capture_fragments_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_unpack
TESTS += tests/unit/test_capture_unpack
tests_unit_test_capture_unpack_SOURCES = tests/unit/test_capture_unpack.c tests/unit/test_capture.h
tests_unit_test_capture_unpack_LDADD = $(UNIT_CAPTURE) $(ZLIB_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_plain
TESTS += tests/unit/test_capture_plain
tests_unit_test_capture_plain_SOURCES = tests/unit/test_capture_plain.c tests/unit/test_capture.h
tests_unit_test_capture_plain_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

# skipped unless the public captures are there
check_PROGRAMS += tests/unit/test_capture_public
TESTS += tests/unit/test_capture_public
tests_unit_test_capture_public_SOURCES = tests/unit/test_capture_public.c tests/unit/test_capture.h
tests_unit_test_capture_public_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_order
TESTS += tests/unit/test_capture_order
tests_unit_test_capture_order_SOURCES = tests/unit/test_capture_order.c tests/unit/test_capture.h
tests_unit_test_capture_order_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_walk
TESTS += tests/unit/test_capture_walk
tests_unit_test_capture_walk_SOURCES = tests/unit/test_capture_walk.c tests/unit/test_capture.h
tests_unit_test_capture_walk_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_ahead
TESTS += tests/unit/test_capture_ahead
tests_unit_test_capture_ahead_SOURCES = tests/unit/test_capture_ahead.c tests/unit/test_capture.h
tests_unit_test_capture_ahead_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)
