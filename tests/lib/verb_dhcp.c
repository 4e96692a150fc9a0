/*
 * What DHCP clients say.  Everything has the default of the client's kind; the fields of the
 * line come last and win.
 */
#include "client_kind.h"
#include "enc_dhcp.h"

enum { PORT_SERVER = 67, PORT_CLIENT = 68, PORT_PXE = 4011 };

void dhcp_remember(struct play *play, const struct line *line, const struct dhcp_message *message)
{
	struct dhcp_message *copy;

	if (line_flag(line, "lost"))
		return;
	copy = mem_new(&play->script->mem, sizeof(*copy));
	*copy = *message;
	copy->older = play->dhcp;
	play->dhcp = copy;
}

static struct packet client_packet(const struct line *line)
{
	return (struct packet){
		.from = line->who, .to = line->peer, .zero_src = true, .sport = PORT_CLIENT,
		.dport = PORT_SERVER, .ttl = line->who->dhcp.kind->ttl,
		.segment = line_text(line, "on", NULL),
	};
}

/* FIELDS are the author's; dora gives none, its fields belong to the replies. */
static void client_send(struct play *play, const struct line *line, struct dhcp_message *message,
			const struct packet *packet, const struct field *fields)
{
	struct buf bytes = {0};

	dhcp_apply(play, line, message, fields);
	message->to = packet->to;
	message->sport = packet->sport;
	message->segment = line_leg(play, line)->segment;
	dhcp_encode(message, &bytes);
	net_udp(play, line, *packet, &bytes);
	dhcp_remember(play, line, message);
	buf_fini(&bytes);
}

static void discover(struct play *play, const struct line *line, const struct field *fields)
{
	struct dhcp_message message = { .type = DHCP_DISCOVER };
	struct packet packet;

	dhcp_client_fill(play, line, &message);
	packet = client_packet(line);
	client_send(play, line, &message, &packet, fields);
}

void say_discover(struct play *play, const struct line *line)
{
	discover(play, line, line->stmt->fields);
}

/* --- REQUEST in its four states (RFC 2131, table 4) -------------------------------------- */

static void request_selecting(struct play *play, const struct line *line,
			      struct dhcp_message *message)
{
	const struct dhcp_session *session = &line->who->dhcp;

	if (!session->offered && (!line_field(line, "requested") || !line_field(line, "server-id")))
		line_fail(play, line, "%s has no offer to request: say init-reboot, renew or "
				      "rebind, or give requested= and server-id=",
			  line->who->name);
	dhcp_option_set_ip(play->script, message, OPT_REQUESTED, session->offered_ip);
	dhcp_option_set_ip(play->script, message, OPT_SERVER_ID, session->server_id);
}

static void request(struct play *play, const struct line *line, const struct field *fields)
{
	struct dhcp_message message = { .type = DHCP_REQUEST };
	bool bound = line_flag(line, "renew") || line_flag(line, "rebind");
	uint32_t ip = line->who->legs[0].ip;
	struct packet packet;

	dhcp_client_fill(play, line, &message);
	packet = client_packet(line);
	if (bound) {
		message.ciaddr = line_ip(play, line, "ciaddr", ip);
		packet.zero_src = false;
		packet.src = message.ciaddr;
	} else if (line_flag(line, "init-reboot")) {
		dhcp_option_set_ip(play->script, &message, OPT_REQUESTED, ip);
	} else {
		request_selecting(play, line, &message);
	}
	client_send(play, line, &message, &packet, fields);
}

void say_request(struct play *play, const struct line *line)
{
	request(play, line, line->stmt->fields);
}

/* --- the rarer ones ---------------------------------------------------------------------- */

void say_decline(struct play *play, const struct line *line)
{
	struct dhcp_message message = { .type = DHCP_DECLINE };
	struct packet packet;

	dhcp_client_fill(play, line, &message);
	dhcp_option_remove(&message, OPT_PARAMS);
	dhcp_option_set_ip(play->script, &message, OPT_REQUESTED, line->who->dhcp.offered_ip);
	dhcp_option_set_ip(play->script, &message, OPT_SERVER_ID, line->who->dhcp.server_id);
	packet = client_packet(line);
	client_send(play, line, &message, &packet, line->stmt->fields);
}

void say_release(struct play *play, const struct line *line)
{
	struct dhcp_message message = { .type = DHCP_RELEASE };
	struct packet packet;

	dhcp_client_fill(play, line, &message);
	dhcp_option_remove(&message, OPT_PARAMS);
	dhcp_option_set_ip(play->script, &message, OPT_SERVER_ID, line->who->dhcp.server_id);
	packet = client_packet(line);
	message.ciaddr = line->who->legs[0].ip;
	packet.zero_src = false;
	client_send(play, line, &message, &packet, line->stmt->fields);
}

void say_inform(struct play *play, const struct line *line)
{
	struct dhcp_message message = { .type = DHCP_INFORM };
	struct packet packet;

	dhcp_client_fill(play, line, &message);
	packet = client_packet(line);
	message.ciaddr = line->who->legs[0].ip;
	packet.zero_src = false;
	client_send(play, line, &message, &packet, line->stmt->fields);
}

/* EDK2 uses a new xid and source port 4011 here, clears B and swaps the bytes of secs. */
void say_pxe_request(struct play *play, const struct line *line)
{
	struct dhcp_message message = { .type = DHCP_REQUEST };
	struct packet packet;
	bool edk2;

	dhcp_client_fill(play, line, &message);
	edk2 = line->who->dhcp.kind->pxe_port == PORT_PXE;
	message.ciaddr = line->who->legs[0].ip;
	if (edk2) {
		message.xid = (uint32_t)mix64(message.xid);
		message.flags = 0;
		message.secs = (unsigned)line->index << 8;
	}
	packet = client_packet(line);
	packet.zero_src = false;
	packet.sport = line->who->dhcp.kind->pxe_port;
	packet.dport = PORT_PXE;
	client_send(play, line, &message, &packet, line->stmt->fields);
}

/* --- the whole conversation -------------------------------------------------------------- */

static void relay_hop(struct play *play, const struct line *line, struct host *relay,
		      struct host *to)
{
	struct line hop = { .stmt = line->stmt, .who = relay, .peer = to };

	if (!relay)
		return;
	play->now += SECOND / 1000;
	say_relay(play, &hop);
}

static int64_t select_delay(const struct host *client)
{
	return client->dhcp.kind && client->dhcp.kind->pxe_port == PORT_PXE ? 4 * SECOND :
									      SECOND / 100;
}

/* DISCOVER, OFFER, REQUEST, ACK with one server; the fields of the line go into the replies. */
void say_dora(struct play *play, const struct line *line)
{
	const char *via = line_text(line, "via", NULL);
	struct host *relay = via ? play_host(play, via) : NULL;
	struct line client = { .stmt = line->stmt, .who = line->who, .index = line->index };
	struct line server = { .stmt = line->stmt, .who = line->peer, .peer = line->who };

	if (via && !relay)
		line_fail(play, line, "via=%s: no such host", via);
	discover(play, &client, NULL);
	relay_hop(play, line, relay, line->peer);
	play->now += line_duration(play, line, "offer-after", SECOND / 1000);
	say_offer(play, &server);
	relay_hop(play, line, relay, line->who);
	play->now += line_duration(play, line, "select-after", select_delay(line->who));
	request(play, &client, NULL);
	relay_hop(play, line, relay, line->peer);
	play->now += line_duration(play, line, "ack-after", SECOND / 1000);
	say_ack(play, &server);
	relay_hop(play, line, relay, line->who);
}
