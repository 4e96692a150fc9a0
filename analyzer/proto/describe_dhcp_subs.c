/*
 * The sub-options of a DHCP message as fields: 43 when it speaks PXE (PXE 2.1), 82 (RFC 3046 and
 * the registry of relay agent sub-options), 175 (iPXE; its numbers are those of iPXE's dhcp.h).
 *
 * To add a sub-option: a row in its table. Without a row it is text or hexadecimal.
 */
#include "proto/describe_inside.h"
#include "proto/dhcp_inside.h"

enum { OPT_VENDOR = 43, OPT_RELAY = 82, OPT_IPXE = 175 };

struct sub {
	const char *name;
	void (*put)(struct txt *, struct cur);
};

static void put_ips(struct txt *t, struct cur c)
{
	char buf[16];

	while (cur_need(&c, 4) && cur_more(&c))
		txt_fmt(t, "%s%s", t->n ? ", " : "", txt_ip4(buf, cur_be32(&c)));
}

static void put_u8(struct txt *t, struct cur c)
{
	uint8_t v = cur_u8(&c);

	if (c.err == CUR_OK)
		txt_fmt(t, "%u", v);
}

static void put_control(struct txt *t, struct cur c)
{
	static const char *const bit[] = {"no broadcast discovery", "no multicast discovery",
		"only listed servers", "use the boot file at once, no menu"};
	uint8_t v = cur_u8(&c);
	unsigned i;

	txt_fmt(t, "0x%02x", v);
	for (i = 0; i < 4; i++)
		if (v >> i & 1)
			txt_fmt(t, ", %s", bit[i]);
}

static void put_servers(struct txt *t, struct cur c)
{
	struct cur list;
	unsigned type;

	while (cur_more(&c)) {
		type = cur_be16(&c);
		list = cur_sub(&c, (size_t)cur_u8(&c) * 4);
		if (c.err != CUR_OK)
			return;
		txt_fmt(t, "%stype %u:", t->n ? "; " : "", type);
		while (cur_need(&list, 4) && cur_more(&list)) {
			char buf[16];

			txt_fmt(t, " %s", txt_ip4(buf, cur_be32(&list)));
		}
	}
}

static void put_menu(struct txt *t, struct cur c)
{
	struct span text;
	unsigned type;

	while (cur_more(&c)) {
		type = cur_be16(&c);
		text = cur_take(&c, cur_u8(&c));
		if (c.err != CUR_OK)
			return;
		txt_fmt(t, "%stype %u \"", t->n ? "; " : "", type);
		txt_put_safe(t, text, 256);
		txt_put(t, "\"");
	}
}

static void put_prompt(struct txt *t, struct cur c)
{
	uint8_t timeout = cur_u8(&c);

	if (timeout == 0)
		txt_put(t, "at once");
	else if (timeout == 255)
		txt_put(t, "waits for a key");
	else
		txt_fmt(t, "after %u s", timeout);
	if (c.left) {
		txt_put(t, ", \"");
		txt_put_safe(t, cur_rest(&c), 256);
		txt_put(t, "\"");
	}
}

static void put_item(struct txt *t, struct cur c)
{
	unsigned type = cur_be16(&c), layer = cur_be16(&c);

	if (c.err == CUR_OK)
		txt_fmt(t, "type %u, layer %u%s", type, layer & 0x7fff,
			layer & 0x8000 ? ", with credentials" : "");
}

/* RFC 5010: how the client's message reached the relay. */
static void put_relay_flags(struct txt *t, struct cur c)
{
	uint8_t v = cur_u8(&c);

	txt_fmt(t, "0x%02x (the relay received it as %s)", v, v & 0x80 ? "unicast" : "broadcast");
}

static void put_feature(struct txt *t, struct cur c)
{
	uint8_t v = cur_u8(&c);

	txt_put(t, v ? "yes" : "no");
}

/* "type 1, vendor 8086, device 100e": iPXE's bus-id. */
static void put_bus_id(struct txt *t, struct cur c)
{
	unsigned type = cur_u8(&c), vendor = cur_be16(&c), device = cur_be16(&c);

	if (c.err == CUR_OK)
		txt_fmt(t, "type %u, vendor %04x, device %04x", type, vendor, device);
}

static void put_version(struct txt *t, struct cur c)
{
	while (cur_more(&c))
		txt_fmt(t, "%s%u", t->n ? "." : "", cur_u8(&c));
}

static void put_secret(struct txt *t, struct cur c)
{
	(void)c;
	txt_put(t, "not shown");
}

static const struct sub pxe_subs[256] = {
	[1] = {"PXE mtftp IP", put_ips},
	[2] = {"PXE mtftp client port", NULL},
	[3] = {"PXE mtftp server port", NULL},
	[4] = {"PXE mtftp timeout", put_u8},
	[5] = {"PXE mtftp delay", put_u8},
	[6] = {"PXE discovery control", put_control},
	[7] = {"PXE multicast address", put_ips},
	[8] = {"PXE boot servers", put_servers},
	[9] = {"PXE boot menu", put_menu},
	[10] = {"PXE menu prompt", put_prompt},
	[11] = {"PXE multicast address alloc", NULL},
	[12] = {"PXE credential types", NULL},
	[71] = {"PXE boot item", put_item},
};

static const struct sub relay_subs[256] = {
	[1] = {"Agent Circuit ID", NULL},
	[2] = {"Agent Remote ID", NULL},
	[4] = {"DOCSIS device class", NULL},
	[5] = {"Link selection", put_ips},
	[6] = {"Subscriber ID", NULL},
	[7] = {"RADIUS Attributes", NULL},
	[8] = {"Authentication", NULL},
	[9] = {"Vendor-Specific Information", NULL},
	[10] = {"Flags", put_relay_flags},
	[11] = {"Server ID Override", put_ips},
	[12] = {"Relay Agent Identifier", NULL},
	[19] = {"DHCPv4 Relay Source Port", NULL},
	[150] = {"Link selection (Cisco proprietary)", put_ips},
	[151] = {"VPN/VRF (Virtual Subnet Selection)", NULL},
	[152] = {"Server ID Override (Cisco proprietary)", put_ips},
};

static const struct sub ipxe_subs[256] = {
	[1] = {"priority", put_u8},
	[8] = {"keep-san", put_feature},
	[9] = {"skip-san-boot", put_feature},
	[0x10] = {"PXE extensions", put_feature},
	[0x11] = {"iSCSI", put_feature},
	[0x12] = {"AoE", put_feature},
	[0x13] = {"HTTP", put_feature},
	[0x14] = {"HTTPS", put_feature},
	[0x15] = {"TFTP", put_feature},
	[0x16] = {"FTP", put_feature},
	[0x17] = {"DNS", put_feature},
	[0x18] = {"bzImage", put_feature},
	[0x19] = {"Multiboot", put_feature},
	[0x1a] = {"SLAM", put_feature},
	[0x1b] = {"SRP", put_feature},
	[0x20] = {"NBI", put_feature},
	[0x21] = {"PXE image", put_feature},
	[0x22] = {"ELF", put_feature},
	[0x23] = {"COMBOOT", put_feature},
	[0x24] = {"EFI", put_feature},
	[0x25] = {"FCoE", put_feature},
	[0x26] = {"VLAN", put_feature},
	[0x27] = {"menu", put_feature},
	[0x28] = {"SDI", put_feature},
	[0x29] = {"NFS", put_feature},
	[0xb0] = {"no-pxedhcp", put_u8},
	[0xb1] = {"bus-id", put_bus_id},
	[0xbd] = {"bios-drive", put_u8},
	[0xbe] = {"username", NULL},
	[0xbf] = {"password", put_secret},
	[0xc0] = {"reverse-username", NULL},
	[0xc1] = {"reverse-password", put_secret},
	[0xeb] = {"version", put_version},
};

static const struct sub *table_of(const struct dhcp_msg *m, uint8_t code)
{
	if (code == OPT_VENDOR && m->pxe.present)
		return pxe_subs;
	if (code == OPT_RELAY)
		return relay_subs;
	return code == OPT_IPXE ? ipxe_subs : NULL;
}

static void put_sub(struct describer *d, const struct sub *table, uint8_t code, struct span value)
{
	const struct sub *sub = &table[code];
	struct txt name = {.limit = 96};
	size_t offset;

	txt_fmt(&name, "Suboption: (%u) %s", code, sub->name ? sub->name : "unknown");
	if (sub->put && value.n)
		sub->put(&d->text, span_cur(value));
	else
		describe_text_or_hex(&d->text, value);
	if (describe_offset(d, value, &offset) && offset >= 2)
		value = (struct span){value.p - 2, value.n + 2};
	describe_text(d, DEPTH_2, txt_str(&name), value);
	txt_free(&name);
}

void describe_dhcp_subs(struct describer *d, const struct dhcp_msg *m, uint8_t code)
{
	const struct sub *table = table_of(m, code);
	struct cur c = span_cur(m->opt[code]);
	struct span value;
	uint8_t got;

	if (!table)
		return;
	while (dhcp_sub_next(&c, &got, &value))
		put_sub(d, table, got, value);
	if (c.err != CUR_OK)
		describe_field(d, DEPTH_2, "Malformed", m->opt[code],
			"a sub-option runs beyond the option");
}
