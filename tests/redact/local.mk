# Pseudonyms: nothing of the original is left in anything that is given away.
dist_check_SCRIPTS += tests/redact/redact.sh
EXTRA_DIST += tests/redact/check.py tests/redact/wrap.py

if CMOCKA
check_PROGRAMS += tests/unit/test_redact
TESTS += tests/unit/test_redact
tests_unit_test_redact_SOURCES = tests/unit/test_redact.c
tests_unit_test_redact_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
tests_unit_test_redact_LDADD = libredact.a libstore.a libmodel.a libbase.a $(CMOCKA_LIBS) $(SQLITE_LIBS) $(CRYPTO_LIBS) \
	$(MATH_LIBS)
endif
