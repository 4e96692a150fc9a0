# Whole captures of real daemons and boot clients against what is known to be true of them, and the
# command line as people use it.
TESTS += tests/golden/cases.sh tests/golden/cli.sh tests/golden/compare.sh
dist_check_SCRIPTS += tests/golden/cases.sh tests/golden/cli.sh tests/golden/compare.sh
EXTRA_DIST += fixtures/cases
