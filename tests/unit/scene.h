/*
 * What the tests of the judging layers share: packets put together in memory, through the trackers
 * into a case in memory, and questions to the case.
 */
#ifndef PVSLEUTH_TEST_SCENE_H
#define PVSLEUTH_TEST_SCENE_H

#include "base/txt.h"
#include "boot/boot.h"
#include "diagnose/diagnose.h"
#include "store/store.h"
#include "track/track.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define IP(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))
#define EVERYONE IP(255, 255, 255, 255)
#define START_NS 1700000000000000000ll
#define MS 1000000ll

enum who { TARGET, OTHER, DHCP1, PVS1, PVS2, RELAY, WHOS };
static const struct mac mac_of[WHOS] = {{{0x00, 0x50, 0x56, 0xb8, 0x0a, 0x01}}, {{0x00, 0x50, 0x56, 0xb8, 0x0a, 0x02}},
	{{0x00, 0x50, 0x56, 0xaa, 0x00, 0x01}}, {{0x00, 0x50, 0x56, 0xaa, 0x00, 0x02}},
	{{0x00, 0x50, 0x56, 0xaa, 0x00, 0x03}}, {{0x00, 0x00, 0x0c, 0x00, 0x00, 0x01}}};
static const uint32_t ip_of[WHOS] = {IP(10, 1, 0, 50), IP(10, 1, 0, 51), IP(10, 1, 0, 10), IP(10, 1, 0, 20),
	IP(10, 1, 0, 21), IP(10, 1, 0, 1)};

struct scene {
	struct store *s;
	struct fact_sink sink;
	struct tracker *t;
	uint64_t frames;
	int64_t last_ms;
	struct verdict verdict; /* of the latest frame */
};

static inline struct scene scene_begin(void)
{
	struct err err = {""};
	struct scene sc = {.s = store_open(":memory:", STORE_CREATE, &err)};

	if (!sc.s || store_begin_capture(sc.s, &sc.sink, &err) < 0)
		fail_msg("%s", err.text);
	return sc;
}

/* A datagram of n bytes at `ms`. to: a MAC, NULL for a broadcast. */
static inline void udp(struct scene *sc, int64_t ms, enum who from, const struct mac *to, uint32_t src, uint32_t dst,
	uint16_t sport, uint16_t dport, const void *payload, size_t n)
{
	static const struct mac all = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	struct frame f = {.number = ++sc->frames, .ns = START_NS + ms * MS, .linktype = 1, .bytes = payload,
		.caplen = (uint32_t)n, .wirelen = (uint32_t)n};
	struct packet p = {.frame = &f, .kind = PACKET_UDP, .has_l2 = true, .has_dst_mac = true,
		.src_mac = mac_of[from], .dst_mac = to ? *to : all, .l2_cast = to ? CAST_UNICAST : CAST_BROADCAST,
		.ethertype = 0x0800, .src_ip = src, .dst_ip = dst,
		.l3_cast = dst == EVERYONE ? CAST_BROADCAST : CAST_UNICAST, .ttl = 64, .protocol = 17,
		.ip_id = (uint16_t)sc->frames, .src_port = sport, .dst_port = dport,
		.payload = cur_make(payload, n, n)};

	if (!sc->t)
		sc->t = tracker_new(&sc->sink);
	sc->verdict = tracker_feed(sc->t, &p);
	if (ms > sc->last_ms)
		sc->last_ms = ms;
}

/* From one of them to another, by their addresses. */
static inline void send_udp(struct scene *sc, int64_t ms, enum who from, enum who to, uint16_t sport, uint16_t dport,
	const void *payload, size_t n)
{
	udp(sc, ms, from, &mac_of[to], ip_of[from], ip_of[to], sport, dport, payload, n);
}

/* --- DHCP ---------------------------------------------------------------------------------------- */

struct dhcp {
	int type; /* option 53; 0 without */
	enum who who, server;
	bool reply;
	uint32_t xid, secs, ciaddr, yiaddr, siaddr, giaddr, requested, server_id;
	const char *class, *host, *user, *file, *params;
	bool pxe_port; /* 4011 */
	bool broadcast;
};

static inline uint8_t *put_option(uint8_t *at, int code, const void *value, size_t n)
{
	*at++ = (uint8_t)code;
	*at++ = (uint8_t)n;
	memcpy(at, value, n);
	return at + n;
}

static inline uint8_t *put_ip(uint8_t *at, uint32_t ip)
{
	const uint8_t b[] = {(uint8_t)(ip >> 24), (uint8_t)(ip >> 16), (uint8_t)(ip >> 8), (uint8_t)ip};

	memcpy(at, b, 4);
	return at + 4;
}

static inline uint8_t *put_ip_option(uint8_t *at, int code, uint32_t ip)
{
	uint8_t b[4];

	put_ip(b, ip);
	return ip ? put_option(at, code, b, 4) : at;
}

static inline uint8_t *put_text_option(uint8_t *at, int code, const char *text)
{
	return text ? put_option(at, code, text, strlen(text)) : at;
}

static inline size_t dhcp_bytes(const struct dhcp *m, uint8_t out[600])
{
	uint8_t type = (uint8_t)m->type, *at = out;

	memset(out, 0, 600);
	out[0] = m->reply ? 2 : 1;
	out[1] = 1;
	out[2] = 6;
	out[3] = m->giaddr ? 1 : 0;
	put_ip(out + 4, m->xid);
	out[8] = (uint8_t)(m->secs >> 8);
	out[9] = (uint8_t)m->secs;
	out[10] = m->broadcast ? 0x80 : 0;
	put_ip(out + 12, m->ciaddr);
	put_ip(out + 16, m->yiaddr);
	put_ip(out + 20, m->siaddr);
	put_ip(out + 24, m->giaddr);
	memcpy(out + 28, mac_of[m->who].b, 6);
	if (m->file)
		memcpy(out + 108, m->file, strlen(m->file));
	at = put_ip(out + 236, 0x63825363);
	if (m->type)
		at = put_option(at, 53, &type, 1);
	at = put_ip_option(at, 50, m->requested);
	at = put_ip_option(at, 54, m->server_id);
	at = put_text_option(at, 12, m->host);
	at = put_text_option(at, 55, m->params);
	at = put_text_option(at, 60, m->class);
	at = put_text_option(at, 77, m->user);
	*at++ = 255;
	return at - out < 300 ? 300 : (size_t)(at - out);
}

static inline void dhcp(struct scene *sc, int64_t ms, struct dhcp m)
{
	uint16_t server_port = m.pxe_port ? 4011 : 67;
	uint8_t bytes[600];
	size_t n = dhcp_bytes(&m, bytes);
	enum who server = m.server ? m.server : DHCP1;

	if (m.giaddr && !m.reply)
		udp(sc, ms, RELAY, &mac_of[server], m.giaddr, ip_of[server], 67, 67, bytes, n);
	else if (m.giaddr)
		udp(sc, ms, server, &mac_of[RELAY], ip_of[server], m.giaddr, 67, 67, bytes, n);
	else if (!m.reply && m.pxe_port)
		udp(sc, ms, m.who, &mac_of[server], ip_of[m.who], ip_of[server], 68, 4011, bytes, n);
	else if (!m.reply)
		udp(sc, ms, m.who, NULL, m.ciaddr, EVERYONE, 68, 67, bytes, n);
	else if (m.broadcast)
		udp(sc, ms, server, NULL, ip_of[server], EVERYONE, server_port, 68, bytes, n);
	else
		udp(sc, ms, server, &mac_of[m.who], ip_of[server], m.yiaddr ? m.yiaddr : ip_of[m.who], server_port, 68,
			bytes, n);
}

/* --- TFTP ---------------------------------------------------------------------------------------- */

static inline size_t tftp_request(uint8_t *out, uint16_t op, const char *file, bool tsize)
{
	size_t n = 2;

	out[0] = 0;
	out[1] = (uint8_t)op;
	n += (size_t)sprintf((char *)out + n, "%s", file) + 1;
	n += (size_t)sprintf((char *)out + n, "octet") + 1;
	if (tsize) {
		n += (size_t)sprintf((char *)out + n, "tsize") + 1;
		n += (size_t)sprintf((char *)out + n, "0") + 1;
	}
	return n;
}

static inline void rrq(struct scene *sc, int64_t ms, enum who who, uint16_t port, const char *file, bool tsize)
{
	uint8_t b[200];

	send_udp(sc, ms, who, PVS1, port, 69, b, tftp_request(b, 1, file, tsize));
}

static inline void tftp_data(struct scene *sc, int64_t ms, enum who who, uint16_t port, uint16_t block, size_t n)
{
	uint8_t b[600] = {0, 3, (uint8_t)(block >> 8), (uint8_t)block};

	send_udp(sc, ms, PVS1, who, 3000, port, b, n + 4);
}

static inline void tftp_ack(struct scene *sc, int64_t ms, enum who who, uint16_t port, uint16_t block)
{
	uint8_t b[4] = {0, 4, (uint8_t)(block >> 8), (uint8_t)block};

	send_udp(sc, ms, who, PVS1, port, 3000, b, 4);
}

/* A file of two blocks, complete. */
static inline void tftp_file(struct scene *sc, int64_t ms, enum who who, const char *file)
{
	uint16_t port = (uint16_t)(2070 + sc->frames % 1000);

	rrq(sc, ms, who, port, file, false);
	tftp_data(sc, ms + 1, who, port, 1, 512);
	tftp_ack(sc, ms + 2, who, port, 1);
	tftp_data(sc, ms + 3, who, port, 2, 100);
	tftp_ack(sc, ms + 4, who, port, 2);
}

/* --- PVS ----------------------------------------------------------------------------------------- */

static inline void login(struct scene *sc, int64_t ms, enum who who)
{
	uint8_t b[200] = {1};
	int i;

	for (i = 0; i < 4; i++) {
		b[1] = (uint8_t)i;
		send_udp(sc, ms + 20 * i, who, PVS1, 6901, 6910, b, 120);
		send_udp(sc, ms + 20 * i + 1, PVS1, who, 6910, 6901, b, 160);
	}
}

/* Reads of 32 kB each, `gap` ms apart. */
static inline void stream(struct scene *sc, int64_t ms, enum who who, uint16_t port, int reads, int64_t gap)
{
	uint8_t b[1464] = {2};
	int i, j;

	for (i = 0; i < reads; i++) {
		b[1] = (uint8_t)i;
		b[2] = (uint8_t)(i >> 8);
		send_udp(sc, ms + gap * i, who, PVS1, port, 6911, b, 48);
		for (j = 0; j < 23; j++)
			send_udp(sc, ms + gap * i + 1, PVS1, who, 6911, port, b, 1464);
		send_udp(sc, ms + gap * i + 1, PVS1, who, 6911, port, b, 56 + 384);
	}
}

/* --- the end ------------------------------------------------------------------------------------- */

/* The capture goes on to `ms`, with a frame of nobody's, and its facts are kept. */
static inline void scene_keep(struct scene *sc, int64_t ms)
{
	struct fact_capture c = {.path = "scene", .xxh3 = "scene", .format = "pcap", .compression = "none",
		.status = "complete", .note = "", .first_ns = START_NS};
	struct err err = {""};

	if (ms > sc->last_ms)
		udp(sc, ms, DHCP1, NULL, ip_of[DHCP1], EVERYONE, 9999, 9999, "nobody's business", 17);
	tracker_finish(sc->t);
	tracker_free(sc->t);
	sc->t = NULL;
	c.frames = sc->frames;
	c.last_ns = START_NS + sc->last_ms * MS;
	if (store_end_capture(sc->s, &c, &err) < 0)
		fail_msg("%s", err.text);
}

static inline void scene_boots(struct scene *sc, int64_t ms)
{
	struct err err = {""};

	scene_keep(sc, ms);
	if (store_begin(sc->s, &err) < 0 || store_reset_derived(sc->s, &err) < 0 || boot_build(sc->s, &err) < 0 ||
		store_commit(sc->s, &err) < 0)
		fail_msg("%s", err.text);
}

static inline void scene_end(struct scene *sc)
{
	store_close(sc->s);
}


static inline int scene_add(void *ctx, const struct row *r)
{
	struct txt *t = ctx;
	int i;

	for (i = 0; i < row_columns(r); i++)
		txt_fmt(t, "%s%s", t->n ? i ? "/" : " " : "", row_text(r, i));
	return 0;
}

/* Each row's columns with "/" between them, rows with a blank. */
static inline void expect(struct scene *sc, const char *sql, const char *want)
{
	struct txt got = {0};
	struct err err = {""};

	if (store_query(sc->s, sql, NULL, 0, scene_add, &got, &err) < 0)
		fail_msg("%s", err.text);
	if (strcmp(txt_str(&got), want) != 0)
		fail_msg("%s\n  gives  %s\n  not    %s", sql, txt_str(&got), want);
	txt_free(&got);
}

#endif
