/*
 * One boot out of the case: see boot_load.h. Whose address is whose comes from the boot's own row
 * (target, relay) and from the servers; what is neither gets a lane of its own.
 */
#include "tui/boot_load.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct load {
	struct store *store;
	struct boot_facts *facts;
	struct ladder *ladder;
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

static const char *field(const struct row *r, const char *name)
{
	int col = row_column(r, name);

	return col < 0 ? "" : row_text(r, col);
}

static int64_t number(const struct row *r, const char *name, int64_t none)
{
	int col = row_column(r, name);

	return col < 0 || row_null(r, col) ? none : row_int(r, col);
}

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

/* --- the boot and its steps ------------------------------------------------------------------ */

static int take_boot(void *ctx, const struct row *r)
{
	struct boot_facts *f = ctx;

	f->boot_id = number(r, "boot_id", 0);
	f->attempt = number(r, "attempt", 1);
	f->start_ns = number(r, "start_ns", 0);
	f->end_ns = number(r, "end_ns", 0);
	COPY(f->mac, field(r, "mac"));
	COPY(f->hostname, field(r, "hostname"));
	COPY(f->lease_ip, field(r, "lease_ip"));
	COPY(f->outcome, field(r, "outcome"));
	COPY(f->phase, field(r, "phase_reached"));
	COPY(f->path, field(r, "path"));
	COPY(f->title, field(r, "title"));
	COPY(f->rule, field(r, "primary_rule"));
	f->finding_id = number(r, "finding_id", 0);
	return 1;
}

static int take_step(void *ctx, const struct row *r)
{
	struct boot_facts *f = ctx;
	struct boot_step *s;
	int64_t from = number(r, "start_ns", INT64_MIN), to = number(r, "end_ns", INT64_MIN);

	if (f->steps == BOOT_STEPS)
		return 1;
	s = &f->step[f->steps++];
	COPY(s->phase, field(r, "phase"));
	COPY(s->status, field(r, "status"));
	s->took_ns = from == INT64_MIN || to == INT64_MIN ? -1 : to - from;
	s->tries = number(r, "tries", 0);
	return 0;
}

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

	snprintf(roles_out, 48, "%s", field(r, "roles"));
	return 1;
}

static bool is_target(const struct boot_facts *f, const char *address, const char *mac)
{
	return strcmp(mac, f->mac) == 0 || strcmp(address, f->mac) == 0 ||
	       (*f->lease_ip && strcmp(address, f->lease_ip) == 0);
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
		(struct bind[]){B_INT(ld->facts->boot_id), B_TEXT(mac)}, 2, take_name, &found,
		NULL);
	snprintf(name, size, "%s", found.n == 1 ? found.address : mac);
}

/* The lane of an address; servers are looked up when they are met first. */
static int lane_of(struct load *ld, const char *address, const char *mac)
{
	char names[48] = "", words[48] = "", name[48];
	unsigned rank = ROLES;
	size_t i;

	if (is_target(ld->facts, address, mac))
		return LANE_TARGET;
	if (strcmp(address, mac) == 0) {
		name_by_address(ld, mac, name, sizeof(name));
		address = name;
	}
	for (i = 0; i < ld->ladder->lanes; i++)
		if (strcmp(ld->ladder->lane[i].address, address) == 0)
			return (int)i;
	store_query(ld->store, "SELECT roles FROM servers WHERE ip = ?1",
		(struct bind[]){B_TEXT(address)}, 1, take_server, names, NULL);
	if (*names)
		rank = role_words(names, words, sizeof(words));
	return ladder_lane(ld->ladder, address, *words ? words : "host", rank);
}

/* --- events ---------------------------------------------------------------------------------- */

/* A relay speaks to servers from an address that may not be the one it relays for: what sends the
 * target's own questions on is one. */
static void notice_relay(struct lane *lane, const char *kind)
{
	static const char *const asks[] = {"dhcp-discover", "dhcp-request", "dhcp-inform"};
	size_t i;

	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		if (strcmp(kind, asks[i]) == 0 && lane->rank == ROLES) {
			COPY(lane->role, "relay");
			lane->rank = 0;
		}
}

static int take_event(void *ctx, const struct row *r)
{
	struct load *ld = ctx;
	struct ladder_event e = {0};

	e.event_id = number(r, "event_id", 0);
	e.ns = number(r, "ns", 0);
	e.frame = number(r, "frame", 0);
	e.capture = number(r, "capture_id", 0);
	e.evidence = number(r, "proves", 0) != 0;
	COPY(e.phase, field(r, "phase"));
	COPY(e.kind, field(r, "kind"));
	e.from = lane_of(ld, field(r, "src"), field(r, "src_mac"));
	if (e.from != LANE_TARGET)
		notice_relay(&ld->ladder->lane[e.from], e.kind);
	e.to = is_group(field(r, "dst"), field(r, "dst_mac"))
		       ? LANE_EDGE
		       : lane_of(ld, field(r, "dst"), field(r, "dst_mac"));
	e.info = mem_strdup(field(r, "info"));
	e.seen = *field(r, "seen") ? mem_strdup(field(r, "seen")) : NULL;
	ladder_add(ld->ladder, &e);
	return 0;
}

static int load_events(struct load *ld, struct err *err)
{
	struct bind args[] = {B_INT(ld->facts->boot_id), B_INT(BOOT_EVENTS)};
	int64_t all;

	if (store_query(ld->store,
		    "SELECT t.*, EXISTS (SELECT 1 FROM evidence e JOIN findings f "
		    "USING (finding_id) WHERE f.boot_id = t.boot_id AND f.is_primary AND e.role = "
		    "'for' "
		    "AND e.main_id = t.event_id) AS proves FROM timeline t WHERE t.boot_id = ?1 "
		    "ORDER BY t.ns, t.event_id LIMIT ?2",
		    args, 2, take_event, ld, err) < 0)
		return -1;
	all = store_int(ld->store, "SELECT count(*) FROM timeline WHERE boot_id = ?1", args, 1, 0);
	all -= (int64_t)ld->ladder->events;
	ld->ladder->beyond = all > 0 ? (size_t)all : 0;
	if (strcmp(ld->facts->outcome, "booted") == 0)
		return 0; /* what follows is not about booting */
	ld->ladder->until_ns = store_int(ld->store,
		"SELECT max(case_last_ns) FROM captures WHERE capture_id IN (SELECT capture_id FROM timeline WHERE boot_id "
		"= ?1)",
		args, 1, INT64_MIN);
	return 0;
}

static int take_silence(void *ctx, const struct row *r)
{
	struct ladder *l = ctx;

	VEC_ROOM(l->silence, l->silences, l->silence_cap);
	l->silence[l->silences++] = (struct ladder_silence){
		row_int(r, 0), row_int(r, 1), strcmp(row_text(r, 2), "server") == 0};
	return 0;
}

/* What was measured of the conversations: where they stood still. */
static int load_silences(struct load *ld, struct err *err)
{
	struct bind id = B_INT(ld->facts->boot_id);

	ld->ladder->measured =
		store_int(ld->store, "SELECT 1 FROM conversations WHERE boot_id = ?1 LIMIT 1", &id,
			1, 0) != 0;
	return store_query(ld->store,
		"SELECT from_ns, to_ns, waiting FROM gaps WHERE boot_id = ?1",
		&id, 1, take_silence, ld->ladder, err);
}

int boot_load(
	struct store *s, int64_t boot_id, struct boot_facts *f, struct ladder *l, struct err *err)
{
	struct bind id = B_INT(boot_id);
	struct load ld = {s, f, l};

	memset(f, 0, sizeof(*f));
	if (store_query(s,
		    "SELECT b.*, f.title, f.finding_id FROM boots b LEFT JOIN findings f ON "
		    "f.boot_id = "
		    "b.boot_id AND f.is_primary WHERE b.boot_id = ?1",
		    &id, 1, take_boot, f, err) < 0)
		return -1;
	if (!f->boot_id)
		return err_set(err, "boot %lld is not in the case (any more)", (long long)boot_id);
	if (store_query(s, "SELECT * FROM steps WHERE boot_id = ?1 ORDER BY seq", &id, 1, take_step,
		    f, err) < 0)
		return -1;
	l->start_ns = f->start_ns;
	l->end_ns = f->end_ns;
	l->until_ns = INT64_MIN;
	ladder_lane(l, *f->lease_ip ? f->lease_ip : f->mac, "target", 0);
	if (load_events(&ld, err) < 0 || load_silences(&ld, err) < 0)
		return -1;
	ladder_sort_lanes(l);
	return 0;
}
