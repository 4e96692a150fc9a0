noinst_LIBRARIES += libcapture.a
libcapture_a_SOURCES = \
	analyzer/capture/account.c analyzer/capture/account.h \
	analyzer/capture/ahead.c analyzer/capture/ahead.h \
	analyzer/capture/archive.c analyzer/capture/archive.h \
	analyzer/capture/capture.c analyzer/capture/capture.h \
	analyzer/capture/codec.h analyzer/capture/codec_gzip.c \
	analyzer/capture/codecs.c \
	analyzer/capture/copies.c analyzer/capture/copies.h \
	analyzer/capture/decode.h \
	analyzer/capture/ether.c \
	analyzer/capture/foreign.c analyzer/capture/foreign.h \
	analyzer/capture/ip.c \
	analyzer/capture/link.c \
	analyzer/capture/lookahead.h \
	analyzer/capture/pcapng.c analyzer/capture/pcapng.h \
	analyzer/capture/pcapng_packet.c \
	analyzer/capture/plain.c \
	analyzer/capture/reader.c analyzer/capture/reader.h \
	analyzer/capture/reader_pcap.c analyzer/capture/reader_pcap.h \
	analyzer/capture/reader_pcap_walk.c \
	analyzer/capture/reader_pcapng.c analyzer/capture/reader_pcapng.h \
	analyzer/capture/reassembly.c analyzer/capture/reassembly.h \
	analyzer/capture/reorder.c analyzer/capture/reorder.h \
	analyzer/capture/source.c analyzer/capture/source.h \
	analyzer/capture/transport.c \
	analyzer/capture/tunnel.c \
	analyzer/capture/unpack.c analyzer/capture/unpack.h \
	analyzer/capture/walk.c \
	analyzer/capture/wifi.c \
	analyzer/capture/window.c analyzer/capture/window.h
