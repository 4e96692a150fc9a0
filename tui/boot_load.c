/*
 * One boot out of the case: see boot_load.h.
 */
#include "tui/boot_load.h"

#include <stdio.h>
#include <string.h>

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
