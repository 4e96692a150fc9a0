/*
 * The conversation of a boot out of the case: see talk.h. Whose address is whose comes from the boot's own row and
 * from the servers; who is neither is a party of its own.
 */
#include "compare/talk.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct load {
	struct store *store;
	const struct talk_of *of;
	struct talk *talk;
};

/* Roles as the servers view names them, in the order of a boot. */
static const struct {
	const char *role, *shown;
} roles[] = {
	{"relay", "relay"},
	{"dhcp", "DHCP"},
	{"proxydhcp", "PXE"},
	{"tftp", "TFTP"},
	{"tsb", "TSB"},
	{"login", "PVS login"},
	{"stream", "PVS stream"},
};

#define ROLES (sizeof(roles) / sizeof(roles[0]))

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

/* --- who is who ------------------------------------------------------------------------------ */

/* Whether a list of words separated by blanks holds that word. */
static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *at;

	for (at = strstr(list, word); at; at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

/* "DHCP TFTP" for "dhcp tftp"; gives the rank of the first of them. */
static unsigned role_words(const char *names, char *buf, size_t size)
{
	bool both = has_word(names, "login") && has_word(names, "stream");
	unsigned rank = ROLES, i;
	size_t n = 0;

	buf[0] = '\0';
	for (i = 0; i < ROLES && n < size; i++) {
		if (!has_word(names, roles[i].role) ||
			(both && strcmp(roles[i].role, "stream") == 0))
			continue;
		n += (size_t)snprintf(buf + n, size - n, "%s%s", n ? " " : "",
			both && strcmp(roles[i].role, "login") == 0 ? "PVS" : roles[i].shown);
		if (i < rank)
			rank = i;
	}
	return rank;
}

static int take_server(void *ctx, const struct row *r)
{
	char *roles_out = ctx;

	snprintf(roles_out, 48, "%s", row_text_named(r, "roles"));
	return 1;
}

static bool is_target(const struct talk_of *of, const char *address, const char *mac)
{
	return strcmp(mac, of->mac) == 0 || strcmp(address, of->mac) == 0 ||
	       (*of->lease_ip && strcmp(address, of->lease_ip) == 0);
}

static bool is_group(const char *address, const char *mac)
{
	static const char all[] = "ff:ff:ff:ff:ff:ff";
	unsigned first = 0;

	if (strcmp(mac, all) == 0 || strcmp(address, all) == 0 ||
		strcmp(address, "255.255.255.255") == 0)
		return true;
	return sscanf(address, "%u.", &first) == 1 && strchr(address, '.') && first >= 224 &&
	       first < 240;
}

struct name {
	char address[48];
	int n;
};

static int take_name(void *ctx, const struct row *r)
{
	struct name *to = ctx;

	to->n++;
	COPY(to->address, row_text(r, 0));
	return 0;
}

/* Who has no address in a frame (ARP) goes by the one that its packets of this boot came from, when
 * that is only one: the packets of many come through a router. */
static void name_by_address(struct load *ld, const char *mac, char *name, size_t size)
{
	struct name found = {"", 0};

	store_query(ld->store,
		"SELECT DISTINCT src FROM timeline WHERE boot_id = ?1 AND src_mac = ?2 AND src <> "
		"src_mac AND src NOT IN ('0.0.0.0', '::') LIMIT 2",
		(struct bind[]){B_INT(ld->of->boot_id), B_TEXT(mac)}, 2, take_name, &found,
		NULL);
	snprintf(name, size, "%s", found.n == 1 ? found.address : mac);
}

/* The party of an address; servers are looked up when they are met first. */
static int party_of(struct load *ld, const char *address, const char *mac)
{
	char names[48] = "", words[48] = "", name[48];
	unsigned rank = ROLES;
	size_t i;

	if (is_target(ld->of, address, mac))
		return TALK_TARGET;
	if (strcmp(address, mac) == 0) {
		name_by_address(ld, mac, name, sizeof(name));
		address = name;
	}
	for (i = 0; i < ld->talk->parties; i++)
		if (strcmp(ld->talk->party[i].address, address) == 0)
			return (int)i;
	store_query(ld->store, "SELECT roles FROM servers WHERE ip = ?1",
		(struct bind[]){B_TEXT(address)}, 1, take_server, names, NULL);
	if (*names)
		rank = role_words(names, words, sizeof(words));
	return talk_party(ld->talk, address, *words ? words : "host", rank);
}

/* --- messages -------------------------------------------------------------------------------- */

/* A relay speaks to servers from an address that may not be the one it relays for: what sends the
 * target's own questions on is one. */
static void notice_relay(struct talk_party *party, const char *kind)
{
	static const char *const asks[] = {"dhcp-discover", "dhcp-request", "dhcp-inform"};
	size_t i;

	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		if (strcmp(kind, asks[i]) == 0 && party->rank == ROLES) {
			COPY(party->role, "relay");
			party->rank = 0;
		}
}

static int take_message(void *ctx, const struct row *r)
{
	struct load *ld = ctx;
	struct talk_message m = {0};

	m.event_id = row_int_named(r, "event_id", 0);
	m.ns = row_int_named(r, "ns", 0);
	m.frame = row_int_named(r, "frame", 0);
	m.capture = row_int_named(r, "capture_id", 0);
	m.taps = (size_t)row_int_named(r, "taps", 1);
	m.number = (int)row_int_named(r, "first_number", 0);
	m.last = (int)row_int_named(r, "last_number", 0);
	m.proves = row_int_named(r, "proves", 0) != 0;
	m.against = row_int_named(r, "against", 0) != 0;
	COPY(m.phase, row_text_named(r, "phase"));
	COPY(m.kind, row_text_named(r, "kind"));
	m.from = party_of(ld, row_text_named(r, "src"), row_text_named(r, "src_mac"));
	if (m.from != TALK_TARGET)
		notice_relay(&ld->talk->party[m.from], m.kind);
	m.to = is_group(row_text_named(r, "dst"), row_text_named(r, "dst_mac"))
		       ? TALK_ALL
		       : party_of(ld, row_text_named(r, "dst"), row_text_named(r, "dst_mac"));
	m.info = mem_strdup(row_text_named(r, "info"));
	m.src = mem_strdup(row_text_named(r, "src"));
	m.dst = mem_strdup(row_text_named(r, "dst"));
	m.seen = mem_strdup(row_text_named(r, "seen"));
	talk_add(ld->talk, &m);
	return 0;
}

static int load_messages(struct load *ld, struct err *err)
{
	struct bind args[] = {B_INT(ld->of->boot_id), B_INT((int64_t)ld->of->most), B_INT(ld->of->finding_id)};
	int64_t all;

	if (store_query(ld->store,
		    "SELECT t.*, p.first_number, p.last_number, p.proves, p.against FROM timeline t"
		    " LEFT JOIN (SELECT main_id, min(number) AS first_number,"
		    "  max(number) AS last_number, max(role = 'for') AS proves, max(role = 'against') AS against FROM"
		    "  (SELECT main_id, role, row_number() OVER (ORDER BY ns, seq) AS number FROM evidence"
		    "   WHERE finding_id = ?3) GROUP BY main_id) p ON p.main_id = t.event_id"
		    " WHERE t.boot_id = ?1 ORDER BY t.ns, t.event_id LIMIT ?2",
		    args, 3, take_message, ld, err) < 0)
		return -1;
	all = store_int(ld->store, "SELECT count(*) FROM timeline WHERE boot_id = ?1", args, 1, 0);
	all -= (int64_t)ld->talk->messages;
	ld->talk->beyond = all > 0 ? (size_t)all : 0;
	if (strcmp(ld->of->outcome, "booted") == 0)
		return 0; /* what follows is not about booting */
	ld->talk->until_ns = store_int(ld->store,
		"SELECT max(case_last_ns) FROM captures WHERE capture_id IN (SELECT capture_id FROM timeline WHERE boot_id "
		"= ?1)",
		args, 1, INT64_MIN);
	return 0;
}

static int take_silence(void *ctx, const struct row *r)
{
	struct talk *t = ctx;

	VEC_ROOM(t->silence, t->silences, t->silence_cap);
	t->silence[t->silences++] = (struct talk_silence){
		row_int(r, 0), row_int(r, 1), strcmp(row_text(r, 2), "server") == 0};
	return 0;
}

/* What was measured of the conversations: where they stood still. */
static int load_silences(struct load *ld, struct err *err)
{
	struct bind id = B_INT(ld->of->boot_id);

	ld->talk->measured =
		store_int(ld->store, "SELECT 1 FROM conversations WHERE boot_id = ?1 LIMIT 1", &id,
			1, 0) != 0;
	return store_query(ld->store,
		"SELECT from_ns, to_ns, waiting FROM gaps WHERE boot_id = ?1",
		&id, 1, take_silence, ld->talk, err);
}

static int take_loss(void *ctx, const struct row *r)
{
	struct talk *t = ctx;

	VEC_ROOM(t->loss, t->losses, t->loss_cap);
	t->loss[t->losses++] = (struct talk_loss){.ns = row_int(r, 0), .lost = row_int(r, 1), .sent = row_int(r, 2),
		.what = mem_strdup(row_text(r, 3)), .left = mem_strdup(row_text(r, 4)), .missing = mem_strdup(row_text(r, 5))};
	return 0;
}

static int load_losses(struct load *ld, struct err *err)
{
	struct bind id = B_INT(ld->of->boot_id);

	return store_query(ld->store,
		"SELECT last_ns, lost, sent, what, left, missing FROM losses WHERE boot_id = ?1 ORDER BY last_ns, what, left, missing", &id, 1,
		take_loss, ld->talk, err);
}

int talk_load(struct store *s, const struct talk_of *of, struct talk *t, struct err *err)
{
	struct load ld = {s, of, t};

	t->start_ns = of->start_ns;
	t->end_ns = of->end_ns;
	t->until_ns = INT64_MIN;
	talk_party(t, *of->lease_ip ? of->lease_ip : of->mac, "target", 0);
	if (load_messages(&ld, err) < 0 || load_silences(&ld, err) < 0 || load_losses(&ld, err) < 0)
		return -1;
	talk_sort_parties(t);
	return 0;
}
