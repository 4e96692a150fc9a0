/*
 * A DHCP message as fields: the header, the options in the order they came, and what is odd about
 * it. How values are written is in describe_dhcp_value.c, sub-options in describe_dhcp_subs.c.
 */
#include "proto/describe_inside.h"

#include <string.h>

enum {
	PORT_SERVER = 67,
	PORT_CLIENT = 68,
	PORT_PXE = 4011,
	FLAG_BROADCAST = 0x8000,
	TEXT_LIMIT = 512
};

static const struct span nowhere = {NULL, 0};

static const struct {
	unsigned bit;
	const char *text;
} oddities[] = {
	{DHCP_ODD_SHORT_BOOTP, "shorter than 300 bytes: relays and servers may drop it (RFC 1542)"},
	{DHCP_ODD_HLEN, "an unusual length of the hardware address"},
	{DHCP_ODD_NO_COOKIE, "plain BOOTP, no DHCP cookie"},
	{DHCP_ODD_OPTION_OVERRUN, "an option runs beyond the space it is in"},
	{DHCP_ODD_NO_END, "options without an end mark"},
	{DHCP_ODD_OPTION_LENGTH, "an option of a wrong length"},
	{DHCP_ODD_OPTIONS_CUT,
		"options were not captured: what is absent here may have been there"},
	{DHCP_ODD_OVERLOAD_NESTED, "option 52 inside file or sname, ignored"},
	{DHCP_ODD_SPLIT_OPTION,
		"an option came in several pieces: some clients see only the first"},
	{DHCP_ODD_PXE43, "option 43 is not a valid list of PXE sub-options"},
};

/* iPXE does not count seconds but tries, and says what it has: (tries << 2) | offer << 1 | proxy.
 * Some clients write the field with its bytes swapped. */
static void put_secs(struct describer *d, const struct dhcp_msg *m, struct span where)
{
	txt_fmt(&d->text, "%u", m->secs);
	if (m->op == 1 && dhcp_is_ipxe(m))
		txt_fmt(&d->text, " (iPXE: try %u, has %s, %s)", m->secs >> 2,
			m->secs & 2 ? "an offer" : "no offer",
			m->secs & 1 ? "a proxy offer" : "no proxy offer");
	else if (m->secs > 255 && !(m->secs & 255))
		txt_fmt(&d->text, " (or %u, if the client swapped the bytes)", m->secs >> 8);
	describe_text(d, KEY_1, "Seconds elapsed", where);
}

static void put_address(struct describer *d, const char *name, size_t offset, uint32_t ip)
{
	struct span where = describe_at(d->p->payload, offset, 4);

	if (where.p)
		describe_ip(d, ip ? KEY_1 : DEPTH_1, name, where, ip);
}

static void put_numbers(struct describer *d, const struct dhcp_msg *m)
{
	struct cur in = d->p->payload;

	if (in.left >= 1)
		describe_field(d, DEPTH_1, "Message type", describe_at(in, 0, 1), "%s (%u)",
			m->op == 1 ? "Boot Request" : "Boot Reply", m->op);
	if (in.left >= 2)
		describe_field(d, DEPTH_1, "Hardware type", describe_at(in, 1, 1), "%u%s", m->htype,
			m->htype == 1 ? " (Ethernet)" : "");
	if (in.left >= 3)
		describe_field(d, DEPTH_1, "Hardware address length", describe_at(in, 2, 1), "%u",
			m->hlen);
	if (in.left >= 4)
		describe_field(d, DEPTH_1, "Hops", describe_at(in, 3, 1), "%u", m->hops);
	if (in.left >= 8)
		describe_field(d, KEY_1, "Transaction ID", describe_at(in, 4, 4), "0x%08x", m->xid);
	if (in.left >= 10)
		put_secs(d, m, describe_at(in, 8, 2));
	if (in.left >= 12) {
		describe_field(d, KEY_1, "BOOTP broadcast flag", describe_at(in, 10, 2), "%s",
			m->flags & FLAG_BROADCAST ? "set" : "not set");
		if (m->flags & ~FLAG_BROADCAST)
			describe_field(d, DEPTH_1, "Reserved flags", describe_at(in, 10, 2),
				"0x%04x", m->flags & ~FLAG_BROADCAST);
	}
}

static void put_client(struct describer *d, const struct dhcp_msg *m)
{
	struct span where = describe_at(d->p->payload, 28, 16);

	if (!where.p)
		return;
	if (m->hlen == 6) {
		where.n = 6;
		describe_mac(d, KEY_1, "Client MAC address", where, m->client);
		return;
	}
	describe_hex(&d->text, where);
	describe_text(d, KEY_1, "Client hardware address", where);
}

static void put_name(struct describer *d, const char *name, struct span s, bool overloaded)
{
	if (overloaded) {
		describe_field(d, DEPTH_1, name, nowhere, "holds options (overloaded)");
	} else if (s.p) {
		txt_put_safe(&d->text, s, TEXT_LIMIT);
		if (!s.n)
			txt_put(&d->text, "not given");
		describe_text(d, s.n ? KEY_1 : DEPTH_1, name, s);
	}
}

static void put_header(struct describer *d, const struct dhcp_msg *m)
{
	bool known = m->overload <= 3;

	put_numbers(d, m);
	put_address(d, "Client IP address", 12, m->ciaddr);
	put_address(d, "Your (client) IP address", 16, m->yiaddr);
	put_address(d, "Next server IP address", 20, m->siaddr);
	put_address(d, "Relay agent IP address", 24, m->giaddr);
	put_client(d, m);
	put_name(d, "Server host name", m->sname, known && (m->overload & 2));
	put_name(d, "Boot file name", m->file, known && (m->overload & 1));
	if (m->has_cookie)
		describe_field(
			d, DEPTH_1, "Magic cookie", describe_at(d->p->payload, 236, 4), "DHCP");
}

static bool is_key_option(uint8_t code)
{
	static const uint8_t keys[] = {
		17, 43, 50, 52, 53, 54, 56, 60, 61, 66, 67, 77, 82, 93, 97, 150};

	return memchr(keys, code, sizeof(keys)) != NULL;
}

/* The option with its code and length before it; no place when it was put together. */
static struct span place_of(const struct describer *d, const struct dhcp_msg *m, uint8_t code)
{
	struct span s = m->opt[code];
	size_t offset;

	if (!describe_offset(d, s, &offset) || offset < 2)
		return nowhere;
	return (struct span){s.p - 2, s.n + 2};
}

static void put_option(struct describer *d, const struct dhcp_msg *m, uint8_t code)
{
	const struct dhcp_opt_def *def = dhcp_opt_def(code);
	struct txt name = {.limit = 96};

	txt_fmt(&name, "Option: (%u) %s", code,
		def	      ? def->name
		: code >= 224 ? "Private"
			      : "Unassigned");
	describe_dhcp_value(&d->text, m, code);
	if (def && !dhcp_opt_length_ok(def, m->opt[code].n))
		txt_fmt(&d->text, "%s(wrong length: %zu bytes)", d->text.n ? " " : "",
			m->opt[code].n);
	describe_text(
		d, is_key_option(code) ? KEY_1 : DEPTH_1, txt_str(&name), place_of(d, m, code));
	txt_free(&name);
	describe_dhcp_subs(d, m, code);
}

/* In the order they came; beyond what order[] holds, by number. */
static void put_options(struct describer *d, const struct dhcp_msg *m)
{
	bool done[256] = {false};
	unsigned i;

	for (i = 0; i < m->order_count; i++) {
		done[m->order[i]] = true;
		put_option(d, m, (uint8_t)m->order[i]);
	}
	for (i = 0; i < 256; i++)
		if (m->opt[i].p && !done[i])
			put_option(d, m, (uint8_t)i);
}

bool describe_dhcp(struct describer *d)
{
	const struct packet *p = d->p;
	struct dhcp_msg m;
	enum decoded status;
	size_t i;

	if (!describe_port(p, PORT_SERVER) && !describe_port(p, PORT_CLIENT) &&
		!describe_port(p, PORT_PXE))
		return false;
	status = dhcp_decode(p->payload, &m);
	if (status == DECODED_NOT_MINE)
		return false;
	describe_layer(d, "Dynamic Host Configuration Protocol",
		describe_head(p->payload, p->payload.left));
	put_header(d, &m);
	put_options(d, &m);
	for (i = 0; i < sizeof(oddities) / sizeof(oddities[0]); i++)
		if (m.odd & oddities[i].bit)
			describe_field(d, KEY_1, "Remarkable", nowhere, "%s", oddities[i].text);
	if (status == DECODED_MALFORMED)
		describe_status(d, status);
	return true;
}
