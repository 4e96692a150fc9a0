/*
 * The frame of the walk: its beginning, its ends, the words for what could not be read.
 */
#include "capture/decode.h"

static const struct {
	const char *snapped, *cut;
} texts[] = {
	[HEADER_LINK] = {"link layer cut by the snap length", "link layer header incomplete"},
	[HEADER_ETHERNET] = {"Ethernet header cut by the snap length",
		"Ethernet header incomplete"},
	[HEADER_VLAN] = {"VLAN tag cut by the snap length", "VLAN tag incomplete"},
	[HEADER_TAG] = {"switch tag cut by the snap length", "switch tag incomplete"},
	[HEADER_LLC] = {"802.2 header cut by the snap length", "802.2 header incomplete"},
	[HEADER_MPLS] = {"MPLS labels cut by the snap length", "MPLS labels incomplete"},
	[HEADER_PPP] = {"PPP header cut by the snap length", "PPP header incomplete"},
	[HEADER_WIFI] = {"802.11 header cut by the snap length", "802.11 header incomplete"},
	[HEADER_ARP] = {"ARP cut by the snap length", "ARP incomplete"},
	[HEADER_IPV4] = {"IPv4 header cut by the snap length", "IPv4 header incomplete"},
	[HEADER_IPV6] = {"IPv6 header cut by the snap length", "IPv6 header incomplete"},
	[HEADER_UDP] = {"UDP header cut by the snap length", "UDP header incomplete"},
	[HEADER_TCP] = {"TCP header cut by the snap length", "TCP header incomplete"},
	[HEADER_ICMP] = {"ICMP header cut by the snap length", "ICMP header incomplete"},
	[HEADER_TUNNEL] = {"tunnel header cut by the snap length", "tunnel header incomplete"},
};

void walk_unreadable(struct walk *w, const char *reason)
{
	w->p->kind = PACKET_UNREADABLE;
	w->p->reason = reason;
}

void walk_stop(struct walk *w, const struct cur *c, enum header header)
{
	walk_unreadable(w, c->err == CUR_SNAPPED ? texts[header].snapped : texts[header].cut);
}

void walk_done(struct walk *w, enum packet_kind kind, struct cur c)
{
	w->p->kind = kind;
	w->p->payload = c;
}

bool walk_into(struct walk *w, const char *name)
{
	struct packet *p = w->p;

	if (++w->tunnels > WALK_TUNNELS) {
		walk_unreadable(w, "too many tunnels in each other");
		return false;
	}
	*p = (struct packet){
		.frame = p->frame,
		.copy = p->copy,
		.copy_of = p->copy_of,
		/* the outermost names it: that is what the mirror or the network did */
		.reason = p->reason ? p->reason : name,
		.reassembled = p->reassembled,
		.fragments = p->fragments,
	};
	return true;
}

void packet_walk(
	const struct frame *f, struct reassembly *r, struct copies *c, struct packet *out)
{
	struct walk w = {.p = out, .frame = f, .reassembly = r, .copies = c};

	uint32_t wire = f->wirelen > f->fcs ? f->wirelen - f->fcs : 0;
	uint32_t kept = f->caplen < wire ? f->caplen : wire;

	if (!f->fcs || f->caplen > f->wirelen) {
		kept = f->caplen;
		wire = f->wirelen;
	}
	*out = (struct packet){.frame = f};
	if (c && plain_walk(&w, kept, wire))
		return;
	link_walk(&w, cur_make(f->bytes, kept, wire), f->linktype);
}
