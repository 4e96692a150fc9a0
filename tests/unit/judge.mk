# The judging layers: packets made in memory through the trackers into a case in memory.
UNIT_JUDGE = libdiagnose.a libboot.a libstore.a libtrack.a libproto.a libmodel.a libbase.a $(SQLITE_LIBS) \
	$(XXHASH_LIBS) $(MATH_LIBS) $(CMOCKA_LIBS)

JUDGE_TESTS = tests/unit/test_track tests/unit/test_boot \
	tests/unit/test_boot_clock tests/unit/test_diagnose tests/unit/test_nat
check_PROGRAMS += $(JUDGE_TESTS)
TESTS += $(JUDGE_TESTS)
tests_unit_test_track_SOURCES = tests/unit/test_track.c tests/unit/scene.h
tests_unit_test_track_LDADD = $(UNIT_JUDGE)
tests_unit_test_boot_SOURCES = tests/unit/test_boot.c tests/unit/scene.h
tests_unit_test_boot_LDADD = $(UNIT_JUDGE)
tests_unit_test_boot_clock_SOURCES = tests/unit/test_boot_clock.c tests/unit/scene.h
tests_unit_test_boot_clock_LDADD = $(UNIT_JUDGE)
tests_unit_test_diagnose_SOURCES = tests/unit/test_diagnose.c tests/unit/scene.h
tests_unit_test_diagnose_LDADD = $(UNIT_JUDGE)
tests_unit_test_nat_SOURCES = tests/unit/test_nat.c tests/unit/scene.h
tests_unit_test_nat_LDADD = $(UNIT_JUDGE)
