# A new section of the page: its file here and a line in page.c's table (page.h says how).
noinst_LIBRARIES += libreport.a
libreport_a_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
libreport_a_SOURCES = \
	analyzer/report/answer.c \
	analyzer/report/appendix.c \
	analyzer/report/around.c analyzer/report/around.h \
	analyzer/report/beside.c \
	analyzer/report/boots.c \
	analyzer/report/buckets.c analyzer/report/buckets.h \
	analyzer/report/captures.c \
	analyzer/report/causes.c \
	analyzer/report/chart.c analyzer/report/chart.h \
	analyzer/report/export.c \
	analyzer/report/extract.c analyzer/report/extract.h \
	analyzer/report/extract_frames.c analyzer/report/extract_streams.c \
	analyzer/report/finding.c analyzer/report/finding.h \
	analyzer/report/html.c analyzer/report/html.h \
	analyzer/report/json.c analyzer/report/json.h \
	analyzer/report/ladder.c analyzer/report/ladder.h \
	analyzer/report/ladder_draw.c \
	analyzer/report/ledger.c \
	analyzer/report/losses.c \
	analyzer/report/morning.c \
	analyzer/report/nothing.c analyzer/report/nothing.h \
	analyzer/report/numbers.c \
	analyzer/report/outfile.c analyzer/report/outfile.h \
	analyzer/report/page.c analyzer/report/page.h \
	analyzer/report/pcapng_write.c analyzer/report/pcapng_write.h \
	analyzer/report/pieces.c \
	analyzer/report/report.h \
	analyzer/report/servers.c \
	analyzer/report/style.c analyzer/report/style.h \
	analyzer/report/times.c \
	analyzer/report/wireshark.c \
	analyzer/report/utf8.c analyzer/report/utf8.h \
	analyzer/report/words.c analyzer/report/words.h
nodist_libreport_a_SOURCES = analyzer/report/embedded_css.c

EXTRA_DIST += analyzer/report/report.css
BUILT_SOURCES += analyzer/report/embedded_css.c
CLEANFILES += analyzer/report/embedded_css.c

analyzer/report/embedded_css.c: schema/embed.awk analyzer/report/report.css
	$(AM_V_GEN)$(MKDIR_P) analyzer/report && cd $(srcdir) && \
	$(AWK) -v table=embedded_css -v strip=analyzer/report/ -f schema/embed.awk \
		analyzer/report/report.css \
		> $(abs_builddir)/$@.tmp && mv $(abs_builddir)/$@.tmp $(abs_builddir)/$@
