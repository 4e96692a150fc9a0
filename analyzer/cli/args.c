/*
 * Options: see args.h.
 */
#include "cli/args.h"

#include <getopt.h>
#include <stdarg.h>
#include <string.h>

/* Every command has these. */
static const struct opt common[] = {
	{'h', "help", NULL, "say this"},
	{1000, "color", "WHEN", "auto, always or never"},
	{'q', "quiet", NULL, "no progress and no remarks"},
	{0, NULL, NULL, NULL},
};

static void add(const struct opt *table, struct option *longs, char *shorts)
{
	size_t n = 0;

	while (longs[n].name)
		n++;
	for (; table->name && n < ARGS_MAX - 1; table++, n++) {
		longs[n] = (struct option){table->name,
			!table->arg ? no_argument : *table->arg == '[' ? optional_argument : required_argument,
			NULL, table->key};
		if (table->key > 255)
			continue;
		shorts += strlen(shorts);
		*shorts++ = (char)table->key;
		if (table->arg)
			*shorts++ = ':';
		*shorts = '\0';
	}
}

/* "=" in front of what stands for a value; "[=LEVEL]" brings its own. */
static const char *equals(const struct opt *o)
{
	return o->arg && *o->arg != '[' ? "=" : "";
}

static void print_rows(const struct opt *table)
{
	for (; table->name; table++) {
		char left[64];

		if (table->key < 256)
			snprintf(left, sizeof(left), "-%c, --%s%s%s", table->key, table->name,
				equals(table), table->arg ? table->arg : "");
		else
			snprintf(left, sizeof(left), "    --%s%s%s", table->name,
				equals(table), table->arg ? table->arg : "");
		printf("  %-24s %s\n", left, table->help);
	}
}

static int help(const struct cli *cli, const struct opt *table)
{
	printf("Usage: pvsleuth %s [OPTION]... %s\n", cli->cmd->name, cli->cmd->args);
	printf("Does: %s.\n\n", cli->cmd->summary);
	print_rows(table);
	print_rows(common);
	return out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}

void args_begin(void)
{
	optind = 0;
}

int args_next(struct cli *cli, const struct opt *table, int argc, char **argv, const char **value,
	int *status)
{
	struct option longs[ARGS_MAX] = {{0}};
	char shorts[2 * ARGS_MAX] = "";
	int key;

	add(table, longs, shorts);
	add(common, longs, shorts);
	for (;;) {
		key = getopt_long(argc, argv, shorts, longs, NULL);
		*value = optarg;
		switch (key) {
		case -1:
			return 0;
		case 'h':
			*status = help(cli, table);
			return -1;
		case 'q':
			cli->quiet = true;
			break;
		case 1000:
			if (cli_color(cli, optarg))
				break;
			*status = args_wrong(cli, "--color takes auto, always or never");
			return -1;
		case '?':
			*status = args_wrong(cli, NULL);
			return -1;
		default:
			return key;
		}
	}
}

int args_wrong(const struct cli *cli, const char *fmt, ...)
{
	struct txt t = {0};
	va_list ap;

	if (fmt) {
		va_start(ap, fmt);
		txt_vfmt(&t, fmt, ap);
		va_end(ap);
		out_error("%s", txt_str(&t));
		txt_free(&t);
	}
	if (cli->cmd)
		fprintf(stderr, "Usage: pvsleuth %s [OPTION]... %s\n", cli->cmd->name,
			cli->cmd->args);
	fprintf(stderr, "\"pvsleuth %s%s--help\" says more.\n", cli->cmd ? cli->cmd->name : "",
		cli->cmd ? " " : "");
	return STATUS_USAGE;
}
