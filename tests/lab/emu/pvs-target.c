/*
 * A target from the moment its boot program runs: login, reads, handover, reads, heartbeats.
 *
 * Emulator, not Citrix software: sizes, ports and timing from public descriptions; payload opaque.
 *
 *   pvs-target -s SERVER [-o OWN-IP] [-l LOGIN-PORT] [-p STREAM-PORT] [-b READS] [-w READS]
 *              [-g GAP-MS] [-n HEARTBEATS] [-q SECONDS] [-k READS]
 *              [-m PACE-MS] [-t POLLS]
 *
 * First stage (boot program): local port 6901, one read outstanding, the sizes of -b.
 * Then -g milliseconds of silence (the driver takes over), a second login from local port 6905,
 * two reads outstanding, the sizes of -w; then -n heartbeats, -q seconds apart (30).
 * Without an answer to the first login request it polls every 5 s, -t times, and exits with 1.
 * -m slows the second stage down: a pause after each pair of reads.
 * -k skips login and reads (those of an earlier run) and only sends heartbeats.
 * -s may be given up to four times: polled in turn, as a bootstrap's server list is.
 */
#include "emu.h"

enum {
	SERVERS_MAX = 4,
	POLL_MS = 5000,			/* published bootstrap polling interval */
	READ_TRIES = 10,
	TURNAROUND_US = 400,
};

struct target {
	struct sockaddr_in server[SERVERS_MAX];
	unsigned servers;
	unsigned chosen;
	unsigned login_port;
	unsigned stream_port;
	unsigned tries;
	uint32_t seed;
	long pace_ms;			/* pause between two windows of the second stage */
	struct emu_plan plan;
	unsigned number;		/* requests sent so far */
};

static bool wait_datagram(int fd, int64_t until_ms, ssize_t *length)
{
	for (;;) {
		int64_t left = until_ms - emu_now_ms();
		struct pollfd event = { fd, POLLIN, 0 };
		uint8_t bytes[2048];

		if (left <= 0 || poll(&event, 1, (int)left) <= 0)
			return false;
		*length = recv(fd, bytes, sizeof(bytes), 0);
		if (*length >= 0)
			return true;
	}
}

static void send_to(const struct target *target, int fd, unsigned port, const uint8_t *bytes,
		    size_t length)
{
	struct sockaddr_in server = target->server[target->chosen];

	server.sin_port = htons((uint16_t)port);
	/* An ICMP error of an earlier datagram surfaces here; the clock goes on regardless. */
	sendto(fd, bytes, length, 0, (struct sockaddr *)&server, sizeof(server));
}

/* One login; the first request polls the list, the others belong to the server that answered. */
static bool login(struct target *target, int fd, unsigned first_pair)
{
	for (unsigned pair = first_pair; pair < EMU_LOGIN_PAIRS; pair++) {
		unsigned tries = pair == first_pair ? target->tries : READ_TRIES;
		uint8_t request[600];
		ssize_t length;
		bool answered = false;

		emu_fill(request, emu_login[pair].request, target->seed, 0x40000000u + pair);
		for (unsigned try = 0; try < tries && !answered; try++) {
			if (pair == first_pair && first_pair == 0)
				target->chosen = try % target->servers;
			send_to(target, fd, target->login_port, request, emu_login[pair].request);
			answered = wait_datagram(fd, emu_now_ms() + POLL_MS, &length);
		}
		if (!answered)
			return false;
		emu_sleep_us(TURNAROUND_US);
	}
	return true;
}

static unsigned datagrams_of(const struct target *target, unsigned number)
{
	if (number >= target->plan.count)
		return 1;
	return (target->plan.size[number] + EMU_BLOCK_BYTES - 1) / EMU_BLOCK_BYTES;
}

static void send_request(const struct target *target, int fd, unsigned number)
{
	uint8_t request[EMU_REQUEST_BYTES];

	emu_fill(request, sizeof(request), target->seed, number);
	send_to(target, fd, target->stream_port, request, sizeof(request));
}

/* Sends `window` requests at once and waits for all their datagrams; repeats all on a timeout. */
static bool read_window(struct target *target, int fd, unsigned window)
{
	for (unsigned try = 0; try < READ_TRIES; try++) {
		unsigned missing = 0;
		ssize_t length;

		for (unsigned i = 0; i < window; i++) {
			send_request(target, fd, target->number + i);
			missing += datagrams_of(target, target->number + i);
		}
		while (missing && wait_datagram(fd, emu_now_ms() + POLL_MS, &length))
			missing--;
		if (missing)
			continue;
		target->number += window;
		return true;
	}
	return false;
}

static bool read_until(struct target *target, int fd, unsigned end, unsigned window)
{
	while (target->number < end) {
		unsigned left = end - target->number;

		if (!read_window(target, fd, left < window ? left : window))
			return false;
		emu_sleep_us(window > 1 ? target->pace_ms * 1000 + TURNAROUND_US : TURNAROUND_US);
	}
	return true;
}

static bool send_heartbeats(struct target *target, int fd, long count, long every_s)
{
	while (count-- > 0) {
		emu_sleep_us(every_s * 1000000);
		if (!read_window(target, fd, 1))
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct target target = { .login_port = 6910, .stream_port = 6911, .tries = 12 };
	const char *own = NULL, *before = "", *after = "", *done = NULL;
	long gap_ms = 3500, heartbeats = 0, heartbeat_s = 30;
	unsigned first_stage;
	int option, fd;

	while ((option = getopt(argc, argv, "s:o:l:p:b:w:g:n:q:t:k:m:")) != -1) {
		switch (option) {
		case 's':
			if (target.servers == SERVERS_MAX)
				emu_die("more than %d servers", SERVERS_MAX);
			target.server[target.servers++] = emu_address(optarg, 0);
			break;
		case 'o': own = optarg; break;
		case 'l': target.login_port = (unsigned)atoi(optarg); break;
		case 'p': target.stream_port = (unsigned)atoi(optarg); break;
		case 'b': before = optarg; break;
		case 'w': after = optarg; break;
		case 'm': target.pace_ms = atol(optarg); break;
		case 'k': done = optarg; break;
		case 'g': gap_ms = atol(optarg); break;
		case 'n': heartbeats = atol(optarg); break;
		case 'q': heartbeat_s = atol(optarg); break;
		case 't': target.tries = (unsigned)atoi(optarg); break;
		default: return 2;
		}
	}
	if (!target.servers || !own)
		emu_die("-s SERVER and -o OWN-IP are needed");
	target.seed = emu_address(own, 0).sin_addr.s_addr;
	emu_plan_add(&target.plan, before);
	first_stage = target.plan.count;
	emu_plan_add(&target.plan, after);

	if (done) {
		emu_plan_add(&target.plan, done);
		target.number = target.plan.count;
		fd = emu_bind_to(emu_address(own, 6905));
		return send_heartbeats(&target, fd, heartbeats, heartbeat_s) ? 0 : 1;
	}

	fd = emu_bind_to(emu_address(own, 6901));
	if (!login(&target, fd, 0) || !read_until(&target, fd, first_stage, 1))
		return 1;
	close(fd);
	if (target.plan.count == first_stage)
		return 0;

	emu_sleep_us(gap_ms * 1000);
	fd = emu_bind_to(emu_address(own, 6905));
	if (!login(&target, fd, 3))
		return 1;
	emu_sleep_us(500000);		/* measured: half a second from login to the first read */
	if (!read_until(&target, fd, target.plan.count, 2))
		return 1;
	return send_heartbeats(&target, fd, heartbeats, heartbeat_s) ? 0 : 1;
}
