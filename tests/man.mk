TESTS += tests/man.sh
dist_check_SCRIPTS += tests/man.sh
