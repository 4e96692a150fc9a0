/*
 * A DHCP client whose every field the lab can choose: the boot device manager's, and an
 * operating system's that confirms an address it remembers.
 *
 * Emulator, not Citrix software: sizes, ports and timing from public descriptions; payload opaque.
 * What is publicly known of the boot device manager's own DHCP client is its broadcast flag of 0.
 * A constant secs of 0, no option 60, 61 or 97, and the retry clock are this lab's assumption.
 *
 *   dhcp-client -i INTERFACE [-B] [-s SECS] [-n TRIES] [-g SECONDS] [-c CLASS] [-h HOSTNAME] [-C]
 *   dhcp-client -i INTERFACE -r ADDRESS ...     INIT-REBOOT: REQUEST with option 50, no option 54
 *   dhcp-client -i INTERFACE -a ADDRESS         an ARP announcement only
 *
 * -B sets the broadcast flag, -s the constant secs, -C sends option 61 (01 + MAC). Writes
 * "ADDRESS ROUTER SERVER-ID NEXT-SERVER" on success and ends with 0; with 1 if nobody answered,
 * with 3 after a NAK. RFC 2131 section 4.4; AF_PACKET because there is no address yet.
 */
#include "emu.h"

#include <linux/if_packet.h>
#include <net/if.h>
#include <net/ethernet.h>
#include <sys/ioctl.h>

enum {
	DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6,
	BOOTP_BYTES = 240,		/* fixed part with the magic cookie */
	PAYLOAD_BYTES = 300,		/* the least that old relays pass on */
	HEADERS_BYTES = 14 + 20 + 8,
};

struct client {
	int fd;
	int ifindex;
	uint8_t mac[6];
	uint32_t xid;
	bool broadcast;
	bool client_id;
	unsigned secs;
	unsigned tries;
	unsigned gap_s;
	const char *class;
	const char *hostname;
};

struct reply {
	uint8_t type;
	struct in_addr address;
	struct in_addr next_server;
	struct in_addr server_id;
	struct in_addr router;
};

static void put16(uint8_t *bytes, unsigned value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

static uint8_t *put_option(uint8_t *at, uint8_t code, const void *value, size_t length)
{
	*at++ = code;
	*at++ = (uint8_t)length;
	memcpy(at, value, length);
	return at + length;
}

static unsigned checksum(const uint8_t *bytes, size_t length, uint32_t sum)
{
	for (size_t i = 0; i + 1 < length; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	if (length & 1)
		sum += (uint32_t)(bytes[length - 1] << 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void send_frame(const struct client *client, const uint8_t *frame, size_t length)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = client->ifindex,
				  .sll_halen = 6 };

	memset(to.sll_addr, 0xff, 6);
	if (sendto(client->fd, frame, length, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		emu_die("send: %s", strerror(errno));
}

/* Ethernet, IPv4 and UDP around a DHCP payload that already stands behind them. */
static void send_broadcast(const struct client *client, uint8_t *frame, size_t payload)
{
	static unsigned identification = 1;
	uint8_t *ip = frame + 14, *udp = ip + 20;

	memset(frame, 0xff, 6);
	memcpy(frame + 6, client->mac, 6);
	put16(frame + 12, ETHERTYPE_IP);
	memset(ip, 0, 28);
	ip[0] = 0x45;
	put16(ip + 2, 28 + (unsigned)payload);
	put16(ip + 4, identification++);
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	memset(ip + 16, 0xff, 4);
	put16(ip + 10, checksum(ip, 20, 0));
	put16(udp, 68);
	put16(udp + 2, 67);
	put16(udp + 4, 8 + (unsigned)payload);
	put16(udp + 6, checksum(udp, 8 + payload, 2 * 0xffff + IPPROTO_UDP + 8 + (unsigned)payload));
	send_frame(client, frame, HEADERS_BYTES + payload);
}

static void send_message(const struct client *client, uint8_t type, struct in_addr requested,
			 struct in_addr server_id)
{
	static const uint8_t cookie[4] = { 0x63, 0x82, 0x53, 0x63 };
	static const uint8_t wanted[] = { 1, 3, 6, 15, 17, 43, 66, 67 };
	uint8_t frame[HEADERS_BYTES + 576] = { 0 };
	uint8_t *bootp = frame + HEADERS_BYTES, *at = bootp + BOOTP_BYTES;
	uint8_t id[7] = { 1 };
	size_t length;

	bootp[0] = 1;
	bootp[1] = 1;
	bootp[2] = 6;
	memcpy(bootp + 4, &client->xid, 4);
	put16(bootp + 8, client->secs);
	put16(bootp + 10, client->broadcast ? 0x8000 : 0);
	memcpy(bootp + 28, client->mac, 6);
	memcpy(bootp + 236, cookie, 4);
	at = put_option(at, 53, &type, 1);
	if (client->client_id) {
		memcpy(id + 1, client->mac, 6);
		at = put_option(at, 61, id, sizeof(id));
	}
	if (requested.s_addr)
		at = put_option(at, 50, &requested, 4);
	if (server_id.s_addr)
		at = put_option(at, 54, &server_id, 4);
	if (client->hostname)
		at = put_option(at, 12, client->hostname, strlen(client->hostname));
	if (client->class)
		at = put_option(at, 60, client->class, strlen(client->class));
	at = put_option(at, 55, wanted, sizeof(wanted));
	*at++ = 255;
	length = (size_t)(at - bootp);
	send_broadcast(client, frame, length < PAYLOAD_BYTES ? PAYLOAD_BYTES : length);
}

static bool parse_reply(const struct client *client, const uint8_t *frame, size_t length,
			struct reply *reply)
{
	const uint8_t *bootp = frame + HEADERS_BYTES, *end = frame + length;

	if (length < HEADERS_BYTES + BOOTP_BYTES || frame[12] != 8 || frame[13] != 0 ||
	    frame[14] != 0x45 || frame[23] != IPPROTO_UDP || frame[36] != 0 || frame[37] != 68 ||
	    bootp[0] != 2 || memcmp(bootp + 4, &client->xid, 4) != 0 ||
	    memcmp(bootp + 28, client->mac, 6) != 0)
		return false;
	memset(reply, 0, sizeof(*reply));
	memcpy(&reply->address, bootp + 16, 4);
	memcpy(&reply->next_server, bootp + 20, 4);
	for (const uint8_t *at = bootp + BOOTP_BYTES; at + 1 < end && *at != 255;) {
		if (*at == 0) {
			at++;
			continue;
		}
		if (at[1] > end - at - 2)
			return false;
		if (at[0] == 53 && at[1] == 1)
			reply->type = at[2];
		if (at[0] == 54 && at[1] == 4)
			memcpy(&reply->server_id, at + 2, 4);
		if (at[0] == 3 && at[1] >= 4)
			memcpy(&reply->router, at + 2, 4);
		at += 2 + at[1];
	}
	return true;
}

static bool wait_reply(const struct client *client, uint8_t type, struct reply *reply)
{
	int64_t until = emu_now_ms() + client->gap_s * 1000;

	for (;;) {
		int64_t left = until - emu_now_ms();
		struct pollfd event = { client->fd, POLLIN, 0 };
		uint8_t frame[2048];
		ssize_t length;

		if (left <= 0 || poll(&event, 1, (int)left) <= 0)
			return false;
		length = recv(client->fd, frame, sizeof(frame), 0);
		if (length > 0 && parse_reply(client, frame, (size_t)length, reply) &&
		    (reply->type == type || (type == ACK && reply->type == NAK)))
			return true;
	}
}

static bool exchange(const struct client *client, uint8_t type, struct in_addr requested,
		     struct in_addr server_id, uint8_t expected, struct reply *reply)
{
	for (unsigned try = 0; try < client->tries; try++) {
		send_message(client, type, requested, server_id);
		if (wait_reply(client, expected, reply))
			return true;
	}
	return false;
}

static void announce(const struct client *client, struct in_addr address)
{
	uint8_t arp[60] = { 0 };

	memset(arp, 0xff, 6);
	memcpy(arp + 6, client->mac, 6);
	put16(arp + 12, ETHERTYPE_ARP);
	put16(arp + 14, 1);
	put16(arp + 16, ETHERTYPE_IP);
	arp[18] = 6;
	arp[19] = 4;
	put16(arp + 20, 1);
	memcpy(arp + 22, client->mac, 6);
	memcpy(arp + 28, &address, 4);
	memcpy(arp + 38, &address, 4);
	send_frame(client, arp, sizeof(arp));
}

static void open_interface(struct client *client, const char *name)
{
	struct sockaddr_ll local = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct ifreq request = { 0 };

	client->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	if (client->fd < 0)
		emu_die("AF_PACKET: %s", strerror(errno));
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(client->fd, SIOCGIFINDEX, &request) < 0)
		emu_die("%s: %s", name, strerror(errno));
	client->ifindex = request.ifr_ifindex;
	local.sll_ifindex = client->ifindex;
	if (ioctl(client->fd, SIOCGIFHWADDR, &request) < 0)
		emu_die("%s: %s", name, strerror(errno));
	memcpy(client->mac, request.ifr_hwaddr.sa_data, 6);
	if (bind(client->fd, (struct sockaddr *)&local, sizeof(local)) < 0)
		emu_die("%s: %s", name, strerror(errno));
}

static void print_lease(const struct reply *ack)
{
	char text[4][INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &ack->address, text[0], sizeof(text[0]));
	inet_ntop(AF_INET, &ack->router, text[1], sizeof(text[1]));
	inet_ntop(AF_INET, &ack->server_id, text[2], sizeof(text[2]));
	inet_ntop(AF_INET, &ack->next_server, text[3], sizeof(text[3]));
	printf("%s %s %s %s\n", text[0], text[1], text[2], text[3]);
}

int main(int argc, char **argv)
{
	struct client client = { .fd = -1, .tries = 5, .gap_s = 4 };
	struct in_addr remembered = { 0 }, announced = { 0 }, none = { 0 };
	struct reply reply;
	const char *interface = NULL;
	int option;

	while ((option = getopt(argc, argv, "i:Bs:n:g:c:h:Cr:a:")) != -1) {
		switch (option) {
		case 'i': interface = optarg; break;
		case 'B': client.broadcast = true; break;
		case 's': client.secs = (unsigned)atoi(optarg); break;
		case 'n': client.tries = (unsigned)atoi(optarg); break;
		case 'g': client.gap_s = (unsigned)atoi(optarg); break;
		case 'c': client.class = optarg; break;
		case 'h': client.hostname = optarg; break;
		case 'C': client.client_id = true; break;
		case 'r': remembered = emu_address(optarg, 0).sin_addr; break;
		case 'a': announced = emu_address(optarg, 0).sin_addr; break;
		default: return 2;
		}
	}
	if (!interface)
		emu_die("-i INTERFACE is needed");
	open_interface(&client, interface);
	if (announced.s_addr) {
		announce(&client, announced);
		return 0;
	}
	/* Nobody reads this socket: it keeps the kernel from answering a reply with ICMP 3/3. */
	emu_bind(68);
	emu_fill((uint8_t *)&client.xid, 4, (uint32_t)emu_now_ms(),
		 (uint32_t)(client.mac[4] << 8 | client.mac[5]));

	if (remembered.s_addr) {
		if (!exchange(&client, REQUEST, remembered, none, ACK, &reply))
			return 1;
	} else {
		struct reply offer;

		if (!exchange(&client, DISCOVER, none, none, OFFER, &offer) ||
		    !exchange(&client, REQUEST, offer.address, offer.server_id, ACK, &reply))
			return 1;
	}
	if (reply.type == NAK)
		return 3;
	print_lease(&reply);
	return 0;
}
