TESTS += tests/layers.sh
dist_check_SCRIPTS += tests/layers.sh
EXTRA_DIST += tests/layers.awk
