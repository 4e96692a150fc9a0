/*
 * The conversation of a boot without the case: see talk.h.
 */
#include "compare/talk.h"
#include "base/mem.h"
#include "base/txt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

static void message_free(struct talk_message *m)
{
	free(m->info);
	free(m->src);
	free(m->dst);
	free(m->seen);
}

void talk_free(struct talk *t)
{
	size_t i;

	for (i = 0; i < t->messages; i++)
		message_free(&t->message[i]);
	for (i = 0; i < t->losses; i++) {
		free(t->loss[i].what);
		free(t->loss[i].left);
		free(t->loss[i].missing);
	}
	free(t->loss);
	free(t->message);
	free(t->party);
	free(t->silence);
	memset(t, 0, sizeof(*t));
}

int talk_party(struct talk *t, const char *address, const char *role, unsigned rank)
{
	struct talk_party *p;
	size_t i;

	for (i = 0; i < t->parties; i++)
		if (strcmp(t->party[i].address, address) == 0)
			return (int)i;
	VEC_ROOM(t->party, t->parties, t->party_cap);
	p = &t->party[t->parties++];
	memset(p, 0, sizeof(*p));
	snprintf(p->address, sizeof(p->address), "%s", address);
	snprintf(p->role, sizeof(p->role), "%s", role);
	p->rank = rank;
	return (int)t->parties - 1;
}

void talk_add(struct talk *t, const struct talk_message *m)
{
	VEC_ROOM(t->message, t->messages, t->message_cap);
	t->message[t->messages++] = *m;
}

static int moved_to(const size_t *order, size_t n, int party)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((int)order[i] == party)
			return (int)i;
	return party;
}

void talk_sort_parties(struct talk *t)
{
	size_t *order = mem_alloc((t->parties + 1) * sizeof(*order)), i, j;
	struct talk_party *sorted = mem_alloc((t->parties + 1) * sizeof(*sorted));

	for (i = 0; i < t->parties; i++) {
		for (j = i; j > 1 && t->party[order[j - 1]].rank > t->party[i].rank; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
	for (i = 0; i < t->parties; i++)
		sorted[i] = t->party[order[i]];
	for (i = 0; i < t->messages; i++) {
		t->message[i].from = moved_to(order, t->parties, t->message[i].from);
		t->message[i].to = moved_to(order, t->parties, t->message[i].to);
	}
	free(t->party);
	free(order);
	t->party = sorted;
	t->party_cap = t->parties + 1;
}

/* --- gaps ------------------------------------------------------------------------------------------ */

/* Of transfers and streams the case holds the ends and what went wrong, not each datagram: a pause in what it holds
 * is no silence. */
static bool carries_data(const struct talk_message *m)
{
	static const char *const kinds[] = {"tftp-data", "tftp-ack", "tsb-data", "tsb-ack", "pvs-request", "pvs-data",
		"pvs-heartbeat"};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(m->kind, kinds[i]) == 0)
			return true;
	return false;
}

/* The longest measured silence within a time; 0: none. */
static int64_t longest_silence(const struct talk *t, int64_t from, int64_t to, bool *servers_turn)
{
	int64_t a, b, longest = 0;
	size_t i;

	for (i = 0; i < t->silences; i++) {
		const struct talk_silence *s = &t->silence[i];

		a = s->from_ns > from ? s->from_ns : from;
		b = s->to_ns < to ? s->to_ns : to;
		if (b - a > longest) {
			longest = b - a;
			*servers_turn = s->server;
		}
	}
	return longest;
}

/* txt_duration cuts; here 3.9996 s are to read as 4.0 s. */
static const char *rounded(char *buf, size_t size, int64_t ns)
{
	return txt_duration(buf, size, ns < 120 * SECOND ? ns + SECOND / 20 : ns + SECOND / 2);
}

/* In a stream it was measured when it stood still, and whose turn it was. */
static bool say_stream(const struct talk *t, const struct talk_message *last, int64_t ns, bool to_the_end, char *buf, size_t size)
{
	bool server = false;
	int64_t silent = longest_silence(t, last->ns, last->ns + ns, &server);
	const char *turn = server ? "server's" : "target's";
	char took[32], still[32];

	rounded(took, sizeof(took), ns);
	rounded(still, sizeof(still), silent);
	if (silent && ns - silent < ns / 10)
		snprintf(buf, size, "%s of silence, the %s turn%s", took, turn, to_the_end ? ", then the capture ends" : "");
	else if (silent)
		snprintf(buf, size, "%s of data, %s of it silence, the %s turn", took, still, turn);
	else if (t->measured && !to_the_end)
		snprintf(buf, size, "%s of streaming without a pause", took);
	else
		return false;
	return true;
}

void talk_say_gap(const struct talk *t, size_t at, int64_t ns, bool to_the_end, char *buf, size_t size)
{
	const struct talk_message *last = at ? &t->message[at - 1] : NULL;
	bool data = last && carries_data(last) && (!to_the_end || t->end_ns - last->ns > SECOND);
	char took[32];

	if (last && strncmp(last->kind, "pvs-", 4) == 0 && say_stream(t, last, ns, to_the_end, buf, size))
		return;
	rounded(took, sizeof(took), ns);
	snprintf(buf, size, data ? "%s, data not listed%s" : "%s of silence%s", took,
		to_the_end ? ", then the capture ends" : "");
}

void talk_say_loss(const struct talk_loss *l, const char *arrow, char *buf, size_t size)
{
	snprintf(buf, size, "lost %s%s %s %s: %lld of %lld %s", arrow ? "" : "between ", l->left, arrow ? arrow : "and", l->missing,
		(long long)l->lost, (long long)l->sent, l->what);
}
