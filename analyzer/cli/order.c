/*
 * Captures by their first frame: see order.h.
 */
#include "cli/order.h"

#include "base/mem.h"
#include "capture/capture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
	struct input input;
	int64_t ns;
	size_t named;
};

/* INT64_MAX when there is none, or when it cannot be looked at without taking it. */
static int64_t first_time(const struct input *in, const struct unpack_limits *limits)
{
	char *sample = in->archive ? input_sample(in, limits) : NULL;
	const char *path = sample ? sample : in->path;
	struct err err = {""};
	struct capture *c;
	struct packet p;
	struct stat st;
	int64_t ns = INT64_MAX;

	if (!strcmp(path, "-") || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return ns;
	c = capture_open_how(path, &(struct capture_how){.limits = limits}, &err);
	if (c && capture_next(c, &p) && !p.frame->no_time)
		ns = p.frame->ns;
	capture_close(c);
	if (sample)
		unlink(sample);
	free(sample);
	return ns;
}

static int by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->named < y->named ? -1 : 1;
}

void order_inputs(struct inputs *in, const volatile int *stop)
{
	struct place *place;
	size_t i;

	if (in->count < 2)
		return;
	place = mem_alloc(in->count * sizeof(*place));
	for (i = 0; i < in->count; i++) {
		place[i] = (struct place){in->input[i], INT64_MAX, i};
		if (!*stop)
			place[i].ns = first_time(&place[i].input, &in->limits);
	}
	qsort(place, in->count, sizeof(*place), by_time);
	for (i = 0; i < in->count; i++)
		in->input[i] = place[i].input;
	free(place);
}
