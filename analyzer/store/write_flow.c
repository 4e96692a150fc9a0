/*
 * The fact writer for conversations: the row, and what hangs on it.
 */
#include "store/put.h"

static void put_spell(struct store *s, int64_t flow_id, const struct fact_spell *f)
{
	const uint64_t counts[] = {f->up_frames, f->down_frames, f->requests, f->logins, f->reads,
		f->read_bytes, f->sector_reads, f->overlaps, f->partial, f->repeats, f->unanswered,
		f->max_payload};
	const int64_t times[] = {f->service_min_ns, f->service_p50_ns, f->service_p95_ns,
		f->service_max_ns, f->service_sum_ns, f->transfer_sum_ns, f->turn_sum_ns};
	struct put p = put_into(s, FACT_FLOW_SPELL);
	size_t i;

	put_int(&p, flow_id);
	put_int(&p, f->start_ns);
	put_int(&p, f->end_ns);
	put_text(&p, f->kind);
	put_count(&p, f->count);
	put_int(&p, f->every_min_ns);
	put_int(&p, f->every_max_ns);
	put_counts(&p, counts, sizeof(counts) / sizeof(counts[0]));
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		put_int(&p, times[i]);
	put_int_unless(&p, f->first_event, 0);
	put_int_unless(&p, f->last_event, 0);
	put_done(&p);
}

static void put_bins_and_gaps(struct store *s, int64_t flow_id, const struct fact_flow *f)
{
	struct put p;
	size_t i;

	for (i = 0; i < f->bin_count; i++) {
		p = put_into(s, FACT_FLOW_BIN);
		put_int(&p, flow_id);
		put_int(&p, f->bins[i].start_ns);
		put_int(&p, f->bins[i].width_ns);
		put_count(&p, f->bins[i].up_bytes);
		put_count(&p, f->bins[i].down_bytes);
		put_count(&p, f->bins[i].reads);
		put_done(&p);
	}
	for (i = 0; i < f->gap_count; i++) {
		p = put_into(s, FACT_FLOW_GAP);
		put_int(&p, flow_id);
		put_int(&p, f->gaps[i].from_ns);
		put_int(&p, f->gaps[i].to_ns);
		put_text(&p, f->gaps[i].waiting);
		put_text(&p, f->gaps[i].after);
		put_done(&p);
	}
	for (i = 0; i < f->spell_count; i++)
		put_spell(s, flow_id, &f->spells[i]);
}

void put_flow(void *ctx, const struct fact_flow *f)
{
	const uint64_t measured[] = {f->reads, f->read_bytes, f->sector_reads, f->full_frames,
		f->max_payload, f->repeats, f->unanswered};
	const uint64_t more[] = {f->requests, f->overlaps, f->resent_bytes, f->copies, f->fragmented,
		f->first_pieces, f->reads_512, f->reads_4k, f->reads_16k, f->reads_32k};
	struct store *s = ctx;
	struct put p = put_into(s, FACT_FLOW);
	int64_t id = s->next_flow++;

	put_int(&p, id);
	put_int(&p, s->capture_id);
	put_text(&p, f->role);
	put_text_or_empty(&p, f->signs);
	put_mac(&p, f->client);
	put_ip_always(&p, f->client_ip);
	put_int(&p, f->client_port);
	put_ip_always(&p, f->server_ip);
	put_int(&p, f->server_port);
	put_mac(&p, f->server_mac);
	put_int(&p, f->first_ns);
	put_int(&p, f->last_ns);
	put_count(&p, f->up_frames);
	put_count(&p, f->up_bytes);
	put_count(&p, f->down_frames);
	put_count(&p, f->down_bytes);
	put_int_unless(&p, f->first_down_ns, INT64_MIN);
	put_int_unless(&p, f->last_up_ns, INT64_MIN);
	put_int_unless(&p, f->last_down_ns, INT64_MIN);
	put_counts(&p, measured, sizeof(measured) / sizeof(measured[0]));
	put_int(&p, f->service_sum_ns);
	put_int(&p, f->service_max_ns);
	put_int_unless(&p, f->first_event, 0);
	put_int_unless(&p, f->last_event, 0);
	put_counts(&p, more, sizeof(more) / sizeof(more[0]));
	if (put_done(&p))
		put_bins_and_gaps(s, id, f);
}
