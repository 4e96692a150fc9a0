/*
 * One file transfer as it is followed: shared by the reader of packets (transfer_track.c) and the
 * writer of facts (transfer_end.c).
 */
#ifndef PVSLEUTH_TRACK_TRANSFER_H
#define PVSLEUTH_TRACK_TRANSFER_H

#include "proto/tftp.h"
#include "track/internal.h"

#define TAIL_MAX 64

struct transfer_key {
	uint32_t client_ip;
	uint16_t client_port;
	uint16_t vlan; /* where two VLANs use the same addresses */
};

#define RECENT_IDS 8

enum transfer_last { LAST_REQUEST, LAST_SERVER, LAST_CLIENT };

#define TIDS_MAX 8
#define TURN_BINS 128 /* quarter octaves from a microsecond on */

/* Times of one side, from being asked to answering: exact ends, a median within ten percent. */
struct turns {
	uint32_t bin[TURN_BINS];
	uint64_t count;
	int64_t min_ns, max_ns, since_ns; /* since_ns: asked at; INT64_MIN: it is not its turn */
};

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
	bool asked_tsize, asked_whole, final_repeated; /* asked_whole: no option of the request is missing */
	int64_t first_ns, last_ns, client_last_ns, max_gap_ns;
	uint64_t requests, blocks, bytes, last_abs, repeats;
	uint16_t last_id, id_step, recent_id[RECENT_IDS]; /* two-stage boot */
	int error_code;
	bool error_from_client;
	enum transfer_last last;
	const char *first_reply, *image; /* static texts; NULL: none */
	int64_t asked_blksize, asked_windowsize, asked_timeout; /* -1: not asked for */
	char oack_fault[80];
	uint64_t acks, repeats_data, repeats_ack, fragmented, first_pieces;
	uint32_t max_ip_bytes;
	int64_t resend_data_ns, resend_ack_ns; /* shortest; INT64_MAX: none */
	int64_t data_ns, ack_ns;               /* the newest block, the newest acknowledgement */
	int64_t last_ack;                      /* -1: none */
	bool dont_fragment;
	int wrap_to;                           /* -1: not wrapped */
	uint32_t tid_ip[TIDS_MAX];
	uint16_t tid[TIDS_MAX];
	unsigned tids;
	struct turns server, client_turns;
	unsigned kept_requests, kept_oacks, kept_repeats, kept_gaps;
	int64_t request_event, reply_event, error_event, last_event;
	uint8_t tail[TAIL_MAX];
	size_t tail_n;
	XXH3_state_t hash;
	UT_hash_handle hh;
};

/* DATA between two high ports without a request: the request may lie before the capture. */
#define ORPHANS_MAX 32

struct orphan {
	uint32_t server_ip, client_ip;
	uint16_t server_port, client_port, block;
	size_t len, longest; /* of this block, and of all so far: only the last block of a file is shorter than others */
	int64_t ns;
	unsigned matches; /* acknowledgements of just that block, coming back */
};

struct transfers {
	struct transfer *open;
	struct orphan orphan[ORPHANS_MAX];
	unsigned next_orphan;
};

/* Content, in order: hashes it and looks for the bootstrap's version text. */
void transfer_content(struct transfer *x, struct span data, size_t on_wire);
/* --- measures (transfer_measure.c) --- */
void transfer_measure_init(struct transfer *x);
void transfer_note_request(struct transfer *x, const struct tftp_msg *m, int64_t ns);
void transfer_note_answer(struct transfer *x, const struct packet *p, const char *what);
void transfer_note_oack(struct transfer *x, const struct tftp_msg *m);
void transfer_note_data(struct transfer *x, const struct packet *p, struct span data, bool fresh);
void transfer_note_ack(struct transfer *x, int64_t ns, bool again);
/* A first fragment whose rest is not here (yet). */
void transfer_note_piece(struct transfer *x);
int64_t turns_median(const struct turns *t);

/* Writes the fact; now_ns is the latest time seen in the capture. */
void transfer_write(struct tracker *t, const struct transfer *x, int64_t now_ns);

#endif
