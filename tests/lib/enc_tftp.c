/*
 * TFTP (RFC 1350, 2347-2349, 7440) and Citrix' two-stage boot on UDP 6969, which is TFTP with
 * other opcodes and its data XOR 0xFF.  A transfer remembers its ports between lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enc_transfer.h"

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };
enum { TSB_REQUEST = 0x0817, TSB_DATA = 0x0897, TSB_ACK = 0x08d7, PORT_TSB = 6969 };

/* --- transfers --------------------------------------------------------------------------- */

static struct transfer *transfer_find(const struct play *play, const struct host *a,
				      const struct host *b)
{
	for (struct transfer *t = play->transfers; t; t = t->older)
		if ((t->client == a && t->server == b) || (t->client == b && t->server == a))
			return t;
	return NULL;
}

struct transfer *transfer_of(const struct play *play, const struct line *line)
{
	struct transfer *transfer = transfer_find(play, line->who, line->peer);

	if (!transfer)
		line_fail(play, line, "%s and %s have no transfer: a request comes first",
			  line->who->name, line->peer->name);
	return transfer;
}

struct transfer *transfer_open(struct play *play, const struct line *line, uint16_t port,
			       const char *file, unsigned block)
{
	struct transfer *old = transfer_find(play, line->who, line->peer);
	struct transfer *transfer;

	if (old && (line->index > 0 || line_flag(line, "again")))
		return old;
	transfer = mem_new(&play->script->mem, sizeof(*transfer));
	transfer->older = play->transfers;
	transfer->client = line->who;
	transfer->server = line->peer;
	transfer->port = (uint16_t)line_number(play, line, "port", port, 65535);
	transfer->client_port =
		(uint16_t)line_number(play, line, "lport", host_port(line->who), 65535);
	transfer->server_port =
		(uint16_t)line_number(play, line, "tid", host_port(line->peer), 65535);
	transfer->file = line_text(line, "file", file);
	transfer->block = (unsigned)line_number(play, line, "blksize", block, 65464);
	play->transfers = transfer;
	return transfer;
}

void transfer_send(struct play *play, const struct line *line, const struct transfer *transfer,
		   enum transfer_way way, const struct buf *payload)
{
	struct packet packet = { .from = transfer->client, .to = transfer->server,
				 .sport = transfer->client_port, .dport = transfer->server_port };

	if (way == TO_REQUEST_PORT)
		packet.dport = transfer->port;
	if (way == TO_CLIENT)
		packet = (struct packet){ .from = transfer->server, .to = transfer->client,
					  .sport = transfer->server_port,
					  .dport = transfer->client_port };
	net_udp(play, line, packet, payload);
}

static enum transfer_way way_of(const struct line *line, const struct transfer *transfer)
{
	return line->who == transfer->client ? TO_SERVER : TO_CLIENT;
}

/* --- the file: looks like a boot file, the same in each run ------------------------------ */

static void file_part(const struct line *line, const struct transfer *transfer,
		      uint64_t offset, size_t len, struct buf *out)
{
	const char *version = line_text(line, "version", "7.33.0.25");
	const char *end = strrchr(transfer->file, '.');
	char banner[80];
	size_t at = out->len;

	put_noise(out, hash_text(transfer->file) + offset, len);
	if (offset == 0 && len >= 2 && end && (end[1] == 'e' || end[1] == 'E'))
		memcpy(out->at + at, "MZ", 2);
	if (offset == 0 && len >= 136 && end && (end[1] == 'e' || end[1] == 'E')) {
		memcpy(out->at + at + 60, "\x80\0\0\0", 4);
		memcpy(out->at + at + 128, "PE\0\0\x64\x86", 6);
	}
	snprintf(banner, sizeof(banner), "Provisioning Services bootstrap v%s", version);
	if (offset == 0 && len >= 64 + sizeof(banner) &&
	    (strcasecmp(transfer->file, "ARDBP32.BIN") == 0 ||
	     strcasecmp(transfer->file, "tsbbdm.bin") == 0))
		memcpy(out->at + at + 64, banner, strlen(banner) + 1);
}

/* --- TFTP -------------------------------------------------------------------------------- */

static void put_pair(struct buf *out, const char *name, const char *value)
{
	put_bytes(out, name, strlen(name) + 1);
	put_bytes(out, value, strlen(value) + 1);
}

static void put_options(const struct line *line, struct buf *out, const char *tsize)
{
	static const char *const names[] = { "blksize", "timeout", "windowsize" };

	if (line_field(line, "tsize") || tsize)
		put_pair(out, "tsize", tsize ? tsize : line_text(line, "tsize", "0"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (line_field(line, names[i]))
			put_pair(out, names[i], line_text(line, names[i], ""));
}

static void rrq(struct play *play, const struct line *line, struct transfer *transfer,
		const char *tsize)
{
	struct buf bytes = {0};
	const struct field *file = line_field(line, "file");

	put_be16(&bytes, RRQ);
	if (file)
		put_bytes(&bytes, file->value, file->len);
	else
		put_text(&bytes, transfer->file);
	put_u8(&bytes, 0);
	put_bytes(&bytes, line_text(line, "mode", "octet"),
		  strlen(line_text(line, "mode", "octet")) + 1);
	put_options(line, &bytes, tsize);
	transfer_send(play, line, transfer, TO_REQUEST_PORT, &bytes);
	buf_fini(&bytes);
}

void say_rrq(struct play *play, const struct line *line)
{
	if (!line_field(line, "file"))
		line_fail(play, line, "rrq needs file=");
	rrq(play, line, transfer_open(play, line, 69, NULL, 512), NULL);
}

static void oack(struct play *play, const struct line *line, const struct transfer *transfer,
		 const char *tsize)
{
	struct buf bytes = {0};

	put_be16(&bytes, OACK);
	put_options(line, &bytes, tsize);
	transfer_send(play, line, transfer, TO_CLIENT, &bytes);
	buf_fini(&bytes);
}

void say_oack(struct play *play, const struct line *line)
{
	oack(play, line, transfer_of(play, line), NULL);
}

static void numbered(struct play *play, const struct line *line, const struct transfer *transfer,
		     enum transfer_way way, unsigned opcode, uint64_t block)
{
	struct buf bytes = {0};

	put_be16(&bytes, opcode);
	put_be16(&bytes, (unsigned)(block & 0xffff));
	transfer_send(play, line, transfer, way, &bytes);
	buf_fini(&bytes);
}

static void data(struct play *play, const struct line *line, const struct transfer *transfer,
		 uint64_t block, size_t len)
{
	struct buf bytes = {0};

	put_be16(&bytes, DATA);
	put_be16(&bytes, (unsigned)(block & 0xffff));
	file_part(line, transfer, (block - 1) * transfer->block, len, &bytes);
	transfer_send(play, line, transfer, TO_CLIENT, &bytes);
	buf_fini(&bytes);
}

void say_data(struct play *play, const struct line *line)
{
	const struct transfer *transfer = transfer_of(play, line);
	uint64_t block = line_number(play, line, "block", 1, UINT32_MAX);

	data(play, line, transfer, block ? block : 65536,
	     line_number(play, line, "size", transfer->block, 65464));
}

void say_tftp_ack(struct play *play, const struct line *line)
{
	const struct transfer *transfer = transfer_of(play, line);

	numbered(play, line, transfer, way_of(line, transfer), ACK,
		 line_number(play, line, "block", 0, UINT32_MAX));
}

static void error(struct play *play, const struct line *line, const struct transfer *transfer,
		  enum transfer_way way, unsigned code, const char *message)
{
	struct buf bytes = {0};

	put_be16(&bytes, ERROR);
	put_be16(&bytes, (unsigned)line_number(play, line, "code", code, 65535));
	message = line_text(line, "message", message);
	put_bytes(&bytes, message, strlen(message) + 1);
	transfer_send(play, line, transfer, way, &bytes);
	buf_fini(&bytes);
}

void say_tftp_error(struct play *play, const struct line *line)
{
	const struct transfer *transfer = transfer_of(play, line);

	error(play, line, transfer, way_of(line, transfer), 1, "File not found");
}

/* The size probe of UEFI firmware: ask for tsize, hear it, abort. */
void say_tftp_probe(struct play *play, const struct line *line)
{
	struct transfer *transfer = transfer_open(play, line, 69, "ARDBP32.BIN", 512);
	int64_t rtt = line_duration(play, line, "rtt", SECOND / 1000);
	char size[24];

	snprintf(size, sizeof(size), "%llu",
		 (unsigned long long)line_number(play, line, "size", 32768, UINT32_MAX));
	rrq(play, line, transfer, "0");
	play->now += rtt;
	oack(play, line, transfer, size);
	play->now += rtt;
	error(play, line, transfer, TO_SERVER, 8, "User aborted the transfer");
}

/* --- whole transfers --------------------------------------------------------------------- */

struct course {
	uint64_t size;
	uint64_t blocks;
	uint64_t stop;		/* the last block that is sent and acknowledged */
	uint64_t lose;		/* the block lost once */
	uint64_t window;
	int64_t rtt, rto;
};

static struct course course_of(struct play *play, const struct line *line,
			       const struct transfer *transfer)
{
	struct course course = {
		.size = line_number(play, line, "size", 32768, UINT32_MAX),
		.lose = line_number(play, line, "lose-block", 0, UINT32_MAX),
		.window = line_number(play, line, "windowsize", 1, 64),
		.rtt = line_duration(play, line, "rtt", SECOND / 2000),
		.rto = line_duration(play, line, "rto", SECOND),
	};

	course.blocks = course.size / transfer->block + 1;
	course.stop = line_number(play, line, "until-block", course.blocks, UINT32_MAX);
	if (course.stop > course.blocks)
		course.stop = course.blocks;
	return course;
}

typedef void put_data(struct play *play, const struct line *line, const struct transfer *transfer,
		      uint64_t block, size_t len);
typedef void put_ack(struct play *play, const struct line *line, const struct transfer *transfer,
		     uint64_t block);

static void blocks(struct play *play, const struct line *line, const struct transfer *transfer,
		   const struct course *course, put_data *send, put_ack *ack)
{
	for (uint64_t block = 1; block <= course->stop; block++) {
		uint64_t left = course->size - (block - 1) * transfer->block;

		if (block == course->lose)
			play->now += course->rto;
		play->now += course->rtt / 2;
		send(play, line, transfer, block,
		     left < transfer->block ? (size_t)left : transfer->block);
		if (block % course->window && block != course->stop)
			continue;
		play->now += course->rtt / 2;
		ack(play, line, transfer, block);
	}
}

static void tftp_ack(struct play *play, const struct line *line, const struct transfer *transfer,
		     uint64_t block)
{
	numbered(play, line, transfer, TO_SERVER, ACK, block);
}

void say_tftp_transfer(struct play *play, const struct line *line)
{
	struct transfer *transfer = transfer_open(play, line, 69, "ARDBP32.BIN", 512);
	struct course course = course_of(play, line, transfer);
	bool options = line_field(line, "blksize") || line_field(line, "tsize") ||
		       line_field(line, "windowsize");
	char size[24];

	snprintf(size, sizeof(size), "%llu", (unsigned long long)course.size);
	rrq(play, line, transfer, line_field(line, "tsize") ? "0" : NULL);
	if (options) {
		play->now += course.rtt / 2;
		oack(play, line, transfer, line_field(line, "tsize") ? size : NULL);
		play->now += course.rtt / 2;
		tftp_ack(play, line, transfer, 0);
	}
	blocks(play, line, transfer, &course, data, tftp_ack);
}

/* --- two-stage boot ---------------------------------------------------------------------- */

static void tsb_request(struct play *play, const struct line *line,
			const struct transfer *transfer)
{
	struct buf bytes = {0};

	put_be16(&bytes, TSB_REQUEST);
	put_bytes(&bytes, transfer->file, strlen(transfer->file) + 1);
	transfer_send(play, line, transfer, TO_REQUEST_PORT, &bytes);
	buf_fini(&bytes);
}

static void tsb_data(struct play *play, const struct line *line, const struct transfer *transfer,
		     uint64_t block, size_t len)
{
	struct buf bytes = {0};

	put_be16(&bytes, TSB_DATA);
	put_be16(&bytes, (unsigned)(block & 0xffff));
	file_part(line, transfer, (block - 1) * transfer->block, len, &bytes);
	for (size_t i = 4; i < bytes.len; i++)
		bytes.at[i] ^= 0xff;
	transfer_send(play, line, transfer, TO_CLIENT, &bytes);
	buf_fini(&bytes);
}

static void tsb_ack(struct play *play, const struct line *line, const struct transfer *transfer,
		    uint64_t block)
{
	numbered(play, line, transfer, TO_SERVER, TSB_ACK, block);
}

void say_tsb_request(struct play *play, const struct line *line)
{
	tsb_request(play, line, transfer_open(play, line, PORT_TSB, "tsbbdm.bin", 512));
}

void say_tsb_data(struct play *play, const struct line *line)
{
	const struct transfer *transfer = transfer_of(play, line);

	tsb_data(play, line, transfer, line_number(play, line, "block", 1, 65535),
		 line_number(play, line, "size", transfer->block, 1464));
}

void say_tsb_ack(struct play *play, const struct line *line)
{
	tsb_ack(play, line, transfer_of(play, line), line_number(play, line, "block", 1, 65535));
}

void say_tsb_transfer(struct play *play, const struct line *line)
{
	struct transfer *transfer = transfer_open(play, line, PORT_TSB, "tsbbdm.bin", 512);
	struct course course = course_of(play, line, transfer);

	tsb_request(play, line, transfer);
	blocks(play, line, transfer, &course, tsb_data, tsb_ack);
}
