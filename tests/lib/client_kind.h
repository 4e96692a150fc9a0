/*
 * What network boot clients put in their DHCP messages, by kind of firmware or system
 * (reference: PXE 2.1; RFC 4578; captures of the clients named).
 */
#ifndef CLIENT_KIND_H
#define CLIENT_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum secs_style {
	SECS_ELAPSED,		/* seconds since the first DISCOVER */
	SECS_ZERO,		/* always 0 */
	SECS_TIMEOUT,		/* the running timeout: 4 8 16 32 (Intel ROM) */
	SECS_IPXE,		/* count * 4 + 2 if an offer + 1 if a proxy offer is there */
};

enum client_id_style { CLIENT_ID_NONE, CLIENT_ID_MAC };

struct client_kind {
	const char *name;
	uint8_t ttl;
	bool broadcast;		/* sets the B flag */
	bool xid_from_mac;
	bool uuid;
	int arch;		/* option 93; -1: none */
	uint8_t undi[3];
	enum secs_style secs;
	enum client_id_style client_id;
	const char *vendor_class;	/* "%05d" is the architecture */
	const char *user_class;
	const uint8_t *params;
	size_t n_params;
	int max_size;		/* option 57; 0: none */
	size_t pad;		/* shortest message */
	uint16_t pxe_port;	/* source port of the request to 4011 */
};

const struct client_kind *client_kind_find(const char *name);
extern const char client_kind_names[];

#endif
