/*
 * What the tests of capture/ share: bytes put together one field after the other, and files made of
 * them that are gone when the test is.
 */
#ifndef PVSLEUTH_TEST_CAPTURE_H
#define PVSLEUTH_TEST_CAPTURE_H

#include "capture/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

struct bytes {
	uint8_t p[1 << 17];
	size_t n;
	bool big; /* order of put16, put32, put64 */
};

static inline void put(struct bytes *b, const void *p, size_t n)
{
	assert_true(b->n + n <= sizeof(b->p));
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

static inline void put_int(struct bytes *b, uint64_t v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		uint8_t one = (uint8_t)(v >> 8 * (b->big ? n - 1 - i : i));

		put(b, &one, 1);
	}
}

static inline void put8(struct bytes *b, uint64_t v)
{
	put_int(b, v, 1);
}

static inline void put16(struct bytes *b, uint64_t v)
{
	put_int(b, v, 2);
}

static inline void put32(struct bytes *b, uint64_t v)
{
	put_int(b, v, 4);
}

static inline void put64(struct bytes *b, uint64_t v)
{
	put_int(b, v, 8);
}

/* "0800 45" and so on; blanks are passed over. */
static inline void put_hex(struct bytes *b, const char *hex)
{
	unsigned v;
	int used;

	while (sscanf(hex, " %2x%n", &v, &used) == 1) {
		put8(b, v);
		hex += used;
	}
}

static inline void put_fill(struct bytes *b, uint8_t v, size_t n)
{
	while (n--)
		put(b, &v, 1);
}

/* Ethernet without tags up to the ethertype. */
static inline void put_ether(struct bytes *b, unsigned ethertype)
{
	b->big = true;
	put_hex(b, "ffffffffffff 020000000001");
	put16(b, ethertype);
}

/* An IPv4 header without options: 10.0.0.1 to 10.0.0.2. */
static inline void put_ipv4(
	struct bytes *b, unsigned id, unsigned flags_offset, unsigned protocol, size_t payload)
{
	b->big = true;
	put_hex(b, "4500");
	put16(b, 20 + payload);
	put16(b, id);
	put16(b, flags_offset);
	put8(b, 64);
	put8(b, protocol);
	put_hex(b, "0000 0a000001 0a000002");
}

static inline void put_udp(struct bytes *b, unsigned src, unsigned dst, size_t payload)
{
	b->big = true;
	put16(b, src);
	put16(b, dst);
	put16(b, 8 + payload);
	put16(b, 0);
}

/* Whether two packets say the same of a frame; copies and reassembly apart. */
static inline bool same_packet(const struct packet *a, const struct packet *b)
{
	return a->kind == b->kind && a->reason == b->reason && a->has_l2 == b->has_l2 &&
	       a->has_dst_mac == b->has_dst_mac && mac_eq(a->src_mac, b->src_mac) && mac_eq(a->dst_mac, b->dst_mac) &&
	       a->l2_cast == b->l2_cast && a->vlans == b->vlans && !memcmp(a->vlan, b->vlan, sizeof(a->vlan)) &&
	       a->ethertype == b->ethertype && a->llc == b->llc && a->src_ip == b->src_ip && a->dst_ip == b->dst_ip &&
	       a->l3_cast == b->l3_cast && a->ttl == b->ttl && a->protocol == b->protocol && a->ip_id == b->ip_id &&
	       a->dont_fragment == b->dont_fragment && a->first_only == b->first_only &&
	       a->fragment_offset == b->fragment_offset && a->more_fragments == b->more_fragments &&
	       a->src_port == b->src_port && a->dst_port == b->dst_port && a->payload.p == b->payload.p &&
	       a->payload.left == b->payload.left && a->payload.snapped == b->payload.snapped &&
	       a->payload.err == b->payload.err && a->udp_length_odd == b->udp_length_odd;
}

/* A file with these bytes; path must hold 64. */
static inline void file_of(char *path, const void *p, size_t n)
{
	int fd;

	strcpy(path, "/tmp/pvsleuth-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), n);
	close(fd);
}

static inline struct capture *open_bytes(const void *p, size_t n, struct err *err)
{
	struct capture *c;
	char path[64];

	file_of(path, p, n);
	c = capture_open(path, err);
	unlink(path);
	return c;
}

static inline struct capture *must_open(const struct bytes *b)
{
	struct err err = {""};
	struct capture *c = open_bytes(b->p, b->n, &err);

	if (!c)
		fail_msg("%s", err.text);
	return c;
}

/* A datagram of DHCP's ports, in Ethernet. */
static inline struct bytes small_frame(void)
{
	struct bytes b = {.big = true};

	put_ether(&b, 0x0800);
	put_ipv4(&b, 7, 0, 17, 12);
	put_udp(&b, 67, 68, 4);
	put_hex(&b, "deadbeef");
	return b;
}

/* A classic pcap header and a record, in b's byte order. */
static inline void put_pcap(struct bytes *b, uint32_t magic, uint32_t snaplen, uint32_t linktype)
{
	put32(b, magic);
	put16(b, 2);
	put16(b, 4);
	put64(b, 0);
	put32(b, snaplen);
	put32(b, linktype);
}

static inline void put_record(
	struct bytes *b, uint32_t sec, uint32_t frac, const struct bytes *frame)
{
	put32(b, sec);
	put32(b, frac);
	put32(b, frame->n);
	put32(b, frame->n);
	put(b, frame->p, frame->n);
}

/* pcapng: the body of a block in its frame. */
static inline void put_block(struct bytes *b, uint32_t type, const struct bytes *body)
{
	size_t pad = -body->n & 3, len = body->n + pad + 12;

	put32(b, type);
	put32(b, len);
	put(b, body->p, body->n);
	put_fill(b, 0, pad);
	put32(b, len);
}

static inline void put_option(struct bytes *b, uint16_t code, const void *p, size_t n)
{
	put16(b, code);
	put16(b, n);
	put(b, p, n);
	put_fill(b, 0, -n & 3);
}

#endif
