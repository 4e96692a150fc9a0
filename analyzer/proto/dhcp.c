/*
 * DHCPv4 and BOOTP: the fixed header and the walk over the options. Layout RFC 951 and RFC 2131
 * section 2, options RFC 2132 section 2, overload RFC 2132 section 9.3, long options RFC 3396.
 *
 *   op(1) htype(1) hlen(1) hops(1) xid(4) secs(2) flags(2) ciaddr(4) yiaddr(4) siaddr(4) giaddr(4)
 *   chaddr(16) sname(64) file(128) cookie(4) {code(1) [length(1) value(length)]}*
 *
 * Options come from up to three areas: the options field, then `file`, then `sname`. The areas are
 * walked twice: once to count the pieces of each option, once to put together those that came in
 * several. The table of options and the typed reads are in dhcp_option.c, option 43 in dhcp_pxe.c.
 * Who answers whom, and with what delay, is not known here.
 */
#include "proto/dhcp.h"
#include "proto/dhcp_inside.h"

#include <string.h>

enum {
	COOKIE = 0x63825363,
	BOOTP_MIN = 300,
	HTYPE_ETHERNET = 1,
	OPT_PAD = 0,
	OPT_OVERLOAD = 52,
	OPT_TYPE = 53,
	OPT_END = 255,
	OVERLOAD_FILE = 1,
	OVERLOAD_SNAME = 2,
	AREAS = 3,
};

/* The areas that may hold options, and what the walks know of each code. */
struct walk {
	struct cur area[AREAS]; /* options, file, sname; empty when it holds none */
	unsigned pieces[256];
	size_t total[256];
	size_t at[256]; /* where in scratch the next piece goes */
	bool cut;
	bool overrun;
};

/* The next option of an area. False at its end: `c->err` says whether it was a clean one. */
static bool next_option(struct cur *c, uint8_t *code, struct span *value, bool *end)
{
	while (cur_more(c)) {
		*code = cur_u8(c);
		if (*code == OPT_PAD)
			continue;
		*end = *code == OPT_END;
		if (*end)
			return false;
		*value = cur_take(c, cur_u8(c));
		return c->err == CUR_OK;
	}
	if (c->err == CUR_OK && c->snapped)
		c->err = CUR_SNAPPED;
	return false;
}

static void note_option(struct dhcp_msg *m, struct walk *w, uint8_t code, struct span value)
{
	if (!w->pieces[code]) {
		m->opt[code] = value;
		if (m->order_count < sizeof(m->order) / sizeof(m->order[0]))
			m->order[m->order_count++] = code;
	}
	w->pieces[code]++;
	w->total[code] += value.n;
}

static void count_area(struct dhcp_msg *m, struct walk *w, unsigned area)
{
	struct cur c = w->area[area];
	struct span value;
	uint8_t code;
	bool end = false;

	while (next_option(&c, &code, &value, &end)) {
		if (area && code == OPT_OVERLOAD)
			m->odd |= DHCP_ODD_OVERLOAD_NESTED;
		else
			note_option(m, w, code, value);
	}
	if (c.err == CUR_SNAPPED)
		w->cut = true;
	else if (c.err == CUR_SHORT)
		w->overrun = true;
	else if (!end)
		m->odd |= DHCP_ODD_NO_END;
}

/* Gives each option that came in pieces its room in scratch. One that does not fit keeps its first
 * piece, which is also what a client that knows nothing of RFC 3396 sees. */
static void reserve_split(struct dhcp_msg *m, struct walk *w)
{
	unsigned code;

	for (code = 0; code < 256; code++) {
		if (w->pieces[code] < 2)
			continue;
		m->odd |= DHCP_ODD_SPLIT_OPTION;
		if (w->total[code] > sizeof(m->scratch) - m->scratch_used) {
			w->pieces[code] = 1;
			continue;
		}
		w->at[code] = m->scratch_used;
		m->opt[code] = (struct span){m->scratch + m->scratch_used, 0};
		m->scratch_used += w->total[code];
	}
}

static void join_area(struct dhcp_msg *m, struct walk *w, unsigned area)
{
	struct cur c = w->area[area];
	struct span value;
	uint8_t code;
	bool end;

	while (next_option(&c, &code, &value, &end)) {
		if (w->pieces[code] < 2 || (area && code == OPT_OVERLOAD))
			continue;
		memcpy(m->scratch + w->at[code], value.p, value.n);
		w->at[code] += value.n;
		m->opt[code].n += value.n;
	}
}

/* A fixed field as a string: up to its first NUL, as clients read it. Absent when its end was not
 * captured. */
static struct span fixed_string(struct cur field)
{
	struct cur at = field;
	struct span s = cur_zstr(&at);

	if (at.err == CUR_OK)
		return s;
	return at.err == CUR_SHORT ? cur_rest(&field) : s;
}

static bool has_control_bytes(struct span s)
{
	struct cur c = span_cur(s);
	uint8_t b;

	while (cur_more(&c)) {
		b = cur_u8(&c);
		if (b < 0x20 || b == 0x7f)
			return true;
	}
	return false;
}

/* Sets file and sname, or the areas they are. Without option 52 captured nothing says whether they
 * hold options: what does not look like text is then not called a name. */
static void settle_overload(struct dhcp_msg *m, struct walk *w, struct cur file, struct cur sname)
{
	uint8_t overload;
	struct cur option = span_cur(m->opt[OPT_OVERLOAD]);

	overload = m->overload = cur_u8(&option);
	if (overload > (OVERLOAD_FILE | OVERLOAD_SNAME))
		overload = 0;
	if (overload & OVERLOAD_FILE)
		w->area[1] = file;
	else
		m->file = fixed_string(file);
	if (overload & OVERLOAD_SNAME)
		w->area[2] = sname;
	else
		m->sname = fixed_string(sname);
	if (w->cut && !m->overload) {
		if (has_control_bytes(m->file))
			m->file = (struct span){NULL, 0};
		if (has_control_bytes(m->sname))
			m->sname = (struct span){NULL, 0};
	}
}

static void check_lengths(struct dhcp_msg *m)
{
	const struct dhcp_opt_def *def;
	unsigned code;

	for (code = 1; code < OPT_END; code++) {
		def = m->opt[code].p ? dhcp_opt_def((uint8_t)code) : NULL;
		if (def && !dhcp_opt_length_ok(def, m->opt[code].n))
			m->odd |= DHCP_ODD_OPTION_LENGTH;
	}
}

static void read_options(struct dhcp_msg *m, struct walk *w, struct cur file, struct cur sname)
{
	struct cur type;
	unsigned area;

	count_area(m, w, 0);
	settle_overload(m, w, file, sname);
	for (area = 1; area < AREAS; area++)
		if (w->area[area].p)
			count_area(m, w, area);
	reserve_split(m, w);
	for (area = 0; area < AREAS; area++)
		join_area(m, w, area);
	if (w->overrun)
		m->odd |= DHCP_ODD_OPTION_OVERRUN;
	type = span_cur(m->opt[OPT_TYPE]);
	m->type = cur_u8(&type);
	check_lengths(m);
	dhcp_pxe_read(m);
}

/* The 44 bytes up to sname. Errors stick in `in`. */
static void read_header(struct cur *in, struct dhcp_msg *m)
{
	bool has_mac = false;
	size_t i;

	m->op = cur_u8(in);
	m->htype = cur_u8(in);
	m->hlen = cur_u8(in);
	m->hops = cur_u8(in);
	m->xid = cur_be32(in);
	m->secs = cur_be16(in);
	m->flags = cur_be16(in);
	m->ciaddr = cur_be32(in);
	m->yiaddr = cur_be32(in);
	m->siaddr = cur_be32(in);
	m->giaddr = cur_be32(in);
	for (i = 0; i < sizeof(m->chaddr); i++) {
		m->chaddr[i] = cur_u8(in);
		has_mac |= i + 1 == sizeof(m->client.b) && in->err == CUR_OK;
	}
	if (in->err == CUR_OK && (m->hlen > 16 || (m->htype == HTYPE_ETHERNET && m->hlen != 6)))
		m->odd |= DHCP_ODD_HLEN;
	if (has_mac && (m->hlen == 6 || m->hlen == 16))
		memcpy(m->client.b, m->chaddr, sizeof(m->client.b));
}

/* Cookie and options. A message that ends before the cookie is plain BOOTP with a short vendor
 * field; one whose cookie was not captured may be anything. */
static enum decoded read_rest(struct cur in, struct dhcp_msg *m, struct cur file, struct cur sname)
{
	struct walk w = {.cut = false};
	uint32_t cookie = cur_be32(&in);

	m->has_cookie = in.err == CUR_OK && cookie == COOKIE;
	if (m->has_cookie) {
		w.area[0] = in;
		read_options(m, &w, file, sname);
	} else {
		w.cut = in.err == CUR_SNAPPED;
		settle_overload(m, &w, file, sname);
	}
	if (w.cut) {
		m->odd |= DHCP_ODD_OPTIONS_CUT;
		return DECODED_SNAPPED;
	}
	if (!m->has_cookie)
		m->odd |= DHCP_ODD_NO_COOKIE;
	return w.overrun ? DECODED_MALFORMED : DECODED_OK;
}

enum decoded dhcp_decode(struct cur in, struct dhcp_msg *out)
{
	struct cur peek = in, sname, file;
	uint8_t op = cur_u8(&peek);

	memset(out, 0, sizeof(*out));
	if (peek.err == CUR_OK && op != 1 && op != 2)
		return DECODED_NOT_MINE;
	if (in.left + in.snapped < BOOTP_MIN)
		out->odd |= DHCP_ODD_SHORT_BOOTP;
	read_header(&in, out);
	sname = cur_sub(&in, 64);
	file = cur_sub(&in, 128);
	if (in.err == CUR_OK)
		return read_rest(in, out, file, sname);
	if (in.err == CUR_SHORT)
		return DECODED_MALFORMED;
	out->odd |= DHCP_ODD_OPTIONS_CUT;
	return DECODED_SNAPPED;
}
