/*
 * The one place where views get decoders: a stored frame as named fields.
 */
#ifndef PVSLEUTH_CLI_FIELDS_H
#define PVSLEUTH_CLI_FIELDS_H

#include "model/field.h"

/* A frame_fields_fn. */
void frame_fields(const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn put,
	void *ctx);

#endif
