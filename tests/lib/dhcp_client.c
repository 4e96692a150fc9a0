/*
 * A DHCP client of a given kind: what it fills in by itself, and its memory of one conversation.
 * A conversation starts with the first message, after an ACK, at a change of kind (as=), or when
 * the line says 'new'.
 */
#include <stdio.h>
#include <string.h>

#include "client_kind.h"
#include "enc_dhcp.h"

static uint32_t session_xid(const struct host *host, const struct client_kind *kind)
{
	const uint8_t *mac = host->legs[0].mac;

	if (kind->xid_from_mac)
		return ((uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 |
			mac[5]) + 0x01000000u;
	return (uint32_t)mix64(hash_text(host->name) + (uint64_t)host->dhcp.number);
}

static const struct client_kind *line_kind(const struct play *play, const struct line *line)
{
	const char *as = line_text(line, "as", NULL);
	const struct client_kind *kind = line->who->kind;

	if (as)
		kind = client_kind_find(as);
	if (as && !kind)
		line_fail(play, line, "as=%s: unknown kind (%s)", as, client_kind_names);
	if (!kind)
		kind = client_kind_find("plain");
	return kind;
}

/* Without as= a running conversation keeps its kind; a DISCOVER after an ACK is the firmware's. */
static void session_open(struct play *play, const struct line *line,
			 const struct dhcp_message *message)
{
	struct host *host = line->who;
	struct dhcp_session *session = &host->dhcp;
	const struct client_kind *kind = line_kind(play, line);
	bool discover = message->type == DHCP_DISCOVER;
	bool starts = discover || message->type == DHCP_INFORM || line_flag(line, "init-reboot") ||
		      line_flag(line, "renew") || line_flag(line, "rebind");
	bool told = line_flag(line, "new") && line->index == 0 &&
		    (discover || line->stmt->verb->say != say_dora);
	bool fresh = told || (starts && session->acked);
	int number = session->number;

	if (session->kind && !line_field(line, "as") && !told && !(discover && session->acked))
		kind = session->kind;
	if (session->kind == kind && !fresh)
		return;
	*session = (struct dhcp_session){ .kind = kind, .number = number + 1, .began = play->now };
	session->xid = session_xid(host, kind);
}

static unsigned session_secs(const struct dhcp_session *session, int64_t now, bool discover)
{
	unsigned tries = session->discovers > 4 ? 3u : (unsigned)session->discovers - 1;

	switch (session->kind->secs) {
	case SECS_ZERO:
		return 0;
	case SECS_TIMEOUT:
		return discover ? 4u << tries : 4u;
	case SECS_IPXE:
		return (unsigned)session->sent << 2 | (session->offered ? 2u : 0) |
		       (session->proxied ? 1u : 0);
	case SECS_ELAPSED:
		return discover ? (unsigned)((now - session->began) / SECOND) : session->secs;
	}
	return 0;
}

static void fill_identity(struct script *script, const struct host *host,
			  struct dhcp_message *message)
{
	const struct client_kind *kind = host->dhcp.kind;
	uint8_t id[1 + MAC_LEN] = { 1 }, uuid[17] = { 0 };
	uint64_t hash = mix64((uint64_t)message->chaddr[3] << 16 | message->chaddr[4] << 8 |
			      message->chaddr[5]);

	memcpy(id + 1, message->chaddr, MAC_LEN);
	memcpy(uuid + 9, "\x80\x01", 2);
	memcpy(uuid + 11, message->chaddr, MAC_LEN);
	for (int i = 0; i < 8; i++)
		uuid[1 + i] = (uint8_t)(hash >> (8 * i));
	if (kind->client_id == CLIENT_ID_MAC)
		dhcp_option_set(script, message, OPT_CLIENT_ID, id, sizeof(id));
	if (kind->uuid)
		dhcp_option_set(script, message, OPT_UUID, uuid, sizeof(uuid));
}

static void fill_class(const struct play *play, const struct line *line,
		       struct dhcp_message *message)
{
	const struct client_kind *kind = line->who->dhcp.kind;
	int arch = (int)line_number(play, line, "arch", (uint64_t)(kind->arch < 0 ? 0 : kind->arch),
				    65535);
	uint8_t arch_bytes[2] = { (uint8_t)(arch >> 8), (uint8_t)arch };
	char text[64];

	if (kind->vendor_class) {
		const char *slot = strstr(kind->vendor_class, "%05d");

		if (slot)
			snprintf(text, sizeof(text), "%.*s%05d%s",
				 (int)(slot - kind->vendor_class), kind->vendor_class, arch,
				 slot + 4);
		else
			snprintf(text, sizeof(text), "%s", kind->vendor_class);
		dhcp_option_set(play->script, message, OPT_VENDOR_CLASS, text, strlen(text));
	}
	if (kind->user_class)
		dhcp_option_set(play->script, message, OPT_USER_CLASS, kind->user_class,
				strlen(kind->user_class));
	if (kind->arch >= 0) {
		dhcp_option_set(play->script, message, OPT_ARCH, arch_bytes, 2);
		dhcp_option_set(play->script, message, OPT_UNDI, kind->undi, 3);
	}
}

static void fill_options(const struct play *play, const struct line *line,
			 struct dhcp_message *message)
{
	static const uint8_t ipxe[] = {
		0xb1, 5, 1, 0x80, 0x86, 0x10, 0x0e, 0xeb, 3, 1, 0, 0, 0x17, 1, 1, 0x15, 1, 1,
		0x13, 1, 1, 0x11, 1, 1, 0x27, 1, 1, 0x19, 1, 1, 0x10, 1, 2, 0x21, 1, 1,
	};
	const struct client_kind *kind = line->who->dhcp.kind;
	uint8_t size[2] = { (uint8_t)(kind->max_size >> 8), (uint8_t)kind->max_size };

	if (kind->max_size)
		dhcp_option_set(play->script, message, OPT_MAX_SIZE, size, 2);
	fill_class(play, line, message);
	dhcp_option_set(play->script, message, OPT_PARAMS, kind->params, kind->n_params);
	if (kind->user_class)
		dhcp_option_set(play->script, message, OPT_IPXE, ipxe, sizeof(ipxe));
	fill_identity(play->script, line->who, message);
}

void dhcp_client_fill(struct play *play, const struct line *line, struct dhcp_message *message)
{
	struct host *host = line->who;
	struct dhcp_session *session = &host->dhcp;
	bool discover = message->type == DHCP_DISCOVER;

	session_open(play, line, message);
	session->sent++;
	session->discovers += discover;
	message->op = 1;
	message->htype = 1;
	message->hlen = MAC_LEN;
	message->xid = session->xid;
	message->secs = session_secs(session, play->now, discover);
	if (discover)
		session->secs = (uint16_t)message->secs;
	message->flags = session->kind->broadcast ? BROADCAST_FLAG : 0;
	memcpy(message->chaddr, host->legs[0].mac, MAC_LEN);
	message->pad = session->kind->pad;
	message->client = host;
	message->from = host;
	message->sport = 68;
	message->label = line_text(line, "label", NULL);
	fill_options(play, line, message);
}

void dhcp_client_hears(struct host *host, const struct dhcp_message *message)
{
	struct dhcp_session *session = &host->dhcp;
	const struct dhcp_option *id = dhcp_option_find(message, OPT_SERVER_ID);

	if (message->type == DHCP_OFFER && message->yiaddr == 0)
		session->proxied = true;
	if (message->type == DHCP_OFFER && message->yiaddr != 0) {
		session->offered = true;
		session->offered_ip = message->yiaddr;
		session->server_id = 0;
		for (int i = 0; id && id->len == 4 && i < 4; i++)
			session->server_id = session->server_id << 8 | id->value[i];
	}
	if (message->type == DHCP_ACK && message->yiaddr != 0)
		session->acked = true;
	if (message->type == DHCP_NAK)
		session->offered = false;
}
