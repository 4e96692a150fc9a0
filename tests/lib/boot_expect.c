/*
 * What the author of a script expects: parsed here, printed by boot2pcap --expect, and compared
 * with what the analyzer said by check_fixture.
 */
#include "boot_expect.h"

#include <string.h>

static const struct {
	const char *kind;
	const char *fields;
} kinds[] = {
	{ "finding", "mac server boot attempt verdict confidence primary evidence optional" },
	{ "boot", "attempt outcome phase path rule ip" },
	{ "none", "" },
	{ "absent", "mac" },
};

static const char *fields_of(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].fields;
	return NULL;
}

static bool listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static void check_word(struct script *script, int line, const struct field *field)
{
	static const struct {
		const char *key;
		const char *words;
	} closed[] = {
		{ "verdict", "yes cannot-tell" },
		{ "confidence", "high medium low" },
		{ "outcome", "booted failed incomplete leased" },
		{ "phase", "link dhcp pxe bootfile login stream handover os" },
		{ "path", "pxe proxydhcp uefi-pxe uefi-http bdm-iso bdm-partition unknown" },
	};

	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
		if (strcmp(closed[i].key, field->key) == 0 &&
		    !listed(closed[i].words, field->value))
			boot_fail(script, line, "%s=%s: expected one of %s", field->key,
				  field->value, closed[i].words);
}

/* "none" and a finding that must be there cannot both hold. */
static void check_none(struct script *script)
{
	const struct expect *none = NULL, *finding = NULL;

	for (const struct expect *e = script->expects; e; e = e->next) {
		if (strcmp(e->kind, "none") == 0)
			none = e;
		if (strcmp(e->kind, "finding") == 0 && !field_find(e->fields, "optional"))
			finding = e;
	}
	if (none && finding)
		boot_fail(script, none->line, "expect none, but line %d expects a finding",
			  finding->line);
}

void parse_expectation(struct script *script, const struct token_line *line)
{
	struct expect *expect = mem_new(&script->mem, sizeof(*expect));
	struct field **end = &expect->fields;
	const char *allowed;
	int at = 2;

	expect->line = line->number;
	expect->kind = line->count > 1 ? line->tokens[1].word : "";
	allowed = fields_of(expect->kind);
	if (!allowed)
		boot_fail(script, line->number, "expect what? finding, boot, none or absent");
	if (strcmp(expect->kind, "none") != 0) {
		if (line->count < 3)
			boot_fail(script, line->number, "expect %s: which?", expect->kind);
		expect->subject = line->tokens[at++].word;
	}
	for (; at < line->count; at++) {
		const char *key = line->tokens[at].word;
		const char *nearest = boot_nearest(script, key, allowed);

		if (!listed(allowed, key))
			boot_fail(script, line->number,
				  "unknown field '%s' for expect %s%s%s%s", key, expect->kind,
				  nearest ? " (did you mean '" : "", nearest ? nearest : "",
				  nearest ? "'?)" : "");
		end = &field_add(script, end, &line->tokens[at])->next;
		check_word(script, line->number, field_find(expect->fields, key));
	}
	*script->expects_end = expect;
	script->expects_end = &expect->next;
	check_none(script);
}

/* --- printing ---------------------------------------------------------------------------- */

static const char *text(const struct expect *expect, const char *key)
{
	const struct field *field = field_find(expect->fields, key);

	return field ? field->value : "-";
}

static void print_mac(FILE *out, const struct host *host)
{
	const uint8_t *mac = host->legs[0].mac;

	fprintf(out, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		mac[5]);
}

/* LABEL=CAPTURE/FRAME|CAPTURE/FRAME: the finding must cite one of them. */
static bool print_label(FILE *out, const struct play *play, const char *label)
{
	bool any = false;

	fprintf(out, "%s=", label);
	for (int c = 0; c < play->script->n_captures; c++) {
		const struct capture *capture = &play->script->captures[c];
		unsigned long number = 0;

		for (size_t i = 0; i < play->n_frames; i++) {
			if (!capture_sees(play, capture, &play->frames[i]))
				continue;
			number++;
			if (!label_matches(&play->frames[i], label))
				continue;
			fprintf(out, "%s%s/%lu", any ? "|" : "", capture->name, number);
			any = true;
		}
	}
	return any;
}

static void print_evidence(FILE *out, const struct play *play, const struct expect *expect)
{
	const struct field *field = field_find(expect->fields, "evidence");

	if (!field)
		fputc('-', out);
	for (const char *at = field ? field->value : ""; *at;) {
		size_t len = strcspn(at, ",");
		const char *label = mem_copy(&play->script->mem, at, len);

		if (!print_label(out, play, label))
			boot_fail(play->script, expect->line,
				  "evidence=%s: no recorded frame has this label", label);
		at += len + (at[len] == ',');
		if (*at)
			fputc(',', out);
	}
}

/* A finding is a yes unless told; what is said about a capture itself may be either. */
static const char *verdict(const struct expect *expect)
{
	if (field_find(expect->fields, "verdict") || strncmp(expect->subject, "capture-", 8) == 0)
		return text(expect, "verdict");
	return "yes";
}

static void print_row(FILE *out, const struct play *play, const struct expect *expect,
		      const struct host *host)
{
	const struct field *server = field_find(expect->fields, "server");
	const struct host *box = server ? script_host(play->script, server->value) : NULL;
	bool finding = strcmp(expect->kind, "finding") == 0;
	bool boot = strcmp(expect->kind, "boot") == 0;
	const char *attempt = text(expect, field_find(expect->fields, "boot") ? "boot" : "attempt");

	fprintf(out, "%s\t%s\t", expect->kind,
		boot ? text(expect, "rule") : expect->subject ? expect->subject : "-");
	if (host)
		print_mac(out, host);
	else
		fputc('-', out);
	fprintf(out, "\t%s\t%s\t%s\t%s\t", attempt,
		finding ? verdict(expect) : "-",
		text(expect, "confidence"),
		field_find(expect->fields, "primary") ? "primary" : "-");
	print_evidence(out, play, expect);
	fprintf(out, "\t%s\t%s\t%s\t", text(expect, "outcome"), text(expect, "phase"),
		text(expect, "path"));
	if (box)
		fprintf(out, "%u.%u.%u.%u", box->legs[0].ip >> 24, box->legs[0].ip >> 16 & 255,
			box->legs[0].ip >> 8 & 255, box->legs[0].ip & 255);
	else
		fputs(server ? server->value : text(expect, "ip"), out);
	fprintf(out, "\t%s\t%d\n", field_find(expect->fields, "optional") ? "optional" : "-",
		expect->line);
}

static void print_expect(FILE *out, const struct play *play, const struct expect *expect)
{
	const char *name = strcmp(expect->kind, "boot") == 0 ? expect->subject :
							       text(expect, "mac");
	const struct fleet *fleet = script_fleet(play->script, name ? name : "-");
	const struct host *host = script_host(play->script, name ? name : "-");

	if (strcmp(expect->kind, "none") == 0) {
		print_row(out, play, expect, NULL);
		return;
	}
	if (!fleet && !host && strcmp(name, "-") != 0)
		boot_fail(play->script, expect->line, "no host '%s' is declared", name);
	for (int i = 0; i < (fleet ? fleet->count : 1); i++)
		print_row(out, play, expect, fleet ? fleet->members[i] : host);
}

void expect_print(FILE *out, const struct play *play)
{
	fputs("kind\trule\tmac\tattempt\tverdict\tconfidence\tprimary\tevidence\toutcome\tphase\t"
	      "path\tip\toptional\tline\n", out);
	for (const struct expect *e = play->script->expects; e; e = e->next)
		print_expect(out, play, e);
}
