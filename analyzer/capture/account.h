/*
 * The books of a capture: how many frames and bytes, from when to when, and where its clock was set, of all of it and of
 * each interface.
 */
#ifndef PVSLEUTH_CAPTURE_ACCOUNT_H
#define PVSLEUTH_CAPTURE_ACCOUNT_H

#include "capture/capture.h"

/* Of a frame that is not usual: its time, and what was lost before it. */
void account_odd(struct capture_info *i, struct capture_iface *iface, struct frame *f);

/* Counts a frame, which has its number, as it comes from the file. Fills f->fcs, and puts f->ns into what can be calculated with: 0 to
 * TIME_MAX_NS, or f->no_time. */
static inline void account_frame(struct capture_info *i, struct capture_iface *iface, struct frame *f)
{
	i->frames++;
	i->bytes += f->caplen;
	iface->frames++;
	f->fcs = iface->fcs;
	if (f->drops || f->ns < i->last_ns || f->ns < iface->last_ns || f->ns > TIME_MAX_NS || !i->has_time) {
		account_odd(i, iface, f);
		return;
	}
	i->last_ns = iface->last_ns = f->ns;
}

/* When a whole capture has been read. A recording goes on without frames, too: when it began and ended is what its
 * statistics say. */
void account_recording(struct capture_info *i);

#endif
