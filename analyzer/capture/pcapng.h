/*
 * pcapng as on disk: block types, and the reading of options and times. Shared by the block reader
 * and its tests. draft-ietf-opsawg-pcapng.
 */
#ifndef PVSLEUTH_CAPTURE_PCAPNG_H
#define PVSLEUTH_CAPTURE_PCAPNG_H

#include "base/cur.h"

enum pcapng_block {
	PCAPNG_SHB = 0x0a0d0d0a,
	PCAPNG_IDB = 1,
	PCAPNG_PB = 2, /* obsolete, still in old files */
	PCAPNG_SPB = 3,
	PCAPNG_NRB = 4,
	PCAPNG_ISB = 5,
	PCAPNG_EPB = 6,
	PCAPNG_JOURNAL = 9, /* systemd journal entry: no packet, but Wireshark numbers it */
	PCAPNG_DSB = 10,    /* TLS keys: passed over, never read */
	PCAPNG_CUSTOM = 0x0bad,
	PCAPNG_CUSTOM_FIXED = 0x40000bad,
};

#define PCAPNG_BYTE_ORDER 0x1a2b3c4du

struct pcapng_option {
	uint16_t code;
	struct span value;
};

/* How an interface counts time: ticks of 10^-exp or 2^-exp seconds, and seconds to add. */
struct pcapng_clock {
	bool binary;
	uint8_t exp;
	int64_t offset_s;
};

static inline uint16_t pcapng_u16(struct cur *c, bool big)
{
	return big ? cur_be16(c) : cur_le16(c);
}

static inline uint32_t pcapng_u32(struct cur *c, bool big)
{
	return big ? cur_be32(c) : cur_le32(c);
}

static inline uint64_t pcapng_u64(struct cur *c, bool big)
{
	return big ? cur_be64(c) : cur_le64(c);
}

/* The next option; false at opt_endofopt, at the end of the block, or where it is malformed. */
bool pcapng_option_next(struct cur *c, bool big, struct pcapng_option *o);

/* An option's value as a number; 0 when it is shorter than that. */
uint64_t pcapng_option_u64(const struct pcapng_option *o, bool big);
uint32_t pcapng_option_u32(const struct pcapng_option *o, bool big);

/* The if_tsresol byte into exp and binary. */
void pcapng_clock_resolution(struct pcapng_clock *k, uint8_t tsresol);

/* Ticks as UTC nanoseconds. Times beyond int64 become the nearest one; never INT64_MIN. */
int64_t pcapng_time(const struct pcapng_clock *k, uint64_t ticks);

#endif
