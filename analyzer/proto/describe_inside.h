/*
 * What the files that describe packets share with each other and with nobody else.
 *
 * A field whose bytes were not captured is left out: "0" would be a statement about the wire. A
 * field whose bytes aren't in the frame (reassembled datagrams, options put together) has no place.
 */
#ifndef PVSLEUTH_PROTO_DESCRIBE_INSIDE_H
#define PVSLEUTH_PROTO_DESCRIBE_INSIDE_H

#include "base/txt.h"
#include "proto/decode.h"
#include "proto/describe.h"
#include "proto/dhcp.h"

struct describer {
	const struct packet *p;
	field_fn put;
	void *ctx;
	struct txt text; /* of the field being made */
};

/* `how` of a field: its depth, and KEY when it is among the few that matter. */
enum { DEPTH_1 = 1, DEPTH_2 = 2, KEY = 0x100, KEY_1 = DEPTH_1 | KEY, KEY_2 = DEPTH_2 | KEY };

/* where: the bytes shown; absent for none. */
void describe_layer(struct describer *d, const char *name, struct span where);
void describe_field(struct describer *d, unsigned how, const char *name, struct span where,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* Emits what is in d->text as the value, and clears it. */
void describe_text(struct describer *d, unsigned how, const char *name, struct span where);
void describe_ip(
	struct describer *d, unsigned how, const char *name, struct span where, uint32_t ip);
void describe_mac(
	struct describer *d, unsigned how, const char *name, struct span where, struct mac mac);
/* A note when a message was cut or is malformed. */
void describe_status(struct describer *d, enum decoded status);

/* n bytes at `offset` of what c is over; absent when they were not captured. */
struct span describe_at(struct cur c, size_t offset, size_t n);
/* The first captured bytes of c, at most n. */
struct span describe_head(struct cur c, size_t n);
/* The offset of s in the frame; false when it is not there. */
bool describe_offset(const struct describer *d, struct span s, size_t *offset);

/* Hexadecimal, an ellipsis after 64 bytes. */
void describe_hex(struct txt *t, struct span bytes);
/* Text when all of it is printable, else hexadecimal. */
void describe_text_or_hex(struct txt *t, struct span bytes);

/* Layers below UDP and TCP payloads. */
void describe_link(struct describer *d);
void describe_network(struct describer *d);
void describe_arp(struct describer *d);
void describe_icmp(struct describer *d);

/* What UDP carries. False: it isn't this protocol, nothing was put. */
bool describe_dhcp(struct describer *d);
bool describe_tftp(struct describer *d);
bool describe_tsb(struct describer *d);
bool describe_pvs(struct describer *d);
bool describe_tftp_by_form(struct describer *d);

/* The value of an option that is there, as text. */
void describe_dhcp_value(struct txt *t, const struct dhcp_msg *m, uint8_t code);
/* The sub-options of 43 (PXE), 82 and 175, at depth 2. */
void describe_dhcp_subs(struct describer *d, const struct dhcp_msg *m, uint8_t code);

static inline bool describe_port(const struct packet *p, uint16_t port)
{
	return p->src_port == port || p->dst_port == port;
}

#endif
