/*
 * Talking to people: see out.h.
 */
#include "cli/out.h"
#include "report/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static size_t find_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize w;
	long n = 0;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0)
		n = w.ws_col;
	if (columns && n == 0)
		n = strtol(columns, NULL, 10);
	return n < 40 ? 80 : n > 160 ? 160 : (size_t)n;
}

static bool set(const char *name)
{
	const char *v = getenv(name);
	return v && *v;
}

void cli_init(struct cli *cli)
{
	cli->width = find_width();
	cli_color(cli, "auto");
}

bool cli_color(struct cli *cli, const char *when)
{
	const char *term = getenv("TERM");

	if (!strcmp(when, "always"))
		cli->color = true;
	else if (!strcmp(when, "never"))
		cli->color = false;
	else if (!strcmp(when, "auto"))
		cli->color = !set("NO_COLOR") &&
			     (set("CLICOLOR_FORCE") ||
				     (isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0));
	else
		return false;
	return true;
}

void out_error(const char *fmt, ...)
{
	struct txt t = {0};
	va_list ap;

	va_start(ap, fmt);
	txt_vfmt(&t, fmt, ap);
	va_end(ap);
	fflush(stdout);
	fputs("pvsleuth: ", stderr);
	out_text(stderr, txt_str(&t));
	fputc('\n', stderr);
	txt_free(&t);
}

void out_note(const struct cli *cli, const char *fmt, ...)
{
	struct txt t = {0};
	va_list ap;

	if (cli->quiet)
		return;
	va_start(ap, fmt);
	txt_vfmt(&t, fmt, ap);
	va_end(ap);
	out_text(stderr, txt_str(&t));
	fputc('\n', stderr);
	txt_free(&t);
}

void out_text(FILE *f, const char *s)
{
	const char *next;

	for (; *s; s = next) {
		uint32_t cp = utf8_next(s, &next);

		if (cp == '\n' || cp == '\t')
			fputc(' ', f);
		else if (cp == 0xfffd || !utf8_showable(cp))
			fputs("\xef\xbf\xbd", f);
		else
			fwrite(s, 1, (size_t)(next - s), f);
	}
}

void out_ink(const struct cli *cli, enum ink ink, const char *s)
{
	static const char *const code[] = {
		[INK_PLAIN] = "",
		[INK_BOLD] = "\x1b[1m",
		[INK_DIM] = "\x1b[2m",
		[INK_GOOD] = "\x1b[32m",
		[INK_BAD] = "\x1b[1;31m",
		[INK_UNSURE] = "\x1b[33m",
	};
	bool dye = cli->color && ink != INK_PLAIN;

	if (dye)
		fputs(code[ink], stdout);
	out_text(stdout, s);
	if (dye)
		fputs("\x1b[0m", stdout);
}

size_t out_width(const char *s)
{
	return utf8_count(s);
}

static void put_indent(size_t n)
{
	printf("%*s", (int)n, "");
}

/* One paragraph; the first line starts at column `at`, already indented. */
static void fill(const struct cli *cli, const char *s, size_t n, size_t indent, size_t at)
{
	const char *end = s + n;
	bool first = true;

	while (s < end) {
		size_t len = strcspn(s, " \t\n");
		char word[512];

		if (len > (size_t)(end - s))
			len = (size_t)(end - s);
		if (!len) {
			s++;
			continue;
		}
		snprintf(word, sizeof(word), "%.*s", (int)len, s);
		if (!first && at + 1 + out_width(word) > cli->width) {
			putchar('\n');
			put_indent(indent);
			at = indent;
		} else if (!first) {
			putchar(' ');
			at++;
		}
		out_text(stdout, word);
		at += out_width(word);
		first = false;
		s += len < sizeof(word) ? len : sizeof(word) - 1;
	}
	putchar('\n');
}

void out_wrapped(const struct cli *cli, const char *s, size_t indent)
{
	while (*s) {
		const char *end = strstr(s, "\n\n");
		size_t n = end ? (size_t)(end - s) : strlen(s);

		put_indent(indent);
		fill(cli, s, n, indent, indent);
		s += n;
		s += strspn(s, "\n");
	}
}

void out_labelled(const struct cli *cli, const char *label, const char *s, size_t indent)
{
	size_t n = out_width(label) + 2;

	if (!*s)
		return;
	out_ink(cli, INK_BOLD, label);
	n = n > indent ? n : indent;
	put_indent(n - out_width(label));
	fill(cli, s, strlen(s), indent, n);
}

int out_finish(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	out_error("standard output: %s", strerror(errno));
	return -1;
}

enum ink ink_of(const char *word)
{
	static const struct {
		const char *word;
		enum ink ink;
	} inks[] = {
		{"booted", INK_GOOD},
		{"ok", INK_GOOD},
		{"complete", INK_GOOD},
		{"failed", INK_BAD},
		{"failure", INK_BAD},
		{"refused", INK_BAD},
		{"incomplete", INK_UNSURE},
		{"slow", INK_UNSURE},
		{"retried", INK_UNSURE},
		{"cut", INK_UNSURE},
		{"cannot-tell", INK_UNSURE},
		{"degraded", INK_UNSURE},
		{"leased", INK_DIM},
		{"not-seen", INK_DIM},
		{"skipped", INK_DIM},
	};
	size_t i;

	for (i = 0; i < sizeof(inks) / sizeof(inks[0]); i++)
		if (!strcmp(word, inks[i].word))
			return inks[i].ink;
	return INK_PLAIN;
}

void txt_plural(struct txt *t, int64_t n, const char *noun)
{
	txt_fmt(t, "%lld %s%s", (long long)n, noun, n == 1 ? "" : "s");
}
