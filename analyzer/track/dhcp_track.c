/*
 * DHCP messages to facts: one event and one row each, with every option that matters as text.
 * Pairing questions with answers is analysis (boot/), because the two may lie in two captures.
 */
#include "model/rfc3074.h"
#include "proto/dhcp.h"
#include "track/internal.h"

#include <stdio.h>
#include <stdlib.h>

#define PORT_SERVER 67
#define PORT_CLIENT 68
#define PORT_PXE 4011

/* The texts of one message; freed together. */
enum text_slot {
	T_SNAME, T_FILE, T_MESSAGE, T_VENDOR, T_CLIENT_ID, T_USER, T_UUID, T_HOST, T_TFTP, T_BOOTFILE,
	T_BOOT, T_PXE_SERVERS, T_PXE_MENU, T_PVS, T_AGENT, T_PARAMS, T_OPTIONS, T_INFO, T_ODD, T_CHADDR,
	T_COUNT
};

struct texts {
	struct txt t[T_COUNT];
};

static const char *text_of(const struct texts *x, enum text_slot s)
{
	return x->t[s].s;
}

static void put_safe(struct texts *x, enum text_slot s, struct span v)
{
	if (!v.p)
		return;
	txt_put(&x->t[s], "");
	txt_put_safe(&x->t[s], v, 512);
}

static void put_hex(struct texts *x, enum text_slot s, struct span v)
{
	if (!v.p)
		return;
	txt_put(&x->t[s], "");
	txt_put_hex(&x->t[s], v);
}

static struct span trimmed(struct span v)
{
	while (v.p && v.n && v.p[v.n - 1] == 0)
		v.n--;
	return v;
}

/* RFC 4578 option 97: type 0 and 16 bytes, the first three fields little-endian as EFI has them. */
static void put_uuid(struct texts *x, struct span v)
{
	const uint8_t *b;

	if (!v.p || v.n != 17)
		return;
	b = v.p + 1;
	txt_fmt(&x->t[T_UUID],
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[3], b[2],
		b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

/* Where PVS finds its login servers on UEFI: option 11 (addresses) and 17 ("pvs:host:17:port"). */
static void put_pvs(struct texts *x, const struct dhcp_msg *m)
{
	struct span list = m->opt[11], path = m->opt[17];
	char ip[16];
	size_t i;

	for (i = 0; list.p && i + 4 <= list.n; i += 4)
		txt_fmt(&x->t[T_PVS], "%s%s", i ? " " : "option 11: ",
			txt_ip4(ip, (uint32_t)list.p[i] << 24 | (uint32_t)list.p[i + 1] << 16 |
					(uint32_t)list.p[i + 2] << 8 | list.p[i + 3]));
	if (path.p && path.n >= 4 && !memcmp(path.p, "pvs:", 4)) {
		txt_put(&x->t[T_PVS], x->t[T_PVS].n ? "; option 17: " : "option 17: ");
		txt_put_safe(&x->t[T_PVS], trimmed(path), 200);
	}
}

#define ANY_LENGTH SIZE_MAX

/* Options that a column of their own has whole, when they are of this length. */
static const size_t has_column[256] = {[1] = 4, [3] = 4, [50] = 4, [51] = 4, [53] = 1, [54] = 4, [55] = ANY_LENGTH,
	[60] = ANY_LENGTH, [93] = 2, [97] = 17};

static void put_options(struct texts *x, const struct dhcp_msg *m)
{
	struct txt *t = &x->t[T_OPTIONS];
	unsigned i, n = 0;

	txt_put(t, "{");
	for (i = 1; i < 255; i++) {
		if (!m->opt[i].p || has_column[i] == ANY_LENGTH || has_column[i] == m->opt[i].n)
			continue;
		txt_fmt(t, "%s\"%u\":\"", n++ ? "," : "", i);
		txt_put_hex(t, m->opt[i]);
		txt_put(t, "\"");
	}
	txt_put(t, "}");
}

static void put_params(struct texts *x, struct span list)
{
	size_t i;

	for (i = 0; list.p && i < list.n; i++) {
		unsigned v = list.p[i];
		char text[4] = {',', (char)('0' + v / 100), (char)('0' + v / 10 % 10), (char)('0' + v % 10)};
		size_t digits = v >= 100 ? 3 : v >= 10 ? 2 : 1;

		if (i)
			txt_putn(&x->t[T_PARAMS], text, 1);
		txt_putn(&x->t[T_PARAMS], text + sizeof(text) - digits, digits);
	}
}

static void put_odd(struct texts *x, unsigned odd)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {
		{DHCP_ODD_SHORT_BOOTP, "short-bootp"}, {DHCP_ODD_HLEN, "hlen"},
		{DHCP_ODD_NO_COOKIE, "no-cookie"}, {DHCP_ODD_OPTION_OVERRUN, "option-overrun"},
		{DHCP_ODD_NO_END, "no-end"}, {DHCP_ODD_OPTION_LENGTH, "option-length"},
		{DHCP_ODD_OPTIONS_CUT, "options-cut"}, {DHCP_ODD_OVERLOAD_NESTED, "overload-nested"},
		{DHCP_ODD_SPLIT_OPTION, "split-option"}, {DHCP_ODD_PXE43, "pxe-option-43"},
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (odd & names[i].bit)
			txt_fmt(&x->t[T_ODD], "%s%s", x->t[T_ODD].n ? " " : "", names[i].name);
}

static void put_all(struct texts *x, const struct dhcp_msg *m)
{
	put_safe(x, T_SNAME, m->sname.n ? m->sname : (struct span){0});
	put_safe(x, T_FILE, m->file.n ? m->file : (struct span){0});
	put_safe(x, T_MESSAGE, trimmed(m->opt[56]));
	put_safe(x, T_VENDOR, trimmed(m->opt[60]));
	put_hex(x, T_CLIENT_ID, m->opt[61]);
	put_safe(x, T_USER, trimmed(m->opt[77]));
	put_uuid(x, m->opt[97]);
	put_safe(x, T_HOST, trimmed(m->opt[12]));
	put_safe(x, T_TFTP, trimmed(m->opt[66]));
	put_safe(x, T_BOOTFILE, trimmed(m->opt[67]));
	if (m->op == 2 && dhcp_bootfile(m).n)
		put_safe(x, T_BOOT, trimmed(dhcp_bootfile(m)));
	put_hex(x, T_PXE_SERVERS, m->pxe.servers);
	put_hex(x, T_PXE_MENU, m->pxe.menu);
	put_pvs(x, m);
	put_hex(x, T_AGENT, m->opt[82]);
	put_options(x, m);
	put_params(x, m->opt[55]);
	put_odd(x, m->odd);
	if (m->hlen == 6 || m->hlen == 16) {
		txt_put(&x->t[T_CHADDR], "                 ");
		txt_mac(x->t[T_CHADDR].s, m->client.b);
	} else {
		put_hex(x, T_CHADDR, (struct span){m->chaddr, m->hlen > 16 ? 16 : m->hlen});
	}
}

static bool is_ipxe(const struct dhcp_msg *m)
{
	struct span u = m->opt[77];

	return m->opt[175].p || (u.p && u.n >= 4 && (!memcmp(u.p, "iPXE", 4) || !memcmp(u.p, "gPXE", 4)));
}

static void fill_fact(struct fact_dhcp *f, const struct dhcp_msg *m, const struct texts *x)
{
	uint32_t v;

	*f = (struct fact_dhcp){
		.op = m->op, .hops = m->hops, .type = m->type ? dhcp_type_name(m) : NULL, .xid = m->xid,
		.secs = m->secs, .b_flag = m->flags & 0x8000,
		.options_complete = !(m->odd & DHCP_ODD_OPTIONS_CUT), .ipxe = is_ipxe(m),
		.ciaddr = m->ciaddr, .yiaddr = m->yiaddr, .siaddr = m->siaddr, .giaddr = m->giaddr,
		.chaddr = txt_str(&x->t[T_CHADDR]), .sname = text_of(x, T_SNAME), .file = text_of(x, T_FILE),
		.lease_s = dhcp_opt_u32(m, 51, &v) ? (int64_t)v : -1, .message = text_of(x, T_MESSAGE),
		.vendor_class = text_of(x, T_VENDOR), .client_id = text_of(x, T_CLIENT_ID),
		.user_class = text_of(x, T_USER), .uuid = text_of(x, T_UUID), .hostname = text_of(x, T_HOST),
		.tftp_name = text_of(x, T_TFTP), .bootfile = text_of(x, T_BOOTFILE), .boot = text_of(x, T_BOOT),
		.pxe_servers = text_of(x, T_PXE_SERVERS), .pxe_menu = text_of(x, T_PXE_MENU),
		.pvs_servers = text_of(x, T_PVS), .agent = text_of(x, T_AGENT), .params = text_of(x, T_PARAMS),
		.options = txt_str(&x->t[T_OPTIONS]), .arch = dhcp_arch(m),
		.pxe_control = m->pxe.has_control ? m->pxe.control : -1,
		.pxe_item = m->pxe.has_item ? m->pxe.item_type : -1, .bucket_id = -1, .bucket_hw = -1,
	};
	(void)dhcp_opt_ip(m, 50, &f->requested_ip);
	(void)dhcp_opt_ip(m, 54, &f->server_id);
	(void)dhcp_opt_ip(m, 1, &f->mask);
	(void)dhcp_opt_ip(m, 3, &f->router);
	if (m->opt[61].p && m->opt[61].n)
		f->bucket_id = rfc3074_bucket(m->opt[61].p, m->opt[61].n);
	if (m->hlen && m->hlen <= 16)
		f->bucket_hw = rfc3074_bucket(m->chaddr, m->hlen);
}

static bool on_pxe_port(const struct packet *p)
{
	return p->src_port == PORT_PXE || p->dst_port == PORT_PXE;
}

static const char *kind_of(const struct dhcp_msg *m, const struct packet *p)
{
	static const char *const kind[] = {NULL, "dhcp-discover", "dhcp-offer", "dhcp-request",
		"dhcp-decline", "dhcp-ack", "dhcp-nak", "dhcp-release", "dhcp-inform"};

	if (m->op == 1 && (on_pxe_port(p) || m->pxe.has_item))
		return "pxe-request";
	if (m->op == 2 && (on_pxe_port(p) || m->pxe.has_item) && m->type != DHCP_NAK)
		return "pxe-ack";
	if (m->type == DHCP_OFFER && !m->yiaddr && dhcp_is_pxe(m))
		return "pxe-offer";
	if (m->type >= DHCP_DISCOVER && m->type <= DHCP_INFORM)
		return kind[m->type];
	return m->op == 1 ? "dhcp-bootrequest" : "dhcp-bootreply";
}

static void info_request(struct txt *t, const struct dhcp_msg *m, const struct fact_dhcp *f)
{
	char ip[16];

	if (f->requested_ip)
		txt_fmt(t, " for %s", txt_ip4(ip, f->requested_ip));
	else if (m->ciaddr)
		txt_fmt(t, " for %s", txt_ip4(ip, m->ciaddr));
	if (f->server_id)
		txt_fmt(t, " to server %s", txt_ip4(ip, f->server_id));
	txt_fmt(t, ", secs %u, broadcast flag %s", m->secs, f->b_flag ? "set" : "not set");
	if (f->vendor_class)
		txt_fmt(t, ", %s", f->vendor_class);
	if (f->ipxe)
		txt_put(t, ", iPXE");
}

static void info_reply(struct txt *t, const struct dhcp_msg *m, const struct fact_dhcp *f)
{
	char ip[16];

	if (m->yiaddr)
		txt_fmt(t, " of %s", txt_ip4(ip, m->yiaddr));
	if (f->server_id)
		txt_fmt(t, " by server %s", txt_ip4(ip, f->server_id));
	if (f->message)
		txt_fmt(t, ": \"%s\"", f->message);
	if (f->boot)
		txt_fmt(t, ", boot file \"%s\"", f->boot);
	else if (m->type != DHCP_NAK && f->options_complete)
		txt_put(t, ", no boot file");
	if (m->siaddr)
		txt_fmt(t, ", next server %s", txt_ip4(ip, m->siaddr));
}

static void info_line(struct txt *t, const struct dhcp_msg *m, const struct fact_dhcp *f, const char *kind)
{
	static const char *const word[] = {"", "Discover", "Offer", "Request", "Decline", "Ack", "Nak",
		"Release", "Inform"};
	char ip[16];

	if (!strncmp(kind, "pxe-", 4))
		txt_fmt(t, "PXE %s", kind + 4);
	else if (m->type >= 1 && m->type <= 8)
		txt_fmt(t, "DHCP %s", word[m->type]);
	else
		txt_fmt(t, "%s %s", f->options_complete ? "BOOTP" : "DHCP", m->op == 1 ? "request" : "reply");
	if (m->op == 1)
		info_request(t, m, f);
	else
		info_reply(t, m, f);
	if (m->giaddr)
		txt_fmt(t, ", relayed by %s", txt_ip4(ip, m->giaddr));
	if (!f->options_complete)
		txt_put(t, " (options not captured)");
}

/* Whether the packet can be DHCP at all, before its payload is looked at. */
static bool ports_fit(const struct packet *p)
{
	return p->src_port == PORT_SERVER || p->src_port == PORT_CLIENT || p->dst_port == PORT_SERVER ||
		p->dst_port == PORT_CLIENT || on_pxe_port(p);
}

/* Whose message it is, where the snap length cut chaddr off: on the client's own segment (port 68) the
 * frame has its MAC. */
static struct mac client_of_frame(const struct packet *p, const struct dhcp_msg *m)
{
	struct mac none = {{0}};

	if (m->op == 1 && p->src_port == PORT_CLIENT && p->has_l2)
		return p->src_mac;
	return m->op == 2 && p->dst_port == PORT_CLIENT && p->has_dst_mac && !mac_is_group(p->dst_mac) ? p->dst_mac : none;
}

/* Systems tell their name, or who made them; what loads a system does not. */
static bool asks_as_loader(const struct fact_dhcp *f)
{
	return f->options_complete && !f->hostname &&
		(!f->vendor_class || !strncmp(f->vendor_class, "PXEClient", 9));
}

/* Whether the client boots by HTTP, as far as this message says: UEFI firmware tells so, iPXE is given an address
 * instead of a name (ipxe.org/appnote). What says nothing leaves it as it was. */
static void http_note(struct tracker *t, const struct packet *p, const struct dhcp_msg *m, const struct fact_dhcp *f)
{
	bool address = m->op == 2 && f->boot && fact_http_address(f->boot);

	if (address || (m->op == 1 && f->vendor_class))
		stations_class(t->stations, m->client, address || !strncmp(f->vendor_class, "HTTPClient", 10), p->frame->ns);
}

/* Whose address it is: by the server's word; or by the client's, which passes a PXE server behind a relay where the
 * answers of the DHCP server do not: the offer that it takes, and the address that it asks from on port 4011. */
static void lease_note(struct tracker *t, const struct packet *p, const struct dhcp_msg *m, const struct fact_dhcp *f)
{
	uint32_t ip = 0;

	if (m->type == DHCP_ACK || m->type == DHCP_OFFER || (!m->type && m->op == 2))
		ip = m->yiaddr;
	else if (m->op == 1 && p->dst_port == PORT_PXE)
		ip = m->ciaddr;
	else if (m->type == DHCP_REQUEST && m->giaddr && f->server_id)
		ip = f->requested_ip;
	if (ip)
		stations_lease(t->stations, ip, track_vlan(p), m->client, m->type == DHCP_ACK, p->frame->ns);
}

static void dhcp_write(struct tracker *t, const struct packet *p, const struct dhcp_msg *m, enum decoded d)
{
	const char *kind = kind_of(m, p);
	struct texts x = {0};
	struct fact_dhcp f;
	int i;

	put_all(&x, m);
	fill_fact(&f, m, &x);
	info_line(&x.t[T_INFO], m, &f, kind);
	lease_note(t, p, m, &f);
	http_note(t, p, m, &f);
	if (m->op == 2)
		flows_learn(t, f.pvs_servers);
	else if (m->type == DHCP_DISCOVER || m->type == DHCP_REQUEST)
		stations_asks(t->stations, m->client, asks_as_loader(&f), p->frame->ns);
	if (m->op == 1 && m->type == DHCP_DISCOVER && !(f.vendor_class && !strncmp(f.vendor_class, "MSFT", 4)))
		stations_begin(t->stations, m->client, p->frame->ns);
	f.event_id = track_event(t, p, kind, m->client, (int)d, txt_str(&x.t[T_ODD]), txt_str(&x.t[T_INFO]));
	t->sink->dhcp(t->sink->ctx, &f);
	for (i = 0; i < T_COUNT; i++)
		txt_free(&x.t[i]);
}

static bool dhcp_take(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct dhcp_msg m;
	enum decoded d = dhcp_decode(p->payload, &m);

	if (d == DECODED_NOT_MINE)
		return false;
	if (mac_is_zero(m.client) && m.odd & DHCP_ODD_OPTIONS_CUT)
		m.client = client_of_frame(p, &m);
	if (!clients_take(t, m.client)) {
		*out = clients_flood;
		return true;
	}
	if (!m.giaddr || p->dst_port == PORT_CLIENT)
		stations_see_client(t->stations, p, m.client, m.op == 1);
	t->twin_key = twin_key_dhcp(&m);
	dhcp_write(t, p, &m, d);
	*out = (struct verdict){"fact", on_pxe_port(p) ? "PXE (UDP 4011)" : "DHCP"};
	return true;
}

bool dhcp_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	return p->kind == PACKET_UDP && ports_fit(p) && dhcp_take(t, p, out);
}
