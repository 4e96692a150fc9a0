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

/* Six bytes as a number: looked up and compared for each frame, which calls of memcmp would make slow. */
static inline uint64_t mac_number(const uint8_t *b)
{
	uint32_t most;
	uint16_t rest;

	memcpy(&most, b, sizeof(most));
	memcpy(&rest, b + sizeof(most), sizeof(rest));
	return (uint64_t)rest << 32 | most;
}

static inline bool mac_eq(struct mac a, struct mac b)
{
	return mac_number(a.b) == mac_number(b.b);
}

/* Both MACs of an Ethernet frame, which it begins with. */
static inline bool mac_pair_eq(const uint8_t a[12], const uint8_t b[12])
{
	uint64_t most[2];
	uint32_t rest[2];

	memcpy(&most[0], a, sizeof(most[0]));
	memcpy(&most[1], b, sizeof(most[1]));
	memcpy(&rest[0], a + sizeof(most[0]), sizeof(rest[0]));
	memcpy(&rest[1], b + sizeof(most[1]), sizeof(rest[1]));
	return most[0] == most[1] && rest[0] == rest[1];
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

enum cast { CAST_UNKNOWN, CAST_UNICAST, CAST_BROADCAST, CAST_MULTICAST };

static inline enum cast mac_cast(struct mac m)
{
	if (mac_is_broadcast(m))
		return CAST_BROADCAST;
	return mac_is_group(m) ? CAST_MULTICAST : CAST_UNICAST;
}

/* 0 is no address: it tells nothing. */
static inline enum cast ipv4_cast(uint32_t ip)
{
	if (ip == UINT32_MAX)
		return CAST_BROADCAST;
	if (ip >> 28 == 14)
		return CAST_MULTICAST;
	return ip ? CAST_UNICAST : CAST_UNKNOWN;
}

/* The maker behind the first three bytes, for the vendors that matter here (hypervisors, common
 * NICs, virtual router addresses); NULL when not known. */
const char *mac_vendor(struct mac m);

#endif
