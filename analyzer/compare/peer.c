/*
 * Which healthy boot is most like one that failed. Each likeness has a weight; all candidates are
 * weighed in one query, so it takes one pass whatever the size of the case.
 */
#include "compare/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* To add one: a row. `alike` is over o (the boot in question) and b (a candidate), NULL when one of
 * them does not tell; NULL for what is asked later; `words` say that it is so, `other` that it is
 * not. */
static const struct likeness {
	const char *column, *alike, *words, *other;
	int weight;
} likenesses[] = {
	{"same_mac", "b.mac = o.mac", "the same target", "another target", 6},
	{"same_kind", "b.client_kind = o.client_kind", "the same kind of client",
		"another kind of client", 5},
	{"same_path", "CASE WHEN o.path <> 'unknown' THEN b.path = o.path END",
		"the same way of booting", "another way of booting", 5},
	{"same_relay", "b.relay = o.relay", "the same relay", "another relay", 4},
	{"same_net", "ip_in_net(b.lease_ip, o.lease_ip, 24)", "an address in the same /24",
		"an address in another /24", 3},
	{"same_dhcp", "b.dhcp_server = o.dhcp_server", "the same DHCP server",
		"another DHCP server", 2},
	{"same_server", "b.boot_server = o.boot_server", "the same boot server",
		"another boot server", 2},
	{"same_file", "b.boot_file = o.boot_file", "the same boot file", "another boot file", 2},
	{"same_maker", "b.vendor = o.vendor", "the same maker of network card",
		"another maker of network card", 1},
	{"same_capture", NULL, "the same capture", "another capture", 3},
	{"whole", "NOT b.open_start", "seen from its beginning", "its beginning not captured", 6},
	{"clean", "b.primary_rule IS NULL", "nothing found against it", "a finding of its own", 3},
};

#define LIKENESSES (sizeof(likenesses) / sizeof(likenesses[0]))

#define CLOSE 100 /* candidates of which more is asked */

static void put_score(struct txt *sql)
{
	size_t i;

	txt_put(sql, "0");
	for (i = 0; i < LIKENESSES; i++)
		txt_fmt(sql, " - %d * coalesce(%s, 0)", likenesses[i].weight, likenesses[i].column);
}

/* Which capture a boot is in takes a look at its frames: only those that are alike otherwise are
 * asked. */
static void put_sql(struct txt *sql)
{
	size_t i;

	txt_put(sql, "WITH o AS (SELECT * FROM boots WHERE boot_id = ?1), "
		     "l AS (SELECT b.boot_id, b.mac, b.hostname, b.start_ns, o.start_ns AS own_ns, "
		     "abs(b.start_ns - o.start_ns) AS apart, NULL AS same_capture");
	for (i = 0; i < LIKENESSES; i++)
		if (likenesses[i].alike)
			txt_fmt(sql, ", (%s) AS %s", likenesses[i].alike, likenesses[i].column);
	txt_put(sql,
		" FROM boots b JOIN o WHERE b.boot_id <> ?1 AND b.outcome = 'booted' ORDER BY ");
	put_score(sql);
	txt_fmt(sql,
		", apart LIMIT %d) SELECT boot_id, mac, hostname, start_ns, own_ns, apart, "
		"(SELECT count(*) FROM boots WHERE outcome = 'booted' AND boot_id <> ?1) AS among",
		CLOSE);
	for (i = 0; i < LIKENESSES; i++)
		if (likenesses[i].alike)
			txt_fmt(sql, ", %s", likenesses[i].column);
	txt_put(sql, ", (SELECT capture_id FROM timeline t WHERE t.boot_id = l.boot_id LIMIT 1) = "
		     "(SELECT capture_id FROM timeline t WHERE t.boot_id = ?1 LIMIT 1) AS "
		     "same_capture FROM l ORDER BY ");
	put_score(sql);
	txt_put(sql, ", apart, boot_id LIMIT 1");
}

struct choice {
	int64_t boot_id;
	struct txt *why;
};

/* "a, b, c" of the likenesses that are (are not) there; how many. */
static size_t put_list(struct txt *t, const struct row *r, bool there)
{
	const struct likeness *l;
	size_t n = 0;

	for (l = likenesses; l < likenesses + LIKENESSES; l++)
		if (row_int_named(r, l->column, -1) == there)
			txt_fmt(t, "%s%s", n++ ? ", " : "", there ? l->words : l->other);
	return n;
}

static int take_choice(void *ctx, const struct row *r)
{
	struct choice *c = ctx;
	struct txt *t = c->why, less = {0};
	int64_t apart = row_int_named(r, "start_ns", 0) - row_int_named(r, "own_ns", 0);
	int64_t among = row_int_named(r, "among", 1);
	char took[32];

	c->boot_id = row_int_named(r, "boot_id", 0);
	txt_fmt(t, "Boot %lld of %s", (long long)c->boot_id,
		*row_text_named(r, "hostname") ? row_text_named(r, "hostname") : row_text_named(r, "mac"));
	if (among > 1)
		txt_fmt(t, " is the most alike of %lld that booted: ", (long long)among);
	else
		txt_put(t, " is the only one that booted: ");
	put_list(t, r, true);
	txt_fmt(t, ", %s %s.", txt_duration(took, sizeof(took), apart < 0 ? -apart : apart),
		apart < 0 ? "earlier" : "later");
	if (put_list(&less, r, false))
		txt_fmt(t, " Unlike: %s.", txt_str(&less));
	txt_free(&less);
	return 1;
}

int compare_find_peer(
	struct store *s, int64_t boot_id, int64_t *peer_id, struct txt *why, struct err *err)
{
	struct bind id = B_INT(boot_id);
	struct choice c = {0, why};
	struct txt sql = {0};
	int ret;

	*peer_id = 0;
	if (!store_int(s, "SELECT 1 FROM boots WHERE boot_id = ?1", &id, 1, 0))
		return err_set(err, "there is no boot %lld in this case", (long long)boot_id);
	put_sql(&sql);
	ret = store_query(s, txt_str(&sql), &id, 1, take_choice, &c, err);
	txt_free(&sql);
	if (ret < 0)
		return -1;
	if (!c.boot_id)
		txt_put(why,
			"No other boot of this case booted, so there is none to compare with.");
	*peer_id = c.boot_id;
	return 0;
}
