/*
 * The two-stage boot service of the lab: hands out one file on UDP 6969.
 *
 * Emulator, not Citrix software: sizes, ports and timing from public descriptions; payload opaque.
 *
 *   tsb-server FILE
 *
 * Publicly described: request 08 17 path 00; data 08 97 id id payload, from a new server port;
 * acknowledgement 08 D7 id id; payload XOR 0xFF; a short block ends the transfer; resend after
 * 1 s. This lab's assumptions: ids count from 1, high byte first; blocks of 512 bytes.
 * One transfer at a time; the path that is asked for doesn't matter.
 */
#include "emu.h"

enum { BLOCK_BYTES = 512, RESEND_MS = 1000, TRIES = 5 };

static bool acknowledged(int fd, unsigned id)
{
	int64_t until = emu_now_ms() + RESEND_MS;

	for (;;) {
		struct pollfd event = { fd, POLLIN, 0 };
		int64_t left = until - emu_now_ms();
		uint8_t ack[64];

		if (left <= 0 || poll(&event, 1, (int)left) <= 0)
			return false;
		if (recv(fd, ack, sizeof(ack), 0) == 4 && ack[0] == 0x08 && ack[1] == 0xd7 &&
		    (unsigned)(ack[2] << 8 | ack[3]) == id)
			return true;
	}
}

static void send_file(const struct sockaddr_in *target, const uint8_t *file, size_t length)
{
	int fd = emu_bind(0);

	for (unsigned id = 1;; id++) {
		size_t start = (size_t)(id - 1) * BLOCK_BYTES;
		size_t size = length - start < BLOCK_BYTES ? length - start : BLOCK_BYTES;
		uint8_t data[4 + BLOCK_BYTES] = { 0x08, 0x97, (uint8_t)(id >> 8), (uint8_t)id };
		bool done = false;

		for (size_t i = 0; i < size; i++)
			data[4 + i] = file[start + i] ^ 0xff;
		for (int try = 0; try < TRIES && !done; try++) {
			sendto(fd, data, 4 + size, 0, (const struct sockaddr *)target,
			       sizeof(*target));
			done = acknowledged(fd, id);
		}
		if (!done || size < BLOCK_BYTES)
			break;
	}
	close(fd);
}

int main(int argc, char **argv)
{
	static uint8_t file[1 << 17];
	size_t length;
	FILE *in;
	int fd;

	if (argc != 2 || !(in = fopen(argv[1], "rb")))
		emu_die("usage: tsb-server FILE");
	length = fread(file, 1, sizeof(file), in);
	fclose(in);
	fd = emu_bind(6969);
	for (;;) {
		struct sockaddr_in target;
		socklen_t size = sizeof(target);
		uint8_t request[600];
		ssize_t got = recvfrom(fd, request, sizeof(request), 0,
				       (struct sockaddr *)&target, &size);

		if (got > 3 && request[0] == 0x08 && request[1] == 0x17 && request[got - 1] == 0)
			send_file(&target, file, length);
	}
}
