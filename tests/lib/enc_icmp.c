/*
 * ICMP (RFC 792): echo, and the errors that quote an earlier packet.
 */
#include <string.h>

#include "verbs.h"

enum { IP_AT = 14, IP_HEADER = 20, QUOTE_DEFAULT = IP_HEADER + 8, ICMP = 1 };

static void icmp_send(struct play *play, const struct line *line, struct packet packet,
		      struct buf *icmp)
{
	uint16_t sum = inet_checksum(icmp->at, icmp->len, 0);

	icmp->at[2] = (uint8_t)(sum >> 8);
	icmp->at[3] = (uint8_t)sum;
	packet.protocol = ICMP;
	net_ip(play, line, packet, icmp);
}

/* --- errors ------------------------------------------------------------------------------ */

static bool is_ipv4(const struct frame *frame)
{
	return frame->bytes[12] == 0x08 && frame->bytes[13] == 0x00;
}

/* The last IPv4 frame with that label, or the last of all. */
static const struct frame *quoted(const struct play *play, const struct line *line)
{
	const char *label = line_text(line, "quoting", "last");
	bool last = strcmp(label, "last") == 0;

	for (size_t i = play->n_frames; i-- > 0;)
		if (is_ipv4(&play->frames[i]) && (last || label_matches(&play->frames[i], label)))
			return &play->frames[i];
	line_fail(play, line, "quoting=%s: no such packet so far", label);
}

static uint32_t address(const uint8_t ip[4])
{
	return (uint32_t)ip[0] << 24 | (uint32_t)ip[1] << 16 | (uint32_t)ip[2] << 8 | ip[3];
}

static struct host *owner_of(const struct play *play, const uint8_t ip[4])
{
	for (struct host *h = play->script->hosts; h; h = h->next)
		for (int i = 0; i < h->n_legs; i++)
			if (h->legs[i].ip && h->legs[i].ip == address(ip))
				return h;
	return NULL;
}

static void icmp_error(struct play *play, const struct line *line, unsigned type, unsigned code,
		       uint32_t rest)
{
	const struct frame *frame = quoted(play, line);
	size_t quote = line_number(play, line, "quote", QUOTE_DEFAULT, 1400);
	struct packet packet = { .from = line->who };
	const uint8_t *ip = frame->bytes + IP_AT;
	size_t total = (size_t)ip[2] << 8 | ip[3];
	struct buf bytes = {0};

	packet.to = line->peer ? line->peer : owner_of(play, ip + 12);
	if (!line->peer || owner_of(play, ip + 12) == line->peer)
		packet.dst = address(ip + 12);
	if (!packet.to)
		line_fail(play, line, "nobody owns the quoted source address: name the receiver");
	put_u8(&bytes, type);
	put_u8(&bytes, code);
	put_be16(&bytes, 0);
	put_be32(&bytes, rest);
	put_bytes(&bytes, ip, quote < total ? quote : total);
	icmp_send(play, line, packet, &bytes);
	buf_fini(&bytes);
}

static unsigned unreachable_code(const struct play *play, const struct line *line)
{
	static const struct {
		const char *name;
		unsigned code;
	} codes[] = {
		{ "net", 0 }, { "host", 1 }, { "protocol", 2 }, { "port", 3 },
		{ "host-prohibited", 10 }, { "net-prohibited", 9 }, { "admin", 13 },
	};
	const char *name = line_text(line, "code", "port");

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i].name, name) == 0)
			return codes[i].code;
	return (unsigned)line_number(play, line, "code", 3, 15);
}

void say_unreachable(struct play *play, const struct line *line)
{
	icmp_error(play, line, 3, unreachable_code(play, line), 0);
}

void say_frag_needed(struct play *play, const struct line *line)
{
	icmp_error(play, line, 3, 4, (uint32_t)line_number(play, line, "mtu", 1400, 65535));
}

void say_time_exceeded(struct play *play, const struct line *line)
{
	icmp_error(play, line, 11, (unsigned)line_number(play, line, "code", 0, 1), 0);
}

/* --- echo -------------------------------------------------------------------------------- */

static void echo(struct play *play, const struct line *line, unsigned type)
{
	struct packet packet = { .from = line->who, .to = line->peer };
	uint64_t next = (uint64_t)line->index + 1;
	struct buf bytes = {0};

	put_u8(&bytes, type);
	put_u8(&bytes, 0);
	put_be16(&bytes, 0);
	put_be16(&bytes, (unsigned)line_number(play, line, "id", 1, 65535));
	put_be16(&bytes, (unsigned)line_number(play, line, "seq", next, 65535));
	put_fill(&bytes, 0x61, line_number(play, line, "size", 32, 1400));
	icmp_send(play, line, packet, &bytes);
	buf_fini(&bytes);
}

void say_echo(struct play *play, const struct line *line)
{
	echo(play, line, 8);
}

void say_echo_reply(struct play *play, const struct line *line)
{
	echo(play, line, 0);
}
