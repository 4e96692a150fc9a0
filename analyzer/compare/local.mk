noinst_LIBRARIES += libcompare.a
libcompare_a_SOURCES = \
	analyzer/compare/align.c \
	analyzer/compare/boots.c \
	analyzer/compare/compare.h \
	analyzer/compare/internal.h \
	analyzer/compare/load.c \
	analyzer/compare/loss.c analyzer/compare/loss.h \
	analyzer/compare/peer.c \
	analyzer/compare/say.c \
	analyzer/compare/stats.c analyzer/compare/stats.h \
	analyzer/compare/talk.c analyzer/compare/talk.h \
	analyzer/compare/talk_load.c
