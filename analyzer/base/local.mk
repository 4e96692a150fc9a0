noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	analyzer/base/cur.c analyzer/base/cur.h \
	analyzer/base/embedded.c analyzer/base/embedded.h \
	analyzer/base/err.c analyzer/base/err.h \
	analyzer/base/io.c analyzer/base/io.h \
	analyzer/base/line.c analyzer/base/line.h \
	analyzer/base/mem.c analyzer/base/mem.h \
	analyzer/base/safe.c \
	analyzer/base/thread.c analyzer/base/thread.h \
	analyzer/base/txt.c analyzer/base/txt.h
