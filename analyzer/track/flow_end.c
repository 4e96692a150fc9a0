/*
 * The end of a PVS conversation: whether it was one, and its fact. The ports are anyone's, so two
 * independent signs must agree, one of them in what was sent, and nothing may speak against it
 * (pvs.md 1: "numbers that look like PVS but are not").
 */
#include "track/flow.h"

#include <stdio.h>
#include <stdlib.h>

#define CHATTER 200 /* this many small datagrams without a read are no login */

bool flow_target_port(uint16_t port)
{
	return port == 6901 || port == 6902 || port == 6905;
}

/* A voice call, a peer-to-peer search: many small datagrams, no read. */
static bool chatter(const struct flow *f)
{
	return !f->f.sector_reads && f->f.up_frames > CHATTER && f->f.requests * 2 < f->f.up_frames &&
		f->f.max_payload <= FLOW_SMALL;
}

/* Most of what it sends has the size of a request, and it is answered: other programs send such a
 * datagram now and then. */
static bool requests(const struct flow *f)
{
	return f->f.down_frames && f->f.requests && f->f.requests * 2 >= f->f.up_frames;
}

/* Both stay so once they are, and are not asked again. */
static bool booted(const struct tracker *t, struct flow *f)
{
	return f->booted || (f->booted = stations_booted(t->stations, f->key.client_ip));
}

static bool learned_port(const struct tracker *t, struct flow *f)
{
	return f->learned || (!f->taught && (f->learned = flow_port_taught(t, f)));
}

unsigned flow_signs(const struct tracker *t, struct flow *f, struct txt *signs)
{
	bool stream_port = f->key.server_port >= PVS_PORT_FIRST && f->key.server_port <= PVS_PORT_LAST;
	bool learned = learned_port(t, f), local = flow_target_port(f->key.client_port);
	const struct {
		bool there;
		const char *name;
	} all[] = {
		{stream_port, "server-port"},
		{learned, "learned-port"},
		{local, "target-port"},
		{booted(t, f), "after-boot-file"},
		{f->leased, "after-lease"},
		{requests(f), "request-48"},
		{f->f.full_frames > 0, "datagram-1464"},
		{f->f.sector_reads > 0 && f->f.sector_reads * 4 >= f->f.reads * 3, "whole-sectors"},
	};
	unsigned n = 0;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i].there && signs)
			txt_fmt(signs, "%s%s", n ? " " : "", all[i].name);
		n += all[i].there;
	}
	if (chatter(f))
		return 0;
	/* at a port that is anyone's, the sizes must agree too */
	return stream_port || learned || local || n >= 3 ? n : 0;
}

static const char *flow_role(const struct flow *f)
{
	if (f->f.sector_reads || f->f.max_payload > FLOW_SMALL)
		return "stream";
	return "login";
}

static void flow_forget(struct flows *x, const struct flow *f)
{
	struct flow **memo = flow_memo(x, &f->key);
	struct flow **lane = flow_lane(x, f->head[0].ends);

	if (*memo == f)
		*memo = NULL;
	if (*lane == f)
		*lane = NULL;
}

void flow_close(struct tracker *t, struct flow *f)
{
	struct txt signs = {0};

	if (flow_signs(t, f, &signs) >= 2) {
		flow_keep_held(t, f);
		flow_settle(f);
		f->f.role = flow_role(f);
		f->f.signs = txt_str(&signs);
		f->f.bins = f->bins;
		f->f.gaps = f->gaps;
		f->f.spells = f->spells;
		t->sink->flow(t->sink->ctx, &f->f);
	}
	txt_free(&signs);
	flow_forget(t->flows, f);
	flows_settle(t);
	HASH_DEL(t->flows->flow, f);
	free(f->bins);
	free(f->gaps);
	free(f->spells);
	free(f->down_seen);
	free(f);
}
