/*
 * One boot out of the case: see boot_load.h.
 */
#include "tui/boot_load.h"

#include <stdio.h>
#include <string.h>

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

static int take_boot(void *ctx, const struct row *r)
{
	struct boot_facts *f = ctx;

	f->boot_id = row_int_named(r, "boot_id", 0);
	f->attempt = row_int_named(r, "attempt", 1);
	f->start_ns = row_int_named(r, "start_ns", 0);
	f->end_ns = row_int_named(r, "end_ns", 0);
	COPY(f->mac, row_text_named(r, "mac"));
	COPY(f->hostname, row_text_named(r, "hostname"));
	COPY(f->lease_ip, row_text_named(r, "lease_ip"));
	COPY(f->outcome, row_text_named(r, "outcome"));
	COPY(f->phase, row_text_named(r, "phase_reached"));
	COPY(f->path, row_text_named(r, "path"));
	COPY(f->title, row_text_named(r, "title"));
	COPY(f->rule, row_text_named(r, "primary_rule"));
	f->finding_id = row_int_named(r, "finding_id", 0);
	return 1;
}

static int take_step(void *ctx, const struct row *r)
{
	struct boot_facts *f = ctx;
	struct boot_step *s;
	int64_t from = row_int_named(r, "start_ns", INT64_MIN), to = row_int_named(r, "end_ns", INT64_MIN);

	if (f->steps == BOOT_STEPS)
		return 1;
	s = &f->step[f->steps++];
	COPY(s->phase, row_text_named(r, "phase"));
	COPY(s->status, row_text_named(r, "status"));
	s->took_ns = from == INT64_MIN || to == INT64_MIN ? -1 : to - from;
	s->tries = row_int_named(r, "tries", 0);
	return 0;
}

int boot_load(
	struct store *s, int64_t boot_id, struct boot_facts *f, struct ladder *l, struct err *err)
{
	struct bind id = B_INT(boot_id);
	struct talk_of of = {.mac = f->mac, .lease_ip = f->lease_ip, .outcome = f->outcome, .most = BOOT_EVENTS};

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
	of.boot_id = f->boot_id;
	of.finding_id = f->finding_id;
	of.start_ns = f->start_ns;
	of.end_ns = f->end_ns;
	return talk_load(s, &of, &l->talk, err);
}
