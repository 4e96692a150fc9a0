noinst_LIBRARIES += libcli.a
libcli_a_SOURCES =

bin_PROGRAMS += pvsleuth
pvsleuth_SOURCES = analyzer/cli/main.c
# Upper layers before lower ones: a forbidden dependency fails to link.
PVSLEUTH_ANALYZER = libcli.a libreport.a libdiagnose.a libboot.a libstore.a libtrack.a libproto.a \
	libcapture.a libmodel.a libbase.a
PVSLEUTH_LIBS = $(SQLITE_LIBS) $(PCAP_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) $(LZMA_LIBS) \
	$(CRYPTO_LIBS) $(XXHASH_LIBS) $(MATH_LIBS)
pvsleuth_LDADD = libcli.a $(TUI_LIB) libreport.a libdiagnose.a libboot.a libstore.a libtrack.a \
	libproto.a libcapture.a libmodel.a libbase.a $(PVSLEUTH_LIBS) $(TUI_LDADD)
