/*
 * The bytes of a DHCP message (RFC 2131, 2132, 3396) and the names of its options.
 */
#include "enc_dhcp.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_ROOM = 128, SNAME_ROOM = 64, OPTION_MAX = 255 };

enum value_type { V_IPS, V_TEXT, V_U16, V_SECONDS, V_NUMBERS, V_HEX };

static const struct option_name {
	const char *name;
	unsigned code;
	enum value_type type;
} option_names[] = {
	{ "mask", 1, V_IPS },
	{ "router", 3, V_IPS },
	{ "dns", 6, V_IPS },
	{ "rlp11", 11, V_IPS },
	{ "hostname", 12, V_TEXT },
	{ "bootfile-size", 13, V_U16 },
	{ "domain", 15, V_TEXT },
	{ "pvs17", 17, V_TEXT },
	{ "root-path", 17, V_TEXT },
	{ "mtu", 26, V_U16 },
	{ "vendor-info", 43, V_HEX },
	{ "requested", 50, V_IPS },
	{ "lease", 51, V_SECONDS },
	{ "server-id", 54, V_IPS },
	{ "params", 55, V_NUMBERS },
	{ "message", 56, V_TEXT },
	{ "max-size", 57, V_U16 },
	{ "t1", 58, V_SECONDS },
	{ "t2", 59, V_SECONDS },
	{ "vendor-class", 60, V_TEXT },
	{ "client-id", 61, V_HEX },
	{ "tftp-server", 66, V_TEXT },
	{ "bootfile", 67, V_TEXT },
	{ "user-class", 77, V_TEXT },
	{ "relay-info", 82, V_HEX },
	{ "arch", 93, V_U16 },
	{ "undi", 94, V_HEX },
	{ "uuid", 97, V_HEX },
	{ "tftp-servers", 150, V_IPS },
};

const char dhcp_option_names[] =
	"mask router dns rlp11 hostname bootfile-size domain pvs17 root-path mtu vendor-info "
	"requested lease server-id params message max-size t1 t2 vendor-class client-id "
	"tftp-server bootfile user-class relay-info arch undi uuid tftp-servers optN";

static const struct option_name *option_by_name(const char *key)
{
	for (size_t i = 0; i < sizeof(option_names) / sizeof(option_names[0]); i++)
		if (strcmp(option_names[i].name, key) == 0)
			return &option_names[i];
	return NULL;
}

/* The N of optN; 0 for anything else. */
static unsigned option_number(const char *key)
{
	size_t digits = strncmp(key, "opt", 3) == 0 ? strspn(key + 3, "0123456789") : 0;
	unsigned long code = digits > 0 && digits < 4 ? strtoul(key + 3, NULL, 10) : 0;

	return digits && key[3 + digits] == '\0' && code < 255 ? (unsigned)code : 0;
}

bool dhcp_option_named(const char *key)
{
	return option_number(key) || option_by_name(key);
}

/* --- the list of options ----------------------------------------------------------------- */

static void option_append(struct script *script, struct dhcp_message *message, unsigned code,
			  const void *value, size_t len)
{
	struct dhcp_option *option = mem_new(&script->mem, sizeof(*option));
	struct dhcp_option **end = &message->options;

	option->code = code;
	option->len = len;
	option->value = (const uint8_t *)mem_copy(&script->mem, value, len);
	while (*end)
		end = &(*end)->next;
	*end = option;
}

void dhcp_option_remove(struct dhcp_message *message, unsigned code)
{
	struct dhcp_option **at = &message->options;

	while (*at) {
		if ((*at)->code == code)
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
}

void dhcp_option_set(struct script *script, struct dhcp_message *message, unsigned code,
		     const void *value, size_t len)
{
	for (struct dhcp_option *o = message->options; o; o = o->next) {
		if (o->code == code) {
			o->value = (const uint8_t *)mem_copy(&script->mem, value, len);
			o->len = len;
			return;
		}
	}
	option_append(script, message, code, value, len);
}

void dhcp_option_set_ip(struct script *script, struct dhcp_message *message, unsigned code,
			uint32_t ip)
{
	uint8_t bytes[4] = { (uint8_t)(ip >> 24), (uint8_t)(ip >> 16), (uint8_t)(ip >> 8),
			     (uint8_t)ip };

	dhcp_option_set(script, message, code, bytes, 4);
}

const struct dhcp_option *dhcp_option_find(const struct dhcp_message *message, unsigned code)
{
	const struct dhcp_option *option = message->options;

	while (option && option->code != code)
		option = option->next;
	return option;
}

/* --- values in the author's words -------------------------------------------------------- */

static void value_list(const struct play *play, const struct line *line,
		       const struct field *field, enum value_type type, struct buf *out)
{
	char item[64];

	for (const char *at = field->value; *at;) {
		size_t len = strcspn(at, ",");
		const struct host *host;

		if (len >= sizeof(item))
			line_fail(play, line, "%s=%s: too long", field->key, field->value);
		memcpy(item, at, len);
		item[len] = '\0';
		host = type == V_IPS ? play_host(play, item) : NULL;
		if (type == V_NUMBERS)
			put_u8(out, (unsigned)value_number(play->script, line->stmt->line, item,
							   255));
		else
			put_be32(out, host ? host->legs[0].ip :
					     value_ip(play->script, line->stmt->line, item));
		at += len + (at[len] == ',');
	}
}

/* Hexadecimal digits; the word mac stands for the client's address. */
static void value_hex(const struct play *play, const struct line *line,
		      const struct dhcp_message *message, const struct field *field,
		      struct buf *out)
{
	const char *mac = strstr(field->value, "mac");
	char *head = mem_copy(&play->script->mem, field->value,
			      mac ? (size_t)(mac - field->value) : field->len);

	if (!text_hex(head, out))
		line_fail(play, line, "%s=%s: expected hexadecimal bytes (text goes in quotes)",
			  field->key, field->value);
	if (!mac)
		return;
	put_bytes(out, message->chaddr, MAC_LEN);
	if (!text_hex(mac + 3, out))
		line_fail(play, line, "%s=%s: expected hexadecimal bytes after mac", field->key,
			  field->value);
}

static void option_value(const struct play *play, const struct line *line,
			 const struct dhcp_message *message, const struct field *field,
			 enum value_type type, struct buf *out)
{
	int n = line->stmt->line;

	if (field->quoted || type == V_TEXT) {
		put_bytes(out, field->value, field->len);
		return;
	}
	switch (type) {
	case V_IPS:
	case V_NUMBERS:
		value_list(play, line, field, type, out);
		break;
	case V_U16:
		put_be16(out, (unsigned)value_number(play->script, n, field->value, 65535));
		break;
	case V_SECONDS:
		put_be32(out, (uint32_t)(value_duration(play->script, n, field->value) / SECOND));
		break;
	case V_HEX:
	case V_TEXT:
		value_hex(play, line, message, field, out);
		break;
	}
}

static void apply_option(const struct play *play, const struct line *line,
			 struct dhcp_message *message, const struct field *fields,
			 const struct field *field)
{
	const struct option_name *name = option_by_name(field->key);
	unsigned code = name ? name->code : option_number(field->key);
	struct buf value = {0};
	uint32_t ip;

	if (!field->quoted && strcmp(field->value, "none") == 0) {
		dhcp_option_remove(message, code);
		return;
	}
	if (!name && !field->quoted && text_is_ip(field->value, &ip))
		put_be32(&value, ip);
	else
		option_value(play, line, message, field, name ? name->type : V_HEX, &value);
	if (field_find(fields, field->key) == field)
		dhcp_option_set(play->script, message, code, value.at ? (void *)value.at : "",
				value.len);
	else
		option_append(play->script, message, code, value.at, value.len);
	buf_fini(&value);
}

static bool apply_ip(const struct play *play, const struct line *line, const struct field *field,
		     struct dhcp_message *m)
{
	const struct {
		const char *key;
		uint32_t *at;
	} fields[] = {
		{ "ciaddr", &m->ciaddr }, { "yiaddr", &m->yiaddr },
		{ "siaddr", &m->siaddr }, { "giaddr", &m->giaddr },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct host *host = play_host(play, field->value);

		if (strcmp(field->key, fields[i].key) != 0)
			continue;
		*fields[i].at = host ? host->legs[0].ip :
				       value_ip(play->script, line->stmt->line, field->value);
		return true;
	}
	return false;
}

static bool apply_number(const struct play *play, const struct line *line,
			 const struct field *field, struct dhcp_message *m)
{
	uint32_t pad = (uint32_t)m->pad;
	const struct {
		const char *key;
		uint32_t *at;
		uint64_t max;
	} fields[] = {
		{ "op", &m->op, 255 },		{ "htype", &m->htype, 255 },
		{ "hlen", &m->hlen, 16 },	{ "hops", &m->hops, 255 },
		{ "xid", &m->xid, UINT32_MAX }, { "secs", &m->secs, 65535 },
		{ "flags", &m->flags, 65535 },	{ "overload", &m->overload, 3 },
		{ "type", &m->type, 255 },	{ "pad", &pad, 1500 },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(field->key, fields[i].key) != 0)
			continue;
		*fields[i].at = (uint32_t)value_number(play->script, line->stmt->line,
						       field->value, fields[i].max);
		m->pad = pad;
		return true;
	}
	return false;
}

static void apply_text(const struct play *play, const struct line *line,
		       const struct field *field, char *at, size_t room)
{
	if (field->len > room)
		line_fail(play, line, "%s is longer than %zu bytes", field->key, room);
	memset(at, 0, room);
	memcpy(at, field->value, field->len);
}

static void apply_chaddr(const struct play *play, const struct line *line,
			 const struct field *field, struct dhcp_message *message)
{
	struct buf bytes = {0};

	if (!text_hex(field->value, &bytes) || bytes.len > 16)
		line_fail(play, line, "chaddr=%s: expected up to 16 bytes", field->value);
	memset(message->chaddr, 0, 16);
	memcpy(message->chaddr, bytes.at, bytes.len);
	buf_fini(&bytes);
}

void dhcp_apply(const struct play *play, const struct line *line, struct dhcp_message *message,
		const struct field *fields)
{
	for (const struct field *f = fields; f; f = f->next) {
		if (dhcp_option_named(f->key))
			apply_option(play, line, message, fields, f);
		else if (strcmp(f->key, "file") == 0)
			apply_text(play, line, f, message->file, FILE_ROOM);
		else if (strcmp(f->key, "sname") == 0)
			apply_text(play, line, f, message->sname, SNAME_ROOM);
		else if (strcmp(f->key, "chaddr") == 0)
			apply_chaddr(play, line, f, message);
		else if (strcmp(f->key, "broadcast") == 0)
			message->flags |= BROADCAST_FLAG;
		else if (strcmp(f->key, "unicast") == 0)
			message->flags &= ~(unsigned)BROADCAST_FLAG;
		else if (strcmp(f->key, "no-cookie") == 0)
			message->no_cookie = true;
		else if (strcmp(f->key, "no-end") == 0)
			message->no_end = true;
		else if (!apply_ip(play, line, f, message))
			apply_number(play, line, f, message);
	}
}

/* --- bytes ------------------------------------------------------------------------------- */

static void put_option(struct buf *out, unsigned code, const uint8_t *value, size_t len)
{
	do {
		size_t part = len < OPTION_MAX ? len : OPTION_MAX;

		put_u8(out, code);
		put_u8(out, (unsigned)part);
		put_bytes(out, value, part);
		value += part;
		len -= part;
	} while (len > 0);
}

/* Options that fit into an overloaded header field (RFC 2132 9.3) go there, the rest stays. */
static void put_options(const struct dhcp_message *message, struct buf *out, struct buf *file,
			struct buf *sname)
{
	const uint8_t overload = (uint8_t)message->overload;

	if (overload)
		put_option(out, OPT_OVERLOAD, &overload, 1);
	for (const struct dhcp_option *o = message->options; o; o = o->next) {
		bool core = o->code == OPT_SERVER_ID || o->code == OPT_LEASE;

		if (!core && (overload & 1) && file->len + o->len + 3 <= FILE_ROOM)
			put_option(file, o->code, o->value, o->len);
		else if (!core && (overload & 2) && sname->len + o->len + 3 <= SNAME_ROOM)
			put_option(sname, o->code, o->value, o->len);
		else
			put_option(out, o->code, o->value, o->len);
	}
	if (overload & 1)
		put_u8(file, 255);
	if (overload & 2)
		put_u8(sname, 255);
}

static void put_field(struct buf *out, const void *text, const struct buf *options, size_t room)
{
	if (options->len > 0)
		put_bytes(out, options->at, options->len);
	else
		put_bytes(out, text, room);
	put_fill(out, 0, options->len > 0 ? room - options->len : 0);
}

void dhcp_encode(const struct dhcp_message *m, struct buf *out)
{
	struct buf options = {0}, file = {0}, sname = {0};
	const uint8_t type = (uint8_t)m->type;

	if (type)
		put_option(&options, OPT_TYPE, &type, 1);
	put_options(m, &options, &file, &sname);
	put_u8(out, m->op);
	put_u8(out, m->htype);
	put_u8(out, m->hlen);
	put_u8(out, m->hops);
	put_be32(out, m->xid);
	put_be16(out, m->secs);
	put_be16(out, m->flags);
	put_be32(out, m->ciaddr);
	put_be32(out, m->yiaddr);
	put_be32(out, m->siaddr);
	put_be32(out, m->giaddr);
	put_bytes(out, m->chaddr, 16);
	put_field(out, m->sname, &sname, SNAME_ROOM);
	put_field(out, m->file, &file, FILE_ROOM);
	if (!m->no_cookie)
		put_be32(out, 0x63825363);
	put_bytes(out, options.at, options.len);
	if (!m->no_end)
		put_u8(out, 255);
	if (out->len < m->pad)
		put_fill(out, 0, m->pad - out->len);
	buf_fini(&options);
	buf_fini(&file);
	buf_fini(&sname);
}
