/*
 * The arena and the byte buffer behind boot2pcap.  No protocol knowledge here.
 */
#include "boot_mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mem_block {
	struct mem_block *next;
	max_align_t bytes[];
};

void *mem_new(struct mem *mem, size_t size)
{
	struct mem_block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		abort();
	block->next = mem->blocks;
	mem->blocks = block;
	return block->bytes;
}

char *mem_copy(struct mem *mem, const char *text, size_t len)
{
	char *copy = mem_new(mem, len + 1);

	if (len)
		memcpy(copy, text, len);
	return copy;
}

char *mem_printf(struct mem *mem, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return mem_copy(mem, text, strlen(text));
}

void mem_fini(struct mem *mem)
{
	while (mem->blocks) {
		struct mem_block *block = mem->blocks;

		mem->blocks = block->next;
		free(block);
	}
}

void buf_fini(struct buf *buf)
{
	free(buf->at);
	*buf = (struct buf){0};
}

static uint8_t *buf_grow(struct buf *buf, size_t more)
{
	if (buf->len + more > buf->room) {
		buf->room = 2 * (buf->len + more) + 64;
		buf->at = realloc(buf->at, buf->room);
		if (!buf->at)
			abort();
	}
	buf->len += more;
	return buf->at + buf->len - more;
}

void put_bytes(struct buf *buf, const void *bytes, size_t len)
{
	if (len)
		memcpy(buf_grow(buf, len), bytes, len);
}

void put_fill(struct buf *buf, uint8_t byte, size_t count)
{
	if (count)
		memset(buf_grow(buf, count), byte, count);
}

void put_u8(struct buf *buf, unsigned value)
{
	*buf_grow(buf, 1) = (uint8_t)value;
}

void put_be16(struct buf *buf, unsigned value)
{
	put_u8(buf, value >> 8);
	put_u8(buf, value);
}

void put_be32(struct buf *buf, uint32_t value)
{
	put_be16(buf, value >> 16);
	put_be16(buf, value & 0xffff);
}

void put_le16(struct buf *buf, unsigned value)
{
	put_u8(buf, value);
	put_u8(buf, value >> 8);
}

void put_le32(struct buf *buf, uint32_t value)
{
	put_le16(buf, value & 0xffff);
	put_le16(buf, value >> 16);
}

void put_le64(struct buf *buf, uint64_t value)
{
	put_le32(buf, (uint32_t)value);
	put_le32(buf, (uint32_t)(value >> 32));
}

void put_text(struct buf *buf, const char *text)
{
	put_bytes(buf, text, strlen(text));
}

uint64_t mix64(uint64_t seed)
{
	seed += 0x9e3779b97f4a7c15u;
	seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
	seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebu;
	return seed ^ (seed >> 31);
}

void put_noise(struct buf *buf, uint64_t seed, size_t len)
{
	uint8_t *at = buf_grow(buf, len);

	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)(mix64(seed + i / 8) >> (8 * (i % 8)));
}

uint64_t hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u;

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * 0x100000001b3u;
	return mix64(hash);
}
