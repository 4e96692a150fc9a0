/*
 * boot2pcap: a .boot script becomes capture files, or its expectations a table.
 * The language is described in fixtures/rules/README.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot_expect.h"
#include "play.h"

static const char usage[] =
	"usage: boot2pcap SCRIPT -o OUT       write the capture, or OUT.NAME for each of several\n"
	"       boot2pcap --expect SCRIPT     print what the script expects, as a table\n"
	"       boot2pcap SCRIPT -o OUT --expect FILE   both at once, the table into a file\n"
	"       boot2pcap --truth SCRIPT      print what each target read, as a table\n"
	"       boot2pcap --check SCRIPT...   only read and play the scripts\n"
	"All frames are kept until they are in order: writing takes as much memory as the captures are\n"
	"large, and about a second for each 60 MB\n";

static const char *extension(const struct capture *capture)
{
	return capture->format == FORMAT_PCAPNG ? ".pcapng" : ".pcap";
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

static size_t stem_len(const char *out)
{
	if (ends_with(out, ".pcap"))
		return strlen(out) - 5;
	return strlen(out) - (ends_with(out, ".pcapng") ? 7 : 0);
}

/* Prints NAME<tab>PATH for each file, so that a runner knows which is which. */
static void write_captures(struct play *play, const char *out)
{
	struct script *script = play->script;
	int stem = (int)stem_len(out);

	for (int i = 0; i < script->n_captures; i++) {
		const struct capture *capture = &script->captures[i];
		const char *path = out;

		if (script->n_captures > 1)
			path = mem_printf(&script->mem, "%.*s.%s%s", stem, out, capture->name,
					  extension(capture));
		else if (!out[stem])
			path = mem_printf(&script->mem, "%s%s", out, extension(capture));
		capture_write(play, capture, path);
		printf("%s\t%s\n", capture->name, path);
	}
}

static void truth_print(const struct script *script)
{
	for (const struct host *host = script->hosts; host; host = host->next) {
		const uint8_t *mac = host->legs[0].mac;

		if (host->tally.reads)
			printf("%02x:%02x:%02x:%02x:%02x:%02x\t%llu\t%llu\t%llu\t%lld\t%lld\n", mac[0],
			       mac[1], mac[2], mac[3], mac[4], mac[5],
			       (unsigned long long)host->tally.reads,
			       (unsigned long long)host->tally.bytes,
			       (unsigned long long)host->tally.repeats,
			       (long long)host->tally.service_ns, (long long)host->tally.handover_ns);
	}
}

/* Writes the captures, and what the script expects into a file. */
static void write_both(struct play *play, const char *out, const char *table)
{
	FILE *file = fopen(table, "w");

	if (!file) {
		perror(table);
		exit(1);
	}
	expect_print(file, play);
	if (fclose(file)) {
		perror(table);
		exit(1);
	}
	write_captures(play, out);
}

enum wanted { WANT_CAPTURES, WANT_EXPECT, WANT_TRUTH };

static void run(const char *path, const char *out, const char *table, enum wanted wanted)
{
	struct script script;
	struct play play;

	script_read(&script, path);
	play_script(&play, &script);
	play_sort(&play);
	if (wanted == WANT_EXPECT)
		expect_print(stdout, &play);
	else if (wanted == WANT_TRUTH)
		truth_print(&script);
	else if (table)
		write_both(&play, out, table);
	else if (out)
		write_captures(&play, out);
	play_fini(&play);
	script_fini(&script);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--expect") == 0)
		run(argv[2], NULL, NULL, WANT_EXPECT);
	else if (argc == 3 && strcmp(argv[1], "--truth") == 0)
		run(argv[2], NULL, NULL, WANT_TRUTH);
	else if (argc == 4 && strcmp(argv[2], "-o") == 0)
		run(argv[1], argv[3], NULL, WANT_CAPTURES);
	else if (argc == 4 && strcmp(argv[1], "-o") == 0)
		run(argv[3], argv[2], NULL, WANT_CAPTURES);
	else if (argc == 6 && strcmp(argv[2], "-o") == 0 && strcmp(argv[4], "--expect") == 0)
		run(argv[1], argv[3], argv[5], WANT_CAPTURES);
	else if (argc > 2 && strcmp(argv[1], "--check") == 0)
		for (int i = 2; i < argc; i++)
			run(argv[i], NULL, NULL, WANT_CAPTURES);
	else {
		fputs(usage, stderr);
		return 2;
	}
	return 0;
}
