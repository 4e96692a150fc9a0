/*
 * What the two container readers (pcap through libpcap, pcapng) share: the interface capture.c uses
 * them by, the list of interfaces, the note about damage.
 *
 * To add a container: a file reader_<name>.c with these operations, its magic in capture.c.
 */
#ifndef PVSLEUTH_CAPTURE_READER_H
#define PVSLEUTH_CAPTURE_READER_H

#include "capture/capture.h"
#include "capture/source.h"

/* Many more than a capture has; what is beyond is shown as one unknown interface. */
#define READER_IFACES_MAX 16384

/* What stands as link type where there is none. Each has an interface of its own in the list. */
enum reader_pseudo {
	PSEUDO_UNDESCRIBED, /* frames whose interface the capture does not describe */
	PSEUDO_CUSTOM,	    /* pcapng records that are no packets, but that Wireshark numbers: */
	PSEUDO_JOURNAL,	    /* custom blocks and systemd journal entries */
	PSEUDOS,
};
#define LINKTYPE_PSEUDO(which) (UINT32_MAX - (uint32_t)(which))

struct reader;

struct reader_ops {
	/* The next record without its number; 1 when there was one, 0 at the end. Problems on the
	 * way go to reader_damage(). */
	int (*next)(struct reader *r, struct frame *out);
	/* The same for `max` of them at most, as long as they are there without reading on and nothing is the matter: how many.
	 * All are of the interface of `before`, which was given last, and lie in its block, without a comment. May be NULL. */
	uint32_t (*run)(struct reader *r, const struct frame *before, struct frame *out, uint32_t max);
	/* No more will be asked for: gives the source back. May be NULL. */
	void (*stop)(struct reader *r);
	void (*close)(struct reader *r);
};

/* What every reader has; an implementation puts it first in its own struct. */
struct reader {
	const struct reader_ops *ops;
	struct source *src;	   /* borrowed */
	struct capture_info *info; /* borrowed; the reader keeps ifaces, note and end in it */
	struct capture_iface *ifaces;
	size_t iface_count, iface_cap;
	unsigned damages;
};

/* 32 bits in the machine's order or the other. */
static inline uint32_t reader_u32(const uint8_t *p, bool swapped)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return swapped ? __builtin_bswap32(v) : v;
}

/* One more interface, everything unknown; its index. UINT32_MAX when there are too many. */
uint32_t reader_add_iface(struct reader *r, uint32_t linktype, uint32_t snaplen);

/* The capture is cut or damaged here. The first sentence is kept, the others are counted. */
void reader_damage(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* At the end: adds to the note how many more places there were. */
void reader_sum_damages(struct reader *r);

/* Readers over a source that starts with the right magic. NULL with a sentence in err. The source
 * stays the caller's. reference: by libpcap, also where our own walk is faster. */
struct reader *reader_pcap_open(
	struct source *src, struct capture_info *info, bool reference, struct err *err);
struct reader *reader_pcapng_open(struct source *src, struct capture_info *info, struct err *err);

/* Whether these first bytes are a container one of the readers knows. */
bool reader_is_pcap(struct span head);
bool reader_is_pcapng(struct span head);

void reader_close(struct reader *r);

/* capture_open over a source that is open already, and that it takes over; path is for the texts. */
struct capture *capture_over(struct source *src, const char *path,
	const struct unpack_limits *limits, struct err *err);

#endif
