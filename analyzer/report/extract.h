/*
 * What extract.c, extract_frames.c and extract_streams.c share: which frames of a case go into a capture file.
 */
#ifndef PVSLEUTH_REPORT_EXTRACT_H
#define PVSLEUTH_REPORT_EXTRACT_H

#include "report/report.h"

#define EXTRACT_AROUND_NS 900000000000 /* of context, before a boot and after it */
#define EXTRACT_CONTEXT 20000          /* frames of other boots; and as many of nobody's */

struct extract_of {
	int64_t boot, finding; /* one of them; 0: not */
	bool bare;             /* only the frames asked for, without what the verdict also rests on */
	int64_t room;          /* bytes for the streaming of other boots; those beyond are left out; -1: no streaming */
};

/* The interfaces that the frames come from. Columns: capture_id iface linktype path name filter snaplen drops_if
 * drops_os from_ns to_ns tap taps; the times are those of the extract, taps number the captures. */
int extract_interfaces(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err);

/* The frames in order of time. Columns: capture_id iface linktype ns raw wirelen info comment frame role rule
 * named; `named` whether it is asked for, else it is context. */
int extract_frames(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err);

/* What was measured of the boots and not kept. Columns of the weights: bytes of those asked for, estimated. Of the
 * flows, in order of captures: capture_id client_ip client_port server_ip server_port from_ns to_ns, the time of the
 * extract; of the boots asked for and of those that stand beside them. */
int extract_weight(struct store *s, const struct extract_of *of, int64_t *bytes, struct err *err);
int extract_flows(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err);

/* A frame that goes into the file. */
struct pick {
	int64_t ns, capture_id, frame, iface, linktype;
	uint32_t caplen, wirelen;
	uint8_t *bytes;
	char *comment[2]; /* NULL: none */
	bool known;       /* from the case */
};

struct picks {
	struct pick *one;
	size_t count, cap;
};

/* Takes a copy of the bytes, and the comments over. */
void picks_add(struct picks *all, const struct pick *p, const void *bytes);
/* Forgets those behind the first n. */
void picks_cut(struct picks *all, size_t n);

/* Adds the frames of streams and transfers from the captures. 1 when all of them are there, 0 when none are; said
 * gets why. -1 with a sentence. Sets of->room when other boots have to be left out for it. */
int extract_streams(struct store *s, struct extract_of *of, const struct extract_source *source, struct picks *all,
	struct txt *said, struct err *err);

#endif
