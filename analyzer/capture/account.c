/*
 * The books of a capture: see account.h.
 */
#include "capture/account.h"

#include "capture/reorder.h"

/* A time as the file has it into one that can be calculated with. */
static void clamp_time(struct frame *f)
{
	f->no_time = f->ns == INT64_MIN;
	if (f->no_time)
		return;
	if (f->ns < 0)
		f->ns = 0;
	if (f->ns > TIME_MAX_NS)
		f->ns = TIME_MAX_NS;
}

static void account_step(struct capture_info *i, const struct frame *f, int64_t before)
{
	if (i->steps < CAPTURE_STEPS)
		i->step[i->steps] = (struct capture_step){f->number, f->iface, before, f->ns};
	i->steps++;
}

static void account_time(struct capture_info *i, struct capture_iface *iface, const struct frame *f)
{
	if (f->no_time)
		return;
	if (!i->has_time)
		i->first_ns = i->last_ns = f->ns;
	i->has_time = true;
	if (f->ns < i->first_ns)
		i->first_ns = f->ns;
	else if (f->ns > i->last_ns)
		i->last_ns = f->ns;
	if (f->ns < iface->last_ns - REORDER_STEP_NS)
		account_step(i, f, iface->last_ns);
	else if (f->ns < iface->last_ns)
		return; /* only out of order: the clock is where it was */
	iface->last_ns = f->ns;
}

void account_odd(struct capture_info *i, struct capture_iface *iface, struct frame *f)
{
	if (f->drops < UINT32_MAX) /* larger is no count */
		iface->drops_told += f->drops;
	clamp_time(f);
	account_time(i, iface, f);
}

#define RECORDING_MAX_NS (7 * 86400 * INT64_C(1000000000)) /* beyond the frames; longer is no clock to believe */

/* Whether the file still holds all frames that the statistics counted. Who saves a part of a capture keeps
 * the statistics of the whole, and that it was recorded on says nothing of what was left out. */
static bool holds_all(const struct capture_iface *f)
{
	uint64_t lost = f->drops_if == UINT64_MAX ? 0 : f->drops_if;

	if (f->delivered != UINT64_MAX)
		return f->frames == f->delivered;
	return f->received != UINT64_MAX && (f->frames == f->received || f->frames + lost == f->received);
}

void account_recording(struct capture_info *i)
{
	const struct capture_iface *f;

	for (f = i->ifaces; i->has_time && f < i->ifaces + i->iface_count; f++) {
		if (!holds_all(f) || f->began_ns < 0 || f->ended_ns < f->began_ns)
			continue;
		if (f->began_ns < i->first_ns && i->first_ns - f->began_ns < RECORDING_MAX_NS)
			i->first_ns = f->began_ns;
		if (f->ended_ns > i->last_ns && f->ended_ns - i->last_ns < RECORDING_MAX_NS)
			i->last_ns = f->ended_ns;
	}
}
