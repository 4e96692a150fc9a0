/*
 * The table of DHCP options (names and lengths: RFC 2132 and the IANA registry "BOOTP Vendor
 * Extensions and DHCP Options") and the typed reads that go by it.
 *
 * To add an option: a row in `defs`. Options without a row are bytes of any length.
 */
#include "proto/dhcp_inside.h"

/* The row of a code is at its index. */
static const struct dhcp_opt_def defs[255] = {
	[1] = {1, "Subnet Mask", DHCP_T_IP, 4, 4},
	[2] = {2, "Time Offset", DHCP_T_U32, 4, 4},
	[3] = {3, "Router", DHCP_T_IPS, 4, 0},
	[4] = {4, "Time Server", DHCP_T_IPS, 4, 0},
	[5] = {5, "Name Server", DHCP_T_IPS, 4, 0},
	[6] = {6, "Domain Name Server", DHCP_T_IPS, 4, 0},
	[7] = {7, "Log Server", DHCP_T_IPS, 4, 0},
	[8] = {8, "Quotes Server", DHCP_T_IPS, 4, 0},
	[9] = {9, "LPR Server", DHCP_T_IPS, 4, 0},
	[10] = {10, "Impress Server", DHCP_T_IPS, 4, 0},
	[11] = {11, "Resource Location Server", DHCP_T_IPS, 4, 0},
	[12] = {12, "Host Name", DHCP_T_TEXT, 1, 0},
	[13] = {13, "Boot File Size", DHCP_T_U16, 2, 2},
	[14] = {14, "Merit Dump File", DHCP_T_TEXT, 1, 0},
	[15] = {15, "Domain Name", DHCP_T_TEXT, 1, 0},
	[16] = {16, "Swap Server", DHCP_T_IP, 4, 4},
	[17] = {17, "Root Path", DHCP_T_TEXT, 1, 0},
	[18] = {18, "Extensions Path", DHCP_T_TEXT, 1, 0},
	[19] = {19, "IP Forwarding", DHCP_T_FLAG, 1, 1},
	[20] = {20, "Non-Local Source Routing", DHCP_T_FLAG, 1, 1},
	[21] = {21, "Policy Filter", DHCP_T_IPS, 8, 0},
	[22] = {22, "Maximum Datagram Reassembly Size", DHCP_T_U16, 2, 2},
	[23] = {23, "Default IP Time-to-live", DHCP_T_U8, 1, 1},
	[24] = {24, "Path MTU Aging Timeout", DHCP_T_U32, 4, 4},
	[25] = {25, "Path MTU Plateau Table", DHCP_T_U16S, 2, 0},
	[26] = {26, "Interface MTU", DHCP_T_U16, 2, 2},
	[27] = {27, "All Subnets are Local", DHCP_T_FLAG, 1, 1},
	[28] = {28, "Broadcast Address", DHCP_T_IP, 4, 4},
	[29] = {29, "Perform Mask Discovery", DHCP_T_FLAG, 1, 1},
	[30] = {30, "Mask Supplier", DHCP_T_FLAG, 1, 1},
	[31] = {31, "Perform Router Discovery", DHCP_T_FLAG, 1, 1},
	[32] = {32, "Router Solicitation Address", DHCP_T_IP, 4, 4},
	[33] = {33, "Static Route", DHCP_T_IPS, 8, 0},
	[34] = {34, "Trailer Encapsulation", DHCP_T_FLAG, 1, 1},
	[35] = {35, "ARP Cache Timeout", DHCP_T_U32, 4, 4},
	[36] = {36, "Ethernet Encapsulation", DHCP_T_FLAG, 1, 1},
	[37] = {37, "TCP Default TTL", DHCP_T_U8, 1, 1},
	[38] = {38, "TCP Keepalive Interval", DHCP_T_U32, 4, 4},
	[39] = {39, "TCP Keepalive Garbage", DHCP_T_FLAG, 1, 1},
	[40] = {40, "Network Information Service Domain", DHCP_T_TEXT, 1, 0},
	[41] = {41, "Network Information Servers", DHCP_T_IPS, 4, 0},
	[42] = {42, "Network Time Protocol Servers", DHCP_T_IPS, 4, 0},
	[43] = {43, "Vendor-Specific Information", DHCP_T_BYTES, 1, 0},
	[44] = {44, "NetBIOS over TCP/IP Name Server", DHCP_T_IPS, 4, 0},
	[45] = {45, "NetBIOS over TCP/IP Datagram Distribution Server", DHCP_T_IPS, 4, 0},
	[46] = {46, "NetBIOS over TCP/IP Node Type", DHCP_T_U8, 1, 1},
	[47] = {47, "NetBIOS over TCP/IP Scope", DHCP_T_TEXT, 1, 0},
	[48] = {48, "X Window System Font Server", DHCP_T_IPS, 4, 0},
	[49] = {49, "X Window System Display Manager", DHCP_T_IPS, 4, 0},
	[50] = {50, "Requested IP Address", DHCP_T_IP, 4, 4},
	[51] = {51, "IP Address Lease Time", DHCP_T_U32, 4, 4},
	[52] = {52, "Option Overload", DHCP_T_U8, 1, 1},
	[53] = {53, "DHCP Message Type", DHCP_T_U8, 1, 1},
	[54] = {54, "DHCP Server Identifier", DHCP_T_IP, 4, 4},
	[55] = {55, "Parameter Request List", DHCP_T_BYTES, 1, 0},
	[56] = {56, "Message", DHCP_T_TEXT, 1, 0},
	[57] = {57, "Maximum DHCP Message Size", DHCP_T_U16, 2, 2},
	[58] = {58, "Renewal (T1) Time Value", DHCP_T_U32, 4, 4},
	[59] = {59, "Rebinding (T2) Time Value", DHCP_T_U32, 4, 4},
	[60] = {60, "Vendor Class Identifier", DHCP_T_TEXT, 1, 0},
	[61] = {61, "Client Identifier", DHCP_T_BYTES, 2, 0},
	[62] = {62, "NetWare/IP Domain Name", DHCP_T_TEXT, 1, 0},
	[63] = {63, "NetWare/IP Information", DHCP_T_BYTES, 1, 0},
	[64] = {64, "Network Information Service+ Domain", DHCP_T_TEXT, 1, 0},
	[65] = {65, "Network Information Service+ Servers", DHCP_T_IPS, 4, 0},
	[66] = {66, "TFTP Server Name", DHCP_T_TEXT, 1, 0},
	[67] = {67, "Bootfile Name", DHCP_T_TEXT, 1, 0},
	[68] = {68, "Mobile IP Home Agent", DHCP_T_BYTES, 0, 0},
	[69] = {69, "SMTP Server", DHCP_T_IPS, 4, 0},
	[70] = {70, "POP3 Server", DHCP_T_IPS, 4, 0},
	[71] = {71, "NNTP Server", DHCP_T_IPS, 4, 0},
	[72] = {72, "Default WWW Server", DHCP_T_IPS, 4, 0},
	[73] = {73, "Default Finger Server", DHCP_T_IPS, 4, 0},
	[74] = {74, "Default IRC Server", DHCP_T_IPS, 4, 0},
	[75] = {75, "StreetTalk Server", DHCP_T_IPS, 4, 0},
	[76] = {76, "StreetTalk Directory Assistance Server", DHCP_T_IPS, 4, 0},
	[77] = {77, "User Class", DHCP_T_BYTES, 1, 0},
	[78] = {78, "Directory Agent Information", DHCP_T_BYTES, 1, 0},
	[79] = {79, "Service Location Agent Scope", DHCP_T_BYTES, 1, 0},
	[80] = {80, "Rapid Commit", DHCP_T_BYTES, 0, 0},
	[81] = {81, "Client Fully Qualified Domain Name", DHCP_T_BYTES, 3, 0},
	[82] = {82, "Relay Agent Information", DHCP_T_BYTES, 0, 0},
	[83] = {83, "iSNS", DHCP_T_BYTES, 14, 0},
	[85] = {85, "NDS Servers", DHCP_T_IPS, 4, 0},
	[86] = {86, "NDS Tree Name", DHCP_T_TEXT, 1, 0},
	[87] = {87, "NDS Context", DHCP_T_TEXT, 1, 0},
	[88] = {88, "BCMCS Controller Domain Name List", DHCP_T_BYTES, 1, 0},
	[89] = {89, "BCMCS Controller IPv4 Address", DHCP_T_IPS, 4, 0},
	[90] = {90, "Authentication", DHCP_T_BYTES, 11, 0},
	[91] = {91, "Client Last Transaction Time", DHCP_T_U32, 4, 4},
	[92] = {92, "Associated IP", DHCP_T_IPS, 4, 0},
	[93] = {93, "Client System Architecture", DHCP_T_U16S, 2, 0},
	[94] = {94, "Client Network Device Interface", DHCP_T_BYTES, 3, 3},
	[95] = {95, "LDAP", DHCP_T_TEXT, 0, 0},
	[97] = {97, "UUID/GUID-based Client Identifier", DHCP_T_BYTES, 17, 17},
	[98] = {98, "Open Group's User Authentication", DHCP_T_TEXT, 1, 0},
	[99] = {99, "Civic Addresses Configuration", DHCP_T_BYTES, 0, 0},
	[100] = {100, "IEEE 1003.1 TZ String", DHCP_T_TEXT, 1, 0},
	[101] = {101, "Reference to the TZ Database", DHCP_T_TEXT, 1, 0},
	[108] = {108, "IPv6-Only Preferred", DHCP_T_U32, 4, 4},
	[112] = {112, "NetInfo Parent Server Address", DHCP_T_IPS, 4, 0},
	[113] = {113, "NetInfo Parent Server Tag", DHCP_T_TEXT, 1, 0},
	[114] = {114, "DHCP Captive-Portal", DHCP_T_TEXT, 1, 0},
	[116] = {116, "Auto-Configuration", DHCP_T_U8, 1, 1},
	[117] = {117, "Name Service Search", DHCP_T_U16S, 2, 0},
	[118] = {118, "Subnet Selection", DHCP_T_IP, 4, 4},
	[119] = {119, "Domain Search", DHCP_T_BYTES, 1, 0},
	[120] = {120, "SIP Servers", DHCP_T_BYTES, 1, 0},
	[121] = {121, "Classless Static Route", DHCP_T_BYTES, 5, 0},
	[122] = {122, "CableLabs Client Configuration", DHCP_T_BYTES, 0, 0},
	[123] = {123, "GeoConf", DHCP_T_BYTES, 16, 16},
	[124] = {124, "Vendor-Identifying Vendor Class", DHCP_T_BYTES, 5, 0},
	[125] = {125, "Vendor-Identifying Vendor-Specific Information", DHCP_T_BYTES, 5, 0},
	[128] = {128, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[129] = {129, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[130] = {130, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[131] = {131, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[132] = {132, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[133] = {133, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[134] = {134, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[135] = {135, "PXE - undefined (vendor specific)", DHCP_T_BYTES, 0, 0},
	[136] = {136, "PANA Agent", DHCP_T_IPS, 4, 0},
	[137] = {137, "LoST Server", DHCP_T_BYTES, 1, 0},
	[138] = {138, "CAPWAP Access Controller Addresses", DHCP_T_IPS, 4, 0},
	[141] = {141, "SIP UA Configuration Service Domains", DHCP_T_BYTES, 0, 0},
	[143] = {143, "SZTP Redirect", DHCP_T_BYTES, 0, 0},
	[145] = {145, "Forcerenew Nonce Capable", DHCP_T_BYTES, 1, 0},
	[146] = {146, "RDNSS Selection", DHCP_T_BYTES, 9, 0},
	[150] = {150, "TFTP Server Address", DHCP_T_IPS, 4, 0},
	[151] = {151, "Status Code", DHCP_T_BYTES, 1, 0},
	[152] = {152, "Base Time", DHCP_T_U32, 4, 4},
	[153] = {153, "Start Time of State", DHCP_T_U32, 4, 4},
	[154] = {154, "Query Start Time", DHCP_T_U32, 4, 4},
	[155] = {155, "Query End Time", DHCP_T_U32, 4, 4},
	[156] = {156, "DHCP State", DHCP_T_U8, 1, 1},
	[157] = {157, "Data Source", DHCP_T_U8, 1, 1},
	[158] = {158, "PCP Server", DHCP_T_BYTES, 5, 0},
	[159] = {159, "Port Parameters", DHCP_T_BYTES, 4, 4},
	[161] = {161, "MUD URL", DHCP_T_TEXT, 1, 0},
	[162] = {162, "Encrypted DNS", DHCP_T_BYTES, 0, 0},
	[175] = {175, "Etherboot (iPXE)", DHCP_T_BYTES, 0, 0},
	[208] = {208, "PXELINUX Magic", DHCP_T_BYTES, 4, 4},
	[209] = {209, "Configuration File", DHCP_T_TEXT, 1, 0},
	[210] = {210, "Path Prefix", DHCP_T_TEXT, 1, 0},
	[211] = {211, "Reboot Time", DHCP_T_U32, 4, 4},
	[212] = {212, "6rd", DHCP_T_BYTES, 18, 0},
	[213] = {213, "Access Network Domain Name", DHCP_T_BYTES, 1, 0},
	[220] = {220, "Subnet Allocation", DHCP_T_BYTES, 0, 0},
	[221] = {221, "Virtual Subnet Selection", DHCP_T_BYTES, 0, 0},
	[249] = {249, "Classless Static Route (Microsoft)", DHCP_T_BYTES, 5, 0},
	[252] = {252, "Web Proxy Auto-Discovery", DHCP_T_TEXT, 1, 0},
};

const struct dhcp_opt_def *dhcp_opt_def(uint8_t code)
{
	return code < sizeof(defs) / sizeof(defs[0]) && defs[code].name ? &defs[code] : NULL;
}

/* Values of lists come in steps of this many bytes. Pairs (21, 33) have their minimum as step. */
static size_t step_of(const struct dhcp_opt_def *def)
{
	switch (def->type) {
	case DHCP_T_IPS:
		return def->min;
	case DHCP_T_U16S:
		return 2;
	case DHCP_T_BYTES:
	case DHCP_T_TEXT:
	case DHCP_T_IP:
	case DHCP_T_U8:
	case DHCP_T_U16:
	case DHCP_T_U32:
	case DHCP_T_FLAG:
		break;
	}
	return 1;
}

bool dhcp_opt_length_ok(const struct dhcp_opt_def *def, size_t n)
{
	return n >= def->min && (!def->max || n <= def->max) && n % step_of(def) == 0;
}

/* A cursor over the value when it is there and of a length that fits the table and holds whole
 * items of `size`; else one over nothing. */
static struct cur typed(const struct dhcp_msg *m, uint8_t code, size_t size, bool list)
{
	const struct dhcp_opt_def *def = dhcp_opt_def(code);
	struct span s = m->opt[code];

	if (!s.p || (def && !dhcp_opt_length_ok(def, s.n)) || (list ? s.n % size : s.n != size))
		return cur_make(NULL, 0, 0);
	return span_cur(s);
}

bool dhcp_opt_ip(const struct dhcp_msg *m, uint8_t code, uint32_t *ip)
{
	struct cur c = typed(m, code, 4, true);
	uint32_t v = cur_be32(&c);

	if (c.err == CUR_OK)
		*ip = v;
	return c.err == CUR_OK;
}

bool dhcp_opt_u32(const struct dhcp_msg *m, uint8_t code, uint32_t *v)
{
	struct cur c = typed(m, code, 4, false);
	uint32_t got = cur_be32(&c);

	if (c.err == CUR_OK)
		*v = got;
	return c.err == CUR_OK;
}

bool dhcp_opt_u16(const struct dhcp_msg *m, uint8_t code, uint16_t *v)
{
	struct cur c = typed(m, code, 2, true);
	uint16_t got = cur_be16(&c);

	if (c.err == CUR_OK)
		*v = got;
	return c.err == CUR_OK;
}

bool dhcp_opt_u8(const struct dhcp_msg *m, uint8_t code, uint8_t *v)
{
	struct cur c = typed(m, code, 1, false);
	uint8_t got = cur_u8(&c);

	if (c.err == CUR_OK)
		*v = got;
	return c.err == CUR_OK;
}
