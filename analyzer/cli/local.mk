noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	analyzer/cli/args.c analyzer/cli/args.h \
	analyzer/cli/case.c analyzer/cli/case.h \
	analyzer/cli/cmd.c analyzer/cli/cmd.h \
	analyzer/cli/cmd_analyze.c \
	analyzer/cli/cmd_anonymize.c \
	analyzer/cli/cmd_browse.c \
	analyzer/cli/cmd_compare.c \
	analyzer/cli/cmd_doctor.c \
	analyzer/cli/cmd_export.c \
	analyzer/cli/cmd_extract.c \
	analyzer/cli/cmd_ingest.c \
	analyzer/cli/cmd_list.c \
	analyzer/cli/cmd_report.c \
	analyzer/cli/cmd_rules.c \
	analyzer/cli/cmd_show.c \
	analyzer/cli/cmd_stats.c \
	analyzer/cli/epoch.c analyzer/cli/epoch.h \
	analyzer/cli/fields.c analyzer/cli/fields.h \
	analyzer/cli/filter.c analyzer/cli/filter.h \
	analyzer/cli/hash.c analyzer/cli/hash.h \
	analyzer/cli/inputs.c analyzer/cli/inputs.h \
	analyzer/cli/key.c analyzer/cli/key.h \
	analyzer/cli/order.c analyzer/cli/order.h \
	analyzer/cli/original.c analyzer/cli/original.h \
	analyzer/cli/out.c analyzer/cli/out.h \
	analyzer/cli/progress.c analyzer/cli/progress.h \
	analyzer/cli/pseudonyms.c analyzer/cli/pseudonyms.h \
	analyzer/cli/said.c analyzer/cli/said.h \
	analyzer/cli/run.c analyzer/cli/run.h \
	analyzer/cli/show.h \
	analyzer/cli/show_boot.c \
	analyzer/cli/show_finding.c \
	analyzer/cli/show_frame.c \
	analyzer/cli/show_key.c \
	analyzer/cli/summary.c analyzer/cli/summary.h \
	analyzer/cli/table.c analyzer/cli/table.h \
	analyzer/cli/when.c analyzer/cli/when.h \
	analyzer/cli/zone.c analyzer/cli/zone.h
libcli_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS) $(XXHASH_CFLAGS)

bin_PROGRAMS += pvsleuth
pvsleuth_SOURCES = analyzer/cli/main.c
# Upper layers before lower ones: a forbidden dependency fails to link.
PVSLEUTH_ANALYZER = libcli.a libreport.a libredact.a libcompare.a libdiagnose.a libboot.a libstore.a libtrack.a libproto.a \
	libcapture.a libmodel.a libbase.a
PVSLEUTH_LIBS = $(SQLITE_LIBS) $(PCAP_LIBS) $(GZIP_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) $(LZMA_LIBS) $(ARCHIVE_LIBS) \
	$(CRYPTO_LIBS) $(XXHASH_LIBS) $(MATH_LIBS)
pvsleuth_LDADD = libcli.a $(TUI_LIB) libreport.a libredact.a libcompare.a libdiagnose.a libboot.a libstore.a libtrack.a \
	libproto.a libcapture.a libmodel.a libbase.a $(PVSLEUTH_LIBS) $(TUI_LDADD)
