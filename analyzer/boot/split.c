/*
 * One client's facts, cut into boots (netboot.md 1.4). Never by xid: a ROM keeps one for life, and
 * one boot has many. What begins a boot is
 *   - an earlier kind of DHCP client after a later one (the firmware after Windows),
 *   - a DISCOVER of the same kind after that boot had got on to a boot file or further,
 *   - secs that fall back to where they began, or a silence of twice the client's patience,
 *   - a boot file request after streaming, where no DHCP is used.
 */
#include "boot/internal.h"

#define AGAIN_NS (3 * SECOND) /* a firmware that had a lease and asks anew has begun anew */

struct progress {
	enum client_kind who;   /* the latest kind that sent a DISCOVER or REQUEST */
	int rank;
	bool any, acked, transferred, streamed;
	int64_t first_secs, max_secs, xid, last_ns, first_ns;
	size_t discovers;
};

static bool is_discover(const struct item *it)
{
	return it->type == ITEM_DHCP && it->request &&
		(!strcmp(it->kind, "dhcp-discover") || !strcmp(it->kind, "dhcp-bootrequest"));
}

/* Whether secs says that the client's clock began anew. Clients with constant secs say nothing. */
static bool secs_began_anew(const struct progress *p, const struct item *it)
{
	return p->discovers && p->max_secs > p->first_secs && it->secs <= p->first_secs;
}

static bool discover_begins(const struct progress *p, const struct item *it)
{
	const struct kind_def *k = &kind_def[it->who];
	int64_t silence = it->ns - p->last_ns;

	if (silence > 2 * k->patience_ns && (p->who != KIND_UNKNOWN || !p->any))
		return true;
	if (p->who == KIND_UNKNOWN) /* the beginning was not captured */
		return k->network_boot ? p->transferred : p->streamed && it->who == KIND_OTHER;
	if (k->rank < p->rank)
		return true;
	if (k->rank > p->rank)
		return false;
	if (it->who != p->who) /* UEFI goes on from PXE to HTTP boot */
		return false;
	if (p->streamed)
		return k->rank < kind_def[KIND_WINDOWS].rank;
	if (p->transferred)
		return k->network_boot || it->who == KIND_OTHER;
	if (p->acked && k->network_boot && silence > AGAIN_NS)
		return true; /* it had its address, and starts over */
	if (it->xid == p->xid && silence < k->patience_ns && it->who == KIND_IPXE)
		return false;
	if (!it->options) /* it may be a REQUEST */
		return false;
	return secs_began_anew(p, it);
}

/* Whether a conversation that was there before goes on reading after this request: then it is no new boot
 * but the system's own, of which the snap length cut what would tell. */
static bool goes_on(const struct items *items, size_t first, size_t at)
{
	size_t i, next = at + 1;

	while (next < items->count && items->item[next].type != ITEM_FLOW)
		next++;
	if (next == items->count || !strcmp(items->item[next].spell, "login") ||
		!strcmp(items->item[next].spell, "poll"))
		return false;
	for (i = first; i < at; i++)
		if (items->item[i].type == ITEM_FLOW && items->item[i].id == items->item[next].id)
			return true;
	return false;
}

/* Whether this item is the first of a new boot. */
static bool begins(const struct progress *p, const struct item *it)
{
	if (!p->any)
		return true;
	if (it->type == ITEM_DHCP && !it->request && it->ns - p->last_ns > SILENCE_NS)
		return true; /* an answer, of another recording, whose question is not there */
	if (is_discover(it) && !it->duplicate && !it->giaddr[0])
		return discover_begins(p, it);
	if (is_discover(it) && !it->duplicate)
		return it->ns - p->last_ns > SECOND && discover_begins(p, it);
	if (it->type == ITEM_TRANSFER && p->streamed && !strcmp(it->kind, "tsb"))
		return true;
	return it->type != ITEM_DHCP && !p->transferred && it->ns - p->last_ns > 900 * SECOND;
}

static void note(struct progress *p, const struct item *it)
{
	if (!p->any)
		p->first_ns = it->ns;
	p->any = true;
	if (it->last_ns > p->last_ns)
		p->last_ns = it->last_ns;
	if (it->type == ITEM_TRANSFER)
		p->transferred |= it->of_citrix || it->asks_size || kind_def[p->who].network_boot;
	if (it->type == ITEM_FLOW)
		p->streamed = p->transferred = true;
	if (it->type == ITEM_DHCP && !strcmp(it->kind, "dhcp-ack"))
		p->acked = true;
	if (it->type != ITEM_DHCP || !it->request || it->duplicate)
		return;
	if (strncmp(it->kind, "pxe-", 4) == 0 || !strcmp(it->kind, "dhcp-inform") ||
		!strcmp(it->kind, "dhcp-release") || !strcmp(it->kind, "dhcp-decline"))
		return;
	if (it->who != p->who || kind_def[it->who].rank != p->rank) {
		p->discovers = 0;
		p->transferred = p->streamed; /* what it was loaded by fetched a file, not it */
	}
	p->who = it->who;
	p->rank = kind_def[it->who].rank;
	if (!is_discover(it))
		return;
	if (!p->discovers++)
		p->first_secs = p->max_secs = it->secs;
	if (it->secs > p->max_secs)
		p->max_secs = it->secs;
	p->xid = it->xid;
}

void attempts_split(const struct items *items, struct attempts *out)
{
	struct progress p = {0};
	struct attempt *a = NULL;
	size_t i;

	out->count = 0;
	for (i = 0; i < items->count; i++) {
		const struct item *it = &items->item[i];

		if (begins(&p, it) && !(a && it->type == ITEM_DHCP && !it->options && goes_on(items, a->first, i))) {
			if (a)
				a->superseded = true;
			VEC_ROOM(out->attempt, out->count, out->cap);
			a = &out->attempt[out->count++];
			*a = (struct attempt){.first = i, .start_ns = it->ns, .end_ns = it->ns};
			memset(&p, 0, sizeof(p));
			p.last_ns = it->ns;
		}
		note(&p, it);
		a->count++;
		if (it->last_ns > a->end_ns)
			a->end_ns = it->last_ns;
	}
}
