/*
 * What the lab's emulators share: opaque bytes, the read plan, small helpers.
 *
 * Emulator, not Citrix software: sizes, ports and timing from public descriptions; payload opaque.
 *
 * No byte that these programs send on the login or stream ports means anything. Every payload is
 * the output of a pseudo-random generator seeded with the target's IPv4 address and a counter.
 * The server recognises the n-th request of a target by generating the same 48 bytes itself, and
 * knows the size of the n-th read because both programs are given the same list on the command
 * line. Nothing here may be read as a description of the real protocol's fields.
 */
#ifndef LAB_EMU_H
#define LAB_EMU_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EMU_REQUEST_BYTES = 48,		/* a read request (public measurement) */
	EMU_HEADER_BYTES = 56,		/* overhead of a data datagram (public measurement) */
	EMU_BLOCK_BYTES = 1408,		/* data in a full datagram at a standard MTU */
	EMU_PLAN_MAX = 256,		/* reads in one run; longer lists are refused */
};

/* The reads of one run, in order; requests beyond the end are heartbeats. */
struct emu_plan {
	unsigned count;
	unsigned size[EMU_PLAN_MAX];
};

/*
 * The login conversation: sizes of request and reply. Invented inside the publicly suggested
 * range (4 to 8 pairs of 64 to 600 bytes). All request sizes differ, so that the size alone
 * tells the server emulator what to answer.
 */
struct emu_pair {
	unsigned request;
	unsigned reply;
};

static const struct emu_pair emu_login[] = {
	{ 68, 100 }, { 96, 180 }, { 128, 420 }, { 84, 600 }, { 112, 256 }, { 72, 88 },
};

enum { EMU_LOGIN_PAIRS = sizeof(emu_login) / sizeof(emu_login[0]) };

static inline void emu_die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

/* Fills a buffer with bytes that depend on seed and counter only (splitmix64). */
static inline void emu_fill(uint8_t *bytes, size_t length, uint32_t seed, uint32_t counter)
{
	uint64_t state = (uint64_t)seed << 32 | counter;

	for (size_t i = 0; i < length; i++) {
		uint64_t z = (state += 0x9e3779b97f4a7c15u);

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
		z = (z ^ z >> 27) * 0x94d049bb133111ebu;
		bytes[i] = (uint8_t)(z >> 56);
	}
}

/* Appends "SIZExTIMES,SIZE,..." to a plan. */
static inline void emu_plan_add(struct emu_plan *plan, const char *text)
{
	while (*text) {
		char *end;
		unsigned long size = strtoul(text, &end, 10);
		unsigned long times = 1;

		if (*end == 'x')
			times = strtoul(end + 1, &end, 10);
		if (end == text || size < 1 || size > 45056)
			emu_die("read size out of range in '%s'", text);
		while (times--) {
			if (plan->count == EMU_PLAN_MAX)
				emu_die("more than %d reads", EMU_PLAN_MAX);
			plan->size[plan->count++] = (unsigned)size;
		}
		text = *end == ',' ? end + 1 : end;
	}
}

static inline void emu_sleep_us(long microseconds)
{
	struct timespec pause = { microseconds / 1000000, microseconds % 1000000 * 1000 };

	nanosleep(&pause, NULL);
}

static inline int64_t emu_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline struct sockaddr_in emu_address(const char *ip, unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	if (inet_pton(AF_INET, ip, &address.sin_addr) != 1)
		emu_die("'%s' is not an IPv4 address", ip);
	return address;
}

/* A UDP socket bound to a local address and port (0: any). */
static inline int emu_bind_to(struct sockaddr_in local)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&local, sizeof(local)) < 0)
		emu_die("UDP port %u: %s", ntohs(local.sin_port), strerror(errno));
	return fd;
}

static inline int emu_bind(unsigned port)
{
	return emu_bind_to(emu_address("0.0.0.0", port));
}

#endif
