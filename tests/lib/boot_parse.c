/*
 * The timed lines of a script, and the file as a whole.  Names of verbs, fields and hosts are
 * checked here, once, so that a mistake is told even in a line that is never played.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enc_dhcp.h"
#include "play.h"

static const char net_fields[] =
	"label drop lost seen vlan dup dup-gap fragment lose-fragment ttl ip-id df l2-src l2-dst "
	"src dst sport dport on bad-checksum no-checksum dscp cut";

struct host *script_host(const struct script *script, const char *name)
{
	for (struct host *host = script->hosts; host; host = host->next)
		if (strcmp(host->name, name) == 0)
			return host;
	return NULL;
}

struct fleet *script_fleet(const struct script *script, const char *name)
{
	for (struct fleet *fleet = script->fleets; fleet; fleet = fleet->next)
		if (strcmp(fleet->name, name) == 0)
			return fleet;
	return NULL;
}

struct field *field_add(struct script *script, struct field **end, const struct token *token)
{
	struct field *field = mem_new(&script->mem, sizeof(*field));

	field->key = token->word;
	field->value = token->value ? token->value : "";
	field->len = token->value_len;
	field->quoted = token->quoted;
	*end = field;
	return field;
}

const struct field *field_find(const struct field *fields, const char *key)
{
	for (; fields; fields = fields->next)
		if (strcmp(fields->key, key) == 0)
			return fields;
	return NULL;
}

/* --- one timed line ---------------------------------------------------------------------- */

static bool in_list(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static bool verb_takes(const struct verb *verb, const char *key)
{
	return in_list(net_fields, key) || in_list(verb->fields, key) ||
	       (verb->dhcp_options && dhcp_option_named(key));
}

static _Noreturn void unknown_field(struct script *script, int line, const struct verb *verb,
				    const char *key)
{
	const char *all = mem_printf(&script->mem, "%s %s %s", verb->fields, net_fields,
				     verb->dhcp_options ? dhcp_option_names : "");
	const char *nearest = boot_nearest(script, key, all);

	if (nearest)
		boot_fail(script, line, "unknown field '%s' for %s (did you mean '%s'?)", key,
			  verb->name, nearest);
	boot_fail(script, line, "unknown field '%s' for %s (known: %s)", key, verb->name, all);
}

static void say_bare(struct script *script, struct stmt *stmt, struct field **end,
		     const struct token *token)
{
	const char *word = token->word;
	struct token filled = { .word = stmt->verb->bare, .value = word,
				.value_len = strlen(word) };

	if (verb_takes(stmt->verb, word))
		field_add(script, end, token);
	else if (script_host(script, word) || script_fleet(script, word))
		stmt->peer = word;
	else if (stmt->verb->bare && (strchr("0123456789", *word) ||
				      (stmt->verb->bare_words &&
				       in_list(stmt->verb->bare_words, word))))
		field_add(script, end, &filled);
	else
		unknown_field(script, stmt->line, stmt->verb, word);
}

/* "x4" or "xN every D[,D...]" behind the fields. */
static int say_repetition(struct script *script, struct stmt *stmt, const struct token_line *line,
			  int at)
{
	const char *text;

	stmt->times = (int)value_number(script, stmt->line, line->tokens[at].word + 1, 100000);
	if (at + 1 >= line->count || strcmp(line->tokens[at + 1].word, "every") != 0)
		boot_fail(script, stmt->line, "expected 'every DURATION' after %s",
			  line->tokens[at].word);
	if (at + 2 >= line->count)
		boot_fail(script, stmt->line, "expected a duration after 'every'");
	for (text = line->tokens[at + 2].word; *text && stmt->n_every < EVERY_MAX;) {
		size_t len = strcspn(text, ",");
		char *one = mem_copy(&script->mem, text, len);

		stmt->every[stmt->n_every++] = value_duration(script, stmt->line, one);
		text += len + (text[len] == ',');
	}
	return at + 2;
}

static void say_words(struct script *script, struct stmt *stmt, const struct token_line *line,
		      int at)
{
	struct field **end = &stmt->fields;

	for (; at < line->count; at++) {
		const struct token *token = &line->tokens[at];

		if (token->value && !verb_takes(stmt->verb, token->word))
			unknown_field(script, stmt->line, stmt->verb, token->word);
		else if (token->value)
			field_add(script, end, token);
		else if (token->word[0] == 'x' && strspn(token->word + 1, "0123456789") > 0)
			at = say_repetition(script, stmt, line, at);
		else
			say_bare(script, stmt, end, token);
		while (*end)
			end = &(*end)->next;
	}
}

/* A mistyped host, or a mistyped declaration. */
static _Noreturn void unknown_first_word(struct script *script, int line, const char *word)
{
	const char *words = "title start capture host target server relay router replies noise "
			    "fleet expect repeat each until";
	const char *nearest;

	for (const struct host *host = script->hosts; host; host = host->next)
		words = mem_printf(&script->mem, "%s %s", host->name, words);
	nearest = boot_nearest(script, word, words);
	if (nearest)
		boot_fail(script, line, "no host '%s' is declared (did you mean '%s'?)", word,
			  nearest);
	boot_fail(script, line, "no host '%s' is declared", word);
}

static void say_parse(struct script *script, struct stmt *stmt, const struct token_line *line,
		      int at)
{
	const char *verb, *nearest;

	if (at + 1 >= line->count)
		boot_fail(script, stmt->line, "expected: [+D|@T] HOST VERB [fields]");
	stmt->who = line->tokens[at].word;
	if (!script_host(script, stmt->who) && !script_fleet(script, stmt->who))
		unknown_first_word(script, stmt->line, stmt->who);
	verb = line->tokens[at + 1].word;
	stmt->verb = verb_find(verb);
	if (!stmt->verb) {
		nearest = boot_nearest(script, verb, verb_names(script));
		boot_fail(script, stmt->line, "unknown verb '%s'%s%s%s", verb,
			  nearest ? " (did you mean '" : "", nearest ? nearest : "",
			  nearest ? "'?)" : "");
	}
	say_words(script, stmt, line, at + 2);
	if (stmt->verb->needs_peer && !stmt->peer)
		boot_fail(script, stmt->line, "%s: with whom? name a host", verb);
}

/* --- blocks ------------------------------------------------------------------------------ */

static struct stmt **stmts_parse(struct script *script, struct lexer *lexer, struct stmt **end,
				 int depth);

static void block_repeat(struct script *script, struct stmt *stmt, const struct token_line *line,
			 int at)
{
	stmt->kind = STMT_REPEAT;
	if (line->count != at + 5 || strcmp(line->tokens[at + 2].word, "every") != 0)
		boot_fail(script, stmt->line, "expected: repeat N every DURATION {");
	stmt->times = (int)value_number(script, stmt->line, line->tokens[at + 1].word, 100000);
	stmt->n_every = 1;
	stmt->every[0] = value_duration(script, stmt->line, line->tokens[at + 3].word);
}

static void block_each(struct script *script, struct stmt *stmt, const struct token_line *line,
		       int at)
{
	stmt->kind = STMT_EACH;
	for (at++; at < line->count && strcmp(line->tokens[at].word, "every") != 0; at++) {
		struct fleet *fleet = script_fleet(script, line->tokens[at].word);

		if (!fleet || stmt->n_fleets == EACH_MAX)
			boot_fail(script, stmt->line, "'%s' is not a fleet",
				  line->tokens[at].word);
		stmt->fleets[stmt->n_fleets++] = fleet;
	}
	if (stmt->n_fleets == 0 || line->count != at + 3)
		boot_fail(script, stmt->line, "expected: each FLEET... every DURATION {");
	stmt->n_every = 1;
	stmt->every[0] = value_duration(script, stmt->line, line->tokens[at + 1].word);
}

static void block_parse(struct script *script, struct lexer *lexer, struct stmt *stmt,
			const struct token_line *line, int at, int depth)
{
	if (strcmp(line->tokens[line->count - 1].word, "{") != 0)
		boot_fail(script, stmt->line, "expected '{' at the end");
	if (depth >= NESTING_MAX)
		boot_fail(script, stmt->line, "blocks nest more than %d deep", NESTING_MAX);
	if (strcmp(line->tokens[at].word, "repeat") == 0)
		block_repeat(script, stmt, line, at);
	else
		block_each(script, stmt, line, at);
	stmts_parse(script, lexer, &stmt->body, depth + 1);
}

static int stmt_time(struct script *script, struct stmt *stmt, const struct token_line *line)
{
	const char *word = line->tokens[0].word;

	if (*word != '+' && *word != '@')
		return 0;
	stmt->timed = true;
	stmt->relative = *word == '+';
	stmt->when = value_duration(script, stmt->line, word + 1);
	if (line->count < 2)
		boot_fail(script, stmt->line, "nothing happens at %s", word);
	return 1;
}

static struct stmt *stmt_parse(struct script *script, struct lexer *lexer,
			       const struct token_line *line, int depth)
{
	struct stmt *stmt = mem_new(&script->mem, sizeof(*stmt));
	const char *word;
	int at;

	stmt->line = line->number;
	stmt->times = 1;
	at = stmt_time(script, stmt, line);
	word = line->tokens[at].word;
	if (strcmp(word, "repeat") == 0 || strcmp(word, "each") == 0) {
		block_parse(script, lexer, stmt, line, at, depth);
	} else if (strcmp(word, "until") == 0) {
		if (line->count != at + 2)
			boot_fail(script, stmt->line, "expected: until TIME");
		script->until_ns = value_duration(script, stmt->line, line->tokens[at + 1].word);
		stmt->kind = STMT_UNTIL;
	} else {
		say_parse(script, stmt, line, at);
	}
	return stmt;
}

static struct stmt **stmts_parse(struct script *script, struct lexer *lexer, struct stmt **end,
				 int depth)
{
	struct token_line line;

	while (lex_line(script, lexer, &line)) {
		const char *word = line.tokens[0].word;

		if (strcmp(word, "}") == 0 && depth > 0 && line.count == 1)
			return end;
		if (strcmp(word, "expect") == 0 && depth == 0) {
			parse_expectation(script, &line);
			continue;
		}
		if (depth == 0 && parse_declaration(script, &line))
			continue;
		*end = stmt_parse(script, lexer, &line, depth);
		end = &(*end)->next;
	}
	if (depth > 0)
		boot_fail(script, lexer->line, "a block is never closed with '}'");
	return end;
}

/* --- the file ---------------------------------------------------------------------------- */

static char *file_text(struct script *script)
{
	struct buf text = {0};
	char chunk[4096];
	FILE *file = fopen(script->path, "r");
	size_t got;
	char *copy;

	if (!file) {
		fprintf(stderr, "%s: %s\n", script->path, strerror(errno));
		exit(2);
	}
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		put_bytes(&text, chunk, got);
	fclose(file);
	copy = mem_copy(&script->mem, (const char *)text.at, text.len);
	buf_fini(&text);
	return copy;
}

static void vips_resolve(struct script *script)
{
	for (struct host *h = script->hosts; h; h = h->next)
		for (int i = 0; i < h->nat.n_vips; i++) {
			h->nat.vips[i].host = script_host(script, h->nat.vips[i].name);
			if (!h->nat.vips[i].host)
				boot_fail(script, h->line, "no host '%s' is declared", h->nat.vips[i].name);
		}
}

static void captures_resolve(struct script *script)
{
	if (script->n_captures == 0)
		script->captures[script->n_captures++] = (struct capture){
			.name = "capture", .snaplen = 262144, .from_ns = INT64_MIN,
			.until_ns = INT64_MAX,
		};
	for (int i = 0; i < script->n_captures; i++) {
		struct capture *capture = &script->captures[i];

		if (!capture->host_name)
			continue;
		capture->host = script_host(script, capture->host_name);
		if (!capture->host)
			boot_fail(script, capture->line, "no host '%s' is declared",
				  capture->host_name);
	}
}

void script_read(struct script *script, const char *path)
{
	struct lexer lexer = { .line = 1 };

	*script = (struct script){ .path = path, .start_ns = INT64_C(1709280000) * SECOND };
	script->hosts_end = &script->hosts;
	script->expects_end = &script->expects;
	lexer.at = file_text(script);
	stmts_parse(script, &lexer, &script->stmts, 0);
	captures_resolve(script);
	vips_resolve(script);
}

void script_fini(struct script *script)
{
	mem_fini(&script->mem);
}
