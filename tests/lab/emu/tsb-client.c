/*
 * The first stage of a boot device manager image: fetches the second stage from UDP 6969.
 *
 * Emulator, not Citrix software: sizes, ports and timing from public descriptions; payload opaque.
 *
 *   tsb-client SERVER [TRIES]
 *
 * Sends 08 17 "tsbbdm.bin" 00 from an unprivileged port, every 5 s until data comes, and
 * acknowledges each block with 08 D7 id; the first block shorter than its predecessor ends it.
 * Ends with 0 when the file is complete, with 1 if nobody answered. See tsb-server.c for what is
 * publicly known and what is assumed.
 */
#include "emu.h"

enum { REQUEST_MS = 5000 };

static ssize_t wait_data(int fd, uint8_t *data, size_t size, struct sockaddr_in *from)
{
	int64_t until = emu_now_ms() + REQUEST_MS;

	for (;;) {
		socklen_t from_size = sizeof(*from);
		struct pollfd event = { fd, POLLIN, 0 };
		int64_t left = until - emu_now_ms();
		ssize_t got;

		if (left <= 0 || poll(&event, 1, (int)left) <= 0)
			return -1;
		got = recvfrom(fd, data, size, 0, (struct sockaddr *)from, &from_size);
		if (got >= 4 && data[0] == 0x08 && data[1] == 0x97)
			return got;
	}
}

int main(int argc, char **argv)
{
	static const char request[] = "\x08\x17tsbbdm.bin";
	struct sockaddr_in server, from;
	int tries = argc > 2 ? atoi(argv[2]) : 4;
	uint8_t data[2048];
	ssize_t first = 0, got;
	int fd;

	if (argc < 2)
		emu_die("usage: tsb-client SERVER [TRIES]");
	server = emu_address(argv[1], 6969);
	fd = emu_bind(0);
	do {
		sendto(fd, request, sizeof(request), 0, (struct sockaddr *)&server, sizeof(server));
		got = wait_data(fd, data, sizeof(data), &from);
	} while (got < 0 && --tries > 0);

	while (got >= 0) {
		uint8_t ack[4] = { 0x08, 0xd7, data[2], data[3] };

		sendto(fd, ack, sizeof(ack), 0, (struct sockaddr *)&from, sizeof(from));
		if (got < first)
			return 0;
		first = got;
		got = wait_data(fd, data, sizeof(data), &from);
	}
	return 1;
}
