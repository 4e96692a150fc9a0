UNIT_CAPTURE = libcapture.a libmodel.a libbase.a $(PCAP_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) \
	$(LZMA_LIBS)

check_PROGRAMS += tests/unit/test_capture_link
TESTS += tests/unit/test_capture_link
tests_unit_test_capture_link_SOURCES = tests/unit/test_capture_link.c tests/unit/test_capture.h
tests_unit_test_capture_link_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_capture_file
TESTS += tests/unit/test_capture_file
tests_unit_test_capture_file_SOURCES = tests/unit/test_capture_file.c tests/unit/test_capture.h
tests_unit_test_capture_file_LDADD = $(UNIT_CAPTURE) $(CMOCKA_LIBS)
