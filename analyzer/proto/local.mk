noinst_LIBRARIES += libproto.a
libproto_a_SOURCES = \
	analyzer/proto/arp.c analyzer/proto/arp.h \
	analyzer/proto/decode.h \
	analyzer/proto/describe.c analyzer/proto/describe.h \
	analyzer/proto/describe_dhcp.c \
	analyzer/proto/describe_dhcp_subs.c \
	analyzer/proto/describe_dhcp_value.c \
	analyzer/proto/describe_inside.h \
	analyzer/proto/describe_network.c \
	analyzer/proto/describe_small.c \
	analyzer/proto/describe_tftp.c \
	analyzer/proto/dhcp.c analyzer/proto/dhcp.h \
	analyzer/proto/dhcp_client.c \
	analyzer/proto/dhcp_inside.h \
	analyzer/proto/dhcp_option.c \
	analyzer/proto/dhcp_pxe.c \
	analyzer/proto/gate.c analyzer/proto/gate.h \
	analyzer/proto/icmp.c analyzer/proto/icmp.h \
	analyzer/proto/tds.c analyzer/proto/tds.h \
	analyzer/proto/tftp.c analyzer/proto/tftp.h \
	analyzer/proto/tsb.c analyzer/proto/tsb.h
