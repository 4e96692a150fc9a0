# Scenario scripts become captures, go through the whole program, and its findings are compared with
# what each script expects: all rules run on all of them.
BOOT2PCAP = tests/lib/boot2pcap
check_PROGRAMS += tests/lib/boot2pcap tests/lib/check_fixture

tests_lib_boot2pcap_SOURCES = \
	tests/lib/boot.h tests/lib/boot2pcap.c tests/lib/boot_decl.c \
	tests/lib/boot_expect.c tests/lib/boot_expect.h tests/lib/boot_hash.c \
	tests/lib/boot_lex.c tests/lib/boot_mem.c tests/lib/boot_mem.h \
	tests/lib/boot_parse.c tests/lib/boot_play.c tests/lib/boot_value.c \
	tests/lib/boot_verbs.c tests/lib/capture_out.c tests/lib/capture_out.h \
	tests/lib/client_kind.c tests/lib/client_kind.h tests/lib/dhcp_client.c \
	tests/lib/enc_arp.c tests/lib/enc_dhcp.c tests/lib/enc_dhcp.h \
	tests/lib/enc_icmp.c tests/lib/enc_misc.c tests/lib/enc_pvs.c \
	tests/lib/enc_tds.c tests/lib/enc_tftp.c tests/lib/enc_transfer.h \
	tests/lib/net_nat.c tests/lib/net_send.c tests/lib/play.h tests/lib/verb_dhcp.c tests/lib/verb_dhcp_reply.c tests/lib/verbs.h

tests_lib_check_fixture_SOURCES = tests/lib/check_fixture.c
tests_lib_check_fixture_LDADD = $(SQLITE_LIBS)

TESTS += tests/rules/language.sh tests/rules/measured.sh tests/rules/storm.sh
dist_check_SCRIPTS += tests/rules/beside.sh tests/rules/fixtures.sh tests/rules/twice.sh tests/rules/catalogue.sh tests/rules/language.sh tests/rules/measured.sh tests/rules/mutants.sh tests/rules/storm.sh \
	tests/lib/boot2pcap-errors.sh
EXTRA_DIST += fixtures/rules schema/catalogue.tsv tests/rules/beside.py tests/rules/mutants.py
