/*
 * The end of a transfer: what its content was, how it ended, whose turn it was when it stalled.
 */
#include "track/transfer.h"

#include <stdio.h>

#define STALLED_NS 10000000000 /* longer silence than any retry clock in netboot.md 4.2 */

/* "Provisioning Services bootstrap v5.6.3.1349": the text is in the image as it is (TFTP) or XORed
 * (two-stage boot); pvs.md 3.2. */
static void find_version(struct transfer *x, const uint8_t *p, size_t n)
{
	static const char mark[] = "Services bootstrap v";
	const uint8_t *at = n && !x->version[0] ? memmem(p, n, mark, sizeof(mark) - 1) : NULL;
	size_t i;

	if (!at)
		return;
	at += sizeof(mark) - 1;
	for (i = 0; at + i < p + n && i < sizeof(x->version) - 1; i++) {
		if (!(at[i] == '.' || at[i] == '-' || (at[i] >= '0' && at[i] <= '9') ||
			    (at[i] >= 'a' && at[i] <= 'z')))
			break;
		x->version[i] = (char)at[i];
	}
	/* cut at the end of what there is so far: it will be found whole with the next block */
	if (at + i == p + n)
		i = 0;
	x->version[i] = '\0';
}

static void plain(const struct transfer *x, uint8_t *to, const uint8_t *from, size_t n)
{
	size_t i;

	if (!x->tsb)
		memcpy(to, from, n);
	for (i = 0; x->tsb && i < n; i++)
		to[i] = from[i] ^ 0xff;
}

void transfer_content(struct transfer *x, struct span data, size_t on_wire)
{
	uint8_t buf[TAIL_MAX + 1536];
	size_t at = 0, n, keep;

	if (!data.p || data.n < on_wire)
		x->content_whole = false;
	while (data.p && at < data.n) {
		n = data.n - at < 1536 ? data.n - at : 1536;
		memcpy(buf, x->tail, x->tail_n);
		plain(x, buf + x->tail_n, data.p + at, n);
		XXH3_128bits_update(&x->hash, buf + x->tail_n, n);
		find_version(x, buf, x->tail_n + n);
		keep = x->tail_n + n < TAIL_MAX ? x->tail_n + n : TAIL_MAX;
		memcpy(x->tail, buf + x->tail_n + n - keep, keep);
		x->tail_n = keep;
		at += n;
	}
}

/* How many blocks the client acknowledged last that this tap, which has others of them, did not record: it lost them. */
static uint64_t acked_unseen(const struct transfer *x)
{
	uint16_t ahead = (uint16_t)((uint16_t)x->last_ack - (uint16_t)x->last_abs);

	if (x->tsb || !x->saw_data || x->last_ack < 0 || ahead > (x->windowsize > 1 ? x->windowsize : 1))
		return 0;
	return ahead;
}

/* Whether that was the end of the file: only its last block is not full (RFC 1350 section 6). */
static bool acked_all(const struct transfer *x)
{
	return x->tsize >= 0 && x->blksize > 0 && x->last_abs + acked_unseen(x) == (uint64_t)(x->tsize / x->blksize) + 1;
}

static const char *status_of(const struct transfer *x, int64_t now_ns)
{
	if (x->errored)
		return x->error_from_client ? "aborted" : "error";
	if (x->complete || (x->final_seen && !x->final_repeated) || (acked_unseen(x) && acked_all(x)))
		return "complete";
	if (acked_unseen(x) && x->last == LAST_CLIENT && !x->repeats_ack)
		return "open"; /* how it went on is not recorded */
	/* who acknowledges has been answered, even where the tap is deaf to it */
	if (!x->replied && !x->saw_ack)
		return "no-reply";
	return now_ns - x->last_ns > STALLED_NS ? "stalled" : "open";
}

static void fill_measures(struct fact_transfer *f, const struct transfer *x)
{
	f->first_reply = x->first_reply;
	f->asked_blksize = x->asked_blksize;
	f->asked_windowsize = x->asked_windowsize;
	f->oack_fault = x->oack_fault[0] ? x->oack_fault : NULL;
	f->probe = x->saw_oack && !x->saw_data && x->errored && x->error_from_client &&
		(x->error_code == 0 || x->error_code == 8);
	f->image = x->image;
	f->max_ip_bytes = x->max_ip_bytes;
	f->dont_fragment = x->max_ip_bytes ? x->dont_fragment : -1;
	f->fragmented = x->fragmented;
	f->first_only = x->first_pieces;
	f->acks = x->acks;
	f->last_ack = x->last_ack;
	f->repeats_data = x->repeats_data;
	f->repeats_ack = x->repeats_ack;
	f->resend_data_ns = x->resend_data_ns == INT64_MAX ? -1 : x->resend_data_ns;
	f->resend_ack_ns = x->resend_ack_ns == INT64_MAX ? -1 : x->resend_ack_ns;
	f->tids = x->tids;
	f->wrap_to = x->wrap_to;
	f->turns = x->server.count;
	f->service_min_ns = x->server.count ? x->server.min_ns : -1;
	f->service_median_ns = turns_median(&x->server);
	f->service_max_ns = x->server.count ? x->server.max_ns : -1;
	f->client_median_ns = turns_median(&x->client_turns);
}

void transfer_write(struct tracker *t, const struct transfer *x, int64_t now_ns)
{
	XXH128_canonical_t canon;
	struct txt hash = {0};
	struct fact_transfer f = {
		.protocol = x->tsb ? "tsb" : "tftp", .client = x->client, .client_ip = x->key.client_ip,
		.client_port = x->key.client_port, .server_ip = x->server_ip, .server_port = x->server_port,
		.reply_ip = x->reply_ip, .reply_port = x->reply_port, .file = x->file[0] ? x->file : NULL,
		.mode = x->mode[0] ? x->mode : NULL, .blksize = x->blksize, .windowsize = x->windowsize,
		.tsize = x->tsize, .asked_tsize = x->asked_tsize, .first_ns = x->first_ns,
		.last_ns = x->last_ns, .client_last_ns = x->client_last_ns, .max_gap_ns = x->max_gap_ns,
		.requests = x->requests,
		.blocks = x->blocks, .bytes = x->bytes, .last_block = x->last_abs, .repeats = x->repeats,
		.status = status_of(x, now_ns), .error_code = x->errored ? x->error_code : -1,
		.error_text = x->errored ? x->error_text : NULL,
		.error_from = x->errored ? (x->error_from_client ? "client" : "server") : NULL,
		.version = x->version[0] ? x->version : NULL, .request_event = x->request_event,
		.reply_event = x->reply_event, .error_event = x->error_event, .last_event = x->last_event,
	};

	fill_measures(&f, x);
	if (!strcmp(f.status, "stalled"))
		f.stall_side = x->last == LAST_SERVER ? "client" : "server";
	if (x->complete && x->content_whole) {
		XXH128_canonicalFromHash(&canon, XXH3_128bits_digest(&x->hash));
		txt_put_hex(&hash, (struct span){canon.digest, sizeof(canon.digest)});
		f.content_xxh3 = txt_str(&hash);
	}
	t->sink->transfer(t->sink->ctx, &f);
	txt_free(&hash);
}
