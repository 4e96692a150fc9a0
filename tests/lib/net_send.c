/*
 * From one host to another: which segments a packet crosses, with which addresses on each, and
 * Ethernet, IPv4 and UDP around it.  Routers forward between segments on their own, so that a
 * capture at either end sees what it would see.  Fields of the line override everything.
 */
#include <stdlib.h>
#include <string.h>

#include "client_kind.h"
#include "play.h"

enum { HOPS_MAX = 4, IP_HEADER = 20, FORWARDING_NS = 40000 };

const uint8_t mac_broadcast[MAC_LEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

const struct leg *host_leg(const struct host *host, const char *segment)
{
	if (!segment)
		return &host->legs[0];
	for (int i = 0; i < host->n_legs; i++)
		if (strcmp(host->legs[i].segment, segment) == 0)
			return &host->legs[i];
	return NULL;
}

static const struct leg *shared_leg(const struct host *host, const struct host *other)
{
	for (int i = 0; i < host->n_legs; i++)
		if (host_leg(other, host->legs[i].segment))
			return &host->legs[i];
	return NULL;
}

const struct leg *line_leg(const struct play *play, const struct line *line)
{
	const char *on = line_text(line, "on", NULL);
	const struct leg *leg = host_leg(line->who, on);

	if (!leg)
		line_fail(play, line, "%s is not on segment '%s'", line->who->name, on);
	if (!on && line->peer && shared_leg(line->who, line->peer))
		leg = shared_leg(line->who, line->peer);
	return leg;
}

uint16_t host_port(struct host *host)
{
	return host->next_port++;
}

uint16_t inet_checksum(const uint8_t *bytes, size_t len, uint32_t sum)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	if (len % 2)
		sum += (uint32_t)bytes[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* --- frames ------------------------------------------------------------------------------ */

static void frame_tags(const struct play *play, const struct line *line, struct frame *frame)
{
	const char *text = line_text(line, "vlan", NULL);

	while (text && *text && frame->n_tags < 4) {
		char *end;
		unsigned long id = strtoul(text, &end, 10);

		if (end == text || id > 4094 || (*end && *end != ','))
			line_fail(play, line, "vlan=%s: expected ids like 10 or 10,20", text);
		frame->tags[frame->n_tags++] = (uint16_t)id;
		text = end + (*end == ',');
	}
}

static uint32_t frame_seen(const struct play *play, const struct line *line)
{
	const char *text = line_text(line, "seen", NULL);
	uint32_t seen = 0;

	while (text && *text) {
		size_t len = strcspn(text, ",");
		uint32_t bit = 0;

		for (int i = 0; i < play->script->n_captures; i++) {
			const char *name = play->script->captures[i].name;

			if (strlen(name) == len && memcmp(name, text, len) == 0)
				bit = 1u << i;
		}
		if (!bit)
			line_fail(play, line, "seen=%s: no such capture", text);
		seen |= bit;
		text += len + (text[len] == ',');
	}
	return seen;
}

static struct frame *frame_add(struct play *play, int64_t ns, const struct buf *bytes)
{
	struct frame *frame;

	if (play->n_frames == play->room) {
		play->room = 2 * play->room + 256;
		play->frames = realloc(play->frames, play->room * sizeof(*frame));
		if (!play->frames)
			abort();
	}
	frame = &play->frames[play->n_frames];
	*frame = (struct frame){ .ns = ns, .order = play->n_frames++, .len = bytes->len };
	frame->bytes = mem_new(&play->script->mem, bytes->len);
	memcpy(frame->bytes, bytes->at, bytes->len);
	if (ns > play->latest)
		play->latest = ns;
	return frame;
}

static void frame_emit(struct play *play, const struct line *line, const struct hop *hop,
		       int64_t ns, const struct buf *bytes)
{
	uint64_t copies = line_number(play, line, "dup", 1, 64);
	int64_t gap = line_duration(play, line, "dup-gap", 3000);

	for (uint64_t i = 0; i < copies; i++) {
		struct frame *frame = frame_add(play, ns + (int64_t)i * gap, bytes);

		frame->segment = hop->leg->segment;
		frame->from = hop->from;
		frame->seen = frame_seen(play, line);
		frame->drop = line_flag(line, "drop");
		frame->lost = play->losing || line_flag(line, "lost");
		frame->label = line_text(line, "label", NULL);
		frame->bound = play->n_bound ? play->bound[play->n_bound - 1].host->name :
					       line->who->name;
		frame->index = line->stmt->times > 1 ? line->index : play->round;
		if (hop->leg->vlan)
			frame->tags[frame->n_tags++] = (uint16_t)hop->leg->vlan;
		if (line_field(line, "vlan"))
			frame->n_tags = 0;
		frame_tags(play, line, frame);
	}
}

static void ethernet(struct play *play, const struct line *line, const struct hop *hop,
		     int64_t ns, unsigned ethertype, const struct buf *payload)
{
	struct buf bytes = {0};
	uint8_t dst[MAC_LEN], src[MAC_LEN];

	memcpy(dst, hop->dst, MAC_LEN);
	memcpy(src, hop->leg->mac, MAC_LEN);
	line_mac(play, line, "l2-dst", dst);
	line_mac(play, line, "l2-src", src);
	put_bytes(&bytes, dst, MAC_LEN);
	put_bytes(&bytes, src, MAC_LEN);
	put_be16(&bytes, ethertype);
	put_bytes(&bytes, payload->at, payload->len);
	if (bytes.len < 60)
		put_fill(&bytes, 0, 60 - bytes.len);
	frame_emit(play, line, hop, ns, &bytes);
	buf_fini(&bytes);
}

void net_ethernet(struct play *play, const struct line *line, const struct leg *leg,
		  const struct host *from, const uint8_t dst[MAC_LEN], unsigned ethertype,
		  const struct buf *payload)
{
	struct hop hop = { .leg = leg, .from = from };

	memcpy(hop.dst, dst, MAC_LEN);
	ethernet(play, line, &hop, play->now, ethertype, payload);
}

/* --- the way ----------------------------------------------------------------------------- */

/* The hops from FROM to TO over at most ROUTERS routers; 0: there is no such way. */
static int way_find(const struct play *play, const struct host *from, const struct host *to,
		    int routers, struct hop *hops)
{
	const struct leg *leg = shared_leg(from, to);
	int more;

	hops[0].from = from;
	if (leg) {
		hops[0].leg = leg;
		memcpy(hops[0].dst, shared_leg(to, from)->mac, MAC_LEN);
		return 1;
	}
	for (struct host *h = play->script->hosts; h && routers; h = h->next) {
		if (!h->forwards || h == from || h == to || !shared_leg(from, h))
			continue;
		more = way_find(play, h, to, routers - 1, hops + 1);
		if (!more)
			continue;
		hops[0].leg = shared_leg(from, h);
		memcpy(hops[0].dst, shared_leg(h, from)->mac, MAC_LEN);
		hops[1].router = h;
		return more + 1;
	}
	return 0;
}

static int path_find(const struct play *play, const struct line *line,
		     const struct packet *packet, struct hop hops[HOPS_MAX])
{
	const struct host *from = packet->from, *to = packet->to;
	const struct leg *leg = host_leg(from, packet->segment), *far;
	int count;

	if (!leg)
		line_fail(play, line, "%s is not on segment '%s'", from->name, packet->segment);
	memcpy(hops[0].dst, mac_broadcast, MAC_LEN);
	hops[0].from = from;
	hops[0].leg = leg;
	if (!to)
		return 1;
	if (!packet->segment && shared_leg(from, to))
		hops[0].leg = leg = shared_leg(from, to);
	far = host_leg(to, leg->segment);
	if (far) {
		if (!packet->l2_broadcast)
			memcpy(hops[0].dst, far->mac, MAC_LEN);
		return 1;
	}
	for (int routers = 1; routers < HOPS_MAX; routers++) {
		count = way_find(play, from, to, routers, hops);
		if (count)
			return count;
	}
	line_fail(play, line, "no router between %s (%s) and %s (%s)", from->name, leg->segment,
		  to->name, to->legs[0].segment);
}

/* --- IPv4 -------------------------------------------------------------------------------- */

struct slice {
	size_t offset;
	size_t len;
	bool more;
};

static void ip_header(struct buf *out, const struct packet *packet, const struct slice *slice,
		      uint16_t id, bool df, unsigned dscp)
{
	size_t start = out->len;
	uint16_t sum;

	put_u8(out, 0x45);
	put_u8(out, dscp << 2);
	put_be16(out, (unsigned)(IP_HEADER + slice->len));
	put_be16(out, id);
	put_be16(out, (df ? 0x4000u : 0) | (slice->more ? 0x2000u : 0) |
			      (unsigned)(slice->offset / 8));
	put_u8(out, packet->ttl);
	put_u8(out, packet->protocol);
	put_be16(out, 0);
	put_be32(out, packet->src);
	put_be32(out, packet->dst);
	sum = inet_checksum(out->at + start, IP_HEADER, 0);
	out->at[start + 10] = (uint8_t)(sum >> 8);
	out->at[start + 11] = (uint8_t)sum;
}

/* The packet over one hop, in one piece or in fragments of the MTU named by fragment=. */
static void ip_hop(struct play *play, const struct line *line, const struct hop *hop, int64_t ns,
		   const struct packet *packet, uint16_t id, const struct buf *payload)
{
	size_t mtu = line_number(play, line, "fragment", 65535, 65535);
	uint64_t lose = line_number(play, line, "lose-fragment", 0, 99);
	size_t room = (mtu - IP_HEADER) / 8 * 8;
	struct slice slice = {0};

	if (mtu < IP_HEADER + 8)
		line_fail(play, line, "fragment=%zu is too small", mtu);
	for (uint64_t n = 1; slice.offset < payload->len || n == 1; n++) {
		struct buf bytes = {0};
		size_t left = payload->len - slice.offset;

		slice.more = left + IP_HEADER > mtu;
		slice.len = slice.more ? room : left;
		ip_header(&bytes, packet, &slice, id, line_flag(line, "df"),
			  (unsigned)line_number(play, line, "dscp", 0, 63));
		put_bytes(&bytes, payload->at + slice.offset, slice.len);
		if (n != lose)
			ethernet(play, line, hop, ns + (int64_t)(n - 1) * 2000, 0x0800, &bytes);
		buf_fini(&bytes);
		slice.offset += slice.len;
	}
}

static void packet_defaults(const struct play *play, const struct line *line,
			    struct packet *packet)
{
	const struct host *to = packet->to;
	const struct leg *leg = host_leg(packet->from, packet->segment);
	const struct leg *there = to ? shared_leg(to, packet->from) : NULL;

	if (line_field(line, "on"))
		packet->segment = line_text(line, "on", NULL);
	if (to && shared_leg(packet->from, to) && !packet->segment)
		leg = shared_leg(packet->from, to);
	if (!packet->src && !packet->zero_src && leg)
		packet->src = leg->ip;
	if (!packet->dst)
		packet->dst = !to ? 0xffffffffu : there ? there->ip : to->legs[0].ip;
	packet->src = line_ip(play, line, "src", packet->src);
	packet->dst = line_ip(play, line, "dst", packet->dst);
	packet->sport = (uint16_t)line_number(play, line, "sport", packet->sport, 65535);
	packet->dport = (uint16_t)line_number(play, line, "dport", packet->dport, 65535);
	if (!packet->ttl)
		packet->ttl = packet->from->kind ? packet->from->kind->ttl : 64;
	packet->ttl = (uint8_t)line_number(play, line, "ttl", packet->ttl, 255);
}

static void ip_send(struct play *play, const struct line *line, struct packet *packet,
		    const struct buf *payload)
{
	struct hop hops[HOPS_MAX] = {0};
	int count = path_find(play, line, packet, hops);
	uint16_t id = (uint16_t)line_number(play, line, "ip-id", packet->from->next_ip_id++, 65535);

	for (int i = 0; i < count; i++) {
		struct packet here = *packet;
		struct buf bytes = {0};

		if (i > 0 && (play->losing || line_flag(line, "lost")))
			break;
		if (i > 0 && hops[i].router->nat.proxy)
			id = hops[i].router->next_ip_id++;
		put_bytes(&bytes, payload->at, payload->len);
		nat_translate(play, hops, count, i, &here, &bytes);
		ip_hop(play, line, &hops[i], play->now + i * FORWARDING_NS, &here, id, &bytes);
		buf_fini(&bytes);
		packet->ttl--;
	}
}

void net_ip(struct play *play, const struct line *line, struct packet packet,
	    const struct buf *payload)
{
	packet_defaults(play, line, &packet);
	ip_send(play, line, &packet, payload);
}

static uint16_t udp_checksum(const struct line *line, const struct packet *packet,
			     const struct buf *udp)
{
	uint32_t pseudo = (packet->src >> 16) + (packet->src & 0xffff) + (packet->dst >> 16) +
			  (packet->dst & 0xffff) + packet->protocol + (uint32_t)udp->len;
	uint16_t sum = inet_checksum(udp->at, udp->len, pseudo);

	if (line_flag(line, "no-checksum"))
		return 0;
	if (line_flag(line, "bad-checksum"))
		sum ^= 0x5555;
	return sum ? sum : 0xffff;
}

void net_udp(struct play *play, const struct line *line, struct packet packet,
	     const struct buf *payload)
{
	struct buf udp = {0};
	size_t len = line_number(play, line, "cut", payload->len, payload->len);
	uint16_t sum;

	packet.protocol = 17;
	packet_defaults(play, line, &packet);
	put_be16(&udp, packet.sport);
	put_be16(&udp, packet.dport);
	put_be16(&udp, (unsigned)(8 + len));
	put_be16(&udp, 0);
	put_bytes(&udp, payload->at, len);
	sum = udp_checksum(line, &packet, &udp);
	udp.at[6] = (uint8_t)(sum >> 8);
	udp.at[7] = (uint8_t)sum;
	ip_send(play, line, &packet, &udp);
	buf_fini(&udp);
}
