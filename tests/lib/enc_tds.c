/*
 * What a provisioning server asks its database about a target, and the answers: TDS on TCP 1433 ([MS-TDS]).
 * The names of the procedures are those that practitioners saw; how many columns an answer has is made up.
 */
#include <stdio.h>
#include <string.h>

#include "verbs.h"

enum { SQL_PORT = 1433, SERVER_PORT = 52433, PSH_ACK = 0x18, BATCH = 1, RPC = 3, ANSWER = 4 };
enum { NVARCHAR = 0xe7, INTN = 0x26, EXECUTESQL = 10 };

static void put_wide(struct buf *out, const char *text)
{
	for (; *text; text++)
		put_le16(out, (unsigned char)*text);
}

static void put_wide_value(struct buf *out, const char *text)
{
	put_u8(out, NVARCHAR);
	put_le16(out, 8000);
	put_bytes(out, "\x09\x04\xd0\x00\x34", 5);
	put_le16(out, (unsigned)(2 * strlen(text)));
	put_wide(out, text);
}

static void put_name(struct buf *out, const char *name)
{
	put_u8(out, (unsigned)strlen(name));
	put_wide(out, name);
	put_u8(out, 0);
}

/* The one header that each message of version 7.2 and later has: the transaction. */
static void put_headers(struct buf *out)
{
	put_le32(out, 22);
	put_le32(out, 18);
	put_le16(out, 2);
	put_fill(out, 0, 8);
	put_le32(out, 1);
}

/* The message as one packet, in segments of at most split= bytes. */
static void tds_send(struct play *play, const struct line *line, bool up, unsigned type, const struct buf *body)
{
	size_t split = line_number(play, line, "split", 1460, 1460);
	uint16_t port = (uint16_t)line_number(play, line, "lport", SERVER_PORT, 65535);
	struct segment s = { .from = line->who, .to = line->peer, .flags = PSH_ACK,
			     .sport = up ? port : SQL_PORT, .dport = up ? SQL_PORT : port };
	struct buf all = {0}, part = {0};

	put_u8(&all, type);
	put_u8(&all, 1);
	put_be16(&all, (unsigned)(body->len + 8));
	put_fill(&all, 0, 2);
	put_u8(&all, 1);
	put_u8(&all, 0);
	put_bytes(&all, body->at, body->len);
	for (size_t done = 0; done < all.len; done += part.len) {
		buf_fini(&part);
		part = (struct buf){0};
		put_bytes(&part, all.at + done, all.len - done < split ? all.len - done : split);
		s.seq = 1000 + s.from->sql_sent;
		s.ack = 1000 + s.to->sql_sent;
		s.payload = &part;
		net_tcp(play, line, &s);
		s.from->sql_sent += (uint32_t)part.len;
		play->now += SECOND / 50000;
	}
	buf_fini(&part);
	buf_fini(&all);
}

static void mac_digits(const struct play *play, const struct line *line, char out[13])
{
	uint8_t mac[MAC_LEN];

	out[0] = '\0';
	if (!line_mac(play, line, "mac", mac))
		return;
	for (size_t i = 0; i < 6; i++)
		snprintf(out + 2 * i, 3, "%02X", mac[i]);
}

void say_sql_call(struct play *play, const struct line *line)
{
	const char *procedure = line_text(line, "procedure", "uspGetDeviceByMac");
	uint64_t port = line_number(play, line, "connection-port", 0, 65535);
	struct buf body = {0};
	char digits[13], text[160];

	mac_digits(play, line, digits);
	snprintf(text, sizeof(text), *digits ? "EXEC dbo.%s @deviceMac='%s'" : "EXEC dbo.%s", procedure, digits);
	put_headers(&body);
	if (line_flag(line, "batch")) {
		put_wide(&body, text);
		tds_send(play, line, true, BATCH, &body);
		buf_fini(&body);
		return;
	}
	if (line_flag(line, "statement")) {
		snprintf(text, sizeof(text), "EXEC dbo.%s @deviceMac=@p0", procedure);
		put_le16(&body, 0xffff);
		put_le16(&body, EXECUTESQL);
		put_le16(&body, 0);
		put_name(&body, "");
		put_wide_value(&body, text);
	} else {
		put_le16(&body, (unsigned)strlen(procedure));
		put_wide(&body, procedure);
		put_le16(&body, 0);
	}
	if (port) {
		put_name(&body, "@serverPortConnection");
		put_u8(&body, INTN);
		put_u8(&body, 4);
		put_u8(&body, 4);
		put_le32(&body, (uint32_t)port);
	}
	if (*digits) {
		put_name(&body, line_flag(line, "statement") ? "@p0" : "@deviceMac");
		put_wide_value(&body, digits);
	}
	tds_send(play, line, true, RPC, &body);
	buf_fini(&body);
}

static void put_done(struct buf *out, unsigned token, unsigned status, unsigned command, uint64_t rows)
{
	put_u8(out, token);
	put_le16(out, status);
	put_le16(out, command);
	put_le32(out, (uint32_t)rows);
	put_le32(out, 0);
}

static void put_result(struct buf *out, uint64_t columns, uint64_t rows)
{
	put_u8(out, 0x81);
	put_le16(out, (unsigned)columns);
	for (uint64_t i = 0; i < columns; i++) {
		put_le32(out, 0);
		put_le16(out, 9);
		put_u8(out, i ? NVARCHAR : INTN);
		if (i) {
			put_le16(out, 100);
			put_bytes(out, "\x09\x04\xd0\x00\x34", 5);
		} else {
			put_u8(out, 4);
		}
		put_u8(out, 6);
		put_wide(out, "column");
	}
	for (uint64_t r = 0; r < rows; r++) {
		put_u8(out, 0xd1);
		put_u8(out, 4);
		put_le32(out, (uint32_t)r);
		for (uint64_t i = 1; i < columns; i++) {
			put_le16(out, 10);
			put_wide(out, "value");
		}
	}
	put_done(out, 0xff, 0x11, 0xc1, rows);
}

void say_sql_answer(struct play *play, const struct line *line)
{
	uint64_t error = line_number(play, line, "error", 0, 99999);
	struct buf body = {0};

	if (error) {
		put_u8(&body, 0xaa);
		put_le16(&body, 4 + 1 + 1 + 2 + 10 + 1 + 1 + 4);
		put_le32(&body, (uint32_t)error);
		put_u8(&body, 1);
		put_u8(&body, 16);
		put_le16(&body, 5);
		put_wide(&body, "wrong");
		put_u8(&body, 0);
		put_u8(&body, 0);
		put_le32(&body, 1);
	} else {
		put_result(&body, line_number(play, line, "columns", 6, 100),
			   line_number(play, line, "rows", 1, 1000));
	}
	put_u8(&body, 0x79);
	put_le32(&body, 0);
	put_done(&body, 0xfe, 0, 0xe0, 0);
	tds_send(play, line, false, ANSWER, &body);
	buf_fini(&body);
}
