/*
 * Progress: see progress.h.
 */
#include "cli/progress.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#define SAY_EVERY_NS 200000000
#define CLEAR "\r\x1b[K"

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* "reading 2 of 8: server-side.pcapng, 46 %" */
static void say_beside(struct progress *p, uint64_t pos)
{
	char text[200];
	int percent = p->bytes ? (int)(100 * (double)pos / (double)p->bytes) : 0;

	snprintf(text, sizeof(text), "reading %zu of %zu: %.80s, %d %%", p->which, p->of, p->name,
		percent > 100 ? 100 : percent);
	beacon_say(p->beacon, text);
}

void progress_begin(struct progress *p, const struct cli *cli, const char *name, uint64_t bytes,
	struct beacon *beacon, size_t which, size_t of)
{
	const char *slash = strrchr(name, '/');

	*p = (struct progress){.on = !cli->quiet && isatty(STDERR_FILENO),
		.beacon = beacon,
		.which = which,
		.of = of,
		.name = slash ? slash + 1 : name,
		.bytes = bytes};
	if (p->on || p->beacon)
		p->began_ns = p->said_ns = now_ns();
	say_beside(p, 0);
}

/* "1.2 GB of 2.6 GB (46 %), 850000 frames/s, 12 s to go" */
void progress_say(struct progress *p, uint64_t pos, uint64_t frames)
{
	char done[24], all[24], left[24] = "";
	int64_t now, ran;

	if (!p->on && !p->beacon)
		return;
	now = now_ns();
	ran = now - p->began_ns;
	if (now - p->said_ns < SAY_EVERY_NS)
		return;
	p->said_ns = now;
	say_beside(p, pos);
	if (!p->on)
		return;
	txt_bytes(done, sizeof(done), (int64_t)pos);
	txt_bytes(all, sizeof(all), (int64_t)p->bytes);
	if (pos && pos < p->bytes && ran > 1000000000)
		snprintf(left, sizeof(left), ", %.0f s to go",
			(double)ran / 1e9 * (double)(p->bytes - pos) / (double)pos);
	fputs(CLEAR, stderr);
	fprintf(stderr, "%.24s: %s of %s (%.0f %%), %.0f frames/s%s", p->name, done, all,
		p->bytes ? 100 * (double)pos / (double)p->bytes : 100,
		(double)frames / ((double)ran / 1e9), left);
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->on)
		fputs(CLEAR, stderr);
	p->on = false;
}
