/*
 * Option 43 as PXE 2.1 uses it, and the walk over any list of sub-options (43, 82, 175).
 *
 *   6 discovery control(1)   7 multicast address(4)   8 boot servers {type(2) count(1) ip(4)*}*
 *   9 menu {type(2) length(1) text}*   10 prompt timeout(1) text   71 item type(2) layer(2)
 *
 * Option 43 means this only in a message whose option 60 begins with PXEClient (RFC 2132 section
 * 8.4: what is in it is the vendor class's business). Which server a client then asks isn't
 * decided here.
 */
#include "proto/dhcp_inside.h"

enum {
	OPT_VENDOR = 43,
	SUB_PAD = 0,
	SUB_CONTROL = 6,
	SUB_MCAST = 7,
	SUB_SERVERS = 8,
	SUB_MENU = 9,
	SUB_PROMPT = 10,
	SUB_ITEM = 71,
	SUB_END = 255,
};

bool dhcp_sub_next(struct cur *c, uint8_t *code, struct span *value)
{
	while (cur_more(c)) {
		*code = cur_u8(c);
		if (*code == SUB_PAD)
			continue;
		if (*code == SUB_END)
			return false;
		*value = cur_take(c, cur_u8(c));
		return c->err == CUR_OK;
	}
	return false;
}

struct span dhcp_sub(const struct dhcp_msg *m, uint8_t option, uint8_t code)
{
	struct cur c = span_cur(m->opt[option]);
	struct span value;
	uint8_t got;

	while (dhcp_sub_next(&c, &got, &value))
		if (got == code)
			return value;
	return (struct span){NULL, 0};
}

/* Checks the list of boot servers and finds its first address. */
static bool read_servers(struct dhcp_pxe *pxe, struct span value)
{
	struct cur c = span_cur(value), list;

	while (cur_more(&c)) {
		cur_skip(&c, 2);
		list = cur_sub(&c, (size_t)cur_u8(&c) * 4);
		if (c.err == CUR_OK && !pxe->first_server)
			pxe->first_server = cur_be32(&list);
	}
	return c.err == CUR_OK;
}

static bool menu_ok(struct span value)
{
	struct cur c = span_cur(value);

	while (cur_more(&c)) {
		cur_skip(&c, 2);
		cur_skip(&c, cur_u8(&c));
	}
	return c.err == CUR_OK;
}

/* False when the value cannot be one of that sub-option. */
static bool read_sub(struct dhcp_pxe *pxe, uint8_t code, struct span value)
{
	struct cur c = span_cur(value);

	switch (code) {
	case SUB_CONTROL:
		pxe->control = cur_u8(&c);
		pxe->has_control = c.err == CUR_OK;
		return value.n == 1;
	case SUB_MCAST:
		pxe->mcast = cur_be32(&c);
		return value.n == 4;
	case SUB_SERVERS:
		pxe->servers = value;
		return read_servers(pxe, value);
	case SUB_MENU:
		pxe->menu = value;
		return menu_ok(value);
	case SUB_PROMPT:
		pxe->prompt = value;
		return value.n >= 1;
	case SUB_ITEM:
		pxe->item_type = cur_be16(&c);
		pxe->item_layer = cur_be16(&c);
		pxe->has_item = c.err == CUR_OK;
		return value.n == 4;
	default:
		return true;
	}
}

void dhcp_pxe_read(struct dhcp_msg *m)
{
	struct cur c = span_cur(m->opt[OPT_VENDOR]);
	struct span value;
	uint8_t code;
	bool ok = true;

	if (!m->opt[OPT_VENDOR].p || !dhcp_is_pxe(m))
		return;
	m->pxe.present = true;
	while (dhcp_sub_next(&c, &code, &value))
		ok = read_sub(&m->pxe, code, value) && ok;
	if (m->op == 2 && (!ok || c.err != CUR_OK))
		m->odd |= DHCP_ODD_PXE43;
}
