/*
 * Filters of the list of boots: see chips.h.
 */
#include "tui/chips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct chip_spec specs[] = {
	[CHIP_OUTCOME] = {"outcome", "+q.outcome = ?",
		"SELECT outcome AS value, count(*) AS boots FROM boots WHERE outcome <> 'leased' "
		"GROUP BY 1 ORDER BY 2 DESC",
		NULL, false},
	[CHIP_PHASE] = {"phase", "q.phase_reached = ?",
		"SELECT phase_reached AS value, count(*) AS boots FROM boots WHERE outcome <> "
		"'leased' GROUP BY 1 ORDER BY 2 DESC",
		NULL, false},
	[CHIP_RULE] = {"finding", "q.boot_id IN (SELECT boot_id FROM findings WHERE rule = ?)",
		"SELECT rule AS value, count(DISTINCT boot_id) AS boots FROM findings WHERE "
		"boot_id "
		"IS NOT NULL GROUP BY 1 ORDER BY 2 DESC",
		NULL, false},
	[CHIP_SERVER] = {"server",
		"? IN (q.dhcp_server, q.relay, q.boot_server, q.login_server, q.stream_server)",
		"SELECT ip AS value, boots FROM servers ORDER BY failed DESC, boots DESC", NULL,
		false},
	[CHIP_SUBNET] = {"subnet",
		"rtrim(coalesce(q.lease_ip, q.relay), '0123456789') || '0/24' = ?",
		"SELECT rtrim(coalesce(lease_ip, relay), '0123456789') || '0/24' AS value, "
		"count(*) "
		"AS boots FROM boots WHERE outcome <> 'leased' AND coalesce(lease_ip, relay) IS "
		"NOT "
		"NULL GROUP BY 1 ORDER BY 2 DESC",
		NULL, false},
	[CHIP_TARGET] = {"target", "q.mac = ?",
		"SELECT mac AS value, boots FROM targets WHERE boots > 0 ORDER BY failed DESC, mac "
		"LIMIT 500",
		NULL, false},
	[CHIP_SINCE] = {"from", "q.start_ns >= CAST(? AS INTEGER)", NULL,
		"begun from HH:MM (or HH:MM-HH:MM, or with YYYY-MM-DD)", true},
	[CHIP_UNTIL] = {"until", "q.start_ns < CAST(? AS INTEGER)", NULL,
		"begun before HH:MM (or with YYYY-MM-DD)", true},
	[CHIP_TEXT] = {"text", NULL, NULL, "boots that hold the text", false},
};

const struct chip_spec *chip_spec(enum chip_kind kind)
{
	return &specs[kind];
}

bool chips_has(const struct chips *c, enum chip_kind kind, const char *value)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->chip[i].kind == kind && strcmp(c->chip[i].value, value) == 0)
			return true;
	return false;
}

bool chips_add(struct chips *c, enum chip_kind kind, const char *value)
{
	size_t i;

	if (chips_has(c, kind, value))
		return true;
	for (i = 0; i < c->n; i++)
		if (specs[kind].one && c->chip[i].kind == kind)
			chips_remove(c, i--);
	if (c->n == CHIPS_MAX)
		return false;
	c->chip[c->n].kind = kind;
	snprintf(c->chip[c->n].value, sizeof(c->chip[c->n].value), "%s", value);
	c->n++;
	return true;
}

void chips_remove(struct chips *c, size_t i)
{
	if (i >= c->n)
		return;
	memmove(&c->chip[i], &c->chip[i + 1], (c->n - i - 1) * sizeof(c->chip[0]));
	c->n--;
}

void chips_apply(const struct chips *c, struct table *t)
{
	bool among;
	size_t i;
	int k;

	table_no_conds(t);
	for (k = 0; k < CHIPS; k++) {
		among = false;
		for (i = 0; i < c->n; i++) {
			if ((int)c->chip[i].kind != k)
				continue;
			if (specs[k].sql)
				table_cond(t, specs[k].sql, c->chip[i].value, among);
			else
				table_cond_text(t, c->chip[i].value, among);
			among = true;
		}
	}
}

void chip_words(const struct chip *c, int utc_offset_min, char *buf, size_t size)
{
	char when[48];

	if (c->kind == CHIP_SINCE || c->kind == CHIP_UNTIL)
		snprintf(buf, size, "%s %s", specs[c->kind].name,
			txt_time(when, sizeof(when), strtoll(c->value, NULL, 10), 0, utc_offset_min));
	else
		snprintf(buf, size, "%s %s", specs[c->kind].name, c->value);
}

int chips_draw(const struct chips *c, struct canvas *canvas, struct area a)
{
	char words[128], text[160];
	size_t i;
	int x = 0, w;

	for (i = 0; i < c->n; i++) {
		chip_words(&c->chip[i], canvas->utc_offset_min, words, sizeof(words));
		snprintf(text, sizeof(text), "[%s]", words);
		w = canvas_width(canvas, text);
		if (x + w > a.w) {
			canvas_glyph(canvas, a, a.w - 1, 0, STYLE_KEY, GLYPH_ELLIPSIS);
			break;
		}
		x += canvas_put(canvas, a, x, 0, STYLE_NOTE, text) + 1;
	}
	return c->n > 0;
}
