/*
 * Addresses as plain values. IPv4 addresses are uint32_t in host order everywhere; 0 is "none".
 */
#ifndef PVSLEUTH_MODEL_ADDR_H
#define PVSLEUTH_MODEL_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct mac {
	uint8_t b[6];
};

static inline bool mac_eq(struct mac a, struct mac b)
{
	return memcmp(a.b, b.b, 6) == 0;
}

static inline bool mac_is_zero(struct mac m)
{
	static const struct mac zero;
	return mac_eq(m, zero);
}

static inline bool mac_is_group(struct mac m)
{
	return m.b[0] & 1;
}

static inline bool mac_is_broadcast(struct mac m)
{
	return memcmp(m.b, "\xff\xff\xff\xff\xff\xff", 6) == 0;
}

/* The maker behind the first three bytes, for the vendors that matter here (hypervisors, common
 * NICs, virtual router addresses); NULL when not known. */
const char *mac_vendor(struct mac m);

#endif
