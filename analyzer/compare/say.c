/*
 * The first divergence, in words.
 */
#include "base/mem.h"
#include "compare/internal.h"

#include <stdlib.h>
#include <string.h>

#define RETRIES 2 /* so many more tries are worth a word */

static const struct {
	const char *kind, *name;
} kinds[] = {
	{"dhcp-discover", "DHCP Discover"},
	{"dhcp-offer", "DHCP Offer"},
	{"dhcp-request", "DHCP Request"},
	{"dhcp-decline", "DHCP Decline"},
	{"dhcp-ack", "DHCP Ack"},
	{"dhcp-nak", "DHCP Nak"},
	{"dhcp-release", "DHCP Release"},
	{"dhcp-inform", "DHCP Inform"},
	{"dhcp-bootrequest", "BOOTP request"},
	{"dhcp-bootreply", "BOOTP reply"},
	{"pxe-offer", "PXE offer"},
	{"pxe-request", "PXE request"},
	{"pxe-ack", "PXE ack"},
	{"tftp-rrq", "TFTP read request"},
	{"tftp-wrq", "TFTP write request"},
	{"tftp-oack", "TFTP option acknowledgement"},
	{"tftp-data", "TFTP data"},
	{"tftp-ack", "TFTP acknowledgement"},
	{"tftp-error", "TFTP error"},
	{"tsb-request", "two-stage boot request"},
	{"tsb-data", "two-stage boot data"},
	{"tsb-ack", "two-stage boot acknowledgement"},
	{"pvs-login", "PVS login"},
	{"pvs-login-reply", "PVS answer to the login"},
	{"pvs-request", "PVS stream request"},
	{"pvs-data", "PVS stream data"},
	{"pvs-heartbeat", "PVS heartbeat"},
	{"arp-request", "ARP request"},
	{"arp-reply", "ARP reply"},
	{"arp-probe", "ARP probe"},
	{"arp-announcement", "ARP announcement"},
	{"icmp-echo", "ICMP echo request"},
	{"icmp-echo-reply", "ICMP echo reply"},
	{"icmp-unreachable", "ICMP unreachable"},
	{"icmp-time-exceeded", "ICMP time exceeded"},
	{"icmp-redirect", "ICMP redirect"},
};

const char *cmp_kind_name(const char *kind)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].name;
	return kind;
}

/* Whether a row is a difference that counts: a field's own one, or a message that only one has. */
static bool counts(const struct compare_row *r)
{
	if (r->type == COMPARE_MESSAGE)
		return r->state == COMPARE_ONLY_A || r->state == COMPARE_ONLY_B;
	return r->type == COMPARE_FIELD && r->state > COMPARE_OWN;
}

static bool is_one_sided(const struct compare_row *r)
{
	return r->type == COMPARE_MESSAGE &&
	       (r->state == COMPARE_ONLY_A || r->state == COMPARE_ONLY_B);
}

/* A question asked once more is no other way to go. */
static bool is_repeat(const struct comparison *c, size_t at)
{
	const struct compare_row *r = &c->row[at];
	int side = r->state == COMPARE_ONLY_A ? 0 : 1;
	size_t i;

	if (strcmp(r->kind, "dhcp-discover") != 0 && strcmp(r->kind, "dhcp-request") != 0)
		return false;
	for (i = at; i-- > 0 && strcmp(c->row[i].phase, r->phase) == 0;)
		if (c->row[i].event_id[side] && strcmp(c->row[i].kind, r->kind) == 0)
			return true;
	return false;
}

/* The message a row belongs to, or the one before it that both have. */
static const struct compare_row *message_before(const struct comparison *c, size_t at, bool both)
{
	while (at-- > 0)
		if (c->row[at].type == COMPARE_MESSAGE && (!both || !is_one_sided(&c->row[at])))
			return &c->row[at];
	return NULL;
}

static const char *phase_name(const char *phase)
{
	static const char *const names[][2] = {{"dhcp", "DHCP"}, {"pxe", "PXE"}, {"bootfile", "the boot file phase"},
		{"stream", "streaming"}, {"os", "OS"}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i][0], phase) == 0)
			return names[i][1];
	return phase;
}

static void say_field(struct txt *t, const struct comparison *c, size_t at)
{
	const struct compare_row *r = &c->row[at], *m = message_before(c, at, false);
	const char *what[2];
	int i;

	for (i = 0; i < 2; i++)
		what[i] = *r->value[i] ? r->value[i] : "nothing";
	txt_fmt(t,
		"The first difference is in %s, in the %s: \"%s\" is %s in boot %lld and %s in "
		"boot "
		"%lld.",
		phase_name(r->phase), m ? m->name : "message", r->name, what[0], (long long)c->side[0].boot_id,
		what[1], (long long)c->side[1].boot_id);
}

static void put_tries(struct txt *t, const struct compare_row *r, int side)
{
	if (r->count[side] > 1)
		txt_fmt(t, " (sent %zu times)", r->count[side]);
}

static void say_message(struct txt *t, const struct comparison *c, size_t at)
{
	const struct compare_row *r = &c->row[at], *before = message_before(c, at, true);
	int has = r->state == COMPARE_ONLY_A ? 0 : 1, not = 1 - has;
	char when[32];

	txt_fmt(t, "They part in %s", phase_name(r->phase));
	if (before && strcmp(before->phase, r->phase) == 0) {
		txt_fmt(t, " after the %s", before->name);
		put_tries(t, before, not );
	}
	txt_fmt(t, ": boot %lld shows %s after %s", (long long)c->side[has].boot_id, r->name,
		txt_duration(when, sizeof(when), r->ns[has]));
	txt_fmt(t, ", boot %lld %s.", (long long)c->side[not ].boot_id,
		c->side[not ].rx ? "none"
				 : "none (its captures may not have been able to see it)");
}

static void say_retries(struct txt *t, const struct comparison *c)
{
	const struct compare_row *r;
	size_t i;

	for (i = 0; i < c->rows; i++) {
		r = &c->row[i];
		if (r->type != COMPARE_MESSAGE || is_one_sided(r) ||
			strncmp(r->kind, "pvs-", 4) == 0)
			continue;
		if (r->count[0] < r->count[1] + RETRIES && r->count[1] < r->count[0] + RETRIES)
			continue;
		txt_fmt(t, " Before that the %s was sent %zu and %zu times.", r->name, r->count[0],
			r->count[1]);
		return;
	}
}

void cmp_say(struct comparison *c)
{
	struct txt t = {0};
	size_t i;

	for (i = 0; i < c->rows; i++) {
		if (c->first == COMPARE_NONE && counts(&c->row[i]) && !is_repeat(c, i))
			c->first = i;
		if (c->parting == COMPARE_NONE && is_one_sided(&c->row[i]) && !is_repeat(c, i))
			c->parting = i;
	}
	if (c->first == COMPARE_NONE)
		txt_put(&t, "Message by message they are alike: what differs is each one's own.");
	else if (c->row[c->first].type == COMPARE_FIELD)
		say_field(&t, c, c->first);
	if (c->parting != COMPARE_NONE) {
		if (t.n)
			txt_put(&t, " ");
		say_message(&t, c, c->parting);
	} else if (c->first != COMPARE_NONE) {
		txt_put(&t, " Both have the same messages in the same order.");
	} else {
		say_retries(&t, c);
	}
	c->words = mem_strdup(txt_str(&t));
	txt_free(&t);
}
