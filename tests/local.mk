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
