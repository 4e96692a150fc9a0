noinst_LIBRARIES += libtrack.a
libtrack_a_CFLAGS = $(AM_CFLAGS) $(XXHASH_CFLAGS)
libtrack_a_SOURCES = \
	analyzer/track/dhcp_track.c \
	analyzer/track/flow.h \
	analyzer/track/flow_end.c \
	analyzer/track/flow_keep.c \
	analyzer/track/flow_read.c \
	analyzer/track/flow_track.c \
	analyzer/track/internal.h \
	analyzer/track/clients.c \
	analyzer/track/copy_track.c \
	analyzer/track/kept.c \
	analyzer/track/http_track.c \
	analyzer/track/os_track.c \
	analyzer/track/small_track.c \
	analyzer/track/sql_track.c \
	analyzer/track/link_track.c \
	analyzer/track/neighbours.c \
	analyzer/track/stations.c \
	analyzer/track/track.c analyzer/track/track.h \
	analyzer/track/pieces.c \
	analyzer/track/twin.c \
	analyzer/track/transfer.h \
	analyzer/track/transfer_end.c \
	analyzer/track/transfer_measure.c \
	analyzer/track/transfer_track.c
