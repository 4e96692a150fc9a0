/*
 * What a switch port says while it lets nothing else through, and what it is called: spanning tree,
 * 802.1X, link aggregation, LLDP and CDP.
 */
#ifndef PVSLEUTH_PROTO_GATE_H
#define PVSLEUTH_PROTO_GATE_H

#include "model/addr.h"
#include "proto/decode.h"

enum gate_protocol { GATE_NONE, GATE_STP, GATE_RSTP, GATE_PVST, GATE_EAPOL, GATE_LACP, GATE_LLDP, GATE_CDP };

/* What the sender says of the port. STP before RSTP says nothing of it: GATE_SAYS_NOTHING. */
enum gate_state {
	GATE_SAYS_NOTHING,
	GATE_FORWARDING, GATE_LEARNING, GATE_DISCARDING, GATE_TOPOLOGY_CHANGE, /* spanning tree */
	GATE_EAP_IDENTITY, GATE_EAP_REQUEST, GATE_EAP_RESPONSE, GATE_EAP_SUCCESS, GATE_EAP_FAILURE,
	GATE_EAP_START, GATE_EAP_LOGOFF,
	GATE_LACP_COLLECTING, GATE_LACP_WAITING, GATE_LACP_ALONE, /* passes frames; does not; has no partner */
};

struct gate_msg {
	enum gate_protocol protocol;
	enum gate_state state;
	struct mac device; /* bridge, system or chassis; zero: not said */
	int port;          /* number of the port within the device; -1: not said */
	int vlan;          /* native VLAN, or the one a PVST frame is for; -1: not said */
	struct span name;      /* LLDP system name, CDP device id */
	struct span port_name; /* LLDP port id, CDP port id: text as sent */
};

/* `ethertype`, or 0 and `llc` (DSAP << 8 | SSAP) for 802.2 frames; `in` stands behind that header. */
enum decoded gate_decode(uint16_t ethertype, uint16_t llc, struct cur in, struct gate_msg *out);
const char *gate_protocol_name(enum gate_protocol p); /* stp rstp pvst eapol lacp lldp cdp */
const char *gate_state_name(enum gate_state s);       /* forwarding ...; "" when nothing is said */

#endif
