/*
 * Memory of one run of boot2pcap: an arena that lives as long as the script, and growing
 * byte buffers for the encoders.  Both abort when memory ends; a test tool has no better idea.
 */
#ifndef BOOT_MEM_H
#define BOOT_MEM_H

#include <stddef.h>
#include <stdint.h>

struct mem_block;

struct mem {
	struct mem_block *blocks;
};

/* Zeroed memory that mem_fini() gives back. */
void *mem_new(struct mem *mem, size_t size);
char *mem_copy(struct mem *mem, const char *text, size_t len);
char *mem_printf(struct mem *mem, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void mem_fini(struct mem *mem);

struct buf {
	uint8_t *at;
	size_t len;
	size_t room;
};

void buf_fini(struct buf *buf);
void put_bytes(struct buf *buf, const void *bytes, size_t len);
void put_fill(struct buf *buf, uint8_t byte, size_t count);
void put_u8(struct buf *buf, unsigned value);
void put_be16(struct buf *buf, unsigned value);
void put_be32(struct buf *buf, uint32_t value);
void put_le16(struct buf *buf, unsigned value);
void put_le32(struct buf *buf, uint32_t value);
void put_le64(struct buf *buf, uint64_t value);
void put_text(struct buf *buf, const char *text);
/* Bytes that look like nothing, the same in each run: SplitMix64 from SEED. */
void put_noise(struct buf *buf, uint64_t seed, size_t len);

uint64_t hash_text(const char *text);
uint64_t mix64(uint64_t seed);

#endif
