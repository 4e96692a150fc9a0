/*
 * The provisioning server of the lab: answers logins on one port and reads on another.
 *
 * Emulator, not Citrix software: sizes, ports and timing from public descriptions; payload opaque.
 *
 *   pvs-server LOGIN-PORT STREAM-PORT READS
 *
 * READS is the list of read sizes ("32768x4,4096"), the same for every target. A login request is
 * answered by its size alone. A stream request is looked up among the 48-byte strings that this
 * target would send; an unknown one gets silence, one beyond the list (a heartbeat) a 48-byte
 * reply. A read of N bytes is answered with ceil(N/1408) datagrams of 56 + at most 1408 bytes.
 */
#include "emu.h"

enum {
	DISK_US = 300,			/* time to read the block, per read */
	DATAGRAM_US = 15,		/* pause between the datagrams of one reply */
	LOGIN_US = 8000,		/* a database call or two, per login request */
};

static void answer_login(int fd, const struct sockaddr_in *target, size_t length)
{
	uint8_t reply[600];

	for (size_t i = 0; i < EMU_LOGIN_PAIRS; i++) {
		if (emu_login[i].request != length)
			continue;
		emu_sleep_us(LOGIN_US);
		emu_fill(reply, emu_login[i].reply, target->sin_addr.s_addr, 0x10000000u + i);
		sendto(fd, reply, emu_login[i].reply, 0, (const struct sockaddr *)target,
		       sizeof(*target));
		return;
	}
}

static void send_read(int fd, const struct sockaddr_in *target, unsigned number, unsigned size)
{
	uint8_t datagram[EMU_HEADER_BYTES + EMU_BLOCK_BYTES];

	emu_sleep_us(DISK_US);
	for (unsigned done = 0; done < size; done += EMU_BLOCK_BYTES) {
		unsigned data = size - done < EMU_BLOCK_BYTES ? size - done : EMU_BLOCK_BYTES;
		size_t length = EMU_HEADER_BYTES + data;

		emu_fill(datagram, length, target->sin_addr.s_addr ^ number << 8,
			 0x20000000u + done);
		sendto(fd, datagram, length, 0, (const struct sockaddr *)target, sizeof(*target));
		emu_sleep_us(DATAGRAM_US);
	}
}

static void answer_stream(int fd, const struct sockaddr_in *target, const uint8_t *request,
			  const struct emu_plan *plan)
{
	uint8_t expected[EMU_REQUEST_BYTES];

	for (unsigned number = 0; number < plan->count + EMU_PLAN_MAX; number++) {
		emu_fill(expected, sizeof(expected), target->sin_addr.s_addr, number);
		if (memcmp(request, expected, sizeof(expected)) != 0)
			continue;
		if (number < plan->count) {
			send_read(fd, target, number, plan->size[number]);
			return;
		}
		emu_fill(expected, sizeof(expected), target->sin_addr.s_addr,
			 0x30000000u + number);
		sendto(fd, expected, sizeof(expected), 0, (const struct sockaddr *)target,
		       sizeof(*target));
		return;
	}
}

int main(int argc, char **argv)
{
	struct emu_plan plan = { 0 };
	struct pollfd ports[2];

	if (argc != 4)
		emu_die("usage: pvs-server LOGIN-PORT STREAM-PORT READS");
	emu_plan_add(&plan, argv[3]);
	for (int i = 0; i < 2; i++)
		ports[i] = (struct pollfd){ emu_bind((unsigned)atoi(argv[1 + i])), POLLIN, 0 };

	while (poll(ports, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			struct sockaddr_in target;
			socklen_t size = sizeof(target);
			uint8_t request[2048];
			ssize_t length;

			if (!(ports[i].revents & POLLIN))
				continue;
			length = recvfrom(ports[i].fd, request, sizeof(request), 0,
					  (struct sockaddr *)&target, &size);
			if (length < 0)
				continue;
			if (i == 0)
				answer_login(ports[i].fd, &target, (size_t)length);
			else if (length == EMU_REQUEST_BYTES)
				answer_stream(ports[i].fd, &target, request, &plan);
		}
	}
	return 1;
}
