/*
 * proto/describe*.c: fields of hand-made packets, their places in the frame, and that a cut frame
 * says nothing about bytes it does not have.
 */
#include "proto/describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define B(s) s, sizeof(s) - 1
#define HEADERS (14 + 20 + 8)

/* The fields of a packet, one per line: "depth name: value" and the bytes they stand for. */
struct seen {
	char text[16384];
	size_t n;
	unsigned fields, keys;
	size_t caplen;
};

static void collect(void *ctx, const struct field *f)
{
	struct seen *s = ctx;
	int n = snprintf(s->text + s->n, sizeof(s->text) - s->n, "%u %s: %s [%zu+%zu]\n", f->depth,
		f->name, f->value, f->offset, f->length);

	assert_true(n > 0 && (size_t)n < sizeof(s->text) - s->n);
	s->n += (size_t)n;
	s->fields++;
	s->keys += f->key;
	assert_true(f->offset + f->length <= s->caplen);
	assert_true(f->depth || !*f->value);
}

struct made {
	uint8_t b[2048];
	struct frame f;
	struct packet p;
};

/* A UDP packet on Ethernet, with `vlan` when not 0. */
static void make_udp(
	struct made *m, uint16_t src, uint16_t dst, const char *payload, size_t n, uint16_t vlan)
{
	static const uint8_t eth[14] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x52, 0x54, 0, 1, 2, 3, 8, 0};
	static const uint8_t ip[20] = {
		0x45, 0, 0, 0, 0x12, 0x34, 0, 0, 64, 17, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1};
	uint8_t *w = m->b;

	memset(m, 0, sizeof(*m));
	memcpy(w, eth, 12);
	w += 12;
	if (vlan) {
		memcpy(w, (uint8_t[]){0x81, 0, (uint8_t)(vlan >> 8), (uint8_t)vlan}, 4);
		w += 4;
	}
	memcpy(w, eth + 12, 2);
	memcpy(w + 2, ip, sizeof(ip));
	w += 22;
	memcpy(w, (uint8_t[]){(uint8_t)(src >> 8), (uint8_t)src, (uint8_t)(dst >> 8), (uint8_t)dst},
		4);
	memcpy(w + 8, payload, n);
	m->f = (struct frame){.number = 7, .ns = 1000000000, .linktype = 1, .bytes = m->b};
	m->f.caplen = m->f.wirelen = (uint32_t)((size_t)(w - m->b) + 8 + n);
	m->p = (struct packet){.frame = &m->f,
		.kind = PACKET_UDP,
		.has_l2 = true,
		.has_dst_mac = true,
		.src_mac = {{0x52, 0x54, 0, 1, 2, 3}},
		.dst_mac = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
		.ethertype = 0x800,
		.vlan = {vlan},
		.vlans = vlan ? 1 : 0,
		.src_ip = 0x0a000002,
		.dst_ip = 0x0a000001,
		.ttl = 64,
		.protocol = 17,
		.ip_id = 0x1234,
		.src_port = src,
		.dst_port = dst,
		.payload = cur_make(w + 8, n, n)};
}

static void describe(const struct packet *p, struct seen *s)
{
	memset(s, 0, sizeof(*s));
	s->caplen = p->frame->caplen;
	describe_packet(p, collect, s);
}

static void expect(const struct seen *s, const char *line)
{
	if (!strstr(s->text, line))
		fail_msg("no \"%s\" in\n%s", line, s->text);
}

static void expect_not(const struct seen *s, const char *line)
{
	if (strstr(s->text, line))
		fail_msg("\"%s\" in\n%s", line, s->text);
}

static void layers_and_places(void **state)
{
	static struct made m;
	static struct seen s;

	(void)state;
	make_udp(&m, 2070, 69,
		B("\0\1a.bin\0octet\0tsize\0"
		  "0\0"),
		0);
	describe(&m.p, &s);
	expect(&s, "0 Frame:  [0+64]\n");
	expect(&s, "1 Frame Number: 7 [0+0]\n");
	expect(&s, "1 UTC Arrival Time: 1970-01-01T00:00:01.000000000Z [0+0]\n");
	expect(&s, "0 Ethernet II:  [0+14]\n");
	expect(&s, "1 Source: 52:54:00:01:02:03");
	expect(&s, "1 Type: 0x0800 (IPv4) [12+2]\n");
	expect(&s, "0 Internet Protocol Version 4:  [14+20]\n");
	expect(&s, "1 Time to Live: 64 [22+1]\n");
	expect(&s, "1 Source Address: 10.0.0.2 [26+4]\n");
	expect(&s, "0 User Datagram Protocol:  [34+8]\n");
	expect(&s, "1 Destination Port: 69 [36+2]\n");
	expect(&s, "0 Trivial File Transfer Protocol:  [42+22]\n");
	expect(&s, "1 Source File: a.bin [44+5]\n");
	expect(&s, "1 Option: tsize = 0 [56+7]\n");
	make_udp(&m, 2070, 69, B("\0\1a.bin\0octet\0"), 4000);
	describe(&m.p, &s);
	expect(&s, "0 Ethernet II:  [0+18]\n");
	expect(&s, "1 802.1Q Virtual LAN ID: 4000 [14+2]\n");
	expect(&s, "0 Internet Protocol Version 4:  [18+20]\n");
}

/* A payload put together elsewhere: the values, without places. */
static void reassembled_has_no_places(void **state)
{
	static struct made m;
	static struct seen s;

	(void)state;
	make_udp(&m, 69, 2070, B("\0\5\0\1no"), 0);
	m.p.payload = cur_make("\0\5\0\1no", 6, 6);
	m.p.reassembled = true;
	m.p.fragments = 2;
	describe(&m.p, &s);
	expect(&s, "0 Internet Protocol Version 4:  [0+0]\n");
	expect(&s, "1 Reassembly: 2 fragments put together, this is the last [0+0]\n");
	expect(&s, "1 Error code: 1 (File not found) [0+0]\n");
	expect(&s, "1 Error message: no [0+0]\n");
}

static const struct {
	uint16_t src, dst;
	const char *bytes;
	size_t n;
	const char *want;
} payloads[] = {
	{2070, 69, B("\0\2x\0netascii\0"), "1 Destination File: x [44+1]"},
	{2070, 4711, B("\0\1x\0octet\0"), "1 Source File: x [44+1]"},
	{50000, 2070, B("\0\3\0\5data"), "1 Recognised: by the form of the message"},
	{50000, 2070, B("\0\3\0\5data"), "1 Data: 4 bytes [46+4]"},
	{50000, 2070,
		B("\0\6tsize\0"
		  "99\0"),
		"1 Option: tsize = 99 [44+8]"},
	{50000, 2070, B("\0\4\0\5data"), "0 Data:  [42+8]"},
	{50000, 2070, B("\0\5\0\x63x\0"), "0 Data:  [42+6]"},
	{50000, 2070, B("\0\5\0\4User aborted the transfer\0"),
		"1 Error code: 4 (Illegal TFTP operation)"},
	{2070, 6969, B("\x08\x17tsbbdm.bin\0"), "1 Path: tsbbdm.bin [44+10]"},
	{50000, 2070, B("\x08\x97\0\1data"), "1 Data: 4 bytes, XOR 0xff [46+4]"},
	{2070, 50000, B("\x08\xd7\0\1"), "1 Message: acknowledgement [42+2]"},
	{6901, 6910, B("0123456789"), "1 Payload: opaque, 10 bytes [42+10]"},
	{6905, 6930, B("\0\3\0\1"), "1 Payload: opaque, 4 bytes [42+4]"},
	{53, 53, B("hello"), "1 Length: 5 bytes [0+0]"},
	{2070, 69, B("\0\1evil\x1b[31m\0octet\0"), "0 Data:"},
	{69, 2070, B("\0\5\0\0evil\x1b[31m\xe2\x80\xae\0"),
		"1 Error message: evil\\x1b[31m\\u{202e}"},
};

static void udp_payloads(void **state)
{
	static struct made m;
	static struct seen s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
		make_udp(&m, payloads[i].src, payloads[i].dst, payloads[i].bytes, payloads[i].n, 0);
		describe(&m.p, &s);
		expect(&s, payloads[i].want);
	}
}

/* A DHCP message with these options, from client or server. */
static void make_dhcp(struct made *m, uint8_t op, const char *options, size_t n)
{
	static uint8_t b[1024];

	memset(b, 0, sizeof(b));
	b[0] = op;
	b[1] = 1;
	b[2] = 6;
	memcpy(b + 4, "\xde\xad\xbe\xef\0\x0b\x80\0", 8);
	memcpy(b + 28, "\x52\x54\0\1\2\3", 6);
	memcpy(b + 236, "\x63\x82\x53\x63", 4);
	memcpy(b + 240, options, n);
	make_udp(m, op == 1 ? 68 : 67, op == 1 ? 67 : 68, (const char *)b,
		240 + n > 300 ? 240 + n : 300, 0);
}

static const struct {
	uint8_t op;
	const char *options;
	size_t n;
	const char *want;
} options[] = {
	{1, B("\x35\x01\x01\xff"), "1 Option: (53) DHCP Message Type: discover (1) [282+3]"},
	{1, B("\x35\x01\x01\xff"), "1 Transaction ID: 0xdeadbeef [46+4]"},
	{1, B("\x35\x01\x01\xff"), "1 BOOTP broadcast flag: set [52+2]"},
	{1, B("\x35\x01\x01\xff"), "1 Client MAC address: 52:54:00:01:02:03"},
	{1, B("\x35\x01\x01\xff"), "1 Seconds elapsed: 11 [50+2]"},
	{1, B("\x4d\x04iPXE\xff"),
		"1 Seconds elapsed: 11 (iPXE: try 2, has an offer, a proxy offer) [50+2]"},
	{2, B("\x4d\x04iPXE\xff"), "1 Seconds elapsed: 11 [50+2]"},
	{1, B("\x4d\x04iPXE\xff"), "(77) User Class: iPXE "},
	{1, B("\x4d\x05\x04iPXE\xff"), "(77) User Class: iPXE "},
	{1, B("\x3d\x07\x01\x52\x54\0\1\2\3\xff"), "hardware type 1, 52:54:00:01:02:03"},
	{1, B("\x3d\x07\xff\0\0\0\1\0\4\xff"), "IAID 00000001, DUID 0004"},
	{1, B("\x3d\x04\0abc\xff"), "type 0, abc"},
	{1, B("\x5d\x02\0\7\xff"), "x64 UEFI (7)"},
	{1, B("\x5e\x03\1\3\x10\xff"), "UNDI 3.16"},
	{1, B("\x61\x11\0\x33\x22\x11\0\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff\xff"),
		"00112233-4455-6677-8899-aabbccddeeff"},
	{1, B("\x37\x03\x01\x42\x43\xff"), "(55) Parameter Request List: 1, 66, 67 "},
	{2, B("\x33\x04\0\1\x51\x80\xff"), "86400 s (24 h 00 min)"},
	{2, B("\x33\x04\xff\xff\xff\xff\xff"), "(51) IP Address Lease Time: infinite"},
	{2, B("\x33\x02\0\1\xff"), "(51) IP Address Lease Time: 0001 (wrong length: 2 bytes)"},
	{2, B("\x03\x08\x0a\0\0\1\x0a\0\0\2\xff"), "(3) Router: 10.0.0.1, 10.0.0.2 "},
	{2, B("\x38\x06no\x1b[1m\xff"), "(56) Message: no\\x1b[1m "},
	{2, B("\x0d\x02\0\x20\xff"), "32 blocks of 512 bytes"},
	{2, B("\x79\x08\x18\x0a\1\2\x0a\0\0\1\xff"), "10.1.2.0/24 via 10.0.0.1"},
	{1, B("\x51\x08\0\0\0pvs01\xff"), "pvs01 (flags 0x00)"},
	{1, B("\x51\x0a\4\0\0\5pvs01\0\xff"), "pvs01. (flags 0x04)"},
	{2, B("\x77\x0a\3lab\4test\0\xff"), "lab.test."},
	{1, B("\x7c\x09\0\0\1\x57\4abcd\xff"), "enterprise 343: abcd"},
	{2, B("\x34\x01\x01\xff"), "1 Boot file name: holds options (overloaded)"},
	{2, B("\x34\x01\x01\xff"), "boot file name (1)"},
	{2, B("\x50\x00\xff"), "(80) Rapid Commit: empty [282+2]"},
	{1, B("\x52\x0f\1\4Gi01\2\2\1\2\x0a\1\x80\xff\xff"),
		"2 Suboption: (1) Agent Circuit ID: Gi01 [284+6]"},
	{1, B("\x52\x0d\1\4Gi01\2\2\1\2\x0a\1\x80\xff"), "0x80 (the relay received it as unicast)"},
	{1, B("\x52\x03\1\4G\xff"), "2 Malformed: a sub-option runs beyond the option"},
	{2, B("\x3c\x09PXEClient\x2b\x03\6\1\x08\xff"), "0x08, use the boot file at once, no menu"},
	{2, B("\x3c\x09PXEClient\x2b\x09\x08\x07\x80\0\1\x0a\0\0\x09\xff"), "type 32768: 10.0.0.9"},
	{2, B("\x3c\x09PXEClient\x2b\x07\x09\x05\0\0\2PV\xff"), "type 0 \"PV\""},
	{2,
		B("\x3c\x09PXEClient\x2b\x05\x0a\x03\x0a"
		  "F8\xff"),
		"after 10 s, \"F8\""},
	{1, B("\x3c\x09PXEClient\x2b\x06\x47\x04\x80\1\x80\0\xff"),
		"type 32769, layer 0, with credentials"},
	{1, B("\xaf\x08\xeb\3\1\x15\1\xb1\1\2\xff"), "2 Suboption: (235) version: 1.21.1 [284+5]"},
	{2, B("\xaf\x05\xbf\3abc\xff"), "password: not shown"},
	{1, B("\x39\x02\x05\xdc\xff"), "(57) Maximum DHCP Message Size: 1500 "},
	{2, B("\x19\x04\0\x44\5\xdc\xff"), "(25) Path MTU Plateau Table: 68, 1500 "},
	{2, B("\x17\x01\x40\xff"), "(23) Default IP Time-to-live: 64 "},
	{2, B("\x23\x04\0\0\0\x3c\xff"), "(35) ARP Cache Timeout: 60 "},
	{2, B("\x1b\x01\1\xff"), "(27) All Subnets are Local: yes "},
	{1, B("\x3d\x03\x07zz\xff"), "(61) Client Identifier: 077a7a "},
	{1, B("\x5e\x03\2\3\x10\xff"), "(94) Client Network Device Interface: 020310 "},
	{2, B("\x77\x06\3lab\xc0\0\xff"), "(119) Domain Search: lab.... "},
	{2, B("\x79\x05\x21\1\2\3\4\xff"), "(121) Classless Static Route:  "},
	{2, B("\x2b\x03\6\1\x08\xff"), "(43) Vendor-Specific Information: 060108 "},
	{2, B("\x3c\x09PXEClient\x2b\x03\x0a\1\0\xff"), "PXE menu prompt: at once "},
	{2, B("\x3c\x09PXEClient\x2b\x03\x0a\1\xff\xff"), "PXE menu prompt: waits for a key "},
	{2, B("\xaf\x03\xb0\1\1\xff"), "2 Suboption: (176) no-pxedhcp: 1 "},
	{2, B("\xe0\1x\xff"), "Option: (224) Private: x"},
	{2, B("\x0c\1a\x0c\1b\xff"), "(12) Host Name: ab [0+0]"},
	{2, B("\x0c\1a\x0c\1b\xff"), "1 Remarkable: an option came in several pieces"},
	{2,
		B("\x0c\xc8"
		  "a"),
		"1 Malformed:"},
};

static void dhcp_options(void **state)
{
	static struct made m;
	static struct seen s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		make_dhcp(&m, options[i].op, options[i].options, options[i].n);
		describe(&m.p, &s);
		expect(&s, "0 Dynamic Host Configuration Protocol:  [42+");
		expect(&s, options[i].want);
	}
}

/* Header fields that are seldom used, and more options than are kept in order. */
static void the_rest_of_a_dhcp_header(void **state)
{
	static struct made m;
	static struct seen s;
	char many[201];
	size_t i;

	(void)state;
	make_dhcp(&m, 1, B("\x35\x01\x01\xff"));
	m.b[HEADERS + 2] = 16;
	m.b[HEADERS + 8] = 4;
	m.b[HEADERS + 9] = 0;
	m.b[HEADERS + 11] = 1;
	describe(&m.p, &s);
	expect(&s, "1 Client hardware address: 52540001020300000000000000000000 [70+16]");
	expect(&s, "1 Seconds elapsed: 1024 (or 4, if the client swapped the bytes)");
	expect(&s, "1 Reserved flags: 0x0001 [52+2]");
	for (i = 0; i < 100; i++) {
		many[2 * i] = (char)(101 + i);
		many[2 * i + 1] = 0;
	}
	many[200] = (char)0xff;
	make_dhcp(&m, 1, many, sizeof(many));
	describe(&m.p, &s);
	expect(&s, "1 Option: (200) Unassigned: empty [480+2]");
}

/* What was not captured isn't described, and each more byte only adds. */
static void cut_frames_say_less(void **state)
{
	static struct made m;
	static struct seen s;
	unsigned before = 0;
	uint32_t cap, whole;

	(void)state;
	make_dhcp(&m, 2, B("\x35\x01\x02\x36\x04\x0a\0\0\1\x3c\x09PXEClient\x2b\x03\6\1\x08\xff"));
	whole = m.f.caplen;
	for (cap = HEADERS; cap <= whole; cap++) {
		uint8_t *copy = malloc(cap);

		memcpy(copy, m.b, cap);
		m.f.bytes = copy;
		m.f.caplen = cap;
		m.p.payload = cur_make(copy + HEADERS, cap - HEADERS, whole - HEADERS);
		describe(&m.p, &s);
		expect_not(&s, "1 Malformed");
		if (cap < HEADERS + 8)
			expect_not(&s, "Transaction ID");
		if (cap < HEADERS + 243)
			expect_not(&s, "(53)");
		if (cap > HEADERS && cap < HEADERS + 240)
			expect(&s, "1 Remarkable: options were not captured");
		assert_true(s.fields + 1 >= before);
		before = s.fields;
		free(copy);
	}
	expect(&s, "(43) Vendor-Specific Information");
}

static void arp_and_icmp(void **state)
{
	static const char arp[] =
		"\0\1\x08\0\6\4\0\1\x52\x54\0\1\2\3\0\0\0\0\0\0\0\0\0\0\x0a\0\0\2";
	static const char icmp[] =
		"\3\3\0\0\0\0\0\0\x45\0\0\x1c\x12\x34\0\0\x40\x11\0\0\x0a\0\0\2\x0a\0\0\1"
		"\x08\x16\0\x45\0\x08\0\0";
	static struct made m;
	static struct seen s;
	size_t cap;

	(void)state;
	make_udp(&m, 0, 0, B(""), 0);
	m.p.kind = PACKET_ARP;
	m.p.ethertype = 0x0806;
	memcpy(m.b + 14, arp, 28);
	for (cap = 0; cap <= 28; cap++) {
		m.p.payload = cur_make(m.b + 14, cap, 28);
		describe(&m.p, &s);
	}
	expect(&s, "0 Ethernet II:  [0+14]\n");
	expect(&s, "1 Form: probe [0+0]\n");
	expect(&s, "1 Target IP address: 10.0.0.2 [38+4]\n");
	make_udp(&m, 0, 0, B(""), 0);
	m.p.kind = PACKET_ICMP;
	memcpy(m.b + 34, icmp, 36);
	m.f.caplen = m.f.wirelen = 70;
	for (cap = 0; cap <= 36; cap++) {
		m.p.payload = cur_make(m.b + 34, cap, 36);
		describe(&m.p, &s);
	}
	expect(&s, "0 Internet Protocol Version 4:  [14+20]\n");
	expect(&s, "1 Type: 3 (port unreachable) [34+1]\n");
	expect(&s, "2 Destination Port: 69 [0+0]\n");
	m.b[35] = 4;
	m.b[41] = 100;
	describe(&m.p, &s);
	expect(&s, "1 MTU of next hop: 100 [40+2]\n");
	m.b[34] = 5;
	describe(&m.p, &s);
	expect(&s, "1 Gateway Address: 0.0.0.100 [38+4]\n");
	m.b[34] = 8;
	describe(&m.p, &s);
	expect(&s, "1 Sequence Number: 100 [40+2]\n");
}

static void other_kinds(void **state)
{
	static struct made m;
	static struct seen s;

	(void)state;
	make_udp(&m, 0, 0, B("\x42\x42\3rest"), 0);
	m.p.kind = PACKET_UNREADABLE;
	m.p.reason = "the Ethernet header is cut";
	m.p.has_l2 = false;
	describe(&m.p, &s);
	expect(&s, "1 Reason: the Ethernet header is cut");
	m.p.kind = PACKET_L2_OTHER;
	m.p.has_l2 = true;
	m.p.llc = 0x4242;
	describe(&m.p, &s);
	expect(&s, "DSAP 0x42 SSAP 0x42 (Spanning Tree)");
	m.p.llc = 0;
	m.p.kind = PACKET_ARP;
	describe(&m.p, &s);
	expect(&s, "1 Form: not IPv4 over Ethernet");
	make_udp(&m, 1433, 50000, B("\0\0\0\1\0\0\0\2\x50\x12\0\0data"), 0);
	m.p.kind = PACKET_TCP;
	m.p.protocol = 6;
	m.p.tcp_flags = 18;
	m.p.payload = cur_make(m.b + 54, 4, 4);
	m.b[46] = 0x50;
	describe(&m.p, &s);
	expect(&s, "0 Transmission Control Protocol:  [34+20]");
	expect(&s, "1 Flags: SYN ACK [47+1]");
	expect(&s, "0 Internet Protocol Version 4:  [14+20]");
	m.p.kind = PACKET_IPV6;
	m.f.ns = INT64_MIN;
	m.f.comment = "a note";
	m.f.drops = 3;
	m.f.direction = 'i';
	m.f.wirelen++;
	describe(&m.p, &s);
	expect(&s, "0 Internet Protocol Version 6");
	expect(&s, "1 Drop Count: 3 frames lost");
	expect(&s, "the rest was not kept");
	expect_not(&s, "Arrival");
	m.p.kind = PACKET_FRAGMENT;
	m.p.fragment_offset = 1480;
	m.p.payload = cur_make(NULL, 0, 0);
	describe(&m.p, &s);
	expect(&s, "1 Fragment Offset: 1480, last fragment");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_and_places),
		cmocka_unit_test(reassembled_has_no_places),
		cmocka_unit_test(udp_payloads),
		cmocka_unit_test(dhcp_options),
		cmocka_unit_test(the_rest_of_a_dhcp_header),
		cmocka_unit_test(cut_frames_say_less),
		cmocka_unit_test(arp_and_icmp),
		cmocka_unit_test(other_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
