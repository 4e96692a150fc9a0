/*
 * The traffic around a boot: plain UDP, TCP opening and refusing, DNS, and the frames of
 * switches (802.1X, spanning tree, LACP, LLDP).
 */
#include <string.h>

#include "verbs.h"

enum { TCP = 6, FIN = 1, SYN = 2, RST = 4, PSH = 8, TCP_ACK = 16 };

/* --- UDP --------------------------------------------------------------------------------- */

void say_udp(struct play *play, const struct line *line)
{
	struct packet packet = { .from = line->who, .to = line->peer, .dport = 9 };
	const char *hex = line_text(line, "hex", NULL);
	struct buf bytes = {0};

	packet.sport = line_field(line, "sport") ? 0 : host_port(line->who);
	if (hex && !text_hex(hex, &bytes))
		line_fail(play, line, "hex=%s: expected hexadecimal bytes", hex);
	if (!hex)
		put_noise(&bytes, play_random(play), line_number(play, line, "size", 64, 65000));
	net_udp(play, line, packet, &bytes);
	buf_fini(&bytes);
}

/* --- TCP --------------------------------------------------------------------------------- */

static uint32_t address_sum(const struct host *a, const struct host *b)
{
	uint32_t left = a->legs[0].ip, right = b->legs[0].ip;

	return (left >> 16) + (left & 0xffff) + (right >> 16) + (right & 0xffff);
}

void net_tcp(struct play *play, const struct line *line, const struct segment *segment)
{
	struct packet packet = { .from = segment->from, .to = segment->to, .protocol = TCP,
				 .src = segment->from->legs[0].ip,
				 .dst = segment->to->legs[0].ip };
	struct buf bytes = {0};
	uint16_t sum;

	put_be16(&bytes, segment->sport);
	put_be16(&bytes, segment->dport);
	put_be32(&bytes, segment->seq);
	put_be32(&bytes, segment->ack);
	put_u8(&bytes, 5 << 4);
	put_u8(&bytes, segment->flags);
	put_be16(&bytes, 64240);
	put_be32(&bytes, 0);
	if (segment->payload)
		put_bytes(&bytes, segment->payload->at, segment->payload->len);
	put_noise(&bytes, segment->seq, segment->size);
	sum = inet_checksum(bytes.at, bytes.len,
			    address_sum(segment->from, segment->to) + TCP + (uint32_t)bytes.len);
	bytes.at[16] = (uint8_t)(sum >> 8);
	bytes.at[17] = (uint8_t)sum;
	net_ip(play, line, packet, &bytes);
	buf_fini(&bytes);
}

static unsigned tcp_flags(const struct play *play, const struct line *line)
{
	unsigned flags = 0;

	for (const char *at = line_text(line, "flags", "S"); *at; at++) {
		switch (*at) {
		case 'F': flags |= FIN; break;
		case 'S': flags |= SYN; break;
		case 'R': flags |= RST; break;
		case 'P': flags |= PSH; break;
		case 'A': flags |= TCP_ACK; break;
		default:
			line_fail(play, line, "flags=%s: known are F S R P A",
				  line_text(line, "flags", ""));
		}
	}
	return flags;
}

void say_tcp(struct play *play, const struct line *line)
{
	struct segment segment = {
		.from = line->who, .to = line->peer, .flags = tcp_flags(play, line),
		.sport = (uint16_t)line_number(play, line, "sport", 50000, 65535),
		.dport = (uint16_t)line_number(play, line, "dport", 80, 65535),
		.seq = (uint32_t)line_number(play, line, "seq", 1000, UINT32_MAX),
		.ack = (uint32_t)line_number(play, line, "ack", 0, UINT32_MAX),
		.size = line_number(play, line, "size", 0, 1460),
	};
	const char *text = line_text(line, "text", "");
	struct buf payload = {0};

	put_bytes(&payload, text, strlen(text));
	segment.payload = &payload;
	segment.seq += (uint32_t)((segment.size + payload.len) * (size_t)line->index);
	net_tcp(play, line, &segment);
	buf_fini(&payload);
}

/* The ports come from the line for the first direction only, so they are not net fields here. */
void say_tcp_open(struct play *play, const struct line *line)
{
	struct stmt bare = *line->stmt;
	struct line plain = *line;
	int64_t rtt = line_duration(play, line, "rtt", SECOND / 1000);
	struct segment there = {
		.from = line->who, .to = line->peer, .flags = SYN, .seq = 1000,
		.sport = (uint16_t)line_number(play, line, "sport", host_port(line->who), 65535),
		.dport = (uint16_t)line_number(play, line, "dport", 80, 65535),
	};
	struct segment back = { .from = there.to, .to = there.from, .flags = SYN | TCP_ACK,
				.sport = there.dport, .dport = there.sport, .seq = 5000,
				.ack = 1001 };

	bare.fields = NULL;
	plain.stmt = &bare;
	net_tcp(play, &plain, &there);
	play->now += rtt / 2;
	net_tcp(play, &plain, &back);
	play->now += rtt / 2;
	there.flags = TCP_ACK;
	there.seq = 1001;
	there.ack = 5001;
	net_tcp(play, &plain, &there);
}

/* --- DNS (RFC 1035) ---------------------------------------------------------------------- */

enum { DNS_A = 1, DNS_SRV = 33, DNS_PORT = 53 };

static void put_name(struct buf *out, const char *name)
{
	while (*name) {
		size_t len = strcspn(name, ".");

		put_u8(out, (unsigned)len);
		put_bytes(out, name, len);
		name += len + (name[len] == '.');
	}
	put_u8(out, 0);
}

static unsigned dns_type(const struct line *line)
{
	return strcmp(line_text(line, "qtype", "A"), "SRV") == 0 ? DNS_SRV : DNS_A;
}

static void put_question(struct play *play, const struct line *line, unsigned flags,
			 unsigned answers, struct buf *out)
{
	put_be16(out, (unsigned)line_number(play, line, "id", 0x1234, 65535));
	put_be16(out, flags);
	put_be16(out, 1);
	put_be16(out, answers);
	put_be32(out, 0);
	put_name(out, line_text(line, "name", "pvs.example.com"));
	put_be16(out, dns_type(line));
	put_be16(out, 1);
}

void say_dns_query(struct play *play, const struct line *line)
{
	struct packet packet = { .from = line->who, .to = line->peer, .sport = 53124,
				 .dport = DNS_PORT };
	struct buf bytes = {0};

	put_question(play, line, 0x0100, 0, &bytes);
	net_udp(play, line, packet, &bytes);
	buf_fini(&bytes);
}

void say_dns_answer(struct play *play, const struct line *line)
{
	struct packet packet = { .from = line->who, .to = line->peer, .sport = DNS_PORT,
				 .dport = 53124 };
	unsigned rcode = (unsigned)line_number(play, line, "rcode", 0, 15);
	bool address = line_field(line, "ip") && dns_type(line) == DNS_A && rcode == 0;
	struct buf bytes = {0};

	put_question(play, line, 0x8180 | rcode, address, &bytes);
	if (address) {
		put_be16(&bytes, 0xc00c);
		put_be16(&bytes, DNS_A);
		put_be16(&bytes, 1);
		put_be32(&bytes, 3600);
		put_be16(&bytes, 4);
		put_be32(&bytes, line_ip(play, line, "ip", 0));
	}
	net_udp(play, line, packet, &bytes);
	buf_fini(&bytes);
}

/* --- switches ---------------------------------------------------------------------------- */

static void link_local(struct play *play, const struct line *line, uint8_t last, unsigned ethertype,
		       const struct buf *payload)
{
	const uint8_t dst[MAC_LEN] = { 0x01, 0x80, 0xc2, 0x00, 0x00, last };

	net_ethernet(play, line, line_leg(play, line), line->who, dst, ethertype, payload);
}

/* packet: 0 EAP, 1 Start; code: 1 Request, 2 Response, 3 Success, 4 Failure. */
void say_eapol(struct play *play, const struct line *line)
{
	unsigned packet = (unsigned)line_number(play, line, "packet", 0, 3);
	unsigned code = (unsigned)line_number(play, line, "code", 1, 4);
	struct buf bytes = {0};

	put_u8(&bytes, 2);
	put_u8(&bytes, packet);
	put_be16(&bytes, packet ? 0 : code < 3 ? 5 : 4);
	if (!packet) {
		put_u8(&bytes, code);
		put_u8(&bytes, (unsigned)line_number(play, line, "id", 1, 255));
		put_be16(&bytes, code < 3 ? 5 : 4);
		if (code < 3)
			put_u8(&bytes, (unsigned)line_number(play, line, "eap-type", 1, 255));
	}
	link_local(play, line, 0x03, 0x888e, &bytes);
	buf_fini(&bytes);
}

/* Role and state bits of RSTP (IEEE 802.1D 9.3.3): designated, forwarding unless told. */
static unsigned bpdu_flags(const struct play *play, const struct line *line)
{
	unsigned flags = 3 << 2;

	if (line_number(play, line, "learning", 1, 1))
		flags |= 0x10;
	if (line_number(play, line, "forwarding", 1, 1))
		flags |= 0x20;
	if (line_flag(line, "topology-change"))
		flags |= 0x01;
	return flags;
}

void say_bpdu(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	bool rstp = line_flag(line, "rstp"), tcn = line_flag(line, "tcn");
	struct buf bytes = {0};

	put_bytes(&bytes, "\x42\x42\x03", 3);
	put_be16(&bytes, 0);
	put_u8(&bytes, rstp ? 2 : 0);
	put_u8(&bytes, tcn ? 0x80 : rstp ? 2 : 0);
	if (!tcn) {
		put_u8(&bytes, rstp ? bpdu_flags(play, line) : line_flag(line, "topology-change"));
		for (int i = 0; i < 2; i++) {
			put_be16(&bytes, 0x8000);
			put_bytes(&bytes, leg->mac, MAC_LEN);
			if (i == 0)
				put_be32(&bytes, 0);
		}
		put_be16(&bytes, 0x8001);
		put_be16(&bytes, 0);
		put_be16(&bytes, 20 << 8);
		put_be16(&bytes, 2 << 8);
		put_be16(&bytes, 15 << 8);
		if (rstp)
			put_u8(&bytes, 0);
	}
	link_local(play, line, 0x00, (unsigned)bytes.len, &bytes);
	buf_fini(&bytes);
}

void say_lacp(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	unsigned state = (unsigned)line_number(play, line, "state", 0x47, 255);
	struct buf bytes = {0};

	put_be16(&bytes, 0x0101);
	put_be16(&bytes, 0x0114);
	put_be16(&bytes, 0x8000);
	put_bytes(&bytes, leg->mac, MAC_LEN);
	put_be16(&bytes, 1);
	put_be16(&bytes, 0x8000);
	put_be16(&bytes, 1);
	put_u8(&bytes, state);
	put_fill(&bytes, 0, 3);
	put_be16(&bytes, 0x0214);
	put_fill(&bytes, 0, 18);
	put_be16(&bytes, 0x0310);
	put_fill(&bytes, 0, 14);
	put_be16(&bytes, 0);
	put_fill(&bytes, 0, 50);
	link_local(play, line, 0x02, 0x8809, &bytes);
	buf_fini(&bytes);
}

static void put_tlv(struct buf *out, unsigned type, const void *value, size_t len)
{
	put_be16(out, type << 9 | (unsigned)len);
	put_bytes(out, value, len);
}

void say_lldp(struct play *play, const struct line *line)
{
	const struct leg *leg = line_leg(play, line);
	const char *system = line_text(line, "system", line->who->name);
	const char *port = line_text(line, "port-id", "Gi1/0/1");
	unsigned pvid = (unsigned)line_number(play, line, "pvid", 1, 4094);
	uint8_t chassis[7] = { 4 }, vlan[6] = { 0x00, 0x80, 0xc2, 1 };
	struct buf bytes = {0}, name = {0};

	memcpy(chassis + 1, leg->mac, MAC_LEN);
	vlan[4] = (uint8_t)(pvid >> 8);
	vlan[5] = (uint8_t)pvid;
	put_u8(&name, 5);
	put_text(&name, port);
	put_tlv(&bytes, 1, chassis, sizeof(chassis));
	put_tlv(&bytes, 2, name.at, name.len);
	put_tlv(&bytes, 3, "\x00\x78", 2);
	put_tlv(&bytes, 5, system, strlen(system));
	put_tlv(&bytes, 127, vlan, sizeof(vlan));
	put_be16(&bytes, 0);
	link_local(play, line, 0x0e, 0x88cc, &bytes);
	buf_fini(&name);
	buf_fini(&bytes);
}

static void put_cdp_tlv(struct buf *out, unsigned type, const char *text)
{
	put_be16(out, type);
	put_be16(out, (unsigned)strlen(text) + 4);
	put_text(out, text);
}

/* Cisco's: 802.3 with SNAP, version 2. */
void say_cdp(struct play *play, const struct line *line)
{
	static const uint8_t dst[MAC_LEN] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc };
	struct buf bytes = {0};

	put_be16(&bytes, 0xaaaa);
	put_be32(&bytes, 0x0300000c);
	put_be16(&bytes, 0x2000);
	put_be32(&bytes, 0x02b40000);
	put_cdp_tlv(&bytes, 1, line_text(line, "system", line->who->name));
	put_cdp_tlv(&bytes, 3, line_text(line, "port-id", "GigabitEthernet0/1"));
	put_be16(&bytes, 10);
	put_be16(&bytes, 6);
	put_be16(&bytes, (unsigned)line_number(play, line, "pvid", 1, 4094));
	net_ethernet(play, line, line_leg(play, line), line->who, dst, (unsigned)bytes.len, &bytes);
	buf_fini(&bytes);
}

/* Any frame: destination, source, type and payload in hexadecimal. */
void say_raw(struct play *play, const struct line *line)
{
	struct buf bytes = {0}, payload = {0};
	const char *hex = line_text(line, "hex", "");

	if (!text_hex(hex, &bytes) || bytes.len < 14)
		line_fail(play, line, "raw needs hex= with at least 14 bytes");
	put_bytes(&payload, bytes.at + 14, bytes.len - 14);
	net_ethernet(play, line, line_leg(play, line), line->who, bytes.at,
		     (unsigned)bytes.at[12] << 8 | bytes.at[13], &payload);
	buf_fini(&payload);
	buf_fini(&bytes);
}

/* Nothing is sent: from here on the host has another address. */
void say_set(struct play *play, const struct line *line)
{
	line->who->legs[0].ip = line_ip(play, line, "ip", line->who->legs[0].ip);
}
