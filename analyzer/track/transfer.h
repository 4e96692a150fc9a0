/*
 * One file transfer as it is followed: shared by the reader of packets (transfer_track.c) and the
 * writer of facts (transfer_end.c).
 */
#ifndef PVSLEUTH_TRACK_TRANSFER_H
#define PVSLEUTH_TRACK_TRANSFER_H

#include "track/internal.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define TAIL_MAX 64

struct transfer_key {
	uint32_t client_ip;
	uint16_t client_port;
	uint16_t vlan;
};

enum transfer_last { LAST_REQUEST, LAST_SERVER, LAST_CLIENT };

struct transfer {
	struct transfer_key key;
	bool tsb;
	bool replied, saw_oack, saw_data, saw_ack, final_seen, complete, errored;
	bool content_whole; /* every byte so far was captured, in order */
	struct mac client;
	uint32_t server_ip, reply_ip;
	uint16_t server_port, reply_port;
	char file[260], mode[16], error_text[200], version[64];
	int64_t blksize, windowsize, tsize; /* -1: not known */
	bool asked_tsize, final_repeated;
	int64_t first_ns, last_ns, max_gap_ns;
	uint64_t requests, blocks, bytes, last_abs, repeats;
	uint16_t last_id;
	int error_code;
	bool error_from_client;
	enum transfer_last last;
	unsigned kept_requests, kept_oacks, kept_repeats, kept_gaps;
	int64_t request_event, reply_event, error_event, last_event;
	uint8_t tail[TAIL_MAX];
	size_t tail_n;
	XXH3_state_t hash;
	UT_hash_handle hh;
};

struct transfers {
	struct transfer *open;
};

/* Content, in order: hashes it and looks for the bootstrap's version text. */
void transfer_content(struct transfer *x, struct span data, size_t on_wire);
/* Writes the fact; now_ns is the latest time seen in the capture. */
void transfer_write(struct tracker *t, const struct transfer *x, int64_t now_ns);

#endif
