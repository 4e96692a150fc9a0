/*
 * The capture layer's contract: a file in, one struct packet per frame out.
 *
 * It opens pcap (through libpcap) and pcapng (its own block reader), decompresses by content,
 * decodes link layers and mirrors' tunnels, reassembles IPv4. It never judges: what it could not
 * read becomes a PACKET_UNREADABLE with its reason, and the ledger counts it.
 */
#ifndef PVSLEUTH_CAPTURE_CAPTURE_H
#define PVSLEUTH_CAPTURE_CAPTURE_H

#include "base/err.h"
#include "model/packet.h"
#include "model/plain.h"

struct capture;

enum capture_end {
	CAPTURE_COMPLETE, /* the file ended where a record ended */
	CAPTURE_CUT,      /* in the middle of a record, or damaged: note says where */
	CAPTURE_REFUSED,  /* nothing could be read: note says what it is and what to do */
};

struct capture_iface {
	uint32_t linktype, snaplen; /* snaplen 0: no limit given */
	uint32_t fcs; /* check bytes at the end of each frame */
	char name[64], description[128], filter[256]; /* sanitised; "" when not given */
	uint64_t frames, drops_if, drops_os; /* drops: UINT64_MAX when the capture does not say */
	uint64_t drops_told; /* the sum of what its frames say was lost before them */
	int64_t last_ns; /* the time of its last frame so far; -1: none had one */
	/* what its statistics say; UINT64_MAX, -1: nothing */
	uint64_t received, delivered; /* frames, by the interface and into the file */
	int64_t began_ns, ended_ns;   /* the recording itself */
	uint32_t tap; /* in an extract of several captures, from 1: which of them; else 0 */
};

/* A clock that went back by more than a second, between two frames of one interface. */
struct capture_step {
	uint64_t frame; /* the first one behind it */
	uint32_t iface;
	int64_t before_ns, after_ns;
};

#define CAPTURE_STEPS 32

/* The formats of what `pvsleuth extract` wrote: of streaming only some frames, or all of them. */
#define PCAPNG_EXTRACT "pcapng-extract"
#define PCAPNG_EXTRACT_WHOLE "pcapng-extract-whole"

struct capture_info {
	const char *format;      /* pcap pcap-ns pcap-modified pcapng pcapng-extract ... */
	const char *compression; /* none gzip zstd lz4 xz */
	enum capture_end end;
	char note[512];
	uint64_t frames, bytes;  /* so far; bytes as captured */
	uint64_t file_bytes, file_pos; /* of the file as it lies on disk, for progress */
	/* Least and greatest time seen; 0 and frames 0 when none. At the end also the time of the recording
	 * itself, where statistics tell it and the file still holds all that was recorded. */
	int64_t first_ns, last_ns;
	bool has_time;             /* some frame had a time (pcapng simple packets have none) */
	/* IPv4 datagrams of which a piece was seen and some never came; complete at the end */
	uint64_t incomplete_datagrams;
	const struct capture_iface *ifaces;
	size_t iface_count;
	uint32_t taps; /* captures that an extract was taken from, once they are read of; else 0 */
	struct capture_step step[CAPTURE_STEPS]; /* the first ones */
	uint64_t steps;                          /* all of them */
	bool disordered; /* see capture_how */
};

/* Opens path ("-" is standard input). NULL with a sentence in err when it cannot be opened or is not
 * a capture; the sentence names a known foreign format and the command that converts it. */
struct capture *capture_open(const char *path, struct err *err);

/* How to read, where the usual is not wanted. */
struct capture_how {
	const struct unpack_limits *limits; /* what compressed data may become; NULL: the usual */
	bool reference; /* by libpcap wherever it can, without threads: slower, to compare with */
	/* No frame is held for ordering, which is quicker. Where one is out of order, the end comes and capture_info says
	 * `disordered`: the capture has to be read again without this. */
	bool straight;
	uint32_t tap; /* only frames of that capture of an extract; who names none is of the first; 0: all */
	/* Gets the file's bytes as they lie on disk, in order, while they are read; from another thread. */
	void (*seen)(void *ctx, const uint8_t *bytes, size_t n);
	void *ctx;
};
struct capture *capture_open_how(const char *path, const struct capture_how *how, struct err *err);

/* After the last frame, or instead of the others: also what is left of the file goes to `seen`. False when *stop became
 * set or the file could not be read. When it returns, `seen` is not called any more. */
bool capture_read_rest(struct capture *c, const volatile int *stop);

/* Who takes plain datagrams in their turn: they are not given out. Before the first frame. */
void capture_on_plain(struct capture *c, const struct plain_lane *lane);

/* The next frame in order of time (see reorder.h), understood as far as possible. 1: *out holds it.
 * 0: the end (see capture_info()->end). 2, only where a lane was given: many frames went there, and there is time to look
 * whether to go on. Memory is borrowed until the next call. capture_info() is
 * ahead of it by what is held for ordering. */
int capture_next(struct capture *c, struct packet *out);

/* Calls fn from within capture_next for each IPv4 datagram that was given up, and at the end for those
 * that still wait. */
void capture_on_lost(struct capture *c, lost_fn fn, void *ctx);

const struct capture_info *capture_info(const struct capture *c);
void capture_close(struct capture *c);

/* One stored frame again: link layer to transport header, without a file and without reassembly.
 * Fills *out, which borrows f. */
void packet_decode(const struct frame *f, struct packet *out);

/* "Ethernet", "Linux cooked v1", ... for a LINKTYPE_ value; NULL when not supported. */
const char *linktype_name(uint32_t linktype);

#endif
