/*
 * The Citrix stream service as far as it shows from outside: sizes, ports and times.  What is
 * inside the datagrams is not public, so it is noise here.  One read is a 48-byte request and
 * datagrams of 56 bytes of header and up to 1408 of data.
 */
#include "verbs.h"

enum { PORT_LOGIN = 6910, PORT_STREAM = 6911, PORT_TARGET = 6901, HEADER = 56, REQUEST = 48 };

static void opaque(struct play *play, const struct line *line, struct packet packet, uint64_t seed,
		   size_t size)
{
	struct buf bytes = {0};

	put_noise(&bytes, seed, size);
	if (size >= 2) {
		bytes.at[0] &= 0x3f;	/* or other tools take some of it for RTP */
		bytes.at[1] |= 0x80;	/* or for CLTP */
	}
	net_udp(play, line, packet, &bytes);
	buf_fini(&bytes);
}

static struct packet to_server(struct play *play, const struct line *line, struct host *target,
			       struct host *server, uint16_t port)
{
	return (struct packet){
		.from = target, .to = server,
		.sport = (uint16_t)line_number(play, line, "lport", PORT_TARGET, 65535),
		.dport = (uint16_t)line_number(play, line, "port", port, 65535),
	};
}

static struct packet to_target(struct play *play, const struct line *line, struct host *server,
			       struct host *target, uint16_t port)
{
	struct packet packet = to_server(play, line, target, server, port);

	return (struct packet){ .from = server, .to = target, .sport = packet.dport,
				.dport = packet.sport };
}

/* --- login ------------------------------------------------------------------------------- */

void say_login_request(struct play *play, const struct line *line)
{
	uint64_t seed = hash_text(line->who->name) + (uint64_t)line->stmt->line;

	opaque(play, line, to_server(play, line, line->who, line->peer, PORT_LOGIN), seed,
	       line_number(play, line, "size", 220, 1464));
}

void say_login_reply(struct play *play, const struct line *line)
{
	opaque(play, line, to_target(play, line, line->who, line->peer, PORT_LOGIN),
	       play_random(play), line_number(play, line, "size", 132, 1464));
}

void say_login(struct play *play, const struct line *line)
{
	static const size_t sizes[][2] = {
		{ 220, 132 }, { 96, 88 }, { 164, 300 }, { 112, 76 }, { 248, 412 }, { 100, 92 },
	};
	uint64_t pairs = line_number(play, line, "pairs", 6, 64);
	int64_t gap = line_duration(play, line, "gap", SECOND / 50);

	if (line->who->tally.reads && !line->who->tally.handover_ns)
		line->who->tally.handover_ns = play->now - line->who->tally.last_ns;
	for (uint64_t i = 0; i < pairs; i++) {
		if (i > 0)
			play->now += gap;
		opaque(play, line, to_server(play, line, line->who, line->peer, PORT_LOGIN),
		       play_random(play), sizes[i % 6][0]);
		play->now += gap / 2;
		opaque(play, line, to_target(play, line, line->peer, line->who, PORT_LOGIN),
		       play_random(play), sizes[i % 6][1]);
	}
}

/* --- reads ------------------------------------------------------------------------------- */

/* A request that nobody answers; a repetition has the same bytes. */
void say_read(struct play *play, const struct line *line)
{
	struct packet packet = to_server(play, line, line->who, line->peer, PORT_STREAM);

	opaque(play, line, packet, hash_text(line->who->name) + (uint64_t)line->stmt->line,
	       REQUEST);
}

struct reading {
	uint64_t size;
	size_t data;		/* payload bytes of a full datagram */
	size_t header;
	int64_t service, jitter;	/* the time before the first datagram varies by up to jitter */
	int64_t spread;		/* between the datagrams of one answer */
	uint64_t lose_every;
	uint64_t lose_over;	/* no datagram larger than this arrives */
	bool left;		/* what is lost has left the sender */
	uint64_t again;		/* each read is asked so many times more */
	int64_t rto;
	bool uniform;		/* all requests have the same content */
	bool acked;		/* each read is acknowledged before the next request */
};

static uint64_t read_size(struct play *play, const struct line *line, uint64_t fixed)
{
	uint64_t dice;

	if (!line_flag(line, "mixed"))
		return fixed;
	dice = play_random(play) % 100;
	if (dice < 10)
		return 512;
	if (dice < 55)
		return 4096;
	if (dice < 75)
		return 8192 + 8192 * (dice % 2);
	return 32768;
}

/* The datagrams of one answer; LOST is the one that does not arrive, 0 for none. */
static void burst(struct play *play, const struct line *line, const struct reading *reading,
		  uint64_t seed, uint64_t size, uint64_t lost)
{
	struct packet packet = to_target(play, line, line->peer, line->who, PORT_STREAM);

	for (uint64_t n = 1; size > 0; n++) {
		size_t part = size < reading->data ? (size_t)size : reading->data;

		if (n > 1)
			play->now += reading->spread;
		play->losing = n == lost || (reading->lose_over && reading->header + part > reading->lose_over);
		if (!play->losing || reading->left)
			opaque(play, line, packet, seed + (n << 32), reading->header + part);
		play->losing = false;
		play->now += 12000 * ((int64_t)part + 120) / 1500;
		size -= part;
	}
}

/* The time the server takes for this answer. */
static int64_t service_time(struct play *play, const struct reading *reading)
{
	if (!reading->jitter)
		return reading->service;
	return reading->service + (int64_t)(play_random(play) % (uint64_t)reading->jitter);
}

static void one_read(struct play *play, const struct line *line, const struct reading *reading,
		     uint64_t number)
{
	struct packet packet = to_server(play, line, line->who, line->peer, PORT_STREAM);
	uint64_t size = read_size(play, line, reading->size);
	uint64_t seed = play_random(play);
	bool lossy = reading->lose_every && number % reading->lose_every == 0;
	uint64_t asks = lossy ? 2 : 1 + reading->again;
	struct tally *tally = &line->who->tally;
	int64_t service;

	for (uint64_t n = 1; n <= asks; n++) {
		if (n > 1)
			play->now += reading->rto;
		service = service_time(play, reading);
		opaque(play, line, packet, reading->uniform ? 1 : seed, REQUEST);
		play->now += service;
		if (!tally->handover_ns)
			tally->service_ns += service;
		burst(play, line, reading, seed, size, lossy && n == 1 ? 1 + size / reading->data / 2 : 0);
	}
	if (reading->acked) {
		play->now += SECOND / 5000;
		opaque(play, line, packet, ~seed, REQUEST);
	}
	tally->reads++;
	tally->bytes += size;
	tally->repeats += asks - 1;
	tally->last_ns = play->now;
}

/* MTU counts the Ethernet header, as the Citrix console does: 1506 gives 1408 bytes of data. */
void say_stream(struct play *play, const struct line *line)
{
	uint64_t reads = line_number(play, line, "reads", 40, 1000000);
	uint64_t overlap = line_number(play, line, "overlap", 1, 32);
	int64_t gap = line_duration(play, line, "gap", SECOND / 2500);
	struct reading reading = {
		.size = line_number(play, line, "size", 32768, 1 << 20),
		.header = line_number(play, line, "header", HEADER, 1000),
		.service = line_duration(play, line, "service", SECOND / 1000),
		.lose_every = line_number(play, line, "lose-every", 0, 1000000),
		.lose_over = line_number(play, line, "lose-over", 0, 65535),
		.left = line_flag(line, "left"),
		.again = line_number(play, line, "again", 0, 100),
		.jitter = line_duration(play, line, "jitter", 0),
		.spread = line_duration(play, line, "spread", 0),
		.rto = line_duration(play, line, "rto", SECOND / 5),
		.uniform = line_flag(line, "uniform"),
		.acked = line_flag(line, "acked"),
	};

	reading.data = line_number(play, line, "mtu", 1506, 9014) - 14 - 28 - reading.header;
	for (uint64_t i = 1; i <= reads; i++) {
		int64_t began = play->now;

		one_read(play, line, &reading, i);
		if (i % overlap)
			play->now = began + SECOND / 20000;
		else
			play->now += gap;
	}
}

void say_heartbeat(struct play *play, const struct line *line)
{
	opaque(play, line, to_server(play, line, line->who, line->peer, PORT_STREAM),
	       play_random(play), REQUEST);
	play->now += line_duration(play, line, "service", SECOND / 1000);
	opaque(play, line, to_target(play, line, line->peer, line->who, PORT_STREAM),
	       play_random(play), line_number(play, line, "size", 64, 1464));
}
