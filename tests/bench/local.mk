# make bench: never built nor run by make check.
EXTRA_PROGRAMS += tests/bench/stretch tests/bench/count tests/bench/pairs
tests_bench_stretch_SOURCES = tests/bench/stretch.c
tests_bench_count_SOURCES = tests/bench/count.c
tests_bench_count_LDADD = $(PCAP_LIBS)
tests_bench_pairs_SOURCES = tests/bench/pairs.c
EXTRA_DIST += tests/bench/bench.sh tests/bench/storm.boot tests/bench/fleet.boot

BENCH_NEEDS = pvsleuth tests/lib/boot2pcap tests/bench/stretch tests/bench/count tests/bench/pairs
if TUI
BENCH_NEEDS += tests/tui/make_case tests/tui/bench_tui
endif

bench: $(BENCH_NEEDS)
	PVSLEUTH='$(abs_builddir)/pvsleuth' srcdir='$(srcdir)' sh $(srcdir)/tests/bench/bench.sh

CLEANFILES += tests/bench/stretch tests/bench/count tests/bench/pairs
