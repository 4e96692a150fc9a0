/*
 * What a rule may need to have been visible (the columns of `tap`), and the words for it: an absence
 * is evidence only where the packet would have been seen. To add one: a column in schema/derived.sql,
 * its measure in boot/sight.c, a row here.
 *
 * Some say what a capture shows, the others how well. Whatever has to be shown must be shown at one capture point
 * that is also as good as it has to be; another thing may be shown at another one. So a second capture, however bad,
 * takes nothing away from what the first one proves, and two halves that are no proof do not add up to one.
 */
#include "base/mem.h"
#include "diagnose/internal.h"

#include <stdlib.h>
#include <string.h>

static const struct need needs[] = {
	{"target_tx", false, "frames sent by this target are not recorded here",
		"Capture at the target's switch port or virtual NIC."},
	{"target_rx", false, "no unicast frame to this target is recorded here",
		"Capture at the target's own switch port or virtual NIC, in both directions."},
	{"broadcast", false, "no broadcast of another host is recorded here",
		"Capture at a port of the target's VLAN, in both directions."},
	{"server_side", false, "the server's own port is not recorded here",
		"Capture on the server, or on a mirror of its switch port."},
	{"relay_server_side", false, "the relay's way to the servers is not recorded here",
		"Capture on the relay towards the DHCP servers, or on the servers."},
	{"client_side_reply", false, "an answer to this target on its own VLAN would not have been recorded here",
		"Capture at the target's own switch port in both directions, or on the relay's interface in its VLAN."},
	{"asked_server", false, "the port of the DHCP server that was asked is not recorded here",
		"Capture on that server, or on a mirror of its switch port, in both directions."},
	{"options", true, "the snap length cut the DHCP options off",
		"Capture again with full packets (tcpdump -s 0, pktmon --pkt-size 0)."},
	{"complete", true, "the capture lost packets",
		"Capture again with a filter or a larger buffer, so that nothing is dropped."},
	{"long_enough", true, "the capture ends before the target would have given up",
		"Capture for at least two minutes from power-on."},
	{"target_all", false, "only what passes one other port is recorded here, so the target may have gone on elsewhere",
		"Capture at the target's own switch port or virtual NIC."},
	{"unfiltered", true, "only frames of DHCP and TFTP requests are recorded here, so answers from other ports are missing",
		"Capture again without a filter on ports: TFTP servers answer from a new port."},
	{"reply_visible", false, "an answer to this target would not have been recorded at this capture point",
		"Capture at the target's own switch port or virtual NIC in both directions, or on the DHCP "
		"server or relay."},
};

#define NEEDS (sizeof(needs) / sizeof(needs[0]))

const struct need *need_find(const char *word, size_t n)
{
	size_t i;

	for (i = 0; i < NEEDS; i++)
		if (strlen(needs[i].word) == n && !strncmp(needs[i].word, word, n))
			return &needs[i];
	return NULL;
}

/* --- what is missing --------------------------------------------------------------------------------------- */

/* Sets of needs, a bit for each row of the table. */
#define BIT(i) (1u << (i))

struct taps {
	uint32_t *has; /* what each capture of the boot has */
	size_t count, cap;
};

static int tap_add(void *ctx, const struct row *r)
{
	struct taps *t = ctx;
	size_t i;

	VEC_ROOM(t->has, t->count, t->cap);
	t->has[t->count] = 0;
	for (i = 0; i < NEEDS; i++)
		if (row_int_named(r, needs[i].word, 0))
			t->has[t->count] |= BIT(i);
	t->count++;
	return 0;
}

static bool at_one(const struct taps *t, uint32_t set)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if ((t->has[i] & set) == set)
			return true;
	return false;
}

static uint32_t needs_set(const char *words)
{
	const struct need *need;
	const char *word;
	uint32_t set = 0;
	size_t n;

	while ((word = word_next(&words, &n)))
		if ((need = need_find(word, n)))
			set |= BIT(need - needs);
	return set;
}

/* What keeps `shown` (one need, or none) from being shown as well as it has to be. */
static uint32_t lacks(const struct taps *t, uint32_t shown, uint32_t qualities)
{
	uint32_t lacking = 0, have = shown;
	size_t i;

	if (!at_one(t, shown)) {
		lacking = shown;
		have = 0;
	}
	for (i = 0; i < NEEDS; i++) {
		if (!(qualities & BIT(i)))
			continue;
		if (at_one(t, have | BIT(i)))
			have |= BIT(i);
		else
			lacking |= BIT(i);
	}
	return lacking;
}

static uint32_t all_lacking(const struct taps *t, uint32_t set)
{
	uint32_t qualities = 0, lacking;
	size_t i;

	for (i = 0; i < NEEDS; i++)
		if (needs[i].quality)
			qualities |= set & BIT(i);
	lacking = set == qualities ? lacks(t, 0, qualities) : 0;
	for (i = 0; i < NEEDS; i++)
		if (set & ~qualities & BIT(i))
			lacking |= lacks(t, BIT(i), qualities);
	return lacking;
}

int needs_missing(struct store *s, const char *words, int64_t boot, int64_t seen_at, struct txt *missing, struct txt *how,
	struct err *err)
{
	struct bind a[] = {B_INT(boot), B_INT(seen_at)};
	struct taps taps = {0};
	uint32_t lacking;
	size_t i;
	int rc = store_query(s, "SELECT * FROM tap WHERE boot_id = ?1 AND holds AND (?2 = 0 OR reel ="
		" (SELECT reel FROM tap WHERE boot_id = ?1 AND capture_id = ?2))", a, 2, tap_add, &taps, err);

	lacking = rc == 0 ? all_lacking(&taps, needs_set(words)) : 0;
	for (i = 0; i < NEEDS; i++) {
		if (!(lacking & BIT(i)))
			continue;
		txt_fmt(missing, "%s%s", missing->n ? "; " : "", needs[i].missing);
		txt_fmt(how, "%s%s", how->n ? " " : "", needs[i].how);
	}
	free(taps.has);
	return rc < 0 ? -1 : 0;
}
