# Whole captures of real daemons and boot clients against what is known to be true of them, and the
# command line as people use it; captures of other people against the keys beside them.
check_PROGRAMS += tests/golden/compare_key
tests_golden_compare_key_SOURCES = tests/golden/compare_key.c
tests_golden_compare_key_LDADD = $(SQLITE_LIBS)

GOLDEN_TESTS = tests/golden/cases.sh tests/golden/cli.sh tests/golden/clocks.sh tests/golden/compare.sh \
	tests/golden/formats.sh tests/golden/nat.sh tests/golden/order.sh tests/golden/public.sh \
	tests/golden/reference.sh tests/golden/taps.sh
TESTS += tests/golden/compare.sh
dist_check_SCRIPTS += $(GOLDEN_TESTS)
EXTRA_DIST += fixtures/cases tests/golden/formats.py tests/golden/retime.py tests/golden/told.sh
