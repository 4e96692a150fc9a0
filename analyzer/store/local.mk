noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	analyzer/store/alike.c analyzer/store/alike.h \
	analyzer/store/beacon.c \
	analyzer/store/copy.c \
	analyzer/store/derived.c \
	analyzer/store/functions.c \
	analyzer/store/inside.h \
	analyzer/store/open.c \
	analyzer/store/owns.c \
	analyzer/store/put.c analyzer/store/put.h \
	analyzer/store/query.c \
	analyzer/store/pending.c analyzer/store/pending.h \
	analyzer/store/store.h \
	analyzer/store/write.c \
	analyzer/store/write_event.c \
	analyzer/store/write_flow.c
nodist_libstore_a_SOURCES = schema/embedded_facts.c schema/embedded_rules.c schema/embedded_schema.c
libstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
