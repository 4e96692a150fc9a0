/*
 * How long the browser takes on a case, without a terminal: opening, a page, the last page,
 * sorting, a filter, a search, the screens that count; each also as a ratio to reading all boots
 * once with SQL. usage: bench_tui CASE
 */
#include "tui/browser.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* other programs do not count */
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void press(struct browser *b, const char *keys)
{
	for (; *keys; keys++)
		browser_key(b, *keys);
	browser_idle(b);
	browser_draw(b, 120, 40);
}

#define TEN "\x06\x06\x06\x06\x06\x06\x06\x06\x06\x06"
#define FIFTY TEN TEN TEN TEN TEN

static const struct {
	const char *what, *before, *keys;
} steps[] = {
	{"one page on", "1", "\x06"},
	{"fifty pages on", "1", FIFTY},
	{"the last page", "1", "G"},
	{"sorted by time", "1s", "s"},
	{"grouped by finding", "1", "o"},
	{"the next group", "1o", "]"},
	{"fifty pages grouped", "1o", FIFTY},
	{"failed only", "1", "F"},
	{"search, found early", "1/", "failed"},
	{"search, found late", "1/", "host-7"},
	{"search, not found", "1/", "nothing like it"},
	{"one boot", "1", "\n"},
	{"compared with its peer", "1", "="},
	{"findings", "1", "2"},
	{"targets", "1", "3"},
	{"servers", "1", "4"},
	{"statistics", "1", "6"},
};

int main(int argc, char **argv)
{
	struct tui_options o = {0};
	struct browser b = {.options = &o};
	struct err err = {""};
	struct rusage use;
	double t, raw;
	size_t i;

	b.store = argc == 2 ? store_open(argv[1], STORE_READ, &err) : NULL;
	if (!b.store) {
		fprintf(stderr, "bench_tui: %s\n", argc == 2 ? err.text : "which case?");
		return 1;
	}
	t = now_ms();
	store_int(b.store, "SELECT sum(length(mac) + length(summary)) FROM boots", NULL, 0, 0);
	raw = now_ms() - t;
	printf("%-24s %9.1f ms\n", "SQL over all boots", raw);
	t = now_ms();
	browser_push(&b, &view_boots, NULL);
	browser_draw(&b, 120, 40);
	printf("%-24s %9.1f ms  %6.2f\n", "open", now_ms() - t, (now_ms() - t) / raw);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		press(&b, steps[i].before);
		t = now_ms();
		press(&b, steps[i].keys);
		t = now_ms() - t;
		printf("%-24s %9.1f ms  %6.2f\n", steps[i].what, t, t / raw);
		if (strchr(steps[i].before, '/'))
			press(&b, "\x1b");
	}
	getrusage(RUSAGE_SELF, &use);
	printf("%-24s %9.1f MB\n", "memory at most", (double)use.ru_maxrss / 1024);
	browser_end(&b);
	canvas_free(&b.canvas);
	store_close(b.store);
	return 0;
}
