/*
 * What extract.c and extract_frames.c share: which frames of a case go into a capture file.
 */
#ifndef PVSLEUTH_REPORT_EXTRACT_H
#define PVSLEUTH_REPORT_EXTRACT_H

#include "store/store.h"

#define EXTRACT_AROUND_NS 900000000000 /* of context, before a boot and after it */
#define EXTRACT_CONTEXT 20000          /* frames of other boots; and as many of nobody's */

struct extract_of {
	int64_t boot, finding; /* one of them; 0: not */
	bool bare;             /* only the frames asked for, without what the verdict also rests on */
};

/* The interfaces that the frames come from. Columns: capture_id iface linktype path name filter snaplen drops_if
 * drops_os from_ns to_ns; the times are those of the extract. */
int extract_interfaces(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err);

/* The frames in order of time. Columns: capture_id iface linktype ns raw wirelen info comment frame role rule
 * named; `named` whether it is asked for, else it is context. */
int extract_frames(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err);

#endif
