/*
 * The pcapng reader's inside: between reader_pcapng.c (blocks, damage) and pcapng_packet.c (what is
 * in a block).
 */
#ifndef PVSLEUTH_CAPTURE_READER_PCAPNG_H
#define PVSLEUTH_CAPTURE_READER_PCAPNG_H

#include "base/txt.h"
#include "capture/pcapng.h"
#include "capture/reader.h"
#include "capture/window.h"

#define PCAPNG_COMMENT_MAX 4096

struct pcapng_reader {
	struct reader base;
	struct window win;
	bool big; /* byte order of this section */
	/* this section's interface number -> the capture's; one clock for each of the capture's */
	uint32_t *local;
	size_t local_count, local_cap;
	struct pcapng_clock *clocks;
	size_t clock_count, clock_cap;
	uint32_t pseudo[PSEUDOS]; /* their interfaces; UINT32_MAX: none yet */
	struct txt comment;	  /* of the frame given last */
};

/* One block, type to the end of its body. 1 when *out is a frame, 0 when it held none. */
int pcapng_block_take(struct pcapng_reader *r, uint32_t type, struct cur block, struct frame *out);

#endif
