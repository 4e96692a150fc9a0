if TUI
TUI_TEST_LIBS = libcompare.a libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(MATH_LIBS)

check_PROGRAMS += tests/tui/make_case tests/tui/browse_case tests/tui/bench_tui
tests_tui_make_case_SOURCES = tests/tui/make_case.c
tests_tui_make_case_LDADD = $(TUI_TEST_LIBS)
tests_tui_bench_tui_SOURCES = tests/tui/bench_tui.c
tests_tui_bench_tui_LDADD = libtui.a $(TUI_TEST_LIBS) $(TUI_LDADD)
tests_tui_browse_case_SOURCES = tests/tui/browse_case.c
tests_tui_browse_case_LDADD = libtui.a $(TUI_TEST_LIBS) $(TUI_LDADD)

dist_check_SCRIPTS += tests/tui/screens.sh tests/tui/keys.sh tests/tui/triage.sh
TESTS += tests/tui/keys.sh
EXTRA_DIST += tests/bench/tui.sh tests/bench/tui.sql tests/tui/case.sql tests/tui/screens.list tests/tui/screens

if CMOCKA
check_PROGRAMS += tests/unit/test_tui tests/unit/test_tui_draw tests/unit/test_tui_lists
TESTS += tests/unit/test_tui tests/unit/test_tui_draw tests/unit/test_tui_lists
tests_unit_test_tui_SOURCES = tests/unit/test_tui.c tests/unit/test_tui.h
tests_unit_test_tui_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_unit_test_tui_LDADD = libtui.a $(TUI_TEST_LIBS) $(TUI_LDADD) $(CMOCKA_LIBS)
tests_unit_test_tui_draw_SOURCES = tests/unit/test_tui_draw.c tests/unit/test_tui.h
tests_unit_test_tui_draw_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_unit_test_tui_draw_LDADD = libtui.a $(TUI_TEST_LIBS) $(TUI_LDADD) $(CMOCKA_LIBS)
tests_unit_test_tui_lists_SOURCES = tests/unit/test_tui_lists.c tests/unit/test_tui.h
tests_unit_test_tui_lists_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_unit_test_tui_lists_LDADD = libtui.a $(TUI_TEST_LIBS) $(TUI_LDADD) $(CMOCKA_LIBS)
endif
endif
