/*
 * What DHCP servers, proxyDHCP servers and relays say.  A reply answers the newest request of
 * the client that reached this server, and goes where RFC 1542 5.4 sends it.
 */
#include <string.h>

#include "client_kind.h"
#include "enc_dhcp.h"

enum { PORT_SERVER = 67, PORT_CLIENT = 68, PORT_PXE = 4011, DEFAULT_LEASE = 86400 };

/* --- which request ----------------------------------------------------------------------- */

static bool reached(const struct dhcp_message *message, const struct host *host)
{
	return message->to == host ||
	       (!message->to && message->from != host && host_leg(host, message->segment));
}

static const struct dhcp_message *newest(const struct play *play, const struct line *line,
					 unsigned op, const struct host *client)
{
	const char *of = line_text(line, "of", NULL);

	for (const struct dhcp_message *m = play->dhcp; m; m = m->older)
		if (m->op == op && reached(m, line->who) && (!client || m->client == client) &&
		    (!of || (m->label && strcmp(m->label, of) == 0)))
			return m;
	return NULL;
}

static const struct dhcp_message *request_for(const struct play *play, const struct line *line)
{
	const struct dhcp_message *request = newest(play, line, 1, line->peer);

	if (!request)
		line_fail(play, line, "no request%s%s has reached %s: is a relay line missing?",
			  line->peer ? " of " : "", line->peer ? line->peer->name : "",
			  line->who->name);
	return request;
}

/* --- building a reply -------------------------------------------------------------------- */

static void echo_option(struct play *play, const struct dhcp_message *request,
			struct dhcp_message *reply, unsigned code)
{
	const struct dhcp_option *option = dhcp_option_find(request, code);

	if (option)
		dhcp_option_set(play->script, reply, code, option->value, option->len);
}

static struct dhcp_message reply_to(struct play *play, const struct line *line,
				    const struct dhcp_message *request, unsigned type)
{
	struct dhcp_message reply = {
		.op = 2, .htype = request->htype, .hlen = request->hlen, .xid = request->xid,
		.flags = request->flags, .giaddr = request->giaddr, .type = type, .pad = 300,
		.client = request->client, .from = line->who, .segment = request->segment,
		.sport = PORT_SERVER, .label = line_text(line, "label", NULL),
	};

	memcpy(reply.chaddr, request->chaddr, sizeof(reply.chaddr));
	dhcp_option_set_ip(play->script, &reply, OPT_SERVER_ID, line->who->legs[0].ip);
	return reply;
}

static void reply_lease(struct play *play, const struct dhcp_message *request,
			struct dhcp_message *reply)
{
	static const uint8_t lease[4] = { 0, 1, 0x51, 0x80 }, mask[4] = { 255, 255, 255, 0 };

	reply->yiaddr = request->ciaddr ? request->ciaddr : request->client->legs[0].ip;
	dhcp_option_set(play->script, reply, OPT_LEASE, lease, sizeof(lease));
	dhcp_option_set(play->script, reply, OPT_MASK, mask, sizeof(mask));
}

/* Relay, client's address, broadcast or the address just given: RFC 2131 4.1. */
static struct packet reply_packet(const struct line *line, const struct dhcp_message *request,
				  const struct dhcp_message *reply)
{
	struct packet packet = {
		.from = line->who, .to = request->client, .sport = PORT_SERVER,
		.dport = PORT_CLIENT, .segment = request->segment,
	};

	if (request->giaddr) {
		packet.to = request->from;
		packet.dst = request->giaddr;
		packet.dport = PORT_SERVER;
		packet.segment = NULL;
	} else if (request->ciaddr && reply->type != DHCP_NAK) {
		packet.dst = request->ciaddr;
		packet.segment = NULL;
	} else if ((reply->flags & BROADCAST_FLAG) || reply->yiaddr == 0) {
		packet.to = NULL;
	} else {
		packet.dst = reply->yiaddr;
		if (!host_leg(line->who, packet.segment))
			packet.segment = NULL;
	}
	return packet;
}

static void reply_send(struct play *play, const struct line *line, struct dhcp_message *reply,
		       const struct packet *packet)
{
	struct buf bytes = {0};

	reply->to = packet->to;
	dhcp_encode(reply, &bytes);
	net_udp(play, line, *packet, &bytes);
	dhcp_remember(play, line, reply);
	if (!line_flag(line, "lost") && (!packet->to || packet->to == reply->client))
		dhcp_client_hears(reply->client, reply);
	buf_fini(&bytes);
}

static void reply_finish(struct play *play, const struct line *line,
			 const struct dhcp_message *request, struct dhcp_message *reply)
{
	struct packet packet;

	if (reply->type != DHCP_NAK)
		dhcp_apply(play, line, reply, line->who->replies);
	echo_option(play, request, reply, OPT_RELAY_INFO);
	dhcp_apply(play, line, reply, line->stmt->fields);
	packet = reply_packet(line, request, reply);
	reply_send(play, line, reply, &packet);
}

/* --- verbs of servers -------------------------------------------------------------------- */

void say_offer(struct play *play, const struct line *line)
{
	const struct dhcp_message *request = request_for(play, line);
	struct dhcp_message reply = reply_to(play, line, request, DHCP_OFFER);

	reply_lease(play, request, &reply);
	reply_finish(play, line, request, &reply);
}

void say_ack(struct play *play, const struct line *line)
{
	const struct dhcp_message *request = request_for(play, line);
	struct dhcp_message reply = reply_to(play, line, request, DHCP_ACK);
	const struct dhcp_option *wish = dhcp_option_find(request, OPT_REQUESTED);

	reply.ciaddr = request->ciaddr;
	if (request->type != DHCP_INFORM)
		reply_lease(play, request, &reply);
	if (request->type == DHCP_REQUEST && wish && wish->len == 4 && !request->ciaddr)
		reply.yiaddr = (uint32_t)wish->value[0] << 24 | (uint32_t)wish->value[1] << 16 |
			       (uint32_t)wish->value[2] << 8 | wish->value[3];
	reply_finish(play, line, request, &reply);
}

void say_nak(struct play *play, const struct line *line)
{
	const struct dhcp_message *request = request_for(play, line);
	struct dhcp_message reply = reply_to(play, line, request, DHCP_NAK);

	reply.flags |= BROADCAST_FLAG;
	reply_finish(play, line, request, &reply);
}

static void pxe_options(struct play *play, const struct dhcp_message *request,
			struct dhcp_message *reply)
{
	dhcp_option_set(play->script, reply, OPT_VENDOR_CLASS, "PXEClient", 9);
	echo_option(play, request, reply, OPT_UUID);
	reply->siaddr = reply->from->legs[0].ip;
}

void say_proxy_offer(struct play *play, const struct line *line)
{
	const struct dhcp_message *request = request_for(play, line);
	struct dhcp_message reply = reply_to(play, line, request, DHCP_OFFER);

	pxe_options(play, request, &reply);
	reply_finish(play, line, request, &reply);
}

/* From port 4011 back to the port the request came from. */
void say_pxe_ack(struct play *play, const struct line *line)
{
	const struct dhcp_message *request = request_for(play, line);
	struct dhcp_message reply = reply_to(play, line, request, DHCP_ACK);
	struct packet packet;

	pxe_options(play, request, &reply);
	dhcp_apply(play, line, &reply, line->stmt->fields);
	packet = reply_packet(line, request, &reply);
	packet.sport = PORT_PXE;
	packet.dport = request->sport;
	reply_send(play, line, &reply, &packet);
}

/* --- relays ------------------------------------------------------------------------------ */

static void relay_up(struct play *play, const struct line *line,
		     const struct dhcp_message *request)
{
	struct dhcp_message copy = *request;
	const struct leg *leg = host_leg(line->who, request->segment);
	struct packet packet = { .from = line->who, .to = line->peer, .sport = PORT_SERVER,
				 .dport = PORT_SERVER };
	struct buf bytes = {0};

	copy.from = line->who;
	copy.to = line->peer;
	copy.segment = NULL;
	copy.label = line_text(line, "label", copy.label);
	copy.hops++;
	if (!copy.giaddr)
		copy.giaddr = leg ? leg->ip : line->who->legs[0].ip;
	packet.src = copy.giaddr;
	if (line->stmt->verb->say == say_relay)
		dhcp_apply(play, line, &copy, line->stmt->fields);
	dhcp_encode(&copy, &bytes);
	net_udp(play, line, packet, &bytes);
	dhcp_remember(play, line, &copy);
	buf_fini(&bytes);
}

static const struct leg *leg_with_ip(const struct host *host, uint32_t ip)
{
	for (int i = 0; i < host->n_legs; i++)
		if (host->legs[i].ip == ip)
			return &host->legs[i];
	return &host->legs[0];
}

static void relay_down(struct play *play, const struct line *line,
		       const struct dhcp_message *reply)
{
	struct dhcp_message copy = *reply;
	const struct leg *leg = leg_with_ip(line->who, reply->giaddr);
	struct packet packet = { .from = line->who, .sport = PORT_SERVER, .dport = PORT_CLIENT,
				 .src = leg->ip, .segment = leg->segment };

	copy.from = line->who;
	copy.segment = leg->segment;
	copy.label = line_text(line, "label", copy.label);
	dhcp_option_remove(&copy, OPT_RELAY_INFO);
	if (line->stmt->verb->say == say_relay)
		dhcp_apply(play, line, &copy, line->stmt->fields);
	if (!(copy.flags & BROADCAST_FLAG) && (copy.yiaddr || copy.ciaddr)) {
		packet.to = copy.client;
		packet.dst = copy.yiaddr ? copy.yiaddr : copy.ciaddr;
	}
	reply_send(play, line, &copy, &packet);
}

/* "gw relay SERVER" carries the client's newest message up, "gw relay CLIENT" the newest reply
 * down. */
void say_relay(struct play *play, const struct line *line)
{
	const struct dhcp_message *reply = newest(play, line, 2, line->peer);
	const struct dhcp_message *request = newest(play, line, 1, NULL);

	if (reply)
		relay_down(play, line, reply);
	else if (request)
		relay_up(play, line, request);
	else
		line_fail(play, line, "%s has received nothing to relay", line->who->name);
}
