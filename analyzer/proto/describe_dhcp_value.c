/*
 * The value of a DHCP option as text: by its type from the option table, or by a function of its
 * own in `special`. What has sub-options is in describe_dhcp_subs.c.
 */
#include "proto/describe_inside.h"
#include "proto/dhcp_inside.h"

enum { TEXT_LIMIT = 1024 };

static void put_comma(struct txt *t)
{
	if (t->n)
		txt_put(t, ", ");
}

static void put_ip(struct txt *t, uint32_t ip)
{
	char buf[16];

	txt_put(t, txt_ip4(buf, ip));
}

static void put_ips(struct txt *t, struct cur c)
{
	while (cur_need(&c, 4) && cur_more(&c)) {
		put_comma(t);
		put_ip(t, cur_be32(&c));
	}
}

static void put_u16s(struct txt *t, struct cur c)
{
	while (cur_need(&c, 2) && cur_more(&c)) {
		put_comma(t);
		txt_fmt(t, "%u", cur_be16(&c));
	}
}

static void put_type(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	(void)s;
	txt_fmt(t, "%s (%u)", dhcp_type_name(m), m->type);
}

static void put_overload(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	static const char *const text[] = {
		"nothing", "boot file name", "server host name", "boot file and server host names"};

	(void)s;
	txt_fmt(t, "%s (%u)", m->overload < 4 ? text[m->overload] : "unknown", m->overload);
}

static void put_seconds(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint32_t v = cur_be32(&c);
	char buf[40];

	(void)m;
	if (c.err != CUR_OK)
		return;
	if (v == UINT32_MAX)
		txt_put(t, "infinite");
	else
		txt_fmt(t, "%u s (%s)", v, txt_duration(buf, sizeof(buf), (int64_t)v * 1000000000));
}

static void put_codes(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);

	(void)m;
	while (cur_more(&c)) {
		put_comma(t);
		txt_fmt(t, "%u", cur_u8(&c));
	}
}

static void put_blocks(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	unsigned v = cur_be16(&c);

	(void)m;
	if (c.err == CUR_OK)
		txt_fmt(t, "%u blocks of 512 bytes", v);
}

/* RFC 2132 section 9.14, RFC 4361 section 6.1. */
static void put_client_id(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint8_t type = cur_u8(&c);
	char buf[18];
	uint32_t iaid;

	(void)m;
	if (type == 1 && c.left == 6) {
		txt_fmt(t, "hardware type 1, %s", txt_mac(buf, cur_bytes(&c, 6)));
	} else if (type == 255 && c.left > 4) {
		iaid = cur_be32(&c);
		txt_fmt(t, "IAID %08x, DUID ", iaid);
		describe_hex(t, cur_rest(&c));
	} else if (type == 0 && c.left) {
		txt_put(t, "type 0, ");
		describe_text_or_hex(t, cur_rest(&c));
	} else {
		describe_hex(t, s);
	}
}

/* RFC 3004 asks for a length before each class; iPXE and others write the text alone. */
static void put_user_class(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s), check = c;
	uint8_t n = 1;

	(void)m;
	while (cur_more(&check)) {
		n = cur_u8(&check);
		cur_skip(&check, n);
	}
	if (check.err != CUR_OK || !n) {
		describe_text_or_hex(t, s);
		return;
	}
	while (cur_more(&c)) {
		put_comma(t);
		describe_text_or_hex(t, cur_take(&c, cur_u8(&c)));
	}
}

/* A name in DNS labels; compression pointers are not followed. */
static void put_labels(struct txt *t, struct cur c)
{
	uint8_t n;

	while (cur_more(&c)) {
		n = cur_u8(&c);
		if (!n || n > 63)
			break;
		txt_put_safe(t, cur_take(&c, n), 64);
		txt_put(t, ".");
	}
}

/* RFC 4702: flags, two result codes, a name in labels when flag E is set, else as text. */
static void put_fqdn(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint8_t flags = cur_u8(&c);

	(void)m;
	cur_skip(&c, 2);
	if (c.err != CUR_OK)
		return;
	if (flags & 4)
		put_labels(t, c);
	else if (c.left)
		txt_put_safe(t, cur_rest(&c), TEXT_LIMIT);
	txt_fmt(t, " (flags 0x%02x)", flags);
}

static void put_archs(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint16_t v;

	(void)m;
	while (cur_need(&c, 2) && cur_more(&c)) {
		put_comma(t);
		v = cur_be16(&c);
		txt_fmt(t, "%s (%u)", dhcp_arch_name(v), v);
	}
}

static void put_undi(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint8_t type = cur_u8(&c), major = cur_u8(&c), minor = cur_u8(&c);

	(void)m;
	if (c.err == CUR_OK && type == 1)
		txt_fmt(t, "UNDI %u.%u", major, minor);
	else
		describe_hex(t, s);
}

static void put_uuid(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	char buf[37];

	if (*dhcp_uuid(m, buf))
		txt_put(t, buf);
	else
		describe_hex(t, s);
}

/* RFC 3442: prefix length, only the significant bytes of the network, router. */
static void put_routes(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint8_t bits, i;
	uint32_t net, router;

	(void)m;
	while (cur_more(&c)) {
		bits = cur_u8(&c);
		if (bits > 32)
			break;
		for (net = 0, i = 0; i < (bits + 7) / 8; i++)
			net |= (uint32_t)cur_u8(&c) << (24 - 8 * i);
		router = cur_be32(&c);
		if (c.err != CUR_OK)
			break;
		put_comma(t);
		put_ip(t, net);
		txt_fmt(t, "/%u via ", bits);
		put_ip(t, router);
	}
}

/* RFC 3397: names in labels, with pointers into the option; those are shown as "...". */
static void put_search(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint8_t n;

	(void)m;
	while (cur_more(&c)) {
		n = cur_u8(&c);
		if (n > 63) {
			cur_skip(&c, 1);
			txt_put(t, "... ");
		} else if (n) {
			txt_put_safe(t, cur_take(&c, n), 64);
			txt_put(t, ".");
		} else if (c.left) {
			txt_put(t, " ");
		}
	}
}

/* RFC 3925: both begin with an enterprise number. */
static void put_enterprise(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	struct cur c = span_cur(s);
	uint32_t number = cur_be32(&c);
	struct span rest;

	(void)m;
	cur_skip(&c, 1);
	if (c.err != CUR_OK)
		return;
	rest = cur_rest(&c);
	txt_fmt(t, "enterprise %u: ", number);
	describe_text_or_hex(t, rest);
}

/* What sub-options follow for is only named by its length. */
static void put_list(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	(void)m;
	txt_fmt(t, "%zu bytes", s.n);
}

static void put_vendor(struct txt *t, const struct dhcp_msg *m, struct span s)
{
	if (m->pxe.present)
		put_list(t, m, s);
	else
		describe_text_or_hex(t, s);
}

static void (*const special[256])(struct txt *, const struct dhcp_msg *, struct span) = {
	[13] = put_blocks,
	[43] = put_vendor,
	[51] = put_seconds,
	[52] = put_overload,
	[53] = put_type,
	[55] = put_codes,
	[58] = put_seconds,
	[59] = put_seconds,
	[61] = put_client_id,
	[77] = put_user_class,
	[81] = put_fqdn,
	[82] = put_list,
	[93] = put_archs,
	[94] = put_undi,
	[97] = put_uuid,
	[119] = put_search,
	[121] = put_routes,
	[124] = put_enterprise,
	[125] = put_enterprise,
	[175] = put_list,
	[249] = put_routes,
};

static void put_typed(struct txt *t, enum dhcp_opt_type type, struct span s)
{
	struct cur c = span_cur(s);

	switch (type) {
	case DHCP_T_TEXT:
		txt_put_safe(t, s, TEXT_LIMIT);
		return;
	case DHCP_T_IP:
	case DHCP_T_IPS:
		put_ips(t, c);
		return;
	case DHCP_T_U8:
		txt_fmt(t, "%u", cur_u8(&c));
		return;
	case DHCP_T_U16:
	case DHCP_T_U16S:
		put_u16s(t, c);
		return;
	case DHCP_T_U32:
		txt_fmt(t, "%u", cur_be32(&c));
		return;
	case DHCP_T_FLAG:
		txt_put(t, cur_u8(&c) ? "yes" : "no");
		return;
	case DHCP_T_BYTES:
		describe_text_or_hex(t, s);
		return;
	}
}

void describe_dhcp_value(struct txt *t, const struct dhcp_msg *m, uint8_t code)
{
	const struct dhcp_opt_def *def = dhcp_opt_def(code);
	struct span s = m->opt[code];

	if (!s.n)
		txt_put(t, "empty");
	else if (def && !dhcp_opt_length_ok(def, s.n) && def->type != DHCP_T_TEXT)
		describe_hex(t, s);
	else if (special[code])
		special[code](t, m, s);
	else
		put_typed(t, def ? def->type : DHCP_T_BYTES, s);
}
