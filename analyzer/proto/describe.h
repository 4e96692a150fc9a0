/*
 * A packet as a list of named fields, for people: the decoded tree beside the hex, and the fields
 * of an evidence frame. Field names are Wireshark's display names where it has them.
 */
#ifndef PVSLEUTH_PROTO_DESCRIBE_H
#define PVSLEUTH_PROTO_DESCRIBE_H

#include "model/field.h"
#include "model/packet.h"

/* Calls `put` for each field of p, outer layers first. */
void describe_packet(const struct packet *p, field_fn put, void *ctx);

#endif
