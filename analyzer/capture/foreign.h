/*
 * Files that are no pcap and no pcapng: what they are and the command that makes one of them.
 */
#ifndef PVSLEUTH_CAPTURE_FOREIGN_H
#define PVSLEUTH_CAPTURE_FOREIGN_H

#include "base/cur.h"
#include "base/err.h"

/* A sentence in err about the file that begins with head; path for the text and its ending.
 * Returns -1. */
int foreign_explain(const char *path, struct span head, struct err *err);

#endif
