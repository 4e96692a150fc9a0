/*
 * An address or a machine that is no target, as the two of a bug check 0xBC: what the captures know of it.
 */
#include "cli/show.h"
#include "cli/table.h"

/* ?1: the key as key.h writes it. */
#define KEY_IS(mac, ip)                                                                            \
	"EXISTS (SELECT 1 FROM json_each(?1) k WHERE k.value = " ip " OR (instr(k.value, ':') "    \
	"AND substr(" mac ", 1, length(k.value)) = k.value))"

static const struct part {
	const char *name, *title, *sql;
	struct column columns[7];
} parts[] = {
	{"addresses", "Who used it",
		"SELECT mac, ip, via, sum(frames) AS frames, min(first_ns) AS first_ns, max(last_ns) AS last_ns, "
		"max(last_ns) - min(first_ns) AS span_ns "
		"FROM addresses a WHERE " KEY_IS("a.mac", "a.ip") " AND ip <> '0.0.0.0' "
		"GROUP BY mac, ip, via ORDER BY ip, via, min(first_ns)",
		{{"MAC", "mac", CELL_TEXT}, {"ADDRESS", "ip", CELL_TEXT}, {"SEEN IN", "via", CELL_TEXT},
			{"FRAMES", "frames", CELL_NUMBER}, {"FROM", "first_ns", CELL_TIME},
			{"FOR", "span_ns", CELL_DURATION}, {NULL, NULL, CELL_TEXT}}},
	{"boots", "Boots",
		"SELECT b.*, b.end_ns - b.start_ns AS duration_ns FROM boots b WHERE "
		KEY_IS("b.mac", "b.lease_ip") " ORDER BY b.start_ns, b.boot_id",
		{{"BOOT", "boot_id", CELL_NUMBER}, {"START", "start_ns", CELL_TIME},
			{"TARGET", "mac", CELL_TEXT}, {"ADDRESS", "lease_ip", CELL_TEXT},
			{"OUTCOME", "outcome", CELL_WORD}, {"WHY", "summary", CELL_BELOW},
			{NULL, NULL, CELL_TEXT}}},
	{"findings", "Findings that name it",
		"SELECT f.* FROM findings f WHERE EXISTS (SELECT 1 FROM json_each(?1) k WHERE "
		"(instr(k.value, '.') OR length(k.value) = 17) AND (f.mac = k.value "
		"OR f.summary || ' ' || f.explanation || ' ' GLOB '*[^0-9.]' || k.value || '[^0-9]*')) "
		"ORDER BY CASE f.kind WHEN 'failure' THEN 1 WHEN 'degraded' THEN 2 ELSE 3 END, f.finding_id",
		{{"FINDING", "finding_id", CELL_NUMBER}, {"KIND", "kind", CELL_WORD},
			{"SURE", "confidence", CELL_TEXT}, {"RULE", "rule", CELL_TEXT},
			{"SAYS", "summary", CELL_BELOW}, {NULL, NULL, CELL_TEXT}}},
};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

static int count_row(void *ctx, const struct row *r)
{
	(void)r;
	++*(int64_t *)ctx;
	return 0;
}

static int64_t rows_of(struct store *s, const struct part *p, const struct bind *key, struct err *err)
{
	int64_t rows = 0;

	return store_query(s, p->sql, key, 1, count_row, &rows, err) < 0 ? -1 : rows;
}

static int key_json(struct store *s, const struct key *key, const struct bind *b, struct err *err)
{
	struct json j;
	size_t i;
	int ret = 0;

	json_init(&j, stdout);
	json_object(&j);
	json_key(&j, "read_as");
	json_text(&j, key->said);
	for (i = 0; ret == 0 && i < PARTS; i++) {
		json_key(&j, parts[i].name);
		ret = json_rows(&j, s, parts[i].sql, b, 1, err);
	}
	json_object_end(&j);
	return ret < 0 ? -1 : json_end(&j, err);
}

int show_key(struct cli *cli, struct store *s, const struct key *key, bool json, struct err *err)
{
	const struct bind b = B_TEXT(key->json);
	int64_t rows[PARTS], all = 0;
	struct txt t = {0};
	size_t i;

	for (i = 0; i < PARTS; i++) {
		rows[i] = rows_of(s, &parts[i], &b, err);
		if (rows[i] < 0)
			return -1;
		all += rows[i];
	}
	if (!all)
		return 1;
	if (json)
		return key_json(s, key, &b, err);
	if (key->number) {
		txt_fmt(&t, "Read as %s", key->said);
		out_wrapped(cli, txt_str(&t), 0);
		putchar('\n');
	}
	for (i = 0; i < PARTS; i++) {
		if (!rows[i])
			continue;
		out_ink(cli, INK_BOLD, parts[i].title);
		putchar('\n');
		if (table_print(cli, FORM_TEXT, s, parts[i].sql, &b, 1, parts[i].columns, NULL, err) < 0)
			break;
	}
	txt_free(&t);
	return i < PARTS ? -1 : 0;
}
