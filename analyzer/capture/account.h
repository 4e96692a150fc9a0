/*
 * The books of a capture: how many frames and bytes, from when to when, and where its clock was set, of all of it and of
 * each interface.
 */
#ifndef PVSLEUTH_CAPTURE_ACCOUNT_H
#define PVSLEUTH_CAPTURE_ACCOUNT_H

#include "capture/capture.h"

/* Counts a frame, which has its number, as it comes from the file. Fills f->fcs, and puts f->ns into what can be calculated with: 0 to
 * TIME_MAX_NS, or f->no_time. */
void account_frame(struct capture_info *i, struct capture_iface *iface, struct frame *f);

/* When a whole capture has been read. A recording goes on without frames, too: when it began and ended is what its
 * statistics say. */
void account_recording(struct capture_info *i);

#endif
