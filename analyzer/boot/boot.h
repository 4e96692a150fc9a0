/*
 * Facts to boots: who is who, which messages belong together, where each boot stood when it ended.
 */
#ifndef PVSLEUTH_BOOT_BOOT_H
#define PVSLEUTH_BOOT_BOOT_H

#include "store/store.h"

/* Fills the derived tables target, server, vantage, boot, boot_event, boot_transfer, boot_flow, step,
 * exchange and sight from the facts, inside the caller's transaction, after store_reset_derived. */
int boot_build(struct store *s, struct err *err);

/* boot_build leaves the facts on the case's one clock, for the rules. This gives them their own times
 * back; before anything else is done with the case. */
int case_clock_leave(struct store *s, struct err *err);

#endif
