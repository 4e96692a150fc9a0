/*
 * Evidence as a capture file, from the frames that the case keeps, and the streaming that it only measured from the
 * captures where these are at hand. See report.h. Times are those of the case: where clocks of captures differ, they
 * are corrected. Each capture has interfaces of its own, which say so: read again, it is a capture of its own.
 */
#include "report/extract.h"
#include "report/outfile.h"
#include "report/pcapng_write.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct interface {
	int64_t capture_id, iface, linktype;
	struct pcapng_statistics statistics;
};

struct extract {
	FILE *f;
	const char *what;
	struct extract_of of;
	struct interface *interface;
	size_t interfaces, cap;
	struct picks picks;
	bool streams;  /* they are in it */
	int64_t named; /* frames that were asked for */
};

/* Columns: see extract_interfaces */
static int put_interface(void *ctx, const struct row *r)
{
	struct extract *x = ctx;
	const char *path = row_text(r, 3), *base = strrchr(path, '/');
	struct txt name = {0}, tap = {0};
	struct pcapng_interface i = {.linktype = (uint32_t)row_int(r, 2), .snaplen = (uint32_t)row_int(r, 6),
		.filter = row_text(r, 5)};

	VEC_ROOM(x->interface, x->interfaces, x->cap);
	x->interface[x->interfaces] = (struct interface){row_int(r, 0), row_int(r, 1), row_int(r, 2),
		{.iface = (uint32_t)x->interfaces, .drops_if = row_int(r, 7), .drops_os = row_int(r, 8),
		.began_ns = row_int(r, 9), .ended_ns = row_int(r, 10)}};
	x->interfaces++;
	txt_fmt(&name, "%s%s%s", base ? base + 1 : path, *row_text(r, 4) ? " " : "", row_text(r, 4));
	i.name = txt_str(&name);
	txt_fmt(&tap, "capture %lld of %lld", (long long)row_int(r, 11), (long long)row_int(r, 12));
	i.description = row_int(r, 12) > 1 ? txt_str(&tap) : NULL;
	pcapng_write_interface(x->f, &i);
	txt_free(&name);
	txt_free(&tap);
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

void picks_add(struct picks *all, const struct pick *p, const void *bytes)
{
	struct pick *to;

	VEC_ROOM(all->one, all->count, all->cap);
	to = &all->one[all->count++];
	*to = *p;
	to->bytes = mem_alloc(p->caplen + 1);
	memcpy(to->bytes, bytes, p->caplen);
}

static void pick_free(struct pick *p)
{
	free(p->bytes);
	free(p->comment[0]);
	free(p->comment[1]);
}

void picks_cut(struct picks *all, size_t n)
{
	while (all->count > n)
		pick_free(&all->one[--all->count]);
}

/* By where they lie, what the case knows of a frame first. */
static int by_frame(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	if (x->capture_id != y->capture_id)
		return x->capture_id < y->capture_id ? -1 : 1;
	if (x->frame != y->frame)
		return x->frame < y->frame ? -1 : 1;
	return (int)y->known - (int)x->known;
}

static int by_time(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	return x->ns != y->ns ? (x->ns < y->ns ? -1 : 1) : by_frame(a, b);
}

/* Puts them in order, each frame once. */
static void picks_sort(struct picks *all)
{
	size_t i, n = 0;

	if (!all->count)
		return;
	qsort(all->one, all->count, sizeof(*all->one), by_frame);
	for (i = 1; i < all->count; i++) {
		struct pick *last = &all->one[n], *p = &all->one[i];

		if (last->known && !p->known && last->capture_id == p->capture_id && last->frame == p->frame)
			pick_free(p);
		else
			all->one[++n] = *p;
	}
	all->count = n + 1;
	qsort(all->one, all->count, sizeof(*all->one), by_time);
}

static struct interface *interface_of(struct extract *x, const struct pick *p)
{
	struct interface *i;

	for (i = x->interface; i < x->interface + x->interfaces; i++)
		if (i->capture_id == p->capture_id && i->iface == p->iface && i->linktype == p->linktype)
			return i;
	return NULL;
}

/* Columns: see extract_frames */
static int keep_frame(void *ctx, const struct row *r)
{
	struct extract *x = ctx;
	struct txt comment = {0};
	struct pick p = {.capture_id = row_int(r, 0), .iface = row_int(r, 1), .linktype = row_int(r, 2), .ns = row_int(r, 3),
		.wirelen = (uint32_t)row_int(r, 5), .frame = row_int(r, 8), .known = true};
	size_t n;
	const void *bytes = row_blob(r, 4, &n);

	if (!bytes || n > UINT32_MAX)
		return 0;
	p.caplen = (uint32_t)n;
	if (p.wirelen < p.caplen)
		p.wirelen = p.caplen;
	describe(&comment, x, r);
	p.comment[0] = mem_strdup(txt_str(&comment));
	p.comment[1] = row_null(r, 7) ? NULL : mem_strdup(row_text(r, 7));
	txt_free(&comment);
	picks_add(&x->picks, &p, bytes);
	x->named += row_int(r, 11);
	return 0;
}

static void put_frame(struct extract *x, const struct pick *p)
{
	struct interface *i = interface_of(x, p);
	struct pcapng_packet out = {.ns = p->ns, .caplen = p->caplen, .wirelen = p->wirelen, .bytes = p->bytes,
		.comment = {p->comment[0], p->comment[1]}};

	if (!i)
		return;
	out.iface = i->statistics.iface;
	pcapng_write_packet(x->f, &out);
	i->statistics.frames++;
}

static void put_section(struct extract *x, const char *version)
{
	struct txt application = {0}, comment = {0};

	txt_fmt(&application, "pvsleuth %s%s", version, x->streams ? ", with streams" : "");
	txt_fmt(&comment, "%s of a case, from the control frames that the case keeps; ", x->what);
	txt_put(&comment, x->streams ? "the streaming of its boots is copied from the captures. "
		: "PVS streaming is measured, not kept. ");
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

static int keep_streams(struct extract *x, struct store *s, const struct extract_options *o, struct err *err)
{
	struct txt spare = {0};
	int rc;

	/* of a case that was made anonymous the captures are nobody's to read */
	if (x->of.bare || !o->source || store_int(s, "SELECT count(*) FROM redactions", NULL, 0, 0))
		return 0;
	rc = extract_streams(s, &x->of, o->source, &x->picks, o->said ? o->said : &spare, err);
	txt_free(&spare);
	x->streams = rc == 1;
	return rc < 0 ? -1 : 0;
}

static int put_all(struct extract *x, struct store *s, const struct extract_options *o, struct err *err)
{
	size_t i;

	if (keep_streams(x, s, o, err))
		return -1;
	put_section(x, o->version);
	if (extract_interfaces(s, &x->of, put_interface, x, err) || extract_frames(s, &x->of, keep_frame, x, err))
		return -1;
	if (!x->named)
		return err_set(err, "the case holds no frames of %s", x->what);
	picks_sort(&x->picks);
	for (i = 0; i < x->picks.count; i++)
		put_frame(x, &x->picks.one[i]);
	put_statistics(x);
	return 0;
}

int report_extract_to(struct store *s, const char *what, const struct extract_options *o, FILE *f, struct err *err)
{
	struct extract x = {.what = what, .of = {.bare = o->bare, .room = -1}, .f = f};
	int rc;

	if (parse(what, &x.of) < 0)
		return err_set(err, "\"%s\" is neither finding:N nor boot:N", what);
	rc = put_all(&x, s, o, err);
	free(x.interface);
	picks_cut(&x.picks, 0);
	free(x.picks.one);
	return rc;
}

int report_extract(struct store *s, const char *what, const struct extract_options *o, const char *path, struct err *err)
{
	struct outfile out;

	if (outfile_open(&out, s, path, err))
		return -1;
	if (report_extract_to(s, what, o, out.f, err) == 0)
		return outfile_commit(&out, err);
	outfile_abort(&out);
	return -1;
}
