/*
 * DHCP messages as the test tool builds them: a struct that relays can copy and change, and its
 * bytes.  Independent of the analyzer's decoder on purpose.
 */
#ifndef ENC_DHCP_H
#define ENC_DHCP_H

#include "play.h"

enum dhcp_type {
	DHCP_DISCOVER = 1, DHCP_OFFER, DHCP_REQUEST, DHCP_DECLINE, DHCP_ACK, DHCP_NAK,
	DHCP_RELEASE, DHCP_INFORM,
};

enum {
	OPT_MASK = 1, OPT_HOSTNAME = 12, OPT_REQUESTED = 50, OPT_LEASE = 51, OPT_OVERLOAD = 52,
	OPT_TYPE = 53, OPT_SERVER_ID = 54, OPT_PARAMS = 55, OPT_MAX_SIZE = 57,
	OPT_VENDOR_CLASS = 60, OPT_CLIENT_ID = 61, OPT_USER_CLASS = 77, OPT_RELAY_INFO = 82,
	OPT_ARCH = 93, OPT_UNDI = 94, OPT_UUID = 97, OPT_IPXE = 175,
	BROADCAST_FLAG = 0x8000,
};

struct dhcp_option {
	struct dhcp_option *next;
	unsigned code;
	size_t len;
	const uint8_t *value;
};

struct dhcp_message {
	struct dhcp_message *older;
	unsigned op, htype, hlen, hops;
	uint32_t xid;
	unsigned secs, flags;
	uint32_t ciaddr, yiaddr, siaddr, giaddr;
	uint8_t chaddr[16];
	char sname[65], file[129];
	struct dhcp_option *options;
	unsigned type;		/* 0: plain BOOTP */
	unsigned overload;
	size_t pad;
	bool no_cookie, no_end;

	/* who said it to whom, for the replies and the relays */
	struct host *client;
	struct host *from, *to;	/* to: NULL when broadcast */
	const char *segment;
	uint16_t sport;
	const char *label;
};

extern const char dhcp_option_names[];

/* True for optN and for the option names: these go into the message as options. */
bool dhcp_option_named(const char *key);
void dhcp_option_set(struct script *script, struct dhcp_message *message, unsigned code,
		     const void *value, size_t len);
void dhcp_option_set_ip(struct script *script, struct dhcp_message *message, unsigned code,
			uint32_t ip);
void dhcp_option_remove(struct dhcp_message *message, unsigned code);
const struct dhcp_option *dhcp_option_find(const struct dhcp_message *message, unsigned code);
/* Header fields and options written by the author, over what is there. */
void dhcp_apply(const struct play *play, const struct line *line, struct dhcp_message *message,
		const struct field *fields);
void dhcp_encode(const struct dhcp_message *message, struct buf *out);

/* --- dhcp_client.c --- */
/* What HOST would send now, by its kind; advances its session. */
void dhcp_client_fill(struct play *play, const struct line *line, struct dhcp_message *message);
/* HOST hears a reply. */
void dhcp_client_hears(struct host *host, const struct dhcp_message *message);

/* --- verbs, in verb_dhcp.c and verb_dhcp_reply.c --- */
void say_discover(struct play *play, const struct line *line);
void say_request(struct play *play, const struct line *line);
void say_decline(struct play *play, const struct line *line);
void say_release(struct play *play, const struct line *line);
void say_inform(struct play *play, const struct line *line);
void say_pxe_request(struct play *play, const struct line *line);
void say_offer(struct play *play, const struct line *line);
void say_ack(struct play *play, const struct line *line);
void say_nak(struct play *play, const struct line *line);
void say_proxy_offer(struct play *play, const struct line *line);
void say_pxe_ack(struct play *play, const struct line *line);
void say_relay(struct play *play, const struct line *line);
void say_dora(struct play *play, const struct line *line);
void dhcp_remember(struct play *play, const struct line *line,
		   const struct dhcp_message *message);

#endif
