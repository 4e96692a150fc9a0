/*
 * Opening a capture and going through it: source, decompressor, container reader, then each frame
 * through the layers. The contract is capture.h.
 */
#include "capture/capture.h"

#include "base/mem.h"
#include "base/txt.h"
#include "capture/decode.h"
#include "capture/foreign.h"
#include "capture/reader.h"
#include "capture/reassembly.h"
#include "capture/unpack.h"

#include <stdlib.h>
#include <string.h>

struct capture {
	struct source *src;
	struct reader *reader;
	struct reassembly *reassembly;
	struct capture_info info;
	struct frame frame;
	bool ended;
};

static int prefix_path(const char *path, struct err *err)
{
	char shown[256];

	return err_prefix(err,
		txt_safe(shown, sizeof(shown), (struct span){(const uint8_t *)path, strlen(path)}));
}

/* Puts the decompressor in front when the content asks for one; *head is what comes out of it. */
static int unpack(struct capture *c, const char *path, struct span *head, struct err *err)
{
	const struct codec *codec = codec_find(*head);

	c->info.compression = "none";
	if (!codec)
		return 0;
	c->info.compression = codec->name;
	c->src = source_unpack(c->src, codec);
	*head = source_peek(c->src, SOURCE_PEEK);
	if (codec_find(*head)) {
		err_set(err, "compressed twice; decompress it once: %s IN > OUT", codec->tool);
		return prefix_path(path, err);
	}
	return 0;
}

static int open_reader(struct capture *c, const char *path, struct span head, struct err *err)
{
	if (!head.n && c->src->failed)
		err_set(err, "%s", c->src->err.text);
	else if (reader_is_pcapng(head))
		c->reader = reader_pcapng_open(c->src, &c->info, err);
	else if (reader_is_pcap(head))
		c->reader = reader_pcap_open(c->src, &c->info, err);
	else
		return foreign_explain(path, head, err);
	return c->reader ? 0 : prefix_path(path, err);
}

struct capture *capture_open(const char *path, struct err *err)
{
	struct capture *c = mem_alloc(sizeof(*c));
	struct span head;

	c->src = source_open(path, err);
	if (!c->src) {
		free(c);
		return NULL;
	}
	head = source_peek(c->src, SOURCE_PEEK);
	if (unpack(c, path, &head, err) < 0 || open_reader(c, path, head, err) < 0) {
		capture_close(c);
		return NULL;
	}
	c->reassembly = reassembly_new();
	source_progress(c->src, &c->info.file_pos, &c->info.file_bytes);
	return c;
}

static void account_time(struct capture_info *i, int64_t ns)
{
	if (ns == INT64_MIN)
		return;
	if (!i->has_time || ns < i->first_ns)
		i->first_ns = ns;
	if (!i->has_time || ns > i->last_ns)
		i->last_ns = ns;
	i->has_time = true;
}

static void account(struct capture *c)
{
	struct capture_info *i = &c->info;

	c->frame.number = ++i->frames;
	i->bytes += c->frame.caplen;
	c->reader->ifaces[c->frame.iface].frames++;
	account_time(i, c->frame.ns);
	source_progress(c->src, &i->file_pos, &i->file_bytes);
}

static int finish(struct capture *c)
{
	c->ended = true;
	source_progress(c->src, &c->info.file_pos, &c->info.file_bytes);
	c->info.incomplete_datagrams = reassembly_incomplete(c->reassembly);
	reader_sum_damages(c->reader);
	return 0;
}

int capture_next(struct capture *c, struct packet *out)
{
	reassembly_release(c->reassembly);
	if (c->ended || !c->reader->ops->next(c->reader, &c->frame))
		return finish(c);
	account(c);
	if (!c->frame.direction)
		c->frame.direction = link_direction(&c->frame);
	packet_walk(&c->frame, c->reassembly, out);
	return 1;
}

void packet_decode(const struct frame *f, struct packet *out)
{
	packet_walk(f, NULL, out);
}

const struct capture_info *capture_info(const struct capture *c)
{
	return &c->info;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	reader_close(c->reader);
	source_close(c->src);
	reassembly_free(c->reassembly);
	free(c);
}
