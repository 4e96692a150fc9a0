# The scripts that take longest go first, so that nobody waits for the last of them alone; those that use all
# processors by themselves go last. Those that mostly wait, for a terminal or a browser, stand apart.
if TUI
TESTS += tests/tui/triage.sh
endif
TESTS += tests/report/extract.sh tests/golden/formats.sh tests/redact/redact.sh
if TUI
TESTS += tests/tui/screens.sh
endif
TESTS += tests/golden/public.sh tests/golden/clocks.sh tests/golden/order.sh tests/golden/reference.sh \
	tests/report/paper.sh tests/report/render.sh tests/golden/cases.sh tests/golden/nat.sh tests/golden/taps.sh tests/rules/mutants.sh \
	tests/rules/beside.sh tests/rules/catalogue.sh \
	tests/golden/cli.sh

# Every area brings its own fragment.
if CMOCKA
include $(srcdir)/tests/unit/base.mk
include $(srcdir)/tests/unit/capture.mk
include $(srcdir)/tests/unit/proto.mk
include $(srcdir)/tests/unit/store.mk
include $(srcdir)/tests/unit/judge.mk
include $(srcdir)/tests/unit/views.mk
endif
include $(srcdir)/tests/fuzz/local.mk
include $(srcdir)/tests/golden/local.mk
include $(srcdir)/tests/rules/local.mk
include $(srcdir)/tests/tui/local.mk
include $(srcdir)/tests/report/local.mk
include $(srcdir)/tests/redact/local.mk
include $(srcdir)/tests/layers.mk
include $(srcdir)/tests/bench/local.mk
include $(srcdir)/tests/man.mk
TESTS += tests/rules/twice.sh tests/rules/fixtures.sh
