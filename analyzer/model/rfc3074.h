/*
 * The DHC load balancing hash (RFC 3074 section 6; netboot.md 2.1): which of 256 buckets a client's
 * key (option 61 whole, else chaddr) falls into.
 */
#ifndef PVSLEUTH_MODEL_RFC3074_H
#define PVSLEUTH_MODEL_RFC3074_H

#include <stddef.h>
#include <stdint.h>

uint8_t rfc3074_bucket(const uint8_t *key, size_t n);

#endif
