/*
 * Own writers for classic pcap (micro- and nanoseconds) and pcapng (draft-ietf-opsawg-pcapng),
 * with Ethernet, Linux cooked (1 and 2) and raw IP link types.
 */
#include "capture_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DLT_ETHERNET = 1, DLT_RAW = 101, DLT_SLL = 113, DLT_SLL2 = 276, ETHER = 14 };
enum { FLUSH_AT = 1 << 20 };
enum { SHB = 0x0a0d0d0a, IDB = 1, EPB = 6, ISB = 5 };
enum { OPT_END = 0, OPT_COMMENT = 1, IF_NAME = 2, IF_TSRESOL = 9, ISB_IFRECV = 4, ISB_IFDROP = 5 };

/* --- who sees what ----------------------------------------------------------------------- */

static bool at_port(const struct capture *capture, const struct frame *frame)
{
	const struct leg *leg = host_leg(capture->host, frame->segment);
	bool sent = frame->from == capture->host;

	if (!leg || (sent && capture->only == ONLY_RECEIVED))
		return false;
	if (sent)
		return true;
	if (capture->only == ONLY_SENT || frame->lost)
		return false;
	return (frame->bytes[0] & 1) || memcmp(frame->bytes, leg->mac, MAC_LEN) == 0;
}

static bool is_ip(const struct frame *frame)
{
	return frame->bytes[12] == 0x08 && frame->bytes[13] == 0x00;
}

bool capture_sees(const struct play *play, const struct capture *capture,
		  const struct frame *frame)
{
	int index = (int)(capture - play->script->captures);

	if (frame->drop || frame->ns < capture->from_ns || frame->ns >= capture->until_ns)
		return false;
	if (capture->link == LINK_RAW && !is_ip(frame))
		return false;
	if (frame->seen)
		return frame->seen & 1u << index;
	if (capture->segment && strcmp(capture->segment, frame->segment) != 0)
		return false;
	return !capture->host || at_port(capture, frame);
}

/* --- one frame as this capture records it ------------------------------------------------ */

static void put_tags(const struct capture *capture, const struct frame *frame, struct buf *out)
{
	if (!capture->untagged && frame->n_tags == 0 && capture->vlan) {
		put_be16(out, 0x8100);
		put_be16(out, (unsigned)capture->vlan);
	}
	for (int i = 0; i < frame->n_tags && !capture->untagged; i++) {
		put_be16(out, frame->n_tags > 1 && i == 0 ? 0x88a8 : 0x8100);
		put_be16(out, frame->tags[i]);
	}
}

static unsigned cooked_type(const struct capture *capture, const struct frame *frame)
{
	if (capture->host && frame->from == capture->host)
		return 4;
	if (memcmp(frame->bytes, mac_broadcast, MAC_LEN) == 0)
		return 1;
	if (frame->bytes[0] & 1)
		return 2;
	return capture->host ? 0 : 3;
}

/* The cooked headers name the protocol that follows them, which is the first tag if any. */
static void put_cooked(const struct capture *capture, const struct frame *frame, struct buf *out)
{
	struct buf tail = {0};
	unsigned type = cooked_type(capture, frame);

	put_tags(capture, frame, &tail);
	put_bytes(&tail, frame->bytes + 12, frame->len - 12);
	if (capture->link == LINK_SLL) {
		put_be16(out, type);
		put_be16(out, 1);
		put_be16(out, MAC_LEN);
	} else {
		put_bytes(out, tail.at, 2);
		put_be16(out, 0);
		put_be32(out, 2);
		put_be16(out, 1);
		put_u8(out, type);
		put_u8(out, MAC_LEN);
	}
	put_bytes(out, frame->bytes + MAC_LEN, MAC_LEN);
	put_be16(out, 0);
	if (capture->link == LINK_SLL)
		put_bytes(out, tail.at, 2);
	put_bytes(out, tail.at + 2, tail.len - 2);
	buf_fini(&tail);
}

static void put_frame(const struct capture *capture, const struct frame *frame, struct buf *out)
{
	size_t ip_len;

	switch (capture->link) {
	case LINK_ETHERNET:
		put_bytes(out, frame->bytes, 12);
		put_tags(capture, frame, out);
		put_bytes(out, frame->bytes + 12, frame->len - 12);
		break;
	case LINK_SLL:
	case LINK_SLL2:
		put_cooked(capture, frame, out);
		break;
	case LINK_RAW:
		ip_len = (size_t)frame->bytes[16] << 8 | frame->bytes[17];
		if (ip_len > frame->len - ETHER)
			ip_len = frame->len - ETHER;
		put_bytes(out, frame->bytes + ETHER, ip_len);
		break;
	}
}

static unsigned link_number(const struct capture *capture)
{
	switch (capture->link) {
	case LINK_ETHERNET:
		return DLT_ETHERNET;
	case LINK_SLL:
		return DLT_SLL;
	case LINK_SLL2:
		return DLT_SLL2;
	case LINK_RAW:
		return DLT_RAW;
	}
	return DLT_ETHERNET;
}

/* Two taps never see a frame at the very same time; two files of one tap do. Microseconds, by the
 * host whose port the tap is at. */
static int64_t tap_delay_ns(const struct play *play, const struct capture *capture)
{
	const struct capture *first = play->script->captures;

	while (first < capture && first->host != capture->host)
		first++;
	return (first - play->script->captures) * 7000;
}

/* What the clock of this capture showed. */
static uint64_t shown_ns(const struct play *play, const struct capture *capture, int64_t ns)
{
	double drift = (double)ns * capture->drift_ppm / 1e6;
	int64_t step = ns >= capture->step_at_ns ? capture->step_ns : 0;

	return (uint64_t)(play->script->start_ns + ns + capture->offset_ns + (int64_t)drift + step +
			  tap_delay_ns(play, capture));
}

/* --- classic pcap ------------------------------------------------------------------------ */

static void pcap_head(const struct capture *capture, struct buf *out)
{
	put_le32(out, capture->format == FORMAT_PCAP_NS ? 0xa1b23c4d : 0xa1b2c3d4);
	put_le16(out, 2);
	put_le16(out, 4);
	put_le64(out, 0);
	put_le32(out, (uint32_t)capture->snaplen);
	put_le32(out, link_number(capture));
}

static void pcap_frame(const struct capture *capture, uint64_t ns, const struct buf *frame,
		       struct buf *out)
{
	size_t kept = frame->len < capture->snaplen ? frame->len : capture->snaplen;
	uint32_t part = (uint32_t)(ns % (uint64_t)SECOND);

	put_le32(out, (uint32_t)(ns / (uint64_t)SECOND));
	put_le32(out, capture->format == FORMAT_PCAP_NS ? part : part / 1000);
	put_le32(out, (uint32_t)kept);
	put_le32(out, (uint32_t)frame->len);
	put_bytes(out, frame->at, kept);
}

/* --- pcapng ------------------------------------------------------------------------------ */

static void put_option(struct buf *out, unsigned code, const void *value, size_t len)
{
	put_le16(out, code);
	put_le16(out, (unsigned)len);
	put_bytes(out, value, len);
	put_fill(out, 0, (4 - len % 4) % 4);
}

static void put_block(struct buf *out, uint32_t type, const struct buf *body)
{
	put_le32(out, type);
	put_le32(out, (uint32_t)body->len + 12);
	put_bytes(out, body->at, body->len);
	put_le32(out, (uint32_t)body->len + 12);
}

static void pcapng_head(const struct capture *capture, struct buf *out)
{
	struct buf body = {0};

	put_le32(&body, 0x1a2b3c4d);
	put_le16(&body, 1);
	put_le16(&body, 0);
	put_le64(&body, UINT64_MAX);
	if (capture->comment) {
		put_option(&body, OPT_COMMENT, capture->comment, strlen(capture->comment));
		put_option(&body, OPT_END, "", 0);
	}
	put_block(out, SHB, &body);
	body.len = 0;
	put_le16(&body, link_number(capture));
	put_le16(&body, 0);
	put_le32(&body, (uint32_t)capture->snaplen);
	put_option(&body, IF_NAME, capture->name, strlen(capture->name));
	put_option(&body, IF_TSRESOL, "\x09", 1);
	put_option(&body, OPT_END, "", 0);
	put_block(out, IDB, &body);
	buf_fini(&body);
}

static void pcapng_frame(const struct capture *capture, uint64_t ns, const struct buf *frame,
			 struct buf *out)
{
	size_t kept = frame->len < capture->snaplen ? frame->len : capture->snaplen;
	struct buf body = {0};

	put_le32(&body, 0);
	put_le32(&body, (uint32_t)(ns >> 32));
	put_le32(&body, (uint32_t)ns);
	put_le32(&body, (uint32_t)kept);
	put_le32(&body, (uint32_t)frame->len);
	put_bytes(&body, frame->at, kept);
	put_fill(&body, 0, (4 - kept % 4) % 4);
	put_block(out, EPB, &body);
	buf_fini(&body);
}

static void pcapng_statistics(const struct capture *capture, uint64_t ns, uint64_t frames,
			      struct buf *out)
{
	struct buf body = {0}, number = {0};

	put_le32(&body, 0);
	put_le32(&body, (uint32_t)(ns >> 32));
	put_le32(&body, (uint32_t)ns);
	put_le64(&number, frames + capture->drops);
	put_option(&body, ISB_IFRECV, number.at, 8);
	number.len = 0;
	put_le64(&number, capture->drops);
	put_option(&body, ISB_IFDROP, number.at, 8);
	put_option(&body, OPT_END, "", 0);
	put_block(out, ISB, &body);
	buf_fini(&number);
	buf_fini(&body);
}

/* --- the file ---------------------------------------------------------------------------- */

static _Noreturn void save_fails(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(2);
}

/* Hands over what is there; a storm of boots does not fit into memory twice. */
static void save(FILE *file, const char *path, struct buf *bytes)
{
	if (fwrite(bytes->at, 1, bytes->len, file) != bytes->len)
		save_fails(path);
	bytes->len = 0;
}

static void put_record(const struct capture *capture, uint64_t ns, const struct buf *frame,
		       struct buf *out)
{
	if (capture->format == FORMAT_PCAPNG)
		pcapng_frame(capture, ns, frame, out);
	else
		pcap_frame(capture, ns, frame, out);
}

static void put_records(const struct play *play, const struct capture *capture, FILE *file,
			    const char *path, struct buf *out)
{
	struct buf frame = {0};
	uint64_t count = 0, ns = 0;

	for (size_t i = 0; i < play->n_frames; i++) {
		if (!capture_sees(play, capture, &play->frames[i]))
			continue;
		frame.len = 0;
		put_frame(capture, &play->frames[i], &frame);
		ns = shown_ns(play, capture, play->frames[i].ns);
		put_record(capture, ns, &frame, out);
		count++;
		if (out->len > FLUSH_AT)
			save(file, path, out);
	}
	if (capture->format == FORMAT_PCAPNG)
		pcapng_statistics(capture, ns, count, out);
	buf_fini(&frame);
}

void capture_write(const struct play *play, const struct capture *capture, const char *path)
{
	FILE *file = fopen(path, "wb");
	struct buf out = {0};

	if (!file)
		save_fails(path);
	if (capture->format == FORMAT_PCAPNG)
		pcapng_head(capture, &out);
	else
		pcap_head(capture, &out);
	put_records(play, capture, file, path, &out);
	save(file, path, &out);
	if (fclose(file) != 0)
		save_fails(path);
	buf_fini(&out);
}
