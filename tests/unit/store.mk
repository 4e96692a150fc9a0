check_PROGRAMS += tests/unit/test_store tests/unit/test_store_open
TESTS += tests/unit/test_store tests/unit/test_store_open
tests_unit_test_store_SOURCES = tests/unit/test_store.c
tests_unit_test_store_LDADD = libstore.a $(UNIT_BASE) $(SQLITE_LIBS) $(MATH_LIBS) $(CMOCKA_LIBS)
tests_unit_test_store_open_SOURCES = tests/unit/test_store_open.c
tests_unit_test_store_open_LDADD = $(tests_unit_test_store_LDADD)
