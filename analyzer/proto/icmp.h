/*
 * ICMPv4 (RFC 792, 1191, 1812): type, code, and the datagram an error quotes.
 */
#ifndef PVSLEUTH_PROTO_ICMP_H
#define PVSLEUTH_PROTO_ICMP_H

#include "proto/decode.h"

struct icmp_msg {
	uint8_t type, code;
	uint16_t id, seq;  /* echo */
	uint16_t mtu;      /* 3/4: next hop's MTU, 0 when not given */
	uint32_t gateway;  /* 5/x */
	bool quotes;       /* an error whose quoted IP header could be read */
	uint32_t q_src, q_dst;
	uint16_t q_id, q_length, q_src_port, q_dst_port; /* ports 0: not quoted */
	uint8_t q_protocol, q_ttl;
	struct span q_payload; /* quoted bytes after the UDP header */
};

/* in: from the type byte. A quoted payload that was cut is DECODED_OK: senders cut it as they like.
 * An error that quotes too little is DECODED_MALFORMED, with `quotes` set when the IP header is
 * whole. Ports of a later fragment are not quoted. */
enum decoded icmp_decode(struct cur in, struct icmp_msg *out);
bool icmp_is_error(const struct icmp_msg *m);
/* "port unreachable", "communication administratively prohibited" ... ; never NULL */
const char *icmp_text(uint8_t type, uint8_t code);

#endif
