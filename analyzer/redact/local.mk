noinst_LIBRARIES += libredact.a
libredact_a_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
libredact_a_SOURCES = \
	analyzer/redact/dhcp.c \
	analyzer/redact/frame.c \
	analyzer/redact/inside.h \
	analyzer/redact/ip6.c \
	analyzer/redact/pseudonym.c analyzer/redact/pseudonym.h \
	analyzer/redact/redact.c analyzer/redact/redact.h \
	analyzer/redact/words.c analyzer/redact/words.h
