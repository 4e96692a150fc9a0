/*
 * What a DHCP message says of the client and its boot: vendor class, architecture (RFC 4578 and
 * IANA "Processor Architecture Types"), UUID, boot file, and the message's name.
 */
#include "proto/dhcp_inside.h"

#include <stdio.h>
#include <string.h>

enum {
	OPT_VENDOR_CLASS = 60,
	OPT_BOOTFILE = 67,
	OPT_USER_CLASS = 77,
	OPT_ARCH = 93,
	OPT_UUID = 97,
	OPT_IPXE = 175
};

/* Reads `word` off the front of c; false when something else is there. */
static bool take_word(struct cur *c, const char *word)
{
	size_t n = strlen(word);

	return span_eq(cur_take(c, n), word, n);
}

static bool class_begins(const struct dhcp_msg *m, const char *word)
{
	struct cur c = span_cur(m->opt[OPT_VENDOR_CLASS]);

	return take_word(&c, word);
}

bool dhcp_is_pxe(const struct dhcp_msg *m)
{
	return class_begins(m, "PXEClient");
}

bool dhcp_is_http(const struct dhcp_msg *m)
{
	return class_begins(m, "HTTPClient");
}

/* iPXE writes its user class without RFC 3004's length byte; others may write it with one. */
bool dhcp_is_ipxe(const struct dhcp_msg *m)
{
	return m->opt[OPT_IPXE].p || span_eq(m->opt[OPT_USER_CLASS], "iPXE", 4) ||
	       span_eq(m->opt[OPT_USER_CLASS], "\4iPXE", 5);
}

/* "PXEClient:Arch:00007:UNDI:003016": five digits by the book, one to five here. */
static int arch_of_class(const struct dhcp_msg *m)
{
	struct cur c = span_cur(m->opt[OPT_VENDOR_CLASS]);
	int arch = 0, digits;
	uint8_t b;

	cur_skip(&c, dhcp_is_http(m) ? strlen("HTTPClient") : strlen("PXEClient"));
	if ((!dhcp_is_pxe(m) && !dhcp_is_http(m)) || !take_word(&c, ":Arch:"))
		return -1;
	for (digits = 0; digits < 5 && cur_more(&c); digits++) {
		b = cur_u8(&c);
		if (b < '0' || b > '9')
			break;
		arch = arch * 10 + (b - '0');
	}
	return digits && arch <= UINT16_MAX ? arch : -1;
}

int dhcp_arch(const struct dhcp_msg *m)
{
	uint16_t arch;

	return dhcp_opt_u16(m, OPT_ARCH, &arch) ? arch : arch_of_class(m);
}

const char *dhcp_arch_name(int arch)
{
	static const char *const name[] = {
		[0] = "x86 BIOS",
		[1] = "NEC/PC98",
		[2] = "Itanium",
		[3] = "DEC Alpha",
		[4] = "Arc x86",
		[5] = "Intel Lean Client",
		[6] = "x86 UEFI",
		[7] = "x64 UEFI",
		[8] = "EFI Xscale",
		[9] = "EBC",
		[10] = "ARM 32-bit UEFI",
		[11] = "ARM 64-bit UEFI",
		[12] = "PowerPC Open Firmware",
		[13] = "PowerPC ePAPR",
		[14] = "POWER OPAL v3",
		[15] = "x86 UEFI boot from HTTP",
		[16] = "x64 UEFI boot from HTTP",
		[17] = "EBC boot from HTTP",
		[18] = "ARM UEFI 32 boot from HTTP",
		[19] = "ARM UEFI 64 boot from HTTP",
		[20] = "PC/AT BIOS boot from HTTP",
		[21] = "ARM 32 U-Boot",
		[22] = "ARM 64 U-Boot",
		[23] = "ARM U-Boot 32 boot from HTTP",
		[24] = "ARM U-Boot 64 boot from HTTP",
		[25] = "RISC-V 32-bit UEFI",
		[26] = "RISC-V 32-bit UEFI boot from HTTP",
		[27] = "RISC-V 64-bit UEFI",
		[28] = "RISC-V 64-bit UEFI boot from HTTP",
	};

	return arch >= 0 && (size_t)arch < sizeof(name) / sizeof(name[0]) ? name[arch] : "unknown";
}

char *dhcp_uuid(const struct dhcp_msg *m, char buf[37])
{
	struct cur c = span_cur(m->opt[OPT_UUID]);
	uint8_t type = cur_u8(&c);
	uint32_t low = cur_le32(&c);
	uint16_t mid = cur_le16(&c), high = cur_le16(&c), seq = cur_be16(&c),
		 node_high = cur_be16(&c);
	uint32_t node_low = cur_be32(&c);

	buf[0] = '\0';
	if (c.err == CUR_OK && !c.left && type == 0)
		snprintf(buf, 37, "%08x-%04x-%04x-%04x-%04x%08x", low, mid, high, seq, node_high,
			node_low);
	return buf;
}

static struct span without_nuls(struct span s)
{
	struct cur c = span_cur(s);
	size_t at, n = 0;

	for (at = 1; cur_more(&c); at++)
		if (cur_u8(&c))
			n = at;
	return (struct span){s.p, n};
}

struct span dhcp_bootfile(const struct dhcp_msg *m)
{
	struct span s = without_nuls(m->opt[OPT_BOOTFILE]);

	if (!s.n)
		s = m->file;
	return s.n ? s : (struct span){NULL, 0};
}

const char *dhcp_type_name(const struct dhcp_msg *m)
{
	static const char *const name[] = {
		[DHCP_DISCOVER] = "discover",
		[DHCP_OFFER] = "offer",
		[DHCP_REQUEST] = "request",
		[DHCP_DECLINE] = "decline",
		[DHCP_ACK] = "ack",
		[DHCP_NAK] = "nak",
		[DHCP_RELEASE] = "release",
		[DHCP_INFORM] = "inform",
		[9] = "forcerenew", /* RFC 3203; 10 to 13 RFC 4388, 14 and 15 RFC 6926, the rest RFC
				       7724 */
		[10] = "leasequery",
		[11] = "leaseunassigned",
		[12] = "leaseunknown",
		[13] = "leaseactive",
		[14] = "bulkleasequery",
		[15] = "leasequerydone",
		[16] = "activeleasequery",
		[17] = "leasequerystatus",
		[18] = "tls",
	};

	if (!m->type)
		return m->op == 2 ? "bootreply" : "bootrequest";
	return m->type < sizeof(name) / sizeof(name[0]) ? name[m->type] : "unknown";
}
