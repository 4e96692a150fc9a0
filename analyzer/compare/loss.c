/*
 * Losses between captures in words: see loss.h. The sentence of one loss is the view's own, losses.words, because rules
 * say it too.
 */
#include "compare/loss.h"

#define COMPARABLE "clock_uncertainty_ns IS NOT NULL AND drops = 0"

int64_t loss_captures(struct store *s)
{
	return store_int(s, "SELECT count(*) FROM captures WHERE frames > 0", NULL, 0, 0);
}

int64_t loss_comparable(struct store *s)
{
	return store_int(s, "SELECT count(*) FROM captures WHERE frames > 0 AND " COMPARABLE, NULL, 0, 0);
}

static void put_line(struct txt *t, const char *sentence)
{
	txt_fmt(t, "%s%s", t->n ? "\n" : "", sentence);
}

static int put_words(void *ctx, const struct row *r)
{
	put_line(ctx, row_text(r, 0));
	return 0;
}

#define PLACES(where) \
	"SELECT group_concat(tap, ', ') FROM (SELECT tap FROM captures WHERE frames > 0 AND " where " ORDER BY capture_id LIMIT 40)"

/* A sentence about captures, and their names; nothing when there are none. */
static int put_places(struct store *s, const char *sql, const char *sentence, struct txt *out, struct err *err)
{
	struct txt names = {0};
	int ret = store_query(s, sql, NULL, 0, put_words, &names, err);

	if (ret == 0 && names.n)
		txt_fmt(out, "%s%s %s.", out->n ? "\n" : "", sentence, txt_str(&names));
	txt_free(&names);
	return ret < 0 ? -1 : 0;
}

int loss_say_limits(struct store *s, struct txt *out, struct err *err)
{
	if (loss_captures(s) < 2) {
		put_line(out, "Where on the way a message was lost cannot be told from one capture: it takes two, one on each side of the loss.");
		return 0;
	}
	if (!store_int(s, "SELECT count(*) FROM captures WHERE clock_uncertainty_ns IS NOT NULL", NULL, 0, 0)) {
		put_line(out, "Where on the way a message was lost cannot be told: these captures share no message, so their clocks cannot be compared.");
		return 0;
	}
	if (loss_comparable(s) < 2)
		put_line(out, "Where on the way a message was lost cannot be told: no two of these captures can be compared.");
	if (put_places(s, PLACES("clock_uncertainty_ns IS NULL"), "Left out, because their clocks could not be compared:", out, err) < 0)
		return -1;
	return put_places(s, PLACES("clock_uncertainty_ns IS NOT NULL AND drops > 0"), "Left out, because their recorders lost frames themselves:",
		out, err);
}

/* What it rests on that no loss of a failed boot is known. */
static int say_none(struct store *s, const struct bind *boot, struct txt *out, struct err *err)
{
	if (loss_captures(s) < 2 || !store_int(s, "SELECT 1 FROM boots WHERE boot_id = ?1 AND outcome = 'failed'", boot, 1, 0))
		return 0;
	if (loss_comparable(s) < 2)
		return loss_say_limits(s, out, err);
	if (store_int(s,
		"SELECT count(*) FROM (SELECT capture_id FROM timeline WHERE boot_id = ?1 UNION SELECT c.capture_id FROM timeline t"
		" JOIN copies c ON c.main_id = t.event_id WHERE t.boot_id = ?1)", boot, 1, 0) < 2)
		put_line(out, "Only one of the captures holds messages of this boot. Where on the way one was lost cannot be told from it.");
	else
		put_line(out, "No message of this boot is known to have left one capture and to be missing at the next.");
	return loss_say_limits(s, out, err);
}

int loss_say_boot(struct store *s, int64_t boot_id, struct txt *out, struct err *err)
{
	const struct bind boot = B_INT(boot_id);

	if (store_query(s, "SELECT words FROM losses WHERE boot_id = ?1 ORDER BY first_ns, what, direction, words", &boot, 1, put_words,
		out, err) < 0)
		return -1;
	return out->n ? 0 : say_none(s, &boot, out, err);
}
