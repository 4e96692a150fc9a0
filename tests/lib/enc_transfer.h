/*
 * One file transfer between two hosts, as the TFTP and two-stage boot verbs remember it.
 */
#ifndef ENC_TRANSFER_H
#define ENC_TRANSFER_H

#include "verbs.h"

struct transfer {
	struct transfer *older;
	struct host *client, *server;
	uint16_t port;		/* where requests go */
	uint16_t client_port, server_port;
	const char *file;
	unsigned block;
};

enum transfer_way { TO_REQUEST_PORT, TO_SERVER, TO_CLIENT };

struct transfer *transfer_of(const struct play *play, const struct line *line);
/* A repetition of the same line, or one that says again, keeps the ports it had. */
struct transfer *transfer_open(struct play *play, const struct line *line, uint16_t port,
			       const char *file, unsigned block);
void transfer_send(struct play *play, const struct line *line, const struct transfer *transfer,
		   enum transfer_way way, const struct buf *payload);

#endif
