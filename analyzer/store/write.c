/*
 * Writing facts: one transaction per capture. The capture's own row is made first, because every fact
 * refers to it, and filled in when the capture ends. The first failure is remembered; what follows is
 * ignored until store_end_capture tells it. One insert at a time: put.c; events: write_event.c.
 */
#include "base/txt.h"
#include "store/alike.h"
#include "store/put.h"

static void put_dhcp(void *ctx, const struct fact_dhcp *f)
{
	struct put p = put_into(ctx, FACT_DHCP);

	put_int(&p, f->event_id);
	put_int(&p, f->op);
	put_text(&p, f->type);
	put_int(&p, f->hops);
	put_int(&p, f->xid);
	put_int(&p, f->secs);
	put_int(&p, f->b_flag);
	put_ip(&p, f->ciaddr);
	put_ip(&p, f->yiaddr);
	put_ip(&p, f->siaddr);
	put_ip(&p, f->giaddr);
	put_text_or_empty(&p, f->chaddr);
	put_text(&p, f->sname);
	put_text(&p, f->file);
	put_int(&p, f->options_complete);
	put_ip(&p, f->requested_ip);
	put_int_unless(&p, f->lease_s, -1);
	put_ip(&p, f->server_id);
	put_text(&p, f->message);
	put_text(&p, f->vendor_class);
	put_text(&p, f->client_id);
	put_text(&p, f->user_class);
	put_int_unless(&p, f->arch, -1);
	put_text(&p, f->uuid);
	put_text(&p, f->hostname);
	put_ip(&p, f->mask);
	put_ip(&p, f->router);
	put_text(&p, f->tftp_name);
	put_text(&p, f->bootfile);
	put_text(&p, f->boot);
	put_int_unless(&p, f->pxe_control, -1);
	put_text(&p, f->pxe_servers);
	put_text(&p, f->pxe_menu);
	put_int_unless(&p, f->pxe_item, -1);
	put_text(&p, f->pvs_servers);
	put_text(&p, f->agent);
	put_int(&p, f->ipxe);
	put_text(&p, f->params);
	put_text(&p, f->options ? f->options : "{}");
	put_int_unless(&p, f->bucket_id, -1);
	put_int_unless(&p, f->bucket_hw, -1);
	put_done(&p);
}

static void put_arp(void *ctx, const struct fact_arp *f)
{
	struct put p = put_into(ctx, FACT_ARP);

	put_int(&p, f->event_id);
	put_text(&p, f->form);
	put_mac_always(&p, f->sha);
	put_ip(&p, f->spa);
	put_mac_always(&p, f->tha);
	put_ip(&p, f->tpa);
	put_done(&p);
}

static void put_l2(void *ctx, const struct fact_l2 *f)
{
	struct put p = put_into(ctx, FACT_L2);

	put_int(&p, f->event_id);
	put_text(&p, f->protocol);
	put_text_or_empty(&p, f->state);
	put_mac(&p, f->device);
	put_int_unless(&p, f->port, -1);
	put_int_unless(&p, f->vlan, -1);
	put_text(&p, f->name);
	put_text(&p, f->port_name);
	put_done(&p);
}

static void put_sql(void *ctx, const struct fact_sql *f)
{
	struct put p = put_into(ctx, FACT_SQL);

	put_int(&p, f->event_id);
	put_int_unless(&p, f->answer_event, 0);
	put_mac_always(&p, f->client);
	put_text(&p, f->by);
	put_text(&p, f->procedure);
	put_ip(&p, f->server_ip);
	put_ip(&p, f->sql_ip);
	put_int(&p, f->asked_ns);
	put_int_unless(&p, f->answer_ns, INT64_MIN);
	put_int_unless(&p, f->rows, -1);
	put_int_unless(&p, f->error, 0);
	put_int_unless(&p, f->port, 0);
	put_done(&p);
}

static void put_channel(void *ctx, const struct fact_channel *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_CHANNEL);

	put_int(&p, s->capture_id);
	put_ip_always(&p, f->low_ip);
	put_ip_always(&p, f->high_ip);
	put_int(&p, f->port);
	put_count(&p, f->frames);
	put_count(&p, f->payload_bytes);
	put_count(&p, f->resets);
	put_int(&p, f->first_ns);
	put_int(&p, f->last_ns);
	put_done(&p);
}

static void put_icmp(void *ctx, const struct fact_icmp *f)
{
	struct put p = put_into(ctx, FACT_ICMP);

	put_int(&p, f->event_id);
	put_int(&p, f->type);
	put_int(&p, f->code);
	put_int_unless(&p, f->mtu, 0);
	put_ip(&p, f->quotes ? f->q_src : 0);
	put_ip(&p, f->quotes ? f->q_dst : 0);
	put_int_unless(&p, f->quotes ? f->q_protocol : -1, -1);
	put_int_unless(&p, f->quotes ? f->q_src_port : -1, -1);
	put_int_unless(&p, f->quotes ? f->q_dst_port : -1, -1);
	put_int_unless(&p, f->quotes ? f->q_ip_id : -1, -1);
	put_int_unless(&p, f->quotes_event, 0);
	put_done(&p);
}

/* --- measurements ------------------------------------------------------------------------- */

static void put_measures(struct put *p, const struct fact_transfer *f)
{
	put_text(p, f->first_reply);
	put_int_unless(p, f->asked_blksize, -1);
	put_int_unless(p, f->asked_windowsize, -1);
	put_text(p, f->oack_fault);
	put_int(p, f->probe);
	put_text(p, f->image);
	put_int(p, f->max_ip_bytes);
	put_int_unless(p, f->dont_fragment, -1);
	put_count(p, f->fragmented);
	put_count(p, f->first_only);
	put_count(p, f->acks);
	put_int_unless(p, f->last_ack, -1);
	put_count(p, f->repeats_data);
	put_count(p, f->repeats_ack);
	put_int_unless(p, f->resend_data_ns, -1);
	put_int_unless(p, f->resend_ack_ns, -1);
	put_int(p, f->tids);
	put_int_unless(p, f->wrap_to, -1);
	put_count(p, f->turns);
	put_int_unless(p, f->service_min_ns, -1);
	put_int_unless(p, f->service_median_ns, -1);
	put_int_unless(p, f->service_max_ns, -1);
	put_int_unless(p, f->client_median_ns, -1);
}

static void put_transfer(void *ctx, const struct fact_transfer *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_TRANSFER);

	put_int(&p, s->capture_id);
	put_text(&p, f->protocol);
	put_mac(&p, f->client);
	put_ip(&p, f->client_ip);
	put_int(&p, f->client_port);
	put_ip(&p, f->server_ip);
	put_int(&p, f->server_port);
	put_ip(&p, f->reply_ip);
	put_int_unless(&p, f->reply_ip ? f->reply_port : -1, -1);
	put_text(&p, f->file);
	put_text(&p, f->mode);
	put_int_unless(&p, f->blksize, -1);
	put_int_unless(&p, f->windowsize, -1);
	put_int_unless(&p, f->tsize, -1);
	put_int(&p, f->asked_tsize);
	put_int(&p, f->first_ns);
	put_int(&p, f->last_ns);
	put_int(&p, f->client_last_ns);
	put_count(&p, f->requests);
	put_count(&p, f->blocks);
	put_count(&p, f->bytes);
	put_count(&p, f->last_block);
	put_count(&p, f->repeats);
	put_int(&p, f->max_gap_ns);
	put_text(&p, f->status);
	put_int_unless(&p, f->error_code, -1);
	put_text(&p, f->error_text);
	put_text(&p, f->error_from);
	put_text(&p, f->stall_side);
	put_text(&p, f->content_xxh3);
	put_text(&p, f->version);
	put_int_unless(&p, f->request_event, 0);
	put_int_unless(&p, f->reply_event, 0);
	put_int_unless(&p, f->error_event, 0);
	put_int_unless(&p, f->last_event, 0);
	put_measures(&p, f);
	put_done(&p);
}

static void put_pieces(void *ctx, const struct fact_pieces *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_PIECES);

	put_int(&p, s->capture_id);
	put_ip_always(&p, f->src_ip);
	put_ip_always(&p, f->dst_ip);
	put_int(&p, f->protocol);
	put_int_unless(&p, f->src_port, 0);
	put_int_unless(&p, f->dst_port, 0);
	put_count(&p, f->complete);
	put_count(&p, f->incomplete);
	put_count(&p, f->first_only);
	put_count(&p, f->headless);
	put_int(&p, f->first_ns);
	put_int(&p, f->last_ns);
	put_int_unless(&p, f->first_event, 0);
	put_done(&p);
}
static void put_station(void *ctx, const struct fact_station *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_STATION);

	put_int(&p, s->capture_id);
	put_mac_always(&p, f->mac);
	put_count(&p, f->tx_frames);
	put_count(&p, f->tx_group);
	put_count(&p, f->rx_unicast);
	put_int(&p, f->first_ns);
	put_int(&p, f->last_ns);
	put_int_unless(&p, f->first_rx_ns, INT64_MIN);
	put_int_unless(&p, f->last_rx_ns, INT64_MIN);
	put_done(&p);
}

static void put_twin(void *ctx, const struct fact_twin *f)
{
	struct put p = put_into(ctx, FACT_TWIN);

	put_int(&p, f->event_id);
	put_int(&p, (int64_t)f->key);
	put_int_unless(&p, f->upward, -1);
	put_int_unless(&p, (int64_t)f->content, 0);
	put_done(&p);
}

static void put_address(void *ctx, const struct fact_address *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_ADDRESS);

	put_int(&p, s->capture_id);
	put_mac_always(&p, f->mac);
	put_ip_always(&p, f->ip);
	put_text(&p, f->via);
	put_count(&p, f->frames);
	put_int(&p, f->first_ns);
	put_int(&p, f->last_ns);
	put_done(&p);
}

static void put_ledger(void *ctx, const struct fact_ledger *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_LEDGER);

	put_int(&p, s->capture_id);
	put_text(&p, f->bucket);
	put_text_or_empty(&p, f->reason);
	put_count(&p, f->frames);
	put_count(&p, f->bytes);
	put_done(&p);
}

static void put_iface(void *ctx, const struct fact_iface *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_INTERFACE);

	put_int(&p, s->capture_id);
	put_int(&p, f->iface);
	put_int(&p, f->linktype);
	put_text_or_empty(&p, f->link);
	put_int(&p, f->snaplen);
	put_text_or_empty(&p, f->name);
	put_text_or_empty(&p, f->description);
	put_text_or_empty(&p, f->filter);
	put_count(&p, f->frames);
	put_int_unless(&p, f->drops_if, -1);
	put_int_unless(&p, f->drops_os, -1);
	put_done(&p);
}

static void put_step(void *ctx, const struct fact_step *f)
{
	struct store *s = ctx;
	struct put p = put_into(s, FACT_STEP);

	put_int(&p, s->capture_id);
	put_count(&p, f->frame);
	put_int(&p, f->iface);
	put_int(&p, f->before_ns);
	put_int(&p, f->after_ns);
	put_done(&p);
}

static void put_fragment(void *ctx, const struct fact_fragment *f)
{
	struct store *s = ctx;
	const struct lost_datagram *l = f->lost;
	struct put p = put_into(s, FACT_FRAGMENT);

	put_int(&p, s->capture_id);
	put_ip_always(&p, l->src_ip);
	put_ip_always(&p, l->dst_ip);
	put_int(&p, l->protocol);
	put_int(&p, l->ip_id);
	put_int_unless(&p, f->src_port || f->dst_port ? f->src_port : -1, -1);
	put_int_unless(&p, f->src_port || f->dst_port ? f->dst_port : -1, -1);
	put_int(&p, l->pieces);
	put_int(&p, l->held);
	put_int_unless(&p, l->total, 0);
	put_int(&p, l->has_first);
	put_int(&p, l->has_last);
	put_text(&p, l->missing);
	put_int(&p, l->first_ns);
	put_int(&p, l->last_ns);
	put_int_unless(&p, f->event_id, 0);
	put_done(&p);
}

/* --- one capture -------------------------------------------------------------------------- */

int64_t store_find_capture(struct store *s, const char *xxh3)
{
	const struct bind b = B_TEXT(xxh3);

	return store_int(s, "SELECT capture_id FROM capture WHERE xxh3 = ?1", &b, 1, 0);
}

int store_begin_capture(struct store *s, struct fact_sink *sink, struct err *err)
{
	struct put p;

	if (store_begin(s, err) < 0)
		return -1;
	s->failed = false;
	s->next_event = store_int(s, "SELECT max(event_id) FROM event", NULL, 0, 0) + 1;
	s->next_flow = store_int(s, "SELECT max(flow_id) FROM flow", NULL, 0, 0) + 1;
	s->others = s->next_event > 1;
	overlap_begin(s);
	alike_reset(&s->info, store_int(s, "SELECT max(info_id) FROM info", NULL, 0, 0) + 1);
	alike_reset(&s->run, store_int(s, "SELECT max(run_id) FROM run", NULL, 0, 0) + 1);
	s->capture_id = store_int(s, "SELECT max(capture_id) FROM capture", NULL, 0, 0) + 1;
	p = put_into(s, FACT_CAPTURE);
	put_int(&p, s->capture_id);
	put_done(&p);
	pending_flush(s);
	if (s->failed) {
		*err = s->failure;
		store_abort_capture(s);
		return -1;
	}
	*sink = (struct fact_sink){
		.ctx = s,
		.event = put_event,
		.dhcp = put_dhcp,
		.arp = put_arp,
		.icmp = put_icmp,
		.l2 = put_l2,
		.sql = put_sql,
		.transfer = put_transfer,
		.pieces = put_pieces,
		.flow = put_flow,
		.station = put_station,
		.address = put_address,
		.channel = put_channel,
		.ledger = put_ledger,
		.iface = put_iface,
		.twin = put_twin,
		.copy = put_copy,
		.step = put_step,
		.fragment = put_fragment,
	};
	return 0;
}

static void put_capture_end(struct store *s, const struct fact_capture *c)
{
	struct put p = put_into(s, FACT_CAPTURE_END);

	put_int(&p, s->capture_id);
	put_text(&p, c->path);
	put_text(&p, c->sha256);
	put_text(&p, c->xxh3);
	put_text(&p, c->format);
	put_text(&p, c->compression);
	put_count(&p, c->frames);
	put_count(&p, c->bytes);
	put_count(&p, c->file_bytes);
	put_int_unless(&p, c->frames ? c->first_ns : INT64_MIN, INT64_MIN);
	put_int_unless(&p, c->frames ? c->last_ns : INT64_MIN, INT64_MIN);
	put_text(&p, c->status);
	put_text_or_empty(&p, c->note);
	put_done(&p);
}

int64_t store_end_capture(struct store *s, const struct fact_capture *c, struct err *err)
{
	int64_t id = s->capture_id;

	if (!id)
		return err_set(err, "no capture was begun");
	put_capture_end(s, c);
	pending_flush(s);
	if (s->failed) {
		if (err)
			*err = s->failure;
		store_abort_capture(s);
		return -1;
	}
	if (store_commit(s, err) < 0) {
		store_abort_capture(s);
		return -1;
	}
	s->capture_id = 0;
	return id;
}

void store_abort_capture(struct store *s)
{
	pending_drop(s);
	store_rollback(s);
	s->capture_id = 0;
	s->failed = false;
}
