/*
 * A packet as fields. Input: kind, port choice, flags, bytes not captured, where the payload
 * begins, then the frame. The packet is made by hand and may contradict its frame:
 * describe_packet() must bear that, since reassembled and tunnelled packets do too.
 */
#include "fuzz.h"
#include "proto/describe.h"

enum { HEAD = 5 };

static void check_field(void *ctx, const struct field *f)
{
	const struct frame *frame = ctx;
	const char *c;

	fuzz_check(f->name && *f->name && f->value);
	fuzz_check(f->offset <= frame->caplen && f->length <= frame->caplen - f->offset);
	fuzz_check(f->depth <= 3);
	for (c = f->value; *c; c++)
		fuzz_check((unsigned char)*c >= 0x20 && *c != 0x7f);
}

static void choose_ports(struct packet *p, uint8_t choice)
{
	static const uint16_t ports[][2] = {{68, 67}, {67, 68}, {4011, 4011}, {2070, 69},
		{69, 2070}, {2070, 6969}, {50000, 2070}, {6901, 6910}, {53, 53}};
	size_t i = choice % (sizeof(ports) / sizeof(ports[0]));

	p->src_port = ports[i][0];
	p->dst_port = ports[i][1];
}

/* What the frame says where a plain Ethernet frame would, so that the headers are found. */
static void read_headers(struct packet *p, struct cur c)
{
	size_t i;

	for (i = 0; i < 6; i++)
		p->dst_mac.b[i] = cur_u8(&c);
	for (i = 0; i < 6; i++)
		p->src_mac.b[i] = cur_u8(&c);
	p->ethertype = cur_be16(&c);
	cur_skip(&c, 8);
	p->ttl = cur_u8(&c);
	p->protocol = cur_u8(&c);
	cur_skip(&c, 2);
	p->src_ip = cur_be32(&c);
	p->dst_ip = cur_be32(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f = {.number = 1, .linktype = 1};
	struct packet p = {.frame = &f, .has_l2 = true, .l2_cast = CAST_UNKNOWN};
	size_t n, at;

	if (size < HEAD)
		return 0;
	n = size - HEAD;
	f.bytes = data + HEAD;
	f.caplen = (uint32_t)n;
	f.wirelen = f.caplen + data[3];
	p.kind = (enum packet_kind)(data[0] % (PACKET_L2_OTHER + 1));
	choose_ports(&p, data[1]);
	p.has_dst_mac = !(data[2] & 1);
	p.reassembled = data[2] & 2;
	p.first_only = data[2] & 4;
	p.udp_length_odd = data[2] & 8;
	p.vlans = data[2] >> 4 & 3;
	p.llc = data[2] & 64 ? 0x4242 : 0;
	f.direction = data[2] & 128 ? 'i' : 0;
	read_headers(&p, cur_make(f.bytes, n, n));
	at = data[4] < n ? data[4] : n;
	p.payload = cur_make(f.bytes + at, n - at, n - at + data[3]);
	describe_packet(&p, check_field, &f);
	return 0;
}
