/*
 * What a case only measured, for an extract: the frames of PVS conversations and of file transfers, copied from the
 * captures themselves. All of them or none: an extract in which the streaming of one boot is whole and that of the
 * next is not would show the second one stand still. Where there is not room for all, whole boots are left out.
 */
#include "report/extract.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* One direction is the other with its ends changed: the lower address, then port, comes first. */
struct flow {
	uint32_t ip[2];
	uint16_t port[2];
};

/* The flows of one capture while it is read. */
struct copying {
	struct picks *all;
	int64_t capture_id, from_ns, to_ns, copied, limit;
	int64_t first_ns, first_off, last_ns, last_off; /* how far its clock is off, at two of its times */
	struct flow *flow;
	size_t flows, cap;
	bool too_much;
};

struct streams {
	struct store *store;
	const struct extract_source *source;
	struct copying c;
	struct txt *said;
	int64_t captures;
	bool missing; /* a file is not there any more */
	struct err *err;
};

static int compare_ends(uint32_t ip_a, uint16_t port_a, uint32_t ip_b, uint16_t port_b)
{
	if (ip_a != ip_b)
		return ip_a < ip_b ? -1 : 1;
	return (int)port_a - (int)port_b;
}

static int compare_flows(const void *a, const void *b)
{
	const struct flow *x = a, *y = b;
	int first = compare_ends(x->ip[0], x->port[0], y->ip[0], y->port[0]);

	return first ? first : compare_ends(x->ip[1], x->port[1], y->ip[1], y->port[1]);
}

static struct flow flow_of(uint32_t ip_a, uint16_t port_a, uint32_t ip_b, uint16_t port_b)
{
	if (compare_ends(ip_a, port_a, ip_b, port_b) <= 0)
		return (struct flow){{ip_a, ip_b}, {port_a, port_b}};
	return (struct flow){{ip_b, ip_a}, {port_b, port_a}};
}

/* Whether it is a piece of a datagram between two that have a flow; its ports are in another piece. */
static bool is_piece(const struct copying *c, const struct packet *p)
{
	struct flow f = flow_of(p->src_ip, 0, p->dst_ip, 0);
	size_t i;

	if (p->kind != PACKET_FRAGMENT && !(p->more_fragments || p->fragment_offset))
		return false;
	for (i = 0; i < c->flows; i++)
		if (c->flow[i].ip[0] == f.ip[0] && c->flow[i].ip[1] == f.ip[1])
			return true;
	return false;
}

static bool is_wanted(const struct copying *c, const struct packet *p)
{
	struct flow f = flow_of(p->src_ip, p->src_port, p->dst_ip, p->dst_port);

	if (p->kind == PACKET_UDP && bsearch(&f, c->flow, c->flows, sizeof(f), compare_flows))
		return true;
	return is_piece(c, p);
}

/* A time of the capture as the case has it: between two frames of which both are known. */
static int64_t case_time(const struct copying *c, int64_t ns)
{
	double part = c->last_ns > c->first_ns ? (double)(ns - c->first_ns) / (double)(c->last_ns - c->first_ns) : 0;

	return ns + c->first_off + (int64_t)(part * (double)(c->last_off - c->first_off));
}

static int copy_packet(void *ctx, const struct packet *p)
{
	struct copying *c = ctx;
	const struct frame *f = p->frame;
	struct pick pick = {.ns = case_time(c, f->ns), .capture_id = c->capture_id, .frame = (int64_t)f->number,
		.iface = f->iface, .linktype = f->linktype, .caplen = f->caplen, .wirelen = f->wirelen};
	struct txt comment = {0};

	if (pick.ns < c->from_ns || pick.ns > c->to_ns || !is_wanted(c, p))
		return 0;
	c->copied += f->caplen;
	if (c->copied > c->limit) {
		c->too_much = true;
		return 1;
	}
	txt_fmt(&comment, "pvsleuth: beside it: streaming or transfer [frame %lld/%llu]", (long long)c->capture_id,
		(unsigned long long)f->number);
	pick.comment[0] = mem_strdup(txt_str(&comment));
	txt_free(&comment);
	picks_add(c->all, &pick, f->bytes);
	return 0;
}

static int keep_clock(void *ctx, const struct row *r)
{
	struct copying *c = ctx;

	c->first_ns = row_int(r, 0);
	c->first_off = row_int(r, 1);
	c->last_ns = row_int(r, 2);
	c->last_off = row_int(r, 3);
	return 1;
}

static int clock_of(struct streams *st)
{
	const struct bind id = B_INT(st->c.capture_id);

	return store_query(st->store,
		"SELECT a.ns, a.off, b.ns, b.off FROM (SELECT min(ns) AS ns, case_ns - ns AS off FROM frames WHERE capture_id = ?1) a,"
		" (SELECT max(ns) AS ns, case_ns - ns AS off FROM frames WHERE capture_id = ?1) b", &id, 1, keep_clock, &st->c,
		st->err);
}

/* Whether the streaming of a file was copied; else says why not. */
static bool read_file(struct streams *st, const char *path, int64_t bytes)
{
	const struct extract_source *from = st->source;

	if (from->largest && bytes > from->largest)
		txt_put(st->said, "without the streaming: \"pvsleuth extract\" reads it from the large capture");
	else if (from->read(from->ctx, st->c.capture_id, path, bytes, copy_packet, &st->c))
		return true;
	else
		txt_fmt(st->said, "the streaming is not in it, only its measure: %s is not at hand as it was read", path);
	return false;
}

/* Reads the capture whose flows are complete. */
static int read_capture(struct streams *st)
{
	const struct bind id = B_INT(st->c.capture_id);
	char *path;

	if (!st->c.flows || st->missing || st->c.too_much)
		return 0;
	if (clock_of(st) < 0)
		return -1;
	qsort(st->c.flow, st->c.flows, sizeof(*st->c.flow), compare_flows);
	path = store_text(st->store, "SELECT path FROM captures WHERE capture_id = ?1", &id, 1);
	st->missing = !read_file(st, path ? path : "a capture",
		store_int(st->store, "SELECT file_bytes FROM captures WHERE capture_id = ?1", &id, 1, -1));
	st->captures++;
	free(path);
	return 0;
}

/* Columns: see extract_flows */
static int keep_flow(void *ctx, const struct row *r)
{
	struct streams *st = ctx;
	struct copying *c = &st->c;
	uint32_t a, b;

	if (row_int(r, 0) != c->capture_id) {
		if (read_capture(st) < 0)
			return -1;
		c->flows = 0;
		c->capture_id = row_int(r, 0);
	}
	c->from_ns = row_int(r, 5);
	c->to_ns = row_int(r, 6);
	if (!txt_parse_ip4(row_text(r, 1), &a) || !txt_parse_ip4(row_text(r, 3), &b))
		return 0;
	VEC_ROOM(c->flow, c->flows, c->cap);
	c->flow[c->flows++] = flow_of(a, (uint16_t)row_int(r, 2), b, (uint16_t)row_int(r, 4));
	return 0;
}

static int copy_all(struct streams *st, const struct extract_of *of)
{
	if (extract_flows(st->store, of, keep_flow, st, st->err) < 0)
		return -1;
	return read_capture(st);
}

static int too_large(struct txt *said, int64_t bytes)
{
	char size[32];

	txt_fmt(said, "the streaming is not in it, only its measure: it is about %s (--limit)",
		txt_bytes(size, sizeof(size), bytes));
	return 0;
}

int extract_streams(struct store *s, struct extract_of *of, const struct extract_source *source, struct picks *all,
	struct txt *said, struct err *err)
{
	struct streams st = {.store = s, .source = source, .said = said, .err = err,
		.c = {.all = all, .limit = source->limit + source->limit / 4}};
	size_t before = all->count;
	int64_t own = 0;
	int rc;

	of->room = 0; /* so that it is weighed */
	rc = extract_weight(s, of, &own, err);
	of->room = -1;
	if (rc < 0 || !own)
		return rc < 0 ? -1 : 0;
	if (own > source->limit)
		return too_large(said, own);
	of->room = source->limit - own;
	rc = copy_all(&st, of);
	free(st.c.flow);
	if (!rc && st.c.too_much)
		too_large(said, st.c.copied);
	if (rc < 0 || st.missing || st.c.too_much) {
		picks_cut(all, before);
		of->room = -1;
		return rc < 0 ? -1 : 0;
	}
	txt_fmt(said, "%zu frames of streaming and transfers are copied from the capture%s", all->count - before,
		st.captures == 1 ? "" : "s");
	return 1;
}
