/*
 * What is there twice counts once. Messages at several taps were found for the whole case (copies.c): on each
 * leg of its way a message counts where its options were kept, then at the capture that has most of the client.
 * So the times of one boot are those of one capture as far as it goes, and what it missed is taken from the
 * others. Copies on another leg (behind a relay) stay; exchange.c knows them. Here: what a mirror doubled
 * within a capture, and transfers at several taps.
 */
#include "boot/internal.h"

#include <stdlib.h>

#define NEIGHBOURS_MAX 64
#define TWIN_NS SECOND /* two taps' views of one transfer begin within this, clocks aligned */
#define MIRROR_NS 5000000 /* mirrors copy within milliseconds; no client repeats that fast */

static int by_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Those that do not count stand behind the one that does. */
static int by_time(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = by_number(x->order_ns, y->order_ns);

	if (!c)
		c = by_number(x->type, y->type);
	if (!c)
		c = by_number(x->duplicate, y->duplicate);
	if (!c)
		c = by_number(x->place, y->place);
	if (!c)
		c = by_number(x->frame, y->frame);
	return c ? c : by_number(x->id, y->id);
}

static void order(struct items *items)
{
	if (items->count)
		qsort(items->item, items->count, sizeof(*items->item), by_time);
}

/* --- messages ------------------------------------------------------------------------------------------- */

/* On the same leg. Where the snap length cut the options, the type of a message is not known. */
static bool same_message(const struct item *a, const struct item *b)
{
	return a->request == b->request && a->xid == b->xid && a->secs == b->secs && a->ip_id == b->ip_id &&
		(!strcmp(a->kind, b->kind) || !a->options || !b->options) && !strcmp(a->yiaddr, b->yiaddr) &&
		!strcmp(a->src_ip, b->src_ip) && !strcmp(a->dst_ip, b->dst_ip) && !strcmp(a->giaddr, b->giaddr);
}

/* A mirror's copy, or what another capture kept too little of to be recognised: then the clocks may not be tied either.
 * Where the other taps have it too, the one they belong to counts. */
static void settle(struct item *a, struct item *b)
{
	bool mirror = a->capture_id == b->capture_id && b->ns - a->ns < MIRROR_NS;
	bool cut = a->capture_id != b->capture_id && a->options != b->options;
	struct item *less = cut && !a->options ? a : b, *more = less == a ? b : a;

	if (a->duplicate || b->duplicate || !(mirror || cut) || !same_message(a, b))
		return;
	less->duplicate = true;
	less->order_ns = more->order_ns;
	less->copied |= cut;
	less->copy_of = cut ? more->id : 0;
}

/* In a flood only neighbours are compared. */
static void mark_messages(struct items *items)
{
	size_t i, j;

	for (i = 0; i < items->count; i++)
		for (j = i + 1; j < items->count && j - i <= NEIGHBOURS_MAX &&
			items->item[j].ns - items->item[i].ns < TAPS_NS; j++)
			if (items->item[i].type == ITEM_DHCP && items->item[j].type == ITEM_DHCP)
				settle(&items->item[i], &items->item[j]);
}

/* --- measurements ----------------------------------------------------------------------------------------- */

/* Whether two taps measured the same transfer. Of conversations, the query says it (shadow). */
static bool same_measured(const struct item *a, const struct item *b)
{
	return a->type == ITEM_TRANSFER && b->type == ITEM_TRANSFER && a->capture_id != b->capture_id &&
		a->client_port == b->client_port && a->server_port == b->server_port &&
		!strcmp(a->server_ip, b->server_ip) && !strcmp(a->ciaddr, b->ciaddr) && !strcmp(a->file, b->file) &&
		a->ns <= b->last_ns && b->ns <= a->last_ns + TWIN_NS;
}

static bool saw_more(const struct item *a, const struct item *b)
{
	if (a->bytes != b->bytes)
		return a->bytes > b->bytes;
	return a->count != b->count ? a->count > b->count : a->place <= b->place;
}

/* What two taps measured counts once: at the tap that saw more of it. */
static void mark_transfers(struct items *items)
{
	size_t i, j;

	for (i = 0; i < items->count; i++)
		for (j = i + 1; j < items->count && items->item[j].ns <= items->item[i].last_ns + TWIN_NS; j++) {
			struct item *a = &items->item[i], *b = &items->item[j];

			if (a->duplicate || b->duplicate || !same_measured(a, b))
				continue;
			if (saw_more(a, b))
				b->duplicate = true;
			else
				a->duplicate = true;
		}
}

void twins_mark(struct items *items)
{
	size_t i;

	for (i = 0; i < items->count; i++)
		if (items->item[i].type != ITEM_DHCP)
			items->item[i].order_ns = items->item[i].ns;
	order(items);
	mark_messages(items);
	mark_transfers(items);
	order(items);
}
