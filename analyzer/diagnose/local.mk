noinst_LIBRARIES += libdiagnose.a
libdiagnose_a_SOURCES = \
	analyzer/diagnose/changes.c analyzer/diagnose/changes.h \
	analyzer/diagnose/diagnose.h \
	analyzer/diagnose/engine.c \
	analyzer/diagnose/internal.h \
	analyzer/diagnose/load.c \
	analyzer/diagnose/needs.c \
	analyzer/diagnose/parse.c \
	analyzer/diagnose/template.c \
	analyzer/diagnose/when.c
