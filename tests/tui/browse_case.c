/*
 * Browses a case, without the rest of the program: browse_case [--ascii] [--theme NAME] CASE.
 * Frames are decoded just far enough to have fields with places in the bytes.
 */
#include "base/cur.h"
#include "base/txt.h"
#include "tui/keys.h"
#include "tui/tui.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

struct where {
	struct cur c;
	size_t at;
	field_fn put;
	void *ctx;
};

static void put(struct where *w, unsigned depth, const char *name, const char *value, size_t n)
{
	struct field f = {depth, name, value, w->at, n, false};

	w->put(w->ctx, &f);
	if (depth) {
		cur_skip(&w->c, n);
		w->at += n;
	}
}

static void put_mac(struct where *w, const char *name)
{
	char text[18] = "";

	if (w->c.left >= 6)
		put(w, 1, name, txt_mac(text, w->c.p), 6);
}

static void put_ip(struct where *w, const char *name)
{
	struct cur peek = w->c;
	char text[16];

	put(w, 1, name, txt_ip4(text, cur_be32(&peek)), 4);
}

static void put_number(struct where *w, const char *name, size_t n)
{
	struct cur peek = w->c;
	char text[24];

	snprintf(text, sizeof(text), "%u", n == 2 ? cur_be16(&peek) : cur_u8(&peek));
	put(w, 1, name, text, n);
}

static void fields(
	const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn fn, void *ctx)
{
	struct where w = {cur_make(raw, n, wirelen), 0, fn, ctx};

	(void)linktype;
	put(&w, 0, "Ethernet", "", 14);
	put_mac(&w, "Destination");
	put_mac(&w, "Source");
	put(&w, 1, "Type", "IPv4 (0x0800)", 2);
	put(&w, 0, "Internet Protocol Version 4", "", 20);
	put(&w, 1, "Version and header length", "4, 20 bytes", 1);
	put_number(&w, "Type of service", 1);
	put_number(&w, "Total length", 2);
	put_number(&w, "Identification", 2);
	put_number(&w, "Flags and offset", 2);
	put_number(&w, "Time to live", 1);
	put_number(&w, "Protocol", 1);
	put_number(&w, "Header checksum", 2);
	put_ip(&w, "Source address");
	put_ip(&w, "Destination address");
	put(&w, 0, "User Datagram Protocol", "", 8);
	put_number(&w, "Source port", 2);
	put_number(&w, "Destination port", 2);
	put_number(&w, "Length", 2);
	put_number(&w, "Checksum", 2);
	put(&w, 0, "Payload", "", w.c.left);
	put(&w, 1, "Bytes", "as sent", w.c.left);
}

/* The keys of a line in mdoc: arrows by their names, a minus that is none. */
static void print_keys(const char *shown)
{
	static const struct {
		const char *utf8, *roff;
	} signs[] = {{"↑", "\\(ua"}, {"\u2193", "\\(da"}, {"\u2190", "\\(<-"}, {"\u2192", "\\(->"},
		{"-", "\\-"}};
	size_t i;

	while (*shown) {
		for (i = 0; i < 5; i++)
			if (strncmp(shown, signs[i].utf8, strlen(signs[i].utf8)) == 0)
				break;
		if (i < 5) {
			fputs(signs[i].roff, stdout);
			shown += strlen(signs[i].utf8);
		} else {
			putchar(*shown++);
		}
	}
}

/* The table of keys as the manual prints it, to be compared with the manual. */
static int print_manual(void)
{
	const struct binding *k;
	size_t n, i;
	unsigned bit;
	bool some;

	k = keys_table(&n);
	for (i = 0; i < n; i++) {
		fputs(".It Sy \\&", stdout);
		print_keys(k[i].shown);
		printf("\n%s", k[i].help);
		some = (k[i].where & WHERE_ALL) == 0;
		for (bit = 1; some && bit <= k[i].where; bit <<= 1)
			if (k[i].where & bit)
				printf("%s%s",
					some && bit == (k[i].where & -k[i].where) ? " (" : "; ",
					keys_where_name(bit));
		puts(some ? ")." : ".");
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct tui_options o = {.fields = fields, .no_state = true};
	struct err err = {""};
	int i;

	setlocale(LC_ALL, "");
	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--keys") == 0)
			return print_manual();
		else if (strcmp(argv[i], "--ascii") == 0)
			o.ascii = true;
		else if (strcmp(argv[i], "--theme") == 0 && i + 1 < argc)
			o.theme = argv[++i];
		else
			o.case_path = argv[i];
	if (!o.case_path) {
		fprintf(stderr, "usage: browse_case [--ascii] [--theme NAME] CASE\n");
		return 2;
	}
	if (tui_browse(&o, &err) < 0) {
		fprintf(stderr, "browse_case: %s\n", err.text);
		return 1;
	}
	return 0;
}
