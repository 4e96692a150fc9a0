/*
 * Every link layer, tag, tunnel and header, whole and cut at each byte: where the capture cut it
 * the reason says so, where the packet itself ends the reason says that.
 */
#include "test_capture.h"

#define UDP_IN_IP "4500 0020 1234 4000 40 11 0000 0a000001 0a000002 0043 0044 000c 0000 deadbeef"
#define ETHER "ffffffffffff 020000000001 "

struct frame_case {
	const char *name, *hex;
	uint32_t linktype;
	enum packet_kind kind;
	size_t headers;	    /* bytes before the payload; 0: not looked at */
	const char *reason; /* the encapsulation; NULL for none */
};

static const struct frame_case cases[] = {
	{"ethernet", ETHER "0800" UDP_IN_IP, 1, PACKET_UDP, 42, NULL},
	{"ethernet, padded", ETHER "0800" UDP_IN_IP "00000000000000000000", 1, PACKET_UDP, 42,
		NULL},
	{"802.1Q", ETHER "8100 6064 0800" UDP_IN_IP, 1, PACKET_UDP, 46, NULL},
	{"QinQ", ETHER "88a8 0064 8100 00c8 0800" UDP_IN_IP, 1, PACKET_UDP, 50, NULL},
	{"four tags", ETHER "9100 0001 9200 0002 88a8 0003 8100 0004 0800" UDP_IN_IP, 1, PACKET_UDP,
		58, NULL},
	{"802.1BR and VN-Tag", ETHER "893f 000000000000 8926 00000000 0800" UDP_IN_IP, 1,
		PACKET_UDP, 56, NULL},
	{"security group tag", ETHER "8909 010100010002 0800" UDP_IN_IP, 1, PACKET_UDP, 50, NULL},
	{"IP options",
		ETHER "0800 4600 0024 1234 4000 40 11 0000 0a000001 0a000002 94040000"
		      "0043 0044 000c 0000 deadbeef",
		1, PACKET_UDP, 46, NULL},
	{"no total length",
		ETHER "0800 4500 0000 1234 4000 40 11 0000 0a000001 0a000002"
		      "0043 0044 000c 0000 deadbeef",
		1, PACKET_UDP, 42, NULL},
	{"TCP with options",
		ETHER "0800 4500 002d 1234 4000 40 06 0000 0a000001 0a000002"
		      "0050 1234 00000001 00000002 6012 ffff 0000 0000 020405b4 41",
		1, PACKET_TCP, 58, NULL},
	{"ICMP", ETHER "0800 4500 001c 1234 4000 40 01 0000 0a000001 0a000002 0303 0000 00000000",
		1, PACKET_ICMP, 34, NULL},
	{"IGMP", ETHER "0800 4500 001c 1234 4000 40 02 0000 0a000001 e0000001 1100 0000 00000000",
		1, PACKET_IP_OTHER, 34, NULL},
	{"IPv6 UDP",
		ETHER "86dd 60000000 0009 11 40 fe800000000000000000000000000001"
		      "ff020000000000000000000000000002 0222 0223 0009 0000 41",
		1, PACKET_IPV6, 62, NULL},
	{"IPv6 options",
		ETHER "86dd 60000000 0011 00 40 fe800000000000000000000000000001"
		      "ff020000000000000000000000000002 1100000000000000 0222 0223 0009 0000 41",
		1, PACKET_IPV6, 70, NULL},
	{"ARP", ETHER "0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002", 1,
		PACKET_ARP, 14, NULL},
	{"LLDP", "0180c200000e 020000000001 88cc 0207", 1, PACKET_L2_OTHER, 14, NULL},
	{"spanning tree", "0180c2000000 020000000001 0007 42 42 03 00000000", 1, PACKET_L2_OTHER,
		17, NULL},
	{"802.2 in a VLAN", "0180c2000000 020000000001 8100 0064 0007 42 42 03 00000000", 1,
		PACKET_L2_OTHER, 21, NULL},
	{"SNAP", ETHER "0028 aa aa 03 000000 0800" UDP_IN_IP, 1, PACKET_UDP, 50, NULL},
	{"Cisco SNAP", "01000ccccccc 020000000001 000a aa aa 03 00000c 2000 0201", 1,
		PACKET_L2_OTHER, 17, NULL},
	{"PPPoE", ETHER "8864 11 00 0001 0022 0021" UDP_IN_IP, 1, PACKET_UDP, 50, NULL},
	{"MPLS", ETHER "8847 00010040 00020140" UDP_IN_IP, 1, PACKET_UDP, 50, NULL},
	{"MPLS pseudowire", ETHER "8847 00020140 00000000" ETHER "0800" UDP_IN_IP, 1, PACKET_UDP,
		64, "MPLS pseudowire"},
	{"Linux cooked v1", "0000 0001 0006 0200000000010000 0800" UDP_IN_IP, 113, PACKET_UDP, 44,
		NULL},
	{"Linux cooked v1, VLAN", "0004 0001 0006 0200000000010000 8100 0064 0800" UDP_IN_IP, 113,
		PACKET_UDP, 48, NULL},
	{"Linux cooked v2", "0800 0000 00000002 0001 01 06 0200000000010000" UDP_IN_IP, 276,
		PACKET_UDP, 48, NULL},
	{"raw 101", UDP_IN_IP, 101, PACKET_UDP, 28, NULL},
	{"raw 12", UDP_IN_IP, 12, PACKET_UDP, 28, NULL},
	{"raw 14", UDP_IN_IP, 14, PACKET_UDP, 28, NULL},
	{"raw IPv4", UDP_IN_IP, 228, PACKET_UDP, 28, NULL},
	{"loopback, little endian", "02000000" UDP_IN_IP, 0, PACKET_UDP, 32, NULL},
	{"loopback, big endian", "00000002" UDP_IN_IP, 0, PACKET_UDP, 32, NULL},
	{"OpenBSD loopback", "00000002" UDP_IN_IP, 108, PACKET_UDP, 32, NULL},
	{"PPP", "ff03 0021" UDP_IN_IP, 9, PACKET_UDP, 32, NULL},
	{"PPP, compressed", "21" UDP_IN_IP, 9, PACKET_UDP, 29, NULL},
	{"PPP with direction", "00 ff03 0021" UDP_IN_IP, 204, PACKET_UDP, 33, NULL},
	{"PPPoE link", "11 00 0001 0022 0021" UDP_IN_IP, 51, PACKET_UDP, 36, NULL},
	{"Cisco HDLC", "0f00 0800" UDP_IN_IP, 104, PACKET_UDP, 32, NULL},
	{"Cisco HDLC as PPP", "0f00 0800" UDP_IN_IP, 50, PACKET_UDP, 32, NULL},
	{"802.11 data",
		"08 02 0000 ffffffffffff 0200000000aa 020000000001 0000 aa aa 03 000000 "
		"0800" UDP_IN_IP,
		105, PACKET_UDP, 60, NULL},
	{"802.11 QoS over radiotap",
		"00 00 0800 00000000 88 01 0000 0200000000aa 020000000001"
		"ffffffffffff 0000 0000 aa aa 03 000000 0800" UDP_IN_IP,
		127, PACKET_UDP, 70, NULL},
	{"802.11 beacon", "80 00 0000 ffffffffffff 0200000000aa 0200000000aa 0000", 105,
		PACKET_L2_OTHER, 0, NULL},
	{"netfilter log", "02 00 0000 0800 0100 00000000 2400 0900" UDP_IN_IP, 239, PACKET_UDP, 44,
		NULL},
	{"PPI", "00 00 0800 01000000" ETHER "0800" UDP_IN_IP, 192, PACKET_UDP, 50, NULL},
	{"PKTAP", "10000000 01000000 01000000 00000000" ETHER "0800" UDP_IN_IP, 258, PACKET_UDP, 58,
		NULL},
	{"pflog", "05 02 0000 00000000" UDP_IN_IP, 117, PACKET_UDP, 36, NULL},
	{"GRE", ETHER "0800 4500 0038 0000 0000 40 2f 0000 c0a80001 c0a80002 0000 0800" UDP_IN_IP,
		1, PACKET_UDP, 66, "GRE"},
	{"GRE with key, Ethernet",
		ETHER "0800 4500 004a 0000 0000 40 2f 0000 c0a80001 c0a80002"
		      "2000 6558 00000001" ETHER "0800" UDP_IN_IP,
		1, PACKET_UDP, 84, "GRE"},
	{"ERSPAN I",
		ETHER "0800 4500 0046 0000 0000 40 2f 0000 c0a80001 c0a80002 0000 88be" ETHER
		      "0800" UDP_IN_IP,
		1, PACKET_UDP, 80, "ERSPAN I"},
	{"ERSPAN II",
		ETHER "0800 4500 0052 0000 0000 40 2f 0000 c0a80001 c0a80002 1000 88be 00000001"
		      "1001 0001 00000000" ETHER "0800" UDP_IN_IP,
		1, PACKET_UDP, 92, "ERSPAN II"},
	{"ERSPAN III",
		ETHER "0800 4500 0062 0000 0000 40 2f 0000 c0a80001 c0a80002 1000 22eb 00000001"
		      "2001 0001 00000000 0000 0001 0000000000000000" ETHER
		      "8100 0007 0800" UDP_IN_IP,
		1, PACKET_UDP, 108, "ERSPAN III"},
	{"VXLAN",
		ETHER "0800 4500 0052 0000 0000 40 11 0000 c0a80001 c0a80002 1234 12b5 003e 0000"
		      "08000000 00000100" ETHER "0800" UDP_IN_IP,
		1, PACKET_UDP, 92, "VXLAN"},
	{"VXLAN, old port",
		ETHER "0800 4500 0052 0000 0000 40 11 0000 c0a80001 c0a80002 1234 2118 003e"
		      "0000 08000000 00000100" ETHER "0800" UDP_IN_IP,
		1, PACKET_UDP, 92, "VXLAN"},
	{"Geneve",
		ETHER "0800 4500 0056 0000 0000 40 11 0000 c0a80001 c0a80002 1234 17c1 0042 0000"
		      "0100 6558 00000100 01020304" ETHER "0800" UDP_IN_IP,
		1, PACKET_UDP, 96, "Geneve"},
	{"TZSP",
		ETHER "0800 4500 004f 0000 0000 40 11 0000 c0a80001 c0a80002 1234 9090 003b 0000"
		      "01 00 0001 01" ETHER "0800" UDP_IN_IP,
		1, PACKET_UDP, 89, "TZSP"},
	{"GTP-U",
		ETHER "0800 4500 0044 0000 0000 40 11 0000 c0a80001 c0a80002 0868 0868 0030 0000"
		      "30 ff 0020 00000001" UDP_IN_IP,
		1, PACKET_UDP, 78, "GTP-U"},
	{"GTP-U with sequence and extension",
		ETHER "0800 4500 004c 0000 0000 40 11 0000 c0a80001 c0a80002 0868 0868 0038 0000"
		      "36 ff 0028 00000001 0001 00 85 01 0009 00" UDP_IN_IP,
		1, PACKET_UDP, 86, "GTP-U"},
	{"MACsec without encryption",
		ETHER "88e5 20 00 00000001 0200000000010001 0800" UDP_IN_IP
		      "00112233445566778899aabbccddeeff",
		1, PACKET_UDP, 58, NULL},
	{"netfilter log, big endian", "02 00 0000 0008 0001 00000000 0024 0009" UDP_IN_IP, 239,
		PACKET_UDP, 44, NULL},
	{"IP in IP", ETHER "0800 4500 0034 0000 0000 40 04 0000 c0a80001 c0a80002" UDP_IN_IP, 1,
		PACKET_UDP, 62, "IP in IP"},
};

static struct packet decode(
	const struct bytes *b, uint32_t linktype, size_t have, size_t wire, struct frame *f)
{
	struct packet p;

	*f = (struct frame){
		.bytes = b->p,
		.caplen = (uint32_t)have,
		.wirelen = (uint32_t)wire,
		.linktype = linktype,
	};
	packet_decode(f, &p);
	return p;
}

static void whole_frames_are_understood(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct frame_case *k = &cases[i];
		struct bytes b = {.big = true};
		struct packet p;
		struct frame f;

		put_hex(&b, k->hex);
		p = decode(&b, k->linktype, b.n, b.n, &f);
		if (p.kind != k->kind || (p.reason == NULL) != (k->reason == NULL))
			fail_msg("%s: kind %d reason %s", k->name, p.kind, p.reason);
		if (k->reason)
			assert_string_equal(p.reason, k->reason);
		if (k->headers && p.payload.p != b.p + k->headers)
			fail_msg("%s: payload at %td", k->name, p.payload.p - b.p);
		if (p.kind == PACKET_UDP) {
			assert_int_equal(p.src_port, 67);
			assert_int_equal(p.dst_port, 68);
			if (packet_payload_len(&p) != 4 || p.udp_length_odd)
				fail_msg("%s: payload of %zu", k->name, packet_payload_len(&p));
			assert_int_equal(p.src_ip, 0x0a000001);
		}
	}
}

/* The first `have` bytes in memory of just that size, so that ASan sees every step beyond. */
static struct packet decode_exact(
	const struct bytes *b, uint32_t linktype, size_t have, size_t wire)
{
	struct packet p;
	struct frame f = {
		.bytes = malloc(have ? have : 1),
		.caplen = (uint32_t)have,
		.wirelen = (uint32_t)wire,
		.linktype = linktype,
	};

	memcpy((void *)(uintptr_t)f.bytes, b->p, have);
	packet_decode(&f, &p);
	free((void *)(uintptr_t)f.bytes);
	return p;
}

/* Cut by the snap length: never the sender's fault, and never more payload than is there. */
static void snapped_frames_blame_the_capture(void **state)
{
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes b = {.big = true};

		put_hex(&b, cases[i].hex);
		for (n = 0; n < b.n; n++) {
			struct packet p = decode_exact(&b, cases[i].linktype, n, b.n);

			if (p.kind == PACKET_UNREADABLE &&
				!strstr(p.reason, "cut by the snap length"))
				fail_msg("%s at %zu: %s", cases[i].name, n, p.reason);
			if (p.kind == PACKET_UNREADABLE && cases[i].headers &&
				n >= cases[i].headers + 8)
				fail_msg("%s at %zu: %s", cases[i].name, n, p.reason);
		}
	}
}

/* The packet itself ends there. */
static void short_frames_do_not_blame_the_capture(void **state)
{
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes b = {.big = true};

		put_hex(&b, cases[i].hex);
		for (n = 0; n < b.n; n++) {
			struct packet p = decode_exact(&b, cases[i].linktype, n, n);

			if (p.kind == PACKET_UNREADABLE && strstr(p.reason, "snap length"))
				fail_msg("%s at %zu: %s", cases[i].name, n, p.reason);
		}
	}
}

static void payload_knows_what_was_not_captured(void **state)
{
	struct bytes b = {.big = true};
	struct packet p;
	struct frame f;

	(void)state;
	put_hex(&b, cases[0].hex);
	p = decode(&b, 1, 44, b.n, &f);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.payload.left, 2);
	assert_int_equal(p.payload.snapped, 2);
	assert_int_equal(packet_payload_len(&p), 4);
}

static void ethernet_says_who_and_how(void **state)
{
	struct bytes b = {.big = true};
	struct packet p;
	struct frame f;

	(void)state;
	put_hex(&b,
		"02000000000a 020000000001 88a8 0064 8100 60c8 0800"
		"4500 0020 1234 4000 40 11 0000 0a000001 ffffffff 0043 0044 000c 0000 deadbeef");
	p = decode(&b, 1, b.n, b.n, &f);
	assert_true(p.has_l2);
	assert_true(p.has_dst_mac);
	assert_int_equal(p.l2_cast, CAST_UNICAST);
	assert_int_equal(p.l3_cast, CAST_BROADCAST);
	assert_int_equal(p.vlans, 2);
	assert_int_equal(p.vlan[0], 100);
	assert_int_equal(p.vlan[1], 200);
	assert_int_equal(p.ethertype, 0x0800);
	assert_int_equal(p.ttl, 64);
	assert_int_equal(p.ip_id, 0x1234);
	assert_true(p.dont_fragment);
	assert_int_equal(p.src_mac.b[5], 1);
	assert_int_equal(p.dst_mac.b[5], 10);
}

static void cooked_says_the_source_only(void **state)
{
	struct bytes b = {.big = true};
	struct packet p;
	struct frame f;

	(void)state;
	put_hex(&b, "0001 0001 0006 0200000000010000 0800" UDP_IN_IP);
	p = decode(&b, 113, b.n, b.n, &f);
	assert_true(p.has_l2);
	assert_false(p.has_dst_mac);
	assert_int_equal(p.src_mac.b[5], 1);
	assert_int_equal(p.l2_cast, CAST_BROADCAST);
}

static void lengths_that_lie_are_noted(void **state)
{
	static const struct {
		const char *udp_length;
		bool odd;
		size_t payload;
	} lies[] = {
		{"000c", false, 4},
		{"000a", true, 2},
		{"0000", true, 4},
		{"0007", true, 4},
		{"ffff", true, 4},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct bytes b = {.big = true};
		struct packet p;
		struct frame f;

		put_hex(&b,
			ETHER "0800 4500 0020 1234 4000 40 11 0000 0a000001 0a000002 0043 0044");
		put_hex(&b, lies[i].udp_length);
		put_hex(&b, "0000 deadbeef");
		p = decode(&b, 1, b.n, b.n, &f);
		assert_int_equal(p.kind, PACKET_UDP);
		assert_int_equal(p.udp_length_odd, lies[i].odd);
		assert_int_equal(p.payload.left, lies[i].payload);
		assert_int_equal(p.payload.snapped, 0);
	}
}

/* Check bytes are left out where they are there: not when the snap length cut them off. */
static void check_bytes_are_no_payload(void **state)
{
	static const struct {
		size_t have, wire, payload;
	} t[] = {{22, 22, 4}, {20, 22, 4}, {17, 22, 3}, {3, 3, 0}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct bytes b = {.big = true};
		struct frame f = {.linktype = 1, .fcs = 4};
		struct packet p;

		put_hex(&b, "0180c200000e 020000000001 88cc 01020304 deadbeef");
		f.bytes = b.p;
		f.caplen = (uint32_t)t[i].have;
		f.wirelen = (uint32_t)t[i].wire;
		packet_decode(&f, &p);
		assert_int_equal(p.payload.left, t[i].payload);
	}
}

static void nonsense_is_unreadable(void **state)
{
	static const struct {
		const char *hex, *reason;
		uint32_t linktype;
	} odd[] = {
		{ETHER "0800 6500 0020 1234 4000 40 11 0000 0a000001 0a000002", "version", 1},
		{ETHER "0800 4400 0020 1234 4000 40 11 0000 0a000001 0a000002", "impossible", 1},
		{ETHER "0800 4500 0013 1234 4000 40 11 0000 0a000001 0a000002", "impossible", 1},
		{ETHER "8100 0001 8100 0001 8100 0001 8100 0001 8100 0001 0800", "four VLAN", 1},
		{"12345678", "neither 4 nor 6", 101},
		{"1234", "link type not supported", 147},
		{ETHER "0800 4500 0028 1234 4000 40 06 0000 0a000001 0a000002 0050 1234 00000001"
		       "00000002 4012 ffff 0000 0000",
			"TCP header length", 1},
		{ETHER "88e5 2c 00 00000001 0200000000010001 99887766", "MACsec", 1},
		{"08 42 0000 ffffffffffff 0200000000aa 020000000001 0000", "encrypted", 105},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct bytes b = {.big = true};
		struct packet p;
		struct frame f;

		put_hex(&b, odd[i].hex);
		p = decode(&b, odd[i].linktype, b.n, b.n, &f);
		assert_int_equal(p.kind, PACKET_UNREADABLE);
		if (!strstr(p.reason, odd[i].reason))
			fail_msg("%s: %s", odd[i].hex, p.reason);
	}
}

static void tunnels_end_somewhere(void **state)
{
	struct bytes b = {.big = true};
	struct packet p;
	struct frame f;
	int i;

	(void)state;
	put_ether(&b, 0x0800);
	for (i = 0; i < 1000; i++)
		put_ipv4(&b, 0, 0, 4, 65000);
	p = decode(&b, 1, b.n, b.n, &f);
	assert_int_equal(p.kind, PACKET_UNREADABLE);
	assert_string_equal(p.reason, "too many tunnels in each other");
	b.n = 0;
	put_ether(&b, 0x8926);
	for (i = 0; i < 1000; i++)
		put_hex(&b, "00000000 8926");
	p = decode(&b, 1, b.n, b.n, &f);
	assert_int_equal(p.kind, PACKET_UNREADABLE);
	b.n = 0;
	for (i = 0; i < 1000; i++)
		put_hex(&b, "0000 0800 c0000000");
	p = decode(&b, 192, b.n, b.n, &f);
	assert_int_equal(p.kind, PACKET_UNREADABLE);
}

/* ERSPAN says that the mirror cut the frame: the sender is not to blame. */
static void a_mirror_that_cuts_is_like_a_snap_length(void **state)
{
	struct bytes b = {.big = true};
	struct packet p;
	struct frame f;

	(void)state;
	put_hex(&b, ETHER "0800 4500 0048 0000 0000 40 2f 0000 c0a80001 c0a80002 1000 88be 00000001"
			  "1001 0401 00000000" ETHER "0800"
			  "4500 0120 1234 4000 40 11 0000 0a000001 0a000002 0043 0044 010c");
	p = decode(&b, 1, b.n, b.n, &f);
	assert_int_equal(p.kind, PACKET_UNREADABLE);
	assert_string_equal(p.reason, "UDP header cut by the snap length");
}

static void what_only_looks_like_a_tunnel_stays(void **state)
{
	struct bytes b = {.big = true};
	struct packet p;
	struct frame f;

	(void)state;
	put_ether(&b, 0x0800);
	put_ipv4(&b, 1, 0, 17, 12);
	put_udp(&b, 6910, 4789, 4);
	put_hex(&b, "00000000");
	p = decode(&b, 1, b.n, b.n, &f);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.dst_port, 4789);
	assert_null(p.reason);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(linktype_name(1), "Ethernet");
	assert_string_equal(linktype_name(113), "Linux cooked v1");
	assert_null(linktype_name(147));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_frames_are_understood),
		cmocka_unit_test(snapped_frames_blame_the_capture),
		cmocka_unit_test(short_frames_do_not_blame_the_capture),
		cmocka_unit_test(payload_knows_what_was_not_captured),
		cmocka_unit_test(ethernet_says_who_and_how),
		cmocka_unit_test(cooked_says_the_source_only),
		cmocka_unit_test(lengths_that_lie_are_noted),
		cmocka_unit_test(check_bytes_are_no_payload),
		cmocka_unit_test(nonsense_is_unreadable),
		cmocka_unit_test(tunnels_end_somewhere),
		cmocka_unit_test(a_mirror_that_cuts_is_like_a_snap_length),
		cmocka_unit_test(what_only_looks_like_a_tunnel_stays),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
