/*
 * ARP over Ethernet for IPv4 (RFC 826), and what form it takes (RFC 5227).
 */
#ifndef PVSLEUTH_PROTO_ARP_H
#define PVSLEUTH_PROTO_ARP_H

#include "model/addr.h"
#include "proto/decode.h"

enum arp_form {
	ARP_REQUEST,      /* who-has */
	ARP_REPLY,
	ARP_PROBE,        /* sender address 0.0.0.0 */
	ARP_ANNOUNCEMENT, /* sender address = target address, request or reply form */
	ARP_OTHER,        /* RARP and the rest */
};

struct arp_msg {
	uint16_t op;
	struct mac sha, tha;
	uint32_t spa, tpa;
	enum arp_form form;
};

enum decoded arp_decode(struct cur in, struct arp_msg *out);
const char *arp_form_name(enum arp_form form); /* request reply probe announcement other */

#endif
