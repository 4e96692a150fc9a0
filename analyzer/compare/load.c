/*
 * One boot as a list of messages with their fields. Equal messages are folded: a DISCOVER that is
 * sent again until something answers is one message with a count; in a stream, whose frames the
 * case holds by samples only, each kind is one message.
 */
#include "base/mem.h"
#include "compare/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COPY_NS 50000000 /* closer than this it is a copy of the same message, not another try */
#define MESSAGES_MAX 2000

struct load {
	struct store *store;
	struct cmp_boot *boot;
	frame_fields_fn decode;
	unsigned layer;	 /* of the frame being decoded: enum layer */
	size_t furthest; /* the phase that had begun, by its place in cmp_phases */
};

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

/* --- the boot -------------------------------------------------------------------------------- */

static int take_boot(void *ctx, const struct row *r)
{
	struct compare_side *s = ctx;

	s->boot_id = row_int_named(r, "boot_id", 0);
	s->start_ns = row_int_named(r, "start_ns", 0);
	s->end_ns = row_int_named(r, "end_ns", 0);
	COPY(s->mac, row_text_named(r, "mac"));
	COPY(s->hostname, row_text_named(r, "hostname"));
	COPY(s->lease_ip, row_text_named(r, "lease_ip"));
	COPY(s->outcome, row_text_named(r, "outcome"));
	COPY(s->path, row_text_named(r, "path"));
	COPY(s->phase, row_text_named(r, "phase_reached"));
	s->rx = row_int_named(r, "seen", 0) != 0;
	return 1;
}

static int take_step(void *ctx, const struct row *r)
{
	struct cmp_boot *b = ctx;
	struct cmp_phase *p;
	int64_t from = row_int_named(r, "start_ns", -1), to = row_int_named(r, "end_ns", -1);

	if (b->phases == CMP_PHASES)
		return 1;
	p = &b->phase[b->phases++];
	COPY(p->phase, row_text_named(r, "phase"));
	COPY(p->status, row_text_named(r, "status"));
	p->took_ns = from < 0 || to <= from ? -1 : to - from;
	return 0;
}

/* --- fields ---------------------------------------------------------------------------------- */

enum layer { LAYER_SKIP, LAYER_ADDRESS, LAYER_ALL };

static enum layer layer_of(const char *name)
{
	static const struct {
		const char *begins;
		enum layer layer;
	} table[] = {
		{"Frame", LAYER_SKIP},
		{"Ethernet", LAYER_ADDRESS},
		{"Internet Protocol", LAYER_ADDRESS},
		{"User Datagram", LAYER_ADDRESS},
		{"Linux cooked", LAYER_SKIP},
		{"IEEE 802.11", LAYER_SKIP},
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strncmp(name, table[i].begins, strlen(table[i].begins)) == 0)
			return table[i].layer;
	return LAYER_ALL;
}

/* Of the layers below only who it is from and for says something. */
static bool is_address(const char *name)
{
	static const char *const names[] = {"Destination", "Source", "Source Address",
		"Destination Address", "Destination Port"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void take_field(void *ctx, const struct field *f)
{
	struct load *ld = ctx;
	struct cmp_message *m = &ld->boot->message[ld->boot->messages - 1];

	if (f->depth == 0)
		ld->layer = layer_of(f->name);
	else if (*f->value &&
		 (ld->layer == LAYER_ALL || (ld->layer == LAYER_ADDRESS && is_address(f->name)))) {
		VEC_ROOM(m->field, m->fields, m->cap);
		m->field[m->fields++] =
			(struct cmp_field){mem_strdup(f->name), mem_strdup(f->value)};
	}
}

static int take_frame(void *ctx, const struct row *r)
{
	struct load *ld = ctx;
	size_t n = 0;
	const uint8_t *raw = row_blob(r, row_column(r, "raw"), &n);

	if (!n)
		return 1;
	ld->layer = LAYER_SKIP;
	ld->decode(raw, n, (uint32_t)row_int_named(r, "wirelen", 0), (uint32_t)row_int_named(r, "linktype", 0),
		take_field, ld);
	return 1;
}

/* --- messages -------------------------------------------------------------------------------- */

/* What happens around a boot and says little about it; unless the finding rests on it. */
static bool is_aside(const char *kind)
{
	static const char *const kinds[] = {"arp-request", "arp-reply", "arp-announcement",
		"arp-probe", "icmp-echo", "icmp-echo-reply", "icmp-redirect", "pvs-heartbeat",
		"tftp-ack", "tsb-ack"};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

static bool is_own(const struct compare_side *s, const char *address)
{
	return *address && (strcmp(address, s->mac) == 0 || strcmp(address, s->lease_ip) == 0);
}

/* The first "..." of an info line, for messages that ask for a file. */
static void quoted(char *buf, size_t size, const char *info)
{
	const char *from = strchr(info, '"'), *to = from ? strchr(from + 1, '"') : NULL;

	snprintf(buf, size, "%.*s", to ? (int)(to - from - 1) : 0, to ? from + 1 : "");
}

static bool asks_for_file(const char *kind)
{
	return strcmp(kind, "tftp-rrq") == 0 || strcmp(kind, "tsb-request") == 0;
}

/* The message that this one repeats; NULL when it is a new one. */
static struct cmp_message *same_as(struct cmp_boot *b, const struct cmp_message *m)
{
	bool dhcp = strncmp(m->kind, "dhcp-", 5) == 0 || strncmp(m->kind, "pxe-", 4) == 0;
	struct cmp_message *old;
	size_t i;

	for (i = b->messages; i > 0; i--) {
		old = &b->message[i - 1];
		if (strcmp(old->phase, m->phase) != 0)
			return NULL;
		if (strcmp(old->kind, m->kind) == 0 && old->leg == m->leg &&
			old->to_target == m->to_target && strcmp(old->file, m->file) == 0)
			return old;
		if (dhcp && old->to_target && !m->to_target && m->leg == LEG_CLIENT)
			return NULL; /* it was answered: another question begins */
	}
	return NULL;
}

/* The operating system asks for its address again when the boot has long been elsewhere: that is
 * part of where it was then. */
static size_t place_of(struct load *ld, const char *phase)
{
	size_t i = 0;

	while (i + 1 < CMP_PHASES && strcmp(cmp_phases[i], phase) != 0)
		i++;
	if (i > ld->furthest)
		ld->furthest = i;
	return i < CMP_BOOTFILE && ld->furthest >= CMP_BOOTFILE ? ld->furthest : i;
}

static int take_event(void *ctx, const struct row *r)
{
	struct load *ld = ctx;
	struct cmp_boot *b = ld->boot;
	struct cmp_message m = {.count = 1}, *old;
	bool from;

	COPY(m.kind, row_text_named(r, "kind"));
	if (is_aside(m.kind) && !row_int_named(r, "proves", 0))
		return 0;
	from = is_own(b->side, row_text_named(r, "src_mac")) || is_own(b->side, row_text_named(r, "src"));
	m.to_target = !from && (is_own(b->side, row_text_named(r, "dst_mac")) ||
				       is_own(b->side, row_text_named(r, "dst")) ||
				       strcmp(row_text_named(r, "dst_mac"), "ff:ff:ff:ff:ff:ff") == 0);
	m.leg = from || m.to_target ? LEG_CLIENT : LEG_SERVER;
	m.ns = m.last_ns = row_int_named(r, "ns", 0) - b->side->start_ns;
	m.event_id = row_int_named(r, "event_id", 0);
	COPY(m.phase, cmp_phases[place_of(ld, row_text_named(r, "phase"))]);
	if (asks_for_file(m.kind))
		quoted(m.file, sizeof(m.file), row_text_named(r, "info"));
	old = same_as(b, &m);
	if (old) {
		old->count += m.ns - old->last_ns > COPY_NS;
		old->last_ns = m.ns;
		return 0;
	}
	if (b->messages == MESSAGES_MAX)
		return 1;
	m.info = mem_strdup(row_text_named(r, "info"));
	VEC_ROOM(b->message, b->messages, b->cap);
	b->message[b->messages++] = m;
	b->legs |= m.leg;
	if (ld->decode)
		return store_query(ld->store,
			       "SELECT raw, linktype, wirelen FROM frames WHERE event_id = ?1",
			       (struct bind[]){B_INT(m.event_id)}, 1, take_frame, ld, NULL) < 0;
	return 0;
}

int cmp_load(struct store *s, int64_t boot_id, frame_fields_fn fields, struct cmp_boot *b,
	struct err *err)
{
	struct bind id = B_INT(boot_id);
	struct load ld = {.store = s, .boot = b, .decode = fields};

	if (store_query(s,
		    "SELECT b.*, (SELECT target_rx OR reply_visible FROM sights s "
		    "WHERE s.boot_id = b.boot_id) AS seen FROM boots b WHERE b.boot_id = ?1",
		    &id, 1, take_boot, b->side, err) < 0)
		return -1;
	if (!b->side->boot_id)
		return err_set(err, "there is no boot %lld in this case", (long long)boot_id);
	if (store_query(s, "SELECT * FROM steps WHERE boot_id = ?1 ORDER BY seq", &id, 1, take_step,
		    b, err) < 0)
		return -1;
	return store_query(s,
		"SELECT t.*, EXISTS (SELECT 1 FROM evidence e JOIN findings f USING (finding_id) "
		"WHERE f.boot_id = t.boot_id AND f.is_primary AND e.role = 'for' "
		"AND e.main_id = t.event_id) AS proves "
		"FROM timeline t WHERE t.boot_id = ?1 ORDER BY t.ns, t.event_id",
		&id, 1, take_event, &ld, err);
}

void cmp_boot_free(struct cmp_boot *b)
{
	size_t i, k;

	for (i = 0; i < b->messages; i++) {
		for (k = 0; k < b->message[i].fields; k++) {
			free(b->message[i].field[k].name);
			free(b->message[i].field[k].value);
		}
		free(b->message[i].field);
		free(b->message[i].info);
	}
	free(b->message);
	memset(b, 0, sizeof(*b));
}
