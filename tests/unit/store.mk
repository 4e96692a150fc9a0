check_PROGRAMS += tests/unit/test_store tests/unit/test_store_open tests/unit/test_store_query
TESTS += tests/unit/test_store tests/unit/test_store_open tests/unit/test_store_query
tests_unit_test_store_SOURCES = tests/unit/test_store.c tests/unit/test_store.h
tests_unit_test_store_LDADD = libstore.a $(UNIT_BASE) $(SQLITE_LIBS) $(MATH_LIBS) $(CMOCKA_LIBS)
tests_unit_test_store_open_SOURCES = tests/unit/test_store_open.c
tests_unit_test_store_open_LDADD = $(tests_unit_test_store_LDADD)
tests_unit_test_store_query_SOURCES = tests/unit/test_store_query.c tests/unit/test_store.h
tests_unit_test_store_query_LDADD = $(tests_unit_test_store_LDADD)
