/*
 * Words of a .boot line: blanks separate, '#' comments, "quotes" with \" \\ \n \xNN, key=value,
 * and a backslash at the end continues the line.  Braces are words of their own.
 */
#include <ctype.h>
#include <string.h>

#include "boot.h"

enum { WORDS_MAX = 128 };

static bool skip_blanks(struct lexer *lexer)
{
	for (;;) {
		if (lexer->at[0] == '\\' && lexer->at[1] == '\n') {
			lexer->at += 2;
			lexer->line++;
		} else if (*lexer->at == ' ' || *lexer->at == '\t' || *lexer->at == '\r') {
			lexer->at++;
		} else if (*lexer->at == '#') {
			lexer->at += strcspn(lexer->at, "\n");
		} else {
			return *lexer->at && *lexer->at != '\n';
		}
	}
}

static int hex_digit(struct script *script, struct lexer *lexer)
{
	int c = tolower((unsigned char)*lexer->at++);

	if (!isxdigit(c))
		boot_fail(script, lexer->line, "\\x needs two hexadecimal digits");
	return isdigit(c) ? c - '0' : c - 'a' + 10;
}

static int unescape(struct script *script, struct lexer *lexer)
{
	int c = *lexer->at++;

	switch (c) {
	case 'n':
		return '\n';
	case 'x':
		c = hex_digit(script, lexer) * 16;
		return c + hex_digit(script, lexer);
	case '"':
	case '\\':
		return c;
	}
	boot_fail(script, lexer->line, "unknown escape \\%c (known: \\\" \\\\ \\n \\xNN)", c);
}

static const char *quoted(struct script *script, struct lexer *lexer, size_t *len)
{
	struct buf text = {0};
	char *copy;

	for (lexer->at++; *lexer->at != '"';) {
		int c = *lexer->at++;

		if (c == '\0' || c == '\n')
			boot_fail(script, lexer->line, "a quote is never closed");
		put_u8(&text, (unsigned)(c == '\\' ? unescape(script, lexer) : c));
	}
	lexer->at++;
	*len = text.len;
	copy = mem_copy(&script->mem, (const char *)text.at, text.len);
	buf_fini(&text);
	return copy;
}

static void read_value(struct script *script, struct lexer *lexer, struct token *token)
{
	lexer->at++;
	if (*lexer->at == '"') {
		token->quoted = true;
		token->value = quoted(script, lexer, &token->value_len);
	} else {
		token->value_len = strcspn(lexer->at, " \t\r\n");
		token->value = mem_copy(&script->mem, lexer->at, token->value_len);
		lexer->at += token->value_len;
	}
}

static struct token read_token(struct script *script, struct lexer *lexer)
{
	struct token token = {0};
	size_t len;

	if (*lexer->at == '"') {
		token.word = quoted(script, lexer, &len);
		return token;
	}
	len = strcspn(lexer->at, " \t\r\n=");
	if (*lexer->at == '=')
		boot_fail(script, lexer->line, "'=' without a name before it");
	token.word = mem_copy(&script->mem, lexer->at, len);
	lexer->at += len;
	if (*lexer->at == '=')
		read_value(script, lexer, &token);
	return token;
}

bool lex_line(struct script *script, struct lexer *lexer, struct token_line *line)
{
	struct token words[WORDS_MAX];
	int count = 0;

	while (*lexer->at && !skip_blanks(lexer) && *lexer->at == '\n') {
		lexer->at++;
		lexer->line++;
	}
	line->number = lexer->line;
	while (skip_blanks(lexer)) {
		if (count == WORDS_MAX)
			boot_fail(script, lexer->line, "more than %d words", WORDS_MAX);
		words[count++] = read_token(script, lexer);
	}
	line->count = count;
	line->tokens = mem_new(&script->mem, sizeof(words[0]) * (size_t)(count + 1));
	memcpy(line->tokens, words, sizeof(words[0]) * (size_t)count);
	return count > 0;
}
