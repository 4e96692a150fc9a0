/*
 * Link protocols of a switch port: IEEE 802.1D (2004) clause 9 (BPDUs), Cisco's PVST+ form of them,
 * IEEE 802.1X clause 11 (EAPOL) with RFC 3748 (EAP), IEEE 802.3 clause 43 (LACP), IEEE 802.1AB
 * (LLDP), CDP version 2. Only what says whether the port passes frames, and which port it is.
 */
#include "proto/gate.h"

enum { TYPE_EAPOL = 0x888e, TYPE_SLOW = 0x8809, TYPE_LLDP = 0x88cc, LLC_STP = 0x4242, LLC_SNAP = 0xaaaa };
enum { SNAP_PVST = 0x010b, SNAP_CDP = 0x2000 };
enum { BPDU_TCN = 0x80, BPDU_RST = 2, FLAG_LEARNING = 0x10, FLAG_FORWARDING = 0x20 };
enum { LACP_SYNC = 0x08, LACP_COLLECTING = 0x10, LACP_DEFAULTED = 0x40 };
enum { TLV_END = 0, TLV_CHASSIS = 1, TLV_PORT = 2, TLV_NAME = 5, TLV_ORGANISATION = 127 };

static struct mac read_mac(struct cur *c)
{
	struct mac m = {{0}};
	size_t i;

	for (i = 0; i < sizeof(m.b); i++)
		m.b[i] = cur_u8(c);
	return m;
}

/* What the flags of a rapid spanning tree BPDU say of the port it left from. */
static enum gate_state bpdu_state(uint8_t flags)
{
	if (flags & FLAG_FORWARDING)
		return GATE_FORWARDING;
	return flags & FLAG_LEARNING ? GATE_LEARNING : GATE_DISCARDING;
}

static enum decoded bpdu_decode(struct cur in, struct gate_msg *out)
{
	uint16_t protocol = cur_be16(&in);
	uint8_t version, type, flags;

	if (in.err == CUR_OK && protocol != 0) {
		*out = (struct gate_msg){.port = -1, .vlan = -1};
		return DECODED_NOT_MINE;
	}
	version = cur_u8(&in);
	type = cur_u8(&in);
	if (in.err == CUR_OK && type == BPDU_TCN) {
		out->state = GATE_TOPOLOGY_CHANGE;
		return DECODED_OK;
	}
	flags = cur_u8(&in);
	cur_skip(&in, 8 + 4 + 2); /* root, path cost, bridge priority */
	out->device = read_mac(&in);
	out->port = cur_be16(&in) & 0xfff;
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (type == BPDU_RST && version >= BPDU_RST) {
		if (out->protocol == GATE_STP)
			out->protocol = GATE_RSTP;
		out->state = bpdu_state(flags);
	}
	return DECODED_OK;
}

/* Behind a PVST+ BPDU: type 0, length 2, the VLAN that it is for. */
static void pvst_vlan(struct cur in, struct gate_msg *out)
{
	uint16_t vlan;

	cur_skip(&in, 35); /* up to the forward delay */
	if (cur_more(&in) && *in.p == 0 && in.left > 6)
		cur_skip(&in, 1); /* the version 1 length of a rapid BPDU, or padding */
	if (cur_be16(&in) != 0 || cur_be16(&in) != 2)
		return;
	vlan = cur_be16(&in);
	if (in.err == CUR_OK)
		out->vlan = vlan & 0xfff;
}

static enum decoded eapol_decode(struct cur in, struct gate_msg *out)
{
	static const enum gate_state code_state[] = {GATE_SAYS_NOTHING, GATE_EAP_REQUEST, GATE_EAP_RESPONSE,
		GATE_EAP_SUCCESS, GATE_EAP_FAILURE};
	uint8_t type, code;

	cur_skip(&in, 1); /* version */
	type = cur_u8(&in);
	cur_skip(&in, 2); /* length */
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (type == 1 || type == 2)
		out->state = type == 1 ? GATE_EAP_START : GATE_EAP_LOGOFF;
	if (type != 0)
		return DECODED_OK;
	code = cur_u8(&in);
	cur_skip(&in, 3); /* identifier, length */
	if (in.err != CUR_OK || code > 4)
		return in.err == CUR_OK ? DECODED_MALFORMED : decoded_from(in.err);
	out->state = code_state[code];
	if (code == 1 && cur_u8(&in) == 1)
		out->state = GATE_EAP_IDENTITY;
	return decoded_from(in.err);
}

static enum decoded lacp_decode(struct cur in, struct gate_msg *out)
{
	uint8_t subtype = cur_u8(&in), state;

	if (in.err == CUR_OK && subtype != 1) {
		*out = (struct gate_msg){.port = -1, .vlan = -1};
		return DECODED_NOT_MINE; /* marker, OAM */
	}
	cur_skip(&in, 1 + 2 + 2); /* version, actor type and length, priority */
	out->device = read_mac(&in);
	cur_skip(&in, 2 + 2); /* key, port priority */
	out->port = cur_be16(&in);
	state = cur_u8(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	out->state = state & LACP_DEFAULTED ? GATE_LACP_ALONE
		: state & LACP_COLLECTING && state & LACP_SYNC ? GATE_LACP_COLLECTING : GATE_LACP_WAITING;
	return DECODED_OK;
}

static void lldp_tlv(unsigned type, struct cur v, struct gate_msg *out)
{
	switch (type) {
	case TLV_CHASSIS:
		if (cur_u8(&v) == 4 && v.left == 6)
			out->device = read_mac(&v);
		return;
	case TLV_PORT:
		cur_skip(&v, 1);
		out->port_name = cur_rest(&v);
		return;
	case TLV_NAME:
		out->name = cur_rest(&v);
		return;
	case TLV_ORGANISATION: /* IEEE 802.1, port VLAN id */
		if (cur_be32(&v) == 0x0080c201 && v.left >= 2)
			out->vlan = cur_be16(&v);
		return;
	}
}

static enum decoded lldp_decode(struct cur in, struct gate_msg *out)
{
	while (cur_need(&in, 2)) {
		uint16_t head = cur_be16(&in);
		struct cur value = cur_sub(&in, head & 0x1ff);

		if (head >> 9 == TLV_END)
			return DECODED_OK;
		if (value.snapped || in.err != CUR_OK)
			return value.snapped && in.err == CUR_OK ? DECODED_SNAPPED : decoded_from(in.err);
		lldp_tlv(head >> 9, value, out);
	}
	return decoded_from(in.err);
}

static void cdp_tlv(unsigned type, struct cur v, struct gate_msg *out)
{
	if (type == 1)
		out->name = cur_rest(&v);
	else if (type == 3)
		out->port_name = cur_rest(&v);
	else if (type == 10 && v.left >= 2)
		out->vlan = cur_be16(&v);
}

static enum decoded cdp_decode(struct cur in, struct gate_msg *out)
{
	cur_skip(&in, 4); /* version, time to live, checksum */
	while (in.err == CUR_OK && in.left + in.snapped > 0) {
		uint16_t type = cur_be16(&in), n = cur_be16(&in);
		struct cur value;

		if (in.err != CUR_OK || n < 4)
			return in.err != CUR_OK ? decoded_from(in.err) : DECODED_MALFORMED;
		value = cur_sub(&in, n - 4u);
		if (value.snapped || in.err != CUR_OK)
			return value.snapped && in.err == CUR_OK ? DECODED_SNAPPED : decoded_from(in.err);
		cdp_tlv(type, value, out);
	}
	return decoded_from(in.err);
}

static enum decoded snap_decode(struct cur in, struct gate_msg *out)
{
	uint32_t oui = (uint32_t)cur_be16(&in) << 8;
	uint16_t type;
	enum decoded d;

	oui |= cur_u8(&in);
	type = cur_be16(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	if (oui != 0x00000c || (type != SNAP_PVST && type != SNAP_CDP))
		return DECODED_NOT_MINE;
	out->protocol = type == SNAP_CDP ? GATE_CDP : GATE_PVST;
	if (type == SNAP_CDP)
		return cdp_decode(in, out);
	d = bpdu_decode(in, out);
	if (d == DECODED_OK)
		pvst_vlan(in, out);
	return d;
}

enum decoded gate_decode(uint16_t ethertype, uint16_t llc, struct cur in, struct gate_msg *out)
{
	*out = (struct gate_msg){.port = -1, .vlan = -1};
	if (!ethertype && llc == LLC_SNAP)
		return snap_decode(in, out);
	if (!ethertype && llc == LLC_STP) {
		out->protocol = GATE_STP;
		return bpdu_decode(in, out);
	}
	switch (ethertype) {
	case TYPE_EAPOL:
		out->protocol = GATE_EAPOL;
		return eapol_decode(in, out);
	case TYPE_SLOW:
		out->protocol = GATE_LACP;
		return lacp_decode(in, out);
	case TYPE_LLDP:
		out->protocol = GATE_LLDP;
		return lldp_decode(in, out);
	}
	return DECODED_NOT_MINE;
}

const char *gate_protocol_name(enum gate_protocol p)
{
	static const char *const name[] = {[GATE_NONE] = "", [GATE_STP] = "stp", [GATE_RSTP] = "rstp",
		[GATE_PVST] = "pvst", [GATE_EAPOL] = "eapol", [GATE_LACP] = "lacp", [GATE_LLDP] = "lldp",
		[GATE_CDP] = "cdp"};

	return name[p];
}

const char *gate_state_name(enum gate_state s)
{
	static const char *const name[] = {
		[GATE_SAYS_NOTHING] = "", [GATE_FORWARDING] = "forwarding", [GATE_LEARNING] = "learning",
		[GATE_DISCARDING] = "discarding", [GATE_TOPOLOGY_CHANGE] = "topology-change",
		[GATE_EAP_IDENTITY] = "identity-request", [GATE_EAP_REQUEST] = "request",
		[GATE_EAP_RESPONSE] = "response", [GATE_EAP_SUCCESS] = "success",
		[GATE_EAP_FAILURE] = "failure", [GATE_EAP_START] = "start", [GATE_EAP_LOGOFF] = "logoff",
		[GATE_LACP_COLLECTING] = "collecting", [GATE_LACP_WAITING] = "waiting",
		[GATE_LACP_ALONE] = "alone",
	};

	return name[s];
}
