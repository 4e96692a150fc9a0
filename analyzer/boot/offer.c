/*
 * What each DHCP and PXE answer means to the client that got it: how EDK2 classes it (netboot.md
 * 3.1), which file and which server that kind of client takes from it (3.4), and whether its option
 * 43 makes sense (3.2). What the client did then is in its boot.
 */
#include "base/cur.h"
#include "boot/internal.h"

#include <stdlib.h>

#define OPTION_MAX 1024

/* Option 43, read as PXE. */
struct pxe43 {
	bool has[256];
	unsigned control;
	char first_server[16];
	bool menu_local; /* the first item of the menu is type 0: boot from disk */
	unsigned prompt_s;
};

struct offer {
	const char *message, *class;
	int rank; /* 0: none */
	const char *file, *file_from, *tftp_server, *tftp_from, *fault, *fault_code;
	struct pxe43 pxe;
};

struct offers {
	struct store *s;
	struct err *err;
	int64_t next;
};

/* --- option 43 ------------------------------------------------------------------------------------ */

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t from_hex(const char *hex, uint8_t *out, size_t room)
{
	size_t n = 0;

	while (n < room && digit(hex[0]) >= 0 && digit(hex[1]) >= 0) {
		out[n++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
		hex += 2;
	}
	return n;
}

static void sub_read(struct pxe43 *p, uint8_t code, struct span v)
{
	p->has[code] = true;
	if (code == 6 && v.n == 1)
		p->control = v.p[0];
	if (code == 8 && v.n < 7)
		p->has[8] = false;
	else if (code == 8)
		snprintf(p->first_server, sizeof(p->first_server), "%u.%u.%u.%u", v.p[3], v.p[4], v.p[5], v.p[6]);
	if (code == 9 && v.n >= 2)
		p->menu_local = !v.p[0] && !v.p[1];
	if (code == 10 && v.n >= 1)
		p->prompt_s = v.p[0];
}

static void pxe_read(struct pxe43 *p, const char *hex)
{
	uint8_t bytes[OPTION_MAX];
	size_t n = from_hex(hex, bytes, sizeof(bytes));
	struct cur c = cur_make(bytes, n, n);
	struct span v;
	uint8_t code;

	memset(p, 0, sizeof(*p));
	while (cur_more(&c)) {
		code = cur_u8(&c);
		if (code == 255)
			return;
		if (!code)
			continue;
		v = cur_take(&c, cur_u8(&c));
		if (c.err != CUR_OK)
			return;
		sub_read(p, code, v);
	}
}

/* PXE 2.1: what must be there with what (netboot.md 3.2, codes 3.3). The first that is wrong. */
static void fault_find(struct offer *o)
{
	const struct pxe43 *p = &o->pxe;
	bool direct = (p->control & 8) && o->file; /* the file of the offer, no discovery */

	if (direct) /* the rest is not looked at: dnsmasq sends a lone prompt with a file */
		return;
	if (p->has[9] != p->has[10]) {
		o->fault_code = "PXE-E74";
		o->fault = p->has[9] ? "a boot menu (43.9) without a prompt (43.10)"
				     : "a prompt (43.10) without a boot menu (43.9)";
	} else if (!p->has[6]) {
		return;
	} else if ((p->control & 8) && !o->file) {
		o->fault_code = "PXE-E21";
		o->fault = "discovery control (43.6) says that the boot file of this answer is to be used, and it names none";
	} else if (((p->control & 3) == 3 || (p->control & 4)) && !p->has[8]) {
		o->fault_code = "PXE-E77";
		o->fault = "discovery control (43.6) allows only the servers of a list, and there is no boot server list (43.8)";
	} else if (!(p->control & 2) && (p->control & 1) && !p->has[7]) {
		o->fault_code = "PXE-E76";
		o->fault = "discovery control (43.6) leaves only multicast discovery, and there is no multicast address (43.7)";
	}
}

/* --- classes, files, servers ------------------------------------------------------------------------ */

static bool pxe10(const struct pxe43 *p)
{
	return p->has[6] || p->has[7] || p->has[8] || p->has[9] || p->has[10];
}

static bool wfm11a(const struct pxe43 *p)
{
	return p->has[1] && p->has[2] && p->has[3] && p->has[4] && p->has[5];
}

/* EDK2 PxeBcParseDhcp4Packet and its order of preference. */
static void classify(struct offer *o, bool pxe, bool lease, bool bootp)
{
	if (bootp) {
		o->class = "bootp";
		o->rank = o->file ? 6 : 0;
	} else if (!pxe) {
		o->class = "dhcp-only";
		o->rank = o->file ? 5 : 0;
	} else if (pxe10(&o->pxe)) {
		o->class = lease ? "dhcp-pxe10" : "proxy-pxe10";
		o->rank = lease ? 1 : 2;
	} else if (wfm11a(&o->pxe)) {
		o->class = "wfm11a";
	} else {
		o->class = lease ? "dhcp-binl" : "proxy-binl";
		o->rank = lease ? 3 : 4;
	}
}

static void choose_server(struct offer *o, const char *who, const char *siaddr, const char *server_id,
	const char *name)
{
	bool uefi = !strncmp(who, "uefi", 4);

	if (uefi && (o->pxe.control & 8) && o->pxe.first_server[0]) {
		o->tftp_server = o->pxe.first_server;
		o->tftp_from = "boot server list (option 43.8)";
	} else if (siaddr[0]) {
		o->tftp_server = siaddr;
		o->tftp_from = "next server (siaddr)";
	} else if (uefi && server_id[0]) {
		o->tftp_server = server_id;
		o->tftp_from = "server identifier (option 54), for want of a next server";
	} else if (!uefi && strcmp(who, "intel-rom") != 0 && name[0]) {
		o->tftp_server = name;
		o->tftp_from = "option 66";
	}
}

static const char *message_of(const char *kind, bool lease)
{
	if (!strcmp(kind, "pxe-ack"))
		return "boot-server";
	if (!strcmp(kind, "pxe-offer"))
		return "proxy";
	return !strcmp(kind, "dhcp-ack") && lease ? "ack" : "offer";
}

/* --- rows -------------------------------------------------------------------------------------------- */

static const char sql_answers[] =
	"SELECT be.boot_id, be.event_id, be.ns, e.kind, coalesce(d.server_id, e.src_ip),"
	" coalesce((SELECT x.who FROM exchange x WHERE x.boot_id = be.boot_id AND x.first_ns <= be.ns"
	"  ORDER BY x.first_ns DESC LIMIT 1), b.client_kind),"
	" coalesce(d.vendor_class, '') LIKE 'PXEClient%', d.yiaddr IS NOT NULL, d.type IS NULL,"
	" d.bootfile, d.file, coalesce(d.siaddr, ''), coalesce(d.server_id, ''), coalesce(d.tftp_name, ''),"
	/* reading JSON takes longer than all the rest, and only these are looked at */
	" CASE WHEN d.vendor_class LIKE 'PXEClient%' AND instr(d.options, '\"43\"') THEN coalesce(json_extract(d.options, '$.\"43\"'), '') ELSE '' END"
	" FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) JOIN boot b USING (boot_id)"
	" WHERE " OF_DHCP("be") " AND d.op = 2 AND e.kind IN ('dhcp-offer', 'dhcp-ack', 'pxe-offer', 'pxe-ack', 'dhcp-bootreply')"
	" AND d.options_complete ORDER BY be.boot_id, be.ns, be.event_id";

static struct bind or_null(const char *s)
{
	return s && s[0] ? B_TEXT(s) : (struct bind){0};
}

static int offer_put(struct offers *w, const struct row *r, const struct offer *o)
{
	struct bind a[] = {B_INT(w->next++), B_INT(row_int(r, 0)), B_INT(row_int(r, 1)), B_INT(row_int(r, 2)),
		B_TEXT(o->message), B_TEXT(row_text(r, 4)), B_TEXT(row_text(r, 5)), B_TEXT(o->class),
		o->rank ? B_INT(o->rank) : (struct bind){0}, or_null(o->file), or_null(o->file_from),
		or_null(o->tftp_server), or_null(o->tftp_from), or_null(row_text(r, 13)),
		o->pxe.has[6] ? B_INT((int64_t)o->pxe.control) : (struct bind){0}, B_INT(o->pxe.menu_local),
		o->pxe.has[10] ? B_INT((int64_t)o->pxe.prompt_s) : (struct bind){0}, or_null(o->fault),
		or_null(o->fault_code)};

	return store_query(w->s, "INSERT INTO offer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
		" ?13, ?14, ?15, ?16, ?17, ?18, ?19)", a, sizeof(a) / sizeof(a[0]), NULL, NULL, w->err);
}

static int offer_write(void *ctx, const struct row *r)
{
	bool pxe = row_int(r, 6), lease = row_int(r, 7);
	struct offer o = {.message = message_of(row_text(r, 3), lease)};

	if (!row_null(r, 9)) {
		o.file = row_text(r, 9);
		o.file_from = "option 67";
	} else if (!row_null(r, 10)) {
		o.file = row_text(r, 10);
		o.file_from = "the BOOTP file field";
	}
	if (pxe)
		pxe_read(&o.pxe, row_text(r, 14));
	classify(&o, pxe, lease, row_int(r, 8));
	choose_server(&o, row_text(r, 5), row_text(r, 11), row_text(r, 12), row_text(r, 13));
	if (pxe)
		fault_find(&o);
	return offer_put(ctx, r, &o) < 0;
}

/* Who named the file that the boot asked for: several may have spoken. A name that nobody gave has no
 * source when there were several names. */
static const char sql_source[] =
	"UPDATE boot SET file_source = (SELECT CASE message"
	" WHEN 'proxy' THEN 'the proxyDHCP answer of ' WHEN 'boot-server' THEN 'the boot server answer of '"
	" WHEN 'ack' THEN 'the DHCP answer of ' ELSE 'the DHCP offer of ' END || server || ', ' || file_from"
	"  FROM (SELECT o.*, o.tftp_server IS boot.boot_server AS asked FROM offer o WHERE o.boot_id = boot.boot_id AND o.file = boot.boot_file)"
	"  ORDER BY asked DESC, message = 'offer', ns DESC LIMIT 1)"
	" WHERE EXISTS (SELECT 1 FROM boot_transfer t WHERE t.boot_id = boot.boot_id)"
	"  AND CASE WHEN EXISTS (SELECT 1 FROM offer o WHERE o.boot_id = boot.boot_id AND o.file = boot.boot_file) THEN 1"
	"   ELSE (SELECT count(DISTINCT p.file) > 1 FROM offer p WHERE p.boot_id = boot.boot_id) END";

int offers_write(struct store *s, struct err *err)
{
	struct err said = {""};
	struct offers w = {.s = s, .err = &said, .next = 1};

	if (store_query(s, sql_answers, NULL, 0, offer_write, &w, err) < 0)
		return -1;
	if (said.text[0])
		return err_set(err, "%s", said.text);
	return store_script(s, sql_source, err);
}
