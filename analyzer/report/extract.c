/*
 * Evidence as a capture file, from the frames that the case keeps. See report.h. Times are those of the
 * case: where clocks of captures differ, they are corrected.
 */
#include "report/extract.h"
#include "report/outfile.h"
#include "report/pcapng_write.h"
#include "report/report.h"
#include "base/mem.h"
#include "base/txt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct interface {
	int64_t capture_id, iface, linktype, frames;
	struct pcapng_statistics statistics;
};

struct extract {
	FILE *f;
	const char *what;
	struct extract_of of;
	struct interface *interface;
	size_t interfaces, cap;
	int64_t named; /* frames written that were asked for */
};

/* Columns: see extract_interfaces */
static int put_interface(void *ctx, const struct row *r)
{
	struct extract *x = ctx;
	const char *path = row_text(r, 3), *base = strrchr(path, '/');
	struct txt name = {0};
	struct pcapng_interface i = {.linktype = (uint32_t)row_int(r, 2), .snaplen = (uint32_t)row_int(r, 6),
		.filter = row_text(r, 5)};

	VEC_ROOM(x->interface, x->interfaces, x->cap);
	x->interface[x->interfaces] = (struct interface){row_int(r, 0), row_int(r, 1), row_int(r, 2), 0,
		{.iface = (uint32_t)x->interfaces, .drops_if = row_int(r, 7), .drops_os = row_int(r, 8),
		.began_ns = row_int(r, 9), .ended_ns = row_int(r, 10)}};
	x->interfaces++;
	txt_fmt(&name, "%s%s%s", base ? base + 1 : path, *row_text(r, 4) ? " " : "", row_text(r, 4));
	i.name = txt_str(&name);
	pcapng_write_interface(x->f, &i);
	txt_free(&name);
	return 0;
}

static void describe(struct txt *t, const struct extract *x, const struct row *r)
{
	const char *role = row_text(r, 9);

	if (!row_int(r, 11))
		txt_put(t, "pvsleuth: beside it");
	else if (row_null(r, 9))
		txt_fmt(t, "pvsleuth: %s", x->what);
	else
		txt_fmt(t, "pvsleuth: %s %s (%s)", !strcmp(role, "against") ? "evidence against"
			: !strcmp(role, "for") ? "evidence for" : "context of", x->what, row_text(r, 10));
	txt_fmt(t, ": %s [frame %lld/%lld]", row_text(r, 6), (long long)row_int(r, 0), (long long)row_int(r, 8));
}

static struct interface *interface_of(struct extract *x, const struct row *r)
{
	struct interface *i;

	for (i = x->interface; i < x->interface + x->interfaces; i++)
		if (i->capture_id == row_int(r, 0) && i->iface == row_int(r, 1) && i->linktype == row_int(r, 2))
			return i;
	return NULL;
}

/* Columns: see extract_frames */
static int put_frame(void *ctx, const struct row *r)
{
	struct extract *x = ctx;
	struct interface *i = interface_of(x, r);
	struct txt comment = {0};
	struct pcapng_packet p = {.ns = row_int(r, 3), .wirelen = (uint32_t)row_int(r, 5)};
	size_t n;

	p.bytes = row_blob(r, 4, &n);
	if (!p.bytes || n > UINT32_MAX || !i)
		return 0;
	p.caplen = (uint32_t)n;
	if (p.wirelen < p.caplen)
		p.wirelen = p.caplen;
	p.iface = i->statistics.iface;
	describe(&comment, x, r);
	p.comment[0] = txt_str(&comment);
	p.comment[1] = row_text_or_null(r, 7);
	pcapng_write_packet(x->f, &p);
	txt_free(&comment);
	i->statistics.frames++;
	x->named += row_int(r, 11);
	return 0;
}

static void put_section(struct extract *x, const char *version)
{
	struct txt application = {0}, comment = {0};

	txt_fmt(&application, "pvsleuth %s", version);
	txt_fmt(&comment, "%s of a case, from the control frames that the case keeps; PVS streaming is measured, not kept. ",
		x->what);
	txt_put(&comment, x->of.bare ? "Only the frames asked for."
		: "Frames whose comment begins with \"pvsleuth: beside it\" are context that the verdict rests on, too.");
	pcapng_write_section(x->f, txt_str(&application), txt_str(&comment));
	txt_free(&application);
	txt_free(&comment);
}

/* Only with its context does an extract show that nothing else was there until the end. */
static void put_statistics(const struct extract *x)
{
	size_t i;

	for (i = 0; !x->of.bare && i < x->interfaces; i++)
		pcapng_write_statistics(x->f, &x->interface[i].statistics);
}

/* "boot:12", "finding:3"; -1 when it is neither. */
static int parse(const char *what, struct extract_of *of)
{
	int64_t *id = !strncmp(what, "boot:", 5) ? &of->boot : !strncmp(what, "finding:", 8) ? &of->finding : NULL;
	char *end;

	if (!id)
		return -1;
	what = strchr(what, ':') + 1;
	if (*what < '0' || *what > '9')
		return -1;
	errno = 0;
	*id = strtoll(what, &end, 10);
	return *end || errno || !*id ? -1 : 0;
}

static int put_all(struct extract *x, struct store *s, const char *version, struct err *err)
{
	put_section(x, version);
	if (extract_interfaces(s, &x->of, put_interface, x, err) || extract_frames(s, &x->of, put_frame, x, err))
		return -1;
	if (!x->named)
		return err_set(err, "the case holds no frames of %s", x->what);
	put_statistics(x);
	return 0;
}

int report_extract(struct store *s, const char *what, bool bare, const char *version, const char *path,
	struct err *err)
{
	struct extract x = {.what = what, .of.bare = bare};
	struct outfile out;
	int rc;

	if (parse(what, &x.of) < 0)
		return err_set(err, "\"%s\" is neither finding:N nor boot:N", what);
	if (outfile_open(&out, path, err))
		return -1;
	x.f = out.f;
	rc = put_all(&x, s, version, err);
	free(x.interface);
	if (!rc)
		return outfile_commit(&out, err);
	outfile_abort(&out);
	return -1;
}
