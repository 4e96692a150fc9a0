/*
 * 802.11: data frames lead to their 802.2 header; management and control frames and what is
 * encrypted end here.
 */
#include "capture/decode.h"

enum { WIFI_TO_DS = 1, WIFI_FROM_DS = 2, WIFI_PROTECTED = 0x40, WIFI_ORDER = 0x80 };

/* Which of the three addresses is what, by the two distribution system bits. */
static void wifi_addresses(struct packet *p, uint8_t flags, const struct mac a[3])
{
	p->dst_mac = flags & WIFI_TO_DS ? a[2] : a[0];
	/* with both bits the source is the fourth address, which the caller sets */
	p->src_mac = flags & WIFI_FROM_DS ? a[2] : a[1];
	p->has_l2 = p->has_dst_mac = true;
	p->l2_cast = mac_is_broadcast(p->dst_mac) ? CAST_BROADCAST
		     : mac_is_group(p->dst_mac)	  ? CAST_MULTICAST
						  : CAST_UNICAST;
}

static struct mac wifi_mac(struct cur *c)
{
	struct mac m = {{0}};
	const uint8_t *b = cur_bytes(c, sizeof(m.b));

	if (b)
		memcpy(m.b, b, sizeof(m.b));
	return m;
}

/* The rest of a data frame's header: duration, addresses, sequence, QoS, HT control. */
static void wifi_data(struct walk *w, struct cur c, uint8_t subtype, uint8_t flags)
{
	struct mac a[3], fourth = {{0}};
	bool both = (flags & 3) == 3;
	int i;

	cur_skip(&c, 2);
	for (i = 0; i < 3; i++)
		a[i] = wifi_mac(&c);
	cur_skip(&c, 2);
	if (both)
		fourth = wifi_mac(&c);
	if (subtype & 8)
		cur_skip(&c, flags & WIFI_ORDER ? 6 : 2);
	if (c.err != CUR_OK) {
		walk_stop(w, &c, HEADER_WIFI);
		return;
	}
	wifi_addresses(w->p, flags, a);
	if (both)
		w->p->src_mac = fourth;
	if (flags & WIFI_PROTECTED)
		walk_unreadable(w, "encrypted 802.11 frame");
	else if (subtype & 4) /* no data: power saving */
		walk_done(w, PACKET_L2_OTHER, c);
	else
		llc_walk(w, c);
}

void wifi_walk(struct walk *w, struct cur c)
{
	struct cur start = c;
	uint8_t control = cur_u8(&c), flags = cur_u8(&c);

	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_WIFI);
	else if ((control >> 2 & 3) == 2)
		wifi_data(w, c, control >> 4, flags);
	else
		walk_done(w, PACKET_L2_OTHER, start);
}

/* version 8 | pad 8 | length 16, little endian */
void radiotap_walk(struct walk *w, struct cur c)
{
	struct cur look = c;
	uint16_t length;

	cur_skip(&look, 2);
	length = cur_le16(&look);
	cur_skip(&c, length > 4 ? length : 4);
	if (c.err != CUR_OK)
		walk_stop(w, &c, HEADER_WIFI);
	else
		wifi_walk(w, c);
}
