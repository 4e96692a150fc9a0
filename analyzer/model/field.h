/*
 * One decoded field of a frame, as views show it.
 */
#ifndef PVSLEUTH_MODEL_FIELD_H
#define PVSLEUTH_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
	unsigned depth;    /* 0: a layer ("Dynamic Host Configuration Protocol"), 1: its fields, ... */
	const char *name;  /* "Seconds elapsed" */
	const char *value; /* sanitised text; "" for a layer */
	size_t offset, length; /* where in the frame's bytes; length 0 when nowhere */
	bool key;          /* among the few that matter when there is little room */
};

typedef void (*field_fn)(void *ctx, const struct field *f);

/* How views get at fields without knowing decoders: cli/ passes one of these. raw is a stored frame
 * of that link type, wirelen its length on the wire. */
typedef void (*frame_fields_fn)(const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype,
	field_fn put, void *ctx);

#endif
