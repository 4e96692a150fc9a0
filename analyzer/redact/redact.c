/*
 * A whole case: see redact.h. The tables are rewritten by an SQL function that knows how each column is
 * made; which column is what stands in one table here.
 */
#include "redact/redact.h"
#include "base/io.h"
#include "base/mem.h"
#include "redact/inside.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static const char *const level_names[] = {
	[REDACT_NAMES] = "names", [REDACT_STANDARD] = "standard", [REDACT_FULL] = "full",
};

bool redact_level_parse(const char *name, enum redact_level *level)
{
	size_t i;

	for (i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++)
		if (!strcmp(name, level_names[i])) {
			*level = (enum redact_level)i;
			return true;
		}
	return false;
}

const char *redact_level_name(enum redact_level level)
{
	return level_names[level];
}

struct redact *redact_new(enum redact_level level, const void *key, size_t key_len)
{
	struct redact *r = mem_alloc(sizeof(*r));

	r->level = level;
	r->key = mem_alloc(key_len + 1);
	memcpy(r->key, key, key_len);
	r->key_len = key_len;
	return r;
}

void redact_free(struct redact *r)
{
	if (!r)
		return;
	known_free(&r->legend);
	known_free(&r->runs);
	known_free(&r->taken);
	known_free(&r->words);
	known_free(&r->heads);
	OPENSSL_cleanse(r->key, r->key_len);
	free(r->key);
	free(r);
}

/* --- what is learned before anything is rewritten ------------------------------------------- */

static const char *const names[] = {
	"SELECT DISTINCT hostname FROM dhcp", "SELECT DISTINCT sname FROM dhcp", "SELECT DISTINCT file FROM dhcp",
	"SELECT DISTINCT tftp_name FROM dhcp", "SELECT DISTINCT bootfile FROM dhcp", "SELECT DISTINCT boot FROM dhcp",
	"SELECT DISTINCT file FROM transfer", "SELECT DISTINCT hostname FROM target",
	"SELECT DISTINCT boot_file FROM boot", "SELECT DISTINCT path FROM capture",
	"SELECT DISTINCT name FROM l2", "SELECT DISTINCT tftp_name FROM offer", "SELECT DISTINCT name FROM said",
	/* "HTTP request GET /path HTTP/1.1" */
	("SELECT DISTINCT substr(rest, 1, instr(rest || ' ', ' ') - 1) FROM (SELECT substr(info,"
	" instr(substr(info, 14), ' ') + 14) AS rest FROM event JOIN info USING (info_id) WHERE kind = 'http-request')"),
};

/* What servers say: as a whole, and the paths in it. */
static const char *const sayings[] = {
	"SELECT DISTINCT message FROM dhcp", "SELECT DISTINCT error_text FROM transfer",
};

static int learn_name(void *ctx, const struct row *r)
{
	words_learn(ctx, row_text(r, 0));
	return 0;
}

static int learn_saying(void *ctx, const struct row *r)
{
	const char *s = row_text(r, 0);
	struct txt word = {0};
	size_t n;

	words_learn(ctx, s);
	for (; *s; s += n + !!s[n]) {
		n = strcspn(s, " \"'(),;");
		txt_clear(&word);
		txt_putn(&word, s, n);
		if (strpbrk(txt_str(&word), "/\\._"))
			words_learn(ctx, txt_str(&word));
	}
	txt_free(&word);
	return 0;
}

/* {"12":"5644...","53":"01"}: one option after the other; false at the end. */
static bool next_option(const char **p, unsigned *code, const char **hex, size_t *n)
{
	const char *s = strchr(*p, '"');
	char *end;

	if (!s)
		return false;
	*code = (unsigned)strtoul(s + 1, &end, 10);
	s = strstr(end, ":\"");
	if (!s)
		return false;
	*hex = s + 2;
	*n = strspn(*hex, "0123456789abcdef");
	*p = *hex + *n + ((*hex)[*n] == '"');
	return true;
}

static uint8_t *from_hex(const char *hex, size_t n)
{
	uint8_t *b = mem_alloc(n / 2 + 1);
	size_t i;

	for (i = 0; i + 1 < n; i += 2) {
		char two[3] = {hex[i], hex[i + 1], '\0'};

		b[i / 2] = (uint8_t)strtoul(two, NULL, 16);
	}
	return b;
}

static int learn_options(void *ctx, const struct row *r)
{
	const char *p = row_text(r, 0), *hex;
	struct txt safe = {0};
	unsigned code;
	uint8_t *b;
	size_t n;

	while (next_option(&p, &code, &hex, &n)) {
		if (!dhcp_option_is_name(code) || code == 56)
			continue;
		b = from_hex(hex, n);
		for (n /= 2; n && !b[n - 1];)
			n--;
		txt_clear(&safe);
		txt_put_safe(&safe, (struct span){b, n}, 512);
		words_learn(ctx, txt_str(&safe));
		free(b);
	}
	txt_free(&safe);
	return 0;
}

static int learn(struct redact *r, struct store *s, struct err *err)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (store_query(s, names[i], NULL, 0, learn_name, r, err) < 0)
			return -1;
	for (i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
		if (store_query(s, sayings[i], NULL, 0, learn_saying, r, err) < 0)
			return -1;
	return store_query(s, "SELECT DISTINCT options FROM dhcp", NULL, 0, learn_options, r, err);
}

/* --- how a column is rewritten ---------------------------------------------------------------- */

static void put_mac(struct redact *r, const char *text, struct txt *out)
{
	uint8_t mac[6];
	char buf[18];

	if (!txt_parse_mac(text, mac)) {
		redact_prose(r, text, out); /* of another length: hex digits */
		return;
	}
	pseudonym_mac(r, mac);
	txt_put(out, txt_mac(buf, mac));
}

static void put_hex_option(struct redact *r, const char *hex, unsigned code, bool pxe, struct txt *out)
{
	size_t n = strlen(hex) / 2;
	uint8_t *b = from_hex(hex, n * 2);

	if (pxe)
		dhcp_redact_pxe(r, code, b, n);
	else
		dhcp_redact_option(r, code, b, n);
	txt_put_hex(out, (struct span){b, n});
	free(b);
}

static void put_options(struct redact *r, const char *p, struct txt *out)
{
	struct txt one = {0};
	unsigned code, count = 0;
	const char *hex;
	size_t n;

	txt_put(out, "{");
	while (next_option(&p, &code, &hex, &n)) {
		txt_clear(&one);
		txt_putn(&one, hex, n);
		txt_fmt(out, "%s\"%u\":\"", count++ ? "," : "", code);
		put_hex_option(r, txt_str(&one), code, false, out);
		txt_put(out, "\"");
	}
	txt_put(out, "}");
	txt_free(&one);
}

/* "frame:1:dhcp-offer" */
static void put_frame(struct redact *r, const char *how, const uint8_t *p, size_t n, struct txt *out)
{
	char *kind;
	uint32_t linktype = (uint32_t)strtoul(how, &kind, 10);
	uint8_t *copy = mem_alloc(n + 1);

	memcpy(copy, p, n);
	redact_frame(r, copy, n, linktype, *kind ? kind + 1 : NULL);
	txt_putn(out, (const char *)copy, n);
	free(copy);
}

static void put_uuid(struct redact *r, const char *text, struct txt *out)
{
	words_map(r, text, strlen(text), WORDS_NAME, out);
	pseudonym_note(r, "uuid", text, txt_str(out));
}

static void put_hash(struct redact *r, const char *text, struct txt *out)
{
	size_t n = strlen(text) / 2;
	uint8_t *b = from_hex(text, n * 2);

	pseudonym_bytes(r, "hash", b, n);
	txt_put_hex(out, (struct span){b, n});
	free(b);
}

/* The SQL function redact(how, x). */
static bool map(void *ctx, const char *how, const void *in, size_t n, struct txt *out)
{
	struct redact *r = ctx;
	const char *text = in;
	bool full = r->level == REDACT_FULL;

	txt_put(out, "");
	if (!strncmp(how, "frame:", 6)) {
		put_frame(r, how + 6, in, n, out);
	} else if (!strcmp(how, "mac")) {
		put_mac(r, text, out);
	} else if (!strcmp(how, "prose")) {
		redact_prose(r, text, out);
	} else if (!strcmp(how, "host") || !strcmp(how, "path") || !strcmp(how, "said")) {
		words_name(r, *how == 's' ? "message" : *how == 'h' ? "host" : "path", text, out);
	} else if (!strcmp(how, "uuid")) {
		put_uuid(r, text, out);
	} else if (!strcmp(how, "options")) {
		put_options(r, text, out);
	} else if (!strncmp(how, "option ", 7)) {
		put_hex_option(r, text, (unsigned)atoi(how + 7), false, out);
	} else if (!strncmp(how, "pxe ", 4)) {
		put_hex_option(r, text, (unsigned)atoi(how + 4), true, out);
	} else if (!strcmp(how, "people")) {
		if (full)
			txt_put(out, "(left out)");
		else
			redact_prose(r, text, out);
	} else if (!strcmp(how, "maker")) {
		if (full)
			return false;
		txt_put(out, text);
	} else { /* hash */
		if (full)
			put_hash(r, text, out);
		else
			txt_put(out, text);
	}
	return true;
}

/* Every column that can name somebody (tests/redact/check.py knows those that cannot). Unique ones change in two steps, lest a new value meet an old. */
static const struct {
	const char *table, *column, *how;
	bool unique;
} columns[] = {
	{"capture", "path", "'path'", false}, {"capture", "note", "'prose'", false},
	{"capture", "sha256", "'hash'", false}, {"capture", "xxh3", "'hash'", true},
	{"interface", "name", "'path'", false}, {"interface", "description", "'people'", false},
	{"interface", "filter", "'prose'", false},
	{"event", "raw", "'frame:' || linktype || ':' || kind", false}, {"event", "client", "'mac'", false},
	{"event", "src_other", "'mac'", false}, {"event", "dst_other", "'mac'", false},
	{"event", "src_ip", "'prose'", false}, {"event", "dst_ip", "'prose'", false},
	{"event", "comment", "'people'", false}, {"info", "info", "'prose'", false},
	{"dhcp", "ciaddr", "'prose'", false}, {"dhcp", "yiaddr", "'prose'", false},
	{"dhcp", "siaddr", "'prose'", false}, {"dhcp", "giaddr", "'prose'", false},
	{"dhcp", "chaddr", "'mac'", false}, {"dhcp", "sname", "'host'", false}, {"dhcp", "file", "'path'", false},
	{"dhcp", "requested_ip", "'prose'", false}, {"dhcp", "server_id", "'prose'", false},
	{"dhcp", "message", "'said'", false}, {"dhcp", "client_id", "'option 61'", false},
	{"dhcp", "user_class", "'host'", false}, {"dhcp", "uuid", "'uuid'", false},
	{"dhcp", "hostname", "'host'", false}, {"dhcp", "router", "'prose'", false},
	{"dhcp", "tftp_name", "'host'", false}, {"dhcp", "bootfile", "'path'", false},
	{"dhcp", "boot", "'path'", false}, {"dhcp", "pxe_servers", "'pxe 8'", false},
	{"dhcp", "pxe_menu", "'pxe 9'", false}, {"dhcp", "pvs_servers", "'prose'", false},
	{"dhcp", "agent", "'option 82'", false}, {"dhcp", "options", "'options'", false},
	{"arp", "sha", "'mac'", false}, {"arp", "spa", "'prose'", false}, {"arp", "tha", "'mac'", false},
	{"arp", "tpa", "'prose'", false}, {"icmp", "q_src", "'prose'", false}, {"icmp", "q_dst", "'prose'", false},
	{"transfer", "client", "'mac'", false}, {"transfer", "client_ip", "'prose'", false},
	{"transfer", "server_ip", "'prose'", false}, {"transfer", "reply_ip", "'prose'", false},
	{"transfer", "file", "'path'", false}, {"transfer", "error_text", "'said'", false},
	{"flow", "client", "'mac'", false}, {"flow", "client_ip", "'prose'", false},
	{"flow", "server_ip", "'prose'", false}, {"flow", "server_mac", "'mac'", false},
	{"fragment", "src_ip", "'prose'", false}, {"fragment", "dst_ip", "'prose'", false},
	{"sql_call", "client", "'mac'", false}, {"sql_call", "server_ip", "'prose'", false},
	{"sql_call", "sql_ip", "'prose'", false},
	{"l2", "device", "'prose'", false}, {"l2", "name", "'host'", false}, {"l2", "port_name", "'host'", false},
	{"pieces", "src_ip", "'prose'", true}, {"pieces", "dst_ip", "'prose'", true},
	{"channel", "low_ip", "'prose'", true}, {"channel", "high_ip", "'prose'", true},
	{"station", "mac", "'mac'", true}, {"address", "mac", "'mac'", true}, {"address", "ip", "'prose'", true},
	{"note", "about", "'prose'", false}, {"note", "text", "'people'", false},
	{"said", "name", "'host'", false}, {"vantage", "name", "'host'", false}, {"vantage", "label", "'path'", false},
	{"vantage", "reasons", "'prose'", false}, {"vantage", "clock_note", "'prose'", false}, {"target", "mac", "'mac'", true},
	{"site_rule", "file", "'path'", false}, {"site_rule", "text", "'people'", false},
	{"target", "vendor", "'maker'", false}, {"target", "hostname", "'host'", false},
	{"target", "uuid", "'uuid'", false}, {"server", "ip", "'prose'", true}, {"server", "mac", "'mac'", false},
	{"boot", "mac", "'mac'", false}, {"boot", "lease_ip", "'prose'", false},
	{"boot", "dhcp_server", "'prose'", false}, {"boot", "relay", "'prose'", false},
	{"boot", "boot_server", "'prose'", false}, {"boot", "boot_file", "'path'", false},
	{"boot", "file_source", "'prose'", false}, {"boot", "login_server", "'prose'", false},
	{"boot", "stream_server", "'prose'", false}, {"boot", "summary", "'prose'", false},
	{"company", "value", "'prose'", false}, {"company_said", "words", "'prose'", false},
	{"step", "peer", "'prose'", false}, {"step", "note", "'prose'", false},
	{"exchange", "asked", "'prose'", false}, {"exchange", "requested_ip", "'prose'", false},
	{"exchange", "client_id", "'option 61'", false}, {"exchange", "copies_to", "'prose'", false},
	{"exchange", "answer_from", "'prose'", false},
	{"exchange", "dst_ip", "'prose'", false}, {"exchange", "nak_from", "'prose'", false},
	{"ask", "mac", "'mac'", false}, {"ask", "segment", "'prose'", false}, {"ask", "server", "'prose'", false},
	{"offer", "server", "'prose'", false}, {"offer", "file", "'path'", false},
	{"offer", "file_from", "'prose'", false}, {"offer", "tftp_server", "'prose'", false},
	{"offer", "tftp_from", "'prose'", false}, {"offer", "tftp_name", "'host'", false},
	{"offer", "fault", "'prose'", false}, {"boot_stream", "stall_server", "'prose'", false},
	{"boot_stream", "failover_to", "'prose'", false},
	{"tap", "name", "'path'", false}, {"elsewhere", "filter", "'prose'", false},
	{"finding", "mac", "'mac'", false}, {"finding", "title", "'prose'", false}, {"finding", "server_ip", "'prose'", false},
	{"finding", "summary", "'prose'", false}, {"finding", "explanation", "'prose'", false},
	{"finding", "against", "'prose'", false}, {"finding", "check_next", "'prose'", false},
	{"finding", "remedy", "'prose'", false}, {"finding", "filter", "'prose'", false},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* All columns of a table in one pass. */
static int rewrite_table(struct store *s, size_t first, size_t end, struct err *err)
{
	const char *table = columns[first].table;
	struct txt sql = {0}, second = {0};
	size_t i;
	int ret;

	txt_fmt(&sql, "UPDATE %s SET ", table);
	for (i = first; i < end; i++) {
		const char *c = columns[i].column;

		txt_fmt(&sql, "%s%s = %sredact(%s, %s)", i > first ? ", " : "", c,
			columns[i].unique ? "'!' || " : "", columns[i].how, c);
		if (columns[i].unique)
			txt_fmt(&second, "%s%s = substr(%s, 2)", second.n ? ", " : "", c, c);
	}
	ret = store_query(s, txt_str(&sql), NULL, 0, NULL, NULL, err);
	if (ret == 0 && second.n) {
		txt_clear(&sql);
		txt_fmt(&sql, "UPDATE %s SET %s", table, txt_str(&second));
		ret = store_query(s, txt_str(&sql), NULL, 0, NULL, NULL, err);
	}
	txt_free(&sql);
	txt_free(&second);
	return ret;
}

/* Frames in one piece: what is in a run depends on the frame around it. */
static const char sql_whole[] =
	"UPDATE event AS e SET run_id = NULL, raw = (SELECT " STORE_WHOLE_FRAME " FROM run r WHERE r.run_id = e.run_id)"
	" WHERE run_id IS NOT NULL;"
	"DELETE FROM run;";

static int rewrite(struct store *s, struct err *err)
{
	size_t first, end;

	if (store_script(s, sql_whole, err) < 0)
		return -1;
	for (first = 0; first < COLUMNS; first = end) {
		for (end = first + 1; end < COLUMNS && !strcmp(columns[end].table, columns[first].table); end++)
			continue;
		if (rewrite_table(s, first, end, err) < 0)
			return -1;
	}
	return 0;
}

/* Hashes of addresses and payloads: whoever guesses what was hashed could try it. That two are the same is all that they
 * are for, so they are numbered as they come. */
static const char sql_twins[] =
	"UPDATE twin SET twin_key = n.k FROM (SELECT twin_key AS old, row_number() OVER (ORDER BY min(event_id)) AS k FROM twin GROUP BY 1) n"
	" WHERE n.old = twin_key;"
	"UPDATE twin SET content = n.k FROM (SELECT content AS old, row_number() OVER (ORDER BY min(event_id)) AS k FROM twin"
	" WHERE content IS NOT NULL GROUP BY 1) n WHERE n.old = content;";

int redact_case(struct redact *r, struct store *s, const char *version, struct err *err)
{
	const struct bind mark[] = {B_TEXT(redact_level_name(r->level)), B_TEXT(version)};

	if (store_map(s, "redact", map, r, err) < 0 || learn(r, s, err) < 0)
		return -1;
	if (store_begin(s, err) < 0)
		return -1;
	if (rewrite(s, err) < 0 || store_script(s, sql_twins, err) < 0 ||
		store_query(s, "INSERT INTO redaction (level, version) VALUES (?1, ?2)", mark, 2, NULL, NULL, err) < 0) {
		store_rollback(s);
		return -1;
	}
	return store_commit(s, err);
}

int redact_legend(const struct redact *r, FILE *out)
{
	const struct known *k;

	fputs("kind\toriginal\tpseudonym\n", out);
	for (k = r->legend; k; k = k->hh.next)
		fprintf(out, "%s\t%s\t%s\n", k->kind, k->original, k->pseudonym);
	return io_flush(out);
}
