UNIT_PROTO = libproto.a libmodel.a libbase.a

PROTO_TESTS = \
	tests/unit/test_arp \
	tests/unit/test_describe \
	tests/unit/test_dhcp \
	tests/unit/test_dhcp_options \
	tests/unit/test_gate \
	tests/unit/test_icmp \
	tests/unit/test_tds \
	tests/unit/test_tftp \
	tests/unit/test_tsb
check_PROGRAMS += $(PROTO_TESTS)
TESTS += $(PROTO_TESTS)

tests_unit_test_arp_SOURCES = tests/unit/test_arp.c
tests_unit_test_arp_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_describe_SOURCES = tests/unit/test_describe.c
tests_unit_test_describe_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_dhcp_SOURCES = tests/unit/test_dhcp.c tests/unit/test_dhcp.h
tests_unit_test_dhcp_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_dhcp_options_SOURCES = tests/unit/test_dhcp_options.c tests/unit/test_dhcp.h
tests_unit_test_dhcp_options_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_gate_SOURCES = tests/unit/test_gate.c
tests_unit_test_gate_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_icmp_SOURCES = tests/unit/test_icmp.c
tests_unit_test_icmp_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_tds_SOURCES = tests/unit/test_tds.c
tests_unit_test_tds_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_tftp_SOURCES = tests/unit/test_tftp.c
tests_unit_test_tftp_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
tests_unit_test_tsb_SOURCES = tests/unit/test_tsb.c
tests_unit_test_tsb_LDADD = $(UNIT_PROTO) $(CMOCKA_LIBS)
