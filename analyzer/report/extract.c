/*
 * Evidence as a capture file, from the frames that the case keeps. See report.h.
 */
#include "report/outfile.h"
#include "report/pcapng_write.h"
#include "report/report.h"
#include "base/txt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LINKTYPES 32

/* What can be extracted. frames: linktype ns raw wirelen info comment role capture_id frame rule. */
static const struct {
	const char *prefix, *from;
} kinds[] = {
	{"finding:", "(SELECT e.event_id, e.ns AS at, e.role, f.rule FROM evidence e JOIN findings f USING"
		" (finding_id) WHERE e.finding_id = ?1)"},
	{"boot:", "(SELECT event_id, ns AS at, NULL AS role, NULL AS rule FROM timeline WHERE boot_id = ?1)"},
};

struct extract {
	FILE *f;
	const char *what;
	uint32_t linktype[LINKTYPES];
	uint32_t linktypes;
	int64_t frames;
};

static int put_interface(void *ctx, const struct row *r)
{
	struct extract *x = ctx;
	struct txt name = {0};

	if (x->linktypes == LINKTYPES)
		return 1;
	x->linktype[x->linktypes++] = (uint32_t)row_int(r, 0);
	txt_fmt(&name, "linktype %lld", (long long)row_int(r, 0));
	pcapng_write_interface(x->f, (uint32_t)row_int(r, 0), txt_str(&name));
	txt_free(&name);
	return 0;
}

static void describe(struct txt *t, const struct extract *x, const struct row *r)
{
	if (row_null(r, 6))
		txt_fmt(t, "pvsleuth: %s", x->what);
	else
		txt_fmt(t, "pvsleuth: %s %s (%s)",
			!strcmp(row_text(r, 6), "against") ? "evidence against"
			: !strcmp(row_text(r, 6), "for") ? "evidence for" : "context of",
			x->what, row_text(r, 9));
	txt_fmt(t, ": %s [frame %lld/%lld]", row_text(r, 4), (long long)row_int(r, 7),
		(long long)row_int(r, 8));
}

static int put_frame(void *ctx, const struct row *r)
{
	struct extract *x = ctx;
	struct txt comment = {0};
	struct pcapng_packet p = {.ns = row_int(r, 1), .wirelen = (uint32_t)row_int(r, 3)};
	size_t n;

	p.bytes = row_blob(r, 2, &n);
	if (!p.bytes || n > UINT32_MAX)
		return 0;
	p.caplen = (uint32_t)n;
	if (p.wirelen < p.caplen)
		p.wirelen = p.caplen;
	while (p.iface < x->linktypes && x->linktype[p.iface] != (uint32_t)row_int(r, 0))
		p.iface++;
	if (p.iface == x->linktypes)
		return 0;
	describe(&comment, x, r);
	p.comment[0] = txt_str(&comment);
	p.comment[1] = row_text_or_null(r, 5);
	pcapng_write_packet(x->f, &p);
	txt_free(&comment);
	x->frames++;
	return 0;
}

static int write_frames(struct store *s, struct extract *x, size_t kind, int64_t id, struct err *err)
{
	const struct bind args[] = {B_INT(id)};
	struct txt sql = {0};
	int rc;

	txt_fmt(&sql, "SELECT DISTINCT f.linktype FROM %s k JOIN frames f USING (event_id) ORDER BY 1",
		kinds[kind].from);
	rc = store_query(s, txt_str(&sql), args, 1, put_interface, x, err);
	txt_clear(&sql);
	txt_fmt(&sql, "SELECT f.linktype, f.ns, f.raw, f.wirelen, f.info, f.comment, k.role, f.capture_id,"
		" f.frame, k.rule FROM %s k JOIN frames f USING (event_id) ORDER BY k.at, f.event_id",
		kinds[kind].from);
	if (!rc)
		rc = store_query(s, txt_str(&sql), args, 1, put_frame, x, err);
	txt_free(&sql);
	return rc;
}

/* "boot:12" to its kind and number; -1 when it is neither. */
static int parse(const char *what, int64_t *id)
{
	size_t i, n;
	char *end;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		n = strlen(kinds[i].prefix);
		if (strncmp(what, kinds[i].prefix, n) || what[n] < '0' || what[n] > '9')
			continue;
		errno = 0;
		*id = strtoll(what + n, &end, 10);
		return *end || errno ? -1 : (int)i;
	}
	return -1;
}

int report_extract(struct store *s, const char *what, const char *version, const char *path,
	struct err *err)
{
	struct extract x = {.what = what};
	struct outfile out;
	struct txt application = {0};
	int64_t id = 0;
	int kind = parse(what, &id);

	if (kind < 0)
		return err_set(err, "\"%s\" is neither finding:N nor boot:N", what);
	if (outfile_open(&out, path, err))
		return -1;
	x.f = out.f;
	txt_fmt(&application, "pvsleuth %s", version);
	pcapng_write_section(x.f, txt_str(&application));
	txt_free(&application);
	if (write_frames(s, &x, (size_t)kind, id, err) ||
		(!x.frames && err_set(err, "the case holds no frames of %s", what))) {
		outfile_abort(&out);
		return -1;
	}
	return outfile_commit(&out, err);
}
