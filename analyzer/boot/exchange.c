/*
 * DHCP questions with their answers. One exchange is one question asked once or more often: tries
 * counts what the client sent, not the copies that relays and taps made of it.
 */
#include "boot/internal.h"

#include <stdlib.h>

#define COPY_NS (9 * SECOND / 10) /* a relay passes on sooner; no client asks again sooner with the same secs */

/* What this request asks (RFC 2131 4.3.2, table 4; netboot.md 1.2). Untold: the snap length cut the message
 * type off. NULL: nothing that is answered. */
static const char *question_kind(const struct item *it)
{
	if (!strcmp(it->kind, "dhcp-bootrequest"))
		return it->options ? "discover" : "untold";
	if (!strcmp(it->kind, "dhcp-discover"))
		return "discover";
	if (!strcmp(it->kind, "pxe-request"))
		return "pxe-request";
	if (!strcmp(it->kind, "dhcp-inform"))
		return "inform";
	if (!strcmp(it->kind, "dhcp-decline"))
		return "decline";
	if (strcmp(it->kind, "dhcp-request") != 0)
		return NULL;
	if (it->server_id[0])
		return "request-selecting";
	if (it->ciaddr[0])
		return !strcmp(it->l3_cast, "broadcast") ? "request-rebind" : "request-renew";
	return it->requested[0] ? "request-reboot" : "request-selecting";
}

static bool has_xid(const struct exchange *x, int64_t xid)
{
	unsigned i;

	for (i = 0; i < x->xids; i++)
		if (x->xid[i] == xid)
			return true;
	return false;
}

static void add_xid(struct exchange *x, int64_t xid)
{
	if (!has_xid(x, xid) && x->xids < XIDS_MAX)
		x->xid[x->xids++] = xid;
}

/* A question that goes on with the latest exchange, or begins one. A DISCOVER of the firmware after a
 * REQUEST is a new exchange; so is the same question by another kind of client. */
static struct exchange *exchange_for(struct exchanges *out, const struct item *it, const char *kind)
{
	struct exchange *x = out->count ? &out->x[out->count - 1] : NULL;

	if (x && !strcmp(x->kind, kind) && x->first->who == it->who &&
		(strcmp(kind, "request-reboot") != 0 || !strcmp(x->first->requested, it->requested)))
		return x;
	VEC_ROOM(out->x, out->count, out->cap);
	x = &out->x[out->count++];
	memset(x, 0, sizeof(*x));
	x->kind = kind;
	x->first = it;
	x->secs = x->max_secs = it->secs;
	x->passed_secs = -1;
	x->first_ns = x->last_ns = it->ns;
	x->first_event = x->last_event = it->id;
	return x;
}

static void add_copy(struct exchange *x, const char *to)
{
	size_t n = strlen(x->copies_to);
	const char *at = strstr(x->copies_to, to);

	if (at && (at == x->copies_to || at[-1] == ' ') &&
		(at[strlen(to)] == '\0' || at[strlen(to)] == ' '))
		return;
	if (n + strlen(to) + 2 < sizeof(x->copies_to))
		snprintf(x->copies_to + n, sizeof(x->copies_to) - n, "%s%s", n ? " " : "", to);
}

/* Whether this is the same way from client to tap as the exchange's first question went. */
static bool same_way(const struct exchange *x, const struct item *it)
{
	return !strcmp(x->first->giaddr, it->giaddr) && (!it->giaddr[0] || !strcmp(x->first->dst_ip, it->dst_ip));
}

/* The try that this one is a relay's copy of, or that is a relay's copy of this one; try_n for none. Of
 * tries too many to keep, everything on another way is a copy. */
static unsigned copied_try(const struct exchange *x, const struct item *it)
{
	unsigned i;

	if (x->tries > TRIES_MAX)
		return 0;
	for (i = 0; i < x->try_n; i++)
		if (x->try_secs[i] == it->secs && it->ns - x->try_ns[i] < COPY_NS)
			return i;
	return x->try_n;
}

/* A try that was not there yet. What came on another way than the first question is one only where the
 * client's own frame was missed. */
static bool is_try(struct exchange *x, const struct item *it, bool first_on_its_way)
{
	unsigned i;

	if (same_way(x, it) && !first_on_its_way)
		return true;
	i = copied_try(x, it);
	if (i < x->try_n && first_on_its_way)
		x->try_ns[i] = it->ns;
	return i == x->try_n;
}

static void take_question(struct exchanges *out, const struct item *it)
{
	const char *kind = question_kind(it);
	struct exchange *x;
	bool better = false;

	if (!kind || it->duplicate)
		return;
	x = exchange_for(out, it, kind);
	add_xid(x, it->xid);
	if (it->giaddr[0])
		add_copy(x, it->dst_ip);
	/* the client's own frame is a better first than a relay's copy that a tap saw earlier */
	if (x->first->giaddr[0] && !it->giaddr[0]) {
		better = true;
		x->first = it;
		x->first_event = it->id;
	}
	if (!is_try(x, it, better))
		return;
	if (x->tries++ && x->last_secs > x->passed_secs)
		x->passed_secs = x->last_secs;
	x->last_secs = it->secs;
	if (x->try_n < TRIES_MAX) {
		x->try_secs[x->try_n] = it->secs;
		x->try_ns[x->try_n++] = it->ns;
	}
	if (it->ns - x->last_ns > x->max_interval_ns)
		x->max_interval_ns = it->ns - x->last_ns;
	if (it->ns > x->last_ns)
		x->last_ns = it->ns;
	x->last_event = it->id;
	if (it->secs > x->max_secs)
		x->max_secs = it->secs;
}

static void count_answer(struct exchange *x, const struct item *it)
{
	if (!strcmp(it->kind, "pxe-offer"))
		x->proxy_offers++;
	else if (!strcmp(it->kind, "dhcp-offer"))
		x->offers++;
	else if (!strcmp(it->kind, "dhcp-nak"))
		x->naks++;
	else if (!strcmp(it->kind, "dhcp-bootreply"))
		x->offers++;
	else
		x->acks++;
}

/* Whether the answer is on its way from a server to the relay. */
static bool on_server_leg(const struct item *it)
{
	return it->giaddr[0] && !strcmp(it->dst_ip, it->giaddr);
}

/* The answer is for that try, and those before it were passed over. */
static void answers_try(struct exchange *x, unsigned i)
{
	unsigned k;

	if (i >= x->try_n)
		return;
	x->answered_try = i + 1;
	x->answered_secs = x->try_secs[i];
	x->skipped_secs = -1;
	for (k = 0; k < i; k++)
		if (x->try_secs[k] > x->skipped_secs)
			x->skipped_secs = x->try_secs[k];
}

/* The first answer is for the last try, unless it repeats the secs of an earlier one, as ISC dhcpd does. */
static void answered_first(struct exchange *x, const struct item *it)
{
	unsigned i;

	x->answered_try = x->tries;
	x->answered_secs = x->last_secs;
	x->skipped_secs = x->passed_secs;
	for (i = 0; it->secs && it->secs != x->last_secs && i < x->try_n; i++)
		if (x->try_secs[i] == it->secs) {
			answers_try(x, i);
			return;
		}
}

/* Times are kept of one leg, in one capture, from one server: copies elsewhere are the same answer. */
static void note_reply(struct exchange *x, const struct item *it)
{
	bool up = on_server_leg(it);
	const char *from = it->server_id[0] ? it->server_id : it->src_ip;

	if (up)
		x->answers_up++;
	else
		x->answers_down++;
	if (it->ns > x->last_answer_ns)
		x->last_answer_ns = it->ns;
	if (!strcmp(it->kind, "dhcp-nak") && !x->nak_event) {
		x->nak_event = it->id;
		snprintf(x->nak_from, sizeof(x->nak_from), "%s", from);
	}
	if (!x->answer_event)
		answered_first(x, it);
	if (!x->reply_n) {
		x->reply_up = up;
		x->reply_capture = it->capture_id;
	}
	if (x->reply_n < TRIES_MAX && up == x->reply_up && it->capture_id == x->reply_capture &&
		(!x->answer_event || !strcmp(from, x->answer_from)))
		x->reply_ns[x->reply_n++] = it->ns;
	if (x->reply_n == x->tries) /* each try was answered, if late: a server pings the address first */
		answers_try(x, 0);
}

/* The exchange an answer belongs to: the latest that asked with its xid and that it can answer. */
static void take_answer(struct exchanges *out, const struct item *it)
{
	bool offer = !strcmp(it->kind, "dhcp-offer") || !strcmp(it->kind, "pxe-offer");
	size_t i;

	if (it->duplicate)
		return;
	for (i = out->count; i-- > 0;) {
		struct exchange *x = &out->x[i];
		bool discover = !strcmp(x->kind, "discover");

		if (!has_xid(x, it->xid) || (offer && !discover))
			continue;
		if (discover && !offer && strcmp(it->kind, "dhcp-bootreply") != 0 &&
			strcmp(it->kind, "dhcp-nak") != 0 && strcmp(it->kind, "dhcp-ack") != 0)
			continue;
		count_answer(x, it);
		note_reply(x, it);
		if (x->answer_event)
			return;
		x->answer_event = it->id;
		x->answer_ns = it->ns;
		snprintf(x->answer_from, sizeof(x->answer_from), "%s",
			it->server_id[0] ? it->server_id : it->src_ip);
		return;
	}
}

void exchanges_find(const struct items *items, const struct attempt *a, struct exchanges *out)
{
	size_t i;

	out->count = 0;
	for (i = a->first; i < a->first + a->count; i++) {
		const struct item *it = &items->item[i];

		if (it->type != ITEM_DHCP)
			continue;
		if (it->request)
			take_question(out, it);
		else
			take_answer(out, it);
	}
}
