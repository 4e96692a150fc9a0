/*
 * ARP for IPv4 over Ethernet: RFC 826, forms after RFC 5227 section 1.1 and 3.
 *
 *   htype(2) ptype(2) hlen(1) plen(1) op(2) sha(6) spa(4) tha(6) tpa(4)
 *
 * Other hardware (InfiniBand, ATM) and other protocols than IPv4 are somebody else's. Whether a
 * claim is a conflict is not decided here: that takes several packets (track/).
 */
#include "proto/arp.h"

enum { HTYPE_ETHERNET = 1, HTYPE_IEEE802 = 6, PTYPE_IPV4 = 0x0800 };

static enum arp_form form_of(const struct arp_msg *m)
{
	if (m->op != 1 && m->op != 2)
		return ARP_OTHER;
	if (m->op == 1 && m->spa == 0)
		return ARP_PROBE;
	if (m->spa == m->tpa)
		return ARP_ANNOUNCEMENT;
	return m->op == 1 ? ARP_REQUEST : ARP_REPLY;
}

static struct mac read_mac(struct cur *c)
{
	struct mac m = {{0}};
	size_t i;

	for (i = 0; i < sizeof(m.b); i++)
		m.b[i] = cur_u8(c);
	return m;
}

enum decoded arp_decode(struct cur in, struct arp_msg *out)
{
	uint16_t htype, ptype, sizes;

	*out = (struct arp_msg){.form = ARP_OTHER};
	htype = cur_be16(&in);
	ptype = cur_be16(&in);
	sizes = cur_be16(&in);
	if (in.err == CUR_OK && ((htype != HTYPE_ETHERNET && htype != HTYPE_IEEE802) ||
					ptype != PTYPE_IPV4 || sizes != (6 << 8 | 4)))
		return DECODED_NOT_MINE;
	out->op = cur_be16(&in);
	out->sha = read_mac(&in);
	out->spa = cur_be32(&in);
	out->tha = read_mac(&in);
	out->tpa = cur_be32(&in);
	if (in.err != CUR_OK)
		return decoded_from(in.err);
	out->form = form_of(out);
	return DECODED_OK;
}

const char *arp_form_name(enum arp_form form)
{
	switch (form) {
	case ARP_REQUEST:
		return "request";
	case ARP_REPLY:
		return "reply";
	case ARP_PROBE:
		return "probe";
	case ARP_ANNOUNCEMENT:
		return "announcement";
	case ARP_OTHER:
		break;
	}
	return "other";
}
