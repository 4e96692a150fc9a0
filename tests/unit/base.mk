UNIT_BASE = libmodel.a libbase.a

check_PROGRAMS += tests/unit/test_base
TESTS += tests/unit/test_base
tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = $(UNIT_BASE) $(CMOCKA_LIBS)

# hashing belongs to the command line, of which there is no library
check_PROGRAMS += tests/unit/test_hash
TESTS += tests/unit/test_hash
tests_unit_test_hash_SOURCES = tests/unit/test_hash.c analyzer/cli/hash.c analyzer/cli/hash.h
tests_unit_test_hash_LDADD = $(UNIT_BASE) $(CRYPTO_LIBS) $(XXHASH_LIBS) $(CMOCKA_LIBS)
